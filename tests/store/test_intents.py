"""Intents in the file: whole, in order, and moved only from a state that was seen."""

import dataclasses
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from klink_tui.models.intent import DECIDE, OPEN, TO_COME, Intent, Kept, State
from klink_tui.store.intents import IntentTable, add, add_batch, move, prune, put_back
from klink_tui.store.work import Work
from tests.store.workbench import intent, opened, want, whole_intent


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with opened(tmp_path / "work.db") as work:
        yield work


def moved(work: Work, one: Intent, *seen: State) -> bool:
    return work.write(lambda connection: move(connection, one, seen))


def written(work: Work, one: Intent) -> Intent:
    return work.write(lambda connection: add(connection, one))


def test_an_intent_comes_back_in_every_field(work: Work) -> None:
    one = whole_intent()
    plain = intent("c1")
    for field in dataclasses.fields(Intent):
        if field.name not in ("number", "kind"):
            assert getattr(one, field.name) != getattr(plain, field.name), f"{field.name} is not tried"
    added = written(work, one)
    assert added == replace(one, number=added.number)
    assert IntentTable(work).get(added.number) == added
    added = written(work, plain)
    assert IntentTable(work).get(added.number) == added


def test_numbers_grow_and_are_not_given_twice(work: Work) -> None:
    first, second = want(work, "c1", "c2")
    work.write(lambda connection: connection.execute("DELETE FROM intents"))
    (third,) = want(work, "c3")
    assert 0 < first.number < second.number < third.number


def test_open_ones_come_in_the_order_they_were_made(work: Work) -> None:
    table = IntentTable(work)
    made = [written(work, intent(f"c{number}", state)) for number, state in enumerate(sorted(OPEN))]
    written(work, replace(intent("over", State.DONE), ended=9.0))
    assert table.open() == made
    assert all(one.is_open for one in table.open())


def test_those_that_ended_last_come_first(work: Work) -> None:
    made = [written(work, replace(intent(f"c{at}", State.DONE), ended=at)) for at in (1.0, 3.0, 2.0, 3.0)]
    written(work, intent("open"))
    assert IntentTable(work).ended(3) == [made[3], made[1], made[2]]
    assert IntentTable(work).ended(0) == []


def test_those_of_a_bulk_run_come_together(work: Work) -> None:
    table = IntentTable(work)
    batch = work.write(lambda connection: add_batch(connection, "Close 2 tickets", 5.0))
    other = work.write(lambda connection: add_batch(connection, "Another", 6.0))
    assert 0 < batch < other
    made = [written(work, replace(intent(f"c{number}"), batch=batch)) for number in range(2)]
    want(work, "alone")
    assert table.of_batch(batch) == made
    assert table.of_batch(other) == []
    assert work.read("SELECT label, created, paused FROM batches")[0] == ("Close 2 tickets", 5.0, 0)


def test_of_a_number_that_is_not_there_there_is_nothing(work: Work) -> None:
    assert IntentTable(work).get(1) is None


@pytest.mark.parametrize("stands", list(State))
def test_it_moves_only_from_a_state_that_was_seen(work: Work, stands: State) -> None:
    one = written(work, intent("c1", stands))
    changed = replace(one, state=State.DONE, ended=9.0, reason="sent")
    others = set(State) - {stands}
    assert not moved(work, changed, *others)
    assert IntentTable(work).get(one.number) == one
    assert not moved(work, changed)
    assert not moved(work, replace(changed, number=99), stands)
    assert moved(work, changed, stands)
    assert IntentTable(work).get(one.number) == changed


def test_of_two_consoles_that_take_an_intent_only_one_gets_it(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as mine, opened(tmp_path / "work.db") as theirs:
        (one,) = want(mine, "c1")
        assert moved(theirs, replace(one, state=State.SENDING), *TO_COME)
        assert not moved(mine, replace(one, state=State.CANCELLED, ended=1.0), *TO_COME, *DECIDE)
        assert [found.state for found in IntentTable(mine).open()] == [State.SENDING]


def test_what_a_file_has_lost_is_put_back_under_its_number(work: Work) -> None:
    one = replace(whole_intent(), number=41, state=State.HELD, ended=None)
    for _ in range(2):
        work.write(lambda connection: put_back(connection, one))
        assert IntentTable(work).open() == [one]
    assert want(work, "next")[0].number == 42


def test_what_was_over_before_a_moment_is_dropped(work: Work) -> None:
    batches = [work.write(partial(add_batch, label="run", at=at)) for at in (1.0, 2.0, 50.0)]
    written(work, replace(intent("old", State.DONE), ended=5.0, batch=batches[0]))
    young = written(work, replace(intent("young", State.DONE), ended=15.0, batch=batches[1]))
    open_one = written(work, intent("open"))
    work.write(lambda connection: prune(connection, 10.0))
    assert IntentTable(work).ended(9) == [young]
    assert IntentTable(work).open() == [open_one]
    assert work.read("SELECT batch FROM batches") == [(batches[1],), (batches[2],)]


def test_what_a_later_version_adds_to_an_intent_costs_nothing(work: Work) -> None:
    (one,) = want(work, "c1")

    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute("""UPDATE intents SET data = '{"mood":"calm",' || substr(data, 2)""")

    work.write(spoil)
    assert IntentTable(work).open() == [one]


@pytest.mark.parametrize(
    "spoil",
    [
        "data = 'no JSON'",
        "data = '[]'",
        "data = '{}'",
        "state = 'odd'",
        """data = replace(data, '"kind":"message"', '"kind":"odd"')""",
        """data = replace(data, '"kept":null', '"kept":7')""",
        """data = replace(data, '"shown":{}', '"shown":{"a":1}')""",
    ],
)
def test_one_that_can_t_be_read_is_left_there_said_and_costs_no_other(work: Work, spoil: str) -> None:
    one, other = want(work, "c1", "c2")
    work.write(lambda connection: connection.execute(f"UPDATE intents SET {spoil} WHERE intent = ?", (one.number,)))
    assert IntentTable(work).open() == [other]
    assert f"Entry {one.number} of the outbox in {work.path} can't be read" in work.said
    assert work.read("SELECT count(*) FROM intents") == [(2,)]


def test_what_was_typed_is_kept_with_the_intent(work: Work) -> None:
    kept = Kept("message", "c1", {"text": "Hello"})
    one = written(work, replace(intent("c1"), kept=kept))
    assert IntentTable(work).open() == [one]
    assert one.kept == kept
