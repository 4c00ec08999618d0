"""Drafts over a real file: saved within a second, and never lost with what is discarded or a full disk."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from klink_tui.desk import drafts as module
from klink_tui.desk.drafts import NOTE, Drafts
from klink_tui.desk.events import Bus, DraftsChanged, NotesChanged
from klink_tui.desk.ownwork import OwnWork
from klink_tui.store.work import Work
from tests.desk.pen import Pen, console, on_disk, until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
async def pen(path: Path) -> AsyncIterator[Pen]:
    async with console(path) as pen:
        yield pen


def has(path: Path, text: str) -> bool:
    return on_disk(path) == [text]


async def test_what_is_typed_is_on_the_disk_within_a_second(pen: Pen, path: Path) -> None:
    worst = 0.0
    for number in range(12):
        typed = time.monotonic()
        pen.type("c1", f"text {number}")
        await until(partial(has, path, f"text {number}"))
        worst = max(worst, time.monotonic() - typed)
        await asyncio.sleep(0.01 * number)
    print(f"saved after {worst:.3f} s at the most")
    assert worst < 1.0


async def test_while_it_is_typed_without_a_pause_the_disk_is_less_than_a_second_behind(pen: Pen, path: Path) -> None:
    typed: dict[str, float] = {}
    began = time.monotonic()
    lag = 0.0
    while time.monotonic() - began < 1.5:
        text = f"text {len(typed)}"
        typed[text] = time.monotonic()
        pen.type("c1", text)
        await asyncio.sleep(0.01)
        if (found := on_disk(path)) and found[0] != text:
            after = list(typed)[list(typed).index(found[0]) + 1]
            lag = max(lag, time.monotonic() - typed[after])
    print(f"{len(typed)} texts, {lag:.3f} s behind at the most")
    assert lag < 1.0


async def test_many_keys_are_few_saves(pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    writes, write = [], pen.own.work.write

    def counted(work: Callable[[sqlite3.Connection], object]) -> object:
        writes.append(work)
        return write(work)

    monkeypatch.setattr(pen.own.work, "write", counted)
    for number in range(100):
        pen.type("c1", f"text {number}")
        pen.type("c2", f"text {number}")
        await asyncio.sleep(0.005)
    await pen.drafts.flush()
    assert 2 <= len(writes) <= 6


async def test_what_was_kept_is_there_for_the_next_console(path: Path) -> None:
    async with console(path) as pen:
        pen.drafts.keep("ticket", "t1", {"text": "A"}, label="#1", basis="yesterday")
        pen.drafts.keep("ticket", "t1", {"text": "B"}, basis="today")
        pen.type("c1", "Hello")
    async with console(path) as pen:
        found = pen.drafts.get("ticket", "t1")
        assert found is not None
        assert (found.content, found.label, found.basis) == ({"text": "B"}, "#1", "yesterday")
        assert [one.target for one in pen.drafts.all] == ["c1", "t1"]
        assert (len(pen.drafts), pen.drafts.is_saved) == (2, True)
        pen.type("c1", "Hello again")
    assert on_disk(path) == ["Hello again", "B"]


async def test_the_desk_is_told_when_there_are_other_drafts_and_not_of_every_key(pen: Pen) -> None:
    pen.type("c1", "a")
    pen.type("c1", "ab")
    await pen.drafts.flush()
    pen.type("c1", "abc")
    await pen.drafts.flush()
    assert pen.heard == [DraftsChanged()]
    pen.drafts.discard("message", "c1")
    pen.drafts.discard("message", "c1")
    await pen.drafts.flush()
    assert pen.heard == [DraftsChanged(), DraftsChanged()]


async def test_a_draft_that_is_discarded_while_it_is_being_saved_is_gone(pen: Pen, path: Path) -> None:
    pen.type("c1", "saved before")
    await pen.drafts.flush()
    async with pen.busy():
        pen.type("c1", "on its way")
        pen.type("c2", "new, and on its way")
        await asyncio.sleep(0.01)
        pen.drafts.discard("message", "c1")
        pen.drafts.discard("message", "c2")
        assert not pen.drafts.is_saved
    await pen.drafts.flush()
    assert (on_disk(path), pen.drafts.all) == ([], ())


async def test_what_is_typed_after_a_discard_is_a_new_draft(pen: Pen, path: Path) -> None:
    pen.drafts.keep("message", "c1", {"text": "old"}, basis="old")
    await pen.drafts.flush()
    pen.drafts.discard("message", "c1")
    pen.drafts.keep("message", "c1", {"text": "new"}, basis="new")
    await pen.drafts.flush()
    assert on_disk(path) == ["new"]
    found = pen.drafts.get("message", "c1")
    assert found is not None
    assert found.basis == "new"


async def test_discarded_and_typed_again_while_it_is_being_saved_it_is_there_once(pen: Pen, path: Path) -> None:
    for _ in range(3):
        async with pen.busy():
            pen.type("c1", "on its way")
            await asyncio.sleep(0.01)
            pen.drafts.discard("message", "c1")
            pen.type("c1", "typed again")
        await pen.drafts.flush()
        assert on_disk(path) == ["typed again"]
    pen.drafts.discard("message", "c1")
    await pen.drafts.flush()
    assert on_disk(path) == []


async def test_what_is_typed_on_a_full_disk_is_saved_once_there_is_room(
    pen: Pen, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.05)
    pen.type("c1", "before")
    pen.type("c3", "discarded on the full disk")
    await pen.drafts.flush()
    pen.room(0)
    pen.type("c1", "x" * 50_000)
    await until(lambda: pen.drafts.trouble is not None)
    said = str(pen.drafts.trouble)
    assert str(path) in said
    assert "full" in said
    assert (pen.text("c1"), pen.drafts.is_saved) == ("x" * 50_000, False)
    await pen.drafts.flush()
    pen.type("c2", "typed on the full disk")
    pen.drafts.discard("message", "c3")
    pen.room(None)
    await until(lambda: pen.drafts.is_saved)
    assert str(pen.drafts.trouble) == "None"
    assert on_disk(path) == ["x" * 50_000, "typed on the full disk"]
    assert pen.own.work.trouble is None


async def test_what_is_discarded_on_a_full_disk_does_not_come_back(pen: Pen, path: Path) -> None:
    pen.type("c1", "saved")
    await pen.drafts.flush()
    pen.room(0)
    pen.type("c1", "x" * 50_000)
    pen.type("c2", "x" * 50_000)
    await until(lambda: pen.drafts.trouble is not None)
    for target in ("c1", "c2"):
        pen.drafts.discard("message", target)
        pen.type(target, "y" * 50_000)
        pen.drafts.discard("message", target)
    pen.room(None)
    await pen.drafts.flush()
    assert (pen.drafts.trouble, pen.drafts.is_saved, on_disk(path)) == (None, True, [])


async def test_after_a_full_disk_the_next_key_is_saved_as_soon_as_ever(pen: Pen, path: Path) -> None:
    pen.room(0)
    pen.type("c1", "x" * 50_000)
    await until(lambda: pen.drafts.trouble is not None)
    pen.room(None)
    await pen.drafts.flush()
    typed = time.monotonic()
    pen.type("c1", "typed after it")
    await until(partial(has, path, "typed after it"))
    assert time.monotonic() - typed < 1.0


async def test_whoever_waits_for_it_may_go_away(pen: Pen, path: Path) -> None:
    for text in ("one", "two", "three"):
        async with pen.busy():
            pen.type("c1", text)
            waiting = asyncio.ensure_future(pen.drafts.flush())
            await asyncio.sleep(0.01)
            waiting.cancel()
            await asyncio.sleep(0.01)
            assert waiting.cancelled()
        await pen.drafts.flush()
        assert on_disk(path) == [text]


async def test_the_last_try_is_made_when_it_is_closed(path: Path) -> None:
    async with console(path) as pen:
        pen.room(0)
        pen.type("c1", "x" * 50_000)
        await until(lambda: pen.drafts.trouble is not None)
        pen.room(None)
    assert on_disk(path) == ["x" * 50_000]


async def test_it_closes_on_a_full_disk_too(path: Path) -> None:
    async with console(path) as pen:
        pen.room(0)
        pen.type("c1", "x" * 50_000)
        began = time.monotonic()
        await pen.drafts.close()
        assert time.monotonic() - began < 1.0
        assert not pen.drafts.is_saved


async def test_flushing_and_closing_once_more_does_nothing(pen: Pen, path: Path) -> None:
    await pen.drafts.flush()
    pen.type("c1", "a")
    await pen.drafts.close()
    await pen.drafts.close()
    pen.own.close()
    pen.own.close()
    assert on_disk(path) == ["a"]


async def test_notes_are_no_drafts_and_whoever_lists_them_is_told(pen: Pen) -> None:
    nothing = pen.drafts.notes
    assert (dict(nothing), pen.drafts.notes is nothing) == ({}, True)
    pen.type("c1", "a message")
    assert pen.drafts.notes is nothing, "a message is no note"
    pen.drafts.keep(NOTE, "t1", {"text": "Call the  WAREHOUSE"}, label="#1")
    first = pen.drafts.notes
    assert dict(first) == {"t1": "call the warehouse"}
    assert [note.label for note in pen.drafts.all_notes] == ["#1"]
    assert len(pen.drafts) == 1
    pen.now += 1
    pen.drafts.keep(NOTE, "t2", {"text": "wait"})
    assert [note.target for note in pen.drafts.all_notes] == ["t2", "t1"], "the one written last first"
    assert pen.drafts.notes is not first
    pen.drafts.discard(NOTE, "t1")
    assert dict(pen.drafts.notes) == {"t2": "wait"}
    assert [event.target for event in pen.heard if isinstance(event, NotesChanged)] == ["t1", "t2", "t1"]
    await pen.drafts.throw_away(pen.drafts.all_notes[0])
    assert pen.drafts.notes == {}


async def test_notes_of_several_consoles_are_all_searched(pen: Pen, path: Path) -> None:
    pen.drafts.keep(NOTE, "t1", {"text": "mine"})
    await pen.drafts.flush()
    other = Drafts(OwnWork(Work(path)), Bus(), clock=lambda: 2.0)
    other.keep(NOTE, "t1", {"text": "mine as well"})
    pen.drafts.keep(NOTE, "t1", {"text": "mine alone"})
    await pen.drafts.flush()
    await other.flush()
    await pen.drafts.reload()
    assert pen.drafts.notes["t1"] in ("mine alone mine as well", "mine as well mine alone")
    assert len(pen.drafts.all_notes) == 2
