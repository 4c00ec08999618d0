"""The three lines that frame every screen: where one is, how things stand, which keys matter."""

from collections.abc import Iterable, Sequence
from typing import Final

from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from klink_tui.widgets.cells import cut

SECTIONS: Final = (
    ("tickets", "Tickets"),
    ("contacts", "Contacts"),
    ("cases", "Cases"),
    ("library", "Library"),
    ("outbox", "Outbox"),
    ("log", "Log"),
)
"""The places of the console, in the order they are named in."""


class ClickLine(Widget):
    """One line, parts of which can be clicked."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        """Start with nothing to click."""
        super().__init__()
        self._targets: list[tuple[int, int, str]] = []

    def line(self, parts: Iterable[tuple[Content, str]]) -> Content:
        """Join parts, each with the action that a click on it runs; empty for none."""
        self._targets = []
        contents: list[Content] = []
        place = 0
        for content, action in parts:
            contents.append(content)
            if action:
                self._targets.append((place, place + content.cell_length, action))
            place += content.cell_length
        return Content("").join(contents)

    async def on_click(self, event: Click) -> None:
        """Run the action of what was clicked."""
        for start, end, action in self._targets:
            if start <= event.x < end:
                await self.run_action(action)


class TopBar(ClickLine):
    """One line: the product, its places, and whose desk it is."""

    section: reactive[str] = reactive("")
    """The place one is in; empty on screens that are in none."""
    desk: reactive[str] = reactive("")
    """Whose desk: the server's host, or what the profile is called."""

    def render(self) -> Content:
        """Draw the line."""
        parts = [(Content.styled(" klink ", "$klink-badge-text on $klink-badge bold"), ""), (Content(" "), "")]
        for name, title in SECTIONS:
            style = "$foreground bold" if name == self.section else "$klink-muted"
            parts.append((Content.styled(f" {title} ", style), f"app.go_to('{name}')"))
        left = self.line(parts)
        host = Content.styled(cut(self.desk, max(self.size.width - left.cell_length - 2, 0)), "$klink-muted")
        gap = max(self.size.width - left.cell_length - host.cell_length - 1, 0)
        return Content.assemble(left, " " * gap, host)


class StatusLine(Widget):
    """One line: what is on view and how old it is; what is under way at the right."""

    facts: reactive[str] = reactive("")
    """What is on view, in words."""
    trouble: reactive[str] = reactive("")
    """What went wrong; shown in the facts' place until it is mended."""
    doing: reactive[str] = reactive("")
    """What is under way; empty when nothing is."""

    def render(self) -> Content:
        """Draw the line."""
        doing = Content.styled(f"{self.doing} ", "$accent") if self.doing else Content("")
        room = max(self.size.width - doing.cell_length - 2, 0)
        if self.trouble:
            left = Content.styled(f" {cut('⚠ ' + self.trouble, room)}", "$error")
        else:
            left = Content.styled(f" {cut(self.facts, room)}", "$klink-muted")
        gap = max(self.size.width - left.cell_length - doing.cell_length, 0)
        return Content.assemble(left, " " * gap, doing)


class KeyBar(ClickLine):
    """One line: the keys that matter on this screen, as many as fit; each can be clicked.

    The last two stay: by custom the way back and the help.
    """

    def __init__(self, keys: Sequence[tuple[str, str, str]]) -> None:
        """Show ``keys``: what is pressed, what it does, and the action it runs."""
        super().__init__()
        self._keys = tuple(keys)

    def render(self) -> Content:
        """Draw the line."""
        entries = [
            (Content.assemble((key, "$klink-key bold"), (f" {text}", "$klink-muted")), action)
            for key, text, action in self._keys
        ]
        while entries and self._width(entries) > self.size.width:
            del entries[max(len(entries) - 3, 0)]
        parts: list[tuple[Content, str]] = [(Content(" "), "")]
        for entry in entries:
            parts += [entry, (Content("   "), "")]
        return self.line(parts)

    @staticmethod
    def _width(entries: Sequence[tuple[Content, str]]) -> int:
        return 1 + sum(entry.cell_length for entry, _ in entries) + 3 * (len(entries) - 1)
