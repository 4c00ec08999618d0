"""The token: what is taken for one, and that it shows itself to nobody."""

import pytest

from klink_tui.api.token import Token
from klink_tui.errors import ConfigError


@pytest.mark.parametrize("text", ["kpt_abc", " kpt_abc\n", "Bearer kpt_abc", "bearer  kpt_abc "])
def test_a_token_is_taken_as_pasted(text: str) -> None:
    assert Token(text).reveal() == "kpt_abc"


@pytest.mark.parametrize("text", ["", "  ", "Bearer ", "kpt_a b", "kpt_a\nX-Evil: 1", "kpt_ä", "kpt_\x00"])
def test_what_is_no_token_is_refused_unquoted(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Token(text)
    assert "kpt_a" not in str(caught.value)
    assert "API Tokens" in caught.value.hint


def test_a_token_shows_itself_to_nobody() -> None:
    token = Token("kpt_abc")
    assert "abc" not in f"{token} {token!r} {[token]}"
