"""Cases (cx-logs): the conversations and calls of a span of days, page by page."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from klink_tui.desk.cases import RECENT_DAYS
from klink_tui.desk.copybooks import CopyBook, KeptSheet
from klink_tui.desk.desk import Desk
from klink_tui.desk.pages import Sheet
from klink_tui.desk.queue import Queue
from klink_tui.models.caselog import CaseLog, case_key
from klink_tui.screens.caseacts import CaseActs
from klink_tui.screens.daterange import DateRangeScreen, Range
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.lists import PagedScreen
from klink_tui.widgets.caselook import CASE_COLUMNS, case_cells, case_facts, unreadable_case
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.facts import Facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.values import doubts

FIRST_DAYS: Final = RECENT_DAYS
"""How many days the list begins with: as far back as a contact's own cases are shown."""


class CasesScreen(PagedScreen[CaseLog], CaseActs):
    """The cases of some days, in the agent's time zone."""

    NAME = "cases"
    SECTION = "cases"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("cases")
    COLUMNS = CASE_COLUMNS
    NOUN = ("case", "cases")

    def __init__(self, desk: Desk) -> None:
        """Start with the last days up to today."""
        super().__init__(desk)
        self._range = Range(desk.cases.last_days(FIRST_DAYS), FIRST_DAYS)
        self._shown = self._range.span

    @property
    def book(self) -> CopyBook[CaseLog]:
        """The pages of the days on view."""
        return self.desk.cases.book(self._range.span)

    @property
    def case(self) -> CaseLog | None:
        """The case under the cursor."""
        return self.current

    def key_of(self, item: CaseLog) -> str:
        """Give the case's key."""
        return case_key(item)

    def cells_of(self, item: CaseLog) -> Sequence[Cell]:
        """Give the case's cells."""
        return case_cells(item, self.desk.now())

    def unreadable_cells(self, reason: str) -> Sequence[Cell]:
        """Give the cells of a record that can't be read."""
        return unreadable_case(reason)

    def nothing_here(self) -> tuple[str, str]:
        """Say that nothing happened on these days."""
        other = keyed("<dates> chooses other days.")
        return f"No cases from {self._range.span.text}.", f"Days of {self.desk.timezone}. {other}"

    def facts(self) -> str:
        """Say which days are on view, and whose midnight they begin at, before the page."""
        if self._shown != self._range.span:
            return f"still {self._shown.text}, {self.desk.timezone}"
        source = "from the copy" if isinstance(self._sheet, KeptSheet) else ""
        parts = (f"{self._shown.text}, {self.desk.timezone}", source, super().facts())
        return " · ".join(part for part in parts if part)

    def doing(self) -> str:
        """Say which days are on their way."""
        wanted = "" if self._shown == self._range.span else self._range.span.text
        return ", ".join(part for part in (wanted, super().doing()) if part)

    def preview_body(self) -> ComposeResult:
        """Give title and facts."""
        yield Static(id="preview-title", markup=False)
        yield Facts(id="preview-facts")

    def draw_preview(self, item: CaseLog | None) -> None:
        """Show the case under the cursor, or why it can't be shown."""
        title = self.query_one("#preview-title", Static)
        facts = self.query_one("#preview-facts", Facts)
        if item is None:
            reason = self.rows.reason(self.list.cursor_key)
            title.update(Content(f"This record can't be read: {reason}." if reason else ""))
            facts.facts = ()
            return
        title.update(Content.styled(f"Case {item.case_id}" if item.case_id is not None else "A case", "bold"))
        facts.facts = (*case_facts(item, self.desk.now(), self.desk.timezone), *doubts(item))
        self.query_one("#preview").scroll_home(animate=False)

    def set_page_size(self, size: int) -> None:
        """Set how many rows a page has, whichever days are on view."""
        self.desk.cases.page_size = size

    def look_at(self, days: Range) -> None:
        """Show the cases of other days; the rows on view stay until they come."""
        before, self._range = self._range.span, days
        if days.span != before:
            self._sheet = None
            self.turn_to(1, cursor="first")

    def _show(self, number: int, sheet: Sheet[CaseLog], cursor: str | None) -> None:
        self._shown = self._range.span
        super()._show(number, sheet, cursor)

    def _poll(self) -> None:
        self._follow_today()
        super()._poll()

    def _follow_today(self) -> None:
        """Go on to the new day where the list shows the days up to today."""
        if self._range.days is not None and self.is_current:
            self.look_at(Range(self.desk.cases.last_days(self._range.days), self._range.days))

    # What keys do

    def action_refresh_now(self) -> None:
        """Fetch the page on view anew."""
        self._follow_today()
        super().action_refresh_now()

    @work(group="ask", exit_on_error=False)
    async def action_dates(self) -> None:
        """Ask for other days."""
        chosen = await self.app.push_screen_wait(DateRangeScreen(self.desk.cases, self._range, self.desk.timezone))
        if chosen is not None:
            self.look_at(chosen)

    def action_open(self) -> None:
        """Open the case under the cursor."""
        from klink_tui.screens.case import CaseScreen

        if (case := self.case) is not None:
            queue = Queue(self.book, self.number, case_key(case))
            self.app.push_screen(CaseScreen(self.desk, case, queue=queue), lambda _: self._return_to(queue))
        elif reason := self.rows.reason(self.list.cursor_key):
            self.say(f"This record can't be read: {reason}.", bad=True)

    def _return_to(self, queue: Queue[CaseLog]) -> None:
        """Put the cursor on the case that was last on view."""
        self.turn_to(queue.number)
        if (place := self.rows.position(queue.key)) is not None:
            self.list.move_to(place)
