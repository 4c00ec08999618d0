"""Ways through the console that end in a picture, and how that is compared with the one before."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.notifications import Notification
from textual.widgets import Input, TextArea
from textual.widgets._toast import Toast

from klink_tui.screens import viewed
from klink_tui.screens.modal import Modal
from klink_tui.screens.tickets import TicketsScreen
from tests.console import Console, console

Way = Callable[[Console], Awaitable[None]]

SIZES: Final = ((80, 24), (120, 36), (200, 50))
THEMES: Final = ("dark", "light")


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


async def without_toasts(c: Console) -> None:
    """Take the toasts off every screen, also off those behind a box."""
    c.app.clear_notifications()
    for screen in c.app.screen_stack:
        await screen.query(Toast).remove()
    await c.settle()


async def pictures(
    way: Way,
    monkeypatch: pytest.MonkeyPatch,
    *,
    undo_seconds: int = 0,
    toasts: bool = False,
    themes: Sequence[str] = THEMES,
) -> list[tuple[str, str]]:
    """Walk a way once, and give what is then on view in every size and theme: the name of the look, and an SVG."""
    monkeypatch.setattr(viewed, "COUNT", 1e9)  # Views are counted when the test says so.
    monkeypatch.setattr(Notification, "time_left", 1e9)  # Toasts stay, however long the way takes.
    seen = []
    async with console(size=(120, 36), undo_seconds=undo_seconds) as c:
        c.app.animation_level = "none"
        await c.rest()
        await counted(c)
        await way(c)
        await counted(c)
        await c.settle()
        if not toasts:
            await without_toasts(c)
        for line in (*c.app.screen.query(Input), *c.app.screen.query(TextArea)):
            line.cursor_blink = False
        for theme, size in product(themes, SIZES):
            c.app.theme = f"klink-{theme}"
            await c.pilot.resize_terminal(*size)
            await c.settle()
            if isinstance(c.app.screen, Modal):
                c.app.screen.draw_behind_again()
                await c.settle()
            seen.append((f"{size[0]}x{size[1]}-{theme}", c.app.export_screenshot(simplify=True)))
    return seen


def looks_changed(seen: Iterable[tuple[str, str]], snapshot: SnapshotAssertion, directory: Path) -> list[str]:
    """Give the looks that are not what they were; what they are now is put into ``directory``."""
    snapshot = snapshot.use_extension(SVGImageExtension)
    differ = []
    for look, svg in seen:
        if snapshot(name=look) != svg:
            (directory / f"{look}.svg").write_text(svg, encoding="utf-8")
            differ.append(look)
    return differ
