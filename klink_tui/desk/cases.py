"""Cases (cx-logs) over a span of days, and the cases of one contact (contract §2, CxLog)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from klink_tui.api.paging import collect
from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.copybooks import CopyBook, Held
from klink_tui.desk.pages import Fetch, Sheet
from klink_tui.desk.references import Connect
from klink_tui.errors import FormError
from klink_tui.models.caselog import CaseLog, case_key
from klink_tui.models.paging import Page
from klink_tui.models.reference import RoomComment
from klink_tui.store.taken import Seen

RECENT_DAYS: Final = 30
"""How far back a contact's cases are looked for."""
_SWEEP_CAP: Final = 20
_SWEEP_KEPT: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` at midnight to the end of ``last``, in the agent's time zone."""

    start: datetime
    end: datetime

    @property
    def text(self) -> str:
        """The span in words."""
        return f"{self.start:%Y-%m-%d} to {self.end:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Recent:
    """The cases of one contact in the last :data:`RECENT_DAYS` days."""

    cases: tuple[CaseLog, ...]
    complete: bool
    """Whether all cases of those days were looked at."""
    looked_at: int
    """How many were looked at: the server can't filter by contact."""
    note: str = ""
    """Why not all, in words."""
    held_since: datetime | None = None
    """Where the cases come from the copy: when the one that was read first was read."""


@dataclass(frozen=True, slots=True)
class _Swept:
    """Everyone's cases of those days."""

    at: datetime
    cases: tuple[CaseLog, ...]
    complete: bool
    note: str


class CaseDesk:
    """Reads cases."""

    def __init__(
        self, connect: Connect, copy: LocalCopy, *, page_size: int, timezone: str, now: Callable[[], datetime]
    ) -> None:
        """Start with what the copy has."""
        self._connect = connect
        self._copy = copy
        self._now = now
        self._zone = ZoneInfo(timezone)
        self._size = page_size
        self._books: dict[Span, CopyBook[CaseLog]] = {}
        self._swept: _Swept | None = None
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def page_size(self) -> int:
        """Rows a page."""
        return self._size

    @page_size.setter
    def page_size(self, size: int) -> None:
        self._size = size
        for book in self._books.values():
            book.size = size

    def last_days(self, days: int) -> Span:
        """Give the span of the last ``days`` days, today included."""
        today = self._now().astimezone(self._zone).date()
        return self._span_of(today - timedelta(days=days - 1), today)

    def span(self, first: str, last: str) -> Span:
        """Read a span from two dates ``YYYY-MM-DD``.

        Raises:
            FormError: they are no dates, or lie the wrong way round.
        """
        wrong = {}
        days = []
        for name, text in (("first", first), ("last", last)):
            try:
                days.append(date.fromisoformat(text.strip()))
            except ValueError:
                wrong[name] = "Write a date as YYYY-MM-DD, for example 2026-03-30."
        if not wrong and days[0] > days[1]:
            wrong["last"] = "The last day lies before the first."
        if wrong:
            raise FormError("These are no days to look at.", wrong)
        return self._span_of(days[0], days[1])

    def book(self, span: Span) -> CopyBook[CaseLog]:
        """Give the list of a span."""
        if span not in self._books:
            self._books.clear()
            self._books[span] = CopyBook(
                self._fetcher(span),
                self._holder(span),
                self._keep,
                case_key,
                self._copy,
                size=self._size,
                now=self._now,
            )
        return self._books[span]

    def held_of_contact(self, contact_id: str) -> Recent:
        """Give the recent cases of one contact that are here: as looked through a while ago, else from the copy."""
        if self._is_swept and self._swept is not None:
            return self._of_swept(contact_id, self._swept)
        since = self.last_days(RECENT_DAYS).start.timestamp()
        rows = self._copy.cases.of_contact(contact_id, since) if contact_id else []
        if not rows:
            return Recent((), False, 0)
        oldest = datetime.fromtimestamp(min(seen for _, seen in rows), UTC)
        return Recent(tuple(case for case, _ in rows), False, 0, "from the copy", oldest)

    async def of_contact(self, contact_id: str) -> Recent:
        """Fetch the recent cases of one contact, by looking through everyone's.

        Raises:
            ApiError: they can't be had.
        """
        if not self._is_swept:
            if self._sweeping is None:
                self._sweeping = asyncio.create_task(self._sweep())
                self._sweeping.add_done_callback(self._swept_once)
            await asyncio.shield(self._sweeping)
        if self._swept is None:
            return Recent((), False, 0, "The cases could not be looked through.")
        return self._of_swept(contact_id, self._swept)

    @property
    def is_whole(self) -> bool:
        """Whether the copy has everyone's recent cases as they were a moment ago."""
        return self._is_swept and self._swept is not None and self._swept.complete

    @property
    def _is_swept(self) -> bool:
        """Whether everyone's cases were looked through a moment ago."""
        return self._swept is not None and self._now() - self._swept.at <= _SWEEP_KEPT

    def _of_swept(self, contact_id: str, swept: _Swept) -> Recent:
        mine = tuple(case for case in swept.cases if contact_id and contact_id in (case.contact_id, _nested_id(case)))
        return Recent(mine, swept.complete, len(swept.cases), swept.note)

    async def _sweep(self) -> None:
        span = self.last_days(RECENT_DAYS)
        client = await self._connect()
        found = await collect(partial(client.cx_logs.list, span.start, span.end), cap=_SWEEP_CAP)
        self._swept = _Swept(self._now(), found.items, found.is_whole, "" if found.is_whole else found.words)
        await self._put(found.items, set())

    def _swept_once(self, task: "asyncio.Task[None]") -> None:
        self._sweeping = None
        if not task.cancelled():
            task.exception()

    def _span_of(self, first: date, last: date) -> Span:
        end = time(23, 59, 59)
        return Span(datetime.combine(first, time(), self._zone), datetime.combine(last, end, self._zone))

    async def _keep(self, sheet: Sheet[CaseLog], since: set[str]) -> None:
        await self._put(sheet.page.items, since)

    async def _put(self, cases: Sequence[CaseLog], since: set[str]) -> None:
        # No sweep reads them: what was read stays, as a log does.
        seen = Seen(0, self._now().timestamp())
        await self._copy.write(lambda: self._copy.cases.put(cases, seen, keep=since))

    def _holder(self, span: Span) -> Callable[[int, int], Held[CaseLog]]:
        def held(number: int, size: int) -> Held[CaseLog]:
            start, end = span.start.timestamp(), span.end.timestamp()
            return self._copy.cases.between(start, end, (number - 1) * size, size)

        return held

    def _fetcher(self, span: Span) -> Fetch[CaseLog]:
        async def fetch(number: int, size: int) -> Page[CaseLog]:
            client = await self._connect()
            return await client.cx_logs.list(span.start, span.end, page=number, page_size=size)

        return fetch


def _nested_id(case: CaseLog) -> str:
    return case.contact.id if case.contact else ""


class RoomComments:
    """Reads the comments of colleagues on a room (contract §2, Room comment)."""

    def __init__(self, connect: Connect) -> None:
        """Start with nothing fetched."""
        self._connect = connect

    async def of_room(self, room_id: str) -> tuple[RoomComment, ...]:
        """Fetch a room's comments, oldest first.

        Raises:
            ApiError: they can't be had.
        """
        client = await self._connect()
        page = await client.comments.list(room_id)
        return tuple(sorted(page.items, key=lambda comment: comment.created_at.sort_key if comment.created_at else 0))
