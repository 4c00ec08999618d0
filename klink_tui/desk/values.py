"""What a record holds under the keys that it is written by: compared, put in words, and laid over it.

Keys are those of the request bodies (``models/writes.py``); a custom field goes by its system name (``cf_…``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

from klink_tui.models.contact import Contact
from klink_tui.models.customfield import CustomValue
from klink_tui.models.intent import Intent, Values
from klink_tui.models.names import fold
from klink_tui.models.record import Json, Record
from klink_tui.models.ticket import Ticket
from klink_tui.models.ticketrow import TicketRow
from klink_tui.text import clean, one_line

R = TypeVar("R", bound=Record)

CUSTOM: Final = "cf_"
"""What the key of a custom field begins with (contract §3, Form field)."""
ASSIGNEE: Final = "assignee_id"
"""The key that an assignment goes by here, whatever the server is configured to take."""
BASED_ON: Final[Mapping[str, tuple[str, ...]]] = {"status": ("title", "description", ASSIGNEE)}
"""What else an agent looks at before changing a field: whom a ticket belongs to and what it says, before its status."""
_NAMED: Final = frozenset({"status", "priority", "channel"})
"""Named values, compared whatever their spelling (contract §3)."""
_OF_LINES: Final = frozenset({"description", "address", "notes"})
"""Texts whose lines count, as those of custom fields do; any other is read as one line."""
_ROW: Final[Mapping[str, Callable[[TicketRow, str], TicketRow]]] = {
    "title": lambda row, words: replace(row, title=words),
    "status": lambda row, words: replace(row, status=words),
    "priority": lambda row, words: replace(row, priority=words),
    "channel": lambda row, words: replace(row, channel=words),
    "tags": lambda row, words: replace(row, tags=words),
    ASSIGNEE: lambda row, words: replace(row, assignee=words),
}
"""What of a row shows a changed field."""
_CUSTOM_KEYS: Final = ("customFields", "custom_fields")
_TYPED: Final = ("textValue", "booleanValue", "numberValue", "dateValue")


def values_of(record: Record, keys: Iterable[str]) -> dict[str, Any]:
    """Give what a record holds under some keys; what it does not carry is left out (contract §3: rows can be bare)."""
    return {key: value for key in keys for carried, value in (_value(record, key),) if carried}


def shown_of(record: Record, keys: Iterable[str]) -> dict[str, str]:
    """Give the same in words: tags and people by name."""
    return {key: _name(record, key, value) for key, value in values_of(record, keys).items()}


def based_on(keys: Iterable[str]) -> tuple[str, ...]:
    """Give the keys that a change of some is based on, those themselves included."""
    return tuple(dict.fromkeys(one for key in keys for one in (key, *BASED_ON.get(key, ()))))


def same_value(key: str, one: object, other: object) -> bool:
    """Tell whether two values under a key mean the same, however the server spells them (contract §1, §3)."""
    cleaned = clean if key in _OF_LINES or key.startswith(CUSTOM) else one_line
    plain, another = _plain(one, cleaned), _plain(other, cleaned)
    if plain == another:
        return True
    if isinstance(plain, frozenset) or isinstance(another, frozenset):
        return _entries(plain) == _entries(another)
    if key in _NAMED:
        return fold(plain) == fold(another)
    if isinstance(one, int | float) or isinstance(other, int | float):
        return _number(one) is not None and _number(one) == _number(other)
    return key.startswith(CUSTOM) and _day(plain) is not None and _day(plain) == _day(another)


def as_written(value: object, like: object) -> object:
    """Give a value as it was read in the form that another one of its field was written in.

    A list can be read as text with commas, or as one entry, and is written as a list; so it is with numbers that are
    read as text (contract §3).
    """
    if isinstance(like, list | tuple) and not isinstance(value, list | tuple):
        entries = value.split(",") if isinstance(value, str) else [value]
        return [
            one for entry in entries if (one := entry.strip() if isinstance(entry, str) else entry) not in ("", None)
        ]
    if isinstance(like, int | float) and not isinstance(like, bool) and isinstance(value, str):
        number = _number(value)
        return value if number is None else number
    return value


def in_words(value: object) -> str:
    """Give a value on one line; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(in_words(entry) for entry in value)
    return " ".join(str(value).split())


def laid_over(record: R, intents: Iterable[Intent]) -> R:
    """Give a record as it will be once some changes of it are done."""
    raw: Json | None = None
    for intent in intents:
        for key, value in intent.changes.items():
            raw = dict(record.raw) if raw is None else raw
            _lay(raw, key, value, intent.shown.get(key, ("", ""))[1])
    return record if raw is None else type(record).read(raw)


