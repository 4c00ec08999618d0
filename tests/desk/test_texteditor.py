"""A text in the agent's editor: what it gets, what comes back, and what is left behind however it ends."""

import asyncio
import json
import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from klink_tui.desk import texteditor
from klink_tui.desk.texteditor import Edited, edit_text, find_editor
from klink_tui.errors import EditorError
from tests.desk.pen import until

BEFORE = "Dear you,\nwe are late."
HEAD = "import json, os, pathlib, signal, stat, sys\nfile = pathlib.Path(sys.argv[-1])\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give where temporary files are made."""
    found = tmp_path / "run"
    found.mkdir(mode=0o700)
    return found


def environment(place: Path) -> dict[str, str]:
    return {**os.environ, "XDG_RUNTIME_DIR": str(place), "KLINK_API_TOKEN": "kpt_secret"}


def left_in(place: Path) -> list[int]:
    """Give the permissions of everything that is there."""
    return [stat.S_IMODE(one.stat().st_mode) for one in place.iterdir()]


def editor(tmp_path: Path, body: str) -> list[str]:
    """Make an editor that does what ``body`` says."""
    script = tmp_path / "my editor.py"
    script.write_text(HEAD + body, encoding="utf-8")
    return [sys.executable, str(script)]


async def edited(tmp_path: Path, place: Path, body: str, text: str = BEFORE) -> Edited:
    try:
        return await edit_text(editor(tmp_path, body), text, environment(place))
    finally:
        assert left_in(place) == [], "nothing is left behind"


async def test_what_is_saved_comes_back(tmp_path: Path, place: Path) -> None:
    found = await edited(tmp_path, place, "file.write_text(file.read_text() + '\\nYours, สมชาย 🙂\\n')")
    assert found == Edited(f"{BEFORE}\nYours, สมชาย 🙂")


async def test_what_is_not_touched_is_as_it_was(tmp_path: Path, place: Path) -> None:
    assert await edited(tmp_path, place, "", "tab\there, no end") == Edited("tab\there, no end")
    assert await edited(tmp_path, place, "", "ends\n") == Edited("ends\n")
    assert await edited(tmp_path, place, "file.write_text('')") == Edited("")


async def test_only_the_agent_can_read_it_and_no_secret_goes_along(tmp_path: Path, place: Path) -> None:
    said = tmp_path / "said.json"
    body = f"""
modes = [stat.S_IMODE(os.stat(one).st_mode) for one in (file.parent, file)]
pathlib.Path({str(said)!r}).write_text(json.dumps([modes, file.read_text(), sorted(os.environ), len(sys.argv)]))
"""
    os.umask(before := os.umask(0))
    try:
        os.umask(0)
        await edited(tmp_path, place, body)
    finally:
        os.umask(before)
    modes, text, names, arguments = json.loads(said.read_text())
    assert modes == [0o700, 0o600]
    assert text == BEFORE
    assert not [name for name in names if name.startswith("KLINK_")]
    assert "PATH" in names
    assert arguments == 2


@pytest.mark.parametrize(
    ("body", "text", "words"),
    [
        ("sys.exit(1)", BEFORE, "ended with status 1. The text is as it was."),
        ("file.write_text('new'); sys.exit(3)", "new", "ended with status 3. What it had saved is here; ctrl+z takes"),
        ("os.kill(os.getpid(), signal.SIGKILL)", BEFORE, "was ended by signal 9. The text is as it was."),
        ("file.write_text('half'); os.abort()", "half", "was ended by signal 6. What it had saved is here"),
    ],
)
async def test_an_editor_that_fails_costs_nothing(
    tmp_path: Path, place: Path, body: str, text: str, words: str
) -> None:
    found = await edited(tmp_path, place, body)
    assert (found.text, found.bad) == (text, True)
    assert words in found.words


@pytest.mark.parametrize(
    "body",
    [
        "file.unlink()",
        "file.unlink(); file.parent.rmdir()",
        "file.unlink(); file.mkdir()",
        "file.unlink(); file.symlink_to('/etc/hostname')",
    ],
)
async def test_a_file_that_is_gone_leaves_the_text_as_it_was(tmp_path: Path, place: Path, body: str) -> None:
    with pytest.raises(EditorError, match="left no file"):
        await edited(tmp_path, place, body)


