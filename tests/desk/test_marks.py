"""What is under way: marked while it is, never after, and one write of a record at a time."""

import asyncio

import pytest

from klink_tui.desk.events import ContactChanged, ContactGone, DeskEvent, TicketChanged, TicketCreated
from klink_tui.errors import ForbiddenError
from klink_tui.models.writes import TicketBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench, gated
from tests.desk.writes import WRITES, records

every_write = pytest.mark.parametrize("name", WRITES)


@every_write
async def test_a_write_is_marked_while_it_is_under_way(sandbox: Sandbox, name: str) -> None:
    method, write = WRITES[name]
    async with gated(sandbox, method) as (bench, gate):
        writing = asyncio.ensure_future(write(bench, *await records(bench)))
        await gate.arrival()
        (words,) = bench.desk.changes.under_way
        assert words
        assert len(bench.heard) == 1
        gate.open()
        await writing
        assert bench.desk.changes.under_way == ()
        assert len(bench.heard) > 1


@every_write
async def test_a_write_that_fails_leaves_no_mark_and_no_change(bench: Bench, name: str) -> None:
    ticket, contact, room = await records(bench)
    bench.sandbox.quirks.switch_on("forbidden")
    with pytest.raises(ForbiddenError):
        await WRITES[name][1](bench, ticket, contact, room)
    assert bench.desk.changes.under_way == ()
    assert len(bench.log()) == 1
    assert len(bench.heard) == 2
    assert not [event for event in bench.heard if isinstance(event, TicketCreated | ContactChanged | ContactGone)]
    assert bench.desk.tickets.latest(ticket) == ticket
    assert bench.desk.contacts.book().find(contact.id) == contact


async def test_a_ticket_is_marked_by_its_key_and_announced_at_both_ends(sandbox: Sandbox) -> None:
    async with gated(sandbox, "PUT") as (bench, gate):
        ticket = await bench.ticket()
        writing = asyncio.create_task(bench.desk.changes.set_status(ticket, "pending"))
        await gate.arrival()
        assert bench.desk.changes.pending(ticket.key) == f"{ticket.label} status → pending"
        assert bench.desk.changes.pending("another") == ""
        gate.open()
        await writing
        assert bench.desk.changes.pending(ticket.key) == ""
        assert bench.heard == [TicketChanged(ticket.key)] * 2


async def test_the_new_values_stand_when_the_end_is_announced(bench: Bench) -> None:
    ticket = await bench.ticket()
    seen: list[tuple[str, bool]] = []

    def look(event: DeskEvent) -> None:
        pending = bool(bench.desk.changes.pending(ticket.key))
        seen.append((bench.desk.tickets.latest(ticket).status, pending))

    bench.desk.bus.subscribe(look)
    await bench.desk.changes.set_status(ticket, "pending")
    assert seen == [("open", True), ("pending", False)]


async def test_a_write_that_is_cancelled_leaves_no_mark(sandbox: Sandbox) -> None:
    async with gated(sandbox, "PUT") as (bench, gate):
        ticket = await bench.ticket()
        writing = asyncio.create_task(bench.desk.changes.set_status(ticket, "pending"))
        await gate.arrival()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert bench.desk.changes.under_way == ()


async def test_writes_of_one_ticket_go_one_after_the_other(sandbox: Sandbox) -> None:
    async with gated(sandbox, "PUT") as (bench, gate):
        ticket = await bench.ticket()
        changes = bench.desk.changes
        writing = [
            asyncio.create_task(changes.set_status(ticket, status)) for status in ("pending", "resolved", "open")
        ]
        writing.append(asyncio.create_task(changes.update_ticket(ticket, TicketBody(priority="low"))))
        await gate.arrival()
        assert changes.under_way == (f"{ticket.label} status → pending",)
        assert bench.writes == []
        gate.open()
        await asyncio.gather(*writing)
        assert [body for _, _, body in bench.writes] == [
            {"status": "pending"},
            {"status": "resolved"},
            {"status": "open"},
            {"priority": "low"},
        ]
        assert (await bench.server_ticket(ticket)).status == "open"


async def test_writes_of_two_tickets_do_not_wait_for_each_other(sandbox: Sandbox) -> None:
    async with gated(sandbox, "PUT") as (bench, gate):
        one, other = (await bench.tickets(1))[:2]
        first = asyncio.create_task(bench.desk.changes.set_status(one, "pending"))
        await gate.arrival()
        second = asyncio.create_task(bench.desk.changes.set_status(other, "pending"))
        await gate.arrival()
        assert len(bench.desk.changes.under_way) == 2
        gate.open()
        await asyncio.gather(first, second)
