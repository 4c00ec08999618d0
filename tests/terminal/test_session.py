"""A working day in a minute, in a real terminal: page, open, change, edit, look at the contact, quit."""

import re
import signal
import time
from functools import partial

import pytest

from klink_tui.demo import DEMO_TOKEN
from tests.terminal.console import Console, children, demo, watched
from tests.terminal.stream import foreign, modes_left

FIRST_PAGE = re.compile(r"page 1 of \d+ · 480 tickets")
FIRST_NUMBER = r"^ +(\d{5}) "

AS_FOUND = {
    "2026": False,  # whole frames
    "1049": False,  # the alternate screen
    "25": True,  # the cursor is shown
    "1000": False,  # mouse
    "1003": False,
    "1006": False,
    "1015": False,
    "1004": False,  # focus
    "2004": False,  # paste
    "7": True,  # line wrap
}


def assert_left_in_order(console: Console) -> None:
    """The terminal is as it was found, and nothing that went through it was secret or somebody else's."""
    raw = bytes(console.raw)
    assert AS_FOUND | modes_left(raw) == AS_FOUND
    assert console.attributes_are_restored
    assert raw.count(b"\x1b[>25u") == raw.count(b"\x1b[<u"), "the keyboard protocol is left as it was found"
    assert DEMO_TOKEN.encode() not in raw
    assert foreign(raw) == []


def fills(console: Console, rows: int) -> bool:
    """Tell whether the status line and the keys stand at the foot of a screen of so many rows."""
    return console.lines[rows - 2].startswith(" page 1 of") and console.lines[rows - 1].startswith(" enter Open")


def choose(console: Console) -> tuple[str, str]:
    """Put the cursor on the first ticket with a title in plain letters; give its number and the title's beginning."""
    rows = [line for line in console.lines if re.match(r" +\d{5} ", line)]
    for place, line in enumerate(rows):
        if found := re.match(r" +(\d+) ([A-Z][a-z]+ [a-z]+)", line):
            console.press(*["j"] * place)
            return found[1], found[2]
    raise AssertionError(f"No such title:\n{console.text}")


def differs(console: Console, before: str) -> bool:
    """Tell whether the screen shows something else than before."""
    return console.text != before


def scrolled_to(console: Console, pattern: str) -> str:
    """Scroll a ticket down, as far as its text is long, until a pattern is on view; give its first group."""
    while not console.holds(re.compile(pattern)):
        moved = partial(differs, console, console.text)
        console.press("J")
        console.until(moved)
    return console.find(pattern)


def answer(console: Console, question: str, key: str) -> None:
    """Answer a question once it can have been read: what was pressed before is no answer to it."""
    console.until(question)
    time.sleep(0.3)
    console.press(key)


def confirmed_quit(console: Console) -> int:
    """Answer that one wants to quit; give the exit code."""
    answer(console, "Quit?", "y")
    return console.ended()


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), pytest.param(120, 36, marks=pytest.mark.long)])
def test_a_day_at_the_desk(columns: int, rows: int) -> None:
    with demo(columns=columns, rows=rows) as console:
        console.until(FIRST_PAGE)
        console.until(re.compile(FIRST_NUMBER, re.MULTILINE))
        first = console.find(FIRST_NUMBER)
        (sandbox,) = children(console.pid)

        # Page forward and back.
        console.press("n")
        console.until(lambda: "page 2 of" in console.text and console.find(FIRST_NUMBER) != first)
        console.press("p")
        console.until(lambda: "page 1 of" in console.text and console.find(FIRST_NUMBER) == first)

        # Open one, change its status by one key and one choice.
        number, title = choose(console)
        heading = f" #{number}  {title}"
        console.press("enter")
        console.until(heading)
        status = scrolled_to(console, r"\bStatus +(\w+)")
        key, wanted = ("o", "open") if status != "open" else ("p", "pending")
        console.press("s")
        console.until(f"Status of #{number}")
        console.press(key)
        console.until(re.compile(rf"^ {wanted} ", re.MULTILINE))
        console.until(re.compile(rf"Status +{wanted}\b"))
        console.until("z takes back")
        console.until(
            lambda: not re.search("takes back|sending|waiting", console.lines[rows - 2])
        )  # the server took it
        assert "✗" not in console.text

        # Edit a field in the form and send it.
        console.press("e")
        console.until("nothing changed · Title")
        console.press("end", " Seen today.")
        console.until("1 changed")
        console.press("ctrl+s")
        console.until(re.compile(rf"^{heading}[^#]*Seen\s+today\.", re.MULTILINE))
        console.until("z takes back")  # it is held, and shown all the same

        # Their contact, and back.
        console.press("@")
        console.until(lambda: "Their contact" not in console.text and "Edit" in console.text)
        console.until(re.compile(r"Phone|Email|no phone"))
        console.press("q")
        console.until(heading)
        console.press("q")
        console.until("page 1 of")

        console.until(lambda: not re.search("takes back|sending|waiting", console.lines[rows - 2]))
        with watched(sandbox) as has_ended:
            console.press("q")
            assert console.ended() == 0
            assert has_ended()
        assert_left_in_order(console)


def test_quitting_while_something_is_held_asks_first() -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        console.until(re.compile(FIRST_NUMBER, re.MULTILINE))
        console.press("s")
        console.until("Status of #")
        console.press("down", "enter")
        console.until("z takes back")
        console.press("q")
        console.until("lost")  # the demonstration goes with all that is in it
        assert confirmed_quit(console) == 0
        assert_left_in_order(console)


def test_a_terminal_that_changes_its_size() -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        for columns, rows in [(80, 24), (60, 18), (160, 48), (40, 10), (120, 36)]:
            console.resize(columns, rows)
            console.until(partial(fills, console, rows))
        for step in range(40):  # a window that is dragged
            console.resize(120 - step, 36 - step // 2)
        console.until(partial(fills, console, 36 - step // 2))
        console.press("n")
        console.until("page 2 of")
        console.press("q")
        assert console.ended() == 0
        assert_left_in_order(console)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_sandbox_outlives_the_console(number: signal.Signals) -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        (sandbox,) = children(console.pid)
        with watched(sandbox) as has_ended:
            console.send_signal(number)
            console.ended()
            assert has_ended()


def test_a_request_to_end_leaves_the_terminal_as_it_was_found() -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        console.send_signal(signal.SIGTERM)
        assert console.ended() == 128 + signal.SIGTERM
        assert_left_in_order(console)


def test_leaving_before_the_sandbox_listens() -> None:
    with demo() as console:
        console.until(re.compile("Fetching tickets|page 1 of"))
        console.press("q")
        assert console.ended() == 0
        assert_left_in_order(console)
