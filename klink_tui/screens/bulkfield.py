"""Asks for one field of a form, and what all marked tickets are to have in it."""

from textual.app import App

from klink_tui.desk.bulk import Change
from klink_tui.desk.desk import Desk
from klink_tui.errors import FormError, KlinkError
from klink_tui.forms.fieldstate import FieldState
from klink_tui.forms.payload import split
from klink_tui.forms.spec import build_spec
from klink_tui.forms.state import FormState
from klink_tui.models.field import FieldKind
from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import AskScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from klink_tui.screens.picker import Choice, PickerScreen
from klink_tui.widgets.words import count, trouble_words

_ALONE = frozenset({"title", "contacts"})
"""What many tickets can't sensibly have alike: a title; a contact, which decides whose they are."""


async def ask_for_field(app: App[int], desk: Desk, many: int) -> Change | None:
    """Ask for a field and its value; ``None`` where nothing is wanted, or the fields can't be had."""
    try:
        loaded = await desk.references.ticket_fields.get()
    except KlinkError as error:
        app.notify(trouble_words(error), severity="error", timeout=12, markup=False)
        return None
    spec = build_spec(loaded.items, writable=TicketBody.wire_keys())
    state = FormState(spec, {}, today=desk.today(), creating=False)
    fields = {
        field.spec.key: field
        for field in state.fields
        if not field.read_only and field.spec.key not in _ALONE and field.spec.source not in _ALONE
    }
    offers = [Choice(key, field.spec.label, field.spec.kind.value) for key, field in fields.items()]
    key = await app.push_screen_wait(PickerScreen(f"Which field of {count(many, 'ticket')}?", offers))
    if not key:
        return None
    field = fields[key]
    title = f"{field.spec.label} of {count(many, 'ticket')}"
    if not await _ask_into(app, desk, field, title):
        return None
    try:
        changes = split(state.changes(), spec)
    except FormError as error:
        app.notify("; ".join(error.fields.values()) or error.message, severity="error", timeout=12, markup=False)
        return None
    custom = changes.pop("custom_fields", {})
    values = {**changes, **custom}
    words = " ".join(field.text.split())
    return Change(f"{field.spec.label} → {words or 'empty'}", values, dict.fromkeys(values, words)) if values else None


async def _ask_into(app: App[int], desk: Desk, field: FieldState, title: str) -> bool:
    """Ask for a value as the field's kind wants it; tell whether one was given."""
    from klink_tui.desk.formjobs import TicketJob

    spec = field.spec
    if spec.source and not field.choices:
        try:
            field.offer(await TicketJob(desk, None).fetch_choices(spec.source))
        except KlinkError as error:
            app.notify(trouble_words(error), severity="error", timeout=12, markup=False)
            return False
    offers = [Choice(choice.value, choice.label) for choice in field.choices]
    if spec.kind is FieldKind.CHECKBOX:
        offers = [Choice("yes", "yes"), Choice("no", "no")]
    if spec.kind is FieldKind.MULTISELECT:
        several = await app.push_screen_wait(MultiPickerScreen(title, offers))
        if several is None:
            return False
        field.set(tuple(choice for choice in field.choices if choice.value in several))
        return True
    if offers:
        value = await app.push_screen_wait(PickerScreen(title, offers, free=field.is_free))
    else:
        value = await app.push_screen_wait(AskScreen(title, hint="the same for all of them"))
    if not value:
        return False
    field.set(value)
    return True
