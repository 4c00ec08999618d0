"""Contacts: everyone, or those that a keyword or a platform account finds, page by page."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from klink_tui.desk.cases import RECENT_DAYS
from klink_tui.desk.contacts import PLATFORM, Sharing
from klink_tui.desk.copybooks import CopyBook, KeptSheet
from klink_tui.desk.desk import Desk
from klink_tui.desk.events import ContactChanged, ContactGone, DeskEvent, IntentChanged, NotesChanged, PinsChanged
from klink_tui.desk.queue import Queue
from klink_tui.desk.recents import CONTACT
from klink_tui.models.contact import Contact
from klink_tui.screens.contactacts import ContactActs
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.lists import PagedScreen
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.contactlook import (
    CONTACT_COLUMNS,
    affairs_line,
    contact_cells,
    contact_facts,
    same_line,
    unreadable_contact,
)
from klink_tui.widgets.facts import Facts, note_facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.prose import Prose
from klink_tui.widgets.values import custom_facts, doubts

REST: Final = 0.25
"""Seconds the typing rests before the server is asked; the copy answers at once."""


class ContactsScreen(PagedScreen[Contact], ContactActs):
    """The contacts of the desk."""

    NAME = "contacts"
    SECTION = "contacts"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("contacts")
    CSS = """
    ContactsScreen #preview-affairs { height: auto; color: $klink-muted; }
    ContactsScreen #preview-same { height: auto; color: $warning; }
    """
    COLUMNS = CONTACT_COLUMNS
    NOUN = ("contact", "contacts")

    def __init__(self, desk: Desk) -> None:
        """Start with everyone."""
        super().__init__(desk)
        self._search = ""
        self._rest: Timer | None = None
        self._noted = False

    @property
    def book(self) -> CopyBook[Contact]:
        """The pages of what is searched for."""
        return self.desk.contacts.book(self._search)

    @property
    def contact(self) -> Contact | None:
        """The contact under the cursor."""
        return self.current

    def controls(self) -> ComposeResult:
        """Give the line to search with."""
        hint = f"beginning or end of a word; {PLATFORM}ID finds an account on a social platform"
        yield Input(placeholder=hint, id="search", compact=True)

    def ready(self) -> None:
        """Fetch everyone; the line to search with is hidden until it is asked for."""
        self.query_one("#search").display = False
        super().ready()

    def key_of(self, item: Contact) -> str:
        """Give the contact's id."""
        return item.id

    def cells_of(self, item: Contact) -> Sequence[Cell]:
        """Give the contact's cells."""
        contact = self.desk.shown_contact(item)
        noted = item.id in self.desk.drafts.notes
        pending, pinned = self.desk.outbox.mark(item.id), self.desk.recents.is_pinned(CONTACT, item.id)
        return contact_cells(contact, self.desk.now(), pending=pending, noted=noted, pinned=pinned)

    def unreadable_cells(self, reason: str) -> Sequence[Cell]:
        """Give the cells of a record that can't be read."""
        return unreadable_contact(reason)

    def nothing_here(self) -> tuple[str, str]:
        """Say that nobody is there, or nobody like that."""
        if self._search:
            return f"Nobody matches “{self._search}”.", keyed(
                "<filter.clear> shows everyone · <filter> changes the search"
            )
        return "No contacts here.", keyed("<new> creates one.")

    def facts(self) -> str:
        """Say what is searched for before the page, and whether it is the server that found it."""
        searched = f"“{self._search}”" if self._search else ""
        source = "from the copy" if isinstance(self._sheet, KeptSheet) else ""
        return " · ".join(part for part in (searched, source, super().facts()) if part)

    def preview_body(self) -> ComposeResult:
        """Give name, affairs, facts and notes."""
        yield Static(id="preview-title", markup=False)
        yield Static(id="preview-affairs", markup=False)
        yield Static(id="preview-same", markup=False)
        yield Facts(id="preview-facts")
        yield Prose(id="preview-notes")

    def draw_preview(self, item: Contact | None) -> None:
        """Show the contact under the cursor, or why it can't be shown."""
        title = self.query_one("#preview-title", Static)
        notes = self.query_one("#preview-notes", Prose)
        item = None if item is None else self.desk.shown_contact(item)
        notes.display = item is not None and bool(item.notes.strip())
        self._draw_affairs(item)
        if item is None:
            reason = self.rows.reason(self.list.cursor_key)
            title.update(Content(f"This record can't be read: {reason}." if reason else ""))
            self.query_one("#preview-facts", Facts).facts = ()
            return
        title.update(Content.styled(item.label, "bold"))
        notes.text = item.notes
        self.query_one("#preview-facts", Facts).facts = (
            *note_facts(self.desk.drafts.note_on(item.id)),
            *contact_facts(item, self.desk.now(), self.desk.timezone),
            *custom_facts(item.custom_fields),
            *doubts(item),
        )
        self.query_one("#preview").scroll_home(animate=False)

    def _draw_affairs(self, item: Contact | None) -> None:
        affairs, same = self.query_one("#preview-affairs", Static), self.query_one("#preview-same", Static)
        affairs.display = item is not None
        sharing = self.desk.contacts.sharing(item) if item else Sharing((), complete=True)
        same.display = bool(sharing.others)
        if item is not None:
            complete = self.desk.mirror.progress.complete and self.desk.cases.is_whole
            counted = self.desk.contacts.affairs(item.id, RECENT_DAYS)
            affairs.update(Content(affairs_line(counted, RECENT_DAYS, self.desk.now(), complete=complete)))
        if sharing.others:
            first = sharing.others[0][0].id
            tickets = self.desk.contacts.count_tickets([first]).get(first, 0)
            same.update(Content(same_line(sharing.others, tickets, complete=sharing.complete)))

    def heard(self, event: DeskEvent) -> None:
        """Redraw a contact that changed or has a write under way, drop one that is gone."""
        if isinstance(event, ContactChanged | ContactGone) and (sheet := self.book.peek(self.number)) is not None:
            self._show(self.number, sheet, None)
            if isinstance(event, ContactChanged) and self.rows.position(event.contact_id) is None:
                self._fetch(self.number, None)
        elif isinstance(event, PinsChanged):
            self.list.repaint_row(event.target)
        elif isinstance(event, NotesChanged):
            self._noted = True
        elif isinstance(event, IntentChanged):
            self.list.show(self.rows)
            if event.intent.target == self.list.cursor_key:
                self._preview_soon()

    def on_screen_resume(self) -> None:
        """Draw everything anew where a note was written meanwhile."""
        if self._noted:
            self._noted = False
            self.list.show(self.rows)
            self._preview_soon()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show at once who matches in the copy, and ask the server once the typing rests."""
        if self._rest is not None:
            self._rest.stop()
        self._look_up(event.value)
        self._rest = self.set_timer(REST, lambda: self.search(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search at once, and go to what was found."""
        if self._rest is not None:
            self._rest.stop()
        self.search(event.value)
        self.list.focus()

    def search(self, text: str) -> None:
        """Show who matches ``text``: in the copy at once, then as the server says; everyone where it is empty."""
        self._look_up(text)
        if self._sheet is None or isinstance(self._sheet, KeptSheet):
            self.turn_to(self._wanted, cursor="first" if self._sheet is None else None)

    def _look_up(self, text: str) -> None:
        """Show who matches in the copy; where nobody does, who is on view stays until the server answers."""
        text = "" if text.strip() == PLATFORM else text.strip()
        if text == self._search:
            return
        self.workers.cancel_group(self, "page")
        self._search, self._sheet, self._wanted, self._loading = text, None, 1, 0
        if (sheet := self.book.peek(1)) is not None:
            self._show(1, sheet, "first")
        self.restate()

    def set_page_size(self, size: int) -> None:
        """Set how many rows a page has, whatever is searched for."""
        self.desk.contacts.page_size = size

    # What keys do

    def action_filter(self) -> None:
        """Go to the line to search with."""
        line = self.query_one("#search", Input)
        line.display = True
        line.focus()

    def action_filter_clear(self) -> None:
        """Show everyone again."""
        line = self.query_one("#search", Input)
        with self.prevent(Input.Changed):
            line.value = ""
        line.display = False
        self.list.focus()
        self.search("")

    def action_back(self) -> None:
        """Stop waiting, leave the search, or go back."""
        if self._wanted != self._number:
            super().action_back()
        elif self.query_one("#search", Input).has_focus:
            self.query_one("#search", Input).display = bool(self._search)
            self.list.focus()
        elif self._search:
            self.action_filter_clear()
        else:
            super().action_back()

    def action_open(self) -> None:
        """Open the contact under the cursor."""
        from klink_tui.screens.contact import ContactScreen

        if (contact := self.contact) is not None:
            queue = Queue(self.book, self.number, contact.id)
            screen = ContactScreen(self.desk, contact.id, known=contact, queue=queue)
            self.app.push_screen(screen, lambda _: self._return_to(queue))
        elif reason := self.rows.reason(self.list.cursor_key):
            self.say(f"This record can't be read: {reason}.", bad=True)

    def _return_to(self, queue: Queue[Contact]) -> None:
        """Put the cursor on the contact that was last on view."""
        self.turn_to(queue.number, cursor=queue.key)
