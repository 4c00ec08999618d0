"""What a terminal sends, cut anywhere: pastes come whole, keys as ever, and nothing in a paste is a key."""

import time

import pytest
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Paste
from textual.message import Message

from klink_tui.pastes import BEGINS, ENDS, PasteParser, take_pastes_whole

HOSTILE = "a\x1bq\x1b[A\x1b[15~D y\x1b[zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzDy\x1b]0;t\x07\x1b"


def read(*parts: str) -> list[tuple[str, str]]:
    parser = PasteParser(False)
    found: list[Message] = [event for part in parts for event in parser.feed(part)]
    return [
        ("paste", event.text) if isinstance(event, Paste) else ("key", event.key)
        for event in found
        if isinstance(event, Paste | Key)
    ]


def test_a_paste_is_one_event_between_keys() -> None:
    assert read(f"j{BEGINS}one\r\ntwo{ENDS}k\x1b[A") == [
        ("key", "j"),
        ("paste", "one\r\ntwo"),
        ("key", "k"),
        ("key", "up"),
    ]
    assert read(f"{BEGINS}{ENDS}{BEGINS}x\x00y{ENDS}") == [("paste", ""), ("paste", "xy")]


@pytest.mark.parametrize("text", ["plain", HOSTILE, "[201~", "\x1b[201", "สวัสดี 🙂", BEGINS])
def test_nothing_in_a_paste_is_a_key_wherever_it_is_cut(text: str) -> None:
    sent = f"j{BEGINS}{text}{ENDS}k"
    expected = [("key", "j"), ("paste", text), ("key", "k")]
    start = 1 + len(BEGINS)  # What is cut within the first mark is read as Textual reads it.
    for place in (*range(start, len(sent)), 4, 5, 6):
        assert read(sent[:place], sent[place:]) == expected, place
    assert read(sent[:start], *sent[start:]) == expected


def test_keys_are_read_as_textual_reads_them() -> None:
    keys = "q\x1b[A\x1bOS\x1b[1;5D\x1bb\x01\x1b[15~\x1b[<0;3;4M\x1b[2~é"

    def plain(parser: XTermParser, *parts: str) -> list[str]:
        return [repr(event) for part in parts for event in parser.feed(part)]

    for place in range(1, len(keys)):
        cut = keys[:place], keys[place:]
        assert plain(PasteParser(False), *cut) == plain(XTermParser(False), *cut), place


def test_a_paste_that_does_not_end_fires_nothing() -> None:
    parser = PasteParser(False)
    assert list(parser.feed(f"{BEGINS}Dy q")) == []
    assert list(parser.tick()) == []
    assert list(parser.feed("")) == []


def test_a_megabyte_is_read_in_no_time() -> None:
    text = "D y q! the quick brown fox\n" * 40_000
    sent = f"{BEGINS}{text}{ENDS}"
    began = time.perf_counter()
    parser = PasteParser(False)
    found = [event for place in range(0, len(sent), 4096) for event in parser.feed(sent[place : place + 4096])]
    took = time.perf_counter() - began
    print(f"a megabyte is read in {took:.3f} s")
    assert [event.text for event in found if isinstance(event, Paste)] == [text]
    assert took < 0.5


def test_a_driver_of_a_terminal_reads_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "XTermParser", XTermParser)
    take_pastes_whole(HeadlessDriver)
    assert vars(linux_driver)["XTermParser"] is XTermParser
    take_pastes_whole(linux_driver.LinuxDriver)
    assert vars(linux_driver)["XTermParser"] is PasteParser
