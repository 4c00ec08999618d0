"""What is asked for on the command line: a query, a view that it narrows, columns; and what is wrong with them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from klink_tui.desk.views import ShownColumn, View, Views
from klink_tui.errors import ConfigError, FormError
from klink_tui.models.names import fold
from klink_tui.query.errors import QueryError, UnknownMeError
from klink_tui.query.fields import Vocabulary
from klink_tui.query.parser import parse
from klink_tui.query.sql import compile_query
from klink_tui.query.tree import AllOf, Node, Query, Span

Format = Literal["table", "csv", "jsonl"]
"""How tickets are printed."""
FORMATS: Final[tuple[Format, ...]] = ("table", "csv", "jsonl")


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``klink-tui tickets`` was asked for."""

    query: str = ""
    """What must hold; empty is everything."""
    view: str | None = None
    """Name of a saved view that the query narrows."""
    columns: str = ""
    """Names with or without widths, as ``number,title:40``; empty is the view's, or the usual ones."""
    limit: int = 50
    """Tickets at most; 0 is all."""
    format: Format = "table"
    count: bool = False
    """Whether only the number is printed."""
    explain: bool = False
    """Whether only the query's meaning is printed."""
    refresh: bool = False
    """Whether everything is read from the server first."""
    quiet: bool = False
    """Whether nothing is said of how fresh the copy is."""


class UnreadableQueryError(ConfigError):
    """A query can't be read: has the text and the place, beside the sentence and the suggestion."""

    def __init__(self, text: str, error: QueryError, view: str = "") -> None:
        """Take the words of ``error`` about ``text``, which is the query of the view of that name, if any."""
        hints = [error.hint]
        if isinstance(error, UnknownMeError):
            hints.append('Write me = "…" into the profile: your email, name or id.')
        if view:
            hints.append(f"This is the query of the view “{view}”.")
        super().__init__(error.message, hint=" ".join(filter(None, hints)))
        self.text = text
        self.span: Span = error.span


def find_view(views: Views, name: str) -> View:
    """Give the view of that name, in any case.

    Raises:
        ConfigError: there is none; names the nearest, or all.
    """
    place = views.find(name)
    if place is not None:
        return views.at(place)
    known = {fold(view.name): view.name for view in views.all}
    raise ConfigError(f"There is no view “{name}”.", hint=_nearest(name, known))


def read_query(text: str, view: View | None) -> Query:
    """Read a query and the view's, if any: both must hold, and the order is the query's where it has one.

    Raises:
        UnreadableQueryError: one can't be read.
    """
    with _about(text):
        own = parse(text)
    if view is None:
        return own
    with _about(view.query, view.name):
        wide = parse(view.query)
    parts = (*_parts(wide.condition), *_parts(own.condition))
    both: Node | None = AllOf(parts, Span(0, 0)) if len(parts) > 1 else next(iter(parts), None)
    return Query(text, both, own.sort or wide.sort)


def check_query(text: str, view: View | None, vocabulary: Vocabulary) -> None:
    """Check that the desk knows what a query, and the view's, speak of.

    Raises:
        UnreadableQueryError: it does not.
    """
    texts = [(text, "")] if view is None else [(view.query, view.name), (text, "")]
    for query, name in texts:
        with _about(query, name):
            compile_query(parse(query), vocabulary)


def read_columns(text: str) -> tuple[ShownColumn, ...]:
    """Read ``number,title:40``; nothing where ``text`` is empty.

    Raises:
        ConfigError: it can't be read, or a column is there twice.
    """
    try:
        columns = tuple(ShownColumn.parse(part.strip()) for part in text.split(",")) if text.strip() else ()
    except FormError as error:
        raise ConfigError(error.message, hint=error.hint) from error
    return columns


def known_columns(
    columns: Sequence[ShownColumn], known: Sequence[str], vocabulary: Vocabulary
) -> tuple[ShownColumn, ...]:
    """Give columns by the names of their fields, whatever name they were asked for by.

    Args:
        columns: as they were asked for.
        known: names of the columns that every desk has.
        vocabulary: knows this desk's own fields, and the names that fields go by.

    Raises:
        ConfigError: there is no such column, or one is there twice.
    """
    custom = [field.name for field in vocabulary.custom]
    names = {fold(name): name for name in (*known, *custom)}
    found: list[ShownColumn] = []
    for column in columns:
        field = vocabulary.by_name.get(fold(column.name))
        name = names.get(fold(field.name if field else column.name))
        if name is None:
            raise ConfigError(f"There is no column “{column.name}”.", hint=_nearest(column.name, names))
        if any(other.name == name for other in found):
            raise ConfigError(f"The column “{name}” is there twice.")
        found.append(ShownColumn(name, column.width))
    return tuple(found)


def _parts(condition: Node | None) -> tuple[Node, ...]:
    if condition is None:
        return ()
    return condition.parts if isinstance(condition, AllOf) else (condition,)


@contextmanager
def _about(text: str, view: str = "") -> Iterator[None]:
    """Tell which query an error is about.

    Raises:
        UnreadableQueryError: there was one.
    """
    try:
        yield
    except QueryError as error:
        raise UnreadableQueryError(text, error, view) from error


def _nearest(name: str, known: dict[str, str]) -> str:
    near = get_close_matches(fold(name), known, n=1, cutoff=0.6)
    return f"Did you mean {known[near[0]]}?" if near else f"Known are: {', '.join(known.values())}."
