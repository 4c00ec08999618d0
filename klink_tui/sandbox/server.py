"""Starts a sandbox: in this process as an ASGI app, in a thread on loopback, or in the foreground."""

import asyncio
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from klink_tui.sandbox.app import build_app
from klink_tui.sandbox.clock import Clock
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.db.connection import is_empty, open_database
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.errors import PortInUse, SandboxError
from klink_tui.sandbox.seed.plant import plant
from klink_tui.sandbox.switches import Switches
from klink_tui.sandbox.wire import HANG_UP, Exchange, Wire

_DEFAULT: Final = SandboxConfig()
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Sandbox:
    """One desk and its server."""

    def __init__(self, config: SandboxConfig = _DEFAULT) -> None:
        """Open the database, seed it where it is new, and switch the configured quirks on.

        Raises:
            UnknownQuirk: a configured quirk isn't there.
            SandboxError: the database can't be opened.
        """
        self.config = config
        self.quirks = Switches(config.seed)
        """The quirks that are on: ``switch_on``, ``switch_off``, ``clear``."""
        for spec in config.quirks:
            self.quirks.switch_on(spec)
        self._connection = open_database(config.database)
        clock = Clock(config.now)
        if is_empty(self._connection):
            plant(self._connection, config, clock.start)
        # Each opening writes with ids of its own: an opened file holds those of the last time.
        (openings,) = self._connection.execute(
            "INSERT INTO desk VALUES ('openings', '1')"
            " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value"
        ).fetchone()
        desk = Desk(self._connection, clock, f"{config.seed}:{openings}")
        self._wire = Wire(build_app(desk, config), desk, self.quirks)

    @property
    def app(self) -> ASGIApp:
        """The ASGI app."""
        return self._wire

    @property
    def log(self) -> list[Exchange]:
        """Every request, in the order in which the desk answered them."""
        return self._wire.log

    def close(self) -> None:
        """Close the database; a desk in memory is gone."""
        self._connection.close()


@dataclass(frozen=True)
class Served:
    """A sandbox that listens."""

    url: str
    """As in ``http://127.0.0.1:8765``."""
    sandbox: Sandbox


@contextmanager
def serve(config: SandboxConfig = _DEFAULT, host: str = "127.0.0.1", port: int = 0) -> Iterator[Served]:
    """Serve a sandbox from a thread for as long as the block runs; port 0 picks one.

    Raises:
        PortInUse: another process listens there.
        SandboxError: the sandbox can't start.
        UnknownQuirk: a configured quirk isn't there.
    """
    listener, sandbox = _prepared(config, host, port)
    ready = threading.Event()
    server = _Server(sandbox.app, ready.set)
    thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
    thread.start()
    try:
        while not ready.wait(0.05):
            if not thread.is_alive():
                raise SandboxError("The sandbox ended before it listened.")
        yield Served(_url(listener), sandbox)
    finally:
        server.should_exit = True
        thread.join()
        sandbox.close()


def run(config: SandboxConfig, port: int, until_stdin_closes: bool = False) -> None:
    """Serve in the foreground until SIGINT, SIGTERM or, where asked, the end of standard input.

    Prints ``listening on http://127.0.0.1:PORT`` when it is ready.

    Raises:
        SystemExit: it can't start; the one line of the reason goes to standard error.
        UnknownQuirk: a configured quirk isn't there.
    """
    try:
        listener, sandbox = _prepared(config, "127.0.0.1", port)
    except SandboxError as error:
        raise SystemExit(str(error)) from None

    def announce() -> None:
        sys.stdout.write(f"listening on {_url(listener)}\n")
        sys.stdout.flush()

    server = _Server(sandbox.app, announce)
    if until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(server,), name="stdin", daemon=True).start()
    try:
        server.run([listener])
    finally:
        sandbox.close()


class _Protocol(H11Protocol):
    """Offers the app a way to close the connection, which ASGI has not."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The one kind a TCP server gets; uvicorn's signature is narrower than asyncio's.
        if isinstance(transport, asyncio.Transport):
            super().connection_made(transport)
            self.app_state = {**self.app_state, HANG_UP: transport.close}


class _Server(uvicorn.Server):
    """Says when it listens, and ends on a signal as on any other end."""

    def __init__(self, app: ASGIApp, ready: Callable[[], object]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                interface="asgi3",
                proxy_headers=False,
                access_log=False,
                log_config=None,
                log_level="error",
                server_header=False,
                timeout_keep_alive=60,
                timeout_graceful_shutdown=1,
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises a signal once more after it ended: a traceback for SIGINT, no exit code for SIGTERM.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def _prepared(config: SandboxConfig, host: str, port: int) -> tuple[socket.socket, Sandbox]:
    # The port first: a large desk takes seconds to seed.
    listener = _listen(host, port)
    try:
        return listener, Sandbox(config)
    except BaseException:
        listener.close()
        raise


def _listen(host: str, port: int) -> socket.socket:
    if host not in _LOOPBACK:
        raise SandboxError(f"The sandbox listens on loopback only, not on {host}.")
    # asyncio sends small replies at once (TCP_NODELAY) only where the protocol is said.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A port that was in use a moment ago may be taken; one that is in use may not.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # Two sockets may be bound to a port, but only one can listen.
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(f"Port {port} is in use; --port 0 picks a free one.") from error
        raise SandboxError(f"Can't listen on port {port}: {error.strerror}.") from error
    except OverflowError as error:
        listener.close()
        raise SandboxError(f"{port} is no port.") from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _watch_stdin(server: uvicorn.Server) -> None:
    # Past the buffered reader, whose lock the interpreter can't take at its end from a thread that waits in it.
    while os.read(0, 4096):
        pass
    server.should_exit = True
