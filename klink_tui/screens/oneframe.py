"""One frame for all that a key leads to: the box closed, the next ticket on view, the row marked as changed."""

from typing import Any, Final

from textual.app import App

MOST: Final = 0.05
"""Seconds that a frame is held back at most: a slow disk must not hold up the screen."""


class OneFrame:
    """Holds back what is drawn from now on, until it is told to draw."""

    def __init__(self, app: App[Any]) -> None:
        """Begin to hold back."""
        self._app = app
        self._is_held = True
        app._begin_batch()
        self._timer = app.set_timer(MOST, self.draw)

    def draw(self) -> None:
        """Draw everything as it is by now; doing it again does nothing."""
        if self._is_held:
            self._is_held = False
            self._timer.stop()
            self._app._end_batch()
            self._app.screen.refresh()
