"""What ``klink-tui keys`` says of the keys that arrive, and of those in use."""

import re

import pytest
from click.testing import CliRunner
from textual.keys import Keys

from klink_tui.actions import ACTIONS
from klink_tui.cli import cli
from klink_tui.keymap import make_keymap
from klink_tui.keynames import read_keys
from klink_tui.keyprobe import keys_of, printable, told
from klink_tui.reports.keys import EATEN, doubt, in_use, listing, summary, use_words
from klink_tui.settings import settings_file


def arriving(*chunks: bytes | None) -> list[tuple[str, str]]:
    """Give the keys of what arrives, a pause where ``None`` stands."""
    left = [*chunks, b""]
    return list(keys_of(lambda: left.pop(0)))


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        (b"s", "s"),
        (b"?", "question_mark"),
        (b"\x13", "ctrl+s"),
        (b"\x08", "backspace"),
        (b"\t", "tab"),
        (b"\x1b[15~", "f5"),
        (b"\x1bOP", "f1"),
        (b"\x1b\r", "alt+enter"),
        (b"\x1bG", "alt+shift+g"),
        (b"\x1b[13;5u", "ctrl+enter"),
        (b"\x1b[115;5u", "ctrl+s"),
        ("é".encode(), "é"),
    ],
)
def test_a_key_is_called_as_the_console_calls_it_with_what_was_sent(sent: bytes, key: str) -> None:
    assert arriving(sent) == [(key, sent.decode())]


def test_keys_that_arrive_together_are_told_apart() -> None:
    assert arriving(b"j\x1b[Bk\x13") == [("j", "j"), ("down", "\x1b[B"), ("k", "k"), ("ctrl+s", "\x13")]


def test_a_key_that_arrives_in_pieces_is_one() -> None:
    assert arriving(b"\x1b", b"[1", b"5~") == [("f5", "\x1b[15~")]
    assert arriving(b"\xc3", b"\xa9") == [("é", "é")]


def test_a_paste_is_one_thing_and_reports_are_nothing() -> None:
    pasted = b"\x1b[200~klink\x1b[201~"
    assert [key for key, _ in arriving(pasted + b"x")] == ["paste of 5", "x"]
    assert arriving(b"\x1b[I\x1b[?2026;2$y" + b"x") == [("x", "x")]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert arriving(b"\xff\xfe", b"x")[-1] == ("x", "x")


def test_what_is_told_names_the_action_and_its_screens() -> None:
    keymap = make_keymap("default", {"ticket.status": "f9"})
    (line, *others) = told("f9", "\x1b[20~", keymap, 100)
    assert line.startswith("f9                    \\x1b[20~          Status (ticket.status) on tickets, ticket")
    assert "Throw away what was typed (form.discard) on form" in "".join(others)
    assert "elsewhere: needs fn" in others[-1]
    assert "nothing: typed on compose, form, macro, note" in told("s", "s", keymap, 100)[0]
    assert "fires no key" in told("paste of 5", "\x1b[200~", keymap, 100)[0]
    assert all(len(line) <= 100 for line in told("j", "j", keymap, 100))


def test_nothing_that_a_terminal_sends_is_sent_back_to_it() -> None:
    assert printable("\x1b]0;x\x07é\x9b") == "\\x1b]0;x\\x07é\\x9b"
    assert all(line.isprintable() for line in told("\x1b]0;", "\x1b]0;\x07", make_keymap(), 80))


def test_every_key_that_terminals_eat_is_a_key() -> None:
    known = {key.value for key in Keys} | {"ctrl+space", "ctrl+enter", "shift+enter", "alt+enter"}
    for key, why in EATEN.items():
        assert key in read_keys(key)[0]
        assert key in known | {"ctrl+left_square_bracket"}
        assert doubt(key) == why


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("alt+question_mark", "arrives as ?"),
        ("alt+a", "macOS"),
        ("ctrl+shift+s", "Kitty"),
        ("f3", "fn"),
        ("f13", "few keyboards"),
    ],
)
def test_kinds_of_keys_that_may_not_arrive_are_known(key: str, word: str) -> None:
    assert word in doubt(key)


@pytest.mark.parametrize("key", ["s", "G", "question_mark", "down", "ctrl+d", "tab", "shift+tab", "f"])
def test_keys_that_every_terminal_delivers_raise_no_doubt(key: str) -> None:
    assert doubt(key) == ""


def test_the_summary_names_what_came_and_what_may_be_kept() -> None:
    keymap = make_keymap()
    every = in_use(keymap)
    words = "\n".join(summary(keymap, ["s", "nothing of ours"]))
    assert words.startswith(f"1 of the {len(every)} keys in use came.")
    assert "ctrl+s" in words
    assert "flow control" in words
    assert list(summary(keymap, every)) == [f"{len(every)} of the {len(every)} keys in use came."]


def test_the_list_has_every_action_once_with_the_keys_in_use() -> None:
    lines = list(listing(make_keymap("vim", {"theme": ""})))
    for action in ACTIONS:
        found = [line for line in lines if re.search(rf"  {re.escape(action.id)} +{re.escape(action.text)} · ", line)]
        assert len(found) == 1, action.id
    assert any(line.startswith("  u ") and " undo " in line for line in lines)
    assert any(line.strip().startswith("theme ") for line in lines)
    assert use_words("u", make_keymap("vim"))[0] == "Undo: take back, or send the inverse (undo) everywhere"


def test_the_command_prints_the_list_of_the_settings_and_names_what_cant_be_used() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('preset = "vim"\n[keys]\n"ticket.status" = "f9"\n"ticket.stats" = "f8"\n')
    done = CliRunner().invoke(cli, ["keys", "--list"])
    assert done.exit_code == 0
    assert "Preset vim." in done.stdout
    assert "  f9 " in done.stdout
    assert "Did you mean ticket.status?" in done.stderr
    other = CliRunner().invoke(cli, ["keys", "--list", "--preset", "gmail"])
    assert "Preset gmail." in other.stdout
    assert other.stderr == ""
    assert CliRunner().invoke(cli, ["keys", "--preset", "emacs"]).exit_code == 2


def test_without_a_terminal_it_says_what_to_do() -> None:
    done = CliRunner().invoke(cli, ["keys"])
    assert done.exit_code == 2
    assert "klink-tui keys --list" in done.stderr
