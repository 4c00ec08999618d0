"""Walking a list page by page, stopping for every reason there is, and saying which it was (contract §1, Paging)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

from klink_tui.models.paging import Page, Unreadable

T = TypeVar("T")

LARGE_PAGE: Final = 100
"""Rows a page to ask for where many are wanted; the server's echo is what counts."""


class Stop(StrEnum):
    """Why a walk ended."""

    EMPTY = "an empty page came"
    SHORT = "a page came that was not full"
    TOTAL = "all rows of the server's total came"
    UNPAGED = "the server gave all rows at once"
    REPEATED = "the server gave the same page again"
    RESIZED = "the server changed the page size on the way"
    CAP = "the cap on pages was reached"


class Fetch(Protocol[T]):
    """A list method of a resource, as far as a walk needs it."""

    async def __call__(self, *, page: int, page_size: int) -> Page[T]:
        """Give page number ``page`` (from 1) with ``page_size`` rows."""
        ...


class Walk(Generic[T]):
    """One walk through a list: iterate it once, then see where it stands.

    ::

        walk = Walk(client.tickets.list)
        async for page in walk:
            ...
        print(walk.words)
    """

    def __init__(self, fetch: Fetch[T], *, page_size: int = LARGE_PAGE, cap: int = 1000) -> None:
        """Take what fetches a page, the rows to ask for a page, and the most pages to fetch."""
        self._fetch = fetch
        self._page_size = page_size
        self._cap = cap
        self.pages = 0
        """Pages given out."""
        self.rows = 0
        """Records in them, deleted and unreadable ones included."""
        self.total: int | None = None
        """What the server said last of the rows on all pages; ``None`` where it did not."""
        self.stop: Stop | None = None
        """Why it ended; ``None`` while it goes on, and after an error."""

    @property
    def is_whole(self) -> bool:
        """Whether every row that the server speaks of has come: only then is a count a total."""
        if self.stop in (None, Stop.CAP, Stop.RESIZED):
            return False
        if self.total is not None:
            return self.rows >= self.total
        return self.stop is not Stop.REPEATED

    @property
    def words(self) -> str:
        """How far it came, for the screen."""
        of = f" of {self.total:,}" if self.total is not None else ""
        come = f"{self.rows:,}{of} rows on {self.pages:,} {'page' if self.pages == 1 else 'pages'}"
        if self.stop is None:
            return f"{come}, not at the end"
        return f"all {come}" if self.is_whole else f"{come}, not all: {self.stop}"

    async def __aiter__(self) -> AsyncIterator[Page[T]]:
        """Give page after page; a page that repeats an earlier one is not given."""
        firsts: set[str] = set()
        size = 0
        while self.stop is None:
            if self.pages >= self._cap:
                self.stop = Stop.CAP
                return
            page = await self._fetch(page=self.pages + 1, page_size=self._page_size)
            self.total = page.total if page.total is not None else self.total
            first = _first_id(page)
            if first and first in firsts:
                self.stop = Stop.REPEATED
                return
            firsts.add(first)
            self.pages += 1
            self.rows += page.received
            size = size or max(page.size, 1)
            self.stop = self._why_stop(page, size)
            yield page

    def _why_stop(self, page: Page[T], size: int) -> Stop | None:
        if page.received == 0:
            return Stop.EMPTY
        if self.total is not None and self.rows >= self.total:
            return Stop.TOTAL
        if page.figures.page_size is None and page.received > self._page_size:
            return Stop.UNPAGED
        if page.received < min(size, max(page.size, 1)):
            return Stop.SHORT
        return Stop.RESIZED if page.size != size else None


@dataclass(frozen=True, slots=True)
class Collected(Generic[T]):
    """All rows of a list, as far as they came."""

    items: tuple[T, ...]
    """The readable records, in the server's order."""
    unreadable: tuple[Unreadable, ...]
    """The others; their positions count within their pages."""
    is_whole: bool
    """Whether every row that the server speaks of came."""
    words: str
    """How far it came, for the screen."""


async def collect(fetch: Fetch[T], *, page_size: int = LARGE_PAGE, cap: int = 100) -> Collected[T]:
    """Walk a list to its end and give everything in it."""
    walk = Walk(fetch, page_size=page_size, cap=cap)
    items: list[T] = []
    unreadable: list[Unreadable] = []
    async for page in walk:
        items += page.items
        unreadable += page.unreadable
    return Collected(tuple(items), tuple(unreadable), walk.is_whole, walk.words)


def _first_id(page: Page[T]) -> str:
    """Give what tells the page's first readable record from others: its key, else its id; empty where it has none."""
    if not page.items:
        return ""
    first = page.items[0]
    return str(getattr(first, "key", "") or getattr(first, "id", "") or getattr(first, "system_name", ""))
