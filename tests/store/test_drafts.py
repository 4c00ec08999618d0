"""Drafts in the file: each over the one it grew from, and never over another console's."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from klink_tui.store.drafts import Draft, DraftTable, remove, save
from klink_tui.store.work import Work
from tests.store.workbench import draft, opened, texts, type_drafts


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with opened(tmp_path / "work.db") as work:
        yield work


def kept(work: Work, one: Draft) -> Draft:
    return work.write(lambda connection: save(connection, one))


def removed(work: Work, one: Draft) -> None:
    work.write(lambda connection: remove(connection, one))


def typed(one: Draft, text: str) -> Draft:
    return replace(one, content={"text": text}, saved=one.saved + 1)


def all_texts(work: Work) -> list[str]:
    return sorted(one.content["text"] for one in DraftTable(work).read())


def test_a_draft_comes_back_in_every_field(work: Work) -> None:
    content = {"text": "ไทย 🖨 \ud800 \0", "values": {"cf_on": None, "n": [1, 2.5, True]}}
    one = Draft("ticket", "t1", content, "#1 Drücker", "2026-03-01T08:00:00.000Z", 1_700_000_000.125)
    written = kept(work, one)
    assert written.place == ("ticket", "t1")
    assert written == replace(one, slot=0, revision=written.revision)
    assert DraftTable(work).read() == [written]


def test_those_typed_last_come_first(work: Work) -> None:
    for number in (2, 3, 1):
        kept(work, replace(draft(f"c{number}"), saved=float(number)))
    assert [one.target for one in DraftTable(work).read()] == ["c3", "c2", "c1"]


def test_a_draft_is_written_over_the_one_it_grew_from(work: Work) -> None:
    first = kept(work, draft("c1", "one"))
    second = kept(work, typed(first, "two"))
    assert second.revision == first.revision + 1
    assert all_texts(work) == ["two"]


def test_kind_and_target_tell_drafts_apart(work: Work) -> None:
    for kind, target in (("message", "c1"), ("contact", "c1"), ("message", ""), ("ticket", "")):
        kept(work, draft(target, f"{kind} {target}", kind))
    assert len(all_texts(work)) == 4


def test_two_consoles_that_write_for_the_same_target_keep_both_texts(work: Work) -> None:
    mine, theirs = kept(work, draft("c1", "mine")), kept(work, draft("c1", "theirs"))
    assert (mine.slot, theirs.slot) == (0, 1)
    mine, theirs = kept(work, typed(mine, "mine, longer")), kept(work, typed(theirs, "theirs, longer"))
    assert all_texts(work) == ["mine, longer", "theirs, longer"]
    removed(work, mine)
    assert all_texts(work) == ["theirs, longer"]


def test_two_consoles_that_go_on_with_the_same_draft_keep_both_texts(work: Work) -> None:
    seen = kept(work, draft("c1", "begun"))
    mine, theirs = kept(work, typed(seen, "mine")), kept(work, typed(seen, "theirs"))
    assert mine.slot != theirs.slot
    assert all_texts(work) == ["mine", "theirs"]


def test_a_draft_that_another_console_threw_away_comes_back_when_it_is_typed_on(work: Work) -> None:
    mine = kept(work, draft("c1", "mine"))
    removed(work, mine)
    again = kept(work, typed(mine, "mine again"))
    assert again.revision > mine.revision
    assert all_texts(work) == ["mine again"]


def test_a_new_draft_is_not_taken_for_one_that_was_there_before(work: Work) -> None:
    old = kept(work, draft("c1", "old"))
    for _ in range(5):
        old = kept(work, typed(old, "old"))
    removed(work, old)
    fresh = kept(work, replace(draft("c1", "new"), saved=old.saved + 10))
    assert fresh.revision > old.revision
    mine = kept(work, typed(old, "old, typed on elsewhere"))
    assert mine.slot != fresh.slot
    assert all_texts(work) == ["new", "old, typed on elsewhere"]
    removed(work, old)
    assert all_texts(work) == ["new", "old, typed on elsewhere"]


def test_what_another_console_has_gone_on_with_is_not_removed(work: Work) -> None:
    seen = kept(work, draft("c1", "begun"))
    kept(work, typed(seen, "theirs"))
    removed(work, seen)
    assert all_texts(work) == ["theirs"]


def test_removing_what_is_not_there_does_nothing(work: Work) -> None:
    type_drafts(work, "c1")
    removed(work, draft("c1"))
    removed(work, draft("c2"))
    assert texts(work) == {"c1": "text of c1"}


@pytest.mark.parametrize("content", ["", "no JSON", "[1]", "null", '{"text": '])
def test_one_that_can_t_be_read_is_left_where_it_is_and_costs_no_other(work: Work, content: str) -> None:
    type_drafts(work, "c1", "c2")

    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE drafts SET content = ? WHERE target = 'c1'", (content,))

    work.write(spoil)
    assert set(texts(work)) == {"c2"}
    assert work.read("SELECT count(*) FROM drafts") == [(2,)]
    kept(work, draft("c1", "new"))
    assert work.read("SELECT count(*) FROM drafts") == [(3,)]


def test_bytes_that_are_no_text_cost_no_other_draft(work: Work) -> None:
    type_drafts(work, "c1", "c2")

    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE drafts SET label = CAST(x'ff41' AS TEXT) WHERE target = 'c1'")

    work.write(spoil)
    assert {one.label for one in DraftTable(work).read()} == {"\N{REPLACEMENT CHARACTER}A", "#c2"}


def test_content_is_plain_ascii_in_the_file(work: Work) -> None:
    kept(work, draft("c1", "ไทย"))
    ((content,),) = work.read("SELECT content FROM drafts")
    assert content.isascii()
    assert json.loads(content) == {"text": "ไทย"}
