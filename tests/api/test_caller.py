"""Calls as the server counts them: retries, pauses, the overall limit; rows that are bad or deleted."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import httpx
import pytest

from klink_tui.api.client import KlinkClient
from klink_tui.api.limits import Limits
from klink_tui.errors import (
    ApiError,
    BadReplyError,
    FormError,
    LostReplyError,
    RateLimitedError,
    ServerError,
    TimedOutError,
    UnreachableError,
    UnsafeTargetError,
)
from klink_tui.models.writes import ChannelBody, ContactBody, TicketBody
from tests.api.tools import START, TOKEN, Desk, failure, page_of, row, saying

Call = Callable[[KlinkClient], Awaitable[object]]


async def read(client: KlinkClient) -> object:
    return await client.tickets.list()


async def create(client: KlinkClient) -> object:
    return await client.tickets.create(TicketBody(title="x"))


async def update(client: KlinkClient) -> object:
    return await client.tickets.update("t-1", TicketBody(title="x"))


async def update_status(client: KlinkClient) -> object:
    return await client.tickets.update_status("t-1", "open")


async def delete(client: KlinkClient) -> object:
    await client.contacts.delete("c-1")
    return None


async def send(client: KlinkClient) -> object:
    return await client.messages.send("c-1", "hello", START)


WRITES = [create, update, update_status, delete, send]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_a_read_is_sent_three_times_where_that_may_help(status: int) -> None:
    desk = Desk(saying(httpx.Response(status)))
    error = await failure(desk, read)
    assert len(desk.requests) == 3
    assert error.attempt.tries == 3
    assert desk.time.slept == [0.5, 1.0]
    assert [exchange.tries for exchange in desk.exchanges] == [1, 2, 3]
    assert [exchange.status for exchange in desk.exchanges] == [status] * 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 412, 415, 422, 501])
async def test_a_read_is_sent_once_where_it_may_not(status: int) -> None:
    desk = Desk(saying(httpx.Response(status)), limits=Limits())
    with pytest.raises(ApiError):
        await desk.client.tickets.list(page_size=10)
    assert len(desk.requests) == 1
    assert desk.waits == []


@pytest.mark.parametrize("call", WRITES)
@pytest.mark.parametrize("status", [400, 401, 403, 408, 409, 422, 429, 500, 502, 503, 504])
async def test_a_refused_write_is_sent_once(call: Call, status: int) -> None:
    desk = Desk(saying(httpx.Response(status, headers={"retry-after": "1"})))
    await failure(desk, call)
    assert len(desk.requests) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "reads", "writes"),
    [
        (httpx.ConnectError("refused"), UnreachableError, 3, 2),
        (httpx.ConnectTimeout("slow"), UnreachableError, 3, 2),
        (httpx.PoolTimeout("busy"), UnreachableError, 3, 2),
        (httpx.ProxyError("407"), UnreachableError, 3, 2),
        (httpx.ReadTimeout("slow"), TimedOutError, 3, 1),
        (httpx.WriteTimeout("slow"), TimedOutError, 3, 1),
        (httpx.ReadError("reset"), LostReplyError, 3, 1),
        (httpx.WriteError("reset"), LostReplyError, 3, 1),
        (httpx.CloseError("reset"), LostReplyError, 3, 1),
        (httpx.RemoteProtocolError("bad"), LostReplyError, 3, 1),
        (httpx.LocalProtocolError("bad"), LostReplyError, 3, 1),
        (httpx.DecodingError("bad"), LostReplyError, 3, 1),
        (httpx.StreamClosed(), LostReplyError, 3, 1),
        (OSError("cable"), LostReplyError, 3, 1),
    ],
)
@pytest.mark.parametrize("call", [read, *WRITES])
async def test_a_write_is_sent_again_only_where_it_never_left(
    call: Call, fault: Exception, kind: type[ApiError], reads: int, writes: int
) -> None:
    desk = Desk(saying(fault))
    error = await failure(desk, call)
    assert type(error) is kind
    assert len(desk.requests) == (reads if call is read else writes)
    assert ("may have been applied" in error.hint) is (call is not read and writes == 1)
    assert [exchange.status for exchange in desk.exchanges] == [None] * len(desk.requests)


async def test_a_second_try_that_works_is_the_answer() -> None:
    desk = Desk(saying(httpx.ReadTimeout("slow"), page_of(row())))
    assert len((await desk.client.tickets.list()).items) == 1
    assert [exchange.outcome for exchange in desk.exchanges] == [
        "Ticket list: the server stopped answering.",
        "ok",
    ]


async def test_a_write_that_never_left_is_sent_once_more_and_counts_once() -> None:
    desk = Desk(saying(httpx.ConnectError("refused"), httpx.Response(201, json={"data": row()})))
    assert (await desk.client.tickets.create(TicketBody(title="x"))).id == "t-1"
    assert len(desk.requests) == 2


@pytest.mark.parametrize("status", [429, 503])
async def test_an_asked_pause_is_kept_and_told_before(status: int) -> None:
    desk = Desk(saying(httpx.Response(status, headers={"Retry-After": "40"}), page_of(row())))
    await desk.client.tickets.list()
    assert desk.time.slept == [40.0]
    (wait,) = desk.waits
    assert (wait.seconds, wait.asked, wait.next_try) == (40.0, True, 2)
    assert wait.path == "/tickets?page=1&pageSize=50"
    assert str(status) in wait.why


async def test_asked_pauses_come_on_top_of_the_overall_limit_but_end_at_a_minute() -> None:
    desk = Desk(saying(httpx.Response(429, headers={"Retry-After": "31"})))
    error = await failure(desk, read)
    assert isinstance(error, RateLimitedError)
    assert error.refusal.retry_after == 31
    assert desk.time.slept == [31.0]
    assert len(desk.requests) == 2


async def test_a_pause_longer_than_a_minute_is_not_waited_for() -> None:
    desk = Desk(saying(httpx.Response(429, headers={"Retry-After": "61"})))
    error = await failure(desk, read)
    assert "in 61 seconds" in error.hint
    assert desk.time.slept == []


async def test_the_pauses_of_our_own_count_against_the_overall_limit() -> None:
    desk = Desk(saying(httpx.Response(500)), limits=Limits(overall=1.2))
    await failure(desk, read)
    assert desk.time.slept == [0.5]
    assert not desk.waits[0].asked


async def test_slow_tries_count_against_the_overall_limit() -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        await desk.time.sleep(16)
        return httpx.Response(503, headers={"Retry-After": "0"})

    desk = Desk(slow)
    assert isinstance(await failure(desk, read), ServerError)
    assert len(desk.requests) == 2


async def test_a_request_that_hangs_ends_with_the_overall_limit() -> None:
    async def hang(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    desk = Desk(hang, limits=Limits(overall=0.02, read_tries=1))
    error = await failure(desk, read)
    assert type(error) is TimedOutError
    assert "no answer within 0 seconds" in error.message


async def test_all_calls_share_one_retry_budget() -> None:
    desk = Desk(saying(httpx.Response(500)), limits=Limits(retry_budget=3, retry_refill=0))
    for _ in range(4):
        await failure(desk, read)
    assert len(desk.requests) == 4 + 3


async def test_a_cancelled_call_ends_at_once_and_is_logged() -> None:
    began = asyncio.Event()

    async def hang(request: httpx.Request) -> httpx.Response:
        began.set()
        await asyncio.Event().wait()
        raise AssertionError

    desk = Desk(hang)
    call = asyncio.create_task(desk.client.tickets.list())
    await began.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert [exchange.outcome for exchange in desk.exchanges] == ["cancelled"]
    assert len(desk.requests) == 1


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx.Response(200), "answer is empty"),
        (httpx.Response(204), "answer is empty"),
        (httpx.Response(200, json={"ok": True}), "holds no list"),
        (httpx.Response(200, json="text"), "holds no list"),
        (httpx.Response(200, json=17), "holds no list"),
    ],
)
async def test_a_list_without_a_list_is_an_error_and_no_emptiness(answer: httpx.Response, says: str) -> None:
    desk = Desk(saying(answer))
    error = await failure(desk, read)
    assert isinstance(error, BadReplyError)
    assert error.message.startswith("Ticket list: ")
    assert says in error.message
    assert error.attempt.path == "/tickets?page=1&pageSize=50"


async def test_one_bad_record_costs_only_itself() -> None:
    desk = Desk(saying(page_of(row("a"), 17, row("b", ticketNumber={}), {"title": "no id"}, total=4)))
    page = await desk.client.tickets.list()
    assert [ticket.id for ticket in page.items] == ["a", "b"]
    assert [bad.position for bad in page.unreadable] == [1, 3]


@pytest.mark.parametrize("key", ["deletedAt", "deleted_at", "deletedaAt"])
async def test_deleted_rows_are_hidden(key: str) -> None:
    gone = row("b", **{key: "2026-01-01T00:00:00Z"})
    desk = Desk(saying(page_of(row("a", **{key: None}), gone, row("c", **{key: ""}))))
    page = await desk.client.tickets.list()
    assert [ticket.id for ticket in page.items] == ["a", "c"]
    assert page.received == 3


async def test_an_id_that_is_none_is_refused_before_anything_is_sent() -> None:
    desk = Desk(saying(page_of()))
    assert type(await failure(desk, lambda client: client.contacts.detail(".."))) is UnsafeTargetError
    assert desk.requests == []


async def test_a_number_that_is_none_is_refused_before_anything_is_sent() -> None:
    desk = Desk(saying(page_of()))
    with pytest.raises(FormError):
        await desk.client.tickets.create(TicketBody(custom_fields={"cf_x": float("nan")}))
    assert desk.requests == []


async def test_what_is_sent_is_exact_and_in_ascii() -> None:
    desk = Desk(saying(httpx.Response(200, json={"data": row("c-1")})))
    await desk.client.contacts.update("c-1", ContactBody(name="สมชาย \ud800", notes=None))
    (request,) = desk.requests
    assert request.content.isascii()
    assert json.loads(request.content) == {"name": "สมชาย \ud800", "notes": None}
    assert request.headers["content-type"] == "application/json"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("klink-tui/")
    (exchange,) = desk.exchanges
    assert exchange.body.encode() == request.content
    assert (exchange.at, exchange.path, exchange.status, exchange.ms) == (START, "/contacts/c-1", 200, 0.0)


async def test_an_exchange_names_the_request_and_its_size() -> None:
    body = {"requestId": "r-9", "data": []}
    desk = Desk(saying(httpx.Response(200, json=body), httpx.Response(404, json={"requestId": "r-10"})))
    await desk.client.tags.list()
    await failure(desk, lambda client: client.tags.list())
    assert [exchange.request_id for exchange in desk.exchanges] == ["r-9", "r-10"]
    assert desk.exchanges[0].bytes == len(httpx.Response(200, json=body).content)


async def test_a_closed_client_says_so() -> None:
    desk = Desk(saying(page_of()))
    async with desk.client:
        await desk.client.tags.list()
    error = await failure(desk, lambda client: client.channels.create(ChannelBody(type="line", name="LINE")))
    assert type(error) is UnreachableError
    assert "closed" in error.message
    assert len(desk.requests) == 1
