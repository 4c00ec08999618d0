"""On which line of a TOML file a key is set: what tomllib does not tell."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_TABLE: Final = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_KEY: Final = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART: Final = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")
_QUOTES: Final = ('"""', "'''")


def line_of(text: str, *path: str) -> int:
    """Give the line, from 1, that sets what is at ``path``, or what holds it; 0 where none does.

    Args:
        text: a TOML file that can be read.
        path: the names of the tables on the way, then the key.
    """
    found = 0
    longest = 0
    for number, here in _keys(text):
        if longest < len(here) <= len(path) and here == list(path[: len(here)]):
            found, longest = number, len(here)
    return found


def line_with(text: str, what: str, start: int = 1) -> int:
    """Give the first line, from line ``start`` on, that holds ``what``; ``start`` where none does."""
    lines = text.split("\n")
    return next((number for number in range(start, len(lines) + 1) if what in lines[number - 1]), start)


def _keys(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give every line that opens a table or sets a key, with the way there."""
    table: list[str] = []
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            if closing in line:
                closing = ""
            continue
        if found := _TABLE.match(line):
            table = _parts(found[1])
            yield number, table
        elif found := _KEY.match(line):
            yield number, [*table, *_parts(found[1])]
            closing = _still_open(line[found.end() :])


def _parts(text: str) -> list[str]:
    return [next(filter(None, found.groups()), "") for found in _PART.finditer(text)]


def _still_open(value: str, quotes: Sequence[str] = _QUOTES) -> str:
    """Give the quotes that a text over several lines ends with, where one begins on this line."""
    begins = next((one for one in quotes if value.lstrip().startswith(one)), "")
    return begins if begins and value.count(begins) == 1 else ""
