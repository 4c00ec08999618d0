"""Every kind of intent by a name, made with records that are there."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx

from klink_tui.desk.events import IntentChanged
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Intent, Kept, Kind, State
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ContactBody, TicketBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench
from tests.gate import Gate

Write = Callable[[Bench, Ticket, Contact, str], Awaitable[Intent]]
"""Wants something, given a ticket, a contact and a room."""

NEW_CONTACT: Final = ContactBody(name="Nok", custom_fields={"cf_preferred_language": "th"})

WRITES: Final[dict[Kind, tuple[str, str, Write]]] = {
    Kind.TICKET_STATUS: (
        "PUT",
        "/status",
        lambda bench, ticket, *_: bench.desk.changes.set_status(ticket, "pending"),
    ),
    Kind.TICKET_EDIT: (
        "PATCH",
        "/tickets/",
        lambda bench, ticket, *_: bench.desk.changes.change_ticket(
            ticket, {"title": "Other"}, kept=Kept("ticket", ticket.key, {"title": "Other"})
        ),
    ),
    Kind.TICKET_CREATE: ("POST", "/tickets", lambda bench, _, contact, __: new_ticket(bench, contact)),
    Kind.CONTACT_EDIT: (
        "PATCH",
        "/contacts/",
        lambda bench, _, contact, __: bench.desk.changes.change_contact(
            contact, {"name": "Ma Ma"}, kept=Kept("contact", contact.id, {"name": "Ma Ma"})
        ),
    ),
    Kind.CONTACT_TAGS: (
        "PATCH",
        "/tags",
        lambda bench, _, contact, __: bench.desk.changes.add_tags(contact, ["brand new"]),
    ),
    Kind.CONTACT_CREATE: (
        "POST",
        "/contacts",
        lambda bench, *_: bench.desk.changes.create_contact(
            {"name": "Nok Once", "cf_preferred_language": "th"},
            shown={"name": "Nok Once"},
            kept=Kept("contact", "", {"name": "Nok Once"}),
        ),
    ),
    Kind.CONTACT_DELETE: (
        "DELETE",
        "/contacts/",
        lambda bench, _, contact, __: bench.desk.changes.delete_contact(contact),
    ),
    Kind.MESSAGE: (
        "POST",
        "/messages/send",
        lambda bench, _, contact, __: bench.desk.changes.send_message(
            contact.id, contact.label, "Hello", kept=Kept("message", contact.id, {"text": "Hello"})
        ),
    ),
    Kind.COMMENT: (
        "POST",
        "/comments/",
        lambda bench, _, __, room: bench.desk.changes.comment(
            room, "room", "Look here", kept=Kept("comment", room, {"text": "Look here"})
        ),
    ),
    Kind.CHANNEL_CREATE: (
        "POST",
        "/channels",
        lambda bench, *_: bench.desk.changes.create_channel(
            "line", "Second shop", kept=Kept("channel", "", {"name": "Second shop"})
        ),
    ),
}
"""Kind → HTTP method, a part of its path, and how it is wanted."""


async def new_ticket(bench: Bench, contact: Contact, title: str = "Once") -> Intent:
    """Want a new ticket of a contact."""
    values = {"title": title, "priority": "low", "contact_id": contact.id, "cf_region": "bkk"}
    return await bench.desk.changes.create_ticket(
        values, shown={"title": title}, kept=Kept("ticket", "", {"title": title})
    )


async def records(bench: Bench) -> tuple[Ticket, Contact, str]:
    """Give a ticket, a contact and a room that are there; the log begins after it."""
    span = bench.desk.cases.last_days(30)
    cases = await bench.client.cx_logs.list(span.start, span.end, page_size=100)
    room = next(case.room_id for case in cases.items if case.room_id)
    contact = await bench.contact()
    ticket = await bench.ticket()
    return ticket, contact, room


async def wanted(bench: Bench, kind: Kind) -> Intent:
    """Want something of a kind, of records that are there."""
    return await WRITES[kind][2](bench, *await records(bench))


def through_gate(sandbox: Sandbox) -> tuple[Bench, Gate]:
    """Give a bench, and the gate between it and the sandbox."""
    gate = Gate(httpx.ASGITransport(sandbox.app))
    return Bench(sandbox, transport=gate), gate


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0)


def steps(bench: Bench, intent: Intent) -> list[State]:
    """Give the states that were announced of an intent, each once in a row."""
    states = [
        event.intent.state
        for event in bench.heard
        if isinstance(event, IntentChanged) and event.intent.number == intent.number
    ]
    return [state for place, state in enumerate(states) if place == 0 or states[place - 1] is not state]


async def by_another(bench: Bench, ticket: Ticket, **values: Any) -> None:
    """Let somebody else change a ticket; the log begins after it."""
    await bench.client.tickets.update(ticket.id, TicketBody(**values))
    bench.forget_log()
