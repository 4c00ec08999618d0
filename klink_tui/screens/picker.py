"""Choosing one: of a few by a single key, or out of many by typing ahead."""

from collections.abc import Iterable, Sequence
from typing import Final

from textual.content import Content
from textual.events import Key

from klink_tui.models.names import same
from klink_tui.screens.typeahead import Choice, TypeAheadScreen, matching

__all__ = ["Choice", "PickerScreen", "letters"]

FEW: Final = 9
"""Up to this many choices are picked by one key."""
_DIGITS: Final = "123456789"


def letters(labels: Sequence[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Give each label a key of its own: the digit it begins with, else its first free letter, else a digit.

    Args:
        labels: nine at most, with those that have the keys ``taken``.
        taken: keys that none of them gets.
    """
    taken = set(taken)
    keys: list[str] = []
    for label in labels:
        own = [char for char in label[:1] if char in _DIGITS]
        own += [char for char in label.casefold() if char.isascii() and char.isalpha() and char not in "jkq"]
        key = next(char for char in (*own, *_DIGITS) if char not in taken)
        taken.add(key)
        keys.append(key)
    return keys


class PickerScreen(TypeAheadScreen[str]):
    """Gives the value picked, or ``None``."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        current: str = "",
        note: str = "",
        typed: str = "",
        free: bool = False,
    ) -> None:
        """Offer ``choices``.

        Args:
            title: what is asked.
            choices: what can be picked.
            current: the value that is marked as the present one.
            note: stands below the choices.
            typed: stands in the line already.
            free: whether any text that is typed can be picked too.
        """
        super().__init__(title, typed=typed, note=note)
        self._choices = tuple(choices)
        self._current = current
        self._free = free
        self._few = len(self._choices) <= FEW and not free and not typed
        self._keys = letters([choice.label for choice in self._choices]) if self._few else []

    @property
    def has_line(self) -> bool:
        """Few choices have a key each, and need no line."""
        return not self._few

    def prompt(self, place: int, choice: Choice) -> Content:
        """Give key, mark, label and detail."""
        parts: list[Content | str | tuple[str, str]] = []
        if self._few:
            parts += [(f" {self._keys[place]} ", "$klink-key bold"), " "]
        is_current = bool(self._current) and same(choice.value, self._current)
        parts += [("● " if is_current else "  ", "$accent"), choice.label or "(empty)"]
        if choice.detail:
            parts.append((f"  {choice.detail}", "$klink-muted"))
        return Content.assemble(*parts)

    def narrow(self, typed: str) -> None:
        """List what matches, and what is typed itself where that can be picked."""
        found = matching(self._choices, typed)
        text = typed.strip()
        if self._free and text and not any(same(choice.label, text) for choice in found):
            found.append(Choice(text, text, "as typed"))
        at = next((choice.value for choice in found if not typed and same(choice.value, self._current)), None)
        self.show(found, at=at)

    def stood(self) -> None:
        """Take one of a few whose key was pressed before the box stood."""
        if not (self._few and self._typed and self._press(self._typed[0])):
            super().stood()

    def take(self, choice: Choice) -> None:
        """Give the choice's value."""
        self.dismiss(choice.value)

    def on_key(self, event: Key) -> None:
        """Take one of a few by its key; ``j`` and ``k`` move."""
        if not self._few or event.character is None:
            return
        if event.character in ("j", "k"):
            self.action_step(1 if event.character == "j" else -1)
        elif event.character == "q":
            self.action_cancel()
        elif not self._press(event.character):
            return
        event.stop()

    def _press(self, char: str) -> bool:
        """Take the choice that has this key, if one has."""
        if char.casefold() not in self._keys:
            return False
        self.take(self._choices[self._keys.index(char.casefold())])
        return True
