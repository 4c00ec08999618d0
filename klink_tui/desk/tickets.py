"""Tickets as they are read: lists out of the copy, one ticket, a contact's tickets, and a look at the server again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.events import Bus, CopyChanged, TicketChanged
from klink_tui.desk.lexicon import Lexicon
from klink_tui.desk.mirror import Mirror
from klink_tui.desk.ticketbooks import ServerBook, ViewBook
from klink_tui.models.paging import Page
from klink_tui.models.ticketrow import TicketRow
from klink_tui.store.taken import Seen, Taken

if TYPE_CHECKING:
    from klink_tui.desk.references import Connect
    from klink_tui.models.ticket import Ticket

CONTACT_CAP: Final = 5
"""Pages of a contact's tickets that are read at the most."""
_VIEWS_KEPT: Final = 24
"""How many queries are kept with what they found: four bytes a ticket each."""


@dataclass(frozen=True, slots=True)
class Related:
    """The tickets of one contact."""

    tickets: "tuple[Ticket, ...]"
    """Newest first."""
    complete: bool
    """Whether these are all of them."""
    note: str = ""
    """Why they are not, in words."""


class TicketDesk:
    """Reads tickets."""

    def __init__(
        self,
        connect: "Connect",
        copy: LocalCopy,
        mirror: Mirror,
        lexicon: Lexicon,
        bus: Bus,
        *,
        page_size: int,
        now: Callable[[], datetime],
    ) -> None:
        """Start with what the copy has."""
        self._connect = connect
        self._copy = copy
        self._mirror = mirror
        self._lexicon = lexicon
        self._bus = bus
        self._now = now
        self._size = page_size
        self.server = ServerBook(self._fetch, copy, lambda: mirror.tickets.course.total, size=page_size, now=now)
        """The server's own pages."""
        self._views: dict[str, ViewBook] = {}
        self._own: set[str] = set()

    @property
    def page_size(self) -> int:
        """Rows a page."""
        return self._size

    @page_size.setter
    def page_size(self, size: int) -> None:
        self._size = self.server.size = size
        for view in self._views.values():
            view.size = size

    def book(self, query: str, custom: Sequence[str] | None = None) -> ServerBook | ViewBook:
        """Give the list of what a query finds; of everything in the server's order, the server's own pages.

        Args:
            query: the query's text.
            custom: system names of the custom fields that are shown; ``None`` leaves them as they are.

        Raises:
            QueryError: it can't be read, or names what is not known.
        """
        text = query.strip()
        book: ServerBook | ViewBook | None = self._views.pop(text, None) if text else self.server
        if book is None:
            book = ViewBook(text, self._copy, self._lexicon.vocabulary, size=self._size)
        if custom is not None:
            book.custom = tuple(custom)
        if isinstance(book, ServerBook):
            return book
        self._views[text] = book
        while len(self._views) > _VIEWS_KEPT:
            self._views.pop(next(iter(self._views)))
        return book

    def forget_words(self) -> None:
        """Read queries anew: what words mean has changed."""
        self._views.clear()

    def get(self, key: str) -> "Ticket | None":
        """Give a ticket whole; ``None`` where the copy has none of that key."""
        return self._copy.tickets.read(key)

    def row(self, key: str) -> TicketRow | None:
        """Give what a list shows of a ticket."""
        return next(iter(self._copy.listing.rows_of([key])), None)

    def latest(self, ticket: "Ticket") -> "Ticket":
        """Give the newest that is known of a ticket, which may be what is given."""
        return self.get(ticket.key) or ticket

    def before(self, key: str) -> "Ticket | None":
        """Give a ticket that changed as it was when the agent last looked; ``None`` where it did not change."""
        return self._copy.tickets.before(key)

    async def look(self, key: str) -> None:
        """Note that the agent looked at a ticket: it is no news any more."""
        if await self._copy.write(lambda: self._copy.tickets.look(key)):
            self._copy.version += 1
            self._bus.announce(TicketChanged(key))

    def held_of_contact(self, contact_id: str) -> "tuple[Ticket, ...]":
        """Give the tickets of a contact that the copy has, newest first."""
        return tuple(self._copy.tickets.of_contact(contact_id))

    async def of_contact(self, contact_id: str) -> Related:
        """Fetch a contact's tickets (contract §2, Filter by Contact ID), up to :data:`CONTACT_CAP` pages.

        Raises:
            ApiError: they can't be had.
        """
        from klink_tui.api.paging import collect

        with self._copy.asking() as since:
            client = await self._connect()
            found = await collect(partial(client.tickets.by_contact, contact_id), cap=CONTACT_CAP)
            await self._keep(found.items, None, since)
        newest_first = sorted(found.items, key=_age_key, reverse=True)
        return Related(tuple(newest_first), found.is_whole, "" if found.is_whole else found.words)

    async def again(self, key: str, contact_id: str) -> "Ticket | None":
        """Read one ticket again, through its contact's list, else on the page it stands on; ``None`` where it is on
        neither.

        The API has no ticket detail (contract §2, lacks 1).

        Raises:
            ApiError: neither can be had.
        """
        from klink_tui.errors import ForbiddenError, NotFoundError, UnsupportedError

        if contact_id:
            try:
                related = await self.of_contact(contact_id)
            except (UnsupportedError, NotFoundError, ForbiddenError):
                pass  # The list itself may have it.
            else:
                found = next((other for other in related.tickets if other.key == key), None)
                if found is not None:
                    return found
        return await self._on_its_page(key)

    async def _on_its_page(self, key: str) -> "Ticket | None":
        """Look for a ticket on the page of the list that it stood on, and on those beside it."""
        place = self._copy.tickets.place(key)
        near = 1 if place is None else place // self._size + 1
        client = await self._connect()
        for number in (near, near + 1, near - 1):
            if number < 1:
                continue
            with self._copy.asking() as since:
                page = await client.tickets.list(page=number, page_size=self._size)
                await self._keep(page.items, (number - 1) * page.size, since, places=max(page.size, len(page.items)))
            found = next((ticket for ticket in page.items if ticket.key == key), None)
            if found is not None:
                return found
        return None

    @contextmanager
    def changing(self, key: str) -> Iterator[None]:
        """Keep a ticket from becoming news to the agent by what the agent is changing of it."""
        self._own.add(key)
        try:
            yield
        finally:
            self._own.discard(key)

    async def put(self, ticket: "Ticket") -> None:
        """Set a ticket's new values, which come from a write of the agent's own."""
        self._copy.wrote(ticket.key)
        seen = Seen(self._mirror.tickets.course.number, self._now().timestamp())
        await self._copy.write(lambda: self._copy.tickets.put_own(ticket, seen))
        self._copy.version += 1

    async def _fetch(self, number: int, size: int) -> Page[TicketRow]:
        client = await self._connect()
        with self._copy.asking() as since:
            page = await client.tickets.list(page=number, page_size=size)
            if not self.server.repeats(number, page.items[0].key if page.items else ""):
                places = max(page.size, len(page.items))
                await self._keep(page.items, (number - 1) * page.size, since, places=places)
        self._mirror.reached()
        if number == 1:
            self._mirror.tickets.saw_first_page(page.total)
        rows = self._copy.listing.rows_of([ticket.key for ticket in page.items], custom=self.server.custom)
        return Page(tuple(rows), page.unreadable, page.figures, page.number, page.size, page.received)

    async def _keep(
        self, tickets: "Sequence[Ticket]", first_place: int | None, since: set[str], *, places: int = 0
    ) -> None:
        seen = Seen(self._mirror.tickets.course.number, self._now().timestamp(), first_place, places)
        table, own = self._copy.tickets, tuple(self._own)

        def write() -> Taken:
            no_news = [key for key in own if not table.is_news(key)]
            taken = table.put(tickets, seen, keep=since)
            for key in no_news:
                table.look(key)
            return taken

        taken = await self._copy.write(write)
        if taken.anything:
            self._copy.version += 1
            self._bus.announce(CopyChanged(frozenset((*taken.new, *taken.changed))))


def _age_key(ticket: "Ticket") -> float:
    return ticket.created_at.sort_key if ticket.created_at else float("-inf")
