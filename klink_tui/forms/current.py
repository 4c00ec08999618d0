"""How a field's current value, as it was read from the server, stands in a form."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from klink_tui.errors import FormError
from klink_tui.forms.choices import find, split_names
from klink_tui.forms.dates import date_on_wire
from klink_tui.forms.spec import Choice, FieldSpec, Scalar, Value
from klink_tui.forms.values import NO, YES, Held, digits_of, parse
from klink_tui.models.field import FieldKind
from klink_tui.text import clean, one_line

NO_SCALAR: Final = "It holds something that one row of a form can't show whole, so it can't be changed here."
_DEPTH: Final = 3


class Unseen(Enum):
    """What stands for a value that the server did not send: it may hold anything (contract §3, Ticket)."""

    UNSEEN = auto()


UNSEEN: Final = Unseen.UNSEEN
REPLACES: Final = "The server did not send what this holds: a change takes its place unseen."


@dataclass(frozen=True, slots=True)
class Current:
    """A field's value before anything is typed."""

    held: Held
    """What the field shows of it."""
    value: Value
    """What that means; the text as it stands where it is no value of the field's kind."""
    kept: tuple[Choice, ...] = ()
    """Choices in use that the field does not list: they stay offered, and go back as they came."""
    obstacle: str = ""
    """Why it can't be edited, as a sentence; empty where it can."""
    is_list: bool = False
    """Whether the server has it as a list."""


def is_empty(raw: object) -> bool:
    """Tell whether the server has nothing there: it spells that in several ways."""
    return raw is None or raw is UNSEEN or (isinstance(raw, str | Sequence | Mapping) and not raw)


def read_current(spec: FieldSpec, raw: object, known: Sequence[Choice], today: date) -> Current:
    """Read ``raw``: a JSON value, a :class:`Choice` or a sequence of them. Never raises."""
    if spec.read_only:
        return Current(describe(raw), None)
    if is_empty(raw):
        return Current(() if spec.kind is FieldKind.MULTISELECT else "", None, is_list=isinstance(raw, list | tuple))
    if spec.holds_several:
        entries = _entries(raw, known) if spec.kind is FieldKind.MULTISELECT else _as_list(raw)
        if not all(_is_scalar(entry) for entry in entries):
            return Current(describe(raw), None, obstacle=NO_SCALAR)
        is_list = isinstance(raw, list | tuple)
        if spec.kind is FieldKind.MULTISELECT:
            return _chosen(entries, known, is_list=is_list)
        return _typed(spec, ", ".join(_text(entry) for entry in entries), today, is_list=is_list)
    if not _is_scalar(raw):
        return Current(describe(raw), None, obstacle=NO_SCALAR)
    if spec.kind is FieldKind.SELECT:
        chosen = _chosen([raw], known, is_list=False)
        value = chosen.held[0] if chosen.held else ""
        return Current(value, value or None, chosen.kept)
    text = date_on_wire(raw) if spec.kind is FieldKind.DATE else None
    return _typed(spec, text or _text(raw), today, is_list=False)


def describe(raw: object, depth: int = 0) -> str:
    """Give any JSON value in words, for showing only: names of objects, lists with commas."""
    if isinstance(raw, Mapping):
        named = (raw.get(key) for key in ("name", "label", "value", "displayName", "email", "id"))
        return next((describe(item, depth + 1) for item in named if not is_empty(item)), "") if depth < _DEPTH else "…"
    if isinstance(raw, list | tuple):
        return ", ".join(filter(None, (describe(item, depth + 1) for item in raw))) if depth < _DEPTH else "…"
    if isinstance(raw, Choice):
        return raw.label
    return "" if is_empty(raw) else _text(raw)


def as_choice(raw: object, label: str = "") -> Choice:
    """Give a scalar as a choice that goes back over the wire to the letter; it is its own label if it has no other."""
    value = one_line(_text(raw))
    exact: Scalar | None = raw if isinstance(raw, str | int | float) and raw != value else None
    return Choice(value, label or value, exact)


def _is_scalar(raw: object) -> bool:
    return isinstance(raw, str | int | float | Choice)


def _text(raw: object) -> str:
    if isinstance(raw, bool):
        return YES if raw else NO
    if isinstance(raw, int | float):
        return digits_of(raw)
    return clean(raw).strip("\n").rstrip() if isinstance(raw, str) else describe(raw)


def _typed(spec: FieldSpec, text: str, today: date, *, is_list: bool) -> Current:
    """Read text of a kind that is typed; newlines are kept, whatever the kind."""
    try:
        value = parse(spec, text, today=today, multiline="\n" in text)
    except FormError:
        value = text
    return Current(text, value, is_list=is_list)


def _chosen(entries: Sequence[object], known: Sequence[Choice], *, is_list: bool) -> Current:
    """Find each entry among the choices; one that is not there is kept to the letter."""
    values: list[str] = []
    kept: dict[str, Choice] = {}
    for entry in entries:
        choice = entry if isinstance(entry, Choice) else as_choice(entry)
        if not choice.value:
            continue
        listed = find(known, choice.value) or (find(known, choice.label) if isinstance(entry, Choice) else None)
        if listed is None:
            kept.setdefault(choice.value, choice)
        values.append(listed.value if listed else choice.value)
    held = tuple(dict.fromkeys(values))
    return Current(held, held or None, tuple(kept.values()), is_list=is_list)


def _as_list(raw: object) -> Sequence[object]:
    return raw if isinstance(raw, list | tuple) else (raw,)


def _entries(raw: object, known: Sequence[Choice]) -> Sequence[object]:
    """Give the entries of a multi-select: a list, or a list that the server keeps as text.

    Text is taken apart where it is a JSON list, or where each piece between commas is a choice.
    """
    if not isinstance(raw, str):
        return _as_list(raw)
    if raw.lstrip().startswith("["):
        try:
            listed = json.loads(raw)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            return listed
    pieces = split_names(known, clean(raw))
    return pieces if len(pieces) > 1 and all(find(known, piece) for piece in pieces) else (raw,)
