"""Every screen of the table of actions: which keys lead there, and what can be pressed on it."""

from collections.abc import Iterator
from typing import Final

from klink_tui.actions import Action, actions_on

WAYS: Final[dict[str, tuple[str, ...]]] = {
    "tickets": (),
    "ticket": ("enter",),
    "run": ("R",),
    "contacts": ("f3",),
    "contact": ("f3", "enter"),
    "cases": ("f5",),
    "library": ("f6",),
    "outbox": ("O",),
    "log": ("f7",),
    "form": ("e",),
    "compose": ("r",),
    "note": ("N",),
    "macro": ("m", "p"),
    "bulk": ("space", "space", "space", "s", "p"),
}
"""Keys that lead from the list of tickets to each screen."""
LEFT_OUT: Final = {"quit", "suspend", "text.editor", "browser"}
"""What ends the console, leaves it, or begins another program."""


def actions(screen: str, *, everywhere: bool = True) -> Iterator[Action]:
    """Give what there is on a screen, each once; ``everywhere`` with what there is on every screen."""
    of_app = actions_on("app") if everywhere else ()
    for action in {action.id: action for action in (*actions_on(screen), *of_app)}.values():
        if action.keys and action.id not in LEFT_OUT:
            yield action
