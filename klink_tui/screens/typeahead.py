"""A box with a line to type in and the choices that match: what every picker has in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.css.scalar import Scalar
from textual.events import Key, Mount
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from klink_tui.models.names import fold
from klink_tui.screens.modal import Modal

ResultT = TypeVar("ResultT")

SHOWN: Final = 200
"""So many matches are listed; typing narrows the rest."""
MOST_LINES: Final = 16
"""Lines of the list; a longer one scrolls."""
TAKE: Final = "\n"
"""Behind what was typed ahead: enter was pressed too. With nothing typed it takes nothing: nobody saw what it would."""
TAKING: Final = frozenset({"enter", "space", "tab"})
"""Keys that take what the cursor is on, in one box or another."""
SHARE: Final = 0.8
"""How much of the terminal's height the box takes at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be picked."""

    value: str
    """What is given back."""
    label: str
    """What is shown; cleaned."""
    detail: str = ""
    """What tells it from a namesake."""


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Give the choices that hold every word typed, those that begin with it first."""
    words = fold(typed).split()
    found = [
        choice
        for choice in choices
        if all(word in fold(f"{choice.label} {choice.detail} {choice.value}") for word in words)
    ]
    return sorted(found, key=lambda choice: not fold(choice.label).startswith(fold(typed)))


class TypeAheadScreen(Modal[ResultT | None]):
    """Gives what was picked, or ``None``."""

    CSS_PATH = "picker.tcss"
    AUTO_FOCUS = ""
    LINE: ClassVar[type[Input]] = Input
    """What is typed into."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "Take"),
        Binding("escape", "cancel", "Cancel"),
        Binding("down,ctrl+n", "step(1)", "Next", show=False),
        Binding("up,ctrl+p", "step(-1)", "Previous", show=False),
        Binding("pagedown", "step(10)", "Further", show=False),
        Binding("pageup", "step(-10)", "Back", show=False),
        Binding("home", "step(-1000)", "First", show=False),
        Binding("end", "step(1000)", "Last", show=False),
    ]

    def __init__(self, title: str, *, typed: str = "", note: str = "") -> None:
        """Ask ``title``; ``typed`` stands in the line already, ``note`` below the choices."""
        super().__init__()
        self._heading = title
        self._typed, enter, _ = typed.partition(TAKE)
        self._takes = bool(self._typed and enter)
        self._note = note
        self._narrowed_to = self._typed
        self._stood_at = float("inf")
        self.matches: tuple[Choice, ...] = ()
        """What is listed."""

    @property
    def has_line(self) -> bool:
        """Whether there is a line to type in."""
        return True

    def prompt(self, place: int, choice: Choice) -> Content:
        """Give how a choice is listed."""
        return Content.assemble("  ", choice.label or "(empty)", (f"  {choice.detail}", "$klink-muted"))

    def narrow(self, typed: str) -> None:
        """List what matches; called as it is typed."""
        raise NotImplementedError

    def take(self, choice: Choice) -> None:
        """Pick a choice."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Give the box."""
        with Vertical(id="box"):
            yield Static(Content(self._heading), id="title", markup=False)
            if self.has_line:
                yield self.LINE(
                    self._typed, placeholder="type to narrow", id="typed", select_on_focus=False, compact=True
                )
            choices = OptionList(id="choices", classes="" if self.has_line else "-lone", compact=True, markup=False)
            choices.can_focus = False
            yield choices
            yield Static(Content(self._note), id="note", markup=False)

    def on_mount(self, event: Mount) -> None:
        """List the choices."""
        self._stood_at = event.time
        self.say(self._note)
        if self.has_line:
            self.query_one("#typed").focus()
        self._narrowed_to = self._typed
        self.narrow(self._typed)
        self.stood()

    def stood(self) -> None:
        """Do what was asked for before the box stood."""
        if self._takes:
            self.action_enter()

    def show(self, choices: Sequence[Choice], *, at: str | None = None) -> None:
        """List choices, the cursor on the one whose value is ``at``."""
        self.matches = tuple(choices[:SHOWN])
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self.prompt(place, choice)) for place, choice in enumerate(self.matches)])
        here = (place for place, choice in enumerate(self.matches) if choice.value == at)
        options.highlighted = next(here, 0) if self.matches else None
        more = len(choices) - len(self.matches)
        self.say(f"{more} more: type to narrow" if more else "" if choices else "nothing matches")

    def say(self, words: str) -> None:
        """Say something below the choices; the note where there is nothing to say."""
        note = self.query_one("#note", Static)
        note.update(Content(words or self._note))
        note.display = bool(words or self._note)

    @property
    def highlighted(self) -> Choice | None:
        """The choice under the cursor."""
        place = self.query_one(OptionList).highlighted
        return self.matches[place] if place is not None and place < len(self.matches) else None

    def type_ahead(self, typed: str) -> None:
        """Take in what was typed before the box stood."""
        if self._takes:
            return  # What comes behind enter is not for this box.
        lines = self.query(Input)
        if not lines:
            more, enter, _ = typed.partition(TAKE)
            self._typed += more
            self._takes = bool(self._typed and enter)
        elif typed != TAKE:
            lines.first().insert_text_at_cursor(typed)
        elif lines.first().value:
            self.action_enter()

    def is_blind(self, event: Key) -> bool:
        """Tell whether a key would take a choice that nobody saw: it was pressed before the box stood."""
        typed = any(line.value.strip() for line in self.query(Input))
        return event.key in TAKING and event.time < self._stood_at and not typed

    def on_key(self, event: Key) -> None:
        """Pass over a key that takes what nobody saw."""
        if self.is_blind(event):
            event.stop()

    def on_resize(self) -> None:
        """Leave the list what the other lines of the box leave it."""
        box = self.query_one("#box")
        others = sum(child.outer_size.height for child in box.children if child.display and child.id != "choices")
        frame = box.outer_size.height - box.size.height
        room = int(self.size.height * SHARE) - frame - others
        most, choices = Scalar.from_number(min(max(room, 1), MOST_LINES)), self.query_one("#choices")
        if choices.styles.max_height != most:
            choices.styles.max_height = most

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the choices."""
        event.stop()
        self.follow()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the choice under the cursor: the line has enter for itself."""
        event.stop()
        self.action_enter()

    def action_enter(self) -> None:
        """Take the choice under the cursor."""
        self.follow()
        self.take_highlighted()

    def follow(self) -> None:
        """Narrow the choices to what the line holds by now."""
        for line in self.query(Input):
            if line.value != self._narrowed_to:
                self._narrowed_to = line.value
                self.narrow(line.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the choice clicked."""
        event.stop()
        self.take(self.matches[event.option_index])

    def action_cancel(self) -> None:
        """Pick nothing."""
        self.dismiss(None)

    def action_step(self, step: int) -> None:
        """Move to another choice; single steps go round."""
        self.follow()
        options = self.query_one(OptionList)
        if not options.option_count:
            return
        here = (options.highlighted or 0) + step
        last = options.option_count - 1
        options.highlighted = here % (last + 1) if abs(step) == 1 else min(max(here, 0), last)

    def take_highlighted(self) -> None:
        """Take the choice under the cursor."""
        if (choice := self.highlighted) is not None:
            self.take(choice)
