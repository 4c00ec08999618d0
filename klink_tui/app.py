"""The console: its places, its themes, and what holds for all of its screens."""

import asyncio
import importlib
import os
import shutil
import signal
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.app import App
from textual.binding import BindingType
from textual.command import Provider
from textual.events import Event, InputEvent, Key, Paste, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from klink_tui.altenter import know_alt_enter
from klink_tui.errors import KlinkError
from klink_tui.keymap import make_keymap
from klink_tui.keyorder import KeyOrder
from klink_tui.latetoasts import end_late_toasts
from klink_tui.looks import LooksApp
from klink_tui.models.ages import read_ages
from klink_tui.opening import open_cache, open_desk, open_work, utc_now
from klink_tui.pauses import Garbage, keep_pauses_short
from klink_tui.screens import import_all
from klink_tui.screens.curtain import CurtainScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.stylesheets import SCREENS
from klink_tui.session import Session, in_background
from klink_tui.text import clean

if TYPE_CHECKING:
    from klink_tui.api.exchange import Exchange
    from klink_tui.api.retry import Wait
    from klink_tui.desk.desk import Desk
    from klink_tui.screens.base import SetupNeeded
    from klink_tui.store.cache import Cache

HOME: Final = "tickets"
"""The place that the console begins in, and goes back to."""

LOG_KEPT: Final = 1000
"""Requests that the log remembers."""


def _jumps() -> type[Provider]:
    from klink_tui.screens.palette import Jumps

    return Jumps


