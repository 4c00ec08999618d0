"""Writing to a customer: plain text, kept until it is sent, and honest about what is not known."""

from collections.abc import Container
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from klink_tui.desk.desk import Desk
from klink_tui.desk.formjobs import basis_of
from klink_tui.errors import StoreError
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Kept
from klink_tui.models.names import same
from klink_tui.models.ticket import Ticket
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.namedpick import NamedPick
from klink_tui.screens.writing import WritingActs
from klink_tui.store.drafts import Draft
from klink_tui.widgets.formrow import cursor_of, put_cursor
from klink_tui.widgets.textfield import TextField, size_words
from klink_tui.widgets.words import trouble_words


class ComposeScreen(WritingActs[bool], NamedPick[bool]):
    """A message to one contact; gives whether it was handed over to be sent."""

    NAME = "compose"
    CSS_PATH = "compose.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("compose")

    def __init__(self, desk: Desk, contact_id: str, contact_name: str, *, about: Ticket | None = None) -> None:
        """Write to a contact; ``about`` is the ticket that it is about."""
        super().__init__(desk)
        self._contact_id = contact_id
        self._contact_name = contact_name or contact_id
        self._about = about
        self.draft_place = "message", about.key if about else contact_id
        self._sending = False
        self.goes_on = False
        """Whether a status was set with it: then the agent is done with the ticket."""
        self._basis = basis_of(about) if about else ""
        self._refused: tuple[str, object] | None = None
        """A text that was refused, and why."""

    def body(self) -> ComposeResult:
        """Give whom it reaches, what is known of the way there, and the text."""
        about = f"   about {self._about.label} {self._about.title}" if self._about else ""
        heading = Content.assemble("Message to ", (self._contact_name, "bold $accent"), (about, "$klink-muted"))
        yield Static(heading, id="heading", markup=False)
        yield Static(
            Content("This reaches the customer. The platform chooses the channel."),
            id="honesty",
            markup=False,
        )
        yield Static("", id="banner", markup=False)
        yield TextField(id="text")

    def ready(self) -> None:
        """Put a draft back, with the cursor where it was."""
        area = self.query_one(TextArea)
        if draft := self.desk.drafts.get(*self.draft_place):
            with self.prevent(TextArea.Changed):
                area.text = str(draft.content.get("text", ""))
            area.move_cursor(area.document.end)
            put_cursor(area, draft.content.get("cursor"))
            words, bad = self._came_back(draft)
            self._banner(words, bad=bad)
            self._basis = draft.basis or self._basis
        area.focus()
        self.restate()

    def _came_back(self, draft: Draft) -> tuple[str, bool]:
        """Say what is known of a draft that is back."""
        refused = draft.content.get("refused")
        if isinstance(refused, dict):
            self.desk.outbox.acknowledge(self._contact_id)
            self._refused = self._text, refused
            return f"It was not sent: {refused['words']}", True
        if draft.basis and draft.basis != self._basis:
            return "What you wrote before is back. The ticket has changed since you wrote it.", True
        return "What you wrote before is back.", False

    @property
    def written_for(self) -> str:
        """Whom the message is for."""
        return self._label

    @property
    def written_about(self) -> tuple[Ticket | None, Contact | None]:
        """The ticket and whom the message is for: what snippets are about."""
        known = self.desk.contacts.peek(self._contact_id)
        return self._about, known or (self._about.contact if self._about else None)

    def keep_writing(self) -> None:
        """Keep what is written."""
        self._keep(self._text)

    @property
    def _text(self) -> str:
        return self.query_one(TextArea).text

    def facts(self) -> str:
        """Say how long the message is, and how long it can be taken back."""
        window = self.desk.outbox.windows.message
        back = f"{window:.0f} s to take it back, then never" if window else "can't be taken back"
        return f"{size_words(self._text)} · {back}"

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written."""
        self._keep(event.text_area.text)
        self.restate()

    def _keep(self, text: str) -> None:
        if self._sending:
            return
        if text.strip():
            content = self._typed(text)
            if self._refused is not None and text == self._refused[0]:
                content["refused"] = self._refused[1]
            self.desk.drafts.keep(*self.draft_place, content, label=self._label, basis=self._basis)
        else:
            self.desk.drafts.discard(*self.draft_place)

    def _typed(self, text: str) -> dict[str, object]:
        """Give what was written, whom it is for, and where the cursor is."""
        cursor = cursor_of(self.query_one(TextArea))
        return {"text": text, "cursor": cursor, "contact_id": self._contact_id, "contact": self._contact_name}

    @property
    def out_of_place(self) -> Container[str]:
        """A message that is about no ticket can't be sent with a status of it."""
        return () if self._about else {"form.submit_with"}

    @property
    def _label(self) -> str:
        return f"Message to {self._contact_name}" + (f" about {self._about.label}" if self._about else "")

    @work(group="submit", exit_on_error=False)
    async def action_submit(self) -> None:
        """Hand the message over, once: it is written down before the composer goes."""
        await self._send("")

    @work(group="submit", exit_on_error=False)
    async def action_submit_with(self) -> None:
        """Ask for a status of the ticket, hand message and status over, and be done with the ticket."""
        if self._about is None:
            self.say("This message is about no ticket: there is no status to set with it.")
            return
        about = self.desk.shown(self._about)
        status = await self.pick_named("status", about.status, f"Send, and set {about.label} to")
        if status is not None:
            self.goes_on = True
            self.goes_on = await self._send(status)

    async def _send(self, status: str) -> bool:
        """Hand the message over, and a status where one is given; tell whether that could be done."""
        text = self._text
        if self._sending:
            return False
        if not text.strip():
            self.say("There is nothing to send yet.")
            return False
        if not (await self.may_send(text) and await self.may_send_again(*self.draft_place)):
            return False
        self._sending = True
        kept = Kept(*self.draft_place, self._typed(text))
        try:
            also = []
            if self._about and status and not same(status, self.desk.shown(self._about).status):
                also.append(self.desk.changes.of_ticket(self._about, {"status": status}))
            await self.desk.changes.send_message(self._contact_id, self._contact_name, text, *also, kept=kept)
        except StoreError as error:
            self._sending = False
            self._keep(text)
            self._banner(f"Not sent; your text is still here. {trouble_words(error)}", bad=True)
        else:
            if self.stands:
                self.dismiss(True)
            return True
        return False

    def _banner(self, words: str, *, bad: bool = False) -> None:
        banner = self.query_one("#banner", Static)
        banner.update(Content(words))
        banner.display = bool(words)
        banner.set_class(bad, "-bad")

    def action_back(self) -> None:
        """Leave; what was written is kept."""
        self._keep(self._text)
        if self._text.strip():
            self.app.notify(f"Kept what you wrote to {self._contact_name}.", timeout=5, markup=False)
        self.dismiss(False)
