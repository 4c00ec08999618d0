"""A console that types, and sends, until it is killed; each text is told once it is typed."""

import asyncio
import time
from pathlib import Path

from klink_tui.api.client import KlinkClient
from klink_tui.desk.desk import Desk
from klink_tui.desk.outbox import Windows
from klink_tui.desk.ownwork import OwnWork
from klink_tui.models.intent import Kept
from klink_tui.store.work import Work
from tests.desk.bench import CONFIG

TARGETS = 3


def tell(word: str, *values: object) -> None:
    print(word, *values, time.monotonic(), flush=True)


async def type_and_send(path: str, url: str, base: str) -> None:
    """Type drafts one after the other, send some of them, and give everything a number from ``base`` on."""
    client = KlinkClient(url, CONFIG.token, allow_plain_http=True)

    async def connect() -> KlinkClient:
        return client

    work = Work(Path(path))
    tell("opened", work.said or "-", work.trouble or "-")
    desk = Desk(connect, name="killed", own=OwnWork(work), windows=Windows(0.0, 0.0))
    await desk.outbox.load()
    desk.delivery.start()
    page = await client.contacts.list("")
    contact = page.items[0]
    tell("ready")
    number = int(base)
    while True:
        number += 1
        target = f"c{number % TARGETS}"
        desk.drafts.keep("message", target, {"text": f"{number}"}, label=target)
        tell("typed", target, number)
        if number % 5 == 0:
            # Sent from a form of its own: what was typed there goes with it.
            text = f"message {number}"
            desk.drafts.keep("message", contact.id, {"text": text}, label=contact.label)
            kept = Kept("message", contact.id, {"text": text})
            await desk.changes.send_message(contact.id, contact.label, text, kept=kept)
            tell("wanted", number)
        await asyncio.sleep(0.01)


def run(path: str, url: str, base: str) -> None:
    """Type and send until killed."""
    asyncio.run(type_and_send(path, url, base))