def row_laid_over(row: TicketRow, intents: Iterable[Intent]) -> TicketRow:
    """Give a row as it will be once some changes of its ticket are done."""
    for intent in intents:
        for key, value in intent.changes.items():
            words = intent.shown.get(key, ("", in_words(value)))[1]
            if key in _ROW:
                row = _ROW[key](row, words)
            elif key.startswith(CUSTOM) and any(name == key for name, _ in row.custom):
                custom = tuple((name, words if name == key else text) for name, text in row.custom)
                row = replace(row, custom=custom)
    return row


def _value(record: Record, key: str) -> tuple[bool, Any]:
    carried = record.carried
    if key.startswith(CUSTOM):
        values: tuple[CustomValue, ...] = getattr(record, "custom_fields", ())
        found = [value.value for value in values if value.system_name == key and value.value not in (None, "", [])]
        return "custom_fields" in carried, found[0] if len(found) == 1 else found or None
    if isinstance(record, Ticket):
        if key == "tags":
            return "tags" in carried, [tag.id for tag in record.tags]
        if key == ASSIGNEE:
            return bool(carried & {"assignee_id", "assignee"}), record.assignee_id or (
                record.assignee.id if record.assignee else ""
            )
        if key == "contact_id":
            return bool(carried & {"contact_id", "contact"}), record.contact_id or (
                record.contact.id if record.contact else ""
            )
    if isinstance(record, Contact) and key in ("phone", "email"):
        places = {key, f"contact_{key}s"} | ({"contact_number"} if key == "phone" else set())
        return bool(carried & places), list(record.phones if key == "phone" else record.emails)
    return key in carried, getattr(record, key, None)


def _name(record: Record, key: str, value: object) -> str:
    if isinstance(record, Ticket):
        if key == "tags":
            return ", ".join(tag.name or tag.id for tag in record.tags)
        if key == ASSIGNEE:
            return record.assignee_name
        if key == "contact_id":
            return record.contact_name
    return in_words(value)


def _plain(value: object, cleaned: Callable[[str], str]) -> str | frozenset[str]:
    """Give a value without what is only spelling: nothing in every form, numbers as text, lists without order."""
    if value is None or value == "" or value == [] or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return frozenset(str(_plain(entry, cleaned)) for entry in value)
    return cleaned(str(value)).strip()


def _number(value: object) -> int | float | None:
    """Give a number, that of a text too: some desks keep them as such."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return value if isinstance(value, int | float) else float(value)
    except ValueError:
        return None


def _entries(value: str | frozenset[str]) -> frozenset[str]:
    """Give the entries of a list; some desks keep it as text with commas, or one entry as itself."""
    if isinstance(value, frozenset):
        return value
    return frozenset(part.strip() for part in value.split(",") if part.strip())


def _day(text: str) -> date | None:
    """Give the day of a date, or of a moment at a day's very beginning: dates are read as either."""
    day, _, time = text.replace(" ", "T", 1).partition("T")
    try:
        return date.fromisoformat(day) if not time.strip("0:.Z+") else None
    except ValueError:
        return None


def _lay(raw: Json, key: str, value: object, words: str) -> None:
    """Put a value into a record as it came."""
    if key.startswith(CUSTOM):
        _lay_custom(raw, key, value)
    elif key == "tags":
        names = words.split(", ") if words else []
        ids = value if isinstance(value, list | tuple) else []
        raw["tags"] = [{"id": id, "name": names[place] if place < len(names) else ""} for place, id in enumerate(ids)]
    elif key == ASSIGNEE:
        raw.pop("assignee_id", None)
        raw["assigneeId"] = value
        raw["assignee"] = {"id": value, "name": words} if value else None
    elif key == "contact_id":
        raw.pop("contact_id", None)
        raw["contactId"] = value
        raw["contact"] = {"id": value, "name": words}
    else:
        raw[key] = value


def _lay_custom(raw: Json, key: str, value: object) -> None:
    name = next((name for name in _CUSTOM_KEYS if name in raw), _CUSTOM_KEYS[0])
    values = raw.get(name)
    if isinstance(values, Mapping):
        raw[name] = {**values, key: value}
        return
    kept = [entry for entry in values if not _is_of(entry, key)] if isinstance(values, list) else []
    old: Mapping[str, Any] = (
        next((entry for entry in values if _is_of(entry, key)), {}) if isinstance(values, list) else {}
    )
    if "attribute" in old:
        blank: Values = {**old, **dict.fromkeys(_TYPED)}
        typed = "booleanValue" if isinstance(value, bool) else "textValue"
        text = ",".join(map(str, value)) if isinstance(value, list | tuple) else value
        raw[name] = [*kept, {**blank, typed: text}]
    else:
        raw[name] = [*kept, {**old, "name": key, "value": value}]


def _is_of(entry: object, key: str) -> bool:
    if not isinstance(entry, Mapping):
        return False
    attribute = entry.get("attribute")
    named = attribute if isinstance(attribute, Mapping) else entry
    return key in (named.get("systemName"), named.get("system_name"), named.get("name"))
