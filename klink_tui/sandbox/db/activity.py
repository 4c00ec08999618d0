"""What the desk did: cases (cx-logs), room comments, presence changes, messages."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from klink_tui.sandbox.db.connection import pack, unpack
from klink_tui.sandbox.records import Case, Comment, Message, Presence


def cases(connection: sqlite3.Connection, first: str, last: str, limit: int, offset: int) -> tuple[int, list[Case]]:
    """Give the total and one page of the cases started between two times, both inclusive; newest first (assumed)."""
    where = "started_at BETWEEN ? AND ?"
    (total,) = connection.execute(f"SELECT count(*) FROM cx_case WHERE {where}", (first, last)).fetchone()
    rows = connection.execute(
        f"SELECT * FROM cx_case WHERE {where} ORDER BY started_at DESC, id LIMIT ? OFFSET ?",
        (first, last, limit, offset),
    )
    return int(total), [_case(row) for row in rows]


def add_cases(connection: sqlite3.Connection, cases: Iterable[Case]) -> None:
    """Insert cases."""
    labels = Case._fields.index("labels")
    connection.executemany(
        f"INSERT INTO cx_case VALUES ({_places(Case._fields)})",
        [(*case[:labels], pack(case.labels), *case[labels + 1 :]) for case in cases],
    )


def has_room(connection: sqlite3.Connection, room_id: str) -> bool:
    """Tell whether a case took place in that room."""
    found = connection.execute(
        "SELECT 1 FROM cx_case WHERE entity_id = ? AND entity_name = 'room' LIMIT 1", (room_id,)
    ).fetchone()
    return found is not None


def comments(connection: sqlite3.Connection, room_id: str) -> list[Comment]:
    """Read a room's comments, oldest first (assumed)."""
    rows = connection.execute("SELECT * FROM comment WHERE room_id = ? ORDER BY created_at, id", (room_id,))
    return [
        Comment._make([*plain, [(index, agent_id) for index, agent_id in unpack(mentions)]])
        for *plain, mentions in rows
    ]


def add_comments(connection: sqlite3.Connection, comments: Iterable[Comment]) -> None:
    """Insert comments."""
    connection.executemany(
        f"INSERT INTO comment VALUES ({_places(Comment._fields)})",
        [(*comment[:-1], pack(comment.mentions)) for comment in comments],
    )


def presences(connection: sqlite3.Connection, limit: int, offset: int) -> list[Presence]:
    """Read one page of the presence changes, newest first (assumed)."""
    rows = connection.execute("SELECT * FROM presence ORDER BY created_at DESC, id LIMIT ? OFFSET ?", (limit, offset))
    return [Presence(*row) for row in rows]


def add_presences(connection: sqlite3.Connection, presences: Iterable[Presence]) -> None:
    """Insert presence changes."""
    connection.executemany(f"INSERT INTO presence VALUES ({_places(Presence._fields)})", presences)


def add_message(connection: sqlite3.Connection, message: Message) -> None:
    """Keep a sent message."""
    connection.execute(f"INSERT INTO message VALUES ({_places(Message._fields)})", message)


def _places(names: tuple[str, ...]) -> str:
    return ", ".join("?" * len(names))


def _case(row: Sequence[Any]) -> Case:
    labels = Case._fields.index("labels")
    return Case._make([*row[:labels], unpack(row[labels]), *row[labels + 1 :]])
