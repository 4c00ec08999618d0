"""A form as the server's field definitions have it: fill it in, send it, lose nothing on the way."""

from collections.abc import Container, Mapping, Sequence
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
from klink_tui.errors import FormError, KlinkError, StoreError
from klink_tui.forms.spec import Choice
from klink_tui.forms.state import FormState
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.formpick import PickingScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.screens.picker import Choice as Offer
from klink_tui.screens.picker import PickerScreen
from klink_tui.widgets.formrow import FormRow, cursor_of, put_cursor, rows_of
from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.pickfield import PickField
from klink_tui.widgets.words import count, trouble_words

KEEP_DELAY: Final = 0.2
"""Seconds after a key until what was typed is kept as a draft, whether the typing goes on or not."""
FIRST_ROWS: Final = 16
"""Rows that are drawn at once; the others follow when these stand."""


class FormScreen(PickingScreen):
    """A form; gives whether it was handed over to be sent."""

    NAME = "form"
    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("form")

    def __init__(self, job: FormJob) -> None:
        """Show the form of ``job``."""
        super().__init__(job)
        self.draft_place = job.draft
        self._state: FormState | None = None
        self._start: dict[str, object] = {}
        self._keep_timer: Timer | None = None
        self._sending = False
        self.goes_on = False
        """Whether a status was set with it: then the agent is done with the ticket."""
        self._basis = ""
        self._refused: Mapping[str, str] = {}
        self._refusal: Mapping[str, object] | None = None

    def body(self) -> ComposeResult:
        """Give heading, banner and fields."""
        yield Static(Content(self._job.title), id="heading", markup=False)
        yield Static("", id="banner", markup=False)
        yield VerticalScroll(Static("Fetching the fields …", id="waiting", markup=False), id="fields", can_focus=False)

    def ready(self) -> None:
        """Fetch the fields."""
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
        if self._job.creates:
            window = self.desk.outbox.windows.change
            back = keyed("<undo> takes it back") + f" for {window:.0f} s; the API can't undo it later"
            parts.append(back if window else "the API can't undo it")
        return " · ".join(parts)

    def on_unmount(self) -> None:
        """Keep what was typed last when the console ends."""
        if self._keep_timer is not None:
            self._keep()

    # Opening

    @work(group="open", exclusive=True, exit_on_error=False)
    async def _open(self) -> None:
        try:
            state = await self._job.open()
        except KlinkError as error:
            self.query_one("#waiting", Static).update(
                Content(f"The form can't be shown.\n{trouble_words(error)}\n{keyed('<refresh>')} tries again")
            )
            self.trouble(error, retry=keyed("<refresh>"))
            return
        self.no_trouble()
        self._state = state
        self._start = state.snapshot()
        self._banner(self._restore(state) or self._job.note, bad=self._refusal is not None)
        for source in {field.spec.source for field in state.fields if field.spec.source and not field.read_only}:
            if (choices := self._job.peek_choices(source)) is not None:
                state.offer(source, choices)
            elif source not in SEARCHED:
                self.fetch_choices(source)
        await self._draw(state)
        self.restate()
        await self.wait_for_refresh()  # Which field is the next shows only once they are laid out.

    def _restore(self, state: FormState) -> str:
        """Put a draft back; give in words that it was, why it was refused, and whether it is out of date."""
        self._basis = self._job.basis
        draft = self.desk.drafts.get(*self._job.draft)
        if draft is None:
            return ""
        try:
            lost = state.restore(draft.content)
        except FormError as error:
            return error.message
        parts = [keyed("What you typed before is back. <form.discard> throws it away.")]
        if lost:
            parts.append(f"No longer there: {', '.join(lost)}.")
        if draft.basis and draft.basis != self._basis:
            parts.append(f"The {self._job.draft[0]} has changed since you typed it.")
        self._basis = draft.basis or self._basis
        refused = draft.content.get("refused")
        if isinstance(refused, dict):
            self._refusal = refused
            leftover = state.apply_refusal(refused["fields"])
            parts.insert(0, " · ".join((f"Refused: {refused['words']}", *leftover)))
            self._refused = state.errors
            self.desk.outbox.acknowledge(self._job.draft[1])
        return " ".join(parts)

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
        self._return_to_place(rows)

    def _return_to_place(self, rows: Sequence[FormRow]) -> None:
        """Put the cursor where the typing stopped, or on the first field that was refused."""
        kept = self.desk.drafts.find(*self._job.draft) or {}
        wanted = next(iter(self._refused), kept.get("focus"))
        row = next((row for row in rows if row.name == wanted and row.control.can_focus), None)
        if row is not None:
            row.control.focus()
            if wanted == kept.get("focus"):
                put_cursor(row.control, kept.get("cursor"))

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

    def on_resize(self) -> None:
        """Keep the field with the cursor on view where there is less room."""
        if (focused := self.focused) is not None:
            self.call_after_refresh(focused.scroll_visible, animate=False)

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
        self._refusal = None
        if self._state is not None and not self._state.errors:
            self._banner("")
        self.restate()
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_DELAY, self._keep)

    @property
    def _is_edited(self) -> bool:
        """Whether anything was typed: a new record starts with fields that nobody has touched."""
        return self._state is not None and self._state.snapshot() != self._start

    def _keep(self) -> None:
        """Keep what is typed as a draft; a form without changes has none."""
        if self._keep_timer is not None:
            self._keep_timer.stop()
            self._keep_timer = None
        if self._state is None or self._sending:
            return
        if self._is_edited:
            why = {"refused": self._refusal} if self._refusal else {}
            content = {**self._typed(), **why}
            self.desk.drafts.keep(*self._job.draft, content, label=self._job.title, basis=self._basis)
        else:
            self.desk.drafts.discard(*self._job.draft)

    def _typed(self) -> dict[str, object]:
        """Give what was typed, and where the cursor is."""
        assert self._state is not None
        row = self._row
        place = {"focus": row.name, "cursor": cursor_of(row.control)} if row is not None else {}
        return {**self._state.snapshot(), **place}

    @property
    def out_of_place(self) -> Container[str]:
        """A contact has no status to be sent with the rest."""
        return () if self._job.sets_status else {"form.submit_with"}

    @property
    def written_for(self) -> str:
        """Which field the text is of."""
        return f"{self._row.field.spec.label if self._row else ''} · {self._job.title}"

    def keep_writing(self) -> None:
        """Keep what is typed."""
        self._keep()

    # Sending

    @work(group="submit", exit_on_error=False)
    async def action_submit(self) -> None:
        """Check the form, and hand over what changed: it is written down before the form goes."""
        await self._send()

    @work(group="submit", exit_on_error=False)
    async def action_submit_with(self) -> None:
        """Ask for a status, hand it over with what changed, and be done with the ticket."""
        field = next((one for one in self._state.fields if one.spec.key == "status"), None) if self._state else None
        if field is None or field.read_only:
            self.say("This form has no status to set.")
            return
        current = field.value if isinstance(field.value, str) else ""
        offers = [Offer(choice.value, choice.label) for choice in field.choices]
        value = await self.app.push_screen_wait(PickerScreen("Send, and set the status to", offers, current=current))
        if value is None:
            return
        field.set(value)
        for row in self.query(FormRow):
            if row.field is field:
                row.resync()
                self.changed(row)
        self.goes_on = True
        self.goes_on = await self._send()

    async def _send(self) -> bool:
        """Check the form, and hand over what changed; tell whether that could be done."""
        state = self._state
        if state is None or self._sending:
            return False
        if problems := state.check():
            self._point_out(problems)
            self._banner(f"Not sent: {count(len(problems), 'field')} to mend.", bad=True)
            return False
        if not state.dirty and not self._job.creates:
            self.say("Nothing changed, nothing sent.")
            return False
        if self._job.creates and not await self.may_send_again(*self._job.draft):
            return False
        self._keep()
        self._sending = True
        try:
            await self._job.send(state, self._typed())
        except FormError as error:
            self._point_out(error.fields)
            self._failed(error)
        except StoreError as error:
            self._failed(error)
        else:
            if self.stands:
                self.dismiss(True)
            return True
        return False

    def _failed(self, error: KlinkError) -> None:
        """Say that it was not sent; everything typed stays."""
        self._sending = False
        self._keep()
        self._banner(f"Not sent; everything you typed is still here. {trouble_words(error)}", bad=True)

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
        if self._state is None or not self._is_edited:
            self.say("There is nothing to throw away.")
            return
        labels = ", ".join(self._state.field(key).spec.label for key in self._state.dirty)
        text = f"This puts back: {labels}."
        if await self.app.push_screen_wait(ConfirmScreen("Throw away what you typed?", text, yes="throw it away")):
            self._state.restore(self._start)
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
        if self._is_edited:
            self.app.notify(
                f"Kept what you typed: {self._job.title}. Open the form again to go on.", timeout=6, markup=False
            )
        self.dismiss(False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field on enter."""
        self.action_next_field()
