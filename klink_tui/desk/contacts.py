"""Contacts as they are read: the list by keyword or platform account, page by page, and one contact whole."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from klink_tui.desk.pages import Fetch, PageBook
from klink_tui.desk.references import Connect
from klink_tui.models.contact import Contact
from klink_tui.models.paging import Page

PLATFORM: Final = "platform:"
"""What a search begins with that looks for an account on a social platform."""
_KEPT: Final = 12
"""How many searches are kept with their pages."""
_KEPT_WHOLE: Final = 500
"""How many contacts are kept that were read on their own."""


class ContactDesk:
    """Reads contacts."""

    def __init__(self, connect: Connect, *, page_size: int, now: Callable[[], datetime]) -> None:
        """Start with nothing fetched."""
        self._connect = connect
        self._now = now
        self._size = page_size
        self._books: dict[str, PageBook[Contact]] = {}
        self._whole: dict[str, Contact] = {}

    @property
    def page_size(self) -> int:
        """Rows a page."""
        return self._size

    @page_size.setter
    def page_size(self, size: int) -> None:
        self._size = size
        for book in self._books.values():
            book.size = size

    def book(self, search: str = "") -> PageBook[Contact]:
        """Give the list for a search: a keyword, ``platform:`` and an account's id, or nothing for everyone."""
        search = search.strip()
        book = self._books.pop(search, None)
        if book is None:
            book = PageBook(self._fetcher(search), lambda contact: contact.id, size=self._size, now=self._now)
        self._books[search] = book
        while len(self._books) > _KEPT:
            self._books.pop(next(iter(self._books))).forget()
        return book

    def peek(self, contact_id: str) -> Contact | None:
        """Give a contact as whole as it is here: read on its own, else as a row of a list."""
        if contact_id in self._whole:
            return self._whole[contact_id]
        rows = (book.find(contact_id) for book in self._books.values())
        return next((row for row in rows if row is not None), None)

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
        """Set a contact's new values wherever it stands."""
        self._whole.pop(contact.id, None)
        self._whole[contact.id] = contact
        while len(self._whole) > _KEPT_WHOLE:
            self._whole.pop(next(iter(self._whole)))
        for book in self._books.values():
            book.put(contact)

    def drop(self, contact_id: str) -> None:
        """Take a contact off wherever it stands."""
        self._whole.pop(contact_id, None)
        for book in self._books.values():
            book.drop(contact_id)

    def _fetcher(self, search: str) -> Fetch[Contact]:
        async def fetch(number: int, size: int) -> Page[Contact]:
            client = await self._connect()
            if search.startswith(PLATFORM):
                account = search.removeprefix(PLATFORM).strip()
                return await client.contacts.by_social_platform(account)
            return await client.contacts.list(keyword=search, page=number, page_size=size)

        return fetch
