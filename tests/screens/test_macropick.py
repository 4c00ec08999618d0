"""Choosing a macro: by its key or by typing ahead, from files as they are now; broken ones are named."""

import threading

import pytest
from textual.widgets import Input

from klink_tui.macros.book import Book, Shelf
from klink_tui.screens.macro import MacroScreen
from klink_tui.screens.macropick import MacroPickScreen
from tests.console import console
from tests.screens.macroviews import ASK, FILES, message, picking, put, with_macros
from tests.screens.views import on_view, tickets

OTHER = '[set]\npriority = "high"'
BROKEN = {
    "macros/ask.toml": ASK,
    "macros/bad.toml": 'name = "Bad"\nmessage = "{contact.nmae}"',
    "macros/odd.toml": '[set]\ncf_regoin = "north"',
}


def listed(screen: MacroPickScreen) -> list[str]:
    return [" ".join(str(screen.prompt(place, one)).split()) for place, one in enumerate(screen.matches)]


async def test_it_lists_what_each_does_with_its_key() -> None:
    more = "next = true\ntags = ['vip']\n[set]\ncf_refund_amount = 3"
    async with with_macros({**FILES, "macros/other-one.toml": more}) as (c, _):
        screen = await picking(c)
        assert listed(screen) == [
            "p Ask, set pending status pending · priority high · message",
            "o other one refund amount 3 · +vip · next",
        ]
        assert "Macro on #" in c.text()
        await c.press("escape")
        tickets(c)
        await picking(c)
        await c.press("o")
        await c.until(lambda: isinstance(c.app.screen, MacroScreen))


async def test_typing_finds_by_words_and_a_space_keeps_letters_from_being_keys() -> None:
    many = {f"macros/m{number}.toml": f'name = "Macro {number}"\n{OTHER}' for number in range(12)}
    async with with_macros({**many, "macros/ask.toml": ASK}) as (c, _):
        screen = await picking(c)
        assert len(listed(screen)) == 13
        assert listed(screen)[0].startswith("p Ask"), "of many only those with a key of their own have one"
        assert listed(screen)[1].startswith("Macro 0")
        await c.press("space")
        await c.type("pending")
        assert [one.split(" status")[0] for one in listed(screen)] == ["p Ask, set pending"]
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, MacroScreen))
        await c.press("escape")
        screen = await picking(c)
        await c.type("macro 11")
        await c.press("enter")
        await c.until(lambda: "Macro Macro 11" in c.text())


async def test_broken_files_are_listed_with_file_line_and_the_nearest_name() -> None:
    async with with_macros(BROKEN) as (c, _):
        screen = await picking(c)
        first, odd, bad = listed(screen)[0], listed(screen)[2], listed(screen)[1]
        assert first.startswith("p Ask")
        assert bad == (
            "can't be used macros/bad.toml:2: There is no variable {contact.nmae}. Did you mean {contact.name}?"
        )
        assert odd.startswith("can't be used macros/odd.toml:2: cf_regoin: The form has no such field. Did you mean")
        assert "2 can't be used" in c.text()
        await c.press("down", "enter")
        on_view(c, MacroPickScreen)
        assert c.toasts == [f"This macro can't be used: {bad.removeprefix(chr(99) + 'an' + chr(39) + 't be used ')}"]


async def test_files_are_read_again_when_it_opens() -> None:
    async with with_macros() as (c, directory):
        assert len(listed(await picking(c))) == 1
        await c.press("escape")
        put(directory, {"macros/ask.toml": ASK.replace("Hello", "Dear"), "macros/new.toml": f'name = "New"\n{OTHER}'})
        assert [one.split(" status")[0] for one in listed(await picking(c))][-1].startswith("n New")
        await c.press("p")
        await c.until(lambda: isinstance(c.app.screen, MacroScreen))
        assert message(c).startswith("Dear ")
        await c.press("escape")
        (directory / "macros/ask.toml").unlink()
        assert [one[:5] for one in listed(await picking(c))] == ["n New"]


async def test_without_any_it_says_how_to_begin() -> None:
    async with with_macros({}) as (c, _):
        await picking(c)
        assert "No macros yet. klink-tui macros --examples writes some to begin with." in c.text()
        await c.press("enter", "x")
        on_view(c, MacroPickScreen)


async def test_a_slow_disk_holds_nothing_up_and_a_key_pressed_meanwhile_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()
    look = Book.look

    def slow(book: Book) -> Shelf:
        go_on.wait(10)
        return look(book)

    async with with_macros() as (c, _):
        monkeypatch.setattr(Book, "look", slow)
        await c.press("m")
        screen = on_view_picker(c.app.screen)
        assert screen.is_opening
        assert "looking …" in c.text()
        c.burst("p")
        await c.until(lambda: screen.query_one(Input).value == "p")
        go_on.set()
        await c.until(lambda: isinstance(c.app.screen, MacroScreen))


def on_view_picker(screen: object) -> MacroPickScreen:
    assert isinstance(screen, MacroPickScreen)
    return screen


async def test_the_demonstration_has_examples() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        screen = await picking(c)
        assert [one[:1] for one in listed(screen)] == ["p", "u", "r"]
        assert all("can't be used" not in one for one in listed(screen))
