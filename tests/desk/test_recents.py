"""What was touched last: known at once, written behind, kept over restarts, told by changes as well."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from klink_tui.desk import recents as module
from klink_tui.desk.events import Bus, ContactGone, DeskEvent, IntentChanged, PinsChanged
from klink_tui.desk.ownwork import OwnWork
from klink_tui.desk.recents import CONTACT, TICKET, Recents
from klink_tui.errors import StoreError
from klink_tui.models.intent import Intent, Kind, State
from klink_tui.store.work import Work


class Clock:
    """Goes on by a second each time that it is asked."""

    now = 100.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@asynccontextmanager
async def running(path: Path | None, bus: Bus | None = None, clock: Clock | None = None) -> AsyncIterator[Recents]:
    own = OwnWork(Work(path))
    recents = Recents(own, bus or Bus(), clock=clock or Clock())
    await recents.load()
    try:
        yield recents
    finally:
        await recents.close()
        own.close()


def remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def targets(recents: Recents) -> list[str]:
    return [one.target for one in (*recents.pins, *recents.recent)]


def intent(kind: Kind, target: str, *, created: float = 200.0, batch: int = 0, state: State = State.HELD) -> Intent:
    return Intent(kind, target, f"label of {target}", "words", {}, created=created, batch=batch, state=state)


async def test_the_one_touched_last_is_first_and_pins_stand_before_all(tmp_path: Path) -> None:
    async with running(tmp_path / "work.db") as recents:
        for name in ("a", "b", "c"):
            recents.opened(TICKET, name, name)
        assert targets(recents) == ["c", "b", "a"]
        assert await recents.turn_pin(TICKET, "a", "a")
        assert await recents.turn_pin(CONTACT, "z", "Zoe")
        recents.opened(TICKET, "b", "b")
        assert targets(recents) == ["a", "z", "b", "c"]
    async with running(tmp_path / "work.db") as recents:
        assert targets(recents) == ["a", "z", "b", "c"], "they are kept"
        assert not await recents.turn_pin(TICKET, "a", "a")
        assert targets(recents) == ["z", "b", "c", "a"]


async def test_what_is_stepped_over_is_written_at_once_behind_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAVE_SECONDS", 0.0)
    written: list[int] = []
    async with running(tmp_path / "work.db") as recents:
        write = recents._own.write

        async def counting(work: object) -> object:
            written.append(1)
            return await write(work)  # type: ignore[arg-type]

        monkeypatch.setattr(recents._own, "write", counting)
        for number in range(30):
            recents.opened(TICKET, str(number), "")
        assert recents._saver is not None
        await recents._saver
        assert written == [1]
        assert len(await recents._own.ask(recents._own.touched.read)) == 30


async def test_changes_count_and_are_told_of_once() -> None:
    bus = Bus()
    async with running(None, bus) as recents:
        recents.opened(TICKET, "t1", "#1 Printer")
        recents.opened(TICKET, "t2", "#2")
        bus.announce(IntentChanged(intent(Kind.TICKET_STATUS, "t1")))
        bus.announce(IntentChanged(intent(Kind.MESSAGE, "c1", created=201.0)))
        assert [(one.target, one.label, one.how) for one in recents.recent] == [
            ("c1", "label of c1", "changed"),
            ("t1", "#1 Printer", "changed"),
            ("t2", "#2", "opened"),
        ]
        recents._clock.now = 300.0  # type: ignore[attr-defined]
        recents.opened(TICKET, "t2", "#2")
        bus.announce(IntentChanged(intent(Kind.TICKET_STATUS, "t1", state=State.WAITING)))
        assert targets(recents) == ["t2", "c1", "t1"]


async def test_bulk_runs_rooms_and_what_is_over_do_not_count() -> None:
    bus = Bus()
    async with running(None, bus) as recents:
        bus.announce(IntentChanged(intent(Kind.TICKET_STATUS, "t1", batch=3)))
        bus.announce(IntentChanged(intent(Kind.COMMENT, "room")))
        bus.announce(IntentChanged(intent(Kind.TICKET_STATUS, "t1", state=State.DONE)))
        bus.announce(IntentChanged(intent(Kind.TICKET_CREATE, "")))
        assert targets(recents) == []


async def test_a_deleted_contact_is_forgotten_for_good(tmp_path: Path) -> None:
    bus, heard = Bus(), list[DeskEvent]()
    bus.subscribe(heard.append)
    async with running(tmp_path / "work.db", bus) as recents:
        recents.opened(CONTACT, "c2", "Bo")
        await recents.turn_pin(CONTACT, "c1", "Ada")
        bus.announce(ContactGone("c1"))
        assert heard.count(PinsChanged(CONTACT, "c1")) == 2
        assert targets(recents) == ["c2"]
    async with running(tmp_path / "work.db") as recents:
        assert targets(recents) == ["c2"]


async def test_pins_of_another_console_are_taken_in_and_announced(tmp_path: Path) -> None:
    bus, heard = Bus(), list[DeskEvent]()
    bus.subscribe(heard.append)
    async with running(tmp_path / "work.db", bus) as one, running(tmp_path / "work.db") as other:
        one.opened(TICKET, "mine", "mine")
        await other.turn_pin(TICKET, "t1", "#1")
        await one.load()
        assert targets(one) == ["t1", "mine"]
        assert heard == [PinsChanged(TICKET, "t1")]


async def test_only_so_many_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    async with running(tmp_path / "work.db") as recents:
        await recents.turn_pin(TICKET, "0", "0")
        for number in range(1, 9):
            recents.opened(TICKET, str(number), "")
        await recents.flush()
        assert targets(recents) == ["0", "8", "7", "6"]
        await recents.load()
        assert targets(recents) == ["0", "8", "7", "6"]


async def test_a_pin_that_can_not_be_kept_is_there_all_the_same_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path / "work.db") as recents:

        async def full(work: object) -> None:
            raise StoreError("There is no room.")

        with monkeypatch.context() as patch:
            patch.setattr(recents._own, "write", full)
            with pytest.raises(StoreError, match="no room"):
                await recents.turn_pin(TICKET, "t1", "#1")
        assert recents.is_pinned(TICKET, "t1")
    async with running(tmp_path / "work.db") as recents:
        assert recents.is_pinned(TICKET, "t1"), "it was written at the end"


async def test_a_file_that_was_made_anew_gets_everything_again(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    async with running(path) as recents:
        await recents.turn_pin(TICKET, "t1", "#1")
        remove(path)
        await asyncio.gather(recents.load(), return_exceptions=True)
        await recents.turn_pin(TICKET, "t2", "#2")
        await recents.flush()
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT target FROM touched WHERE pinned IS NOT NULL ORDER BY target").fetchall()
    connection.close()
    assert found == [("t1",), ("t2",)]
