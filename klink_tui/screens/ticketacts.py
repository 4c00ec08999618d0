"""What can be done to a ticket from the list as well as from the ticket itself."""

from collections.abc import Sequence

from textual import work

from klink_tui.desk.bulk import Change, is_so, values_for
from klink_tui.models.intent import Intent
from klink_tui.models.names import same
from klink_tui.models.reference import Tag
from klink_tui.models.ticket import Ticket
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.namedpick import NamedPick
from klink_tui.screens.oneframe import OneFrame
from klink_tui.screens.picker import Choice
from klink_tui.screens.recordacts import RecordActs
from klink_tui.screens.subjects import Subject, fields_of_ticket, subject_of_ticket
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.words import count


def _offers(tags: Sequence[Tag]) -> list[Choice]:
    """Give tags as choices; one without an id can't be asked for."""
    return [Choice(tag.id, tag.name or tag.id) for tag in tags if tag.id]


class TicketActs(NamedPick[None], RecordActs):
    """The actions on the ticket that a screen calls its own."""

    @property
    def subject(self) -> Subject | None:
        """The ticket, as what can be done to contacts as well knows it."""
        return subject_of_ticket(ticket) if (ticket := self.ticket) is not None else None

    def fields_of_subject(self) -> Sequence[Fact]:
        """Give every field of the ticket, as it will be once the changes on their way are done."""
        ticket = self.ticket
        return fields_of_ticket(self.desk, self.desk.shown(ticket)) if ticket is not None else ()

    @property
    def ticket(self) -> Ticket | None:
        """The ticket that actions are done to."""
        raise NotImplementedError

    @work(group="ask", exit_on_error=False)
    async def action_set_status(self) -> None:
        """Pick a status and set it."""
        if await self._set("status", "Status"):
            self.after_status()

    @work(group="ask", exit_on_error=False)
    async def action_set_priority(self) -> None:
        """Pick a priority and set it."""
        await self._set("priority", "Priority")

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the tickets that a change is meant for in bulk; none where it is meant for :attr:`ticket`."""
        return ()

    def after_status(self) -> None:
        """Go on from a ticket whose status was picked, where one goes through tickets for that."""

    def acted_on(self, ticket: Ticket) -> None:
        """Take note that a change of a ticket is on its way."""

    def go_on(self) -> None:
        """Go on to the next ticket."""

    async def _set(self, name: str, title: str) -> bool:
        """Pick a value and set it; tell whether one was picked for one ticket."""
        if self.marked:
            value = await self.pick_named(name, "", f"{title} of {count(len(self.marked), 'ticket')}")
            if value is not None:
                self.in_bulk(Change(f"{name} → {value}", {name: value}))
            return False
        ticket = self.ticket
        if ticket is None:
            return False
        current = str(getattr(self.desk.shown(ticket), name))
        value = await self.pick_named(name, current, f"{title} of {ticket.label}")
        if value is None:
            return False
        if not same(value, current):
            self.apply(ticket, Change(f"{name} → {value}", {name: value}))
        return True

    def apply(self, ticket: Ticket, change: Change, *, goes_on: bool = False) -> None:
        """Hand a change of one ticket over, as it is seen now, and remember it; where it is so already, say that.

        Args:
            ticket: the ticket.
            change: what is done.
            goes_on: whether one goes on to the next ticket after it, now and when it is repeated.
        """
        self.desk.last_change = change, goes_on
        shown = self.desk.shown(ticket)
        values, names = values_for(shown, change)
        if is_so(shown, values):
            self.say(f"{ticket.label} is so already: {change.words}.")
        else:
            self.acted_on(ticket)
            self._write_down(self.desk.changes.of_ticket(shown, values, names=names), OneFrame(self.app))

    @work(group="act", exit_on_error=False)
    async def _write_down(self, intent: Intent, frame: OneFrame) -> None:
        try:
            await self.hand_over(self.desk.outbox.add(intent), what=intent.label)
        finally:
            frame.draw()

    def _sent(self, ticket: Ticket, sent: bool, *, goes_on: bool) -> None:
        """Take note that a form or a message about a ticket was handed over."""
        if sent:
            self.acted_on(ticket)
            if goes_on:
                self.go_on()

    def action_done(self) -> None:
        """Resolve the ticket and go on to the next; marked ones all at once."""
        value = self.resolved_value()
        if not value:
            self.say(keyed("This desk has no status that is called resolved: <ticket.status> picks another."), bad=True)
            return
        self._do(Change(f"status → {value}", {"status": value}), goes_on=True)

    def action_repeat(self) -> None:
        """Do to this ticket, or to the marked ones, what was done to a ticket last."""
        if self.desk.last_change is None:
            self.say(
                keyed("There is nothing to repeat yet: <ticket.repeat> does again what was last done to a ticket.")
            )
            return
        change, goes_on = self.desk.last_change
        self._do(change, goes_on=goes_on)

    def _do(self, change: Change, *, goes_on: bool) -> None:
        if self.marked:
            self.in_bulk(change)
        elif (ticket := self.ticket) is not None:
            self.apply(ticket, change, goes_on=goes_on)
            if goes_on:
                self.go_on()
            elif "status" in change.values:
                self.after_status()

    @work(group="ask", exit_on_error=False)
    async def action_ticket_tags(self) -> None:
        """Pick the ticket's tags; of marked tickets those to add."""
        tags = self.desk.references.tags
        loaded = tags.peek()
        offers = _offers(loaded.items if loaded else ())

        async def coming() -> list[Choice]:
            return _offers((await tags.get()).items)

        later = coming if loaded is None else None
        if self.marked:
            title = f"Add tags to {count(len(self.marked), 'ticket')}"
            chosen = await self.app.push_screen_wait(MultiPickerScreen(title, offers, coming=later))
            if chosen:
                names = self._tag_names(chosen)
                self.in_bulk(Change(f"tags + {names}", {"tags": list(chosen)}, {"tags": names}, adds=True))
            return
        ticket = self.ticket
        if ticket is None:
            return
        shown = self.desk.shown(ticket)
        have = [tag.id for tag in shown.tags]
        known = {offer.value for offer in offers}
        offers += [offer for offer in _offers(shown.tags) if offer.value not in known]
        title = f"Tags of {ticket.label}"
        chosen = await self.app.push_screen_wait(MultiPickerScreen(title, offers, chosen=have, coming=later))
        if chosen is not None and set(chosen) != set(have):
            names = self._tag_names(chosen, shown.tags)
            self.apply(ticket, Change(f"tags → {names or 'none'}", {"tags": list(chosen)}, {"tags": names}))

    def _tag_names(self, chosen: Sequence[str], carried: Sequence[Tag] = ()) -> str:
        """Name tags by what the desk calls them, else by what the ticket carries."""
        loaded = self.desk.references.tags.peek()
        labels = {offer.value: offer.label for offer in (*_offers(carried), *_offers(loaded.items if loaded else ()))}
        return ", ".join(labels.get(value, value) for value in chosen)

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
            form = edit_ticket(self.desk, ticket)
            self.app.push_screen(form, lambda sent: self._sent(ticket, bool(sent), goes_on=form.goes_on))

    def in_bulk(self, change: Change) -> None:
        """Show what a change would do to the marked tickets; where it is begun, show how it goes.

        The marks stay: more can be done to the same tickets.
        """
        from klink_tui.screens.batch import BatchScreen
        from klink_tui.screens.bulk import BulkScreen

        def begun(batch: int | None) -> None:
            if batch:
                self.desk.last_change = change, False
                self.app.push_screen(BatchScreen(self.desk, batch, change.words))

        self.app.push_screen(BulkScreen(self.desk, self.marked, change), begun)

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
        if self.marked:
            self.say(f"One message reaches one customer: this is for {ticket.label}, not for the marked tickets.")
        composer = ComposeScreen(self.desk, ticket.contact_id, ticket.contact_name, about=ticket)
        self.app.push_screen(composer, lambda sent: self._sent(ticket, bool(sent), goes_on=composer.goes_on))

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
