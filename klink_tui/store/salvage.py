"""What can still be read out of a damaged ``work.db``: its rows, out of a copy in memory. The file is left as it is."""

import json
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from klink_tui.store.leaves import PAGE, rows_of
from klink_tui.store.workschema import JSON_COLUMNS, Migration, migrate

TABLES: Final = ("drafts", "batches", "intents", "journal")
"""What a file of any version has."""
SAVED: Final = (*TABLES, "touched")
"""What is read out of a damaged file, as far as it is there."""
_HEADER: Final = 100
_AGES: Final = frozenset({("drafts", "revision"), ("intents", "ended"), ("touched", "touched")})
"""Columns that tell which version of a row is the newer one."""
_WAL_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_FRAME: Final = _FRAME_HEADER + PAGE
_WAL_MAGIC: Final = (0x377F0682, 0x377F0683)
_TYPES: Final[dict[str, tuple[type, ...]]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float, int)}


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and what belongs there."""

    name: str
    kinds: tuple[type, ...]
    needed: bool
    is_number: bool
    """Whether it is the row's number."""

    def takes(self, value: object) -> bool:
        """Tell whether a value is one that belongs there."""
        if value is None:
            return not self.needed
        return isinstance(value, self.kinds) and (self.name not in JSON_COLUMNS or _is_object(value))


@dataclass(slots=True)
class Rows:
    """What could be read of one table."""

    columns: Sequence["Column"]
    rows: dict[Any, Sequence[object]] = field(default_factory=dict)
    """By their number in the file."""
    is_whole: bool = False
    """Whether that is everything there was."""


@dataclass(slots=True)
class Remains:
    """What could be read of a file."""

    version: int = 0
    """How many migrations it had seen; 0 where that can't be told."""
    tables: dict[str, Rows] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many rows there are."""
        return sum(len(table.rows) for table in self.tables.values())


def digest(file: bytes, wal: bytes, migrations: Sequence[Migration]) -> Remains:
    """Read what can be read of a file and its write-ahead log.

    Where its first bytes, or the whole of its first page, are no good those of a fresh file are tried.
    """
    image = _laid_over(file, wal)
    if len(image) < PAGE:
        return Remains()
    fresh, whole = _fresh(migrations), bytes(image)
    found = []
    for taken in (0, _HEADER, PAGE):
        image[:taken] = fresh[:taken]
        image[18:20] = b"\x01\x01"  # In memory there is no log beside it.
        with suppress(sqlite3.Error), closing(connect_memory()) as connection:
            connection.deserialize(bytes(image))
            found.append(read(connection))
    remains = max(found, key=len, default=Remains())
    _add_leaves(remains, whole, migrations)
    return remains


def read(connection: sqlite3.Connection) -> Remains:
    """Read every row that can be read and holds what belongs there."""
    remains = Remains()
    with suppress(sqlite3.Error):
        (remains.version,) = connection.execute("PRAGMA user_version").fetchone()
    for name in SAVED:
        with suppress(sqlite3.Error):
            if columns := _columns(connection, name):
                remains.tables[name] = _read(connection, name, columns)
    return remains


def pour(remains: Remains, connection: sqlite3.Connection) -> None:
    """Put what was read into a sound file, over what is there; the journal is only added to.

    Raises:
        sqlite3.Error: there is no room.
    """
    for name, table in remains.tables.items():
        known = {column for _, column, *_ in connection.execute(f"PRAGMA table_info({name})")}
        places = [place for place, column in enumerate(table.columns) if column.name in known]
        if not places:
            continue
        if table.is_whole and name != "journal":
            connection.execute(f"DELETE FROM {name}")
        names, marks = ", ".join(table.columns[place].name for place in places), ", ".join("?" * len(places))
        verb = "IGNORE" if name == "journal" else "REPLACE"
        for row in table.rows.values():
            with suppress(sqlite3.IntegrityError):
                connection.execute(
                    f"INSERT OR {verb} INTO {name} ({names}) VALUES ({marks})", [row[place] for place in places]
                )


def lost_in_log(connection: sqlite3.Connection, path: Path) -> bool:
    """Tell whether the write-ahead log holds a transaction that SQLite does not see, because it is damaged."""
    if not read_bytes(Path(f"{path}-wal")):
        return False
    connection.execute("BEGIN IMMEDIATE")  # Meanwhile nobody adds to it.
    try:
        wal = read_bytes(Path(f"{path}-wal"))
    finally:
        connection.execute("ROLLBACK")
    last = max((number for number, _, _, commits in _frames(wal) if commits), default=0)
    if not last:
        return False
    try:
        _, seen, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.OperationalError:
        return False  # There is no room to find out.
    return 0 <= seen < last and read_bytes(Path(f"{path}-wal"))[:_WAL_HEADER] == wal[:_WAL_HEADER]


def read_bytes(path: Path) -> bytes:
    """Give what is in a file; nothing where there is none.

    Raises:
        OSError: it can't be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def connect_memory() -> sqlite3.Connection:
    """Give an empty database in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    prepare(connection)
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Let one damaged letter not make its row unreadable, and texts be compared in any case."""
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.create_function("folded", 1, str.casefold, deterministic=True)


