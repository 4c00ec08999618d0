"""What a key leads to is drawn in one frame, and held back for a moment at most."""

import asyncio

from textual.app import App, ComposeResult
from textual.widgets import Static

from klink_tui.screens.oneframe import MOST, OneFrame


class Words(App[None]):
    """Says something, and counts how often it is drawn."""

    drawn = 0

    def compose(self) -> ComposeResult:
        yield Static("before")

    def post_display_hook(self) -> None:
        if not self._batch_count:
            self.drawn += 1


async def test_nothing_is_drawn_until_it_is_told_to() -> None:
    async with Words().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Words)
        await pilot.pause()
        before, frame = app.drawn, OneFrame(app)
        app.query_one(Static).update("after")
        await asyncio.sleep(MOST / 5)
        assert app.drawn == before
        frame.draw()
        await pilot.pause()
        assert app.drawn > before
        assert app._batch_count == 0


async def test_it_is_drawn_without_being_told_before_anybody_wonders() -> None:
    async with Words().run_test() as pilot:
        app = pilot.app
        frames = [OneFrame(app), OneFrame(app)]
        await asyncio.sleep(3 * MOST)
        assert app._batch_count == 0
        for frame in frames:
            frame.draw()
        assert app._batch_count == 0, "once it is drawn it is drawn"
