"""The lists of the library: where each comes from, how its rows look, and what is copied from one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from klink_tui.desk.desk import Desk
from klink_tui.desk.references import Loaded, Reference
from klink_tui.models.names import fold
from klink_tui.models.record import Record
from klink_tui.models.reference import Category, Channel, Group, PresenceChange, Tag
from klink_tui.widgets.branches import Branch, BranchRows, branches
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.referencelook import (
    CATEGORY_COLUMNS,
    CHANNEL_COLUMNS,
    GROUP_COLUMNS,
    PRESENCE_COLUMNS,
    TAG_COLUMNS,
    channel_cells,
    group_cells,
    presence_agent,
    presence_cells,
    presence_name,
    tag_cells,
)
from klink_tui.widgets.rowlist import PlainRows, Rows

T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class View:
    """A list as it is on view."""

    rows: Rows
    matched: int
    """How many records hold what is typed; all of them where nothing is."""
    first: str
    """The key of the first of them; empty where there is none."""


class Fetched(Protocol):
    """What there is to say of a list that was fetched: :class:`~klink_tui.desk.references.Loaded`, records apart."""

    @property
    def unreadable(self) -> int:
        """How many records could not be read."""

    @property
    def complete(self) -> bool:
        """Whether the server has no more of them."""

    @property
    def fetched_at(self) -> datetime:
        """When it came, aware."""

    @property
    def note(self) -> str:
        """Why it is not complete, in words."""


class Shelf(Protocol):
    """One list of the library."""

    name: str
    title: str
    noun: tuple[str, str]
    """What one of its records is called, and many."""
    columns: Sequence[Column]

    def loaded(self) -> Fetched | None:
        """Tell of the list as it was fetched; ``None`` before that."""

    def total(self) -> int:
        """How many records there are."""

    async def fetch(self) -> None:
        """Fetch it anew.

        Raises:
            ApiError: it can't be had; what is here stays.
        """

    def view(self, typed: str) -> View:
        """Give the rows that hold every word typed."""

    def name_and_id(self, key: str) -> tuple[str, str] | None:
        """Give what is copied from the row with ``key``; ``None`` where there is no such row."""


class ListShelf(Generic[T]):
    """A flat list."""

    def __init__(
        self,
        name: str,
        title: str,
        noun: tuple[str, str],
        reference: Reference[T],
        columns: Sequence[Column],
        *,
        cells: Callable[[T], Sequence[Cell]],
        label: Callable[[T], tuple[str, str]],
    ) -> None:
        """Draw records by ``cells``; ``label`` gives a record's name and id."""
        self.name = name
        self.title = title
        self.noun = noun
        self.columns = columns
        self._reference = reference
        self._cells = cells
        self._label = label
        self._keyed: dict[str, T] = {}

    def loaded(self) -> Loaded[T] | None:
        """Give the list as it was fetched."""
        return self._reference.peek()

    def total(self) -> int:
        """How many records there are."""
        loaded = self.loaded()
        return len(loaded.items) if loaded else 0

    async def fetch(self) -> None:
        """Fetch the list anew."""
        await self._reference.refresh()

    def view(self, typed: str) -> View:
        """Give the rows that hold every word typed, in any of their columns."""
        loaded = self.loaded()
        items = loaded.items if loaded else ()
        self._keyed = {}
        words = fold(typed).split()
        rows: list[tuple[str, Sequence[Cell]]] = []
        for place, item in enumerate(items):
            cells = self._cells(item)
            if all(word in fold(" ".join(cell.text for cell in cells)) for word in words):
                given = self._label(item)[1]
                key = given if given and given not in self._keyed else f"{given}~{place}"
                self._keyed[key] = item
                rows.append((key, cells))
        return View(PlainRows(rows), len(rows), rows[0][0] if rows else "")

    def name_and_id(self, key: str) -> tuple[str, str] | None:
        """Give name and id of the row with ``key``."""
        item = self._keyed.get(key)
        return None if item is None else self._label(item)


