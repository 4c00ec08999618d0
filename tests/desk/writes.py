"""Every write of the desk by a name, made with records that are there."""

from collections.abc import Awaitable, Callable
from typing import Final

from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ContactBody, TicketBody
from tests.desk.bench import Bench

Write = Callable[[Bench, Ticket, Contact, str], Awaitable[object]]
"""Makes a write, given a ticket, a contact and a room."""

NEW_CONTACT: Final = ContactBody(name="Nok", custom_fields={"cf_preferred_language": "th"})


def new_ticket(contact: Contact) -> TicketBody:
    return TicketBody(title="Once", priority="low", contact_id=contact.id, custom_fields={"cf_region": "bkk"})


WRITES: Final[dict[str, tuple[str, Write]]] = {
    "status": ("PUT", lambda bench, ticket, *_: bench.desk.changes.set_status(ticket, "pending")),
    "ticket edit": (
        "PATCH",
        lambda bench, ticket, *_: bench.desk.changes.update_ticket(ticket, TicketBody(title="Other")),
    ),
    "new ticket": ("POST", lambda bench, _, contact, __: bench.desk.changes.create_ticket(new_ticket(contact))),
    "new contact": ("POST", lambda bench, *_: bench.desk.changes.create_contact(NEW_CONTACT)),
    "contact edit": (
        "PATCH",
        lambda bench, _, contact, __: bench.desk.changes.update_contact(contact, ContactBody(name="Ma Ma")),
    ),
    "tags": ("PATCH", lambda bench, _, contact, __: bench.desk.changes.add_tags(contact, ["brand new"])),
    "delete": ("DELETE", lambda bench, _, contact, __: bench.desk.changes.delete_contact(contact)),
    "message": ("POST", lambda bench, _, contact, __: bench.desk.changes.send_message(contact.id, "Hello")),
    "channel": ("POST", lambda bench, *_: bench.desk.changes.create_channel("line", "Second shop")),
    "comment": ("POST", lambda bench, _, __, room: bench.desk.changes.comment(room, "Look here")),
}
"""Name → HTTP method, and how it is made."""


async def records(bench: Bench) -> tuple[Ticket, Contact, str]:
    """Give a ticket, a contact and a room that are there; the log begins after it."""
    span = bench.desk.cases.last_days(30)
    cases = await bench.client.cx_logs.list(span.start, span.end, page_size=100)
    room = next(case.room_id for case in cases.items if case.room_id)
    contact = await bench.contact()
    ticket = await bench.ticket()
    return ticket, contact, room
