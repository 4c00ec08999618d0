"""Contacts as they are read: the list by keyword or platform account, page by page, and one contact whole."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.copybooks import CopyBook, Held
from klink_tui.desk.pages import Fetch, Sheet
from klink_tui.desk.references import Connect
from klink_tui.models.affairs import Affairs
from klink_tui.models.contact import Contact
from klink_tui.models.paging import Page
from klink_tui.store.contacts import MOST_SHARING
from klink_tui.store.taken import Seen

PLATFORM: Final = "platform:"
"""What a search begins with that looks for an account on a social platform."""
_KEPT: Final = 12
"""How many searches are kept with their pages."""
_KEPT_WHOLE: Final = 500
"""How many contacts are kept in memory that were read on their own: a row of a list may have less of them."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Contacts that may be the same person as another."""

    others: tuple[tuple[Contact, str], ...]
    """Each with the address that they share, as they write it."""
    complete: bool
    """Whether these are all that are known."""


class ContactDesk:
    """Reads contacts."""

    def __init__(self, connect: Connect, copy: LocalCopy, *, page_size: int, now: Callable[[], datetime]) -> None:
        """Start with what the copy has."""
        self._connect = connect
        self._copy = copy
        self._now = now
        self._size = page_size
        self._books: dict[str, CopyBook[Contact]] = {}
        self._whole: dict[str, Contact] = {}
        self._unwritten: dict[str, tuple[Contact | None]] = {}
        """Contacts by id that are on their way into the copy; with ``None`` out of it."""
        self._said: int | None = None
        """How many the server said it has when it was asked last."""
        self._writes: set[asyncio.Task[None]] = set()

    @property
    def page_size(self) -> int:
        """Rows a page."""
        return self._size

    @page_size.setter
    def page_size(self, size: int) -> None:
        self._size = size
        for book in self._books.values():
            book.size = size

    def book(self, search: str = "") -> CopyBook[Contact]:
        """Give the list for a search: a keyword, ``platform:`` and an account's id, or nothing for everyone."""
        search = search.strip()
        book = self._books.pop(search, None)
        if book is None:
            book = CopyBook(
                self._fetcher(search),
                self._holder(search),
                self._keep if search else self._keep_places,
                lambda contact: contact.id,
                self._copy,
                size=self._size,
                now=self._now,
            )
        self._books[search] = book
        while len(self._books) > _KEPT:
            self._books.pop(next(iter(self._books))).forget()
        return book

    def peek(self, contact_id: str) -> Contact | None:
        """Give a contact as whole as it is here: read on its own, else as the copy has it."""
        if contact_id in self._unwritten:
            return self._unwritten[contact_id][0]
        return self._whole.get(contact_id) or self._copy.contacts.read(contact_id)

    def sharing(self, contact: Contact) -> Sharing:
        """Give the other contacts of the copy with the same email or phone."""
        found = ((self._latest(other), address) for other, address in self._copy.contacts.sharing(contact))
        others = tuple((other, address) for other, address in found if other is not None)
        return Sharing(others, len(others) < MOST_SHARING)

    def count_tickets(self, contact_ids: Sequence[str]) -> dict[str, int]:
        """Count the tickets of some contacts that the copy has; who has none is left out."""
        return self._copy.contacts.count_tickets(contact_ids)

    def affairs(self, contact_id: str, days: int) -> Affairs:
        """Count the tickets and cases of a contact that the copy has; cases are recent for that many ``days``."""
        since = (self._now() - timedelta(days=days)).timestamp()
        return self._copy.contacts.affairs(contact_id, since)

    async def read(self, contact_id: str) -> Contact:
        """Fetch a contact whole (contract §2, Contact Detail).

        Raises:
            ApiError: it can't be had; :class:`~klink_tui.errors.NotFoundError` where there is none.
        """
        client = await self._connect()
        contact = await client.contacts.detail(contact_id)
        self.put(contact)
        return contact

    def put(self, contact: Contact) -> None:
        """Set a contact's new values wherever it stands; the copy has them in a moment."""
        self._whole.pop(contact.id, None)
        self._whole[contact.id] = contact
        while len(self._whole) > _KEPT_WHOLE:
            self._whole.pop(next(iter(self._whole)))
        self._write(contact.id, contact)
        for book in self._books.values():
            book.put(contact)

    def drop(self, contact_id: str) -> None:
        """Take a contact off wherever it stands; the copy has it no more in a moment."""
        self._whole.pop(contact_id, None)
        self._write(contact_id, None)
        for book in self._books.values():
            book.drop(contact_id)

    async def settled(self) -> None:
        """Wait until the copy has every contact that was set, and none that was dropped."""
        while self._writes:
            await asyncio.gather(*self._writes)

    # Into the copy

    def _write(self, contact_id: str, contact: Contact | None) -> None:
        self._copy.wrote(contact_id)
        entry = self._unwritten[contact_id] = (contact,)
        task = asyncio.create_task(self._written(contact_id, entry))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)

    async def _written(self, contact_id: str, entry: tuple[Contact | None]) -> None:
        (contact,) = entry
        try:
            if contact is None:
                await self._copy.write(lambda: self._copy.contacts.drop(contact_id))
            else:
                await self._put([contact], self._seen(None), set())
        finally:
            if self._unwritten.get(contact_id) is entry:
                del self._unwritten[contact_id]

    async def _keep(self, sheet: Sheet[Contact], since: set[str]) -> None:
        await self._put(sheet.page.items, self._seen(None), since)

    async def _keep_places(self, sheet: Sheet[Contact], since: set[str]) -> None:
        page = sheet.page
        self._said = page.total if page.total is not None else self._said
        if sheet.repeats:
            await self._keep(sheet, since)
        else:
            first = (page.number - 1) * page.size
            await self._put(page.items, self._seen(first, max(page.size, len(page.items))), since)

    async def _put(self, contacts: Sequence[Contact], seen: Seen, since: set[str]) -> None:
        table = self._copy.contacts
        filled = table.filled
        await self._copy.write(lambda: table.put(contacts, seen, keep=since))
        if table.filled != filled:
            self._copy.version += 1

    def _seen(self, first_place: int | None, places: int = 0) -> Seen:
        number = self._course().get("number")
        return Seen(number if isinstance(number, int) else 0, self._now().timestamp(), first_place, places)

    def _course(self) -> dict[str, object]:
        """Give how far the sweeps of contacts have come (:class:`klink_tui.desk.sweep.Course`)."""
        course = self._copy.notes.read("course contacts")
        return course if isinstance(course, dict) else {}

    # Out of it

    def _holder(self, search: str) -> Callable[[int, int], Held[Contact]]:
        def held(number: int, size: int) -> Held[Contact]:
            table, first = self._copy.contacts, (number - 1) * size
            total: int | None
            if search.startswith(PLATFORM):
                found = table.with_platform(search.removeprefix(PLATFORM).strip()) if number == 1 else []
                total = len(found)
            elif search:
                found, total = table.search(search, first, size)
            else:
                found, total = table.page(first, size), self._total()
            latest = ((self._latest(contact), seen) for contact, seen in found)
            return [(contact, seen) for contact, seen in latest if contact is not None], total

        return held

    def _total(self) -> int | None:
        total = self._course().get("total") if self._said is None else self._said
        return total if isinstance(total, int) else None

    def _latest(self, contact: Contact) -> Contact | None:
        """Give a contact of the copy as it is about to be there; ``None`` where it is about to go."""
        return self._unwritten.get(contact.id, (contact,))[0]

    def _fetcher(self, search: str) -> Fetch[Contact]:
        async def fetch(number: int, size: int) -> Page[Contact]:
            client = await self._connect()
            if search.startswith(PLATFORM):
                account = search.removeprefix(PLATFORM).strip()
                return await client.contacts.by_social_platform(account)
            return await client.contacts.list(keyword=search, page=number, page_size=size)

        return fetch
