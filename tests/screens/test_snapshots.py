"""Every screen as a picture, at three sizes, dark and light: what changes in its looks is seen before it is committed.

``pytest --snapshot-update`` takes new ones; look at them before they are committed.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.setup import SetupScreen
from klink_tui.widgets.formrow import FormRow
from tests.console import NOW, Console
from tests.gate import to
from tests.screens.views import DENIED, on_view
from tests.screens.ways import THEMES, Way, go, looks_changed, pictures

WAYS: Final[dict[str, Way]] = {}
HELD: Final = frozenset({"delete", "composer", "form_of_a_new_ticket_not_sent"})
"""Ways whose end says how long a change can be taken back."""

MORE_THEMES: Final = {"tickets": ("dark", "light", "contrast-dark", "contrast-light")}


def way(walk: Way) -> Way:
    """Add a way that leads to what is to be seen."""
    WAYS[walk.__name__] = walk
    return walk


async def field(c: Console, key: str) -> None:
    """Go to a field of the form on view."""
    rows = c.app.screen.query(FormRow)
    next(row for row in rows if row.name == key).control.focus()
    await c.settle()


@way
async def tickets(c: Console) -> None:
    await go(c, "j", "j", "j")


@way
async def tickets_comfortable(c: Console) -> None:
    await go(c, "equals_sign", "j", "j", "j")


@way
async def themes(c: Console) -> None:
    await go(c, "T", "j")


@way
async def tickets_unreachable(c: Console) -> None:
    c.gate.refuse(to("GET", "/tickets"))
    await go(c, "ctrl+r")


@way
async def tickets_forbidden_from_the_start(c: Console) -> None:
    denied = {"message": "This token may not read tickets.", "requestId": "req-0077"}
    c.gate.answer(to("GET", "/tickets"), 403, denied)
    c.app.desk.tickets.server.forget()
    c.app.desk.copy.cache.renew()
    await go(c, "ctrl+r")


@way
async def query_typed(c: Console) -> None:
    await go(c, "/")
    line = c.app.focused
    assert isinstance(line, Input)
    line.insert_text_at_cursor("status:")  # At once: what is typed slowly is followed on the way.
    await c.settle()
    await c.rest()


@way
async def columns(c: Console) -> None:
    await go(c, "c", "j", "plus")


@way
async def views(c: Console) -> None:
    await go(c, "E", "j")


@way
async def ticket(c: Console) -> None:
    await go(c, "j", "enter")


@way
async def status(c: Console) -> None:
    await go(c, "j", "s")


@way
async def queue_run(c: Console) -> None:
    await go(c, "R")
    await c.rest()
    await go(c, "right_square_bracket", "x", "w", "d")
    await c.rest()


@way
async def queue_run_over(c: Console) -> None:
    await queue_run(c)
    await go(c, "escape")


@way
async def page(c: Console) -> None:
    await go(c, "#")


@way
async def contacts(c: Console) -> None:
    await go(c, "f3", "j")


@way
async def contacts_searched(c: Console) -> None:
    await go(c, "f3", "/")
    await c.type("lucia")
    await go(c, "enter")


@way
async def contact(c: Console) -> None:
    await go(c, "f3", "j", "enter")


@way
async def delete(c: Console) -> None:
    await go(c, "f3", "j", "D")


@way
async def tags(c: Console) -> None:
    await go(c, "f3", "j", "t")
    await c.type("vi")
    await go(c, "tab")


@way
async def cases(c: Console) -> None:
    await go(c, "f5", "j")


@way
async def dates(c: Console) -> None:
    await go(c, "f5", "D")


@way
async def case(c: Console) -> None:
    await go(c, "f5", "j", "enter")


@way
async def categories(c: Console) -> None:
    await go(c, "f6", "1")


@way
async def tag_list(c: Console) -> None:
    await go(c, "f6", "2", "j")


@way
async def channels(c: Console) -> None:
    await go(c, "f6", "3", "+")


@way
async def presence(c: Console) -> None:
    await go(c, "f6", "5")


@way
async def log(c: Console) -> None:
    await go(c, "j", "enter")
    seen = sorted(c.app.exchanges, key=lambda one: one.path)
    c.app.exchanges.clear()
    c.app.exchanges += [replace(one, at=NOW, ms=12.0, request_id="") for one in seen]
    await go(c, "escape", "f7", "j")


@way
async def form_of_a_ticket(c: Console) -> None:
    await go(c, "j", "e")
    await field(c, "cf_date")
    await c.type("soon")


@way
async def form_of_a_new_ticket_not_sent(c: Console) -> None:
    await go(c, "+", "ctrl+s")


@way
async def form_of_a_contact(c: Console) -> None:
    await go(c, "f3", "j", "e")


@way
async def form_choices(c: Console) -> None:
    await go(c, "j", "e")
    await field(c, "cf_region")
    await go(c, "enter")


@way
async def form_contact_search(c: Console) -> None:
    await go(c, "j", "e")
    await field(c, "contact_id")
    await go(c, "s")


@way
async def form_that_was_refused(c: Console) -> None:
    words = {"message": "Invalid.", "errors": {"title": ["Say which parcel."], "workspace": ["Closed for today."]}}
    c.gate.answer(to("POST", "/tickets"), 422, words)
    await go(c, "+")
    on_view(c, FormScreen)
    await c.type("Parcel is still at the hub")
    await field(c, "cf_region")
    await c.type("th")
    await c.rest()
    await go(c, "enter", "ctrl+s", "+")


@way
async def composer(c: Console) -> None:
    await go(c, "j", "r")
    await c.type("Thank you for the photos.")


@way
async def composer_that_was_refused(c: Console) -> None:
    c.gate.answer(to("POST", "/messages/send"), 403, DENIED)
    await go(c, "j", "r")
    on_view(c, ComposeScreen)
    await c.type("Thank you for the photos.")
    await go(c, "ctrl+s", "r")


@way
async def setup(c: Console) -> None:
    c.app.push_screen(SetupScreen(c.app.session))
    await c.settle()


@way
async def macros(c: Console) -> None:
    await go(c, "j", "j", "m")


@way
async def macro_staged(c: Console) -> None:
    await go(c, "j", "j", "m", "p")


@way
async def macro_on_marked_tickets(c: Console) -> None:
    await go(c, "space", "space", "space", "m", "u")


@way
async def snippets(c: Console) -> None:
    await go(c, "r")
    await c.type("Hello, ;")
    await c.rest()


@way
async def text_preview(c: Console) -> None:
    await go(c, "r")
    for line in ("# Hello", "", "please send us", "", "- the **order** number", "- a picture"):
        await c.type(line)
        await c.press("enter")
    await go(c, "ctrl+t")


@way
async def note(c: Console) -> None:
    await go(c, "N")
    await c.type("Call the warehouse before noon")
    await c.rest()


@way
async def notes(c: Console) -> None:
    for text in ("Waits for the scan", "Call the warehouse before noon"):
        await go(c, "N")
        await c.type(text)
        await go(c, "escape", "j")
    await go(c, "O", "4")


@way
async def skip(c: Console) -> None:
    await go(c, "R", "x")


@way
async def recents(c: Console) -> None:
    await go(c, "enter", "escape", "j", "asterisk", "at", "escape", "ctrl+e")


@way
async def field_to_copy(c: Console) -> None:
    await go(c, "j", "F")


@way
async def menu(c: Console) -> None:
    await go(c, "j")
    await c.pilot.click(offset=(20, 8), button=3)
    await c.settle()


@way
async def send_with_a_status(c: Console) -> None:
    await go(c, "r")
    await c.type("Please send us the number of your order.")
    await go(c, "ctrl+n")


@way
async def help_(c: Console) -> None:
    await go(c, "?")


@way
async def palette(c: Console) -> None:
    await go(c, ":")
    await c.type("prio")
    await c.until("Priority")
    await c.settle()


@pytest.mark.parametrize("name", WAYS)
async def test_a_screen_looks_as_it_did(
    name: str, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = 5 if name in HELD else 0
    seen = await pictures(WAYS[name], monkeypatch, undo_seconds=held, themes=MORE_THEMES.get(name, THEMES))
    assert not looks_changed(seen, snapshot, tmp_path), f"what they are now is in {tmp_path}"
