"""Choosing several: typing narrows, space takes in or out, enter is done."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key, Mount
from textual.widgets import Input, OptionList

from klink_tui.errors import KlinkError
from klink_tui.models.names import same
from klink_tui.screens.typeahead import Choice, TypeAheadScreen, matching
from klink_tui.widgets.words import trouble_words

_COMING: Final = "The rest of them is not here yet: it is being fetched."


class MultiLine(Input):
    """Takes in or out on space, unless the space is part of a name that is being typed."""

    def on_key(self, event: Key) -> None:
        """Keep the space from being text."""
        screen = self.screen
        if event.key == "space" and isinstance(screen, MultiPickerScreen) and not (screen.free and self.value):
            event.prevent_default()
            event.stop()
            if not screen.is_blind(event):
                screen.action_flip()


class MultiPickerScreen(TypeAheadScreen[tuple[str, ...]]):
    """Gives the values chosen in the order offered, or ``None``."""

    LINE = MultiLine
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "flip", "Take in or out", show=False),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        chosen: Iterable[str] = (),
        typed: str = "",
        free: bool = False,
        note: str = "",
        coming: Callable[[], Awaitable[Sequence[Choice]]] | None = None,
    ) -> None:
        """Offer ``choices``.

        Args:
            title: what is asked.
            choices: what can be chosen.
            chosen: the values that are taken in already.
            typed: stands in the line already.
            free: whether any text that is typed is taken too, spaces in it.
            note: stands below the choices.
            coming: gives more to choose from, which is not here yet; it may raise a :class:`KlinkError`.
        """
        self._usual_note = note or "space or tab takes in or out · enter is done · esc leaves it as it was"
        super().__init__(title, typed=typed, note=self._usual_note if coming is None else _COMING)
        self._coming = coming
        self._choices = list(choices)
        self._chosen = set(chosen)
        self.free = free
        """Whether any text that is typed is taken too."""

    def on_mount(self, event: Mount) -> None:
        """Wait for what is not here yet, while one chooses; the choices are listed already."""
        if self._coming is not None:
            self._await_more(self._coming)

    @work
    async def _await_more(self, coming: Callable[[], Awaitable[Sequence[Choice]]]) -> None:
        try:
            more = await coming()
        except KlinkError as error:
            self._note = trouble_words(error)
            self.say("")
            return
        known = {choice.value for choice in self._choices}
        self._choices += [choice for choice in more if choice.value not in known]
        self._note = self._usual_note
        at = self.highlighted
        self.narrow(self._narrowed_to)
        if at in self.matches:
            self.query_one(OptionList).highlighted = self.matches.index(at)

    def prompt(self, place: int, choice: Choice) -> Content:
        """Give box, label and detail."""
        box = ("[x] ", "$accent bold") if choice.value in self._chosen else ("[ ] ", "$klink-muted")
        return Content.assemble(box, choice.label or "(empty)", (f"  {choice.detail}", "$klink-muted"))

    def narrow(self, typed: str) -> None:
        """List what matches, the chosen ones first while nothing is typed."""
        found = matching(self._choices, typed)
        if not typed:
            found.sort(key=lambda choice: choice.value not in self._chosen)
        text = typed.strip()
        if self.free and text and not any(same(choice.label, text) for choice in found):
            found.append(Choice(text, text, "new"))
        self.show(found)

    def take(self, choice: Choice) -> None:
        """Take a choice in or out."""
        if choice.value in self._chosen:
            self._chosen.remove(choice.value)
        else:
            self._chosen.add(choice.value)
            if choice not in self._choices and all(choice.value != known.value for known in self._choices):
                self._choices.append(Choice(choice.value, choice.label))
        options = self.query_one(OptionList)
        place = options.highlighted
        for index, listed in enumerate(self.matches):
            options.replace_option_prompt_at_index(index, self.prompt(index, listed))
        options.highlighted = place
        self.say(f"{len(self._chosen)} chosen · enter is done")

    def action_flip(self) -> None:
        """Take the choice under the cursor in or out, and begin a new search."""
        self.follow()
        if (choice := self.highlighted) is not None:
            self.take(choice)
            line = self.query_one("#typed", Input)
            if line.value:
                line.value = ""

    def take_highlighted(self) -> None:
        """Be done; a choice that was searched for and not taken in is meant too."""
        choice, typed = self.highlighted, self.query_one("#typed", Input).value.strip()
        if typed and choice is None:
            self.say(f"Nothing matches “{typed}”: nothing was taken in. Empty the line to be done.")
            return
        if typed and choice is not None and choice.value not in self._chosen:
            self.take(choice)
        self.dismiss(tuple(choice.value for choice in self._choices if choice.value in self._chosen))
