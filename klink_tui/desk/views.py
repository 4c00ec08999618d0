"""Saved views of the ticket list: each a name, a query with its sort inside, and the columns it is shown with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from klink_tui.errors import ConfigError, FormError
from klink_tui.text import clean, one_line

if TYPE_CHECKING:
    from klink_tui.query.tree import Query, SortKey

MOST_VIEWS: Final = 50
"""So many views are kept at most."""
MOST_CHARACTERS: Final = 40
"""Characters of a view's name."""
MOST_COLUMNS: Final = 100
"""Columns of a view."""
WIDEST: Final = 200
"""Cells of a column."""
LONGEST_QUERY: Final = 2_000
"""Characters of a view's query."""
_SORT: Final = "sort:"
_LONGEST_COLUMN: Final = 120
"""Characters of a column's name."""


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of a view."""

    name: str
    """The field it shows: ``title``, ``cf_region``."""
    width: int = 0
    """Cells, 1 to :data:`WIDEST`; 0 is the column's own width."""

    @classmethod
    def parse(cls, text: str) -> "ShownColumn":
        """Read ``name`` or ``name:width``.

        Raises:
            FormError: it is neither; about ``columns``.
        """
        name, colon, width = text.partition(":")
        if not name or len(name) > _LONGEST_COLUMN or name != one_line(name) or not name.isprintable():
            raise _wrong(
                "columns", f"“{_short(text)}” names no column.", "Write a name, or a name and a width: title:40."
            )
        if not colon:
            return cls(name)
        if not (width.isascii() and width.isdecimal() and len(width) < 5 and 1 <= int(width) <= WIDEST):
            raise _wrong("columns", f"“{_short(text)}” has no width from 1 to {WIDEST}.", "Write it as in title:40.")
        return cls(name, int(width))

    def format(self) -> str:
        """Write it as :meth:`parse` reads it."""
        return f"{self.name}:{self.width}" if self.width else self.name


@dataclass(frozen=True, slots=True)
class View:
    """A saved view."""

    name: str
    query: str = ""
    """What is listed and in which order; empty is everything as the server has it. It need not be readable."""
    columns: tuple[ShownColumn, ...] = ()
    """In their order; empty is the usual ones."""


BUILT_IN: Final = (
    View("All"),
    View("Mine", "is:mine -status:resolved,closed sort:-updated"),
    View("Unassigned", "is:unassigned -status:resolved,closed sort:-created"),
    View("Urgent", "priority:high,urgent,critical -status:resolved,closed sort:-priority,-updated"),
    View("Waiting", "status:pending sort:updated"),
    View("Changed", "updated:>=yesterday sort:-updated"),
)
"""The views to begin with."""


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """What it is called."""


class Stored(Named, Protocol):
    """A view as the settings hold it."""

    @property
    def query(self) -> str:
        """The query's text."""

    @property
    def columns(self) -> Sequence[str]:
        """Each as :meth:`ShownColumn.parse` reads it."""


def read_views(stored: Iterable[Stored] | None) -> tuple[View, ...]:
    """Give the views that the settings hold, or those to begin with for ``None``.

    Raises:
        FormError: one can't be kept; ``fields`` names ``name``, ``query`` or ``columns``.
    """
    return BUILT_IN if stored is None else tuple(read_view(one) for one in stored)


def read_view(stored: Stored) -> View:
    """Give one view that the settings hold.

    Raises:
        FormError: as for :func:`check_view`.
    """
    view = View(stored.name, stored.query, tuple(ShownColumn.parse(text) for text in stored.columns))
    check_view(view)
    return view


def check_view(view: View) -> None:
    """Check that a view can be kept, whatever its query means.

    Raises:
        FormError: it can't; ``fields`` names ``name``, ``query`` or ``columns``.
    """
    name, query = view.name, view.query
    if not name:
        raise _wrong("name", "A view needs a name.")
    if len(name) > MOST_CHARACTERS:
        raise _wrong("name", f"A view's name has at most {MOST_CHARACTERS} characters.")
    if not name.isprintable() or name != one_line(name):
        raise _wrong("name", f"“{_short(name)}” can't name a view.", "Use printable characters, and single spaces.")
    if len(query) > LONGEST_QUERY:
        raise _wrong("query", f"A query has at most {LONGEST_QUERY:,} characters.")
    if not query.isprintable() or query != clean(query):
        raise _wrong("query", "A query is one line of printable characters.")
    if len(view.columns) > MOST_COLUMNS:
        raise _wrong("columns", f"A view has at most {MOST_COLUMNS} columns.")
    names = [column.name for column in view.columns]
    if twice := next((column for place, column in enumerate(names) if column in names[:place]), ""):
        raise _wrong("columns", f"“{_short(twice)}” is there twice.")


def check_names(views: Iterable[Named]) -> None:
    """Check that no two views have the same name, in any case.

    Raises:
        FormError: two have; about ``name``.
    """
    seen: set[str] = set()
    for view in views:
        if view.name.casefold() in seen:
            raise _wrong("name", f"There is a view “{_short(view.name)}” already.")
        seen.add(view.name.casefold())


