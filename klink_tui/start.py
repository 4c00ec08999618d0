"""The way in: opens the console at once where nothing else is asked for, else hands over to the command line.

The first frame waits for what is imported here, so the command line is left out of it.
"""

import os
import sys
from typing import Final

FRAMES: Final = "120"
"""Frames that Textual draws in a second at most: what a key leads to often takes two, and the second waits for this."""
ESCAPE: Final = "25"
"""Milliseconds after the escape key until it is taken for that, and not for the beginning of another key.

Textual's own are 100; a terminal sends all of a key at once.
"""


def main() -> None:
    """Run the console or a command, and exit."""
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    os.environ.setdefault("ESCDELAY", ESCAPE)
    if len(sys.argv) > 1 or not _is_terminal():
        _hand_over()
    from klink_tui.pauses import collect_later

    collect_later()
    from klink_tui.errors import KlinkError
    from klink_tui.session import open_session

    try:
        session = open_session(None)
    except KlinkError:
        _hand_over()  # It meets the same error, and says it as it says all of them.
    try:
        from klink_tui.running import run_console

        sys.exit(run_console(session))
    except Exception:  # a defect
        from klink_tui.cli import show_defect

        show_defect()
        sys.exit(1)


def _hand_over() -> None:
    from klink_tui.cli import main as command_line

    command_line()
    sys.exit(0)


def _is_terminal() -> bool:
    """Tell whether the console can be drawn at all; where it can't, the command line says why."""
    if os.name == "posix" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        return False
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
