"""Which choice a text means, and how choices are shown (contract §3: compare folded, send the exact spelling)."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from klink_tui.errors import FormError
from klink_tui.forms.spec import Choice
from klink_tui.models.names import fold
from klink_tui.text import one_line

_SHOWN: Final = 40
"""How many characters of a wrong text a message repeats."""


def find(choices: Sequence[Choice], text: str) -> Choice | None:
    """Give the choice that ``text`` means: by its value, else its label, else either of them folded."""
    exact = next((choice for choice in choices if choice.value == text), None)
    if exact or (exact := next((choice for choice in choices if choice.label == text), None)):
        return exact
    folded = fold(text)
    by_value = next((choice for choice in choices if fold(choice.value) == folded), None)
    return by_value or next((choice for choice in choices if fold(choice.label) == folded), None)


def pick(choices: Sequence[Choice], text: str, *, is_free: bool) -> str:
    """Give the value of the choice that ``text`` means; where the choice is free, any text is one.

    Raises:
        FormError: it is none of them.
    """
    found = find(choices, text)
    if found is not None:
        return found.value
    if is_free:
        return text
    near = get_close_matches(text.casefold(), {choice.label.casefold(): choice for choice in choices}, n=1, cutoff=0.6)
    meant = next((choice.label for choice in choices if near and choice.label.casefold() == near[0]), "")
    hint = f" Did you mean “{meant}”?" if meant else " Pick one from the list."
    raise FormError(f"“{shortened(text)}” is not among the choices.{hint}", {})


def pick_several(choices: Sequence[Choice], texts: Iterable[str], *, is_free: bool) -> tuple[str, ...]:
    """Give the values of the choices that ``texts`` mean, each once, in the order they were named.

    Raises:
        FormError: one is none of them.
    """
    return tuple(dict.fromkeys(pick(choices, text, is_free=is_free) for text in texts))


def split_names(choices: Sequence[Choice], text: str) -> tuple[str, ...]:
    """Take apart a list of choices written as text: one a line, else by comma or semicolon.

    A text that means one choice as it stands is not taken apart: labels may hold commas.
    """
    if "\n" in text:
        pieces = text.split("\n")
    elif find(choices, text.strip()) is not None:
        pieces = [text]
    else:
        pieces = text.replace(";", ",").split(",")
    return tuple(piece.strip() for piece in pieces if piece.strip())


def label_of(choices: Sequence[Choice], value: str) -> str:
    """Give what to show for ``value``: its label, or the value itself where the label would mean another choice."""
    label = next((choice.label for choice in choices if choice.value == value), "")
    found = find(choices, label) if label else None
    return label if found is not None and found.value == value else value


def join_names(choices: Sequence[Choice], values: Sequence[str]) -> str:
    """Give the labels as one text that :func:`split_names` takes apart again."""
    labels = [label_of(choices, value) for value in values]
    joined = ", ".join(labels)
    return joined if list(split_names(choices, joined)) == labels else "\n".join(labels)


def shortened(text: str) -> str:
    """Give ``text`` on one line, cut to what a message can hold."""
    line = one_line(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
