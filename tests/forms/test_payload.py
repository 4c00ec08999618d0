"""From a record to a form, and from a form to a request body."""

import json
from pathlib import Path

import pytest

from klink_tui.forms.current import REPLACES, UNSEEN
from klink_tui.forms.payload import contact_values, split, ticket_values
from klink_tui.forms.spec import Choice, FormSpec
from klink_tui.forms.state import FormState
from klink_tui.models.contact import Contact
from klink_tui.models.field import FormField
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ContactBody, TicketBody
from tests.forms.definitions import TODAY, Json, contact_form, creating, definition, editing, form, options

DATA = Path(__file__).parents[1] / "data"


def fields(*names: str, kind: str = "text") -> list[FormField]:
    return [FormField.read(definition(name, kind)) for name in names]


def ticket(**more: object) -> Ticket:
    return Ticket.read({"id": "t1", **more})


def contact(**more: object) -> Contact:
    return Contact.read({"id": "c1", **more})


def test_the_documented_create_request_comes_out_of_a_form() -> None:
    example = json.loads((DATA / "ticket-create-request.json").read_text())
    spec = form(
        *(definition(name) for name in ("title", "description", "status", "priority", "channel", "cf_trackingid")),
        definition("contactId", "contact"),
        definition("tags", "tags"),
        definition("cf_date", "date"),
    )
    state = creating(spec)
    for name in ("title", "description", "status", "priority", "channel"):
        state.set(name, example[name])
    state.set("contactId", Choice(example["contact_id"], "Nok"))
    state.offer("tags", [Choice(example["tags"][0], "Login")])
    state.set("tags", "login")
    state.set("cf_trackingid", "Id-1001")
    state.set("cf_date", "2025-10-23")
    assert TicketBody(**split(state.changes(), spec)).to_wire() == example


def test_the_documented_ticket_fills_a_form() -> None:
    row = json.loads((DATA / "tickets-list.json").read_text())["data"][0]
    names = ("title", "contact_id", "tags", "assigneeId", "assignee", "categories", "ticketNumber", "nothing")
    assert ticket_values(Ticket.read(row), fields(*names)) == {
        "title": "string",
        "contact_id": Choice("string", "string"),
        "tags": [Choice("string", "string")],
        "assigneeId": Choice("string", "string"),
        "assignee": Choice("string", "string"),
        "categories": None,
        "ticketNumber": 38838,
        "nothing": UNSEEN,
    }


@pytest.mark.parametrize("name", ["contactId", "contact_id", "contact", "Contact"])
@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"contactId": "c1", "contact": {"id": "c1", "name": "Nok"}}, Choice("c1", "Nok")),
        ({"contact_id": "c1", "contact": {"id": "c1", "name": "", "email": "a@b.co"}}, Choice("c1", "a@b.co")),
        ({"contactId": "", "contact_id": "c1"}, "c1"),
        ({"contact_id": "c1", "contactId": None, "contact": None}, "c1"),
        ({"contact": {"id": "c1"}}, Choice("c1", "c1")),
        ({"contactId": None}, None),
        ({}, UNSEEN),
    ],
)
def test_the_contact_of_a_ticket(name: str, row: Json, found: object) -> None:
    assert ticket_values(ticket(**row), fields(name)) == {name: found}


def test_an_object_without_an_id_is_left_as_it_is() -> None:
    assert ticket_values(ticket(contact={"name": "Nok"}), fields("contact")) == {"contact": {"name": "Nok"}}
    assert ticket_values(ticket(contactId="c1", contact={}), fields("contactId")) == {"contactId": Choice("c1", "c1")}


@pytest.mark.parametrize(
    "custom",
    [
        [
            {"textValue": "A", "attribute": {"systemName": "cf_x"}},
            {"numberValue": 5, "attribute": {"systemName": "cf_n"}},
        ],
        {"cf_x": "A", "cf_n": 5},
        [{"name": "cf_x", "value": "A"}, {"name": "cf_n", "value": 5}],
    ],
)
@pytest.mark.parametrize("key", ["customFields", "custom_fields"])
def test_custom_fields_of_every_shape(custom: object, key: str) -> None:
    found = ticket_values(ticket(**{key: custom}), fields("cf_x", "cf_n", "cf_none"))
    assert found == {"cf_x": "A", "cf_n": 5, "cf_none": None}


def test_an_id_goes_back_to_the_letter() -> None:
    spec = form(definition("tags", "tags"))
    state = editing(spec, **ticket_values(ticket(tags=[{"id": "t\u200b1", "name": "VIP"}]), fields("tags")))
    state.offer("tags", [Choice("t2", "Billing")])
    state.set("tags", "billing, vip")
    assert state.field("tags").held == "billing, vip"
    assert split(state.changes(), spec) == {"tags": ["t2", "t\u200b1"]}


def test_several_values_of_one_custom_field_are_a_list() -> None:
    rows = [{"textValue": text, "attribute": {"systemName": "cf_x"}} for text in ("s", "m", None)]
    assert ticket_values(ticket(customFields=rows), fields("cf_x")) == {"cf_x": ["s", "m"]}


