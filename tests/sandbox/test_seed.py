"""The seeded desk: the same for the same seed, and like a real one."""

import asyncio
import dataclasses
from collections import Counter
from datetime import timedelta
from time import perf_counter

import httpx
import pytest

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox
from tests.sandbox.desk import ALL_DAYS, CONFIG, NOW, ZONE, Json, cases, client_of, custom, get

FIRST_PAGES = ("/tickets", "/contacts", "/tickets/fields", "/contacts/fields", "/tags", "/categories", "/channels")


async def first_pages(config: SandboxConfig) -> list[bytes]:
    sandbox = Sandbox(config)
    async with client_of(sandbox) as client:
        pages = [(await client.get(f"{path}?pageSize=100")).content for path in FIRST_PAGES]
        pages.append((await client.get("/cx-logs", params={"selectedDate": ALL_DAYS}, headers=ZONE)).content)
        pages.append((await client.get("/user-presence-status-log")).content)
    sandbox.close()
    return pages


async def every(client: httpx.AsyncClient, path: str) -> list[Json]:
    rows: list[Json] = []
    while len(rows) < (page := await get(client, f"{path}?pageSize=100&page={len(rows) // 100 + 1}"))["total"]:
        rows += page["data"]
    return rows


async def test_same_seed_same_bytes() -> None:
    one = await first_pages(CONFIG)
    assert one == await first_pages(CONFIG)
    other = await first_pages(dataclasses.replace(CONFIG, seed=8))
    assert all(before != after for before, after in zip(one, other, strict=True))


async def test_more_tickets_leave_the_contacts_as_they_were() -> None:
    few = await first_pages(CONFIG)
    many = await first_pages(dataclasses.replace(CONFIG, tickets=100))
    assert few[1:7] == many[1:7]
    assert few[0] != many[0]


async def test_writes_get_the_same_ids_again() -> None:
    made = []
    for _ in range(2):
        sandbox = Sandbox(CONFIG)
        async with client_of(sandbox) as client:
            await get(client, "/tickets")
            made.append((await client.post("/channels", json={"type": "line", "name": "x"})).json())
        sandbox.close()
    assert made[0] == made[1]


@pytest.mark.parametrize("shape", [(0, 0, 0), (1, 0, 1), (0, 3, 1), (3, 1, 30)])
async def test_the_smallest_desks_answer(shape: tuple[int, int, int]) -> None:
    tickets, contacts, agents = shape
    sandbox = Sandbox(SandboxConfig(tickets=tickets, contacts=contacts, agents=agents))
    async with client_of(sandbox) as client:
        assert (await get(client, "/tickets"))["total"] == tickets
        assert (await get(client, "/contacts"))["total"] == max(contacts, 1 if tickets else 0)
        assert (await get(client, "/tickets"))["lastPage"] == 1
        assert (await client.get("http://sandbox/openapi.json")).status_code == 200
    sandbox.close()


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Json]]:
    """Give every row of the default desk at a fixed moment."""

    async def read() -> dict[str, list[Json]]:
        sandbox = Sandbox(SandboxConfig(now=NOW))
        async with client_of(sandbox) as client:
            read = {path: await every(client, f"/{path}") for path in ("tickets", "contacts")}
            read["cases"] = (await cases(client))["cxLogs"]["data"]
            read["ticket fields"] = await every(client, "/tickets/fields")
            read["contact fields"] = await every(client, "/contacts/fields")
        sandbox.close()
        return read

    return asyncio.run(read())


def test_sizes_and_people(rows: dict[str, list[Json]]) -> None:
    assert (len(rows["tickets"]), len(rows["contacts"]), len(rows["contact fields"])) == (480, 160, 49)
    agents = {row[person]["id"] for row in rows["tickets"] for person in ("assignee", "creator") if row[person]}
    assert len(agents) == 8
    by_contact = Counter(row["contactId"] for row in rows["tickets"])
    busiest = sum(count for _, count in by_contact.most_common(32))
    assert busiest > 240
    assert by_contact.most_common(1)[0][1] < 48


def test_tickets_look_like_a_desk(rows: dict[str, list[Json]]) -> None:
    tickets = rows["tickets"]
    statuses = Counter(row["status"] for row in tickets)
    assert statuses["resolved"] > statuses["open"] > 20
    assert set(statuses) == {"open", "in progress", "pending", "resolved"}
    assert set(Counter(row["priority"] for row in tickets)) == {"low", "medium", "high"}
    assert {len(row["tags"]) for row in tickets} == {0, 1, 2, 3, 4}
    assert {len(row["categories"]) for row in tickets} == {0, 1, 2}
    assert 24 < sum(row["assignee"] is None for row in tickets) < 160
    assert any(row["reasonToAssign"] for row in tickets)
    assert {row["description"] for row in tickets} >= {None, ""}
    assert any("```" in (row["description"] or "") for row in tickets)
    assert any("| --- |" in (row["description"] or "") for row in tickets)
    assert any(len(row["title"]) > 150 for row in tickets)
    assert any(row["title"].startswith("[#") for row in tickets)
    assert len({row["title"] for row in tickets}) > 250


