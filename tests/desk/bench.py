"""A desk on a small sandbox, with everything that goes between them in sight."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from klink_tui.api.client import KlinkClient
from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.desk import Desk
from klink_tui.desk.events import DeskEvent
from klink_tui.desk.mirror import Pace
from klink_tui.desk.outbox import Windows
from klink_tui.desk.ownwork import OwnWork
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Intent
from klink_tui.models.ticket import Ticket
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox
from klink_tui.sandbox.wire import Exchange
from tests.api.tools import FakeTime

NOW: Final = datetime(2026, 3, 30, 8, 30, tzinfo=UTC)
CONFIG: Final = SandboxConfig(tickets=64, contacts=24, agents=3, now=NOW)
ZONE: Final = "Asia/Bangkok"


@dataclass
class Bench:
    """A sandbox, a client of it, and a desk whose clock only moves when it is told to."""

    sandbox: Sandbox
    page_size: int = 10
    timezone: str = ZONE
    address: str = "http://127.0.0.1"
    transport: httpx.AsyncBaseTransport | None = None
    now: datetime = NOW
    copy: LocalCopy | None = None
    pace: Pace | None = None
    own: OwnWork | None = None
    windows: Windows = field(default_factory=lambda: Windows(0.0, 0.0))
    heard: list[DeskEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = KlinkClient(
            self.address,
            CONFIG.token,
            transport=self.transport or httpx.ASGITransport(self.sandbox.app),
            timezone=self.timezone,
            clock=FakeTime().clock(),
        )
        self.desk = Desk(
            self._connect,
            name="Parcel Garden",
            page_size=self.page_size,
            timezone=self.timezone,
            copy=self.copy,
            own=self.own,
            windows=self.windows,
            pace=self.pace,
            now=lambda: self.now,
        )
        self.desk.bus.subscribe(self.heard.append)
        self.desk.delivery.rest = self._let_pass

    async def _connect(self) -> KlinkClient:
        return self.client

    async def _let_pass(self, seconds: float | None) -> None:
        """Let time pass at once where delivery would wait for it, but for what is under way."""
        if self.desk.delivery.is_under_way:
            await self.desk.delivery.until_woken(None)
        else:
            self.wait(seconds or 0.0)

    async def delivered(self, intent: Intent) -> Intent:
        """Deliver everything that can be, and give what became of an intent."""
        await self.desk.delivery.drain()
        return self.now_of(intent)

    def now_of(self, intent: Intent) -> Intent:
        """Give an intent as it stands."""
        found = self.desk.outbox.get(intent.number)
        assert found is not None
        return found

    def wait(self, seconds: float) -> None:
        """Let time pass for the desk."""
        self.now += timedelta(seconds=seconds)

    def log(self, *methods: str) -> list[Exchange]:
        """What the sandbox was asked, by method; everything without one."""
        return [exchange for exchange in self.sandbox.log if not methods or exchange.method in methods]

    @property
    def writes(self) -> list[tuple[str, str, object]]:
        """Method, path below the base and body of every write."""
        return [
            (exchange.method, exchange.target.removeprefix("/api/v1"), exchange.body)
            for exchange in self.log("POST", "PUT", "PATCH", "DELETE")
        ]

    @property
    def reads(self) -> list[str]:
        """Path and query of every read."""
        return [exchange.target.removeprefix("/api/v1") for exchange in self.log("GET")]

    def forget_log(self) -> None:
        """Begin counting anew."""
        self.sandbox.log.clear()
        self.heard.clear()

    async def ticket(self) -> Ticket:
        """Give a ticket of the first page, which is then here; the log begins after it."""
        sheet = await self.desk.tickets.server.load(1)
        self.forget_log()
        row = next(row for row in sheet.page.items if row.contact_id and row.status == "open")
        return self.whole(row.key)

    async def tickets(self, number: int) -> list[Ticket]:
        """Give the tickets of a page, which is then here."""
        sheet = await self.desk.tickets.server.load(number)
        return [self.whole(row.key) for row in sheet.page.items]

    def whole(self, key: str) -> Ticket:
        """Give a ticket that is here."""
        ticket = self.desk.tickets.get(key)
        assert ticket is not None
        return ticket

    async def contact(self) -> Contact:
        """Give a contact of the first page, which is then here; the log begins after it."""
        sheet = await self.desk.contacts.book().load(1)
        self.forget_log()
        return sheet.page.items[0]

    async def server_ticket(self, ticket: Ticket) -> Ticket:
        """Give a ticket as the sandbox has it."""
        page = await self.client.tickets.by_contact(ticket.contact_id, page_size=100)
        return next(other for other in page.items if other.key == ticket.key)


class Gate(httpx.AsyncBaseTransport):
    """Holds back every request of a method to a path until it is opened."""

    def __init__(self, inner: httpx.AsyncBaseTransport, method: str, prefix: str = "/", *, answers: bool) -> None:
        """Hold requests back before they are served, or their ``answers`` after it."""
        self._inner = inner
        self._method = method
        self._prefix = f"/api/v1{prefix}"
        self._answers = answers
        self._opened = asyncio.Event()
        self._arrived = asyncio.Semaphore(0)

    def open(self) -> None:
        """Let them through."""
        self._opened.set()

    async def arrival(self) -> None:
        """Wait until one more is held."""
        await asyncio.wait_for(self._arrived.acquire(), 5)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve a request."""
        held = request.method == self._method and request.url.path.startswith(self._prefix)
        answer = await self._inner.handle_async_request(request) if self._answers or not held else None
        if held:
            self._arrived.release()
            await self._opened.wait()
        return answer or await self._inner.handle_async_request(request)


class Rewriter(httpx.AsyncBaseTransport):
    """Serves, and gives another answer where there is one; what it gives is up to the test."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        """Change nothing yet."""
        self._inner = inner
        self.rewrite: Callable[[httpx.Request, httpx.Response], httpx.Response] = lambda request, answer: answer
        self._lost = ""

    def lose(self, method: str) -> None:
        """Lose every request of a method after it left, before it is served."""
        self._lost = method

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve a request."""
        if request.method == self._lost:
            raise httpx.ReadError("connection reset", request=request)
        answer = await self._inner.handle_async_request(request)
        await answer.aread()
        return self.rewrite(request, answer)


@asynccontextmanager
async def gated(
    sandbox: Sandbox, method: str, prefix: str = "/", *, answers: bool = False
) -> AsyncIterator[tuple[Bench, Gate]]:
    """Give a bench some of whose requests are held back."""
    gate = Gate(httpx.ASGITransport(sandbox.app), method, prefix, answers=answers)
    bench = Bench(sandbox, transport=gate)
    yield bench, gate
    await bench.client.aclose()
