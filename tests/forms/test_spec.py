"""Field definitions read into a form."""

import json
from pathlib import Path

import pytest

from klink_tui.forms.spec import NO_UPLOAD, NO_WAY, Choice, FormSpec, build_spec, merge_choices
from klink_tui.models.field import FieldKind, FormField
from klink_tui.models.writes import ContactBody, TicketBody
from tests.forms.definitions import contact_form, definition, form, options

EXAMPLE = Path(__file__).parents[1] / "data" / "contact-fields-page1.json"


def test_the_servers_order_is_kept_and_the_archived_left_out() -> None:
    spec = form(
        definition("priority"),
        definition("cf_old", is_archived=True, is_required=True),
        definition("title", is_required=True),
        definition("cf_new", is_unique=True),
    )
    assert [(one.key, one.required, one.unique) for one in spec] == [
        ("priority", False, False),
        ("title", True, False),
        ("cf_new", False, True),
    ]
    assert len(spec) == 3
    assert spec.get("cf_old") is None


def test_the_documented_field_is_archived_although_it_says_required() -> None:
    fields = [FormField.read(row) for row in json.loads(EXAMPLE.read_text())["data"]]
    assert len(build_spec(fields, writable=ContactBody.wire_keys())) == 0


def test_the_first_of_several_definitions_counts() -> None:
    spec = form(definition("cf_x", "number"), definition("cf_x", "text"))
    assert [one.kind for one in spec] == [FieldKind.NUMBER]


def test_an_archived_definition_does_not_hide_a_live_one() -> None:
    spec = form(definition("cf_x", "number", is_archived=True), definition("cf_x", "date"))
    assert [one.kind for one in spec] == [FieldKind.DATE]


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("text", FieldKind.TEXT),
        ("Textarea", FieldKind.TEXTAREA),
        ("dropdown", FieldKind.SELECT),
        ("url", FieldKind.LINK),
        ("boolean", FieldKind.CHECKBOX),
        ("multi_select", FieldKind.MULTISELECT),
        ("geopoint", FieldKind.UNKNOWN),
        ("", FieldKind.UNKNOWN),
    ],
)
def test_a_custom_fields_kind_is_as_declared(declared: str, kind: FieldKind) -> None:
    (spec,) = form(definition("cf_x", declared))
    assert spec.kind is kind
    assert (spec.wire_key, spec.is_custom, spec.read_only) == ("cf_x", True, False)
    assert spec.multiline is (kind is FieldKind.TEXTAREA)


@pytest.mark.parametrize(
    ("name", "declared", "kind", "wire_key", "source"),
    [
        ("title", "text", FieldKind.TEXT, "title", ""),
        ("contactId", "text", FieldKind.SELECT, "contact_id", "contacts"),
        ("contact", "contact", FieldKind.SELECT, "contact_id", "contacts"),
        ("tags", "tags", FieldKind.MULTISELECT, "tags", "tags"),
        ("tag", "select", FieldKind.MULTISELECT, "tags", "tags"),
        ("channel", "select", FieldKind.SELECT, "channel", "channels"),
        ("status", "text", FieldKind.TEXT, "status", "statuses"),
        ("priority", "multiselect", FieldKind.SELECT, "priority", "priorities"),
    ],
)
def test_a_built_in_field_is_what_its_key_holds(
    name: str, declared: str, kind: FieldKind, wire_key: str, source: str
) -> None:
    (spec,) = form(definition(name, declared))
    assert (spec.kind, spec.wire_key, spec.source, spec.read_only) == (kind, wire_key, source, False)


@pytest.mark.parametrize(
    ("name", "declared", "kind", "many"),
    [
        ("phone", "text", FieldKind.PHONE, True),
        ("email", "", FieldKind.EMAIL, True),
        ("phone", "number", FieldKind.PHONE, True),
        ("email", "email", FieldKind.EMAIL, True),
        ("phone", "select", FieldKind.SELECT, False),
        ("cf_phone", "phone", FieldKind.PHONE, False),
    ],
)
def test_a_contact_can_have_several_phones_and_addresses(name: str, declared: str, kind: FieldKind, many: bool) -> None:
    (spec,) = contact_form(definition(name, declared))
    assert (spec.kind, spec.many) == (kind, many)
    assert spec.holds_several is many


