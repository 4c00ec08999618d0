"""How the reference lists look: tags, channels, contact groups, categories and the agents' presence, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from klink_tui.models.reference import Channel, Group, PresenceChange, PresenceStatus, Tag
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.words import age, when

_ID: Final = Column("id", "Id", 36, drop=2)

CATEGORY_COLUMNS: Final = (Column("value", "Category", 44, grow=3), Column("below", "Below", 5, right=True), _ID)
TAG_COLUMNS: Final = (Column("name", "Tag", 40, grow=3), Column("position", "Position", 8, right=True), _ID)
CHANNEL_COLUMNS: Final = (Column("name", "Channel", 34, grow=3), Column("type", "Type", 12, grow=1), _ID)
GROUP_COLUMNS: Final = (Column("name", "Group", 24, grow=1), Column("description", "About", 20, grow=2, drop=1), _ID)
PRESENCE_COLUMNS: Final = (
    Column("when", "When", 16, drop=1),
    Column("age", "Age", 4, right=True),
    Column("agent", "Agent", 18, grow=2),
    Column("previous", "Was", 12, grow=1),
    Column("current", "Became", 12, grow=1),
)

UNNAMED: Final = "(unnamed)"
"""What stands where the server sent no name."""


def named(text: str) -> Cell:
    """Give the cell of a name, or of none."""
    return Cell(text) if text else Cell(UNNAMED, "muted")


def tag_cells(tag: Tag) -> Sequence[Cell]:
    """Give a tag's cells for :data:`TAG_COLUMNS`."""
    position = str(tag.position) if tag.position is not None else ""
    return (named(tag.name), Cell(position, "muted"), Cell(tag.id, "muted"))


def channel_cells(channel: Channel) -> Sequence[Cell]:
    """Give a channel's cells for :data:`CHANNEL_COLUMNS`."""
    return (named(channel.name), Cell(channel.type, "accent"), Cell(channel.id, "muted"))


def group_cells(group: Group) -> Sequence[Cell]:
    """Give a contact group's cells for :data:`GROUP_COLUMNS`."""
    return (named(group.name), Cell(group.description, "muted"), Cell(group.id, "muted"))


def presence_cells(change: PresenceChange, now: datetime, zone: str) -> Sequence[Cell]:
    """Give the cells of a change of presence for :data:`PRESENCE_COLUMNS`."""
    written = when(change.created_at, now, zone).partition(" · ")[0]
    return (
        Cell(written, "muted"),
        Cell(age(change.created_at, now), "muted"),
        Cell(presence_agent(change)),
        _status(change.previous, "muted"),
        _status(change.current, ""),
    )


def presence_agent(change: PresenceChange) -> str:
    """Give who changed their presence."""
    return (change.user.label if change.user else "") or change.user_id or "somebody"


def presence_name(status: PresenceStatus | None) -> str:
    """Give the name of a presence; empty where the server named none."""
    return (status.display_name or status.system_name or status.id) if status else ""


def _status(status: PresenceStatus | None, tone: str) -> Cell:
    name = presence_name(status)
    return Cell(name, tone) if name else Cell("not said", "muted")
