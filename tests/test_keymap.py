"""The keys in use: presets without a clash, and a user's keys that break nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.actions import ACTIONS, BY_ID
from klink_tui.keymap import TYPED_IN, Keymap, clashes, make_keymap, screens
from klink_tui.keynames import is_typed
from klink_tui.presets import PRESETS


def keys(keymap: Keymap, id: str) -> str:
    return keymap.keys(BY_ID[id])


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_has_two_actions_on_one_key_of_a_screen(preset: str) -> None:
    keymap = make_keymap(preset)
    assert keymap.problems == ()
    assert clashes(keymap) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_lists_what_differs_and_nothing_else(preset: str) -> None:
    for id, changed in PRESETS[preset].items():
        assert id in BY_ID, f"{preset}: there is no action {id}"
        assert changed != BY_ID[id].keys


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_needs_a_letter_where_letters_are_typed(preset: str) -> None:
    keymap = make_keymap(preset)
    for action in ACTIONS:
        if TYPED_IN.intersection(action.where):
            assert any(not is_typed(key) for key in keymap.keys(action).split(",")), action.id


def test_the_users_keys_come_over_the_preset() -> None:
    keymap = make_keymap("vim", {"ticket.status": "F9, Ctrl+T", "redo": "", "list.half_down": "ctrl+d"})
    assert keymap.problems == ()
    assert keys(keymap, "ticket.status") == "f9,ctrl+t"
    assert keys(keymap, "redo") == ""
    assert keys(keymap, "undo") == "u"
    assert keys(keymap, "filter") == "slash"
    assert "list.half_down" not in keymap.changed
    assert (keymap.first("redo"), keymap.first("ticket.status")) == ("", "f9")
    assert keymap.hint("redo") == "“Write: Redo” in the palette"
    assert keymap.text(BY_ID["help"]) == "? f1"


def test_keys_can_be_swapped() -> None:
    keymap = make_keymap("default", {"ticket.status": "e", "ticket.edit": "s"})
    assert keymap.problems == ()
    assert (keys(keymap, "ticket.status"), keys(keymap, "ticket.edit")) == ("e", "s")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"ticket.stats": "f9"}, "There is no action 'ticket.stats'. Did you mean ticket.status?"),
        ({"zzzzzz": "f9"}, "klink-tui keys --list names all"),
        ({"ticket.status": "f9, frob"}, "ticket.status: there is no key 'frob'. It keeps its own key."),
        ({"ticket.status": "ctrl+q"}, "ticket.status: ctrl+q quits everywhere."),
        ({"form.submit": "x"}, "form.submit: x is typed as text on compose, form."),
        (
            {"ticket.status": "e"},
            "ticket.status: e is also ticket.edit (Edit) on run, ticket, tickets. It keeps s.",
        ),
        ({"ticket.status": "?"}, "ticket.status: ? is also help (Help) on run, ticket, tickets. It keeps s."),
        ({"theme": "z"}, "theme: z is also undo (Undo: take back, or send the inverse) everywhere. It keeps T."),
    ],
)
def test_what_cant_be_used_is_named_and_leaves_the_presets_key(written: dict[str, str], words: str) -> None:
    keymap = make_keymap("default", written)
    (problem,) = keymap.problems
    assert words in problem
    assert keymap.changed == {}
    assert keymap.trouble == problem


def test_two_of_the_users_keys_that_clash_are_both_taken_back() -> None:
    keymap = make_keymap("default", {"ticket.status": "f9", "ticket.edit": "f9", "ticket.tags": "f10"})
    assert len(keymap.problems) == 2
    assert keymap.changed == {"ticket.tags": "f10"}


def test_what_is_taken_back_may_take_another_with_it() -> None:
    """Status goes where edit was, and edit where help is: help keeps its key, so edit and status keep theirs."""
    keymap = make_keymap("default", {"ticket.status": "e", "ticket.edit": "?"})
    assert [problem.split(":")[0] for problem in keymap.problems] == ["ticket.edit", "ticket.status"]
    assert keymap.changed == {}


def test_one_key_may_do_different_things_on_different_screens() -> None:
    assert make_keymap("default", {"comment": "S"}).problems == ()


def test_an_unknown_preset_is_named_and_the_default_used() -> None:
    keymap = make_keymap("emacs\x1b", {"ticket.status": "f9"})
    assert keymap.preset == "default"
    assert keymap.changed == {"ticket.status": "f9"}
    assert "There is no preset" in keymap.trouble
    assert "default, vim, gmail" in keymap.trouble
    assert keymap.trouble.isprintable()


def test_many_problems_are_told_in_a_few_lines() -> None:
    keymap = make_keymap("default", {f"nothing.{number}": "f9" for number in range(20)})
    assert len(keymap.problems) == 20
    assert keymap.trouble.splitlines()[-1] == "And 16 more: klink-tui keys --list names all."


IDS = st.one_of(st.sampled_from(list(BY_ID)), st.text(max_size=8))
KEYS = st.one_of(st.sampled_from(["s", "e", "f9", "ctrl+t", "?", "", "f9, s", "ctrl+c", "escape"]), st.text(max_size=8))


@given(st.one_of(st.sampled_from(list(PRESETS)), st.text(max_size=5)), st.dictionaries(IDS, KEYS, max_size=12))
def test_no_keymap_clashes_or_fails_whatever_is_written(preset: str, written: dict[str, str]) -> None:
    keymap = make_keymap(preset, written)
    assert clashes(keymap) == []
    assert all(problem.isprintable() for problem in keymap.problems)
    assert set(keymap.changed) <= set(BY_ID)


def test_the_whole_app_counts_as_a_screen() -> None:
    assert screens()[-1] == "app"
    assert "tickets" in screens()
