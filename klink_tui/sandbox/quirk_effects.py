"""What quirks do to an answer: pure functions from a JSON body to another one."""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Final, NamedTuple
from zlib import crc32

from klink_tui.sandbox.envelopes import Doc
from klink_tui.sandbox.hostile import HOSTILE


class Told(NamedTuple):
    """What a quirk may look at besides the body."""

    path: str
    """Path below ``/api/v1``."""
    rng: Random
    """The quirks' own seeded generator."""


Effect = Callable[[object, Told], object]

_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.(\d{3})Z", re.ASCII)
_NESTED: Final = frozenset(
    {
        *("assignee", "contact", "creator", "company", "agent", "firstAssignee", "closedAssignee", "room", "data"),
        *("user", "attribute"),
    }
)
_SHOWN_TEXTS: Final = frozenset(
    {
        *("title", "description", "name", "label", "display_name", "displayName", "notes", "address", "text"),
        *("reasonToAssign", "queueName", "disposition", "textValue", "firstName", "lastName"),
    }
)


def bare_rows(body: object, told: Told) -> object:
    """Leave out every nested object and list of the rows of tickets, contacts and cases."""
    if not _lists_records(told.path):
        return body
    return _on_rows(
        body,
        lambda rows: [
            {key: value for key, value in row.items() if key not in _NESTED and not isinstance(value, dict | list)}
            if isinstance(row, dict)
            else row
            for row in rows
        ],
    )


def wrong_last_page(body: object, told: Told) -> object:
    """Say that page 1 is the last."""
    return _on_objects(body, lambda one: {**one, "lastPage": 1} if "lastPage" in one else one)


def custom_fields_object(body: object, told: Told) -> object:
    """Give custom fields as ``{cf_x: value}``."""
    return _on_custom_fields(body, dict)


def custom_fields_name_value(body: object, told: Told) -> object:
    """Give custom fields as ``[{name, value}]``."""
    return _on_custom_fields(body, lambda pairs: [{"name": name, "value": value} for name, value in pairs])


def deleteda_at(body: object, told: Told) -> object:
    """Spell ``deletedAt`` as ``deletedaAt`` everywhere."""
    return _on_objects(
        body, lambda one: {"deletedaAt" if key == "deletedAt" else key: value for key, value in one.items()}
    )


def times_as(pattern: str) -> Effect:
    r"""Rewrite times; the pattern has ``\1`` the date, ``\2`` the time of day, ``\3`` three digits."""
    return lambda body, told: _on_texts(body, lambda key, text: _TIME.sub(pattern, text))


def case_id_null(body: object, told: Told) -> object:
    """Give no case a number."""
    return _on_objects(body, lambda one: {**one, "caseId": None} if "caseId" in one else one)


def empty_strings(body: object, told: Told) -> object:
    """Give missing values as empty strings; missing objects stay null."""

    def filled(one: Doc) -> Doc:
        return {key: "" if value is None and key not in _NESTED else value for key, value in one.items()}

    return _on_objects(body, filled)


def archived_required(body: object, told: Told) -> object:
    """Let every archived field say that it is required."""

    def claimed(one: Doc) -> Doc:
        if one.get("is_archived") is True:
            return {**one, "is_required": True}
        return {**one, "isRequired": True} if one.get("isArchived") is True else one

    return _on_objects(body, claimed)


def other_envelope(body: object, told: Told) -> object:
    """Wrap the data in another of the documented envelopes."""
    if not isinstance(body, dict):
        return body
    if "cxLogs" in body:
        return body["cxLogs"]
    if "total" in body:
        return {"status": "success", "message": "OK", "data": body}
    return {"status": 200, "message": "OK", "data": body.get("data")}


def extra_keys(body: object, told: Told) -> object:
    """Add unknown keys to every object, and to the envelope."""
    extra: Mapping[str, object] = {"__v": 3, "tenant_id": "t-0042", "_links": {"self": None}, "x": [[], {}]}
    return _on_objects(body, lambda one: {**one, **extra})


