"""The values of custom fields, and what there is to doubt about a record, as a person reads them."""

import json
from collections.abc import Sequence

from klink_tui.models.customfield import CustomValue
from klink_tui.models.intent import State
from klink_tui.models.moment import Moment
from klink_tui.models.record import Record
from klink_tui.text import clean
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.outboxlook import MARKS


def shown(value: CustomValue) -> str:
    """Write one custom field's value; empty where it is unset."""
    text = plain(value.value)
    if value.type == "date" and (day := Moment.read(text)) is not None and day.at is not None:
        text = f"{day.at.date()}"
    files = ", ".join(upload.name or upload.id or "a file" for upload in value.uploads)
    return " · ".join(part for part in (text, files) if part)


def custom_facts(values: Sequence[CustomValue]) -> list[Fact]:
    """Give custom fields by their labels, unset ones left out."""
    facts = [Fact(value.label, shown(value)) for value in values]
    return [fact for fact in facts if fact.value]


def mark(record: Record, *, pending: State | None = None) -> Cell:
    """Give the mark of a row: how its changes stand, or that the record was not read as it came."""
    return MARKS[pending] if pending is not None else Cell("!" if record.problems or record.cleaned else "", "warn")


def doubts(record: Record) -> list[Fact]:
    """Say what of a record could not be read, or lost something to the cleaner."""
    facts = []
    if record.problems:
        facts.append(Fact("Unreadable", ", ".join(record.problems), "bad"))
    if record.cleaned:
        facts.append(Fact("Cleaned", f"control characters removed from {', '.join(record.cleaned)}", "warn"))
    return facts


def plain(value: object) -> str:
    """Write a JSON value: yes and no, lists with commas, objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, float) and abs(value) < 1e15 and value.is_integer() else str(value)
    if isinstance(value, list | tuple) and all(not isinstance(item, list | tuple | dict) for item in value):
        return ", ".join(plain(item) for item in value)
    return clean(json.dumps(value, ensure_ascii=False, default=str))
