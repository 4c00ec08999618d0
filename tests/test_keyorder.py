"""Keys that come all at once do one by one what each of them is for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.events import Click, Event, Key, MouseDown, MouseMove, MouseUp, Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from klink_tui.keyorder import PATIENCE, TICK, TICKS, KeyOrder
from klink_tui.screens.contacts import ContactsScreen
from klink_tui.screens.tickets import TicketsScreen
from klink_tui.widgets.rowlist import RowList
from tests.console import Console, console

# In the console


@asynccontextmanager
async def tickets(*, count: int = 60, page_size: int = 50) -> AsyncIterator[Console]:
    """Give a console with its first page on view."""
    async with console(tickets=count, page_size=page_size) as c:
        await c.until("page 1 of")
        yield c


def on_row(c: Console, screen: type[Screen[None]], row: int) -> Callable[[], bool]:
    """Give what tells whether a screen is on view, its list has the focus, and the cursor is on a row of it."""

    def holds() -> bool:
        rows = c.app.focused
        return isinstance(c.app.screen, screen) and isinstance(rows, RowList) and rows.cursor == row

    return holds


def typed(c: Console) -> str | None:
    """Give what stands in the field with the focus."""
    return c.app.focused.value if isinstance(c.app.focused, Input) else None


async def test_a_search_is_typed_and_done() -> None:
    async with tickets() as c:
        await c.app.desk.mirror.sweep()  # Who is found is found in the copy, before the server answers.
        c.burst("f3", "/", "a", "n", "enter", "j")
        await c.until(on_row(c, ContactsScreen, 1))
        await c.until("“an”")


async def test_a_page_is_gone_to_by_its_number() -> None:
    async with tickets(page_size=10) as c:
        c.burst("#", "3", "enter")
        await c.until("page 3 of")


@pytest.mark.parametrize("keys", [("s", "escape"), ("B", "escape"), ("#", "1", "escape"), ("?", "escape")])
async def test_what_is_left_at_once_takes_no_key_that_comes_behind(keys: tuple[str, ...]) -> None:
    async with tickets() as c:
        c.burst(*keys, "j", "j")
        await c.until(on_row(c, TicketsScreen, 2))
        assert not c.writes()


async def test_a_form_takes_what_comes_behind_the_key_that_opens_it() -> None:
    async with tickets() as c:
        await c.rest()
        await c.press("e")
        await c.until(lambda: typed(c))
        title = typed(c)
        await c.press("escape")
        c.burst("e", "end", *" now", "tab", "shift+tab", "!")
        await c.until(lambda: typed(c) == f"{title} now!")


async def test_a_form_keeps_every_letter_that_is_sent_with_it() -> None:
    async with tickets() as c:
        await c.rest()
        c.burst("e", "home", *"New words: ", "ctrl+s")
        await c.until("#38419 New words: ")
        assert [method for method, _ in c.writes()] == ["PATCH"]


async def test_places_are_gone_to_and_back() -> None:
    async with tickets() as c:
        c.burst("f3", "f2", "j", "j")
        await c.until(on_row(c, TicketsScreen, 2))


async def test_every_row_counts() -> None:
    async with tickets(count=300, page_size=100) as c:
        await c.app.desk.mirror.sweep()  # Each page is here when the cursor comes to it.
        await c.rest()
        c.burst(*"j" * 205)
        await c.until("page 3 of 3")
        await c.until(on_row(c, TicketsScreen, 5))


async def test_a_paste_keeps_its_place_between_keys() -> None:
    async with tickets() as c:
        await c.press("f3")
        driver = c.app._driver
        assert driver is not None
        c.burst("/", "a")
        driver.send_message(Paste("b c").set_sender(c.app))
        c.burst("d", "e")
        await c.until(lambda: typed(c) == "ab cde")


@pytest.mark.parametrize("keys", [("j", "q"), ("/", "a", "enter", "q"), ("e", "a", "ctrl+q"), ("f3", "ctrl+q", "j")])
async def test_quitting_waits_for_no_key(keys: tuple[str, ...]) -> None:
    async with tickets() as c:
        c.burst(*keys)
        await c.until(lambda: c.app._exit)


# On a bare app


class Taker(Widget, can_focus=True):
    """Notes the keys it gets."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.released = asyncio.Event()

    async def on_key(self, event: Key) -> None:
        bench = self.app
        assert isinstance(bench, Bench)
        bench.seen.append(f"{self.name}{event.key}")
        if event.key == "w":
            await self.released.wait()
        elif event.key == "x":
            self.remove()

    def on_paste(self, event: Paste) -> None:
        bench = self.app
        assert isinstance(bench, Bench)
        bench.seen.append(f"{self.name}{event.text}")

    def on_click(self, event: Click) -> None:
        bench = self.app
        assert isinstance(bench, Bench)
        bench.seen.append(f"{self.name}click")


