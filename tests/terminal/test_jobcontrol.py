"""``ctrl+z`` leaves the terminal to the shell, and ``fg`` comes back: a shell with job control in a real terminal."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.terminal.console import Console, demo

SHELL: Final = "import os; os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])"
PROMPT: Final = b"shell>"
FIRST_PAGE: Final = re.compile(r"page 1 of \d")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Console]:
    """Give a shell in which the demonstration runs."""
    with Console(["-c", SHELL], environment={"PS1": PROMPT.decode(), "HOME": str(tmp_path), "HISTFILE": ""}) as shell:
        until_prompt(shell)
        shell.press(f"{sys.executable} -m klink_tui --demo", "enter")
        shell.until(FIRST_PAGE)
        yield shell


def until_prompt(shell: Console, *keys: str) -> str:
    """Press keys that lead to the shell, and give what stands on the screen once its next prompt is there."""
    before = len(shell.raw)
    shell.press(*keys)
    shell.until(lambda: shell.raw.find(PROMPT, before) >= 0)
    return shell.text


def to_front(shell: Console) -> None:
    """Let the console go on, on a screen on which nothing is left of what it drew before."""
    shell.press("clear; fg", "enter")
    before = len(shell.raw)
    shell.until(lambda: b"\x1b[H\x1b[2J" in shell.raw[before:] and FIRST_PAGE.search(shell.lines[-2]) is not None)


def assert_for_shell(shell: Console) -> None:
    """The terminal edits lines, echoes and sends signals, as the shell had it."""
    answer = until_prompt(shell, "clear; echo $(stty -a | grep -oE -- '-?(icanon|echo|isig)\\b')", "enter")
    assert re.search(r"^isig icanon echo$", answer, re.MULTILINE), answer


def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_comes_back(shell: Console) -> None:
    assert "Stopped" in until_prompt(shell, "ctrl+z")
    assert_for_shell(shell)
    shell.resize(100, 30)  # Nobody is told of it meanwhile.
    to_front(shell)
    shell.press("n")
    shell.until(lambda: "page 2 of" in shell.lines[-2])
    until_prompt(shell, "q")
    assert_for_shell(shell)


def test_what_is_not_sent_yet_is_said_and_goes_out_later(shell: Console) -> None:
    shell.press("s")
    shell.until("Status of #")
    shell.press("down", "enter")
    shell.until("z takes back")
    said = until_prompt(shell, "ctrl+z").replace("\n", "")  # The shell's lines wrap where they end.
    assert re.search(r"#\d+.*: not sent yet, sent once klink-tui goes on", said)
    to_front(shell)
    shell.until(lambda: not re.search("takes back|sending|waiting", shell.lines[-2]))
    assert "✗" not in shell.text


def test_in_the_background_it_stands_still_until_it_has_the_terminal(shell: Console) -> None:
    until_prompt(shell, "ctrl+z")
    assert "Stopped" in until_prompt(shell, "bg; sleep 0.5; clear; jobs", "enter")
    to_front(shell)
    until_prompt(shell, "q")
    assert_for_shell(shell)


def test_without_a_shell_it_says_so_and_goes_on() -> None:
    with demo() as console:  # The terminal's first program: nobody could let it go on.
        console.until(FIRST_PAGE)
        console.press("ctrl+z")
        console.until("There is no shell here to go back to.")
        console.press("n")
        console.until("page 2 of")
        console.press("q")
        assert console.ended() == 0
        assert console.attributes_are_restored
