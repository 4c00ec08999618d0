"""Asking for a named value of a ticket: a status, a priority, or what else the form has choices of."""

from textual import work

from klink_tui.errors import KlinkError
from klink_tui.models.names import known_spelling, same
from klink_tui.screens.base import DeskScreen, ResultT
from klink_tui.screens.picker import Choice, PickerScreen

RESOLVED = ("resolved", "solved", "closed", "done")
"""What desks call a ticket that is done with; the first that is among the choices counts."""


class NamedPick(DeskScreen[ResultT]):
    """A screen that asks for named values."""

    def named_choices(self, name: str, current: str = "") -> list[Choice]:
        """Give the choices of a field as far as they are here, with those that tickets carry."""
        if self.desk.references.ticket_fields.peek() is None:
            self._fetch_fields()
            self.count_carried()
        pairs = self.desk.references.choices(name, carried=(current, *self.desk.lexicon.carried(name)))
        return [Choice(value, label) for value, label in pairs]

    async def pick_named(self, name: str, current: str, title: str) -> str | None:
        """Ask for a named value, at once: where the form fields aren't here yet, from what tickets carry."""
        note = ""
        if self.desk.references.ticket_fields.peek() is None:
            note = "The form fields are not here yet: these are the names that tickets carry."
        choices = self.named_choices(name, current)
        current = known_spelling(current, [choice.value for choice in choices])
        return await self.app.push_screen_wait(PickerScreen(title, choices, current=current, note=note))

    def resolved_value(self) -> str:
        """Give the status that ends a ticket; empty where the desk has none that is called so."""
        values = [choice.value for choice in self.named_choices("status")]
        return next((value for name in RESOLVED for value in values if same(value, name)), "")

    @work(group="fields", exclusive=True, exit_on_error=False)
    async def _fetch_fields(self) -> None:
        try:
            await self.desk.references.ticket_fields.get()
        except KlinkError as error:
            self.trouble(error)
