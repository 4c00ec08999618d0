"""A form as the server's field definitions have it: fill it in, send it, lose nothing on the way."""

from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.timer import Timer
from textual.widgets import Input, Static

from klink_tui.desk.formjobs import SEARCHED, FormJob
from klink_tui.errors import ApiError, FormError, KlinkError, LostReplyError, StatusError
from klink_tui.forms.spec import Choice
from klink_tui.forms.state import FormState
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.formpick import PickingScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.formrow import FormRow, rows_of
from klink_tui.widgets.pickfield import PickField
from klink_tui.widgets.words import count, trouble_words

KEEP_DELAY: Final = 0.3
"""Seconds after the last key until what was typed is kept as a draft."""
FIRST_ROWS: Final = 16
"""Rows that are drawn at once; the others follow when these stand."""
IN_DOUBT: Final = "in_doubt"
"""What a draft says beside its fields: whether it may have been sent already."""


class FormScreen(PickingScreen):
    """A form; gives whether it was sent."""

    NAME = "form"
    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("form")

    def __init__(self, job: FormJob) -> None:
        """Show the form of ``job``."""
        super().__init__(job)
        self._state: FormState | None = None
        self._start: dict[str, object] = {}
        self._keep_timer: Timer | None = None
        self._sending = False
        self._sent_from: FormRow | None = None
        self._in_doubt = False

    def body(self) -> ComposeResult:
        """Give heading, banner and fields."""
        yield Static(Content(self._job.title), id="heading", markup=False)
        yield Static("", id="banner", markup=False)
        yield VerticalScroll(Static("Fetching the fields …", id="waiting", markup=False), id="fields", can_focus=False)

    def ready(self) -> None:
        """Fetch the fields, unless what was typed into them before is on its way just now."""
        kind, _ = self._job.draft
        if self._job.creates and self.desk.pending(f"new {kind}"):
            self.say(f"The last new {kind} is still on its way: wait for its answer.")
            self.call_after_refresh(self._leave)
            return
        self._open()

    def facts(self) -> str:
        """Say what changed, what is wrong, and what the field with the focus takes."""
        if self._state is None:
            return ""
        changed, wrong = len(self._state.dirty), len(self._state.errors)
        parts = [f"{changed} changed" if changed else "nothing changed"]
        if wrong:
            parts.append(count(wrong, "error"))
        if (row := self._row) is not None:
            parts.append(row.hint)
        return " · ".join(parts)

    def doing(self) -> str:
        """Say that the form is on its way."""
        return "sending …" if self._sending else super().doing()

    def _leave(self) -> None:
        self.dismiss(False)

    # Opening

    @property
    def is_opening(self) -> bool:
        """Whether the fields are on their way: keys are for the first of them."""
        return any(worker.node is self and worker.group == "open" and worker.is_running for worker in self.workers)

    @work(group="open", exclusive=True, exit_on_error=False)
    async def _open(self) -> None:
        try:
            state = await self._job.open()
        except KlinkError as error:
            self.query_one("#waiting", Static).update(
                Content(f"The form can't be shown.\n{trouble_words(error)}\nctrl+r tries again")
            )
            self.trouble(error, retry="ctrl+r")
            return
        self.no_trouble()
        self._state = state
        self._start = state.snapshot()
        self._banner(self._restore(state) or self._job.note)
        for source in {field.spec.source for field in state.fields if field.spec.source and not field.read_only}:
            if (choices := self._job.peek_choices(source)) is not None:
                state.offer(source, choices)
            elif source not in SEARCHED:
                self.fetch_choices(source)
        await self._draw(state)
        self.restate()
        await self.wait_for_refresh()  # Which field is the next shows only once they are laid out.

    def _restore(self, state: FormState) -> str:
        """Put a draft back; give in words that it was."""
        kept = self.desk.drafts.find(*self._job.draft)
        if kept is None:
            return ""
        self._in_doubt = bool(kept.get(IN_DOUBT))
        try:
            lost = state.restore(kept)
        except FormError as error:
            return error.message
        words = "What you typed before is back. f9 throws it away."
        return f"{words} No longer there: {', '.join(lost)}." if lost else words

    async def _draw(self, state: FormState) -> None:
        fields = self.query_one("#fields", VerticalScroll)
        rows = rows_of(state.fields)
        await fields.remove_children()
        await fields.mount_all(rows[:FIRST_ROWS])
        first = next((row for row in rows if row.control.can_focus), None)
        if first is not None:
            first.control.focus(scroll_visible=False)
        if not rows:
            await fields.mount(Static("The server lists no fields for this form.", markup=False))
        if rows[FIRST_ROWS:]:
            await fields.mount_all(rows[FIRST_ROWS:])

    def offered(self, source: str, choices: tuple[Choice, ...]) -> None:
        """Give choices that were fetched to the fields that draw on them."""
        if self._state is not None:
            self._state.offer(source, choices)
            for row in self.query(FormRow):
                if row.field.spec.source == source:
                    row.resync()

    # Filling in

    @property
    def _row(self) -> FormRow | None:
        """The row that has the focus."""
        return (
            next((node for node in self.focused.ancestors if isinstance(node, FormRow)), None) if self.focused else None
        )

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say what the field takes."""
        self.restate()

    def on_form_row_edited(self, event: FormRow.Edited) -> None:
        """Take in what was typed."""
        if self._state is None:
            return
        self._state.set(event.row.field.spec.key, event.typed)
        if isinstance(event.row.control, PickField):
            event.row.resync()
        self.changed(event.row)

    def changed(self, row: FormRow) -> None:
        row.restate()
        if self._state is not None and not self._state.errors:
            self._banner("")
        self.restate()
        if self._keep_timer is not None:
            self._keep_timer.stop()
        self._keep_timer = self.set_timer(KEEP_DELAY, self._keep)

    @property
    def _is_edited(self) -> bool:
        """Whether anything was typed: a new record starts with fields that nobody has touched."""
        return self._state is not None and self._state.snapshot() != self._start

    def _keep(self) -> None:
        """Keep what is typed as a draft; a form without changes has none."""
        if self._state is None:
            return
        if self._is_edited:
            self.desk.drafts.keep(*self._job.draft, {**self._state.snapshot(), IN_DOUBT: self._in_doubt})
        else:
            self.desk.drafts.discard(*self._job.draft)

    # Sending

    @work(group="submit", exit_on_error=False)
    async def action_submit(self) -> None:
        """Check the form and send what changed."""
        state = self._state
        if state is None or self._sending:
            return
        if problems := state.check():
            self._point_out(problems)
            self._banner(f"Not sent: {count(len(problems), 'field')} to mend.", bad=True)
            return
        if not state.dirty and not self._job.creates:
            self.say("Nothing changed, nothing sent.")
            return
        if self._in_doubt and self._job.creates and not await self._send_again():
            return
        self._keep()
        self._sending = True
        self._sent_from = self._row
        self.query_one("#fields").disabled = True  # What is typed now would be lost when the answer comes.
        self.restate()
        # The app's worker: leaving the form does not stop what is on its way.
        self.app.run_worker(self._send(state), group="writes", exclusive=False, exit_on_error=False)

    async def _send_again(self) -> bool:
        text = "The last answer never came: it may exist already. Look for it in the list before you send it once more."
        return await self.app.push_screen_wait(
            ConfirmScreen("Send it again?", text, yes="send again, there may be two", no="don't send")
        )

    async def _send(self, state: FormState) -> None:
        try:
            done = await self._job.send(state)
        except FormError as error:
            self._failed(error)
            self._point_out(error.fields)
        except StatusError as error:
            self._failed(error, leftover=state.apply_refusal(error.fields))
            self._point_out(state.errors)
        except LostReplyError as error:
            self._in_doubt = True
            self._failed(error)
        except ApiError as error:
            self._failed(error)
        else:
            self._sending = False
            self.desk.drafts.discard(*self._job.draft)
            if self.stands:
                if self._keep_timer is not None:
                    self._keep_timer.stop()
                self.dismiss(True)
            self.app.notify(done, title="Done", timeout=4, markup=False)

    def _failed(self, error: KlinkError, *, leftover: tuple[str, ...] = ()) -> None:
        """Say that it was not sent, or that this is not known; everything typed stays."""
        self._sending = False
        self._keep()
        unknown = isinstance(error, LostReplyError)
        verdict = (
            "It is not known whether this arrived." if unknown else "Not sent; everything you typed is still here."
        )
        words = " · ".join((verdict, trouble_words(error), *leftover))
        if self.stands:
            self.query_one("#fields").disabled = False
            if self._sent_from is not None:
                self._sent_from.control.focus()
            self._banner(words, bad=True)
            self.restate()
        if not self.is_current:
            self.app.notify(words, title=self._job.title, severity="error", timeout=20, markup=False)

    def _point_out(self, problems: dict[str, str]) -> None:
        """Draw the errors and put the focus on the first."""
        if not self.stands:
            return
        first = None
        for row in self.query(FormRow):
            row.restate()
            if first is None and row.name in problems:
                first = row
        if first is not None:
            first.control.focus()
        self.restate()

    def _banner(self, words: str, *, bad: bool = False) -> None:
        banner = self.query_one("#banner", Static)
        banner.update(Content(words))
        banner.display = bool(words)
        banner.set_class(bad, "-bad")

    # What keys do

    def action_refresh_now(self) -> None:
        """Fetch the fields again where they did not come."""
        if self._state is None:
            self.query_one("#waiting", Static).update("Fetching the fields …")
            self._open()

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next("FormRow > *")

    def action_previous_field(self) -> None:
        """Go to the previous field."""
        self.focus_previous("FormRow > *")

    def action_reset_field(self) -> None:
        """Put the field with the focus back to what it was."""
        if (row := self._row) is not None:
            row.field.reset()
            row.resync()
            self.changed(row)

    def action_next_error(self) -> None:
        """Go to the next field with an error."""
        if self._state is None or not self._state.errors:
            self.say("No field has an error.")
            return
        rows = [row for row in self.query(FormRow) if row.field.error]
        here = self._row
        places = [row for row in rows if here is None or row.virtual_region.y > here.virtual_region.y]
        (places or rows)[0].control.focus()

    @work(group="ask", exit_on_error=False)
    async def action_discard(self) -> None:
        """Throw away everything typed, on purpose."""
        if self._sending:
            return
        if self._state is None or not self._is_edited:
            self.say("There is nothing to throw away.")
            return
        labels = ", ".join(self._state.field(key).spec.label for key in self._state.dirty)
        text = f"This puts back: {labels}."
        if await self.app.push_screen_wait(ConfirmScreen("Throw away what you typed?", text, yes="throw it away")):
            self._state.restore(self._start)
            self._in_doubt = False
            for row in self.query(FormRow):
                row.resync()
            self._keep()
            self._banner("")
            self.restate()

    def action_back(self) -> None:
        """Leave; what was typed is kept."""
        self._put_aside()

    @work(group="leave", exclusive=True, exit_on_error=False)
    async def _put_aside(self) -> None:
        self._keep()
        if self._is_edited and not self._sending:
            self.app.notify(
                f"Kept what you typed: {self._job.title}. Open the form again to go on.", timeout=6, markup=False
            )
        self.dismiss(False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field on enter."""
        self.action_next_field()
