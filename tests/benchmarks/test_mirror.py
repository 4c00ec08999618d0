"""The console over a copy of 100,000 tickets, its server stalled: from a key to the row it paints."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks import world
from tests.benchmarks.clock import numbers, painted, pressed, settled
from tests.benchmarks.table import Figure, show
from tests.terminal.console import Console

HERE = Path(__file__).parent
ROWS = 25
"""How far the cursor goes; the list does not scroll."""
PACE = 1 / 30
"""Seconds between two keys that are held down."""


def row(console: Console, place: int) -> Callable[[], str]:
    return lambda: numbers(console)[place]


@pytest.mark.benchmark
def test_key_to_paint(tmp_path: Path) -> None:
    times: dict[str, list[float]] = {name: [] for name in ("cursor", "page", "view", "sort")}
    bare: dict[str, list[float]] = {name: [] for name in times}
    with world.stalled() as address:
        environment = world.profile(tmp_path, address)
        with (
            Console(["-m", "klink_tui"], environment=environment) as console,
            Console([str(HERE / "sorted_list.py"), str(world.copy())], environment=environment) as other,
        ):
            settled(console)
            other.until(lambda: bool(numbers(other)))
            for key, places in (("j", range(1, ROWS)), ("k", range(ROWS - 2, -1, -1))) * 2:
                for place in places:
                    times["cursor"].append(pressed(console, key, row(console, place)))
                    bare["cursor"].append(pressed(other, key, row(other, place)))
            for key in "nnnn" + "ppppnnnn" * 5:
                times["page"].append(pressed(console, key, row(console, 0)))
                bare["page"].append(pressed(other, key, row(other, 0)))
            for key in "3456" * 10:
                times["view"].append(pressed(console, key, row(console, 0)))
                bare["view"].append(pressed(other, "v", row(other, 0)))
            console.press("1")
            other.press("v")
            settled(console)
            # Each of these puts the list in another order: by title, by number, by priority, by channel.
            for _ in range(6):
                for letters in ("title", "number", "priority", "channel", "updated"):
                    console.press("S")
                    console.until("Order by")
                    for letter in letters[:4]:
                        console.press(letter)
                    while console.read(0.3):
                        pass
                    times["sort"].append(pressed(console, "enter", row(console, 0)))
                    bare["sort"].append(pressed(other, "s", row(other, 0)))
            memory = Path(f"/proc/{console.pid}/status").read_text()
            late = held_down(console)
    figures = []
    for name, taken in times.items():
        least = Figure(f"the bare list: {name}", bare[name])
        figures += [least, Figure(f"klink-tui: {name}", taken, least)]
    show(f"Key to paint, {world.TICKETS:,} tickets, server stalled (ms, 120 × 36, preview on)", figures)
    print(f"\n  j held down at 30 keys/s: {late * 1000:.0f} ms behind at its end")
    for name in ("VmHWM", "VmRSS"):
        found = re.search(rf"{name}:\s+(\d+) kB", memory)
        print(f"  {name} {int(found[1]) / 1024 if found else 0:.1f} MB")
    assert all(0 < figure.middle < 10_000 for figure in figures)


def pending(number: str) -> re.Pattern[bytes]:
    """Match the row of a ticket with a change on its way."""
    return re.compile("↻\x1b.{0,200}?".encode() + number.encode(), re.DOTALL)


@pytest.mark.benchmark
def test_status_to_paint(tmp_path: Path) -> None:
    """From the key to the row that shows the new status as pending, which is on the disk by then."""
    both, picker, choice, bare = list[float](), list[float](), list[float](), list[float]()
    with world.stalled() as address:
        environment = world.profile(tmp_path, address)
        with (
            Console(["-m", "klink_tui"], environment=environment) as console,
            Console([str(HERE / "sorted_list.py"), str(world.copy())], environment=environment) as other,
        ):
            settled(console)
            other.until(lambda: bool(numbers(other)))
            for place in range(ROWS):
                line = next(line for line in console.lines[3:] if numbers(console)[place] in line)
                letter = "o" if "pending" in line else "p"
                asked = painted(console, "s", re.compile(rb"Status of"))
                chosen = painted(console, letter, pending(numbers(console)[place]))
                picker.append(asked)
                choice.append(chosen)
                both.append(asked + chosen)
                pressed(console, "j", row(console, place + 1))
                bare.append(pressed(other, "j", row(other, place + 1)))
    least = Figure("the bare list: cursor", bare)
    figures = [
        least,
        Figure("klink-tui: s, until the choices stand", picker, least),
        Figure("klink-tui: the choice, until the row shows it", choice, least),
        Figure("klink-tui: both together", both, least),
    ]
    show(f"Status to paint, {world.TICKETS:,} tickets, server stalled (ms, 120 × 36, preview on)", figures)
    assert all(0 < figure.middle < 10_000 for figure in figures)


def held_down(console: Console) -> float:
    """Hold j down for a page and a half; give how long after the last key its row stands on screen, in seconds."""
    console.press("1")
    settled(console)
    console.press("g", "P", "P", "P")  # without the preview, which is drawn once the cursor rests
    while console.read(0.5):
        pass
    for _ in range(75):
        began = time.perf_counter()
        console.press("j")
        while (left := began + PACE - time.perf_counter()) > 0:
            console.read(left)
    last, quiet = time.perf_counter(), time.perf_counter()
    while console.read(0.3):
        quiet = time.perf_counter()
    return quiet - last
