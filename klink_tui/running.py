"""Runs the console in this terminal, for whoever opens it."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klink_tui.session import Session


def run_console(session: "Session") -> int:
    """Open the console and give its exit code."""
    from klink_tui.app import KlinkApp
    from klink_tui.widgets.widths import follow_terminal

    follow_terminal(os.environ)
    app = KlinkApp(session)
    code = app.run()
    return code if code is not None else app.return_code or 0
