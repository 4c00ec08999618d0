"""What is offered while a query is typed, and what its pieces are."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.query.complete import complete
from klink_tui.query.errors import QueryError
from klink_tui.query.parser import parse
from klink_tui.query.scan import Role, scan
from tests.query.schema import VOCABULARY


def carried(field: str) -> Iterable[str]:
    return {"tag": ("vip", "late delivery"), "assignee": ("Ann Lee",)}.get(field, ())


def offered(text: str) -> list[str]:
    """Complete where a ``|`` stands in ``text``; give the texts that would come of it."""
    cursor = text.index("|")
    text = text.replace("|", "")
    found = complete(text, cursor, VOCABULARY, carried)
    return [f"{text[: one.span.start]}{one.text}{text[one.span.end :]}" for one in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sta|", "status:"),
        ("open prio|", "open priority:"),
        ("-ta|", "-tag:"),
        ("(assi|", "(assignee:"),
        ("region|", "cf_region:"),
        ("status:|", "status:open"),
        ("status:pe|", "status:pending"),
        ("status:in|", 'status:"in progress"'),
        ("status:open,re|", "status:open,resolved"),
        ("priority:>=|", "priority:>=low"),
        ("assignee:|", "assignee:me"),
        ("assignee:an|", 'assignee:"Ann Lee"'),
        ("tag:la|", 'tag:"late delivery"'),
        ('tag:"la|', 'tag:"late delivery"'),
        ("is:un|", "is:unassigned"),
        ("created:yes|", "created:yesterday"),
        ("age:|", "age:>1h"),
        ("sort:-up|", "sort:-updated"),
        ("sta|:open", "status:open"),
        ("owner|", "assignee:"),
        ("refund|", "cf_amount:"),
        ("a -|", "a -status:"),
        ("sort:|", "sort:-updated"),
        ("sort:up|", "sort:-updated"),
        ("sort:age,-|", "sort:age,-updated"),
        ("age:>|", "age:>1h"),
        ("age:>2|", "age:>2d"),
        ("status:open..|", "status:open..open"),
        ("has:am|", "has:cf_amount"),
    ],
)
def test_the_likeliest_comes_first(text: str, first: str) -> None:
    assert offered(text)[0] == first


@pytest.mark.parametrize("text", ["nosuch:|", '"sta|', "status:xyzzy|"])
def test_nothing_is_offered_where_nothing_is_known(text: str) -> None:
    assert offered(text) == []


def test_every_offer_can_be_read() -> None:
    for text in ("|", "status:|", "tag:|", "assignee:|", "is:|", "has:|", "created:|", "age:|", "sort:|"):
        for result in offered(text):
            parse(f"{result}x" if result.endswith(":") else result)


def test_pieces_have_their_roles() -> None:
    text = '-tag:vip (nosuch:>=1..2 or sort:-age) "a b'
    roles = [(piece.role, text[piece.span.start : piece.span.end]) for piece in scan(text, VOCABULARY)]
    assert roles == [
        (Role.NEGATION, "-"),
        (Role.FIELD, "tag:"),
        (Role.VALUE, "vip"),
        (Role.GROUP, "("),
        (Role.UNKNOWN, "nosuch:"),
        (Role.SIGN, ">="),
        (Role.VALUE, "1"),
        (Role.SIGN, ".."),
        (Role.VALUE, "2"),
        (Role.KEYWORD, "or"),
        (Role.FIELD, "sort:"),
        (Role.SIGN, "-"),
        (Role.VALUE, "age"),
        (Role.GROUP, ")"),
        (Role.WORDS, '"a b'),
    ]


@given(st.text(max_size=60) | st.lists(st.sampled_from([*'"():,-.>< ', "..", "status", "or", "tag:"])).map("".join))
def test_pieces_cover_everything_but_white_space(text: str) -> None:
    pieces = scan(text, VOCABULARY)
    covered = "".join(text[piece.span.start : piece.span.end] for piece in pieces)
    ends = [0, *(piece.span.end for piece in pieces)]
    between = [text[end : piece.span.start] for end, piece in zip(ends, pieces, strict=False)]
    assert all(gap.strip() == "" for gap in between)
    assert len(covered) + sum(map(len, between)) + len(text[ends[-1] :]) == len(text)
    for cursor in range(len(text) + 1):
        complete(text, cursor, VOCABULARY, carried)


@given(st.text(max_size=40))
def test_a_field_that_scanning_knows_parsing_knows(text: str) -> None:
    try:
        parse(text)
    except QueryError:
        return
    fields = [piece for piece in scan(text, VOCABULARY) if piece.role is Role.FIELD]
    assert all(text[piece.span.end - 1] == ":" for piece in fields)
