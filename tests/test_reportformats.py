"""Tickets as a table and as CSV: aligned in every script, harmless in a spreadsheet."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from rich.cells import cell_len

from klink_tui.models.ticketrow import TicketRow
from klink_tui.reports.formats import csv_lines, table
from klink_tui.widgets.cells import Cell, Column

NOW: Final = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
COLUMNS: Final = (Column("number", "#", 6, right=True), Column("title", "Title", 10, grow=1), Column("status", "S", 4))
_TEXTS: Final = (
    *("key", "title", "status", "priority", "contact", "contact_id", "assignee", "channel", "type", "tags"),
    *("categories", "emails", "phones", "company", "creator", "reason", "created_words", "updated_words"),
)
ROW: Final = TicketRow(
    number=1, created=None, updated=None, news=0, doubt=0, seen=0.0, custom=(), **dict.fromkeys(_TEXTS, "")
)
TITLES: Final = ("short", "退款請求在哪裡", "เงินยังไม่คืนเข้าบัญชี", "🙏 ขอบคุณ")


def test_formulas_are_defused_for_spreadsheets() -> None:
    titles = ["=1+1", "+66 2", "-x", "@SUM(A1)", "\tx", 'a "b"\nc', "x=1", ""]
    _, *lines = csv.reader(
        io.StringIO("\n".join(csv_lines(["title"], [replace(ROW, title=title) for title in titles], NOW)))
    )
    assert [line[0] if line else "" for line in lines] == [
        *("'=1+1", "'+66 2", "'-x", "'@SUM(A1)", "'\tx", 'a "b"\nc', "x=1", "")
    ]


@pytest.mark.parametrize("width", [None, 200, 20, 12, 3])
def test_columns_stand_below_each_other_in_every_script(width: int | None) -> None:
    rows = [(Cell(str(place)), Cell(title), Cell("open", "good")) for place, title in enumerate(TITLES)]
    lines = list(table(COLUMNS, rows, fixed={}, width=width))
    assert len(lines) == 5
    if width is None or width == 200:
        starts = {cell_len(line[: line.index("open")]) for line in lines[1:]}
        assert len(starts) == 1
        assert all(title in line for title, line in zip(TITLES, lines[1:], strict=True))
    else:
        assert max(map(cell_len, lines)) <= width
    if width == 20:
        assert all(line.rstrip().endswith("open") for line in lines[1:])
        assert "…" in lines[3]


def test_a_width_that_was_asked_for_is_kept() -> None:
    rows = [(Cell("1"), Cell("a title that is long"), Cell("open"))]
    cut, whole = (list(table(COLUMNS, rows, fixed={"title": 8}, width=width))[1] for width in (80, None))
    assert cut == "1  a title…  open"
    assert whole == "1  a title that is long  open"
    (_, wide) = table(COLUMNS, [(Cell("1"), Cell("x"), Cell("open"))], fixed={"title": 8}, width=None)
    assert wide == "1  x         open"
