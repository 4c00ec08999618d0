"""What is typed into a form, and what is sent of it."""

import pytest

from klink_tui.errors import FormError
from klink_tui.forms.spec import NO_WAY, Choice
from klink_tui.forms.state import FormState, Typed
from tests.forms.definitions import TODAY, contact_form, creating, definition, editing, form, options

TICKET = form(
    definition("title", is_required=True),
    definition("description", "textarea"),
    definition("status", "select", options=options("open", "pending", default="open")),
    definition("contact_id", "contact", is_required=True, display_name="Contact"),
    definition("tags", "tags"),
    definition("assigneeId", "select"),
    definition("cf_due", "date"),
    definition("cf_amount", "number"),
    definition("cf_sent", "checkbox"),
    definition("cf_sizes", "multiselect", options=options("s", "m", "l")),
    definition("cf_point", "geopoint"),
)
NOK = Choice("id-nok", "Nok")
TAGS = (Choice("t1", "Billing"), Choice("t2", "VIP"))


def test_only_what_changed_is_sent_in_the_servers_order() -> None:
    state = editing(TICKET, title="Old", status="open", cf_amount=5, cf_sent=True)
    state.set("cf_amount", "7.50")
    state.set("status", "PENDING")
    state.set("cf_due", "tomorrow")
    assert state.dirty == ("status", "cf_due", "cf_amount")
    assert state.changes() == {"status": "pending", "cf_due": "2026-03-31", "cf_amount": 7.5}


def test_a_new_record_sends_every_filled_field() -> None:
    state = creating(TICKET, contact_id=NOK)
    assert list(state.dirty) == []
    state.set("title", "New")
    state.set("description", "  ")
    assert list(state.dirty) == ["title"]
    assert state.changes() == {"title": "New", "status": "open", "contact_id": "id-nok"}


@pytest.mark.parametrize(
    ("key", "raw", "typed"),
    [
        ("title", "Old", " Old "),
        ("title", "O\u200bld", "Old"),
        ("description", "a\r\nb", "a\nb\n"),
        ("status", "Open", "open"),
        ("cf_amount", 5, "5.0"),
        ("cf_amount", "5", "05"),
        ("cf_due", "2026-03-30T00:00:00.000Z", "today"),
        ("cf_sent", False, "no"),
        ("cf_sent", None, "unset"),
        ("cf_sizes", ["s", "m"], ["m", "s"]),
        ("cf_sizes", "s,m", "M, S"),
    ],
)
def test_the_same_value_written_otherwise_is_no_change(key: str, raw: object, typed: Typed) -> None:
    state = editing(TICKET, **{key: raw})
    state.set(key, "l" if key == "cf_sizes" else "1")
    state.set(key, typed)
    assert list(state.dirty) == []
    assert state.changes() == {}


@pytest.mark.parametrize(
    ("key", "raw", "typed", "sent"),
    [
        ("description", "Old", None, None),
        ("description", "Old", "", None),
        ("status", "open", None, None),
        ("cf_amount", 5, "", None),
        ("cf_sent", True, None, None),
        ("cf_due", "2026-03-30", "", None),
        ("cf_sizes", ["s"], None, []),
        ("cf_sizes", ["s"], [], []),
        ("tags", [TAGS[0]], "", []),
        ("cf_sent", True, False, False),
        ("cf_amount", 5, 6, 6),
        ("cf_amount", 5, 6.5, 6.5),
        ("tags", [TAGS[0]], [TAGS[1]], ["t2"]),
        ("contact_id", NOK, Choice("id-ann", "Ann"), "id-ann"),
    ],
)
def test_what_goes_over_the_wire(key: str, raw: object, typed: Typed, sent: object) -> None:
    state = editing(TICKET, **{key: raw})
    state.set(key, typed)
    assert state.changes() == {key: sent}


def test_setting_a_value_back_takes_the_change_back() -> None:
    state = editing(TICKET, title="Old")
    state.set("title", "New")
    state.set("title", "Old")
    assert list(state.dirty) == []
    state.set("cf_amount", "x")
    assert list(state.dirty) == ["cf_amount"]
    state.reset("cf_amount")
    assert list(state.dirty) == []
    assert state.errors == {}


