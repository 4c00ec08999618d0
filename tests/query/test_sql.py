"""Queries against a small cache: which tickets they give, in which order, and what they refuse."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klink_tui.query.errors import QueryError
from klink_tui.query.explain import explain
from klink_tui.query.parser import parse
from klink_tui.query.sql import compile_query
from tests.query.schema import VOCABULARY, database


def found(text: str, connection: sqlite3.Connection | None = None) -> list[int]:
    compiled = compile_query(parse(text), VOCABULARY)
    rows = (connection or database()).execute(
        f"SELECT number FROM tickets WHERE {compiled.where} ORDER BY {compiled.order}", compiled.parameters
    )
    return [number for (number,) in rows]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("status:open", [1, 5]),
        ("status:open,pending", [1, 3, 5]),
        ("status:IN_PROGRESS", [2]),
        ("status:in-progress", [2]),
        ('status:"in progress"', [2]),
        ("status:open..pending", [1, 2, 3, 5]),
        ("priority:>=medium", [1, 2, 4, 5]),
        ("priority:<high", [2, 3, 5]),
        ("-tag:vip", [3, 4, 5]),
        ("tag:vip tag:printer", [2]),
        ("tag:late*", [4]),
        ("tag:none", [3, 5]),
        ("has:tag", [1, 2, 4]),
        ("has:note", [1, 3]),
        ("-has:note", [2, 4, 5]),
        ("note:CALL", [1]),
        ('note:"100%"', [1]),
        ("note:bo,twice", [1, 3]),
        ("note:*", [1, 3]),
        ("note:none", [2, 4, 5]),
        ("-note:ระบบ", [1, 2, 4, 5]),
        ("note:nowhere", []),
        ("assignee:me", [1, 4]),
        ('assignee:"me"', []),
        ("assignee:bo", [3]),
        ("assignee:none", [2, 5]),
        ("is:unassigned", [2, 5]),
        ("is:mine status:open", [1]),
        ("is:changed", [1]),
        ("is:new", [3, 4, 5]),
        ("age:>2d", [3, 4, 5]),
        ("age:<1h", [1]),
        ("age:2d..60d", [3, 4]),
        ("idle:1mo", [4, 5]),
        ("created:today", [1, 2]),  # In Bangkok the 29th ends at 17:00 UTC.
        ("created:yesterday", []),
        ("created:2026-02", [4]),
        ("created:2025", [5]),
        ("created:>2026-03-27", [1, 2]),
        ("created:>=2026-03-27", [1, 2, 3]),
        ("created:<2026", [5]),
        ("created:<=2026-02-10", [4, 5]),
        ("created:2026-02-10..2026-03-27", [3, 4]),
        ("created:friday", [3]),
        ("created:>-2d", [1, 2]),
        ("number:>=4", [4, 5]),
        ("number:2..3", [2, 3]),
        ("#4", [4]),
        ("title:100%", [5]),
        ("title:the_refund", [5]),
        ("title:%", [5]),
        ("refund", [1, 5]),
        ("refund lamp", [1]),
        ("refund or printer", [1, 2, 5]),
        ("(refund or printer) -tag:vip", [5]),
        ("not (refund or printer)", [3, 4]),
        ('"blank labels"', [2]),
        ('"labels blank"', []),
        ("สต็อก", [3]),
        ("商品", [4]),
        ("cf_region:north", [1]),
        ('cf_region:"North East"', [1]),
        ("Region:south", [2]),
        ("region:none", [3, 4, 5]),
        ("has:cf_region", [1, 2]),
        ("cf_amount:>100", [1]),
        ("cf_amount:80..120.5", [1, 5]),
        ("cf_due:2026-04-01", [3]),
        ("contact:hannah", [1, 2, 3, 4]),
        ("has:email", [1]),
        ("-has:contact", [5]),
        ("company:nordlicht status:open", [1, 5]),
        ("sort:-priority,number", [1, 4, 2, 5, 3]),
        ("sort:age", [1, 2, 3, 4, 5]),
        ("sort:-age", [5, 4, 3, 2, 1]),
        ("status:open sort:created", [5, 1]),
        ("status:open AND refund Or status:pending", [1, 3, 5]),
    ],
)
def test_a_query_gives_its_tickets(text: str, numbers: list[int]) -> None:
    assert found(text) == numbers


@pytest.mark.parametrize(
    ("text", "message", "suggestion", "place"),
    [
        ("statsu:open", "There is no field “statsu”.", "status", (0, 6)),
        ("priority:>=hihg", "“hihg” is no priority: low, medium, high.", "high", (9, 15)),
        ("is:unassignd", "A ticket is not “unassignd”", "unassigned", (3, 12)),
        ("has:wings", "Nothing is known as “wings”", "", (4, 9)),
        ("age:>soon", "“soon” is no length of time", "", (4, 9)),
        ("created:todya", "“todya” is no time", "today", (8, 13)),
        ("created:2026-13", "“2026-13” is no time", "", (8, 15)),
        ("number:many", "“many” is no number.", "", (7, 11)),
        ("title:>a", "The values of title have no order to compare by.", "", (6, 8)),
        ("sort:is", "There is no order by what the ticket is.", "", (5, 7)),
        ("!!!", "“!!!” holds nothing to look for", "", (0, 3)),
        ("channel:>email", "The values of channel have no order", "", (8, 14)),
    ],
)
def test_what_is_not_known_is_named_with_its_place(
    text: str, message: str, suggestion: str, place: tuple[int, int]
) -> None:
    with pytest.raises(QueryError) as caught:
        found(text)
    assert caught.value.message.startswith(message)
    assert caught.value.suggestion == suggestion
    assert caught.value.span == place


PIECES = st.sampled_from(
    [
        *"()\"',:-.<>=*%_\\ \n#",
        "..",
        " or ",
        " not ",
        "status",
        "open",
        "sort:",
        "age:>2d",
        "ก",
        "注",
        "\x00",
        "é",
        "1e9",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


def refusal(text: str) -> QueryError | None:
    """Give the language's own error where it refuses a text; any other error goes through."""
    try:
        assert set(found(text, CACHE)) <= {1, 2, 3, 4, 5}
        explain(parse(text), VOCABULARY)
    except QueryError as error:
        return error
    return None


@settings(max_examples=400)
@given(TEXTS)
def test_any_text_gives_tickets_or_the_languages_own_error(text: str) -> None:
    error = refusal(text)
    if error is not None:
        assert error.message
        assert 0 <= error.span.start <= error.span.end <= max(len(text), 1) + 1


@given(
    st.sampled_from(["title", "assignee", "tag", "cf_region", "status", "contact"]), st.text(min_size=1, max_size=20)
)
def test_values_reach_sql_only_as_parameters(field: str, value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    compiled = compile_query(parse(f'{field}:"{quoted}xyzzy"'), VOCABULARY)
    assert "xyzzy" not in compiled.where
    assert sum("xyzzy" in str(parameter) for parameter in compiled.parameters) == 1
    assert compiled.where.count("?") == len(compiled.parameters)


CACHE = database()
