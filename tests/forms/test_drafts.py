"""Snapshots of forms."""

import json
from datetime import date

import pytest

from klink_tui.errors import FormError
from klink_tui.forms.spec import Choice
from klink_tui.forms.state import FormState
from tests.forms.definitions import TODAY, creating, definition, editing, form, options

TICKET = form(
    definition("title", is_required=True),
    definition("status", "select", options=options("open", "pending")),
    definition("contact_id", "contact"),
    definition("tags", "tags"),
    definition("cf_due", "date"),
    definition("cf_amount", "number"),
)


def kept(state: FormState) -> dict[str, object]:
    """Give a snapshot as it comes back from a file."""
    read: dict[str, object] = json.loads(json.dumps(state.snapshot()))
    return read


def test_only_what_was_typed_is_kept() -> None:
    state = editing(TICKET, title="Old", status="open")
    assert state.snapshot() == {"version": 1, "fields": {}}
    state.set("title", "New ")
    assert state.snapshot() == {"version": 1, "fields": {"title": {"held": "New "}}}


def test_wrong_text_is_kept_too() -> None:
    state = editing(TICKET)
    state.set("cf_amount", "1,5")
    other = editing(TICKET)
    assert other.restore(kept(state)) == ()
    assert other.field("cf_amount").text == "1,5"
    assert list(other.errors) == ["cf_amount"]


def test_a_picked_choice_keeps_its_name() -> None:
    state = creating(TICKET)
    state.set("contact_id", Choice("id-nok", "Nok"))
    state.set("tags", [Choice("t1", "Billing"), Choice("t2", "VIP")])
    state.set("tags", ["t2"])
    other = creating(TICKET)
    other.restore(kept(state))
    assert other.field("contact_id").text == "Nok"
    assert other.field("tags").text == "VIP"
    assert other.snapshot() == state.snapshot()


def test_a_name_of_a_fetched_choice_is_kept_as_the_choice() -> None:
    state = editing(TICKET)
    state.offer("tags", [Choice("t1", "Billing")])
    state.set("tags", "billing")
    other = editing(TICKET)
    other.restore(kept(state))
    assert other.changes() == {"tags": ["t1"]}


def test_tomorrow_stays_the_day_it_meant() -> None:
    state = editing(TICKET)
    state.set("cf_due", "tomorrow")
    later = FormState(TICKET, {"title": "x"}, today=date(2027, 1, 1))
    later.restore(kept(state))
    assert later.value("cf_due") == "2026-03-31"


def test_what_is_typed_gives_way_to_the_snapshot() -> None:
    state = editing(TICKET, title="Old")
    state.set("title", "Draft")
    snapshot = kept(state)
    state.set("title", "Other")
    state.set("cf_amount", "7")
    state.restore(snapshot)
    assert state.changes() == {"title": "Draft"}


def test_a_change_that_the_server_has_made_meanwhile_is_none_any_more() -> None:
    state = editing(TICKET, status="open")
    state.set("status", "pending")
    other = editing(TICKET, status="Pending")
    assert other.restore(kept(state)) == ()
    assert other.dirty == ()


def test_fields_that_are_gone_are_named() -> None:
    state = editing(TICKET)
    state.set("cf_amount", "7")
    state.set("title", "New")
    other = editing(form(definition("title"), definition("cf_amount", "attachment")))
    assert other.restore(kept(state)) == ("cf_amount",)
    assert editing(form(definition("cf_amount", "number"))).restore(kept(state)) == ("title",)
    assert other.changes() == {"title": "New"}


def test_an_option_that_is_gone_is_an_error_and_not_lost() -> None:
    state = editing(TICKET)
    state.set("status", "pending")
    other = editing(form(definition("status", "select", options=options("open"))))
    assert other.restore(kept(state)) == ()
    assert other.field("status").text == "pending"
    assert list(other.errors) == ["status"]


@pytest.mark.parametrize(
    "snapshot",
    [
        {},
        {"version": 2, "fields": {}},
        {"version": 1},
        {"version": 1, "fields": []},
        {"version": 1, "fields": {"title": "New"}},
        {"version": 1, "fields": {"title": {}}},
        {"version": 1, "fields": {"title": {"held": 1}}},
        {"version": 1, "fields": {"title": {"held": ["a", 1]}}},
        {"version": 1, "fields": {"title": {"held": "a", "choices": 1}}},
        {"version": 1, "fields": {"title": {"held": "a", "choices": [["only a value"]]}}},
        {"version": 1, "fields": {"title": {"held": "a", "choices": [["v", "l", {}]]}}},
    ],
)
def test_what_is_no_snapshot_changes_nothing(snapshot: dict[str, object]) -> None:
    state = FormState(TICKET, {"title": "Old"}, today=TODAY)
    state.set("title", "Typed")
    with pytest.raises(FormError, match="This draft"):
        state.restore(snapshot)
    assert state.field("title").text == "Typed"
