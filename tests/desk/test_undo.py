"""Undo and redo: taken back before it left, its inverse after; nothing that was seen by nobody is put back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from klink_tui.desk.bulk import Change, plan
from klink_tui.desk.outbox import Windows
from klink_tui.desk.undo import CANT, Step, inverse_of
from klink_tui.desk.values import as_written
from klink_tui.models.intent import CHANGES, Intent, Kind, State
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ContactBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench
from tests.desk.writes import WRITES, by_another, records, through_gate, until, wanted
from tests.gate import to

NOTHING = Step("There is nothing to undo.", False)


@pytest.fixture
async def undoing(bench: Bench) -> Bench:
    """Give a bench that notes from the beginning what the agent does."""
    assert bench.desk.undo is not None
    return bench


@pytest.fixture
async def holding(sandbox: Sandbox) -> AsyncIterator[Bench]:
    """Give one that holds changes for five seconds, and messages for ten."""
    bench = Bench(sandbox, windows=Windows(5.0, 10.0))
    assert bench.desk.undo is not None
    yield bench
    await bench.client.aclose()


def bodies(bench: Bench) -> list[object]:
    """Give the body of every write."""
    return [body for _, _, body in bench.writes]


async def told(bench: Bench, *, delivered: bool = True) -> list[str]:
    """Undo until nothing is left, each time everything was delivered; give what was said."""
    words = []
    while (step := await bench.desk.undo.undo()) != NOTHING:
        words.append(step.words)
        if delivered:
            await bench.desk.delivery.drain()
    return words


# Before it has left


async def test_what_is_held_is_taken_back_and_nothing_of_it_is_sent(holding: Bench) -> None:
    ticket = await holding.ticket()
    intent = await holding.desk.changes.set_status(ticket, "pending")
    assert await holding.desk.undo.undo() == Step(f"Taken back: {intent.title}.", True)
    await holding.desk.delivery.drain()
    assert (holding.now_of(intent).state, holding.writes) == (State.CANCELLED, [])
    assert holding.desk.shown(ticket).status == "open"
    assert await holding.desk.undo.undo() == NOTHING


async def test_what_is_done_again_is_held_again_and_leaves_in_its_time(holding: Bench) -> None:
    ticket = await holding.ticket()
    await holding.desk.changes.set_status(ticket, "pending")
    await holding.desk.undo.undo()
    holding.wait(100)
    step = await holding.desk.undo.redo()
    assert (step.done, step.words.startswith("Again: ")) == (True, True)
    (again,) = holding.desk.outbox.open
    assert (again.state, again.due - holding.now.timestamp()) == (State.HELD, 5.0)
    assert (await holding.delivered(again)).state is State.DONE
    assert bodies(holding) == [{"status": "pending"}]


async def test_only_the_last_one_is_taken_back_and_then_the_one_before(holding: Bench) -> None:
    ticket = await holding.ticket()
    first = await holding.desk.changes.change_ticket(ticket, {"title": "One"})
    second = await holding.desk.changes.change_ticket(ticket, {"title": "Two"})
    assert (await holding.desk.undo.undo()).words == f"Taken back: {second.title}."
    assert holding.desk.shown(ticket).title == "One"
    assert (await holding.desk.undo.undo()).words == f"Taken back: {first.title}."
    assert holding.desk.shown(ticket).title == ticket.title


@pytest.mark.parametrize("kind", [kind for kind in WRITES if kind is not Kind.TICKET_STATUS])
async def test_whatever_is_held_can_be_taken_back(holding: Bench, kind: Kind) -> None:
    intent = await wanted(holding, kind)
    assert (await holding.desk.undo.undo()).done
    await holding.desk.delivery.drain()
    assert (holding.now_of(intent).state, holding.writes) == (State.CANCELLED, [])


async def test_what_is_on_the_wire_is_waited_for(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    assert bench.desk.undo is not None
    ticket = await bench.ticket()
    held = gate.hold(to("PUT", "/status"))
    intent = await bench.desk.changes.set_status(ticket, "pending")
    bench.desk.delivery.start()
    await until(lambda: held.waiting == 1)
    step = await bench.desk.undo.undo()
    assert step == Step(f"{intent.title} is being sent right now: try again in a moment.", False)
    held.release()
    await until(lambda: bench.now_of(intent).state is State.DONE)
    assert (await bench.desk.undo.undo()).words == f"Undoing: {intent.label}: status pending → open."
    await bench.desk.delivery.stop()
    await bench.desk.delivery.drain()
    assert bodies(bench) == [{"status": "pending"}, {"status": "open"}]
    await bench.desk.close()


# After it was sent


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "pending"},
        {"priority": "low", "title": "Other"},
        {"description": "Two\nlines"},
        {"tags": []},
        {"cf_parcels": 77, "cf_trackingid": "TG-1"},
    ],
    ids=lambda changes: "+".join(changes),
)
async def test_each_field_gets_back_what_it_was_and_again_what_it_became(
    undoing: Bench, changes: dict[str, Any]
) -> None:
    ticket = next(one for one in await undoing.tickets(1) if one.tags and one.status == "open")
    undoing.forget_log()
    intent = await undoing.delivered(await undoing.desk.changes.change_ticket(ticket, changes))
    assert (await undoing.desk.undo.undo()).words.startswith(f"Undoing: {intent.label}: ")
    await undoing.desk.delivery.drain()
    back = await undoing.server_ticket(ticket)
    for field in ("title", "description", "status", "priority", "tags", "custom_fields"):
        assert getattr(back, field) == getattr(ticket, field)
    await undoing.desk.undo.redo()
    await undoing.desk.delivery.drain()
    first, _, again = bodies(undoing)
    assert first == again
    assert [one.state for one in undoing.desk.outbox.recent] == [State.DONE] * 3


async def test_a_field_of_several_gets_back_those_that_it_had(undoing: Bench) -> None:
    def carriers(ticket: Ticket) -> list[object]:
        return [one.value for one in ticket.custom_fields if one.system_name == "cf_carriers" and one.value]

    found = [one for one in await undoing.tickets(1) if carriers(one)]
    ticket = next(one for one in found if "," in str(carriers(one)[0]))
    await undoing.desk.references.ticket_fields.get()
    undoing.forget_log()
    await undoing.delivered(await undoing.desk.changes.change_ticket(ticket, {"cf_carriers": ["flashpost"]}))
    assert "Carriers involved flashpost → " in (await undoing.desk.undo.undo()).words
    await undoing.desk.delivery.drain()
    assert [one.state for one in undoing.desk.outbox.recent] == [State.DONE] * 2
    assert carriers(await undoing.server_ticket(ticket)) == carriers(ticket)
    await undoing.delivered(await undoing.desk.changes.change_ticket(ticket, {"cf_carriers": []}))
    await undoing.desk.undo.undo()
    await undoing.desk.delivery.drain()
    assert carriers(await undoing.server_ticket(ticket)) == carriers(ticket)


@pytest.mark.parametrize(
    ("read", "like", "written"),
    [
        ("own,kerryline", ["flash"], ["own", "kerryline"]),
        ("own, ", ("flash",), ["own"]),
        (None, ["flash"], []),
        ("", ["flash"], []),
        (["own"], [], ["own"]),
        (7, [1], [7]),
        ("12.5", 3, 12.5),
        ("a dozen", 3, "a dozen"),
        ("1", True, "1"),
        ("own,kerryline", "flash", "own,kerryline"),
        ("own,kerryline", None, "own,kerryline"),
    ],
)
def test_what_was_read_goes_back_in_the_form_it_is_written_in(read: object, like: object, written: object) -> None:
    assert as_written(read, like) == written


async def test_the_inverse_says_what_it_does_and_of_what_it_is_one(undoing: Bench) -> None:
    ticket = await undoing.ticket()
    intent = await undoing.delivered(await undoing.desk.changes.set_status(ticket, "pending"))
    await undoing.desk.undo.undo()
    (inverse,) = undoing.desk.outbox.open
    assert (inverse.words, inverse.label, inverse.undoes) == ("status pending → open", intent.label, intent.number)
    assert (inverse.base, inverse.shown) == ({"status": "pending"}, {"status": ("pending", "open")})
    assert inverse.due <= undoing.now.timestamp(), "nothing is held to be undone once more"


async def test_an_inverse_leaves_at_once_though_changes_are_held(holding: Bench) -> None:
    ticket = await holding.ticket()
    await holding.delivered(await holding.desk.changes.set_status(ticket, "pending"))
    began = holding.now
    await holding.desk.undo.undo()
    await holding.desk.delivery.drain()
    assert (bodies(holding)[-1], holding.now) == ({"status": "open"}, began)


async def test_a_contact_gets_its_name_back(undoing: Bench) -> None:
    contact = await undoing.contact()
    await undoing.delivered(await undoing.desk.changes.change_contact(contact, {"name": "Ma Ma"}))
    assert (await undoing.desk.undo.undo()).done
    await undoing.desk.delivery.drain()
    assert [body for _, _, body in undoing.writes] == [{"name": "Ma Ma"}, {"name": contact.name}]
    assert (await undoing.desk.contacts.read(contact.id)).name == contact.name


async def test_what_was_not_shown_is_not_put_back(undoing: Bench) -> None:
    contact = await undoing.contact()
    intent = await undoing.delivered(await undoing.desk.changes.change_contact(contact, {"name": "Ma"}))
    assert inverse_of(replace(intent, base={}), {}) is None
    inverse = inverse_of(replace(intent, changes={"name": "Ma", "notes": "Rings"}, base={"notes": ""}), {})
    assert inverse is not None
    assert (inverse.changes, inverse.base) == ({"notes": ""}, {"notes": "Rings"})


@pytest.mark.parametrize("kind", CANT)
async def test_what_can_not_be_undone_says_why_and_sends_nothing(undoing: Bench, kind: Kind) -> None:
    intent = await undoing.delivered(await wanted(undoing, kind))
    assert intent.state is State.DONE
    before = undoing.writes
    step = await undoing.desk.undo.undo()
    assert step == Step(f"{intent.title} stays: {CANT[kind]}.", False)
    await undoing.desk.delivery.drain()
    assert undoing.writes == before
    assert await undoing.desk.undo.undo() == NOTHING, "it is said once"
    assert not (await undoing.desk.undo.redo()).done


def test_every_kind_can_be_undone_or_says_why_not() -> None:
    assert set(Kind) == CHANGES | set(CANT)
    assert not CHANGES & set(CANT)


async def test_what_a_colleague_has_changed_since_is_left_to_the_agent(undoing: Bench) -> None:
    contact = await undoing.contact()
    await undoing.delivered(await undoing.desk.changes.change_contact(contact, {"name": "Ma Ma"}))
    await undoing.client.contacts.update(contact.id, ContactBody(name="Theirs"))
    undoing.forget_log()
    await undoing.desk.undo.undo()
    await undoing.desk.delivery.drain()
    (stuck,) = undoing.desk.outbox.open
    assert (stuck.state, stuck.theirs, undoing.writes) == (State.CONFLICT, {"name": "Theirs"}, [])


# What is no step


async def test_what_was_refused_is_passed_over(undoing: Bench) -> None:
    ticket = await undoing.ticket()
    first = await undoing.delivered(await undoing.desk.changes.set_status(ticket, "pending"))
    refused = await undoing.delivered(await undoing.desk.changes.set_status(undoing.whole(ticket.key), "no such"))
    assert refused.state is State.REFUSED
    assert (await undoing.desk.undo.undo()).words == f"Undoing: {first.label}: status pending → open."


async def test_what_was_so_already_was_done_by_somebody_else_and_is_not_undone(undoing: Bench) -> None:
    ticket = await undoing.ticket()
    other = next(one for one in await undoing.tickets(1) if one.key != ticket.key and one.priority != "high")
    first = await undoing.delivered(await undoing.desk.changes.change_ticket(other, {"priority": "high"}))
    intent = await undoing.desk.changes.change_ticket(ticket, {"title": "Theirs too"})
    await by_another(undoing, ticket, title="Theirs too")
    assert (await undoing.delivered(intent)).reason == "The server had it so already."
    assert await told(undoing) == [f"Undoing: {first.label}: priority high → {other.priority}."]
    assert (await undoing.server_ticket(ticket)).title == "Theirs too"


async def test_a_conflict_is_taken_back(undoing: Bench) -> None:
    ticket = await undoing.ticket()
    intent = await undoing.desk.changes.change_ticket(ticket, {"title": "Mine"})
    await by_another(undoing, ticket, title="Theirs")
    stuck = await undoing.delivered(intent)
    assert stuck.state is State.CONFLICT
    assert (await undoing.desk.undo.undo()).words == f"Taken back: {intent.title}."
    assert (undoing.now_of(intent).state, undoing.writes) == (State.CANCELLED, [])


async def test_an_undo_is_no_step_itself(undoing: Bench) -> None:
    ticket = await undoing.ticket()
    for title in ("One", "Two"):
        await undoing.delivered(await undoing.desk.changes.change_ticket(undoing.whole(ticket.key), {"title": title}))
    assert len(await told(undoing)) == 2
    assert [body for _, _, body in undoing.writes] == [
        {"title": title} for title in ("One", "Two", "One", ticket.title)
    ]


# Doing again


async def test_what_was_undone_is_done_again_in_the_order_it_was_done_at_first(undoing: Bench) -> None:
    ticket = await undoing.ticket()
    for title in ("One", "Two"):
        await undoing.delivered(await undoing.desk.changes.change_ticket(undoing.whole(ticket.key), {"title": title}))
    await told(undoing)
    undoing.forget_log()
    while (await undoing.desk.undo.redo()).done:
        await undoing.desk.delivery.drain()
    assert bodies(undoing) == [{"title": "One"}, {"title": "Two"}]
    assert len(await told(undoing)) == 2, "what was done again can be undone again"
    assert (await undoing.server_ticket(ticket)).title == ticket.title


async def test_a_new_change_leaves_nothing_to_do_again(holding: Bench) -> None:
    ticket = await holding.ticket()
    await holding.desk.changes.set_status(ticket, "pending")
    await holding.desk.undo.undo()
    await holding.desk.changes.change_ticket(ticket, {"title": "Other"})
    assert await holding.desk.undo.redo() == Step("There is nothing to redo.", False)
    assert [one.changes for one in holding.desk.outbox.open] == [{"title": "Other"}]


async def test_as_many_steps_are_remembered_as_there_is_room_for(
    holding: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klink_tui.desk.undo.MOST", 3)
    ticket = await holding.ticket()
    intents = [await holding.desk.changes.change_ticket(ticket, {"title": title}) for title in "abcde"]
    assert await told(holding, delivered=False) == [f"Taken back: {one.title}." for one in reversed(intents[2:])]
    assert [one.changes["title"] for one in holding.desk.outbox.open] == ["a", "b"]


# Bulk runs


async def begun(bench: Bench, number: int) -> list[Intent]:
    """Begin a bulk run over some tickets."""
    keys = [one.key for one in await bench.tickets(1) if one.priority != "high"][:number]
    bench.forget_log()
    made = await plan(bench.desk, keys, Change("priority → high", {"priority": "high"}))
    return await bench.desk.outbox.add(*made.intents, batch="priority → high")


async def test_a_run_is_one_step_and_says_how_many(holding: Bench) -> None:
    run = await begun(holding, 3)
    assert await holding.desk.undo.undo() == Step("Taken back: 3 changes.", True)
    assert list(holding.desk.outbox.open) == []
    assert [entry.outcome for entry in holding.desk.own.journal.all()] == ["cancelled"] * len(run)
    assert await holding.desk.undo.redo() == Step("Again: 3 changes.", True)
    assert len({one.batch for one in holding.desk.outbox.open}) == 1


async def test_of_a_run_half_way_the_rest_is_taken_back_and_what_left_is_undone(undoing: Bench) -> None:
    run = await begun(undoing, 3)
    for one in run[1:]:
        await undoing.desk.outbox.put_off(one, undoing.now.timestamp() + 900, "later")
    undoing.desk.delivery.start()
    await until(lambda: undoing.now_of(run[0]).state is State.DONE)
    await undoing.desk.delivery.stop()
    step = await undoing.desk.undo.undo()
    assert step.words.startswith(f"Taken back: 2 changes. Undoing: {run[0].label}: priority high → ")
    await undoing.desk.delivery.drain()
    assert [path for _, path, _ in undoing.writes] == [f"/tickets/{run[0].route['id']}"] * 2


async def test_a_run_is_undone_by_its_number_whatever_was_done_since_and_then_not_once_more(undoing: Bench) -> None:
    run = await begun(undoing, 2)
    await undoing.desk.delivery.drain()
    ticket = undoing.whole(run[0].target)
    later = await undoing.delivered(await undoing.desk.changes.change_ticket(ticket, {"title": "Later"}))
    run = [undoing.now_of(one) for one in run]
    assert await undoing.desk.undo.undo_batch(run[0].batch, run) == Step("Undoing: 2 changes.", True)
    await undoing.desk.delivery.drain()
    assert await told(undoing) == [f"Undoing: {later.label}: title Later → {ticket.title}."]


async def test_a_run_of_which_nothing_was_done_has_nothing_to_undo(undoing: Bench) -> None:
    (ticket, *_) = await records(undoing)
    made = await plan(undoing.desk, [ticket.key], Change("status → no such", {"status": "no such"}))
    added = await undoing.desk.outbox.add(*made.intents, batch="status → no such")
    assert (await undoing.delivered(added[0])).state is State.REFUSED
    run = [undoing.now_of(one) for one in added]
    step = await undoing.desk.undo.undo_batch(run[0].batch, run)
    assert step == Step("There is nothing left to undo of this run.", False)
