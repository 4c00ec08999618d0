"""Named values: statuses, priorities, channels (contract §3). Free of pydantic: the first frame needs it."""

from collections.abc import Iterable

STATUSES: tuple[str, ...] = ("open", "in progress", "pending", "resolved")
"""Statuses the documentation names; used where neither a form field nor a ticket says better."""

PRIORITIES: tuple[str, ...] = ("low", "medium", "high")
"""Priorities the documentation names, lowest first."""


def fold(name: str) -> str:
    """Give ``name`` in the form it is compared in: any case, with ``_``, ``-`` and space equal."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def same(one: str, other: str) -> bool:
    """Tell whether two spellings name the same value."""
    return fold(one) == fold(other)


def known_spelling(name: str, spellings: Iterable[str]) -> str:
    """Give the server's own spelling of ``name`` out of ``spellings``, or ``name`` where there is none."""
    folded = fold(name)
    return next((spelling for spelling in spellings if fold(spelling) == folded), name)
