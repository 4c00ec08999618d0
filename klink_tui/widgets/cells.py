"""Text measured in terminal cells: cutting, aligning, and sharing a line's width among columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

GAP = 1
"""Blank columns between two cells."""
NOTED = "✎"
"""The mark of what has a local note."""
PINNED = "★"
"""What stands before the name of what is pinned."""


class Cell(NamedTuple):
    """One cell of a row."""

    text: str
    """Cleaned, on one line."""
    tone: str = ""
    """How it is to be drawn: one of :data:`klink_tui.widgets.rowlist.TONES`, or as the row is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    id: str
    title: str
    width: int
    """Cells; for a growing column the least it is shown with."""
    grow: int = 0
    """Its share of the width left over; 0 keeps :attr:`width`."""
    right: bool = False
    """Whether its text stands at the right edge."""
    drop: int = 0
    """On a narrow line columns go in the order of this number, highest first; 0 stays."""


def cut(text: str, width: int) -> str:
    """Cut ``text`` to ``width`` cells, with ``…`` where something is left out; shorter text stays as it is."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    return _ended(set_cell_size(text, width - 1)) + "…" if width > 1 else "…"


def fill(text: str, width: int, *, right: bool = False) -> str:
    """Cut or pad ``text`` to exactly ``width`` cells."""
    text = cut(_ended(text), width)
    pad = " " * (width - cell_len(text))
    return pad + text if right else text + pad


def _ended(text: str) -> str:
    """Take blanks off the end, and a joiner, which would swallow what comes next."""
    return text.rstrip(" \u200d")


def share(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Share ``width`` cells among columns: give the index and width of each that is shown, in their order."""
    shown = list(range(len(columns)))
    while True:
        need = sum(columns[index].width for index in shown) + GAP * (len(shown) - 1)
        droppable = [index for index in shown if columns[index].drop]
        if need <= width or not droppable:
            break
        shown.remove(max(droppable, key=lambda index: columns[index].drop))
    spare = max(width - need, 0)
    weights = sum(columns[index].grow for index in shown)
    widths: list[tuple[int, int]] = []
    for index in shown:
        column = columns[index]
        extra = spare * column.grow // weights if weights else 0
        widths.append((index, column.width + extra))
    left_over = spare - sum(wide - columns[index].width for index, wide in widths)
    for place, (index, wide) in enumerate(widths):
        if columns[index].grow and left_over:
            widths[place] = (index, wide + left_over)
            break
    return widths
