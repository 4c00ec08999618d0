"""Asking for a span of days: one of the usual ones by a key, or two dates."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from klink_tui.desk.cases import CaseDesk, Span
from klink_tui.errors import FormError
from klink_tui.screens.modal import Modal

PRESETS: Final = (("t", 1, "Today"), ("w", 7, "Last 7 days"), ("m", 30, "Last 30 days"), ("n", 90, "Last 90 days"))
"""The usual spans: a key, how many days, today included, and what it is called."""
DATES: Final = ("first", "last")


@dataclass(frozen=True, slots=True)
class Range:
    """What was chosen."""

    span: Span
    days: int | None = None
    """How many days up to today; ``None`` for two dates, which stay where they are when the day changes."""


class DateRangeScreen(Modal[Range | None]):
    """Gives the days chosen, or ``None``."""

    CSS_PATH = "daterange.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("down", "step(1)", "Next", priority=True),
        Binding("up", "step(-1)", "Previous", priority=True),
        *(Binding(key, f"preset({days})", title) for key, days, title in PRESETS),
    ]

    def __init__(self, cases: CaseDesk, current: Range, zone: str) -> None:
        """Ask, with ``current`` in the fields; days begin and end in ``zone``."""
        super().__init__()
        self._cases = cases
        self._current = current
        self._zone = zone

    def compose(self) -> ComposeResult:
        """Give the box."""
        start, end = self._current.span.start, self._current.span.end
        with Vertical(id="box"):
            yield Static(Content("Cases of which days?"), id="title", markup=False)
            yield OptionList(*(Option(self._prompt(*preset)) for preset in PRESETS), id="presets", compact=True)
            for name, label, day in zip(DATES, ("From", "To"), (start, end), strict=True):
                with Horizontal(classes="row"):
                    yield Static(Content(label), classes="label", markup=False)
                    yield Input(f"{day:%Y-%m-%d}", placeholder="YYYY-MM-DD", id=name, compact=True)
                yield Static(id=f"{name}-wrong", classes="wrong", markup=False)
            hint = f"Days of {self._zone}, both included · tab goes to the dates · enter takes them · esc leaves"
            yield Static(Content(hint), id="note", markup=False)

    def on_mount(self) -> None:
        """Begin at what is on view now."""
        days = [days for _, days, _ in PRESETS]
        if self._current.days in days:
            presets = self.query_one(OptionList)
            presets.highlighted = days.index(self._current.days)
            presets.focus()
        else:
            self.query_one("#first").focus()

    def _prompt(self, key: str, days: int, title: str) -> Content:
        mark = "● " if days == self._current.days else "  "
        return Content.assemble((f" {key} ", "$klink-key bold"), " ", (mark, "$accent"), title)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take one of the usual spans."""
        event.stop()
        self.action_preset(PRESETS[event.option_index][1])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the second date, then take both."""
        event.stop()
        if event.input.id == "first":
            self.query_one("#last").focus()
        else:
            self._take_dates()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take a complaint back once its date is mended."""
        event.stop()
        self._complain({})

    def _take_dates(self) -> None:
        first, last = (self.query_one(f"#{name}", Input).value for name in DATES)
        try:
            span = self._cases.span(first, last)
        except FormError as error:
            self._complain(error.fields)
            self.query_one(f"#{next(iter(error.fields), 'first')}").focus()
        else:
            self.dismiss(Range(span))

    def _complain(self, wrong: dict[str, str]) -> None:
        for name in DATES:
            words = self.query_one(f"#{name}-wrong", Static)
            words.update(Content(wrong.get(name, "")))
            words.display = name in wrong

    def action_preset(self, days: int) -> None:
        """Take one of the usual spans."""
        self.dismiss(Range(self._cases.last_days(days), days))

    def action_step(self, step: int) -> None:
        """Go up or down through the usual spans and the dates, as if they were one list."""
        presets = self.query_one(OptionList)
        if isinstance(self.focused, Input):
            place = len(PRESETS) + DATES.index(self.focused.id or "")
        else:
            place = presets.highlighted or 0
        place = min(max(place + step, 0), len(PRESETS) + len(DATES) - 1)
        if place < len(PRESETS):
            presets.highlighted = place
            presets.focus()
        else:
            self.query_one(f"#{DATES[place - len(PRESETS)]}").focus()

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
