"""Answers and refusals, without a socket: statuses, words, field errors, bodies that are none."""

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.api.decode import decode, parse_json
from klink_tui.errors import (
    ApiError,
    Attempt,
    AuthError,
    BadReplyError,
    BadRequestError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    ServerError,
    StatusError,
)

ASKED = Attempt("GET", "/tickets", 2)
NOW = datetime(2026, 3, 30, 8, 30, tzinfo=UTC)


def answer(status: int, body: object, **headers: str) -> object:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return decode(status, named, raw, ASKED, what="Ticket list", now=NOW, secrets=("s3cret-token",))


def refusal(status: int, body: object, **headers: str) -> StatusError:
    with pytest.raises(StatusError) as caught:
        answer(status, body, **headers)
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_a_good_answer_is_its_json(status: int) -> None:
    assert answer(status, {"data": [1, "ä", None]}) == {"data": [1, "ä", None]}


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (201, b" \r\n"), (205, b"")])
def test_an_empty_answer_is_nothing(status: int, body: bytes) -> None:
    assert answer(status, body) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthError),
        (402, StatusError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (405, StatusError),
        (409, ConflictError),
        (410, NotFoundError),
        (412, ConflictError),
        (418, StatusError),
        (422, InvalidError),
        (429, RateLimitedError),
        (499, StatusError),
        (500, ServerError),
        (502, ServerError),
        (503, ServerError),
        (599, ServerError),
        (999, ServerError),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b'{"message": "Nope"', b'{"message": "Nope"}'])
def test_each_status_has_its_error_whatever_the_body(status: int, kind: type[StatusError], body: bytes) -> None:
    error = refusal(status, body)
    assert type(error) is kind
    assert error.status == status
    assert error.attempt == ASKED
    assert error.message.startswith(f"Ticket list failed: {status}")
    assert ("“Nope”" in error.message) is body.endswith(b"}")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "One", "error": "Two"}, "One"),
        ({"message": ["One", "Two"], "error": "Three"}, "One; Two"),
        ({"message": "", "error": {"message": "Two"}, "detail": "No"}, "Two"),
        ({"message": None, "error": "Two", "errors": ["No"]}, "Two"),
        ({"error": {"code": 7, "reason": "Two"}}, "Two"),
        ({"errors": ["One", "Two"], "detail": "No"}, "One; Two"),
        ({"errors": {"title": ["is empty"], "status": "is odd"}}, "title: is empty; status: is odd"),
        ({"errors": [{"field": "title", "message": "is empty"}]}, "title: is empty"),
        ({"detail": [{"loc": ["body", 0, "title"], "msg": "field required"}]}, "title: field required"),
        ({"detail": "One", "title": "No"}, "One"),
        ({"title": "One"}, "One"),
        ("One", "One"),
        (["One", {"message": "Two"}], "One; Two"),
        ({"message": {"a": {"b": {"c": {"d": {"too deep": "never"}}}}}}, ""),
        ({"status": "error", "code": 17}, ""),
        (None, ""),
        (17, ""),
    ],
)
def test_words_come_from_the_first_place_that_has_some(body: object, words: str) -> None:
    assert refusal(400, body).refusal.words == words


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"errors": {"title": "is empty"}}, {"title": "is empty"}),
        ({"errors": {"title": ["is empty", "is odd"]}}, {"title": "is empty; is odd"}),
        ({"errors": {"cf_date": {"message": "is no date"}}}, {"cf_date": "is no date"}),
        ({"errors": [{"field": "title", "message": "is empty"}]}, {"title": "is empty"}),
        (
            {"errors": [{"property": "title", "constraints": {"isNotEmpty": "is empty", "max": "is long"}}]},
            {"title": "isNotEmpty: is empty; max: is long"},
        ),
        ({"errors": [{"field": "a", "message": "one"}, {"field": "a", "message": "two"}]}, {"a": "one"}),
        ({"error": {"message": "Invalid", "errors": {"title": "is empty"}}}, {"title": "is empty"}),
        ({"message": [{"field": "title", "message": "is empty"}]}, {"title": "is empty"}),
        ({"detail": [{"loc": ["body", "title"], "msg": "is empty"}]}, {"title": "is empty"}),
        ({"errors": ["title is empty"]}, {}),
        ({"errors": [{"message": "no field"}, 17, None]}, {}),
        ({"errors": [{"field": "title"}]}, {}),
        ({"errors": {"title": None, "": "x", "status": 4}}, {}),
        ({"errors": "all of it"}, {}),
        (["title"], {}),
    ],
)
def test_field_errors_are_read_in_every_shape(body: object, fields: dict[str, str]) -> None:
    error = refusal(422, body)
    assert error.fields == fields
    assert all(name in error.hint for name in fields)


