"""The log's record, and the command it can be copied as."""

import shlex
from datetime import UTC, datetime

import pytest

from klink_tui.api.exchange import Exchange


def exchange(path: str = "/tickets?page=1&pageSize=50", body: str = "", **headers: str) -> Exchange:
    method = "POST" if body else "GET"
    return Exchange(
        at=datetime(2026, 3, 30, tzinfo=UTC),
        method=method,
        path=path,
        status=200,
        ms=12.5,
        tries=1,
        outcome="ok",
        body=body,
        headers=headers,
    )


def test_a_read_as_curl() -> None:
    assert exchange(**{"x-client-timezone": "Asia/Bangkok"}).as_curl("https://desk.example/") == (
        "curl --request GET 'https://desk.example/api/v1/tickets?page=1&pageSize=50' "
        '--header "Authorization: Bearer $KLINK_API_TOKEN" '
        "--header 'Accept: application/json' --header 'x-client-timezone: Asia/Bangkok'"
    )


@pytest.mark.parametrize(
    "body", ['{"title":"it\'s $HOME `id` \\u0e01"}', '{"a":"$(rm -rf)"}', '{"a":"\\"; id; \\""}', '{"a":"!!"}']
)
def test_a_body_reaches_the_command_word_for_word(body: str) -> None:
    words = shlex.split(exchange("/tickets", body).as_curl("https://desk.example"))
    assert words[-2:] == ["--data-raw", body]
    assert words[:4] == ["curl", "--request", "POST", "https://desk.example/api/v1/tickets"]
    assert "Content-Type: application/json" in words
