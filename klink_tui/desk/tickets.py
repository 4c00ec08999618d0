"""Tickets as they are read: the list page by page, a contact's tickets, one ticket again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from klink_tui.api.paging import collect
from klink_tui.desk.pages import PageBook
from klink_tui.desk.references import Connect
from klink_tui.models.paging import Page
from klink_tui.models.ticket import Ticket

_KEPT: Final = 500
"""How many tickets are kept that were read or changed outside the list."""
CONTACT_CAP: Final = 5
"""Pages of a contact's tickets that are read at the most."""


@dataclass(frozen=True, slots=True)
class Related:
    """The tickets of one contact."""

    tickets: tuple[Ticket, ...]
    """Newest first."""
    complete: bool
    """Whether these are all of them."""
    note: str = ""
    """Why they are not, in words."""


class TicketDesk:
    """Reads tickets."""

    def __init__(self, connect: Connect, *, page_size: int, now: Callable[[], datetime]) -> None:
        """Start with nothing fetched."""
        self._connect = connect
        self._latest: dict[str, Ticket] = {}
        self.book: PageBook[Ticket] = PageBook(self._fetch, lambda ticket: ticket.key, size=page_size, now=now)

    async def of_contact(self, contact_id: str) -> Related:
        """Fetch a contact's tickets (contract §2, Filter by Contact ID), up to :data:`CONTACT_CAP` pages.

        Raises:
            ApiError: they can't be had.
        """
        client = await self._connect()
        found = await collect(partial(client.tickets.by_contact, contact_id), cap=CONTACT_CAP)
        newest_first = sorted(found.items, key=_age_key, reverse=True)
        return Related(tuple(newest_first), found.is_whole, "" if found.is_whole else found.words)

    async def again(self, ticket: Ticket) -> Ticket | None:
        """Read one ticket again, through its contact's list; ``None`` where that list doesn't hold it.

        The API has no ticket detail (contract §2, lacks 1).

        Raises:
            ApiError: the list can't be had.
        """
        if not ticket.contact_id:
            return None
        related = await self.of_contact(ticket.contact_id)
        found = next((other for other in related.tickets if other.key == ticket.key), None)
        if found is not None:
            self.put(found)
        return found

    def put(self, ticket: Ticket) -> None:
        """Set a ticket's new values wherever it stands."""
        self._latest.pop(ticket.key, None)
        self._latest[ticket.key] = ticket
        while len(self._latest) > _KEPT:
            self._latest.pop(next(iter(self._latest)))
        self.book.put(ticket)

    def latest(self, ticket: Ticket) -> Ticket:
        """Give the newest that is known of a ticket, which may be what is given."""
        return self._latest.get(ticket.key) or self.book.find(ticket.key) or ticket

    def carried(self, name: str) -> tuple[str, ...]:
        """Give the spellings of a named value (``status``, ``priority``) that the tickets here carry."""
        return tuple(dict.fromkeys(str(getattr(ticket, name)) for ticket in self.book.items()))

    async def _fetch(self, number: int, size: int) -> Page[Ticket]:
        client = await self._connect()
        page = await client.tickets.list(page=number, page_size=size)
        for ticket in page.items:
            self._latest.pop(ticket.key, None)
        return page


def _age_key(ticket: Ticket) -> float:
    return ticket.created_at.sort_key if ticket.created_at else float("-inf")
