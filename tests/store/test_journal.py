"""The journal: only added to, read by pages, searched in any case."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from klink_tui.store.journal import Entry, JournalTable, note
from klink_tui.store.work import Work
from tests.store.workbench import entry, journal, opened


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with opened(tmp_path / "work.db") as work:
        yield work


def noted(work: Work, *entries: Entry) -> None:
    work.write(lambda connection: note(connection, entries))


def numbers(entries: list[Entry]) -> list[int]:
    return [one.intent for one in entries]


def test_an_entry_comes_back_in_every_field(work: Work) -> None:
    one = Entry(1.5, 7, "ticket.edit", "t1", "#1 Drücker 🖨", "title", "A", "B", "refused", "too long", "req-1")
    plain = Entry(2.0, 8, "message", "", "", "", "", "", "done")
    noted(work, one, plain)
    assert JournalTable(work).page(0, 9) == [plain, one]
    noted(work)
    assert JournalTable(work).count() == 2


@pytest.mark.parametrize(
    "statement", ["UPDATE journal SET new = 'other'", "DELETE FROM journal", "DELETE FROM journal WHERE entry = 1"]
)
def test_what_is_written_can_be_neither_changed_nor_deleted(work: Work, statement: str) -> None:
    journal(work, 1, 2)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        work.write(lambda connection: connection.execute(statement))
    assert [one.new for one in JournalTable(work).all()] == ["words", "words"]


def test_pages_begin_with_the_last_one(work: Work) -> None:
    journal(work, *range(25))
    table = JournalTable(work)
    assert numbers(table.page(0, 10)) == list(range(24, 14, -1))
    assert numbers(table.page(20, 10)) == [4, 3, 2, 1, 0]
    assert table.page(25, 10) == []
    assert table.count() == 25


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_all_of_it_begins_with_the_first_one_whatever_the_step(work: Work, step: int) -> None:
    journal(work, *range(7))
    assert numbers(list(JournalTable(work).all(step))) == list(range(7))


def test_it_can_be_added_to_while_it_is_read(work: Work) -> None:
    journal(work, 1, 2, 3)
    found = []
    for one in JournalTable(work).all(2):
        found.append(one.intent)
        if len(found) == 1:
            journal(work, 4)
    assert found == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [3, 2, 1]),
        ("   ", [3, 2, 1]),
        ("printer", [1]),
        ("PRINTER open", [1]),
        ("open printer", [1]),
        ("printer closed", []),
        ("ÄRGER", [2]),
        ("ärger", [2]),
        ("STRASSE", [2]),
        ("โรงแรม", [3]),
        ("100%", [3]),
        ("%", [3]),
        ("a_b", [3]),
        ("_", [3]),
        ("!", [3]),
        ("'", [3]),
        ("refused", [2]),
        ("gone", [2]),
        ("cf_size", []),
    ],
)
def test_it_is_searched_for_words_in_any_case(work: Work, search: str, found: list[int]) -> None:
    noted(
        work,
        entry(1, label="#1 Printer", field="status", old="open", new="pending"),
        Entry(2.0, 2, "message", "c2", "#2 Ärger", "", "", "Straße", "refused", "It is gone."),
        entry(3, label="#3 โรงแรม", new="100% a_b it's!"),
    )
    table = JournalTable(work)
    assert numbers(table.page(0, 9, search)) == found
    assert table.count(search) == len(found)


def test_a_page_of_what_was_searched_for_counts_only_that(work: Work) -> None:
    for number in range(10):
        noted(work, entry(number, new="even" if number % 2 == 0 else "odd"))
    assert numbers(JournalTable(work).page(1, 2, "even")) == [6, 4]


def test_half_a_letter_keeps_nothing_from_being_noted(work: Work) -> None:
    noted(work, entry(1, new="a\ud800b"))
    assert [one.new for one in JournalTable(work).all()] == ["a?b"]


def test_in_memory_it_is_the_same() -> None:
    work = Work(None)
    noted(work, entry(1, new="Ärger"))
    assert JournalTable(work).count("ÄRGER") == 1
    work.close()
