"""The list agents live in: rows on Textual's line API, whose cost does not grow with their number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.events import Blur, Click, Focus, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from klink_tui.widgets.cells import GAP, Cell, Column, cut, fill, share
from klink_tui.widgets.menuasked import RIGHT, MenuAsked
from klink_tui.widgets.rows import PlainRows, Rows

__all__ = ["TONES", "PlainRows", "RowList", "Rows"]

TONES = ("muted", "strong", "accent", "good", "warn", "bad")
"""How a cell can be drawn; each is a component class ``rowlist--<tone>``."""


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list with a pinned header and a cursor that stays on its row's key.

    It binds no keys: those of a scroll view would move the rows away under the cursor. Air below the component class
    ``rowlist--row`` (``padding-bottom``) keeps the rows apart.
    """

    ALLOW_SELECT = False
    DEFAULT_CLASSES = "rowlist"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rowlist--header",
        "rowlist--row",
        "rowlist--cursor",
        "rowlist--cursor-blurred",
        *(f"rowlist--{tone}" for tone in TONES),
    }

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """The row the cursor is on, from 0."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to rest on another row."""

        list: "RowList"
        key: str

        @property
        def control(self) -> "RowList":
            """The list it happened in."""
            return self.list

    @dataclass
    class Opened(Message):
        """A row was opened, by enter or a double click."""

        list: "RowList"
        key: str

        @property
        def control(self) -> "RowList":
            """The list it happened in."""
            return self.list

    @dataclass
    class EdgePassed(Message):
        """The cursor was moved past the last row (``step`` 1) or the first (-1)."""

        list: "RowList"
        step: int

        @property
        def control(self) -> "RowList":
            """The list it happened in."""
            return self.list

    @dataclass
    class HeaderClicked(Message):
        """The title of a column was clicked."""

        list: "RowList"
        column: str
        """The column's id."""

        @property
        def control(self) -> "RowList":
            """The list it happened in."""
            return self.list

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Rows,
        *,
        id: str | None = None,
        header: bool = True,
    ) -> None:
        """Start with ``rows`` under ``columns``."""
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._rows = rows
        self._header = header
        self._shown: list[tuple[int, int]] = []
        self._tall = 1
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._tones: dict[str, Style] = {}
        self._notice = Content("")
        self._orders: Mapping[str, bool] = {}
        self._key = rows.key(0) if len(rows) else ""

    @property
    def rows(self) -> Rows:
        """What is shown."""
        return self._rows

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order; rows give a cell for each. Show other rows when they change."""
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._strips.clear()
        self._shown = []
        self.refresh()

    @property
    def orders(self) -> Mapping[str, bool]:
        """The columns that the rows are in order of, by id, and whether downwards."""
        return self._orders

    @orders.setter
    def orders(self, orders: Mapping[str, bool]) -> None:
        if orders != self._orders:
            self._orders = orders
            self.refresh()

    @property
    def cursor_key(self) -> str:
        """The key of the row the cursor is on; empty where there is none."""
        return self._key

    def show(self, rows: Rows, *, cursor_key: str | None = None, notice: Content | None = None) -> None:
        """Show other rows; the cursor stays on its key, or goes to ``cursor_key``, else near where it was.

        Args:
            rows: what to show.
            cursor_key: the row to go to; ``None`` keeps the cursor on its row.
            notice: what to say where there are no rows.
        """
        wanted = self._key if cursor_key is None else cursor_key
        # What was scrolled away from the cursor with the wheel stays so when rows are read anew.
        follows = cursor_key is not None or not self._visible_rows or self._cursor_is_in_view
        self._rows = rows
        if notice is not None:
            self._notice = notice
        self._strips.clear()
        self._resize_virtual()
        here = rows.position(wanted) if wanted else None
        if here is None:
            here = min(self.cursor, len(rows) - 1) if cursor_key is None else 0
        self._place_cursor(max(here, 0), follows=follows)
        self.refresh()

    def repaint_row(self, key: str) -> None:
        """Draw one row anew: its cells changed."""
        index = self._rows.position(key)
        if index is not None:
            self._forget(index)
            self._repaint_index(index)

    def move(self, step: int) -> None:
        """Move the cursor by ``step`` rows; past either end it says so instead."""
        if not len(self._rows):
            self.post_message(self.EdgePassed(self, 1 if step > 0 else -1))
            return
        target = self.cursor + step
        if abs(step) == 1 and not 0 <= target < len(self._rows):
            self.post_message(self.EdgePassed(self, step))
            return
        self._place_cursor(min(max(target, 0), len(self._rows) - 1))

    def move_to(self, index: int) -> None:
        """Move the cursor to a row, the nearest there is; negative counts from the end."""
        if len(self._rows):
            place = index if index >= 0 else len(self._rows) + index
            self._place_cursor(min(max(place, 0), len(self._rows) - 1))

    def move_screens(self, screens: float) -> None:
        """Move the cursor by a share of what is visible."""
        self.move(int((self._visible_rows or 1) * screens) or (1 if screens > 0 else -1))

    def open_cursor(self) -> None:
        """Open the row the cursor is on."""
        if self._key:
            self.post_message(self.Opened(self, self._key))

    @property
    def _head(self) -> int:
        return 1 if self._header else 0

    @property
    def _visible_rows(self) -> int:
        return max(self.size.height - self._head, 0) // self._tall

    @property
    def _cursor_is_in_view(self) -> bool:
        line = self.cursor * self._tall - self.scroll_offset.y
        return 0 <= line < self.size.height - self._head

    def _place_cursor(self, index: int, *, follows: bool = True) -> None:
        before, self.cursor = self.cursor, index
        key = self._rows.key(index) if index < len(self._rows) else ""
        if follows:
            self._scroll_to_cursor()
        if before != index:
            self._repaint_index(before)
            self._repaint_index(index)
        if key != self._key:
            self._key = key
            self.post_message(self.Highlighted(self, key))

    def _scroll_to_cursor(self) -> None:
        top, line, room = self.scroll_offset.y, self.cursor * self._tall, self.size.height - self._head
        if line < top:
            self.scroll_to(y=line, animate=False)
        elif room > 0 and line >= top + room:
            self.scroll_to(y=line - room + 1, animate=False)

    def _resize_virtual(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._rows) * self._tall + self._head)

    def _measure_rows(self) -> None:
        """Take over how tall a row is; the cursor stays in view."""
        tall = 1 + self.get_component_styles("rowlist--row").padding.bottom
        if tall != self._tall:
            self._tall = tall
            self._resize_virtual()
            self._scroll_to_cursor()
            self.refresh()

    def _forget(self, index: int) -> None:
        self._strips.pop((index, True), None)
        self._strips.pop((index, False), None)

    def _repaint_index(self, index: int) -> None:
        line = index * self._tall - self.scroll_offset.y + self._head
        if self._head <= line < self.size.height:
            self.refresh(Region(0, line, self.size.width, 1))

    def on_resize(self, event: Resize) -> None:
        """Share the new width among the columns."""
        self._restyle()
        self._measure_rows()
        self._resize_virtual()
        self._scroll_to_cursor()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw everything anew: the theme may have changed."""
        super().notify_style_update()
        self._restyle()
        if self.size:
            self.call_next(self._measure_rows)  # The styles of its parts come after its own.

    def on_focus(self, event: Focus) -> None:
        """Draw the cursor as the live one."""
        self._restyle_cursor()

    def on_blur(self, event: Blur) -> None:
        """Draw the cursor as a resting one."""
        self._restyle_cursor()

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row clicked; a double click opens it, the right button asks what can be done.

        Say so when a column's title was clicked.
        """
        event.stop()
        if event.y < self._head:
            if column := self._column_at(event.x):
                self.post_message(self.HeaderClicked(self, column))
            return
        index = (self.scroll_offset.y + event.y - self._head) // self._tall
        if index >= len(self._rows):
            return
        self.move_to(index)
        if event.button == RIGHT:
            self.post_message(MenuAsked(event.screen_offset))
        elif event.chain == 2:
            self.open_cursor()

    def _column_at(self, x: int) -> str:
        """Give the id of the column at ``x``, the blank behind it with it; empty where there is none."""
        end = 1
        for index, wide in self._shown:
            end += wide + GAP
            if x < end:
                return self._columns[index].id
        return ""

    def _restyle_cursor(self) -> None:
        self._strips = {place: strip for place, strip in self._strips.items() if not place[1]}
        self._repaint_index(self.cursor)

    def _restyle(self) -> None:
        self._strips.clear()
        self._tones.clear()
        self._shown = share(self._columns, max(self.size.width - 2, 0))

    def render_line(self, y: int) -> Strip:
        """Draw line ``y`` of what is visible."""
        width = self.size.width
        if not self._shown:
            self._restyle()
        if self._header and y == 0:
            return self._header_strip(width)
        index, below = divmod(self.scroll_offset.y + y - self._head, self._tall)
        if index >= len(self._rows):
            return self._notice_strip(y - self._head, width)
        if below:
            return Strip.blank(width, self._tone("row"))
        at_cursor = index == self.cursor
        strip = self._strips.get((index, at_cursor))
        if strip is None:
            if len(self._strips) > 2000:
                self._strips.clear()
            strip = self._strips[index, at_cursor] = self._row_strip(index, at_cursor, width)
        return strip

    def _tone(self, name: str) -> Style:
        style = self._tones.get(name)
        if style is None:
            style = self._tones[name] = self.get_component_rich_style(f"rowlist--{name}")
        return style

    def _header_strip(self, width: int) -> Strip:
        style = self._tone("header")
        signs = {id: "↓" if down else "↑" for id, down in self._orders.items()}
        cells = (
            Cell(cut(column.title, max(width - 1, 1)) + signs[column.id] if column.id in signs else column.title)
            for column, width in zip(self._columns, self._widths(), strict=True)
        )
        return self._line(tuple(cells), style, width, lambda _: style)

    def _widths(self) -> list[int]:
        shown = dict(self._shown)
        return [shown.get(place, column.width) for place, column in enumerate(self._columns)]

    def _row_strip(self, index: int, at_cursor: bool, width: int) -> Strip:
        cells = self._rows.cells(index)
        if not at_cursor:
            row = self._tone("row")
            return self._line(cells, row, width, lambda tone: self._tone(tone) if tone else row)
        row = self._tone("cursor" if self.has_focus else "cursor-blurred")

        def over_cursor(tone: str) -> Style:
            if not tone:
                return row
            # The cursor is more than a colour: bold, and where there are no colours reversed.
            over = Style(bgcolor=row.bgcolor, bold=row.bold or None, underline=row.underline or None)
            return self._tone(tone) + over + Style(reverse=row.reverse or None)

        return self._line(cells, row, width, over_cursor)

    def _line(self, cells: Sequence[Cell], row: Style, width: int, style: Callable[[str], Style]) -> Strip:
        segments = [Segment(" ", row)]
        for place, (index, wide) in enumerate(self._shown):
            if place:
                segments.append(Segment(" " * GAP, row))
            cell = cells[index]
            segments.append(Segment(fill(cell.text, wide, right=self._columns[index].right), style(cell.tone)))
        return Strip(segments).adjust_cell_length(width, row)

    def _notice_strip(self, line: int, width: int) -> Strip:
        row = self._tone("row")
        if len(self._rows) or not self._notice:
            return Strip.blank(width, row)
        first, *others = self._notice.split("\n")
        lines = [(text, "strong") for text in first.wrap(max(width - 4, 1))]
        lines += [(text, "muted") for other in others for text in other.wrap(max(width - 4, 1))]
        place = line - 1
        if not 0 <= place < len(lines):
            return Strip.blank(width, row)
        text, tone = lines[place]
        return Strip([Segment(fill(f"  {text.plain}", width), self._tone(tone))], width)
