"""Every screen as a picture, at two sizes: what changes in its looks is seen before it is committed.

``pytest --snapshot-update`` takes new ones; look at them before they are committed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from klink_tui.screens import viewed
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.setup import SetupScreen
from klink_tui.screens.tickets import TicketsScreen
from klink_tui.widgets.formrow import FormRow
from tests.console import NOW, Console, staged
from tests.gate import to
from tests.screens.views import on_view

Way = Callable[[Console], Awaitable[None]]
Compare = Callable[..., bool]

SIZES: Final = ((80, 24), (120, 36))
WAYS: Final[dict[str, Way]] = {}


def way(walk: Way) -> Way:
    """Add a way that leads to what is to be seen."""
    WAYS[walk.__name__] = walk
    return walk


async def go(c: Console, *keys: str) -> None:
    """Press keys, each once nothing more happens."""
    for key in keys:
        await c.press(key)
        await c.rest()


async def counted(c: Console) -> None:
    """Count the views where they are on view."""
    if isinstance(c.app.screen, TicketsScreen):
        c.app.screen.count_now()
        await c.rest()


async def field(c: Console, key: str) -> None:
    """Go to a field of the form on view."""
    rows = c.app.screen.query(FormRow)
    next(row for row in rows if row.name == key).control.focus()
    await c.settle()


@way
async def tickets(c: Console) -> None:
    await go(c, "j", "j", "j")


@way
async def tickets_light(c: Console) -> None:
    c.app.theme = "klink-light"
    await go(c, "j", "j", "j")


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
    await c.type("status:")
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
async def form_with_an_unknown_outcome(c: Console) -> None:
    c.gate.lose(to("POST", "/tickets"))
    await go(c, "+")
    on_view(c, FormScreen)
    await c.type("Parcel is still at the hub")
    await field(c, "cf_region")
    await c.type("th")
    await c.rest()
    await go(c, "enter", "ctrl+s")


@way
async def composer(c: Console) -> None:
    await go(c, "j", "r")
    await c.type("Thank you for the photos.")


@way
async def composer_may_have_been_sent(c: Console) -> None:
    c.gate.lose(to("POST", "/messages/send"))
    await go(c, "j", "r")
    on_view(c, ComposeScreen)
    await c.type("Thank you for the photos.")
    await go(c, "ctrl+s")


@way
async def setup(c: Console) -> None:
    c.app.push_screen(SetupScreen(c.app.session))
    await c.settle()


@way
async def help_(c: Console) -> None:
    await go(c, "?")


@way
async def palette(c: Console) -> None:
    await go(c, ":")
    await c.type("prio")
    await c.until("Priority")
    await c.settle()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("name", WAYS)
def test_a_screen_looks_as_it_did(
    name: str, size: tuple[int, int], snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewed, "COUNT", 1e9)  # Views are counted when the test says so.
    with staged() as (app, sandbox, gate):

        async def walk(pilot: Pilot[int]) -> None:
            c = Console(app, pilot, sandbox, gate)
            await c.until(lambda: app.is_open and "Fetching" not in c.text())
            await c.rest()
            await counted(c)
            await WAYS[name](c)
            await counted(c)
            await c.settle()
            c.app.clear_notifications()
            for line in (*c.app.screen.query(Input), *c.app.screen.query(TextArea)):
                line.cursor_blink = False
            await c.settle()

        shown: App[int] = app
        assert snap_compare(shown, terminal_size=size, run_before=walk)
