"""Real sockets that misbehave: what provably never left, what may have, and what never gets in."""

import asyncio
import gzip
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpcore
import httpx
import pytest

from klink_tui.api.address import read_base_address
from klink_tui.api.client import KlinkClient
from klink_tui.api.limits import Limits
from klink_tui.api.order import Order
from klink_tui.api.token import Token
from klink_tui.api.wire import Wire
from klink_tui.errors import (
    ApiError,
    Attempt,
    BadReplyError,
    ConfigError,
    LostReplyError,
    ServerError,
    TimedOutError,
    UnreachableError,
    UnsafeTargetError,
    UntrustedError,
)
from klink_tui.models.writes import TicketBody
from tests.api.tools import TOKEN, Desk, FakeTime, Socket, hear, serving

CERTIFICATE = Path(__file__).with_name("loopback.pem")
"""A certificate and its key for localhost, good for nothing else."""

ONCE = Limits(read_tries=1, write_tries=1)
HASTY = Limits(read_tries=1, write_tries=1, read=0.05)
"""For servers that never answer; too short for those that do."""
OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"data":[]}'

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter, Socket], Awaitable[None]]


def client(port: int, *, limits: Limits = ONCE, scheme: str = "http", ca_file: str | None = None) -> KlinkClient:
    return KlinkClient(f"{scheme}://127.0.0.1:{port}", TOKEN, limits=limits, ca_file=ca_file, clock=FakeTime().clock())


