"""A query cut into pieces while it is being typed: never fails, however unfinished the text is."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from klink_tui.query.fields import NAME, SORT, Vocabulary
from klink_tui.query.tree import Span


class Role(StrEnum):
    """What a piece of a query is."""

    FIELD = "field"
    UNKNOWN = "unknown"
    """A field's name that nobody knows."""
    VALUE = "value"
    SIGN = "sign"
    """A comparison, a comma, the dots of a range, the direction of a sort key."""
    NEGATION = "negation"
    KEYWORD = "keyword"
    """``or``, ``and``, ``not``."""
    GROUP = "group"
    """A parenthesis."""
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a query."""

    role: Role
    span: Span
    """Where it stands."""
    field: str = ""
    """For a value: the name of the field it belongs to, as written."""


_NAME: Final = re.compile(f"{NAME.pattern}(?=:)")
_SIGN: Final = re.compile(r">=|<=|>|<|=")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_VALUE: Final = re.compile(r'(?:(?!\.\.)[^\s(),"])+')
_WORDS: Final = re.compile(r'[^\s()"]+')
_KEYWORD: Final = re.compile(r"(?:or|and|not)(?=[\s()]|$)", re.IGNORECASE)


def scan(text: str, vocabulary: Vocabulary) -> list[Piece]:
    """Cut ``text`` into pieces, white space left out."""
    return list(_scan(text, vocabulary))


def _scan(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "()":
            yield Piece(Role.GROUP, Span(at, at + 1))
            at += 1
        elif (found := _KEYWORD.match(text, at)) is not None:
            yield Piece(Role.KEYWORD, Span(at, found.end()))
            at = found.end()
        elif char == "-" and at + 1 < len(text) and not text[at + 1].isspace():
            yield Piece(Role.NEGATION, Span(at, at + 1))
            at += 1
        elif (found := _NAME.match(text, at)) is not None:
            name = found[0]
            known = name.casefold() == SORT or name in vocabulary
            yield Piece(Role.FIELD if known else Role.UNKNOWN, Span(at, found.end() + 1))
            at = yield from _values(text, found.end() + 1, name)
        else:
            found = (_QUOTED if char == '"' else _WORDS).match(text, at)
            end = found.end() if found is not None else at + 1
            yield Piece(Role.WORDS, Span(at, end))
            at = end


def _values(text: str, at: int, field: str) -> Generator[Piece, None, int]:
    """Cut the values behind a field's name; give where they end."""
    direction = "+-" if field.casefold() == SORT else ""
    role = Role.SIGN
    while at < len(text):
        if text[at] == ",":
            end, role = at + 1, Role.SIGN
        elif text.startswith("..", at):
            end, role = at + 2, Role.SIGN
        elif role is Role.VALUE:
            break
        elif text[at] in direction:
            end, role = at + 1, Role.SIGN
        elif (found := _SIGN.match(text, at)) is not None:
            end, role = found.end(), Role.SIGN
        elif (found := (_QUOTED if text[at] == '"' else _VALUE).match(text, at)) is not None:
            end, role = found.end(), Role.VALUE
        else:
            break
        yield Piece(role, Span(at, end), field)
        at = end
    return at
