"""Contacts of every documented generation."""

import pytest

from klink_tui.models.contact import Contact
from tests.models.examples import Json


def read(**row: object) -> Contact:
    return Contact.read({"id": "c", **row})


@pytest.mark.parametrize(
    ("row", "phones"),
    [
        ({"phone": ["191", 1669]}, ("191", "1669")),
        ({"phone": "191"}, ("191",)),
        ({"contactNumber": 23423}, ("23423",)),
        ({"contactPhones": [{"id": "p", "phone": "2"}, {"phone": "1", "isPrimary": True}]}, ("1", "2")),
        ({"phone": ["1"], "contactPhones": ["2", "1"], "contactNumber": 3}, ("1", "2", "3")),
        ({"phone": ["1", ["2"], None, {"number": "3"}, {"x": 1}, {"number": {}}, True, ""]}, ("1", "3")),
        ({"phone": {"value": "1"}}, ("1",)),
        ({"phone": ""}, ()),
        ({}, ()),
    ],
)
def test_phones_from_the_three_places_the_first_found_first(row: Json, phones: tuple[str, ...]) -> None:
    contact = read(**row)
    assert contact.phones == phones
    assert contact.problems == ()


@pytest.mark.parametrize(
    ("row", "emails"),
    [
        ({"email": ["a@b.c"], "contactEmails": [{"email": "d@e.f", "isPrimary": False}]}, ("a@b.c", "d@e.f")),
        ({"contactEmails": [{"email": "a@b.c"}, {"email": "d@e.f", "isPrimary": True}]}, ("d@e.f", "a@b.c")),
        ({"email": "a@\u200bb.c\n"}, ("a@b.c",)),
    ],
)
def test_the_primary_address_comes_first(row: Json, emails: tuple[str, ...]) -> None:
    assert read(**row).emails == emails


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"name": "Nok", "email": ["a@b.c"]}, "Nok"),
        ({"email": ["a@b.c"], "phone": ["1"]}, "a@b.c"),
        ({"phone": ["1"]}, "1"),
        ({}, "c"),
    ],
)
def test_a_contact_goes_by_the_best_name_there_is(row: Json, label: str) -> None:
    assert read(**row).label == label


@pytest.mark.parametrize("custom", ["customFields", "custom_fields"])
@pytest.mark.parametrize("groups", ["contact_groups", "contactGroups", "groups"])
def test_both_generations_of_keys(custom: str, groups: str) -> None:
    contact = read(
        **{custom: {"cf_vip": True}, groups: [{"id": "g", "name": "VIP"}]}, company={"id": "co", "name": "Acme"}
    )
    assert [(value.system_name, value.value) for value in contact.custom_fields] == [("cf_vip", True)]
    assert [group.name for group in contact.groups] == ["VIP"]
    assert contact.company is not None
    assert contact.company.name == "Acme"


def test_platforms() -> None:
    accounts = [{"id": "1", "channelId": "ch", "socialPlatformId": "U1", "type": "line"}, "junk"]
    contact = read(platformContacts=accounts)
    assert [(one.social_platform_id, one.type) for one in contact.platform_contacts] == [("U1", "line")]
    assert contact.problems == ("platform_contacts",)
