"""Creating and changing tickets."""

import json
from pathlib import Path

import httpx
import pytest

from klink_tui.sandbox.server import Sandbox
from tests.sandbox.desk import CONFIG, NOBODY, ask, custom, first_contact, first_ticket, get, new_ticket

EXAMPLE = Path(__file__).parents[1] / "data" / "ticket-create-request.json"


async def test_the_documented_body_creates_once_its_ids_and_required_field_fit(client: httpx.AsyncClient) -> None:
    body = json.loads(EXAMPLE.read_text())
    body["contact_id"] = (await first_contact(client))["id"]
    body["tags"] = [(await get(client, "/tags"))["data"][2]["id"]]
    body["customFields"]["cf_region"] = "bkk"
    made = await ask(client, "POST", "/tickets", 201, json=body)
    assert list(made) == ["success", "data"]
    assert made["success"] is True
    ticket = made["data"]
    for key in ("title", "description", "status", "priority", "channel"):
        assert ticket[key] == body[key]
    assert ticket["contactId"] == ticket["contact"]["id"] == body["contact_id"]
    assert [tag["id"] for tag in ticket["tags"]] == body["tags"]
    assert custom(ticket) == {
        "cf_trackingid": "Id-1001",
        "cf_date": "2025-10-23T00:00:00.000Z",
        "cf_region": "bkk",
    }
    assert ticket["assigneeId"] is None
    page = await get(client, "/tickets")
    assert page["total"] == CONFIG.tickets + 1
    assert page["data"][0] == ticket


async def test_a_new_ticket_has_the_next_number_and_the_defaults(client: httpx.AsyncClient) -> None:
    last = (await first_ticket(client))["ticketNumber"]
    body = await new_ticket(client)
    one = (await ask(client, "POST", "/tickets", 201, json=body))["data"]
    two = (await ask(client, "POST", "/tickets", 201, json=body))["data"]
    assert [one["ticketNumber"], two["ticketNumber"]] == [last + 1, last + 2]
    assert one["id"] != two["id"]
    assert (one["status"], one["channel"], one["description"]) == ("open", "email", None)
    assert one["createdAt"] == one["updatedAt"] < two["createdAt"]


async def test_update_is_partial_and_moves_updated_at(client: httpx.AsyncClient) -> None:
    before = (await ask(client, "POST", "/tickets", 201, json=await new_ticket(client, description="**hi**")))["data"]
    path = f"/tickets/{before['id']}"
    changes = {"title": "อื่น", "customFields": {"cf_parcels": 3, "cf_replacement_sent": False}}
    after = (await ask(client, "PATCH", path, json=changes))["data"]
    assert after["title"] == "อื่น"
    assert custom(after) == {"cf_region": "bkk", "cf_parcels": 3, "cf_replacement_sent": False}
    assert after["updatedAt"] > before["updatedAt"]
    same = set(before) - {"title", "customFields", "updatedAt"}
    assert {key: after[key] for key in same} == {key: before[key] for key in same}
    assert (await first_ticket(client)) == after


async def test_values_are_cleared_by_null_or_nothing(client: httpx.AsyncClient) -> None:
    filled = await new_ticket(client, description="x", customFields={"cf_region": "mm", "cf_parcels": 2})
    ticket = (await ask(client, "POST", "/tickets", 201, json=filled))["data"]
    path = f"/tickets/{ticket['id']}"
    cleared = await ask(
        client, "PATCH", path, json={"description": "", "tags": [], "customFields": {"cf_parcels": None}}
    )
    assert cleared["data"]["description"] is None
    assert custom(cleared["data"]) == {"cf_region": "mm"}


async def test_every_status_by_its_exact_spelling_and_no_other(client: httpx.AsyncClient) -> None:
    ticket = await first_ticket(client)
    path = f"/tickets/{ticket['id']}/status"
    updated = ticket["updatedAt"]
    for status in ("in progress", "pending", "resolved", "open"):
        changed = (await ask(client, "PUT", path, json={"status": status}))["data"]
        assert changed["status"] == status
        assert changed["updatedAt"] > updated
        updated = changed["updatedAt"]
    for wrong in ("Open", "in_progress", "closed", "", None, 3, ["open"]):
        body = await ask(client, "PUT", path, 422, json={"status": wrong})
        assert list(body["errors"]) == ["status"]
    assert (await first_ticket(client))["updatedAt"] == updated
    await ask(client, "PUT", f"/tickets/{NOBODY}/status", 404, json={"status": "open"})


