"""Assigning: a check on one ticket finds out how, tries nothing twice, and claims nothing it has not seen."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from klink_tui.desk.assigning import Found, find_key
from klink_tui.desk.bulk import Change, plan
from klink_tui.desk.people import Person, people_of
from klink_tui.desk.values import ASSIGNEE
from klink_tui.models.intent import Intent, Kind, State
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ASSIGN_KEYS, AssignBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench
from tests.desk.writes import through_gate, until
from tests.gate import to

PATIENCE = 10.0
"""Seconds until a check that does not end counts as hung."""


@pytest.fixture
async def working(bench: Bench) -> AsyncIterator[Bench]:
    """Give a bench that delivers."""
    bench.desk.delivery.start()
    yield bench
    await bench.desk.delivery.stop()


async def somebody(bench: Bench) -> tuple[Ticket, Person]:
    """Give a ticket, and somebody who does not have it; the log begins after it."""
    ticket = (await bench.tickets(1))[0]
    person = next(one for one in await people_of(bench.desk) if one.id != ticket.assignee_id)
    bench.forget_log()
    return ticket, person


async def checked(bench: Bench, ticket: Ticket, person: Person) -> Found:
    """Make the check."""
    async with asyncio.timeout(PATIENCE):
        return await find_key(bench.desk, ticket, person)


def bodies(bench: Bench) -> list[object]:
    """Give the body of every write."""
    return [body for _, _, body in bench.writes]


# What the check finds


@pytest.mark.parametrize(
    ("quirk", "key", "tries"),
    [("", "assigneeId", ["assigneeId"]), ("assign-snake", "assignee_id", ["assigneeId", "assignee_id"])],
)
async def test_what_the_server_takes_is_found_by_trying_and_reading_back(
    working: Bench, quirk: str, key: str, tries: list[str]
) -> None:
    if quirk:
        working.sandbox.quirks.switch_on(quirk)
    ticket, person = await somebody(working)
    kept: list[str] = []
    working.desk.keep_assign_key = kept.append
    found = await checked(working, ticket, person)
    assert found == Found(key, f"{ticket.label} now belongs to {person.name}: the server takes {key}.")
    assert (kept, working.desk.assign_key) == ([key], key)
    assert bodies(working) == [{one: person.id} for one in tries]
    assert (await working.server_ticket(ticket)).assignee_id == person.id
    assert working.whole(ticket.key).assignee_name == person.name
    assert working.desk.outbox.open == ()


@pytest.mark.parametrize(
    ("quirk", "words"),
    [
        ("assign-ignored", "the server took it and did not assign"),
        ("assign-refused", "Ticket update failed: 422 Unprocessable Entity: “The given data is invalid”."),
    ],
)
async def test_where_no_spelling_works_each_says_why_and_assigning_stays_off(
    working: Bench, quirk: str, words: str
) -> None:
    working.sandbox.quirks.switch_on(quirk)
    ticket, person = await somebody(working)
    kept: list[str] = []
    working.desk.keep_assign_key = kept.append
    found = await checked(working, ticket, person)
    said = " · ".join(f"{key}: {words}" for key in ASSIGN_KEYS)
    assert found == Found("", f"Assigning does not work here. {said}")
    assert (kept, working.desk.assign_key) == ([], "")
    assert bodies(working) == [{key: person.id} for key in ASSIGN_KEYS], "each of them once"
    assert (await working.server_ticket(ticket)).assignee_id == ticket.assignee_id
    assert working.desk.outbox.open == ()


async def test_what_worked_before_stays_where_a_check_finds_nothing(working: Bench) -> None:
    working.sandbox.quirks.switch_on("assign-refused")
    working.desk.assign_key = "assignee_id"
    assert (await checked(working, *await somebody(working))).key == ""
    assert working.desk.assign_key == "assignee_id"


async def test_the_tries_go_through_outbox_and_journal_as_every_change_does(working: Bench) -> None:
    working.sandbox.quirks.switch_on("assign-refused")
    ticket, person = await somebody(working)
    await checked(working, ticket, person)
    entries = list(working.desk.own.journal.all())
    assert [(one.kind, one.new, one.outcome) for one in entries] == [("ticket.assign", person.name, "refused")] * 2
    assert all("Assignment is not allowed through the API." in one.reason for one in entries)
    assert {one.target for one in entries} == {ticket.key}


async def test_a_server_that_can_not_be_reached_ends_the_check_and_nothing_waits_to_be_sent(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket, person = await somebody(bench)
    gate.refuse(to("GET"))
    bench.desk.delivery.start()
    found = await checked(bench, ticket, person)
    assert found.key == ""
    assert "can't be reached" in found.words
    assert [key for key in ASSIGN_KEYS if f"{key}:" in found.words] == ["assigneeId"], "the next one is not tried"
    gate.open()
    bench.wait(900)
    await bench.desk.delivery.stop()
    await bench.desk.delivery.drain()
    assert (bench.writes, bench.desk.outbox.open) == ([], ())
    await bench.desk.close()


async def test_a_lost_answer_is_found_by_reading_and_counts(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket, person = await somebody(bench)
    gate.lose(to("PATCH"))
    bench.desk.delivery.start()
    assert (await checked(bench, ticket, person)).key == "assigneeId"
    assert len(bench.writes) == 1
    await bench.desk.close()


async def test_other_tickets_may_be_changed_while_it_is_under_way(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket, person = await somebody(bench)
    other = next(one for one in await bench.tickets(1) if one.key != ticket.key and one.status == "open")
    held = gate.hold(to("PATCH", ticket.id))
    bench.desk.delivery.start()
    check = asyncio.create_task(checked(bench, ticket, person))
    await until(lambda: held.waiting == 1)
    intent = await bench.desk.changes.set_status(other, "pending")
    await until(lambda: bench.now_of(intent).state is State.DONE)
    assert not check.done()
    held.release()
    assert (await check).key == "assigneeId"
    await bench.desk.close()


# Once it is known


@pytest.mark.parametrize(("quirk", "key"), [("", "assigneeId"), ("assign-snake", "assignee_id")])
async def test_a_ticket_is_assigned_under_the_key_that_was_found_and_to_nobody_again(
    bench: Bench, quirk: str, key: str
) -> None:
    if quirk:
        bench.sandbox.quirks.switch_on(quirk)
    bench.desk.assign_key = key
    ticket, person = await somebody(bench)
    done = await assigned(bench, ticket, person.id, person.name)
    assert (done.kind, done.state, done.reason) == (Kind.TICKET_ASSIGN, State.DONE, "")
    await assigned(bench, bench.whole(ticket.key), None, "")
    assert bodies(bench) == [{key: person.id}, {key: None}]
    assert bench.whole(ticket.key).assignee_id == ""


async def assigned(bench: Bench, ticket: Ticket, id: str | None, name: str) -> Intent:
    """Assign a ticket, and give what came of it."""
    return await bench.delivered(await bench.desk.changes.change_ticket(ticket, {ASSIGNEE: id}, names={ASSIGNEE: name}))


async def test_a_server_that_no_longer_assigns_says_whose_it_is(bench: Bench) -> None:
    bench.desk.assign_key = "assigneeId"
    ticket, person = await somebody(bench)
    bench.sandbox.quirks.switch_on("assign-ignored")
    done = await assigned(bench, ticket, person.id, person.name)
    whose = ticket.assignee_name or "empty"
    assert done.reason == f"The server took it and did not keep all of it: assignee is {whose}."
    assert bench.desk.shown(bench.whole(ticket.key)).assignee_id == ticket.assignee_id


async def test_who_took_it_meanwhile_keeps_it(bench: Bench) -> None:
    bench.desk.assign_key = "assigneeId"
    ticket, person = await somebody(bench)
    third = next(one for one in await people_of(bench.desk) if one.id not in (ticket.assignee_id, person.id))
    intent = await bench.desk.changes.change_ticket(ticket, {ASSIGNEE: person.id}, names={ASSIGNEE: person.name})
    await bench.client.tickets.assign(ticket.id, AssignBody.to("assigneeId", third.id))
    bench.forget_log()
    stuck = await bench.delivered(intent)
    assert (stuck.state, stuck.theirs_shown, bench.writes) == (State.CONFLICT, {ASSIGNEE: third.name}, [])


async def test_a_plan_leaves_every_ticket_out_until_it_is_known_how(bench: Bench) -> None:
    tickets = await bench.tickets(1)
    _, person = await somebody(bench)
    change = Change(f"assignee → {person.name}", {ASSIGNEE: person.id}, {ASSIGNEE: person.name})
    keys = [one.key for one in tickets if one.assignee_id != person.id]
    made = await plan(bench.desk, keys, change)
    assert {item.skipped for item in made.items} == {"assigning is not set up"}
    bench.desk.assign_key = "assigneeId"
    made = await plan(bench.desk, [one.key for one in tickets], change)
    assert [item.key for item in made.items if item.intent is not None] == keys
    assert {item.after for item in made.items} == {person.name}
