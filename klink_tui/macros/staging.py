"""What a macro would do to one ticket: each field before and after, the message in full, what is left out and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, Protocol

from klink_tui.errors import FormError
from klink_tui.forms.choices import pick
from klink_tui.forms.payload import split, ticket_values
from klink_tui.forms.spec import Choice, build_spec
from klink_tui.forms.state import FormState
from klink_tui.macros.files import CUSTOM, Broken, Macro, Value
from klink_tui.macros.variables import Expanded, expand, places
from klink_tui.models.field import FieldKind, FormField
from klink_tui.models.names import fold, same
from klink_tui.models.reference import Tag
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import TicketBody

ME: Final = "me"
NOBODY: Final = "nobody"
SO_ALREADY: Final = "it is so already"
NO_FIELDS: Final = "the form's fields are not here yet"
NO_TAGS: Final = "the tags are not here yet"
NO_CONTACT: Final = "the ticket has no contact to write to"
NOT_ASSIGNED: Final = "assigning is off here"
_NAMED: Final = ("status", "priority")
_LABELS: Final = {"status": "Status", "priority": "Priority", "assignee": "Assignee", "tags": "Tags"}


class Person(Protocol):
    """Somebody whom tickets can be assigned to."""

    @property
    def id(self) -> str:
        """What they are assigned by."""
        ...

    @property
    def name(self) -> str:
        """What they are called."""
        ...

    @property
    def detail(self) -> str:
        """What tells them apart: an email, say."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What of the desk a macro is checked against."""

    today: date
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    """Status and priority → what can be chosen."""
    fields: Sequence[FormField] | None = None
    """The ticket form's fields; ``None`` where they are not here yet."""
    tags: Sequence[Tag] | None = None
    """All tags; ``None`` where they are not here yet."""
    people: Sequence[Person] = ()
    me: str = ""
    """Who the agent is: an email, a name or an id; empty where nobody said."""
    assigns: bool = False
    """Whether assigning is known to work here."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a staged macro."""

    label: str
    before: str
    after: str
    skipped: str = ""
    """Why it is left out; empty where it is done."""
    lacks: bool = False
    """Whether it is left out since something is empty or unknown that the macro counts on: the agent is asked then."""


