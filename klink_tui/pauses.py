"""Keeps the interpreter from holding the screen up while records are read in the background."""

import gc
import sys
from collections.abc import Callable
from time import monotonic
from typing import Final

SWITCH: Final = 0.001
"""Seconds that a thread may keep the interpreter while another one wants it; Python's own are five times as many."""
QUIET: Final = 1.0
"""Seconds without a key after which the garbage is looked for."""
WORTH: Final = 3
"""How often the younger objects were gone through before it is worth while to go through all."""
PATIENCE: Final = 100
"""How often until all are gone through between two keys; Python's own is ten, some seconds of triage."""


def collect_later() -> None:
    """Let nothing be collected until :func:`keep_pauses_short`: what a start makes stays."""
    gc.disable()


def keep_pauses_short() -> None:
    """Let no pause of the interpreter be seen; call it once everything is loaded.

    What is loaded stays to the end: the garbage collector no longer looks through it, which takes it longer than a
    frame lasts.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], PATIENCE)
    sys.setswitchinterval(SWITCH)


class Garbage:
    """Goes through all objects while nobody presses a key.

    Every screen that is left is garbage in circles, and to find it takes as long as two or three frames: an agent who
    goes from ticket to ticket met that pause every few seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Count the time on ``clock``, in seconds."""
        self._clock = clock
        self._last = clock()

    def put_off(self) -> None:
        """Wait once more: a key was pressed."""
        self._last = self._clock()

    def collect(self) -> bool:
        """Collect if it is quiet and worth while; give whether it was done."""
        if self._clock() - self._last < QUIET or gc.get_count()[2] < WORTH:
            return False
        gc.collect()
        return True
