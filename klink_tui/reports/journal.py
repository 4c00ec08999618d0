"""``klink-tui journal``: what was changed from this machine, and what came of it."""

import sys
from contextlib import closing
from pathlib import Path

import click

from klink_tui.desk.journal import export, lines_of
from klink_tui.opening import open_work
from klink_tui.session import Session
from klink_tui.store.journal import JournalTable


def run_journal(session: Session, *, format: str, output: str) -> int:
    """Print the journal of a session's server, or write it to a file; give the exit code.

    Args:
        session: whose journal.
        format: ``csv`` or ``jsonl``; for a file its name says so.
        output: path of the file; empty prints.

    Raises:
        StoreError: the journal can't be read, or the file not written.
    """
    with closing(open_work(session)) as work:
        if work.trouble is not None:
            raise work.trouble
        journal = JournalTable(work)
        if output:
            path, written = export(journal.all(), Path(output))
            click.echo(f"{written:,} written to {path}", err=True)
        else:
            for line in lines_of(journal.all(), format):
                sys.stdout.write(f"{line}\n")
    return 0
