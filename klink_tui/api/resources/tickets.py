"""Tickets: list, create, by contact, form fields, update, status (contract §2, Ticket)."""

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import as_it_came, live, one, one_or_none
from klink_tui.errors import BadRecordError
from klink_tui.models.field import FormField
from klink_tui.models.paging import Page
from klink_tui.models.record import Json
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import AssignBody, StatusBody, TicketBody
from klink_tui.text import one_line


class Tickets:
    """The tickets of a desk. There is no ticket detail and no delete (contract §2, lacks 1)."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def list(self, page: int = 1, page_size: int = 50) -> Page[Ticket]:
        """Give a page of all tickets, in the server's own order."""
        return await self._caller.page(Question("tickets.list", live(Ticket), page, page_size))

    async def rows(self, page: int = 1, page_size: int = 100) -> Page[Json]:
        """Give a page of all tickets as they came, in the server's own order."""
        return await self._caller.page(Question("tickets.list", as_it_came, page, page_size))

    async def create(self, body: TicketBody) -> Ticket:
        """Make a ticket."""
        return one(Ticket, await self._caller.call("tickets.create", body=body), "tickets.create")

    async def by_contact(self, contact_id: str, page: int = 1, page_size: int = 50) -> Page[Ticket]:
        """Give a page of the tickets of one contact, and of nobody else.

        A row that doesn't say whose it is stands among the unreadable ones.

        Raises:
            UnsupportedError: the server knows none of the paths, or gives other contacts' tickets on them.
        """
        return await self._caller.page(of_contact(contact_id, page, page_size))

    async def fields(self, page: int = 1, page_size: int = 50) -> Page[FormField]:
        """Give a page of the ticket form's fields, archived ones included."""
        return await self._caller.page(Question("tickets.fields", live(FormField), page, page_size))

    async def update(self, id: str, body: TicketBody) -> Ticket | None:
        """Change the fields that are set in ``body``; ``None`` where the answer doesn't hold the ticket."""
        return one_or_none(Ticket, await self._caller.call("tickets.update", body=body, id=id))

    async def assign(self, id: str, body: AssignBody) -> Ticket | None:
        """Assign a ticket, as far as the server hears it; ``None`` where the answer doesn't hold the ticket."""
        return one_or_none(Ticket, await self._caller.call("tickets.update", body=body, id=id))

    async def update_status(self, id: str, status: str) -> Ticket | None:
        """Set the status, in the server's own spelling; ``None`` where the answer doesn't hold the ticket."""
        body = StatusBody(status=status)
        return one_or_none(Ticket, await self._caller.call("tickets.update_status", body=body, id=id))


def of_contact(contact_id: str, page: int = 1, page_size: int = 50) -> Question[Ticket]:
    """Ask for one contact's tickets, and check that they are theirs (contract §2, Filter by Contact ID)."""
    wanted = one_line(contact_id).casefold()

    def read(value: object) -> Ticket | None:
        ticket = live(Ticket)(value)
        if ticket is not None and not _owner(ticket):
            raise BadRecordError("it doesn't say which contact it belongs to")
        return ticket

    def check(candidate: str, page: Page[Ticket]) -> str:
        others = sum(_owner(ticket).casefold() != wanted for ticket in page.items)
        if not others:
            return ""
        return f"the server ignores the contact: {others} of {page.received} tickets belong to others."

    return Question("tickets.by_contact", read, page, page_size, ids={"id": contact_id}, check=check)


def _owner(ticket: Ticket) -> str:
    return ticket.contact_id or (ticket.contact.id if ticket.contact else "")
