"""How a case (cx-log) looks: columns in a list, facts on a screen. Durations are the server's, in seconds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from textual.content import Content

from klink_tui.models.caselog import CaseLog
from klink_tui.models.reference import RoomComment
from klink_tui.text import one_line
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.values import mark
from klink_tui.widgets.words import age, duration, when

CASE_COLUMNS: Final = (
    Column("mark", "", 1),
    Column("case", "Case", 7, right=True),
    Column("contact", "Contact", 16, grow=2),
    Column("channel", "Channel", 10, drop=4),
    Column("direction", "Way", 8, drop=5),
    Column("queue", "Queue", 12, grow=1, drop=3),
    Column("agent", "Agent", 14, grow=1, drop=1),
    Column("outcome", "Outcome", 14, grow=1, drop=2),
    Column("handled", "Handled", 8, right=True),
    Column("age", "Age", 4, right=True),
)

CONTACT_CASE_COLUMNS: Final = (
    Column("age", "Age", 4, right=True),
    Column("channel", "Channel", 9),
    Column("outcome", "Outcome", 12, grow=1),
    Column("handled", "Handled", 8, right=True, drop=1),
)


_BLANK: Final = tuple(Cell("") for _ in CASE_COLUMNS[3:])


def case_cells(case: CaseLog, now: datetime) -> Sequence[Cell]:
    """Give a case's cells for :data:`CASE_COLUMNS`."""
    return (
        mark(case),
        Cell(str(case.case_id) if case.case_id is not None else "–", "muted"),
        Cell(case.contact.label if case.contact else case.customer_phone or case.contact_id),
        Cell(case.channel_type or case.channel, "muted"),
        Cell(case.direction, "muted"),
        Cell(case.queue_name, "muted"),
        Cell(case.agent_name),
        Cell(case.disposition, "muted"),
        Cell(duration(case.handled_time)),
        Cell(age(case.started_date or case.created_at, now), "muted"),
    )


def contact_case_cells(case: CaseLog, now: datetime) -> Sequence[Cell]:
    """Give a case's cells for :data:`CONTACT_CASE_COLUMNS`."""
    return (
        Cell(age(case.started_date or case.created_at, now), "muted"),
        Cell(case.channel_type or case.channel),
        Cell(case.disposition or case.agent_name, "muted"),
        Cell(duration(case.handled_time)),
    )


def unreadable_case(reason: str) -> Sequence[Cell]:
    """Give the cells of a record that can't be read."""
    return (Cell("!", "bad"), Cell("–", "muted"), Cell(f"unreadable record: {reason}", "bad"), *_BLANK)


def case_facts(case: CaseLog, now: datetime, zone: str) -> list[Fact]:
    """Give what there is to know of a case, empty values left out."""
    known = [
        Fact("Contact", case.contact.label if case.contact else case.contact_id, "strong"),
        Fact("Phone", case.customer_phone),
        Fact("Channel", " ".join(part for part in (case.channel_type, case.channel) if part)),
        Fact("Way", case.direction),
        Fact("Queue", case.queue_name),
        Fact("Agent", case.agent_name),
        Fact("Had it first", case.first_assignee.label if case.first_assignee else ""),
        Fact("Closed it", case.closed_assignee.label if case.closed_assignee else ""),
        Fact("Outcome", case.disposition),
        Fact("Labels", ", ".join(case.contact_label), "accent"),
        Fact("Started", when(case.started_date, now, zone)),
        Fact("Closed", when(case.closed_at, now, zone)),
        Fact("First reply", duration(case.first_response_time)),
        Fact("Handled", duration(case.handled_time)),
        Fact("On hold", duration(case.total_hold_duration)),
        Fact("Wrap-up", duration(case.wrap_up_duration)),
        Fact("Resolved in", duration(case.resolution_time)),
        Fact("SLA", case.sla_status),
    ]
    return [fact for fact in known if fact.value]


def case_details(case: CaseLog, now: datetime, zone: str) -> list[Fact]:
    """Give everything that is known of a case: its facts, and the rest that only a whole screen has room for."""
    rest = [
        Fact("Handled, all", duration(case.full_handled_time)),
        Fact("Resolved, all", duration(case.full_resolution_time)),
        Fact("Recorded", when(case.created_at, now, zone)),
        Fact("Case id", case.id, "muted"),
        Fact(case.entity_name.capitalize() or "Entity", case.entity_id, "muted"),
        Fact("Contact id", case.contact_id, "muted"),
    ]
    return [*case_facts(case, now, zone), *(fact for fact in rest if fact.value)]


def comment_lines(comments: Sequence[RoomComment], now: datetime, zone: str) -> Content:
    """Give the comments of colleagues one under the other, each under its author and time."""
    blocks = []
    for comment in comments:
        author = comment.user.label if comment.user else comment.user_id
        written = when(comment.created_at, now, zone)
        # A name may run from right to left: nothing stands behind it that it could draw to its other side.
        head = Content.assemble((f"{written}  " if written else "", "$klink-muted"), (author or "somebody", "bold"))
        blocks.append(Content("\n").join((head, Content(comment_text(comment)))))
    return Content("\n\n").join(blocks)


def comment_text(comment: RoomComment) -> str:
    """Give a comment's text, with ``@name`` where it has ``{0}`` for its first mention (contract §2, Room comment)."""
    text = comment.text
    mentions = comment.raw.get("mentions")
    for mention in mentions if isinstance(mentions, list) else ():
        if isinstance(mention, Mapping) and isinstance(mention.get("name"), str):
            text = text.replace(f"{{{mention.get('index')}}}", f"@{one_line(mention['name'])}")
    return text
