"""One field of a form as it stands: what is typed, what it means, what is wrong with it, whether it changed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from klink_tui.errors import FormError
from klink_tui.forms import drafts
from klink_tui.forms.choices import find, join_names
from klink_tui.forms.current import REPLACES, UNSEEN, read_current
from klink_tui.forms.dates import weekday_of
from klink_tui.forms.spec import Choice, FieldSpec, Value, merge_choices
from klink_tui.forms.values import NO, YES, Held, digits_of, format_value, parse, read_number, read_yes_no
from klink_tui.forms.wire import BY_ID
from klink_tui.models.field import FieldKind

Typed = str | int | float | bool | Choice | Sequence[str | Choice] | None
"""What can be put into a field: text, a value, a picked choice, several of them, or ``None`` to empty it."""

REQUIRED: Final = "This is required."


class FieldState:
    """One field as it stands."""

    def __init__(self, spec: FieldSpec, raw: object, today: date, *, creating: bool) -> None:
        """Start with ``raw``, what the server has, or with the field's default in a new record."""
        self.spec = spec
        """What the field is."""
        self.refusal = ""
        """What the server said against it; empty where it said nothing or something else was typed since."""
        self._today = today
        self._creating = creating
        self._raw = spec.default if creating and raw is None else raw
        self._known = spec.options
        self._picked: tuple[Choice, ...] = ()
        self._start = read_current(spec, self._raw, self._known, today)
        self._held: Held = self._start.held
        self._value: Value = self._start.value
        self._problem = ""
        self._is_missed = False
        self._read()

    @property
    def read_only(self) -> bool:
        """Whether it can't be changed: by definition, or for what it holds."""
        return bool(self.why_read_only)

    @property
    def why_read_only(self) -> str:
        """Why it can't be changed, as a sentence; empty where it can."""
        return self.spec.why_read_only or self._start.obstacle

    @property
    def multiline(self) -> bool:
        """Whether it is edited on several lines: by definition, or because what it holds has several."""
        base = self._start.held
        return self.spec.multiline or (isinstance(base, str) and "\n" in base and not self.spec.chooses)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen: the listed, the fetched, and what it holds or held although it is neither."""
        return tuple({choice.value: choice for choice in (*self._kept, *self._known)}.values())

    @property
    def is_free(self) -> bool:
        """Whether a field that chooses takes any text: no choices are known, and it isn't sent by id."""
        return not self._known and self.spec.source not in BY_ID

    @property
    def held(self) -> Held:
        """What is typed: text, or the entries of a multi-select."""
        return self._held

    @property
    def text(self) -> str:
        """What is typed, as one text: choices by their labels."""
        if self.spec.chooses and not self.read_only and not self._problem:
            return format_value(self.spec, self._value, self.choices)
        return self._held if isinstance(self._held, str) else join_names(self.choices, self._held)

    @property
    def value(self) -> Value:
        """What it means; ``None`` where it is empty or can't be read."""
        return self._value

    @property
    def base(self) -> Value:
        """What it meant before anything was typed."""
        return self._start.value

    @property
    def base_text(self) -> str:
        """The same as one text: choices by their labels."""
        return format_value(self.spec, self._start.value, self.choices)

    @property
    def dirty(self) -> bool:
        """Whether it means something else than before, or nothing that can be read."""
        return not self.read_only and self._held != self._start.held and not self._is_same()

    @property
    def error(self) -> str:
        """What is wrong with it, as a sentence; empty where nothing is."""
        missing = REQUIRED if self._is_missing() and (self._is_missed or self.dirty) else ""
        return self._problem or missing or self.refusal

    @property
    def meaning(self) -> str:
        """What is to be known of a change: the day a shorthand stands for (``Mon 2026-03-30``), or that it is blind.

        Empty where the text says it all.
        """
        if not self.dirty:
            return ""
        words = [REPLACES] if self._raw is UNSEEN else []
        if self.spec.kind is FieldKind.DATE and isinstance(self._value, str):
            words.insert(0, f"{weekday_of(date.fromisoformat(self._value))} {self._value}")
        return " · ".join(words)

    def set(self, typed: Typed) -> None:
        """Put something in.

        Raises:
            FormError: it can't be changed. What can't be read is taken in, and stands in :attr:`error`.
        """
        if self.read_only:
            raise FormError(self.why_read_only, {self.spec.key: self.why_read_only})
        held = self._hold(typed)
        if held != self._held:
            self.refusal = ""
            self._is_missed = False
        self._held = held
        self._read()

    def reset(self) -> None:
        """Go back to what it was."""
        self._held = self._start.held
        self._picked = ()
        self.refusal = ""
        self._is_missed = False
        self._read()

    def offer(self, choices: Iterable[Choice]) -> None:
        """Add fetched choices; what is typed stays, and may now mean one of them."""
        untouched = self._held == self._start.held
        self._known = merge_choices(self._known, choices)
        self._start = read_current(self.spec, self._raw, self._known, self._today)
        if untouched:
            self._held = self._start.held
        self._read()

    def check(self) -> str:
        """Give what keeps it from being sent; empty where nothing does. The server's refusal does not."""
        self._is_missed = self._is_missing()
        return self._problem or (REQUIRED if self._is_missed else "")

    def to_wire(self) -> object:
        """Give the JSON value to send: choices in the server's exact spelling."""
        value = self._value
        if self.spec.kind is FieldKind.MULTISELECT:
            return [self._sent(entry) for entry in value] if isinstance(value, tuple) else []
        if self.spec.many:
            entries = list(value) if isinstance(value, tuple) else []
            return entries if self._start.is_list or len(entries) > 1 else next(iter(entries), None)
        if self.spec.kind is FieldKind.SELECT and isinstance(value, str):
            return self._sent(value)
        if self.spec.kind is FieldKind.UNKNOWN and isinstance(value, str):
            return _alike(self._raw, value)
        return value

    def draft(self) -> drafts.FieldDraft:
        """Give what a draft keeps: a day rather than a word for it, values of choices rather than their names."""
        meant = self._value
        is_settled = self.spec.chooses or self.spec.kind is FieldKind.DATE
        if self._problem or not is_settled or not isinstance(meant, str | tuple):
            return drafts.FieldDraft(self._held)
        used = meant if isinstance(meant, tuple) else (meant,)
        listed = self.spec.options
        needed = tuple(choice for choice in self.choices if choice.value in used and choice not in listed)
        return drafts.FieldDraft(meant, needed if self.spec.chooses else ())

    def take(self, draft: drafts.FieldDraft) -> None:
        """Put a draft in.

        Raises:
            FormError: it can't be changed.
        """
        self.set(draft.held)
        self._picked = draft.choices
        self._read()

    @property
    def _kept(self) -> tuple[Choice, ...]:
        return (*self._start.kept, *self._picked)

    def _hold(self, typed: Typed) -> Held:
        """Give ``typed`` as it is held; a picked choice is remembered with its label."""
        if typed is None:
            return () if self.spec.kind is FieldKind.MULTISELECT else ""
        if isinstance(typed, bool):
            return YES if typed else NO
        if isinstance(typed, int | float):
            return digits_of(typed)
        if isinstance(typed, str):
            return typed
        entries = (typed,) if isinstance(typed, Choice) else tuple(typed)
        self._picked = (*self._picked, *(entry for entry in entries if isinstance(entry, Choice)))
        values = tuple(entry.value if isinstance(entry, Choice) else entry for entry in entries)
        return values if self.spec.kind is FieldKind.MULTISELECT else "\n".join(values)

    def _read(self) -> None:
        self._problem = ""
        # What the server has stands as it is, even where a form would not take it; a preset of a new record does not.
        if self.read_only or (self._held == self._start.held and not self._creating):
            self._value = self._start.value
            return
        try:
            self._value = parse(
                self.spec,
                self._held,
                today=self._today,
                choices=self.choices,
                is_free=self.is_free,
                multiline=self.multiline,
            )
        except FormError as error:
            self._value = None
            self._problem = error.message

    def _is_same(self) -> bool:
        if self._problem:
            return False
        if isinstance(self._value, tuple) and isinstance(self._start.value, tuple):
            return set(self._value) == set(self._start.value)
        return self._value == self._start.value

    def _is_missing(self) -> bool:
        return self.spec.required and not self.read_only and self._value is None and not self._problem

    def _sent(self, value: str) -> object:
        choice = find(self.choices, value)
        return choice.sent if choice else value


def _alike(raw: object, text: str) -> object:
    """Give ``text`` as a number or yes/no where that is what a field of unknown type held."""
    try:
        if isinstance(raw, bool):
            return read_yes_no(text)
        if isinstance(raw, int | float):
            return read_number(text)
    except FormError:
        return text
    return text
