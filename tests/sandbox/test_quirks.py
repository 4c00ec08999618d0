"""What each quirk does to the wire, and that the desk stays the same below it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.sandbox.quirks import QUIRKS
from klink_tui.sandbox.server import Sandbox
from klink_tui.sandbox.wire import ReplyLost
from tests.sandbox.desk import CONFIG, Json, ask, cases, first_contact, first_ticket, get, new_ticket

Look = Callable[[Json, Json], None]


def objects(value: object) -> Iterator[Json]:
    """Give every object within."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from objects(part)


def texts(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return {text for part in parts for text in texts(part)}


async def told(sandbox: Sandbox, client: httpx.AsyncClient, quirk: str, path: str) -> tuple[Json, Json]:
    """Give an answer without the quirk and one with it."""
    plain = await get(client, path)
    sandbox.quirks.switch_on(quirk)
    return plain, await get(client, path)


def test_the_table_has_every_quirk_of_the_contract() -> None:
    assert set(QUIRKS) >= {
        *("bare-rows", "wrong-last-page", "page-ignored", "custom-fields-object", "custom-fields-name-value"),
        *("deleteda-at", "times-nanos", "times-micros", "times-space", "case-id-null", "empty-strings"),
        *("archived-required", "other-envelope", "rate-limit", "rate-limit-bare", "success-false", "extra-keys"),
        *("html-502", "slow", "cut", "lost-reply", "bad-record", "filter-ignored", "page-size-capped", "hostile"),
        *("drift", "forbidden", "unauthorized", "assign-ignored", "assign-refused", "assign-snake"),
    }
    for name, quirk in QUIRKS.items():
        assert quirk.name == name
        assert quirk.summary
        assert "\n" not in quirk.summary


async def test_bare_rows(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, bare = await told(sandbox, client, "bare-rows", "/tickets")
    for before, after in zip(plain["data"], bare["data"], strict=True):
        nested = {"assignee", "contact", "creator", "categories", "tags", "customFields"}
        assert after == {key: value for key, value in before.items() if key not in nested}
        assert list(after)[-1] == "ticketNumber"
    contact = (await get(client, "/contacts"))["data"][0]
    assert not {"company", "tags", "phone", "email", "customFields"} & set(contact)
    assert "contact" not in (await cases(client))["cxLogs"]["data"][0]
    assert (await get(client, f"/contacts/{contact['id']}"))["data"]["phone"] is not None
    fields = (await get(client, "/tickets/fields?pageSize=100"))["data"]
    assert next(field["options"] for field in fields if field["system_name"] == "status")


async def test_wrong_last_page(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, wrong = await told(sandbox, client, "wrong-last-page", "/tickets")
    assert wrong == {**plain, "lastPage": 1}
    assert plain["lastPage"] == 7
    assert (await cases(client))["cxLogs"]["lastPage"] == 1


async def test_page_ignored(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    _, again = await told(sandbox, client, "page-ignored", "/tickets?page=3")
    assert again == await get(client, "/tickets")
    assert sandbox.log[-2].target == "/api/v1/tickets?page=3"


async def test_page_size_capped(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    _, capped = await told(sandbox, client, "page-size-capped", "/tickets?pageSize=100&page=2")
    assert capped == await get(client, "/tickets?page=2")
    assert capped["pageSize"] == len(capped["data"]) == 10


async def test_filter_ignored(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    person = (await first_ticket(client))["contactId"]
    plain, ignored = await told(sandbox, client, "filter-ignored", f"/tickets/contact/{person}")
    assert {row["contactId"] for row in plain["data"]} == {person}
    assert ignored["total"] == CONFIG.tickets
    assert len({row["contactId"] for row in ignored["data"]}) > 1


async def test_custom_field_shapes(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    path = "/tickets?pageSize=100"
    plain, named = await told(sandbox, client, "custom-fields-object", path)
    sandbox.quirks.clear()
    sandbox.quirks.switch_on("custom-fields-name-value")
    listed = await get(client, path)
    kinds: set[type] = set()
    for before, one, two in zip(plain["data"], named["data"], listed["data"], strict=True):
        names = [value["attribute"]["systemName"] for value in before["customFields"]]
        assert list(one["customFields"]) == names
        assert two["customFields"] == [{"name": name, "value": one["customFields"][name]} for name in names]
        kinds |= {type(value) for value in one["customFields"].values()}
        if "cf_date" in names:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", one["customFields"]["cf_date"])
    assert {str, list, bool} <= kinds
    assert isinstance((await get(client, "/contacts"))["data"][0]["customFields"], list)


async def test_deleteda_at(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, odd = await told(sandbox, client, "deleteda-at", "/tickets")
    assert any("deletedAt" in one for one in objects(plain))
    assert not any("deletedAt" in one for one in objects(odd))
    assert all("deletedaAt" in row for row in odd["data"])


@pytest.mark.parametrize(
    ("quirk", "pattern"),
    [
        ("times-nanos", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000000Z"),
        ("times-micros", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000Z"),
        ("times-space", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+00"),
    ],
)
async def test_time_formats(sandbox: Sandbox, client: httpx.AsyncClient, quirk: str, pattern: str) -> None:
    plain, odd = await told(sandbox, client, quirk, "/tickets")
    for before, after in zip(objects(plain), objects(odd), strict=True):
        for key in {"createdAt", "updatedAt", "dateValue"} & set(before):
            if before[key] is not None:
                assert re.fullmatch(pattern, after[key])
                assert after[key][:10] == before[key][:10]
                assert after[key][11:23] == before[key][11:23]
    assert re.fullmatch(pattern, (await cases(client))["cxLogs"]["data"][0]["startedDate"])


async def test_case_id_null(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    sandbox.quirks.switch_on("case-id-null")
    assert {row["caseId"] for row in (await cases(client))["cxLogs"]["data"]} == {None}


async def test_empty_strings(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, empty = await told(sandbox, client, "empty-strings", "/tickets?pageSize=100")
    missing = [key for one in objects(plain) for key, value in one.items() if value is None]
    assert {"deletedAt", "assigneeId", "reasonToAssign", "description"} <= set(missing)
    left = {key for one in objects(empty) for key, value in one.items() if value is None}
    assert left == {"assignee", "creator"}
    deleted = await ask(client, "DELETE", f"/contacts/{(await first_contact(client))['id']}")
    assert deleted["data"] is None


async def test_archived_required(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, claimed = await told(sandbox, client, "archived-required", "/contacts/fields?pageSize=100")
    for before, after in zip(plain["data"], claimed["data"], strict=True):
        assert after == {**before, "is_required": before["is_required"] or before["is_archived"]}
    assert plain != claimed


async def test_other_envelope(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, other = await told(sandbox, client, "other-envelope", "/tickets")
    assert other == {"status": "success", "message": "OK", "data": plain}
    made = await ask(client, "POST", "/tickets", 201, json=await _body(client, other))
    assert set(made) == {"status", "message", "data"}
    assert set(await cases(client)) == {"data", "total", "page", "pageSize", "lastPage"}
    assert (await get(client, "/categories"))["data"][0]["value"] == "Delivery"


async def _body(client: httpx.AsyncClient, page: Json) -> Json:
    person = page["data"]["data"][0]["contactId"]
    return {"title": "x", "priority": "low", "contact_id": person, "customFields": {"cf_region": "bkk"}}


async def test_extra_keys(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, extra = await told(sandbox, client, "extra-keys", "/tickets")
    assert set(extra["data"][0]) - set(plain["data"][0]) == {"__v", "tenant_id", "_links", "x"}
    assert "__v" in extra["data"][0]["contact"]
    assert "__v" in extra


@pytest.mark.parametrize("path", ["/tickets", "/contacts", "/tickets/fields", "/tags", "/categories"])
async def test_bad_record(sandbox: Sandbox, client: httpx.AsyncClient, path: str) -> None:
    plain = await get(client, path)
    sandbox.quirks.switch_on("bad-record")
    shapes = set()
    for _ in range(30):
        bad = await get(client, path)
        assert {**bad, "data": 0} == {**plain, "data": 0}
        differ = [after for before, after in zip(plain["data"], bad["data"], strict=True) if before != after]
        assert len(differ) == 1
        shapes.add(type(differ[0]))
    assert len(shapes) > 2


async def test_hostile(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain, odd = await told(sandbox, client, "hostile", "/tickets?pageSize=100")
    for before, after in zip(plain["data"], odd["data"], strict=True):
        assert after["title"] in HOSTILE
        assert after["contact"]["name"] in HOSTILE
        assert {tag["name"] for tag in after["tags"]} <= set(HOSTILE)
        assert {category["value"] for category in after["categories"] if category["value"]} <= set(HOSTILE)
        for key in ("id", "status", "priority", "createdAt", "ticketNumber", "contactId"):
            assert after[key] == before[key]
    fields = (await get(client, "/tickets/fields?pageSize=100"))["data"]
    status = next(field for field in fields if field["system_name"] == "status")
    assert [option["value"] for option in status["options"]] == ["open", "in progress", "pending", "resolved"]
    assert {option["label"] for option in status["options"]} <= set(HOSTILE)
    assert status["display_name"] in HOSTILE
    seen = texts([odd, fields, await get(client, "/contacts?pageSize=100"), await get(client, "/tags?pageSize=100")])
    seen |= texts([await get(client, "/categories"), (await cases(client))["cxLogs"]])
    assert not set(HOSTILE) - seen
    again = await get(client, "/tickets?pageSize=100")
    assert again == odd


async def test_drift(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    plain = await get(client, "/tickets")
    sandbox.quirks.switch_on("drift")
    totals, tops = set(), set()
    for _ in range(40):
        page = await get(client, "/tickets")
        totals.add(page["total"])
        tops.add(page["data"][0]["id"])
    assert len(totals) > 2
    assert len(tops) > 3
    sandbox.quirks.clear()
    rows: list[Json] = []
    while len(rows) < (page := await get(client, f"/tickets?pageSize=100&page={len(rows) // 100 + 1}"))["total"]:
        rows += page["data"]
    assert len({row["id"] for row in rows}) == len({row["ticketNumber"] for row in rows}) == len(rows)
    assert rows != plain["data"]


@pytest.mark.parametrize(
    ("quirk", "status", "body"),
    [
        ("rate-limit", 429, {"status": "error", "message": "Too many requests."}),
        ("rate-limit-bare", 429, {"status": "error", "message": "Too many requests."}),
        ("forbidden", 403, {"status": "error", "message": "This token may not do that."}),
        ("unauthorized", 401, {"status": "error", "message": "Unauthenticated."}),
        ("success-false", 200, {"success": False, "message": "The request could not be handled."}),
    ],
)
async def test_answers_in_the_desks_place(
    sandbox: Sandbox, client: httpx.AsyncClient, quirk: str, status: int, body: Json
) -> None:
    wanted = await new_ticket(client)
    sandbox.quirks.switch_on(quirk)
    answer = await client.post("/tickets", json=wanted)
    said = answer.json()
    assert said.pop("requestId")
    assert (answer.status_code, said) == (status, body)
    assert (answer.headers.get("retry-after") == "1") == (quirk == "rate-limit")
    assert not sandbox.log[-1].applied
    sandbox.quirks.clear()
    assert (await get(client, "/tickets"))["total"] == CONFIG.tickets


async def test_html_502(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    sandbox.quirks.switch_on("html-502")
    answer = await client.get("/tickets")
    assert answer.status_code == 502
    assert answer.headers["content-type"] == "text/html"
    assert answer.text.startswith("<html>")


async def test_slow_holds_the_reply_back(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    answer = await client.get("/tickets", headers={"x-sandbox-quirk": "slow=0.15"})
    assert answer.status_code == 200
    assert sandbox.log[-1].sent
    assert sandbox.log[-1].ended - sandbox.log[-1].began >= 0.15


async def test_cut_in_process_is_half_a_body(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    whole = await client.get("/tickets")
    half = await client.get("/tickets", headers={"x-sandbox-quirk": "cut"})
    assert half.status_code == 200
    assert half.content == whole.content[: len(whole.content) // 2]
    assert half.headers["content-length"] == str(len(whole.content))
    assert [exchange.sent for exchange in sandbox.log] == [True, False]


async def test_lost_reply_in_process_is_applied(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    body = await new_ticket(client)
    with pytest.raises(ReplyLost):
        await client.post("/tickets", json=body, headers={"x-sandbox-quirk": "lost-reply"})
    assert (sandbox.log[-1].status, sandbox.log[-1].applied, sandbox.log[-1].sent) == (201, True, False)
    assert (await get(client, "/tickets"))["total"] == CONFIG.tickets + 1


async def test_quirks_alter_only_what_is_said(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    """Every quirk in turn, on reads and a write: afterwards the desk is as a plain one would be."""
    plain = await get(client, "/tickets?pageSize=100")
    for name, quirk in QUIRKS.items():
        if quirk.delivery.value == "lost" or quirk.stir is not None:
            continue
        spec = f"{name}=0.001" if quirk.seconds else name
        for path in ("/tickets", "/contacts", "/tickets/fields", "/contacts/fields", "/categories", "/tags"):
            await client.get(path, headers={"x-sandbox-quirk": spec})
    assert list(sandbox.quirks) == []
    assert await get(client, "/tickets?pageSize=100") == plain


async def test_several_at_once(client: httpx.AsyncClient) -> None:
    headers = {"x-sandbox-quirk": "times-space, wrong-last-page ,bare-rows"}
    page: Any = (await client.get("/tickets", headers=headers)).json()
    assert page["lastPage"] == 1
    assert page["data"][0]["createdAt"][10] == " "
    assert "contact" not in page["data"][0]
