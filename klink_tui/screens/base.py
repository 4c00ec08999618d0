"""What every screen of the console shares: its frame, its keys, its manners with errors."""

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult, SuspendNotSupported
from textual.geometry import Offset, Region
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.worker import Worker, WorkerState

from klink_tui.actions import Action
from klink_tui.desk.desk import Desk
from klink_tui.desk.events import DeskEvent
from klink_tui.desk.history import Stop
from klink_tui.errors import KlinkError, StoreError
from klink_tui.jobcontrol import stop_job
from klink_tui.screens.keys import footer_of, rebind, run_by
from klink_tui.screens.lentapp import LentApp
from klink_tui.screens.styledonce import StyledOnce
from klink_tui.widgets.bars import KeyBar, StatusLine, TopBar
from klink_tui.widgets.keyed import keymap_of
from klink_tui.widgets.menuasked import MenuAsked
from klink_tui.widgets.outboxlook import left_words, outbox_words
from klink_tui.widgets.words import trouble_words, unread_words

ResultT = TypeVar("ResultT")
OtherT = TypeVar("OtherT")


@dataclass
class SetupNeeded(Message):
    """There is no address or no token, or the server does not take it."""

    why: str = ""
    """What went wrong, in words; empty on a first start."""


class DeskScreen(StyledOnce[ResultT]):
    """A screen with a top bar, a status line and a key bar around what it holds."""

    NAME: ClassVar[str] = ""
    """What the table of actions calls it."""
    SECTION: ClassVar[str] = ""
    """The place of the console it belongs to; empty for none."""
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk) -> None:
        """Stand on ``desk``."""
        super().__init__()
        self.desk = desk
        self._pause_ends = 0.0
        self._pause_why = ""
        self._leave_bus: Callable[[], None] = lambda: None
        self._has_begun = False
        self.add_class("desk-screen")

    def compose(self) -> ComposeResult:
        """Frame the body."""
        keymap = keymap_of(self.app)
        rebind(self, keymap)
        yield TopBar()
        yield from self.body()
        yield StatusLine()
        yield KeyBar(tuple(footer_of(self.NAME, keymap, without=self.out_of_place)))

    def body(self) -> ComposeResult:
        """Give what the frame holds."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give its ground, which is the same in every line, from the first of them."""
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height

    def on_mount(self) -> None:
        """Listen to the desk for as long as the screen stands."""
        top = self.query_one(TopBar)
        top.section = self.SECTION
        top.desk = self.desk.name
        self._leave_bus = self.desk.bus.subscribe(self._on_desk_event)
        self.set_interval(1.0, self._tick)
        self._has_begun = True
        self.ready()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave_bus()

    def ready(self) -> None:
        """Begin: the widgets stand."""

    def heard(self, event: DeskEvent) -> None:
        """Take note of something that changed on the desk."""

    def facts(self) -> str:
        """Say what is on view, for the status line."""
        return ""

    def doing(self) -> str:
        """Say what is under way, for the status line."""
        parts = [*outbox_words(self.desk.outbox.standing())]
        if self.desk.drafts.trouble is not None or self.desk.own.work.trouble is not None:
            parts.insert(0, "what you type can't be saved")
        if (left := self._pause_ends - monotonic()) > 0:
            parts.insert(0, f"{self._pause_why}: again in {left:.0f} s")
        progress = self.desk.mirror.progress
        if progress.trouble:
            parts.append(unread_words(self.desk.mirror.error))
        elif progress.paused:
            parts.append("reading is paused")
        elif progress.sweeping:
            of = f" of {progress.total:,}" if progress.total is not None else ""
            parts.append(f"reading {progress.read:,}{of} …")
        return ", ".join(parts)

    @property
    def is_opening(self) -> bool:
        """Whether something that a key asked for is on its way, here or as a screen above: the next keys are for it."""
        return any(worker.node is self and worker.group == "open" and worker.is_running for worker in self.workers)

    def open_late(self, what: str, screen: Screen[OtherT], then: Callable[[OtherT | None], None] | None = None) -> None:
        """Open a screen that was asked for a moment ago, unless something was opened since that it would cover.

        Args:
            what: what it is, as a sentence begins with it.
            screen: what to open.
            then: is called with what it gives.
        """
        if self.is_active:
            self.app.push_screen(screen, then)
        else:
            self.say(f"{what} was not opened: something else was, meanwhile.")

    @property
    def out_of_place(self) -> Container[str]:
        """The actions that lead to nothing here: the key bar does not offer them."""
        return ()

    @property
    def stop(self) -> Stop | None:
        """What is on view, for the way back; ``None`` where nothing leads back to it."""
        return None

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.query_one(StatusLine)

    @property
    def stands(self) -> bool:
        """Whether its widgets are there.

        They come after the screen is the one on view, and go before it stops listening and before its writes end.
        """
        return self._has_begun and self.is_attached and self.display

    def waiting(self, seconds: float, why: str) -> None:
        """Count down a pause that the server asked for."""
        self._pause_ends = monotonic() + seconds
        self._pause_why = why
        if self.stands:
            self.restate()

    def restate(self) -> None:
        """Bring the status line up to date."""
        line = self.status
        line.facts = self.facts()
        line.doing = self.doing()

    def trouble(self, error: KlinkError, *, retry: str = "") -> None:
        """Say what went wrong in the status line, after the key that tries again: the end of the line may be cut."""
        first = f"{retry} tries again · " if retry else ""
        self.status.trouble = first + trouble_words(error)

    def no_trouble(self) -> None:
        """Take the last trouble off the status line."""
        self.status.trouble = ""

    def say(self, text: str, *, bad: bool = False, title: str = "") -> None:
        """Show a toast; the text is taken literally."""
        self.notify(
            text, title=title, severity="error" if bad else "information", timeout=12 if bad else 4, markup=False
        )

    async def hand_over(self, change: Awaitable[object], *, what: str = "") -> bool:
        """Write down what the agent wants changed; tell whether that could be done: else nothing will be sent.

        Args:
            change: writes it down.
            what: what it is done to, where that may not be on view any more.
        """
        try:
            await change
        except StoreError as error:
            self.app.notify(
                trouble_words(error),
                title=f"Not sent: {what}" if what else "Not sent",
                severity="error",
                timeout=20,
                markup=False,
            )
            return False
        return True

    @work(group="carried", exclusive=True, exit_on_error=False)
    async def count_carried(self) -> None:
        """Count what tickets carry, to be offered: off the event loop, for the next time it is asked for."""
        await self.desk.lexicon.count()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Make a defect of ours known: a worker must not fail in silence."""
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self.app._handle_exception(event.worker.error)

    def menu_about(self) -> str:
        """Say what the actions of the right button's menu are done to; empty where the pointer says it all."""
        return ""

    def on_menu_asked(self, event: MenuAsked) -> None:
        """Offer what can be done to the row that was clicked."""
        event.stop()
        self.open_menu(event.at, on_row=True)

    def open_menu(self, at: Offset, *, on_row: bool, all_of_it: bool = True) -> None:
        """Open a menu at a place of the screen; what is chosen there is done here.

        Args:
            at: where.
            on_row: whether that is on the row of a list.
            all_of_it: whether it is about what the screen is about, and not about a row of a list beside it.
        """
        from klink_tui.screens.menu import MenuScreen, offered

        if actions := offered(self.NAME, self, on_row=on_row, all_of_it=all_of_it):
            about = self.menu_about() if all_of_it else ""
            self.app.push_screen(MenuScreen(actions, at, about=about), self._run_chosen)

    async def _run_chosen(self, action: Action | None) -> None:
        if action is not None:
            await self.run_action(run_by(action))

    @work(group="suspend", exclusive=True, exit_on_error=False)
    async def action_suspend(self) -> None:
        """Leave the terminal to the shell, and stand still until that gives it back."""
        app, delivery = self.app, self.desk.delivery
        if delivery.is_under_way:  # Its reply would come too late.
            self.say("A change is being sent right now: press it again once that is over.")
            return
        await delivery.stop()  # Another console may deliver meanwhile.
        try:
            if not isinstance(app, LentApp):
                raise SuspendNotSupported
            with app.lent_terminal():
                if not stop_job(left_words(self.desk.outbox.open, "sent once klink-tui goes on")):
                    raise SuspendNotSupported
        except SuspendNotSupported:
            self.say("There is no shell here to go back to.")
        finally:
            delivery.start()

    def action_back(self) -> None:
        """Go back one level."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()

    def _on_desk_event(self, event: DeskEvent) -> None:
        if self.stands:
            self.heard(event)
            self.restate()

    def _tick(self) -> None:
        if self.is_current:
            self.restate()
