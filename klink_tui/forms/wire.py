"""What the wire knows a field by: the one place where names of fields stand (contract §2 and §3).

A form never asks for a field by name. It asks whether a request body documents a key for it, and these tables say which
spellings mean the same key, which keys hold references or lists, and where the choices of such a key come from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from klink_tui.models.field import FieldKind

CUSTOM_PREFIX: Final = "cf_"
"""What a custom field's system name starts with (contract §3, Form field)."""

CONTAINER: Final = "customfields"
"""The body's key that holds custom fields, squashed: never a field of its own."""

_SYNONYMS: Final[tuple[tuple[str, ...], ...]] = (
    ("contactid", "contact"),
    ("assigneeid", "assignee"),
    ("tags", "tag", "tagids", "tagid"),
    ("phone", "phones", "phonenumber", "contactphones", "contactphone", "contactnumber"),
    ("email", "emails", "emailaddress", "contactemails", "contactemail"),
    ("categories", "category", "categoryid", "categoryids"),
    ("groups", "contactgroups", "group", "contactgroup"),
)
"""Squashed names that mean the same thing on the wire; the first is the one the documentation writes."""


@dataclass(frozen=True, slots=True)
class WireShape:
    """What the documentation says of a key beyond that it can be written."""

    kind: FieldKind | None = None
    """What the value is whatever plain type the field declares; ``None``: as declared."""
    source: str = ""
    """Where the choices come from when the field lists none: the name of a list, empty for none."""
    many: bool = False
    """Whether it reads as a list, and so several can be entered (contract §3: ``phone[]``, ``email[]``)."""


_SHAPES: Final[Mapping[str, WireShape]] = {
    "contactid": WireShape(FieldKind.SELECT, "contacts"),
    "assigneeid": WireShape(FieldKind.SELECT, "assignees"),
    "tags": WireShape(FieldKind.MULTISELECT, "tags"),
    "channel": WireShape(source="channels"),
    "status": WireShape(source="statuses"),
    "priority": WireShape(source="priorities"),
    "phone": WireShape(FieldKind.PHONE, many=True),
    "email": WireShape(FieldKind.EMAIL, many=True),
}

BY_ID: Final = frozenset({"contacts", "assignees", "tags"})
"""Sources whose choices are written by id: only a picked one can be sent, never free text."""


def squash(name: str) -> str:
    """Give ``name`` as it is compared: ``contactId``, ``contact_id`` and ``Contact ID`` are one."""
    return "".join(char for char in name.casefold() if char.isalnum()) or name


def spellings(name: str) -> tuple[str, ...]:
    """Give every squashed name that means what ``name`` means, its own first."""
    own = squash(name)
    group = next((group for group in _SYNONYMS if own in group), ())
    return tuple(dict.fromkeys((own, *group)))


def documented_key(name: str, writable: Iterable[str], *, exact: bool) -> str:
    """Give the body's key that a built-in field is written under; empty where there is none.

    ``exact`` asks for the field's own name in any case; otherwise a synonym will do.
    """
    keys = {squash(key): key for key in writable if squash(key) != CONTAINER}
    return next((keys[spelling] for spelling in spellings(name)[: 1 if exact else None] if spelling in keys), "")


def shape(key: str) -> WireShape:
    """Give what is known of a body's key."""
    return _SHAPES.get(squash(key), WireShape())
