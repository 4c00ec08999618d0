"""The line a query is typed into: coloured as it is read, put into words below, completed on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key, Paste
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from klink_tui.query.complete import Carried, Completion, complete
from klink_tui.query.edits import Edited, mend, take
from klink_tui.query.errors import QueryError
from klink_tui.query.explain import explain
from klink_tui.query.fields import Vocabulary
from klink_tui.query.parser import MAX_LENGTH, parse
from klink_tui.query.scan import Role, scan
from klink_tui.text import clean, one_line
from klink_tui.widgets.cells import cut
from klink_tui.widgets.completions import CompletionList

HINT: Final = "words to look for, or a field such as status: · tab lists the fields"
"""What stands below an empty line."""
TOO_LONG: Final = f"A query has at most {MAX_LENGTH:,} characters: what is longer was left out."
_ASKS: Final = frozenset({"ctrl+space", "ctrl+@", "ctrl+at"})
"""The names that terminals' ways of sending ctrl+space go by."""
_STEPS: Final = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1}


class QueryLine(Widget):
    """One line to type a query in, with its meaning and its completions below while it has the focus."""

    DEFAULT_CSS = """
    QueryLine { height: auto; width: 1fr; background: $surface; }
    QueryLine > .queryline--line { height: 1; }
    QueryLine .queryline--prompt { width: 2; color: $accent; text-style: bold; }
    QueryLine > .queryline--words { height: 1; padding: 0 0 0 2; color: $klink-muted; display: none; }
    QueryLine > .queryline--words.-bad { color: $error; }
    QueryLine.-focused > .queryline--words { display: block; }
    """

    @dataclass
    class Changed(Message):
        """The text was edited; ``error`` is why it can't be looked for, ``None`` where it can."""

        line: "QueryLine"
        text: str
        error: QueryError | None

        @property
        def control(self) -> "QueryLine":
            """The line it happened in."""
            return self.line

    @dataclass
    class Submitted(Message):
        """Enter was pressed on a text that can be looked for."""

        line: "QueryLine"
        text: str

        @property
        def control(self) -> "QueryLine":
            """The line it happened in."""
            return self.line

    @dataclass
    class Cancelled(Message):
        """Escape was pressed, with no completions open."""

        line: "QueryLine"

        @property
        def control(self) -> "QueryLine":
            """The line it happened in."""
            return self.line

    def __init__(
        self, vocabulary: Callable[[], Vocabulary], carried: Carried, *, placeholder: str = "", id: str | None = None
    ) -> None:
        """Start empty.

        Args:
            vocabulary: gives what words mean now; asked after each edit.
            carried: gives the values that tickets here carry in a field.
            placeholder: stands in the line while it is empty.
            id: the widget's id.
        """
        super().__init__(id=id)
        self._vocabulary = vocabulary
        self._carried = carried
        self._error: QueryError | None = None
        self._words = HINT
        self._input = QueryInput(self, placeholder)
        self._list = CompletionList()
        self._read = ""
        """The text that was read last."""

    def compose(self) -> ComposeResult:
        """Give prompt, line, words and completions."""
        with Horizontal(classes="queryline--line"):
            yield Static("/", classes="queryline--prompt", markup=False)
            yield self._input
        yield Static(classes="queryline--words", markup=False)
        yield self._list

    def on_mount(self) -> None:
        """Read what is there already."""
        self.reread()
        self.watch(self._input, "selection", self._moved, init=False)

    @property
    def value(self) -> str:
        """The text; one that is set is cleaned, put on one line and cut, and posts no message."""
        return self._input.value

    @value.setter
    def value(self, text: str) -> None:
        text = tidy(text)[:MAX_LENGTH]
        self._input.put(text, len(text))
        self._list.close()
        if self.is_mounted:
            self.reread()

    @property
    def error(self) -> QueryError | None:
        """Why the text can't be looked for; ``None`` where it can."""
        return self._error

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the focus to the field."""
        self._input.focus(scroll_visible)
        return self

    def reread(self) -> None:
        """Read the text again: what words mean may have changed. Posts nothing."""
        self._understand(self._vocabulary())
        self._tell()

    def edited(self, *, cut_short: bool = False) -> None:
        """Read what was just typed, and offer what may stand there; called by the field for each edit."""
        vocabulary = self._vocabulary()
        self._understand(vocabulary)
        before = self.value[: self._input.cursor_position]
        if before and not before[-1].isspace() and before[-1] not in "()":
            self._offer(vocabulary)
        else:
            self._list.close()
        if cut_short:
            self._say(TOO_LONG, bad=True)
        else:
            self._tell()
        self.post_message(self.Changed(self, self.value, self._error))

    def press(self, key: str) -> bool:
        """Do what a key is for here, at once: letters typed behind it must find it done. Tell whether it was for here.

        Tab never leaves the line: letters typed behind one that finds nothing would land elsewhere, as commands.
        """
        if key in _STEPS and self._list.is_open:
            self._list.step(_STEPS[key])
        elif key == "tab":
            self._tab()
        elif key == "enter":
            self._enter()
        elif key == "escape":
            self._escape()
        elif key in _ASKS:
            self._offer(self._vocabulary())
            self._tell()
        else:
            return False
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the field's own messages in here."""
        event.stop()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Keep the field's own messages in here."""
        event.stop()

    def on_descendant_focus(self) -> None:
        """Show the words."""
        self.reread()
        self.add_class("-focused")

    def on_descendant_blur(self) -> None:
        """Hide words and completions: nobody types any more."""
        self.remove_class("-focused")
        self._list.close()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Keep the list's own messages in here."""
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the completion clicked."""
        event.stop()
        self._take(self._list.at(event.option_index))

    def on_resize(self) -> None:
        """Cut the words to the new width."""
        if self.is_mounted:
            self.reread()

    def _moved(self) -> None:
        """Close the completions where the cursor goes elsewhere; while a letter is put in it moves too."""
        if self.value == self._read:
            self._list.close()
            self._tell()

    def _understand(self, vocabulary: Vocabulary) -> None:
        """Read the text: its colours, and its meaning or what is wrong with it."""
        self._read = text = self.value
        self._error = None
        self._words = HINT
        try:
            if text.strip():
                self._words = explain(parse(text), vocabulary)
        except QueryError as error:
            self._error = error
        self._input.mark(text, vocabulary, self._error)

    def _tell(self, *, bad: bool = False) -> None:
        """Say what the text means, or what is wrong with it."""
        if self._error is None:
            self._say(self._words)
        else:
            takes = self._error.suggestion and not self._list.is_open
            self._say(f"{self._error}{' (tab)' if takes else ''}", bad=bad)

    def _say(self, words: str, *, bad: bool = False) -> None:
        """Say something below the line."""
        line = self.query_one(".queryline--words", Static)
        line.update(Content(cut(one_line(words), max(self.size.width - 2, 0))))
        line.set_class(bad, "-bad")

    def _offer(self, vocabulary: Vocabulary) -> None:
        """Open the completions, where there are others than what stands there."""
        found = self._found(vocabulary)
        if all(map(self._stands, found)):
            self._list.close()
            return
        column = self._input.column_of(found[0].span.start)
        self._list.open(found, column=column, room=self.size.width)

    def _found(self, vocabulary: Vocabulary) -> list[Completion]:
        return complete(self.value, self._input.cursor_position, vocabulary, self._carried)

    def _stands(self, completion: Completion) -> bool:
        """Tell whether a completion is what stands there already."""
        return self.value[completion.span.start : completion.span.end] == completion.text

    def _tab(self) -> None:
        if (completion := self._list.current) is not None:
            self._take(completion)
            return
        vocabulary = self._vocabulary()
        mended = mend(self.value, self._input.cursor_position, self._error, vocabulary) if self._error else None
        if mended is not None:
            self._put(mended)
            return
        found = self._found(vocabulary)
        if found and all(map(self._stands, found)):
            self._take(found[0])
        else:
            self._offer(vocabulary)
            self._tell()

    def _enter(self) -> None:
        completion = self._list.current
        if completion is not None and self._list.is_chosen:
            self._take(completion)
            return
        self._list.close()
        self._understand(self._vocabulary())
        self._tell(bad=True)
        if self._error is None:
            self.post_message(self.Submitted(self, self.value))

    def _escape(self) -> None:
        if self._list.is_open:
            self._list.close()
            self._tell()
        else:
            self.post_message(self.Cancelled(self))

    def _take(self, completion: Completion) -> None:
        self._put(take(self.value, completion))

    def _put(self, edited: Edited) -> None:
        """Show a text that the language made; one that grew too long is not taken."""
        if len(edited.text) > MAX_LENGTH:
            self._list.close()
            self._say(TOO_LONG, bad=True)
            return
        self._input.put(edited.text, edited.cursor)
        self.edited()


class Colours(Highlighter):
    """Colours a text by marks that were made while it was read."""

    def __init__(self, style: Callable[[str], Style]) -> None:
        """Look styles up with ``style``."""
        self._style = style
        self.marks: Sequence[tuple[str, int, int]] = ()
        """Component class, first character, and the character behind the last."""

    def highlight(self, text: Text) -> None:
        """Colour ``text``."""
        for name, start, end in self.marks:
            text.stylize(self._style(name), start, end)


class QueryInput(Input):
    """The field of a query line; hands every edit and every key on at once, in the order they came."""

    DEFAULT_CSS = """
    QueryInput { width: 1fr; background: $surface; }
    QueryInput:focus { background-tint: $foreground 0%; }
    QueryInput > .query--field { color: $accent; }
    QueryInput > .query--unknown { color: $error; text-style: underline; }
    QueryInput > .query--value { text-style: bold; }
    QueryInput > .query--sign, QueryInput > .query--group { color: $klink-muted; }
    QueryInput > .query--negation, QueryInput > .query--keyword { color: $warning; }
    QueryInput > .query--wrong { color: $error; text-style: underline; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"query--{role}" for role in Role), "query--wrong"}

    def __init__(self, line: QueryLine, placeholder: str) -> None:
        """Belong to ``line``."""
        self._colours = Colours(lambda name: self.get_component_rich_style(name, partial=True))
        super().__init__(placeholder=placeholder, highlighter=self._colours, select_on_focus=False, compact=True)
        self._line = line

    def mark(self, text: str, vocabulary: Vocabulary, error: QueryError | None) -> None:
        """Colour the pieces of ``text``, and where ``error`` is."""
        marks = [(f"query--{piece.role}", *piece.span) for piece in scan(text, vocabulary)]
        if error is not None:
            marks.append(("query--wrong", *error.span))
        self._colours.marks = marks
        self.refresh()

    def column_of(self, place: int) -> int:
        """Give the column that a character stands in, in cells from the left edge of the line."""
        return self.region.x - self._line.region.x + cell_len(self.value[:place]) - self.scroll_offset.x

    def put(self, text: str, cursor: int) -> None:
        """Show another text."""
        self.value = text
        self.cursor_position = cursor

    def replace(self, text: str, start: int, end: int) -> None:
        """Put ``text`` in the place of another, cleaned and as much of it as there is room for."""
        start, end = sorted((max(start, 0), min(end, len(self.value))))
        before, after = tidy(self.value[:start] + text), self.value[end:]
        room = MAX_LENGTH - len(after)
        self.put(before[:room] + after, min(len(before), room))
        self._line.edited(cut_short=len(before) > room)

    async def on_key(self, event: Key) -> None:
        """Let the line have a key before anything else may."""
        if self._line.press(event.key):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Take all lines of what is pasted: the field itself would take the first."""
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection)


def tidy(text: str) -> str:
    """Clean ``text`` and put it on one line; its white space stays."""
    return clean(text).replace("\n", " ")
