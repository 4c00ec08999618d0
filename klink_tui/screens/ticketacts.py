"""What can be done to a ticket from the list as well as from the ticket itself."""

from textual import work

from klink_tui.errors import KlinkError
from klink_tui.models.names import known_spelling, same
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import TicketBody
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.picker import Choice, PickerScreen


class TicketActs(DeskScreen[None]):
    """The actions on the ticket that a screen calls its own."""

    @property
    def ticket(self) -> Ticket | None:
        """The ticket that actions are done to."""
        raise NotImplementedError

    @work(group="ask", exit_on_error=False)
    async def action_set_status(self) -> None:
        """Pick a status and set it."""
        ticket = self.ticket
        if ticket is None:
            return
        status = await self._pick("status", ticket.status, f"Status of {ticket.label}")
        if status is not None and not same(status, ticket.status):
            self.send(f"{ticket.label} → {status}", self.desk.changes.set_status(ticket, status))

    @work(group="ask", exit_on_error=False)
    async def action_set_priority(self) -> None:
        """Pick a priority and set it."""
        ticket = self.ticket
        if ticket is None:
            return
        priority = await self._pick("priority", ticket.priority, f"Priority of {ticket.label}")
        if priority is not None and not same(priority, ticket.priority):
            body = TicketBody(priority=priority)
            self.send(f"{ticket.label} → {priority}", self.desk.changes.update_ticket(ticket, body))

    def action_edit(self) -> None:
        """Open the form of the ticket."""
        from klink_tui.screens.forms import edit_ticket

        if (ticket := self.ticket) is not None:
            self.app.push_screen(edit_ticket(self.desk, ticket))

    def action_new(self) -> None:
        """Open the form of a new ticket, for the same contact where there is one."""
        from klink_tui.screens.forms import new_ticket

        self.app.push_screen(new_ticket(self.desk, contact=self.ticket.contact if self.ticket else None))

    def action_message(self) -> None:
        """Write to the customer."""
        from klink_tui.screens.compose import ComposeScreen

        ticket = self.ticket
        if ticket is None:
            return
        if not ticket.contact_id:
            self.say(f"{ticket.label} has no contact to write to.", bad=True)
            return
        self.app.push_screen(ComposeScreen(self.desk, ticket.contact_id, ticket.contact_name, about=ticket))

    def action_open_contact(self) -> None:
        """Open the ticket's contact."""
        from klink_tui.screens.contact import ContactScreen

        ticket = self.ticket
        if ticket is None:
            return
        if not ticket.contact_id:
            self.say(f"{ticket.label} has no contact.", bad=True)
            return
        self.app.push_screen(ContactScreen(self.desk, ticket.contact_id, known=ticket.contact))

    def action_copy_number(self) -> None:
        """Copy the ticket's number."""
        if (ticket := self.ticket) is not None:
            self.app.copy_to_clipboard(str(ticket.ticket_number or ticket.id))
            self.say(f"Copied {ticket.ticket_number or ticket.id}.")

    async def _pick(self, name: str, current: str, title: str) -> str | None:
        """Ask for a named value, at once: where the form fields aren't here yet, from what tickets carry."""
        note = ""
        if self.desk.references.ticket_fields.peek() is None:
            note = "The form fields are not here yet: these are the names that tickets carry."
            self._fetch_fields()
        pairs = self.desk.references.choices(name, carried=(current, *self.desk.tickets.carried(name)))
        choices = [Choice(value, label) for value, label in pairs]
        current = known_spelling(current, [choice.value for choice in choices])
        return await self.app.push_screen_wait(PickerScreen(title, choices, current=current, note=note))

    @work(group="fields", exclusive=True, exit_on_error=False)
    async def _fetch_fields(self) -> None:
        try:
            await self.desk.references.ticket_fields.get()
        except KlinkError as error:
            self.trouble(error)
