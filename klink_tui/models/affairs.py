"""What a contact has going on, counted. Free of pydantic."""

from dataclasses import dataclass
from typing import Final

CLOSED: Final = ("resolved", "closed")
"""Statuses, as :func:`klink_tui.models.names.fold` gives them, of tickets that nobody has to do anything about."""


@dataclass(frozen=True, slots=True)
class Affairs:
    """The tickets and cases of one contact."""

    tickets: int = 0
    open: int = 0
    """Tickets whose status is none of :data:`CLOSED`."""
    recent_cases: int = 0
    """Cases of the last days; how many days is up to whoever counts."""
    first: float | None = None
    """When the first of their tickets and cases began, epoch seconds; ``None`` where there is none."""
    last: float | None = None
    """When something last happened to one of them, epoch seconds."""
