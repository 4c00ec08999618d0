"""A program in a terminal of its own: a real pty, a screen that its bytes are drawn on, and keys to press."""

import contextlib
import os
import re
import select
import signal
import sys
import termios
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pexpect
import pyte
from wcwidth import wcwidth

SECONDS: Final = 20.0
"""How long anything may take that a test waits for."""
ROOT: Final = Path(__file__).parents[2]

KEYS: Final = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    **{f"ctrl+{letter}": chr(ord(letter) & 0x1F) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
"""Keys by name as xterm sends them; any other is sent as it stands."""

_SYNC_QUERY: Final = b"\x1b[?2026$p"
_SYNC_ANSWER: Final = b"\x1b[?2026;2$y"
_FRAME_BEGINS: Final = b"\x1b[?2026h"
_FRAME_ENDS: Final = b"\x1b[?2026l"
_BLOCK: Final = 65536

Wanted = str | re.Pattern[str] | Callable[[], bool]


class NeverCame(AssertionError):
    """What was waited for did not come; the message holds the screen."""


class _Screen(pyte.Screen):
    """Draws marks that take no cell not at all: pyte drops the rest of a line behind some of them."""

    def draw(self, data: str) -> None:
        super().draw(data if data.isascii() else "".join(char for char in data if wcwidth(char) != 0))


class Console:
    """One program in a terminal that draws a frame only when it is whole (mode 2026), as modern ones do."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 36,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start this Python with ``arguments`` in a terminal of that size; ``environment`` is set on top of ours."""
        variables = {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS", "NO_COLOR")}
        variables |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(environment or {})}
        self.raw = bytearray()
        """Every byte that the program wrote."""
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        with warnings.catch_warnings():
            # Python 3.12 and later: pytest-xdist has threads. The child does nothing but exec.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.started = time.perf_counter()
            """When the process was started, on the clock of ``time.perf_counter``."""
            self._child = pexpect.spawn(
                sys.executable, list(arguments), cwd=str(ROOT), env=variables, dimensions=(rows, columns)
            )
        self._attributes = termios.tcgetattr(self.descriptor)

    def __enter__(self) -> Self:
        """Give the running program."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it, however it stands."""
        self.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return int(self._child.pid)

    @property
    def descriptor(self) -> int:
        """The terminal's end of the pty."""
        return int(self._child.child_fd)

    # What is on the screen

    @property
    def lines(self) -> list[str]:
        """The lines of the screen; a wide character stands once, and nothing stands for its second cell."""
        columns = range(self.screen.columns)
        return ["".join(self.screen.buffer[y][x].data for x in columns) for y in range(self.screen.lines)]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(line.rstrip() for line in self.lines)

    def find(self, pattern: str) -> str:
        """Give the first match on the screen (its first group where it has one).

        Raises:
            NeverCame: there is none.
        """
        found = re.search(pattern, self.text, re.MULTILINE)
        if found is None:
            raise NeverCame(f"There is no {pattern!r} on the screen:\n{self.text}")
        return found.group(found.re.groups and 1)

    def until(self, wanted: Wanted, *, seconds: float = SECONDS) -> None:
        """Wait until the screen holds a text, matches a pattern, or a predicate is true of it.

        Raises:
            NeverCame: it did not in time, or the program ended.
        """
        deadline = time.monotonic() + seconds
        while not (self._is_whole and self.holds(wanted)):
            if not self.read(deadline - time.monotonic()):
                why = "in time" if time.monotonic() >= deadline else "before the program ended"
                raise NeverCame(f"{_words(wanted)} did not come {why}:\n{self.text}")

    def holds(self, wanted: Wanted) -> bool:
        """Tell whether the screen holds a text, matches a pattern, or a predicate is true of it."""
        if isinstance(wanted, str):
            return wanted in self.text
        if isinstance(wanted, re.Pattern):
            return wanted.search(self.text) is not None
        return wanted()

    def read(self, seconds: float) -> bytes:
        """Draw what the program writes next; empty where nothing came in time, or it has ended."""
        chunk = self.read_undrawn(seconds)
        self.draw(chunk)
        return chunk

    def read_undrawn(self, seconds: float) -> bytes:
        """Take what the program writes next without drawing it: whoever measures draws it later."""
        if seconds <= 0 or not select.select([self.descriptor], [], [], seconds)[0]:
            return b""
        try:
            chunk = os.read(self.descriptor, _BLOCK)
        except OSError:  # Linux says EIO when the program's end is closed
            return b""
        if _SYNC_QUERY in chunk:
            os.write(self.descriptor, _SYNC_ANSWER)
        self.raw += chunk
        return chunk

    def draw(self, chunk: bytes) -> None:
        """Draw bytes on the screen."""
        self._stream.feed(chunk)

    # What the agent does

    def press(self, *keys: str) -> None:
        """Press keys: names of :data:`KEYS`, or text to type. After ``escape`` wait: what follows makes it an alt."""
        os.write(self.descriptor, "".join(KEYS.get(key, key) for key in keys).encode())

    def click(self, text: str) -> int:
        """Click once on each place where the screen shows ``text``; give how many there are."""
        places = [(line.index(text), y) for y, line in enumerate(self.lines) if text in line]
        for x, y in places:
            cell = _cell_of(self.screen, x, y) + 1
            self.press(f"\x1b[<0;{cell};{y + 1}M\x1b[<0;{cell};{y + 1}m")
        return len(places)

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size; what was on the screen is gone, and the program has to draw it again."""
        self.screen.resize(rows, columns)
        self.screen.erase_in_display(2)
        self._child.setwinsize(rows, columns)

    def send_signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    # The end

    def ended(self, *, seconds: float = SECONDS) -> int:
        """Wait until the program ends; give its exit code, or the signal that ended it as a negative number.

        Raises:
            NeverCame: it goes on.
        """
        deadline = time.monotonic() + seconds
        while self.read(deadline - time.monotonic()):
            pass
        while self._child.isalive():
            if time.monotonic() > deadline:
                raise NeverCame(f"The program did not end:\n{self.text}")
            select.select([], [], [], 0.01)
        code = self._child.exitstatus
        return int(code) if code is not None else -int(self._child.signalstatus)

    @property
    def attributes_are_restored(self) -> bool:
        """Whether the terminal echoes, edits lines and sends signals as before the program."""
        return termios.tcgetattr(self.descriptor) == self._attributes

    def close(self) -> None:
        """End the program where it still runs, and close the terminal."""
        self._child.close(force=True)

    @property
    def _is_whole(self) -> bool:
        """Whether the last frame that began is drawn."""
        return self.raw.rfind(_FRAME_BEGINS) <= self.raw.rfind(_FRAME_ENDS)


def demo(*arguments: str, columns: int = 120, rows: int = 36, environment: Mapping[str, str] | None = None) -> Console:
    """Start the console on its embedded sandbox."""
    return Console(["-m", "klink_tui", "--demo", *arguments], columns=columns, rows=rows, environment=environment)


def children(pid: int) -> list[int]:
    """Give the processes that a process has started and that still run."""
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError):
            found += [int(word) for word in tasks.read_text().split()]
    return found


@contextlib.contextmanager
def watched(pid: int) -> Iterator[Callable[[], bool]]:
    """Give a function that waits for the end of any process, and tells whether it came in time (Linux only)."""
    descriptor = os.pidfd_open(pid)
    try:
        yield lambda: bool(select.select([descriptor], [], [], SECONDS)[0])
    finally:
        os.close(descriptor)


def _cell_of(screen: pyte.Screen, index: int, y: int) -> int:
    """Give the cell where the character at ``index`` of line ``y`` stands, behind wide ones and marks."""
    length = 0
    for x in range(screen.columns):
        length += len(screen.buffer[y][x].data)
        if length > index:
            return x
    raise IndexError(f"Line {y} has no character {index}")


def _words(wanted: Wanted) -> str:
    if isinstance(wanted, str):
        return repr(wanted)
    return wanted.pattern if isinstance(wanted, re.Pattern) else "What was waited for"
