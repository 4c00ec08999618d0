"""A contact: everything that is known of them, their tickets and their cases, and who may be the same person."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from klink_tui.desk.cases import RECENT_DAYS
from klink_tui.desk.contacts import Sharing
from klink_tui.desk.desk import Desk
from klink_tui.desk.events import (
    ContactChanged,
    ContactGone,
    CopyChanged,
    DeskEvent,
    IntentChanged,
    MirrorChanged,
    PinsChanged,
)
from klink_tui.desk.history import Stop
from klink_tui.desk.queue import Queue
from klink_tui.desk.recents import CONTACT
from klink_tui.errors import KlinkError, NotFoundError
from klink_tui.models.contact import Contact
from klink_tui.screens.around import AroundScreen
from klink_tui.screens.contactacts import ContactActs
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.cells import PINNED
from klink_tui.widgets.contactlook import SAME_COLUMNS, affairs_line, contact_facts, same_cells, same_line
from klink_tui.widgets.facts import Fact, Facts, note_facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.outboxlook import pending_words
from klink_tui.widgets.panel import ListPanel
from klink_tui.widgets.prose import Prose
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.values import custom_facts, doubts


class ContactScreen(AroundScreen[Contact], ContactActs):
    """One contact."""

    NAME = "contact"
    SECTION = "contacts"
    NOUN = "contact"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("contact")
    CSS = """
    ContactScreen #affairs, ContactScreen #same-line { height: auto; }
    ContactScreen #affairs { color: $klink-muted; }
    ContactScreen #same-line { color: $warning; }
    ContactScreen #facts { margin-top: 1; }
    """

    def __init__(
        self,
        desk: Desk,
        contact_id: str,
        *,
        known: Contact | None = None,
        queue: Queue[Contact] | None = None,
    ) -> None:
        """Show a contact: ``known`` at once, the whole as it comes; ``queue`` is the list it was opened from."""
        super().__init__(desk, queue=queue)
        self._contact_id = contact_id
        self._contact = desk.contacts.peek(contact_id) or known

    @property
    def contact(self) -> Contact | None:
        """The contact on view; ``None`` until it came."""
        return self._contact

    @property
    def stop(self) -> Stop:
        """The contact, for the way back."""
        return Stop(CONTACT, self._contact_id, self._contact.label if self._contact else self._contact_id)

    def main(self) -> ComposeResult:
        """Give what is known of them."""
        yield Static(id="affairs", markup=False)
        yield Static(id="same-line", markup=False)
        yield Facts(id="facts", label_width=20)
        yield Facts(id="custom", label_width=20)
        yield Prose(id="notes")

    def side(self) -> ComposeResult:
        """Give who may be the same person, and their affairs."""
        yield ListPanel("Maybe the same person", SAME_COLUMNS, id="same")
        yield from self.panels("Tickets")

    def ready(self) -> None:
        """Show the contact."""
        self._show(self._contact_id, self._contact)

    def facts(self) -> str:
        """Say where one is."""
        place = f"page {self.queue.number} of the list · " if self.queue else ""
        return f"{place}{self._contact.label if self._contact else self._contact_id}"

    def heard(self, event: DeskEvent) -> None:
        """Redraw the contact when it changed; leave when it is gone."""
        if isinstance(event, ContactChanged) and event.contact_id == self._contact_id:
            self._draw(self.desk.contacts.peek(self._contact_id))
        elif (isinstance(event, IntentChanged) and event.intent.target == self._contact_id) or (
            isinstance(event, PinsChanged) and event.target == self._contact_id
        ):
            self._draw(self._contact)
        elif isinstance(event, CopyChanged):
            if not event.keys.isdisjoint(ticket.key for ticket in self.related):
                self.show_held()
            self.affairs_found()
        elif isinstance(event, MirrorChanged):
            self._draw_same(self._contact)
            self.affairs_found()
        elif isinstance(event, ContactGone) and event.contact_id == self._contact_id and self.is_current:
            self.dismiss()

    def on_screen_resume(self) -> None:
        """Draw the contact anew: a note may have been written on them."""
        if self.query("#facts"):
            self._draw(self._contact)

    def show_item(self, item: Contact) -> None:
        """Put another contact on view."""
        self._show(item.id, self.desk.contacts.peek(item.id) or item)

    def _show(self, contact_id: str, contact: Contact | None) -> None:
        self._contact_id = contact_id
        self._draw(contact)
        self.to_top()
        self.show_around(contact_id)
        self.affairs_found()
        self.desk.history.visit(self.stop)
        if contact is not None:
            self.desk.recents.opened(CONTACT, contact_id, contact.label)

    def affairs_found(self) -> None:
        """Count their tickets and cases."""
        affairs = self.desk.contacts.affairs(self._contact_id, RECENT_DAYS)
        words = affairs_line(affairs, RECENT_DAYS, self.desk.now(), complete=self.is_whole)
        self.query_one("#affairs", Static).update(Content(words))

    def fetch_record(self) -> None:
        """Fetch the contact whole."""
        self._fetch_contact(self._contact_id)

    @work(group="contact", exclusive=True, exit_on_error=False)
    async def _fetch_contact(self, contact_id: str) -> None:
        try:
            contact = await self.desk.contacts.read(contact_id)
        except KlinkError as error:
            if contact_id == self._contact_id:
                retry = "" if isinstance(error, NotFoundError) else keyed("<refresh>")
                self.trouble(error, retry=retry)
        else:
            if contact_id == self._contact_id:
                self.no_trouble()
                if self._contact is None:
                    self.desk.recents.opened(CONTACT, contact_id, contact.label)
                self._draw(contact)
                self.restate()

    def _draw(self, contact: Contact | None) -> None:
        self._contact = contact
        if contact is None:
            self.head(Content(self._contact_id), Content("fetching …"))
            self._draw_same(None)
            return
        contact = self.desk.shown_contact(contact)
        ways = (*contact.phones[:1], *contact.emails[:1])
        pending = pending_words(self.desk.outbox.of(contact.id))
        parts = (Content("   ".join(ways) or "no phone, no email"), Content.styled(pending, "$warning"))
        star = f"{PINNED} " if self.desk.recents.is_pinned(CONTACT, contact.id) else ""
        self.head(
            Content.assemble((star, "$accent"), contact.label), Content("   ").join(part for part in parts if part)
        )
        note = self.desk.drafts.note_on(contact.id)
        self.query_one("#facts", Facts).facts = (
            *note_facts(note),
            *contact_facts(contact, self.desk.now(), self.desk.timezone),
            *doubts(contact),
        )
        fields = custom_facts(contact.custom_fields)
        self.query_one("#custom", Facts).facts = (Fact("Fields"), *fields) if fields else ()
        notes = self.query_one("#notes", Prose)
        notes.text = f"### Notes\n\n{contact.notes}" if contact.notes.strip() else ""
        notes.display = bool(contact.notes.strip())
        self._draw_same(contact)

    def _draw_same(self, contact: Contact | None) -> None:
        sharing = self.desk.contacts.sharing(contact) if contact else Sharing((), complete=True)
        found = sharing.others
        tickets = self.desk.contacts.count_tickets([other.id for other, _ in found])
        line, panel = self.query_one("#same-line", Static), self.query_one("#same", ListPanel)
        line.display = panel.display = bool(found)
        if found:
            words = same_line(found, tickets.get(found[0][0].id, 0), complete=sharing.complete)
            line.update(Content(words))
            cells = ((other.id, same_cells(other, address, tickets.get(other.id, 0))) for other, address in found)
            panel.show(PlainRows(list(cells)), "" if sharing.complete else "There may be more.")

    def open_row(self, rows: RowList, key: str) -> None:
        """Open a ticket of theirs, or who may be the same person."""
        if rows is self.query_one("#same", ListPanel).list:
            self.app.push_screen(ContactScreen(self.desk, key))
        else:
            super().open_row(rows, key)
