"""How many cells this terminal gives to spacing marks, the vowel signs that Burmese, Khmer, Hindi or Tamil stand on.

The tables of Rich give them none, as terminals do that draw whole clusters. Most others, tmux among them, follow
``wcwidth`` and give each a cell of its own. Where the console counts otherwise than its terminal, everything behind
such a word stands in the wrong column.
"""

import unicodedata
from collections.abc import Mapping
from importlib import import_module
from typing import Final

from rich import cells
from rich.cells import CellTable

_CLUSTERING_TERMS: Final = ("xterm-kitty", "xterm-ghostty", "foot", "contour")
_CLUSTERING_PROGRAMS: Final = frozenset({"WezTerm", "ghostty", "kitty"})


def draws_clusters(environment: Mapping[str, str]) -> bool:
    """Tell by its name whether the terminal draws a cluster as one; a multiplexer in between never does."""
    if environment.get("TMUX") or environment.get("STY"):
        return False
    if environment.get("KITTY_WINDOW_ID") or environment.get("WT_SESSION"):
        return True
    term = environment.get("TERM", "")
    return term.startswith(_CLUSTERING_TERMS) or environment.get("TERM_PROGRAM", "") in _CLUSTERING_PROGRAMS


def with_spacing_marks(table: CellTable) -> CellTable:
    """Give the table with a cell for each spacing mark (Unicode category Mc)."""
    widths: list[tuple[int, int, int]] = []
    for start, end, width in table.widths:
        if width:
            widths.append((start, end, width))
            continue
        for code in range(start, end + 1):
            own = 1 if unicodedata.category(chr(code)) == "Mc" else 0
            if widths and widths[-1][1:] == (code - 1, own) and widths[-1][0] >= start:
                widths[-1] = (widths[-1][0], code, own)
            else:
                widths.append((code, code, own))
    return CellTable(table.unicode_version, widths, table.narrow_to_wide)


def follow_terminal(environment: Mapping[str, str]) -> None:
    """Measure text from now on as the terminal of ``environment`` does."""
    if draws_clusters(environment):
        return
    # Rich offers no other way in than its own table; the tests notice if it moves.
    table: CellTable = import_module("rich._unicode_data").load("auto")
    if isinstance(table.widths, list):
        table.widths[:] = with_spacing_marks(table).widths
        cells.get_character_cell_size.cache_clear()
        cells.cached_cell_len.cache_clear()
