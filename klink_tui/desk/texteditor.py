"""A text in the agent's own editor: in a file that nobody else can read, and that is gone afterwards.

No shell is involved, and nothing of ours is handed to the editor but the file: tokens stay out of its environment.
"""

import asyncio
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from klink_tui.errors import EditorError
from klink_tui.text import clean, lost_something

VARIABLES: Final = ("VISUAL", "EDITOR")
"""Where the agent says which editor to use; the first that is set counts."""
USUAL: Final = ("sensible-editor", "editor", "nano", "vim", "vi")
"""What is looked for where nothing is said."""
MOST_BYTES: Final = 16 * 1024 * 1024
"""How large a file is taken back."""
PATIENCE: Final = 2.0
"""Seconds that an editor has to end in when the console ends."""
_OURS: Final = "KLINK_"
"""What the names of our own variables begin with."""
_KEYS_THAT_KILL: Final = (signal.SIGINT, *((signal.SIGQUIT,) if hasattr(signal, "SIGQUIT") else ()))


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of editing a text."""

    text: str
    """The text as it is now, cleaned."""
    words: str = ""
    """What is to be said about it; empty where all went well."""
    bad: bool = False
    """Whether the editor failed."""


def find_editor(environment: Mapping[str, str]) -> list[str]:
    """Give the agent's editor with its arguments.

    Raises:
        EditorError: what is set can't be read or is not there, or nothing is set and none is found.
    """
    name = next((name for name in VARIABLES if environment.get(name, "").strip()), "")
    path = environment.get("PATH")
    if not name:
        found = next((place for usual in USUAL if (place := shutil.which(usual, path=path))), None)
        if found is None:
            raise EditorError("There is no editor here.", hint="Set EDITOR to the one you use.")
        return [found]
    said = environment[name]
    try:
        words = shlex.split(said)
    except ValueError as error:
        raise EditorError(f"{name} can't be read: {said}", hint="A quotation in it is not closed.") from error
    place = shutil.which(words[0], path=path) if words else None
    if place is None:
        missing = words[0] if words else said
        raise EditorError(f"The editor “{missing}” is not found.", hint=f"Set {name} to one that is here.")
    return [place, *words[1:]]


async def edit_text(command: Sequence[str], text: str, environment: Mapping[str, str]) -> Edited:
    """Let the agent edit ``text``, and give it as they left it; the terminal is the editor's meanwhile.

    The event loop goes on: what is under way to the server must not time out behind a long letter. Where the editor
    fails, what it had saved is given all the same: whether it is wanted is for the agent to say.

    Args:
        command: the editor with its arguments.
        text: the text to begin with.
        environment: what the editor sees, without our own variables.

    Raises:
        EditorError: the editor did not start, or what it left can't be read; the text is as it was.
    """
    directory = await asyncio.to_thread(_make_directory, environment)
    try:
        file = directory / "text.md"
        await asyncio.to_thread(_write, file, text)
        code = await _run([*command, str(file)], environment)
        left = await asyncio.to_thread(_read, file, command[0])
    except OSError as error:
        raise EditorError(f"The text could not be edited: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return _outcome(text, left, code, Path(command[0]).name)


def _outcome(before: str, raw: str, code: int, editor: str) -> Edited:
    """Give what was left in the file, and what there is to say about it."""
    if not before.endswith("\n"):
        raw = raw.removesuffix("\n")  # Editors end the last line.
    after = clean(raw)
    said = ["Control characters were taken out of the text."] if raw != before and lost_something(raw) else []
    if raw == before:
        after = before
    if code:
        end = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
        kept = "The text is as it was." if after == before else "What it had saved is here; ctrl+z takes it out."
        said = [f"{editor} {end}.", kept, *said]
    return Edited(after, " ".join(said), bad=bool(code))


async def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a program until it ends; give its status."""
    own = {name: value for name, value in environment.items() if not name.startswith(_OURS)}
    with _keys_are_the_editors():
        process = await asyncio.create_subprocess_exec(*command, env=own)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            await _stop(process)
            raise


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End an editor because the console ends."""
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()


@contextmanager
def _keys_are_the_editors() -> Iterator[None]:
    """Let ctrl+c and ctrl+\\ reach the editor only: the terminal sends them to the console as well.

    A handler that does nothing, and not that they are ignored: the editor would inherit that.
    """

    def nothing(number: int, frame: FrameType | None) -> None:
        return None

    before = {}
    for number in _KEYS_THAT_KILL:
        with suppress(ValueError):  # Only the main thread can.
            before[number] = signal.signal(number, nothing)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _make_directory(environment: Mapping[str, str]) -> Path:
    """Make a directory of our own (0700), in memory where the system has such a place."""
    place = environment.get("XDG_RUNTIME_DIR", "")
    if place and os.path.isdir(place) and os.access(place, os.W_OK | os.X_OK):
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix="klink-", dir=place))
    return Path(tempfile.mkdtemp(prefix="klink-"))


def _write(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as opened:
        opened.write(text)


def _read(file: Path, editor: str) -> str:
    """Give what the editor left.

    Raises:
        EditorError: the file is gone, is none any more, or is too large.
    """
    name = Path(editor).name
    if not file.is_file() or file.is_symlink():
        raise EditorError(f"{name} left no file.", hint="The text is as it was.")
    if file.stat().st_size > MOST_BYTES:
        raise EditorError(f"What {name} left is too large.", hint="The text is as it was.")
    text = file.read_bytes().decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