def test_a_row_without_nested_objects_leaves_their_fields_unseen() -> None:
    row = json.loads((DATA / "tickets-list.json").read_text())["data"][1]
    values = ticket_values(Ticket.read(row), fields("title", "tags", "cf_x", "cf_date"))
    assert values == {"title": "string", "tags": UNSEEN, "cf_x": UNSEEN, "cf_date": UNSEEN}
    spec = form(definition("title"), definition("tags", "tags"), definition("cf_x"), definition("cf_date", "date"))
    state = editing(spec, **values)
    assert state.changes() == {}
    assert [field.text for field in state.fields] == ["string", "", "", ""]
    state.set("title", "New")
    state.set("cf_x", "A")
    state.set("cf_date", "today")
    assert [field.meaning for field in state.fields] == ["", "", REPLACES, f"Mon 2026-03-30 · {REPLACES}"]
    assert state.changes() == {"title": "New", "cf_x": "A", "cf_date": "2026-03-30"}


def test_files_are_shown_by_name() -> None:
    rows = [
        {"attribute": {"systemName": "cf_x"}, "uploads": [{"name": "a.pdf"}, {"url": "https://x.y/b"}, {"id": "7"}]}
    ]
    row = ticket(customFields=rows)
    assert ticket_values(row, fields("cf_x")) == {"cf_x": ["a.pdf", "https://x.y/b", "7"]}
    spec = form(definition("cf_x", "attachment"))
    assert editing(spec, **ticket_values(row, fields("cf_x"))).field("cf_x").text == "a.pdf, https://x.y/b, 7"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"phone": ["191", "1669"]}, ["191", "1669"]),
        ({"phone": [], "contactPhones": [{"id": "p1", "phone": "191", "isPrimary": True}]}, ["191"]),
        ({"contactPhones": [{"phoneNumber": "191"}, {"id": "p2"}, "1669"]}, ["191", "1669"]),
        ({"contactNumber": 66212345}, 66212345),
        ({"phone": "191"}, "191"),
        ({"phone": []}, None),
        ({}, UNSEEN),
    ],
)
def test_the_phones_of_a_contact_from_the_three_places(row: Json, found: object) -> None:
    assert contact_values(contact(**row), fields("phone")) == {"phone": found}


def test_other_fields_of_a_contact() -> None:
    row = {
        "name": "N\u200bok",
        "company": {"id": "co", "name": "Acme"},
        "companyId": "co",
        "contact_groups": [{"id": "g1", "name": "VIP"}],
        "tags": [{"name": "no id"}, "plain"],
    }
    found = contact_values(contact(**row), fields("name", "company", "companyId", "groups", "tags"))
    assert found == {
        "name": "N\u200bok",
        "company": Choice("co", "Acme"),
        "companyId": Choice("co", "Acme"),
        "groups": [Choice("g1", "VIP")],
        "tags": [{"name": "no id"}, "plain"],
    }
    spec = contact_form(*(definition(name) for name in found))
    shown = {field.spec.key: field.text for field in editing(spec, **found).fields}
    assert shown == {"name": "Nok", "company": "Acme", "companyId": "Acme", "groups": "VIP", "tags": "no id, plain"}


TICKET = form(
    definition("title", "number"),
    definition("status", "select", options=[{"value": 3, "label": "Three"}]),
    definition("priority", "checkbox"),
    definition("contact", "contact"),
    definition("tag", "tags", options=options("vip")),
    definition("type"),
    definition("cf_x"),
    definition("cf_n\u200b", "number"),
).with_choices("tags", [Choice("t1", "Billing")])


@pytest.mark.parametrize(
    ("changes", "wire"),
    [
        ({}, {}),
        ({"title": 5}, {"title": "5"}),
        ({"title": 1.50}, {"title": "1.5"}),
        ({"title": None}, {"title": None}),
        ({"status": 3}, {"status": "3"}),
        ({"status": "three"}, {"status": "3"}),
        ({"priority": True}, {"priority": "yes"}),
        ({"contact": "c1"}, {"contact_id": "c1"}),
        ({"tag": ["billing", "t1", "VIP", "t9"]}, {"tags": ["t1", "t1", "vip", "t9"]}),
        ({"tag": ()}, {"tags": []}),
        ({"cf_x": None, "cf_n": 5}, {"customFields": {"cf_x": None, "cf_n\u200b": 5}}),
        ({"type": "x", "unknown": 1}, {}),
    ],
)
def test_changes_become_a_body(changes: Json, wire: Json) -> None:
    assert TicketBody(**split(changes, TICKET)).to_wire() == wire


def test_a_contacts_body() -> None:
    spec: FormSpec = contact_form(definition("name"), definition("phone", "phone"), definition("cf_x", "checkbox"))
    row = contact(name="Nok", phone=["191"], customFields={"cf_x": True})
    values = contact_values(row, fields("name", "phone", "cf_x"))
    state = FormState(spec, values, today=TODAY)
    assert state.changes() == {}
    state.set("phone", "191, 1669")
    state.set("cf_x", None)
    body = ContactBody(**split(state.changes(), spec))
    assert body.to_wire() == {"phone": ["191", "1669"], "customFields": {"cf_x": None}}
