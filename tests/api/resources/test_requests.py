"""Each method as it stands on the wire (contract §2): method, path, query, body, headers."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone

import httpx
import pytest

from klink_tui.api.client import KlinkClient
from klink_tui.api.endpoints import ENDPOINTS
from klink_tui.models.writes import ChannelBody, ContactBody, Mention, TicketBody
from tests.api.tools import START, Desk, page_of, row, saying

Call = Callable[[KlinkClient], Awaitable[object]]

BANGKOK = timezone(timedelta(hours=7))

REQUESTS: list[tuple[str, Call, str, object]] = [
    ("tickets.list", lambda c: c.tickets.list(), "/tickets?page=1&pageSize=50", None),
    ("tickets.list", lambda c: c.tickets.list(3, 20), "/tickets?page=3&pageSize=20", None),
    (
        "tickets.create",
        lambda c: c.tickets.create(TicketBody(title="T", contact_id="c", tags=["g"], custom_fields={"cf_x": 1})),
        "/tickets",
        {"title": "T", "contact_id": "c", "tags": ["g"], "customFields": {"cf_x": 1}},
    ),
    ("tickets.by_contact", lambda c: c.tickets.by_contact("c/1"), "/tickets/contact/c%2F1?page=1&pageSize=50", None),
    ("tickets.fields", lambda c: c.tickets.fields(2), "/tickets/fields?page=2&pageSize=50", None),
    (
        "tickets.update",
        lambda c: c.tickets.update("t 1", TicketBody(priority="high", description=None)),
        "/tickets/t%201",
        {"priority": "high", "description": None},
    ),
    ("tickets.update_status", lambda c: c.tickets.update_status("t", "Open"), "/tickets/t/status", {"status": "Open"}),
    ("contacts.list", lambda c: c.contacts.list(), "/contacts?page=1&pageSize=50", None),
    ("contacts.list", lambda c: c.contacts.list("  "), "/contacts?page=1&pageSize=50", None),
    (
        "contacts.list",
        lambda c: c.contacts.list("ก & b/c", 2, 10),
        "/contacts?keyword=%E0%B8%81%20%26%20b%2Fc&page=2&pageSize=10",
        None,
    ),
    (
        "contacts.create",
        lambda c: c.contacts.create(ContactBody(name="N", phone=["1"], custom_fields={})),
        "/contacts",
        {"name": "N", "phone": ["1"], "customFields": {}},
    ),
    (
        "contacts.by_social_platform",
        lambda c: c.contacts.by_social_platform("U#1"),
        "/contacts/social-platform/U%231",
        None,
    ),
    ("contacts.fields", lambda c: c.contacts.fields(page_size=10), "/contacts/fields?page=1&pageSize=10", None),
    ("contacts.detail", lambda c: c.contacts.detail("c"), "/contacts/c", None),
    ("contacts.update", lambda c: c.contacts.update("c", ContactBody(notes="n")), "/contacts/c", {"notes": "n"}),
    ("contacts.delete", lambda c: c.contacts.delete("c"), "/contacts/c", None),
    ("contacts.groups", lambda c: c.contacts.groups(), "/contacts/groups", None),
    ("contacts.groups", lambda c: c.contacts.groups(2, 20), "/contacts/groups?page=2&pageSize=20", None),
    (
        "contacts.update_tags",
        lambda c: c.contacts.update_tags("c", ("VIP", "new")),
        "/contacts/c/tags",
        {"actionType": "MERGE", "tags": ["VIP", "new"]},
    ),
    ("tags.list", lambda c: c.tags.list(), "/tags", None),
    ("tags.list", lambda c: c.tags.list(2), "/tags?page=2", None),
    ("channels.list", lambda c: c.channels.list(), "/channels", None),
    (
        "channels.create",
        lambda c: c.channels.create(ChannelBody(type="line", name="L")),
        "/channels",
        {"type": "line", "name": "L"},
    ),
    ("categories.list", lambda c: c.categories.list(), "/categories", None),
    (
        "cx_logs.list",
        lambda c: c.cx_logs.list(START, datetime(2026, 3, 31, 1, 2, 3, 999, BANGKOK)),
        "/cx-logs?selectedDate=2026%2F03%2F30%2015%3A30%3A00-2026%2F03%2F31%2001%3A02%3A03&page=1&pageSize=50",
        None,
    ),
    (
        "messages.send",
        lambda c: c.messages.send("c", "hi\nthere", START),
        "/messages/send",
        {"contactId": "c", "messageType": "text", "message": "hi\nthere", "createdAt": "2026-03-30T08:30:00.000Z"},
    ),
    ("comments.list", lambda c: c.comments.list("r"), "/comments/rooms/r", None),
    (
        "comments.create",
        lambda c: c.comments.create("r", "Hey {0}", [Mention(index=0, user_id="u")]),
        "/comments/rooms/r",
        {"text": "Hey {0}", "mentions": [{"index": 0, "userId": "u"}]},
    ),
    ("presence.list", lambda c: c.presence.list(), "/user-presence-status-log?page=1&pageSize=50", None),
]


def test_no_operation_is_left_out() -> None:
    assert {id for id, *_ in REQUESTS} == set(ENDPOINTS)


@pytest.mark.parametrize(("id", "call", "path", "body"), REQUESTS, ids=[request[0] for request in REQUESTS])
async def test_a_method_sends_what_the_contract_says(id: str, call: Call, path: str, body: object) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        lists = request.method == "GET" and id != "contacts.detail"
        return page_of() if lists else httpx.Response(200, json={"data": row("x")})

    desk = Desk(answer, timezone="Asia/Bangkok")
    await call(desk.client)
    assert desk.paths == [path]
    (request,) = desk.requests
    assert request.method == ENDPOINTS[id].method
    assert (json.loads(request.content) if request.content else None) == body
    assert request.headers.get("x-client-timezone") == ("Asia/Bangkok" if id == "cx_logs.list" else None)
    if id == "cx_logs.list":
        assert desk.exchanges[0].headers == {"x-client-timezone": "Asia/Bangkok"}


@pytest.mark.parametrize(
    "answer", [httpx.Response(204), httpx.Response(200, json={"status": "success", "message": "ok", "data": None})]
)
async def test_a_write_whose_answer_holds_nothing_is_done(answer: httpx.Response) -> None:
    client = Desk(saying(answer)).client
    assert await client.tickets.update("t", TicketBody(title="x")) is None
    assert await client.tickets.update_status("t", "open") is None
    assert await client.contacts.update("c", ContactBody(name="x")) is None
    assert await client.channels.create(ChannelBody(type="line", name="x")) is None
    assert await client.comments.create("r", "x") is None
    assert (await client.messages.send("c", "x", START)).id == ""
    await client.contacts.update_tags("c", ["x"])
    await client.contacts.delete("c")


@pytest.mark.parametrize(
    "body",
    [
        {"success": True, "data": {"id": "x-1", "name": "N", "title": "T"}},
        {"status": 200, "message": "ok", "data": {"id": "x-1", "name": "N", "title": "T"}},
        {"status": "success", "data": [{"id": "x-1", "name": "N", "title": "T"}]},
        {"id": "x-1", "name": "N", "title": "T"},
    ],
)
async def test_a_write_gives_the_record_out_of_any_envelope(body: object) -> None:
    client = Desk(saying(httpx.Response(201, json=body))).client
    assert (await client.tickets.create(TicketBody(title="T"))).title == "T"
    assert (await client.contacts.create(ContactBody(name="N"))).name == "N"
    assert (await client.contacts.detail("x-1")).name == "N"
    updated = await client.tickets.update("x-1", TicketBody(title="T"))
    assert updated is not None
    assert updated.title == "T"
    channel = await client.channels.create(ChannelBody(type="line", name="N"))
    assert channel is not None
    assert channel.name == "N"
