"""The journal as the desk writes it, and as it gives it away: CSV for spreadsheets, JSON for programs."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from klink_tui.csvtext import csv_line, defused
from klink_tui.errors import StoreError
from klink_tui.models.intent import Intent, State
from klink_tui.models.moment import wire_time
from klink_tui.store.journal import Entry

FORMATS: Final = {".csv": "csv", ".jsonl": "jsonl"}
"""What a file's name ends with → how the journal is written there."""


def entries_of(intent: Intent, outcome: State) -> list[Entry]:
    """Give what the journal says of an intent that is over: an entry for each field.

    Args:
        intent: the intent.
        outcome: its state; of one that was given up the one it was in, since that is what is known of it.
    """
    words = intent.shown or {"": ("", intent.words)}
    said = (f"{name}: {words}" for name, words in intent.fields.items())
    return [
        Entry(
            at=intent.ended or 0.0,
            intent=intent.number,
            kind=intent.kind.value,
            target=intent.target,
            label=intent.label,
            field=key,
            old=old,
            new=new,
            outcome=outcome.value,
            reason=reason,
            request_id=intent.request_id,
        )
        for reason in (" · ".join(part for part in (intent.reason, *said) if part),)
        for key, (old, new) in words.items()
    ]


def lines_of(entries: Iterable[Entry], format: str) -> Iterator[str]:
    """Give entries as lines, times in ISO 8601 UTC.

    Args:
        entries: the first one first.
        format: ``csv``, with a heading and formulas defused, or ``jsonl``.
    """
    names = [field.name for field in fields(Entry)]
    if format == "csv":
        yield csv_line(names)
    for entry in entries:
        values = {**asdict(entry), "at": wire_time(datetime.fromtimestamp(entry.at, UTC))}
        if format == "csv":
            yield csv_line([defused(str(values[name])) for name in names])
        else:
            yield json.dumps(values, ensure_ascii=False)


def export(entries: Iterable[Entry], path: Path) -> tuple[Path, int]:
    """Write entries to a file that is not there yet, for this user's eyes only; give its path, and how many.

    Raises:
        StoreError: the name says no format, there is such a file, or it can't be written; nothing is left half-written.
    """
    try:
        path = path.expanduser()
    except RuntimeError as error:
        raise StoreError(f"{path} names a home that nobody has.", hint="Write the whole path.") from error
    format = FORMATS.get(path.suffix.casefold())
    if format is None:
        raise StoreError(f"{path.name} says no format.", hint="Let the name end in .csv or .jsonl.")
    if os.path.lexists(path):
        raise StoreError(f"{path} is there already.", hint="Choose another name.")
    written = -1 if format == "csv" else 0
    fresh = ""
    try:
        descriptor, fresh = tempfile.mkstemp(prefix=".klink-tui-", dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            for line in lines_of(entries, format):
                file.write(f"{line}\n")
                written += 1
        os.link(fresh, path)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            os.unlink(fresh)
    return path, written
