"""A form's snapshot as JSON: what was typed, and the picked choices it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from klink_tui.errors import FormError
from klink_tui.forms.spec import Choice
from klink_tui.forms.values import Held

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """What a draft keeps of one field."""

    held: Held
    """What was typed."""
    choices: tuple[Choice, ...] = ()
    """Picked choices it refers to, with their labels: a contact is shown by name, not by id."""


def pack(fields: Mapping[str, FieldDraft]) -> dict[str, object]:
    """Give the drafts, by system name, as a JSON object."""
    return {"version": VERSION, "fields": {key: _packed(draft) for key, draft in fields.items()}}


def unpack(snapshot: Mapping[str, object]) -> dict[str, FieldDraft]:
    """Read a JSON object back.

    Raises:
        FormError: it is no snapshot, or one of a later version.
    """
    fields = snapshot.get("fields") if snapshot.get("version") == VERSION else None
    if not isinstance(fields, Mapping):
        raise FormError("This draft was not written by this version of the console.", {})
    return {str(key): _unpacked(entry) for key, entry in fields.items()}


def _packed(draft: FieldDraft) -> dict[str, object]:
    entry: dict[str, object] = {"held": draft.held if isinstance(draft.held, str) else list(draft.held)}
    if draft.choices:
        entry["choices"] = [[choice.value, choice.label, choice.wire] for choice in draft.choices]
    return entry


def _unpacked(entry: object) -> FieldDraft:
    held = entry.get("held") if isinstance(entry, Mapping) else None
    listed = entry.get("choices", []) if isinstance(entry, Mapping) else None
    if isinstance(held, list) and all(isinstance(item, str) for item in held):
        held = tuple(held)
    if not isinstance(held, str | tuple) or not isinstance(listed, list):
        raise FormError("This draft can't be read.", {})
    return FieldDraft(held, tuple(_choice(item) for item in listed))


def _choice(item: object) -> Choice:
    match item:
        case [str() as value, str() as label, (None | str() | int() | float()) as wire]:
            return Choice(value, label, wire)
        case _:
            raise FormError("This draft can't be read.", {})
