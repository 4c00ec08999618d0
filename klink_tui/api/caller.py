"""How a call is made: sent, repeated where that is safe, tried on the next candidate, read. Free of httpx at start."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from klink_tui.api.address import BaseAddress
from klink_tui.api.decode import decode
from klink_tui.api.endpoints import ENDPOINTS, Endpoint, EndpointTable, fill
from klink_tui.api.exchange import Exchange
from klink_tui.api.limits import Limits
from klink_tui.api.order import Order, Reply
from klink_tui.api.retry import RetryBudget, Wait, asked_pause, may_retry, pause
from klink_tui.api.token import Token
from klink_tui.api.words import request_id
from klink_tui.errors import (
    ApiError,
    Attempt,
    BadReplyError,
    BadRequestError,
    FormError,
    InvalidError,
    KlinkError,
    StatusError,
    UnreachableError,
    UnsupportedError,
)
from klink_tui.models.names import fold
from klink_tui.models.paging import Page, read_page
from klink_tui.models.writes import WireBody
from klink_tui.text import redact

if TYPE_CHECKING:
    import httpx

    from klink_tui.api.wire import Wire

T = TypeVar("T")

SURE_SIZE: Final = 10
"""Rows a page that every list serves (contract §1, Paging)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, as the tests replace them."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds that never run backwards."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The time of day, aware."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits that many seconds."""
    random: Callable[[], float] = random.random
    """A number from 0 up to 1."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told what happens on the wire."""

    exchange: Callable[[Exchange], None] | None = None
    """Told of each request after it, failed and cancelled ones included."""
    wait: Callable[[Wait], None] | None = None
    """Told of each pause before it."""


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A page of a list to ask for."""

    id: str
    """The endpoint's."""
    read: Callable[[object], T | None]
    """Reads one record; ``None`` for a deleted one; raises ``BadRecordError``."""
    number: int = 1
    """The page, from 1."""
    size: int | None = None
    """Rows a page; ``None`` leaves it to the server, and page 1 then goes without any paging."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Placeholder → id."""
    params: Mapping[str, str] = field(default_factory=dict)
    """Further parts of the query."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of this request's own."""
    check: Callable[[str, Page[T]], str] | None = None
    """Says why the page that a candidate gave is no answer; empty where it is one."""


