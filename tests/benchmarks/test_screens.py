"""Every key of every screen over a copy of 100,000 tickets, its server stalled: from the key to the first paint."""

from collections import defaultdict
from math import inf
from pathlib import Path
from statistics import median
from typing import Final

import pytest
from textual.keys import key_to_character

from tests.benchmarks import world
from tests.benchmarks.clock import first_paint, numbers, pressed, quiet, settled
from tests.benchmarks.table import Figure, show
from tests.everywhere import WAYS, actions
from tests.terminal.console import KEYS, Console

HERE = Path(__file__).parent
BAR: Final = 25
"""Milliseconds; what took longer is measured twice more, and the one in the middle counts.

What has nothing to do with the key can come in just then, as a request that is given up; it does so once.
"""
OPENING_BAR: Final = 50
"""The same where another screen opens."""
TOAST: Final = "▌"
"""The edge of a toast: it goes away by itself, which is no key's doing."""
BOXES: Final = {
    "status": ("s",),
    "tags": ("t",),
    "assignee": ("a",),
    "macros": ("m",),
    "views": ("E",),
    "columns": ("c",),
    "order": ("S",),
    "palette": (":",),
    "help": ("?",),
    "recents": ("ctrl+e",),
    "field to copy": ("F",),
    "themes": ("T",),
    "query": ("/",),
}
"""The same for boxes, from the list of tickets: there one moves, and types."""
IN_BOXES: Final = ("down", "down", "up", "e", "backspace")
IN_TEXTS: Final = ("e", "space", "e", "ctrl+left", "left", "right", "backspace", "enter", "tab", "shift+tab")
WRITTEN_IN: Final = {"form", "compose", "note"}
"""Screens on which one writes: there these are pressed first, one after the other."""
WAYS_HERE: Final = {**WAYS, "contact": ("at",)}
"""Ways that lead somewhere while the server is stalled: its list of contacts has not come."""
APP_KEYS_ON: Final = {"tickets", "ticket", "library"}
"""Screens on which the keys that every screen has are pressed."""
OPENS: Final = frozenset(
    {
        *("list.open", "page.go", "page.size", "views", "view.keep", "sort", "columns", "me", "dates", "copy.field"),
        *("run", "run.skip", "ticket.assign", "ticket.assign_me", "ticket.tags", "ticket.status", "ticket.priority"),
        *("ticket.edit", "ticket.contact", "message", "new", "new.channel", "macro", "note", "comment"),
        *("form.submit", "form.submit_with", "form.discard", "text.preview", "contact.tags", "contact.delete"),
        *("go", "go.tickets", "go.contacts", "go.cases", "go.library", "go.outbox", "go.log", "back", "jump.back"),
        *("jump.forward", "recents", "palette", "setup", "theme", "help", "outbox.batch", "outbox.again"),
        *("outbox.drop", "journal.export", "ticket.done", "run.next", "run.previous", "detail.next", "detail.previous"),
    }
)
"""Actions after which another screen, or another record, is on view."""
MORE_KEYS: Final = {
    "at": "@",
    "shift+tab": "\x1b[Z",
    "ctrl+left": "\x1b[1;5D",
    "ctrl+right": "\x1b[1;5C",
    "f9": "\x1b[20~",
    "f12": "\x1b[24~",
}


def typed(key: str) -> str:
    """Give what is written to the terminal for a key of the table."""
    return MORE_KEYS.get(key) or KEYS.get(key) or key_to_character(key) or key