def bad_record(body: object, told: Told) -> object:
    """Mangle one row of a page: wrong types, or no object at all."""

    def mangled(rows: list[object]) -> list[object]:
        if not rows:
            return rows
        at = int(told.rng.random() * len(rows))
        row = rows[at]
        wrong: list[object] = [None, "row", 42, [], {}]
        if isinstance(row, dict):
            wrong += [
                {**row, "id": {"$oid": 7}, "name": ["a"], "title": {"en": "x"}, "system_name": 5},
                {**row, "createdAt": 12, "tags": "none", "contact": "c", "options": "none", "ticketNumber": "twelve"},
                {key: [value] for key, value in row.items()},
            ]
        return [*rows[:at], wrong[int(told.rng.random() * len(wrong))], *rows[at + 1 :]]

    return _on_rows(body, mangled)


def hostile(body: object, told: Told) -> object:
    """Put hostile strings in the place of what people wrote; each text always meets the same one."""

    def replaced(key: str, text: str) -> str:
        return HOSTILE[crc32(text.encode(errors="replace")) % len(HOSTILE)] if text else text

    def within(value: object, key: str) -> object:
        if isinstance(value, dict):
            # The names of a category tree, but not the values of options: those are sent back.
            keys = _SHOWN_TEXTS | (
                {"value"} if {"childCategoryList", "value"} & value.keys() and "label" not in value else set()
            )
            return {
                one: replaced(one, part) if one in keys and isinstance(part, str) else within(part, one)
                for one, part in value.items()
            }
        if isinstance(value, list):
            return [
                replaced(key, part) if key == "contactLabel" and isinstance(part, str) else within(part, key)
                for part in value
            ]
        return value

    if not isinstance(body, dict):
        return body
    # The envelope's own words stay.
    return {key: within(value, key) if key in ("data", "cxLogs") else value for key, value in body.items()}


def _lists_records(path: str) -> bool:
    return path in ("/tickets", "/contacts", "/cx-logs") or path.startswith(
        ("/tickets/contact/", "/contacts/social-platform/")
    )


def _on_rows(body: object, change: Callable[[list[object]], list[object]]) -> object:
    if isinstance(body, dict):
        return {
            key: change(value)
            if key == "data" and isinstance(value, list)
            else _on_rows(value, change)
            if key in ("data", "cxLogs")
            else value
            for key, value in body.items()
        }
    return body


def _on_objects(value: object, change: Callable[[Doc], Doc]) -> object:
    if isinstance(value, dict):
        return change({key: _on_objects(part, change) for key, part in value.items()})
    if isinstance(value, list):
        return [_on_objects(part, change) for part in value]
    return value


def _on_texts(value: object, change: Callable[[str, str], str], key: str = "") -> object:
    if isinstance(value, str):
        return change(key, value)
    if isinstance(value, dict):
        return {name: _on_texts(part, change, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_on_texts(part, change, key) for part in value]
    return value


def _on_custom_fields(body: object, shape: Callable[[list[tuple[str, object]]], object]) -> object:
    def reshaped(one: Doc) -> Doc:
        values = one.get("customFields")
        if not isinstance(values, list):
            return one
        return {**one, "customFields": shape([_name_and_value(value) for value in values])}

    return _on_objects(body, reshaped)


def _name_and_value(value: object) -> tuple[str, object]:
    if not isinstance(value, dict) or not isinstance(value.get("attribute"), dict):
        return "", None
    attribute = value["attribute"]
    found = next(
        (value[key] for key in ("textValue", "booleanValue", "numberValue", "dateValue") if value[key] is not None),
        value.get("uploads"),
    )
    if attribute["type"] == "multiselect" and isinstance(found, str):
        found = found.split(",")
    if attribute["type"] == "date" and isinstance(found, str):
        found = found[:10]
    return str(attribute["systemName"]), found
