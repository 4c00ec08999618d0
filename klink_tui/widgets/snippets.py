"""Completing ``;name`` in a long text: a list at the cursor, and the snippet in the place of what was typed."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.widgets import OptionList

from klink_tui.query.complete import Completion
from klink_tui.query.tree import Span
from klink_tui.widgets.completions import CompletionList

if TYPE_CHECKING:
    from textual.widgets import TextArea

TRIGGER: Final = re.compile(r"(?:^|[\s(])(;([\w-]*))$")
"""A semicolon that begins a word, and what is typed behind it, up to the cursor."""
_STEPS: Final = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1}
_TAKES: Final = frozenset({"tab", "enter"})


@runtime_checkable
class OffersSnippets(Protocol):
    """A screen that knows snippets."""

    def snippet_offers(self, typed: str) -> Sequence[tuple[str, str]]:
        """Give name and first line of the snippets that fit what is typed, likeliest first."""
        ...

    def snippet_text(self, name: str) -> str:
        """Give what is put in for a snippet; empty where there is none by that name any more."""
        ...

    def snippets_wanted(self) -> None:
        """Be told that snippets may be asked for soon."""
        ...


class SnippetList(CompletionList):
    """The snippets that fit, laid over the text at its cursor."""

    DEFAULT_CSS = """
    SnippetList { position: absolute; constrain: inside inflect; }
    """

    def __init__(self, completer: "Completer") -> None:
        """Start closed, for one field."""
        super().__init__()
        self._completer = completer

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Keep the list's own messages in here."""
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the snippet clicked."""
        event.stop()
        self._completer.take(self.at(event.option_index))


class Completer:
    """Completes snippets in one field."""

    def __init__(self, field: "TextArea") -> None:
        """Offer in ``field``, where its screen knows snippets."""
        self._field = field
        self._list: SnippetList | None = None
        self._taking = False

    @property
    def is_open(self) -> bool:
        """Whether snippets are offered just now."""
        return self._list is not None and self._list.is_attached and self._list.is_open

    def get_ready(self) -> None:
        """Have the list at hand: the field was just given the focus."""
        if isinstance(screen := self._field.screen, OffersSnippets):
            screen.snippets_wanted()
            if self._list is None or not self._list.is_attached:
                self._list = SnippetList(self)
                screen.mount(self._list)

    def close(self) -> None:
        """Offer nothing."""
        if self._list is not None and self._list.is_open:
            self._list.close()

    def press(self, key: str) -> bool:
        """Do what a key is for while snippets are offered; tell whether it was for that.

        Enter behind a bare semicolon is a new line, unless one has moved to a snippet.
        """
        offered = self._list
        if offered is None or not self.is_open or offered.current is None:
            return False
        if key in _STEPS:
            offered.step(_STEPS[key])
        elif key == "escape":
            offered.close()
        elif key in _TAKES and (key == "tab" or offered.is_chosen or self._typed[1]):
            self.take(offered.current)
        else:
            return False
        return True

    def edited(self) -> None:
        """Offer what fits what stands before the cursor by now."""
        if self._taking or self._list is None or not (self._list.is_mounted and self._field.is_attached):
            return
        screen = self._field.screen
        if not isinstance(screen, OffersSnippets):
            return
        start, typed = self._typed
        found = screen.snippet_offers(typed) if start >= 0 and not self._field.read_only else ()
        if not found:
            self.close()
            return
        if not typed:
            screen.snippets_wanted()
        completions = [Completion(f";{name}", Span(0, 0), words) for name, words in found]
        x, y = self._field.cursor_screen_offset
        self._list.open(completions, column=0, room=self._field.screen.size.width)
        self._list.styles.offset = (max(x - cell_len(typed) - 2, 0), y + 1)

    def take(self, completion: Completion) -> None:
        """Put a snippet in the place of what was typed; one step of undo takes it out again."""
        field, screen = self._field, self._field.screen
        self.close()
        start, _ = self._typed
        text = screen.snippet_text(completion.text.removeprefix(";")) if isinstance(screen, OffersSnippets) else ""
        if start < 0 or not text:
            return
        row, column = field.cursor_location
        self._taking = True
        try:
            field.history.checkpoint()
            field.replace(text, (row, start), (row, column), maintain_selection_offset=False)
            field.history.checkpoint()
        finally:
            self._taking = False

    @property
    def _typed(self) -> tuple[int, str]:
        """Give the column of the semicolon before the cursor, -1 for none, and what is typed behind it."""
        if not self._field.selection.is_empty:
            return -1, ""
        row, column = self._field.cursor_location
        line = self._field.document.get_line(row)
        found = TRIGGER.search(line[max(column - 80, 0) : column])
        return (column - len(found[1]), found[2]) if found else (-1, "")
