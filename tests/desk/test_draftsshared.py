"""Drafts in a file that another console writes to as well, that comes back, or that is made anew."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from klink_tui.errors import StoreError
from klink_tui.store.drafts import Draft, save
from tests.desk.pen import Pen, console, on_disk, until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
async def pen(path: Path) -> AsyncIterator[Pen]:
    async with console(path) as pen:
        yield pen


async def test_two_consoles_keep_both_texts_and_show_them(path: Path) -> None:
    async with console(path) as one, console(path) as other:
        one.type("c1", "one")
        await one.drafts.flush()
        other.type("c1", "other")
        other.type("c2", "only there")
        await other.drafts.flush()
        await one.drafts.reload()
        await other.drafts.reload()
        assert (one.text("c1"), other.text("c1"), one.text("c2")) == ("one", "other", "only there")
        assert sorted(found.content["text"] for found in one.drafts.all) == ["one", "only there", "other"]
        one.type("c1", "one more")
        await one.drafts.flush()
        assert on_disk(path) == ["one more", "other", "only there"]
        (found,) = [found for found in one.drafts.all if found.content["text"] == "other"]
        await one.drafts.throw_away(found)
        assert (one.text("c1"), len(one.drafts)) == ("one more", 2)
        (found,) = [found for found in one.drafts.all if found.target == "c1"]
        await one.drafts.throw_away(found)
        assert one.text("c1") is None
        await one.drafts.flush()
        assert on_disk(path) == ["only there"]


async def test_a_reload_takes_out_what_another_console_discarded(path: Path) -> None:
    async with console(path) as one:
        one.type("c1", "sent by the other one")
        await one.drafts.flush()
        async with console(path) as other:
            other.drafts.discard("message", "c1")
        await one.drafts.reload()
        assert one.drafts.all == ()


async def test_a_reload_neither_takes_back_what_is_typed_nor_brings_back_what_is_discarded(
    pen: Pen, path: Path
) -> None:
    pen.type("c1", "old")
    pen.type("c2", "old")
    await pen.drafts.flush()
    async with pen.busy():
        reload = asyncio.ensure_future(pen.drafts.reload())  # It reads before what comes now is written.
        await asyncio.sleep(0.01)
        pen.type("c1", "new")
        pen.type("c3", "brand new")
        pen.drafts.discard("message", "c2")
        await asyncio.sleep(0.01)
    await reload
    assert [pen.text(target) for target in ("c1", "c2", "c3")] == ["new", None, "brand new"]
    await pen.drafts.flush()
    await pen.drafts.reload()
    assert [pen.text(target) for target in ("c1", "c2", "c3")] == ["new", None, "brand new"]
    assert (on_disk(path), len(pen.drafts)) == (["new", "brand new"], 2)


async def test_a_draft_for_a_record_that_the_agent_changed_is_not_out_of_date(pen: Pen, path: Path) -> None:
    pen.drafts.keep("ticket", "t1", {"text": "a"}, basis="yesterday")
    pen.drafts.keep("comment", "t1", {"text": "b"})
    pen.drafts.keep("ticket", "t2", {"text": "c"}, basis="yesterday")
    await pen.drafts.flush()
    pen.drafts.rebase("t1", "yesterday", "today")
    pen.drafts.rebase("t2", "long ago", "today")
    await pen.drafts.flush()
    async with console(path) as other:
        assert {one.place: one.basis for one in other.drafts.all} == {
            ("ticket", "t1"): "today",
            ("comment", "t1"): "",
            ("ticket", "t2"): "yesterday",
        }


async def test_a_draft_that_comes_back_leaves_what_was_typed_meanwhile(pen: Pen, path: Path) -> None:
    back = pen.own.work.write(lambda connection: save(connection, Draft("message", "c1", {"text": "back"})))
    pen.drafts.adopt(back)
    assert pen.text("c1") == "back"
    again = pen.own.work.write(lambda connection: save(connection, Draft("message", "c2", {"text": "back"})))
    pen.type("c2", "typed meanwhile")
    pen.drafts.adopt(again)
    await pen.drafts.flush()
    assert (pen.text("c2"), len(pen.drafts)) == ("typed meanwhile", 3)
    assert on_disk(path) == ["back", "back", "typed meanwhile"]


async def test_when_the_file_is_made_anew_everything_is_written_again(pen: Pen, path: Path) -> None:
    for target in ("c1", "c2"):
        pen.type(target, target)
    await pen.drafts.flush()
    pen.lose(path)
    pen.type("c3", "c3")
    await pen.drafts.flush()
    assert on_disk(path) == ["c1", "c2", "c3"]
    pen.lose(path)
    await pen.own.ask(pen.own.work.changed_elsewhere)  # It is noticed without a key.
    await until(lambda: on_disk(path) == ["c1", "c2", "c3"])
    await pen.drafts.reload()
    assert len(pen.drafts) == 3


async def test_a_reload_that_finds_the_file_made_anew_loses_nothing(pen: Pen, path: Path) -> None:
    pen.type("c1", "c1")
    await pen.drafts.flush()
    pen.lose(path)
    await pen.drafts.reload()
    assert pen.text("c1") == "c1"
    await pen.drafts.flush()
    assert on_disk(path) == ["c1"]


async def test_what_is_typed_in_memory_goes_to_the_file_once_there_can_be_one(tmp_path: Path) -> None:
    place = tmp_path / "place"
    async with console(place / "work.db") as pen:
        pen.type("c1", "of before")
    place.rename(tmp_path / "elsewhere")
    place.write_text("in the way")
    async with console(place / "work.db") as pen:
        assert pen.own.work.path is None
        for _ in range(2):
            pen.type("c1", "typed in memory")
            await pen.drafts.flush()
        place.unlink()
        (tmp_path / "elsewhere").rename(place)
        assert await pen.own.ask(pen.own.work.try_again)
        await pen.drafts.flush()
        assert on_disk(place / "work.db") == ["of before", "typed in memory"]
        await pen.drafts.reload()
        assert (pen.text("c1"), len(pen.drafts)) == ("typed in memory", 2)


async def test_without_a_file_they_are_in_memory_and_that_is_no_trouble() -> None:
    async with console(None) as pen:
        pen.type("c1", "a")
        await pen.drafts.flush()
        assert (pen.drafts.trouble, pen.drafts.is_saved, pen.text("c1")) == (None, True, "a")


async def test_what_can_t_be_written_for_a_defect_is_kept_and_stops_nobody_from_closing(pen: Pen) -> None:
    pen.drafts.keep("message", "c1", {"text": object()})
    with pytest.raises(TypeError):
        await pen.drafts.flush()
    assert not pen.drafts.is_saved
    pen.type("c1", "in order")
    await pen.drafts.flush()
    assert pen.drafts.is_saved


async def test_each_of_two_consoles_drafts_for_one_target_can_be_gone_on_with(path: Path) -> None:
    async with console(path) as one, console(path) as other:
        one.type("c1", "by one")
        other.type("c1", "by the other")
        await one.drafts.flush()
        await other.drafts.flush()
        await one.drafts.reload()
        mine, theirs = sorted(one.drafts.all, key=lambda draft: draft.content["text"] != "by one")
        await one.drafts.take_up(mine)
        assert one.text("c1") == "by one", "that one is gone on with as it is"
        one.type("c1", "by one, not saved yet")
        await one.drafts.take_up(theirs)
        assert one.text("c1") == "by the other"
        one.type("c1", "by both")
        await one.drafts.flush()
        await one.drafts.reload()
        assert one.text("c1") == "by both"
        assert sorted(on_disk(path)) == ["by both", "by one, not saved yet"]
        await one.drafts.throw_away(next(draft for draft in one.drafts.all if draft.content["text"] == "by both"))
        (left,) = one.drafts.all
        assert one.text("c1") is None, "nobody has gone on with it here"
        await one.drafts.take_up(left)
        assert one.text("c1") == "by one, not saved yet"


async def test_a_draft_is_not_put_aside_before_it_is_saved(path: Path) -> None:
    async with console(path) as one, console(path) as other:
        one.type("c1", "by one")
        other.type("c1", "by the other")
        await one.drafts.flush()
        await other.drafts.flush()
        await one.drafts.reload()
        theirs = next(draft for draft in one.drafts.all if draft.content["text"] == "by the other")
        one.room(0)
        one.type("c1", "x" * 50_000)
        with pytest.raises(StoreError):
            await one.drafts.take_up(theirs)
        assert one.text("c1") == "x" * 50_000
        one.room(None)


async def test_what_two_consoles_have_open_at_once_is_kept_of_both_whoever_types_second(path: Path) -> None:
    async with console(path) as writer:
        writer.type("c1", "base")
    for late in (False, True):
        async with console(path) as one, console(path) as other:
            assert (one.text("c1"), other.text("c1")) == ("base", "base")
            one.type("c1", "base, one")
            await one.drafts.flush()
            if late:
                await other.drafts.reload()
            other.type("c1", "base, other")
            await other.drafts.flush()
            assert sorted(on_disk(path)) == ["base, one", "base, other"], late
            for each in (one, other):
                await each.drafts.reload()
                assert sorted(found.content["text"] for found in each.drafts.all) == ["base, one", "base, other"]
            assert (one.text("c1"), other.text("c1")) == ("base, one", "base, other"), "each goes on with its own"
            one.type("c1", "base, one more")
            other.type("c1", "base, another")
            for each in (one, other):
                await each.drafts.flush()
            assert sorted(on_disk(path)) == ["base, another", "base, one more"]
            for found in list(one.drafts.all):
                await one.drafts.reload()
                await one.drafts.throw_away(next(at for at in one.drafts.all if at.slot == found.slot))
            await one.drafts.flush()
            one.type("c1", "base")
            await one.drafts.flush()
            assert on_disk(path) == ["base"]


async def test_a_text_begun_where_another_console_begins_one_stays_beside_it(path: Path) -> None:
    async with console(path) as one, console(path) as other:
        assert (one.text("c1"), other.text("c1")) == (None, None)
        one.type("c1", "one")
        await one.drafts.flush()
        await other.drafts.reload()
        other.type("c1", "other")
        assert {found.content["text"] for found in other.drafts.all} == {"one", "other"}
        await other.drafts.flush()
        assert sorted(on_disk(path)) == ["one", "other"]


async def test_leaving_what_another_console_has_gone_on_with_changes_nothing(path: Path) -> None:
    async with console(path) as one, console(path) as other:
        one.type("c1", "base")
        await one.drafts.flush()
        await other.drafts.reload()
        assert other.text("c1") == "base"
        one.type("c1", "base, one")
        await one.drafts.flush()
        await other.drafts.reload()
        other.type("c1", "base")
        await other.drafts.flush()
        assert on_disk(path) == ["base, one"], "nothing was typed here since"
        other.drafts.discard("message", "c1")
        await other.drafts.flush()
        assert on_disk(path) == ["base, one"], "what is thrown away is what was on view"
        assert other.text("c1") == "base, one"
        other.drafts.discard("message", "c1")
        await other.drafts.flush()
        assert on_disk(path) == []


async def test_it_is_known_that_another_console_has_ended_a_text_that_is_open_here(path: Path) -> None:
    async with console(path) as one, console(path) as other:
        one.type("c1", "base")
        await one.drafts.flush()
        await other.drafts.reload()
        assert not other.drafts.ended_elsewhere("message", "c1")
        assert other.text("c1") == "base"
        one.drafts.discard("message", "c1")
        await one.drafts.flush()
        assert not one.drafts.ended_elsewhere("message", "c1")
        await other.drafts.reload()
        assert other.drafts.ended_elsewhere("message", "c1")
        other.type("c1", "base, and more")
        assert other.drafts.ended_elsewhere("message", "c1"), "what is typed has that in it still"
        other.drafts.discard("message", "c1")
        assert not other.drafts.ended_elsewhere("message", "c1")


async def test_what_comes_back_while_something_else_is_begun_there_stays_beside_it(pen: Pen, path: Path) -> None:
    assert pen.text("c1") is None
    pen.drafts.adopt(
        await pen.own.write(lambda connection: save(connection, Draft("message", "c1", {"text": "refused"})))
    )
    pen.type("c1", "begun meanwhile")
    await pen.drafts.flush()
    assert sorted(on_disk(path)) == ["begun meanwhile", "refused"]
    assert pen.text("c1") == "begun meanwhile"
