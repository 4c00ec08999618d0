"""Tickets as lines: a table for eyes, CSV for spreadsheets, JSON for programs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from klink_tui.csvtext import csv_line, defused
from klink_tui.models.moment import Moment, wire_time
from klink_tui.models.ticketrow import TicketRow
from klink_tui.text import one_line

if TYPE_CHECKING:
    from klink_tui.widgets.cells import Cell, Column

_GAP: Final = "  "
_LEAST: Final = 8
"""Cells that a column is not made narrower than; what then stands beyond the terminal's edge is cut off."""
_COLOURS: Final[Mapping[str, str]] = {
    "accent": "cyan",
    "warn": "yellow",
    "bad": "red",
    "good": "green",
    "muted": "bright_black",
}
"""Tone of a cell → its colour."""
_ATTRIBUTES: Final[Mapping[str, str]] = {"tag": "tags", "category": "categories", "email": "emails", "phone": "phones"}
"""Columns that a ticket has under another name."""
_TIMES: Final = ("created", "updated", "seen")
_AGES: Final[Mapping[str, str]] = {"age": "created", "idle": "updated"}


def table(
    columns: "Sequence[Column]",
    rows: "Iterable[Sequence[Cell]]",
    *,
    fixed: Mapping[str, int],
    width: int | None,
    coloured: bool = False,
) -> Iterator[str]:
    """Give a heading and the rows, their columns aligned by cells.

    Args:
        columns: what the cells stand in.
        rows: cells, one a column.
        fixed: cells of the columns whose width was asked for, by name.
        width: cells of the terminal, to which everything is cut; ``None`` cuts nothing.
        coloured: whether tones are shown.
    """
    from rich.cells import cell_len

    from klink_tui.widgets.cells import cut, fill

    lines = [[(one_line(cell.text), cell.tone) for cell in row] for row in rows]
    wide = [
        max(cell_len(column.title), fixed.get(column.id, 0), *(cell_len(line[place][0]) for line in lines), 0)
        for place, column in enumerate(columns)
    ]
    if width is not None:
        wide = _fitted(columns, wide, fixed, width)
    for line in ([(column.title, "title") for column in columns], *lines):
        parts: list[str] = []
        room = width
        for (text, tone), column, cells in zip(line, columns, wide, strict=True):
            part = fill(text, cells, right=column.right)
            if room is not None:
                part = cut(part, room)
                room -= cells + len(_GAP)
            parts.append(_styled(part, tone) if coloured else part)
            if room is not None and room <= 0:
                break
        yield _GAP.join(parts).rstrip()


def csv_lines(names: Sequence[str], rows: Iterable[TicketRow], now: datetime) -> Iterator[str]:
    """Give a heading and the rows as CSV; what a spreadsheet would run as a formula gets a ``'`` before it.

    Args:
        names: of the columns.
        rows: the tickets.
        now: what ages are counted to.
    """
    yield csv_line(names)
    for row in rows:
        yield csv_line([defused(_value(row, name, now)) for name in names])


def json_lines(custom: Sequence[str], rows: Iterable[TicketRow]) -> Iterator[str]:
    """Give each ticket as a JSON object on a line, times in ISO 8601 UTC, with some custom fields by system name."""
    names = [field.name for field in fields(TicketRow) if field.name != "custom"]
    for row in rows:
        values: dict[str, object] = {name: getattr(row, name) for name in names}
        values |= {name: _iso(getattr(row, name)) or None for name in _TIMES}
        values |= {name: row.custom_text(name) for name in custom}
        yield json.dumps(values, ensure_ascii=False)


def _fitted(columns: "Sequence[Column]", wide: Sequence[int], fixed: Mapping[str, int], width: int) -> list[int]:
    """Make the widest columns narrower until all fit: to what a list would show, then to :data:`_LEAST`."""
    fitted = [fixed.get(column.id) or min(cells, width) for column, cells in zip(columns, wide, strict=True)]
    excess = sum(fitted) + len(_GAP) * (len(fitted) - 1) - width
    for floor in (width, _LEAST):
        least = [fixed.get(column.id) or min(column.width, floor) for column in columns]
        while excess > 0:
            place = max(range(len(fitted)), key=lambda place: (fitted[place] > least[place], fitted[place]))
            if fitted[place] <= least[place]:
                break
            fitted[place] -= 1
            excess -= 1
    return fitted


def _styled(text: str, tone: str) -> str:
    if tone == "title":
        return click.style(text, bold=True)
    return click.style(text, fg=_COLOURS[tone]) if tone in _COLOURS else text


def _value(row: TicketRow, name: str, now: datetime) -> str:
    """Give a column's whole value: a list shows less of it."""
    if name in _TIMES:
        return _iso(getattr(row, name))
    if name in _AGES:
        return _age(getattr(row, _AGES[name]), now)
    value = getattr(row, _ATTRIBUTES.get(name, name), None)
    if value is None and name != "number":
        return row.custom_text(name)
    return "" if value is None else str(value)


def _age(seconds: float | None, now: datetime) -> str:
    from klink_tui.widgets.words import age

    return age(None if seconds is None else Moment("", datetime.fromtimestamp(seconds, UTC)), now)


def _iso(seconds: float | None) -> str:
    return "" if seconds is None else wire_time(datetime.fromtimestamp(seconds, UTC))
