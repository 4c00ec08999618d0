"""The least of the cache's schema that compiled queries refer to, with a handful of tickets in it."""

import sqlite3
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from klink_tui.models.names import fold
from klink_tui.query.fields import CustomField, Vocabulary
from klink_tui.query.terms import index_text

NOW: Final = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
"""A Monday."""
VOCABULARY: Final = Vocabulary(
    now=NOW,
    zone=ZoneInfo("Asia/Bangkok"),
    me="ann@desk.example",
    options={"status": ("open", "in progress", "pending", "resolved"), "priority": ("low", "medium", "high")},
    custom=(
        CustomField("cf_region", "Region"),
        CustomField("cf_amount", "Refund amount", is_number=True),
        CustomField("cf_due", "Promised on", is_date=True),
    ),
    notes={"k1": "asked twice, call 100% back", "k3": "ระบบ wait for bo", "some contact": "call"},
)


def moment(text: str) -> float:
    """Give an ISO time as epoch seconds."""
    return datetime.fromisoformat(text).timestamp()


def database() -> sqlite3.Connection:
    """Give a cache with five tickets, by number 1 to 5."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """
        CREATE TABLE tickets (
            ticket INTEGER PRIMARY KEY, key TEXT UNIQUE, number INTEGER, place INTEGER, title_fold TEXT,
            reason_fold TEXT,
            status_fold TEXT, status_rank INTEGER, priority_fold TEXT, priority_rank INTEGER, channel_fold TEXT,
            type_fold TEXT, assignee_fold TEXT, creator_fold TEXT, created REAL, updated REAL, has_description TEXT,
            contact_fold TEXT, emails_fold TEXT, phones_fold TEXT, company_fold TEXT,
            news INTEGER
        );
        CREATE TABLE labels (kind TEXT, fold TEXT, ticket INTEGER);
        CREATE TABLE custom (name TEXT, fold TEXT, number REAL, moment REAL, ticket INTEGER);
        CREATE VIRTUAL TABLE words USING fts5(
            text, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
        );
        """
    )
    add = _Adder(connection)
    add(1, "Refund for a broken lamp", "open", "high", "Ann Lee ann@desk.example", "2026-03-30T09:00+00:00", "vip")
    add(2, "Printer prints blank labels", "in progress", "medium", "", "2026-03-29T20:00+00:00", "printer", "vip")
    add(3, "ระบบสต็อกไม่ตรงกับหน้าร้าน", "pending", "low", "Bo Chan bo@desk.example", "2026-03-27T09:00+00:00")
    add(
        4,
        "注文した商品が届きません",
        "resolved",
        "high",
        "Ann Lee ann@desk.example",
        "2026-02-10T09:00+00:00",
        "late delivery",
    )
    add(5, "100% of the_refund is missing", "open", "medium", "", "2025-12-31T09:00+00:00")
    connection.executemany(
        "INSERT INTO custom VALUES (?, ?, ?, ?, ?)",
        [
            ("cf_region", "north east", None, None, 1),
            ("cf_region", "south", None, None, 2),
            ("cf_amount", "120.5", 120.5, None, 1),
            ("cf_amount", "80", 80.0, None, 5),
            ("cf_due", "2026 04 01", None, moment("2026-04-01T00:00+07:00"), 3),
        ],
    )
    return connection


class _Adder:
    """Puts tickets in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __call__(self, number: int, title: str, status: str, priority: str, assignee: str, at: str, *tags: str) -> None:
        statuses, priorities = VOCABULARY.options["status"], VOCABULARY.options["priority"]
        values = (
            number,
            f"k{number}",
            number,
            number,
            fold(title),
            "",
            fold(status),
            statuses.index(status),
            fold(priority),
            priorities.index(priority),
            "email",
            "question",
            fold(assignee),
            "",
            moment(at),
            moment(at),
            "yes" if number < 3 else "",
            "hannah lindqvist" if number != 5 else "",
            "hannah@example.org" if number == 1 else "",
            "",
            "nordlicht outdoor",
            {1: 2, 2: 0}.get(number, 1),
        )
        places = ", ".join("?" * len(values))
        self._connection.execute(f"INSERT INTO tickets VALUES ({places})", values)
        labels = [("tag", fold(tag), number) for tag in tags]
        self._connection.executemany("INSERT INTO labels VALUES (?, ?, ?)", labels)
        self._connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, index_text(title)))
