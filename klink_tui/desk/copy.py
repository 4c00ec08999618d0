"""The local copy of the desk: its tables, and the threads that write and count so that no key waits for them.

The first frame reads tickets as rows through :attr:`LocalCopy.listing`; what reads whole records is imported when it is
first asked for.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from klink_tui.store.cache import Cache
from klink_tui.store.listing import TicketListing
from klink_tui.store.notes import Notes

if TYPE_CHECKING:
    from klink_tui.store.cases import CaseTable
    from klink_tui.store.contacts import ContactTable
    from klink_tui.store.lists import ListTable
    from klink_tui.store.tickets import TicketTable

T = TypeVar("T")


class LocalCopy:
    """One desk's copy on this machine."""

    def __init__(self, cache: Cache | None = None) -> None:
        """Stand on ``cache``; without one the copy is in memory."""
        self.cache = cache or Cache(None)
        self.listing = TicketListing(self.cache)
        self.notes = Notes(self.cache)
        self.version = 0
        """Grows whenever lists of tickets may look different."""
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="copy-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="copy-reader")
        self._connection: tuple[int, sqlite3.Connection] | None = None
        self._asking: list[set[str]] = []

    @cached_property
    def tickets(self) -> "TicketTable":
        """The tickets, whole."""
        from klink_tui.store.tickets import TicketTable

        table = TicketTable(self.cache)
        course, ranks = self.notes.read("course tickets"), self.notes.read("ranks")
        table.telling = isinstance(course, dict) and course.get("complete", 0) > 0
        table.ranks = ranks if isinstance(ranks, dict) else {}
        return table

    @cached_property
    def contacts(self) -> "ContactTable":
        """The contacts."""
        from klink_tui.store.contacts import ContactTable

        return ContactTable(self.cache)

    @cached_property
    def cases(self) -> "CaseTable":
        """The cases."""
        from klink_tui.store.cases import CaseTable

        return CaseTable(self.cache)

    @cached_property
    def lists(self) -> "ListTable":
        """The reference lists."""
        from klink_tui.store.lists import ListTable

        return ListTable(self.cache)

    async def write(self, work: Callable[[], T]) -> T:
        """Do what writes to the cache off the event loop, one after the other; it is done even if nobody waits."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._writer, work))

    async def ask(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Read what takes longer than a frame off the event loop, with a connection of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._read, work)

    @contextmanager
    def asking(self) -> Iterator[set[str]]:
        """Give the keys of records that are written here while an answer is under way: it was asked for before them."""
        since: set[str] = set()
        self._asking.append(since)
        try:
            yield since
        finally:
            self._asking = [other for other in self._asking if other is not since]

    def wrote(self, key: str) -> None:
        """Note that a record is known better here than any answer that is under way tells."""
        for since in self._asking:
            since.add(key)

    def close(self) -> None:
        """End both threads and close the file; once more does no harm."""
        self._writer.shutdown()
        self._reader.shutdown()
        if self._connection is not None:
            self._connection[1].close()
        self.cache.close()

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        generation = self.cache.generation
        if self._connection is None or self._connection[0] != generation:
            if self._connection is not None:
                self._connection[1].close()
            self._connection = (generation, self.cache.reading())
        with self.cache.steady():
            return work(self._connection[1])
