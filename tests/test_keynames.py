"""Names of keys: what a person writes is what Textual reports."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from klink_tui.actions import ACTIONS
from klink_tui.keynames import is_typed, key_text, keys_text, read_key, read_keys
from klink_tui.presets import PRESETS


@pytest.mark.parametrize("char", string.printable.strip())
def test_a_character_is_called_as_textual_calls_it(char: str) -> None:
    assert read_key(char) == _character_to_key(char)
    assert key_text(_character_to_key(char)) == char
    assert is_typed(_character_to_key(char))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ctrl+s", "ctrl+s"),
        ("Ctrl+S", "ctrl+s"),
        ("ctrl-s", "ctrl+s"),
        ("Control + s", "ctrl+s"),
        ("ctrl++", "ctrl+plus"),
        ("ctrl--", "ctrl+minus"),
        ("shift+g", "G"),
        ("shift+ctrl+a", "ctrl+shift+a"),
        ("Alt+Enter", "alt+enter"),
        ("alt+G", "alt+shift+g"),
        ("shift+tab", "shift+tab"),
        ("esc", "escape"),
        ("Return", "enter"),
        ("PgDn", "pagedown"),
        ("F24", "f24"),
        ("space", "space"),
        ("question_mark", "question_mark"),
        ("comma", "comma"),
        ("pipe", "vertical_line"),
        ("ü", "ü"),
    ],
)
def test_a_key_is_read_as_people_write_it(written: str, key: str) -> None:
    assert read_key(written) == key


@pytest.mark.parametrize("written", ["", "f25", "ctrl+", "frob", "hyper+x", "gg", "shift+1", "shift+?", "\x1b", "é e"])
def test_what_is_no_key_is_none(written: str) -> None:
    assert read_key(written) is None


def test_several_keys_are_read_in_their_order_each_once() -> None:
    assert read_keys("f9, S,f9 , ?") == (["f9", "S", "question_mark"], [])
    assert read_keys("") == ([], [])
    assert read_keys(" ") == ([], [])
    assert read_keys(",") == (["comma"], [])
    assert read_keys("f9, frob,") == (["f9"], ["frob", ""])


def test_a_key_that_arrives_by_several_names_stands_for_all_of_them() -> None:
    assert set(read_keys("ctrl+space")[0]) == {"ctrl+space", "ctrl+@", "ctrl+at"} == set(read_keys("ctrl+@")[0])


def test_keys_are_written_for_people() -> None:
    assert keys_text("question_mark,f1") == "? f1"
    assert keys_text("pagedown,ctrl+plus,escape,G") == "pgdn ctrl++ esc G"
    assert keys_text("") == ""


@pytest.mark.parametrize(
    "keys", [action.keys for action in ACTIONS] + [k for p in PRESETS.values() for k in p.values()]
)
def test_every_key_of_ours_is_one_and_is_read_back_as_it_is_shown(keys: str) -> None:
    for key in keys.split(","):
        assert read_key(key) == key
        assert read_key(key_text(key)) == key


@given(st.text(max_size=20))
def test_anything_can_be_written(text: str) -> None:
    found, _ = read_keys(text)
    assert all(read_keys(key)[0] for key in found if key != "comma")
