"""What is typed into a form: values, errors, what changed, and a snapshot to keep it by.

``None`` is sent as "make it empty" (contract, ``models/writes.py``); a field that holds a list is emptied with an empty
list. Nothing is sent of a field that was not touched, so cleaned text never overwrites what the server has.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from klink_tui.errors import FormError
from klink_tui.forms import drafts
from klink_tui.forms.fieldstate import FieldState, Typed
from klink_tui.forms.refusals import find_field
from klink_tui.forms.spec import Choice, FormSpec, Value
from klink_tui.text import one_line

__all__ = ["FieldState", "FormState", "Typed"]


class FormState:
    """A form being filled in, for a new record or an existing one."""

    def __init__(
        self,
        spec: FormSpec,
        current: Mapping[str, object] | None = None,
        *,
        today: date,
        creating: bool | None = None,
    ) -> None:
        """Start with ``current``: what the server has, by system name (see ``payload.py``).

        A form without it is for a new record; with ``creating`` it holds what a new record starts with. ``today`` is
        the day that words like *tomorrow* count from.
        """
        values = current or {}
        self.spec = spec
        """The fields."""
        self.creating = not values if creating is None else creating
        """Whether the record is new: then every filled field is sent, otherwise only what changed."""
        self._fields = {
            field.key: FieldState(field, values.get(field.key), today, creating=self.creating) for field in spec
        }

    @property
    def fields(self) -> tuple[FieldState, ...]:
        """The fields, in the server's order."""
        return tuple(self._fields.values())

    def field(self, key: str) -> FieldState:
        """Give the field with that system name.

        Raises:
            FormError: the form has no such field.
        """
        if key not in self._fields:
            raise FormError(f"This form has no field “{one_line(key)}”.", {})
        return self._fields[key]

    def set(self, key: str, typed: Typed) -> None:
        """Put something into a field.

        Raises:
            FormError: there is no such field, or it can't be changed.
        """
        self.field(key).set(typed)

    def value(self, key: str) -> Value:
        """Give what a field means; ``None`` where it is empty or can't be read.

        Raises:
            FormError: the form has no such field.
        """
        return self.field(key).value

    def reset(self, key: str | None = None) -> None:
        """Put a field, or all of them, back to what it was.

        Raises:
            FormError: the form has no such field.
        """
        for field in self.fields if key is None else (self.field(key),):
            field.reset()

    def offer(self, source: str, choices: Iterable[Choice]) -> None:
        """Give fetched choices to every field that draws on ``source`` (``FieldSpec.source``)."""
        given = tuple(choices)
        for field in self.fields:
            if field.spec.source == source:
                field.offer(given)

    @property
    def dirty(self) -> tuple[str, ...]:
        """The fields that were changed, in the server's order."""
        return tuple(key for key, field in self._fields.items() if field.dirty)

    @property
    def errors(self) -> dict[str, str]:
        """What is to be shown at the fields: system name → sentence."""
        return {key: field.error for key, field in self._fields.items() if field.error}

    def check(self) -> dict[str, str]:
        """Give what keeps the form from being sent: system name → sentence; from now on it stands in ``errors``.

        In a new record every required field must be filled. In an existing one only what is sent is checked: a required
        field can't be emptied, but one that was empty before does not stand in the way of another change.
        """
        found = {key: field.check() for key, field in self._fields.items() if self.creating or field.dirty}
        return {key: error for key, error in found.items() if error}

    def changes(self) -> dict[str, object]:
        """Give what to send, by system name: of a new record every filled field, else what changed.

        Raises:
            FormError: something can't be sent as it stands; ``fields`` says what.
        """
        problems = self.check()
        if problems:
            labels = ", ".join(self._fields[key].spec.label for key in problems)
            raise FormError(f"This can't be sent yet: {labels}.", problems)
        return {key: field.to_wire() for key, field in self._fields.items() if self._is_sent(field)}

    def apply_refusal(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """Put the server's words to the fields they are about; give back those that are about none.

        A refusal stands until something else is typed, and does not keep the form from being sent again.
        """
        for field in self.fields:
            field.refusal = ""
        leftover: list[str] = []
        for key, words in fields.items():
            said = one_line(words)
            spec = find_field(self.spec, key)
            if spec is None:
                leftover.append(f"{one_line(key)}: {said}" if key.strip() else said)
                continue
            field = self._fields[spec.key]
            field.refusal = f"{field.refusal} {said}".strip()
        return tuple(leftover)

    def snapshot(self) -> dict[str, object]:
        """Give what was typed, as a JSON object."""
        return drafts.pack({key: field.draft() for key, field in self._fields.items() if field.dirty})

    def restore(self, snapshot: Mapping[str, object]) -> tuple[str, ...]:
        """Put a snapshot into the form, in the place of what is typed.

        The fields may have changed since: the system names are given back that are gone or can't be changed any more.

        Raises:
            FormError: it is no snapshot of a form; nothing is changed then.
        """
        kept = drafts.unpack(snapshot)
        self.reset()
        lost: list[str] = []
        for key, draft in kept.items():
            field = self._fields.get(key)
            if field is None or field.read_only:
                lost.append(key)
            else:
                field.take(draft)
        return tuple(lost)

    def _is_sent(self, field: FieldState) -> bool:
        if field.read_only:
            return False
        return field.value is not None if self.creating else field.dirty