@dataclass(frozen=True)
class Staged:
    """What a macro would do to a ticket."""

    macro: Macro
    parts: tuple[Part, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    """New values by key, but for the assignee."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the values are called."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What custom fields are called."""
    assignee: tuple[str | None, str] | None = None
    """Id, ``None`` for nobody, and name of whom it is assigned to; ``None`` where nobody is set."""
    message: str = ""
    """What is written, with a variable that is empty still in braces."""
    empty: tuple[str, ...] = ()
    """Those variables."""
    no_message: str = ""
    """Why the macro's message is not written; empty where it is, or there is none."""

    @property
    def lacking(self) -> tuple[str, ...]:
        """What the agent is asked about before it is done without: ``Region: contact.name is empty``."""
        found = [f"{part.label}: {part.skipped}" for part in self.parts if part.lacks]
        return (*found, f"Message: {self.no_message}") if self.no_message else tuple(found)

    @property
    def changes_fields(self) -> bool:
        """Whether any field is changed."""
        return bool(self.changes) or self.assignee is not None

    @property
    def sets_status(self) -> bool:
        """Whether the ticket has the macro's status afterwards, and be it that it has it already."""
        return "status" in self.macro.sets and any(
            part.label == _LABELS["status"] and not part.lacks for part in self.parts
        )


def stage(macro: Macro, ticket: Ticket, values: Mapping[str, str], known: Known) -> Staged:
    """Work a macro out for a ticket, as it is shown. Never raises: what can't be done is said in its part.

    Args:
        macro: what is to be done.
        ticket: with what is on its way laid over it.
        values: the variables', from :func:`klink_tui.macros.variables.values_for`.
        known: what of the desk is here.
    """
    made = _Stage(ticket, values, known)
    made.tags(macro.tags)
    for key, value in macro.sets.items():
        made.set(key, value)
    message = expand(macro.message, values)
    no_message = NO_CONTACT if macro.message and not ticket.contact_id else ""
    return Staged(
        macro,
        tuple(made.parts),
        made.changes,
        made.names,
        made.labels,
        made.assignee,
        "" if no_message else message.text,
        () if no_message else message.empty,
        no_message,
    )


def check(macro: Macro, known: Known) -> Broken | None:
    """Say what of a macro can't be on this desk, as far as the desk is here; ``None`` for nothing."""
    state = _state(known, {})
    for key, value in macro.sets.items():
        has_variables = isinstance(value, str) and any(True for _ in places(value))
        why = ""
        if key in _NAMED and not has_variables and known.choices.get(key):
            _, why = _picked(known.choices[key], str(value))
        elif key.startswith(CUSTOM) and state is not None:
            why = _unknown(state, key) or ("" if has_variables else _refusal(state, key, value))
        if why:
            return Broken(macro.file, macro.lines.get(key, 0), f"{key}: {why}")
    return None


def find_person(people: Sequence[Person], name: str) -> Person | None:
    """Give who is meant by an id, a name or an email; nobody where it is nobody or more than one."""
    by_id = next((one for one in people if one.id == name), None)
    named = [one for one in people if same(one.name, name) or (one.detail and same(one.detail, name))]
    return by_id or (named[0] if len(named) == 1 else None)


class _Stage:
    """A macro being worked out."""

    def __init__(self, ticket: Ticket, values: Mapping[str, str], known: Known) -> None:
        self._ticket, self._values, self._known = ticket, values, known
        self._form: FormState | None = None
        self.parts: list[Part] = []
        self.changes: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.assignee: tuple[str | None, str] | None = None

    def tags(self, wanted: Sequence[str]) -> None:
        """Add tags to those that are there; each that is not known is left out by itself."""
        if not wanted:
            return
        have = {tag.id: tag.name or tag.id for tag in self._ticket.tags}
        before = ", ".join(have.values())
        if self._known.tags is None:
            self._leave_out("tags", ", ".join(wanted), NO_TAGS, before, lacks=True)
            return
        added: dict[str, str] = {}
        for name in wanted:
            tag = next((one for one in self._known.tags if one.id and same(one.name, name)), None)
            if tag is None:
                near = get_close_matches(name, [one.name for one in self._known.tags], n=1, cutoff=0.5)
                hint = f": did you mean {near[0]}?" if near else ""
                self._leave_out("tags", name, f"there is no such tag{hint}", before, lacks=True)
            elif tag.id not in have:
                added[tag.id] = tag.name
        both = {**have, **added}
        if added:
            self._change("tags", [*both], before, ", ".join(both.values()), _LABELS["tags"])
        elif not self.parts:
            self._leave_out("tags", ", ".join(wanted), SO_ALREADY, before)

    def set(self, key: str, value: Value) -> None:
        """Set a field."""
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        if isinstance(value, str):
            made = expand(value, self._values)
            if made.empty:
                self._leave_out(key, made.text, _empty_words(made), lacks=True)
                return
            value = shown = made.text
        if key in _NAMED:
            self._named(key, shown)
        elif key == "assignee":
            self._assign(shown)
        else:
            self._custom(key, value, shown)

    def _named(self, key: str, wanted: str) -> None:
        before = str(getattr(self._ticket, key))
        choices = self._known.choices.get(key, ())
        choice, why = _picked(choices, wanted)
        if why:
            self._leave_out(key, wanted, why, before, lacks=True)
        elif same(choice, before):
            self._leave_out(key, choice, SO_ALREADY, before)
        else:
            self._change(key, choice, before, choice, _LABELS[key])

    def _assign(self, wanted: str) -> None:
        before = self._ticket.assignee_name
        if not self._known.assigns:
            self._leave_out("assignee", wanted, NOT_ASSIGNED, before)
            return
        if fold(wanted) == NOBODY:
            target: tuple[str | None, str] = (None, "")
        else:
            name = self._known.me if fold(wanted) == ME else wanted
            person = find_person(self._known.people, name) if name else None
            if person is None:
                why = f"no ticket and no case here knows “{name}”" if name else "nobody said yet who you are"
                self._leave_out("assignee", wanted, why, before, lacks=True)
                return
            target = (person.id, person.name)
        if (target[0] or "") == (self._ticket.assignee_id or ""):
            self._leave_out("assignee", target[1] or NOBODY, SO_ALREADY, before)
        else:
            self.assignee = target
            self.parts.append(Part(_LABELS["assignee"], before, target[1] or NOBODY))

    def _custom(self, key: str, value: Value, shown: str) -> None:
        fields = self._known.fields
        if fields is None:
            self._leave_out(key, shown, NO_FIELDS, lacks=True)
            return
        if self._form is None:
            self._form = _state(self._known, ticket_values(self._ticket, fields))
        assert self._form is not None
        if why := _unknown(self._form, key):
            self._leave_out(key, shown, why, lacks=True)
            return
        form_field = self._form.field(key)
        label, before = form_field.spec.label, form_field.text
        if why := _refusal(self._form, key, value):
            self._leave_out(key, shown, why, before, label=label, lacks=True)
        elif not form_field.dirty:
            self._leave_out(key, shown, SO_ALREADY, before, label=label)
        else:
            # Of a day its date: "today" is another day when it is looked at later.
            is_day = form_field.spec.kind is FieldKind.DATE
            after = str(form_field.value) if is_day else form_field.text
            body = split({key: form_field.to_wire()}, self._form.spec)
            ((wire_key, wire),) = body["custom_fields"].items()
            self._change(wire_key, wire, before, after, label)

    def _change(self, key: str, value: object, before: str, after: str, label: str) -> None:
        self.changes[key], self.names[key] = value, after
        if key not in _LABELS:
            self.labels[key] = label
        self.parts.append(Part(label, before, after))

    def _leave_out(
        self, key: str, after: str, why: str, before: str = "", *, label: str = "", lacks: bool = False
    ) -> None:
        label = label or _LABELS.get(key) or key.removeprefix(CUSTOM).replace("_", " ").capitalize()
        self.parts.append(Part(label, before, after, why, lacks))


def _picked(choices: Sequence[Choice], wanted: str) -> tuple[str, str]:
    """Give the value that a text means, or why it means none."""
    try:
        return pick(choices, wanted, is_free=not choices), ""
    except FormError as error:
        return "", error.message


def _state(known: Known, current: Mapping[str, object]) -> FormState | None:
    """Give the ticket form as it stands with some values; ``None`` where its fields are not here yet."""
    if known.fields is None:
        return None
    spec = build_spec(known.fields, writable=TicketBody.wire_keys())
    return FormState(spec, current, today=known.today, creating=False)


def _unknown(state: FormState, key: str) -> str:
    """Say that the form has no such field, and which may be meant; empty where it has."""
    if state.spec.get(key) is not None:
        return ""
    custom = [one.key for one in state.spec if one.is_custom]
    near = get_close_matches(key, custom, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(custom)}."
    return f"The form has no such field. {hint}"


def _refusal(state: FormState, key: str, value: Value) -> str:
    """Put a value into a field, and say why it can't be there; then the field is as it was."""
    form_field = state.field(key)
    try:
        form_field.set(value)
    except FormError as error:
        return error.message
    why = form_field.check()
    if why:
        form_field.reset()
    return why


def _empty_words(made: Expanded) -> str:
    are = "is" if len(made.empty) == 1 else "are"
    return f"{', '.join(made.empty)} {are} empty"
