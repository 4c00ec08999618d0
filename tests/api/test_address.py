"""The table of base addresses: what is taken, as what, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.api.address import is_loopback, read_base_address
from klink_tui.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://apigw.klinkcx.com", "https://apigw.klinkcx.com"),
        ("https://apigw.klinkcx.com/", "https://apigw.klinkcx.com"),
        (" https://apigw.klinkcx.com//\n", "https://apigw.klinkcx.com"),
        ("https://apigw.klinkcx.com/api/v1", "https://apigw.klinkcx.com"),
        ("https://apigw.klinkcx.com/api/v1/", "https://apigw.klinkcx.com"),
        ("HTTPS://APIGW.KlinkCX.com:443", "https://apigw.klinkcx.com"),
        ("https://gateway.example:8443/klink/api/v1", "https://gateway.example:8443/klink"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://bücher.example", "https://bücher.example"),
    ],
)
def test_an_address_is_kept_in_one_form(text: str, kept: str) -> None:
    assert str(read_base_address(text)) == kept
    assert str(read_base_address(kept)) == kept


def test_a_path_stands_below_the_api_root() -> None:
    assert read_base_address("https://g.example/klink").below("/tickets?page=1") == (
        "https://g.example/klink/api/v1/tickets?page=1"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "apigw.klinkcx.com",
        "ftp://apigw.klinkcx.com",
        "https://",
        "https:///api/v1",
        "file:///etc/passwd",
        "https://user:secret@apigw.klinkcx.com",
        "https://user@apigw.klinkcx.com",
        "https://@apigw.klinkcx.com",
        "https://apigw.klinkcx.com?x=1",
        "https://apigw.klinkcx.com/?",
        "https://apigw.klinkcx.com#x",
        "https://apigw.klinkcx.com:99999",
        "https://apigw.klinkcx.com:x",
        "https://[::1",
        "https://[fe80::1%25eth0]",
        "https://[v1.x]",
        "https://[1:2:3]",
        "https://a..b",
        "https://ä..b",
        "https://-a.example",
        "https://a b.example",
        "https://xn--\ufffd.example",
        "https://apigw.klinkcx.com/a/../b",
        "https://apigw.klinkcx.com/a b",
        "https://apigw.klinkcx.com//evil.example",
    ],
)
def test_what_is_no_base_address_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_base_address(text)
    assert caught.value.hint == "A good one looks like https://apigw.klinkcx.com."
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["apigw.klinkcx.com", "10.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_plain_http_goes_to_this_machine_only_unless_allowed(host: str) -> None:
    with pytest.raises(ConfigError, match="Plain http"):
        read_base_address(f"http://{host}")
    assert str(read_base_address(f"http://{host}", allow_plain_http=True)) == f"http://{host}"


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.9.9.9", True), ("::1", True), ("0.0.0.0", False), ("::", False), ("desk", False)],
)
def test_loopback_is_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_a_clear_refusal(text: str) -> None:
    for candidate in (text, f"https://{text}", f"https://desk.example/{text}"):
        try:
            address = read_base_address(candidate)
        except ConfigError:
            continue
        assert address.host
        assert "@" not in str(address)
        assert read_base_address(str(address)) == address