def test_words_are_cleaned_bounded_and_masked() -> None:
    error = refusal(
        422,
        {
            "message": "\x1b[2Jtoken s3cret-token kpt_other\n" + "x" * 9000,
            "errors": {"ti\u202etle": "\x9b31m" + "y" * 900} | {f"f{n}": "z" for n in range(99)},
            "requestId": "req\x07-1" + "r" * 900,
        },
    )
    assert error.refusal.words.startswith("[2Jtoken kpt_… kpt_… xxx")
    assert len(error.refusal.words) == 500
    assert len(error.fields["title"]) == 200
    assert len(error.fields) == 50
    assert error.request_id.startswith("req-1")
    assert len(error.request_id) == 200


@pytest.mark.parametrize(
    ("body", "headers", "id"),
    [
        ({"requestId": "r-1"}, {}, "r-1"),
        ({"request_id": 17}, {}, "17"),
        ({"requestId": ["r"]}, {"x_request_id": "r-2"}, "r-2"),
        ({}, {"x_amzn_requestid": "r-3"}, "r-3"),
        ({}, {}, ""),
    ],
)
def test_the_request_id_is_kept(body: object, headers: dict[str, str], id: str) -> None:
    error = refusal(500, body, **headers)
    assert error.request_id == id
    assert (f"request id {id}" in error.hint) is bool(id)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0.5 ", 0.5),
        ("-3", 0.0),
        ("Mon, 30 Mar 2026 08:30:20 GMT", 20.0),
        ("Mon, 30 Mar 2026 08:29:00 GMT", 0.0),
        ("Mon, 30 Mar 2026 08:30:20 -0000", 20.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("Mon, 99 Mar 2026 08:30:20 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    error = refusal(429, {}, retry_after=value)
    assert error.refusal.retry_after == seconds
    assert (f"in {seconds:.0f} seconds" if seconds is not None else "a little later") in error.hint


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (401, "Settings → Channels & Integration → API Tokens"),
        (403, "lacks the ability"),
        (404, "klink-tui doctor"),
        (409, "Read it again"),
        (422, "Correct what was entered."),
        (500, "try again"),
    ],
)
def test_a_hint_says_what_to_do(status: int, hint: str) -> None:
    assert hint in refusal(status, {}).hint


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, {"success": False, "message": "Not today"}, 200),
        (201, {"success": False}, 201),
        (200, {"status": "error", "message": "Not today"}, 200),
        (200, {"status": " Error ", "data": None}, 200),
        (200, {"status": 404, "message": "Not today"}, 404),
        (200, {"status": 500, "id": "x"}, 500),
    ],
)
def test_a_body_that_says_no_is_believed(status: int, body: dict[str, object], said: int) -> None:
    error = refusal(status, body)
    assert type(error) is RefusedError
    assert error.status == said
    assert error.refusal.words == body.get("message", "")
    assert error.message.startswith("Ticket list failed")


@pytest.mark.parametrize(
    "body",
    [
        {"success": True},
        {"success": None},
        {"status": "success"},
        {"status": 200},
        {"status": True},
        {"status": 399},
        {"id": "t-1", "status": "error"},
        {"data": {"status": "error", "success": False}},
        [{"success": False}],
    ],
)
def test_a_body_that_does_not_say_no_is_an_answer(body: object) -> None:
    assert answer(200, body) == body


