"""Pieces and edits of unfinished queries: whatever stands there, and wherever the cursor is."""

from collections.abc import Iterable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.models.names import fold
from klink_tui.query.complete import complete
from klink_tui.query.edits import mend, take
from klink_tui.query.errors import QueryError
from klink_tui.query.explain import explain
from klink_tui.query.fields import CustomField, Vocabulary
from klink_tui.query.parser import MAX_DEPTH, MAX_PARTS, parse
from klink_tui.query.scan import Role, scan
from klink_tui.query.sql import compile_query
from klink_tui.query.tree import Span
from tests.query.schema import VOCABULARY, database

ODD: Final = Vocabulary(
    VOCABULARY.now,
    VOCABULARY.zone,
    options={"status": ("open", "a..b", 'say "x"', ">1", "none", "me", "a*", "-x", "\\", "(", "in progress", "")},
    custom=(
        CustomField("cf_region", "Region"),
        CustomField("status", "Another status"),
        CustomField("sort", "Another sort"),
        CustomField("with space", "Region two"),
        CustomField("-dash", "Dash"),
        CustomField("cf_", ""),
        CustomField("", "Nameless"),
    ),
)
"""A desk whose names are as awkward as can be."""
PIECES: Final = st.sampled_from(
    [
        *"()\"',:-.<>=*%_\\ \n#+x",
        *("..", " or ", " and ", " not ", "status:", "state", "sort:", "age:", ">2d", "created:", "2026-03", "is:"),
        *("has:", "tag:", "assignee:", "number:", "1e9", "cf_region:", "with space:", "none", "me", "ก", "注", "\x00"),
        *("é", "\ud800", "[red]", "[/b]", "[@click=x]", "\u200d", "monday", "-2d", "stauts:"),
    ]
)
TEXTS: Final = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=14).map("".join))
VOCABULARIES: Final = st.sampled_from([VOCABULARY, ODD])


def carried(field: str) -> Iterable[str]:
    return {"tag": ("vip", "late delivery", 'a"b', "none", "x:y"), "assignee": ("Ann Lee", "me", "")}.get(field, ())


def refusal(text: str, vocabulary: Vocabulary) -> QueryError | None:
    """Give the language's own error where it refuses a text; any other error goes through."""
    try:
        assert explain(parse(text), vocabulary)
    except QueryError as error:
        return error
    return None


@given(TEXTS, VOCABULARIES)
def test_nothing_but_the_languages_own_error_comes_of_any_text(text: str, vocabulary: Vocabulary) -> None:
    scan(text, vocabulary)
    error = refusal(text, vocabulary)
    if error is None:
        compile_query(parse(text), vocabulary)
        return
    assert error.message
    for cursor in range(len(text) + 1):
        mended = mend(text, cursor, error, vocabulary)
        assert mended is None or 0 <= mended.cursor <= len(mended.text)


@given(TEXTS, VOCABULARIES, st.data())
def test_a_completion_that_is_taken_is_known_where_it_stands(
    text: str, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    cursor = data.draw(st.integers(0, len(text)))
    for completion in complete(text, cursor, vocabulary, carried):
        start = completion.span.start
        assert start <= cursor <= completion.span.end <= len(text)
        taken = take(text, completion)
        here = [piece for piece in scan(taken.text, vocabulary) if piece.span.start == start]
        assert taken.text.startswith(completion.text, start)
        assert [piece.role for piece in here] in ([Role.FIELD], [Role.VALUE], [Role.SIGN])
        assert taken.cursor <= len(taken.text)


@pytest.mark.parametrize("before", ["", "x ", "-"])
def test_every_value_offered_is_read_as_itself(before: str) -> None:
    text = f"{before}status:"
    offered = [take(text, one).text for one in complete(text, len(text), ODD, carried)]
    read = [compile_query(parse(one), ODD).parameters[-1] for one in offered]
    assert read == [fold(option) for option in ODD.options["status"] if option]


@given(
    st.sampled_from(["title", "assignee", "tag", "cf_region", "status", "contact"]), st.text(min_size=1, max_size=20)
)
def test_what_is_typed_is_never_part_of_the_sql(field: str, value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    for text in (f'{field}:"xyzzy{quoted}"', f'"xyzzy {quoted}"', f"-{field}:xyzzy* or xyzzy", f"{field}:xyzzy,xyzzy"):
        compiled = compile_query(parse(text), VOCABULARY)
        assert "xyzzy" not in compiled.where + compiled.order
        assert compiled.where.count("?") == len(compiled.parameters)


@pytest.mark.parametrize(
    "text",
    [
        "not " * MAX_DEPTH + "a",
        "(a " * MAX_DEPTH + ")" * MAX_DEPTH,
        "-(tag:none or tag:b,none " * (MAX_DEPTH // 2) + "a" + ")" * (MAX_DEPTH // 2),
        "(a or (b -" * (MAX_DEPTH // 3) + "tag:none,b" + "))" * (MAX_DEPTH // 3),
        "a " * MAX_PARTS,
        "a or " * (MAX_PARTS - 1) + "b",
        f"tag:{','.join('ab' * (MAX_PARTS // 2))}",
        f"sort:{','.join(['updated'] * MAX_PARTS)}",
    ],
)
def test_the_largest_queries_are_not_too_large_for_the_cache(text: str) -> None:
    compiled = compile_query(parse(text), VOCABULARY)
    database().execute(f"SELECT * FROM tickets WHERE {compiled.where} ORDER BY {compiled.order}", compiled.parameters)


def test_a_larger_one_is_refused_with_its_place() -> None:
    with pytest.raises(QueryError, match=f"at most {MAX_PARTS} words and values") as caught:
        parse("a " * (MAX_PARTS + 1))
    assert caught.value.span == Span(2 * MAX_PARTS, 2 * MAX_PARTS + 2)
    with pytest.raises(QueryError, match="half of a character") as caught:
        parse("title:\ud800")
    assert caught.value.span == Span(6, 7)


def test_a_value_ends_where_parsing_ends_it() -> None:
    roles = [(piece.role, piece.field) for piece in scan('tag:"a"b tag:c"d" tag:e,"f".."g"', VOCABULARY)]
    assert roles[:3] == [(Role.FIELD, ""), (Role.VALUE, "tag"), (Role.WORDS, "")]
    assert roles[3:6] == [(Role.FIELD, ""), (Role.VALUE, "tag"), (Role.WORDS, "")]
    assert [role for role, _ in roles[6:]] == [Role.FIELD, *[Role.VALUE, Role.SIGN] * 2, Role.VALUE]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("a stauts:x|", "a status:x|"),
        ("|stauts:x", "|status:x"),
        ("sta|uts:x", "status:|x"),
        ("refund-amout:1|", "cf_amount:1|"),
        ("priority:>=hihg|", "priority:>=high|"),
        ("status:inprogress..open|", 'status:"in progress"..open|'),
        ("status:open..in-prgress|", 'status:open.."in progress"|'),
        ("created:todya|", "created:today|"),
        ("has:cf_regoin|", "has:cf_region|"),
        ("has:wings|", None),
        ("!!!|", None),
    ],
)
def test_a_suggestion_takes_the_place_of_what_is_wrong(text: str, mended: str | None) -> None:
    cursor = text.index("|")
    text = text.replace("|", "")
    with pytest.raises(QueryError) as caught:
        compile_query(parse(text), VOCABULARY)
    edited = mend(text, cursor, caught.value, VOCABULARY)
    assert (edited and f"{edited.text[: edited.cursor]}|{edited.text[edited.cursor :]}") == mended
