"""Answers that are lost or no answer: looked for, never sent again by itself, and no guess is told as a fact."""

import asyncio

import httpx
import pytest

from klink_tui.desk.events import DeskEvent, IntentChanged
from klink_tui.desk.sending.outcome import LOOK_SECONDS, LOOKS
from klink_tui.errors import StoreError
from klink_tui.models.contact import Contact
from klink_tui.models.intent import POSTS, Intent, Kind, State
from klink_tui.models.writes import TicketBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench, Rewriter
from tests.desk.writes import WRITES, new_ticket, records, steps, through_gate, until, wanted
from tests.gate import Hold, to

CHANGES = [kind for kind in WRITES if kind not in POSTS]
FOUND = [kind for kind in WRITES if kind in POSTS and kind is not Kind.MESSAGE]
"""What makes something that can be looked for."""


def applied(bench: Bench) -> list[bool]:
    """Give whether each write was applied."""
    return [exchange.applied for exchange in bench.log("POST", "PUT", "PATCH", "DELETE")]


def answering(sandbox: Sandbox, method: str, answer: httpx.Response) -> Bench:
    """Give a bench whose writes of a method are served, and get another answer than the server's."""
    wire = Rewriter(httpx.ASGITransport(sandbox.app))
    wire.rewrite = lambda request, whole: answer if request.method == method else whole
    return Bench(sandbox, transport=wire)


# Changes


@pytest.mark.parametrize("quirk", ["lost", "cut", "504", "408"])
@pytest.mark.parametrize("kind", CHANGES)
async def test_a_change_whose_answer_is_lost_is_found_by_reading(sandbox: Sandbox, kind: Kind, quirk: str) -> None:
    method, path, _ = WRITES[kind]
    if quirk == "lost":
        bench, gate = through_gate(sandbox)
        gate.lose(to(method, path))
    elif quirk == "cut":
        bench = answering(sandbox, method, httpx.Response(200, content=b'{"success": tr'))
    else:
        bench = answering(sandbox, method, httpx.Response(int(quirk), json={"message": "Timed out."}))
    done = await bench.delivered(await wanted(bench, kind))
    assert (done.state, applied(bench)) == (State.DONE, [True])
    assert done.reason == ("" if kind is Kind.CONTACT_DELETE else "Its answer was lost; the server has it.")


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_change_that_got_lost_on_its_way_is_a_doubt_and_not_sent_again(sandbox: Sandbox, kind: Kind) -> None:
    bench, gate = through_gate(sandbox)
    method, path, _ = WRITES[kind]
    gate.lose(to(method, path), times=1, served=False)
    intent = await wanted(bench, kind)
    began = bench.now
    doubt = await bench.delivered(intent)
    assert (doubt.state, applied(bench)) == (State.UNKNOWN, [])
    assert (bench.now - began).total_seconds() == LOOKS * LOOK_SECONDS
    assert steps(bench, intent)[1:] == [State.SENDING, State.UNKNOWN]
    assert set(doubt.theirs) >= (set() if kind in (Kind.CONTACT_DELETE, Kind.CONTACT_TAGS) else set(doubt.changes))
    bench.wait(86_400)
    assert await bench.delivered(intent) == doubt
    assert await bench.desk.outbox.send_again(doubt)
    assert ((await bench.delivered(intent)).state, applied(bench)) == (State.DONE, [True])


async def test_a_doubtful_change_that_somebody_else_overwrote_is_not_sent_again(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket = await bench.ticket()
    gate.lose(to("PATCH"), times=1)
    other = Bench(sandbox)

    async def overwrite() -> None:
        await other.client.tickets.update(ticket.id, TicketBody(title="Theirs"))

    held = gate.hold(to("PATCH"), before=True)
    intent = await bench.desk.changes.change_ticket(ticket, {"title": "Mine"})
    sending = asyncio.create_task(bench.delivered(intent))
    await until(lambda: held.waiting == 1)
    reading = gate.hold(to("GET"))
    held.release()
    await until(lambda: reading.waiting == 1)
    await overwrite()
    reading.release()
    doubt = await sending
    assert (doubt.state, doubt.theirs) == (State.UNKNOWN, {"title": "Theirs"})
    assert (await bench.server_ticket(ticket)).title == "Theirs"


# Something new


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<title>Log in</title>"),
        httpx.Response(201, content=b'{"success": tr'),
        httpx.Response(500, json={"message": "down"}),
        httpx.Response(502, html="<title>502 Bad Gateway</title>"),
        httpx.Response(503, json={"message": "down"}),
        httpx.Response(504, json={"message": "Gateway timeout"}),
    ],
    ids=["a web page", "cut short", "500", "502", "503", "504"],
)
@pytest.mark.parametrize("kind", [*FOUND, Kind.MESSAGE])
async def test_what_was_made_behind_an_answer_that_is_none_is_found(
    sandbox: Sandbox, kind: Kind, answer: httpx.Response
) -> None:
    bench = answering(sandbox, "POST", answer)
    done = await bench.delivered(await wanted(bench, kind))
    assert applied(bench) == [True]
    assert done.state is (State.UNKNOWN if kind is Kind.MESSAGE else State.DONE)
    assert done.reason
    if kind is Kind.TICKET_CREATE:
        assert done.label.startswith("#")


