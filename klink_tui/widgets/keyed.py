"""Sentences that name a key name the one that is in use."""

import re
from typing import Final

from textual._context import active_app

from klink_tui.actions import BY_ID
from klink_tui.keymap import Keymap

_PLACE: Final = re.compile(r"<([a-z_]+(?:\.[a-z0-9_]+)*)>")
_TABLE: Final = Keymap()


def keymap_of(app: object) -> Keymap:
    """Give the keys in use in an app; the table's own where it has no keymap."""
    found = getattr(app, "keymap", _TABLE)
    return found if isinstance(found, Keymap) else _TABLE


def first_key(id: str, otherwise: str = "") -> str:
    """Give the first key in use for an action; ``otherwise`` where the table has no such action."""
    return keymap_of(active_app.get(None)).first(id) if id in BY_ID else otherwise


def keyed(text: str) -> str:
    """Put the keys in use in the app that runs in the place of ids: ``<refresh> tries again``.

    ``text`` is the console's own; what a server or a customer wrote goes in afterwards.

    Raises:
        KeyError: the table of actions has no such id.
    """
    keymap = keymap_of(active_app.get(None))
    return _PLACE.sub(lambda found: keymap.hint(found[1]), text)
