"""Pastes taken whole from what the terminal sends: nothing in one is ever a key, and a megabyte costs no seconds.

Textual looks at each character of a paste by itself, which takes seconds for a megabyte, and takes what looks like the
code of a key for that key: a paste with escape codes in it would do whatever those keys do.
"""

import sys
from collections.abc import Iterable
from typing import Final

from textual.driver import Driver
from textual.events import Paste
from textual.message import Message

from klink_tui.escapes import EscapeParser

BEGINS: Final = "\x1b[200~"
"""What a terminal sends in front of a paste."""
ENDS: Final = "\x1b[201~"
"""What it sends behind one."""
_SURE: Final = 3
"""Characters of :data:`BEGINS` that no key is waited for behind: escape and ``[`` are the beginning of many."""


class PasteParser(EscapeParser):
    """Reads keys as Textual does, and pastes whole."""

    _parts: list[str] | None = None
    """What came of a paste that has not ended; ``None`` outside of one."""
    _held = ""
    """The beginning of a mark whose rest is still to come."""

    def feed(self, data: str) -> Iterable[Message]:
        """Give the events of what came next; empty data is the end."""
        if not data:
            yield from super().feed(data)
            return
        data, self._held = self._held + data, ""
        while data:
            if self._parts is None:
                keys, mark, data = data.partition(BEGINS)
                if mark:
                    self._parts = []
                else:
                    keys, self._held = _split(keys, BEGINS, _SURE)
                if keys:
                    yield from super().feed(keys)
            else:
                text, mark, data = data.partition(ENDS)
                if not mark:
                    text, self._held = _split(text, ENDS, 1)
                self._parts.append(text)
                if mark:
                    pasted, self._parts = "".join(self._parts), None
                    yield Paste(pasted.replace("\x00", ""))


def take_pastes_whole(driver: type[Driver]) -> None:
    """Let a driver read with :class:`PasteParser`, where it reads what a terminal sends."""
    names = vars(sys.modules[driver.__module__])
    if "XTermParser" in names:
        names["XTermParser"] = PasteParser


def _split(text: str, mark: str, least: int) -> tuple[str, str]:
    """Split off the beginning of a mark at the end of a text, where at least so much of it is there."""
    for length in range(len(mark) - 1, least - 1, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""
