"""What can be done wherever long text is written: the agent's own editor, a look at it as Markdown, word keys, undo."""

import asyncio
import os
from typing import TypeVar

from textual import work
from textual.actions import SkipAction
from textual.app import SuspendNotSupported
from textual.widgets import Input

from klink_tui.desk.texteditor import edit_text, find_editor
from klink_tui.errors import EditorError
from klink_tui.screens.lentapp import LentApp
from klink_tui.screens.snippets import SnippetActs
from klink_tui.widgets.textfield import LONGEST_LINE, TextField
from klink_tui.widgets.words import count

ResultT = TypeVar("ResultT")


class WritingActs(SnippetActs[ResultT]):
    """The actions on the text that the cursor is in."""

    @property
    def written(self) -> TextField | None:
        """The text that the cursor is in; ``None`` where it is in none."""
        return self.focused if isinstance(self.focused, TextField) else None

    @property
    def written_for(self) -> str:
        """What the text is, in words."""
        raise NotImplementedError

    def keep_writing(self) -> None:
        """Keep what is written, before it is left to another program."""
        raise NotImplementedError

    @work(group="editor", exit_on_error=False)
    async def action_write_outside(self) -> None:
        """Write in the agent's own editor; whatever becomes of that, the text here is kept first."""
        field, app = self.written, self.app
        if field is None or field.read_only or not isinstance(app, LentApp):
            self.say("Go to a long text first: the editor opens what the cursor is in.")
            return
        environment = dict(os.environ)
        try:
            command = await asyncio.to_thread(find_editor, environment)
            self.keep_writing()
            await self.desk.drafts.flush()
            with app.lent_terminal():
                edited = await edit_text(command, field.text, environment)
        except EditorError as error:
            self.say(str(error), title="Nothing is lost", bad=True)
        except SuspendNotSupported:
            self.say("This terminal can't be left to an editor. Nothing is lost.", bad=True)
        else:
            field.put(edited.text)
            if edited.words:
                self.say(edited.words, bad=edited.bad)

    def action_preview_text(self) -> None:
        """Look at what is written as Markdown."""
        from klink_tui.screens.textpreview import TextPreviewScreen

        if (field := self.written) is not None:
            self.app.push_screen(TextPreviewScreen(self.written_for, field.text))
        else:
            self.say("Go to a long text first: the preview shows what the cursor is in.")

    def on_text_field_lines_broken(self, event: TextField.LinesBroken) -> None:
        """Say that a paste is not quite as it was copied."""
        lines = "One line of it was" if event.number == 1 else f"{count(event.number, 'line')} of it were"
        self.say(f"{lines} longer than {LONGEST_LINE:,} characters and broken. ctrl+z takes the paste out.")

    def action_undo_typing(self) -> None:
        """Undo what was typed last."""
        self._field().action_undo()

    def action_redo_typing(self) -> None:
        """Redo what was undone last."""
        self._field().action_redo()

    def action_word_left(self) -> None:
        """Go a word to the left."""
        if isinstance(self.focused, Input):
            self.focused.action_cursor_left_word()
        else:
            self._field().action_cursor_word_left()

    def action_word_right(self) -> None:
        """Go a word to the right."""
        if isinstance(self.focused, Input):
            self.focused.action_cursor_right_word()
        else:
            self._field().action_cursor_word_right()

    def action_word_delete(self) -> None:
        """Delete the word on the left."""
        if isinstance(self.focused, Input):
            self.focused.action_delete_left_word()
        else:
            self._field().action_delete_word_left()

    def _field(self) -> TextField:
        """Give the text that the cursor is in.

        Raises:
            SkipAction: it is in none; the key is somebody else's.
        """
        if (field := self.written) is None:
            raise SkipAction
        return field
