"""The field that long text is written in: soft wrap, word keys, undo that never ends badly, pastes of any size."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from klink_tui.widgets.snippets import Completer
from klink_tui.widgets.words import count

SLICE: Final = 16_384
"""Characters of a paste that are put in at once: a few hundredths of a second."""
LONGEST_LINE: Final = 5_000
"""Characters of a line that is pasted: every key costs as much as the line it is pressed in is long."""
COUNTED: Final = 100_000
"""Characters up to which words are counted with every key."""
_CHECKPOINTS: Final = 200
_TAKEN: Final = frozenset({"f6", "f7"})
"""Keys that a text area has of its own, and that go somewhere in the whole console."""
_WORD_KEYS: Final[tuple[BindingType, ...]] = (
    Binding("alt+b,alt+left", "cursor_word_left", "Word left", show=False),
    Binding("alt+f,alt+right", "cursor_word_right", "Word right", show=False),
    Binding("alt+d,ctrl+delete", "delete_word_right", "Delete word right", show=False),
    Binding("ctrl+shift+a", "select_all", "Select all", show=False),
)


class _Wrapped(WrappedDocument):
    """A wrapped text that knows how high it is: Textual adds it up for each line that is drawn."""

    @property
    def height(self) -> int:
        """Lines on screen."""
        return len(self._offset_to_line_info)


class TextField(TextArea, inherit_bindings=False):
    """Text over several lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(one for one in TextArea.BINDINGS if not (isinstance(one, Binding) and one.key in _TAKEN)),
        *_WORD_KEYS,
    ]

    _is_editing = False

    @dataclass
    class LinesBroken(Message):
        """Lines of a paste were so long that they were broken."""

        number: int

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        """Start with ``text``."""
        self._completer = Completer(self)
        super().__init__(text, soft_wrap=True, tab_behavior="focus", compact=True, max_checkpoints=_CHECKPOINTS, id=id)

    def on_mount(self) -> None:
        """Follow the cursor: snippets are offered where it is."""
        self.watch(self, "selection", self._moved, init=False)

    def on_unmount(self) -> None:
        """Let go of the app: it keeps whoever follows its theme until that changes, gone or not."""
        followers: list[tuple[object, object]] = getattr(self.app, "__watchers", {}).get("theme", [])
        followers[:] = [one for one in followers if one[0] is not self]

    def on_focus(self) -> None:
        """Have the snippets at hand."""
        self._completer.get_ready()

    def on_blur(self) -> None:
        """Offer no snippets: nobody types any more."""
        self._completer.close()

    def edit(self, edit: Edit) -> EditResult:
        """Edit the text, and offer the snippets that fit what was typed."""
        self._is_editing = True
        try:
            return super().edit(edit)
        finally:
            self._is_editing = False
            self._completer.edited()

    def _moved(self) -> None:
        """Offer no snippets where the cursor goes elsewhere; while a letter is put in it moves too."""
        if not self._is_editing:
            self._completer.close()

    def put(self, text: str) -> None:
        """Put ``text`` in the place of everything; undo brings back what was there."""
        if text != self.text:
            self.history.checkpoint()
            self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
            self.history.checkpoint()

    def action_cursor_down(self, select: bool = False) -> None:
        """Go a line down; at the very end the key is for the screen."""
        if not select and self.cursor_location == self.document.end:
            raise SkipAction
        super().action_cursor_down(select)

    def action_cursor_up(self, select: bool = False) -> None:
        """Go a line up; at the very beginning the key is for the screen."""
        if not select and self.cursor_location == (0, 0):
            raise SkipAction
        super().action_cursor_up(select)

    def action_undo(self) -> None:
        """Undo the last edits; with none left, the key is for the screen."""
        if self.read_only or not self.history.undo_stack:
            raise SkipAction
        super().action_undo()

    def action_redo(self) -> None:
        """Redo what was undone last; with nothing left, the key is for the screen."""
        if self.read_only or not self.history.redo_stack:
            raise SkipAction
        super().action_redo()

    async def _on_key(self, event: Key) -> None:
        """Keep a letter that is pressed with alt from being typed; while snippets are offered, keys are for these."""
        if self._completer.press(event.key):
            event.stop()
            event.prevent_default()
        elif not event.key.startswith("alt+"):
            await super()._on_key(event)

    async def _on_paste(self, event: Paste) -> None:
        """Put a paste in slice by slice: the screen goes on meanwhile, and keys behind it wait their turn."""
        event.stop()
        event.prevent_default()
        if self.read_only or not event.text:
            return
        text, broken = _with_lines_broken(event.text)
        steps = 0
        start, end = self.selection
        with self.prevent(TextArea.Changed):
            for part in _slices(text):
                result = self.replace(part, start, end, maintain_selection_offset=False)
                start = end = result.end_location
                steps += 1
                await asyncio.sleep(0)
        self._join_steps(steps)
        self.move_cursor(end)
        self.post_message(self.Changed(self))
        if broken:
            self.post_message(self.LinesBroken(broken))

    def _set_document(self, text: str, language: str | None) -> None:
        """Take another text."""
        super()._set_document(text, language)
        self.wrapped_document = _Wrapped(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()

    def _join_steps(self, steps: int) -> None:
        """Make one step of undo out of the last ones."""
        stack = self.history._undo_stack
        if steps > 1 and len(stack) >= steps:
            parts = [stack.pop() for _ in range(steps)]
            stack.append([edit for part in reversed(parts) for edit in part])

    def _recompute_cursor_offset(self) -> None:
        """Leave the cursor where it is while an undo is under way: it may still stand behind the last line.

        Textual asks for it when a scrollbar comes or goes, before it has put the cursor back, and would stop the app.
        """
        if self.cursor_location[0] < len(self.wrapped_document._wrap_offsets):
            self._cursor_offset = self.wrapped_document.location_to_offset(self.cursor_location)


def size_words(text: str) -> str:
    """Say how long a text is; of a very long one only the characters are counted."""
    characters = count(len(text), "character")
    return characters if len(text) > COUNTED else f"{count(len(text.split()), 'word')}, {characters}"


def _with_lines_broken(text: str) -> tuple[str, int]:
    """Break the lines that are too long to be edited; give the text, and how many they were."""
    lines = text.split("\n")
    if max(map(len, lines)) <= LONGEST_LINE:
        return text, 0
    broken = 0
    for place, line in enumerate(lines):
        if len(line) > LONGEST_LINE:
            broken += 1
            pieces = range(0, len(line), LONGEST_LINE)
            lines[place] = "\n".join(line[start : start + LONGEST_LINE] for start in pieces)
    return "\n".join(lines), broken


def _slices(text: str) -> Iterator[str]:
    """Cut a text at ends of lines; whatever is asked for later, a slice holds whole lines where it can."""
    start = 0
    while start < len(text):
        end = start + SLICE
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        yield text[start:end]
        start = end