def test_everything_can_be_reset() -> None:
    state = editing(TICKET, title="Old")
    state.set("title", "New")
    state.set("cf_amount", "x")
    state.apply_refusal({"status": "No."})
    state.reset()
    assert (state.dirty, state.errors, state.field("title").text) == ((), {}, "Old")


def test_cleaned_text_is_never_written_back_untouched() -> None:
    state = editing(TICKET, title="\u202eevil\x1b[0m", description="a" + "\u0301" * 9)
    assert state.field("title").text == "evil[0m"
    state.set("status", "pending")
    assert state.changes() == {"status": "pending"}


def test_a_value_the_form_would_not_take_stands_until_it_is_touched() -> None:
    state = editing(TICKET, cf_due="some day", cf_amount="a lot")
    assert state.errors == {}
    assert state.changes() == {}
    state.set("cf_due", "other day")
    assert "cf_due" in state.errors
    state.set("cf_due", "some day")
    assert (state.errors, state.dirty) == ({}, ())
    state.set("cf_due", "")
    assert state.changes() == {"cf_due": None}


def test_a_preset_of_a_new_record_must_be_right() -> None:
    state = creating(TICKET, title="New", contact_id=NOK, cf_due="some day")
    with pytest.raises(FormError) as refused:
        state.changes()
    assert list(refused.value.fields) == ["cf_due"]
    assert refused.value.message == "This can't be sent yet: Cf_Due."


def test_required_fields_of_a_new_record_are_asked_for_when_it_is_sent() -> None:
    state = creating(TICKET)
    assert state.errors == {}
    assert state.check() == {"title": "This is required.", "contact_id": "This is required."}
    assert state.errors == state.check()
    state.set("title", "New")
    assert list(state.errors) == ["contact_id"]
    state.set("title", "")
    assert list(state.errors) == ["contact_id"]


def test_a_required_field_can_not_be_emptied_but_may_have_been_empty() -> None:
    state = editing(TICKET, title="Old")
    state.set("status", "open")
    assert state.changes() == {"status": "open"}
    state.set("title", " ")
    assert state.errors == {"title": "This is required."}
    with pytest.raises(FormError, match=r"This can't be sent yet: Title\."):
        state.changes()


def test_a_choice_that_is_not_listed_stays_offered_and_goes_back_as_it_came() -> None:
    state = editing(TICKET, status="Escalated\u200b", cf_sizes=["s", "XXL\u200b"])
    assert [choice.value for choice in state.field("status").choices] == ["Escalated", "open", "pending"]
    state.set("status", "open")
    state.set("status", "escalated")
    assert list(state.dirty) == []
    state.set("cf_sizes", ["s", "xxl", "m"])
    assert state.changes() == {"cf_sizes": ["s", "XXL\u200b", "m"]}


def test_other_choices_are_refused() -> None:
    state = editing(TICKET)
    state.set("status", "opn")
    state.set("cf_sizes", ["s", "huge"])
    state.set("contact_id", "Nok")
    assert state.errors == {
        "status": "“opn” is not among the choices. Did you mean “Open”?",
        "contact_id": "“Nok” is not among the choices. Pick one from the list.",
        "cf_sizes": "“huge” is not among the choices. Pick one from the list.",
    }
    assert state.field("cf_sizes").text == "S, huge"
    assert state.value("status") is None


def test_fetched_choices_give_names_their_ids() -> None:
    state = editing(TICKET, tags=[TAGS[0]])
    state.set("tags", "billing, vip")
    assert list(state.errors) == ["tags"]
    state.offer("tags", TAGS)
    assert state.errors == {}
    assert state.changes() == {"tags": ["t1", "t2"]}
    assert state.field("tags").text == "Billing, VIP"


def test_fetched_choices_do_not_make_an_untouched_field_dirty() -> None:
    spec = form(definition("channel", "select"), definition("tags", "tags", options=options("billing")))
    state = editing(spec, channel="e-mail", tags=[TAGS[0]])
    assert state.field("channel").is_free
    assert state.field("tags").base == ("billing",)
    state.offer("channels", [Choice("E Mail", "Email")])
    state.offer("tags", TAGS)
    assert list(state.dirty) == []
    assert not state.field("channel").is_free
    assert state.value("channel") == "E Mail"
    assert state.value("tags") == ("t1",)


