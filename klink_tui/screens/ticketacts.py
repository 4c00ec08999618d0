"""What can be done to a ticket from the list as well as from the ticket itself."""

from textual import work

from klink_tui.desk.bulk import Change
from klink_tui.errors import KlinkError
from klink_tui.models.names import known_spelling, same
from klink_tui.models.ticket import Ticket
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.widgets.words import count


class TicketActs(DeskScreen[None]):
    """The actions on the ticket that a screen calls its own."""

    @property
    def ticket(self) -> Ticket | None:
        """The ticket that actions are done to."""
        raise NotImplementedError

    @work(group="ask", exit_on_error=False)
    async def action_set_status(self) -> None:
        """Pick a status and set it."""
        await self._set("status", "Status")

    @work(group="ask", exit_on_error=False)
    async def action_set_priority(self) -> None:
        """Pick a priority and set it."""
        await self._set("priority", "Priority")

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the tickets that a change is meant for in bulk; none where it is meant for :attr:`ticket`."""
        return ()

    async def _set(self, name: str, title: str) -> None:
        if self.marked:
            value = await self._pick(name, "", f"{title} of {count(len(self.marked), 'ticket')}")
            if value is not None:
                self.in_bulk(Change(f"{name} → {value}", {name: value}))
            return
        ticket = self.ticket
        if ticket is None:
            return
        shown = self.desk.shown(ticket)
        current = str(getattr(shown, name))
        value = await self._pick(name, current, f"{title} of {ticket.label}")
        if value is not None and not same(value, current):
            await self.hand_over(self.desk.changes.change_ticket(shown, {name: value}))

    @work(group="ask", exit_on_error=False)
    async def action_ticket_tags(self) -> None:
        """Pick the ticket's tags; of marked tickets those to add."""
        tags = self.desk.references.tags
        if tags.peek() is None and not await self.hand_over(tags.get()):
            return
        loaded = tags.peek()
        offers = [Choice(tag.id, tag.name or tag.id) for tag in (loaded.items if loaded else ()) if tag.id]
        if self.marked:
            title = f"Add tags to {count(len(self.marked), 'ticket')}"
            chosen = await self.app.push_screen_wait(MultiPickerScreen(title, offers))
            if chosen:
                names = ", ".join(offer.label for offer in offers if offer.value in chosen)
                self.in_bulk(Change(f"tags + {names}", {"tags": list(chosen)}, {"tags": names}, adds=True))
            return
        ticket = self.ticket
        if ticket is None:
            return
        shown = self.desk.shown(ticket)
        have = [tag.id for tag in shown.tags]
        known = {offer.value for offer in offers}
        offers += [Choice(tag.id, tag.name or tag.id) for tag in shown.tags if tag.id not in known]
        title = f"Tags of {ticket.label}"
        chosen = await self.app.push_screen_wait(MultiPickerScreen(title, offers, chosen=have))
        if chosen is not None and set(chosen) != set(have):
            labels = {"tags": ", ".join(offer.label for offer in offers if offer.value in chosen)}
            await self.hand_over(self.desk.changes.change_ticket(shown, {"tags": list(chosen)}, names=labels))

    @work(group="ask", exit_on_error=False)
    async def action_edit(self) -> None:
        """Open the form of the ticket; of marked tickets ask for one field of it."""
        from klink_tui.screens.bulkfield import ask_for_field
        from klink_tui.screens.forms import edit_ticket

        if self.marked:
            change = await ask_for_field(self.app, self.desk, len(self.marked))
            if change is not None:
                self.in_bulk(change)
        elif (ticket := self.ticket) is not None:
            self.app.push_screen(edit_ticket(self.desk, ticket))

    def in_bulk(self, change: Change) -> None:
        """Show what a change would do to the marked tickets; where it is begun, show how it goes."""
        from klink_tui.screens.batch import BatchScreen
        from klink_tui.screens.bulk import BulkScreen

        def begun(batch: int | None) -> None:
            if batch:
                self.action_unmark()
                self.app.push_screen(BatchScreen(self.desk, batch, change.words))

        self.app.push_screen(BulkScreen(self.desk, self.marked, change), begun)

    def action_unmark(self) -> None:
        """Take all marks off."""

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

    def action_note(self) -> None:
        """Write a note on the ticket, for this machine only."""
        from klink_tui.screens.note import NoteScreen

        if (ticket := self.ticket) is not None:
            self.app.push_screen(NoteScreen(self.desk, ticket.key, f"{ticket.label} {ticket.title}".strip()))

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
            self.count_carried()
        pairs = self.desk.references.choices(name, carried=(current, *self.desk.lexicon.carried(name)))
        choices = [Choice(value, label) for value, label in pairs]
        current = known_spelling(current, [choice.value for choice in choices])
        return await self.app.push_screen_wait(PickerScreen(title, choices, current=current, note=note))

    @work(group="fields", exclusive=True, exit_on_error=False)
    async def _fetch_fields(self) -> None:
        try:
            await self.desk.references.ticket_fields.get()
        except KlinkError as error:
            self.trouble(error)
