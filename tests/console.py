"""A console over an in-process sandbox, for tests of screens: no socket, a frozen clock, and no blind waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sized
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
from textual._compositor import CompositorUpdate
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets._toast import Toast

from klink_tui.api.client import KlinkClient
from klink_tui.app import KlinkApp
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox
from klink_tui.screens.base import DeskScreen
from klink_tui.session import Session
from klink_tui.settings import Profile
from klink_tui.widgets.bars import StatusLine
from tests.gate import Gate

NOW: Final = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
"""The moment that every test of a screen happens in."""
_ASKING: Final = frozenset({"ask", "submit"})
"""Groups of workers that ask something and wait for the answer."""
PATIENCE: Final = 15.0
"""Seconds until a test gives up waiting."""


class InProcess(Session):
    """A session whose client speaks to a sandbox without a socket."""

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        token: str,
        *,
        page_size: int = 50,
        directory: Path | None = None,
        undo_seconds: int = 0,
    ) -> None:
        """Stand on ``transport``; the copy is in ``directory``, or in one that goes with the session."""
        profile = Profile(
            timezone="UTC", page_size=page_size, undo_seconds=undo_seconds, message_undo_seconds=undo_seconds
        )
        super().__init__(name="test", profile=profile, server=_NoServer(token))
        self._transport = transport
        self._copy_in = directory
        self._made: KlinkClient | None = None

    @property
    def lasts(self) -> bool:
        """Tell whether the directory is there afterwards."""
        return self._copy_in is not None

    def own_directory(self) -> Path:
        """Give the directory of the copy."""
        return self._copy_in or super().own_directory()

    async def connect(self) -> KlinkClient:
        """Give the client."""
        if self._made is None:
            self._made = KlinkClient(
                "http://127.0.0.1",
                _token_of(self),
                transport=self._transport,
                on_exchange=self.on_exchange,
                on_wait=self.on_wait,
            )
        return self._made

    async def close(self) -> None:
        """Close the client."""
        if self._made is not None:
            await self._made.aclose()
        await super().close()


@dataclass
class _NoServer:
    """Stands in the place of the demo's own server."""

    token: str

    async def address(self) -> str:
        """Give no address: none is asked for."""
        return ""

    def stop(self) -> None:
        """Nothing to end."""


def _token_of(session: Session) -> str:
    assert session.server is not None
    return session.server.token


