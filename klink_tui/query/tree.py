"""What a query means, as a tree: plain objects, each with the place in the text that it was read from."""

from dataclasses import dataclass
from typing import Final, NamedTuple

COMPARISONS: Final = (">=", "<=", ">", "<", "=")
"""How a value can be compared; longer ones first, as they are read."""


class Span(NamedTuple):
    """A place in a query's text."""

    start: int
    """Index of its first character."""
    end: int
    """Index behind its last."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a condition compares with."""

    text: str
    """As it was written, without its quotes."""
    span: Span
    quoted: bool = False
    """Whether it stood in quotes, and so is no word of the language."""
    comparison: str = ""
    """One of :data:`COMPARISONS`; empty is "is"."""
    until: "Value | None" = None
    """The other end of a range ``a..b``; both ends belong to it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Free text: found anywhere in the ticket's words."""

    text: str
    span: Span
    phrase: bool = False
    """Whether it stood in quotes: then nothing may stand between its words, and its last word is whole."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A field that has one of some values."""

    field: str
    """Its name as it was written."""
    values: tuple[Value, ...]
    span: Span
    name: Span
    """Where the field's name stands."""


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: "Node"
    span: Span


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything must hold."""

    parts: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One must hold."""

    parts: tuple["Node", ...]
    span: Span


Node = Words | Condition | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field to sort by."""

    field: str
    """Its name as it was written."""
    descending: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query."""

    text: str
    """As it was written."""
    condition: Node | None
    """What must hold; ``None`` is everything."""
    sort: tuple[SortKey, ...] = ()
    """What to sort by, the first key first; empty is the server's order."""