@pytest.mark.parametrize("served", [True, False])
@pytest.mark.parametrize("kind", [*FOUND, Kind.MESSAGE])
async def test_what_is_new_is_never_sent_twice_where_its_answer_is_lost(
    sandbox: Sandbox, kind: Kind, served: bool
) -> None:
    bench, gate = through_gate(sandbox)
    gate.lose(to("POST"), served=served)
    intent = await wanted(bench, kind)
    began = bench.now
    found = await bench.delivered(intent)
    assert applied(bench) == [True] * served
    assert found.state is (State.DONE if served and kind in FOUND else State.UNKNOWN)
    looked = 0 if served or kind is Kind.MESSAGE else LOOKS * LOOK_SECONDS
    assert (bench.now - began).total_seconds() == looked
    assert len([request for request in gate.seen if request.method == "POST"]) == 1


@pytest.mark.parametrize("kind", [*FOUND, Kind.MESSAGE])
async def test_what_an_error_of_the_server_did_not_make_is_refused_after_a_look(sandbox: Sandbox, kind: Kind) -> None:
    bench, gate = through_gate(sandbox)
    gate.answer(to("POST"), 500, {"message": "down"})
    refused = await bench.delivered(await wanted(bench, kind))
    assert (refused.state, applied(bench)) == (State.UNKNOWN if kind is Kind.MESSAGE else State.REFUSED, [])
    if kind is not Kind.MESSAGE:
        assert refused.kept is not None
        assert bench.desk.drafts.find(refused.kept.kind, refused.kept.target) is not None


@pytest.mark.parametrize("kind", FOUND)
async def test_what_looked_the_same_before_is_not_taken_for_ones_own(sandbox: Sandbox, kind: Kind) -> None:
    bench, gate = through_gate(sandbox)
    ticket, contact, room = await records(bench)
    first = await bench.delivered(await WRITES[kind][2](bench, ticket, contact, room))
    assert first.state is State.DONE
    gate.lose(to("POST"), served=False)
    second = await bench.delivered(await WRITES[kind][2](bench, ticket, contact, room))
    assert second.state is State.UNKNOWN