def test_where_nothing_is_listed_any_text_is_a_choice() -> None:
    state = editing(form(definition("cf_x", "select"), definition("cf_y", "multiselect")), cf_x="one")
    state.set("cf_x", "two")
    state.set("cf_y", "three, four")
    assert state.changes() == {"cf_x": "two", "cf_y": ["three", "four"]}


def test_a_field_that_can_not_be_written_is_shown_and_refuses() -> None:
    state = editing(TICKET, assigneeId=Choice("u1", "Ploy"), cf_point={"lat": 1})
    assert state.field("assigneeId").text == "Ploy"
    assert state.field("assigneeId").why_read_only == NO_WAY
    with pytest.raises(FormError) as refused:
        state.set("assigneeId", "u2")
    assert refused.value.fields == {"assigneeId": NO_WAY}
    assert list(state.field("assigneeId").choices) == []
    with pytest.raises(FormError, match="can't show whole"):
        state.set("cf_point", "1")
    assert state.changes() == {}


def test_required_fields_that_can_not_be_written_are_not_asked_for() -> None:
    state = creating(form(definition("cf_file", "attachment", is_required=True), definition("x", is_required=True)))
    assert state.check() == {}
    assert state.changes() == {}


@pytest.mark.parametrize("call", ["field", "value", "reset", "set"])
def test_a_field_the_form_has_not(call: str) -> None:
    state = editing(TICKET)
    with pytest.raises(FormError, match="This form has no field “nope”"):
        state.set("nope", "") if call == "set" else getattr(state, call)("nope")


@pytest.mark.parametrize(
    ("raw", "typed", "sent"),
    [
        (5, "6", 6),
        (5, "six", "six"),
        (1.5, "2.5", 2.5),
        (True, "no", False),
        ("13.7,100.5", "13.8,100.5", "13.8,100.5"),
        (5, "", None),
    ],
)
def test_a_field_of_unknown_type_keeps_the_type_of_its_value(raw: object, typed: str, sent: object) -> None:
    state = editing(TICKET, cf_point=raw)
    state.set("cf_point", typed)
    assert state.changes() == {"cf_point": sent}


@pytest.mark.parametrize(
    ("raw", "typed", "sent"),
    [
        (["191"], "191, 1669", ["191", "1669"]),
        (["191", "1669"], "1669", ["1669"]),
        ([], "191", ["191"]),
        (["191"], "", []),
        ("191", "1669", "1669"),
        ("191", "191; 1669", ["191", "1669"]),
        (None, "191", "191"),
        ("191", "", None),
        (["191"], ["191", "1669"], ["191", "1669"]),
    ],
)
def test_phones_are_sent_as_the_server_has_them(raw: object, typed: Typed, sent: object) -> None:
    state = editing(contact_form(definition("phone", "phone")), phone=raw)
    state.set("phone", typed)
    assert state.changes() == {"phone": sent}


def test_numbers_go_to_the_letter_where_an_option_is_one() -> None:
    state = editing(form(definition("cf_x", "select", options=[{"value": 3, "label": "Three"}])))
    state.set("cf_x", "three")
    assert state.changes() == {"cf_x": 3}


def test_lines_are_kept_where_there_were_some() -> None:
    state = editing(TICKET, title="two\nlines")
    assert state.field("title").multiline
    assert state.field("description").multiline
    assert not state.field("status").multiline
    state.set("title", "two\nother lines")
    assert state.changes() == {"title": "two\nother lines"}
    assert not editing(TICKET, title="one").field("title").multiline


def test_a_shorthand_says_what_it_means() -> None:
    state = editing(TICKET, cf_due="2026-01-01")
    assert state.field("cf_due").meaning == ""
    state.set("cf_due", "next friday")
    assert state.field("cf_due").meaning == "Fri 2026-04-03"
    assert state.field("cf_due").text == "next friday"
    state.set("cf_due", "never")
    assert state.field("cf_due").meaning == ""


def test_a_default_can_be_taken_out() -> None:
    state = creating(TICKET, title="New", contact_id=NOK)
    state.set("status", None)
    assert state.dirty == ("status",)
    assert "status" not in state.changes()


@pytest.mark.parametrize(("current", "new"), [({}, True), (None, True), ({"title": "x"}, False)])
def test_a_form_without_a_record_is_for_a_new_one(current: dict[str, object] | None, new: bool) -> None:
    assert FormState(TICKET, current, today=TODAY).creating is new
