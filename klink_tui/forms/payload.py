"""From a record to what a form shows, and from a form's changes to a request body (contract §2 and §3)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from klink_tui.forms.choices import find
from klink_tui.forms.current import UNSEEN, as_choice, describe, is_empty
from klink_tui.forms.spec import FieldSpec, FormSpec
from klink_tui.forms.wire import CONTAINER, shape, spellings, squash
from klink_tui.models.contact import Contact
from klink_tui.models.customfield import CustomValue
from klink_tui.models.field import FormField
from klink_tui.models.record import Record
from klink_tui.models.ticket import Ticket


def split(changes: Mapping[str, object], spec: FormSpec) -> dict[str, Any]:
    """Give ``changes`` (by system name) as the arguments of ``TicketBody`` or ``ContactBody``.

    Built-in fields stand at the top under their documented keys, as the text those hold; custom ones under
    ``custom_fields``. Names of choices become their values, so tag names become ids where the form knows the tags.
    A field that the API documents no way to write is left out.
    """
    body: dict[str, Any] = {}
    custom: dict[str, object] = {}
    for key, value in changes.items():
        field = spec.get(key)
        if field is None or field.read_only:
            continue
        if field.is_custom:
            custom[field.wire_key] = value
        else:
            body[field.wire_key] = _builtin(field, value)
    return {**body, "custom_fields": custom} if custom else body


def ticket_values(ticket: Ticket, fields: Iterable[FormField]) -> dict[str, object]:
    """Give a ticket's current values by system name, for ``FormState``; ``UNSEEN`` for what the row does not carry."""
    return _values(ticket, ticket.custom_fields, fields)


def contact_values(contact: Contact, fields: Iterable[FormField]) -> dict[str, object]:
    """Give a contact's current values by system name, for ``FormState``; ``UNSEEN`` for what it does not carry."""
    return _values(contact, contact.custom_fields, fields)


def _builtin(field: FieldSpec, value: object) -> object:
    """Give a built-in field's value in the type that the body documents: text, or a list of texts."""
    if isinstance(value, list | tuple):
        return [_chosen(field, entry) for entry in value]
    return None if value is None else _chosen(field, value)


def _chosen(field: FieldSpec, value: object) -> str:
    text = value if isinstance(value, str) else describe(value)
    choice = find(field.options, text) if field.chooses else None
    return str(choice.sent) if choice else text


def _values(record: Record, custom: Sequence[CustomValue], fields: Iterable[FormField]) -> dict[str, object]:
    raw: dict[str, object] = {}
    for key, value in record.raw.items():
        # Of two spellings of one key, the one that says something.
        if is_empty(raw.get(squash(key))):
            raw[squash(key)] = value
    values: dict[str, object] = {}
    for field in fields:
        name = field.system_name
        if field.is_custom:
            values[name] = _custom(name, custom) if CONTAINER in raw else UNSEEN
        else:
            values[name] = _found(name, raw) if any(spelling in raw for spelling in spellings(name)) else UNSEEN
    return values


def _custom(name: str, values: Sequence[CustomValue]) -> object:
    """Give a custom field's value; several entries of one name are the entries of a list."""
    named = [value for value in values if value.system_name == name]
    found = [value.value for value in named if not is_empty(value.value)]
    uploads = [upload.name or upload.url or upload.id for value in named for upload in value.uploads]
    if not found:
        return uploads or None
    return found[0] if len(found) == 1 else found


def _found(name: str, raw: Mapping[str, object]) -> object:
    """Give a built-in value: the record's key of that name in either case, else of a synonym."""
    present = (spelling for spelling in spellings(name) if not is_empty(raw.get(spelling)))
    key = next(present, "")
    value = raw.get(key)
    if isinstance(value, list | tuple):
        if any(shape(spelling).many for spelling in spellings(name)):
            return [address for address in map(_address, value) if not is_empty(address)]
        return [_referred(entry) for entry in value]
    if isinstance(value, Mapping):
        return _referred(value)
    # What an id refers to often rides along: `contact` beside `contactId`.
    object_of = raw.get(key.removesuffix("id")) if key.endswith("id") else None
    if isinstance(value, str) and isinstance(object_of, Mapping):
        return as_choice(value, describe(object_of))
    return value


def _referred(entry: object) -> object:
    """Give an object with an id as a choice, so that it shows by name and is written by id."""
    if not isinstance(entry, Mapping):
        return entry
    value = entry.get("id")
    return as_choice(value, describe(entry)) if isinstance(value, str) and value else entry


def _address(entry: object) -> object:
    """Give the phone or the address of an entry that may be an object (contract §3, Contact)."""
    if not isinstance(entry, Mapping):
        return entry
    return next((entry[key] for key in ("email", "phone", "phoneNumber", "number", "value") if entry.get(key)), None)