@pytest.mark.parametrize(
    ("status", "location", "says"),
    [
        (301, "https://evil.example/api", "to evil.example (301)"),
        (302, "/login", "redirects (302)"),
        (307, "http://[::1", "redirects (307)"),
        (308, "", "redirects (308)"),
    ],
)
def test_a_redirect_is_named_and_not_followed(status: int, location: str, says: str) -> None:
    with pytest.raises(BadReplyError) as caught:
        answer(status, b"", location=location)
    assert says in caught.value.message
    assert caught.value.status == status


def test_a_status_below_200_is_no_answer() -> None:
    with pytest.raises(BadReplyError, match="status 199"):
        answer(199, b"{}")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"not json", "no JSON"),
        (b'{"a": 1,, }', "no JSON"),
        (b'{"data": [1, 2', "ends in the middle"),
        (b'{"data": "tex', "ends in the middle"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 90_000, "nested too deeply"),
        (b'{"a": NaN}', "NaN, which is no JSON"),
        (b"[-Infinity]", "-Infinity, which is no JSON"),
        (b"9" * 5000, "endless number"),
        (b"[[],[],[],[],[],[],[]" * 40_000, "too many values"),
    ],
)
def test_what_is_no_json_is_a_bad_reply(body: bytes, says: str) -> None:
    with pytest.raises(BadReplyError) as caught:
        answer(200, body)
    assert says in caught.value.message
    assert caught.value.status == 200
    assert caught.value.attempt == ASKED


@pytest.mark.parametrize(
    ("body", "headers", "title"),
    [
        (b"<!doctype html><title>Sign\x1b in</title>", {}, "“Sign in”"),
        (b"  <html></html>", {}, "a web page, not"),
        (b"Welcome", {"content_type": "text/html; charset=utf-8"}, "a web page, not"),
    ],
)
def test_a_web_page_under_a_good_status_is_named(body: bytes, headers: dict[str, str], title: str) -> None:
    with pytest.raises(BadReplyError) as caught:
        answer(200, body, **headers)
    assert title in caught.value.message
    assert "base address" in caught.value.hint


def test_a_web_page_under_a_bad_status_lends_its_title() -> None:
    error = refusal(502, b"<html><TITLE>Bad Gateway of s3cret-token</TITLE>", content_type="text/html")
    assert error.refusal.words == "Bad Gateway of kpt_…"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": "\xff"}', {"a": "\ufffd"}),
        (b'{"a": "\\ud800"}', {"a": "\ud800"}),
        (b'{"a": 1e999}', {"a": math.inf}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
    ],
)
def test_broken_text_costs_nothing_but_itself(body: bytes, value: object) -> None:
    assert parse_json(body) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["message", "error", "errors", "detail", "title", "status", "success", "requestId", "data"])
            | st.text(),
            inner,
        )
    ),
    max_leaves=20,
)
STATUSES = st.sampled_from([200, 201, 204, 301, 400, 401, 404, 422, 429, 500, 503]) | st.integers(100, 999)
HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "location", "content-type", "x-request-id"]), st.text(max_size=40)
)


@given(STATUSES, HEADERS, st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_payload_or_a_named_error(status: int, headers: dict[str, str], body: bytes) -> None:
    try:
        decode(status, headers, body, ASKED, now=NOW)
    except ApiError as error:
        caught: ApiError | None = error
    else:
        caught = None
    if caught is not None:
        assert caught.message.isprintable()
        assert len(caught.message) < 1000
        assert caught.attempt == ASKED
    else:
        assert 200 <= status < 300


@given(STATUSES, HEADERS, JSON)
def test_any_json_is_a_payload_or_a_named_error(status: int, headers: dict[str, str], body: object) -> None:
    raw = json.dumps(body).encode()
    try:
        payload = decode(status, headers, raw, ASKED, now=NOW)
    except ApiError as error:
        caught: ApiError | None = error
    else:
        caught = None
        assert payload == body
    if isinstance(caught, StatusError):
        assert len(caught.refusal.words) <= 500
        assert all(words and len(words) <= 200 for words in caught.fields.values())
    if status < 200 or status >= 300:
        assert caught is not None