def _columns(connection: sqlite3.Connection, name: str) -> list[Column]:
    return [
        Column(column, _TYPES.get(kind, (object,)), bool(needed or key), kind == "INTEGER" and key == 1 and not needed)
        for _, column, kind, needed, _, key in connection.execute(f"PRAGMA table_info({name})")
    ]


def _read(connection: sqlite3.Connection, name: str, columns: Sequence[Column]) -> Rows:
    table = Rows(columns)
    names = ", ".join(column.name for column in table.columns)
    odd = 0
    for order in ("", "ORDER BY rowid DESC"):
        # From both ends, each until it can't be read any further.
        try:
            for number, *row in connection.execute(f"SELECT rowid, {names} FROM {name} {order}"):
                if all(column.takes(value) for column, value in zip(table.columns, row, strict=True)):
                    table.rows[number] = row
                else:
                    odd += 1
        except sqlite3.Error:
            continue
        table.is_whole = not odd
        break
    return table


def _add_leaves(remains: Remains, image: bytes, migrations: Sequence[Migration]) -> None:
    """Add what is on pages that could not be reached, of tables that are not whole; a newer version is the last one."""
    shapes = {len(columns): (name, columns) for name, columns in _shapes(migrations)}
    found: dict[str, list[tuple[int, list[object]]]] = {}
    for number, row in rows_of(image):
        name, columns = shapes.get(len(row), ("", []))
        whole = [number if column.is_number else value for column, value in zip(columns, row, strict=False)]
        if name and all(column.takes(value) for column, value in zip(columns, whole, strict=True)):
            found.setdefault(name, []).append((number, whole))
    for name, columns in shapes.values():
        table = remains.tables.setdefault(name, Rows(columns))
        if table.is_whole or len(table.columns) != len(columns):
            continue
        rows = [row for number, row in found.get(name, ()) if number not in table.rows]
        ages = [place for place, column in enumerate(columns) if (name, column.name) in _AGES]
        for place in ages:
            rows.sort(key=partial(_number_at, place))
        table.rows = dict(enumerate([*rows, *table.rows.values()]))


def _number_at(place: int, row: Sequence[object]) -> float:
    value = row[place]
    return float(value) if isinstance(value, int | float) else 0.0


def _shapes(migrations: Sequence[Migration]) -> Iterator[tuple[str, list[Column]]]:
    """Give each table as it is, and as it was in each version before."""
    with closing(connect_memory()) as connection:
        for version in range(1, len(migrations) + 1):
            migrate(connection, migrations[:version])
            for name in SAVED:
                if columns := _columns(connection, name):
                    yield name, columns


def _is_object(value: object) -> bool:
    try:
        return isinstance(value, str) and isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        return False


def _fresh(migrations: Sequence[Migration]) -> bytes:
    """Give a file as it is before anything is written to it; its size is not to be trusted."""
    with closing(connect_memory()) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE}")
        migrate(connection, migrations)
        fresh = bytearray(connection.serialize())
    fresh[24:28], fresh[92:96] = b"\x00\x00\x00\x01", bytes(4)  # The size in the header is of no other file.
    fresh[32:40] = bytes(8)
    return bytes(fresh)


def _laid_over(file: bytes, wal: bytes) -> bytearray:
    """Give a file with every page of its log in its place, up to the last transaction that was finished."""
    image = bytearray(file)
    frames = list(_frames(wal))
    last = max((place for place, (_, _, _, commits) in enumerate(frames, 1) if commits), default=0)
    most = len(file) // PAGE + len(frames) + 1
    for _, page, content, _ in islice(frames, last):
        if 0 < page <= most:
            end = page * PAGE
            image.extend(bytes(max(0, end - len(image))))
            image[end - PAGE : end] = content
    image.extend(bytes(-len(image) % PAGE))
    return image


def _frames(wal: bytes) -> Iterator[tuple[int, int, bytes, bool]]:
    """Give the frames of a log that belong to it: their number, page and content, and whether each ends a transaction.

    Frames that were left by an older log in the same file have other salts.
    """
    if len(wal) < _WAL_HEADER + _FRAME:
        return
    whole = struct.unpack_from(">I", wal)[0] in _WAL_MAGIC
    salts = wal[16:24] if whole else wal[_WAL_HEADER + 8 : _WAL_HEADER + 16]
    for number, at in enumerate(range(_WAL_HEADER, len(wal) - _FRAME + 1, _FRAME), 1):
        page, size = struct.unpack_from(">II", wal, at)
        if wal[at + 8 : at + 16] == salts:
            yield number, page, wal[at + _FRAME_HEADER : at + _FRAME], size > 0
