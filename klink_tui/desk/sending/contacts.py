"""Changes of contacts that are there: guarded and read back as those of tickets, but for tags, which only add."""

from dataclasses import replace

from klink_tui.desk.contacts import ContactDesk
from klink_tui.desk.events import Bus, ContactChanged, ContactGone
from klink_tui.desk.references import Connect
from klink_tui.desk.sending.outcome import CHANGED, Begin, Outcome, in_doubt, not_applied, not_read, not_shown
from klink_tui.desk.sending.posts import contact_body
from klink_tui.desk.values import same_value, shown_of, values_of
from klink_tui.errors import KlinkError, NotFoundError
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Intent, Kind, State, field_label
from klink_tui.text import one_line


class ContactSender:
    """Sends edits, tags and deletes of contacts."""

    def __init__(self, connect: Connect, contacts: ContactDesk, bus: Bus) -> None:
        """Send with the client that ``connect`` gives."""
        self._connect = connect
        self._contacts = contacts
        self._bus = bus

    async def deliver(self, intent: Intent, begin: Begin) -> Outcome | None:
        """Check an edit against the contact as it is now, send, and read the contact back."""
        if intent.kind is Kind.CONTACT_EDIT and not intent.unguarded:
            verdict = await self._guarded(intent)
            if verdict is not None:
                return verdict
        sending = await begin()
        if sending is None:
            return None
        try:
            await self._send(intent)
        except KlinkError as error:
            return not_applied(error, post=False) or await self._found(sending, error.message)
        if intent.kind is Kind.CONTACT_DELETE:
            return self._gone(intent)
        return await self._read_back(intent)

    async def find_out(self, intent: Intent) -> Outcome:
        """Read the contact again, and compare."""
        return await self._found(intent, "The console ended, or the answer was lost, while it was being sent.")

    async def _guarded(self, intent: Intent) -> Outcome | None:
        """Give why an edit is not sent; ``None`` where it is."""
        try:
            now = await self._contacts.read(intent.target)
        except NotFoundError as error:
            return Outcome(State.REFUSED, "The contact is not there any more.", request_id=error.request_id)
        except KlinkError as error:
            words = f"The contact could not be read again: {error.message} Nothing was sent."
            return not_read(error) or Outcome(State.CONFLICT, words)
        theirs = values_of(now, intent.changes)
        if self._shows(intent, now):
            return Outcome(State.DONE, "The server had it so already.")
        clashing = [
            key
            for key, value in theirs.items()
            if not same_value(key, value, intent.changes[key]) and not same_value(key, value, intent.base.get(key))
        ]
        unseen = [key for key in intent.changes if key not in theirs]
        if not clashing and not unseen:
            return None
        words = CHANGED if clashing else not_shown(unseen)
        return Outcome(State.CONFLICT, words, theirs=theirs, theirs_shown=shown_of(now, intent.changes))

    async def _send(self, intent: Intent) -> None:
        client = await self._connect()
        if intent.kind is Kind.CONTACT_DELETE:
            await client.contacts.delete(intent.target)
        elif intent.kind is Kind.CONTACT_TAGS:
            await client.contacts.update_tags(intent.target, intent.changes["tags"])
        else:
            await client.contacts.update(intent.target, contact_body(intent.changes))

    async def _found(self, intent: Intent, why: str) -> Outcome:
        """Tell by the contact itself what became of a write that may have been applied."""
        try:
            now = await self._contacts.read(intent.target)
        except NotFoundError:
            if intent.kind is Kind.CONTACT_DELETE:
                return self._gone(intent)
            return Outcome(State.REFUSED, "The contact is not there any more.")
        except KlinkError as error:
            return in_doubt(intent, f"It may have been applied: {why} {error.message}", look=True, failed=error)
        if intent.kind is not Kind.CONTACT_DELETE and self._shows(intent, now):
            return Outcome(State.DONE, "Its answer was lost; the server has it.")
        doubt = in_doubt(intent, f"It may still be applied: {why} The contact does not show it.", look=True)
        keys = intent.changes if intent.kind is Kind.CONTACT_EDIT else ()
        return replace(doubt, theirs=values_of(now, keys), theirs_shown=shown_of(now, keys))

    async def _read_back(self, intent: Intent) -> Outcome:
        """Read the contact once more, and say which fields the server ignored."""
        try:
            now = await self._contacts.read(intent.target)
        except KlinkError:
            return Outcome(State.DONE, "It was taken; it could not be read back.")
        self._bus.announce(ContactChanged(intent.target))
        if self._shows(intent, now):
            return Outcome(State.DONE)
        if intent.kind is Kind.CONTACT_TAGS:
            return Outcome(State.DONE, "The server took it and does not show the tags.")
        theirs = values_of(now, intent.changes)
        names = shown_of(now, intent.changes)
        ignored = [key for key, value in theirs.items() if not same_value(key, value, intent.changes[key])]
        said = ", ".join(f"{field_label(key)} is {names[key] or 'empty'}" for key in ignored)
        if not said:
            return Outcome(State.DONE)
        return Outcome(State.DONE, f"The server took it and did not keep all of it: {said}.", theirs_shown=names)

    def _gone(self, intent: Intent) -> Outcome:
        self._contacts.drop(intent.target)
        self._bus.announce(ContactGone(intent.target))
        return Outcome(State.DONE)

    @staticmethod
    def _shows(intent: Intent, now: Contact) -> bool:
        if intent.kind is Kind.CONTACT_TAGS:
            return {one_line(name) for name in intent.changes["tags"]} <= {tag.name for tag in now.tags}
        theirs = values_of(now, intent.changes)
        return all(key in theirs and same_value(key, theirs[key], value) for key, value in intent.changes.items())
