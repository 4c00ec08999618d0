"""One record whole: text on one side, facts and lists on the other. What Ticket and Contact have in common."""

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.widget import Widget
from textual.widgets import Static

from klink_tui.screens.base import DeskScreen
from klink_tui.widgets.menuasked import RIGHT, MenuAsked
from klink_tui.widgets.rowlist import RowList


class DetailScreen(DeskScreen[None]):
    """A headed screen of two columns; on a narrow terminal one under the other."""

    CSS_PATH = "detail.tcss"

    def main(self) -> ComposeResult:
        """Give the widgets of the main column."""
        raise NotImplementedError

    def side(self) -> ComposeResult:
        """Give the widgets of the side column."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Give the heading and both columns."""
        with Container(id="head"):
            yield Static(id="title", markup=False)
            yield Static(id="subtitle", markup=False)
        with Container(id="columns"):
            with VerticalScroll(id="main", can_focus=False):
                yield from self.main()
            with VerticalScroll(id="side", can_focus=False):
                yield from self.side()

    def head(self, title: Content, subtitle: Content) -> None:
        """Set the heading."""
        self.query_one("#title", Static).update(title)
        self.query_one("#subtitle", Static).update(subtitle)

    @property
    def scroller(self) -> Widget:
        """What scrolls the text: the whole where the columns stand one under the other."""
        columns = self.query_one("#columns")
        return columns if columns.max_scroll_y else self.query_one("#main")

    @property
    def focused_list(self) -> RowList | None:
        """The list that has the focus."""
        return self.focused if isinstance(self.focused, RowList) else None

    def to_top(self) -> None:
        """Show the beginning: another record is on view."""
        for name in ("#columns", "#main", "#side"):
            self.query_one(name).scroll_home(animate=False)

    def on_menu_asked(self, event: MenuAsked) -> None:
        """Offer to open the row that was clicked: the other actions are about the record on view."""
        event.stop()
        event.prevent_default()
        self.open_menu(event.at, on_row=True, all_of_it=False)

    def on_click(self, event: Click) -> None:
        """Offer what can be done to the record, where the right button was pressed."""
        if event.button == RIGHT:
            self.open_menu(event.screen_offset, on_row=False)

    def _step(self, rows: int) -> None:
        if (rows_list := self.focused_list) is not None:
            rows_list.move(rows)
        else:
            self.scroller.scroll_relative(y=rows, animate=False)

    def on_row_list_edge_passed(self, event: RowList.EdgePassed) -> None:
        """Run over the edge of a short list into the text around it."""
        self.query_one("#side").scroll_relative(y=event.step, animate=False)

    def action_list_down(self) -> None:
        """Go down a row, or scroll the text by a line."""
        self._step(1)

    def action_list_up(self) -> None:
        """Go up a row, or scroll the text by a line."""
        self._step(-1)

    def action_list_top(self) -> None:
        """Go to the first row, or the beginning of the text."""
        if (rows_list := self.focused_list) is not None:
            rows_list.move_to(0)
        else:
            self.scroller.scroll_home(animate=False)

    def action_list_bottom(self) -> None:
        """Go to the last row, or the end of the text."""
        if (rows_list := self.focused_list) is not None:
            rows_list.move_to(-1)
        else:
            self.scroller.scroll_end(animate=False)

    def action_list_half_down(self) -> None:
        """Go half a screen down."""
        self._step(max(self.scroller.size.height // 2, 1))

    def action_list_half_up(self) -> None:
        """Go half a screen up."""
        self._step(-max(self.scroller.size.height // 2, 1))

    def action_list_screen_down(self) -> None:
        """Go a screen down."""
        self._step(max(self.scroller.size.height - 1, 1))

    def action_list_screen_up(self) -> None:
        """Go a screen up."""
        self._step(-max(self.scroller.size.height - 1, 1))

    def action_text_down(self) -> None:
        """Scroll the text down, wherever the focus is."""
        self.scroller.scroll_relative(y=3, animate=False)

    def action_text_up(self) -> None:
        """Scroll the text up, wherever the focus is."""
        self.scroller.scroll_relative(y=-3, animate=False)