async def test_a_doubt_that_is_sent_again_by_the_agent_is_told_from_what_is_there_by_then(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    contact = await bench.contact()
    gate.lose(to("POST"), times=1, served=False)
    doubt = await bench.delivered(await new_ticket(bench, contact))
    await by_hand(bench, contact)
    gate.lose(to("POST"), times=1, served=False)
    assert await bench.desk.outbox.send_again(doubt)
    assert (await bench.delivered(doubt)).state is State.UNKNOWN


async def test_what_is_made_late_is_found_by_another_look(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    contact = await bench.contact()
    gate.lose(to("POST"), times=1, served=False)
    intent = await new_ticket(bench, contact)
    late: list[asyncio.Task[None]] = []

    def act(event: DeskEvent) -> None:
        if isinstance(event, IntentChanged) and event.intent.state is State.UNKNOWN and not late:
            late.append(asyncio.create_task(by_hand(bench, contact)))

    bench.desk.bus.subscribe(act)
    assert (await bench.delivered(intent)).state is State.DONE


async def by_hand(bench: Bench, contact: Contact) -> None:
    """Make the ticket that an intent wants."""
    body = TicketBody(title="Once", priority="low", contact_id=contact.id, custom_fields={"cf_region": "bkk"})
    await bench.client.tickets.create(body)


# Looks


async def test_looks_that_never_reached_the_server_do_not_count(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket = await bench.ticket()
    gate.lose(to("PUT"), times=1)
    held = gate.hold(to("PUT"), before=False)
    intent = await bench.desk.changes.set_status(ticket, "pending")
    sending = asyncio.create_task(bench.delivered(intent))
    await until(lambda: bench.now_of(intent).state is State.SENDING)
    gate.refuse(to("GET"), times=30)  # Each look is tried up to three times by the client.
    held.release()
    assert (await sending).state is State.DONE
    assert gate.count(to("PUT")) == 1


async def test_tries_before_it_was_sent_do_not_count_as_looks(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket = await bench.ticket()
    gate.answer(to("PUT"), 503, {"message": "Maintenance."}, times=LOOKS + 2)
    gate.lose(to("PUT"), times=1, served=False)
    intent = await bench.desk.changes.set_status(ticket, "pending")
    sent_at: list[float] = []

    def note(event: DeskEvent) -> None:
        if isinstance(event, IntentChanged) and event.intent.state is State.SENDING:
            sent_at.append(bench.now.timestamp())

    bench.desk.bus.subscribe(note)
    assert (await bench.delivered(intent)).state is State.UNKNOWN
    assert bench.now.timestamp() - sent_at[-1] == LOOKS * LOOK_SECONDS


async def test_a_look_that_is_under_way_does_not_undo_that_the_agent_sends_it_again(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    gate.lose(to("PUT"), times=1, served=False)
    intent = await wanted(bench, Kind.TICKET_STATUS)
    looking: list[Hold] = []

    def hold(event: DeskEvent) -> None:
        if isinstance(event, IntentChanged) and event.intent.state is State.UNKNOWN and not looking:
            looking.append(gate.hold(to("GET")))

    bench.desk.bus.subscribe(hold)
    sending = asyncio.create_task(bench.delivered(intent))
    await until(lambda: bool(looking) and looking[0].waiting == 1)
    assert await bench.desk.outbox.send_again(bench.now_of(intent))
    looking[0].release()
    assert ((await sending).state, applied(bench)) == (State.DONE, [True])
    assert steps(bench, intent)[-4:] == [State.UNKNOWN, State.WAITING, State.SENDING, State.DONE]


async def test_a_doubt_holds_up_what_comes_behind_it_and_nothing_else(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    one, other = [ticket for ticket in await bench.tickets(1) if ticket.status == "open"][:2]
    gate.lose(to("PUT"), times=1, served=False)
    doubt = await bench.desk.changes.set_status(one, "pending")
    behind = await bench.desk.changes.change_ticket(one, {"title": "Other"})
    await bench.desk.delivery.drain()
    beside = await bench.delivered(await bench.desk.changes.set_status(other, "pending"))
    assert (bench.now_of(doubt).state, bench.now_of(behind).state) == (State.UNKNOWN, State.WAITING)
    assert beside.state is State.DONE
    await bench.desk.outbox.cancel(doubt.number)
    assert (await bench.delivered(behind)).state is State.DONE


async def test_where_not_everything_can_be_looked_at_nothing_is_concluded(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    sandbox.quirks.switch_on("page-size-capped")
    contact = await bench.contact()
    for number in range(51):
        body = TicketBody(title=f"t{number}", priority="low", contact_id=contact.id, custom_fields={"cf_region": "bkk"})
        await bench.client.tickets.create(body)
    gate.answer(to("POST"), 500, {"message": "down"})
    doubt = await bench.delivered(await new_ticket(bench, contact))
    assert doubt.state is State.UNKNOWN


async def test_a_channel_is_not_looked_for_in_a_list_that_was_asked_for_before_it(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    await records(bench)
    early = gate.hold(to("GET", "/channels"), before=False)
    flying = asyncio.create_task(bench.desk.references.channels.refresh())
    await until(lambda: early.waiting == 1)
    early.matches = lambda request: False
    gate.lose(to("POST"))
    assert (await bench.delivered(await wanted(bench, Kind.CHANNEL_CREATE))).state is State.DONE
    early.release()
    await flying


async def test_a_fault_of_the_disk_after_the_answer_is_no_refusal(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, broken = bench.desk.contacts.put, [True]

    def once(contact: Contact) -> None:
        if broken:
            broken.clear()
            raise StoreError("no room")
        put(contact)

    intent: Intent = await wanted(bench, Kind.CONTACT_CREATE)
    monkeypatch.setattr(bench.desk.contacts, "put", once)
    assert ((await bench.delivered(intent)).state, applied(bench)) == (State.DONE, [True])
