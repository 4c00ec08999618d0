"""A console for sweeps: no pause between two tries is waited out, and one knows when nothing more will happen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import httpx
from textual.widget import Widget

from klink_tui.api.caller import Clock
from klink_tui.api.client import KlinkClient
from klink_tui.app import KlinkApp
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Sandbox, serve
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.tickets import TicketsScreen
from klink_tui.session import Session
from klink_tui.settings import Profile
from tests.console import NOW, Console, write_frames
from tests.gate import Gate

Through = Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]
"""Makes of the way to the sandbox another one."""


async def _at_once(seconds: float) -> None:
    """Let a pause pass at once."""
    await asyncio.sleep(0)


def _profile(page_size: int) -> Profile:
    return Profile(timezone="UTC", page_size=page_size, undo_seconds=0, message_undo_seconds=0)


@dataclass
class _Given:
    """A server that is there already."""

    token: str

    async def address(self) -> str:
        """Give no address: none is asked for."""
        return ""

    def stop(self) -> None:
        """Nothing to end."""


class Impatient(Session):
    """A session whose client waits out no pause."""

    def __init__(
        self, token: str, page_size: int, *, url: str = "", transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Speak to ``url``, or through ``transport``."""
        super().__init__(name="test", profile=_profile(page_size), server=_Given(token))
        self._one = KlinkClient(
            url or "http://127.0.0.1",
            token,
            transport=transport,
            on_exchange=lambda exchange: self.on_exchange(exchange) if self.on_exchange else None,
            on_wait=lambda wait: self.on_wait(wait) if self.on_wait else None,
            clock=Clock(sleep=_at_once, now=lambda: NOW),
        )

    async def connect(self) -> KlinkClient:
        """Give the client."""
        return self._one

    async def close(self) -> None:
        """Close the client."""
        await self._one.aclose()


@dataclass
class Bench(Console):
    """A console that can be swept."""

    url: str = ""
    """The sandbox's address where it listens."""

    async def meanwhile(self, **changed: str) -> None:
        """Let somebody else change the ticket under the cursor, where there is one and the server lets them."""
        ticket = self.screen.ticket if isinstance(self.screen, TicketsScreen) else None
        if ticket is None:
            return
        transport = None if self.url else httpx.ASGITransport(self.sandbox.app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {self.sandbox.config.token}"}
        with suppress(httpx.TransportError):
            async with httpx.AsyncClient(base_url=self.url or "http://127.0.0.1", transport=transport) as other:
                await other.patch(f"/api/v1/tickets/{ticket.id}", json=changed, headers=headers)

    async def still(self) -> None:
        """Wait until nothing more happens by itself, and fail with the app's own error where it had one."""
        for _ in range(2):  # The second time for what the end of the last worker set off.
            await self.rest()
            self.unharmed()
            await asyncio.sleep(0.002)
            if isinstance(self.app.screen, TicketsScreen):
                self.app.screen.count_now()  # It would, within two seconds.
                await self.rest()

    def unharmed(self) -> None:
        """Fail with the app's own error where it had one."""
        if self.app._exception is not None:
            raise self.app._exception

    async def go(self, place: str) -> None:
        """Leave whatever is open, and go to a place of the console."""
        for _ in range(8):
            if len(self.app.screen_stack) == 1:
                break
            await self.press("escape")
        assert len(self.app.screen_stack) == 1, f"escape does not lead out of {self.app.screen}"
        self.app.action_go_to(place)
        await self.still()

    @property
    def loud_toasts(self) -> list[str]:
        """The toasts that say that something went wrong."""
        return [note.message for note in self.app._notifications if note.severity != "information"]

    def drawn(self) -> Iterator[Widget]:
        """Give the widgets of the screen on view that draw something, scrolled out of sight or not."""
        waiting: list[Widget] = list(self.app.screen.displayed_children)
        while waiting:
            widget = waiting.pop(0)
            children = list(widget.displayed_children)
            waiting[:0] = children
            if widget.size and (not children or type(widget).render is not Widget.render):
                yield widget


@contextmanager
def server(*quirks: str, tickets: int, contacts: int, sockets: bool) -> Iterator[tuple[Sandbox, str]]:
    """Give a sandbox, and its address where it listens."""
    config = SandboxConfig(tickets=tickets, contacts=contacts, now=NOW, quirks=quirks)
    if sockets:
        with serve(config) as served:
            yield served.sandbox, served.url
        return
    sandbox = Sandbox(config)
    try:
        yield sandbox, ""
    finally:
        sandbox.close()


@asynccontextmanager
async def bench(
    *quirks: str,
    size: tuple[int, int] = (120, 36),
    tickets: int = 24,
    contacts: int = 12,
    page_size: int = 20,
    sockets: bool = False,
    through: Through | None = None,
) -> AsyncIterator[Bench]:
    """Run a console over a sandbox; at rest already.

    Args:
        quirks: what the sandbox does from the start.
        size: the terminal's columns and lines.
        tickets: how many the sandbox has.
        contacts: how many the sandbox has.
        page_size: rows a page.
        sockets: whether the console and the sandbox speak over real ones, on loopback.
        through: what stands between the two where there are no sockets.
    """
    with server(*quirks, tickets=tickets, contacts=contacts, sockets=sockets) as (sandbox, url):
        direct = httpx.ASGITransport(sandbox.app)
        gate = Gate(through(direct) if through else direct)
        session = Impatient(sandbox.config.token, page_size, url=url, transport=None if url else gate)
        app = write_frames(KlinkApp(session, now=lambda: NOW, keep_fresh=False))
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            running = Bench(app, pilot, sandbox, gate, url)
            await running.until(lambda: app.is_open)
            await running.still()
            assert isinstance(app.screen, DeskScreen)
            yield running
