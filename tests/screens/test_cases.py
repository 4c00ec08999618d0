"""Cases: the days on view, the pages, one case whole, and what colleagues write about it."""

from datetime import timedelta
from typing import Final

import pytest
from textual.widgets import Input, Static

from klink_tui.models.caselog import CaseLog
from klink_tui.screens.case import CaseScreen
from klink_tui.screens.cases import CasesScreen
from klink_tui.screens.daterange import DateRangeScreen, Range
from klink_tui.widgets.commentbox import CommentBox
from tests.console import NOW, Console, console
from tests.gate import Gate, to

LAST: Final = "2026/03/30 23:59:59"


def cases(c: Console) -> CasesScreen:
    assert isinstance(c.app.screen, CasesScreen)
    return c.app.screen


def case(c: Console) -> CaseScreen:
    assert isinstance(c.app.screen, CaseScreen)
    return c.app.screen


def spans(c: Console) -> list[str]:
    """Give the days of every list of cases that was asked for."""
    return [request.url.params["selectedDate"] for request in c.gate.seen if "/cx-logs" in request.url.path]


async def opened(c: Console) -> None:
    await c.press("f5")
    await c.until(lambda: isinstance(c.app.screen, CasesScreen) and len(cases(c).rows))


async def at_case(c: Console, *, room: bool) -> CaseLog:
    """Open the first case that is a room, or is none."""
    await opened(c)
    wanted = next(item for item in cases(c).rows.items() if bool(item.room_id) is room)
    place = cases(c).rows.position(cases(c).key_of(wanted))
    assert place is not None
    cases(c).list.move_to(place)
    await c.press("enter")
    await c.rest()
    assert case(c).case == wanted
    return wanted


def box(c: Console) -> CommentBox:
    return c.app.screen.query_one(CommentBox)


def comments(c: Console) -> str:
    return str(c.app.screen.query_one(".comments--text", Static).visual)


# Days


async def test_the_last_thirty_days_are_asked_for_and_named_with_their_zone() -> None:
    async with console() as c:
        await opened(c)
        assert spans(c)[0] == f"2026/03/01 00:00:00-{LAST}"
        assert "2026-03-01 to 2026-03-30, UTC · page 1 of" in c.text()
        request = next(request for request in c.gate.seen if "/cx-logs" in request.url.path)
        assert request.headers["x-client-timezone"] == "UTC"


@pytest.mark.parametrize(("key", "first"), [("t", "2026/03/30"), ("w", "2026/03/24"), ("n", "2025/12/31")])
async def test_the_usual_spans_have_a_key_each(key: str, first: str) -> None:
    async with console() as c:
        await opened(c)
        await c.press("D", key)
        await c.until(lambda: spans(c)[-1] == f"{first} 00:00:00-{LAST}")
        await c.until(f"{first.replace('/', '-')} to 2026-03-30, UTC ·")


async def test_two_dates_make_a_span() -> None:
    async with console() as c:
        await opened(c)
        await c.press("D", "tab")
        for name, day in (("first", "2026-03-02"), ("last", "2026-03-05")):
            c.app.screen.query_one(f"#{name}", Input).value = day
        await c.press("enter", "enter")
        await c.until("2026-03-02 to 2026-03-05, UTC ·")
        assert spans(c)[-1] == "2026/03/02 00:00:00-2026/03/05 23:59:59"


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        ("2026-02-30", "2026-03-05", "first", "Write a date as YYYY-MM-DD"),
        ("2026-03-01", "yesterday", "last", "Write a date as YYYY-MM-DD"),
        ("2026-03-05", "2026-03-01", "last", "The last day lies before the first."),
        ("", "", "first", "Write a date as YYYY-MM-DD"),
    ],
)
async def test_what_is_no_span_is_said_at_its_date_and_asks_for_nothing(
    first: str, last: str, field: str, words: str
) -> None:
    async with console() as c:
        await opened(c)
        await c.rest()
        asked = len(spans(c))
        await c.press("D", "tab")
        c.app.screen.query_one("#first", Input).value = first
        c.app.screen.query_one("#last", Input).value = last
        await c.press("tab", "enter")
        await c.until(words)
        assert c.app.focused is c.find(f"#{field}")
        assert c.find(f"#{field}-wrong").display
        assert len(spans(c)) == asked
        await c.type("1")
        assert not c.find(f"#{field}-wrong").display
        await c.press("escape")
        assert cases(c).facts().startswith("2026-03-01 to 2026-03-30")


async def test_letters_in_a_date_are_letters() -> None:
    async with console() as c:
        await opened(c)
        await c.press("D", "tab", "t")
        assert isinstance(c.app.screen, DateRangeScreen)


async def test_arrows_go_through_spans_and_dates() -> None:
    async with console() as c:
        await opened(c)
        await c.press("D", "down", "down")
        assert c.app.focused is c.find("#first")
        await c.press("down", "down")
        assert c.app.focused is c.find("#last")
        await c.press("up", "up", "up", "enter")
        await c.until(lambda: spans(c)[-1] == f"2026/03/01 00:00:00-{LAST}")


