"""A macro worked out for a ticket: each field before and after, and why one is left out."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.forms.spec import Choice
from klink_tui.macros.files import Macro
from klink_tui.macros.staging import Known, Part, Staged, check, find_person, stage
from klink_tui.macros.variables import Agent, values_for
from klink_tui.models.field import FormField
from klink_tui.models.reference import Tag
from klink_tui.models.ticket import Ticket

TODAY = date(2026, 3, 30)


@dataclass(frozen=True)
class Somebody:
    id: str
    name: str
    detail: str = ""


def form_field(name: str, type: str, *options: tuple[str, str], **more: object) -> FormField:
    listed = [{"value": value, "label": label} for value, label in options]
    return FormField.read(
        {"system_name": name, "display_name": name.removeprefix("cf_").title(), "type": type, "options": listed, **more}
    )


FIELDS = (
    form_field("status", "select", ("open", "Open"), ("pending", "Pending")),
    form_field("cf_region", "select", ("bkk", "Bangkok"), ("north", "North"), is_required=True),
    form_field("cf_due", "date"),
    form_field("cf_amount", "number"),
    form_field("cf_paid", "checkbox"),
    form_field("cf_note", "text"),
    form_field("cf_old", "text", is_archived=True),
    form_field("cf_photos", "attachment"),
    form_field("cf_ways", "multiselect", ("sea", "By sea"), ("air", "By air")),
)
KNOWN = Known(
    today=TODAY,
    choices={
        "status": [Choice("open", "Open"), Choice("in progress", "In progress"), Choice("pending", "Pending")],
        "priority": [Choice("low", "Low"), Choice("high", "High")],
    },
    fields=FIELDS,
    tags=[Tag.read({"id": "t1", "name": "vip"}), Tag.read({"id": "t2", "name": "refund"})],
    people=[Somebody("a1", "Ada King", "ada@example.com"), Somebody("a2", "Bo"), Somebody("a3", "Bo", "bo@x.org")],
    me="ada@example.com",
    assigns=True,
)
TICKET = Ticket.read(
    {
        "id": "t", "ticketNumber": 7, "title": "A {agent.name}", "status": "OPEN", "priority": "low",
        "contactId": "c", "contact": {"id": "c", "name": "Anna Lindqvist"}, "assigneeId": "a2",
        "assignee": {"id": "a2", "name": "Bo"}, "tags": [{"id": "t1", "name": "vip"}],
        "customFields": {"cf_region": "bkk", "cf_note": "old"},
    }
)  # fmt: skip


def staged(ticket: Ticket = TICKET, known: Known = KNOWN, **macro: Any) -> Staged:
    values = values_for(ticket, ticket.contact, Agent("Ada King"), today=TODAY, zone="UTC")
    return stage(replace(Macro("macros/x.toml", "X"), **macro), ticket, values, known)


def only(made: Staged) -> Part:
    (part,) = made.parts
    return part


def test_fields_tags_and_a_message() -> None:
    made = staged(
        message="Hello {contact.first_name}: {ticket.title}",
        tags=("Refund", "vip"),
        sets={
            "status": "Pending", "cf_region": "North", "cf_due": "tomorrow", "cf_amount": 2.5, "cf_paid": True,
            "cf_note": "{contact.name} on {today}", "cf_ways": ("By sea", "air"),
        },
    )  # fmt: skip
    assert made.parts == (
        Part("Tags", "vip", "vip, refund"),
        Part("Status", "OPEN", "pending"),
        Part("Region", "Bangkok", "North"),
        Part("Due", "", "2026-03-31"),
        Part("Amount", "", "2.5"),
        Part("Paid", "", "yes"),
        Part("Note", "old", "Anna Lindqvist on 2026-03-30"),
        Part("Ways", "", "By sea, By air"),
    )
    assert made.changes == {
        "tags": ["t1", "t2"], "status": "pending", "cf_region": "north", "cf_due": "2026-03-31", "cf_amount": 2.5,
        "cf_paid": True, "cf_note": "Anna Lindqvist on 2026-03-30", "cf_ways": ["sea", "air"],
    }  # fmt: skip
    assert made.message == "Hello Anna: A {agent.name}", "what the customer wrote is not expanded"
    assert (made.empty, made.lacking, made.changes_fields) == ((), (), True)
    assert made.labels["cf_region"] == "Region"


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("status", "open", "it is so already"),
        ("priority", "LOW", "it is so already"),
        ("assignee", "a2", "it is so already"),
        ("cf_region", "bkk", "it is so already"),
        ("cf_note", "old", "it is so already"),
    ],
)
def test_what_is_so_already_is_left_out_and_asks_nothing(key: str, value: str, why: str) -> None:
    made = staged(sets={key: value})
    assert (only(made).skipped, only(made).lacks, made.changes_fields) == (why, False, False)


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("status", "pendign", "“pendign” is not among the choices. Did you mean “Pending”?"),
        ("priority", "{contact.phone}", "contact.phone is empty"),
        ("cf_note", "{contact.phone} {contact.email}", "contact.phone, contact.email are empty"),
        ("cf_regoin", "x", "The form has no such field. Did you mean cf_region?"),
        ("cf_old", "x", "The form has no such field. "),
        ("cf_region", "Nort", "“Nort” is not among the choices. Did you mean “North”?"),
        ("cf_region", "", "This is required."),
        ("cf_amount", "many", "Digits only"),
        ("cf_due", "someday", ""),
        ("cf_photos", "x", "The API documents no way to upload a file."),
        ("assignee", "Zoe", "no ticket and no case here knows “Zoe”"),
        ("assignee", "Bo", "no ticket and no case here knows “Bo”"),
    ],
)
def test_what_cant_be_is_left_out_and_asked_about(key: str, value: str, why: str) -> None:
    made = staged(sets={key: value})
    part = only(made)
    assert part.skipped.startswith(why)
    assert part.skipped
    assert part.lacks
    assert made.lacking == (f"{part.label}: {part.skipped}",)
    assert not made.changes_fields


def test_assigning() -> None:
    assert staged(sets={"assignee": "me"}).assignee == ("a1", "Ada King")
    assert staged(sets={"assignee": "ada king"}).assignee == ("a1", "Ada King")
    made = staged(sets={"assignee": "Nobody"})
    assert made.assignee == (None, "")
    assert only(made) == Part("Assignee", "Bo", "nobody")
    off = staged(known=replace(KNOWN, assigns=False), sets={"assignee": "me"})
    assert (only(off).skipped, only(off).lacks) == ("assigning is off here", False)
    unknown = staged(known=replace(KNOWN, me=""), sets={"assignee": "me"})
    assert only(unknown).skipped == "nobody said yet who you are"


def test_tags_that_are_not_there() -> None:
    made = staged(tags=("refnud", "refund"))
    assert made.parts == (
        Part("Tags", "vip", "refnud", "there is no such tag: did you mean refund?", True),
        Part("Tags", "vip", "vip, refund"),
    )
    assert only(staged(tags=("vip",))).skipped == "it is so already"
    missing = only(staged(known=replace(KNOWN, tags=None), tags=("vip",)))
    assert (missing.skipped, missing.lacks) == ("the tags are not here yet", True)


def test_what_is_not_here_yet() -> None:
    part = only(staged(known=replace(KNOWN, fields=None), sets={"cf_region": "north"}))
    assert (part.label, part.skipped, part.lacks) == ("Region", "the form's fields are not here yet", True)


def test_a_message_that_reaches_nobody_or_lacks_something() -> None:
    made = staged(message="Call {contact.phone}, {contact.phone}")
    assert (made.message, made.empty) == ("Call {contact.phone}, {contact.phone}", ("contact.phone",))
    alone = staged(Ticket.read({"id": "t", "status": "open"}), message="Hello")
    assert (alone.message, alone.no_message) == ("", "the ticket has no contact to write to")
    assert alone.lacking == ("Message: the ticket has no contact to write to",)


def test_a_desk_is_checked_as_far_as_it_is_here() -> None:
    def why(known: Known = KNOWN, **sets: Any) -> str:
        macro = replace(Macro("macros/x.toml", "X"), sets=sets, lines=dict.fromkeys(sets, 4))
        return str(check(macro, known) or "")

    assert why(status="Pending", cf_region="north", cf_note="{contact.phone}", cf_ways=("air",)) == ""
    assert why(cf_regoin="x") == "macros/x.toml:4: cf_regoin: The form has no such field. Did you mean cf_region?"
    assert why(replace(KNOWN, fields=None), cf_regoin="x") == ""
    assert why(status="pendign").startswith("macros/x.toml:4: status: “pendign” is not among the choices.")
    assert why(replace(KNOWN, choices={}), status="pendign") == ""
    assert why(status="{ticket.status}") == ""
    assert why(cf_amount="many").startswith("macros/x.toml:4: cf_amount: Digits only")
    assert why(cf_photos="x").endswith("no way to upload a file.")


def test_people() -> None:
    assert find_person(KNOWN.people, "bo@x.org") == Somebody("a3", "Bo", "bo@x.org")
    assert find_person(KNOWN.people, "Bo") is None
    assert find_person((), "Bo") is None


@given(
    st.dictionaries(
        st.sampled_from(["status", "priority", "assignee", "cf_region", "cf_amount", "cf_due", "cf_ways", "cf_zzz"]),
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(["{contact.phone}", "{ticket.title}", "north", "3", "today"]),
            st.integers(),
            st.floats(),
            st.booleans(),
            st.lists(st.text(max_size=5), max_size=3).map(tuple),
        ),
    ),
    st.lists(st.text(max_size=8), max_size=3).map(tuple),
    st.text(max_size=40),
)
def test_staging_never_raises_and_accounts_for_every_field(
    sets: dict[str, Any], tags: tuple[str, ...], message: str
) -> None:
    made = staged(sets=sets, tags=tags, message=message)
    done = [part for part in made.parts if not part.skipped]
    assert len(done) == len(made.changes) + (made.assignee is not None)
    assert len(made.parts) >= len(sets)
