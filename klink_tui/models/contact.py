"""A contact: the person who wrote (contract §3, Contact)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from klink_tui.models.customfield import CustomValues
from klink_tui.models.record import Line, Many, Record, Text, When
from klink_tui.models.reference import Company, Group, Tag


class PlatformContact(Record):
    """A contact's account on a social platform (contract §3, Contact)."""

    id: Line = ""
    channel_id: Line = ""
    social_platform_id: Line = ""
    type: Line = ""


def _addresses(value: object) -> object:
    """Read phones or emails: texts, numbers or objects; the primary one comes first, what is none of these goes."""
    entries = value if isinstance(value, list | tuple) else [value]
    found = [_address(entry) for entry in entries]
    return [address for primary, address in sorted(found, key=lambda pair: not pair[0]) if _is_address(address)]


def _address(entry: object) -> tuple[bool, Any]:
    if not isinstance(entry, Mapping):
        return False, entry
    named = (entry.get(key) for key in ("email", "phone", "phoneNumber", "number", "value"))
    return bool(entry.get("isPrimary")), next((value for value in named if _is_address(value)), None)


def _is_address(value: object) -> bool:
    return value != "" and isinstance(value, str | int | float) and not isinstance(value, bool)


Addresses = Annotated[tuple[Line, ...], BeforeValidator(_addresses)]
"""Phones or emails in the order to try them."""


class Contact(Record):
    """A contact; every generation of its documented shape."""

    ALIASES: ClassVar[Mapping[str, str]] = {"contactGroups": "groups", "contact_groups": "groups"}
    REQUIRED = ("id",)

    id: Line = ""
    name: Line = ""
    address: Text = ""
    channel: Line = ""
    notes: Text = ""
    social_profile_url: Line = ""
    contact_number: Line = ""
    contact_profile: Line = ""
    company_id: Line = ""
    company: Company | None = None
    created_at: When = None
    updated_at: When = None
    deleted_at: When = None
    tags: Many[Tag] = ()
    groups: Many[Group] = ()
    custom_fields: CustomValues = ()
    phone: Addresses = ()
    email: Addresses = ()
    contact_phones: Addresses = ()
    contact_emails: Addresses = ()
    platform_contacts: Many[PlatformContact] = ()

    @property
    def label(self) -> str:
        """The best name there is: name, email, phone, id."""
        return self.name or next(iter((*self.emails, *self.phones)), self.id)

    @property
    def phones(self) -> tuple[str, ...]:
        """Every phone number, from the three places it can be in, the first found first."""
        number = (self.contact_number,) if self.contact_number else ()
        return tuple(dict.fromkeys((*self.phone, *self.contact_phones, *number)))

    @property
    def emails(self) -> tuple[str, ...]:
        """Every email address, the primary one first."""
        return tuple(dict.fromkeys((*self.email, *self.contact_emails)))
