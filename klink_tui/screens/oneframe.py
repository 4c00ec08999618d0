"""One frame for all that a key leads to: the box closed, the next ticket on view, the row marked as changed."""

import asyncio
from typing import Any, Final

from textual.app import App
from textual.widget import AwaitMount

MOST: Final = 0.05
"""Seconds that a frame is held back at most: a slow disk must not hold up the screen."""


class OneFrame:
    """Holds back what is drawn from now on, until it is told to draw."""

    def __init__(self, app: App[Any]) -> None:
        """Begin to hold back."""
        self._app = app
        self._is_held = True
        app._begin_batch()
        # Not a timer of Textual's: that waits for whatever the app itself waits for, and this must not.
        self._timer = asyncio.get_running_loop().call_later(MOST, self.draw)

    def draw(self) -> None:
        """Draw everything as it is by now; doing it again does nothing."""
        if self._is_held:
            self._is_held = False
            self._timer.cancel()
            self._app._end_batch()
            self._app.screen.refresh()


class OneFrameApp(App[None]):
    """An app that draws another place as soon as it stands; Textual waits for a time that is always enough."""

    _frame: OneFrame | None = None

    def delay_update(self, delay: float = MOST) -> None:
        """Hold back what is drawn, for :data:`MOST` seconds whatever ``delay`` says, or until a place stands."""
        self._frame = OneFrame(self)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to another place, and draw it once it has dealt with being there."""
        wait = super().switch_mode(mode)
        if self._frame is not None:
            self.screen.call_later(self._frame.draw)
        return wait
