"""Sets of keys to choose from: each lists only what differs from the defaults in the table of actions."""

from collections.abc import Mapping
from typing import Final

DEFAULT: Final = "default"
"""The table's own keys."""

PRESETS: Final[Mapping[str, Mapping[str, str]]] = {
    DEFAULT: {},
    # Keys of vim's that mean the same here.
    "vim": {
        "list.screen_down": "ctrl+f,pagedown",
        "list.screen_up": "ctrl+b,pageup",
        "page.next": "l,right",
        "page.previous": "h,left",
        "undo": "u",
        "redo": "ctrl+r",
        "batch.undo": "U",
        "refresh": "ctrl+l",
        "filter.clear": "backspace",
        "jump.forward": "greater_than_sign",
    },
    # Keys of Gmail's that mean the same here, as far as one key says it.
    "gmail": {
        "back": "u,escape",
        "batch.undo": "U",
        "go": "g,B",
        "list.top": "home",
        "new": "c",
        "columns": "vertical_line",
        "ticket.tags": "l",
        "contact.tags": "l",
        "contact.delete": "number_sign",
        "page.go": "0",
        "detail.next": "n,right_square_bracket",
        "detail.previous": "p,left_square_bracket",
        "mark.all": "asterisk,V",
        "pin": "f",
        "form.submit": "ctrl+s,alt+enter,ctrl+enter",
    },
}
"""Preset → id of an action → its keys, comma separated, as Textual names them; empty is none."""
