"""Alt+enter, as terminals without the Kitty keyboard protocol send it: Textual takes it for enter alone."""

from enum import StrEnum
from typing import Final, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

SENT: Final = "\x1b\r"
"""What they send."""


class MoreKeys(StrEnum):
    """Keys that Textual has no sequence for, by the names it has for them all the same."""

    AltEnter = "alt+enter"


def know_alt_enter() -> None:
    """Read it as alt+enter from now on; once more does no harm."""
    cast(dict[str, tuple[MoreKeys, ...]], ANSI_SEQUENCES_KEYS)[SENT] = (MoreKeys.AltEnter,)