class Walker:
    """Goes to a screen, and back to it after each key."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.home = console.lines[-1]
        self.left = True
        """Whether the last key that was measured opened something: a box has the key bar of what is behind it."""

    def go(self, keys: tuple[str, ...]) -> str:
        """Go there from the list of tickets; give the key bar by which it is known."""
        for _ in range(6):
            if self.console.lines[-1] == self.home:
                break
            self.press("escape")
        self.press("f2", "escape", "g")
        self.press(*keys)
        return self.console.lines[-1]

    def press(self, *keys: str) -> None:
        """Press keys, each once the one before is over."""
        for key in keys:
            self.console.press(typed(key))
            quiet(self.console)

    def took(self, key: str, way: tuple[str, ...], here: str, *, opens: bool, alone: bool = False) -> float | None:
        """Give the milliseconds from a key to its first paint where ``way`` leads, whose key bar is ``here``.

        ``alone`` waits until the last toast is gone.
        """
        if opens or alone or self.left or self.console.lines[-1] != here:
            self.go(way)
        self.left = opens
        if alone:
            self.console.until(lambda: TOAST not in self.console.text, seconds=40)
        return first_paint(self.console, typed(key))


@pytest.mark.benchmark
def test_every_key_of_every_screen(tmp_path: Path) -> None:
    within, opening = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    slowest: list[tuple[float, str]] = []
    bare: list[float] = []
    nothing = 0
    with world.stalled() as address:
        environment = {**world.profile(tmp_path, address), "BROWSER": "true"}
        with (
            Console(["-m", "klink_tui"], environment=environment) as console,
            Console([str(HERE / "sorted_list.py"), str(world.copy())], environment=environment) as other,
        ):
            settled(console)
            other.until(lambda: bool(numbers(other)))
            for key, places in (("j", range(1, 25)), ("k", range(23, -1, -1))) * 2:
                for place in places:
                    bare.append(pressed(other, key, lambda place=place: numbers(other)[place]))  # type: ignore[misc]
            walker = Walker(console)
            first: dict[str, float] = {}
            for name, way in (*WAYS_HERE.items(), *BOXES.items()):  # The first time is told apart: it comes once a day.
                if way:
                    walker.go(way[:-1])
                    first[name] = first_paint(console, typed(way[-1])) or 0.0
            for screen, way in (*WAYS_HERE.items(), *BOXES.items()):
                table = [
                    (action.id, action.keys.split(",")[0])
                    for action in actions(screen, everywhere=screen in APP_KEYS_ON)
                ]
                keys = table if screen not in BOXES else [(f"{key} in a box", key) for key in IN_BOXES]
                if screen in WRITTEN_IN:
                    keys = [*((f"{key} in a text", key) for key in IN_TEXTS), *table]
                here = walker.go(way)
                for id, key in keys:
                    opens = id in OPENS
                    took = walker.took(key, way, here, opens=opens)
                    if took is not None and took > (OPENING_BAR if opens else BAR):
                        again = [walker.took(key, way, here, opens=opens, alone=True) for _ in range(2)]
                        took = median(inf if one is None else one for one in (took, *again))
                        took = None if took == inf else took
                    if took is None:
                        nothing += 1
                    else:
                        (opening if opens else within)[screen].append(took)
                        slowest.append((took, f"{key} ({id}) on {screen}"))
                assert "Traceback" not in console.text, console.text
                print(f"  {screen}: {len(within[screen])} + {len(opening[screen])} keys", flush=True)
    least = Figure("the bare list: cursor", bare)
    figures = [least]
    for title, taken in (("keys", within), ("keys that open", opening)):
        figures += [Figure(f"{screen}: {title}", times, least) for screen, times in taken.items() if len(times) > 1]
        figures.append(Figure(f"all screens: {title}", [time for times in taken.values() for time in times], least))
    show(f"Key to paint, {world.TICKETS:,} tickets, server stalled (ms, 120 × 36)", figures)
    print("\n  opened for the first time: " + ", ".join(f"{name} {took:.0f}" for name, took in first.items()))
    print(f"\n  {nothing} keys had nothing to paint; the slowest:")
    for took, what in sorted(slowest, reverse=True)[:25]:
        print(f"  {took:8.1f}  {what}")
    assert all(0 < figure.middle < 10_000 for figure in figures)
