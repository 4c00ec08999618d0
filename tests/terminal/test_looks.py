"""What only a real terminal can show: that no change of size loses the place, and that NO_COLOR means no colour."""

import re
from functools import partial

from tests.terminal.console import Console, demo

FIRST_PAGE = re.compile(r"page 1 of \d+ · 480 tickets")
SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_COLOURS = frozenset({*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)})


def under_cursor(console: Console) -> str:
    """Give the number of the ticket whose row is drawn in bold; empty while there is none."""
    for y, line in enumerate(console.lines):
        found = re.search(r" (\d{5}) ", line)
        if found and console.screen.buffer[y][found.start(1)].bold:
            return found[1]
    return ""


def stands_at(console: Console, number: str, rows: int) -> bool:
    """Tell whether the cursor is on that ticket, and the whole screen is drawn."""
    return under_cursor(console) == number and console.lines[rows - 2].startswith(" page 1 of")


def colours(raw: bytes) -> set[int]:
    """Give the codes of colours among what was written."""
    codes = {int(code) for found in SGR.findall(raw) for code in re.split(rb"[;:]", found) if code}
    return codes & _COLOURS


def test_the_cursor_stays_on_its_ticket_at_every_size() -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        console.until(lambda: under_cursor(console) != "")
        console.press(*"j" * 28)
        number = ""

        def has_come() -> bool:
            nonlocal number
            number = under_cursor(console)
            return console.lines[2 + 29].find(f" {number} ") > 0 if number else False

        console.until(has_come)
        for columns, rows in [(80, 24), (200, 50), (60, 18), (160, 40), (100, 30), (40, 10), (120, 36)]:
            console.resize(columns, rows)
            console.until(partial(stands_at, console, number, rows))
        console.press("enter")
        console.until(f" #{number}  ")
        console.press("q")
        console.until(partial(stands_at, console, number, 36))
        console.press("q")
        assert console.ended() == 0


def test_no_color_means_no_colour() -> None:
    with demo(environment={"NO_COLOR": "1"}) as console:
        console.until(FIRST_PAGE)
        console.until(lambda: under_cursor(console) != "")
        line = next(y for y, line in enumerate(console.lines) if f" {under_cursor(console)} " in line)
        at = console.lines[line].index(under_cursor(console))
        assert console.screen.buffer[line][at].reverse
        console.press("s")
        console.until("Status of #")
        console.press("escape", "f3")
        console.until("contacts ·")
        console.press("q", "q")
        assert console.ended() == 0
        assert colours(bytes(console.raw)) == set()


def test_colours_are_there_else() -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        assert colours(bytes(console.raw))
        console.press("q")
        assert console.ended() == 0