def test_times_lead_up_to_now(rows: dict[str, list[Json]]) -> None:
    now = NOW.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    created = [row["createdAt"] for row in rows["tickets"]]
    assert max(created) <= now
    assert min(created) > (NOW - timedelta(days=91)).isoformat()
    assert all(row["createdAt"] <= row["updatedAt"] <= now for row in rows["tickets"] + rows["contacts"])
    recent = (NOW - timedelta(days=30)).isoformat()
    assert sum(text > recent for text in created) > 200
    hours = Counter((int(text[11:13]) + 7) % 24 for text in created)
    assert sum(hours[hour] for hour in range(8, 18)) > 300
    started = [row["startedDate"] for row in rows["cases"]]
    assert max(started) <= now
    assert min(started) > (NOW - timedelta(days=31)).isoformat()


@pytest.mark.parametrize(
    ("first", "last"),
    [("ก", "๛"), ("က", "႟"), ("؀", "ۿ"), ("ぁ", "ヿ"), ("가", "힣"), ("🌀", "🿿")],
    ids=["thai", "burmese", "arabic", "japanese", "korean", "emoji"],
)
def test_many_scripts(rows: dict[str, list[Json]], first: str, last: str) -> None:
    names = "".join(row["name"] for row in rows["contacts"])
    titles = "".join(row["title"] for row in rows["tickets"])
    assert any(first <= char <= last for char in names)
    assert any(first <= char <= last for char in titles)


def test_contacts_have_their_numbers_in_each_place_and_in_none(rows: dict[str, list[Json]]) -> None:
    contacts = rows["contacts"]
    assert {len(row["phone"]) for row in contacts} == {0, 1, 2}
    assert {len(row["email"]) for row in contacts} == {0, 1}
    assert {type(row["contactNumber"]) for row in contacts} == {int, type(None)}
    assert {row["company"] is None for row in contacts} == {True, False}
    assert {type(row["notes"]) for row in contacts} == {str, type(None)}
    assert all(row["companyId"] == (row["company"] or {}).get("id") for row in contacts)


@pytest.mark.parametrize("form", ["ticket fields", "contact fields"])
def test_every_type_of_field_is_there_and_used(rows: dict[str, list[Json]], form: str) -> None:
    fields = rows[form]
    kinds = {field["type"] for field in fields}
    usual = {"text", "textarea", "number", "date", "checkbox", "select", "multiselect", "link", "email", "phone"}
    assert kinds >= usual | {"attachment", "geopoint"}
    assert all(bool(field["options"]) == (field["type"] in ("select", "multiselect")) for field in fields)
    assert any(field["is_archived"] and field["is_required"] for field in fields)
    assert any(field["is_unique"] and not field["is_archived"] for field in fields)
    assert all(field["is_default"] != field["system_name"].startswith("cf_") for field in fields)
    owners = rows["tickets" if form == "ticket fields" else "contacts"]
    used = {name for row in owners for name in custom(row)}
    types = {field["system_name"]: field["type"] for field in fields}
    assert {types[name] for name in used} >= {"text", "number", "checkbox", "select", "multiselect", "attachment"}
    required = {field["system_name"] for field in fields if field["is_required"] and not field["is_archived"]}
    for row in owners:
        assert all(
            name in custom(row) if name.startswith("cf_") else row[name.replace("contact_id", "contactId")]
            for name in required
        )


@pytest.mark.parametrize("form", ["ticket fields", "contact fields"])
def test_select_values_are_options(rows: dict[str, list[Json]], form: str) -> None:
    options = {
        field["system_name"]: {option["value"] for option in field["options"]}
        for field in rows[form]
        if field["options"]
    }
    for row in rows["tickets" if form == "ticket fields" else "contacts"]:
        for name, value in custom(row).items():
            assert name not in options or set(str(value).split(",")) <= options[name]
        if form == "ticket fields":
            assert all(row[name] in options[name] for name in ("status", "priority", "channel"))


def test_unique_values_are_unique(rows: dict[str, list[Json]]) -> None:
    for owners, name in (("tickets", "cf_order_number"), ("contacts", "cf_loyalty_number")):
        values = [custom(row)[name] for row in rows[owners] if name in custom(row)]
        assert len(values) == len(set(values)) > 50


def test_cases_name_the_desks_people(rows: dict[str, list[Json]]) -> None:
    people = {row["id"] for row in rows["contacts"]}
    assert {row["contactId"] for row in rows["cases"]} <= people
    assert {row["agent"] is None for row in rows["cases"]} == {True, False}


async def test_ten_thousand_tickets_page_to_the_end() -> None:
    sandbox = Sandbox(SandboxConfig(tickets=10_000, contacts=2_000, now=NOW))
    async with client_of(sandbox) as client:
        last = await get(client, "/tickets?pageSize=100&page=100")
        assert len(last["data"]) == 100
        assert last["data"][-1]["ticketNumber"] == 38_360
    sandbox.close()


@pytest.mark.benchmark
@pytest.mark.parametrize(("tickets", "contacts"), [(480, 160), (10_000, 2_000), (100_000, 20_000)])
async def test_how_long_seeding_and_pages_take(tickets: int, contacts: int) -> None:
    began = perf_counter()
    sandbox = Sandbox(SandboxConfig(tickets=tickets, contacts=contacts, now=NOW))
    print(f"\n{tickets} tickets, {contacts} contacts: seeded in {perf_counter() - began:.3f} s")
    async with client_of(sandbox) as client:
        for path in ("/tickets?pageSize=100", f"/tickets?pageSize=100&page={tickets // 100}", "/contacts?pageSize=100"):
            spent = []
            for _ in range(9):
                began = perf_counter()
                await get(client, path)
                spent.append(perf_counter() - began)
            print(f"  {path}: {sorted(spent)[4] * 1000:.1f} ms")
    sandbox.close()
