"""Links: what is put in is quoted, and no pattern lets a record choose where it leads."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.desk.links import CONTACT, TICKET, Links, check_pattern
from klink_tui.errors import ConfigError, FormError

PATTERN = "https://desk.example/tickets/{number}?as={id}"


def test_number_and_id_are_put_in_quoted() -> None:
    links = Links(PATTERN, "http://desk.example:8080/c/{id}#about")
    assert links.of(TICKET, number="38", id="a b/../?x=1&é") == (
        "https://desk.example/tickets/38?as=a%20b%2F..%2F%3Fx%3D1%26%C3%A9"
    )
    assert links.of(CONTACT, id="c1") == "http://desk.example:8080/c/c1#about"


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_no_value_gets_out_of_its_place(id: str) -> None:
    parts = urlsplit(Links("https://desk.example/t/{id}/end").of(TICKET, id=id))
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "desk.example", "", "")
    empty, t, value, end = parts.path.split("/")
    assert (empty, t, end) == ("", "t", "end")
    assert unquote(value) == id.encode(errors="replace").decode()


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_what_a_record_lacks_is_named(id: str) -> None:
    with pytest.raises(ConfigError, match="This ticket has no id, which browser_ticket asks for"):
        Links(PATTERN).of(TICKET, number="1", id=id)


@pytest.mark.parametrize(("kind", "name"), [(TICKET, "browser_ticket"), (CONTACT, "browser_contact")])
def test_without_a_pattern_the_setting_is_named(kind: str, name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Links().of(kind, number="1", id="1")
    assert f'{name} = "https://' in caught.value.hint
    check_pattern(kind, "")


@pytest.mark.parametrize("pattern", [PATTERN, "http://[::1]:9/{id}", "HTTPS://desk.example/#/{number}"])
def test_addresses_of_the_web_are_taken(pattern: str) -> None:
    check_pattern(TICKET, pattern)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("javascript:alert({id})", "begins with https://"),
        ("file:///etc/{id}", "begins with https://"),
        ("desk.example/{id}", "begins with https://"),
        ("https:///{id}", "begins with https://"),
        ("https://[::1/{id}", "is no address"),
        ("https://desk.example:x/{id}", "is no address"),
        ("https://{id}.example/", "choose the server"),
        ("https://{id}@desk.example/{id}", "choose the server"),
        ("https://desk.example/{nummer}", "not known"),
        ("https://desk.example/{number", "not known"),
        ("https://desk.example/{{id}}", "not known"),
        ("https://desk.example/", "the same for every ticket"),
        ("https://desk.example/{id} x", "blanks"),
        ("https://desk.example/{id}\x1b[2J", "control characters"),
    ],
)
def test_what_is_none_says_why(pattern: str, why: str) -> None:
    with pytest.raises(FormError, match=why) as caught:
        check_pattern(TICKET, pattern)
    assert "\x1b" not in caught.value.message
    assert list(caught.value.fields) == ["browser_ticket"]


def test_a_contact_has_no_number() -> None:
    with pytest.raises(FormError) as caught:
        check_pattern(CONTACT, "https://desk.example/{number}")
    assert caught.value.hint == "Known for a contact: {id}."
