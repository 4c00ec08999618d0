"""``klink-tui tickets``: what a query finds in the local copy."""

import asyncio
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

import click

from klink_tui.desk.desk import Desk, utc_now
from klink_tui.desk.views import ShownColumn, View
from klink_tui.models.ticketrow import TicketRow
from klink_tui.opening import open_desk, open_work
from klink_tui.query.explain import explain
from klink_tui.query.fields import Vocabulary
from klink_tui.query.sql import compile_query
from klink_tui.query.tree import Query
from klink_tui.reports.asked import (
    Asked,
    UnreadableQueryError,
    check_query,
    find_view,
    known_columns,
    read_columns,
    read_query,
)
from klink_tui.reports.formats import csv_lines, json_lines, table
from klink_tui.reports.reading import Say, read_everything, standing, unknowns
from klink_tui.session import Session
from klink_tui.store.work import Work
from klink_tui.text import clean

INTERRUPTED: Final = 130
"""Exit code after Ctrl+C."""
_AT_ONCE: Final = 500
"""Tickets that are read from the copy at a time."""


def run_report(session: Session, asked: Asked, *, now: Callable[[], datetime] = utc_now) -> int:
    """Print what was asked for, and give the exit code: 0, or 130 after Ctrl+C.

    Args:
        session: whose desk is asked; it is closed.
        asked: what is to be printed.
        now: the clock, aware.

    Raises:
        ConfigError: query, view, columns or settings can't be used.
        ApiError: the server had to be asked, and it did not work.
    """

    async def whole() -> None:
        try:
            desk = open_desk(session, work=_notes_of(session, asked), now=now)
            try:
                await _report(desk, session, asked)
            finally:
                await desk.close()
        finally:
            await session.close()

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        asyncio.run(whole())
    except UnreadableQueryError as error:
        for line in pointed_at(error):
            click.echo(line, err=True)
        raise
    except BrokenPipeError:
        # Who reads has enough. What Python still holds must not fail again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _notes_of(session: Session, asked: Asked) -> Work | None:
    """Give what holds the local notes, where they may be asked for: a view may speak of them too."""
    return open_work(session) if asked.view is not None or "note" in asked.query.casefold() else None


def pointed_at(error: UnreadableQueryError) -> tuple[str, str]:
    """Give the query, and below it a line that points at what is wrong."""
    from rich.cells import cell_len

    shown = "".join(char if char.isprintable() else "�" for char in error.text)
    start, end = error.span
    return shown, " " * cell_len(shown[:start]) + "^" * max(cell_len(shown[start:end]), 1)


async def _report(desk: Desk, session: Session, asked: Asked) -> None:
    view = find_view(desk.views, asked.view) if asked.view is not None else None
    query = read_query(asked.query, view)
    columns = read_columns(asked.columns)
    await _make_ready(desk, session, asked)
    vocabulary = desk.lexicon.vocabulary()
    check_query(asked.query, view, vocabulary)
    if asked.count:
        _write([str(desk.copy.listing.count(compile_query(query, vocabulary)))])
    elif asked.explain:
        words = explain(query, vocabulary)
        _write([f"{words[:1].upper()}{words[1:]}.", *unknowns(desk, query, vocabulary)])
    else:
        _list(desk, asked, query, _chosen(columns, view, vocabulary))


async def _make_ready(desk: Desk, session: Session, asked: Asked) -> None:
    """Read everything where that is asked for, or nothing is here; say how the copy stands."""
    missing: list[str] = []
    if desk.copy.cache.trouble is not None:
        missing.append(desk.copy.cache.trouble.message)
    if desk.own.work.trouble is not None:
        missing.append(desk.own.work.trouble.message)
    if asked.refresh or not desk.mirror.progress.held:
        missing += await read_everything(desk, _progress() if sys.stderr.isatty() and not asked.quiet else None)
    for sentence in missing:
        click.echo(session.masked(clean(sentence)), err=True)
    if not asked.quiet:
        click.echo(standing(desk), err=True)


def _progress() -> Say:
    longest = 0

    def say(words: str) -> None:
        nonlocal longest
        longest = max(longest, len(words))
        click.echo(f"\r{words:{longest}}" if words else f"\r{'':{longest}}\r", err=True, nl=False)

    return say


def _chosen(asked: Sequence[ShownColumn], view: View | None, vocabulary: Vocabulary) -> tuple[ShownColumn, ...]:
    """Give the columns that were asked for, else those of the view that the desk has, else none.

    Raises:
        ConfigError: one that was asked for is not known.
    """
    columns = asked or (view.columns if view else ())
    if not columns:
        return ()
    from klink_tui.widgets.ticketlook import COLUMNS

    if asked:
        return known_columns(asked, tuple(COLUMNS), vocabulary)
    own = {field.name for field in vocabulary.custom}
    return tuple(column for column in columns if column.name in COLUMNS or column.name in own)


def _list(desk: Desk, asked: Asked, query: Query, columns: Sequence[ShownColumn]) -> None:
    vocabulary = desk.lexicon.vocabulary()
    labels = {field.name: field.label or field.name for field in vocabulary.custom}
    custom = [column.name for column in columns if column.name in labels]
    found = desk.copy.listing.ids(compile_query(query, vocabulary))
    total = len(found)
    if asked.limit:
        found = found[: asked.limit]

    def rows() -> Iterator[TicketRow]:
        for first in range(0, len(found), _AT_ONCE):
            yield from desk.copy.listing.rows(found[first : first + _AT_ONCE], custom=custom)

    if asked.format == "jsonl":
        _write(json_lines(custom, rows()))
    else:
        _write_columns(desk, asked, columns, labels, rows())
    if len(found) < total:
        click.echo(f"{len(found):,} of {total:,} shown", err=True)


def _write_columns(
    desk: Desk, asked: Asked, columns: Sequence[ShownColumn], labels: dict[str, str], rows: Iterator[TicketRow]
) -> None:
    from klink_tui.widgets.ticketlook import MARK, columns_of, ticket_cells

    now = desk.now()
    shown = [column for column in columns_of([(c.name, c.width) for c in columns], labels) if column.id != MARK.id]
    if asked.format == "csv":
        _write(csv_lines([column.id for column in shown], rows, now))
        return
    on_terminal = sys.stdout.isatty()
    lines = table(
        shown,
        (ticket_cells(row, shown, now, desk.timezone) for row in rows),
        fixed={column.name: column.width for column in columns if column.width},
        width=shutil.get_terminal_size().columns if on_terminal else None,
        coloured=on_terminal and not os.environ.get("NO_COLOR"),
    )
    _write(lines)


def _write(lines: "Sequence[str] | Iterator[str]") -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
