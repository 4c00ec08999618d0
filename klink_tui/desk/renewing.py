"""What it takes that no intent is lost, and none sent twice, where the file was made anew under way."""

import sqlite3
from collections.abc import Iterable

from klink_tui.desk.journal import entries_of
from klink_tui.models.intent import TO_COME, Intent, State
from klink_tui.store.intents import put_back
from klink_tui.store.journal import note


def bring_back(connection: sqlite3.Connection, known: Iterable[Intent], *, mine: bool) -> None:
    """Write intents as they are known here, but for those that may be further than that.

    Args:
        connection: of the file.
        known: what is open here, and what was over not long ago.
        mine: whether this console delivers; otherwise what the file has as being sent may be.
    """
    for one in known:
        row = connection.execute("SELECT state, ended FROM intents WHERE intent = ?", (one.number,)).fetchone()
        if row is not None and row[1] is not None:
            continue
        if row is None or mine or State(row[0]) in TO_COME or one.state not in TO_COME:
            put_back(connection, one)
            if one.ended is not None:
                note(connection, entries_of(one, one.state))
