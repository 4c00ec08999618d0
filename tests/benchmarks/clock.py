"""Times on a terminal: when a text was painted, told by the bytes themselves and not by who draws them later."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.terminal.console import SECONDS, Console, NeverCame

QUIET: Final = 0.15
"""Seconds without a byte after which everything that a key leads to is over."""
AT_REST: Final = 0.06
"""Seconds without a byte and without work after which a program has done all that a key leads to at once."""
_LOOK: Final = 0.005
"""Seconds between two looks at whether it is at work."""
_NO_WORK: Final = 0.0003
"""Seconds of work between two looks that are none: the thread that reads the keys looks whether it is to end."""

_FRAME_BEGINS: Final = b"\x1b[?2026h"
_FRAME_ENDS: Final = b"\x1b[?2026l"

Chunks = list[tuple[float, bytes]]
"""When each piece was read, and the piece."""


def as_installed(folder: Path) -> dict[str, str]:
    """Give an environment in which every module is compiled once, into ``folder``, as it is for a user."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder)}


def started(console: Console, wanted: re.Pattern[bytes]) -> float:
    """Give the milliseconds from the start of the process to the end of the frame that first shows ``wanted``.

    Raises:
        NeverCame: it was never shown.
    """
    chunks: Chunks = []
    while (at := _painted(chunks, wanted)) is None:
        chunk = console.read_undrawn(SECONDS)
        if not chunk:
            raise NeverCame(f"{wanted.pattern!r} was never shown")
        chunks.append((time.perf_counter(), chunk))
    for _, chunk in chunks:
        console.draw(chunk)
    return (at - console.started) * 1000


def pressed(console: Console, key: str, shown: Callable[[], str]) -> float:
    """Give the milliseconds from a key to the end of the frame that shows a row.

    Args:
        console: the program.
        key: what is pressed.
        shown: gives the row's number, read off the screen after everything is over.

    Raises:
        NeverCame: the row was not painted.
    """
    chunks: Chunks = []
    began = time.perf_counter()
    console.press(key)
    while chunk := console.read_undrawn(QUIET if chunks else SECONDS):
        chunks.append((time.perf_counter(), chunk))
    for _, chunk in chunks:
        console.draw(chunk)
    number = shown()
    at = _painted(chunks, re.compile(rb"[m ]" + number.encode() + rb"\x1b"))
    if at is None:
        raise NeverCame(f"{key} painted no row {number}:\n{console.text}")
    return (at - began) * 1000


def painted(console: Console, key: str, wanted: re.Pattern[bytes]) -> float:
    """Give the milliseconds from a key to the end of the frame that first shows ``wanted``; then wait until it is over.

    Raises:
        NeverCame: it was not painted.
    """
    chunks: Chunks = []
    began = time.perf_counter()
    console.press(key)
    while (at := _painted(chunks, wanted)) is None:
        chunk = console.read_undrawn(SECONDS)
        if not chunk:
            raise NeverCame(f"{key} painted no {wanted.pattern!r}:\n{console.text}")
        chunks.append((time.perf_counter(), chunk))
    for _, chunk in chunks:
        console.draw(chunk)
    while console.read(QUIET):
        pass
    return (at - began) * 1000


def first_paint(console: Console, key: str) -> float | None:
    """Give the milliseconds from a key to the end of the first frame that changes more than the status line.

    Where only that changes it counts as well; ``None`` where nothing was painted before the program came to rest: what
    comes later, as a list that was fetched or a clock that moved on, is not the key's.
    """
    quiet(console)
    chunks: Chunks = []
    before = _picture(console)
    worked = _worked(console.pid)
    began = rested = time.perf_counter()
    console.press(key)
    while time.perf_counter() - rested < AT_REST:
        chunk = console.read_undrawn(_LOOK)
        if chunk:
            chunks.append((time.perf_counter(), chunk))
        now = _worked(console.pid)
        if chunk or abs(now - worked) > _NO_WORK:
            worked, rested = now, time.perf_counter()
    body: float | None = None
    status: float | None = None
    drawn = b""
    for read_at, chunk in chunks:
        console.draw(chunk)
        drawn += chunk
        if body is not None or drawn.rfind(_FRAME_BEGINS) > drawn.rfind(_FRAME_ENDS):
            continue
        picture = _picture(console)
        if picture[0] != before[0]:
            body = (read_at - began) * 1000
        elif picture[1] != before[1] and status is None:
            status = (read_at - began) * 1000
    return status if body is None else body


def _worked(pid: int) -> float:
    """Give the seconds for which all threads of a program have had a processor."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # It has ended meanwhile.
            spent += int((task / "schedstat").read_text().split()[0])
    return spent / 1e9


def _picture(console: Console) -> tuple[object, object]:
    """Give what is on the screen, its styles included; the status line apart."""
    screen = console.screen
    lines = [tuple(screen.buffer[y][x] for x in range(screen.columns)) for y in range(screen.lines)]
    status = lines.pop(-2)
    return (lines, (screen.cursor.x, screen.cursor.y, screen.cursor.hidden)), status


def quiet(console: Console) -> None:
    """Wait until everything that a key leads to is over."""
    while console.read(QUIET):
        pass


def settled(console: Console) -> None:
    """Wait until everything that a start leads to is over."""
    console.until(re.compile(r"page 1 of \d"))
    while console.read(1.0):
        pass


def numbers(console: Console) -> list[str]:
    """Give the numbers of the rows on view, from the top."""
    found = (re.match(r" +(?:[↻•?≠✗!] +)?(\d{5,6})\b", line) for line in console.lines)
    return [match[1] for match in found if match]


def _painted(chunks: Chunks, wanted: re.Pattern[bytes]) -> float | None:
    """Give when the frame with ``wanted`` was complete; ``None`` if it isn't yet."""
    raw = b"".join(chunk for _, chunk in chunks)
    found = wanted.search(raw)
    if found is None:
        return None
    end = found.end()
    if raw.rfind(_FRAME_BEGINS, 0, end) > raw.rfind(_FRAME_ENDS, 0, end):
        closes = raw.find(_FRAME_ENDS, end)
        if closes < 0:
            return None
        end = closes + len(_FRAME_ENDS)
    length = 0
    for read_at, chunk in chunks:
        length += len(chunk)
        if length >= end:
            return read_at
    return None
