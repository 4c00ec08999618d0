"""The list of what may stand at the cursor, laid over what is below."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from klink_tui.query.complete import Completion
from klink_tui.text import one_line
from klink_tui.widgets.cells import cut, fill

_MOST_TEXT: Final = 40
"""Cells of a completion's own text; its explanation stands behind them."""
_FRAME: Final = 3
"""Cells of a line that are no text: a blank on either side, and the scrollbar."""


class CompletionList(OptionList, can_focus=False, inherit_bindings=False):
    """Completions one below the other, the first highlighted; the keys stay with the line that is typed into."""

    DEFAULT_CSS = """
    CompletionList {
        display: none; overlay: screen; constrain: inside inside;
        width: auto; height: auto; max-height: 8; max-width: 100%;
        background: $panel; border: none; padding: 0; scrollbar-size-vertical: 1; scrollbar-background: $panel;
    }
    CompletionList > .option-list--option { padding: 0 1; }
    CompletionList > .option-list--option-highlighted { background: $klink-row-cursor; text-style: bold; }
    CompletionList > .option-list--option-hover { background: $klink-row-cursor-blurred; }
    """

    def __init__(self) -> None:
        """Start closed."""
        super().__init__(markup=False)
        self._completions: tuple[Completion, ...] = ()
        self.is_chosen = False
        """Whether the agent moved in it."""

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.display

    @property
    def current(self) -> Completion | None:
        """The completion that is highlighted; ``None`` while it is closed."""
        place = self.highlighted
        return self._completions[place] if self.is_open and place is not None else None

    def at(self, place: int) -> Completion:
        """Give the completion on a line, from 0."""
        return self._completions[place]

    def open(self, completions: Sequence[Completion], *, column: int, room: int) -> None:
        """Show completions, the first highlighted.

        Args:
            completions: what to show, at least one.
            column: where its text begins, in cells from the left edge.
            room: cells it may be wide.
        """
        self._completions = tuple(completions)
        self.is_chosen = False
        texts = [one_line(completion.text) for completion in completions]
        width = min(max(map(cell_len, texts)), _MOST_TEXT, max(room - _FRAME, 1))
        self.clear_options()
        self.add_options(
            Option(_prompt(text, completion.words, width, room - _FRAME))
            for text, completion in zip(texts, completions, strict=True)
        )
        self.highlighted = 0
        self.styles.offset = (max(column - 1, 0), 0)
        self.display = True

    def close(self) -> None:
        """Hide it."""
        self.display = False
        self.is_chosen = False

    def step(self, step: int) -> None:
        """Move the highlight, round the ends."""
        self.is_chosen = True
        self.highlighted = ((self.highlighted or 0) + step) % len(self._completions)


def _prompt(text: str, words: str, width: int, room: int) -> Content:
    """Give a line: the completion, and what it is as far as there is room."""
    explained = cut(one_line(words), room - width - 2)
    if not explained:
        return Content(cut(text, width))
    return Content.assemble(fill(text, width), "  ", (explained, "$klink-muted"))
