"""Hostile texts through every sink (reliability, T1, T3): no crash, nothing foreign drawn, nothing run or opened."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Final

import httpx
import pytest
from rich.console import Group
from rich.text import Text
from textual.content import Content
from textual.events import Paste
from textual.widgets import Static

from klink_tui.desk.formjobs import SEARCHED
from klink_tui.widgets.formrow import FormRow
from klink_tui.widgets.pickfield import PickField
from tests.sweeps.bench import Bench, bench
from tests.sweeps.guard import Guard
from tests.sweeps.payloads import PAYLOADS, made
from tests.sweeps.poison import Poison, refusal

SEED: Final = 20260330
SINKS: Final = (
    *("title", "description", "status", "priority", "channel", "type", "reasonToAssign", "name", "textValue"),
    *("displayName", "display_name", "label", "value", "notes", "address", "queueName", "disposition", "contactLabel"),
    *("channelType", "direction", "customerPhone", "email", "phone", "text", "firstName", "socialPlatformId"),
)
"""Where the server's texts come to the screen; every one of them must have been met."""


@dataclass
class Sunk:
    """A console whose server is full of hostile texts."""

    bench: Bench
    poison: Poison
    guard: Guard

    async def press(self, *keys: str) -> None:
        """Press keys, and look at what comes of each."""
        for key in keys:
            await self.bench.press(key)
            self.guard.look(self.bench)

    async def look(self, *, click: bool = False) -> None:
        """Wait until nothing more happens, and look; click around where asked."""
        await self.bench.still()
        self.guard.look(self.bench)
        if click:
            await self.guard.click(self.bench)

    async def go(self, place: str) -> None:
        """Go to a place of the console, and look."""
        await self.bench.go(place)
        self.guard.look(self.bench)

    def paste(self, text: str) -> None:
        """Paste a text as the terminal does."""
        assert self.bench.app._driver is not None
        event = Paste(text)
        event.set_sender(self.bench.app)
        self.bench.app._driver.send_message(event)


