"""Other terminals than the usual one (reliability, T16): usable or refused in words, and left as they were found."""

import re
from itertools import product

import pytest

from tests.terminal.console import demo
from tests.terminal.stream import foreign, modes_left
from tests.terminal.test_session import AS_FOUND

SIZES = [(20, 5), (40, 12), (60, 20), (79, 24), (100, 30), (160, 48), (240, 70), (300, 12)]
ENVIRONMENTS = [
    {"TERM": "screen-256color", "COLORTERM": ""},
    {"TERM": "tmux-256color"},
    {"TERM": "linux", "COLORTERM": "", "LANG": "C"},
    {"TERM": "vt100", "COLORTERM": ""},
    {"NO_COLOR": "1"},
]


def use(environment: dict[str, str], columns: int, rows: int) -> None:
    """Open a ticket and come back, whatever of it fits."""
    with demo(columns=columns, rows=rows, environment=environment) as console:
        console.until(re.compile(r" \d{5}  ?\S", re.MULTILINE))
        number = console.find(r" (\d{5})  ?\S")
        console.press("enter")
        console.until(f"#{number}")
        console.press("q")
        console.until(re.compile(rf"^[^#]* {number} ", re.MULTILINE))
        console.press("q")
        assert console.ended() == 0
        raw = bytes(console.raw)
        assert AS_FOUND | modes_left(raw) == AS_FOUND
        assert console.attributes_are_restored
        assert foreign(raw) == []
        if "NO_COLOR" in environment:
            assert not re.search(rb"[34]8;[25];|\x1b\[(?:\d+;)*(?:3|4|9|10)[0-7]m", raw), "there is a colour"


@pytest.mark.parametrize(
    ("environment", "size"), [(ENVIRONMENTS[2], (40, 12)), (ENVIRONMENTS[4], (160, 48))], ids=["linux", "no colour"]
)
def test_a_terminal_of_another_kind(environment: dict[str, str], size: tuple[int, int]) -> None:
    use(environment, *size)


@pytest.mark.long
@pytest.mark.parametrize(("environment", "size"), product(ENVIRONMENTS, SIZES), ids=repr)
def test_many_terminals(environment: dict[str, str], size: tuple[int, int]) -> None:
    use(environment, *size)


@pytest.mark.parametrize("kind", ["dumb", "", "unknown"])
def test_one_that_places_no_cursor_is_refused(kind: str) -> None:
    with demo(environment={"TERM": kind}) as console:
        assert console.ended() == 2
        assert "can't place a cursor" in console.text
        assert b"\x1b" not in console.raw
