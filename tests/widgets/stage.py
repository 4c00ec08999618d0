"""An app with nothing but the widgets under test, in the console's look."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

import klink_tui
from klink_tui.themes import DARK, THEMES

LOOK: Final = Path(klink_tui.__file__).parent / "look.tcss"


class Stage(App[None]):
    """Shows widgets, and remembers the actions that were run."""

    CSS_PATH = LOOK
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, make: Callable[[], Sequence[Widget]]) -> None:
        """Show what ``make`` gives, one below the other; some widgets can be made in a running app only."""
        super().__init__()
        self._make = make
        self.went: list[str] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        """Give the widgets."""
        yield from self._make()

    def action_go_to(self, place: str) -> None:
        """Remember where it went."""
        self.went.append(place)


@asynccontextmanager
async def shown(*widgets: Widget, size: tuple[int, int] = (80, 12)) -> AsyncIterator[tuple[Pilot[None], list[Message]]]:
    """Show widgets on a terminal of ``size``; give the pilot and, as they come, the messages they post."""
    async with made(lambda: widgets, size=size) as stage:
        yield stage


@asynccontextmanager
async def made(
    make: Callable[[], Sequence[Widget]], size: tuple[int, int] = (80, 12)
) -> AsyncIterator[tuple[Pilot[None], list[Message]]]:
    """Show the widgets that ``make`` gives, as :func:`shown` does."""
    messages: list[Message] = []

    def hook(message: Message) -> None:
        # It is called once more for each widget that a message passes on its way up.
        if not any(message is other for other in reversed(messages)):
            messages.append(message)

    app = Stage(make)
    async with app.run_test(size=size, message_hook=hook, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        yield pilot, messages


def lines(widget: Widget) -> list[str]:
    """Give what a widget draws, line by line."""
    return [widget.render_line(y).text for y in range(widget.size.height)]


def text(widget: Widget) -> str:
    """Give what a widget draws, with nothing at the ends of its lines."""
    return "\n".join(line.rstrip() for line in lines(widget))
