"""Picking the values of a form's fields: the picker each kind asks for, and choices that come late."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual import work

from klink_tui.desk.formjobs import SEARCHED, FormJob
from klink_tui.errors import KlinkError
from klink_tui.forms.fieldstate import FieldState
from klink_tui.forms.spec import Choice
from klink_tui.models.contact import Contact
from klink_tui.models.field import FieldKind
from klink_tui.models.ticket import Ticket
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.searchpicker import SearchPickerScreen
from klink_tui.screens.typeahead import TAKE, TypeAheadScreen
from klink_tui.screens.typeahead import Choice as Offer
from klink_tui.screens.writing import WritingActs
from klink_tui.widgets.formrow import FormRow

AnswerT = TypeVar("AnswerT")


class PickingScreen(WritingActs[bool]):
    """A form whose fields can be picked into, one at a time."""

    def __init__(self, job: FormJob) -> None:
        """Pick for the form of ``job``."""
        super().__init__(job.desk)
        self._job = job
        self._ahead: str | None = None
        self._type_ahead: Callable[[str], None] | None = None

    @property
    def written_about(self) -> tuple[Ticket | None, Contact | None]:
        """What the form is about: what snippets are about, too."""
        return self._job.about

    def offered(self, source: str, choices: tuple[Choice, ...]) -> None:
        """Give choices that were fetched to the fields that draw on them."""
        raise NotImplementedError

    def changed(self, row: FormRow) -> None:
        """Take note that a field was picked into."""
        raise NotImplementedError

    @work(group="choices", exit_on_error=False)
    async def fetch_choices(self, source: str) -> None:
        """Fetch the choices of a source."""
        try:
            choices = await self._job.fetch_choices(source)
        except KlinkError as error:
            self.trouble(error)
        else:
            self.offered(source, choices)

    def on_form_row_choices_wanted(self, event: FormRow.ChoicesWanted) -> None:
        """Let a choice be picked; what is typed until the picker stands goes into it."""
        typed = event.typed or TAKE
        if self._type_ahead is not None:
            self._type_ahead(typed)
        elif self._ahead is not None:
            self._ahead = (self._ahead + typed).lstrip()
        else:
            self._ahead = event.typed.strip()
            self._pick(event.row)

    @work(group="ask", exit_on_error=False)
    async def _pick(self, row: FormRow) -> None:
        source = row.field.spec.source
        try:
            if source not in SEARCHED and self._job.peek_choices(source) is None:
                await self.fetch_choices(source).wait()
            if row.control.has_focus:  # Nothing opens over what is typed elsewhere by now.
                await self._pick_into(row.field, self._ahead or "")
        finally:
            self._ahead = self._type_ahead = None
        row.resync()
        self.changed(row)

    async def _pick_into(self, field: FieldState, typed: str) -> None:
        spec = field.spec
        offers = [Offer(choice.value, choice.label) for choice in field.choices]
        if spec.kind is FieldKind.MULTISELECT:
            chosen = field.value if isinstance(field.value, tuple) else ()
            several = await self._ask(MultiPickerScreen(spec.label, offers, chosen=chosen, typed=typed))
            if several is not None:
                field.set(tuple(choice for choice in field.choices if choice.value in several))
        elif spec.source in SEARCHED:
            picked = await self._ask(SearchPickerScreen(spec.label, partial(self._search, spec.source), typed=typed))
            if picked is not None:
                field.set(Choice(picked.value, picked.label))
        else:
            current = field.value if isinstance(field.value, str) else ""
            value = await self._ask(PickerScreen(spec.label, offers, current=current, typed=typed, free=field.is_free))
            if value is not None:
                field.set(value)

    async def _ask(self, picker: TypeAheadScreen[AnswerT]) -> AnswerT | None:
        self._type_ahead = picker.type_ahead
        return await self.app.push_screen_wait(picker)

    async def _search(self, source: str, typed: str) -> list[Offer]:
        return [Offer(choice.value, choice.label) for choice in await self._job.search(source, typed)]
