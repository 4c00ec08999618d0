"""Cases over spans of days, in the agent's time zone, and those of one contact."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest

from klink_tui.api.client import KlinkClient
from klink_tui.desk.cases import RECENT_DAYS, CaseDesk, Span
from klink_tui.desk.copy import LocalCopy
from klink_tui.desk.copybooks import KeptSheet
from klink_tui.desk.pages import Sheet
from klink_tui.errors import FormError, ServerError
from klink_tui.models.caselog import CaseLog, case_key
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import NOW, Bench


def desk_at(now: datetime, zone: str) -> CaseDesk:
    async def never() -> KlinkClient:
        raise AssertionError("nothing is to be fetched")

    return CaseDesk(never, LocalCopy(), page_size=10, timezone=zone, now=lambda: now)


def hours(span: Span) -> float:
    """Give how long a span is on a stop watch."""
    return (span.end.astimezone(UTC) - span.start.astimezone(UTC)).total_seconds() / 3600


@pytest.mark.parametrize(
    ("now", "zone", "day"),
    [
        ("2026-03-30T08:30:00+00:00", "UTC", "2026-03-30"),
        ("2026-03-30T18:30:00+00:00", "Asia/Bangkok", "2026-03-31"),
        ("2026-03-30T01:30:00+00:00", "America/Los_Angeles", "2026-03-29"),
        ("2026-03-30T17:29:00+00:00", "Asia/Yangon", "2026-03-30"),
        ("2026-03-30T17:30:00+00:00", "Asia/Yangon", "2026-03-31"),
    ],
)
def test_today_is_the_agents_day(now: str, zone: str, day: str) -> None:
    span = desk_at(datetime.fromisoformat(now), zone).last_days(1)
    assert span.text == f"{day} to {day}"
    assert span.start.isoformat().startswith(f"{day}T00:00:00")
    assert span.end.isoformat().startswith(f"{day}T23:59:59")


@pytest.mark.parametrize(
    ("day", "long"),
    [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)],
    ids=["an ordinary day", "the day the clocks go forward", "the day they go back"],
)
def test_a_day_is_as_long_as_the_clocks_make_it(day: str, long: int) -> None:
    span = desk_at(datetime(2026, 11, 1, tzinfo=UTC), "Europe/Berlin").span(day, day)
    assert round(hours(span)) == long


def test_the_last_days_include_today() -> None:
    span = desk_at(datetime(2026, 3, 3, 12, tzinfo=UTC), "UTC").last_days(30)
    assert (span.start.date(), span.end.date()) == (date(2026, 2, 2), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("yesterday", "2026-03-30", {"first"}),
        ("2026-03-30", "2026-02-30", {"last"}),
        ("", "30.03.2026", {"first", "last"}),
        ("2026-03-31", "2026-03-30", {"last"}),
    ],
)
def test_days_that_are_none_are_named(first: str, last: str, wrong: set[str]) -> None:
    with pytest.raises(FormError) as caught:
        desk_at(datetime(2026, 3, 30, tzinfo=UTC), "UTC").span(first, last)
    assert set(caught.value.fields) == wrong
    for words in caught.value.fields.values():
        assert "YYYY-MM-DD" in words or "lies before" in words


def test_days_are_read_with_blanks_around_them() -> None:
    span = desk_at(datetime(2026, 3, 30, tzinfo=UTC), "UTC").span(" 2026-03-01 ", "2026-03-30\n")
    assert span.text == "2026-03-01 to 2026-03-30"


async def test_the_list_is_asked_for_in_the_agents_days(bench: Bench) -> None:
    span = bench.desk.cases.span("2026-03-29", "2026-03-30")
    sheet = await bench.desk.cases.book(span).load(1)
    (read,) = bench.reads
    assert "selectedDate=2026/03/29 00:00:00-2026/03/30 23:59:59" in unquote(read)
    assert sheet.page.items
    for case in sheet.page.items:
        assert case.started_date is not None
        assert case.started_date.at is not None
        assert span.start <= case.started_date.at <= span.end


async def test_one_span_is_kept_at_a_time(bench: Bench) -> None:
    week, month = bench.desk.cases.last_days(7), bench.desk.cases.last_days(30)
    book = bench.desk.cases.book(week)
    assert bench.desk.cases.book(bench.desk.cases.last_days(7)) is book
    assert bench.desk.cases.book(month) is not book
    assert bench.desk.cases.book(week) is not book


async def test_another_page_size_holds_for_the_list_on_view(bench: Bench) -> None:
    book = bench.desk.cases.book(bench.desk.cases.last_days(7))
    bench.desk.cases.page_size = 50
    assert bench.desk.cases.page_size == book.size == 50


async def test_the_cases_of_a_contact_are_theirs_and_all_were_looked_at(bench: Bench) -> None:
    span = bench.desk.cases.last_days(RECENT_DAYS)
    first = await bench.client.cx_logs.list(span.start, span.end, page_size=100)
    owner = next(case.contact_id for case in first.items if case.contact_id)
    recent = await bench.desk.cases.of_contact(owner)
    assert {case.id for case in recent.cases} >= {case.id for case in first.items if case.contact_id == owner}
    assert {case.contact_id for case in recent.cases} == {owner}
    assert (recent.complete, recent.note, recent.looked_at) == (True, "", first.total)


async def test_looking_through_serves_every_contact_for_a_while(bench: Bench) -> None:
    await asyncio.gather(*(bench.desk.cases.of_contact(f"c{number}") for number in range(4)))
    asked = len(bench.reads)
    bench.wait(299)
    await bench.desk.cases.of_contact("another")
    assert len(bench.reads) == asked
    bench.wait(2)
    await bench.desk.cases.of_contact("another")
    assert len(bench.reads) == 2 * asked


async def test_nobody_has_no_cases(bench: Bench) -> None:
    recent = await bench.desk.cases.of_contact("")
    assert recent.cases == ()


async def test_a_contact_that_stands_only_inside_the_case_is_found(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("empty-strings")
    span = bench.desk.cases.last_days(RECENT_DAYS)
    page = await bench.client.cx_logs.list(span.start, span.end, page_size=100)
    nested = next(case.contact for case in page.items if case.contact)
    assert (await bench.desk.cases.of_contact(nested.id)).cases


async def test_looking_through_a_part_says_so(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("page-ignored")
    sandbox.quirks.switch_on("page-size-capped")
    recent = await bench.desk.cases.of_contact("c")
    assert not recent.complete
    assert recent.looked_at == 10
    assert "not all" in recent.note


async def test_looking_through_that_fails_is_told_and_tried_again(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("html-502")
    told = await asyncio.gather(*(bench.desk.cases.of_contact("c") for _ in range(2)), return_exceptions=True)
    assert [type(error) for error in told] == [ServerError, ServerError]
    sandbox.quirks.clear()
    assert (await bench.desk.cases.of_contact("c")).complete


async def test_one_who_gives_up_does_not_stop_the_looking_through(bench: Bench) -> None:
    one = asyncio.create_task(bench.desk.cases.of_contact("c"))
    other = asyncio.create_task(bench.desk.cases.of_contact("d"))
    await asyncio.sleep(0)
    one.cancel()
    assert (await other).complete


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": "a"}, {"id": "b"}),
        ({"caseId": 1}, {"caseId": 2}),
        ({"caseId": 1, "entityId": "r"}, {"caseId": 1, "entityId": "s"}),
        ({"entityId": "r", "startedDate": "2026-03-30"}, {"entityId": "r", "startedDate": "2026-03-31"}),
    ],
)
def test_cases_are_told_apart(one: dict[str, object], other: dict[str, object]) -> None:
    assert case_key(CaseLog.read(one)) != case_key(CaseLog.read(other))


async def test_the_days_move_with_the_clock(bench: Bench) -> None:
    before = bench.desk.cases.last_days(1)
    bench.wait(timedelta(days=1).total_seconds())
    assert bench.desk.cases.last_days(1).start - before.start == timedelta(days=1)


# The copy


def later(bench: Bench) -> CaseDesk:
    """Give the cases of a console that was started an hour later, on the same copy."""
    bench.wait(3600)
    return CaseDesk(
        bench.desk.cases._connect, bench.desk.copy, page_size=10, timezone=bench.timezone, now=lambda: bench.now
    )


def keys(sheet: Sheet[CaseLog] | None) -> list[str]:
    assert sheet is not None
    return [case_key(case) for case in sheet.page.items]


async def owner_of(bench: Bench) -> str:
    """Give a contact with cases in the last days."""
    span = bench.desk.cases.last_days(RECENT_DAYS)
    page = await bench.client.cx_logs.list(span.start, span.end, page_size=100)
    bench.forget_log()
    return next(case.contact_id for case in page.items if case.contact_id)


async def test_a_page_of_days_that_were_read_is_there_before_anything_is_asked(bench: Bench) -> None:
    span = bench.desk.cases.last_days(7)
    sheet = await bench.desk.cases.book(span).load(1)
    bench.forget_log()
    desk = later(bench)
    kept = desk.book(span).peek(1)
    assert isinstance(kept, KeptSheet)
    assert keys(kept) == keys(sheet)
    assert kept.fetched_at == NOW
    assert not desk.book(span).is_fresh(kept)
    assert bench.reads == []


async def test_days_within_those_that_were_read_have_their_own_cases_only(bench: Bench) -> None:
    await bench.desk.cases.of_contact("c")
    inner = bench.desk.cases.span("2026-03-20", "2026-03-22")
    kept = bench.desk.cases.book(inner).peek(1)
    assert isinstance(kept, KeptSheet)
    sheet = await bench.desk.cases.book(inner).load(1)
    assert not isinstance(sheet, KeptSheet)
    assert set(keys(kept)) == set(keys(sheet))
    assert kept.page.total == sheet.page.total


async def test_days_that_were_never_read_are_not_here(bench: Bench) -> None:
    await bench.desk.cases.of_contact("c")
    assert bench.desk.cases.book(bench.desk.cases.span("2020-01-01", "2020-01-02")).peek(1) is None


async def test_days_that_can_not_be_fetched_stay_the_copys(bench: Bench, sandbox: Sandbox) -> None:
    span = bench.desk.cases.last_days(7)
    await bench.desk.cases.book(span).load(1)
    book = later(bench).book(span)
    sandbox.quirks.switch_on("html-502")
    with pytest.raises(ServerError):
        await book.load(1)
    assert isinstance(book.peek(1), KeptSheet)


async def test_a_contacts_cases_are_held_from_an_earlier_run(bench: Bench) -> None:
    owner = await owner_of(bench)
    assert bench.desk.cases.held_of_contact(owner).cases == ()
    found = await bench.desk.cases.of_contact(owner)
    bench.forget_log()
    held = later(bench).held_of_contact(owner)
    assert {case_key(case) for case in held.cases} == {case_key(case) for case in found.cases}
    assert (held.complete, held.note, held.held_since) == (False, "from the copy", NOW)
    assert bench.reads == []


async def test_what_was_looked_through_a_moment_ago_is_held_whole(bench: Bench) -> None:
    owner = await owner_of(bench)
    found = await bench.desk.cases.of_contact(owner)
    assert bench.desk.cases.held_of_contact(owner) == found
    before = bench.desk.cases.is_whole
    bench.wait(301)
    assert (before, bench.desk.cases.is_whole) == (True, False)
    assert not bench.desk.cases.held_of_contact(owner).complete


async def test_nobody_holds_no_cases(bench: Bench) -> None:
    await bench.desk.cases.of_contact("c")
    bench.wait(301)
    for contact_id in ("", "nobody", "' OR 1 --"):
        assert bench.desk.cases.held_of_contact(contact_id).cases == ()
