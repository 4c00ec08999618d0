"""What a query can ask for: the fields of tickets and their contacts, and the words that stand for something.

Every field names the column of the cache it is kept in (``klink_tui/store``); values never reach SQL but as parameters.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from klink_tui.models.names import fold
from klink_tui.query.errors import QueryError
from klink_tui.query.tree import Span

SORT: Final = "sort"
"""What stands before the order, as a field's name stands before its values."""
NAME: Final = re.compile(r'[^\s:(),"<>=-][^\s:(),"<>=]*')
"""What a field's name is, before its colon."""


class Kind(Enum):
    """What a field's values are, and so how they compare."""

    NAMED = "one of the desk's names"
    """A status, a priority: equal by folding, ordered as the form field's options are."""
    LINE = "a text"
    """Holds what is asked for anywhere in it."""
    NUMBER = "a number"
    MOMENT = "a time"
    AGE = "a length of time"
    """How long ago a time was."""
    PERSON = "a person"
    """By name, email or id; ``me`` and ``none`` stand for something."""
    LABEL = "a label"
    """One of several that a ticket can have."""
    CONTACT = "a text of the contact"
    NOTE = "a text of your own"
    """A local note: it is not in the cache, and so found by the tickets that have one."""
    FLAG = "a word"
    """One of a fixed set."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be asked for."""

    name: str
    """Its name in the language."""
    kind: Kind
    column: str
    """The cache's column, or for a label the kind of label."""
    words: str
    """What it is, in words."""
    aliases: tuple[str, ...] = ()
    sort: str = ""
    """The column to sort by; empty where it can't be sorted by."""
    rank: str = ""
    """The column with the place of its value among the options; empty where it has none."""
    label: str = ""
    """The display name of a custom field; empty for others."""

    @property
    def order(self) -> tuple[str, str]:
        """Its order in words, upwards and downwards."""
        return _ORDERS.get(self.name, (f"{self.words} from A to Z", f"{self.words} from Z to A"))


STATUS: Final = Field("status", Kind.NAMED, "status_fold", "status", ("state",), "status_rank", "status_rank")
PRIORITY: Final = Field(
    "priority", Kind.NAMED, "priority_fold", "priority", ("prio",), "priority_rank", "priority_rank"
)

BUILT_IN: Final[tuple[Field, ...]] = (
    STATUS,
    PRIORITY,
    Field("channel", Kind.NAMED, "channel_fold", "channel", ("via",), "channel_fold"),
    Field("type", Kind.NAMED, "type_fold", "type", (), "type_fold"),
    Field("number", Kind.NUMBER, "number", "ticket number", ("no", "id"), "number"),
    Field("title", Kind.LINE, "title_fold", "title", ("subject",), "title_fold"),
    Field("reason", Kind.LINE, "reason_fold", "reason of the assignment", (), "reason_fold"),
    Field("assignee", Kind.PERSON, "assignee_fold", "assignee", ("agent", "owner"), "assignee_fold"),
    Field("creator", Kind.PERSON, "creator_fold", "creator", ("by", "author"), "creator_fold"),
    Field("created", Kind.MOMENT, "created", "created", ("opened",), "created"),
    Field("updated", Kind.MOMENT, "updated", "updated", ("changed-at",), "updated"),
    Field("age", Kind.AGE, "created", "age", (), "created"),
    Field("idle", Kind.AGE, "updated", "time since the last change", ("quiet",), "updated"),
    Field("tag", Kind.LABEL, "tag", "tag", ("tags", "label"), "tags_fold"),
    Field("category", Kind.LABEL, "category", "category", ("categories", "cat"), "categories_fold"),
    Field("contact", Kind.CONTACT, "contact_fold", "contact", ("from", "customer"), "contact_fold"),
    Field("email", Kind.CONTACT, "emails_fold", "contact's email", (), "emails_fold"),
    Field("phone", Kind.CONTACT, "phones_fold", "contact's phone", (), "phones_fold"),
    Field("company", Kind.CONTACT, "company_fold", "contact's company", (), "company_fold"),
    Field("note", Kind.NOTE, "note", "your local note"),
    Field("is", Kind.FLAG, "is", "what the ticket is"),
    Field("has", Kind.FLAG, "has", "what the ticket has"),
)

