"""Job control (POSIX 11.1.4): a program leaves the terminal to the shell that began it, until that lets it go on."""

import os
import signal
import sys
import time
from collections.abc import Iterable
from typing import Final

NOT_STOPPED: Final = 0.2
"""Seconds after which a job that was to stop and runs was not stopped: the kernel does so at once, or never."""
_LOOK: Final = 0.005


def stop_job(words: Iterable[str] = ()) -> bool:
    """Stop this program, and whatever was begun with it, until the shell lets it go on in the foreground.

    Call it from the main thread, with the terminal as it was found.

    Args:
        words: lines to say before.

    Returns:
        Whether it was stopped: where no shell could let it go on, the kernel does not.
    """
    sys.stdout.writelines(f"{line}\n" for line in words)
    sys.stdout.flush()
    woken: list[int] = []
    own = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    own_waking = signal.signal(signal.SIGCONT, lambda number, _frame: woken.append(number))
    try:
        while True:
            woken.clear()
            os.kill(0, signal.SIGTSTP)
            until = time.monotonic() + NOT_STOPPED
            while not woken and time.monotonic() < until:
                time.sleep(_LOOK)
            time.sleep(0)  # Time goes on while it is stopped: the waking may be noticed only now.
            if not woken or _has_terminal():
                return bool(woken)
    finally:
        signal.signal(signal.SIGTSTP, own)
        signal.signal(signal.SIGCONT, own_waking)


def _has_terminal() -> bool:
    """Tell whether the terminal is this job's; where it is gone it is nobody else's."""
    try:
        return os.tcgetpgrp(sys.__stdin__.fileno()) == os.getpgrp()  # type: ignore[union-attr]
    except OSError:
        return True
