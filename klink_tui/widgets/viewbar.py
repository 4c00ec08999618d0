"""One line of the saved views, each with its key and how many tickets it has."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from klink_tui.text import one_line
from klink_tui.widgets.cells import cut
from klink_tui.widgets.keyed import first_key

GAP: Final = 2
"""Blank cells between two views, and for a mark that there are more, its blank beside it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A view as the bar names it."""

    name: str
    count: int | None = None
    """How many tickets it has; ``None`` while that is not known."""
    complete: bool = True
    """Whether that is all of them; else there may be more."""

    moved: int = 0
    """By how many it has grown since the agent last stood on it; less than 0 where it has shrunk."""

    @property
    def words(self) -> str:
        """The count as it is shown, and how it has moved: ``18 +2``."""
        return f"{self.count_words} {self.moved_words}".rstrip()

    @property
    def moved_words(self) -> str:
        """How it has moved; empty where it has not."""
        return f"{'+' if self.moved > 0 else '−'}{abs(self.moved):,}" if self.moved else ""

    @property
    def count_words(self) -> str:
        """The count alone."""
        return "–" if self.count is None else f"{self.count:,}" if self.complete else f"{self.count:,}+"


class ViewBar(Widget):
    """Says which views there are, and which one is on view; a click chooses another.

    Where they are more than fit, the bar is scrolled so far that the current one is whole.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ViewBar { height: 1; background: $surface; }
    """

    entries: reactive[tuple[Entry, ...]] = reactive(())
    """The views in their order."""
    current: reactive[int] = reactive(0)
    """The place of the one on view, from 0."""
    modified: reactive[bool] = reactive(False)
    """Whether the one on view was changed and not saved."""

    @dataclass
    class Chosen(Message):
        """A view was chosen with the mouse."""

        bar: "ViewBar"
        index: int
        """Its place, from 0."""

        @property
        def control(self) -> "ViewBar":
            """The bar it happened in."""
            return self.bar

    def __init__(self, *, id: str | None = None) -> None:
        """Start with no views."""
        super().__init__(id=id)
        self._first = 0
        self._targets: list[tuple[int, int, int]] = []

    def render(self) -> Content:
        """Draw the line."""
        width = self.size.width
        parts = [self._part(place, entry) for place, entry in enumerate(self.entries)]
        first, behind = self._window([part.cell_length for part in parts], width)
        self._first = first
        self._targets = []
        line = Content(" ")
        if first:
            line = self._add(Content(""), Content.styled("‹ ", "$klink-muted"), first - 1)
        for place in range(first, behind):
            room = width - line.cell_length - (GAP if behind < len(parts) else 0)
            part = parts[place]
            if part.cell_length > room:  # It is alone: nothing else would be left out in the middle of.
                part = self._part(place, self.entries[place], room)
            line = self._add(line, part, place)
            if place < behind - 1:
                line = Content.assemble(line, " " * GAP)
        if behind < len(parts):
            line = Content.assemble(line, " " * (width - line.cell_length - GAP))
            line = self._add(line, Content.styled(" ›", "$klink-muted"), behind)
        return line

    def _part(self, place: int, entry: Entry, width: int | None = None) -> Content:
        """Draw a view: its key, its name, its count; cut its name to bring it to ``width`` cells."""
        is_current = place == self.current
        star = "*" if is_current and self.modified else ""
        name = one_line(entry.name)
        key, count = first_key(f"view.{place + 1}"), f" {entry.count_words}"
        key = f"{key} " if key else ""
        moved = f" {entry.moved_words}" if entry.moved else ""
        if width is not None:
            name = cut(name, width - len(key) - len(star) - len(count) - len(moved))
        style = "$foreground bold" if is_current else "$klink-muted"
        part = Content.assemble(
            (key, "$klink-muted"), (f"{name}{star}", style), (count, "$klink-muted"), (moved, "$accent")
        )
        return part if width is None else part.truncate(max(width, 0))

    def _window(self, widths: list[int], width: int) -> tuple[int, int]:
        """Give the first view that is shown and the first behind it that is not; moves as little as it can."""
        many = len(widths)
        ends = [0, *accumulate(one + GAP for one in widths)]
        if ends[-1] - GAP + 1 <= width:
            return 0, many

        def fits(first: int, behind: int) -> bool:
            lead, end = GAP if first else 1, GAP if behind < many else 0
            return lead + ends[behind] - ends[first] - GAP + end <= width

        current = min(max(self.current, 0), many - 1)
        first = min(self._first, current)
        while first < current and not fits(first, current + 1):
            first += 1
        behind = current + 1
        while behind < many and fits(first, behind + 1):
            behind += 1
        while behind == many and first and fits(first - 1, behind):
            first -= 1
        return first, behind

    def _add(self, line: Content, part: Content, place: int) -> Content:
        """Put a part that can be clicked behind a line."""
        start = line.cell_length
        self._targets.append((start, start + part.cell_length, place))
        return Content.assemble(line, part)

    def on_click(self, event: Click) -> None:
        """Choose the view clicked; a mark that there are more chooses the next one there."""
        for start, end, place in self._targets:
            if start <= event.x < end:
                event.stop()
                self.post_message(self.Chosen(self, place))