@pytest.mark.parametrize("name", ["assigneeId", "type", "reasonToAssign", "customFields", "custom_fields", "x"])
def test_what_the_api_documents_no_way_to_write_is_shown_only(name: str) -> None:
    (spec,) = form(definition(name))
    assert (spec.read_only, spec.why_read_only, spec.wire_key) == (True, NO_WAY, "")


def test_files_are_shown_only() -> None:
    (spec,) = form(definition("cf_photos", "file", is_required=True))
    assert (spec.read_only, spec.why_read_only) == (True, NO_UPLOAD)


def test_a_key_is_written_by_one_field_its_namesake_first() -> None:
    spec = form(
        definition("contact"), definition("contact_id"), definition("contactId"), definition("tag"), definition("tags")
    )
    assert {one.key: one.wire_key for one in spec} == {
        "contact": "",
        "contact_id": "contact_id",
        "contactId": "",
        "tag": "",
        "tags": "tags",
    }


def test_a_configured_key_can_be_written() -> None:
    fields = [FormField.read(definition("assigneeId", "select"))]
    (spec,) = build_spec(fields, writable=TicketBody.wire_keys() | {"assigneeId"})
    assert (spec.wire_key, spec.source, spec.read_only) == ("assigneeId", "assignees", False)


def test_a_custom_name_is_written_to_the_letter() -> None:
    (spec,) = form(definition("cf_a\u200bb"))
    assert (spec.key, spec.wire_key) == ("cf_ab", "cf_a\u200bb")


def test_options() -> None:
    listed = [
        {"value": "a", "label": "A"},
        {"value": "b", "label": ""},
        {"label": "only a label"},
        {"value": "", "label": "None"},
        {"value": "a", "label": "A again"},
        {"value": 3, "label": "Three"},
        {"value": "h\u202eostile", "label": "H\x1b[1m"},
        {},
    ]
    (spec,) = form(definition("cf_x", "select", options=listed))
    assert spec.options == (
        Choice("a", "A"),
        Choice("b", "b"),
        Choice("only a label", "only a label"),
        Choice("3", "Three", 3),
        Choice("hostile", "H[1m", "h\u202eostile"),
    )
    assert [choice.sent for choice in spec.options][2:] == ["only a label", 3, "h\u202eostile"]
    assert spec.source == "options"
    assert spec.chooses


def test_only_what_is_chosen_has_options() -> None:
    (spec,) = form(definition("cf_x", "text", options=options("a", default="a")))
    assert (spec.options, spec.default, spec.source) == ((), None, "")


@pytest.mark.parametrize(
    ("kind", "marked", "default"),
    [
        ("select", "b", "b"),
        ("select", "", None),
        ("select", "ab", None),
        ("multiselect", "ab", ("a", "b")),
        ("multiselect", "abc", None),
        ("multiselect", "", None),
    ],
)
def test_defaults(kind: str, marked: str, default: object) -> None:
    listed = [{"value": value, "label": value, "is_default": value in marked} for value in "abc"]
    (spec,) = form(definition("cf_x", kind, options=listed))
    assert spec.default == default


def test_given_choices_stand_in_for_listed_ones_of_their_name() -> None:
    spec = form(
        definition("tags", "multiselect", options=options("billing", "vip")),
        definition("status", "select", options=options("open")),
    )
    filled = spec.with_choices("tags", [Choice("id-1", "Billing"), Choice("id-2", "Late")])
    assert [choice.value for choice in filled.by_key["tags"].options] == ["vip", "id-1", "id-2"]
    assert filled.by_key["status"] == spec.by_key["status"]


def test_merged_choices_are_each_there_once() -> None:
    listed = (Choice("a", "A"), Choice("b", "B"))
    assert merge_choices(listed, ()) == listed
    assert merge_choices(listed, [Choice("b", "Bee"), Choice("b", "Bee")]) == (Choice("a", "A"), Choice("b", "Bee"))


def test_a_form_can_be_cut_down() -> None:
    spec = form(definition("title"), definition("status"), definition("cf_x"))
    assert [one.key for one in spec.only(["cf_x", "title", "gone"])] == ["title", "cf_x"]
    assert FormSpec(()).only(["x"]) == FormSpec(())
