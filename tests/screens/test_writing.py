"""Writing long text: the agent's own editor, the preview, undo, and pastes that fire nothing."""

import os
import shlex
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import TextArea

from klink_tui.actions import actions_on
from klink_tui.app import KlinkApp
from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.screens.case import CaseScreen
from klink_tui.screens.cases import CasesScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.form import FormScreen
from klink_tui.screens.note import NoteScreen
from klink_tui.screens.textpreview import TextPreviewScreen
from klink_tui.text import clean
from klink_tui.widgets.textfield import TextField
from tests.console import Console, console
from tests.gate import to
from tests.screens.formviews import go_to, opened, row
from tests.screens.views import on_view, open_contacts, sent, tickets, toasts
from tests.widgets.stage import text as drawn

Editor = Callable[[str], None]
SEND = to("POST")
WRITTEN = {"form": FormScreen, "compose": ComposeScreen, "case": CaseScreen, "note": NoteScreen}


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Make an editor that does what a piece of Python says with ``file``, and give it the terminal."""
    script = tmp_path / "editor.py"
    place = tmp_path / "run"
    place.mkdir()
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    monkeypatch.setenv("EDITOR", f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}")
    monkeypatch.setattr(KlinkApp, "suspend", lambda _: nullcontext())

    def make(body: str) -> None:
        script.write_text(
            f"import os, pathlib, sys, time\nfile = pathlib.Path(sys.argv[1])\n{body}\n", encoding="utf-8"
        )

    return make


async def composer(c: Console, words: str = "") -> ComposeScreen:
    await c.rest()
    await c.press("r")
    await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
    await c.settle()
    await c.type(words)
    return on_view(c, ComposeScreen)


def text(c: Console) -> str:
    return c.app.screen.query_one(TextArea).text


async def paste(c: Console, words: str) -> None:
    assert c.app._driver is not None
    event = Paste(words)
    event.set_sender(c.app)
    c.app._driver.send_message(event)
    await c.rest()


@pytest.mark.parametrize("name", WRITTEN)
def test_every_screen_with_long_text_has_all_keys_of_writing(name: str) -> None:
    ids = {action.id for action in actions_on(name)}
    assert {"text.editor", "text.preview", "text.redo", "text.word_left", "text.word_right", "text.word_delete"} <= ids
    assert ids & {"text.undo", "form.reset"}
    for action in actions_on(name):
        if action.id.startswith("text."):
            assert hasattr(WRITTEN[name], f"action_{action.method}")


async def test_a_message_is_written_in_the_editor_and_sent(editor: Editor) -> None:
    editor("file.write_text(file.read_text().upper() + '\\n\\nYours\\x1b[31m\\n')")
    async with console(tickets=30) as c:
        await composer(c, "Dear you")
        await c.press("f4")
        await c.rest()
        assert text(c) == "DEAR YOU\n\nYours[31m"
        assert c.toasts == ["Control characters were taken out of the text."]
        await c.press("ctrl+z")
        assert text(c) == "Dear you"
        await c.press("ctrl+y", "!")
        assert text(c).endswith("Yours[31m!")
        await c.press("ctrl+s")
        await c.rest()
        ((_, body),) = sent(c, "POST")
        assert isinstance(body, dict)
        assert "DEAR YOU\n\nYours[31m!" in body.values()


async def test_the_draft_is_saved_before_the_editor_and_what_is_under_way_goes_on(
    editor: Editor, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    editor(f"open({str(tmp_path / 'ready')!r}, 'w').close()\nwhile not os.path.exists({str(go)!r}): time.sleep(0.01)")
    async with console(tickets=30, directory=tmp_path / "own") as c:
        await composer(c, "First")
        held = c.gate.hold(SEND)
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        await composer_again(c, "Second")
        await c.press("f4")
        await c.until((tmp_path / "ready").exists)
        assert c.app._batch_count == 1, "nothing is drawn over the editor"
        drafts = c.app.desk.own.drafts.read()
        assert [one.content["text"] for one in drafts] == ["Second"]
        held.release()
        await c.until(lambda: not c.app.desk.outbox.open)
        c.app.bell()
        go.touch()
        await c.until(lambda: not c.app._batch_count)
        await c.rest()
        assert text(c) == "Second"
        assert len(c.writes()) == 1


async def composer_again(c: Console, words: str) -> None:
    await c.press("r")
    await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
    await c.settle()
    await c.type(words)


@pytest.mark.parametrize(
    ("body", "after", "words"),
    [
        ("sys.exit(1)", "Dear you", "ended with status 1. The text is as it was."),
        ("file.write_text('half'); sys.exit(1)", "half", "What it had saved is here; ctrl+z takes it out."),
        ("file.unlink()", "Dear you", "Nothing is lost: "),
        ("os.abort()", "Dear you", "was ended by signal 6"),
    ],
)
async def test_an_editor_that_fails_costs_nothing(
    editor: Editor, tmp_path: Path, body: str, after: str, words: str
) -> None:
    editor(body)
    async with console(tickets=30) as c:
        await composer(c, "Dear you")
        await c.press("f4")
        await c.rest()
        assert text(c) == after
        assert words in c.toasts[0]
        assert os.listdir(tmp_path / "run") == []
        if after != "Dear you":
            await c.press("ctrl+z")
        assert text(c) == "Dear you"
        await c.type("!")
        assert text(c).count("!") == 1, "and writing goes on"


async def test_an_editor_that_is_not_there_is_named(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor -f")
    async with console(tickets=30) as c:
        await composer(c, "Dear you")
        await c.press("f4")
        await toasts(c, 1)
        assert c.toasts == [
            "Nothing is lost: The editor “no-such-editor” is not found. Set VISUAL to one that is here."
        ]
        assert text(c) == "Dear you"


async def test_a_terminal_that_can_not_be_left_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", shlex.quote(sys.executable))
    async with console(tickets=30) as c:
        await composer(c, "Dear you")
        await c.press("f4")
        await toasts(c, 1)
        assert c.toasts == ["This terminal can't be left to an editor. Nothing is lost."]
        assert (text(c), c.app._batch_count) == ("Dear you", 0)


async def test_a_note_and_a_comment_are_written_in_the_editor_too(editor: Editor) -> None:
    editor("file.write_text('from outside')")
    async with console(tickets=30) as c:
        await c.rest()
        key = tickets(c).list.cursor_key
        await c.press("N", "f4")
        await c.rest()
        assert text(c) == "from outside"
        await c.press("escape")
        assert c.app.desk.drafts.note_on(key) == "from outside"
        await c.press("f5")
        await c.until(lambda: isinstance(c.app.screen, CasesScreen) and len(on_view(c, CasesScreen).rows))
        await c.rest()
        screen = on_view(c, CasesScreen)
        place = next(at for at, case in enumerate(screen.rows.items()) if case.room_id)
        screen.list.move_to(place)
        await c.press("enter")
        await c.rest()
        await c.press("f4")
        await c.rest()
        assert c.toasts[-1].startswith("Go to a long text first")
        await c.press("c", "f4")
        await c.rest()
        assert text(c) == "from outside"
        assert "2 words, 12 characters · colleagues read this" in c.status.facts


async def test_a_long_field_of_a_form_is_written_in_the_editor_and_counts_as_typed(editor: Editor) -> None:
    editor("file.write_text('from outside')")
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await c.press("f4")
        await c.rest()
        assert c.toasts[-1].startswith("Go to a long text first"), "the title is one line"
        await go_to(c, "description")
        before = row(c, "description").field.text
        await c.press("f4")
        await c.rest()
        assert row(c, "description").field.text == "from outside"
        assert "1 changed" in c.status.facts
        assert "2 words, 12 characters · f4 opens your editor" in c.status.facts
        await c.press("ctrl+z")
        assert row(c, "description").field.text == before
        assert "nothing changed" in c.status.facts


async def test_in_a_form_ctrl_z_undoes_typing_and_then_puts_the_field_back() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "description")
        server = row(c, "description").field.text
        await c.press("ctrl+end")
        await c.type("one")
        await c.press("escape")
        await opened(c)
        assert row(c, "description").field.text != server, "the draft is back"
        draft = row(c, "description").field.text
        await go_to(c, "description")
        await c.type("two")
        await c.press("ctrl+z")
        assert row(c, "description").field.text == draft
        await c.press("ctrl+z")
        assert row(c, "description").field.text == server, "nothing is left to undo: the field is as the server has it"
        await c.press("ctrl+z")
        assert row(c, "description").field.text == draft, "and that can be undone as well"
        await go_to(c, "title")
        title = row(c, "title").field.text
        await c.type("x")
        await c.press("ctrl+z")
        assert row(c, "title").field.text == title


async def test_the_preview_shows_markdown_and_goes_by_the_key_it_came_by() -> None:
    async with console(tickets=30) as c:
        at = tickets(c).ticket
        assert at is not None
        await composer(c)
        await paste(c, "# A heading\n\n- one\n- **two**\n\n[link](https://example.com)")
        await c.press("ctrl+t")
        on_preview = c.app.screen
        assert isinstance(on_preview, TextPreviewScreen)
        assert f"Message to {at.contact_name}" in c.text()
        shown = drawn(c.find("#prose"))
        assert "• two" in shown
        assert "**" not in shown
        await c.press("x", "down", "pagedown", "up")
        await c.press("ctrl+t")
        assert text(c).endswith("(https://example.com)"), "nothing was typed meanwhile"
        await c.press("ctrl+t", "escape")
        assert isinstance(c.app.screen.focused, TextArea)
        await c.press("!")
        assert text(c).endswith("!")


async def test_hostile_text_is_harmless_in_the_preview() -> None:
    async with console(tickets=30) as c:
        await composer(c)
        for hostile in HOSTILE:
            c.app.screen.query_one(TextArea).text = ""
            await c.settle()
            await paste(c, hostile)
            assert text(c) == clean(hostile.replace("\r\n", "\n").replace("\r", "\n"))
            await c.press("ctrl+t")
            assert isinstance(c.app.screen, TextPreviewScreen)
            shown = drawn(c.find("#prose"))
            assert clean(shown) == shown
            styles = [style for strip in c.app.screen._compositor.render_strips() for _, style, _ in strip if style]
            assert not [style for style in styles if style.link], "nothing in it can be followed"
            await c.press("escape")


async def test_an_empty_preview_says_so_and_without_a_text_there_is_none() -> None:
    async with console(tickets=30) as c:
        await composer(c)
        await c.press("ctrl+t")
        assert "Nothing is written yet." in c.text()
        await c.press("escape", "escape")
        await opened(c)
        await c.press("ctrl+t")
        assert c.toasts == ["Go to a long text first: the preview shows what the cursor is in."]


async def test_a_paste_into_a_list_fires_nothing() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        before = c.text()
        keys = "".join(chr(code) for code in range(32, 127)) + "D y\ny\n" * 100
        for _ in range(3):
            await paste(c, keys)
        assert c.text() == before
        assert (c.writes(), c.toasts, len(c.app.screen_stack)) == ([], [], 1)
        await open_contacts(c)
        before = c.text()
        await paste(c, keys)
        assert (c.text(), c.writes()) == (before, [])
        await c.press("enter")
        await c.rest()
        before = c.text()
        await paste(c, keys)
        assert (c.text(), c.writes()) == (before, [])


async def test_a_megabyte_goes_into_a_message_and_comes_out_by_ctrl_z() -> None:
    async with console(tickets=30) as c:
        await composer(c, "Log: ")
        log = "D y q d! the quick brown fox\n" * 36_000
        await paste(c, log)
        await c.until(lambda: len(text(c)) == len(log) + 5)
        on_view(c, ComposeScreen)
        assert "1,044,005 characters" in c.status.facts
        assert c.writes() == []
        await c.press("ctrl+z")
        assert text(c) == "Log: "


async def test_a_line_that_is_too_long_is_broken_and_that_is_said() -> None:
    async with console(tickets=30) as c:
        await composer(c)
        await paste(c, "x" * 12_000)
        await toasts(c, 1)
        assert c.toasts == ["One line of it was longer than 5,000 characters and broken. ctrl+z takes the paste out."]
        assert len(text(c)) == 12_002


async def test_places_are_reached_from_within_a_text() -> None:
    async with console(tickets=30) as c:
        await composer(c, "Dear you")
        await c.press("f7")
        assert c.screen.NAME == "log"
        await c.press("f2")
        assert text(c) == "Dear you"


async def test_word_keys_work_in_a_single_line_too() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await opened(c)
        await go_to(c, "title")
        control = row(c, "title").control
        await c.press("end")
        await c.type(" one two")
        await c.press("alt+b", "alt+b", "alt+f", "ctrl+w")
        assert row(c, "title").field.text.endswith(" two")
        assert " one" not in row(c, "title").field.text
        assert control.has_focus


async def test_the_app_keeps_no_field_of_a_screen_that_was_left() -> None:
    async with console(tickets=5) as c:
        await c.rest()
        for _ in range(3):
            await c.press("r")
            await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
            assert any(isinstance(one, TextField) for one, _ in vars(c.app)["__watchers"]["theme"])
            await c.press("escape")
            await c.rest()
            assert not any(isinstance(one, TextField) for one, _ in vars(c.app)["__watchers"]["theme"])
