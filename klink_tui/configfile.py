"""Files of the user's: a TOML text that is changed without losing a comment, and a file written in one step."""

import contextlib
import os
import tempfile
import tomllib
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tomlkit.items import AoT, Array, Comment, Table, Whitespace

Row = Mapping[str, str | Sequence[str]]
"""A table of a list of tables."""
Change = str | int | bool | Mapping[str, str] | Sequence[Row]
"""A new value: a mapping is merged into the table that is there, a list of tables takes the place of the old one."""


class NotKeptError(Exception):
    """The text can't be changed without losing something."""


def write_private(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file in one step, readable by its owner alone.

    A directory that is not there is made, for its owner alone. Where ``path`` is a link, the file it leads to is
    replaced.

    Raises:
        OSError: it could not be written; what was there is still there.
    """
    path = path.resolve()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def put(document: MutableMapping[str, object], table: Sequence[str], changes: Mapping[str, Change]) -> None:
    """Write ``changes`` into a table of a plain document, which is made where it is not there yet.

    Raises:
        ValueError: a key on the way is no table.
    """
    _put(document, table, changes, inline=False)


def edited(text: str, table: Sequence[str], changes: Mapping[str, Change]) -> str:
    """Give a TOML text with ``changes`` in one of its tables; comments, order and all other keys stay as they are.

    Raises:
        NotKeptError: something would be lost.
        ValueError: it can't be changed, or a key on the way is no table.
        TOMLKitError: it can't be changed.
    """
    import tomlkit

    wanted = tomllib.loads(text)
    put(wanted, table, changes)
    # Tables of their own read better, but can't stand in every place that a table can be written in.
    for inline in (False, True):
        document = tomlkit.parse(text)
        _put(document, table, changes, inline=inline)
        written = tomlkit.dumps(document)
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if tomllib.loads(written) == wanted:
                return written
    raise NotKeptError("something would be lost")


def _put(
    document: MutableMapping[str, object], table: Sequence[str], changes: Mapping[str, Change], *, inline: bool
) -> None:
    """Write ``changes`` into a table of the document, which is a plain dict or tomlkit's."""
    for index, key in enumerate(table):
        document = _inner(document, key, is_last=index == len(table) - 1)
    for key, value in changes.items():
        if isinstance(value, Mapping):
            _inner(document, key, is_last=True).update(value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            _put_rows(document, key, value, inline=inline)
        else:
            document[key] = value


def _inner(document: MutableMapping[str, object], key: str, *, is_last: bool) -> MutableMapping[str, object]:
    import tomlkit
    from tomlkit.items import InlineTable

    if key not in document:
        if type(document) is dict:
            document[key] = {}
        elif isinstance(document, InlineTable):
            document[key] = tomlkit.inline_table()
        else:
            document[key] = tomlkit.table(is_super_table=not is_last)
    inner = document[key]
    if not isinstance(inner, MutableMapping):
        raise ValueError(f"{key} is no table")
    return inner


def _put_rows(document: MutableMapping[str, object], key: str, rows: Sequence[Row], *, inline: bool) -> None:
    """Write a list of tables in the place of the one that is there."""
    from tomlkit.items import AoT, Array, InlineTable

    old = document.get(key)
    if type(document) is dict:
        document[key] = [{name: _plain(value) for name, value in row.items()} for row in rows]
    elif inline or isinstance(document, InlineTable) or isinstance(old, Array):
        document[key] = _inline_rows(rows)
    else:
        document[key] = _table_rows(rows, old if isinstance(old, AoT) else (), document)


def _inline_rows(rows: Sequence[Row]) -> "Array":
    import tomlkit

    array = tomlkit.array()
    for row in rows:
        table = tomlkit.inline_table()
        table.update({name: _plain(value) for name, value in row.items()})
        array.append(table)
    array.multiline(True)
    return array


def _table_rows(rows: Sequence[Row], there: Sequence["Table"], document: object) -> "AoT":
    """Make rows tables; those that are there already, in the same place, are kept with their comments."""
    import tomlkit

    # What stands behind a table's last key is about what comes next: it stays in its place.
    tails = [_take_tail(table) for table in there] or [_take_tail(document)]
    tables = tomlkit.aot()
    for place, row in enumerate(rows):
        if place < len(there) and there[place].unwrap() == {name: _plain(value) for name, value in row.items()}:
            tables.append(there[place])
        else:
            table = tomlkit.table()
            table.update({name: _plain(value) for name, value in row.items()})
            tables.append(table)
    last = len(rows) - 1
    kept: list[list[Comment | Whitespace]] = [[] for _ in rows]
    for place, tail in enumerate(tails[:-1]):
        kept[min(place, last)] += tail
    kept[last] += tails[-1]
    for place, (table, tail) in enumerate(zip(tables.body, kept, strict=True)):
        is_apart = bool(kept[place - 1]) if place else bool(there) or not document
        table.trivia.indent = "" if is_apart else "\n"
        for item in tail:
            table.add(item)
    return tables


def _take_tail(table: object) -> "list[Comment | Whitespace]":
    """Take off a table, its last inner one if it has any, the comments and blank lines behind its last key."""
    from tomlkit.items import AoT, Comment, Table, Whitespace

    tail: list[Comment | Whitespace] = []
    if not isinstance(table, Table):
        return tail
    body = table.value.body
    while body and isinstance(item := body[-1][1], Comment | Whitespace):
        body.pop()
        tail.insert(0, item)
    if tail or not body:
        return tail
    inner = body[-1][1]
    return _take_tail(inner.body[-1] if isinstance(inner, AoT) and inner.body else inner)


def _plain(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)
