"""Cases (cx-logs), messages, room comments and presence."""

from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from klink_tui.sandbox.server import Sandbox
from tests.sandbox.desk import ALL_DAYS, NOBODY, ZONE, Json, ask, cases, first_contact, get

KEYS = {
    *("id", "caseId", "entityId", "entityName", "contactId", "channel", "queueId", "queueName", "agentId", "direction"),
    *("startedDate", "closedAt", "handledTime", "totalHoldDuration", "firstResponseTime", "disposition", "channelType"),
    *("customerPhone", "contactLabel", "slaStatus", "resolutionTime", "fullHandledTime", "fullResolutionTime"),
    *("firstRepliedTime", "wrapUpDuration", "contact", "firstAssignee", "agent", "closedAssignee", "room"),
}


async def a_room(client: httpx.AsyncClient) -> str:
    rows = (await cases(client))["cxLogs"]["data"]
    return next(str(row["entityId"]) for row in rows if row["entityName"] == "room")


async def test_cases_come_in_e6_with_every_documented_key(client: httpx.AsyncClient) -> None:
    body = await cases(client)
    assert list(body) == ["requestId", "cxLogs"]
    logs = body["cxLogs"]
    assert set(logs) == {"data", "total", "page", "pageSize", "lastPage"}
    rows = logs["data"]
    assert logs["total"] == len(rows) == 80
    for row in rows:
        assert set(row) == KEYS
        assert row["contact"]["id"] == row["contactId"]
        assert (row["room"] is None) == (row["entityName"] != "room")
        for person in ("agent", "firstAssignee", "closedAssignee"):
            assert row[person] is None or "deletedaAt" in row[person]
            assert row[person] is None or "deletedAt" not in row[person]
        assert row["slaStatus"] in ("meet", None)
        assert (row["closedAt"] is None) == (row["handledTime"] is None)
    assert {row["caseId"] is None for row in rows} == {True, False}
    assert {row["entityName"] for row in rows} == {"room", "call"}
    assert [row["startedDate"] for row in rows] == sorted((row["startedDate"] for row in rows), reverse=True)


async def test_cases_are_paged(client: httpx.AsyncClient) -> None:
    every = (await cases(client))["cxLogs"]["data"]
    second = (await cases(client, page="2", pageSize="30"))["cxLogs"]
    assert second["data"] == every[30:60]
    assert (second["page"], second["pageSize"], second["lastPage"]) == (2, 30, 3)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Bangkok", "America/New_York", "Asia/Kathmandu"])
async def test_the_range_is_read_in_the_clients_zone(client: httpx.AsyncClient, zone: str) -> None:
    every = (await cases(client))["cxLogs"]["data"]

    def local(row: Json) -> datetime:
        return datetime.fromisoformat(row["startedDate"]).astimezone(ZoneInfo(zone))

    some = local(every[7])
    day = some.strftime("%Y/%m/%d")
    found = await get(
        client,
        "/cx-logs",
        params={"selectedDate": f"{day} 00:00:00-{day} 23:59:59", "pageSize": "100"},
        headers={"x-client-timezone": zone},
    )
    assert found["cxLogs"]["data"] == [row for row in every if local(row).date() == some.date()]
    second = some.strftime("%Y/%m/%d %H:%M:%S")
    exact = await get(
        client, "/cx-logs", params={"selectedDate": f"{second}-{second}"}, headers={"x-client-timezone": zone}
    )
    assert every[7] in exact["cxLogs"]["data"]


@pytest.mark.parametrize(
    "zone", ["", "Nowhere/Else", "../../etc/passwd", "/etc/localtime", "America", "Asia/Bangkok\\x"]
)
async def test_no_zone_is_a_400(client: httpx.AsyncClient, zone: str) -> None:
    headers = {"x-client-timezone": zone} if zone else {}
    body = await get(client, "/cx-logs", 400, params={"selectedDate": ALL_DAYS}, headers=headers)
    assert "x-client-timezone" in body["message"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026/01/01",
        "2026-01-01 00:00:00-2026-01-02 00:00:00",
        "2026/01/01 00:00-2026/01/02 00:00",
        "2026/01/01 00:00:00 - 2026/01/02 00:00:00",
        "2026/02/30 00:00:00-2026/03/02 00:00:00",
        "2026/01/01 24:00:00-2026/01/02 00:00:00",
        "2026/01/02 00:00:00-2026/01/01 00:00:00",
        "0000/01/01 00:00:00-2026/01/01 00:00:00",
    ],
)
async def test_another_range_is_a_422(client: httpx.AsyncClient, text: str) -> None:
    body = await get(client, "/cx-logs", 422, params={"selectedDate": text}, headers=ZONE)
    assert list(body["errors"]) == ["selectedDate"]


async def test_the_far_ends_of_time_are_no_500(client: httpx.AsyncClient) -> None:
    for text in ("0001/01/01 00:00:00-9999/12/31 23:59:59", "9999/12/31 23:59:58-9999/12/31 23:59:59"):
        for zone in ("Asia/Bangkok", "America/New_York"):
            headers = {"x-client-timezone": zone}
            answer = await client.get("/cx-logs", params={"selectedDate": text}, headers=headers)
            assert answer.status_code in (200, 422)