class Caller:
    """Makes the calls of one client."""

    def __init__(
        self,
        base: BaseAddress,
        token: Token,
        endpoints: EndpointTable,
        limits: Limits,
        *,
        clock: Clock,
        listeners: Listeners,
        transport: "httpx.AsyncBaseTransport | None" = None,
        ca_file: str | None = None,
    ) -> None:
        """Keep what calls are made of; nothing is opened yet."""
        self.base = base
        self.endpoints = endpoints
        self.limits = limits
        self.clock = clock
        self._token = token
        self._listeners = listeners
        self._transport = transport
        self._ca_file = ca_file
        self._budget = RetryBudget(limits, clock.monotonic)
        self._sizes: dict[str, int] = {}
        self._wire: Wire | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    @property
    def wire(self) -> "Wire | None":
        """The open wire; ``None`` before the first call and after the last."""
        return self._wire

    async def aclose(self) -> None:
        """Close the connections; any later call raises."""
        self._closed = True
        async with self._opening:
            wire, self._wire = self._wire, None
        if wire is not None:
            await wire.aclose()

    async def page(self, question: Question[T]) -> Page[T]:
        """Ask for a page, on each candidate in turn until one answers; that one is remembered.

        Raises:
            UnsupportedError: none of several candidates answers, or the one in use ignores what was asked.
        """
        candidates = self.endpoints.candidates(question.id)
        failures: list[ApiError] = []
        for candidate in candidates:
            try:
                page = await self.page_of(question, candidate)
            except (StatusError, BadReplyError, UnsupportedError) as error:
                if not _is_not_this(error, question.id, len(candidates)):
                    raise
                failures.append(error)
            else:
                # An empty page proves nothing: a filter that is ignored may have found nothing to show.
                if len(candidates) > 1 and page.received:
                    self.endpoints.choose(question.id, candidate)
                return page
        what = ENDPOINTS[question.id].summary
        first = failures[0].message.removeprefix(f"{what} failed: ").removeprefix(f"{what}: ")
        raise UnsupportedError(
            f"{what}: the server answers on none of the known paths. On the first: {first}",
            hint=f"If you know the path, set the endpoint {question.id} in the settings; "
            "`klink-tui doctor` shows what each path gave.",
            attempt=failures[0].attempt,
        ) from failures[0]

    async def page_of(self, question: Question[T], candidate: str) -> Page[T]:
        """Ask ``candidate`` alone for a page; on a 400 once more for ten rows (contract §1, Paging).

        Raises:
            UnsupportedError: it ignores what was asked.
        """
        endpoint = ENDPOINTS[question.id]
        size = question.size
        if size is not None:
            size = min(size, self._sizes.get(endpoint.id, size))
        try:
            payload = await self._ask(endpoint, candidate, question, size)
        except (BadRequestError, InvalidError) as error:
            if size is None or size <= SURE_SIZE or not _may_be_size(error):
                raise
            try:
                payload = await self._ask(endpoint, candidate, question, SURE_SIZE)
            except (BadRequestError, InvalidError):
                raise error from None
            size = self._sizes[endpoint.id] = SURE_SIZE
        attempt = Attempt("GET", self._masked(self._page_path(candidate, question, size)))
        if payload is None:
            raise BadReplyError(f"{endpoint.summary}: the server's answer is empty.", attempt=attempt)
        try:
            # A hundred tickets take longer to read than a frame lasts.
            page = await asyncio.to_thread(_read, question, payload, size)
        except BadReplyError as error:
            raise BadReplyError(f"{endpoint.summary}: {error.message}", status=200, attempt=attempt) from error
        reason = question.check(candidate, page) if question.check else ""
        if reason:
            raise UnsupportedError(f"{endpoint.summary}: {reason}", attempt=attempt)
        return page

    async def call(
        self,
        endpoint_id: str,
        *,
        body: WireBody | None = None,
        **ids: str,
    ) -> object:
        """Call an endpoint on the candidate in use and give the payload; ``None`` where the answer is empty."""
        endpoint = ENDPOINTS[endpoint_id]
        return await self._send(endpoint, fill(self.endpoints.chosen(endpoint_id), ids), body=body)

    async def _ask(self, endpoint: Endpoint, candidate: str, question: Question[T], size: int | None) -> object:
        return await self._send(endpoint, self._page_path(candidate, question, size), headers=question.headers)

    def _page_path(self, candidate: str, question: Question[T], size: int | None) -> str:
        params = dict(question.params)
        if size is not None or question.number > 1:
            params["page"] = str(question.number)
        if size is not None:
            params["pageSize"] = str(size)
        path = fill(candidate, question.ids)
        if not params:
            return path
        return f"{path}{'&' if '?' in path else '?'}{urlencode(params, quote_via=quote, safe='')}"

    async def _send(
        self, endpoint: Endpoint, path: str, *, body: WireBody | None = None, headers: Mapping[str, str] | None = None
    ) -> object:
        """Send, and send again where ``retry.py`` allows it, within the overall limit.

        Pauses that the server asks for are told to the listener and come on top of that limit.
        """
        text = None if body is None else _to_json(body)
        began, paused, tries = self.clock.monotonic(), 0.0, 0
        while True:
            tries += 1
            left = self._left(began, paused)
            try:
                return await self._once(endpoint, path, text, headers or {}, tries, left)
            except ApiError as error:
                if not may_retry(endpoint.method, error, tries, self.limits):
                    raise
                seconds = pause(error, tries, self.limits, self.clock.random)
                asked = asked_pause(error) is not None
                room = self.limits.longest_asked_pause - paused if asked else self._left(began, paused)
                if seconds > room or self._left(began, paused) <= 0 or not self._budget.take():
                    raise
                if self._listeners.wait is not None:
                    self._listeners.wait(Wait(seconds, asked, error.message, self._masked(path), tries + 1))
            await self.clock.sleep(seconds)
            paused += seconds if asked else 0.0

    def _left(self, began: float, paused: float) -> float:
        return self.limits.overall - (self.clock.monotonic() - began - paused)

    async def _once(
        self, endpoint: Endpoint, path: str, text: str | None, headers: Mapping[str, str], tries: int, left: float
    ) -> object:
        attempt = Attempt(endpoint.method, self._masked(path), tries)
        order = Order(path, attempt, endpoint.summary, text.encode("ascii") if text is not None else None, headers)
        at, began = self.clock.now(), self.clock.monotonic()
        outcome, reply, named = "cancelled", None, ""  # unless something else becomes of it
        try:
            wire = await self._open(attempt)
            reply = await wire.send(order, left)
            payload = self._decoded(reply, attempt, endpoint)
            outcome, named = "ok", request_id(payload, self._token.reveal())
            return payload
        except KlinkError as error:
            outcome = error.message
            named = error.request_id if isinstance(error, StatusError) else ""
            raise
        finally:
            if self._listeners.exchange is not None:
                self._listeners.exchange(
                    Exchange(
                        at=at,
                        method=endpoint.method,
                        path=self._masked(path),
                        status=reply.status if reply is not None else None,
                        ms=(self.clock.monotonic() - began) * 1000,
                        tries=tries,
                        outcome=outcome,
                        request_id=named,
                        bytes=len(reply.body) if reply is not None else 0,
                        body=self._masked(text or ""),
                        headers=dict(headers),
                    )
                )

    def _decoded(self, reply: Reply, attempt: Attempt, endpoint: Endpoint) -> object:
        return decode(
            reply.status,
            reply.headers,
            reply.body,
            attempt,
            what=endpoint.summary,
            now=self.clock.now(),
            most_values=self.limits.values,
            secrets=(self._token.reveal(),),
        )

    def _masked(self, text: str) -> str:
        return redact(text, self._token.reveal())

    async def _open(self, attempt: Attempt) -> "Wire":
        """Give the wire, opened on first use and off the loop: httpx and the authorities take a tenth of a second."""
        async with self._opening:
            if self._closed:
                raise UnreachableError("The connection is closed.", attempt=attempt)
            if self._wire is None:
                self._wire = await asyncio.to_thread(self._new_wire)
            return self._wire

    def _new_wire(self) -> "Wire":
        from klink_tui.api.wire import Wire

        return Wire(self.base, self._token, self.limits, transport=self._transport, ca_file=self._ca_file)


def _read(question: Question[T], payload: object, size: int | None) -> Page[T]:
    page = read_page(payload, question.read, number=question.number, asked_size=size or SURE_SIZE)
    if size is None and page.figures.page_size is None:
        # All rows were asked for: however many came, no page follows.
        page = replace(page, size=page.received + 1)
    return page


def _is_not_this(error: ApiError, id: str, candidates: int) -> bool:
    """Tell whether a failure means that a candidate is not the path, so that the next one is worth a try."""
    if candidates == 1:
        return False
    return not isinstance(error, StatusError) or error.status in ENDPOINTS[id].not_this


def _may_be_size(error: StatusError) -> bool:
    """Tell whether a refusal may be about the page size: any 400, or a 422 that names it."""
    if isinstance(error, BadRequestError):
        return True
    return any(fold(name).replace(" ", "") in ("pagesize", "limit") for name in error.fields)


def _to_json(body: WireBody) -> str:
    try:
        return json.dumps(body.to_wire(), allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise FormError("A number that is infinite or none can't be sent.", {}) from error
