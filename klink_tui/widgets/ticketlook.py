"""How a ticket looks: its columns in a list, its facts beside its text. Word and colour both carry the meaning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from klink_tui.models.ages import SIGNS, USUAL_AGES, Ages
from klink_tui.models.intent import State
from klink_tui.models.moment import Moment
from klink_tui.models.names import fold
from klink_tui.models.ticketrow import TicketRow
from klink_tui.widgets.cells import NOTED, PINNED, Cell, Column
from klink_tui.widgets.outboxlook import MARKS
from klink_tui.widgets.words import age, when

if TYPE_CHECKING:
    from klink_tui.models.ticket import Ticket
    from klink_tui.widgets.facts import Fact

MARK: Final = Column("mark", "", 1)
"""What is under way, doubtful or news: always the first column."""

COLUMNS: Final[Mapping[str, Column]] = {
    column.id: column
    for column in (
        Column("number", "#", 6, right=True),
        Column("title", "Title", 21, grow=3),
        Column("status", "Status", 11),
        Column("priority", "Priority", 9, drop=1),
        Column("contact", "Contact", 14, grow=1, drop=2),
        Column("assignee", "Assignee", 12, drop=3),
        Column("channel", "Channel", 8, drop=4),
        Column("age", "Age", 7, right=True),
        Column("idle", "Idle", 7, right=True),
        Column("created", "Created", 16, drop=6),
        Column("updated", "Updated", 16, drop=6),
        Column("type", "Type", 10, drop=5),
        Column("tag", "Tags", 14, drop=5),
        Column("category", "Category", 14, drop=5),
        Column("company", "Company", 14, drop=5),
        Column("email", "Email", 22, drop=6),
        Column("phone", "Phone", 15, drop=6),
        Column("creator", "By", 12, drop=6),
        Column("reason", "Reason", 16, drop=6),
    )
}
"""Every column that a list of tickets can have, by its name, which is its field's name in queries too."""

USUAL: Final = ("number", "title", "status", "priority", "contact", "assignee", "channel", "age")
"""The columns of a list that says nothing of them."""

TICKET_COLUMNS: Final = (MARK, *(COLUMNS[name] for name in USUAL))

RELATED_COLUMNS: Final = (
    Column("number", "#", 6, right=True),
    Column("title", "Title", 12, grow=1),
    Column("status", "Status", 11, drop=1),
    Column("age", "Age", 4, right=True),
)

NEWS: Final[Mapping[int, Cell]] = {1: Cell("+", "good"), 2: Cell("•", "accent")}
"""What stands before a ticket that is new, and before one that changed, since the agent last looked at it."""

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
_CUSTOM_WIDTH: Final = 12


def status_tone(status: str) -> str:
    """Give the tone of a status; a name nobody knows is drawn as text is."""
    return _STATUS_TONES.get(fold(status), "")


def priority_tone(priority: str) -> str:
    """Give the tone of a priority."""
    return _PRIORITY_TONES.get(fold(priority), "")


def columns_of(shown: Sequence[tuple[str, int]], custom: Mapping[str, str]) -> tuple[Column, ...]:
    """Give the columns of a list of tickets.

    Args:
        shown: their names, each with a width in cells or 0 for its own; none is :data:`USUAL`.
        custom: display names of custom fields by system name; a name that is neither theirs nor known is left out.
    """
    columns = [MARK]
    for name, width in shown or tuple((name, 0) for name in USUAL):
        column = COLUMNS.get(name)
        if column is None and name in custom:
            column = Column(name, custom[name], _CUSTOM_WIDTH, drop=5)
        if column is not None:
            columns.append(replace(column, width=width, grow=0) if width else column)
    # Who chose the columns wants them in the order of choice: the last go first where the line is too narrow.
    if shown:
        columns = [replace(column, drop=place if place > 2 else 0) for place, column in enumerate(columns)]
    return tuple(columns)


def ticket_cells(
    row: TicketRow,
    columns: Sequence[Column],
    now: datetime,
    zone: str = "UTC",
    *,
    ages: Ages = USUAL_AGES,
    pending: State | None = None,
    marked: bool = False,
    noted: bool = False,
    pinned: bool = False,
) -> Sequence[Cell]:
    """Give a ticket's cells for some columns.

    Args:
        row: the ticket.
        columns: the columns.
        now: the time, aware.
        zone: IANA name of the zone that times are shown in.
        ages: when an age is pointed out.
        pending: how its changes stand.
        marked: whether the agent has marked it.
        noted: whether there is a local note on it.
        pinned: whether it is pinned.
    """
    done = status_tone(row.status) == "good"
    muted = "muted" if done else ""
    cells = []
    for column in columns:
        make = _CELLS.get(column.id)
        if make is not None:
            cell = make(row, muted)
            cells.append(Cell(f"{PINNED} {cell.text}", cell.tone) if pinned and column.id == "title" else cell)
        elif column.id == "mark":
            cells.append(
                Cell("◆", MARKS[pending].tone if pending else "accent") if marked else _mark(row, pending, noted=noted)
            )
        elif column.id in _TIMES:
            of_creation = column.id in ("age", "created")
            moment = _moment(row.created, row.created_words) if of_creation else _moment(row.updated, row.updated_words)
            long = column.id in ("created", "updated")
            if long:
                cells.append(Cell(when(moment, now, zone).partition(" ·")[0], "muted"))
            else:
                cells.append(age_cell(moment, now, row.priority, row.status, ages))
        else:
            cells.append(Cell(" ".join(row.custom_text(column.id).split()), muted))
    return cells


