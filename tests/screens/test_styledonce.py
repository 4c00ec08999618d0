"""A new screen is styled and laid out once, and anew for another size."""

import asyncio
from collections import Counter

import pytest
from textual.screen import Screen

from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.ticket import TicketScreen
from tests.console import console
from tests.screens.views import on_view


@pytest.mark.parametrize(("key", "screen"), [("enter", TicketScreen), ("s", PickerScreen)])
async def test_a_screen_that_opens_stands_for_its_size_at_once(
    monkeypatch: pytest.MonkeyPatch, key: str, screen: type[Screen[object]]
) -> None:
    sized = Counter[str]()
    lay_out = Screen._screen_resized

    def counted(self: Screen[object], size: object) -> None:
        sized[type(self).__name__] += 1
        lay_out(self, size)  # type: ignore[arg-type]

    monkeypatch.setattr(Screen, "_screen_resized", counted)
    async with console(tickets=5, size=(120, 36)) as c:
        await c.rest()
        sized.clear()
        await c.press(key)
        await c.rest()
        assert on_view(c, screen).has_class("-wide", "-tall")
        assert not sized, "neither it nor the list below is laid out again for the size it has"
        await c.pilot.resize_terminal(80, 24)
        await c.rest()
        assert on_view(c, screen).has_class("-normal", "-low")
        assert not on_view(c, screen).has_class("-wide")
        assert set(sized) == {screen.__name__, "TicketsScreen"}


@pytest.mark.parametrize("steps", [0, 12])
@pytest.mark.parametrize("key", ["R", "enter", "e", "s"])
async def test_the_app_can_end_while_a_screen_opens(key: str, steps: int) -> None:
    async with console(tickets=5) as c:
        await c.rest()
        before = c.app.screen
        pressing = asyncio.ensure_future(c.press(key))
        since = -1
        for _ in range(10_000):
            since += since >= 0 or c.app.screen is not before
            if since == steps:
                break
            await asyncio.sleep(0)
        assert since == steps, "no screen opened"
        pressing.cancel()
