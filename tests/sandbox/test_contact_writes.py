"""Creating, changing, tagging and deleting contacts; adding channels."""

import httpx
import pytest

from tests.sandbox.desk import CONFIG, NOBODY, ask, custom, first_contact, first_ticket, get, new_contact


async def test_create_and_read_again(client: httpx.AsyncClient) -> None:
    body = new_contact(
        phone="+66 2 555 0110",
        email=["nok@shop.example", "billing@shop.example"],
        address="1 Soi\nBangkok",
        notes="**new**",
    )
    made = await ask(client, "POST", "/contacts", 201, json=body)
    assert list(made) == ["status", "message", "data"]
    contact = made["data"]
    assert contact["phone"] == ["+66 2 555 0110"]
    assert contact["email"] == body["email"]
    assert (contact["name"], contact["address"], contact["notes"]) == (body["name"], body["address"], body["notes"])
    assert custom(contact) == {"cf_preferred_language": "th"}
    assert (await get(client, f"/contacts/{contact['id']}"))["data"] == contact
    assert (await get(client, "/contacts?keyword=air-cond"))["data"] == [contact]
    assert (await get(client, "/contacts"))["total"] == CONFIG.contacts + 1


async def test_update_is_partial(client: httpx.AsyncClient) -> None:
    before = await first_contact(client)
    path = f"/contacts/{before['id']}"
    changes = {"phone": ["+1 555"], "customFields": {"cf_vip": True, "cf_topics": ["tips", "rates"]}}
    after = (await ask(client, "PATCH", path, json=changes))["data"]
    assert after["phone"] == ["+1 555"]
    assert custom(after) == {**custom(before), "cf_vip": True, "cf_topics": "tips,rates"}
    assert after["updatedAt"] > before["updatedAt"]
    assert (after["name"], after["email"], after["tags"]) == (before["name"], before["email"], before["tags"])
    cleared = (await ask(client, "PATCH", path, json={"phone": [], "customFields": {"cf_vip": None}}))["data"]
    assert cleared["phone"] == []
    assert "cf_vip" not in custom(cleared)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("name", ""),
        ("phone", "call me"),
        ("phone", ["+66 2", 3]),
        ("email", "nobody"),
        ("email", [["a@b.example"]]),
        ("notes", 3),
        ("cf_preferred_language", "xx"),
        ("cf_birthday", "yesterday"),
        ("cf_contract", "a.pdf"),
    ],
)
async def test_a_wrong_value_is_named(client: httpx.AsyncClient, name: str, sent: object) -> None:
    contact = await first_contact(client)
    body = {"customFields": {name: sent}} if name.startswith("cf_") else {name: sent}
    refused = await ask(client, "PATCH", f"/contacts/{contact['id']}", 422, json=body)
    assert list(refused["errors"]) == [name]
    assert await first_contact(client) == contact


async def test_deleted_contacts_are_gone_and_their_tickets_stay(client: httpx.AsyncClient) -> None:
    ticket = await first_ticket(client)
    person = ticket["contactId"]
    theirs = (await get(client, f"/tickets/contact/{person}"))["total"]
    assert (await ask(client, "DELETE", f"/contacts/{person}"))["data"] is None
    await ask(client, "DELETE", f"/contacts/{person}", 404)
    await get(client, f"/contacts/{person}", 404)
    await ask(client, "PATCH", f"/contacts/{person}", 404, json={})
    page = await get(client, "/contacts?pageSize=100")
    assert page["total"] == CONFIG.contacts - 1
    assert person not in [row["id"] for row in page["data"]]
    assert (await get(client, f"/tickets/contact/{person}"))["total"] == theirs
    shown = (await first_ticket(client))["contact"]
    assert shown["deletedAt"] is not None
    assert {**shown, "deletedAt": None, "updatedAt": ""} == {**ticket["contact"], "updatedAt": ""}
    body = {"contact_id": person}
    assert list((await ask(client, "PATCH", f"/tickets/{ticket['id']}", 422, json=body))["errors"]) == ["contact_id"]


async def test_a_deleted_contact_frees_its_unique_values(client: httpx.AsyncClient) -> None:
    body = new_contact()
    body["customFields"]["cf_loyalty_number"] = "L-1"
    one = (await ask(client, "POST", "/contacts", 201, json=body))["data"]
    assert list((await ask(client, "POST", "/contacts", 422, json=body))["errors"]) == ["cf_loyalty_number"]
    await ask(client, "DELETE", f"/contacts/{one['id']}")
    await ask(client, "POST", "/contacts", 201, json=body)


async def test_merge_adds_tags_by_name_and_makes_unknown_ones(client: httpx.AsyncClient) -> None:
    contact = await first_contact(client)
    path = f"/contacts/{contact['id']}/tags"
    body = await ask(client, "PATCH", path, json={"actionType": "MERGE", "tags": ["REFUND", " brand new ", "refund"]})
    assert list(body) == ["status", "message", "data"]
    assert (body["status"], body["data"]) == ("success", None)
    tags = (await first_contact(client))["tags"]
    assert all(list(tag) == ["id", "name"] for tag in tags)
    had = [tag["name"] for tag in contact["tags"]]
    assert [tag["name"] for tag in tags] == [*had, *(name for name in ("refund", "brand new") if name not in had)]
    page = await get(client, "/tags?pageSize=100")
    assert page["data"][-1]["name"] == "brand new"
    assert page["total"] == page["data"][-1]["position"] == 25


@pytest.mark.parametrize(
    ("body", "at_fault"),
    [
        ({"actionType": "REPLACE", "tags": ["x"]}, {"actionType"}),
        ({"tags": ["x"]}, {"actionType"}),
        ({"actionType": "MERGE"}, {"tags"}),
        ({"actionType": "MERGE", "tags": "x"}, {"tags"}),
        ({"actionType": "MERGE", "tags": [" "]}, {"tags"}),
        ({"actionType": 3, "tags": [3]}, {"actionType", "tags"}),
    ],
)
async def test_other_tag_updates_are_refused(client: httpx.AsyncClient, body: object, at_fault: set[str]) -> None:
    contact = await first_contact(client)
    refused = await ask(client, "PATCH", f"/contacts/{contact['id']}/tags", 422, json=body)
    assert set(refused["errors"]) == at_fault
    assert await first_contact(client) == contact


async def test_writes_to_nobody_are_404(client: httpx.AsyncClient) -> None:
    for method, path in (("PATCH", f"/contacts/{NOBODY}"), ("PATCH", f"/contacts/{NOBODY}/tags")):
        await ask(client, method, path, 404, json={"actionType": "MERGE", "tags": []})


async def test_a_channel_is_added(client: httpx.AsyncClient) -> None:
    made = await ask(client, "POST", "/channels", 201, json={"type": "line", "name": "Second shop"})
    assert made["success"] is True
    assert (await get(client, "/channels"))["data"][-1] == made["data"]
    assert made["data"] | {"id": ""} == {"id": "", "type": "line", "name": "Second shop"}
    refused = await ask(client, "POST", "/channels", 422, json={"type": 3})
    assert set(refused["errors"]) == {"type", "name"}
