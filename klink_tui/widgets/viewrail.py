"""The saved views in a rail beside the list, one a line, with how many tickets each has."""

from typing import Final

from textual.content import Content
from textual.events import Click

from klink_tui.text import one_line
from klink_tui.widgets.cells import cut, fill
from klink_tui.widgets.keyed import first_key
from klink_tui.widgets.viewbar import Entry, ViewBar

HEADING: Final = "Views"


class ViewRail(ViewBar):
    """Says what the line of views says, where there is room for one view a line.

    Where they are more than fit, the rail is scrolled so far that the current one is in sight.
    """

    DEFAULT_CSS = """
    ViewRail { height: 1fr; background: $surface; }
    """

    def render(self) -> Content:
        """Draw the heading and as many views as there are lines."""
        room = max(self.size.height - 1, 1)
        last = max(len(self.entries) - room, 0)
        first = min(max(self._first, self.current - room + 1), self.current, last)
        self._first = max(first, 0)
        shown = self.entries[self._first : self._first + room]
        lines = [self._line(self._first + place, entry) for place, entry in enumerate(shown)]
        return Content("\n").join([Content.styled(f" {HEADING}", "$klink-muted bold"), *lines])

    def _line(self, place: int, entry: Entry) -> Content:
        """Draw a view: its key, its name, its count at the right edge."""
        is_current = place == self.current
        star = "*" if is_current and self.modified else ""
        key, count = f" {first_key(f'view.{place + 1}') or ' '} ", f" {entry.words} "
        room = max(self.size.width - len(key) - len(count), 0)
        name = fill(cut(one_line(entry.name), room - len(star)) + star, room)
        style = "$foreground bold" if is_current else "$foreground"
        line = Content.assemble((key, "$klink-muted"), (name, style), (count, "$klink-muted"))
        return line.stylize("on $klink-row-cursor-blurred") if is_current else line

    def on_click(self, event: Click) -> None:
        """Choose the view clicked."""
        event.stop()
        place = self._first + event.y - 1
        if event.y and place < len(self.entries):
            self.post_message(self.Chosen(self, place))
