"""What was seen on a walk through the console: each screen as it was found."""

from dataclasses import dataclass
from typing import Final

from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widget import Widget

from klink_tui.screens.base import DeskScreen
from klink_tui.widgets.bars import StatusLine
from tests.sweeps.bench import Bench

FRAME: Final = 3
"""Lines of a screen that are there whatever it holds: the top bar, the status line, the key bar."""
_RULES: Final = frozenset("▁▏▌▊│╭╮╰╯─")


@dataclass(frozen=True, slots=True)
class Look:
    """A screen as it was found."""

    screen: str
    """The class of the screen on view."""
    text: str
    """What was on view, line by line."""
    trouble: str
    """What the status line said went wrong."""
    toasts: tuple[str, ...]
    """What came up since the stop before, loud or not."""

    loud: tuple[str, ...]
    """Those of them that said that something went wrong."""

    said: str
    """Everything that could be read there or come upon by scrolling, without breaks between lines."""


class Tour:
    """What was seen on a walk."""

    def __init__(self, bench: Bench) -> None:
        """Start where the console starts."""
        self.bench = bench
        self.looks: dict[str, Look] = {}
        """Stop → what was seen there, in the order of the walk."""

    async def look(self, stop: str) -> None:
        """Wait until nothing more happens, and look: a screen must never be blank."""
        await self.bench.still()
        screen = self.bench.app.screen
        toasts, loud = tuple(self.bench.toasts), tuple(self.bench.loud_toasts)
        self.bench.app.clear_notifications()
        await self.bench.settle()  # a toast comes and goes when it likes: the screen is looked at without
        text = self.bench.text()
        trouble = screen.query_one(StatusLine).trouble if isinstance(screen, DeskScreen) else ""
        assert stop not in self.looks, f"{stop} was looked at before"
        self.looks[stop] = Look(
            screen=type(screen).__name__,
            text=text,
            trouble=trouble,
            toasts=toasts,
            loud=loud,
            said=" ".join((*map(_text_of, self.bench.drawn()), trouble, *toasts)),
        )
        assert _holds_something(text, framed=not isinstance(screen, ModalScreen)), f"{stop} is blank:\n{text}"

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, faster than anything can be fetched."""
        await self.bench.press(*keys)


def _text_of(widget: Widget) -> str:
    lines = widget.render_lines(Region(0, 0, *widget.size))
    return " ".join(" ".join(line.text for line in lines).split())


def _holds_something(text: str, *, framed: bool) -> bool:
    lines = text.split("\n")
    body = lines[1 : 1 - FRAME] if framed else lines
    return any(not char.isspace() and char not in _RULES for line in body for char in line)
