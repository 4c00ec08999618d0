"""What may be written into a form field; the messages go into a 422 under the field's system name."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final, cast

from klink_tui.sandbox.db import contacts, tickets
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.envelopes import Doc
from klink_tui.sandbox.errors import Invalid
from klink_tui.sandbox.ids import is_id
from klink_tui.sandbox.records import Entity, Field, FieldValue

Value = FieldValue | None
"""A checked value; None is an empty one."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
EMAIL: Final = r"[^\s@]+@[^\s@]+\.[^\s@.]+"
PHONE: Final = r"\+?[0-9\s().\-/]*[0-9][0-9\s().\-/]*((x|ext\.?)\s*[0-9]+)?"
LINK: Final = r"https?://[^\s/]+\S*"
"""What these fields take, spaces around it aside."""


class Refusal(ValueError):
    """A value doesn't fit; the message is the field's."""


class Form:
    """Checks one body against the fields of tickets or contacts, collecting every message before it refuses."""

    def __init__(self, desk: Desk, entity: Entity, body: Doc, *, owner: str | None) -> None:
        """Check a whole new record (``owner`` None), or the keys that are there of the record with that id.

        Keys at the top that belong to no built-in field are ignored; custom keys that belong to none are
        refused (both assumed).

        Raises:
            Invalid: 422 with every message.
        """
        self._desk = desk
        self._owner = owner
        self._errors: dict[str, list[str]] = {}
        self.values: dict[str, Value] = {}
        """Built-in values that were sent, by system name."""
        self.custom: dict[str, Value] = {}
        """Custom values that were sent, by system name."""
        fields = desk.fields(entity)
        sent_custom = self._custom_of(body, fields)
        for name, field in fields.items():
            sent: Mapping[str, object] = sent_custom if field.is_custom else body
            if name in sent:
                self._take(field, sent[name])
            elif owner is None and field.is_required and not field.is_archived:
                self._refuse(name, f"{field.display_name} is required.")
        if self._errors:
            raise Invalid(self._errors)

    def text(self, name: str, present: str | None) -> str | None:
        """Give the text that was sent for a built-in field, or the present one."""
        value = self.values.get(name, present)
        return value if isinstance(value, str) else None

    def texts(self, name: str, present: list[str]) -> list[str]:
        """Give the texts that were sent for a built-in field, or the present ones."""
        if name not in self.values:
            return present
        value = self.values[name]
        return value if isinstance(value, list) else [value] if isinstance(value, str) else []

    def merged_custom(self, present: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
        """Give the custom values with those that were sent laid over the present ones."""
        merged = {**present, **self.custom}
        return {name: value for name, value in merged.items() if value is not None}

    def held_values(self, entity: Entity, owner: str) -> list[tuple[str, str, str]]:
        """Give the values of unique fields that were sent: system name, value (empty where cleared), owner."""
        fields = self._desk.fields(entity)
        return [
            (name, str(value) if value is not None else "", owner)
            for name, value in {**self.values, **self.custom}.items()
            if fields[name].is_unique
        ]

    def _custom_of(self, body: Doc, fields: Mapping[str, Field]) -> Mapping[str, object]:
        sent = body.get("customFields")
        if sent is None:
            return {}
        if not isinstance(sent, dict):
            self._refuse("customFields", "customFields must be an object keyed by system name.")
            return {}
        for name in sent:
            if name not in fields or not fields[name].is_custom:
                self._refuse(name, "There is no such custom field.")
        return sent

    def _take(self, field: Field, sent: object) -> None:
        name = field.system_name
        try:
            if field.is_archived:
                raise Refusal(f"{field.display_name} is archived and can't be written.")
            value = None if sent is None or sent == "" or sent == [] else self._checked(field, sent)
            if value is None and field.is_required:
                raise Refusal(f"{field.display_name} is required.")
            if field.is_unique and value is not None:
                holder = tickets.taken_by(self._desk.connection, name, str(value))
                if holder is not None and holder != self._owner:
                    raise Refusal(f"{field.display_name} {value} is already taken.")
        except Refusal as refusal:
            self._refuse(name, str(refusal))
            return
        (self.custom if field.is_custom else self.values)[name] = value

    def _checked(self, field: Field, sent: object) -> Value:
        if field.type == "tags":
            return _many_of(sent, self._desk.tags, "tag")
        if field.type == "contact":
            return self._contact(sent)
        if field.entity == "contact" and field.is_default and field.type in ("phone", "email"):
            # Read as a list; one text is taken for a list of one (assumed).
            one = _TYPES[field.type]
            return [cast(str, one(field, item)) for item in (sent if isinstance(sent, list) else [sent])]
        return _TYPES.get(field.type, _scalar)(field, sent)

    def _contact(self, sent: object) -> str:
        if not isinstance(sent, str) or not is_id(sent):
            raise Refusal("This must be the id of a contact.")
        if contacts.find(self._desk.connection, sent.lower()) is None:
            raise Refusal("There is no such contact.")
        return sent.lower()

    def _refuse(self, name: str, message: str) -> None:
        self._errors.setdefault(name, []).append(message)


def text_of(body: Doc, name: str, errors: dict[str, list[str]]) -> str:
    """Give a required text of a body that has no form; what is wrong with it goes into ``errors``."""
    value = body.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        errors[name] = [f"{name} is required."]
    elif not isinstance(value, str):
        errors[name] = [f"{name} must be text."]
    else:
        return value
    return ""


def _text(field: Field, sent: object) -> str | None:
    if not isinstance(sent, str):
        raise Refusal(f"{field.display_name} must be text.")
    return sent if sent.strip() else None


def _number(field: Field, sent: object) -> int | float:
    if isinstance(sent, bool) or not isinstance(sent, int | float) or not math.isfinite(sent):
        raise Refusal(f"{field.display_name} must be a number.")
    return sent


def _date(field: Field, sent: object) -> str:
    try:
        if not isinstance(sent, str) or not _DATE.fullmatch(sent):
            raise ValueError
        return date.fromisoformat(sent).isoformat()
    except ValueError:
        raise Refusal(f"{field.display_name} must be a date as YYYY-MM-DD.") from None


def _checkbox(field: Field, sent: object) -> bool:
    if not isinstance(sent, bool):
        raise Refusal(f"{field.display_name} must be true or false.")
    return sent


def _select(field: Field, sent: object) -> str:
    known = [option.value for option in field.options]
    if not isinstance(sent, str) or sent not in known:
        raise Refusal(f"{field.display_name} must be one of: {', '.join(known)}.")
    return sent


def _multiselect(field: Field, sent: object) -> list[str]:
    return _many_of(sent, [option.value for option in field.options], "option")


def _attachment(field: Field, sent: object) -> Value:
    raise Refusal(f"{field.display_name} is filled by uploads, not by this call.")


def _scalar(field: Field, sent: object) -> Value:
    # What the type is, nobody knows: a text or a number is kept as it comes (assumed).
    return _number(field, sent) if isinstance(sent, int | float) else _text(field, sent)


def _matching(text: str, wanted: str) -> Callable[[Field, object], str]:
    pattern = re.compile(text)

    def check(field: Field, sent: object) -> str:
        if not isinstance(sent, str) or not pattern.fullmatch(sent.strip()):
            raise Refusal(f"{field.display_name} must be {wanted}.")
        return sent.strip()

    return check


def _many_of(sent: object, known: Collection[str], what: str) -> list[str]:
    if not isinstance(sent, list) or not all(isinstance(one, str) for one in sent):
        raise Refusal(f"This must be a list of {what}s.")
    unknown = [one for one in sent if one not in known]
    if unknown:
        raise Refusal(f"There is no {what} {', '.join(unknown)}.")
    return list(dict.fromkeys(sent))


_TYPES: Final[Mapping[str, Callable[[Field, object], Value]]] = {
    "text": _text,
    "textarea": _text,
    "number": _number,
    "date": _date,
    "checkbox": _checkbox,
    "select": _select,
    "multiselect": _multiselect,
    "attachment": _attachment,
    "link": _matching(LINK, "a web address"),
    "email": _matching(EMAIL, "an email address"),
    "phone": _matching(PHONE, "a phone number"),
}