async def test_the_old_days_stay_and_are_named_until_the_new_ones_come() -> None:
    async with console() as c:
        await opened(c)
        await c.rest()
        before = len(cases(c).rows)
        held = c.gate.hold(to("GET", "/cx-logs"))
        cases(c).look_at(Range(c.app.desk.cases.span("2020-01-01", "2020-01-02")))
        await c.until("still 2026-03-01 to 2026-03-30")
        assert "2020-01-01 to 2020-01-02" in c.status.doing
        assert len(cases(c).rows) == before
        held.release()
        await c.until("No cases from 2020-01-01 to 2020-01-02.")


async def test_days_that_were_read_with_others_are_shown_from_the_copy_until_the_server_answers() -> None:
    async with console() as c:
        await opened(c)
        await c.rest()
        held = c.gate.hold(to("GET", "/cx-logs"))
        await c.press("D", "t")
        assert "2026-03-30 to 2026-03-30, UTC · from the copy · page 1 of" in c.status.facts
        moments = [item.started_date.at for item in cases(c).rows.items() if item.started_date]
        assert {moment.date() for moment in moments if moment} == {NOW.date()}
        await c.until(lambda: held.waiting)
        held.release()
        await c.until(lambda: "from the copy" not in c.status.facts)
        assert "2026-03-30 to 2026-03-30, UTC · page 1 of" in c.status.facts


async def test_without_a_server_the_days_of_the_copy_stay_and_say_so() -> None:
    async with console() as c:
        await opened(c)
        await c.rest()
        c.gate.refuse(to("GET", "/cx-logs"))
        await c.press("D", "w")
        await c.until(lambda: c.status.trouble.startswith("ctrl+r tries again"))
        assert "2026-03-24 to 2026-03-30, UTC · from the copy · page 1 of" in c.status.facts
        assert len(cases(c).rows)
        c.gate.open()
        await c.press("ctrl+r")
        await c.until(lambda: "from the copy" not in c.status.facts and not c.status.trouble)


async def test_days_without_cases_say_so_and_which_key_chooses_others() -> None:
    async with console() as c:
        await opened(c)
        cases(c).look_at(Range(c.app.desk.cases.span("2020-01-01", "2020-01-02")))
        await c.until("No cases from 2020-01-01 to 2020-01-02.")
        assert "D chooses other days" in c.text()


async def test_the_days_up_to_today_go_on_at_midnight_and_two_dates_do_not() -> None:
    async with console() as c:
        await opened(c)
        tomorrow = NOW + timedelta(days=1)
        c.app.desk.now = lambda: tomorrow
        c.app.desk.cases._now = lambda: tomorrow
        await c.press("ctrl+r")
        await c.until("2026-03-02 to 2026-03-31, UTC ·")
        cases(c).look_at(Range(c.app.desk.cases.span("2026-03-10", "2026-03-12")))
        await c.until("2026-03-10 to 2026-03-12, UTC ·")
        c.app.desk.cases._now = lambda: tomorrow + timedelta(days=1)
        await c.press("ctrl+r")
        await c.rest()
        assert "2026-03-10 to 2026-03-12, UTC ·" in c.text()


# The list


async def test_pages_turn_and_the_cursor_stays_on_its_case() -> None:
    async with console(page_size=20, tickets=80) as c:
        await opened(c)
        await c.press("n")
        await c.until("page 2 of")
        await c.press("j", "j")
        at = cases(c).list.cursor_key
        await c.press("ctrl+r")
        await c.rest()
        assert cases(c).list.cursor_key == at


async def test_a_failure_names_itself_and_the_key_that_tries_again() -> None:
    def at(gate: Gate) -> None:
        gate.answer(to("GET", "/cx-logs"), 403, {"message": "no cases for you"})

    async with console(at_gate=at) as c:
        await c.press("f5")
        await c.until("No permission.")
        assert "no cases for you" in c.text()
        c.gate.open()
        await c.press("ctrl+r")
        await c.until("UTC · page 1 of")


async def test_cases_without_a_number_are_told_apart() -> None:
    async with console("case-id-null") as c:
        await opened(c)
        cells = [cases(c).rows.cells(index)[1].text for index in range(len(cases(c).rows))]
        assert set(cells) == {"–"}
        assert len({cases(c).rows.key(index) for index in range(len(cells))}) == len(cells)
        await c.press("y")
        at = cases(c).case
        assert at is not None
        assert c.app.clipboard == at.id


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_hostile_cases_are_only_text(size: tuple[int, int]) -> None:
    async with console("hostile", size=size) as c:
        await opened(c)
        for _ in range(5):
            await c.press("enter")
            await c.rest()
            assert isinstance(c.app.screen, CaseScreen)
            assert "\x1b" not in c.text()
            await c.press("escape", "j")
