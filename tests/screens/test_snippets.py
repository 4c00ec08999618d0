"""Snippets: offered behind a semicolon in long texts, put in with their variables, never in the way of typing."""

import pytest
from textual.widgets import TextArea

from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.note import NoteScreen
from klink_tui.widgets.snippets import SnippetList
from tests.console import Console
from tests.screens.macroviews import message, put, with_macros
from tests.screens.views import on_view, sent, tickets

SNIPPETS = {
    "snippets/thanks.md": "Thank you, {contact.name},\nfor “{ticket.title}”.",
    "snippets/photo.md": "A photo, please.",
    "snippets/sign.md": "Yours, {agent.name}",
}


async def composing(c: Console) -> None:
    await c.press("r")
    await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
    await c.rest()


def offered(c: Console) -> list[str]:
    """Give what is offered, top to bottom; nothing while the list is closed."""
    lists = [one for one in c.app.screen.query(SnippetList) if one.is_open]
    return [lists[0].at(place).text for place in range(lists[0].option_count)] if lists else []


async def test_a_name_is_completed_and_its_text_put_in_at_the_cursor() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        at = tickets(c).ticket
        assert at is not None
        await composing(c)
        await c.type("Hello! ;")
        assert offered(c) == [";photo", ";sign", ";thanks"]
        assert "A photo, please." in c.text()
        await c.type("tha")
        assert offered(c) == [";thanks"]
        await c.press("enter")
        expected = f"Hello! Thank you, {at.contact_name},\nfor “{at.title}”."
        assert message(c) == expected
        assert offered(c) == []
        await c.type(" Bye")
        assert message(c) == f"{expected} Bye"
        await c.press("ctrl+z", "ctrl+z")
        assert message(c).startswith("Hello! ;tha")


async def test_tab_takes_the_first_arrows_move_and_escape_only_closes() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        await composing(c)
        await c.type(";")
        await c.press("tab")
        assert message(c) == "A photo, please."
        await c.type(" ;")
        await c.press("down", "down", "up", "enter")
        assert message(c).startswith("A photo, please. Yours, ")
        await c.type(" ;p")
        await c.press("escape")
        assert offered(c) == []
        on_view(c, ComposeScreen)
        assert message(c).endswith(" ;p")


@pytest.mark.parametrize("text", ["a;", "a;tha", "it is so;", "&amp;", "; ", ";)", ";nothing", "x ;-)", ";tha nks"])
async def test_it_stays_out_of_the_way_of_typing(text: str) -> None:
    async with with_macros(SNIPPETS) as (c, _):
        await composing(c)
        await c.type(text)
        assert offered(c) == []
        await c.press("enter")
        await c.type("more")
        assert message(c) == f"{text}\nmore"


async def test_a_bare_semicolon_and_enter_is_a_new_line() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        await composing(c)
        await c.type(";")
        assert offered(c)
        await c.press("enter")
        assert message(c) == ";\n"
        assert offered(c) == []


async def test_it_closes_when_the_cursor_goes_elsewhere_and_opens_as_one_goes_back() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        await composing(c)
        await c.type("one ;ph")
        assert offered(c) == [";photo"]
        await c.press("left")
        assert offered(c) == []
        await c.press("end", "backspace")
        assert offered(c) == [";photo"]
        await c.press("backspace", "backspace")
        assert offered(c) == []


async def test_a_burst_of_keys_does_the_same() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        await composing(c)
        c.burst(*"Hi ;pho", "tab", *"ok")
        await c.until(lambda: message(c) == "Hi A photo, please.ok")


async def test_an_empty_variable_is_said_and_asked_about_before_it_is_sent() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        await composing(c)
        await c.type(";sign")
        await c.press("tab")
        assert message(c) == "Yours, {agent.name}"
        assert c.toasts == ["{agent.name} has no value here: write something in its place."]
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))
        await c.settle()
        assert "It says {agent.name} still." in c.text()
        await c.press("n")
        assert c.writes() == []
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))
        await c.settle()
        await c.press("y")
        await c.rest()
        assert "Yours, {agent.name}" in str(sent(c, "POST"))


async def test_files_are_read_again_as_one_writes() -> None:
    async with with_macros(SNIPPETS) as (c, directory):
        await composing(c)
        put(directory, {"snippets/new.md": "Brand new."})
        await c.type(";")
        await c.rest()
        await c.type("ne")
        assert offered(c) == [";new"]
        await c.press("tab")
        assert message(c) == "Brand new."


async def test_notes_and_long_fields_of_forms_have_them_too() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        at = tickets(c).ticket
        assert at is not None
        await c.press("N")
        await c.until(lambda: isinstance(c.app.screen, NoteScreen))
        await c.rest()
        await c.type(";tha")
        await c.press("tab")
        assert at.contact_name in message(c)
        await c.press("escape", "e")
        await c.until(lambda: isinstance(c.app.screen, FormScreen) and bool(c.app.screen.query(TextArea)))
        await c.rest()
        area = c.app.screen.query(TextArea).first()
        area.focus()
        await c.rest()
        area.move_cursor(area.document.end)
        await c.type(" ;photo")
        assert offered(c) == [";photo"]
        await c.press("tab")
        assert area.text.endswith(" A photo, please.")
        assert area.has_focus
        await c.press("f1")


async def test_a_click_takes_one() -> None:
    async with with_macros(SNIPPETS) as (c, _):
        await composing(c)
        await c.type(";")
        shown = c.app.screen.query_one(SnippetList)
        await c.pilot.click(shown, offset=(3, 0))
        await c.settle()
        assert message(c) == "A photo, please."
        assert c.app.screen.query_one(TextArea).has_focus


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_list_stands_at_the_cursor_also_at_the_bottom(size: tuple[int, int]) -> None:
    async with with_macros(SNIPPETS, size=size) as (c, _):
        await composing(c)
        for _ in range(size[1]):
            await c.press("enter")
        await c.type("  ;")
        lines = c.text().split("\n")
        assert any(line.strip().startswith(";photo") for line in lines)
        assert sum(";thanks" in line for line in lines) == 1
