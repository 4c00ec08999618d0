"""The keys in use are those of the settings wherever a key is pressed, drawn or named."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from textual.widgets import Input, Static

import klink_tui.screens
from klink_tui.actions import ACTIONS, BY_ID, Action, actions_on
from klink_tui.app import KlinkApp
from klink_tui.keymap import APP, screens
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.help import HelpScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.themepick import ThemeScreen
from klink_tui.widgets.bars import KeyBar
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.outboxlook import KEYS
from tests.console import Console, console
from tests.gate import to
from tests.screens.views import open_ticket, tickets

PLACES = [(action, screen) for action in ACTIONS for screen in action.where]


def kinds() -> dict[str, type]:
    """Give the class behind every name of the table's screens."""
    for module in pkgutil.iter_modules(klink_tui.screens.__path__):
        importlib.import_module(f"klink_tui.screens.{module.name}")
    found: dict[str, type] = {APP: KlinkApp}
    left: list[type[DeskScreen[object]]] = [DeskScreen]
    while left:
        for kind in left.pop().__subclasses__():
            left.append(kind)
            if kind.NAME:
                found.setdefault(kind.NAME, kind)
    return found


def footer(c: Console) -> str:
    """Give the key bar as it is drawn."""
    return str(c.app.screen.query_one(KeyBar).render())


def listed(c: Console) -> str:
    """Give what help lists."""
    return str(c.app.screen.query_one("#keys", Static).visual)


def test_the_table_knows_every_screen_and_no_other() -> None:
    assert set(kinds()) == set(screens())


@pytest.mark.parametrize(("action", "screen"), PLACES, ids=[f"{action.id}-{screen}" for action, screen in PLACES])
def test_every_action_has_a_handler_on_each_screen_it_is_for(action: Action, screen: str) -> None:
    method = action.method.partition("(")[0]
    handler = getattr(kinds()[screen], f"action_{method}", None)
    assert callable(handler), f"{screen} has no action_{method}"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_a_footer_shows_what_works_there(action: Action) -> None:
    assert all(action in actions_on(screen) for screen in action.footer) or APP in action.where
    assert set(action.footer) <= set(screens())


def test_every_id_in_a_sentence_is_in_the_table() -> None:
    """What is put in the place of keys is only looked up when the sentence is needed."""
    said: list[object] = [*KEYS.values()]
    for path in Path(klink_tui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "keyed":
                said += [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    ids = {id for words in said if isinstance(words, str) for id in re.findall(r"<([a-z0-9_.]+)>", words)}
    assert len(ids) > 10
    assert ids <= set(BY_ID)
    assert all(keyed(words) for words in said if isinstance(words, str))


async def test_the_users_key_does_it_and_the_old_one_does_not() -> None:
    async with console(keys={"ticket.status": "f9, ctrl+t"}) as c:
        await c.press("s")
        assert c.screen is tickets(c)
        await c.press("f9")
        await c.until("Status of #")
        assert isinstance(c.app.screen, PickerScreen)
        await c.press("escape", "ctrl+t")
        assert isinstance(c.app.screen, PickerScreen)
        await c.press("escape")
        assert "f9 Status" in footer(c)


async def test_an_action_without_a_key_is_in_the_palette_and_in_help_alone() -> None:
    async with console(keys={"ticket.status": "", "theme": ""}) as c:
        await c.press("s", "T")
        assert c.screen is tickets(c)
        assert "Status" not in footer(c)
        await c.press("question_mark")
        await c.type("theme")
        await c.until(lambda: re.search(r"^ +Theme", listed(c), re.MULTILINE))
        await c.press("escape", "colon")
        await c.type("go to theme")
        await c.until("Go to: Theme")
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, ThemeScreen))


async def test_keys_of_the_whole_app_are_the_users_on_every_screen() -> None:
    async with console(keys={"help": "f10", "go.contacts": "alt+c"}) as c:
        await c.press("question_mark", "f1", "f3")
        assert c.screen is tickets(c)
        assert "f10 Help" in footer(c)
        await c.press("f10")
        await c.until("Keys: tickets")
        await c.press("f10")
        assert not isinstance(c.app.screen, HelpScreen), "what opens help closes it"
        await c.press("alt+c")
        assert c.screen.NAME == "contacts"


async def test_a_key_that_types_nothing_works_while_a_field_has_the_focus() -> None:
    """Textual's own remapping would look for it under the letter of before, which the field keeps to itself."""
    async with console(keys={"theme": "f10"}) as c:
        await c.press("slash")
        assert isinstance(c.app.focused, Input)
        await c.type("T")
        assert c.screen is tickets(c)
        await c.press("f10")
        assert isinstance(c.app.screen, ThemeScreen)


async def test_a_letter_in_the_place_of_another_key_is_typed_in_a_field() -> None:
    async with console(keys={"refresh": "u"}) as c:
        await c.press("slash")
        await c.type("u")
        assert isinstance(c.app.focused, Input)
        assert c.app.focused.value == "u"


async def test_sentences_name_the_users_key() -> None:
    async with console(keys={"refresh": "f10", "go.cases": "f11"}) as c:
        c.gate.answer(to("GET", "/cx-logs"), 403, {"message": "no cases for you"})
        await c.press("f11")
        await c.until(lambda: c.status.trouble.startswith("f10 tries again"))
        assert "ctrl+r" not in c.text()


async def test_tabs_and_views_show_the_key_that_leads_there() -> None:
    async with console(keys={"view.1": "f9", "view.2": "", "shelf.tags": "t", "shelf.channels": ""}) as c:
        bar = c.text().splitlines()[1]
        assert bar.startswith(" f9 ")
        assert " 2 " not in bar
        assert " 3 " in bar
        await c.press("f6")
        await c.until(" 1 Categories")
        assert " t Tags" in c.text()
        assert " 3 Channels" not in c.text()


async def test_the_vim_preset_pages_with_h_and_l_and_undoes_with_u() -> None:
    async with console(preset="vim", undo_seconds=60) as c:
        await c.press("l")
        await c.until("page 2 of 2")
        await c.press("h")
        await c.until("page 1 of 2")
        await c.press("s", "down", "enter")
        await c.until("u takes back")
        await c.press("u")
        await c.until(lambda: any("Taken back" in toast for toast in c.toasts))
        assert c.writes() == []


async def test_the_gmail_preset_labels_with_l_and_goes_back_with_u() -> None:
    async with console(preset="gmail") as c:
        await open_ticket(c)
        await c.press("l")
        await c.until("Tags of #")
        await c.press("escape", "u")
        assert c.screen is tickets(c)
        await c.press("c")
        await c.until("Title")
        assert isinstance(c.app.screen, FormScreen)


async def test_what_cant_be_used_is_said_at_start_and_the_presets_key_works() -> None:
    async with console(keys={"ticket.status": "e", "ticket.stats": "f9", "theme": "ctrl+q"}, preset="frob") as c:
        await c.until(lambda: any(toast.startswith("Keys: ") for toast in c.toasts))
        (said,) = [toast for toast in c.toasts if toast.startswith("Keys: ")]
        assert "There is no preset 'frob'" in said
        assert "ticket.status: e is also ticket.edit (Edit) on run, ticket, tickets. It keeps s." in said
        assert "Did you mean ticket.status?" in said
        await c.press("s")
        await c.until("Status of #")
