"""The desk: the connection, the clock, and the small tables every reply refers to, held in memory."""

import json
import sqlite3
from collections.abc import Iterable
from random import Random
from typing import Any, Final

from klink_tui.sandbox.clock import Clock
from klink_tui.sandbox.ids import draw_id
from klink_tui.sandbox.records import Agent, Category, Entity, Field, Named, Option, Tag

AGENT: Final = "agent"
TAG: Final = "tag"
CATEGORY: Final = "category"
CHANNEL: Final = "channel"
GROUP: Final = "contact group"
COMPANY: Final = "company"
FIELD: Final = "field"


class Desk:
    """One desk; ``agents``, ``tags`` and the like map ids to records in the server's order."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock, seed: str) -> None:
        """Read the small tables of a seeded database; the seed decides the ids of what is written."""
        self.connection = connection
        self.clock = clock
        self._ids = Random(f"{seed}:written")
        self._request_ids = Random(f"{seed}:requests")
        self.agents = {row[0]: Agent(*row) for row in _records(connection, AGENT)}
        self.tags = {row[0]: Tag(*row) for row in _records(connection, TAG)}
        self.categories = {row[0]: Category(*row) for row in _records(connection, CATEGORY)}
        self.channels = {row[0]: Named(*row) for row in _records(connection, CHANNEL)}
        self.groups = {row[0]: Named(*row) for row in _records(connection, GROUP)}
        self.companies = {row[0]: Named(*row) for row in _records(connection, COMPANY)}
        self._fields: dict[Entity, dict[str, Field]] = {"ticket": {}, "contact": {}}
        for *plain, options in _records(connection, FIELD):
            field = Field._make([*plain, tuple(Option._make(option) for option in options)])
            self._fields[field.entity][field.system_name] = field

    def fields(self, entity: Entity) -> dict[str, Field]:
        """Give the form fields of tickets or contacts, by system name, in the form's order."""
        return self._fields[entity]

    def new_id(self) -> str:
        """Draw an id for something that is being written."""
        return draw_id(self._ids)

    def new_request_id(self) -> str:
        """Draw the id of a request, from a row of its own: reading changes no id of what is written later."""
        return draw_id(self._request_ids)

    @property
    def token_owner(self) -> Agent:
        """Whom the token belongs to: the creator of what is written through it (assumed)."""
        return next(iter(self.agents.values()))

    def tag_named(self, name: str) -> Tag:
        """Give the tag of that name, any case; an unknown name becomes a new tag (assumed, as MERGE does)."""
        wanted = name.strip().casefold()
        for tag in self.tags.values():
            if tag.name.casefold() == wanted:
                return tag
        tag = Tag(self.new_id(), self.clock.read(), name.strip(), len(self.tags) + 1)
        add_records(self.connection, TAG, [tag])
        self.tags[tag.id] = tag
        return tag

    def add_channel(self, kind: str, name: str) -> Named:
        """Add a channel."""
        channel = Named(self.new_id(), name, kind)
        add_records(self.connection, CHANNEL, [channel])
        self.channels[channel.id] = channel
        return channel


def add_records(connection: sqlite3.Connection, kind: str, records: Iterable[tuple[object, ...]]) -> None:
    """Append records, whose first field is their id, to a small table."""
    (last,) = connection.execute("SELECT coalesce(max(position), 0) FROM reference WHERE kind = ?", (kind,)).fetchone()
    connection.executemany(
        "INSERT INTO reference VALUES (?, ?, ?, ?)",
        [
            (kind, position, record[0], json.dumps(record, ensure_ascii=False))
            for position, record in enumerate(records, start=last + 1)
        ],
    )


def _records(connection: sqlite3.Connection, kind: str) -> list[list[Any]]:
    rows = connection.execute("SELECT record FROM reference WHERE kind = ? ORDER BY position", (kind,))
    return [json.loads(text) for (text,) in rows]
