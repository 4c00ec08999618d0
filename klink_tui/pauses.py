"""Keeps the interpreter from holding the screen up while records are read in the background."""

import gc
import sys
from typing import Final

SWITCH: Final = 0.001
"""Seconds that a thread may keep the interpreter while another one wants it; Python's own are five times as many."""


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
    sys.setswitchinterval(SWITCH)
