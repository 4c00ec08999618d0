"""A notice on the agent's desktop, asked for by an escape sequence of the terminal: so it works over SSH too."""

from collections.abc import Mapping
from typing import Final

from klink_tui.text import one_line
from klink_tui.widgets.cells import cut

LONGEST: Final = 200
"""Cells of a notice."""
_NONE: Final = ("linux", "dumb", "vt", "screen.linux")
"""Terminals that would draw such a sequence, or have no desktop."""


def sequence(title: str, words: str, environment: Mapping[str, str]) -> str:
    """Give what a terminal shows a notice for; empty where it would show none.

    OSC 99 for kitty, OSC 777 for foot and rxvt, OSC 9 for all others; those that know none of them ignore it. Inside
    tmux it is handed through, which tmux does with ``allow-passthrough on``.

    Args:
        title: what it is from.
        words: what it says; cleaned here.
        environment: the variables that tell what terminal it is.
    """
    term = environment.get("TERM", "")
    if not term or term.startswith(_NONE):
        return ""
    title, words = (cut(_plain(text), LONGEST) for text in (title, words))
    if term == "xterm-kitty" or environment.get("KITTY_WINDOW_ID"):
        asked = f"\x1b]99;i=klink:d=0;{title}\x1b\\\x1b]99;i=klink:p=body;{words}\x1b\\"
    elif term.startswith(("foot", "rxvt")):
        asked = f"\x1b]777;notify;{title.replace(';', ',')};{words}\x1b\\"
    else:
        # The title stands first: what begins with a number is another request to some terminals, such as progress.
        asked = f"\x1b]9;{title}: {words}\x1b\\"
    if environment.get("TMUX"):
        inner = asked.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{inner}\x1b\\"
    return asked


def _plain(text: str) -> str:
    return "".join(char for char in one_line(text) if char.isprintable())
