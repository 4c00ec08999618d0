"""Which choice a text means."""

import pytest

from klink_tui.errors import FormError
from klink_tui.forms.choices import find, join_names, label_of, pick, pick_several, shortened, split_names
from klink_tui.forms.spec import Choice

STATUSES = (Choice("open", "Open"), Choice("in_progress", "In progress"), Choice("Pending", "Waiting, for them"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("open", "open"),
        ("OPEN", "open"),
        ("in_progress", "in_progress"),
        ("In progress", "in_progress"),
        ("in-PROGRESS", "in_progress"),
        ("pending", "Pending"),
        ("waiting, for them", "Pending"),
    ],
)
def test_a_choice_is_found_by_value_or_label_in_any_spelling(typed: str, value: str) -> None:
    assert pick(STATUSES, typed, is_free=False) == value


def test_the_exact_value_comes_before_another_choices_label() -> None:
    crossed = (Choice("b", "a"), Choice("a", "b"), Choice("A-B", "x"), Choice("a b", "y"))
    assert [pick(crossed, typed, is_free=False) for typed in ("a", "b", "a b", "A-B")] == ["a", "b", "a b", "A-B"]
    assert label_of(crossed, "a") == "a"
    assert label_of(crossed, "A-B") == "x"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("opn", "“opn” is not among the choices. Did you mean “Open”?"),
        ("closed", "“closed” is not among the choices. Pick one from the list."),
        ("z" * 99, f"“{'z' * 40}…” is not among the choices. Pick one from the list."),
    ],
)
def test_another_text_is_none_of_them(typed: str, message: str) -> None:
    with pytest.raises(FormError) as refused:
        pick(STATUSES, typed, is_free=False)
    assert refused.value.message == message
    assert pick(STATUSES, typed, is_free=True) == typed


def test_several_are_named_once_each_in_order() -> None:
    assert pick_several(STATUSES, ["Pending", "open", "OPEN"], is_free=False) == ("Pending", "open")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("open, pending", ("open", "pending")),
        ("open;pending;", ("open", "pending")),
        ("open\nwaiting, for them\n", ("open", "waiting, for them")),
        ("waiting, for them", ("waiting, for them",)),
        (" ", ()),
    ],
)
def test_a_list_of_names_is_taken_apart(typed: str, names: tuple[str, ...]) -> None:
    assert split_names(STATUSES, typed) == names


def test_labels_with_commas_are_joined_by_lines() -> None:
    assert join_names(STATUSES, ("open", "in_progress")) == "Open, In progress"
    assert join_names(STATUSES, ("open", "Pending")) == "Open\nWaiting, for them"
    assert join_names(STATUSES, ("Pending",)) == "Waiting, for them"
    ambiguous = (Choice("1", "a"), Choice("2", "b"), Choice("3", "a, b"))
    assert join_names(ambiguous, ("1", "2")) == "a\nb"


def test_an_unknown_value_is_its_own_label() -> None:
    assert label_of(STATUSES, "gone") == "gone"
    assert find(STATUSES, "gone") is None


def test_long_texts_are_cut_for_messages() -> None:
    assert shortened("two\nlines\x1b[0m") == "two lines[0m"
    assert shortened("x" * 41) == "x" * 40 + "…"
