"""Choosing a theme: each is tried on as the cursor comes to it."""

from collections.abc import Sequence
from typing import Final

from textual.widgets import OptionList

from klink_tui.screens.picker import Choice, PickerScreen

RESTYLED: Final = 0.1
"""Seconds until the screen behind stands in another theme."""


class ThemeScreen(PickerScreen):
    """Gives the name of the theme chosen, or ``None``: then it is for the caller to bring back the one before."""

    def __init__(self, themes: Sequence[tuple[str, str]], *, current: str) -> None:
        """Offer themes, names and titles."""
        choices = [Choice(name, title) for name, title in themes]
        super().__init__(
            "Theme", choices, current=current, note="each is tried as you move · enter keeps it · esc doesn't"
        )

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Try the theme under the cursor."""
        event.stop()
        if (choice := self.highlighted) is not None:
            self.app.theme = choice.value
            self.set_timer(RESTYLED, self.draw_behind_again)
