"""The escape key told from the beginning of another key in the time that is set for it.

Textual looks every tenth of a second whether that time is over, so escape took up to a tenth of a second longer.
"""

import select
import sys
from collections.abc import Iterable

from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.message import Message


class EscapeParser(XTermParser):
    """Reads keys as Textual does; called by the thread that reads the terminal, which may wait."""

    def tick(self) -> Iterable[Message]:
        """Give the escape key once nothing has come behind it for ``ESCDELAY`` milliseconds."""
        if self._timeout_time is not None:
            rest = self._timeout_time - get_time()
            if rest > 0 and _comes_within(rest):
                return  # It is read next, and is part of the same key.
        yield from super().tick()


def _comes_within(seconds: float) -> bool:
    """Wait for what the terminal sends next; tell whether it sent something."""
    terminal = sys.__stdin__
    if terminal is None:
        return False
    try:
        return bool(select.select([terminal], [], [], seconds)[0])
    except (OSError, ValueError):  # It can't be waited for, as on Windows: Textual looks in a while.
        return False
