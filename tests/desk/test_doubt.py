"""Writes whose answer is lost, broken or not whole: looked for, never sent twice, and no guess is told as a fact."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

import httpx
import pytest

from klink_tui.desk.events import ContactChanged
from klink_tui.errors import BadReplyError, InvalidError, LostReplyError, RateLimitedError, ServerError
from klink_tui.models.writes import ContactBody, TicketBody
from klink_tui.sandbox.quirks import Delivery
from klink_tui.sandbox.server import Sandbox, serve
from tests.desk.bench import CONFIG, Bench, Rewriter, gated
from tests.desk.writes import WRITES, records

every_write = pytest.mark.parametrize("name", WRITES)
UNREPEATABLE = ["new ticket", "new contact", "message", "channel", "comment"]

Rewrite = Callable[[httpx.Request, httpx.Response], httpx.Response]


@pytest.fixture(params=["in process", "on a socket"])
async def bench(request: pytest.FixtureRequest, sandbox: Sandbox) -> AsyncIterator[Bench]:
    """Give a bench of each kind: losing a reply is another thing on a socket."""
    with ExitStack() as stack:
        bench = Bench(sandbox)
        if request.param == "on a socket":
            served = stack.enter_context(serve(CONFIG))
            bench = Bench(served.sandbox, address=served.url, transport=httpx.AsyncHTTPTransport())
        yield bench
        await bench.client.aclose()


@pytest.fixture
async def rewritten(sandbox: Sandbox) -> AsyncIterator[tuple[Bench, Rewriter]]:
    wire = Rewriter(httpx.ASGITransport(sandbox.app))
    bench = Bench(sandbox, transport=wire)
    yield bench, wire
    await bench.client.aclose()


def only(method: str, answer: Callable[[httpx.Response], httpx.Response]) -> Rewrite:
    """Change the answers to one method."""
    return lambda request, whole: answer(whole) if request.method == method else whole


def without(*keys: str) -> Callable[[httpx.Response], httpx.Response]:
    """Leave keys out of the record in an answer."""

    def rewrite(answer: httpx.Response) -> httpx.Response:
        record = {key: value for key, value in answer.json()["data"].items() if key not in keys}
        return httpx.Response(200, content=json.dumps({"success": True, "data": record}))

    return rewrite


def gone(answer: httpx.Response) -> httpx.Response:
    return httpx.Response(500, json={"message": "down"})


# Lost replies


@pytest.mark.parametrize("quirk", ["lost-reply", "cut"])
async def test_a_status_whose_reply_is_lost_is_looked_for(bench: Bench, quirk: str) -> None:
    ticket = await bench.ticket()
    bench.sandbox.quirks.switch_on(f"{quirk}:once")
    changed = await bench.desk.changes.set_status(ticket, "resolved")
    assert changed.status == "resolved"
    assert bench.desk.tickets.latest(ticket).status == "resolved"
    assert [method for method, _, _ in bench.writes] == ["PUT"]
    assert bench.log("PUT")[0].delivery is (Delivery.LOST if quirk == "lost-reply" else Delivery.CUT)


async def test_an_edit_whose_reply_is_lost_is_looked_for(bench: Bench) -> None:
    ticket = await bench.ticket()
    bench.sandbox.quirks.switch_on("lost-reply:once")
    changed = await bench.desk.changes.update_ticket(ticket, TicketBody(title="Other", priority="low"))
    assert (changed.title, changed.priority) == ("Other", "low")
    assert len(bench.writes) == 1


@pytest.mark.parametrize("name", ["contact edit", "tags"])
async def test_a_contacts_change_whose_reply_is_lost_is_looked_for(bench: Bench, name: str) -> None:
    made = await records(bench)
    bench.sandbox.quirks.switch_on("lost-reply:once")
    await WRITES[name][1](bench, *made)
    assert len(bench.writes) == 1
    changed = bench.desk.contacts.peek(made[1].id)
    assert changed is not None
    assert changed.name == "Ma Ma" if name == "contact edit" else "brand new" in {tag.name for tag in changed.tags}


@pytest.mark.parametrize(
    "body",
    [ContactBody(custom_fields={"cf_vip": True}), ContactBody(phone="+66 2 123 4567")],
    ids=["custom fields alone", "a list"],
)
async def test_a_contacts_change_that_can_not_be_compared_stays_in_doubt(bench: Bench, body: ContactBody) -> None:
    contact = await bench.contact()
    bench.sandbox.quirks.switch_on("lost-reply:once")
    with pytest.raises(LostReplyError):
        await bench.desk.changes.update_contact(contact, body)
    assert len(bench.writes) == 1


@pytest.mark.parametrize("name", ["contact edit", "tags", "status", "ticket edit"])
async def test_a_change_that_got_lost_on_its_way_is_not_called_done(
    rewritten: tuple[Bench, Rewriter], name: str
) -> None:
    bench, wire = rewritten
    method, write = WRITES[name]
    made = await records(bench)
    wire.lose(method)
    with pytest.raises(LostReplyError):
        await write(bench, *made)
    assert bench.writes == []


async def test_an_edit_of_custom_fields_alone_stays_in_doubt(bench: Bench) -> None:
    ticket = await bench.ticket()
    bench.sandbox.quirks.switch_on("lost-reply:once")
    with pytest.raises(LostReplyError):
        await bench.desk.changes.update_ticket(ticket, TicketBody(custom_fields={"cf_parcels": 3}))
    assert len(bench.writes) == 1


async def test_a_status_that_can_not_be_looked_for_stays_in_doubt(bench: Bench) -> None:
    ticket = await bench.ticket()
    bench.sandbox.quirks.switch_on("lost-reply")
    with pytest.raises(LostReplyError):
        await bench.desk.changes.set_status(ticket, "resolved")
    assert len(bench.writes) == 1
    assert bench.desk.tickets.latest(ticket).status == "open"
    assert bench.desk.changes.under_way == ()


@pytest.mark.parametrize("quirk", ["lost-reply", "cut"])
@pytest.mark.parametrize("name", UNREPEATABLE)
async def test_what_can_not_be_taken_back_is_sent_once_and_its_doubt_is_told(
    bench: Bench, name: str, quirk: str
) -> None:
    ticket, contact, room = await records(bench)
    bench.sandbox.quirks.switch_on(quirk)
    with pytest.raises(LostReplyError) as caught:
        await WRITES[name][1](bench, ticket, contact, room)
    assert [exchange.applied for exchange in bench.log("POST")] == [True]
    assert len(bench.writes) == 1
    assert "may have been applied" in caught.value.hint


# Answers that are not the API's


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<title>Log in</title>"),
        httpx.Response(201, content=b'{"success": tr'),
        httpx.Response(502, html="<title>502 Bad Gateway</title>"),
        httpx.Response(504, json={"message": "Gateway timeout"}),
    ],
    ids=["a web page", "cut short", "502", "504"],
)
@pytest.mark.parametrize("name", UNREPEATABLE)
async def test_an_answer_that_is_not_the_apis_leaves_a_doubt(
    rewritten: tuple[Bench, Rewriter], name: str, answer: httpx.Response
) -> None:
    bench, wire = rewritten
    ticket, contact, room = await records(bench)
    wire.rewrite = only("POST", lambda _: answer)
    with pytest.raises(LostReplyError):
        await WRITES[name][1](bench, ticket, contact, room)
    assert len(bench.writes) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(307, headers={"location": "https://elsewhere.example/"}), BadReplyError),
        (httpx.Response(422, json={"message": "no"}), InvalidError),
        (httpx.Response(429), RateLimitedError),
        (httpx.Response(500, json={"message": "down"}), ServerError),
        (httpx.Response(503), ServerError),
    ],
    ids=["a redirect", "422", "429", "500", "503"],
)
@every_write
async def test_a_refusal_is_no_doubt(
    rewritten: tuple[Bench, Rewriter], name: str, answer: httpx.Response, error: type[Exception]
) -> None:
    bench, wire = rewritten
    made = await records(bench)
    method, write = WRITES[name]
    wire.rewrite = only(method, lambda _: answer)
    with pytest.raises(error):
        await write(bench, *made)
    assert len(bench.writes) == 1


async def test_a_status_is_found_set_behind_a_gateway_that_gave_up(rewritten: tuple[Bench, Rewriter]) -> None:
    bench, wire = rewritten
    ticket = await bench.ticket()
    wire.rewrite = only("PUT", lambda _: httpx.Response(504))
    assert (await bench.desk.changes.set_status(ticket, "resolved")).status == "resolved"
    assert len(bench.writes) == 1


# Answers that are not whole


@pytest.mark.parametrize(
    "keys",
    [("contact", "assignee", "creator"), ("title", "description"), ("ticketNumber",), ("tags",), ("id",)],
    ids=["nested objects", "texts", "number", "tags", "everything"],
)
async def test_what_an_answer_leaves_out_is_read_again(
    rewritten: tuple[Bench, Rewriter], keys: tuple[str, ...]
) -> None:
    bench, wire = rewritten
    tickets = await bench.tickets(1)
    ticket = next(ticket for ticket in tickets if ticket.contact and ticket.tags and ticket.description)
    wire.rewrite = only("PUT", without(*keys))
    changed = await bench.desk.changes.set_status(ticket, "pending")
    assert changed == await bench.server_ticket(ticket)
    assert bench.whole(ticket.key) == changed


async def test_a_bare_ticket_is_not_emptied_by_a_barer_answer(rewritten: tuple[Bench, Rewriter]) -> None:
    bench, wire = rewritten

    def rewrite(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.method == "GET":
            rows = [{**row, "ticketNumber": None, "contact": None} for row in answer.json()["data"]]
            return httpx.Response(200, json={**answer.json(), "data": rows})
        record = answer.json()["data"]
        return httpx.Response(200, json={"id": record["id"], "status": record["status"]})

    wire.rewrite = rewrite
    ticket = await bench.ticket()
    changed = await bench.desk.changes.set_status(ticket, "pending")
    assert (changed.title, changed.status) == (ticket.title, "pending")


async def test_a_ticket_that_can_not_be_read_again_stands_with_what_was_sent(
    rewritten: tuple[Bench, Rewriter],
) -> None:
    bench, wire = rewritten
    ticket = await bench.ticket()
    wire.rewrite = lambda request, answer: gone(answer) if request.method == "GET" else without("contact")(answer)
    changed = await bench.desk.changes.update_ticket(ticket, TicketBody(title="Other", description=None))
    assert (changed.title, changed.description, changed.contact) == ("Other", "", ticket.contact)
    assert bench.whole(ticket.key) == changed


@pytest.mark.parametrize("name", ["contact edit", "tags"])
async def test_a_contact_that_can_not_be_read_again_was_changed_all_the_same(
    rewritten: tuple[Bench, Rewriter], name: str
) -> None:
    bench, wire = rewritten
    made = await records(bench)
    wire.rewrite = only("GET", gone)
    assert await WRITES[name][1](bench, *made) == made[1]
    assert bench.log("PATCH")[0].applied
    assert bench.heard[-1] == ContactChanged(made[1].id)


async def test_a_channel_whose_list_can_not_be_read_again_was_made_all_the_same(
    rewritten: tuple[Bench, Rewriter],
) -> None:
    bench, wire = rewritten
    here = await bench.desk.references.channels.get()
    wire.rewrite = only("GET", gone)
    await bench.desk.changes.create_channel("line", "Second shop")
    assert bench.log("POST")[0].applied
    assert bench.desk.references.channels.peek() is here


# Reads on their way


async def test_a_page_asked_for_before_a_write_does_not_take_it_back(
    rewritten: tuple[Bench, Rewriter], sandbox: Sandbox
) -> None:
    ticket = await rewritten[0].ticket()
    async with gated(sandbox, "GET", "/tickets", answers=True) as (bench, gate):
        flying = asyncio.create_task(bench.desk.tickets.server.load(1))
        await gate.arrival()
        await bench.desk.changes.set_status(ticket, "pending")
        gate.open()
        sheet = await flying
    assert next(row for row in sheet.page.items if row.key == ticket.key).status == "pending"
    assert bench.desk.tickets.latest(ticket).status == "pending"
