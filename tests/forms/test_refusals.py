"""Where a server's word lands."""

import pytest

from klink_tui.forms.refusals import find_field
from tests.forms.definitions import definition, editing, form

SPEC = form(
    definition("title", display_name="Subject line"),
    definition("contactId", display_name="Customer"),
    definition("tags"),
    definition("cf_date", display_name="Promised delivery date"),
    definition("cf_Size", display_name="Size"),
    definition("cf_size", display_name="Size (old)"),
    definition("cf_a.b", display_name="Dotted"),
    definition("cf_1", display_name="Twin"),
    definition("cf_2", display_name="Twin"),
)


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("title", "title"),
        ("Title", "title"),
        (" title ", "title"),
        ("data.title", "title"),
        ("/data/title", "title"),
        ("$.body.title", "title"),
        ("body[title]", "title"),
        ("Subject line", "title"),
        ("subject_line", "title"),
        ("contactId", "contactId"),
        ("contact_id", "contactId"),
        ("contact", "contactId"),
        ("contact.id", "contactId"),
        ("customer", "contactId"),
        ("tags", "tags"),
        ("tags.0", "tags"),
        ("tags[12]", "tags"),
        ("tag", "tags"),
        ("tagIds", "tags"),
        ("cf_date", "cf_date"),
        ("CF_DATE", "cf_date"),
        ("cfDate", "cf_date"),
        ("customFields.cf_date", "cf_date"),
        ("customFields[cf_date]", "cf_date"),
        ("customFields['cf_date']", "cf_date"),
        ('custom_fields["cf_date"]', "cf_date"),
        ("body.customFields.cf_date", "cf_date"),
        ("customFields.cf_date.value", "cf_date"),
        ("Promised delivery date", "cf_date"),
        ("cf_size", "cf_size"),
        ("customFields.cf_Size", "cf_Size"),
        ("customFields.cf_a.b", "cf_a.b"),
    ],
)
def test_every_spelling_finds_its_field(key: str, field: str) -> None:
    found = find_field(SPEC, key)
    assert found is not None
    assert found.key == field


@pytest.mark.parametrize("key", ["", " ", "non_field_errors", "customFields", "CF_SIZE", "Twin", "0", "...", "cf_"])
def test_what_names_no_single_field_finds_none(key: str) -> None:
    assert find_field(SPEC, key) is None


def test_words_land_on_their_fields_and_the_rest_is_given_back() -> None:
    state = editing(SPEC, title="Hi")
    leftover = state.apply_refusal(
        {
            "customFields.cf_date": "must lie\nahead",
            "contact": "No such contact.",
            "contact_id": "Ask again.",
            "quota": "Too many tickets\x1b[0m.",
            "": "Something else.",
        }
    )
    assert leftover == ("quota: Too many tickets[0m.", "Something else.")
    assert state.errors == {"contactId": "No such contact. Ask again.", "cf_date": "must lie ahead"}


def test_a_refusal_stands_until_something_else_is_typed_and_stops_nothing() -> None:
    state = editing(SPEC, title="Hi")
    state.set("title", "Hello")
    state.apply_refusal({"title": "Too short."})
    assert state.changes() == {"title": "Hello"}
    assert state.errors == {"title": "Too short."}
    state.set("title", "Hello")
    assert state.errors == {"title": "Too short."}
    state.set("title", "Hello there")
    assert state.errors == {}


def test_a_new_refusal_takes_the_place_of_the_last() -> None:
    state = editing(SPEC)
    state.apply_refusal({"title": "Too short."})
    state.apply_refusal({"cf_date": "Wrong."})
    assert state.errors == {"cf_date": "Wrong."}


def test_a_wrong_text_comes_before_a_refusal() -> None:
    state = editing(form(definition("cf_n", "number")), cf_n=1)
    state.set("cf_n", "x")
    state.apply_refusal({"cf_n": "Refused."})
    assert state.errors["cf_n"].startswith("Digits only")
