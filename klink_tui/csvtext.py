"""Tables for spreadsheets: CSV whose cells nothing runs."""

import csv
import io
from collections.abc import Sequence
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""
_END: Final = "\r\n"


def defused(text: str) -> str:
    """Give a cell's text; what a spreadsheet would run as a formula gets a ``'`` before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_line(cells: Sequence[str]) -> str:
    """Give a line of CSV (RFC 4180) without its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator=_END).writerow(cells)  # What ends a line is quoted within a cell.
    return line.getvalue().removesuffix(_END)
