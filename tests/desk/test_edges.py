"""Where undo, assigning and the journal meet what is rare: done again, unseen, in doubt, a place that is none."""

import asyncio
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from klink_tui.csvtext import csv_line
from klink_tui.desk.assigning import find_key
from klink_tui.desk.journal import entries_of, export
from klink_tui.desk.outbox import Windows
from klink_tui.desk.people import people_of
from klink_tui.desk.undo import Step
from klink_tui.errors import StoreError
from klink_tui.models.intent import Intent, Kind, State
from klink_tui.models.writes import AssignBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import CONFIG, Bench
from tests.desk.writes import by_another, through_gate, wanted
from tests.gate import to


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(CONFIG)
    yield made
    made.close()


@pytest.mark.parametrize("text", ["two\nlines", "a\r=1", "Dear you\n=cmd|' /C calc'!A0"])
def test_a_text_of_several_lines_stays_one_cell(text: str) -> None:
    row = csv_line(["a", text, "b"])
    assert list(csv.reader(io.StringIO(f"{row}\n", newline=""))) == [["a", text, "b"]]


def test_a_message_of_several_lines_is_one_row_of_the_exported_journal(tmp_path: Path) -> None:
    sent_one = Intent(Kind.MESSAGE, "c-1", "Nok", "message", {}, shown={"message": ("", "Hi\n=1+1")}, number=1)
    path, _ = export(entries_of(sent_one, State.DONE), tmp_path / "a.csv")
    with path.open(newline="", encoding="utf-8") as file:
        (row,) = list(csv.DictReader(file))
    assert (row["new"], row["outcome"]) == ("Hi\n=1+1", "done")


@pytest.mark.parametrize("name", ["file/mine.csv", "x" * 300 + ".csv"])
def test_any_place_that_can_not_be_written_to_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be written"):
        export([], tmp_path / name)


def test_a_home_that_is_nobody_s_is_said() -> None:
    with pytest.raises(StoreError):
        export([], Path("~nosuchuser/mine.csv"))


@pytest.mark.parametrize("kind", [Kind.MESSAGE, Kind.TICKET_EDIT])
async def test_what_was_taken_back_and_done_again_leaves_no_draft(sandbox: Sandbox, kind: Kind) -> None:
    bench = Bench(sandbox, windows=Windows(5.0, 10.0))
    assert bench.desk.undo is not None
    await wanted(bench, kind)
    await bench.desk.undo.undo()
    assert len(bench.desk.drafts) == 1
    await bench.desk.undo.redo()
    assert len(bench.desk.drafts) == 0, "else it is sent twice"
    await bench.client.aclose()


async def test_what_was_so_already_when_it_was_to_be_done_again_is_not_undone(sandbox: Sandbox) -> None:
    bench = Bench(sandbox)
    assert bench.desk.undo is not None
    ticket = await bench.ticket()
    await bench.delivered(await bench.desk.changes.set_status(ticket, "pending"))
    await bench.desk.undo.undo()
    await bench.desk.delivery.drain()
    await bench.desk.undo.redo()
    await bench.client.tickets.update_status(ticket.id, "pending")
    await bench.desk.delivery.drain()
    assert bench.desk.outbox.recent[0].reason == "The server had it so already."
    assert not bench.desk.outbox.recent[0].sent
    assert await bench.desk.undo.undo() == Step("There is nothing to undo.", False)
    await bench.client.aclose()


async def test_what_was_sent_unchecked_once_is_checked_when_it_is_done_again(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    assert bench.desk.undo is not None
    ticket = await bench.ticket()
    gate.answer(to("GET", "/tickets"), 404, {"success": False, "message": "no"})
    stuck = await bench.delivered(await bench.desk.changes.change_ticket(ticket, {"title": "Mine"}))
    gate.open()
    await bench.desk.outbox.send_again(stuck, unguarded=True)
    await bench.delivered(stuck)
    await bench.desk.undo.undo()
    await bench.desk.delivery.drain()
    await by_another(bench, ticket, title="Theirs")
    await bench.desk.undo.redo()
    await bench.desk.delivery.drain()
    assert bench.writes == []
    assert [one.state for one in bench.desk.outbox.open] == [State.CONFLICT]
    await bench.client.aclose()


async def test_what_has_no_inverse_is_passed_over_and_not_done_again(sandbox: Sandbox) -> None:
    bench = Bench(sandbox)
    assert bench.desk.undo is not None
    sandbox.quirks.switch_on("bare-rows")
    ticket = await bench.ticket()
    first = await bench.delivered(await bench.desk.changes.set_status(ticket, "pending"))
    stuck = await bench.delivered(await bench.desk.changes.change_ticket(ticket, {"cf_parcels": 3}))
    await bench.desk.outbox.send_again(stuck, unguarded=True)
    await bench.desk.delivery.drain()
    step = await bench.desk.undo.undo()
    assert step.done or step.words != "There is nothing to undo.", f"{first.title} can be undone"
    await bench.desk.delivery.drain()
    many = len(bench.writes)
    while (await bench.desk.undo.redo()).done:
        await bench.desk.delivery.drain()
    assert {"customFields": {"cf_parcels": 3}} not in [body for _, _, body in bench.writes[many:]]
    await bench.client.aclose()


async def test_a_change_of_the_ticket_in_front_does_not_end_the_check(sandbox: Sandbox) -> None:
    bench = Bench(sandbox)
    ticket = (await bench.tickets(1))[0]
    person = next(one for one in await people_of(bench.desk) if one.id != ticket.assignee_id)
    await bench.desk.changes.change_ticket(ticket, {"title": "Other"})
    bench.desk.delivery.start()
    async with asyncio.timeout(10):
        assert (await find_key(bench.desk, ticket, person)).key == "assigneeId"
    await bench.desk.close()


async def test_a_check_behind_a_conflict_ends_and_leaves_assigning_as_it_was(sandbox: Sandbox) -> None:
    bench = Bench(sandbox)
    ticket = (await bench.tickets(1))[0]
    person = next(one for one in await people_of(bench.desk) if one.id != ticket.assignee_id)
    intent = await bench.desk.changes.change_ticket(ticket, {"title": "Mine"})
    await by_another(bench, ticket, title="Theirs")
    await bench.delivered(intent)
    bench.desk.delivery.start()
    async with asyncio.timeout(5):
        assert (await find_key(bench.desk, ticket, person)).key == ""
    assert bench.desk.assign_key == ""
    assert len(bench.desk.outbox.open) == 1
    await bench.desk.close()


@pytest.mark.parametrize("how", ["lost", "conflict"])
async def test_what_is_not_known_or_was_not_sent_is_not_said_to_be_ignored(sandbox: Sandbox, how: str) -> None:
    bench, gate = through_gate(sandbox)
    ticket = (await bench.tickets(1))[0]
    first, second = (one for one in await people_of(bench.desk) if one.id != ticket.assignee_id)
    if how == "lost":
        gate.lose(to("PATCH"), served=False)
    else:
        await bench.client.tickets.assign(ticket.id, AssignBody.to("assigneeId", second.id))
    bench.desk.delivery.start()
    async with asyncio.timeout(10):
        found = await find_key(bench.desk, ticket, first)
    assert "the server took it and did not assign" not in found.words
    await bench.desk.close()
