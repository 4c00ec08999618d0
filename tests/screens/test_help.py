"""Help: the keys of the screen it was asked on, as they are now, narrowed by typing."""

import re

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from klink_tui.actions import ACTIONS, actions_on, keys_text
from klink_tui.keymap import Keymap
from klink_tui.screens.help import HelpScreen, entries, matching
from tests.console import Console, console

SCREENS = sorted({screen for action in ACTIONS for screen in action.where} - {"app"})


def listed(c: Console) -> str:
    return str(c.app.screen.query_one("#keys", Static).visual)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_action_of_a_screen_and_of_the_app_is_listed_once(screen: str) -> None:
    found = [action.id for action, _ in entries(screen, Keymap())]
    assert sorted(found) == sorted({action.id for action in (*actions_on(screen), *actions_on("app"))})
    assert len(found) == len(set(found))


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_actions_of_a_screen_share_a_key(screen: str) -> None:
    keys = [key for action in (*actions_on(screen), *actions_on("app")) for key in action.keys.split(",")]
    assert sorted(keys) == sorted(set(keys))


def test_a_remapped_key_is_listed_instead_of_the_default() -> None:
    keys = {
        action.id: keys for action, keys in entries("tickets", Keymap(changed={"ticket.status": "f9,question_mark"}))
    }
    assert keys["ticket.status"] == "f9 ?"
    assert keys["refresh"] == "ctrl+r"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("STATUS", {"ticket.status"}),
        ("!", {"ticket.priority"}),
        ("page next", {"page.next"}),
        ("ctrl+r", {"refresh"}),
        ("G", {"list.bottom"}),
        ("no such thing", set()),
    ],
)
def test_typing_finds_keys_to_the_letter_and_words_in_any_case(typed: str, expected: set[str]) -> None:
    found = {action.id for action, _ in matching(entries("tickets", Keymap()), typed)}
    assert expected <= found
    if not expected:
        assert found == set()


async def test_it_shows_the_screen_it_was_asked_on_and_closes() -> None:
    async with console() as c:
        await c.press("question_mark")
        await c.until("Keys: tickets")
        assert "Next page" in listed(c)
        assert "Date range" not in listed(c)
        await c.press("escape", "f5")
        await c.until("cases")
        await c.press("f1")
        await c.until("Keys: cases")
        assert "Date range" in listed(c)
        await c.press("f1")
        assert not isinstance(c.app.screen, HelpScreen)


async def test_typing_narrows_and_says_how_far() -> None:
    async with console() as c:
        await c.press("question_mark")
        await c.type("theme")
        every = len(entries("tickets", Keymap()))
        await c.until(f"1 of {every}")
        assert keys_text("T") in listed(c)
        assert "Next page" not in listed(c)
        await c.type("zzz")
        await c.until("No key here does that")
        assert c.app.theme == "klink-dark", "a key that is typed here does nothing else"


async def test_a_remapped_app_lists_what_works() -> None:
    async with console() as c:
        c.app.use_keys(Keymap(changed={"refresh": "f9"}))
        await c.press("question_mark")
        await c.type("refresh")
        await c.until(lambda: re.search(r"f9 +Refresh", listed(c)))


async def test_it_opens_from_a_form_and_says_that_letters_wait() -> None:
    async with console() as c:
        await c.press("plus")
        await c.until("Title")
        await c.press("f1")
        await c.until("Keys: form")
        assert "single letters wait while you type" in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_all_of_it_can_be_reached(size: tuple[int, int]) -> None:
    async with console(size=size) as c:
        await c.press("question_mark")
        await c.until("Keys: tickets")
        await c.press(*["pagedown"] * 8)
        last = list(actions_on("app"))[-1]
        await c.until(lambda: re.search(rf"f1 +{last.text}", c.text()))
        scroll = c.app.screen.query_one("#scroll", VerticalScroll)
        assert scroll.scroll_offset.y == scroll.max_scroll_y
        await c.press(*["pageup"] * 8)
        assert scroll.scroll_offset.y == 0


async def test_long_texts_hang_under_their_own_column() -> None:
    async with console(size=(60, 30)) as c:
        await c.press("question_mark")
        c.app.screen.query_one(Input).value = "library"
        await c.until(lambda: "categories" in listed(c))
        lines = [line for line in listed(c).splitlines() if "presence" in line]
        assert lines
        assert all(line.startswith(" " * 20) for line in lines)
