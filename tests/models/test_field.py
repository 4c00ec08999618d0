"""Definitions of form fields."""

import pytest

from klink_tui.errors import BadRecordError
from klink_tui.models.field import FieldKind, FormField
from klink_tui.models.paging import read_page
from tests.models.examples import example


def test_the_documented_page_verbatim() -> None:
    page = read_page(example("contact-fields-page1.json"), FormField.read, number=1, asked_size=10)
    (field,) = page.items
    assert (page.total, page.last_number) == (49, 5)
    assert (field.system_name, field.label, field.kind) == ("channel", "Channel", FieldKind.SELECT)
    assert (field.is_default, field.is_archived, field.is_required, field.is_unique) == (True, True, True, False)
    assert [(option.value, option.text, option.is_default) for option in field.options] == [
        ("phone", "Phone", True),
        ("G-Mail", "G-Mail", True),
    ]
    assert not field.is_custom


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("text", FieldKind.TEXT),
        ("Text", FieldKind.TEXT),
        ("string", FieldKind.TEXT),
        ("Textarea", FieldKind.TEXTAREA),
        ("text_area", FieldKind.TEXTAREA),
        ("number", FieldKind.NUMBER),
        ("integer", FieldKind.NUMBER),
        ("DATE", FieldKind.DATE),
        ("checkbox", FieldKind.CHECKBOX),
        ("boolean", FieldKind.CHECKBOX),
        ("select", FieldKind.SELECT),
        ("dropdown", FieldKind.SELECT),
        ("multiselect", FieldKind.MULTISELECT),
        ("multi-select", FieldKind.MULTISELECT),
        ("Multi Select", FieldKind.MULTISELECT),
        ("link", FieldKind.LINK),
        ("url", FieldKind.LINK),
        ("email", FieldKind.EMAIL),
        ("phone", FieldKind.PHONE),
        ("attachment", FieldKind.ATTACHMENT),
        ("file", FieldKind.ATTACHMENT),
        ("geopoint", FieldKind.UNKNOWN),
        ("TEXTAREAS", FieldKind.UNKNOWN),
        ("", FieldKind.UNKNOWN),
        (None, FieldKind.UNKNOWN),
    ],
)
def test_kinds_and_their_aliases(written: str | None, kind: FieldKind) -> None:
    assert FormField.read({"system_name": "cf_x", "type": written}).kind is kind


def test_camel_case_is_read_too() -> None:
    field = FormField.read({"systemName": "cf_x", "displayName": "X", "isRequired": True, "isArchived": False})
    assert (field.is_custom, field.label, field.is_required, field.is_archived) == (True, "X", True, False)


def test_a_field_without_a_name_goes_by_its_key_and_an_option_by_its_value() -> None:
    field = FormField.read({"system_name": "cf_x", "display_name": "", "options": [{"value": "a"}, {"label": "B"}]})
    assert field.label == "cf_x"
    assert [option.text for option in field.options] == ["a", "B"]


def test_a_field_without_a_key_is_none() -> None:
    with pytest.raises(BadRecordError, match="system_name is missing"):
        FormField.read({"id": "1", "display_name": "X"})


def test_flags_that_are_none_are_off() -> None:
    field = FormField.read({"system_name": "x", "is_required": "maybe", "is_unique": None, "is_archived": ""})
    assert (field.is_required, field.is_unique, field.is_archived) == (False, False, False)
    assert field.problems == ("is_required",)
