"""What holds for every form and everything typed into it."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.errors import FormError
from klink_tui.forms.payload import split
from klink_tui.forms.spec import Choice, FormSpec, build_spec
from klink_tui.forms.state import FormState, Typed
from klink_tui.forms.values import format_value, parse
from klink_tui.models.field import FieldKind, FormField
from klink_tui.models.writes import ContactBody, TicketBody, WireBody
from klink_tui.text import clean, one_line
from tests.forms.definitions import STEADY, TODAY, field, forms, scalars, texts, values

BODIES: tuple[type[WireBody], ...] = (TicketBody, ContactBody)

bodies = st.sampled_from(BODIES)
choices = st.builds(Choice, value=texts.map(one_line).filter(bool), label=texts.map(one_line), wire=scalars)
typed: st.SearchStrategy[Typed] = st.one_of(scalars, choices, st.lists(st.one_of(texts, choices), max_size=3))
steps = st.lists(st.tuples(st.integers(0, 5), typed), max_size=8)


def spec_of(fields: list[FormField], body: type[WireBody]) -> FormSpec:
    return build_spec(fields, writable=body.wire_keys())


def state_of(spec: FormSpec, held: list[object], *, creating: bool) -> FormState:
    return FormState(spec, dict(zip(spec.by_key, held, strict=False)), today=TODAY, creating=creating)


def type_in(state: FormState, typing: list[tuple[int, Typed]]) -> None:
    keys = list(state.spec.by_key)
    for place, what in typing:
        if place < len(keys) and not state.field(keys[place]).read_only:
            state.set(keys[place], what)


@STEADY
@given(forms, bodies, st.lists(values, max_size=6), steps, st.booleans())
def test_only_form_errors_leave_a_form_and_only_documented_keys_a_payload(
    fields: list[FormField], body: type[WireBody], held: list[object], typing: list[tuple[int, Typed]], new: bool
) -> None:
    spec = spec_of(fields, body)
    state = state_of(spec, held, creating=new)
    type_in(state, typing)
    for one in state.fields:
        assert isinstance(one.text, str)
        assert isinstance(one.meaning, str)
    problems = state.check()
    assert problems.items() <= state.errors.items()
    if problems:
        with pytest.raises(FormError) as refused:
            state.changes()
        assert refused.value.fields == problems
        return
    changes = state.changes()
    assert set(changes) <= (set(spec.by_key) if new else set(state.dirty))
    wire = body(**split(changes, spec)).to_wire()
    assert set(wire) <= body.wire_keys()
    written = {one.wire_key for one in spec if one.is_custom}
    assert set(wire.get("customFields", {})) <= written


@STEADY
@given(forms, bodies, st.lists(values, max_size=6))
def test_a_form_nobody_touched_changes_nothing(
    fields: list[FormField], body: type[WireBody], held: list[object]
) -> None:
    state = state_of(spec_of(fields, body), held, creating=False)
    assert state.dirty == ()
    assert state.changes() == {}
    assert state.errors == {}


@STEADY
@given(forms, bodies, st.lists(values, max_size=6))
def test_what_is_shown_can_be_typed_again_without_a_change(
    fields: list[FormField], body: type[WireBody], held: list[object]
) -> None:
    state = state_of(spec_of(fields, body), held, creating=False)
    for one in state.fields:
        if not one.read_only:
            shown = one.text
            one.set("something else")
            one.set(shown)
    assert state.changes() == {}


@STEADY
@given(forms, bodies, st.lists(values, max_size=6), steps, st.booleans())
def test_a_snapshot_survives_json_and_restores_what_was_typed(
    fields: list[FormField], body: type[WireBody], held: list[object], typing: list[tuple[int, Typed]], new: bool
) -> None:
    spec = spec_of(fields, body)
    state = state_of(spec, held, creating=new)
    type_in(state, typing)
    kept = json.loads(json.dumps(state.snapshot()))
    other = state_of(spec, held, creating=new)
    assert other.restore(kept) == ()
    assert other.dirty == state.dirty
    assert json.loads(json.dumps(other.snapshot())) == kept
    assert [one.value for one in other.fields] == [one.value for one in state.fields]
    assert other.check() == state.check()


@STEADY
@given(forms, bodies, st.dictionaries(texts, texts, max_size=4))
def test_every_word_of_a_refusal_is_shown_somewhere(
    fields: list[FormField], body: type[WireBody], refused: dict[str, str]
) -> None:
    state = state_of(spec_of(fields, body), [], creating=False)
    shown_words = " ".join((*state.apply_refusal(refused), *state.errors.values()))
    assert all(one_line(words) in shown_words for words in refused.values())


def value_of(kind: FieldKind) -> st.SearchStrategy[object]:
    lines = texts.map(lambda text: clean(text).replace("\n", " ").strip()).filter(bool)
    match kind:
        case FieldKind.NUMBER:
            whole = st.integers(-(2**53) + 1, 2**53 - 1)
            return st.one_of(whole, st.decimals(-99999, 99999, places=4, allow_nan=False).map(float))
        case FieldKind.DATE:
            return st.dates(date(1000, 1, 1), date(2399, 12, 31)).map(date.isoformat)
        case FieldKind.CHECKBOX:
            return st.booleans()
        case FieldKind.TEXTAREA:
            return texts.map(lambda text: clean(text).strip("\n").rstrip()).filter(bool)
        case FieldKind.LINK:
            return st.from_regex(r"https?://[a-z]{1,9}\.[a-z]{2}(/[a-z0-9]{0,5})?", fullmatch=True)
        case FieldKind.EMAIL:
            return st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.[a-z]{2}", fullmatch=True)
        case FieldKind.PHONE:
            return st.from_regex(r"\+?[0-9]{3,15}( x[0-9]{1,3})?", fullmatch=True)
        case _:
            return lines


@STEADY
@given(st.data(), st.sampled_from([kind for kind in FieldKind if kind not in ("attachment", "select", "multiselect")]))
def test_a_value_reads_back_from_its_text(data: st.DataObject, kind: FieldKind) -> None:
    value = data.draw(value_of(kind))
    assert isinstance(value, str | int | float)
    assert parse(field(kind), format_value(field(kind), value), today=TODAY) == value


@STEADY
@given(st.lists(choices, min_size=1, max_size=5, unique_by=lambda choice: choice.value), st.data())
def test_choices_read_back_from_their_labels(offered: list[Choice], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(offered)).value
    select = field(FieldKind.SELECT, *offered)
    assert parse(select, format_value(select, one, offered), today=TODAY, choices=offered) == one

    several = tuple(data.draw(st.lists(st.sampled_from([choice.value for choice in offered]), min_size=1, unique=True)))
    multi = field(FieldKind.MULTISELECT, *offered)
    assert parse(multi, format_value(multi, several, offered), today=TODAY, choices=offered) == several


@STEADY
@given(forms, bodies)
def test_the_form_keeps_the_servers_order_and_leaves_out_the_archived(
    fields: list[FormField], body: type[WireBody]
) -> None:
    spec = spec_of(fields, body)
    live = [one.system_name for one in fields if not one.is_archived]
    assert [one.key for one in spec] == list(dict.fromkeys(live))
    builtin = [one.wire_key for one in spec if one.wire_key and not one.is_custom]
    assert len(builtin) == len(set(builtin))
    assert set(builtin) <= body.wire_keys()
    assert all(bool(one.why_read_only) == one.read_only for one in spec)
