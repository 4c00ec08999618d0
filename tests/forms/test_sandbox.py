"""Forms over a whole desk: every field definition, ticket and contact that the sandbox serves."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TypeVar

import httpx
import pytest

from klink_tui.forms.payload import contact_values, split, ticket_values
from klink_tui.forms.spec import Choice, build_spec
from klink_tui.forms.state import FormState
from klink_tui.models.contact import Contact
from klink_tui.models.field import FormField
from klink_tui.models.paging import read_page, unwrap
from klink_tui.models.reference import Tag
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ContactBody, TicketBody
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox
from tests.forms.definitions import TODAY, Json

T = TypeVar("T")

CONFIG = SandboxConfig(tickets=90, contacts=40, now=datetime(2026, 3, 30, 9, 0, tzinfo=UTC))
SHAPES = (
    "custom-fields-object",
    "custom-fields-name-value",
    "bare-rows",
    "empty-strings",
    "times-space",
    "times-nanos",
    "extra-keys",
    "archived-required",
    "other-envelope",
)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(CONFIG)


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(sandbox.app),
        base_url="http://sandbox/api/v1",
        headers={"Authorization": f"Bearer {CONFIG.token}"},
    ) as client:
        yield client
    sandbox.close()


async def every(client: httpx.AsyncClient, path: str, read: Callable[[object], T]) -> list[T]:
    """Give all rows of a list."""
    items: list[T] = []
    for number in range(1, 20):
        answer = await client.get(path, params={"page": number, "pageSize": 50})
        page = read_page(answer.json(), read, number=number, asked_size=50)
        assert page.unreadable == ()
        items += page.items
        if page.is_last:
            break
    return items


def assert_untouched(state: FormState) -> None:
    """Check that nothing is to be sent, as it stands and after every text was typed again."""
    assert state.errors == {}
    for field in state.fields:
        if not field.read_only:
            shown = field.text
            field.set("something else")
            field.set(shown)
    assert state.changes() == {}


@pytest.mark.parametrize("quirk", ["", *SHAPES])
async def test_every_record_stands_in_its_form_as_the_server_has_it(
    quirk: str, sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    if quirk:
        sandbox.quirks.switch_on(quirk)
    fields = await every(client, "/tickets/fields", FormField.read)
    spec = build_spec(fields, writable=TicketBody.wire_keys())
    assert {one.key for one in spec if one.read_only} == {"cf_photos"}
    for ticket in await every(client, "/tickets", Ticket.read):
        assert_untouched(FormState(spec, ticket_values(ticket, fields), today=TODAY))

    fields = await every(client, "/contacts/fields", FormField.read)
    spec = build_spec(fields, writable=ContactBody.wire_keys())
    for contact in await every(client, "/contacts", Contact.read):
        assert_untouched(FormState(spec, contact_values(contact, fields), today=TODAY))


def wire(state: FormState) -> Json:
    return TicketBody(**split(state.changes(), state.spec)).to_wire()


async def test_a_ticket_from_nothing_to_refused_to_changed(client: httpx.AsyncClient) -> None:
    fields = await every(client, "/tickets/fields", FormField.read)
    spec = build_spec(fields, writable=TicketBody.wire_keys())
    tags = await every(client, "/tags", Tag.read)
    (contact, *_) = await every(client, "/contacts", Contact.read)
    taken = next(
        value.value
        for ticket in await every(client, "/tickets", Ticket.read)
        for value in ticket.custom_fields
        if value.system_name == "cf_order_number"
    )

    new = FormState(spec, today=TODAY)
    assert set(new.check()) == {"title", "contact_id", "cf_region"}
    new.offer("tags", [Choice(tag.id, tag.name) for tag in tags])
    typed = {
        "title": "Parcel is late",
        "cf_region": "isan",
        "tags": f"{tags[1].name}, {tags[0].name}",
        "cf_date": "+1w",
        "cf_refund_amount": "12.50",
        "cf_replacement_sent": "yes",
        "cf_carriers": "Own fleet, air freight",
        "cf_callback": "๑๙๑",
        "cf_shop_link": "https://example.com",
    }
    for key, text in typed.items():
        new.set(key, text)
    new.set("contact_id", Choice(contact.id, contact.label))
    answer = await client.post("/tickets", json=wire(new))
    assert answer.status_code == 201
    ticket = Ticket.read(unwrap(answer.json()).data)
    state = FormState(spec, ticket_values(ticket, fields), today=TODAY)
    filled = {key: new.value(key) for key in (*typed, "contact_id", "status", "priority", "channel")}
    assert {key: state.value(key) for key in filled} == filled
    assert state.field("contact_id").text == contact.name

    state.set("cf_order_number", str(taken))
    state.set("cf_carriers", None)
    state.set("cf_date", "")
    answer = await client.patch(f"/tickets/{ticket.id}", json=wire(state))
    assert answer.status_code == 422
    leftover = state.apply_refusal({key: " ".join(words) for key, words in answer.json()["errors"].items()})
    assert leftover == ()
    assert list(state.errors) == ["cf_order_number"]
    assert "already taken" in state.errors["cf_order_number"]

    state.reset("cf_order_number")
    assert wire(state) == {"customFields": {"cf_carriers": [], "cf_date": None}}
    answer = await client.patch(f"/tickets/{ticket.id}", json=wire(state))
    assert answer.status_code == 200
    changed = ticket_values(Ticket.read(unwrap(answer.json()).data), fields)
    assert (changed["cf_carriers"], changed["cf_date"], changed["title"]) == (None, None, "Parcel is late")