class CategoryShelf:
    """The category tree."""

    name = "categories"
    title = "Categories"
    noun = ("category", "categories")
    columns: Sequence[Column] = CATEGORY_COLUMNS

    def __init__(self, reference: Reference[Category]) -> None:
        """Start with everything unfolded."""
        self._reference = reference
        self._folded: set[str] = set()
        self._grown: tuple[Loaded[Category], list[Branch]] | None = None
        self._rows = BranchRows((), frozenset())

    def loaded(self) -> Loaded[Category] | None:
        """Give the top of the tree as it was fetched."""
        return self._reference.peek()

    def total(self) -> int:
        """How many categories there are, on all levels."""
        return len(self._tree)

    async def fetch(self) -> None:
        """Fetch the tree anew."""
        await self._reference.refresh()

    @property
    def _tree(self) -> list[Branch]:
        loaded = self.loaded()
        if loaded is None:
            return []
        if self._grown is None or self._grown[0] is not loaded:
            self._grown = (loaded, branches(loaded.items))
        return self._grown[1]

    def view(self, typed: str) -> View:
        """Give the branches that are unfolded, or hold every word typed."""
        self._rows = BranchRows(self._tree, self._folded, typed)
        return View(self._rows, self._rows.matched, self._rows.first)

    def name_and_id(self, key: str) -> tuple[str, str] | None:
        """Give the way to the category with ``key``, and its id."""
        branch = self._rows.branch(key)
        return None if branch is None else (branch.way, branch.category.id)

    # Folding

    def unfold(self, key: str) -> None:
        """Show what lies below."""
        self._folded.discard(key)

    def fold(self, key: str) -> str:
        """Leave out what lies below, and give the key to go to: that of the one above where nothing lies below."""
        branch = self._rows.branch(key)
        if branch is None:
            return key
        if branch.has_more and not self._rows.is_folded(key):
            self._folded.add(key)
            return key
        return branch.parent or key

    def turn(self, key: str) -> None:
        """Fold what is unfolded, and the other way round."""
        branch = self._rows.branch(key)
        if branch is not None and branch.has_more:
            self._folded ^= {key}

    def turn_all(self) -> None:
        """Fold every branch where all are unfolded; else unfold every one."""
        self._folded = set() if self._folded else {branch.key for branch in self._tree if branch.has_more}


def shelves(desk: Desk) -> tuple[CategoryShelf, tuple[Shelf, ...]]:
    """Give the category tree, and all lists of the library with it, in their order."""
    references = desk.references
    categories = CategoryShelf(references.categories)
    return categories, (categories, *_flat(desk))


def _named(item: Tag | Channel | Group) -> tuple[str, str]:
    return item.name, item.id


def _flat(desk: Desk) -> Iterator[Shelf]:
    references = desk.references

    def presence(change: PresenceChange) -> Sequence[Cell]:
        return presence_cells(change, desk.now(), desk.timezone)

    def became(change: PresenceChange) -> tuple[str, str]:
        return f"{presence_agent(change)}: {presence_name(change.current) or 'not said'}", change.id

    yield ListShelf("tags", "Tags", ("tag", "tags"), references.tags, TAG_COLUMNS, cells=tag_cells, label=_named)
    yield ListShelf(
        "channels",
        "Channels",
        ("channel", "channels"),
        references.channels,
        CHANNEL_COLUMNS,
        cells=channel_cells,
        label=_named,
    )
    yield ListShelf(
        "groups",
        "Groups",
        ("contact group", "contact groups"),
        references.groups,
        GROUP_COLUMNS,
        cells=group_cells,
        label=_named,
    )
    yield ListShelf(
        "presence",
        "Presence",
        ("change of presence", "changes of presence"),
        references.presence,
        PRESENCE_COLUMNS,
        cells=presence,
        label=became,
    )
