"""Forms as use cases: what a form starts with, where its choices come from, and how it is sent.

No field is named here: the server's definitions say what there is, and the request body says what can be written.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from klink_tui.forms.payload import contact_values, split, ticket_values
from klink_tui.forms.spec import Choice, FormSpec, build_spec
from klink_tui.forms.state import FormState
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Intent, Kept
from klink_tui.models.record import Record
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import ContactBody, TicketBody
from klink_tui.store.taken import digest_of

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk

SEARCHED: Final = frozenset({"contacts"})
"""Sources too large to list: their choices are searched for."""


class FormJob(ABC):
    """One form: what it is for, what it shows, and what sending it does."""

    sets_status: ClassVar[bool] = False
    """Whether what it is for has a status."""

    def __init__(self, desk: "Desk", *, title: str, draft: tuple[str, str], creates: bool) -> None:
        """Start unopened.

        Args:
            desk: where everything comes from.
            title: what the form is for, in words.
            draft: kind and target that an unsent form is kept under.
            creates: whether sending it makes a new record.
        """
        self.desk = desk
        self.title = title
        self.draft = draft
        self.creates = creates
        self.note = ""
        """What is to be known of the fields themselves: not all of them came, say."""

    @abstractmethod
    async def open(self) -> FormState:
        """Fetch the field definitions and give the form as it starts.

        Raises:
            ApiError: they can't be had.
        """

    @abstractmethod
    async def send(self, state: FormState, typed: Mapping[str, Any]) -> Intent:
        """Write down what is to be sent; ``typed`` is a draft again if nothing comes of it.

        Raises:
            FormError: it can't be sent as it stands.
            StoreError: it can't be written down; nothing will be sent.
        """

    @property
    def basis(self) -> str:
        """What tells the record as it is from how it was before; empty for a new one."""
        return ""

    @property
    def about(self) -> tuple[Ticket | None, Contact | None]:
        """The ticket and the contact that it is about, as far as there are any."""
        return None, None

    def _kept(self, typed: Mapping[str, Any]) -> Kept:
        kind, target = self.draft
        return Kept(kind, target, dict(typed))

    def peek_choices(self, source: str) -> tuple[Choice, ...] | None:
        """Give the choices of a source as far as they are here; ``None`` where they must be fetched."""
        references = self.desk.references
        if source == "tags":
            tags = references.tags.peek()
            return None if tags is None else tuple(Choice(tag.id, tag.name or tag.id) for tag in tags.items if tag.id)
        if source == "channels":
            channels = references.channels.peek()
            if channels is None:
                return None
            names = dict.fromkeys(channel.type or channel.name for channel in channels.items)
            return tuple(Choice(name, name) for name in names if name)
        if source in ("statuses", "priorities"):
            name = {"statuses": "status", "priorities": "priority"}[source]
            pairs = references.choices(name, carried=self.desk.lexicon.carried(name))
            return tuple(Choice(value, label) for value, label in pairs)
        return ()

    async def fetch_choices(self, source: str) -> tuple[Choice, ...]:
        """Give the choices of a source.

        Raises:
            ApiError: they can't be had.
        """
        if source == "tags":
            await self.desk.references.tags.get()
        elif source == "channels":
            await self.desk.references.channels.get()
        return self.peek_choices(source) or ()

    async def search(self, source: str, typed: str) -> tuple[Choice, ...]:
        """Search a source that is too large to list.

        Raises:
            ApiError: the search failed.
        """
        if source != "contacts":
            return ()
        sheet = await self.desk.contacts.book(typed).load(1)
        return tuple(as_choice(contact) for contact in sheet.page.items)

    def _state(self, spec: FormSpec, current: dict[str, object]) -> FormState:
        today = self.desk.today()
        return FormState(spec, current, today=today, creating=self.creates)


class TicketJob(FormJob):
    """A new ticket, or changes to one."""

    sets_status = True

    def __init__(self, desk: "Desk", ticket: Ticket | None, *, contact: Contact | None = None) -> None:
        """Edit ``ticket``, or make a new one, for ``contact`` where one is given."""
        self._basis = "" if ticket is None else basis_of(ticket)
        ticket = None if ticket is None else desk.shown(ticket)
        title = f"Edit {ticket.label}  {ticket.title}" if ticket else "New ticket"
        super().__init__(desk, title=title, draft=("ticket", ticket.key if ticket else ""), creates=ticket is None)
        self._ticket = ticket
        self._contact = contact

    async def open(self) -> FormState:
        """Give the form of the ticket's fields."""
        loaded = await self.desk.references.ticket_fields.get()
        self.note = loaded.note
        spec = build_spec(loaded.items, writable=TicketBody.wire_keys())
        state = self._state(spec, ticket_values(self._ticket, loaded.items) if self._ticket else {})
        if self._ticket is None and self._contact is not None:
            for field in spec:
                if field.source == "contacts" and not field.read_only:
                    state.set(field.key, as_choice(self._contact))
        return state

    @property
    def about(self) -> tuple[Ticket | None, Contact | None]:
        """The ticket, and its contact."""
        return self._ticket, self._contact or (self.desk.macros.contact_of(self._ticket) if self._ticket else None)

    @property
    def basis(self) -> str:
        """The ticket as it is, in a few digits."""
        return self._basis

    async def send(self, state: FormState, typed: Mapping[str, Any]) -> Intent:
        """Create the ticket, or change the fields that were changed."""
        changes, names, before, labels = _changes(state)
        if self._ticket is None:
            return await self.desk.changes.create_ticket(changes, shown=names, kept=self._kept(typed))
        return await self.desk.changes.change_ticket(
            self._ticket, changes, names=names, before=before, labels=labels, kept=self._kept(typed)
        )


