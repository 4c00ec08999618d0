"""Delivery: in order on each record, four at a time, later where the server can't yet, by one console at a time."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from klink_tui.desk.delivery import MOST_AT_ONCE
from klink_tui.desk.ownwork import OwnWork
from klink_tui.models.intent import Intent, Kind, State
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import TicketBody
from klink_tui.sandbox.server import Sandbox
from klink_tui.store.work import Work
from tests.desk.bench import Bench
from tests.desk.writes import WRITES, new_ticket, records, steps, through_gate, until, wanted
from tests.gate import to


class Crowd(httpx.AsyncBaseTransport):
    """Counts how many requests are under way at once."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._now = 0
        self.most = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._now += 1
        self.most = max(self.most, self._now)
        for _ in range(50):
            await asyncio.sleep(0)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            self._now -= 1


class Busy(httpx.AsyncBaseTransport):
    """Says that the server is too busy for the first few writes, and how long that lasts."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, times: int, asked: str) -> None:
        self._inner = inner
        self._left = times
        self._headers = {"retry-after": asked} if asked else {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET" and self._left:
            self._left -= 1
            return httpx.Response(429, json={"message": "Too many requests."}, headers=self._headers)
        return await self._inner.handle_async_request(request)


def filed(sandbox: Sandbox, directory: Path, transport: httpx.AsyncBaseTransport | None = None) -> Bench:
    """Give a bench whose work is in a file."""
    return Bench(sandbox, transport=transport, own=OwnWork(Work(directory / "work.db")))


async def some_tickets(bench: Bench) -> list[Ticket]:
    """Give tickets that are not pending; the log begins after them."""
    found = [ticket for number in (1, 2) for ticket in await bench.tickets(number) if ticket.status != "pending"]
    bench.forget_log()
    return found


@pytest.fixture
async def consoles(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[tuple[Bench, Bench]]:
    pair = filed(sandbox, tmp_path), filed(sandbox, tmp_path)
    yield pair
    for bench in pair:
        await bench.desk.close()
        await bench.client.aclose()


# Order


async def test_changes_of_one_ticket_go_one_after_the_other(bench: Bench) -> None:
    ticket = await bench.ticket()
    for status in ("pending", "resolved", "open"):
        await bench.desk.changes.set_status(ticket, status)
    last = await bench.desk.changes.change_ticket(ticket, {"title": "Other"})
    assert (await bench.delivered(last)).state is State.DONE
    assert [body for _, _, body in bench.writes] == [
        {"status": "pending"},
        {"status": "resolved"},
        {"status": "open"},
        {"title": "Other"},
    ]
    assert {intent.state for intent in bench.desk.outbox.recent} == {State.DONE}


async def test_records_do_not_wait_for_each_other_and_four_requests_are_under_way_at_most(sandbox: Sandbox) -> None:
    crowd = Crowd(httpx.ASGITransport(sandbox.app))
    bench = Bench(sandbox, transport=crowd)
    tickets = await some_tickets(bench)
    assert len(tickets) > 2 * MOST_AT_ONCE
    crowd.most = 0
    for ticket in tickets:
        await bench.desk.changes.set_status(ticket, "pending")
        await bench.desk.changes.set_status(ticket, ticket.status)
    await bench.desk.delivery.drain()
    assert crowd.most == MOST_AT_ONCE
    assert {intent.state for intent in bench.desk.outbox.recent} == {State.DONE}
    assert len(bench.writes) == 2 * len(tickets)


async def test_what_waits_for_a_free_place_does_not_keep_the_processor_busy(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    tickets = await some_tickets(bench)
    held = gate.hold(to("PUT"))
    rests: list[float | None] = []

    async def rest(seconds: float | None) -> None:
        rests.append(seconds)
        await bench.desk.delivery.until_woken(seconds)

    bench.desk.delivery.rest = rest
    for ticket in tickets:
        await bench.desk.changes.set_status(ticket, "pending")
    bench.desk.delivery.start()
    await until(lambda: held.waiting == MOST_AT_ONCE)
    rests.clear()
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(rests) < 3
    held.release()
    await until(lambda: not bench.desk.outbox.open)
    await bench.desk.delivery.stop()


async def test_what_comes_behind_a_conflict_waits_for_the_agent(bench: Bench) -> None:
    ticket = await bench.ticket()
    first = await bench.desk.changes.change_ticket(ticket, {"title": "Mine"})
    second = await bench.desk.changes.set_status(ticket, "pending")
    await bench.client.tickets.update(ticket.id, TicketBody(title="Theirs"))
    bench.forget_log()
    assert (await bench.delivered(second)).state is State.WAITING
    assert bench.now_of(first).state is State.CONFLICT
    assert bench.writes == []
    await bench.desk.outbox.cancel(first.number)
    assert (await bench.delivered(second)).state is State.CONFLICT  # Its title is not what the agent saw.


async def test_a_bulk_run_that_is_paused_lets_others_go(bench: Bench) -> None:
    one, other = (await some_tickets(bench))[:2]
    changes = [bench.desk.changes.of_ticket(one, {"status": "pending"})]
    (paused,) = await bench.desk.outbox.add(*changes, batch="one ticket")
    bench.desk.delivery.paused.add(paused.batch)
    free = await bench.desk.changes.set_status(other, "pending")
    assert (await bench.delivered(free)).state is State.DONE
    assert bench.now_of(paused).state is State.WAITING
    bench.desk.delivery.paused.clear()
    assert (await bench.delivered(paused)).state is State.DONE


# Later


@pytest.mark.parametrize(("asked", "seconds"), [("7", 14), ("", 2)])
@pytest.mark.parametrize("kind", WRITES)
async def test_what_the_server_is_too_busy_for_is_sent_again(
    sandbox: Sandbox, kind: Kind, asked: str, seconds: float
) -> None:
    busy = Busy(httpx.ASGITransport(sandbox.app), times=2, asked=asked)
    bench = Bench(sandbox, transport=busy)
    intent = await wanted(bench, kind)
    began = bench.now
    done = await bench.delivered(intent)
    assert (done.state, done.reason) == (State.DONE, "")
    assert [exchange.applied for exchange in bench.log("POST", "PUT", "PATCH", "DELETE")] == [True]
    assert (bench.now - began).total_seconds() >= seconds
    assert steps(bench, intent)[1:] == [State.SENDING, State.WAITING] * 2 + [State.SENDING, State.DONE]


async def test_a_pause_that_the_server_asks_for_holds_for_everything(sandbox: Sandbox) -> None:
    bench = Bench(sandbox, transport=Busy(httpx.ASGITransport(sandbox.app), times=1, asked="60"))
    one, other = (await some_tickets(bench))[:2]
    first = await bench.desk.changes.set_status(one, "pending")
    began = bench.now
    bench.desk.bus.subscribe(lambda _: times.append((bench.now - began).total_seconds()))
    times: list[float] = []
    await bench.desk.delivery.drain()
    second = await bench.desk.changes.set_status(other, "pending")
    assert {(await bench.delivered(intent)).state for intent in (first, second)} == {State.DONE}
    assert set(times) == {0, 60}


@pytest.mark.parametrize("kind", [Kind.TICKET_STATUS, Kind.MESSAGE])
async def test_a_token_that_is_not_taken_lets_it_wait(sandbox: Sandbox, kind: Kind) -> None:
    bench, gate = through_gate(sandbox)
    gate.answer(to(WRITES[kind][0]), 401, {"message": "Unauthenticated."}, times=3)
    intent = await wanted(bench, kind)
    began = bench.now
    done = await bench.delivered(intent)
    assert done.state is State.DONE
    assert (bench.now - began).total_seconds() == 90
    assert len(bench.writes) == 1


@pytest.mark.parametrize("kind", [Kind.TICKET_STATUS, Kind.TICKET_EDIT, Kind.CONTACT_TAGS])
async def test_a_change_that_the_server_is_not_there_for_is_sent_again(sandbox: Sandbox, kind: Kind) -> None:
    bench, gate = through_gate(sandbox)
    intent = await wanted(bench, kind)
    gate.answer(to(WRITES[kind][0]), 503, {"message": "Maintenance."}, times=3)
    assert (await bench.delivered(intent)).state is State.DONE
    assert len(bench.writes) == 1


async def test_offline_it_waits_says_so_and_goes_later(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    tickets = (await some_tickets(bench))[:6]
    gate.refuse(to("GET"), times=40)
    seen: list[tuple[int, bool]] = []
    bench.desk.bus.subscribe(
        lambda _: seen.append((bench.desk.outbox.standing().waiting, bench.desk.outbox.standing().offline))
    )
    for ticket in tickets:
        await bench.desk.changes.set_status(ticket, "pending")
    began = bench.now
    await bench.desk.delivery.drain()
    assert (len(tickets), True) in seen
    assert bench.desk.outbox.standing().is_empty
    assert not bench.desk.outbox.offline
    assert {intent.state for intent in bench.desk.outbox.recent} == {State.DONE}
    assert (bench.now - began).total_seconds() <= 120
    assert len(bench.writes) == len(tickets)


async def test_failures_of_requests_that_were_under_way_together_count_as_one(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    tickets = (await some_tickets(bench))[:MOST_AT_ONCE]
    gate.refuse(to("GET"), times=3 * MOST_AT_ONCE)  # Each is tried three times by the client.
    for ticket in tickets:
        await bench.desk.changes.set_status(ticket, "pending")
    began = bench.now
    await bench.desk.delivery.drain()
    assert (bench.now - began).total_seconds() == 1


# Restart


@pytest.mark.parametrize("kind", WRITES)
async def test_what_is_open_is_delivered_after_a_restart(sandbox: Sandbox, tmp_path: Path, kind: Kind) -> None:
    first = filed(sandbox, tmp_path)
    intent = await wanted(first, kind)
    await first.desk.close()
    assert first.writes == []
    second = filed(sandbox, tmp_path)
    done = await second.delivered(intent)
    assert (done.state, done.reason) == (State.DONE, "")
    assert [exchange.applied for exchange in second.log("POST", "PUT", "PATCH", "DELETE")] == [True]
    await second.desk.close()


async def test_an_error_of_ours_does_not_end_delivery(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[BaseException] = []
    rests: list[float | None] = []

    def defect() -> bool:
        monkeypatch.undo()
        raise ZeroDivisionError

    async def rest(seconds: float | None) -> None:
        rests.append(seconds)
        await bench.desk.delivery.until_woken(0 if seconds == 60 else seconds)

    intent = await wanted(bench, Kind.TICKET_STATUS)
    monkeypatch.setattr(bench.desk.own.work, "try_again", defect)
    bench.desk.delivery.on_defect = heard.append
    bench.desk.delivery.rest = rest
    bench.desk.delivery.start()
    await until(lambda: not bench.desk.outbox.open)
    await bench.desk.delivery.stop()
    assert bench.now_of(intent).state is State.DONE
    assert (rests[0], [type(error) for error in heard]) == (60, [ZeroDivisionError])


# Several consoles


async def test_one_console_sends_and_the_other_sees_it(consoles: tuple[Bench, Bench]) -> None:
    one, other = consoles
    await one.desk.delivery.drain()
    await other.desk.delivery.drain()
    assert (one.desk.delivery.is_mine, other.desk.delivery.is_mine) == (True, False)
    intent = await wanted(other, Kind.TICKET_STATUS)
    assert (await other.delivered(intent)).state is State.WAITING
    assert other.writes == []
    one.wait(1)
    assert (await one.delivered(intent)).state is State.DONE
    other.wait(1)
    assert (await other.delivered(intent)).state is State.DONE
    assert len(one.writes) == 1
    assert steps(other, intent) == [State.WAITING, State.DONE]


async def test_what_one_console_takes_back_the_other_does_not_send(consoles: tuple[Bench, Bench]) -> None:
    one, other = consoles
    await one.desk.delivery.drain()
    intent = await wanted(one, Kind.MESSAGE)
    await other.desk.outbox.load()
    await other.desk.outbox.cancel(intent.number)
    assert (await one.delivered(intent)).state is State.CANCELLED
    assert one.writes == []


async def test_a_console_that_may_not_deliver_does_not_keep_the_processor_busy(consoles: tuple[Bench, Bench]) -> None:
    one, other = consoles
    await one.desk.delivery.drain()
    rests: list[float | None] = []

    async def rest(seconds: float | None) -> None:
        rests.append(seconds)
        await asyncio.Event().wait()

    await wanted(other, Kind.TICKET_STATUS)
    other.desk.delivery.rest = rest
    other.desk.delivery.start()
    await until(lambda: bool(rests))
    assert rests == [1.0]


@pytest.mark.parametrize(("kind", "applied"), [(kind, applied) for kind in WRITES for applied in (True, False)])
async def test_after_the_first_console_ends_the_other_finds_out_what_became_of_what_was_being_sent(
    sandbox: Sandbox, tmp_path: Path, kind: Kind, applied: bool
) -> None:
    behind, gate = through_gate(sandbox)
    one, other = filed(sandbox, tmp_path, gate), filed(sandbox, tmp_path)
    made = await records(one)
    method, path, write = WRITES[kind]
    held = gate.hold(to(method, path), before=not applied)
    intent = await write(one, *made)
    one.desk.delivery.start()
    await until(lambda: held.waiting == 1)
    await other.desk.delivery.drain()
    assert not other.desk.delivery.is_mine
    await one.desk.delivery.stop(grace=0)
    found = await other.delivered(intent)
    sent = [exchange.applied for exchange in behind.log("POST", "PUT", "PATCH", "DELETE")]
    assert sent == ([True] if applied else [])
    assert found.state is (State.DONE if applied and kind is not Kind.MESSAGE else State.UNKNOWN)
    assert found.reason or kind is Kind.CONTACT_DELETE
    for bench in (one, other):
        await bench.desk.close()


async def test_two_creates_that_look_the_same_are_both_made(bench: Bench) -> None:
    contact = await bench.contact()
    made: list[Intent] = [await new_ticket(bench, contact) for _ in range(2)]
    await bench.desk.delivery.drain()
    assert {bench.now_of(intent).state for intent in made} == {State.DONE}
    assert len(bench.writes) == 2
    assert len({bench.now_of(intent).label for intent in made}) == 2
