"""A list of the server's, held page by page: what was fetched is shown at once, what comes next is fetched ahead."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar

from klink_tui.models.paging import Page

T = TypeVar("T")

FRESH: Final = timedelta(seconds=30)
"""How old a page may be and still not be asked for again when it is turned to."""

Fetch = Callable[[int, int], Awaitable[Page[T]]]
"""Fetches page ``number`` with ``size`` rows."""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One page as it was fetched."""

    page: Page[T]
    fetched_at: datetime
    """When the answer came, aware."""
    repeats: bool = False
    """The server gave an earlier page again: nothing new lies behind this number (contract §1, ``lastPage``)."""

    @property
    def is_last(self) -> bool:
        """Whether nothing follows."""
        return self.repeats or self.page.is_last

    @property
    def doubt(self) -> str:
        """What is wrong with the server's figures, in words; empty where they agree."""
        if self.repeats:
            return "the server gives the same page again: no more rows can be reached"
        return self.page.contradiction


class Book(Protocol[T]):
    """A list as screens walk through it: pages by number, from 1."""

    size: int
    """Rows a page."""

    def key(self, item: T, /) -> str:
        """Give what tells one record from every other."""

    def peek(self, number: int) -> Sheet[T] | None:
        """Give a page if it is here."""

    async def load(self, number: int) -> Sheet[T]:
        """Give a page as it is now.

        Raises:
            ApiError: it can't be had; what is here stays.
        """
        ...

    def is_fresh(self, sheet: Sheet[T]) -> bool:
        """Tell whether a page need not be loaded again when it is turned to."""
        ...

    def neighbours(self, number: int) -> tuple[int, ...]:
        """The numbers worth loading ahead of a step."""
        ...

    def forget_all_but(self, number: int) -> None:
        """Forget every page but one."""


class PageBook(Generic[T]):
    """The pages of one list, by number, as far as they were fetched."""

    def __init__(self, fetch: Fetch[T], key: Callable[[T], str], *, size: int, now: Callable[[], datetime]) -> None:
        """Start empty.

        Args:
            fetch: how a page is fetched.
            key: what tells one record from every other.
            size: rows a page.
            now: the clock, aware.
        """
        self._fetch = fetch
        self.key = key
        """What tells one record from every other."""
        self._now = now
        self._size = size
        self._sheets: dict[int, Sheet[T]] = {}
        self._flying: dict[int, asyncio.Task[Sheet[T]]] = {}
        self._since: list[dict[str, T | None]] = []

    @property
    def size(self) -> int:
        """Rows a page, as asked for."""
        return self._size

    @size.setter
    def size(self, size: int) -> None:
        if size != self._size:
            self.forget()
            self._size = size

    def peek(self, number: int) -> Sheet[T] | None:
        """Give a page if it is here."""
        return self._sheets.get(number)

    def is_fresh(self, sheet: Sheet[T]) -> bool:
        """Tell whether a page need not be fetched again when it is turned to: it was fetched a moment ago."""
        return self._now() - sheet.fetched_at < FRESH

    def items(self) -> Iterator[T]:
        """Give every record that is here."""
        for sheet in self._sheets.values():
            yield from sheet.page.items

    def find(self, key: str) -> T | None:
        """Give a record by its key if it is on a page that is here."""
        return next((item for item in self.items() if self.key(item) == key), None)

    async def load(self, number: int) -> Sheet[T]:
        """Fetch a page, new even where it is here already; callers at the same time share one request.

        Raises:
            ApiError: the page can't be had; what is here stays.
        """
        flying = self._flying.get(number)
        if flying is None:
            flying = asyncio.create_task(self._load(number))
            self._flying[number] = flying
            flying.add_done_callback(lambda task: self._landed(number, task))
        return await asyncio.shield(flying)

    def neighbours(self, number: int) -> tuple[int, ...]:
        """The numbers worth fetching ahead of a step from ``number``: next and previous, where they are not here."""
        sheet = self._sheets.get(number)
        after = () if sheet is None or sheet.is_last else (number + 1,)
        before = (number - 1,) if number > 1 else ()
        return tuple(near for near in (*after, *before) if near not in self._sheets and near not in self._flying)

    def put(self, item: T) -> None:
        """Set a record's new values wherever it stands, or is about to: a page under way was asked for before them."""
        self._change({self.key(item): item})

    def drop(self, key: str) -> None:
        """Take a record off wherever it stands, or is about to."""
        self._change({key: None})

    def forget(self) -> None:
        """Forget every page, and drop what is under way."""
        for task in tuple(self._flying.values()):
            task.cancel()
        self._flying.clear()
        self._sheets.clear()

    def forget_all_but(self, number: int) -> None:
        """Forget every page but one: after a refresh its neighbours may no longer join up with it."""
        self._sheets = {here: sheet for here, sheet in self._sheets.items() if here == number}

    async def _load(self, number: int) -> Sheet[T]:
        since: dict[str, T | None] = {}
        self._since.append(since)
        try:
            page = await self._fetch(number, self._size)
        finally:
            self._since = [other for other in self._since if other is not since]
        sheet = Sheet(self._with(page, since), self._now(), repeats=self.repeats(number, self._first(page)))
        self._sheets[number] = sheet
        return sheet

    def _change(self, changes: dict[str, T | None]) -> None:
        for since in self._since:
            since.update(changes)
        for number, sheet in self._sheets.items():
            self._sheets[number] = replace(sheet, page=self._with(sheet.page, changes))

    def _with(self, page: Page[T], changes: dict[str, T | None]) -> Page[T]:
        """Give a page with changed records in their places, and without those that are gone."""
        changed = (changes.get(self.key(item), item) for item in page.items)
        return replace(page, items=tuple(item for item in changed if item is not None))

    def repeats(self, number: int, first: str) -> bool:
        """Tell whether page ``number`` begins with what an earlier one does: the server ignores the page number.

        Args:
            number: the page's.
            first: the key of its first record; empty where it has none.
        """
        if number == 1 or not first:
            return False
        earlier = (self._sheets.get(1), self._sheets.get(number - 1))
        return any(
            sheet is not None and sheet.page.items and self.key(sheet.page.items[0]) == first for sheet in earlier
        )

    def _first(self, page: Page[T]) -> str:
        return self.key(page.items[0]) if page.items else ""

    def _landed(self, number: int, task: "asyncio.Task[Sheet[T]]") -> None:
        if self._flying.get(number) is task:
            del self._flying[number]
        if not task.cancelled():
            # Whoever asked has been told by their own await; a page fetched ahead that fails is asked for again.
            task.exception()
