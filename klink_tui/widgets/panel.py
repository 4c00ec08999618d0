"""A heading with a short list under it: a contact's other tickets, their cases."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from klink_tui.widgets.cells import Column
from klink_tui.widgets.rowlist import PlainRows, RowList, Rows

MOST_LINES = 9
"""A longer list scrolls."""


class ListPanel(Vertical):
    """A list that says what it is, and why it is empty or not whole."""

    DEFAULT_CSS = """
    ListPanel { height: auto; margin-top: 1; }
    ListPanel > RowList { height: auto; }
    ListPanel > .panel--heading { color: $accent; text-style: bold; }
    ListPanel > .panel--note { color: $klink-muted; }
    ListPanel > .panel--note.-bad { color: $error; }
    """

    def __init__(self, heading: str, columns: Sequence[Column], *, id: str) -> None:
        """Start empty."""
        super().__init__(id=id)
        self._heading = heading
        self._columns = columns

    def compose(self) -> ComposeResult:
        """Give heading, list and note."""
        yield Static(Content(self._heading), classes="panel--heading", markup=False)
        yield RowList(self._columns, PlainRows(), header=False)
        yield Static("", classes="panel--note", markup=False)

    @property
    def list(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def show(self, rows: Rows, note: str = "", *, bad: bool = False) -> None:
        """Show rows, and a note under them; ``bad`` says that something went wrong."""
        count = f" ({len(rows)})" if len(rows) else ""
        self.query_one(".panel--heading", Static).update(Content(self._heading + count))
        self.list.show(rows)
        self.list.styles.height = min(len(rows), MOST_LINES)
        self.list.display = bool(len(rows))
        words = self.query_one(".panel--note", Static)
        words.update(Content(note))
        words.display = bool(note)
        words.set_class(bad, "-bad")