class Views:
    """The views in their order: never none, never two of one name.

    Each change is kept before it shows: where keeping it raises, the views stay as they were.
    """

    def __init__(
        self, views: Sequence[View] = BUILT_IN, keep: Callable[[tuple[View, ...]], None] | None = None
    ) -> None:
        """Begin with ``views``; ``keep`` is given all of them whenever they change."""
        self._all = tuple(views) or BUILT_IN
        self._keep = keep

    @property
    def all(self) -> tuple[View, ...]:
        """Every view."""
        return self._all

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all)

    def at(self, index: int) -> View:
        """Give the view at a place, from 0.

        Raises:
            IndexError: there is none.
        """
        return self._all[index]

    def find(self, name: str) -> int | None:
        """Give the place of the view of that name, in any case; ``None`` where there is none."""
        folded = name.casefold()
        return next((place for place, view in enumerate(self._all) if view.name.casefold() == folded), None)

    def add(self, view: View, at: int | None = None) -> int:
        """Put a view at a place, or behind the others; give its place.

        Raises:
            FormError: it can't be kept, or its name is another view's.
            ConfigError: there are :data:`MOST_VIEWS` already.
        """
        if len(self._all) >= MOST_VIEWS:
            raise ConfigError(f"There are {MOST_VIEWS} views already.", hint="Delete one that is not needed.")
        place = len(self._all) if at is None else min(max(at, 0), len(self._all))
        self._change((*self._all[:place], view, *self._all[place:]), new=view)
        return place

    def replace(self, index: int, view: View) -> None:
        """Put a view in the place of another.

        Raises:
            FormError: it can't be kept, or its name is another view's.
        """
        self._change((*self._all[:index], view, *self._all[index + 1 :]), new=view)

    def move(self, index: int, step: int) -> int:
        """Move a view by ``step`` places, at most to either end; give its new place."""
        place = min(max(index + step, 0), len(self._all) - 1)
        if place != index:
            others = (*self._all[:index], *self._all[index + 1 :])
            self._change((*others[:place], self._all[index], *others[place:]))
        return place

    def remove(self, index: int) -> None:
        """Take a view away.

        Raises:
            ConfigError: it is the last one.
        """
        if len(self._all) == 1:
            raise ConfigError("The last view can't be deleted.", hint="Rename it, or edit its query.")
        self._change((*self._all[:index], *self._all[index + 1 :]))

    def reset(self) -> None:
        """Put the views to begin with in the place of all."""
        self._change(BUILT_IN)

    def _change(self, views: tuple[View, ...], *, new: View | None = None) -> None:
        if new is not None:
            check_view(new)
            check_names([*(view for view in views if view is not new), new])
        if self._keep is not None:
            self._keep(views)
        self._all = views


def sort_of(text: str) -> "tuple[SortKey, ...]":
    """Give what a query is sorted by, the first key first; nothing where it can't be read."""
    query = _read(text)
    return query.sort if query else ()


def with_sort(text: str, field: str, descending: bool = False) -> str:
    """Give a query that is sorted by ``field`` alone; by none, as the server has it, where ``field`` is empty.

    The sort stands where the first one stood, or at the end. A text that can't be read is left as it is, with the sort
    behind it.
    """
    sort = f"{_SORT}{'-' if descending else ''}{field}" if field else ""
    parts = _sort_parts(text)
    if not parts:
        return f"{text.rstrip()} {sort}".strip() if sort else text
    alone = _replaced(text, parts, [sort] + [""] * (len(parts) - 1))
    # Where something would be missing ("a or sort:x"), each sort says the same instead.
    return alone if _read(alone) else _replaced(text, parts, [sort] * len(parts))


def _sort_parts(text: str) -> list[tuple[int, int]]:
    """Give where each ``sort:…`` of a query begins and ends."""
    parts: list[tuple[int, int]] = []
    for key in sort_of(text):
        if parts and text[parts[-1][1] : key.span.start] == ",":
            parts[-1] = (parts[-1][0], key.span.end)
        else:
            parts.append((key.span.start - len(_SORT), key.span.end))
    return parts


def _replaced(text: str, parts: Sequence[tuple[int, int]], new: Sequence[str]) -> str:
    """Put new words in the place of parts, which stand in their order; a part that goes takes a blank with it."""
    for (start, end), words in reversed(list(zip(parts, new, strict=True))):
        before, behind = text[:start], text[end:]
        if not words and behind.strip():
            behind = behind.lstrip()
        elif not words:
            before, behind = before.rstrip(), ""
        text = before + words + behind
    return text


def _read(text: str) -> "Query | None":
    # The first frame needs the views, but no query.
    from klink_tui.query.errors import QueryError
    from klink_tui.query.parser import parse

    try:
        return parse(text)
    except QueryError:
        return None


def _wrong(field: str, words: str, hint: str = "") -> FormError:
    return FormError(words, {field: words}, hint=hint)


def _short(text: str) -> str:
    """Give a text that may be anything as words of an error."""
    shown = "".join(char if char.isprintable() else "�" for char in one_line(text[:200]))
    return f"{shown[:60]}…" if len(shown) > 60 else shown
