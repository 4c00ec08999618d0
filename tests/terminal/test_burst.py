"""Keys that a slow line delivers in one piece do what they do at human pace."""

import re

from tests.terminal.console import KEYS, demo
from tests.terminal.test_session import FIRST_PAGE, confirmed_quit

NUMBER = re.compile(r"^ +(\d{5}) ", re.MULTILINE)


def test_keys_in_one_piece_are_taken_one_by_one() -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        console.until(NUMBER)

        # A page by its number, and back; then a search in another place, left by the key behind enter.
        console.press("#", "3", "enter")
        console.until("page 3 of")
        console.press("f3", "/", "an", "enter", "jj", "f2")
        console.until("page 3 of")
        console.press("f3")
        console.until("“an”")
        console.press("f2")
        console.until("page 3 of")

        # A form, and what is typed into its first field.
        number = console.find(NUMBER.pattern)
        console.press("gg", "e", "end", " Undivided", "ctrl+s")
        console.until(lambda: all(part in console.text for part in ("page 3 of", f" {number} ", "Undivided")))
        console.press("e")
        console.until("nothing changed · Title")
        assert "Undivided" in console.text

        # A paste between keys, and the end.
        console.press("end", "!", "\x1b[200~?!\x1b[201~", "!", "tab", f"{KEYS['ctrl+q']}")
        assert confirmed_quit(console) == 0  # the change is held still
