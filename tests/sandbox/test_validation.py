"""What a field takes, and what a body is that is none."""

import httpx
import pytest

from klink_tui.sandbox.asked import LARGEST_BODY
from tests.sandbox.desk import NOBODY, Json, ask, custom, first_ticket, get, new_contact, new_ticket

TICKET_VALUES: list[tuple[str, object, object]] = [
    ("cf_trackingid", "TG1", "TG1"),
    ("cf_trackingid", "[/b] \x1b[2J", "[/b] \x1b[2J"),
    ("cf_refund_amount", 12.5, 12.5),
    ("cf_refund_amount", 0, 0),
    ("cf_parcels", -3, -3),
    ("cf_date", "2024-02-29", "2024-02-29T00:00:00.000Z"),
    ("cf_replacement_sent", False, False),
    ("cf_carriers", ["own", "sea", "own"], "own,sea"),
    ("cf_shop_link", "https://shop.example/a?b=c", "https://shop.example/a?b=c"),
    ("cf_report_to", " a.b@c.example ", "a.b@c.example"),
    ("cf_callback", "+66 (0)2-555 0110", "+66 (0)2-555 0110"),
    ("cf_internal_steps", "a\nb", "a\nb"),
    ("cf_dropoff_point", "13.7,100.5", "13.7,100.5"),
    ("cf_dropoff_point", 7, 7),
]
TICKET_REFUSALS: list[tuple[str, list[object]]] = [
    ("title", ["", "  ", None, 3, ["x"], {"a": 1}, True]),
    ("description", [3, ["x"]]),
    ("status", ["Open", "closed", 3]),
    ("priority", ["urgent", "High", None, "", False]),
    ("channel", ["pigeon", 1]),
    ("contact_id", [NOBODY, "x", None, 7, {}]),
    ("tags", ["refund", [NOBODY], [3], {"id": NOBODY}]),
    ("cf_region", ["BKK", "Bangkok and vicinity", None, ["bkk"]]),
    ("cf_trackingid", [1, ["x"], True]),
    ("cf_refund_amount", ["12", True, [1], {"a": 1}]),
    ("cf_date", ["23/10/2025", "2025-2-3", "2025-02-30", "2025-10-23T00:00:00Z", 20251023, "20251023"]),
    ("cf_replacement_sent", ["yes", 1, 0, "true"]),
    ("cf_carriers", ["own", ["rocket"], [1], {"own": True}]),
    ("cf_shop_link", ["shop.example", "ftp://x", "javascript:alert(1)", 4]),
    ("cf_report_to", ["a@b", "a b@c.de", "@c.de", 5]),
    ("cf_callback", ["call me", "+", 66]),
    ("cf_photos", [["a.jpg"], "a.jpg", {"name": "a.jpg"}]),
    ("cf_dropoff_point", [{"lat": 1}, [1, 2], True]),
    ("cf_legacy_case", ["x", None]),
    ("cf_old_severity", ["s1", None]),
    ("cf_no_such", ["x", None]),
]


def placed(name: str, value: object) -> Json:
    return {"customFields": {name: value}} if name.startswith("cf_") else {name: value}


@pytest.mark.parametrize(("name", "sent", "read"), TICKET_VALUES)
async def test_a_field_takes_its_kind(client: httpx.AsyncClient, name: str, sent: object, read: object) -> None:
    path = f"/tickets/{(await first_ticket(client))['id']}"
    changed = (await ask(client, "PATCH", path, json=placed(name, sent)))["data"]
    value = custom(changed)[name]
    assert value == read
    assert type(value) is type(read)


@pytest.mark.parametrize(("name", "sent"), [(name, sent) for name, wrong in TICKET_REFUSALS for sent in wrong], ids=str)
async def test_a_field_refuses_other_kinds(client: httpx.AsyncClient, name: str, sent: object) -> None:
    path = f"/tickets/{(await first_ticket(client))['id']}"
    body = await ask(client, "PATCH", path, 422, json=placed(name, sent))
    assert list(body) == ["status", "message", "requestId", "errors"]
    assert list(body["errors"]) == [name]
    assert all(isinstance(message, str) and message for message in body["errors"][name])
    if name.startswith("cf_"):
        whole = await new_ticket(client, customFields={"cf_region": "bkk", name: sent})
    else:
        whole = {**await new_ticket(client), name: sent}
    assert list((await ask(client, "POST", "/tickets", 422, json=whole))["errors"]) == [name]


