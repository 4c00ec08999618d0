"""The parser that the other tests here trust: it finds what is foreign, and lets through what is the console's."""

import pytest

from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.text import clean, lost_something
from tests.terminal.stream import foreign, modes_left, tokens

DANGEROUS = [text for text in HOSTILE if lost_something(text)]


@pytest.mark.parametrize(
    "raw",
    [
        b"plain words",
        "Großkunden 配送 นัด 👩\u200d👧 \ufffd".encode(),
        b"\x1b[38;2;138;147;166;48;2;17;20;26m x \x1b[0m\x1b[12;80H\r\n",
        b"\x1b[?1049h\x1b[?1003h\x1b[>25u\x1b[?2026$p\x1b[?2048$p\x1b[?7l",
        b"\x1b[?2026h\x1b[1;1H\x1b[?2026l\x1b[<u\x1b[?1049l\x1b[?25h",
        b"\x1b]22;default\x07",
    ],
)
def test_what_the_console_sends_is_let_through(raw: bytes) -> None:
    assert foreign(raw) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"\x07",
        b"\x08",
        b"\x7f",
        b"\x00",
        b"\x0e",
        b"\t",
        b"\x1bc",
        b"\x1b(0",
        b"\x1b7",
        b"\x1b#8",
        b"\x1b",
        b"\x1b[",
        b"\x1b]0;title\x07",
        b"\x1b]2;title\x1b\\",
        b"\x1b]52;c;eA==\x07",
        b"\x1b]8;;https://evil.example\x1b\\",
        b"\x1b]22;default;x\x07",
        b"\x1b]0;never ends",
        b"\x1bP+q544e\x1b\\",
        b"\x1b_Gi=1\x1b\\",
        b"\x1b[2J",
        b"\x1b[6n",
        b"\x1b[c",
        b"\x1b[?47h",
        b"\x1b[?1049$p",
        b"\x1b[21t",
        b"\x1b[!p",
        b"\x1b[5i",
        b"\x1b[>4;2m",
        "\x9b31m".encode(),
        "\x9d52;c;eA==\x9c".encode(),
        b"\x9b31m",
        b"\xff",
        b"\xed\xa0\x80",
        "\u202etxt.exe".encode(),
        "zero\u200bwidth".encode(),
        "\u2028".encode(),
        "\U000e0041".encode(),
        "a\u0301\u0302\u0303\u0304\u0305".encode(),
    ],
)
def test_what_is_foreign_is_found(raw: bytes) -> None:
    assert foreign(b"before " + raw + b" behind")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_hostile_string_is_found_raw_and_let_through_cleaned(text: str) -> None:
    assert foreign(text.encode())
    assert not foreign(clean(text).replace("\n", "\r\n").encode())


@pytest.mark.parametrize("text", HOSTILE)
def test_every_byte_is_in_one_token(text: str) -> None:
    raw = text.encode()
    assert "".join(token.text for token in tokens(raw)) == text


def test_the_last_word_on_a_mode_counts() -> None:
    assert modes_left(b"\x1b[?1049h\x1b[?25l text \x1b[?25h\x1b[?1049l\x1b[?7l") == {
        "1049": False,
        "25": True,
        "7": False,
    }
