"""A console that is stopped and goes on, and one whose terminal goes away."""

import os
import signal

import pytest

from tests.terminal.console import Console, children, demo, watched
from tests.terminal.test_session import FIRST_PAGE, assert_left_in_order

DEAF = (
    "import runpy, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
    " sys.argv[0] = 'klink-tui'; runpy.run_module('klink_tui', run_name='__main__')"
)
"""The console as ``nohup`` starts it."""


@pytest.mark.parametrize("stop", [signal.SIGSTOP, signal.SIGTSTP])
def test_a_console_that_was_stopped_goes_on_as_if_nothing_had_been(stop: signal.Signals) -> None:
    with demo() as console:
        console.until(FIRST_PAGE)
        for _ in range(3):
            console.send_signal(stop)
            os.waitid(os.P_PID, console.pid, os.WSTOPPED)
            console.screen.reset()  # Something else was on the screen meanwhile.
            console.send_signal(signal.SIGCONT)
            console.until(FIRST_PAGE)
        text = "abcdefghijklmnopqrstuvwxyz" * 8
        console.press("/")
        for character in text:
            console.press(character)
        console.until(lambda: text[-40:] in console.text)
        console.press("escape")
        console.until(lambda: text[-40:] not in console.text)
        console.press("q")
        assert console.ended() == 0
        assert_left_in_order(console)


@pytest.mark.parametrize("start", [["-m", "klink_tui"], ["-c", DEAF]])
def test_a_console_whose_terminal_is_gone_ends(start: list[str]) -> None:
    with Console([*start, "--demo"]) as console:
        console.until(FIRST_PAGE)
        (sandbox,) = children(console.pid)
        with watched(console.pid) as has_ended, watched(sandbox) as sandbox_has_ended:
            console.hang_up()
            assert has_ended()
            assert sandbox_has_ended()