@dataclass
class Console:
    """A running console, and what it speaks to."""

    app: KlinkApp
    pilot: Pilot[int]
    sandbox: Sandbox
    gate: Gate
    """What its requests pass on their way to the sandbox."""

    @property
    def screen(self) -> DeskScreen[object]:
        """The screen on view."""
        assert isinstance(self.app.screen, DeskScreen)
        return self.app.screen

    def text(self) -> str:
        """Give what is on view, line by line."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in lines)

    @property
    def status(self) -> StatusLine:
        """The status line of the screen on view."""
        return self.app.screen.query_one(StatusLine)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each once all that the one before set off on screen has happened.

        Nothing is waited for that takes its time: an answer, a timer. That is what :meth:`until` is for.
        """
        for key in keys:
            self.burst(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, faster than the screen follows."""
        for char in text:
            self.send_key("space" if char == " " else _character_to_key(char), char)
        await self.settle()

    def burst(self, *keys: str) -> None:
        """Let the terminal send keys all at once, as a slow line does, and wait for nothing."""
        for key in keys:
            if len(key) == 1:
                self.send_key(_character_to_key(key), key)
            else:
                self.send_key(key, {"space": " ", "enter": "\r", "tab": "\t"}.get(key))

    def send_key(self, name: str, char: str | None) -> None:
        """Let the terminal send a key, and wait for nothing."""
        assert self.app._driver is not None
        event = Key(name, char)
        event.set_sender(self.app)
        self.app._driver.send_message(event)

    async def settle(self) -> None:
        """Wait until what is on view stands still: every message handled, every frame drawn, no screen on its way."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            await self._idle()
            screen = self.app.screen
            owed = ("_layout_required", "_scroll_required", "_repaint_required", "_dirty_widgets", "_callbacks")
            if not self.app._batch_count and not any(getattr(screen, name) for name in owed):
                return
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"it does not come to rest; on view:\n{self.text()}")
            if self.app._batch_count:
                await asyncio.sleep(0.001)  # A new screen is being put together.
            screen._on_timer_update()

    async def _idle(self) -> None:
        """Wait until the loop has nothing left to do but wait, for an answer or a timer."""
        loop = asyncio.get_running_loop()
        ready: Sized = vars(loop)["_ready"]
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0)
            quiet = 0 if ready else quiet + 1

    async def until(self, holds: Callable[[], object] | str) -> None:
        """Wait until something holds, or a text is on view; fail with what is on view instead."""
        wanted = (lambda: holds in self.text()) if isinstance(holds, str) else holds
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not wanted():
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"waited in vain for {holds!r}; on view:\n{self.text()}")
            await self.pilot.pause(0.01)

    async def rest(self) -> None:
        """Wait until nothing more happens by itself: no worker is busy, no timer that fires once is left.

        A worker that has asked something and waits for the answer is not busy.
        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        await self.settle()
        while busy := self.busy():
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"it does not come to rest: {busy}; on view:\n{self.text()}")
            await asyncio.sleep(0.002)
            await self.settle()

    def busy(self) -> list[object]:
        """Give what is still to come: workers, and timers that fire once."""
        asked = isinstance(self.app.screen, ModalScreen)
        workers = [one for one in self.app.workers if one.is_running and not (asked and one.group in _ASKING)]
        return [*workers, *self.ticking(), *self.unsent()]

    def unsent(self) -> list[str]:
        """Give what the outbox is about to do."""
        if not self.app.is_open or not self.app.desk.delivery.is_busy:
            return []
        return [one.title for one in self.app.desk.outbox.open]

    def ticking(self) -> list[Timer]:
        """Give the timers that fire once and have not yet; when a toast goes is its own affair."""
        nodes = [node for screen in self.app.screen_stack for node in (screen, *screen.walk_children())]
        timers = [timer for node in nodes if not isinstance(node, Toast) for timer in node._timers]
        return [one for one in timers if one._repeat == 0 and one._task is not None and not one._task.done()]

    @property
    def toasts(self) -> list[str]:
        """Every toast that is up, oldest first: its title, then its words."""
        return [": ".join(part for part in (note.title, note.message) if part) for note in self.app._notifications]

    def find(self, selector: str) -> Widget:
        """Give a widget of the screen on view."""
        return self.app.screen.query_one(selector, Widget)

    def writes(self) -> list[tuple[str, str]]:
        """Give method and path of every write the sandbox was asked for."""
        return [(entry.method, entry.target) for entry in self.sandbox.log if entry.method != "GET"]


def write_frames(app: KlinkApp) -> KlinkApp:
    """Let an app put each frame into the bytes that a terminal gets: without one Textual doesn't, whatever is in it."""
    display = app._display

    def displayed(screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and not app._batch_count:
            renderable.render_segments(app.console)
        display(screen, renderable)  # type: ignore[arg-type]

    app._display = displayed  # type: ignore[method-assign]
    return app


@contextmanager
def staged(
    *quirks: str,
    tickets: int = 60,
    contacts: int = 24,
    page_size: int = 50,
    transport: httpx.AsyncBaseTransport | None = None,
    theme: str = "klink-dark",
    keep_fresh: bool = False,
    directory: Path | None = None,
    undo_seconds: int = 0,
    keys: Mapping[str, str] | None = None,
    preset: str = "default",
) -> Iterator[tuple[KlinkApp, Sandbox, Gate]]:
    """Give a console that is not running yet over a seeded sandbox, or over ``transport``."""
    config = SandboxConfig(tickets=tickets, contacts=contacts, now=NOW, quirks=quirks)
    sandbox = Sandbox(config)
    gate = Gate(transport or httpx.ASGITransport(sandbox.app))
    session = InProcess(gate, config.token, page_size=page_size, directory=directory, undo_seconds=undo_seconds)
    session.preset, session.keys = preset, keys or {}
    app = write_frames(KlinkApp(session, now=lambda: NOW, keep_fresh=keep_fresh))
    app.theme = theme
    try:
        yield app, sandbox, gate
    finally:
        sandbox.close()


@asynccontextmanager
async def console(
    *quirks: str,
    size: tuple[int, int] = (120, 36),
    tickets: int = 60,
    contacts: int = 24,
    page_size: int = 50,
    transport: httpx.AsyncBaseTransport | None = None,
    theme: str = "klink-dark",
    keep_fresh: bool = False,
    directory: Path | None = None,
    undo_seconds: int = 0,
    keys: Mapping[str, str] | None = None,
    preset: str = "default",
    at_gate: Callable[[Gate], object] | None = None,
) -> AsyncIterator[Console]:
    """Run a console over a seeded sandbox, or over ``transport``; ready once its first page was answered.

    ``at_gate`` is told of the gate before anything is sent; ``keep_fresh`` lets the copy be read in the background;
    ``directory`` keeps the copy for another console.
    """
    made = staged(
        *quirks,
        tickets=tickets,
        contacts=contacts,
        page_size=page_size,
        transport=transport,
        theme=theme,
        keep_fresh=keep_fresh,
        directory=directory,
        undo_seconds=undo_seconds,
        keys=keys,
        preset=preset,
    )
    with made as (app, sandbox, gate):
        if at_gate is not None:
            at_gate(gate)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            running = Console(app, pilot, sandbox, gate)
            await running.until(lambda: app.is_open and "Fetching" not in running.text())
            yield running
