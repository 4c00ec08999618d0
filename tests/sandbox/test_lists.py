"""Envelopes, paging and order of every list; the keys of every documented record."""

import json
from pathlib import Path

import httpx
import pytest

from tests.sandbox.desk import CONFIG, NOBODY, Json, ask, cases, first_contact, first_ticket, get, new_contact

EXAMPLES = Path(__file__).parents[1] / "data"
E1 = {"total", "page", "pageSize", "lastPage", "data"}


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("/tickets", CONFIG.tickets),
        ("/tickets/fields", 23),
        ("/contacts", CONFIG.contacts),
        ("/contacts/fields", 49),
        ("/contacts/groups", 7),
        ("/tags", 24),
        ("/channels", 6),
    ],
)
async def test_e1_lists_page_to_their_total(client: httpx.AsyncClient, path: str, total: int) -> None:
    first = await get(client, path)
    assert set(first) == E1
    assert (first["total"], first["page"], first["pageSize"]) == (total, 1, 10)
    assert first["lastPage"] == -(-total // 10)
    seen: list[str] = []
    for number in range(1, first["lastPage"] + 1):
        page = await get(client, f"{path}?page={number}")
        assert page["page"] == number
        assert len(page["data"]) == (10 if number < first["lastPage"] else total - 10 * (number - 1))
        seen += [row["id"] for row in page["data"]]
    assert len(set(seen)) == total
    beyond = await get(client, f"{path}?page={first['lastPage'] + 1}")
    assert (beyond["data"], beyond["total"]) == ([], total)


@pytest.mark.parametrize(("asked", "used"), [("1", 1), ("25", 25), ("100", 100), ("101", 100), ("999999999", 100)])
async def test_page_size_is_clamped_and_echoed(client: httpx.AsyncClient, asked: str, used: int) -> None:
    page = await get(client, f"/tickets?pageSize={asked}")
    assert page["pageSize"] == used
    assert len(page["data"]) == min(used, CONFIG.tickets)


@pytest.mark.parametrize("name", ["page", "pageSize"])
@pytest.mark.parametrize("figure", ["0", "-1", "x", "", "1.5", "٣", "9" * 30])
@pytest.mark.parametrize("path", ["/tickets", "/contacts", "/user-presence-status-log", "/tags"])
async def test_a_figure_that_is_none_is_a_400(client: httpx.AsyncClient, path: str, name: str, figure: str) -> None:
    body = await get(client, path, 400, params={name: figure})
    assert name in body["message"]


@pytest.mark.parametrize("path", ["/tickets", "/contacts"])
async def test_newest_come_first_and_ids_break_ties(client: httpx.AsyncClient, path: str) -> None:
    rows = (await get(client, f"{path}?pageSize=100"))["data"]
    by_id = sorted(rows, key=lambda row: str(row["id"]))
    assert rows == sorted(by_id, key=lambda row: str(row["createdAt"]), reverse=True)


async def test_ticket_numbers_follow_creation(client: httpx.AsyncClient) -> None:
    rows = (await get(client, "/tickets?pageSize=100"))["data"]
    numbers = [row["ticketNumber"] for row in rows]
    assert numbers == sorted(numbers, reverse=True)


async def test_nothing_filters_or_sorts_tickets(client: httpx.AsyncClient) -> None:
    """Contract §2: filters and order are unknown, so unknown parameters change nothing."""
    plain = await get(client, "/tickets")
    person = plain["data"][-1]["contactId"]
    for query in (
        f"contactId={person}",
        "status=open",
        "sort=title",
        "keyword=zzz",
        "q=x",
        "sortBy=priority&order=asc",
    ):
        assert await get(client, f"/tickets?{query}") == plain


async def test_a_ticket_has_the_documented_keys(client: httpx.AsyncClient) -> None:
    whole, bare = json.loads((EXAMPLES / "tickets-list.json").read_text())["data"]
    rows = (await get(client, "/tickets?pageSize=100"))["data"]
    assert set(bare) < set(whole)
    for row in rows:
        assert list(row) == list(whole)
        assert list(row["contact"]) == list(whole["contact"])
        for person in ("assignee", "creator"):
            assert row[person] is None or list(row[person]) == list(whole[person])
        for nested in ("tags", "customFields"):
            for one in row[nested]:
                assert list(one) == list(whole[nested][0])
        for value in row["customFields"]:
            assert list(value["attribute"]) == list(whole["customFields"][0]["attribute"])
        for category in row["categories"]:
            assert list(category) == ["id", "value"]


async def test_the_first_contact_field_is_the_documented_one(client: httpx.AsyncClient) -> None:
    example = json.loads((EXAMPLES / "contact-fields-page1.json").read_text())
    page = await get(client, "/contacts/fields")
    assert list(page) == list(example)
    assert {key: page[key] for key in page if key != "data"} == {key: example[key] for key in page if key != "data"}
    assert page["data"][0] == example["data"][0]
    for field in page["data"]:
        assert list(field) == list(example["data"][0])


async def test_nested_people_are_those_the_ids_name(client: httpx.AsyncClient) -> None:
    for row in (await get(client, "/tickets?pageSize=100"))["data"]:
        assert row["contact"]["id"] == row["contactId"]
        for person in ("assignee", "creator"):
            assert (row[person] or {}).get("id") == row[f"{person}Id"]
        for value in row["customFields"]:
            assert value["entityId"] == row["id"]
            assert value["attributeId"] == value["attribute"]["id"]


async def test_filter_by_contact_gives_only_theirs(client: httpx.AsyncClient) -> None:
    rows = (await get(client, "/tickets?pageSize=100"))["data"]
    person = rows[0]["contactId"]
    theirs = await get(client, f"/tickets/contact/{person}?pageSize=100")
    assert set(theirs) == E1
    assert theirs["data"] == [row for row in rows if row["contactId"] == person]
    assert theirs["total"] == len(theirs["data"])
    assert (await get(client, f"/tickets/contact/{NOBODY}"))["total"] == 0
    assert (await get(client, "/tickets/contact/x", 400))["message"] == "invalid id"


async def test_contact_detail_is_the_list_row_in_e3(client: httpx.AsyncClient) -> None:
    row = await first_contact(client)
    detail = await get(client, f"/contacts/{row['id']}")
    assert list(detail) == ["status", "message", "data"]
    assert (detail["status"], detail["data"]) == ("success", row)
    documented = {
        *("id", "name", "address", "channel", "notes", "socialProfileUrl", "contactNumber", "contactProfile"),
        *("companyId", "company", "tags", "customFields", "contact_groups", "phone", "email"),
    }
    assert documented | {"createdAt", "updatedAt", "deletedAt"} == set(row)
    assert (await get(client, f"/contacts/{NOBODY}", 404))["message"] == "Contact not found."
    assert (await get(client, "/contacts/contact-groups", 400))["message"] == "invalid id"


async def test_keyword_meets_beginnings_and_ends_of_words(client: httpx.AsyncClient) -> None:
    rows = (await get(client, "/contacts?pageSize=100"))["data"]
    person = (await ask(client, "POST", "/contacts", 201, json=new_contact(name="Wilhelmina Ångström-Okonkwo")))["data"]

    async def found(keyword: str) -> list[Json]:
        page = await get(client, "/contacts", params={"keyword": keyword, "pageSize": "100"})
        assert page["total"] == len(page["data"])
        return list(page["data"])

    for keyword in ("WILHELMINA", "wil", "mina", "ÅNG", "ström", "okon", "KWO", "  wilhelmina   ångström "):
        assert person in await found(keyword)
    for keyword in ("helm", "ngstr", "konk", "wilhelmina okonkwo"):
        assert person not in await found(keyword)
    with_mail = next(row for row in rows if row["email"])
    assert with_mail in await found(with_mail["email"][0])
    assert with_mail in await found(with_mail["email"][0].split("@")[1])
    with_phone = next(row for row in rows if row["phone"])
    assert with_phone in await found(with_phone["phone"][0][-6:])
    assert await found("no-such-person") == []
    assert len(await found("  ")) == CONFIG.contacts + 1
    assert await found("%") == []


async def test_platform_filter_gives_the_contact_that_a_case_names(client: httpx.AsyncClient) -> None:
    rows = (await cases(client))["cxLogs"]["data"]
    account, person = next(
        (row["contact"]["platformContacts"][0], row["contactId"]) for row in rows if row["contact"]["platformContacts"]
    )
    assert list(account) == ["id", "channelId", "socialPlatformId", "type"]
    channels = {channel["id"]: channel["type"] for channel in (await get(client, "/channels"))["data"]}
    assert channels[account["channelId"]] == account["type"]
    page = await get(client, f"/contacts/social-platform/{account['socialPlatformId']}")
    assert set(page) == E1
    assert [row["id"] for row in page["data"]] == [person]
    assert (await get(client, "/contacts/social-platform/nobody"))["total"] == 0


async def test_categories_are_a_tree_of_three_levels_with_an_empty_name(client: httpx.AsyncClient) -> None:
    body = await get(client, "/categories")
    assert list(body) == ["data"]
    seen: list[Json] = []

    def walk(nodes: list[Json], parent: str | None, level: int) -> None:
        for node in nodes:
            assert list(node) == ["id", "value", "parentId", "level", "sortOrder", "childCategoryList"]
            assert (node["parentId"], node["level"]) == (parent, level)
            seen.append(node)
            walk(node["childCategoryList"], node["id"], level + 1)

    walk(body["data"], None, 1)
    assert {node["level"] for node in seen} == {1, 2, 3}
    assert [node["value"] for node in seen].count("") == 1
    assert len({node["id"] for node in seen}) == len(seen)


async def test_reference_rows_have_their_keys(client: httpx.AsyncClient) -> None:
    for path, keys in (
        ("/tags", ["id", "name", "position"]),
        ("/channels", ["id", "type", "name"]),
        ("/contacts/groups", ["id", "name"]),
    ):
        for row in (await get(client, path))["data"]:
            assert list(row) == keys


async def test_every_time_is_in_the_main_format(client: httpx.AsyncClient) -> None:
    ticket = await first_ticket(client)
    for key in ("createdAt", "updatedAt"):
        assert len(ticket[key]) == len("2026-01-09T04:42:59.028Z")
        assert ticket[key].endswith("Z")
    assert ticket["createdAt"] <= ticket["updatedAt"]
