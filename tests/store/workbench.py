"""Files of work for the tests: written to, spoilt, and looked at."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Final, TypeVar

from klink_tui.models.intent import Intent, Kept, Kind, State
from klink_tui.store.backups import backups_of
from klink_tui.store.drafts import Draft, DraftTable, save
from klink_tui.store.intents import IntentTable, add
from klink_tui.store.journal import Entry, JournalTable, note
from klink_tui.store.work import Work
from klink_tui.store.workschema import MIGRATIONS

T = TypeVar("T")

SECOND: Final = (
    *MIGRATIONS,
    ("ALTER TABLE drafts ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'", "UPDATE batches SET label = label || '!'"),
)
"""A made-up further version."""
SLOW: Final = (
    *MIGRATIONS,
    (
        *SECOND[-1],
        "CREATE TABLE slow AS "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i FROM n",
        "UPDATE drafts SET content = replace(content, 'xx', 'yy'), mood = 'odd'",
        "DROP TABLE slow",
    ),
)
"""The same, and it takes a while."""
FAILING: Final = (*MIGRATIONS, ("CREATE TABLE further (one TEXT)", "CREATE UNIQUE INDEX only_one ON drafts (kind)"))
"""A further version that fails where there is more than one draft of a kind, half-way."""


@contextmanager
def opened(path: Path) -> Iterator[Work]:
    work = Work(path)
    try:
        yield work
    finally:
        work.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def draft(target: str, text: str = "", kind: str = "message") -> Draft:
    return Draft(kind, target, {"text": text or f"text of {target}"}, label=f"#{target}", saved=1_700_000_000.0)


def type_drafts(work: Work, *targets: str, text: str = "") -> list[Draft]:
    return work.write(lambda connection: [save(connection, draft(target, text)) for target in targets])


def texts(work: Work) -> dict[str, str]:
    return {one.target: str(one.content["text"]) for one in DraftTable(work).read()}


def intent(target: str, state: State = State.HELD) -> Intent:
    return Intent(Kind.MESSAGE, target, f"#{target}", "message", {"text": f"to {target}"}, state=state, created=1.0)


def want(work: Work, *targets: str, state: State = State.HELD) -> list[Intent]:
    return work.write(lambda connection: [add(connection, intent(target, state)) for target in targets])


def wanted(work: Work) -> dict[str, State]:
    return {one.target: one.state for one in IntentTable(work).open()}


def entry(number: int, **other: str) -> Entry:
    texts = {"kind": "message", "target": f"c{number}", "label": f"#{number}", "field": "", "old": "", "new": "words"}
    return Entry(at=float(number), intent=number, outcome="done", **{**texts, **other})


def journal(work: Work, *numbers: int) -> None:
    work.write(lambda connection: note(connection, [entry(number) for number in numbers]))


def journalled(work: Work) -> list[int]:
    return [one.intent for one in JournalTable(work).all()]


def fill(path: Path, *, rows: int = 60, size: int = 300) -> None:
    """Write drafts ``d0`` …, intents ``i0`` … and a journal 0 …, over many pages, and close."""
    with opened(path) as work:
        work.write(
            lambda connection: [
                save(connection, draft(f"d{number}", f"{number} " + "x" * size)) for number in range(rows)
            ]
        )
        want(work, *(f"i{number}" for number in range(rows)))
        journal(work, *range(rows))


def spoil(path: Path, at: int, length: int, rng: Random) -> None:
    """Write noise into a file."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(rng.randbytes(length))


def asides(path: Path) -> list[Path]:
    """Give what was put aside."""
    return sorted([*path.parent.glob("work-damaged-*.db"), *path.parent.glob("work-empty-*.db")])


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask a file behind the program's back."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(sql).fetchall()
        connection.commit()
        return rows


def backup(path: Path, day: str) -> Path:
    return backups_of(path) / f"work-{day}.db"


def whole_intent() -> Intent:
    """Give an intent that has something in every field."""
    return Intent(
        kind=Kind.TICKET_EDIT,
        target="t1",
        label="#1 Drücker 🖨",
        words="title A → B",
        changes={"title": "B", "tags": ["a", "b"], "cf_size": 3, "cf_on": False, "due": None},
        base={"title": "A", "known": ["x"]},
        shown={"title": ("A", "B"), "tags": ("", "a, b")},
        route={"id": "t1", "contact_id": "c1"},
        kept=Kept("ticket", "t1", {"values": {"title": "B\ud800"}}),
        state=State.CONFLICT,
        created=1_700_000_000.25,
        due=1_700_000_005.5,
        tries=3,
        reason="It was changed.",
        fields={"title": "too long"},
        theirs={"title": "C"},
        theirs_shown={"title": "C"},
        request_id="req-1",
        ended=1_700_000_009.0,
        batch=4,
        undoes=2,
        sent=True,
        unguarded=True,
    )


Spoil = Callable[[Path, Random], None]
