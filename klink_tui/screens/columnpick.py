"""Choosing the columns of a list: which, in which order, how wide."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from klink_tui.desk.views import WIDEST, ShownColumn
from klink_tui.screens.listbox import ListBoxScreen
from klink_tui.widgets.cells import fill
from klink_tui.widgets.ticketlook import COLUMNS, USUAL

KEPT: Final = "title"
"""The column that always stays, so that there is one at least."""
_OTHERS: Final = 12
"""Cells of a custom field's column, before its width is changed."""
_TITLE: Final = 28
"""Cells of a title."""


class ColumnScreen(ListBoxScreen[tuple[ShownColumn, ...]]):
    """Gives the columns chosen, nothing in it for the usual ones, or ``None`` where they stay as they were."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x", "flip", "Show or hide"),
        Binding("J,shift+down", "move(1)", "Further right"),
        Binding("K,shift+up", "move(-1)", "Further left"),
        Binding("plus,right", "widen(1)", "Wider"),
        Binding("minus,left", "widen(-1)", "Narrower"),
        Binding("0", "own_width", "Its own width"),
        Binding("d", "usual", "The usual ones"),
    ]

    def __init__(
        self,
        available: Sequence[tuple[str, str]],
        shown: Sequence[ShownColumn],
        *,
        usual: Sequence[str] = USUAL,
    ) -> None:
        """Offer columns.

        Args:
            available: names and titles of all columns.
            shown: those on view in their order; none for the usual ones. One that is not available stays.
            usual: names of the usual ones in their order; a list of tickets' own where they are not given.
        """
        super().__init__("Columns")
        self._titles = dict(available)
        self._usual = [ShownColumn(name) for name in usual if name in self._titles]
        self._shown = list(shown) or list(self._usual)

    @property
    def hidden(self) -> list[str]:
        """Names of the columns that are not shown, as they are offered."""
        shown = {column.name for column in self._shown}
        return [name for name in self._titles if name not in shown]

    def prompts(self) -> Sequence[Content]:
        """Give the columns, those that are shown first."""
        return [
            *(self._prompt(column.name, column) for column in self._shown),
            *(self._prompt(name, None) for name in self.hidden),
        ]

    def _prompt(self, name: str, column: ShownColumn | None) -> Content:
        title = self._titles.get(name, "(not on this desk)")
        style = "$klink-muted" if column is None or name not in self._titles else ""
        width = "" if column is None else str(column.width or "auto")
        return Content.assemble(
            ("✓ " if column else "  ", "$accent bold"),
            (fill(title or name, _TITLE), style),
            f"{width:>5}",
            (f"  {name}", "$klink-muted"),
        )

    def keys(self) -> Sequence[tuple[str, str]]:
        """Give the keys."""
        return (
            ("space", "shows or hides"),
            ("J K", "move"),
            ("+ -", "width"),
            ("0", "auto"),
            ("d", "the usual ones"),
            ("enter", "takes them"),
            ("esc", "leaves"),
        )

    def take(self) -> None:
        """Give the columns."""
        self.finish(() if self._shown == self._usual else tuple(self._shown))

    def click(self) -> None:
        """Show or hide the column clicked."""
        self.action_flip()

    def action_flip(self) -> None:
        """Show or hide the column; one that is shown anew stands behind the others, and the cursor goes with it."""
        at = self.cursor
        if at >= len(self._shown):
            self._shown.append(ShownColumn(self.hidden[at - len(self._shown)]))
            self.draw(len(self._shown) - 1)
        elif self._shown[at].name == KEPT:
            self.say(f"“{self._titles.get(KEPT, KEPT)}” stays: a list needs one column at least.", bad=True)
        elif len(self._shown) == 1:
            self.say("This one stays: a list needs one column at least.", bad=True)
        else:
            name = self._shown.pop(at).name
            hidden = self.hidden
            self.draw(len(self._shown) + hidden.index(name) if name in hidden else at)

    def action_move(self, step: int) -> None:
        """Change places with the next column, or the one before."""
        at = self.cursor
        if at >= len(self._shown):
            self.say("Only columns that are shown have a place: space shows this one.")
        elif 0 <= at + step < len(self._shown):
            self._shown.insert(at + step, self._shown.pop(at))
            self.draw(at + step)

    def action_widen(self, step: int) -> None:
        """Change the width by a cell."""
        at = self.cursor
        if at >= len(self._shown):
            self.say("Only columns that are shown have a width: space shows this one.")
            return
        column = self._shown[at]
        own = COLUMNS[column.name].width if column.name in COLUMNS else _OTHERS
        self._shown[at] = replace(column, width=min(max((column.width or own) + step, 1), WIDEST))
        self.draw(at)

    def action_own_width(self) -> None:
        """Leave the width to the column."""
        at = self.cursor
        if at < len(self._shown):
            self._shown[at] = replace(self._shown[at], width=0)
            self.draw(at)

    def action_usual(self) -> None:
        """Go back to the usual columns."""
        self._shown = list(self._usual)
        self.draw(0)
        self.say("The usual columns.")
