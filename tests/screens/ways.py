"""Ways through the console that end in a picture, and how that is compared with the one before."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from klink_tui.screens import viewed
from klink_tui.screens.tickets import TicketsScreen
from tests.console import Console, staged

Way = Callable[[Console], Awaitable[None]]
Compare = Callable[..., bool]

SIZES: Final = ((80, 24), (120, 36))


def name_of(size: tuple[int, int]) -> str:
    """Name a size for a test's id."""
    return "x".join(map(str, size))


async def go(c: Console, *keys: str) -> None:
    """Press keys, each once nothing more happens."""
    for key in keys:
        await c.press(key)
        await c.rest()


async def counted(c: Console) -> None:
    """Count the views where they are on view."""
    if isinstance(c.app.screen, TicketsScreen):
        c.app.screen.count_now()
        await c.rest()


def looks_as_before(
    way: Way,
    size: tuple[int, int],
    snap_compare: Compare,
    monkeypatch: pytest.MonkeyPatch,
    *,
    undo_seconds: int = 0,
    toasts: bool = False,
) -> bool:
    """Walk a way, and tell whether what is then on view is what it was."""
    monkeypatch.setattr(viewed, "COUNT", 1e9)  # Views are counted when the test says so.
    with staged(undo_seconds=undo_seconds) as (app, sandbox, gate):

        async def walk(pilot: Pilot[int]) -> None:
            c = Console(app, pilot, sandbox, gate)
            await c.until(lambda: app.is_open and "Fetching" not in c.text())
            await c.rest()
            await counted(c)
            await way(c)
            await counted(c)
            await c.settle()
            if not toasts:
                c.app.clear_notifications()
            for line in (*c.app.screen.query(Input), *c.app.screen.query(TextArea)):
                line.cursor_blink = False
            await c.settle()

        shown: App[int] = app
        return snap_compare(shown, terminal_size=size, run_before=walk)
