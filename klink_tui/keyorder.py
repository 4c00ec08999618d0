"""Keys one after the other: the next sets out once everything that the one before set off has happened.

Textual hands a key to the widget that has the focus just then, and looks at bindings only after the key has come up
to the app through the queues of every widget on the way. Where several keys arrive at once, those behind would go to
a widget that the ones before were about to leave.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final, Protocol, runtime_checkable

from textual.app import App
from textual.events import Event, InputEvent, Key, MouseMove, Paste
from textual.message_pump import MessagePump
from textual.timer import Timer

PATIENCE: Final = 0.15
"""Seconds that a key is waited for at most; the one behind it goes on then."""
TICK: Final = 0.01
"""Seconds between two looks at what waits."""
TICKS: Final = 14
"""Looks until patience is over; counted, as a clock runs on where the app itself is held up."""
QUITTING: Final = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that wait no longer than :data:`PATIENCE`, whatever is in front of them."""
LEAVING: Final = frozenset({"escape"})
"""Keys that are for a screen as much before it is open as after."""


@runtime_checkable
class Opening(Protocol):
    """A screen that opens in steps."""

    @property
    def is_opening(self) -> bool:
        """Whether what the keys are for is still to come."""


class Passed(Event, verbose=True):
    """Takes the way of a key, behind it: once this comes to the app, the key is through."""

    is_overdue = False
    """Whether nothing is waited for any longer."""


class KeyOrder:
    """Decides when what the terminal sends may be handed on, one event at a time and in the order it came."""

    def __init__(self, app: App[int]) -> None:
        """Keep the order of what comes to ``app``."""
        self._app = app
        self._waiting: deque[Event] = deque()
        self._last: Event | None = None
        """What was handed on last, until it is known to be through."""
        self._last_time = float("-inf")
        self._passed: Passed | None = None
        """What is on the way behind it."""
        self._from: MessagePump = app
        self._timer: Timer | None = None
        self._ticks = 0
        self._quit_ticks = 0

    def due(self, event: Event) -> Iterator[Event]:
        """Give what may be handed on now that ``event`` has come to the app, each before the next is asked for."""
        if not isinstance(event, Passed | InputEvent | Paste) or event.is_forwarded:
            yield event
            if event is self._last:  # It came up all the way, and its action has run.
                self._last = None
        elif not self._app.screen_stack:
            return  # The app ends: nobody is left to take it.
        elif isinstance(event, Passed):
            if event is self._passed:
                yield from self._arrived(event)
        elif self._has_to_wait(event):
            self._hold(event)
        else:
            yield event
            self._note(event)

    def _has_to_wait(self, event: Event) -> bool:
        """Tell whether something is in front of an event; moving the mouse is about nothing that a key changes."""
        if self._waiting or isinstance(event, MouseMove):
            return bool(self._waiting)
        return self._last is not None or self._has_mail() or self._is_opening(event)

    def _hold(self, event: Event) -> None:
        self._waiting.append(event)
        if isinstance(event, Key) and event.key in QUITTING and not self._quit_ticks:
            self._quit_ticks = TICKS
        if self._passed is None:
            self._send()
        if self._timer is None:
            self._wind()

    def _note(self, event: Event) -> None:
        """Take note of what was handed on; a key that the app itself has an action for is through already."""
        if not isinstance(event, MouseMove):
            self._ticks = 0
            self._last = event if event.is_forwarded else None
            self._last_time = event.time

    def _send(self) -> None:
        if not self._app.screen_stack:
            return
        self._from = self._app.focused or self._app.screen
        self._passed = Passed()
        self._passed.set_sender(self._app)  # Bubbling ends at the sender.
        self._from.post_message(self._passed)

    def _arrived(self, passed: Passed) -> Iterator[Event]:
        """Hand on what waits, unless what is through has set off something that is not."""
        screen = self._app.screen
        if passed.is_overdue or not self._waiting:
            yield from self._next()
        elif self._has_mail():
            self._send()
        elif screen._callbacks:
            self._from = screen
            screen.call_after_refresh(self._send)
        elif self._is_opening(self._waiting[0]):
            self._passed = None  # The next tick looks again.
        else:
            yield from self._next()

    def _next(self) -> Iterator[Event]:
        """Give what waits, down to the first event that something may come of; all of it where one is to quit by."""
        self._passed = None
        while self._waiting:
            event = self._waiting.popleft()
            yield event
            self._note(event)
            if self._waiting and not isinstance(event, MouseMove) and self._quit_ticks >= 0:
                self._send()
                return

    def _is_opening(self, event: Event) -> bool:
        """Tell whether an event came in one piece with what opens the screen on view, before that is open."""
        screen = self._app.screen
        if (isinstance(event, Key) and event.key in LEAVING) or event.time > self._last_time + PATIENCE:
            return False
        return isinstance(screen, Opening) and screen.is_opening

    def _has_mail(self) -> bool:
        """Tell whether a message waits for the app or for anything on the screen on view."""
        pumps = (self._app, *self._app.screen.walk_children(with_self=True))
        return any(pump.message_queue_size or pump._pending_message for pump in pumps)

    # The safety net

    def _wind(self) -> None:
        self._timer = self._app.set_timer(TICK, self._tick)

    def _tick(self) -> None:
        """Look after what waits: a widget that is gone sends nothing on, and one that is busy keeps what it has."""
        self._timer = None
        if not self._waiting or not self._app.screen_stack:
            self._quit_ticks = 0
            return
        self._ticks += 1
        if self._quit_ticks > 0:
            self._quit_ticks = self._quit_ticks - 1 or -1
        if self._ticks >= TICKS or self._quit_ticks < 0:
            self._passed = Passed()
            self._passed.is_overdue = True
            self._app.post_message(self._passed)
        elif self._passed is None or not self._from.is_attached:
            self._send()
        self._wind()
