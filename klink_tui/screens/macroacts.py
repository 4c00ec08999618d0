"""Macros on tickets: chosen by a key, shown before they happen, on one ticket or on all that are marked."""

from textual import work

from klink_tui.desk.bulk import Change
from klink_tui.desk.macros import words_of
from klink_tui.macros.files import Macro
from klink_tui.screens.assignacts import AssignActs
from klink_tui.widgets.words import count


class MacroActs(AssignActs):
    """The action that runs a macro."""

    @work(group="ask", exit_on_error=False)
    async def action_macro(self) -> None:
        """Pick a macro, and show what it would do; what is handed over there is one thing to undo."""
        from klink_tui.screens.macro import MacroScreen
        from klink_tui.screens.macropick import MacroPickScreen

        ticket, many = self.ticket, len(self.marked)
        if ticket is None and not many:
            return
        on = count(many, "ticket") if many or ticket is None else ticket.label
        macro = await self.app.push_screen_wait(MacroPickScreen(self.desk, f"Macro on {on}"))
        if macro is None:
            return
        if many or ticket is None:
            self._macro_in_bulk(macro)
            return
        screen = MacroScreen(self.desk, ticket, macro)

        def handed_over(sent: bool | None) -> None:
            if sent:
                self.acted_on(ticket)
                if macro.next:
                    self.go_on()
                elif screen.sets_status:
                    self.after_status()

        self.app.push_screen(screen, handed_over)

    def _macro_in_bulk(self, macro: Macro) -> None:
        from klink_tui.screens.batch import BatchScreen
        from klink_tui.screens.bulk import BulkScreen

        words, marked = words_of(macro), self.marked

        def begun(batch: int | None) -> None:
            if batch:
                self.app.push_screen(BatchScreen(self.desk, batch, words))

        planner = lambda: self.desk.macros.plan(marked, macro)  # noqa: E731
        self.app.push_screen(BulkScreen(self.desk, marked, Change(words, {}), planner=planner), begun)
