"""A macro before it happens: each field before and after, the message in full, whom it reaches, what is left out."""

from typing import ClassVar, Final

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from klink_tui.desk.desk import Desk
from klink_tui.desk.events import CopyChanged, DeskEvent, ReferenceChanged, TicketChanged
from klink_tui.desk.formjobs import basis_of
from klink_tui.desk.macros import MESSAGE, typed_message
from klink_tui.errors import KlinkError, StoreError
from klink_tui.macros.files import CUSTOM, Macro
from klink_tui.macros.staging import Staged
from klink_tui.macros.variables import left_in
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Kept
from klink_tui.models.ticket import Ticket
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.writing import WritingActs
from klink_tui.widgets.cells import cut, fill
from klink_tui.widgets.formrow import cursor_of
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.textfield import TextField
from klink_tui.widgets.words import trouble_words

_LABEL: Final = 28
"""Cells of the column that names the fields, at most."""


class MacroScreen(WritingActs[bool]):
    """What a macro would do to one ticket; gives whether it was handed over to be sent."""

    NAME = "macro"
    SECTION = "tickets"
    CSS_PATH = "macro.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("macro")

    def __init__(self, desk: Desk, ticket: Ticket, macro: Macro) -> None:
        """Work ``macro`` out for ``ticket``."""
        super().__init__(desk)
        self._ticket = ticket
        self._macro = macro
        self._staged: Staged | None = None
        self._written = ""
        """The message as the macro has it, behind what the agent had written before."""
        self._before = ""
        """What the agent had written to the customer before, and not sent."""
        self._sending = False
        self.sets_status = False
        """Whether the ticket has the macro's status by now."""

    def body(self) -> ComposeResult:
        """Give what is done to the ticket, and what is written to whom."""
        ticket = self._ticket
        heading = Content.assemble(
            "Macro ", (self._macro.name, "bold $accent"), (f"   on {ticket.label} {ticket.title}", "$klink-muted")
        )
        yield Static(heading, id="heading", markup=False)
        yield Static("", id="banner", markup=False)
        yield VerticalScroll(Static("Working it out …", id="parts", markup=False), id="fields", can_focus=False)
        yield Static("", id="whom", markup=False)
        yield TextField(id="text")

    def ready(self) -> None:
        """Work it out, at once where all that it needs is here."""
        self.query_one(TextArea).display = False
        if self._macro.about_agent and not self.desk.macros.has_cast:
            self._find_cast()
        else:
            self._stage()
        self._fetch_what_lacks()

    @property
    def is_opening(self) -> bool:
        """Whether it is still being worked out."""
        return self._staged is None

    @work(group="cast", exclusive=True, exit_on_error=False)
    async def _find_cast(self) -> None:
        try:
            await self.desk.macros.find_cast()
        except KlinkError as error:
            self.trouble(error)  # It is worked out with whom one knew before.
        self._stage()

    @work(group="lacking", exclusive=True, exit_on_error=False)
    async def _fetch_what_lacks(self) -> None:
        """Fetch the lists that the macro is checked against, where they are not here yet."""
        references = self.desk.references
        try:
            if self._macro.tags and references.tags.peek() is None:
                await references.tags.get()
            if any(key.startswith(CUSTOM) for key in self._macro.sets) and references.ticket_fields.peek() is None:
                await references.ticket_fields.get()
        except KlinkError as error:
            self.trouble(error)

    def heard(self, event: DeskEvent) -> None:
        """Work it out anew when the ticket or what it is checked against has changed."""
        if self._staged is None or self._sending:
            return
        key = self._ticket.key
        if (isinstance(event, TicketChanged) and event.key == key) or (
            isinstance(event, CopyChanged) and key in event.keys
        ):
            self._ticket = self.desk.tickets.latest(self._ticket)
            self._stage()
        elif isinstance(event, ReferenceChanged):
            self._stage()

    def facts(self) -> str:
        """Say that nothing has happened yet, and how long it can be taken back."""
        windows = self.desk.outbox.windows
        window = windows.message if self._writes else windows.change
        back = keyed("<undo> takes all of it back") + f" for {window:.0f} s" if window else "can't be taken back"
        edit = " · tab goes to the message" if self._writes and not self._area.has_focus else ""
        return keyed(f"nothing has happened yet · <form.submit> sends{edit} · ") + back

    # What it would do

    def _stage(self) -> None:
        first = self._staged is None
        staged = self._staged = self.desk.macros.stage(self._ticket, self._macro)
        self.query_one("#parts", Static).update(self._parts(staged))
        self.query_one("#fields").display = bool(staged.parts)
        if first:
            self._begin_writing(staged)
        self._banner()
        self.restate()

    def _parts(self, staged: Staged) -> Content:
        lines = []
        width = min(max((cell_len(part.label) for part in staged.parts), default=0), _LABEL)
        for part in staged.parts:
            label = f" {fill(cut(part.label, width), width)} "
            before, after = part.before or "none", part.after or "none"
            if part.skipped:
                mark, tone = ("!", "$warning") if part.lacks else ("–", "$klink-muted")
                words = f"{after}  left out: {part.skipped}"
                lines.append(Content.assemble((mark, tone), (label, "$klink-muted"), " ", (words, tone)))
            else:
                change = ((before, "$klink-muted"), " → ", (after, "bold"))
                lines.append(Content.assemble(("→", "$accent"), label, " ", *change))
        return Content("\n").join(lines)

    def _begin_writing(self, staged: Staged) -> None:
        """Put the message in, behind what the agent has written before; where a variable is empty, go there."""
        whom = self.query_one("#whom", Static)
        if not staged.message:
            whom.update(Content(f"No message: {staged.no_message}." if staged.no_message else "No message is written."))
            return
        whom.update(
            Content.assemble(
                "Message to ",
                (self._ticket.contact_name, "bold $accent"),
                "   This reaches the customer. The platform chooses the channel.",
            )
        )
        draft = self.desk.drafts.get(MESSAGE, self._ticket.key)
        self._before = str(draft.content.get("text", "")) if draft else ""
        if not self._before.strip():
            self._written = staged.message
        elif staged.message in self._before:
            self._written = self._before
        else:
            self._written = f"{self._before.rstrip()}\n\n{staged.message}"
        area = self._area
        with self.prevent(TextArea.Changed):
            area.text = self._written
        area.display = True
        area.move_cursor(area.document.end)
        if staged.empty:
            self._go_to_empty()

    def _go_to_empty(self) -> None:
        """Put the cursor on the first variable that is still to be written, marked, so that typing replaces it."""
        area = self._area
        for row, line in enumerate(area.text.split("\n")):
            for name in self._unfilled:
                if (column := line.find(name)) >= 0:
                    area.focus()
                    area.move_cursor((row, column))
                    area.move_cursor((row, column + len(name)), select=True)
                    return

    @property
    def _area(self) -> TextField:
        return self.query_one(TextField)

    @property
    def _writes(self) -> bool:
        """Whether a message is written."""
        return bool(self._staged and self._staged.message)

    @property
    def _text(self) -> str:
        return self._area.text if self._writes else ""

    @property
    def _unfilled(self) -> list[str]:
        """The variables that stand in the message still, in braces."""
        if self._staged is None:
            return []
        empty = [f"{{{name}}}" for name in self._staged.empty]
        return [name for name in left_in(self._text) if name in empty]

    @property
    def _is_joined(self) -> bool:
        """Whether what the agent had written before stands in the message, and more than the macro writes again."""
        before = self._before.strip()
        return bool(before) and before != (self._staged.message if self._staged else "") and before in self._text

    def _banner(self) -> None:
        """Say what has to be looked at before it is sent."""
        words = []
        if unfilled := self._unfilled:
            are = "has no value" if len(unfilled) == 1 else "have no value"
            words.append(f"{', '.join(unfilled)} {are} here: write something in its place.")
        if self._is_joined:
            words.append("What you had written before stands in the message.")
        if any(one.needs_agent for one in self.desk.outbox.of(self._ticket.key)):
            words.append(keyed("A change of the ticket waits for your decision (<go.outbox>): fields wait behind it."))
        self._say_above(" ".join(words))

    def _say_above(self, words: str, *, bad: bool = False) -> None:
        banner = self.query_one("#banner", Static)
        banner.update(Content(words))
        banner.display = bool(words)
        banner.set_class(bad, "-bad")

    # Writing in it

    @property
    def written_for(self) -> str:
        """Whom the message is for."""
        return self._label

    @property
    def _label(self) -> str:
        return f"Message to {self._ticket.contact_name} about {self._ticket.label}"

    @property
    def written_about(self) -> tuple[Ticket | None, Contact | None]:
        """What snippets are about."""
        return self._ticket, self.desk.macros.contact_of(self._ticket)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what the agent writes, as the composer does."""
        if self._writes and not self._sending:
            self.keep_writing()
            self._banner()
            self.restate()

    def keep_writing(self) -> None:
        """Keep the message as a draft once the agent has written in it."""
        if not self._writes or self._sending:
            return
        text = self._text if self._text != self._written else self._before
        if text.strip():
            content = typed_message(self._ticket, text, cursor_of(self._area))
            basis = basis_of(self._ticket)
            self.desk.drafts.keep(MESSAGE, self._ticket.key, content, label=self._label, basis=basis)
        else:
            self.desk.drafts.discard(MESSAGE, self._ticket.key)

    # What keys do

    @work(group="submit", exit_on_error=False)
    async def action_submit(self) -> None:
        """Hand all of it over as one, once nothing in it is empty unnoticed."""
        staged = self._staged
        if staged is None or self._sending:
            return
        if self._unfilled:
            self._banner()
            self._go_to_empty()
            self.say(f"Not sent: {', '.join(self._unfilled)} is still to be written.", bad=True)
            return
        if not staged.changes_fields and not self._text.strip():
            self.say("There is nothing to send: all of it is left out.")
            return
        if not await self._is_sure(staged):
            return
        self._sending = True
        text, ticket = self._text, self._ticket
        kept = Kept(MESSAGE, ticket.key, typed_message(ticket, text, cursor_of(self._area)))
        try:
            intents = self.desk.macros.intents(ticket, staged, text, kept)
            await self.desk.macros.hand_over(self._macro, intents)
        except StoreError as error:
            self._sending = False
            self.keep_writing()
            self._say_above(f"Not sent; your text is still here. {trouble_words(error)}", bad=True)
        else:
            self.sets_status = staged.sets_status
            if self.stands:
                self.dismiss(True)

    async def _is_sure(self, staged: Staged) -> bool:
        """Ask, where parts are left out that the macro counts on, or something stands in the message besides."""
        asked = [f"Left out: {words}." for words in staged.lacking]
        if self._is_joined:
            asked.append("The message begins with what you had written before.")
        if not asked:
            return True
        box = ConfirmScreen("Send it like this?", "\n".join(asked), yes="send it", no="look again")
        return await self.app.push_screen_wait(box)

    def action_back(self) -> None:
        """Leave; nothing has happened, and what was written in the message is kept."""
        self.keep_writing()
        if self._writes and self._text.strip() and self._text != self._written:
            self.app.notify(f"Kept what you wrote to {self._ticket.contact_name}.", timeout=5, markup=False)
        self.dismiss(False)
