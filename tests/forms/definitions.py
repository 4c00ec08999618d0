"""Field definitions for the tests of forms: a real-looking form, and generated ones."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from klink_tui.forms.spec import Choice, FieldSpec, FormSpec, build_spec
from klink_tui.forms.state import FormState
from klink_tui.models.field import FieldKind, FormField
from klink_tui.models.writes import ContactBody, TicketBody

TODAY = date(2026, 3, 30)
"""A Monday."""

STEADY = settings(derandomize=True, deadline=None, max_examples=100)
"""The same examples on every run."""

Json = dict[str, object]

TYPES = (*FieldKind, "dropdown", "url", "file", "boolean", "geopoint", "tags", "contact", "")


def definition(name: str, kind: str = "text", **more: object) -> Json:
    """Give a field as the server defines it."""
    flags = {"is_default": not name.startswith("cf_"), "is_archived": False, "is_required": False, "is_unique": False}
    return {"id": f"id-{name}", "system_name": name, "display_name": name.title(), "type": kind, **flags, **more}


def options(*values: str, default: str = "") -> list[Json]:
    """Give options as the server defines them, labelled by their values capitalised."""
    return [{"value": value, "label": value.capitalize(), "is_default": value == default} for value in values]


def form(*definitions: Json) -> FormSpec:
    """Give the ticket form of these definitions."""
    return build_spec(map(FormField.read, definitions), writable=TicketBody.wire_keys())


def contact_form(*definitions: Json) -> FormSpec:
    """Give the contact form of these definitions."""
    return build_spec(map(FormField.read, definitions), writable=ContactBody.wire_keys())


def field(kind: FieldKind, *choices: Choice, many: bool = False) -> FieldSpec:
    """Give a custom field of a kind."""
    multiline = kind is FieldKind.TEXTAREA
    return FieldSpec("cf_x", "cf_x", "X", kind, options=choices, is_custom=True, multiline=multiline, many=many)


def editing(spec: FormSpec, **current: object) -> FormState:
    """Give the form of an existing record."""
    return FormState(spec, current, today=TODAY, creating=False)


def creating(spec: FormSpec, **current: object) -> FormState:
    """Give the form of a new record."""
    return FormState(spec, current, today=TODAY, creating=True)


HOSTILE = (
    "\x1b[31m",
    "[/b] x",
    "\u202eevil",
    "a\u200bb",
    "\ud800",
    "e" + "\u0301" * 9,
    "\r\n",
    "👩‍👩‍👧",
    "ไทย",
    "மொழி",
)
"""Pieces of text that a careless program trips over."""

texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ("", " ", "today", "+3d", "next friday", "1.5", "1,5", "1e5", "nan", "-0", "yes", "https://a.b", "a@b.c")
    ),
    st.lists(st.sampled_from((*HOSTILE, ",", ";", "\n", "Open", "open", "_", "-", "7", "๗")), max_size=5).map("".join),
)
"""What can be typed."""

names = st.one_of(
    st.sampled_from(
        ("title", "Title", "status", "contact", "contact_id", "contactId", "tags", "tag", "phone", "email")
    ),
    st.sampled_from(("customFields", "custom_fields", "assigneeId", "name", "notes", "cf_a", "cf_A", "cf__a", "cf_")),
    st.text(min_size=1, max_size=6),
)
"""System names."""

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
"""JSON values that are no structures; floats that JSON can't hold among them."""

values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)
"""JSON values."""


@st.composite
def definitions(draw: st.DrawFn) -> Json:
    """Give any field definition a server may send, odd ones included."""
    return {
        "system_name": draw(names),
        "display_name": draw(st.one_of(st.none(), texts)),
        "type": draw(st.sampled_from(TYPES)),
        "is_archived": draw(st.booleans()) and draw(st.booleans()),
        "is_required": draw(st.booleans()),
        "is_unique": draw(st.booleans()),
        "options": draw(
            st.lists(
                st.fixed_dictionaries({"value": scalars, "label": scalars, "is_default": st.booleans()}), max_size=4
            )
        ),
    }


def read_all(drawn: list[Json]) -> list[FormField]:
    """Read the definitions that can be read; one without a system name is none."""
    return [
        FormField.read(one)
        for one in drawn
        if str(one["system_name"]).isprintable() and str(one["system_name"]).strip()
    ]


forms = st.lists(definitions(), max_size=6).map(read_all)
"""The fields of any form."""
