"""Reads a whole desk into an empty copy, as the console does in the background, and prints what that cost as JSON.

``python -m tests.benchmarks.sweeping URL TOKEN DIRECTORY``: processor seconds, the longest that the event loop was kept
from its work, and the memory that was resident at the most.
"""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

from klink_tui.api.client import KlinkClient
from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.desk import Desk
from klink_tui.desk.mirror import Pace
from klink_tui.pauses import keep_pauses_short
from klink_tui.store.cache import Cache

TICK = 0.002
"""Seconds between two looks at the clock."""


async def watch(gaps: list[float]) -> None:
    """Note by how much each tick came late."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        gaps.append(time.perf_counter() - before - TICK)


async def read(url: str, token: str, directory: Path) -> dict[str, float]:
    """Read everything once."""
    client = KlinkClient(url, token, allow_plain_http=True)

    async def connect() -> KlinkClient:
        return client

    pace = Pace(page_seconds=0.0, keys_seconds=0.0)
    desk = Desk(connect, name="benchmark", copy=LocalCopy(Cache(directory / "cache.db")), pace=pace)
    await desk.references.ticket_fields.get()
    await desk.mirror.poll()  # What is imported and compiled once is no part of it.
    keep_pauses_short()
    gaps: list[float] = []
    watching = asyncio.create_task(watch(gaps))
    began, processor = time.perf_counter(), time.process_time()
    await desk.mirror.tickets.sweep(desk.mirror.before_page)
    result = {
        "tickets": float(desk.mirror.progress.held),
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - processor,
        "longest": max(gaps),
        "late": sorted(gaps)[int(len(gaps) * 0.99)],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    watching.cancel()
    await desk.close()
    await client.aclose()
    return result


if __name__ == "__main__":
    print(json.dumps(asyncio.run(read(sys.argv[1], sys.argv[2], Path(sys.argv[3])))))