async def test_a_message_is_sent_in_e4(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    contact = await first_contact(client)
    body = {
        "contactId": contact["id"],
        "messageType": "text",
        "message": "สวัสดีค่ะ\n[/b]",
        "createdAt": "2026-01-09T04:42:59.028000000Z",
    }
    sent = await ask(client, "POST", "/messages/send", json=body)
    assert list(sent) == ["status", "message", "data"]
    assert sent["status"] == 200
    data = sent["data"]
    assert {"id", "createdAt", "updatedAt", "clientRequestId", "partition_key"} <= set(data)
    assert (data["message"], data["createdAt"]) == (body["message"], "2026-01-09T04:42:59.028Z")
    assert sandbox.log[-1].applied


@pytest.mark.parametrize(
    ("changes", "at_fault"),
    [
        ({"contactId": NOBODY}, {"contactId"}),
        ({"contactId": "x"}, {"contactId"}),
        ({"contactId": None}, {"contactId"}),
        ({"messageType": "image"}, {"messageType"}),
        ({"message": "  "}, {"message"}),
        ({"message": ["x"]}, {"message"}),
        ({"createdAt": "today"}, {"createdAt"}),
        ({"createdAt": 1767933779}, {"createdAt"}),
        ({"createdAt": "0001-01-01T00:00:00+14:00"}, {"createdAt"}),
        ({"message": None, "messageType": None}, {"message", "messageType"}),
    ],
)
async def test_a_message_that_is_none_is_refused(
    sandbox: Sandbox, client: httpx.AsyncClient, changes: Json, at_fault: set[str]
) -> None:
    contact = await first_contact(client)
    body = {
        "contactId": contact["id"],
        "messageType": "text",
        "message": "x",
        "createdAt": "2026-01-09T04:42:59Z",
        **changes,
    }
    assert set((await ask(client, "POST", "/messages/send", 422, json=body))["errors"]) == at_fault
    assert not sandbox.log[-1].applied


async def test_room_comments_are_listed_and_added_in_e7(client: httpx.AsyncClient) -> None:
    room = await a_room(client)
    before = await get(client, f"/comments/rooms/{room}")
    assert list(before) == ["requestId", "data"]
    agents = {row["agent"]["id"] for row in (await cases(client))["cxLogs"]["data"] if row["agent"]}
    someone = sorted(agents)[0]
    body = {"text": "Hey {0}", "mentions": [{"index": 0, "userId": someone}]}
    made = await ask(client, "POST", f"/comments/rooms/{room}", 201, json=body)
    assert list(made) == ["requestId", "data"]
    comment = made["data"]
    assert (comment["text"], comment["roomId"]) == ("Hey {0}", room)
    assert [(one["index"], one["userId"]) for one in comment["mentions"]] == [(0, someone)]
    assert (await get(client, f"/comments/rooms/{room}"))["data"] == [*before["data"], comment]
    await ask(client, "POST", f"/comments/rooms/{room}", 201, json={"text": "without"})


async def test_some_rooms_have_comments(client: httpx.AsyncClient) -> None:
    rows = (await cases(client))["cxLogs"]["data"]
    rooms = [row["entityId"] for row in rows if row["entityName"] == "room"]
    held = [(await get(client, f"/comments/rooms/{room}"))["data"] for room in rooms]
    assert any(held)
    assert not all(held)


@pytest.mark.parametrize(
    ("body", "at_fault"),
    [
        ({}, {"text"}),
        ({"text": ""}, {"text"}),
        ({"text": "x", "mentions": "y"}, {"mentions"}),
        ({"text": "x", "mentions": [{"index": 0, "userId": NOBODY}]}, {"mentions"}),
        ({"text": "x", "mentions": [{"index": "0"}]}, {"mentions"}),
        ({"text": "x", "mentions": [None]}, {"mentions"}),
    ],
)
async def test_a_comment_that_is_none_is_refused(client: httpx.AsyncClient, body: Json, at_fault: set[str]) -> None:
    room = await a_room(client)
    assert set((await ask(client, "POST", f"/comments/rooms/{room}", 422, json=body))["errors"]) == at_fault


async def test_unknown_rooms_are_404(client: httpx.AsyncClient) -> None:
    call = next(row["entityId"] for row in (await cases(client))["cxLogs"]["data"] if row["entityName"] == "call")
    for room in (NOBODY, call):
        await get(client, f"/comments/rooms/{room}", 404)
        await ask(client, "POST", f"/comments/rooms/{room}", 404, json={"text": "x"})


async def test_presence_changes_come_in_e5(client: httpx.AsyncClient) -> None:
    one = await get(client, "/user-presence-status-log?pageSize=100")
    assert list(one) == ["data"]
    rows = one["data"]
    assert len(rows) == 100
    for row in rows:
        assert list(row["previousPresenceStatus"]) == ["id", "systemName", "displayName", "emoji"]
        assert row["user"]["id"] == row["userId"]
    ids = {row["previousPresenceStatus"]["systemName"]: row["previousPresenceStatus"]["id"] for row in rows}
    assert len(set(ids.values())) == len(ids)
    assert (await get(client, "/user-presence-status-log?page=2&pageSize=4"))["data"] == rows[4:8]
    assert (await get(client, "/user-presence-status-log?page=999"))["data"] == []
