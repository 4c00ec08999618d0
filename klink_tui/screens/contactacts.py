"""What can be done to a contact from the list as well as from the contact itself."""

from collections.abc import Sequence

from textual import work

from klink_tui.models.contact import Contact
from klink_tui.models.reference import Tag
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.recordacts import RecordActs
from klink_tui.screens.subjects import Subject, fields_of_contact, subject_of_contact
from klink_tui.screens.typeahead import Choice
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.keyed import keyed


class ContactActs(RecordActs):
    """The actions on the contact that a screen calls its own."""

    @property
    def subject(self) -> Subject | None:
        """The contact, as what can be done to tickets as well knows them."""
        return subject_of_contact(contact) if (contact := self.contact) is not None else None

    def fields_of_subject(self) -> Sequence[Fact]:
        """Give every field of the contact, as it will be once the edits on their way are done."""
        contact = self.contact
        return fields_of_contact(self.desk, self.desk.shown_contact(contact)) if contact is not None else ()

    @property
    def contact(self) -> Contact | None:
        """The contact that actions are done to."""
        raise NotImplementedError

    def action_edit(self) -> None:
        """Open the form of the contact."""
        from klink_tui.screens.forms import edit_contact

        if (contact := self.contact) is not None:
            self.app.push_screen(edit_contact(self.desk, contact))

    def action_new(self) -> None:
        """Open the form of a new contact."""
        from klink_tui.screens.forms import new_contact

        self.app.push_screen(new_contact(self.desk))

    def action_message(self) -> None:
        """Write to the contact."""
        from klink_tui.screens.compose import ComposeScreen

        if (contact := self.contact) is not None:
            self.app.push_screen(ComposeScreen(self.desk, contact.id, contact.label))

    def action_note(self) -> None:
        """Write a note on the contact, for this machine only."""
        from klink_tui.screens.note import NoteScreen

        if (contact := self.contact) is not None:
            self.app.push_screen(NoteScreen(self.desk, contact.id, contact.label))

    def action_copy_number(self) -> None:
        """Copy the first phone number or address there is, else the name."""
        if (contact := self.contact) is not None:
            text = next(iter((*contact.phones, *contact.emails)), contact.label)
            self.app.copy_to_clipboard(text)
            self.say(f"Copied {text}.")

    @work(group="ask", exit_on_error=False)
    async def action_add_tags(self) -> None:
        """Pick tags and add them; the API documents no way to take one off."""
        contact = self.contact
        if contact is None:
            return
        tags = self.desk.references.tags
        note = "tab takes in · a name that is new is created · enter adds · tags can't be taken off through the API"
        loaded = tags.peek()
        have = {tag.name for tag in contact.tags}

        def offers(found: Sequence[Tag]) -> list[Choice]:
            return [Choice(tag.name, tag.name) for tag in found if tag.name not in have]

        async def coming() -> list[Choice]:
            return offers((await tags.get()).items)

        title = f"Add tags to {contact.label}"
        names = await self.app.push_screen_wait(
            MultiPickerScreen(
                title,
                offers(loaded.items if loaded else ()),
                free=True,
                note=note,
                coming=coming if loaded is None else None,
            )
        )
        if names:
            await self.hand_over(self.desk.changes.add_tags(contact, names))

    @work(group="ask", exit_on_error=False)
    async def action_delete(self) -> None:
        """Delete the contact, once that is said with another key."""
        contact = self.contact
        if contact is None:
            return
        told_apart = ", ".join((*contact.phones[:1], *contact.emails[:1]))
        text = f"{contact.label}{f' ({told_apart})' if told_apart else ''} is deleted on the server. "
        window = self.desk.outbox.windows.change
        text += "Their tickets stay. "
        text += f"{keyed('<undo>')} takes it back for {window:.0f} s; after that it can't" if window else "This can't"
        text += " be undone."
        if await self.app.push_screen_wait(
            ConfirmScreen(f"Delete {contact.label}?", text, yes=f"delete {contact.label}", no="keep")
        ):
            await self.hand_over(self.desk.changes.delete_contact(contact))
