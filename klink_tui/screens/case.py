"""A case: everything the server tells of one conversation or call, and what colleagues wrote about it."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import TextArea

from klink_tui.desk.desk import Desk
from klink_tui.desk.events import CommentWritten, DeskEvent
from klink_tui.desk.history import Stop
from klink_tui.desk.queue import Queue
from klink_tui.errors import KlinkError, StoreError
from klink_tui.models.caselog import CaseLog, case_key
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Kept
from klink_tui.screens.around import AroundScreen
from klink_tui.screens.caseacts import CaseActs
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.writing import WritingActs
from klink_tui.widgets.caselook import case_details, comment_lines
from klink_tui.widgets.commentbox import CommentBox
from klink_tui.widgets.facts import Facts
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.textfield import size_words
from klink_tui.widgets.values import doubts
from klink_tui.widgets.words import trouble_words, when

DRAFT = "comment"
"""What drafts of comments are kept under."""


class CaseScreen(AroundScreen[CaseLog], CaseActs, WritingActs[None]):
    """One case."""

    NAME = "case"
    SECTION = "cases"
    NOUN = "case"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("case")

    def __init__(self, desk: Desk, case: CaseLog, *, queue: Queue[CaseLog] | None = None) -> None:
        """Show ``case``; ``queue`` is the list it was opened from."""
        super().__init__(desk, queue=queue)
        self._case = case
        self._writing = False
        self._refused: tuple[str, object] | None = None

    @property
    def case(self) -> CaseLog:
        """The case on view."""
        return self._case

    @property
    def stop(self) -> Stop:
        """The case, for the way back."""
        return Stop("case", case_key(self._case), self._label, self._case)

    def main(self) -> ComposeResult:
        """Give the facts and the comments."""
        yield Facts(id="facts", label_width=15)
        yield CommentBox("Comments of colleagues", id="comments")

    def side(self) -> ComposeResult:
        """Give the contact's affairs."""
        yield from self.panels("Their tickets")

    def ready(self) -> None:
        """Show the case."""
        self.show_item(self._case)

    def facts(self) -> str:
        """Say where one is; while a comment is written, who will read it."""
        if self._box.is_open:
            return f"{size_words(self._box.text)} · colleagues read this, the customer does not"
        place = f"page {self.queue.number} of the list · " if self.queue else ""
        return f"{place}{self._label}"

    def show_item(self, item: CaseLog) -> None:
        """Put another case on view."""
        self._case = item
        now, zone = self.desk.now(), self.desk.timezone
        who = item.contact.label if item.contact else item.customer_phone or item.contact_id
        title = Content.assemble((f"{self._label}  ", "$klink-muted"), who or "no contact")
        parts = (
            item.channel_type or item.channel,
            item.direction,
            item.disposition,
            when(item.started_date, now, zone),
        )
        self.head(title, Content("   ".join(part for part in parts if part)))
        self.query_one("#facts", Facts).facts = (*case_details(item, now, zone), *doubts(item))
        self._box.show("fetching …" if item.room_id else self._no_room, tone="muted")
        self._box.close()
        self.to_top()
        self.show_around(item.contact_id or (item.contact.id if item.contact else ""))
        self.desk.history.visit(self.stop)

    @property
    def _label(self) -> str:
        return f"Case {self._case.case_id}" if self._case.case_id is not None else "A case without a number"

    @property
    def _no_room(self) -> str:
        kind = f"a {self._case.entity_name}" if self._case.entity_name else "none"
        return f"Comments belong to rooms, and this case is {kind}."

    @property
    def _box(self) -> CommentBox:
        return self.query_one(CommentBox)

    # Comments

    def fetch_record(self) -> None:
        """Fetch the comments; a case has no more to it than its row (contract §2, CxLog)."""
        if self._case.room_id:
            self._fetch_comments(self._case.room_id)

    @work(group="comments", exclusive=True, exit_on_error=False)
    async def _fetch_comments(self, room_id: str) -> None:
        try:
            found = await self.desk.comments.of_room(room_id)
        except KlinkError as error:
            if room_id == self._case.room_id:
                self._box.show(trouble_words(error, retry=keyed("<refresh>")), tone="bad")
            return
        if room_id == self._case.room_id:
            lines = comment_lines(found, self.desk.now(), self.desk.timezone)
            self._box.show(*((lines, "") if found else (keyed("No comments yet. <comment> writes one."), "muted")))

    def action_comment(self) -> None:
        """Write a comment for colleagues; what was begun before is back."""
        if not self._case.room_id:
            self.say(self._no_room)
        elif not self._writing:
            kept = self.desk.drafts.find(DRAFT, self._case.room_id)
            self._box.open(str(kept.get("text", "")) if kept else "")
            refused = kept.get("refused") if kept else None
            self._refused = (self._box.text, refused) if refused else None
            if isinstance(refused, dict):
                self._box.say(f"It was not written: {refused['words']}", bad=True)
            self.restate()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written."""
        if self._box.is_open and not self._writing:
            self._keep(event.text_area.text)
            self.restate()

    @property
    def written_for(self) -> str:
        """What the comment is on."""
        return f"Comment for colleagues on {self._label}"

    @property
    def written_about(self) -> tuple[None, Contact | None]:
        """The contact whose case it is."""
        return None, self.desk.contacts.peek(self._case.contact_id) or self._case.contact

    def keep_writing(self) -> None:
        """Keep the comment."""
        if not self._writing:
            self._keep(self._box.text)

    def _keep(self, text: str) -> None:
        """Keep what is written; as long as it is what was refused, the reason with it."""
        if not text.strip():
            self.desk.drafts.discard(DRAFT, self._case.room_id)
            return
        content: dict[str, object] = {"text": text}
        if self._refused is not None and text == self._refused[0]:
            content["refused"] = self._refused[1]
        self.desk.drafts.keep(DRAFT, self._case.room_id, content, label=f"Comment on {self._label}")

    @work(group="submit", exit_on_error=False)
    async def action_submit(self) -> None:
        """Send the comment, once."""
        room_id, text = self._case.room_id, self._box.text
        if self._writing or not self._box.is_open:
            return
        if not text.strip():
            self.say("There is nothing to send yet.")
            return
        self._writing = True
        kept = Kept(DRAFT, room_id, {"text": text})
        try:
            await self.desk.changes.comment(room_id, self._label, text, kept=kept)
        except StoreError as error:
            self._box.say(f"Not written; your text is still here. {trouble_words(error)}", bad=True)
        else:
            self._box.close()
        finally:
            self._writing = False
        self.restate()

    def heard(self, event: DeskEvent) -> None:
        """Fetch the comments again when one was written."""
        super().heard(event)
        if isinstance(event, CommentWritten) and event.room_id == self._case.room_id:
            self._fetch_comments(event.room_id)

    def action_back(self) -> None:
        """Put the comment aside, or go back."""
        if self._box.is_open:
            self._keep(self._box.text)
            if self._box.text.strip():
                self.say(keyed("Kept what you wrote. <comment> goes on with it."))
            self._box.close()
            self.restate()
        else:
            super().action_back()
