"""The least list over SQLite: a window of rows on Textual's line API, read from a copy as it is shown.

``python tests/benchmarks/sorted_list.py FILE``: j and k move, n and p turn the page, v changes the filter, s the order.
"""

import sqlite3
import sys
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

PAGE: Final = 50
FILTERS: Final = ("1", "assignee_fold IS NULL AND status_fold NOT IN ('resolved', 'closed')")
ORDERS: Final = ("place", "updated DESC", "title_fold", "priority_rank DESC")
_ROW: Final = Style.parse("#d6dae3 on #11141a")
_MUTED: Final = Style.parse("#8a93a6 on #11141a")
_CURSOR: Final = Style.parse("bold #d6dae3 on #2a3a5a")


class SortedList(ScrollView, can_focus=True):
    """Rows as the copy has them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "move(1)", "Down"),
        ("k", "move(-1)", "Up"),
        ("n", "turn(1)", "Next"),
        ("p", "turn(-1)", "Previous"),
        ("v", "filter", "Filter"),
        ("s", "sort", "Sort"),
    ]

    def __init__(self, path: str) -> None:
        super().__init__()
        self._connection = sqlite3.connect(path)
        self._cursor = self._page = self._filter = self._order = 0
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._rows: list[tuple[object, ...]] = []
        self.virtual_size = Size(80, PAGE)
        self._read()

    def _read(self) -> None:
        self._strips.clear()
        self._cursor = 0
        self._rows = self._connection.execute(
            "SELECT number, title, status, priority, contact FROM tickets "
            f"WHERE {FILTERS[self._filter]} ORDER BY {ORDERS[self._order]} LIMIT {PAGE} OFFSET {PAGE * self._page}"
        ).fetchall()
        self.refresh()

    def action_move(self, step: int) -> None:
        before, self._cursor = self._cursor, min(max(self._cursor + step, 0), PAGE - 1)
        self.refresh(*(Region(0, y - self.scroll_offset.y, self.size.width, 1) for y in (before, self._cursor)))

    def action_turn(self, step: int) -> None:
        self._page = max(self._page + step, 0)
        self._read()

    def action_filter(self) -> None:
        self._page, self._filter = 0, (self._filter + 1) % len(FILTERS)
        self._read()

    def action_sort(self) -> None:
        self._page, self._order = 0, (self._order + 1) % len(ORDERS)
        self._read()

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        if index >= len(self._rows):
            return Strip.blank(self.size.width, _ROW)
        key = (index, index == self._cursor)
        if key not in self._strips:
            plain = _CURSOR if key[1] else _ROW
            segments = [
                Segment(f" {value!s:<{width}.{width}}", plain if place % 2 or key[1] else _MUTED)
                for place, (value, width) in enumerate(zip(self._rows[index], (6, 40, 12, 9, 14), strict=True))
            ]
            self._strips[key] = Strip(segments).adjust_cell_length(self.size.width, plain)
        return self._strips[key]


class SortedListApp(App[None]):
    def compose(self) -> ComposeResult:
        yield SortedList(sys.argv[1])

    def on_mount(self) -> None:
        self.query_one(SortedList).focus()


if __name__ == "__main__":
    SortedListApp().run()
