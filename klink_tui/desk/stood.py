"""How many tickets each view had when the agent last stood on it, so that it shows what has moved since."""

from typing import Final

from klink_tui.store.notes import Notes

NOTE: Final = "stood"
"""What the copy keeps it under."""


class Stood:
    """Counts by query; kept over the end of the console."""

    def __init__(self, notes: Notes) -> None:
        """Begin with what was kept."""
        kept = notes.read(NOTE)
        self._counts: dict[str, int] = {}
        if isinstance(kept, dict):
            self._counts = {query: number for query, number in kept.items() if isinstance(number, int)}

    @property
    def counts(self) -> dict[str, int]:
        """What is to be kept."""
        return dict(self._counts)

    def see(self, query: str, number: int) -> None:
        """Note that the agent stands on a view with so many tickets."""
        self._counts[query] = number

    def moved(self, query: str, number: int) -> int:
        """Give by how many a view has grown since; one that the agent never stood on begins here."""
        return number - self._counts.setdefault(query, number)

    def keep_only(self, queries: set[str]) -> None:
        """Forget the views that are not there any more."""
        self._counts = {query: number for query, number in self._counts.items() if query in queries}
