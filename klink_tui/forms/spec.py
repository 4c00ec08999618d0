"""What a field is, once the server's definition is read: label, kind, choices, and how it is written (contract §3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from klink_tui.forms import wire
from klink_tui.models.field import FieldKind, FieldOption, FormField
from klink_tui.models.names import fold

Scalar = str | int | float | bool
"""A JSON value that is neither nothing nor a structure."""

Value = Scalar | tuple[str, ...] | None
"""A field's value: text, number, yes/no, a date as ``YYYY-MM-DD``, or several texts; ``None`` is empty."""

NO_WAY: Final = "The API documents no way to write this."
NO_UPLOAD: Final = "The API documents no way to upload a file."

_CHOOSING: Final = frozenset({FieldKind.SELECT, FieldKind.MULTISELECT})
_PLAIN: Final = frozenset({FieldKind.TEXT, FieldKind.TEXTAREA, FieldKind.NUMBER, FieldKind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a select or a picker."""

    value: str
    """What tells it from the others, cleaned; what is sent, unless :attr:`wire` says otherwise."""
    label: str
    """What is shown for it, cleaned, on one line."""
    wire: Scalar | None = None
    """Exactly what the server spelt, where that is not :attr:`value`."""

    @property
    def sent(self) -> Scalar:
        """What goes over the wire for it."""
        return self.value if self.wire is None else self.wire


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form."""

    key: str
    """The system name: tells the field from the others."""
    wire_key: str
    """The key it is written under, at the top of the body or, for a custom field, inside it; empty if none."""
    label: str
    """What is shown for it."""
    kind: FieldKind
    required: bool = False
    unique: bool = False
    """Whether the server wants the value on one record only; only the server can check that."""
    read_only: bool = False
    why_read_only: str = ""
    """Why it can't be changed, as a sentence."""
    options: tuple[Choice, ...] = ()
    """The choices that are known without asking further."""
    default: Value = None
    """What a new record starts with."""
    is_custom: bool = False
    source: str = ""
    """Where choices come from: ``options`` (listed here), ``tags``, ``contacts``, …; empty where nothing is chosen."""
    multiline: bool = False
    many: bool = False
    """Whether several values can be entered in it, separated by commas or lines."""

    @property
    def chooses(self) -> bool:
        """Whether its value is picked from choices."""
        return self.kind in _CHOOSING

    @property
    def holds_several(self) -> bool:
        """Whether its value is a tuple."""
        return self.many or self.kind is FieldKind.MULTISELECT


@dataclass(frozen=True)
class FormSpec:
    """The fields of a form, in the server's order."""

    fields: tuple[FieldSpec, ...]

    def __iter__(self) -> Iterator[FieldSpec]:
        """Give the fields in order."""
        return iter(self.fields)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self.fields)

    @cached_property
    def by_key(self) -> Mapping[str, FieldSpec]:
        """The fields by their system names."""
        return {field.key: field for field in self.fields}

    def get(self, key: str) -> FieldSpec | None:
        """Give the field with that system name."""
        return self.by_key.get(key)

    def only(self, keys: Iterable[str]) -> "FormSpec":
        """Give the form cut down to some fields, in the server's order: for changing just those."""
        wanted = frozenset(keys)
        return FormSpec(tuple(field for field in self.fields if field.key in wanted))

    def with_choices(self, source: str, choices: Iterable[Choice]) -> "FormSpec":
        """Give the form with the choices of every field that draws on ``source`` filled in.

        A field's own options stay; where one has the label of a given choice, the given choice takes its place, so
        that a tag listed by name is sent by its id.
        """
        given = tuple(choices)
        return FormSpec(
            tuple(
                replace(field, options=merge_choices(field.options, given)) if field.source == source else field
                for field in self.fields
            )
        )


def merge_choices(listed: Iterable[Choice], given: Iterable[Choice]) -> tuple[Choice, ...]:
    """Give both, the given ones in the place of listed ones of the same value or label."""
    fresh = tuple(given)
    values = {choice.value for choice in fresh}
    labels = {fold(choice.label) for choice in fresh}
    kept = (choice for choice in listed if choice.value not in values and fold(choice.label) not in labels)
    return tuple({choice.value: choice for choice in (*kept, *fresh)}.values())


def build_spec(fields: Iterable[FormField], *, writable: frozenset[str]) -> FormSpec:
    """Read field definitions into a form.

    ``writable`` are the keys that the request body documents (``TicketBody.wire_keys()``). The server's order is kept,
    archived fields are left out whatever else they say, and of several fields with one system name the first counts.
    A built-in field is written under the documented key of its name or, where no field has that name, of a synonym; a
    custom one inside the body; any other is read-only.
    """
    live: dict[str, FormField] = {}
    for field in fields:
        if not field.is_archived:
            live.setdefault(field.system_name, field)
    keys = _body_keys(live, writable)
    return FormSpec(tuple(_field(field, keys.get(name, "")) for name, field in live.items()))


def _body_keys(live: Mapping[str, FormField], writable: frozenset[str]) -> dict[str, str]:
    """Give each field the key it is written under; no key goes to two fields, and a field's own name comes first."""
    keys = {name: _name_on_wire(field) for name, field in live.items() if field.is_custom}
    taken: set[str] = set()
    for exact in (True, False):
        for name, field in live.items():
            if field.is_custom or name in keys:
                continue
            key = wire.documented_key(name, writable, exact=exact)
            if key and key not in taken:
                keys[name] = key
                taken.add(key)
    return keys


def _field(field: FormField, wire_key: str) -> FieldSpec:
    shape = wire.WireShape() if field.is_custom else wire.shape(wire_key)
    kind = _kind(field.kind, shape, is_builtin=bool(wire_key) and not field.is_custom)
    options = _options(field.options) if kind in _CHOOSING else ()
    why = "" if wire_key else NO_WAY
    if kind is FieldKind.ATTACHMENT:
        why = NO_UPLOAD
    return FieldSpec(
        key=field.system_name,
        wire_key=wire_key,
        label=field.label,
        kind=kind,
        required=field.is_required,
        unique=field.is_unique,
        read_only=bool(why),
        why_read_only=why,
        options=options,
        default=_default(kind, field.options, options),
        is_custom=field.is_custom,
        source=shape.source if shape.source in wire.BY_ID or not options else "options",
        multiline=kind is FieldKind.TEXTAREA,
        many=shape.many and kind in (FieldKind.PHONE, FieldKind.EMAIL),
    )


def _kind(declared: FieldKind, shape: wire.WireShape, *, is_builtin: bool) -> FieldKind:
    """Give what the value is: as declared, but where the body's key can't hold that."""
    if shape.source in wire.BY_ID and shape.kind is not None:
        return shape.kind
    if shape.kind is not None and declared in _PLAIN:
        return shape.kind
    # A documented key holds one text; only those named above hold a list.
    return FieldKind.SELECT if is_builtin and declared is FieldKind.MULTISELECT else declared


def _options(listed: Iterable[FieldOption]) -> tuple[Choice, ...]:
    """Read options: one without a value stands for its label, and of equal values the first counts."""
    choices: dict[str, Choice] = {}
    for option in listed:
        value = option.value or option.label
        # An option that is called something but means nothing is what leaving the field empty means.
        if not value or (option.raw.get("value") == "" and option.label):
            continue
        exact = option.raw.get("value")
        is_exact = exact is None or exact == value or not isinstance(exact, str | int | float)
        choices.setdefault(value, Choice(value, option.text, None if is_exact else exact))
    return tuple(choices.values())


def _default(kind: FieldKind, listed: Iterable[FieldOption], options: tuple[Choice, ...]) -> Value:
    """Give what the options marked as default say.

    Where a single choice is wanted and several are marked, or all of a list are, the mark means something else: the
    documented example marks every option.
    """
    marked = {option.value or option.label for option in listed if option.is_default}
    chosen = tuple(choice.value for choice in options if choice.value in marked)
    if kind is FieldKind.SELECT:
        return chosen[0] if len(chosen) == 1 else None
    if kind is FieldKind.MULTISELECT and len(chosen) < len(options):
        return chosen or None
    return None


def _name_on_wire(field: FormField) -> str:
    """Give the system name to the letter: the model's is cleaned."""
    raw = field.raw.get("system_name") or field.raw.get("systemName")
    return raw if isinstance(raw, str) else field.system_name
