"""What tests of screens look at: the screen they mean, what stands on it, and the desk's other clients."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, TypeVar

import httpx

from klink_tui.api.client import KlinkClient
from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket
from klink_tui.screens.contact import ContactScreen
from klink_tui.screens.contacts import ContactsScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.screens.tickets import TicketsScreen
from klink_tui.widgets.facts import Facts
from tests.console import Console

ScreenT = TypeVar("ScreenT")

DENIED: Final = {"success": False, "message": "This token may not do that.", "requestId": "req-0077"}
"""The body of a 403."""


def on_view(c: Console, kind: type[ScreenT]) -> ScreenT:
    """Give the screen on view, which must be of this kind."""
    screen = c.app.screen
    assert isinstance(screen, kind), f"{type(screen).__name__} is on view:\n{c.text()}"
    return screen


def tickets(c: Console) -> TicketsScreen:
    """Give the list of tickets, which must be on view."""
    return on_view(c, TicketsScreen)


def loaded(c: Console) -> list[Ticket]:
    """Give the tickets of the page on view, whole."""
    whole = [c.app.desk.tickets.get(row.key) for row in tickets(c).rows.items()]
    return [one for one in whole if one is not None]


def ticket(c: Console) -> TicketScreen:
    """Give the ticket on view."""
    return on_view(c, TicketScreen)


async def go_to_ticket(c: Console, suits: Callable[[Ticket], bool]) -> Ticket:
    """Put the cursor of the list on the first ticket that suits."""
    found = next(item for item in loaded(c) if suits(item))
    tickets(c).list.move_to(tickets(c).rows.position(found.key) or 0)
    await c.settle()
    return found


async def open_ticket(c: Console, suits: Callable[[Ticket], bool] = bool) -> Ticket:
    """Open the first ticket of the list that suits, and wait until something stands on its contact's card."""
    found = await go_to_ticket(c, suits)
    await c.press("enter")
    await c.until(lambda: facts_of(c, "#card"))
    return found


def row_of(c: Console, number: int | None) -> str:
    """Give the line on view that holds a ticket's number."""
    return next(line for line in c.text().split("\n") if f" {number} " in f"{line} ")


def contacts(c: Console) -> ContactsScreen:
    """Give the list of contacts, which must be on view."""
    return on_view(c, ContactsScreen)


async def open_contacts(c: Console) -> None:
    """Go to the list of contacts, and wait until it stands."""
    await c.press("f3")
    await c.until(lambda: len(contacts(c).rows))
    await c.rest()


def contact_at(c: Console) -> Contact:
    """Give the contact under the cursor of the list."""
    at = contacts(c).contact
    assert at is not None
    return at


def contact(c: Console) -> ContactScreen:
    """Give the contact on view."""
    return on_view(c, ContactScreen)


def facts_of(c: Console, selector: str) -> dict[str, str]:
    """Give the facts that a widget of the screen on view shows."""
    return {fact.label: fact.value or "" for fact in c.app.screen.query_one(selector, Facts).facts}


def sent(c: Console, method: str) -> list[tuple[str, object]]:
    """Give path and body of every request with that method, as the sandbox got them."""
    return [(entry.target, entry.body) for entry in c.sandbox.log if entry.method == method]


async def toasts(c: Console, number: int) -> None:
    """Wait until that many toasts are up."""
    await c.until(lambda: len(c.toasts) == number)


async def after(c: Console, seconds: float) -> None:
    """Let time pass for the desk, whose clock stands still else, and what is due then happen."""
    then = c.app.desk.now() + timedelta(seconds=seconds)
    c.app.desk.now = lambda: then
    c.app.desk.outbox.wake()
    await c.rest()


@asynccontextmanager
async def colleague(c: Console) -> AsyncIterator[KlinkClient]:
    """Give another client of the same desk."""
    transport = httpx.ASGITransport(c.sandbox.app)
    client = KlinkClient("http://127.0.0.1", c.sandbox.config.token, transport=transport)
    try:
        yield client
    finally:
        await client.aclose()
