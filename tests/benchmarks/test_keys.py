"""From a key to the row it paints, in the list of tickets and in the bare list beside it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.clock import numbers, pressed
from tests.benchmarks.table import Figure, show
from tests.terminal.console import Console, demo

HERE = Path(__file__).parent
ROWS = 25
"""How far the cursor goes; the list does not scroll."""


def row(console: Console, place: int) -> Callable[[], str]:
    """Give what tells the number of the row at ``place``."""
    return lambda: numbers(console)[place]


@pytest.mark.benchmark
def test_key_to_paint() -> None:
    cursor, bare_cursor = list[float](), list[float]()
    page, bare_page, jump = list[float](), list[float](), list[float]()
    with demo("--tickets", "2000") as console, Console([str(HERE / "bare_list.py")]) as bare:
        console.until(re.compile(r"page 1 of \d+ · 2,000 tickets"))
        bare.until("38839")
        for key, places in (("j", range(1, ROWS)), ("k", range(ROWS - 2, -1, -1))) * 2:
            for place in places:
                cursor.append(pressed(console, key, row(console, place)))
                bare_cursor.append(pressed(bare, key, row(bare, place)))
        for key in "nnnn" + "ppppnnnn" * 5:
            page.append(pressed(console, key, row(console, 0)))
            bare_page.append(pressed(bare, key, row(bare, 0)))
        for number in range(8, 40, 3):
            console.press("#")
            console.until("Go to page")
            console.press(str(number))
            console.until(f"│  {number} ")
            jump.append(pressed(console, "enter", row(console, 0)))
            assert f"page {number} of" in console.text
    least_cursor, least_page = Figure("the bare list: cursor", bare_cursor), Figure("the bare list: page", bare_page)
    figures = [
        least_cursor,
        Figure("klink-tui: cursor", cursor, least_cursor),
        least_page,
        Figure("klink-tui: page, here already", page, least_page),
        Figure("klink-tui: page, asked of the sandbox", jump, least_page),
    ]
    show("Key to paint (ms, 120 × 36, 50 rows a page, preview on)", figures)
    assert all(0 < figure.middle < 10_000 for figure in figures)