class ContactJob(FormJob):
    """A new contact, or changes to one."""

    def __init__(self, desk: "Desk", contact: Contact | None) -> None:
        """Edit ``contact``, or make a new one."""
        title = f"Edit {contact.label}" if contact else "New contact"
        super().__init__(desk, title=title, draft=("contact", contact.id if contact else ""), creates=contact is None)
        self._contact = contact
        self._basis = ""

    async def open(self) -> FormState:
        """Give the form of the contact's fields, with the contact whole: a list row can lack some of them."""
        loaded = await self.desk.references.contact_fields.get()
        self.note = loaded.note
        spec = build_spec(loaded.items, writable=ContactBody.wire_keys())
        if self._contact is None:
            return self._state(spec, {})
        read = await self.desk.contacts.read(self._contact.id)
        self._basis = basis_of(read)
        self._contact = self.desk.shown_contact(read)
        return self._state(spec, contact_values(self._contact, loaded.items))

    @property
    def about(self) -> tuple[Ticket | None, Contact | None]:
        """The contact."""
        return None, self._contact

    @property
    def basis(self) -> str:
        """The contact as it is, in a few digits."""
        return self._basis

    async def send(self, state: FormState, typed: Mapping[str, Any]) -> Intent:
        """Create the contact, or change the fields that were changed."""
        changes, names, before, labels = _changes(state)
        if self._contact is None:
            return await self.desk.changes.create_contact(changes, shown=names, kept=self._kept(typed))
        return await self.desk.changes.change_contact(
            self._contact, changes, names=names, before=before, labels=labels, kept=self._kept(typed)
        )


def as_choice(contact: Contact) -> Choice:
    """Give a contact as something to pick: by name, told apart by phone or email, written by id."""
    told_apart = next(iter((*contact.phones, *contact.emails)), "")
    label = f"{contact.label} · {told_apart}" if told_apart and told_apart != contact.label else contact.label
    return Choice(contact.id, label)


def basis_of(record: Record) -> str:
    """Give what tells a record from how it was before, in a few digits."""
    return f"{digest_of(record.raw) & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def _changes(state: FormState) -> tuple[dict[str, Any], dict[str, str], dict[str, str], dict[str, str]]:
    """Give what is to be written, its values in words, what was chosen before and its labels, by the request's keys."""
    body = split(state.changes(), state.spec)
    custom = body.pop("custom_fields", {})
    changes = {**body, **custom}
    fields = {field.spec.wire_key: field for field in state.fields if field.spec.wire_key in changes}
    names = {key: " ".join(field.text.split()) for key, field in fields.items()}
    before = {key: field.base_text for key, field in fields.items() if field.spec.chooses and field.base is not None}
    return changes, names, before, {key: field.spec.label for key, field in fields.items()}
