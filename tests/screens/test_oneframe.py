"""What a key leads to is drawn in one frame, and held back for a moment at most."""

import asyncio
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from klink_tui.screens import oneframe
from klink_tui.screens.oneframe import MOST, OneFrame, OneFrameApp


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


class Here(Screen[None]):
    """A place."""


class There(Screen[None]):
    """Another place."""

    def compose(self) -> ComposeResult:
        yield Static("there")


class Places(OneFrameApp):
    """Can be in two places."""

    MODES: ClassVar = {"here": Here, "there": There}
    DEFAULT_MODE = "here"


async def test_another_place_is_drawn_once_it_stands_and_not_some_time_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oneframe, "MOST", 60.0)
    async with Places().run_test() as pilot:
        for place in ("there", "here", "there"):
            wait = pilot.app.switch_mode(place)
            assert pilot.app._batch_count > 0
            await wait
            for _ in range(100):
                if not pilot.app._batch_count:
                    break
                await asyncio.sleep(0.01)
            assert pilot.app._batch_count == 0
            assert len(pilot.app.screen.query(Static)) == (place == "there"), "it was held back until all of it stood"