@pytest.mark.parametrize(
    ("quirk", "heard"),
    [("", "assigneeId"), ("assign-snake", "assignee_id"), ("assign-ignored", ""), ("page-ignored", "assigneeId")],
)
async def test_an_assignee_is_heard_under_one_key_or_none(
    sandbox: Sandbox, client: httpx.AsyncClient, quirk: str, heard: str
) -> None:
    rows = (await get(client, "/tickets?pageSize=100"))["data"]
    agent = next(row["assigneeId"] for row in rows if row["assigneeId"])
    path = f"/tickets/{next(row['id'] for row in rows if not row['assigneeId'])}"
    if quirk:
        sandbox.quirks.switch_on(quirk)
    for key in ("assigneeId", "assignee_id"):
        changed = (await ask(client, "PATCH", path, json={key: agent, "reasonToAssign": "mine"}))["data"]
        expected = (agent, "mine") if key == heard else (None, changed["reasonToAssign"])
        assert (changed["assigneeId"], changed["reasonToAssign"]) == expected
        if key == heard:
            body = await ask(client, "PATCH", path, 422, json={key: NOBODY})
            assert list(body["errors"]) == [key]
            assert (await ask(client, "PATCH", path, json={key: None}))["data"]["assignee"] is None


async def test_assigning_can_be_refused_and_is_never_heard_on_create(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    row = await first_ticket(client)
    agent = next(row["assigneeId"] for row in (await get(client, "/tickets?pageSize=100"))["data"] if row["assigneeId"])
    made = (await ask(client, "POST", "/tickets", 201, json=await new_ticket(client, assigneeId=agent)))["data"]
    assert made["assigneeId"] is None
    sandbox.quirks.switch_on("assign-refused")
    for key in ("assigneeId", "assignee_id"):
        assert list((await ask(client, "PATCH", f"/tickets/{row['id']}", 422, json={key: agent}))["errors"]) == [key]


async def test_a_refused_write_changes_nothing(client: httpx.AsyncClient) -> None:
    before = await first_ticket(client)
    body = {"title": "New", "priority": "urgent", "customFields": {"cf_region": "mars", "cf_nope": 1}}
    refused = await ask(client, "PATCH", f"/tickets/{before['id']}", 422, json=body)
    assert set(refused["errors"]) == {"priority", "cf_region", "cf_nope"}
    assert await first_ticket(client) == before


async def test_a_unique_value_is_had_once(client: httpx.AsyncClient) -> None:
    one = await new_ticket(client, customFields={"cf_region": "bkk", "cf_order_number": "X-1"})
    ticket = (await ask(client, "POST", "/tickets", 201, json=one))["data"]
    again = {**one, "customFields": {**one["customFields"], "cf_order_number": "x-1"}}
    refused = await ask(client, "POST", "/tickets", 422, json=again)
    assert list(refused["errors"]) == ["cf_order_number"]
    # Its own value may be sent again, and once changed it is free.
    path = f"/tickets/{ticket['id']}"
    await ask(client, "PATCH", path, json={"customFields": {"cf_order_number": "X-1"}})
    await ask(client, "PATCH", path, json={"customFields": {"cf_order_number": "X-2"}})
    await ask(client, "POST", "/tickets", 201, json=again)
    rows = (await get(client, "/tickets?pageSize=100"))["data"]
    seeded = next(custom(row)["cf_order_number"] for row in rows if "PG" in str(custom(row).get("cf_order_number")))
    taken = await ask(client, "PATCH", path, 422, json={"customFields": {"cf_order_number": seeded}})
    assert list(taken["errors"]) == ["cf_order_number"]


@pytest.mark.parametrize("key", ["id", "ticketNumber", "createdAt", "contactId", "categories", "type", "xyz"])
async def test_unknown_keys_at_the_top_are_ignored(client: httpx.AsyncClient, key: str) -> None:
    before = await first_ticket(client)
    after = (await ask(client, "PATCH", f"/tickets/{before['id']}", json={key: NOBODY}))["data"]
    assert after.pop("updatedAt") > before.pop("updatedAt")
    assert custom({"customFields": after.pop("customFields")}) == custom({"customFields": before.pop("customFields")})
    assert after == before
