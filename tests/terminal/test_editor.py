"""The agent's own editor in a real terminal: it gets that as it was, and gives it back; a megabyte is pasted."""

import os
import re
import shlex
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from klink_tui.desk import texteditor
from tests.terminal.console import Console, demo
from tests.terminal.stream import foreign

FIRST_PAGE = re.compile(r"page 1 of \d+ · 480 tickets")
EDITOR = """
import os, pathlib, signal, sys, termios
signal.signal(signal.SIGINT, lambda *_: print("NOT YET", flush=True))
file = pathlib.Path(sys.argv[1])
flags = termios.tcgetattr(0)[3]
echoes = bool(flags & termios.ECHO and flags & termios.ICANON)
secret = any("KLINK" in name for name in os.environ)
print(f"EDITING {{file.read_text()!r}} echo {{echoes}} secret {{secret}}", flush=True)
line = sys.stdin.readline().strip()
{body}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    found = tmp_path / "run"
    found.mkdir()
    return found


def environment(tmp_path: Path, place: Path, body: str) -> Mapping[str, str]:
    """Give what the console sees: an editor that asks for a line, and then does what ``body`` says."""
    script = tmp_path / "editor.py"
    script.write_text(EDITOR.format(body=body), encoding="utf-8")
    editor = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"
    return {"EDITOR": editor, "VISUAL": "", "XDG_RUNTIME_DIR": str(place), "KLINK_CONFIG_DIR": str(tmp_path / "config")}


def write(console: Console, words: str) -> None:
    """Open the composer and write into it."""
    console.until(FIRST_PAGE)
    console.press("r")
    console.until("Message to")
    console.press(words)
    console.until(words)


def test_the_terminal_is_the_editors_and_comes_back(tmp_path: Path, place: Path) -> None:
    body = "file.write_text(file.read_text() + ' ' + line.upper() + chr(27) + ']0;owned' + chr(7))"
    with demo(environment=environment(tmp_path, place, body)) as console:
        write(console, "Dear you,")
        console.press("f4")
        console.until("EDITING 'Dear you,' echo True secret False")
        console.press("ctrl+c")
        console.until("NOT YET")
        time.sleep(0.3)
        console.read(0.05)  # The end of its line.
        drawn = len(console.raw)
        time.sleep(1.5)  # The console's own second hand goes by.
        console.read(0.05)
        assert console.raw[drawn:] == b"", "nothing is drawn over the editor"
        console.press("we are late\n")
        console.until("Dear you, WE ARE LATE]0;owned")
        console.until("Control characters were taken out")
        assert b"\x1b]0;owned" not in console.raw
        assert list(place.iterdir()) == []
        console.press(" Sorry.")
        console.until("owned Sorry.")
        console.press("ctrl+z", "ctrl+z")
        console.until(lambda: "LATE" not in console.text and "Dear you," in console.text)
        console.press("ctrl+q")
        console.until("Quit?")
        time.sleep(0.3)
        console.press("y")
        assert console.ended() == 0
        assert console.attributes_are_restored
        assert foreign(bytes(console.raw)) == []


def test_an_editor_that_crashes_leaves_everything_as_it_was(tmp_path: Path, place: Path) -> None:
    with demo(environment=environment(tmp_path, place, "file.unlink(); os.abort()"), columns=80, rows=24) as console:
        write(console, "Dear you,")
        console.press("f4")
        console.until("EDITING")
        console.resize(100, 30)
        console.press("\n")
        console.until(re.compile("Nothing is lost"))
        console.until("Dear you,")
        console.press(" still here")
        console.until("Dear you, still here")
        assert list(place.iterdir()) == []


def test_a_console_that_is_ended_ends_its_editor_and_leaves_nothing_behind(tmp_path: Path, place: Path) -> None:
    with demo(environment=environment(tmp_path, place, "")) as console:
        write(console, "Dear you,")
        console.press("f4")
        console.until("EDITING")
        (directory,) = place.iterdir()
        assert directory.stat().st_mode & 0o777 == 0o700
        console.send_signal(signal.SIGTERM)
        assert console.ended(seconds=10 + texteditor.PATIENCE) == 128 + signal.SIGTERM
        assert list(place.iterdir()) == []
        assert console.attributes_are_restored


def send(console: Console, data: bytes) -> None:
    """Write to the program, and read what it draws meanwhile."""
    os.set_blocking(console.descriptor, False)
    try:
        while data:
            try:
                data = data[os.write(console.descriptor, data[:4096]) :]
            except BlockingIOError:
                console.read(0.02)
            console.read(0.0001)
    finally:
        os.set_blocking(console.descriptor, True)


def test_a_megabyte_is_pasted_into_a_list_and_into_a_text() -> None:
    log = "D y q j ! x the quick brown fox\n" * 32_000
    with demo() as console:
        console.until(FIRST_PAGE)
        before = console.lines[-2]
        send(console, b"\x1b[200~" + log.encode() + b"\x1b[201~")
        console.press("f1")
        console.until("Keys: tickets")
        console.press("escape")
        console.until(lambda: "Keys: tickets" not in console.text)
        assert console.lines[-2].partition(" · ")[0] == before.partition(" · ")[0]
        assert "Delete" not in console.text
        write(console, "Log:")
        began = time.monotonic()
        send(console, b"\x1b[200~" + log.encode() + b"\x1b[201~")
        sent = time.monotonic()
        console.press("end of it")
        console.until("end of it")
        done = time.monotonic()
        print(f"a megabyte: {sent - began:.2f} s on the line, {done - sent:.2f} s until the key behind it shows")
        console.until(re.compile(r"1,024,0\d\d characters"))
        console.press("!")
        pressed = time.monotonic()
        console.until("end of it!")
        print(f"a key in it: {time.monotonic() - pressed:.3f} s")
        console.press("ctrl+z", "ctrl+z", "ctrl+z")
        console.until(re.compile(r"2 words|1 word\b|0 words"))
