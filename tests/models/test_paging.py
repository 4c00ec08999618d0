"""Envelopes, and what a page says of the pages around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.errors import BadRecordError, BadReplyError
from klink_tui.models.paging import Figures, Page, read_page, unwrap
from klink_tui.models.ticket import Ticket
from tests.models.examples import STEADY, Json, values

ROW = {"id": "1"}
FIGURES = Figures(total=7, page=2, page_size=3, last_page=3)
SAID = {"total": 7, "page": 2, "pageSize": 3, "lastPage": 3}


@pytest.mark.parametrize(
    ("payload", "data", "figures", "request_id"),
    [
        pytest.param({**SAID, "data": [ROW]}, [ROW], FIGURES, "", id="E1"),
        pytest.param({"success": True, "data": ROW}, ROW, Figures(), "", id="E2"),
        pytest.param({"status": "success", "message": "ok", "data": ROW}, ROW, Figures(), "", id="E3"),
        pytest.param({"status": "success", "message": "ok", "data": None}, None, Figures(), "", id="E3 null"),
        pytest.param({"status": 200, "message": "ok", "data": ROW}, ROW, Figures(), "", id="E4"),
        pytest.param({"data": [ROW]}, [ROW], Figures(), "", id="E5 list"),
        pytest.param({"data": ROW}, ROW, Figures(), "", id="E5 object"),
        pytest.param({"requestId": "r", "cxLogs": {**SAID, "data": [ROW]}}, [ROW], FIGURES, "r", id="E6"),
        pytest.param({"requestId": "r", "data": [ROW]}, [ROW], Figures(), "r", id="E7"),
        pytest.param([ROW], [ROW], Figures(), "", id="bare list"),
        pytest.param(ROW, ROW, Figures(), "", id="bare object"),
        pytest.param({"data": {**SAID, "data": [ROW]}}, [ROW], FIGURES, "", id="nested data"),
        pytest.param(
            {"request_id": "r", "total": 7, "data": {"data": []}}, [], Figures(total=7), "r", id="split figures"
        ),
        pytest.param({"id": "1", "data": [1]}, {"id": "1", "data": [1]}, Figures(), "", id="a record's own data"),
        pytest.param(
            {"page_size": 3, "last_page": "3", "data": []}, [], Figures(None, None, 3, 3), "", id="snake case"
        ),
        pytest.param({"requestId": "a\x1b[1m\n", "data": []}, [], Figures(), "a[1m", id="hostile request id"),
        pytest.param({"requestId": 5, "data": []}, [], Figures(), "", id="odd request id"),
        pytest.param("text", "text", Figures(), "", id="text"),
    ],
)
def test_every_envelope_is_opened(payload: object, data: object, figures: Figures, request_id: str) -> None:
    opened = unwrap(payload)
    assert (opened.data, opened.figures, opened.request_id) == (data, figures, request_id)


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        (5, 5),
        ("5", 5),
        (5.0, 5),
        (0, 0),
        (-1, None),
        (5.5, None),
        ("five", None),
        ("٣", None),
        (True, None),
        (2**63, None),
        (float("inf"), None),
        (float("nan"), None),
        ("9" * 30, None),
        (None, None),
        ([5], None),
    ],
)
def test_a_count_is_a_whole_number_or_nothing(sent: object, count: int | None) -> None:
    assert unwrap({"total": sent, "data": []}).figures.total == count


def test_envelopes_within_envelopes_come_to_an_end() -> None:
    payload: object = [ROW]
    for _ in range(50):
        payload = {"data": payload}
    assert isinstance(unwrap(payload).data, dict)


def page(received: int, *, number: int = 1, asked: int = 10, **figures: int) -> Page[Ticket]:
    rows = [{"id": f"{number}-{place}"} for place in range(received)]
    return read_page({"data": rows, **figures}, Ticket.read, number=number, asked_size=asked)


@pytest.mark.parametrize(
    ("given", "is_last", "last_number"),
    [
        pytest.param(page(10, pageSize=10, total=25), False, 3, id="the first of three"),
        pytest.param(page(5, number=3, pageSize=10, total=25), True, 3, id="not full"),
        pytest.param(page(10, number=2, pageSize=10, total=20), True, 2, id="the total is reached"),
        pytest.param(page(0, number=4, pageSize=10, total=100), True, 10, id="empty"),
        pytest.param(page(0, pageSize=10, total=0), True, 1, id="nothing at all"),
        pytest.param(page(2, pageSize=10, total=100, lastPage=1), True, 10, id="the documented contradiction"),
        pytest.param(page(10, pageSize=10, total=100, lastPage=1), False, 10, id="lastPage is not believed"),
        pytest.param(page(50, asked=100, pageSize=50, total=120), False, 3, id="the echoed size counts"),
        pytest.param(page(10), False, None, id="nothing is said"),
        pytest.param(page(10, lastPage=4), False, 4, id="only lastPage"),
        pytest.param(page(3), True, 1, id="not full, nothing said"),
        pytest.param(page(10, total=10), True, 1, id="all at once"),
        pytest.param(page(50, asked=100, total=480), False, 10, id="silently cut short"),
        pytest.param(page(50, number=9, asked=100, total=480), False, 10, id="silently cut short, later"),
        pytest.param(page(80, number=5, asked=100, total=480), True, 5, id="the last of full pages"),
        pytest.param(page(0, number=11, asked=100, total=480), True, 5, id="beyond the end"),
        pytest.param(page(60, number=1, asked=100, total=50), True, 1, id="more rows than the total"),
        pytest.param(page(3, asked=0), False, None, id="no size asked"),
    ],
)
def test_where_a_list_ends(given: Page[Ticket], is_last: bool, last_number: int | None) -> None:
    assert (given.is_last, given.last_number) == (is_last, last_number)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (page(2, pageSize=10, total=100, lastPage=1), "the server says 100 rows but last page 1"),
        (page(10, pageSize=10, total=100, lastPage=10), ""),
        (page(10, pageSize=10, total=100), ""),
        (page(4, number=2, pageSize=10, total=100, lastPage=10), "the server says 100 rows but stopped after page 2"),
        (page(3, lastPage=9), ""),
        (page(3), ""),
    ],
)
def test_contradictions_are_said(given: Page[Ticket], words: str) -> None:
    assert given.contradiction == words


def test_deleted_rows_are_counted_and_left_out() -> None:
    def live(value: object) -> Ticket | None:
        ticket = Ticket.read(value)
        return None if ticket.deleted_at else ticket

    rows = [{"id": "1"}, {"id": "2", "deletedAt": "2026-01-05T04:42:59.028Z"}, {"id": "3", "deletedAt": None}]
    found = read_page({"data": rows, "pageSize": 3, "total": 9}, live, number=1, asked_size=3)
    assert ([ticket.id for ticket in found.items], found.received, found.is_last) == (["1", "3"], 3, False)


@pytest.mark.parametrize(
    ("payload", "count"), [([ROW, ROW], 2), ({"data": ROW}, 1), (ROW, 1), ({"data": None}, 0), (None, 0), ([], 0)]
)
def test_a_page_is_a_list_a_record_or_nothing(payload: object, count: int) -> None:
    assert len(read_page(payload, Ticket.read, number=1, asked_size=10).items) == count


@pytest.mark.parametrize("payload", ["<html>", 5, True, {}, {"status": "success"}, {"data": "text"}])
def test_what_holds_no_list_is_a_bad_reply(payload: object) -> None:
    with pytest.raises(BadReplyError, match="The server's answer holds no list"):
        read_page(payload, Ticket.read, number=1, asked_size=10)


def test_only_a_bad_record_is_passed_over() -> None:
    def broken(value: object) -> Ticket:
        raise RuntimeError("a mistake on this side")

    with pytest.raises(RuntimeError):
        read_page([ROW], broken, number=1, asked_size=10)


@STEADY
@given(values, st.integers(1, 50), st.integers(0, 100))
def test_any_json_is_a_page_or_a_bad_reply(payload: object, number: int, asked: int) -> None:
    unwrap(payload)
    try:
        found = read_page(payload, Ticket.read, number=number, asked_size=asked)
    except BadReplyError:
        return
    assert len(found.items) + len(found.unreadable) == found.received
    assert found.last_number is None or found.last_number >= 1
    assert isinstance(found.contradiction, str)
    if found.received == 0:
        assert found.is_last


@STEADY
@given(st.integers(1, 300), st.integers(1, 40), st.integers(1, 60), st.booleans())
def test_every_row_of_an_honest_server_is_reached(total: int, most: int, asked: int, echoes: bool) -> None:
    """Whatever the server's own limit is, and whether or not it says so."""
    size = min(most, asked)
    seen = 0
    for number in range(1, total + 2):
        count = max(0, min(size, total - seen))
        said: Json = {"total": total, **({"pageSize": size} if echoes else {})}
        found = read_page(
            {**said, "data": [{"id": str(seen + place)} for place in range(count)]},
            Ticket.read,
            number=number,
            asked_size=asked,
        )
        seen += found.received
        if found.is_last:
            break
    coincidence = not echoes and size < asked and seen < total
    assert seen == total or coincidence
    if coincidence:
        # A full page of the server's size can look like the last one of the asked size.
        assert (number - 1) * asked + size == total
    if echoes:
        assert number == -(-total // size)


@STEADY
@given(st.lists(st.booleans(), max_size=20))
def test_each_unreadable_row_keeps_its_place(good: list[bool]) -> None:
    def read(value: object) -> object:
        if value != ROW:
            raise BadRecordError("bad")
        return value

    found = read_page([ROW if ok else 0 for ok in good], read, number=1, asked_size=99)
    assert [bad.position for bad in found.unreadable] == [place for place, ok in enumerate(good) if not ok]
    assert len(found.items) == sum(good)
