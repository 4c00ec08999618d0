"""The least list: fifty rows a page on Textual's line API, a cursor, and nothing else."""

from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

PAGE: Final = 50
PAGES: Final = 40
_ROW: Final = Style.parse("#d6dae3 on #11141a")
_MUTED: Final = Style.parse("#8a93a6 on #11141a")
_CURSOR: Final = Style.parse("bold #d6dae3 on #2a3a5a")


class BareList(ScrollView, can_focus=True):
    """Rows that are made up as they are drawn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "move(1)", "Down"),
        ("k", "move(-1)", "Up"),
        ("n", "turn(1)", "Next"),
        ("p", "turn(-1)", "Previous"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._cursor = 0
        self._page = 0
        self._strips: dict[tuple[int, bool], Strip] = {}
        self.virtual_size = Size(80, PAGE)

    def action_move(self, step: int) -> None:
        before, self._cursor = self._cursor, min(max(self._cursor + step, 0), PAGE - 1)
        self.refresh(*(Region(0, y - self.scroll_offset.y, self.size.width, 1) for y in (before, self._cursor)))
        if not 0 <= self._cursor - self.scroll_offset.y < self.size.height:
            self.scroll_relative(y=step, animate=False)

    def action_turn(self, step: int) -> None:
        self._page = min(max(self._page + step, 0), PAGES - 1)
        self._cursor = 0
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        key = (index, index == self._cursor)
        if key not in self._strips:
            self._strips[key] = self._row(index, index == self._cursor)
        return self._strips[key]

    def _row(self, index: int, at_cursor: bool) -> Strip:
        number = 38839 - self._page * PAGE - index
        texts = (f" {number}", f" the title of ticket {number:<20}", " in progress", " medium", " a contact    ", " 3h")
        plain = _CURSOR if at_cursor else _ROW
        segments = [Segment(text, plain if place % 2 or at_cursor else _MUTED) for place, text in enumerate(texts)]
        return Strip(segments).adjust_cell_length(self.size.width, plain)


class BareListApp(App[None]):
    def compose(self) -> ComposeResult:
        yield BareList()

    def on_mount(self) -> None:
        self.query_one(BareList).focus()


if __name__ == "__main__":
    BareListApp().run()
