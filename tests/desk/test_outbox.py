"""The outbox: what is written down, can be taken back, comes back as a draft, and is never lost with its file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from klink_tui.desk.events import IntentChanged
from klink_tui.desk.outbox import Windows
from klink_tui.desk.ownwork import OwnWork
from klink_tui.errors import StoreError
from klink_tui.models.intent import Intent, Kept, Kind, State
from klink_tui.sandbox.server import Sandbox
from klink_tui.store.journal import Entry
from klink_tui.store.work import Work
from tests.desk.bench import Bench
from tests.desk.writes import steps, through_gate, until, wanted
from tests.gate import to

HELD = Windows(5.0, 10.0)


@pytest.fixture
async def holding(sandbox: Sandbox) -> AsyncIterator[Bench]:
    bench = Bench(sandbox, windows=HELD)
    yield bench
    await bench.client.aclose()


def journal(bench: Bench, intent: Intent) -> list[Entry]:
    """Give what the journal has of an intent."""
    return [entry for entry in bench.desk.own.journal.all() if entry.intent == intent.number]


def message(bench: Bench, text: str = "Hello") -> Intent:
    """Give a message to nobody that is there."""
    return Intent(
        Kind.MESSAGE,
        "c-1",
        "Nok",
        "message",
        {"text": text},
        route={"contact_id": "c-1"},
        kept=Kept("message", "c-1", {"text": text}),
    )


# Held


@pytest.mark.parametrize(("kind", "seconds"), [(Kind.TICKET_STATUS, 5), (Kind.COMMENT, 5), (Kind.MESSAGE, 10)])
async def test_what_is_held_leaves_when_its_time_has_come(holding: Bench, kind: Kind, seconds: int) -> None:
    intent = await wanted(holding, kind)
    assert (intent.state, intent.due - intent.created) == (State.HELD, seconds)
    began = holding.now
    done = await holding.delivered(intent)
    assert (done.state, (holding.now - began).total_seconds()) == (State.DONE, seconds)
    assert steps(holding, intent) == [State.HELD, State.SENDING, State.DONE]


async def test_what_is_taken_back_never_leaves_and_is_a_draft_again(holding: Bench) -> None:
    drafts = holding.desk.drafts
    intent = await wanted(holding, Kind.MESSAGE)
    assert drafts.find("message", intent.target) is None
    (taken,) = await holding.desk.outbox.cancel(intent.number)
    assert (await holding.delivered(intent)) == taken
    assert (taken.state, taken.reason) == (State.CANCELLED, "taken back")
    assert holding.writes == []
    assert drafts.find("message", intent.target) == {"text": "Hello"}
    assert [(entry.outcome, entry.new, entry.reason) for entry in journal(holding, intent)] == [
        ("cancelled", "Hello", "taken back")
    ]


async def test_what_has_left_can_not_be_taken_back(bench: Bench) -> None:
    intent = await bench.delivered(await wanted(bench, Kind.TICKET_STATUS))
    assert await bench.desk.outbox.cancel(intent.number, 99) == []
    assert bench.now_of(intent).state is State.DONE
    assert len(journal(bench, intent)) == 1


async def test_what_is_held_is_counted_until_its_time_has_come(holding: Bench) -> None:
    outbox = holding.desk.outbox
    assert outbox.standing().is_empty
    await wanted(holding, Kind.TICKET_STATUS)
    await wanted(holding, Kind.MESSAGE)
    standing = outbox.standing()
    assert (standing.held, standing.seconds_left, standing.waiting) == (2, 10.0, 0)
    holding.wait(7)
    standing = outbox.standing()
    assert (standing.held, standing.seconds_left, standing.waiting) == (1, 3.0, 1)


async def test_what_was_held_when_the_console_ended_can_be_taken_back_once_more(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    first = Bench(sandbox, windows=HELD, own=OwnWork(Work(tmp_path / "work.db")))
    intent = await wanted(first, Kind.TICKET_STATUS)
    await first.desk.close()
    second = Bench(sandbox, windows=HELD, own=OwnWork(Work(tmp_path / "work.db")))
    second.wait(3600)
    await second.desk.outbox.load()
    again = second.now_of(intent)
    assert (again.state, again.due - second.now.timestamp()) == (State.HELD, 5.0)
    await second.desk.outbox.load()
    assert second.now_of(intent) == again
    began = second.now
    assert (await second.delivered(intent)).state is State.DONE
    assert (second.now - began).total_seconds() == 5
    await second.desk.close()


# Written down


async def test_what_can_not_be_written_down_is_not_sent_and_stays_a_draft(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(work: object) -> None:
        raise StoreError("no room")

    bench.desk.drafts.keep("message", "c-1", {"text": "Hello"})
    await bench.desk.drafts.flush()
    monkeypatch.setattr(bench.desk.own.work, "write", full)
    with pytest.raises(StoreError):
        await bench.desk.outbox.add(message(bench))
    await bench.desk.delivery.drain()
    assert (bench.desk.outbox.open, bench.log()) == ((), [])
    assert bench.desk.drafts.find("message", "c-1") == {"text": "Hello"}


async def test_a_step_shows_once_it_is_in_the_file(bench: Bench) -> None:
    seen: list[tuple[State, State]] = []

    def look(event: object) -> None:
        if isinstance(event, IntentChanged):
            kept = bench.desk.own.intents.get(event.intent.number)
            assert kept is not None
            seen.append((event.intent.state, kept.state))

    bench.desk.bus.subscribe(look)
    await bench.delivered(await wanted(bench, Kind.TICKET_STATUS))
    assert seen == [(state, state) for state in (State.WAITING, State.SENDING, State.DONE)]


async def test_what_was_typed_is_no_draft_once_it_is_written_down(bench: Bench, tmp_path: Path) -> None:
    bench.desk.drafts.keep("message", "c-1", {"text": "Hello"})
    await bench.desk.outbox.add(message(bench))
    assert len(bench.desk.drafts) == 0
    assert bench.desk.own.drafts.read() == []


# Over


async def test_a_refused_message_is_a_draft_again_with_what_was_said_of_it(bench: Bench) -> None:
    (intent,) = await bench.desk.outbox.add(message(bench))
    refused = await bench.delivered(intent)
    assert refused.state is State.REFUSED
    assert refused.fields == {"contactId": "There is no such contact."}
    assert bench.desk.drafts.find("message", "c-1") == {
        "text": "Hello",
        "refused": {"words": refused.reason, "fields": {"contactId": "There is no such contact."}},
    }
    assert [(draft.target, draft.content) for draft in bench.desk.own.drafts.read()] == [
        ("c-1", bench.desk.drafts.find("message", "c-1"))
    ]
    (entry,) = journal(bench, refused)
    assert (entry.outcome, entry.request_id) == ("refused", refused.request_id)
    assert "contactId: There is no such contact." in entry.reason
    assert refused.request_id


async def test_a_refused_message_does_not_take_the_place_of_one_that_is_being_typed(bench: Bench) -> None:
    (intent,) = await bench.desk.outbox.add(message(bench))
    bench.desk.drafts.keep("message", "c-1", {"text": "Something newer"})
    refused = await bench.delivered(intent)
    assert bench.desk.drafts.find("message", "c-1") == {"text": "Something newer"}
    assert refused.kept is not None
    assert refused.kept.content == {"text": "Hello"}


async def test_a_doubt_that_is_given_up_stays_a_doubt_in_the_journal(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    gate.lose(to("POST", "/messages"))
    intent = await bench.delivered(await wanted(bench, Kind.MESSAGE))
    assert intent.state is State.UNKNOWN
    assert journal(bench, intent) == []
    (given_up,) = await bench.desk.outbox.cancel(intent.number)
    assert (given_up.state, given_up.reason) == (State.CANCELLED, f"given up: {intent.reason}")
    assert [entry.outcome for entry in journal(bench, intent)] == ["unknown"]
    assert bench.desk.drafts.find("message", intent.target) == {"text": "Hello"}


async def test_each_field_of_a_change_has_an_entry_in_the_journal(bench: Bench) -> None:
    ticket = await bench.ticket()
    changes = {"title": "Other", "priority": "low" if ticket.priority != "low" else "high"}
    intent = await bench.delivered(await bench.desk.changes.change_ticket(ticket, changes))
    entries = journal(bench, intent)
    assert [(entry.field, entry.old, entry.new, entry.outcome) for entry in entries] == [
        ("title", ticket.title, "Other", "done"),
        ("priority", ticket.priority, changes["priority"], "done"),
    ]
    assert {(entry.target, entry.label, entry.at) for entry in entries} == {
        (ticket.key, intent.label, bench.now.timestamp())
    }


async def test_what_is_over_is_at_hand_for_a_while_the_last_one_first(bench: Bench) -> None:
    first = await bench.delivered(await wanted(bench, Kind.TICKET_STATUS))
    second = await bench.delivered(await wanted(bench, Kind.COMMENT))
    assert bench.desk.outbox.recent == (second, first)
    await bench.desk.outbox.load()
    assert bench.desk.outbox.recent == (second, first)


async def test_a_decision_about_what_another_console_has_given_up_changes_nothing(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    one, gate = through_gate(sandbox)
    one = Bench(sandbox, transport=gate, own=OwnWork(Work(tmp_path / "work.db")))
    gate.lose(to("POST", "/messages"))
    intent = await one.delivered(await wanted(one, Kind.MESSAGE))
    other = Bench(sandbox, own=OwnWork(Work(tmp_path / "work.db")))
    await other.desk.outbox.load()
    await other.desk.outbox.cancel(intent.number)
    assert not await one.desk.outbox.send_again(intent)
    assert one.now_of(intent).state is State.CANCELLED
    assert (one.desk.outbox.open, other.desk.outbox.open) == ((), ())
    for bench in (one, other):
        await bench.desk.close()


async def test_the_order_on_a_record_stays_where_one_intent_is_read_again(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket = await bench.ticket()
    held = gate.hold(to("PUT", "/status"))
    first = await bench.desk.changes.set_status(ticket, "pending")
    second = await bench.desk.changes.set_status(ticket, "resolved")
    bench.desk.delivery.start()
    await until(lambda: held.waiting == 1)
    assert await bench.desk.outbox.cancel(first.number) == []  # It has left.
    assert not await bench.desk.outbox.send_again(first)
    assert [one.number for one in bench.desk.outbox.open] == [first.number, second.number]
    held.release()
    assert (await bench.delivered(second)).state is State.DONE
    assert [body for _, _, body in bench.writes] == [{"status": "pending"}, {"status": "resolved"}]
    await bench.desk.close()


# The file


async def test_nothing_is_lost_with_a_file_that_vanishes_under_way(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    bench = Bench(sandbox, windows=HELD, own=OwnWork(Work(path)))
    over = await bench.delivered(await wanted(bench, Kind.COMMENT))
    first = await wanted(bench, Kind.TICKET_STATUS)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"work.db{suffix}").unlink(missing_ok=True)
    second = await wanted(bench, Kind.MESSAGE)
    await bench.desk.outbox.load()
    assert bench.desk.outbox.open == (first, second)
    assert bench.desk.own.intents.open() == [first, second]
    assert bench.desk.own.intents.get(over.number) == over
    assert [entry.outcome for entry in journal(bench, over)] == ["done"]
    assert len({over.number, first.number, second.number}) == 3
    await bench.desk.delivery.drain()
    assert len(bench.writes) == 2
    await bench.desk.close()


async def test_what_was_in_memory_goes_into_the_file_beside_what_is_there(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "sub" / "work.db"
    before = Bench(sandbox, own=OwnWork(Work(path)))
    there = await wanted(before, Kind.TICKET_STATUS)
    await before.desk.close()
    parked = path.parent.rename(tmp_path / "parked")
    path.parent.write_text("in the way")
    bench = Bench(sandbox, own=OwnWork(Work(path)))
    assert bench.desk.own.work.path is None
    held = await wanted(bench, Kind.MESSAGE)
    await bench.delivered(held)
    comment = await wanted(bench, Kind.COMMENT)
    path.parent.unlink()
    parked.rename(path.parent)
    bench.wait(2)
    done = await bench.delivered(comment)
    assert bench.desk.own.work.is_kept
    assert done.state is State.DONE
    assert bench.now_of(there).state is State.DONE
    assert {entry.intent for entry in bench.desk.own.journal.all()} == {there.number, held.number, comment.number}
    assert sorted(method for method, _, _ in bench.writes) == ["POST", "PUT"]
    await bench.desk.close()
