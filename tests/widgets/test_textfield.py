"""The field for long text: word keys, undo that never ends badly, pastes of any size."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.events import Paste
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import TextArea

from klink_tui.widgets.textfield import COUNTED, LONGEST_LINE, TextField, size_words
from tests.widgets.stage import made

LINES = "The quick brown fox jumps over the lazy dog, and so on.\n" * 18_000
"""A megabyte, as one pastes a log."""


@asynccontextmanager
async def field(text: str = "") -> AsyncIterator[tuple[TextField, Pilot[None], list[Message]]]:
    async with made(lambda: [TextField(text)], size=(80, 20)) as (pilot, messages):
        found = pilot.app.query_one(TextField)
        found.focus()
        await pilot.pause()
        yield found, pilot, messages


async def pasted(found: TextField, text: str) -> float:
    """Paste, and give how long the event loop was held up at the most."""
    longest, last = 0.0, time.perf_counter()
    gone = found.text
    found.post_message(Paste(text))
    while found.text == gone or found.message_queue_size or found._pending_message:
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest


@pytest.mark.parametrize("text", [LINES, "word " * 200_000, "x" * 1_000_000], ids=["lines", "one line", "one word"])
async def test_a_megabyte_is_pasted_without_a_pause(text: str) -> None:
    async with field("before after") as (found, pilot, messages):
        found.move_cursor((0, 7))
        longest = await pasted(found, text)
        print(f"the loop was held up for {longest:.3f} s at the most")
        assert longest < 1.0
        held = found.text
        assert held.startswith("before " + text[:100])
        assert held.endswith("after")
        assert held.replace("\n", "") == f"before {text}after".replace("\n", "")
        changes = [one for one in messages if isinstance(one, TextArea.Changed)]
        assert len(changes) == 1, "it is one change"
        await pilot.press("!")
        assert found.text.endswith("!after"), "the cursor stands behind it"


async def test_undo_takes_a_long_paste_out_in_one_step_and_redo_brings_it_back() -> None:
    async with field() as (found, pilot, _):
        await pasted(found, LINES)
        await pilot.press("ctrl+z")
        assert (found.text, found.cursor_location) == ("", (0, 0)), "though the scrollbar went while it was undone"
        await pilot.press("ctrl+y")
        assert found.text == LINES
        await pilot.press("ctrl+z", "a")
        assert found.text == "a"


async def test_lines_that_are_too_long_are_broken_and_that_is_said() -> None:
    async with field() as (found, pilot, messages):
        await pasted(found, f"short\n{'x' * (2 * LONGEST_LINE + 5)}\nlast")
        await pilot.pause()
        assert [len(line) for line in found.text.split("\n")] == [5, LONGEST_LINE, LONGEST_LINE, 5, 4]
        assert [one.number for one in messages if isinstance(one, TextField.LinesBroken)] == [1]
    async with field() as (found, pilot, messages):
        await pasted(found, f"short\n{'x' * LONGEST_LINE}")
        await pilot.pause()
        assert not [one for one in messages if isinstance(one, TextField.LinesBroken)]


async def test_keys_behind_a_paste_come_behind_it() -> None:
    async with field() as (found, pilot, _):
        found.post_message(Paste(LINES[:200_000]))
        await pilot.press("e", "n", "d")
        await pilot.pause()
        assert found.text == LINES[:200_000] + "end"


async def test_a_paste_takes_the_place_of_what_is_selected() -> None:
    async with field("one two three") as (found, _, _messages):
        found.selection = found.selection.__class__((0, 4), (0, 7))
        await pasted(found, "2")
        assert found.text == "one 2 three"


async def test_a_locked_field_takes_no_paste() -> None:
    async with field("kept") as (found, pilot, _):
        found.read_only = True
        found.post_message(Paste("no"))
        await pilot.pause()
        assert found.text == "kept"


async def test_word_keys() -> None:
    async with field("one two three") as (found, pilot, _):
        found.move_cursor(found.document.end)
        await pilot.press("alt+b", "alt+left")
        assert found.cursor_location == (0, 4)
        await pilot.press("alt+f")
        assert found.cursor_location == (0, 7)
        await pilot.press("ctrl+left", "ctrl+right", "ctrl+w")
        assert found.text == "one  three"
        await pilot.press("home", "alt+d")
        assert found.text == "  three", "and no letter was typed"


async def test_what_is_put_in_can_be_undone() -> None:
    async with field("mine") as (found, pilot, _):
        await pilot.press("end", "!")
        found.put("theirs")
        found.put("theirs")
        assert found.text == "theirs"
        await pilot.press("ctrl+z")
        assert found.text == "mine!"
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert found.text == "mine", "and then there is nothing left to undo"


async def test_the_keys_of_places_are_left_alone() -> None:
    async with field() as (found, _, _messages):
        keys = set(found._bindings.key_to_bindings)
        assert not keys & {"f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"}
        assert {"ctrl+z", "ctrl+y", "ctrl+w", "ctrl+left", "ctrl+right", "up", "pagedown"} <= keys


def test_how_long_a_text_is() -> None:
    assert size_words("one two") == "2 words, 7 characters"
    assert size_words("") == "0 words, 0 characters"
    assert size_words("x " * COUNTED) == "200,000 characters"
