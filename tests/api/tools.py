"""A clock that nobody waits for, servers that misbehave, and a client on either."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx
import pytest

from klink_tui.api.caller import Clock
from klink_tui.api.client import KlinkClient
from klink_tui.api.exchange import Exchange
from klink_tui.api.limits import Limits
from klink_tui.api.retry import Wait
from klink_tui.errors import ApiError

TOKEN: Final = "kpt_canary_0123456789"
BASE: Final = "https://desk.example"
START: Final = datetime(2026, 3, 30, 8, 30, tzinfo=UTC)

Handler = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


@dataclass
class FakeTime:
    """Time that passes only where somebody sleeps; chance is always the worst."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)

    def clock(self, chance: float = 1.0) -> Clock:
        return Clock(
            monotonic=lambda: self.seconds,
            now=lambda: START + timedelta(seconds=self.seconds),
            sleep=self.sleep,
            random=lambda: chance,
        )


@dataclass
class Desk:
    """A client whose server is a function, and everything that went between them."""

    handler: Handler
    limits: Limits = field(default_factory=Limits)
    overrides: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "UTC"
    token: str = TOKEN
    time: FakeTime = field(default_factory=FakeTime)
    requests: list[httpx.Request] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = KlinkClient(
            BASE,
            self.token,
            overrides=self.overrides,
            limits=self.limits,
            transport=httpx.MockTransport(self._handle),
            timezone=self.timezone,
            on_exchange=self.exchanges.append,
            on_wait=self.waits.append,
            clock=self.time.clock(),
        )

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.handler(request)
        return answer if isinstance(answer, httpx.Response) else await answer

    @property
    def paths(self) -> list[str]:
        """Path and query of each request, below ``/api/v1``."""
        return [request.url.raw_path.decode().removeprefix("/api/v1") for request in self.requests]


def row(id: str = "t-1", **more: object) -> dict[str, object]:
    return {"id": id, **more}


def page_of(*rows: object, **figures: object) -> httpx.Response:
    return httpx.Response(200, json={"data": list(rows), **figures})


def saying(*answers: httpx.Response | Exception) -> Handler:
    """Give the answers in turn, the last one for ever."""
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handle


@dataclass
class Socket:
    """A server on a real socket that answers each connection with bytes, whatever they are."""

    port: int
    heard: list[bytes] = field(default_factory=list)


@contextlib.asynccontextmanager
async def serving(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter, Socket], Awaitable[None]],
    *,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Socket]:
    """Serve on loopback; ``answer`` is called per connection, which is closed after it."""
    served = Socket(0)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            tasks.add(task)
        try:
            await answer(reader, writer, served)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def hear(reader: asyncio.StreamReader, served: Socket) -> None:
    """Read one request whole."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    served.heard.append(head + await reader.readexactly(length))


async def failure(desk: Desk, call: Callable[[KlinkClient], Awaitable[object]]) -> ApiError:
    """Give the error that a call of the desk's client ends in."""
    with pytest.raises(ApiError) as caught:
        await call(desk.client)
    return caught.value
