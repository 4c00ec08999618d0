"""``klink-tui keys``: what this terminal delivers for each key pressed, and what the console would do with it.

The terminal is set up as the console sets it up, and what arrives is read as the console reads it.
"""

import codecs
import os
import select
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import click

from klink_tui.errors import ConfigError
from klink_tui.keymap import Keymap
from klink_tui.keynames import key_text
from klink_tui.reports.keys import doubt, listing, summary, use_words

LAST: Final = "ctrl+c"
"""The key that ends it."""
_NAME_WIDTH: Final = 22
_RAW_WIDTH: Final = 18
_ON: Final = "\x1b[?2004h\x1b[>25u"
"""Pastes in one piece, and keys in full (the Kitty keyboard protocol) where the terminal has it, as in the console."""
_OFF: Final = "\x1b[<u\x1b[?2004l"


def print_keys(keymap: Keymap) -> int:
    """Print the table of actions with the keys in use; give the exit code."""
    _tell_problems(keymap)
    click.echo(f"Preset {keymap.preset}. A key of your own goes into [keys] in config.toml, by the id in the middle.\n")
    for line in listing(keymap):
        click.echo(line)
    return 0


def run_probe(keymap: Keymap) -> int:
    """Show each key as it arrives until ctrl+c; give the exit code.

    Raises:
        ConfigError: there is no terminal to press keys in.
    """
    if os.name != "posix":
        raise ConfigError("Keys can only be looked at raw on POSIX.", hint="klink-tui keys --list prints the table.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigError(
            "Keys are pressed in a terminal, and this is none.", hint="klink-tui keys --list prints the table."
        )
    _tell_problems(keymap)
    click.echo("Press keys. Each is shown as the console gets it, with the bytes that the terminal sends.")
    click.echo(f"What does not show at all never arrives. {LAST} ends.\n")
    came: dict[str, None] = {}
    descriptor = sys.stdin.fileno()
    with _as_in_the_console(descriptor):
        click.echo(f"{'key':{_NAME_WIDTH}}{'sent':{_RAW_WIDTH}}does")
        for key, raw in keys_of(lambda: _read(descriptor)):
            if key == LAST:
                break
            came[key] = None
            for line in told(key, raw, keymap, shutil.get_terminal_size().columns):
                click.echo(line)
    click.echo("")
    for line in summary(keymap, came):
        click.echo(line)
    return 0


def keys_of(read: Callable[[], bytes | None]) -> Iterator[tuple[str, str]]:
    """Give each key with what was sent for it.

    Args:
        read: gives what arrived; ``None`` where nothing did for a moment, nothing at all at the end.
    """
    from textual._xterm_parser import XTermParser
    from textual.events import Key, Paste
    from textual.message import Message

    from klink_tui.altenter import know_alt_enter

    know_alt_enter()
    parser = XTermParser()
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    raw = ""

    def keys(messages: Iterator[Message]) -> Iterator[tuple[str, str]]:
        nonlocal raw
        for message in messages:
            if isinstance(message, Key):
                yield message.key, raw
            elif isinstance(message, Paste):
                yield f"paste of {len(message.text)}", raw[:6]
            raw = ""

    while (data := read()) != b"":
        for char in decode(data) if data else "":
            raw += char
            yield from keys(iter(parser.feed(char)))
        if data is None:
            yield from keys(iter(parser.tick()))
    yield from keys(iter(parser.feed("")))


def told(key: str, raw: str, keymap: Keymap, width: int) -> list[str]:
    """Give the lines that tell of a key: its name, what was sent, what it does; ``width`` is the terminal's."""
    name, sent = printable(key_text(key)), printable(raw)
    head = f"{name:{_NAME_WIDTH - 1}} {sent:{_RAW_WIDTH - 1}} "
    words = ["nothing: a paste fires no key"] if key.startswith("paste") else use_words(key, keymap)
    if key_text(key) != key and not key.startswith("paste"):
        words[-1] += f" · called {printable(key)}"
    if why := doubt(key):
        words.append(f"elsewhere: {why}")
    indent = " " * (_NAME_WIDTH + _RAW_WIDTH)
    lines: list[str] = []
    for place, text in enumerate(words):
        first = indent if place else head
        lines += textwrap.wrap(text, max(width, 70), initial_indent=first, subsequent_indent=indent)
    return lines


def printable(text: str) -> str:
    """Write what a terminal sent so that it does nothing to this one: the escape character is ``\\x1b``."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _tell_problems(keymap: Keymap) -> None:
    for problem in keymap.problems:
        click.echo(f"klink-tui: {problem}", err=True)


def _read(descriptor: int) -> bytes | None:
    if not select.select([descriptor], [], [], 0.1)[0]:
        return None
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux says EIO when the terminal is gone
        return b""


@contextmanager
def _as_in_the_console(descriptor: int) -> Iterator[None]:
    """Set the terminal up as the console does, but for the screen and the mouse, and leave it as it was found."""
    import termios

    from textual.drivers.linux_driver import LinuxDriver

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = termios.tcgetattr(descriptor)
    patched = termios.tcgetattr(descriptor)
    patched[0] = LinuxDriver._patch_iflag(patched[0])
    patched[3] = LinuxDriver._patch_lflag(patched[3])
    patched[6][termios.VMIN] = 1
    handlers = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, patched)
        click.echo(_ON, nl=False)
        yield
    finally:
        click.echo(_OFF, nl=False)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