class SlowScreen(Screen[None]):
    """Opens in steps, and says so."""

    is_opening = True

    def compose(self) -> ComposeResult:
        yield Taker("s")

    def open(self) -> None:
        self.query_one(Taker).focus()
        self.is_opening = False


class Bench(App[int]):
    """Two takers, one of them with the focus."""

    CSS = "Taker { height: 3; }"
    BINDINGS: ClassVar[list[BindingType]] = [("n", "next", "Next"), ("s", "slow", "Slow")]

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.order = KeyOrder(self)

    async def on_event(self, event: Event) -> None:
        for due in self.order.due(event):
            await super().on_event(due)

    def compose(self) -> ComposeResult:
        yield Taker("a")
        yield Taker("b")

    def action_next(self) -> None:
        self.screen.query(Taker).last().focus()

    def action_slow(self) -> None:
        self.push_screen(SlowScreen())

    def burst(self, keys: str) -> None:
        """Let keys come all at once."""
        for key in keys.split():
            self.post_message(Key(key, key if len(key) == 1 else None))

    async def until(self, holds: Callable[[], bool]) -> float:
        """Wait until something holds; give how long it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not holds():
            assert loop.time() - began < 10, self.seen
            await asyncio.sleep(0.001)
        return loop.time() - began

    async def sees(self, *seen: str) -> None:
        """Wait until so many keys have been seen; they are these."""
        await self.until(lambda: len(self.seen) >= len(seen))
        assert self.seen == list(seen)


@asynccontextmanager
async def bench() -> AsyncIterator[tuple[Bench, Pilot[int]]]:
    app = Bench()
    async with app.run_test() as pilot:
        yield app, pilot


async def test_a_key_goes_to_whom_the_one_before_gave_the_focus() -> None:
    async with bench() as (app, _):
        app.burst("1 n 2 3")
        await app.sees("a1", "an", "b2", "b3")


async def test_a_widget_that_is_removed_takes_no_key_with_it() -> None:
    async with bench() as (app, _):
        app.burst("1 x n 2 x 3 4")
        await app.sees("a1", "ax", "bn", "b2", "bx")
        await asyncio.sleep(PATIENCE)
        assert not app.order._waiting


async def test_a_busy_widget_holds_keys_back_no_longer_than_patience_and_gets_them_in_order() -> None:
    async with bench() as (app, _):
        taker = app.screen.query(Taker).first()
        app.burst("w n 2 3")
        await app.sees("aw")
        took = await app.until(lambda: not app.order._waiting)
        assert took > 2 * TICK * TICKS
        assert app.seen == ["aw"]
        taker.released.set()
        await app.sees("aw", "an", "a2", "a3")


async def test_a_key_to_quit_waits_no_longer_however_many_are_before_it() -> None:
    async with bench() as (app, _):
        taker = app.screen.query(Taker).first()
        app.burst("w " + "1 " * 50 + "ctrl+q 2")
        assert await app.until(lambda: app._exit) < 10 * PATIENCE
        taker.released.set()


async def test_a_screen_that_opens_in_steps_gets_the_keys_behind_once_it_has() -> None:
    async with bench() as (app, _):
        app.burst("s 1 2")
        await app.until(lambda: isinstance(app.screen, SlowScreen))
        await asyncio.sleep(PATIENCE / 3)
        assert app.seen == ["as"]
        assert isinstance(app.screen, SlowScreen)
        app.screen.open()
        await app.sees("as", "s1", "s2")


async def test_the_mouse_keeps_its_place_and_moves_freely() -> None:
    def mouse(kind: type[MouseMove | MouseDown | MouseUp], x: int = 1) -> Event:
        return kind(None, x=x, y=4, delta_x=0, delta_y=0, button=1, shift=False, meta=False, ctrl=False)

    async with bench() as (app, _):
        app.burst("1")
        app.post_message(mouse(MouseDown))
        app.post_message(mouse(MouseUp))
        app.burst("2")
        await app.sees("a1", "bclick", "b2")
        app.burst("w")
        app.post_message(mouse(MouseMove, 2))
        await app.until(lambda: app.mouse_position == (2, 4))
        assert not app.order._waiting
        app.screen.query(Taker).last().released.set()


async def test_a_key_alone_is_handed_on_at_once() -> None:
    async with bench() as (app, pilot):
        for count in range(3):
            await pilot.pause(PATIENCE / 4)
            (key,) = app.order.due(event := Key("1", "1"))
            assert key is event, f"key {count} was held back"
