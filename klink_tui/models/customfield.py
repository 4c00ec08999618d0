"""Values of custom fields, in the three shapes that the documentation shows on reading (contract §3, Ticket)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from klink_tui.models.record import Json, Line, Many, Record
from klink_tui.text import clean

Scalar = str | bool | int | float | None
"""A value that one form row can show and edit."""


class Upload(Record):
    """A file attached to a custom field; its shape is not documented."""

    ALIASES: ClassVar[Mapping[str, str]] = {"fileName": "name", "originalName": "name", "filename": "name"}

    id: Line = ""
    name: Line = ""
    url: Line = ""


class CustomValue(Record):
    """One custom field's value, whichever shape it came in."""

    system_name: Line = ""
    """The key it is written under; starts with ``cf_``."""
    display_name: Line = ""
    """Its label; empty in the shapes that carry none."""
    type: Line = ""
    """The field's type on the wire; empty in the shapes that carry none."""
    value: Any = None
    """A cleaned :data:`Scalar`, or whatever else came (a list of choices, say); ``None`` is unset."""
    is_archived: bool = False
    uploads: Many[Upload] = ()

    @property
    def label(self) -> str:
        """Its label, or its key without the prefix."""
        return self.display_name or self.system_name.removeprefix("cf_").replace("_", " ")


def read_custom_values(value: object) -> object:
    """Bring any of the three shapes into the one that :class:`CustomValue` reads.

    A list of values with attributes, an object ``{cf_x: value}``, a list of ``{name, value}``. Entries of no known
    shape are left as they are, for the model to name as a problem.
    """
    if isinstance(value, Mapping):
        return [{"system_name": str(key), "value": _cleaned(item)} for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [_entry(entry) for entry in value]
    return value


CustomValues = Annotated[tuple[CustomValue, ...], BeforeValidator(read_custom_values)]
"""The custom fields of a record, whichever of the three shapes they came in."""


def _entry(entry: object) -> object:
    if isinstance(entry, CustomValue) or not isinstance(entry, Mapping):
        return entry
    attribute = entry.get("attribute")
    if isinstance(attribute, Mapping) or "attributeId" in entry or "textValue" in entry:
        return _from_attribute(entry, attribute if isinstance(attribute, Mapping) else {})
    name = next((entry[key] for key in ("systemName", "system_name", "name", "key") if entry.get(key)), "")
    return {
        "system_name": name,
        "display_name": entry.get("displayName", entry.get("display_name", "")),
        "type": entry.get("type", ""),
        "value": _cleaned(entry.get("value")),
        "uploads": entry.get("uploads"),
    }


def _from_attribute(entry: Mapping[str, Any], attribute: Mapping[str, Any]) -> Json:
    def of(camel: str, snake: str) -> object:
        return attribute.get(camel, attribute.get(snake))

    typed = (entry.get(key) for key in ("textValue", "booleanValue", "numberValue", "dateValue"))
    return {
        "system_name": of("systemName", "system_name") or entry.get("attributeId"),
        "display_name": of("displayName", "display_name"),
        "type": attribute.get("type"),
        "is_archived": of("isArchived", "is_archived") or False,
        # Some desks send the empty string for nothing: the value is the one that says something (contract §5).
        "value": _cleaned(next((value for value in typed if value is not None and value != ""), None)),
        "uploads": entry.get("uploads"),
    }


def _cleaned(value: object, depth: int = 0) -> object:
    """Clean every string of a JSON value, keys included."""
    if isinstance(value, str):
        return clean(value)
    if depth > 20:
        return "…"
    if isinstance(value, list | tuple):
        return [_cleaned(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {clean(str(key)): _cleaned(item, depth + 1) for key, item in value.items()}
    return value