class KlinkApp(LooksApp):
    """The console over one session."""

    TITLE = "klink-tui"
    CSS_PATH = "look.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("app")
    COMMAND_PALETTE_BINDING = "f20"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {*App.COMMANDS, _jumps}

    def __init__(self, session: Session, *, now: Callable[[], datetime] = utc_now, keep_fresh: bool = True) -> None:
        """Stand on ``session``; nothing is sent before the first screen asks.

        Args:
            session: the way to the server.
            now: the clock, aware.
            keep_fresh: whether the local copy is kept fresh in the background.
        """
        super().__init__()
        self.session = session
        know_alt_enter()
        end_late_toasts()
        self.use_keys(make_keymap(session.preset, session.keys))
        self.exchanges: deque[Exchange] = deque(maxlen=LOG_KEPT)
        """Every request of this run, oldest first."""
        session.on_exchange = self.exchanges.append
        session.on_wait = self._on_wait
        self._now = now
        self._keep_fresh = keep_fresh
        self._key_order = KeyOrder(self)
        self._garbage = Garbage()
        self._cache = open_cache(session)
        self._desk: Desk | None = None
        self._early: list[Event] | None = []
        self.keeps_looks = session.server is None
        self.begin_with(session.theme, session.density)
        self._places: dict[str, Callable[[], Screen[None]]] = {
            "tickets": self._tickets_screen,
            "contacts": self._contacts_screen,
            "cases": self._cases_screen,
            "library": self._library_screen,
            "outbox": self._outbox_screen,
            "log": self._log_screen,
        }
        for place, make in self._places.items():
            self.add_mode(place, make)

    @property
    def is_open(self) -> bool:
        """Whether the list of tickets stands in the place of its picture."""
        return self._early is None

    @property
    def desk(self) -> "Desk":
        """The desk; there is none before the curtain is raised."""
        assert self._desk is not None
        return self._desk

    def on_load(self) -> None:
        """End in order when asked to by SIGTERM, so that the terminal is left as it was found."""
        if os.name == "posix" and threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, 128 + signal.SIGTERM)

    async def on_event(self, event: Event) -> None:
        """Keep keys in order, and clean what is pasted before any field shows it: it may be what a customer wrote."""
        if isinstance(event, InputEvent):
            self._garbage.put_off()
        if isinstance(event, Paste):
            event.text = clean(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        elif isinstance(event, Key) and self._desk is not None:
            self._desk.mirror.make_way()
        if self._early is not None and isinstance(event, InputEvent | Paste) and not event.is_forwarded:
            self._early.append(event)  # It is meant for what is behind the curtain.
            return
        for due in self._key_order.due(event):
            await super().on_event(due)

    async def on_unmount(self) -> None:
        """Close the local copy and the connections."""
        if self._desk is not None:
            await self._desk.close()
        else:
            self._cache.close()
        await self.session.close()

    def on_ready(self) -> None:
        """Load the rest now that the first frame is there."""
        if not self.is_headless:
            self.set_interval(1.0, self._follow_terminal)
            self.set_interval(1.0, self._garbage.collect)
        self.say_of_theme(self.session.theme)
        self.call_after_refresh(self._raise_curtain)

    @work(group="curtain", exit_on_error=False)
    async def _raise_curtain(self) -> None:
        """Put the list itself in the place of its picture; what was pressed meanwhile is for the list."""
        await in_background(lambda: importlib.import_module("klink_tui.screens.tickets"))
        await self._open_desk(self._cache)
        await self.switch_mode(HOME)
        keep_pauses_short()
        early, self._early = self._early or [], None
        for event in early:
            self.post_message(event)
        if self.session.needs_setup:
            from klink_tui.screens.base import SetupNeeded

            self.post_message(SetupNeeded())
        else:
            self._warm_up()
        self._read_ahead()

    @work(group="ahead", exclusive=True, exit_on_error=False)
    async def _read_ahead(self) -> None:
        """Have the other screens ready before a key asks for them."""
        for path in SCREENS:
            self.stylesheet.read_ahead(path)
            await asyncio.sleep(0)
        await in_background(import_all)

    async def _open_desk(self, cache: "Cache | None" = None) -> None:
        """Open the desk, with what is left to send of the last time; from now on it is delivered."""
        work = await in_background(lambda: open_work(self.session))
        desk = self._desk = open_desk(self.session, cache=cache, work=work, now=self._now)
        _ = desk.undo  # It follows from here on what the agent does.
        desk.bus.subscribe(self.on_desk_event)
        try:
            await desk.outbox.load()
        except KlinkError as error:
            self.notify(str(error), title="The outbox can't be read", severity="error", timeout=30, markup=False)
        desk.delivery.on_defect = self._on_defect
        desk.bus.on_defect = self._on_defect
        desk.delivery.start()
        self._keep_house()
        for title, words in (
            ("Your work", work.said),
            ("Your work", str(work.trouble or "")),
            ("Keys", self.keymap.trouble),
        ):
            if words:
                self.notify(words, title=title, severity="warning", timeout=30, markup=False)

    @work(group="house", exclusive=True, exit_on_error=False)
    async def _keep_house(self) -> None:
        """Read what was touched last, back the agent's work up once a day, and drop what was over long ago."""
        desk = self.desk
        try:
            await desk.recents.load()
            await desk.own.ask(lambda: desk.own.work.back_up(desk.today()))
            await desk.outbox.prune()
        except KlinkError as error:
            self.notify(str(error), title="Your work", severity="warning", timeout=20, markup=False)

    def _on_defect(self, error: BaseException) -> None:
        if isinstance(error, Exception):
            self._handle_exception(error)

    def _follow_terminal(self) -> None:
        """Take the terminal's size where it was missed: Textual can mix up two changes that come at the same time."""
        size = Size(*shutil.get_terminal_size(self.size))
        if size != self.size:
            self.post_message(Resize(size, size))

    @work(group="warm-up", exclusive=True, exit_on_error=False)
    async def _warm_up(self) -> None:
        if self._keep_fresh:
            self.desk.mirror.start()
        references = self.desk.references
        try:
            await self.desk.lexicon.count()
            await self.desk.people.renew()
            await references.ticket_fields.get()
            await references.tags.get()
        except KlinkError:
            return  # Whoever needs them asks again, and says what went wrong.

    def on_setup_needed(self, event: "SetupNeeded") -> None:
        """Ask for address and token."""
        from klink_tui.screens.setup import SetupScreen

        if not isinstance(self.screen, SetupScreen):
            self.push_screen(SetupScreen(self.session, why=event.why), self._set_up)

    async def _set_up(self, done: bool | None) -> None:
        """Begin again at another desk: nothing of the one before stays on view."""
        if not done:
            return
        before = self.desk
        await self._open_desk()
        here = self.current_mode
        for place in self._places.keys() - {here}:
            await self._renew(place)
        await self.switch_mode("log" if here != "log" else HOME)
        await self._renew(here)
        await self.switch_mode(here)
        await before.close()
        self._warm_up()

    async def _renew(self, place: str) -> None:
        await self.remove_mode(place)
        self.add_mode(place, self._places[place])

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Make a defect of ours known: a worker must not fail in silence."""
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self._handle_exception(event.worker.error)

    def _on_wait(self, wait: "Wait") -> None:
        if wait.asked and (screen := self._desk_screen) is not None:
            screen.waiting(wait.seconds, wait.why)

    def _fatal_error(self) -> None:
        """Leave with a traceback that shows no local variables and no token."""
        import traceback

        from rich.text import Text

        self.bell()
        words = self.session.masked("".join(traceback.format_exception(self._exception))) if self._exception else ""
        self._exit_renderables.append(Text(f"klink-tui has a defect and had to stop.\n\n{words}"))
        self._close_messages_no_wait()

    # Places

    def get_default_screen(self) -> Screen[None]:
        """Give what stands until the list of tickets does."""
        session = self.session
        name = session.name if session.server else session.address.removeprefix("https://")
        ages = read_ages(session.profile.ages)
        return CurtainScreen(self._cache, desk=name, zone=session.time_zone, now=self._now(), ages=ages)

    def _tickets_screen(self) -> Screen[None]:
        from klink_tui.screens.tickets import TicketsScreen

        return TicketsScreen(self.desk)

    def _contacts_screen(self) -> Screen[None]:
        from klink_tui.screens.contacts import ContactsScreen

        return ContactsScreen(self.desk)

    def _cases_screen(self) -> Screen[None]:
        from klink_tui.screens.cases import CasesScreen

        return CasesScreen(self.desk)

    def _library_screen(self) -> Screen[None]:
        from klink_tui.screens.library import LibraryScreen

        return LibraryScreen(self.desk)

    def _outbox_screen(self) -> Screen[None]:
        from klink_tui.screens.outbox import OutboxScreen

        return OutboxScreen(self.desk)

    def _log_screen(self) -> Screen[None]:
        from klink_tui.screens.log import LogScreen

        return LogScreen(self.desk, self.exchanges, self.session)

    # What keys do

    def action_go_to(self, place: str) -> None:
        """Go to a place of the console; what was open there is still open."""
        self.switch_mode(place)

    @work(group="ask", exit_on_error=False)
    async def action_go(self) -> None:
        """Ask where to go."""
        from klink_tui.screens.picker import Choice, PickerScreen
        from klink_tui.widgets.bars import SECTIONS

        choices = [Choice(name, title) for name, title in SECTIONS]
        place = await self.push_screen_wait(PickerScreen("Go to", choices, current=self.current_mode))
        if place:
            self.action_go_to(place)

    async def action_back(self) -> None:
        """Go back one level; never quits."""
        if (screen := self._desk_screen) is not None:
            screen.action_back()

    @work(group="ask", exit_on_error=False)
    async def action_leave(self) -> None:
        """Go back; at the root quit, asking if something is still under way."""
        if len(self.screen_stack) > 1:
            await self.run_action("back")
        elif self.current_mode != HOME:
            self.switch_mode(HOME)
        else:
            await self.action_quit()

    async def action_quit(self) -> None:
        """Quit, asking if something is still under way."""
        self._quit()

    @work(group="ask", exit_on_error=False)
    async def _quit(self) -> None:
        if await self.may_quit():
            self.exit(0)

    def action_pause_mirror(self) -> None:
        """Stop reading in the background, or go on."""
        paused = not self.desk.mirror.progress.paused
        self.desk.mirror.pause(paused)
        self.notify("Reading in the background is paused." if paused else "Reading goes on.", markup=False)

    def action_setup(self) -> None:
        """Ask for another address or token."""
        if self.session.server is not None:
            self.notify("The demo brings its own server and token.", markup=False)
        else:
            from klink_tui.screens.base import SetupNeeded

            self.post_message(SetupNeeded())
