"""Opens an address in the browser, by Python's ``webbrowser`` in a process of its own.

A browser may write to the terminal, wait until its window is closed, or be one for the terminal itself. None of this
may reach the console: the process has no terminal, and this file is what it runs.
"""

import asyncio
import os
import sys
import webbrowser
from collections.abc import Mapping
from typing import Final

FAR: Final = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
"""Variables that say that the agent sits at another machine."""
_DISPLAYS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
_OURS: Final = "KLINK_"
"""What the names of our own variables begin with."""
_FOR_TERMINALS: Final = frozenset({"www-browser", "links", "links2", "elinks", "lynx", "w3m"})
PATIENCE: Final = 10.0
"""Seconds until a browser that still runs is taken for one that has opened: some end with their window."""
_FILE: Final = os.path.abspath(__file__)
_FAILED: Final = 1
_NONE: Final = 3


def why_not(environment: Mapping[str, str], platform: str = sys.platform) -> str:
    """Say why there is no browser to open anything in; empty where there may be one."""
    if any(environment.get(name) for name in FAR):
        return "over SSH a browser would open on the other machine"
    if platform in ("win32", "darwin") or any(environment.get(name) for name in _DISPLAYS):
        return ""
    return "there is no desktop here"


async def open_in_browser(address: str, environment: Mapping[str, str]) -> str:
    """Open an address of the web; give why that could not be done, empty where it was.

    Args:
        address: begins with ``http://`` or ``https://``.
        environment: what the browser sees, without our own variables.
    """
    own = {name: value for name, value in environment.items() if not name.startswith(_OURS)}
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", _FILE, address),
            env=own,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )
    except OSError as error:
        return f"the browser did not start: {error.strerror or error}"
    try:
        code = await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        return ""
    if code == _NONE:
        return "no browser with a window was found"
    return f"the browser ended with status {code}" if code else ""


def main(address: str) -> int:
    """Open an address; give the status to end with."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return _NONE
    if os.path.basename(str(getattr(browser, "name", ""))) in _FOR_TERMINALS:
        return _NONE
    return 0 if browser.open(address) else _FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
