"""One list of the server's, read from end to end: page after page, resumable, tolerant of a list that moves meanwhile.

A list may gain, lose and reorder rows while it is read, so one pass can miss a row. A row is therefore gone only when
two complete passes have missed it.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from klink_tui.desk.copy import LocalCopy
from klink_tui.models.paging import Page
from klink_tui.store.taken import Seen, Taken, digest_of

if TYPE_CHECKING:
    from klink_tui.store.mirrored import MirroredTable

PAGE_SIZE: Final = 100
"""Rows a page of a sweep, where the server gives as many."""
FIRST_PAGES: Final = 5
"""Pages from the top that a poll reads at the most."""
_MOST_PAGES: Final = 100_000
"""Where a sweep stops whatever the server says."""
_WHOLE: Final = 0.9
"""The share of the rows that a sweep must have been given to count as complete."""

FetchRows = Callable[[int, int], Awaitable[Page[dict[str, Any]]]]
"""Fetches page ``number`` with ``size`` rows, as they came."""


@dataclass(frozen=True, slots=True)
class Course:
    """How far the sweeps of one list have come."""

    number: int = 0
    """The sweep under way, or the last one; 0 before the first."""
    page: int = 0
    """The last page of it that is kept."""
    rows: int = 0
    """Rows that it has been given."""
    done: bool = True
    """Whether it came to the end."""
    complete: int = 0
    """Sweeps that came to the end."""
    total: int | None = None
    """Rows as the server said last."""
    ended: float = 0.0
    """When the last one came to the end, epoch seconds; 0 before the first."""


class Sweeper:
    """Reads one list into one table of the copy."""

    def __init__(
        self,
        name: str,
        fetch: FetchRows,
        table: "Callable[[], MirroredTable[Any]]",
        copy: LocalCopy,
        *,
        told: Callable[[Taken], None],
        clock: Callable[[], float] = time.time,
        most: int = 0,
    ) -> None:
        """Start where the last sweep stopped.

        Args:
            name: what the copy remembers the course under.
            fetch: how a page is fetched.
            table: gives the table that it goes to.
            copy: the copy.
            told: hears what became of each page's records.
            clock: epoch seconds.
            most: how many rows are kept; 0 is all.
        """
        self._name = f"course {name}"
        self._fetch = fetch
        self._table = table
        self._copy = copy
        self._told = told
        self._clock = clock
        self._most = most
        self._generation = copy.cache.generation
        self.course = Course()
        self.follow()
        self.polled = 0.0
        """When the first page was read last, epoch seconds."""

    @property
    def is_sweeping(self) -> bool:
        """Whether a sweep is under way, though it may have been interrupted."""
        return not self.course.done

    async def sweep(self, before_page: Callable[[], Awaitable[None]]) -> None:
        """Read the list to its end, from where the last sweep was interrupted, or from the top.

        Args:
            before_page: awaited before each page; whoever wants the sweep to wait lets it wait there.

        Raises:
            ApiError: a page can't be had; the next call goes on there.
        """
        self._begin()
        ends: set[tuple[int, int]] = set()
        # What was added meanwhile has moved everything down: the last page that is kept is read again.
        number = max(self.course.page, 1)
        while number <= _MOST_PAGES:
            await before_page()
            with self._copy.asking() as since:
                page = await self._fetch(number, PAGE_SIZE)
                if page.items:
                    both = digest_of(page.items[0]), digest_of(page.items[-1])
                    if both in ends:
                        break  # The server gives the same page again: no more rows can be reached.
                    ends.add(both)
                await self._keep(page, (number - 1) * page.size, since, number)
            if self._begin():  # The copy was lost meanwhile.
                ends.clear()
            elif page.is_last or (self._most and number * page.size >= self._most):
                break
            number = self.course.page + 1
        await self._end()

    async def poll(self) -> None:
        """Read the first page, and those behind it for as long as they bring nothing but news.

        Raises:
            ApiError: a page can't be had.
        """
        self._begin_again_if_lost()
        before = self.course.total
        # Before the first sweep everything is news, and on its way.
        for number in range(1, FIRST_PAGES + 1 if self.course.complete else 2):
            with self._copy.asking() as since:
                page = await self._fetch(number, PAGE_SIZE)
                taken = await self._keep(page, (number - 1) * page.size, since)
            if number == 1:
                self.polled = self._clock()
            if page.is_last or len(taken.new) + len(taken.changed) < len(page.items):
                break
        last = page.last_number
        if last is not None and last > number and not taken.new and before is not None and (page.total or 0) > before:
            # There are more rows than before, but not at the top: this server puts them at the end.
            with self._copy.asking() as since:
                page = await self._fetch(last, PAGE_SIZE)
                await self._keep(page, (last - 1) * page.size, since)

    def follow(self) -> None:
        """Take over how far another console on the same copy has come."""
        kept = self._copy.notes.read(self._name)
        if isinstance(kept, dict):
            self.course = Course(**kept)

    def saw_first_page(self, total: int | None) -> None:
        """Note that the first page was read by somebody else."""
        self.polled = self._clock()
        if total is not None:
            self.course = replace(self.course, total=total)

    def _begin_again_if_lost(self) -> None:
        if self._generation != self._copy.cache.generation:
            self._generation = self._copy.cache.generation
            self.course = Course()

    def _begin(self) -> bool:
        """Begin a sweep where none is under way; tell whether that was so."""
        self._begin_again_if_lost()
        if not self.course.done:
            return False
        self.course = replace(self.course, number=self.course.number + 1, page=0, rows=0, done=False)
        return True

    async def _keep(
        self, page: Page[dict[str, Any]], first_place: int, since: set[str], number: int | None = None
    ) -> Taken:
        """Write a page; ``number`` says that it is the sweep's, which is then that far."""
        course = self.course if page.total is None else replace(self.course, total=page.total)
        if number is not None:
            course = replace(course, page=number, rows=course.rows + page.received)
        seen = Seen(course.number, self._clock(), first_place, max(page.size, len(page.items)))

        table = self._table()

        def keep() -> Taken:
            taken = table.put(page.items, seen, keep=since)
            if number is not None:
                self._copy.notes.put(self._name, asdict(course))
            return taken

        taken = await self._copy.write(keep)
        if self._generation == self._copy.cache.generation:
            # A poll and a sweep run side by side: each takes over only what it has read.
            self.course = course if number is not None else replace(self.course, total=course.total)
        self._told(taken)
        return taken

    async def _end(self) -> None:
        if not self._is_whole():
            # Nothing can be told from rows that it did not see: it is as if it had not been.
            course = replace(self.course, number=self.course.number - 1, done=True, ended=self._clock())
            await self._copy.write(lambda: self._copy.notes.put(self._name, asdict(course)))
            self.course = course
            return
        course = replace(self.course, done=True, complete=self.course.complete + 1, ended=self._clock())

        table = self._table()

        def end() -> int:
            gone = table.drop_unseen(course.number - 1)
            if self._most:
                gone += table.drop_beyond(self._most)
            self._copy.notes.put(self._name, asdict(course))
            return gone

        gone = await self._copy.write(end)
        self.course = course
        if gone:
            self._told(Taken(moved=True))

    def _is_whole(self) -> bool:
        """Tell whether it saw about as many rows as the server speaks of, a list that moves meanwhile allowed for."""
        total = self.course.total
        if total is None:
            return self.course.rows > 0
        wanted = min(total, self._most) if self._most else total
        return self.course.rows >= wanted * _WHOLE
