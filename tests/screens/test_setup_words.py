"""What setup says of each failure, and at which field."""

import pytest

from klink_tui.errors import (
    AuthError,
    BadReplyError,
    ConfigError,
    ForbiddenError,
    KlinkError,
    RateLimitedError,
    Refusal,
    SecretError,
    TimedOutError,
    UnreachableError,
    UntrustedError,
)
from klink_tui.screens.setup import said_of, where_wrong


@pytest.mark.parametrize(
    ("error", "place", "words"),
    [
        (AuthError("no", Refusal(401)), "token", "does not take this token"),
        (ForbiddenError("no", Refusal(403)), "token", "may not read tickets"),
        (SecretError("The field: There is no token."), "token", "There is no token."),
        (RateLimitedError("slow down", Refusal(429)), "address", "could not say"),
        (UntrustedError("not trusted"), "address", "not trusted"),
        (UnreachableError("gone"), "address", "gone"),
        (TimedOutError("late"), "address", "late"),
        (BadReplyError("a page"), "address", "a page"),
        (ConfigError("no address"), "address", "no address"),
    ],
)
def test_every_failure_has_its_field_and_words(error: KlinkError, place: str, words: str) -> None:
    assert where_wrong(error) == place
    assert words in said_of(error)
    assert "The field" not in said_of(error)
