"""Consoles that type drafts over a real file."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

from klink_tui.desk.drafts import Drafts
from klink_tui.desk.events import Bus, DeskEvent
from klink_tui.desk.ownwork import OwnWork
from klink_tui.store.work import Work


class Pen:
    """Drafts of one console over a file, and everything around them."""

    def __init__(self, path: Path | None) -> None:
        self.own = OwnWork(Work(path))
        self.heard: list[DeskEvent] = []
        self.bus = Bus()
        self.bus.subscribe(self.heard.append)
        self.now = 1_700_000_000.0
        self.drafts = Drafts(self.own, self.bus, clock=lambda: self.now)

    def type(self, target: str, text: str) -> None:
        self.now += 0.01
        self.drafts.keep("message", target, {"text": text}, label=f"#{target}")

    def text(self, target: str) -> str | None:
        found = self.drafts.find("message", target)
        return None if found is None else str(found["text"])

    def room(self, pages: int | None) -> None:
        """Let the file grow by so many pages at the most; without a number as far as it will."""
        connection = self.own.work._opened.connection
        (size,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {1_000_000 if pages is None else size + pages}")

    def lose(self, path: Path) -> None:
        """Delete the file, and what could still be read of its drafts."""
        path.unlink()
        self.own.work._opened.connection.execute("DELETE FROM drafts")

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """Let nothing be written until the end of the block."""
        free = threading.Event()
        waiting = asyncio.ensure_future(self.own.ask(lambda: free.wait(5)))
        await asyncio.sleep(0)
        try:
            yield
        finally:
            free.set()
            await waiting


@asynccontextmanager
async def console(path: Path | None) -> AsyncIterator[Pen]:
    pen = Pen(path)
    yield pen
    await pen.drafts.close()
    pen.own.close()


def on_disk(path: Path) -> list[str]:
    """Give the texts that a console would find there that starts now."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT content FROM drafts ORDER BY target, slot").fetchall()
    return [json.loads(content)["text"] for (content,) in rows]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, for three seconds at the most."""
    for _ in range(600):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to be")
