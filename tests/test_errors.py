"""The tree of errors: one root, a sentence for a person in each, and the drawing at the top of the file."""

import ast
import inspect
import re

import pytest

from klink_tui import errors
from klink_tui.errors import (
    ApiError,
    Attempt,
    BadReplyError,
    ConfigError,
    FormError,
    InvalidError,
    KlinkError,
    LostReplyError,
    Refusal,
    SecretError,
    StatusError,
    TimedOutError,
    UnreachableError,
)

ALL = [item for item in vars(errors).values() if inspect.isclass(item) and issubclass(item, Exception)]


@pytest.mark.parametrize("error", ALL)
def test_every_error_has_the_root_and_a_docstring(error: type[Exception]) -> None:
    assert issubclass(error, KlinkError)
    assert error.__doc__


def test_the_drawing_is_the_tree() -> None:
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"    ((?:│   |    |├── |└── )*)(\w+Error)", line):
            depth = len(found[1]) // 4
            above[depth:] = [found[2]]
            drawn[found[2]] = above[depth - 1] if depth else ""
    bases = {error.__name__: error.__bases__[0].__name__ for error in ALL}
    bases["KlinkError"] = ""
    assert drawn == bases


def test_nothing_but_errors_and_what_they_carry_stands_there() -> None:
    tree = ast.parse(inspect.getsource(errors))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert classes - {error.__name__ for error in ALL} == {"Attempt", "Refusal"}


def test_a_message_with_and_without_a_hint() -> None:
    plain, hinted = KlinkError("It broke."), ConfigError("No address.", hint="Run setup.")
    assert (str(plain), plain.hint) == ("It broke.", "")
    assert (str(hinted), hinted.message, hinted.hint) == ("No address. Run setup.", "No address.", "Run setup.")


def test_a_form_error_names_its_fields_and_keeps_them() -> None:
    fields = {"title": "This is required."}
    error = FormError("Not yet.", fields, hint="Fill it.")
    fields.clear()
    assert error.fields == {"title": "This is required."}
    assert str(error) == "Not yet. Fill it."


def test_an_api_error_knows_what_was_asked() -> None:
    attempt = Attempt("GET", "/tickets?page=1", 3)
    assert ApiError("No.", attempt=attempt).attempt is attempt
    assert ApiError("No.").attempt == Attempt("", "", 1)
    assert BadReplyError("HTML.", status=502, attempt=attempt).status == 502
    assert BadReplyError("HTML.").status == 0


def test_a_status_error_gives_what_the_server_said() -> None:
    refusal = Refusal(422, "Invalid.", {"title": "too short"}, "req-1", None)
    error = InvalidError("It said no.", refusal, hint="Look at the fields.")
    assert isinstance(error, StatusError)
    assert (error.status, error.fields, error.request_id) == (422, {"title": "too short"}, "req-1")
    assert error.refusal.words == "Invalid."
    assert dict(Refusal(500).fields) == {}


@pytest.mark.parametrize(
    ("error", "caught_as"),
    [
        (SecretError, ConfigError),
        (TimedOutError, LostReplyError),
        (LostReplyError, ApiError),
        (UnreachableError, ApiError),
    ],
)
def test_what_may_have_been_applied_is_told_from_what_never_left(
    error: type[KlinkError], caught_as: type[KlinkError]
) -> None:
    assert issubclass(error, caught_as)
    assert not issubclass(UnreachableError, LostReplyError)
