"""The keys that move a cursor, for screens with one list or tree on view."""

from typing import Protocol

from klink_tui.screens.base import DeskScreen


class Cursor(Protocol):
    """What has rows and a cursor on one of them."""

    def move(self, step: int) -> None:
        """Move by ``step`` rows."""

    def move_to(self, index: int) -> None:
        """Move to a row; negative counts from the end."""

    def move_screens(self, screens: float) -> None:
        """Move by a share of what is visible."""


class CursorKeys:
    """The keys that move :attr:`cursor`, for a screen of any kind."""

    @property
    def cursor(self) -> Cursor:
        """What the keys move."""
        raise NotImplementedError

    def action_list_down(self) -> None:
        """Go to the next row."""
        self.cursor.move(1)

    def action_list_up(self) -> None:
        """Go to the previous row."""
        self.cursor.move(-1)

    def action_list_top(self) -> None:
        """Go to the first row."""
        self.cursor.move_to(0)

    def action_list_bottom(self) -> None:
        """Go to the last row."""
        self.cursor.move_to(-1)

    def action_list_half_down(self) -> None:
        """Go half a screen down."""
        self.cursor.move_screens(0.5)

    def action_list_half_up(self) -> None:
        """Go half a screen up."""
        self.cursor.move_screens(-0.5)

    def action_list_screen_down(self) -> None:
        """Go a screen down."""
        self.cursor.move_screens(1)

    def action_list_screen_up(self) -> None:
        """Go a screen up."""
        self.cursor.move_screens(-1)


class CursorScreen(DeskScreen[None], CursorKeys):
    """A screen whose keys move :attr:`cursor`."""
