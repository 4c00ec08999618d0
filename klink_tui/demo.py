"""The sandbox as a child process: what ``--demo`` talks to.

It is started before anything else is imported, and boots while the console does. Its standard input is a pipe that
nobody writes to: when this process ends, however it ends, the pipe closes and the child ends too.
"""

import os
import subprocess
import sys
import sysconfig
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from klink_tui.errors import ConfigError
from klink_tui.text import clean

DEMO_TOKEN: Final = "kpt_sandbox"
"""The token of every sandbox that was not given another; it opens nothing but made-up data."""
START_SECONDS: Final = 30.0
"""How long the sandbox may take until it listens."""

_LISTENING: Final = "listening on "
_LAST_WORDS: Final = 8
"""Lines of the child's error stream that are kept."""
_END_SECONDS: Final = 3.0


class DemoServer:
    """One sandbox, which lives as long as this object does not :meth:`stop`, and no longer than this process."""

    token: Final = DEMO_TOKEN

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        """Start the child with further ``arguments`` of ``klink-tui sandbox`` and don't wait for it.

        Raises:
            ConfigError: no process can be started.
        """
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "klink_tui", "sandbox", "--port", "0", "--with-parent", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                # Of its own, so that a Ctrl+C meant for the console does not end it.
                start_new_session=True,
            )
        except OSError as error:
            raise ConfigError(f"The sandbox can't be started: {error.strerror or error}.") from error
        self._line: Future[str] = Future()
        self._line.set_running_or_notify_cancel()  # one caller that gives up does not take the answer from the next
        self._words: deque[bytes] = deque(maxlen=_LAST_WORDS)
        # Not a pool's threads: those are waited for at exit, and these may never get a line.
        self._readers = [
            threading.Thread(target=read, name="demo-output", daemon=True) for read in (self._read, self._listen)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    async def address(self) -> str:
        """Give the base address, as soon as the child listens there.

        Raises:
            ConfigError: the child ended, or did not listen in time; the message holds its last words.
        """
        import asyncio

        try:
            async with asyncio.timeout(START_SECONDS):
                line = await asyncio.wrap_future(self._line)
        except TimeoutError:
            self.stop()
            raise ConfigError(f"The sandbox did not listen within {START_SECONDS:.0f} seconds.") from None
        if not line.startswith(_LISTENING):
            raise ConfigError(f"The sandbox did not start: {self._last_words()}")
        return line.removeprefix(_LISTENING).strip()

    def stop(self) -> None:
        """End the child and wait until it is gone; once more does no harm."""
        process = self._process
        if process.stdin:
            process.stdin.close()
        process.kill()  # its data is in memory only: there is nothing to put away, and leaving stays quick
        process.wait()
        for reader in self._readers:
            reader.join(_END_SECONDS)

    def _read(self) -> None:
        """Keep the last lines of what the child writes to its error stream."""
        if self._process.stderr:
            with self._process.stderr as stream:
                self._words.extend(stream)

    def _listen(self) -> None:
        """Read the one line that the child prints (empty: it ended), then on, so that its pipe never fills."""
        if self._process.stdout:
            with self._process.stdout as stream:
                self._line.set_result(stream.readline().decode("utf-8", "replace"))
                deque(stream, maxlen=0)

    def _last_words(self) -> str:
        """Give the last lines of the child's error stream, after it has ended."""
        self.stop()
        return clean(b"".join(self._words).decode("utf-8", "replace")).strip() or "it gave no reason."


def _environment() -> dict[str, str]:
    """Give the child's environment: without this program's settings and secrets, and able to import this package."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLINK_")}
    root = str(Path(__file__).parents[1])
    if root not in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")):
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH"))))
    return kept