def related_cells(ticket: "Ticket", now: datetime) -> Sequence[Cell]:
    """Give a ticket's cells for :data:`RELATED_COLUMNS`."""
    done = status_tone(ticket.status) == "good"
    return (
        Cell(str(ticket.ticket_number) if ticket.ticket_number is not None else "–", "muted"),
        Cell(ticket.title or "(no title)", "muted" if done else ""),
        Cell(ticket.status, status_tone(ticket.status)),
        Cell(age(ticket.created_at, now), "muted"),
    )


def unreadable_ticket(reason: str, columns: Sequence[Column] = TICKET_COLUMNS) -> Sequence[Cell]:
    """Give the cells of a record that can't be read: its reason stands in the widest column."""
    widest = max(range(1, len(columns)), key=lambda place: (columns[place].id == "title", columns[place].width))
    words = {0: Cell("!", "bad"), widest: Cell(f"unreadable record: {reason}", "bad")}
    return tuple(words.get(place, Cell("–" if place == 1 else "", "muted")) for place in range(len(columns)))


def ticket_facts(ticket: "Ticket", now: datetime, zone: str) -> "list[Fact]":
    """Give what there is to know of a ticket, empty values left out."""
    from klink_tui.widgets.facts import Fact

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


def news(before: "Ticket", after: "Ticket") -> str:
    """Say what changed about a ticket: ``status open → pending · tags + vip``; empty for nothing that shows."""
    names = {"title": "title", "status": "status", "priority": "priority", "channel": "channel"}
    pairs = [(word, str(getattr(before, name)), str(getattr(after, name))) for name, word in names.items()]
    pairs.append(("assignee", before.assignee_name or "nobody", after.assignee_name or "nobody"))
    parts = [f"{word} {old or 'none'} → {new or 'none'}" for word, old, new in pairs if old != new]
    if before.description != after.description:
        parts.append("another text")
    old_tags, new_tags = ([tag.name for tag in ticket.tags if tag.name] for ticket in (before, after))
    signed = [f"+ {name}" for name in new_tags if name not in old_tags]
    signed += [f"− {name}" for name in old_tags if name not in new_tags]
    if signed:
        parts.append(f"tags {', '.join(signed)}")
    old_values = {value.label: value.value for value in before.custom_fields}
    for value in after.custom_fields:
        if value.value != old_values.pop(value.label, None):
            parts.append(value.label)
    return " · ".join((*parts, *(label for label, old in old_values.items() if old not in (None, ""))))


def age_cell(moment: Moment | None, now: datetime, priority: str, status: str, ages: Ages) -> Cell:
    """Give an age, with a sign and a tone where it is long for a ticket of that priority: ``2d !``."""
    words = age(moment, now)
    if moment is None or moment.at is None:
        return Cell(words, "muted")
    level = ages.level(priority, status, (now - moment.at).total_seconds())
    return Cell(f"{words} {SIGNS[level]}".rstrip(), ("muted", "warn", "bad")[level])


def _mark(row: TicketRow, pending: State | None, *, noted: bool) -> Cell:
    """Give the mark of a row: how its changes stand, it was not read as it came, it is news, or there is a note."""
    if pending is not None:
        return MARKS[pending]
    if row.doubt:
        return Cell("!", "warn")
    found = NEWS.get(row.news)
    return found if found is not None else Cell(NOTED if noted else "", "muted")


def _moment(seconds: float | None, words: str) -> Moment | None:
    if seconds is None:
        return Moment(words, None) if words else None
    return Moment("", datetime.fromtimestamp(seconds, UTC))


_TIMES: Final = frozenset({"age", "created", "idle", "updated"})
_CELLS: Final[Mapping[str, Callable[[TicketRow, str], Cell]]] = {
    "number": lambda row, muted: Cell(str(row.number) if row.number is not None else "–", "muted"),
    "title": lambda row, muted: Cell(row.title or "(no title)", muted if row.title else "muted"),
    "status": lambda row, muted: Cell(row.status, status_tone(row.status)),
    "priority": lambda row, muted: Cell(row.priority, priority_tone(row.priority)),
    "contact": lambda row, muted: Cell(row.contact, muted),
    "assignee": lambda row, muted: Cell(row.assignee or "–", muted if row.assignee else "muted"),
    "channel": lambda row, muted: Cell(row.channel, "muted"),
    "type": lambda row, muted: Cell(row.type, muted),
    "tag": lambda row, muted: Cell(row.tags, muted or "accent"),
    "category": lambda row, muted: Cell(row.categories, muted),
    "company": lambda row, muted: Cell(row.company, muted),
    "email": lambda row, muted: Cell(row.emails.partition(", ")[0], muted),
    "phone": lambda row, muted: Cell(row.phones.partition(", ")[0], muted),
    "creator": lambda row, muted: Cell(row.creator, muted),
    "reason": lambda row, muted: Cell(" ".join(row.reason.split()), muted),
}