def raw(*pieces: bytes, then: Callable[[], Awaitable[object]] | None = None) -> Answer:
    """Hear a request and answer with bytes, word for word."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, served: Socket) -> None:
        await hear(reader, served)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if then is not None:
            await then()

    return answer


async def read_failure(answer: Answer, limits: Limits = ONCE) -> tuple[ApiError, list[bytes]]:
    async with serving(answer) as served, client(served.port, limits=limits) as desk:
        with pytest.raises(ApiError) as caught:
            await desk.tags.list()
        return caught.value, served.heard


async def forever() -> None:
    await asyncio.Event().wait()


async def test_an_answer_over_a_socket() -> None:
    async with serving(raw(OK)) as served, client(served.port) as desk:
        assert (await desk.tags.list()).received == 0
        assert desk.caller.wire is not None
        assert desk.caller.wire.tls is None
    head = served.heard[0].lower()
    assert head.startswith(b"get /api/v1/tags http/1.1\r\n")
    assert f"authorization: bearer {TOKEN}".encode() in head
    assert b"accept-encoding: gzip\r\n" in head


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_refused_connection_never_left() -> None:
    async with client(closed_port()) as desk:
        with pytest.raises(UnreachableError, match=r"can't be reached .*Nothing was sent"):
            await desk.tickets.create(TicketBody(title="x"))


async def test_a_server_that_hangs_up_unheard_may_have_acted() -> None:
    error, heard = await read_failure(raw())
    assert type(error) is LostReplyError
    assert len(heard) == 1


async def test_a_server_that_never_answers_may_have_acted() -> None:
    async with serving(raw(then=forever)) as served, client(served.port, limits=HASTY) as desk:
        with pytest.raises(TimedOutError) as caught:
            await desk.tickets.create(TicketBody(title="x"))
    assert "may have been applied" in caught.value.hint
    assert len(served.heard) == 1


async def test_the_overall_limit_ends_an_answer_that_trickles() -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, served: Socket) -> None:
        await hear(reader, served)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.005)

    error, _ = await read_failure(trickle, Limits(read_tries=1, read=5.0, overall=0.1))
    assert type(error) is TimedOutError


async def test_a_connection_that_is_not_agreed_in_time_never_left() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, served: Socket) -> None:
        served.heard.append(await reader.read(1))
        await forever()

    limits = Limits(write_tries=1, connect=0.1)
    async with serving(silent) as served, client(served.port, scheme="https", limits=limits) as desk:
        with pytest.raises(UnreachableError, match="no connection in time"):
            await desk.tickets.create(TicketBody(title="x"))
    assert served.heard == [b"\x16"]  # the first byte of a TLS handshake, and no request after it


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ([("connection.connect_tcp.started", b"POST")], False),
        ([("http11.send_request_headers.started", b"CONNECT"), ("connection.start_tls.started", b"POST")], False),
        ([("connection.connect_tcp.complete", b"POST"), ("http11.send_request_headers.started", b"POST")], True),
        ([], True),
    ],
)
async def test_the_overall_limit_asks_how_far_the_request_got(steps: list[tuple[str, bytes]], left: bool) -> None:
    async def hang(request: httpx.Request) -> httpx.Response:
        for step, method in steps:
            await request.extensions["trace"](step, {"request": httpcore.Request(method, "https://desk.example/")})
        await forever()
        raise AssertionError

    desk = Desk(hang, limits=Limits(write_tries=1, overall=0.02))
    with pytest.raises(ApiError) as caught:
        await desk.client.tickets.create(TicketBody(title="x"))
    assert type(caught.value) is (TimedOutError if left else UnreachableError)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,",),
        (b"HTTP/1.1 200 OK\r\nContent-Le",),
        (b"SSH-2.0-OpenSSH_9.6\r\n",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",),
    ],
)
async def test_an_answer_that_breaks_off_is_lost(pieces: tuple[bytes, ...]) -> None:
    error, _ = await read_failure(raw(*pieces))
    assert type(error) is LostReplyError
    assert error.message.startswith("Tag list: the connection broke")
    assert error.attempt.path == "/tags"


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 100\r\n\r\n{",
        b"Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
        b"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
    ],
)
async def test_a_refusal_stays_one_though_its_body_breaks_off(rest: bytes) -> None:
    error, _ = await read_failure(raw(b"HTTP/1.1 500 Oops\r\n" + rest))
    assert type(error) is ServerError


async def test_a_refusal_stays_one_though_its_body_never_comes() -> None:
    error, _ = await read_failure(raw(b"HTTP/1.1 500 Oops\r\nContent-Length: 9\r\n\r\n", then=forever), HASTY)
    assert type(error) is ServerError


def packed(body: bytes, encoding: bytes = b"gzip") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %b\r\nContent-Length: %d\r\n\r\n"
    return head % (encoding, len(body)) + body


async def test_a_compressed_answer_is_read() -> None:
    async with serving(raw(packed(gzip.compress(b'{"data":[{"id":"1"}]}')))) as served, client(served.port) as desk:
        assert (await desk.tags.list()).received == 1


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (packed(gzip.compress(bytes(21_000_000), 9)), "larger than 20 MB"),
        (packed(gzip.compress(gzip.compress(bytes(21_000_000), 9), 9), b"gzip, gzip"), "not asked for"),
        (packed(b"no gzip"), "can't be decompressed"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 20_000_001, "larger than 20 MB"),
        (b'HTTP/1.1 200 OK\r\n\r\n{"data":' + b"[" * 100_000, "nested too deeply"),
    ],
    ids=["bomb", "bomb in a bomb", "no gzip", "long", "deep"],
)
async def test_what_is_too_much_is_stopped(answer: bytes, says: str) -> None:
    error, _ = await read_failure(raw(answer), Limits())
    assert type(error) is BadReplyError
    assert says in error.message
    assert error.message.startswith("Tag list: ")
    assert error.attempt.path == "/tags"


async def test_a_redirect_takes_the_token_nowhere() -> None:
    async with serving(raw(OK)) as other:
        target = f"http://127.0.0.1:{other.port}/api/v1/tags".encode()
        error, _ = await read_failure(raw(b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % target))
        assert "not followed" in error.message
    assert other.heard == []


async def test_cookies_are_not_kept() -> None:
    answer = OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\nConnection: close\r\n\r\n")
    async with serving(raw(answer)) as served, client(served.port) as desk:
        await desk.tags.list()
        await desk.tags.list()
    assert [b"cookie" in head.lower() for head in served.heard] == [False, False]


async def test_a_proxy_never_sees_what_is_meant_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(raw(OK)) as proxy, serving(raw(OK)) as served:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with client(served.port) as desk:
            await desk.tags.list()
    assert (len(proxy.heard), len(served.heard)) == (0, 1)


async def test_a_proxy_that_refuses_never_got_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(raw(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with KlinkClient("https://desk.example", TOKEN, limits=ONCE) as desk:
            with pytest.raises(UnreachableError, match="Nothing was sent"):
                await desk.tickets.create(TicketBody(title="x"))
    assert proxy.heard[0].startswith(b"CONNECT desk.example:443 ")
    assert TOKEN.encode() not in proxy.heard[0]


async def test_a_proxy_that_swallows_the_connect_never_got_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(raw(then=forever)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with KlinkClient("https://desk.example", TOKEN, limits=HASTY) as desk:
            with pytest.raises(UnreachableError, match="no connection in time"):
                await desk.tickets.create(TicketBody(title="x"))


@pytest.mark.parametrize("path", ["https://evil.example/tags", "evil.example", "", "@evil.example/"])
async def test_an_address_of_its_own_is_refused(path: str) -> None:
    async with serving(raw(OK)) as served:
        wire = Wire(read_base_address(f"http://127.0.0.1:{served.port}"), Token(TOKEN), ONCE)
        with pytest.raises(UnsafeTargetError):
            await wire.send(Order(path, Attempt("GET", path), "Tag list"), 1.0)
        await wire.aclose()
        with pytest.raises(UnreachableError, match="closed"):
            await wire.send(Order("/tags", Attempt("GET", "/tags"), "Tag list"), 1.0)
    assert served.heard == []


@pytest.fixture
async def tls_port() -> AsyncIterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    async with serving(raw(OK), tls=context) as served:
        yield served.port


async def test_a_certificate_nobody_vouches_for_is_not_trusted(tls_port: int) -> None:
    async with client(tls_port, scheme="https", limits=Limits()) as desk:
        with pytest.raises(UntrustedError) as caught:
            await desk.tags.list()
    assert "Nothing was sent" in caught.value.message
    assert "CA file" in caught.value.hint
    assert caught.value.attempt.tries == 1


async def test_an_authority_of_ones_own_is_trusted(tls_port: int) -> None:
    async with client(tls_port, scheme="https", ca_file=str(CERTIFICATE)) as desk:
        await desk.tags.list()
        assert desk.caller.wire is not None
        words = str(desk.caller.wire.tls)
    assert words.startswith("TLSv1.3, TLS_")
    assert ", certificate by Loopback Test until " in words


async def test_no_tls_where_tls_is_expected_is_unreachable() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, served: Socket) -> None:
        writer.write(OK)
        await writer.drain()

    async with serving(plain) as served, client(served.port, scheme="https") as desk:
        with pytest.raises(UnreachableError) as caught:
            await desk.tags.list()
    assert type(caught.value) is UnreachableError


@pytest.mark.parametrize("name", ["missing.pem", "empty.pem", "folder"])
async def test_a_ca_file_that_cannot_be_used_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.pem").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    async with client(1, scheme="https", ca_file=str(tmp_path / name)) as desk:
        with pytest.raises(ConfigError, match="CA file"):
            await desk.tags.list()


async def test_the_token_is_in_no_log_of_the_libraries(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(raw(OK)) as served, client(served.port) as desk:
        await desk.tags.list()
    assert len(caplog.records) > 3
    assert TOKEN not in caplog.text


async def test_a_cancelled_call_hangs_up() -> None:
    held, gone = asyncio.Event(), asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, served: Socket) -> None:
        await hear(reader, served)
        held.set()
        await reader.read()
        gone.set()

    async with serving(hold) as served, client(served.port, limits=Limits()) as desk:
        call = asyncio.create_task(desk.tags.list())
        await asyncio.wait_for(held.wait(), 1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.wait_for(gone.wait(), 1)
