"""A transport that does as it is told: holds requests until they are let go, loses replies, says no."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import httpx

Matches = Callable[[httpx.Request], bool]


def to(method: str, path: str = "", **query: str) -> Matches:
    """Match requests by method, the end or a part of their path below ``/api/v1``, and parts of their query."""

    def matches(request: httpx.Request) -> bool:
        params = request.url.params
        return (
            request.method == method
            and path in request.url.path
            and all(params.get(name) == value for name, value in query.items())
        )

    return matches


@dataclass(eq=False)
class Hold:
    """Requests that wait at the gate."""

    matches: Matches
    before: bool
    """Whether they wait before the server sees them, or their answers after it acted."""
    waiting: int = 0
    """How many wait now."""
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let them all go; none waits any more."""
        self.opened.set()


@dataclass(eq=False)
class _Rule:
    matches: Matches
    left: int | None
    act: Callable[[httpx.Request], httpx.Response | None]
    """Gives the answer, raises, or gives ``None`` for "serve it, then lose the reply"."""


class Gate(httpx.AsyncBaseTransport):
    """Stands between the client and a server."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        """Let everything through to ``inner`` until told otherwise."""
        self._inner: Final = inner
        self._holds: list[Hold] = []
        self._rules: list[_Rule] = []
        self.seen: list[httpx.Request] = []
        """Every request that came to the gate, in order."""
        self.cancelled: list[httpx.Request] = []
        """Those whose sender gave up waiting."""

    def hold(self, matches: Matches, *, before: bool = True) -> Hold:
        """Hold requests, or with ``before=False`` the answers to them, until the hold is released."""
        held = Hold(matches, before)
        self._holds.append(held)
        return held

    def refuse(self, matches: Matches, *, times: int | None = None) -> None:
        """Let requests fail before they leave: they can't reach the server."""

        def act(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("connection refused", request=request)

        self._rules.append(_Rule(matches, times, act))

    def lose(self, matches: Matches, *, times: int | None = None, served: bool = True) -> None:
        """Have requests served, and lose their replies; with ``served=False`` they get lost on their way there."""

        def act(request: httpx.Request) -> httpx.Response | None:
            if served:
                return None
            raise httpx.ReadError("connection reset", request=request)

        self._rules.append(_Rule(matches, times, act))

    def answer(self, matches: Matches, status: int, body: object, *, times: int | None = None) -> None:
        """Answer requests in the server's place."""
        text = json.dumps(body).encode()

        def act(request: httpx.Request) -> httpx.Response:
            return httpx.Response(status, content=text, headers={"content-type": "application/json"}, request=request)

        self._rules.append(_Rule(matches, times, act))

    def open(self) -> None:
        """Let everything through from now on."""
        self._rules.clear()
        for held in self._holds:
            held.release()
        self._holds.clear()

    def count(self, matches: Matches) -> int:
        """Count the requests that came."""
        return sum(1 for request in self.seen if matches(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve a request as told."""
        self.seen.append(request)
        try:
            await self._wait(request, before=True)
            response = await self._serve(request)
            await self._wait(request, before=False)
        except asyncio.CancelledError:
            self.cancelled.append(request)
            raise
        return response

    async def _wait(self, request: httpx.Request, *, before: bool) -> None:
        for held in [one for one in self._holds if one.before is before and one.matches(request)]:
            held.waiting += 1
            try:
                await held.opened.wait()
            finally:
                held.waiting -= 1

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        rule = next((one for one in self._rules if one.left != 0 and one.matches(request)), None)
        if rule is None:
            return await self._inner.handle_async_request(request)
        if rule.left is not None:
            rule.left -= 1
        answered = rule.act(request)
        if answered is not None:
            return answered
        await self._inner.handle_async_request(request)
        raise httpx.ReadError("connection reset", request=request)
