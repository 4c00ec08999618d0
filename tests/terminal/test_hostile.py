"""Nothing that somebody wrote drives the terminal or the console (reliability, T2 and T3): every byte is looked at."""

import re
from collections.abc import Iterator

import pytest

from tests.terminal.console import Console, demo
from tests.terminal.stream import foreign

QUEUE = re.compile(r"^ page \d+ of \d+ · 480 tickets", re.MULTILINE)
PREVIEWED = r"▏ #(\d+)\b"
"""The number of the ticket in the preview."""
OPENED = r"of the queue · #(\d+)\b"
"""The number of the ticket that is open."""
SCREENS = {
    "f3": re.compile(r"page 1 of \d+ · 160 contacts"),
    "f5": re.compile(r"page 1 of \d+ · \d+ cases"),
    "f6": re.compile(r"^ \d+ categories", re.MULTILINE),
    "f7": re.compile(r"\d+ requests in this run"),
}
LIBRARY = {"2": "tags", "3": "channels", "4": "groups", "5": "presence"}


@pytest.fixture
def console() -> Iterator[Console]:
    """A console on a desk where everything that people wrote is hostile, at its first page."""
    with demo("--quirk", "hostile") as console:
        console.until(QUEUE)
        console.until(re.compile(PREVIEWED))
        yield console


def assert_clean_to_the_end(console: Console) -> None:
    """The hostile strings were there, the console still does what its keys say, and sent no byte of theirs."""
    assert console.raw.count(b"[31mred screen[0m") > console.raw.count(b"\x1b[31mred screen")
    console.press("f2")
    console.until(QUEUE)
    console.press("q")
    assert console.ended() == 0
    assert foreign(bytes(console.raw)) == []


def look(console: Console, key: str, wanted: str | re.Pattern[str], *, behind: str | re.Pattern[str] = "") -> None:
    """Open what ``key`` opens, and come back with escape where ``behind`` says what is seen then."""
    console.press(key)
    console.until(wanted)
    if behind:
        console.press("escape")
        console.until(lambda: console.holds(behind) and not console.holds(wanted))


def step(console: Console, key: str, pattern: str) -> None:
    """Press ``key`` and wait until another ticket's number is shown."""
    before = console.find(pattern)
    console.press(key)
    console.until(lambda: console.find(pattern) != before)


def around_a_ticket(console: Console) -> None:
    """From an open ticket look at its form, composer and choices, and at its contact and their form."""
    number = console.find(OPENED)
    here = f"of the queue · #{number}"
    look(console, "e", "nothing changed", behind=here)
    look(console, "r", "This reaches the customer", behind=here)
    look(console, "s", f"Status of #{number}", behind=here)
    console.press("@")
    console.until(lambda: "Cases, last 30 days" in console.text and "Add tags" in console.text)
    contact = re.compile("Tickets .*Cases, last 30 days", re.DOTALL)
    look(console, "e", "nothing changed", behind=contact)
    console.press("q")
    console.until(here)


def test_no_screen_lets_a_foreign_byte_through(console: Console) -> None:
    for _ in range(12):
        step(console, "j", PREVIEWED)
    look(console, "n", "page 2 of")
    look(console, "enter", re.compile(OPENED))
    around_a_ticket(console)
    for key, wanted in SCREENS.items():
        look(console, key, wanted)
        if key == "f6":
            for tab, noun in LIBRARY.items():
                look(console, tab, re.compile(rf"^ [\d,]+\+? .*{noun}", re.MULTILINE))
        else:
            look(console, "?", re.compile("Keys: "), behind=wanted)
    console.press("f2")
    console.until(re.compile(OPENED))
    console.press("q")
    console.until(QUEUE)
    assert_clean_to_the_end(console)


def test_a_click_on_an_action_in_a_text_runs_nothing(console: Console) -> None:
    clicked = 0
    for page in range(2, 5):
        clicked += console.click("@click=app.quit")
        console.press("n")
        console.until(f" page {page} of")
    assert clicked
    console.press("enter")
    console.until(re.compile(OPENED))
    console.click("@click=app.quit")
    console.click("https://evil.example")
    console.press("q")
    console.until(QUEUE)
    assert_clean_to_the_end(console)


@pytest.mark.long
def test_sixty_tickets_through_six_screens(console: Console) -> None:
    console.press("enter")
    console.until(re.compile(OPENED))
    for _ in range(60):
        around_a_ticket(console)
        step(console, "]", OPENED)
    console.press("q")
    console.until(QUEUE)
    assert_clean_to_the_end(console)
