"""The category tree as rows of a list: indented, foldable, and narrowed with the way to each match left standing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from klink_tui.models.names import fold
from klink_tui.models.reference import Category
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.referencelook import UNNAMED

_OPEN, _FOLDED, _LEAF = "▾ ", "▸ ", "  "


@dataclass(frozen=True, slots=True)
class Branch:
    """One category in its place."""

    key: str
    """What tells it from every other: its id, or its place where it has none or shares it."""
    category: Category
    path: tuple[str, ...]
    """The values from the top down to its own."""
    parent: str
    """The key of the category above; empty at the top."""

    @property
    def way(self) -> str:
        """The path in words."""
        return " / ".join(value or UNNAMED for value in self.path)

    @property
    def has_more(self) -> bool:
        """Whether there are categories below it."""
        return bool(self.category.child_category_list)


def branches(roots: Sequence[Category]) -> list[Branch]:
    """Give every category of the tree, each before those below it, in the server's order."""
    seen: Counter[str] = Counter()
    found: list[Branch] = []
    # A stack of its own: how deep a tree goes is up to the server.
    waiting: list[tuple[Category, tuple[str, ...], str]] = [(root, (), "") for root in reversed(roots)]
    while waiting:
        category, above, parent = waiting.pop()
        seen[category.id] += 1
        key = category.id if category.id and seen[category.id] == 1 else f"{category.id}~{len(found)}"
        branch = Branch(key, category, (*above, category.value), parent)
        found.append(branch)
        waiting += [(child, branch.path, key) for child in reversed(category.child_category_list)]
    return found


class BranchRows:
    """The branches that are on view."""

    def __init__(self, tree: Sequence[Branch], folded: AbstractSet[str], typed: str = "") -> None:
        """Leave out what lies below a ``folded`` key; where something is ``typed``, show matches and the way there."""
        self._folded = folded if not typed.strip() else frozenset()
        self._matches = {branch.key for branch in tree if _holds(branch, typed)}
        self._shown = list(self._narrowed(tree) if typed.strip() else self._unfolded(tree))
        self._places = {branch.key: place for place, branch in enumerate(self._shown)}

    @property
    def matched(self) -> int:
        """How many categories hold what is typed, folded ones included."""
        return len(self._matches)

    @property
    def first(self) -> str:
        """The key of the first row that holds what is typed; empty where there is none."""
        return next((branch.key for branch in self._shown if branch.key in self._matches), "")

    def _unfolded(self, tree: Sequence[Branch]) -> Iterator[Branch]:
        hidden: set[str] = set()
        for branch in tree:
            if branch.parent in hidden or branch.parent in self._folded:
                hidden.add(branch.key)
            else:
                yield branch

    def _narrowed(self, tree: Sequence[Branch]) -> Iterator[Branch]:
        by_key = {branch.key: branch for branch in tree}
        wanted: set[str] = set()
        for key in self._matches:
            while key and key not in wanted:
                wanted.add(key)
                key = by_key[key].parent
        return (branch for branch in tree if branch.key in wanted)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._shown)

    def key(self, index: int) -> str:
        """The row's key."""
        return self._shown[index].key

    def position(self, key: str) -> int | None:
        """Where the row with ``key`` is."""
        return self._places.get(key)

    def branch(self, key: str) -> Branch | None:
        """The branch with ``key``, where it is on view."""
        place = self._places.get(key)
        return None if place is None else self._shown[place]

    def is_folded(self, key: str) -> bool:
        """Whether what lies below is left out."""
        return key in self._folded

    def cells(self, index: int) -> Sequence[Cell]:
        """The row's cells."""
        branch = self._shown[index]
        mark = (_FOLDED if self.is_folded(branch.key) else _OPEN) if branch.has_more else _LEAF
        tone = "" if branch.category.value and branch.key in self._matches else "muted"
        below = len(branch.category.child_category_list)
        return (
            Cell("  " * (len(branch.path) - 1) + mark + (branch.category.value or UNNAMED), tone),
            Cell(str(below) if below else "", "muted"),
            Cell(branch.category.id, "muted"),
        )


def _holds(branch: Branch, typed: str) -> bool:
    """Tell whether a branch, with the way to it, holds every word typed."""
    return all(word in fold(branch.way) for word in fold(typed).split())
