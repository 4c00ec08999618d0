"""What may stand where the cursor is: fields, their values, words of the language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from klink_tui.models.names import fold
from klink_tui.query.fields import BUILT_IN, HAS, IS, Field, Kind, Vocabulary
from klink_tui.query.parser import SORT
from klink_tui.query.scan import Role, scan
from klink_tui.query.times import WORDS
from klink_tui.query.tree import Span

T = TypeVar("T")

MOST: Final = 12
"""Completions offered at a time."""
_LENGTHS: Final = ("1h", "4h", "1d", "2d", "1w", "1mo")

Carried = Callable[[str], Iterable[str]]
"""Gives the values that the tickets here carry in a field, the commonest first."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may stand where the cursor is."""

    text: str
    """What to put in the place of :attr:`span`, quoted where it must be."""
    span: Span
    """What it takes the place of."""
    words: str = ""
    """What it is."""


def complete(text: str, cursor: int, vocabulary: Vocabulary, carried: Carried) -> list[Completion]:
    """Give what may stand at ``cursor``, likeliest first; what is typed already narrows it."""
    here = next((piece for piece in scan(text, vocabulary) if piece.span.start < cursor <= piece.span.end), None)
    if here is None or here.role in (Role.NEGATION, Role.GROUP):
        return _fields("", Span(cursor, cursor), vocabulary)
    if here.role in (Role.FIELD, Role.UNKNOWN):
        colon = here.span.end - 1
        if cursor <= colon:
            return _fields(text[here.span.start : cursor], Span(here.span.start, here.span.end), vocabulary)
        return _values(text[here.span.start : colon], "", Span(cursor, cursor), vocabulary, carried)
    if here.role is Role.SIGN:
        return _values(here.field, "", Span(cursor, cursor), vocabulary, carried)
    typed = text[here.span.start : cursor]
    if here.role is Role.VALUE:
        return _values(here.field, typed.strip('"'), here.span, vocabulary, carried)
    return _fields(typed, here.span, vocabulary) if not typed.startswith('"') else []


def _fields(typed: str, span: Span, vocabulary: Vocabulary) -> list[Completion]:
    known = [(field.name, field.words) for field in BUILT_IN]
    known += [(custom.name, custom.label) for custom in vocabulary.custom]
    known.append((SORT, "the order"))
    return [
        Completion(f"{name}:", span, words)
        for name, words in _narrowed(known, typed, key=lambda entry: f"{entry[0]} {entry[1]}")
    ]


def _values(name: str, typed: str, span: Span, vocabulary: Vocabulary, carried: Carried) -> list[Completion]:
    if name.casefold() == SORT:
        sortable = [(field.name, field.words) for field in BUILT_IN if field.sort]
        return [Completion(text, span, words) for text, words in _narrowed(sortable, typed, key=lambda entry: entry[0])]
    if name not in vocabulary:
        return []
    field = vocabulary.find(name, span)
    offered = dict.fromkeys(_offered(field, vocabulary, carried))
    return [
        Completion(_quoted(value), span, _words(field, value))
        for value in _narrowed(list(offered), typed, key=lambda value: value)
    ]


def _offered(field: Field, vocabulary: Vocabulary, carried: Carried) -> list[str]:
    """Give the values worth offering for a field."""
    if field.kind is Kind.FLAG:
        return list(IS) if field.name == "is" else [*HAS, *(custom.name for custom in vocabulary.custom)]
    if field.kind is Kind.MOMENT:
        return list(WORDS)
    if field.kind is Kind.AGE:
        return [f">{length}" for length in _LENGTHS]
    if field.kind is Kind.PERSON:
        return ["me", "none", *carried(field.name)]
    return [*vocabulary.options.get(field.name, ()), *carried(field.name)]


def _narrowed(entries: list[T], typed: str, key: Callable[[T], str]) -> list[T]:
    """Give the entries that hold what is typed, those that begin with it first."""
    folded = fold(typed)
    found = [entry for entry in entries if folded in fold(key(entry))]
    return sorted(found, key=lambda entry: not fold(key(entry)).startswith(folded))[:MOST]


def _words(field: Field, value: str) -> str:
    if field.name == "is":
        return IS.get(value, "")
    return HAS.get(value, "") if field.name == "has" else ""


def _quoted(value: str) -> str:
    """Write a value as it must stand in a query."""
    if value and not any(char.isspace() or char in '(),":' for char in value) and ".." not in value:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
