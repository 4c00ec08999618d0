"""Where the rows of a list come from."""

from collections.abc import Sequence
from typing import Protocol

from klink_tui.widgets.cells import Cell


class Rows(Protocol):
    """Where a list's rows come from: any number of them, asked for one at a time as they are drawn."""

    def __len__(self) -> int:
        """How many rows there are."""

    def key(self, index: int) -> str:
        """What tells the row at ``index`` from every other."""

    def cells(self, index: int) -> Sequence[Cell]:
        """The row's cells, one a column."""

    def position(self, key: str) -> int | None:
        """Where the row with ``key`` is; ``None`` where there is none."""


class PlainRows:
    """A handful of rows given as they are."""

    def __init__(self, rows: Sequence[tuple[str, Sequence[Cell]]] = ()) -> None:
        """Take keys with cells."""
        self._rows = tuple(rows)
        self._places = {key: place for place, (key, _) in enumerate(self._rows)}

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def key(self, index: int) -> str:
        """The row's key."""
        return self._rows[index][0]

    def cells(self, index: int) -> Sequence[Cell]:
        """The row's cells."""
        return self._rows[index][1]

    def position(self, key: str) -> int | None:
        """Where the row with ``key`` is."""
        return self._places.get(key)
