"""Nothing is served that contract section 2 says the API lacks."""

import httpx
import pytest

from klink_tui.sandbox.routes.table import TABLE
from tests.sandbox.desk import NOBODY, first_ticket


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/tickets/{id}", 405),
        ("DELETE", "/tickets/{id}", 405),
        ("PUT", "/tickets/{id}", 405),
        ("PATCH", "/tickets/{id}/status", 405),
        ("GET", "/tickets/{id}/status", 405),
        ("GET", "/tickets/{id}/comments", 404),
        ("GET", "/tickets/{id}/history", 404),
        ("POST", "/tickets/bulk", 405),
        ("GET", "/tickets/contacts/{id}", 404),
        ("GET", "/contacts/{id}/tickets", 404),
        ("GET", "/contact-groups", 404),
        ("GET", "/contacts/contact-groups", 400),
        ("GET", "/contacts/filter", 400),
        ("GET", "/users", 404),
        ("GET", "/agents", 404),
        ("GET", "/teams", 404),
        ("GET", "/queues", 404),
        ("GET", "/rooms", 404),
        ("GET", "/messages", 404),
        ("GET", "/messages/send", 405),
        ("GET", "/views", 404),
        ("GET", "/me", 404),
        ("POST", "/login", 404),
        ("GET", "/webhooks", 404),
        ("GET", "/media-manager/files", 404),
        ("POST", "/tags", 405),
        ("POST", "/categories", 405),
        ("DELETE", "/channels", 405),
        ("DELETE", "/contacts", 405),
        ("DELETE", "/contacts/fields", 405),
        ("HEAD", "/tickets", 405),
    ],
)
async def test_it_is_not_there(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    ticket = await first_ticket(client)
    answer = await client.request(method, path.replace("{id}", ticket["id"]))
    assert answer.status_code == status
    if method != "HEAD":
        assert answer.json()["status"] == "error"
        assert answer.json()["requestId"]
    if status == 405:
        assert method not in answer.headers["allow"].split(", ")


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for path, operations in TABLE.items() for method in operations if "{" in path],
)
async def test_an_unknown_record_is_no_500(client: httpx.AsyncClient, method: str, path: str) -> None:
    for value in (NOBODY, NOBODY.upper(), "x", "%00", "..", "a" * 4000, "%F0%9F%8C%B8"):
        filled = path.replace("{id}", value).replace("{contactId}", value).replace("{roomId}", value)
        answer = await client.request(method, filled, json={} if method != "GET" else None)
        assert answer.status_code in (200, 400, 404, 405, 422)
