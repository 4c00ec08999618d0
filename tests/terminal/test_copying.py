"""Copying as a terminal gets it: one sequence with all of the text, over SSH as well."""

import base64
import re

from tests.terminal.console import Console, demo

FIRST_PAGE = re.compile(r"page 1 of \d+ · 480 tickets")
SEQUENCE = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def copied(console: Console) -> list[str]:
    """Give what the terminal was asked to keep, in its order."""
    return [base64.b64decode(found).decode() for found in SEQUENCE.findall(bytes(console.raw))]


def test_number_and_fields_are_copied_over_ssh() -> None:
    with demo(environment={"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}) as console:
        console.until(FIRST_PAGE)
        console.press("/")
        console.press(*"환불", "enter")
        console.until("match")
        console.press("y")
        console.until(lambda: len(copied(console)) == 1)
        number = copied(console)[0]
        console.until(f"Copied {number}.")
        console.press("F")
        console.until(f"Copy a field of #{number}")
        console.press(*"title", "enter")
        console.until(lambda: len(copied(console)) == 2)
        title = copied(console)[1]
        assert "환불" in title
        console.press("escape", "q", "q")
        assert console.ended() == 0
        assert console.attributes_are_restored
