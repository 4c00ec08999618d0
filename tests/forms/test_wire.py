"""What the wire knows a field by."""

import pytest

from klink_tui.forms.wire import documented_key, shape, spellings, squash
from klink_tui.models.field import FieldKind
from klink_tui.models.writes import ContactBody, TicketBody


@pytest.mark.parametrize(
    ("name", "squashed"),
    [
        ("contactId", "contactid"),
        ("contact_id", "contactid"),
        ("Contact ID", "contactid"),
        ("ชื่อ-สกุล", "ชอสกล"),
        ("—", "—"),
    ],
)
def test_names_are_compared_without_case_and_signs(name: str, squashed: str) -> None:
    assert squash(name) == squashed


@pytest.mark.parametrize(
    ("name", "exact", "synonym"),
    [
        ("title", "title", "title"),
        ("Title", "title", "title"),
        ("contactId", "contact_id", "contact_id"),
        ("contact", "", "contact_id"),
        ("tag", "", "tags"),
        ("tagIds", "", "tags"),
        ("assigneeId", "", ""),
        ("reasonToAssign", "", ""),
        ("customFields", "", ""),
        ("custom_fields", "", ""),
    ],
)
def test_a_tickets_keys(name: str, exact: str, synonym: str) -> None:
    assert documented_key(name, TicketBody.wire_keys(), exact=True) == exact
    assert documented_key(name, TicketBody.wire_keys(), exact=False) == synonym


@pytest.mark.parametrize(
    ("name", "key"),
    [("phone", "phone"), ("contactPhones", "phone"), ("email_address", "email"), ("tags", ""), ("company", "")],
)
def test_a_contacts_keys(name: str, key: str) -> None:
    assert documented_key(name, ContactBody.wire_keys(), exact=False) == key


def test_a_configured_key_counts_as_documented() -> None:
    keys = TicketBody.wire_keys() | {"assigneeId"}
    assert documented_key("assignee", keys, exact=False) == "assigneeId"
    assert documented_key("assignee_id", keys, exact=True) == "assigneeId"


def test_a_name_comes_before_its_synonyms() -> None:
    assert spellings("contact") == ("contact", "contactid")
    assert spellings("cf_x") == ("cfx",)


def test_shapes_of_keys() -> None:
    assert shape("contact_id").source == "contacts"
    assert shape("tags").kind is FieldKind.MULTISELECT
    assert shape("email").many
    assert shape("title") == shape("nothing known")
