"""How a ticket looks: its columns in a list, its facts beside its text. Word and colour both carry the meaning."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from klink_tui.models.names import fold
from klink_tui.models.ticket import Ticket
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.values import mark
from klink_tui.widgets.words import age, when

TICKET_COLUMNS: Final = (
    Column("mark", "", 1),
    Column("number", "#", 6, right=True),
    Column("title", "Title", 24, grow=3),
    Column("status", "Status", 11),
    Column("priority", "Priority", 8, drop=1),
    Column("contact", "Contact", 14, grow=1, drop=2),
    Column("assignee", "Assignee", 12, drop=3),
    Column("channel", "Channel", 8, drop=4),
    Column("age", "Age", 4, right=True),
)

RELATED_COLUMNS: Final = (
    Column("number", "#", 6, right=True),
    Column("title", "Title", 12, grow=1),
    Column("status", "Status", 11, drop=1),
    Column("age", "Age", 4, right=True),
)

_STATUS_TONES: Final = {
    "open": "accent",
    "new": "accent",
    "in progress": "warn",
    "pending": "muted",
    "on hold": "muted",
    "resolved": "good",
    "closed": "good",
}
_PRIORITY_TONES: Final = {"critical": "bad", "urgent": "bad", "high": "bad", "low": "muted"}


def status_tone(status: str) -> str:
    """Give the tone of a status; a name nobody knows is drawn as text is."""
    return _STATUS_TONES.get(fold(status), "")


def priority_tone(priority: str) -> str:
    """Give the tone of a priority."""
    return _PRIORITY_TONES.get(fold(priority), "")


def ticket_cells(ticket: Ticket, now: datetime, *, pending: str = "") -> Sequence[Cell]:
    """Give a ticket's cells for :data:`TICKET_COLUMNS`."""
    done = status_tone(ticket.status) == "good"
    return (
        mark(ticket, pending=pending),
        Cell(str(ticket.ticket_number) if ticket.ticket_number is not None else "–", "muted"),
        Cell(ticket.title or "(no title)", "muted" if done or not ticket.title else ""),
        Cell(ticket.status, status_tone(ticket.status)),
        Cell(ticket.priority, priority_tone(ticket.priority)),
        Cell(ticket.contact_name, "muted" if done else ""),
        Cell(ticket.assignee_name or "–", "" if ticket.assignee_name and not done else "muted"),
        Cell(ticket.channel, "muted"),
        Cell(age(ticket.created_at, now), "muted"),
    )


def related_cells(ticket: Ticket, now: datetime) -> Sequence[Cell]:
    """Give a ticket's cells for :data:`RELATED_COLUMNS`."""
    done = status_tone(ticket.status) == "good"
    return (
        Cell(str(ticket.ticket_number) if ticket.ticket_number is not None else "–", "muted"),
        Cell(ticket.title or "(no title)", "muted" if done else ""),
        Cell(ticket.status, status_tone(ticket.status)),
        Cell(age(ticket.created_at, now), "muted"),
    )


def unreadable_ticket(reason: str) -> Sequence[Cell]:
    """Give the cells of a record that can't be read."""
    words = Cell(f"unreadable record: {reason}", "bad")
    return (Cell("!", "bad"), Cell("–", "muted"), words, *(Cell("") for _ in TICKET_COLUMNS[3:]))


def ticket_facts(ticket: Ticket, now: datetime, zone: str) -> list[Fact]:
    """Give what there is to know of a ticket, empty values left out."""
    category = ", ".join(found.value or "(unnamed)" for found in ticket.categories)
    known = [
        Fact("Status", ticket.status, status_tone(ticket.status)),
        Fact("Priority", ticket.priority, priority_tone(ticket.priority)),
        Fact("Assignee", ticket.assignee_name or "nobody", "" if ticket.assignee_name else "warn"),
        Fact("Reason", ticket.reason_to_assign),
        Fact("Channel", ticket.channel),
        Fact("Type", ticket.type),
        Fact("Category", category),
        Fact("Tags", ", ".join(tag.name for tag in ticket.tags if tag.name), "accent"),
        Fact("Created", when(ticket.created_at, now, zone)),
        Fact("Updated", when(ticket.updated_at, now, zone)),
        Fact("By", ticket.creator.label if ticket.creator else ""),
    ]
    return [fact for fact in known if fact.value]