async def test_required_fields_are_named_and_archived_ones_are_not(client: httpx.AsyncClient) -> None:
    ticket = await ask(client, "POST", "/tickets", 422, json={})
    assert set(ticket["errors"]) == {"title", "priority", "contact_id", "cf_region"}
    contact = await ask(client, "POST", "/contacts", 422, json={})
    assert set(contact["errors"]) == {"name", "cf_preferred_language"}
    for path, archived in (("/tickets/fields", "cf_legacy_case"), ("/contacts/fields", "channel")):
        fields = (await get(client, f"{path}?pageSize=100"))["data"]
        field = next(field for field in fields if field["system_name"] == archived)
        assert (field["is_archived"], field["is_required"]) == (True, True)


@pytest.mark.parametrize("name", ["channel", "cf_fax", "cf_old_segment", "cf_consent_form", "cf_crm_ref"])
async def test_archived_contact_fields_are_refused(client: httpx.AsyncClient, name: str) -> None:
    body = new_contact()
    if name.startswith("cf_"):
        body["customFields"][name] = "1"
    else:
        body[name] = "phone"
    assert list((await ask(client, "POST", "/contacts", 422, json=body))["errors"]) == [name]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"nothing",
        b'{"title": NaN}',
        b'{"title": Infinity}',
        b'{"title": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"cf": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda content: repr(content[:16]),
)
async def test_no_json_is_a_400(client: httpx.AsyncClient, content: bytes) -> None:
    ticket = await first_ticket(client)
    for method, path in (("POST", "/tickets"), ("PATCH", f"/tickets/{ticket['id']}"), ("POST", "/messages/send")):
        body = await ask(client, method, path, 400, content=content)
        assert body["message"] == "The body is not valid JSON."


@pytest.mark.parametrize("sent", ["[]", '"text"', "3", "null", "true", "[{}]"])
async def test_json_that_is_no_object_is_a_422(client: httpx.AsyncClient, sent: str) -> None:
    for path in ("/tickets", "/contacts", "/channels", "/messages/send"):
        assert list((await ask(client, "POST", path, 422, content=sent))["errors"]) == ["body"]


@pytest.mark.parametrize("sent", [[], "cf_region", 3, [{"name": "cf_region", "value": "bkk"}]])
async def test_custom_fields_are_an_object(client: httpx.AsyncClient, sent: object) -> None:
    body = await ask(client, "POST", "/tickets", 422, json={**await new_ticket(client), "customFields": sent})
    assert "customFields" in body["errors"]


async def test_extreme_values_come_back_as_sent(client: httpx.AsyncClient) -> None:
    path = f"/tickets/{(await first_ticket(client))['id']}"
    for number in (10**30, -(2**63) - 1, 1e300, 1.5e-300):
        changed = (await ask(client, "PATCH", path, json={"customFields": {"cf_parcels": number}}))["data"]
        assert custom(changed)["cf_parcels"] == number
    for text in ("\x00", "a\x00b", "\U0010ffff", "ก" * 10_000, "\u202e", '"\\'):
        changed = (await ask(client, "PATCH", path, json={"title": f"t{text}"}))["data"]
        assert changed["title"] == f"t{text}"
    assert (await ask(client, "PATCH", path, 422, content=b'{"customFields": {"cf_parcels": 1e999}}'))["errors"]


async def test_a_body_past_the_limit_is_a_413(client: httpx.AsyncClient) -> None:
    fitting = b'{"title": "' + b"x" * (LARGEST_BODY - 13) + b'"}'
    assert len(fitting) == LARGEST_BODY
    path = f"/tickets/{(await first_ticket(client))['id']}"
    await ask(client, "PATCH", path, content=fitting)
    body = await ask(client, "PATCH", path, 413, content=fitting + b" ")
    assert body["message"] == "The body is too large."
