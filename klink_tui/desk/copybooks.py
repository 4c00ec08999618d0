"""Lists of the server's that the copy stands in for: what it has of a page is shown until the server gave that page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.pages import Fetch, PageBook, Sheet
from klink_tui.models.paging import Figures, Page

T = TypeVar("T")

Held = tuple[Sequence[tuple[T, float]], int | None]
"""Records of the copy, each with when it was read (epoch seconds), and how many there are on all pages."""


@dataclass(frozen=True, slots=True)
class KeptSheet(Sheet[T]):
    """One page as the copy has it: ``fetched_at`` is when the record that was read first was read."""


class CopyBook(PageBook[T]):
    """The pages of one list: the server's where they were fetched, else the copy's."""

    def __init__(
        self,
        fetch: Fetch[T],
        held: Callable[[int, int], Held[T]],
        keep: Callable[[Sheet[T], set[str]], Awaitable[None]],
        key: Callable[[T], str],
        copy: LocalCopy,
        *,
        size: int,
        now: Callable[[], datetime],
    ) -> None:
        """Start with what the copy has.

        Args:
            fetch: fetches a page.
            held: gives what the copy has of a page, by its number from 1 and its size.
            keep: puts a page into the copy, but not the records with these keys.
            key: what tells one record from every other.
            copy: has the records.
            size: rows a page.
            now: the clock, aware.
        """
        super().__init__(fetch, key, size=size, now=now)
        self._held = held
        self._keep = keep
        self._copy = copy
        self._kept: dict[int, KeptSheet[T] | None] = {}
        self._kept_at: tuple[int, ...] = ()

    def peek(self, number: int) -> Sheet[T] | None:
        """Give a page if it is here; one that was not fetched is a :class:`KeptSheet`."""
        return super().peek(number) or self._peek_copy(number)

    def is_fresh(self, sheet: Sheet[T]) -> bool:
        """Tell whether a page need not be fetched again when it is turned to; the copy's always is."""
        return not isinstance(sheet, KeptSheet) and super().is_fresh(sheet)

    def put(self, item: T) -> None:
        """Set a record's new values wherever it stands, or is about to."""
        self._kept = {}
        super().put(item)

    def drop(self, key: str) -> None:
        """Take a record off wherever it stands, or is about to."""
        self._kept = {}
        super().drop(key)

    async def _load(self, number: int) -> Sheet[T]:
        with self._copy.asking() as since:
            sheet = await super()._load(number)
            await self._keep(sheet, since)
        # A record may have changed while the page was written.
        return self._sheets.get(number, sheet)

    def _peek_copy(self, number: int) -> KeptSheet[T] | None:
        cache = self._copy.cache
        at = (cache.generation, cache.changed_elsewhere(), self.size)
        if at != self._kept_at:
            self._kept, self._kept_at = {}, at
        if number not in self._kept:
            self._kept[number] = self._read_copy(number)
        return self._kept[number]

    def _read_copy(self, number: int) -> KeptSheet[T] | None:
        rows, total = self._held(number, self.size)
        if not rows:
            return None
        before = (number - 1) * self.size
        # A page that is here in part is not the last one for that.
        received = self.size if total is None else max(len(rows), min(self.size, total - before))
        items = tuple(item for item, _ in rows)
        page = Page(items, (), Figures(total=total, page_size=self.size), number, self.size, received)
        return KeptSheet(page, datetime.fromtimestamp(min(seen for _, seen in rows), UTC))