_ORDERS: Final[Mapping[str, tuple[str, str]]] = {
    "status": ("status in the desk's order", "status against the desk's order"),
    "priority": ("lowest priority first", "highest priority first"),
    "number": ("lowest number first", "highest number first"),
    "created": ("oldest first", "newest first"),
    "updated": ("oldest change first", "newest change first"),
    "age": ("newest first", "oldest first"),
    "idle": ("newest change first", "oldest change first"),
}

IS: Final[Mapping[str, str]] = {
    "assigned": "assigned to somebody",
    "unassigned": "assigned to nobody",
    "changed": "changed since you last looked",
    "new": "new to you",
    "mine": "assigned to me",
}
"""What ``is:`` understands."""

HAS: Final[Mapping[str, str]] = {
    "tag": "a tag",
    "category": "a category",
    "contact": "a contact",
    "description": "a description",
    "reason": "a reason of the assignment",
    "note": "a local note",
    "email": "a contact with an email",
    "phone": "a contact with a phone",
    "company": "a contact with a company",
}
"""What ``has:`` understands, beside the names of custom fields."""


@dataclass(frozen=True)
class CustomField:
    """A custom field of the desk."""

    name: str
    """System name, ``cf_…``."""
    label: str
    """Display name."""
    is_number: bool = False
    is_date: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """What words mean on this desk, for this agent, now."""

    now: datetime
    """Aware."""
    zone: ZoneInfo
    """The agent's time zone: days begin and end in it."""
    me: str = ""
    """The agent's email, name or id; empty where the settings don't say."""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field name → its values in the order that the desk gives them."""
    custom: tuple[CustomField, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    """Folded text of the local notes by what they are on: keys of tickets, and ids of contacts, which no ticket has."""

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Every field by every folded name it goes by: a custom one by system and by display name."""
        named: dict[str, Field] = {}
        for known in BUILT_IN:
            for name in (known.name, *known.aliases):
                named[fold(name)] = known
        for custom in self.custom:
            known = Field(custom.name, _custom_kind(custom), "custom", custom.label, label=custom.label)
            for name in (custom.name, custom.name.removeprefix("cf_"), custom.label):
                named.setdefault(fold(name), known)
        named.pop("", None)
        return named

    def __contains__(self, name: str) -> bool:
        """Tell whether a field goes by that name."""
        return fold(name) in self.by_name

    def find(self, name: str, span: Span) -> Field:
        """Give the field of that name.

        Raises:
            QueryError: there is none; suggests the nearest.
        """
        found = self.by_name.get(fold(name))
        if found is None:
            raise QueryError(f"There is no field “{name}”.", span, known=self.spellings, name=fold(name))
        return found

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every folded name a field goes by → how the field is written in a query, where it can be."""
        return {name: known.name for name, known in self.by_name.items() if NAME.fullmatch(known.name) is not None} | {
            SORT: SORT
        }

    @property
    def flags(self) -> Mapping[str, str]:
        """What can stand behind ``has:`` → what it is: what every desk knows, and the custom fields of this one."""
        own = {custom.name: f"a value in {custom.label or custom.name}" for custom in self.custom}
        return {**own, **HAS}

    def rank(self, name: str, value: str, span: Span) -> int:
        """Give the place of a value among the options of a field, from 0.

        Raises:
            QueryError: the value is none of them; suggests the nearest.
        """
        options = self.options.get(name, ())
        folded = fold(value)
        for place, option in enumerate(options):
            if fold(option) == folded:
                return place
        listed = ", ".join(options) or "none are known yet"
        known = {fold(option): option for option in options}
        raise QueryError(f"“{value}” is no {name}: {listed}.", span, known=known, name=folded)


def _custom_kind(custom: CustomField) -> Kind:
    if custom.is_number:
        return Kind.NUMBER
    return Kind.MOMENT if custom.is_date else Kind.LINE
