"""What is the agent's own, and the thread that writes it down so that no key waits for the disk."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from klink_tui.store.drafts import DraftTable
from klink_tui.store.intents import IntentTable
from klink_tui.store.journal import JournalTable
from klink_tui.store.touched import TouchedTable
from klink_tui.store.work import Work

T = TypeVar("T")


class OwnWork:
    """One agent's drafts, outbox, journal and what they touched last, at one server."""

    def __init__(self, work: Work | None = None) -> None:
        """Stand on ``work``; without one everything is in memory."""
        self.work = work or Work(None)
        self.drafts = DraftTable(self.work)
        self.intents = IntentTable(self.work)
        self.journal = JournalTable(self.work)
        self.touched = TouchedTable(self.work)
        self.made_anew: list[Callable[[], object]] = []
        """Called on the event loop when the file was made anew under way: what is known has to be written again."""
        self._generation = self.work.generation
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="own-work")

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do ``work`` in one transaction off the event loop, one after the other; it is done even if nobody waits.

        Raises:
            StoreError: it was not written.
        """
        return await self.ask(lambda: self.work.write(work))

    async def ask(self, work: Callable[[], T]) -> T:
        """Do what reads off the event loop, behind everything that is being written.

        Raises:
            StoreError: the file can't be read.
        """
        try:
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))
        finally:
            if self._generation != self.work.generation:
                self._generation = self.work.generation
                for listener in self.made_anew:
                    listener()

    def close(self) -> None:
        """End the thread and close the file; once more does no harm."""
        self._thread.shutdown()
        self.work.close()