async def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texteditor, "MOST_BYTES", 10)
    with pytest.raises(EditorError, match="too large"):
        await edited(tmp_path, place, "file.write_text('x' * 11)")


async def test_what_can_drive_a_terminal_is_taken_out_and_that_is_said(tmp_path: Path, place: Path) -> None:
    found = await edited(tmp_path, place, r"file.write_bytes(b'a\x1b]52;c;eA==\x07b\r\nc\xff\tend')")
    assert found.text == "a]52;c;eA==b\nc\ufffd end"
    assert (found.words, found.bad) == ("Control characters were taken out of the text.", False)


async def test_a_file_in_its_place_is_read_as_well(tmp_path: Path, place: Path) -> None:
    body = "new = file.with_suffix('.new'); new.write_text('replaced'); new.replace(file)"
    assert (await edited(tmp_path, place, body)).text == "replaced"


async def test_an_editor_that_is_not_there_or_can_not_run(tmp_path: Path, place: Path) -> None:
    with pytest.raises(EditorError, match="could not be edited"):
        await edit_text([str(tmp_path / "none")], BEFORE, environment(place))
    assert left_in(place) == []


async def test_the_loop_goes_on_and_ctrl_c_is_the_editors(tmp_path: Path, place: Path) -> None:
    ready = tmp_path / "ready"
    body = f"pathlib.Path({str(ready)!r}).touch(); signal.pause()"
    before = signal.getsignal(signal.SIGINT)
    editing = asyncio.create_task(edited(tmp_path, place, body))
    await until(ready.exists)
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGQUIT)
    await asyncio.sleep(0)
    assert not editing.done()
    assert left_in(place) == [0o700]
    editing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await editing
    assert signal.getsignal(signal.SIGINT) == before


async def test_an_editor_that_does_not_listen_is_ended_with_the_console(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texteditor, "PATIENCE", 0.05)
    ready = tmp_path / "ready"
    body = f"""
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path({str(ready)!r}).write_text(str(os.getpid()))
while True: signal.pause()
"""
    editing = asyncio.create_task(edited(tmp_path, place, body))
    await until(lambda: ready.exists() and bool(ready.read_text()))
    editing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await editing
    with pytest.raises(ProcessLookupError):
        os.kill(int(ready.read_text()), 0)


async def test_without_a_place_in_memory_it_is_where_temporary_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said = tmp_path / "said"
    body = f"pathlib.Path({str(said)!r}).write_text(str(file.parent.parent))"
    await edit_text(editor(tmp_path, body), BEFORE, {**os.environ, "XDG_RUNTIME_DIR": "/nowhere"})
    assert said.read_text() == str(tmp_path)


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ({"EDITOR": "ed"}, []),
        ({"EDITOR": "ed --wait -n"}, ["--wait", "-n"]),
        ({"EDITOR": "ed 'a b; rm -rf $HOME'"}, ["a b; rm -rf $HOME"]),
        ({"EDITOR": "none", "VISUAL": "ed -v"}, ["-v"]),
        ({"EDITOR": "ed", "VISUAL": "  "}, []),
    ],
)
def test_the_editor_is_what_is_set(tmp_path: Path, said: dict[str, str], arguments: list[str]) -> None:
    program = tmp_path / "ed"
    program.touch(mode=0o755)
    assert find_editor({"PATH": str(tmp_path), **said}) == [str(program), *arguments]


def test_where_nothing_is_set_a_usual_one_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "vi").touch(mode=0o755)
    assert find_editor({"PATH": str(tmp_path)}) == [str(tmp_path / "vi")]
    (tmp_path / "nano").touch(mode=0o755)
    assert find_editor({"PATH": str(tmp_path)}) == [str(tmp_path / "nano")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "There is no editor here. Set EDITOR to the one you use."),
        ({"EDITOR": "emcas -nw"}, "The editor “emcas” is not found. Set EDITOR to one that is here."),
        ({"VISUAL": "x'"}, "VISUAL can't be read: x' A quotation in it is not closed."),
        ({"EDITOR": "''"}, "The editor “” is not found. Set EDITOR to one that is here."),
    ],
)
def test_what_is_wrong_with_it_is_said(tmp_path: Path, said: dict[str, str], words: str) -> None:
    with pytest.raises(EditorError) as raised:
        find_editor({"PATH": str(tmp_path), **said})
    assert str(raised.value) == words
