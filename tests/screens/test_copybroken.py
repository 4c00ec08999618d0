"""What asks the copy who is who, while it can't be read: it says so, and goes on without."""

import pytest

from klink_tui.app import KlinkApp
from klink_tui.errors import StoreError
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.macro import MacroScreen
from tests.console import Console, console
from tests.screens.macroviews import chosen, message, with_macros
from tests.screens.views import tickets

WORDS = "The copy can't be read."
SIGNED = "name = 'Signed'\nkey = 'p'\nmessage = 'Yours, {agent.name}'\n"


async def broken(*_: object) -> None:
    raise StoreError(WORDS)


@pytest.mark.parametrize("key", ["a", "i"])
async def test_assigning_says_that_nobody_can_be_looked_for(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    async with console(tickets=5) as c:
        await c.rest()
        c.app.desk.lexicon.me = "somebody"
        c.app.desk.people._found.clear()
        monkeypatch.setattr(c.app.desk.copy, "ask", broken)
        await c.press(key)
        await c.until(WORDS)
        tickets(c)
        assert c.toasts == []


async def test_a_macro_is_worked_out_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    async with with_macros({"macros/signed.toml": SIGNED}) as (c, _):
        monkeypatch.setattr(c.app.desk.macros, "find_cast", broken)
        screen: MacroScreen = await chosen(c)
        assert message(c) == "Yours, {agent.name}"
        assert screen.status.trouble == WORDS


async def test_a_snippet_is_put_in_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    async with with_macros({"snippets/sign.md": "Yours, {agent.name}"}) as (c, _):
        monkeypatch.setattr(c.app.desk.macros, "find_cast", broken)
        await c.press("r")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        await c.until(WORDS)
        await c.type(";sign")
        await c.press("tab")
        assert message(c) == "Yours, {agent.name}"


async def test_the_console_starts_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klink_tui.desk.people.People.renew", broken)
    async with console(tickets=5) as c:
        await c.rest()
        assert isinstance(c.app, KlinkApp)
        assert len(on_the_list(c)) == 5
        assert c.app.is_running


def on_the_list(c: Console) -> list[str]:
    return [row.key for row in tickets(c).rows.items()]
