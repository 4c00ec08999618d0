"""The terminal after the process was stopped, and once it is gone.

Textual enters its application mode anew at SIGCONT, even where it never left it: after SIGSTOP, or after a hangup that
is ignored. Two threads would share the keys out between them from then on, and the terminal's own settings would be
lost. A terminal that is gone reads as an endless line without a character, and would be read as fast as that goes.
"""

import asyncio
import errno
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

if sys.platform != "win32":
    import termios

if TYPE_CHECKING:
    from textual.app import App
    from textual.drivers.linux_driver import LinuxDriver

HUNG_UP: Final = 129
"""What the console returns where it ended because its terminal did: 128 and the number of the signal."""


def is_gone(terminal: int) -> bool:
    """Tell whether what was a terminal has hung up."""
    if sys.platform == "win32":
        return False
    try:
        termios.tcgetattr(terminal)
    except termios.error as error:
        return bool(error.args[0] == errno.EIO)
    return False


def follow_stops(app: "App[Any]") -> None:
    """Take the terminal anew, from now on, whenever the process goes on after a stop, and draw everything again."""
    if sys.platform == "win32" or app.is_headless or threading.current_thread() is not threading.main_thread():
        return
    from textual.drivers.linux_driver import LinuxDriver

    driver = app._driver
    if isinstance(driver, LinuxDriver):
        # By the loop: a handler of its own could come in the middle of a frame, and what it writes with it.
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTSTP, driver._sigtstp_application)
        loop.add_signal_handler(signal.SIGCONT, _go_on, driver)
        app.app_resume_signal.subscribe(app, lambda _: app.refresh(layout=True), immediate=True)


def _go_on(driver: "LinuxDriver") -> None:
    if is_gone(driver.fileno):
        return
    reader = driver._key_thread
    if driver._auto_restart and reader is not None and reader.is_alive():
        driver._must_signal_resume = True
        driver.suspend_application_mode()
    driver._sigcont_application()
