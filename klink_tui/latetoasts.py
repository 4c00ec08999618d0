"""Toasts that are over before they stand: Textual waits for a time that has passed, and never ends waiting.

A screen that opens shows the toasts that are not over yet; one that ends before it is mounted sets a timer that is due
in the past, and such a timer goes round without a pause: the console stands still for good.
"""

from typing import Any, Final

from textual.timer import Timer
from textual.widget import Widget
from textual.widgets._toast import Toast

LEAST: Final = 0.01
"""Seconds that a toast stands at least."""


def end_late_toasts() -> None:
    """Let a toast that is over go at once, from now on; once more does no harm."""
    Toast.set_timer = _set_timer  # type: ignore[assignment, method-assign]


def _set_timer(toast: Toast, delay: float, *arguments: Any, **named: Any) -> Timer:
    return Widget.set_timer(toast, max(delay, LEAST), *arguments, **named)
