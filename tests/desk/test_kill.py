"""A console that is killed while it reads the desk: the copy opens, and the reading goes on."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from klink_tui.api.client import KlinkClient
from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.desk import Desk
from klink_tui.desk.mirror import Mirror, Pace
from klink_tui.store.cache import Cache
from klink_tui.store.notes import Notes
from tests.desk.bench import CONFIG
from tests.sweeps.bench import server
from tests.terminal.console import ROOT

SEED = 11
CODE = "import asyncio, sys; from tests.desk.test_kill import read; asyncio.run(read(*sys.argv[1:]))"


@asynccontextmanager
async def reading(url: str, directory: str) -> AsyncIterator[Mirror]:
    """Give the mirror of a copy in a file."""
    client = KlinkClient(url, CONFIG.token, allow_plain_http=True)

    async def connect() -> KlinkClient:
        return client

    copy = LocalCopy(Cache(Path(directory) / "cache.db"))
    desk = Desk(connect, name="killed", copy=copy, pace=Pace(page_seconds=0.0, keys_seconds=0.0))
    yield desk.mirror
    await desk.close()
    await client.aclose()


async def read(url: str, directory: str) -> None:
    """Read everything again and again, until killed."""
    async with reading(url, directory) as mirror:
        print("reading", flush=True)
        while True:
            await mirror.tickets.sweep(mirror.before_page)


def killed(url: str, directory: Path, seconds: float) -> None:
    """Start a reading, and kill it so many seconds after it began."""
    arguments = [sys.executable, "-c", CODE, url, str(directory)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "reading\n"
        time.sleep(seconds)
        child.kill()


def check(directory: Path) -> None:
    """Open the copy as it was left: it is sound, and has what was said to be kept."""
    cache = Cache(directory / "cache.db")
    assert (cache.was_rebuilt, cache.trouble) == (False, None)
    assert cache.read("PRAGMA integrity_check") == [("ok",)]
    ((held,),) = cache.read("SELECT count(*) FROM tickets")
    assert cache.read("SELECT count(*) FROM raws") == [(held,)]
    course = Notes(cache).read("course tickets")
    assert held >= (course["page"] * 100 if isinstance(course, dict) else 0)
    cache.close()


async def battery(directory: Path, times: int) -> None:
    rng = Random(SEED)
    print(f"seed {SEED}")
    with server(tickets=700, contacts=40, sockets=True) as (_, url):
        for _ in range(times):
            await asyncio.to_thread(killed, url, directory, rng.random() * 1.2)
            check(directory)
        async with reading(url, str(directory)) as mirror:
            await mirror.sweep()
            assert mirror.progress.held == 700


async def test_a_kill_at_any_moment_leaves_a_copy_that_opens_and_goes_on(tmp_path: Path) -> None:
    await battery(tmp_path, 4)


@pytest.mark.long
async def test_many_kills(tmp_path: Path) -> None:
    await battery(tmp_path, 60)
