"""Lists of tickets as books of pages: the server's own order, and what a query finds in the copy.

Free of pydantic: the first frame is drawn from here.
"""

import asyncio
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.pages import PageBook, Sheet
from klink_tui.models.paging import Figures, Page
from klink_tui.models.ticketrow import TicketRow
from klink_tui.query.fields import Vocabulary
from klink_tui.query.parser import parse
from klink_tui.query.sql import compile_query

if TYPE_CHECKING:
    from klink_tui.desk.pages import Fetch


FRAME: Final = 0.03
"""Seconds until everything is counted: the page itself is drawn first, and has the interpreter to itself."""


def row_key(row: TicketRow) -> str:
    """Give what tells a ticket from every other."""
    return row.key


class ServerBook(PageBook[TicketRow]):
    """The server's own pages: as it gave them, else as the copy remembers their places."""

    def __init__(
        self,
        fetch: "Fetch[TicketRow]",
        copy: LocalCopy,
        total: Callable[[], int | None],
        *,
        size: int,
        now: Callable[[], datetime],
    ) -> None:
        """Start with what the copy has.

        Args:
            fetch: fetches a page, and puts its tickets into the copy.
            copy: has the tickets.
            total: how many the server said it has.
            size: rows a page.
            now: the clock, aware.
        """
        super().__init__(fetch, row_key, size=size, now=now)
        self._copy = copy
        self._total = total
        self.custom: Sequence[str] = ()
        """System names of the custom fields that are shown."""
        self._read: dict[int, Sheet[TicketRow] | None] = {}
        self._read_at: tuple[object, ...] = ()

    def peek(self, number: int) -> Sheet[TicketRow] | None:
        """Give a page if it is here, its tickets as they are now."""
        at = (self._copy.version, self._copy.cache.generation, tuple(self.custom), self.size)
        if at != self._read_at:
            self._read, self._read_at = {}, at
        if number not in self._read:
            self._read[number] = self._peek(number)
        return self._read[number]

    def is_fresh(self, sheet: Sheet[TicketRow]) -> bool:
        """Tell whether a page need not be fetched again when it is turned to; one that is remembered always is."""
        return sheet.page.number in self._sheets and super().is_fresh(sheet)

    def forget(self) -> None:
        """Forget every page that was fetched; the copy stays."""
        super().forget()
        self._read = {}

    async def _load(self, number: int) -> Sheet[TicketRow]:
        sheet = await super()._load(number)
        self._read = {}
        return sheet

    def _peek(self, number: int) -> Sheet[TicketRow] | None:
        sheet = super().peek(number)
        if sheet is None:
            return self._remembered(number)
        keys = [row.key for row in sheet.page.items]
        rows = {row.key: row for row in self._copy.listing.rows_of(keys, custom=self.custom)}
        items = tuple(rows.get(row.key, row) for row in sheet.page.items)
        return replace(sheet, page=replace(sheet.page, items=items))

    def _remembered(self, number: int) -> Sheet[TicketRow] | None:
        first = (number - 1) * self.size
        rows = self._copy.listing.placed(first, self.size, custom=self.custom)
        if not rows:
            return None
        total = self._total()
        # A page that is here in part is not the last one for that.
        received = self.size if total is None else max(len(rows), min(self.size, total - first))
        page = Page(tuple(rows), (), Figures(total=total, page_size=self.size), number, self.size, received)
        return Sheet(page, _oldest(rows))


class ViewBook:
    """The pages of what a query finds in the copy, in its order."""

    key: Final = staticmethod(row_key)

    def __init__(self, text: str, copy: LocalCopy, vocabulary: Callable[[], Vocabulary], *, size: int) -> None:
        """Read the query.

        Raises:
            QueryError: it can't be read, or names what is not known.
        """
        self.text = text
        self._query = parse(text)
        self._copy = copy
        self._vocabulary = vocabulary
        self._compiled = compile_query(self._query, vocabulary())
        self.size = size
        """Rows a page."""
        self.custom: Sequence[str] = ()
        """System names of the custom fields that are shown."""
        self._found: array[int] | None = None
        self._found_at: tuple[int, int] = (-1, -1)
        self._sheets: dict[int, Sheet[TicketRow]] = {}
        self._sheets_at: tuple[object, ...] = ()

    @property
    def total(self) -> int | None:
        """How many tickets match, as counted last; ``None`` before they were."""
        return None if self._found is None else len(self._found)

    @property
    def found(self) -> Sequence[int]:
        """The tickets that match, by their numbers in the cache, as found last."""
        return self._found or ()

    @property
    def is_counted(self) -> bool:
        """Whether that was counted in the copy as it is now."""
        return self._found_at == self._state

    @property
    def _state(self) -> tuple[int, int]:
        return self._copy.version, self._copy.cache.generation

    def peek(self, number: int) -> Sheet[TicketRow]:
        """Give a page."""
        at = (*self._state, self.size, tuple(self.custom), id(self._found))
        if at != self._sheets_at:
            self._sheets, self._sheets_at = {}, at
        if number not in self._sheets:
            self._sheets[number] = self._page(number)
        return self._sheets[number]

    async def load(self, number: int) -> Sheet[TicketRow]:
        """Find and count everything anew, off the event loop, and give a page."""
        await asyncio.sleep(FRAME)
        await self.count()
        return self.peek(number)

    async def count(self) -> int:
        """Find everything anew where the copy has changed, off the event loop; give how many there are."""
        if not self.is_counted or self._ages:
            state, self._compiled = self._state, compile_query(self._query, self._vocabulary())
            compiled, listing = self._compiled, self._copy.listing
            found = await self._copy.ask(lambda connection: listing.ids(compiled, connection=connection))
            if found != self._found:
                self._found = found
            self._found_at = state
        return self.total or 0

    def page_of(self, key: str) -> int | None:
        """Give the page that a ticket is on; ``None`` where it is on none."""
        place = self.place_of(key)
        return None if place is None else place // self.size + 1

    def place_of(self, key: str) -> int | None:
        """Give the place of a ticket, from 0; ``None`` where it has none."""
        if self._found is None:
            return None
        rows = self._copy.cache.read("SELECT ticket FROM tickets WHERE key = ?", (key,))
        try:
            return self._found.index(rows[0][0])
        except (IndexError, ValueError):
            return None

    def is_fresh(self, sheet: Sheet[TicketRow]) -> bool:
        """Tell whether everything was found in the copy as it is now."""
        return self.is_counted and not self._ages

    def neighbours(self, number: int) -> tuple[int, ...]:
        """The numbers worth fetching ahead: none, they are all here."""
        return ()

    def forget_all_but(self, number: int) -> None:
        """Nothing is kept that could not join up."""

    @property
    def _ages(self) -> bool:
        """Whether what it finds changes as time goes by."""
        return self._compiled != compile_query(self._query, self._vocabulary())

    def _page(self, number: int) -> Sheet[TicketRow]:
        first = (number - 1) * self.size
        if self._found is not None:
            tickets: Sequence[int] = self._found[first : first + self.size]
        else:
            tickets = self._copy.listing.some(self._compiled, first, self.size)
        rows = self._copy.listing.rows(tickets, custom=self.custom)
        figures = Figures(total=self.total, page_size=self.size)
        page = Page(tuple(rows), (), figures, number, self.size, len(tickets))
        return Sheet(page, _oldest(rows) if rows else self._vocabulary().now)


def _oldest(rows: Sequence[TicketRow]) -> datetime:
    """Give when the row that was read first was read."""
    return datetime.fromtimestamp(min(row.seen for row in rows), UTC)
