"""A click with the right button: what can be done here is asked for."""

from dataclasses import dataclass
from typing import Final

from textual.geometry import Offset
from textual.message import Message

RIGHT: Final = 3
"""The right button, as Textual counts them."""


@dataclass
class MenuAsked(Message):
    """What can be done to a row of a list was asked for; the cursor is on it."""

    at: Offset
    """Where on the screen."""