@asynccontextmanager
async def sunk(texts: Sequence[str], patch: pytest.MonkeyPatch, *, rows: int = 0) -> AsyncIterator[Sunk]:
    """Run a console over a sandbox that is full of ``texts``, as many records as texts unless ``rows`` are named."""
    number = rows or len(texts)
    poisons: list[Poison] = []

    def through(inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        poisons.append(Poison(inner, texts))
        return poisons[-1]

    guard = Guard(patch)
    async with bench(through=through, tickets=number, contacts=number, page_size=100) as running:
        yield Sunk(running, poisons[0], guard)
        assert guard.done == []
        assert guard.looked > 0


async def through_everything(one: Sunk, steps: int) -> None:
    """Go through every screen, list and box; step through so many records of each list."""
    await one.look(click=True)
    await one.press(*["pagedown"] * 3, "g")
    await one.press("enter")
    await one.look(click=True)
    for step in range(steps):
        await one.press("]")
        if step % 10 == 0:
            await one.look(click=True)
    for key in ("s", "!"):
        await one.go("tickets")
        await one.press("g", key)
        await one.look()
        await one.press("down", "enter")
        await one.look()
    await one.go("tickets")
    await one.press("j", "r", "x", "ctrl+s")
    await one.look()
    await through_form(one, "tickets")
    await one.go("contacts")
    await one.look(click=True)
    await one.press(*["pagedown"] * 3, "g", "enter")
    await one.look(click=True)
    for step in range(steps):
        await one.press("]")
        if step % 10 == 0:
            await one.look(click=True)
    await one.press("t", "down", "space", "enter")
    await one.look()
    await one.go("contacts")
    await one.press("G", "D")
    await one.look(click=True)
    await one.press("y")
    await one.look()
    await through_form(one, "contacts")
    await one.go("cases")
    await one.look(click=True)
    await one.press("enter")
    for step in range(max(steps // 4, 8)):
        await one.look(click=step % 10 == 0)
        await one.bench.press("c", "x", "ctrl+s")
        await one.look()
        await one.press("]")
    await one.go("library")
    for shelf in "12345":
        await one.press(shelf)
        await one.look(click=True)
        await one.press("pagedown", "pagedown", "end", "y")
    await one.go("log")
    await one.look(click=True)
    await one.press("enter", "J")


async def through_form(one: Sunk, place: str) -> None:
    """Open a form and every box that one of its fields asks with; take a choice; send it."""
    await one.go(place)
    await one.press("g", "e")
    await one.look(click=True)
    for row in one.bench.app.screen.query(FormRow):
        if isinstance(row.control, PickField) and row.control.can_focus:
            row.control.focus()
            await one.press("enter")
            await one.look()
            await one.press("down", "enter" if row.field.spec.source not in SEARCHED else "escape")
    await one.look()
    await one.press("ctrl+s")
    await one.look()


async def through_refusals(one: Sunk, of_forms: Sequence[str], of_lists: Sequence[str]) -> None:
    """Have the server refuse reads and writes in these words: in a form, on lists, in toasts, in the log."""
    await one.go("tickets")
    await one.press("g", "e")
    await one.bench.still()
    await one.press("x")
    fields = [row.name or "" for row in one.bench.app.screen.query(FormRow)]
    for text in of_forms:
        one.poison.refusal = refusal(422, text, fields=fields)
        await one.bench.press("ctrl+s")
        await one.look()
    await one.press("f8")
    await one.go("tickets")
    for place, text in enumerate(of_lists):
        one.poison.refusal = refusal((400, 403, 409, 500)[place % 4], text, html=place % 5 == 4)
        await one.bench.press("ctrl+r")
        await one.look()
        if place % 3 == 0:
            await one.bench.press("s")
            await one.bench.still()
            await one.bench.press("down", "enter")
            await one.look()
            one.bench.app.clear_notifications()
    await one.press("j", "r", "x", "ctrl+s")
    await one.look(click=True)
    await one.go("contacts")
    await one.look(click=True)
    await one.go("log")
    await one.look(click=True)
    one.poison.refusal = None


TYPED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("contacts", ("/",)),
    ("library", ("/",)),
    ("tickets", ("r",)),
    ("tickets", ("e",)),
    ("tickets", ("#",)),
    ("tickets", ("?",)),
    ("tickets", ("ctrl+p",)),
    ("contacts", ("t",)),
    ("tickets", ()),
)
"""Where something can be typed, and a list, where nothing can: a place, and the keys that lead on from there."""


async def paste_into(one: Sunk, place: str, keys: Sequence[str], texts: Sequence[str]) -> None:
    """Paste texts, one after the other."""
    await one.go(place)
    await one.bench.press(*keys)
    await one.bench.still()
    screen = one.bench.app.screen
    for text in texts:
        one.paste(text)
        await one.bench.settle()
        one.guard.look(one.bench)
    await one.look()
    assert one.bench.app.screen is screen


async def test_hostile_texts_do_nothing_on_any_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sunk(PAYLOADS, monkeypatch) as one:
        await through_everything(one, 12)
        missed = [sink for sink in SINKS if not one.poison.sinks[sink]]
        assert not missed


async def test_hostile_refusals_are_only_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sunk(("plain",), monkeypatch, rows=12) as one:
        await through_refusals(one, PAYLOADS[::2], PAYLOADS[1::2])


async def test_hostile_pastes_are_only_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sunk(("plain",), monkeypatch, rows=12) as one:
        for number, (place, keys) in enumerate(TYPED):
            await paste_into(one, place, keys, PAYLOADS[number % 4 :: 4])


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
async def test_two_thousand_texts_through_every_sink(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = f"{SEED}:{part}"
    print(f"seed {seed}")
    texts = made(Random(seed), 100)
    async with sunk(texts, monkeypatch) as one:
        await through_everything(one, len(texts) - 1)
        await through_refusals(one, texts, texts)
        for place, keys in TYPED:
            await paste_into(one, place, keys, texts)


@pytest.mark.parametrize(
    ("careless", "caught"),
    [
        (lambda: Static("[@click=app.bell]ring[/]"), "acts on"),
        (lambda: Static(Group(Text("link", "link https://evil.example"))), "links to"),
        (lambda: Static(Content("\x1b[2J")), "draws"),
        (lambda: Static(Content("a\u202eb")), "draws"),
        (lambda: Static(Content("a" + "\u0301" * 9)), "draws"),
    ],
)
async def test_a_careless_widget_is_caught(
    careless: Callable[[], Static], caught: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sunk(("plain",), monkeypatch, rows=3) as one:
        await one.bench.app.screen.query_one("#body").mount(careless())
        await one.bench.still()
        with pytest.raises(AssertionError, match=caught):
            one.guard.look(one.bench)


async def test_a_click_that_runs_an_action_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sunk(("plain",), monkeypatch, rows=3) as one:
        one.guard.look(one.bench)
        careless = Static("[@click=app.bell]evil[/]", id="careless")
        await one.bench.app.screen.mount(careless, before="#body")
        await one.bench.still()
        await one.bench.pilot.click(careless, offset=(1, 0))
        await one.bench.settle()
        assert one.guard.done == ["action app.bell"]
        one.guard.done.clear()
