"""What can befall a console: it is killed at any moment, and the line to the server does as it likes."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, ParamSpec, TypeVar

import httpx

from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.ownwork import OwnWork
from klink_tui.store.work import Work

P = ParamSpec("P")
T = TypeVar("T")

REQUEST_FAULTS: Final = ("unreachable", "lost", "429", "429 asked", "500", "503", "503 asked")
"""What can happen to a write before the server acts."""
ANSWER_FAULTS: Final = ("dropped", "dropped", "500", "502", "503", "html", "cut")
"""What can happen to its answer once the server has acted."""
READ_FAULTS: Final = ("unreachable", "lost", "429 asked", "500", "503")


class Killed(BaseException):
    """The console is killed: nothing after this happens any more."""


class AtOnce(ThreadPoolExecutor):
    """Does what it is given at once and where it is: what happens in which order depends on no thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def in_order(own: OwnWork, copy: LocalCopy) -> None:
    """Let all that is done off the loop be done at once."""
    asyncio.get_running_loop().set_default_executor(AtOnce())
    own._thread = AtOnce()
    copy._writer = copy._reader = AtOnce()


@dataclass
class Fate:
    """What befalls one console."""

    rng: Random
    kills: float = 0.0
    """The share of moments at which it is killed."""
    write_faults: float = 0.0
    """The share of writes that go wrong, before or after the server acts."""
    read_faults: float = 0.0
    is_dead: bool = False

    def live(self) -> None:
        """Go on, unless it is killed by now."""
        if not self.is_dead and self.rng.random() < self.kills:
            self.is_dead = True
        if self.is_dead:
            raise Killed

    def calm(self) -> None:
        """Let nothing befall it from now on."""
        self.kills = self.write_faults = self.read_faults = 0.0

    def pick(self, share: float, faults: Sequence[str]) -> str:
        """Give what goes wrong; empty where nothing does."""
        return self.rng.choice(faults) if self.rng.random() < share else ""


class MortalWork(Work):
    """A file of a console that can be killed before and after each write to it."""

    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path)
        self._fate = fate

    def read(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        if self._fate.is_dead:
            raise Killed
        return super().read(sql, parameters)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self._fate.live()
        result = super().write(work)
        self._fate.live()
        return result


class Line(httpx.AsyncBaseTransport):
    """The way to the server, on which requests and answers get lost and refused."""

    def __init__(self, inner: httpx.AsyncBaseTransport, fate: Fate) -> None:
        self._inner = inner
        self._fate = fate

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fate = self._fate
        fate.live()
        is_read = request.method == "GET"
        fault = fate.pick(fate.read_faults, READ_FAULTS) if is_read else fate.pick(fate.write_faults, REQUEST_FAULTS)
        if fault:
            return _answer(fault, request)
        answer = await self._inner.handle_async_request(request)
        await answer.aread()
        fate.live()
        fault = "" if is_read else fate.pick(fate.write_faults, ANSWER_FAULTS)
        return _answer(fault, request) if fault else answer


def _answer(fault: str, request: httpx.Request) -> httpx.Response:
    if fault == "unreachable":
        raise httpx.ConnectError("connection refused", request=request)
    if fault in ("lost", "dropped"):
        raise httpx.ReadError("connection reset", request=request)
    if fault == "html":
        return httpx.Response(200, html="<title>Log in</title>")
    if fault == "cut":
        return httpx.Response(200, content=b'{"success": tr')
    status, _, asked = fault.partition(" ")
    headers = {"retry-after": "4"} if asked else {}
    return httpx.Response(int(status), json={"message": "no"}, headers=headers)
