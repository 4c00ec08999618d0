"""Envelopes and pages (contract §1, Envelopes). Free of pydantic."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from klink_tui.errors import BadRecordError, BadReplyError
from klink_tui.text import one_line

T = TypeVar("T")

_MAX_DEPTH: Final = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """What an envelope says of its paging; ``None`` where it does not say."""

    total: int | None = None
    """Rows on all pages."""
    page: int | None = None
    """This page's number, from 1."""
    page_size: int | None = None
    """Rows a page, as the server used it."""
    last_page: int | None = None
    """The last page's number; may contradict ``total`` (contract §1, ``lastPage``)."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """An envelope opened."""

    data: object
    """What was in it: a list, a dict, or ``None``."""
    figures: Figures
    """Paging figures from whichever level holds them."""
    request_id: str = ""
    """The server's id of the request; empty where it gave none."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that can't be read: it keeps its place among its neighbours."""

    position: int
    """Its place in the page, from 0."""
    reason: str
    """What is wrong with it, in words."""
    raw: object
    """As it came."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list."""

    items: tuple[T, ...]
    """The readable records that are not deleted, in the server's order."""
    unreadable: tuple[Unreadable, ...]
    """The records that can't be read."""
    figures: Figures
    """What the server says of the whole."""
    number: int
    """The page that was asked for, from 1."""
    size: int
    """Rows a page: as the server echoed it, else as asked for."""
    received: int
    """Records in the answer, deleted and unreadable ones included."""

    @property
    def total(self) -> int | None:
        """Rows on all pages as the server says."""
        return self.figures.total

    @property
    def is_last(self) -> bool:
        """Whether no page follows: this one is empty, not full, or reaches the total (contract §1, ``lastPage``).

        ``lastPage`` itself is not believed: it can contradict the total.
        """
        if self.received == 0:
            return True
        if self.received < self.size and not self._is_cut_short:
            return True
        return self.total is not None and self.number * self._full >= self.total

    @property
    def last_number(self) -> int | None:
        """The last page's number, from the total where there is one; ``None`` where nothing says."""
        if self.total is not None and self._full > 0:
            return max(1, -(-self.total // self._full))
        if self.is_last:
            return self.number
        return self.figures.last_page

    @property
    def contradiction(self) -> str:
        """What the figures disagree about, in words; empty where they agree."""
        said, counted = self.figures.last_page, self.last_number
        if said is not None and counted is not None and said != counted and self.total is not None:
            return f"the server says {self.total} rows but last page {said}"
        if self.is_last and self.total is not None and self.number * self._full < self.total:
            return f"the server says {self.total} rows but stopped after page {self.number}"
        return ""

    @property
    def _is_cut_short(self) -> bool:
        """Whether the server gives fewer rows a page than were asked for, without a word.

        It echoes no page size, the page is not full, and what is missing from it would not be missing at the end.
        """
        if self.figures.page_size is not None or self.total is None or not 0 < self.received < self.size:
            return False
        return (self.number - 1) * self.size + self.received != self.total

    @property
    def _full(self) -> int:
        """Rows on a full page, as far as this one shows."""
        return self.received if self._is_cut_short else self.size


def unwrap(payload: object) -> Unwrapped:
    """Open any of the envelopes E1–E7: a list is the data, ``cxLogs`` recurses, ``data`` is given.

    A dict without either is its own data. Never raises.
    """
    return _open(payload, Figures(), "", 0)


def read_page(payload: object, read: Callable[[object], T | None], *, number: int, asked_size: int) -> Page[T]:
    """Read a page record by record: ``read`` gives a record, ``None`` for a deleted one, or raises.

    Only :class:`~klink_tui.errors.BadRecordError` marks a record as unreadable.

    Raises:
        BadReplyError: the answer holds no list, and is no single record either.
    """
    opened = unwrap(payload)
    records = _records(opened.data)
    items: list[T] = []
    unreadable: list[Unreadable] = []
    for position, record in enumerate(records):
        try:
            item = read(record)
        except BadRecordError as error:
            unreadable.append(Unreadable(position, error.message, record))
        else:
            if item is not None:
                items.append(item)
    size = opened.figures.page_size or asked_size
    return Page(tuple(items), tuple(unreadable), opened.figures, number, size, len(records))


def _records(data: object) -> Sequence[object]:
    if isinstance(data, list):
        return data
    if data is None:
        return []
    if isinstance(data, Mapping) and "id" in data:
        return [data]
    raise BadReplyError("The server's answer holds no list.")


def _open(payload: object, figures: Figures, request_id: str, depth: int) -> Unwrapped:
    if not isinstance(payload, Mapping):
        return Unwrapped(payload, figures, request_id)
    figures = _merge(figures, payload)
    request_id = request_id or _request_id(payload)
    inner = next((payload[key] for key in ("cxLogs", "cx_logs", "data") if key in payload), payload)
    # An object may well have a field of its own called `data`: only envelopes are opened.
    if inner is payload or depth >= _MAX_DEPTH or "id" in payload:
        return Unwrapped(payload, figures, request_id)
    return _open(inner, figures, request_id, depth + 1)


def _merge(figures: Figures, level: Mapping[object, object]) -> Figures:
    def figure(known: int | None, *keys: str) -> int | None:
        found = next((number for key in keys if (number := _count(level.get(key))) is not None), None)
        return found if found is not None else known

    return Figures(
        total=figure(figures.total, "total"),
        page=figure(figures.page, "page"),
        page_size=figure(figures.page_size, "pageSize", "page_size"),
        last_page=figure(figures.last_page, "lastPage", "last_page"),
    )


def _count(value: object) -> int | None:
    """Read a count; anything that is not a whole number from 0 is nothing."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and 0 <= value < 2**63 else None


def _request_id(level: Mapping[object, object]) -> str:
    value = level.get("requestId", level.get("request_id"))
    return one_line(value)[:200] if isinstance(value, str) else ""
