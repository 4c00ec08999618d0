"""From text to tree, and where in the text it can't be read."""

import pytest

from klink_tui.query.errors import QueryError
from klink_tui.query.parser import MAX_DEPTH, MAX_LENGTH, parse
from klink_tui.query.tree import AllOf, AnyOf, Condition, Not, Span, Words


def test_everything_stands_where_it_was_read() -> None:
    text = 'status:open,"in progress" -tag:vip refund sort:-updated,number'
    query = parse(text)
    assert isinstance(query.condition, AllOf)
    status, negation, words = query.condition.parts
    assert isinstance(status, Condition)
    assert isinstance(negation, Not)
    assert isinstance(words, Words)
    assert [text[value.span.start : value.span.end] for value in status.values] == ["open", '"in progress"']
    assert [(value.text, value.quoted) for value in status.values] == [("open", False), ("in progress", True)]
    assert text[negation.span.start : negation.span.end] == "-tag:vip"
    assert text[words.span.start : words.span.end] == "refund"
    assert [(key.field, key.descending) for key in query.sort] == [("updated", True), ("number", False)]
    assert [text[key.span.start : key.span.end] for key in query.sort] == ["-updated", "number"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("a b", AllOf), ("a or b", AnyOf), ("a or b c", AnyOf), ("(a or b) c", AllOf), ("not a", Not), ("-(a b)", Not)],
)
def test_or_binds_less_than_and(text: str, kind: type) -> None:
    assert isinstance(parse(text).condition, kind)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_is_everything(text: str) -> None:
    assert parse(text).condition is None


def test_a_range_has_two_ends() -> None:
    condition = parse('created:2026-01-01..2026-02-01,"a b".."c d"').condition
    assert isinstance(condition, Condition)
    ends = [(value.text, value.until.text if value.until else "") for value in condition.values]
    assert ends == [("2026-01-01", "2026-02-01"), ("a b", "c d")]


def test_quotes_hold_anything() -> None:
    condition = parse(r'title:"a \"b\" (c) or \\ d"').condition
    assert isinstance(condition, Condition)
    assert condition.values[0].text == 'a "b" (c) or \\ d'


@pytest.mark.parametrize(
    ("text", "message", "span"),
    [
        ("or a", "Something must stand before “or”.", (0, 2)),
        ("a or", "Something must stand behind “or”.", (2, 4)),
        ("a or )", "Something must stand behind “or”.", (2, 4)),
        ("(a", "This parenthesis is not closed.", (0, 1)),
        ("a b)", "This parenthesis closes nothing.", (3, 4)),
        ("()", "There is nothing between the parentheses.", (0, 2)),
        ("a -()", "There is nothing between the parentheses.", (3, 5)),
        ("status:", "A value must stand behind “status:”.", (0, 7)),
        ("status:open,", "A value must stand behind “status:”.", (0, 12)),
        ("status:>=", "A value must stand behind “status:”.", (0, 9)),
        ('"a', "This quotation is not closed.", (0, 2)),
        ("sort:", "The name of a field must stand behind “sort:”.", (0, 5)),
        ("sort:-", "The name of a field must stand behind “sort:”.", (0, 6)),
        ("-sort:age", "A sort order can't be negated", (0, 1)),
        ("age:>1d..2d", "A range can't be compared too", (4, 11)),
        ("age:..2d", "A range needs a beginning", (4, 8)),
        ("age:1d..", "A range needs an end", (6, 8)),
        ("a not", "Something must stand behind the negation.", (2, 5)),
    ],
)
def test_what_can_not_be_read_is_said_with_its_place(text: str, message: str, span: tuple[int, int]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.message.startswith(message)
    assert caught.value.span == span


def test_depth_and_length_are_bounded() -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        parse("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))
    with pytest.raises(QueryError, match="nested too deeply"):
        parse("-" * (MAX_DEPTH + 1) + "a")
    with pytest.raises(QueryError, match=f"at most {MAX_LENGTH}") as caught:
        parse("a" * (MAX_LENGTH + 1))
    assert caught.value.span == Span(MAX_LENGTH, MAX_LENGTH + 1)
