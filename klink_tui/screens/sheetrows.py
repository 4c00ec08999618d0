"""The rows of one page of a list, as the list widget asks for them."""

from collections import Counter
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from klink_tui.desk.pages import Sheet
from klink_tui.widgets.cells import Cell

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Look(Protocol[T_contra]):
    """How records become rows."""

    def key_of(self, item: T_contra) -> str:
        """Give what tells a record from every other."""

    def cells_of(self, item: T_contra) -> Sequence[Cell]:
        """Give a record's cells, one a column."""

    def unreadable_cells(self, reason: str) -> Sequence[Cell]:
        """Give the cells of a record that can't be read."""


class SheetRows(Generic[T]):
    """The rows of one sheet: readable records and, in their places, those that can't be read."""

    def __init__(self, sheet: Sheet[T] | None, look: Look[T]) -> None:
        """Take the records of ``sheet``; none where there is no sheet yet."""
        self._look = look
        entries: list[tuple[str, T | None, str]] = []
        items = iter(sheet.page.items if sheet else ())
        spoilt = {bad.position: bad.reason for bad in sheet.page.unreadable} if sheet else {}
        total = (len(sheet.page.items) if sheet else 0) + len(spoilt)
        for position in range(total):
            if position in spoilt:
                entries.append((f"unreadable:{position}", None, spoilt[position]))
            elif (item := next(items, None)) is not None:
                entries.append((look.key_of(item), item, ""))
        entries += [(look.key_of(item), item, "") for item in items]
        self._entries: list[tuple[str, T | None, str]] = []
        self._places: dict[str, int] = {}
        seen: Counter[str] = Counter()
        for key, entry, reason in entries:
            seen[key] += 1
            unique = key if seen[key] == 1 else f"{key}~{seen[key]}"
            self._places[unique] = len(self._entries)
            self._entries.append((unique, entry, reason))

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._entries)

    def key(self, index: int) -> str:
        """The row's key."""
        return self._entries[index][0]

    def position(self, key: str) -> int | None:
        """Where the row with ``key`` is."""
        return self._places.get(key)

    def item(self, key: str) -> T | None:
        """The record of a row; ``None`` for one that can't be read."""
        place = self._places.get(key)
        return None if place is None else self._entries[place][1]

    def items(self) -> list[T]:
        """Every readable record, in order."""
        return [item for _, item, _ in self._entries if item is not None]

    def reason(self, key: str) -> str:
        """Why a row can't be read."""
        place = self._places.get(key)
        return "" if place is None else self._entries[place][2]

    def cells(self, index: int) -> Sequence[Cell]:
        """The row's cells."""
        _, item, reason = self._entries[index]
        return self._look.cells_of(item) if item is not None else self._look.unreadable_cells(reason)
