"""Writing to a customer: plain text, kept until it is sent, and honest about what is not known."""

from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from klink_tui.desk.desk import Desk
from klink_tui.errors import KlinkError, LostReplyError
from klink_tui.models.ticket import Ticket
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.words import count, trouble_words

IN_DOUBT: Final = "in_doubt"
"""What a draft says beside its text: whether it may have been sent already."""


class ComposeScreen(DeskScreen[bool]):
    """A message to one contact; gives whether it was sent."""

    NAME = "compose"
    CSS_PATH = "compose.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("compose")

    def __init__(self, desk: Desk, contact_id: str, contact_name: str, *, about: Ticket | None = None) -> None:
        """Write to a contact; ``about`` is the ticket that it is about."""
        super().__init__(desk)
        self._contact_id = contact_id
        self._contact_name = contact_name or contact_id
        self._about = about
        self._draft = ("message", contact_id)
        self._sending = False
        self._in_doubt = False

    def body(self) -> ComposeResult:
        """Give whom it reaches, what is known of the way there, and the text."""
        about = f"   about {self._about.label} {self._about.title}" if self._about else ""
        heading = Content.assemble("Message to ", (self._contact_name, "bold $accent"), (about, "$klink-muted"))
        yield Static(heading, id="heading", markup=False)
        yield Static(
            Content("This reaches the customer. The platform chooses the channel: none is named here."),
            id="honesty",
            markup=False,
        )
        yield Static("", id="banner", markup=False)
        yield TextArea(soft_wrap=True, tab_behavior="focus", compact=True, id="text")

    def ready(self) -> None:
        """Put a draft back, unless it is on its way just now."""
        area = self.query_one(TextArea)
        if self.desk.pending(f"message {self._contact_id}"):
            self.say(f"The last message to {self._contact_name} is still on its way: wait for its answer.")
            self.call_after_refresh(self._leave)
            return
        if kept := self.desk.drafts.find(*self._draft):
            self._in_doubt = bool(kept.get(IN_DOUBT))
            area.text = str(kept.get("text", ""))
            area.move_cursor(area.document.end)
            self._banner("What you wrote before is back." + (" It may have been sent." if self._in_doubt else ""))
        area.focus()
        self.restate()

    def _leave(self) -> None:
        self.dismiss(False)

    @property
    def _text(self) -> str:
        return self.query_one(TextArea).text

    def facts(self) -> str:
        """Say how long the message is."""
        return f"{count(len(self._text.split()), 'word')}, {count(len(self._text), 'character')}"

    def doing(self) -> str:
        """Say that it is on its way."""
        return "sending …" if self._sending else super().doing()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written."""
        self._keep(event.text_area.text)
        self.restate()

    def _keep(self, text: str) -> None:
        if text.strip():
            self.desk.drafts.keep(*self._draft, {"text": text, IN_DOUBT: self._in_doubt})
        else:
            self.desk.drafts.discard(*self._draft)

    @work(group="submit", exit_on_error=False)
    async def action_submit(self) -> None:
        """Send the message, once."""
        if self._sending:
            return
        if not self._text.strip():
            self.say("There is nothing to send yet.")
            return
        if self._in_doubt and not await self._send_again():
            return
        self._sending = True
        self.query_one(TextArea).read_only = True
        self.restate()
        # The app's worker: leaving the composer does not stop what is on its way.
        self.app.run_worker(self._send(self._text), group="writes", exclusive=False, exit_on_error=False)

    async def _send_again(self) -> bool:
        text = f"The last try may have reached {self._contact_name}. Sending again may make it two messages."
        return await self.app.push_screen_wait(ConfirmScreen("Send it again?", text, yes="send again", no="don't send"))

    async def _send(self, text: str) -> None:
        try:
            await self.desk.changes.send_message(self._contact_id, text)
        except LostReplyError as error:
            self._in_doubt = True
            self._keep(text)
            self._failed(f"May have been sent: the answer never came. {trouble_words(error)}")
        except KlinkError as error:
            self._failed(f"Not sent; your text is still here. {trouble_words(error)}")
        else:
            self._sending = False
            self.desk.drafts.discard(*self._draft)
            if self.stands:
                self.dismiss(True)
            self.app.notify(f"Sent to {self._contact_name}.", title="Done", timeout=4, markup=False)

    def _failed(self, words: str) -> None:
        self._sending = False
        if self.stands:
            self.query_one(TextArea).read_only = False
            self._banner(words, bad=True)
            self.restate()
        if not self.is_current:
            title = f"Message to {self._contact_name}"
            self.app.notify(words, title=title, severity="error", timeout=20, markup=False)

    def _banner(self, words: str, *, bad: bool = False) -> None:
        banner = self.query_one("#banner", Static)
        banner.update(Content(words))
        banner.display = bool(words)
        banner.set_class(bad, "-bad")

    def action_back(self) -> None:
        """Leave; what was written is kept."""
        if self._text.strip() and not self._sending:
            self.app.notify(f"Kept what you wrote to {self._contact_name}.", timeout=5, markup=False)
        self.dismiss(False)
