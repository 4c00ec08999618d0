"""The queue: paging, the cursor, the preview, and what is said when a page can't be had."""

import pytest
from rich.cells import cell_len
from textual.events import Paste

from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import AskScreen
from klink_tui.screens.picker import PickerScreen
from klink_tui.screens.ticket import TicketScreen
from tests.console import Console, console
from tests.gate import Gate, to
from tests.screens.views import DENIED, colleague, on_view, sent, tickets

NAMES = {1: "First", 3: "Third"}


def page(number: int) -> dict[str, str]:
    return {"page": str(number)}


def keys_on_view(c: Console) -> list[str]:
    rows = tickets(c).rows
    return [rows.key(index) for index in range(len(rows))]


def spoilt() -> dict[str, object]:
    """A page of three tickets, the second of which is none."""
    first, third = ({"id": f"t-{number}", "ticketNumber": number, "title": title} for number, title in NAMES.items())
    return {"data": [first, "a ticket", third], "total": 3, "page": 1, "pageSize": 50, "lastPage": 1}


async def on_page(c: Console, number: int) -> None:
    await c.until(lambda: tickets(c).number == number)


async def test_pages_turn_both_ways_and_stop_at_both_ends() -> None:
    async with console(tickets=50, page_size=20) as c:
        first = keys_on_view(c)
        for key, number in (("n", 2), ("right", 3), ("p", 2), ("left", 1)):
            await c.press("j", "j", key)
            await on_page(c, number)
            assert tickets(c).list.cursor == 0, "a turned page begins at its top"
            assert f"page {number} of 3 · 50 tickets" in c.text()
        assert keys_on_view(c) == first
        await c.press("p")
        assert tickets(c).number == 1
        await c.press("n", "n")
        await on_page(c, 3)
        assert len(keys_on_view(c)) == 10
        await c.press("n")
        assert tickets(c).number == 3
        assert c.toasts == ["This is the last page."]


async def test_cursor_runs_over_the_edge_of_a_page() -> None:
    async with console(tickets=25, page_size=10) as c:
        await c.press("G", "j")
        await on_page(c, 2)
        assert tickets(c).list.cursor == 0
        await c.press("k")
        await on_page(c, 1)
        assert tickets(c).list.cursor == 9
        await c.press("g", "k")
        assert (tickets(c).number, tickets(c).list.cursor) == (1, 0)


async def test_a_page_is_asked_for_by_number() -> None:
    async with console(tickets=25, page_size=10) as c:
        await c.rest()
        for typed, number in (
            ("3", 3),
            ("2", 2),
            ("99", 3),
            ("0", 3),
            ("-2", 3),
            ("", 3),
            ("x1", 1),
            ("9" * 40 + "-", 3),
            ("1", 1),
        ):
            await c.press("#")
            on_view(c, AskScreen)
            await c.type(typed)
            await c.press("enter")
            await on_page(c, number)
            await c.rest()
            assert tickets(c).number == number
        await c.press("#", "3", "escape")
        await c.rest()
        assert tickets(c).number == 1
        assert c.toasts == ["There is no page 0.", "There is no page -2."]


async def test_page_size_is_asked_of_the_server() -> None:
    async with console(tickets=25, page_size=50) as c:
        await c.press("w")
        on_view(c, PickerScreen)
        assert "● 50 rows" in c.text()
        await c.type("1")
        await c.until(lambda: len(keys_on_view(c)) == 10)
        assert "page 1 of 3" in c.text()
        assert c.gate.count(to("GET", "/tickets", pageSize="10", page="1")) == 1


async def test_refresh_keeps_the_cursor_on_its_ticket() -> None:
    async with console(tickets=25, page_size=10) as c:
        await c.press("j", "j", "j")
        at = tickets(c).ticket
        assert at is not None
        async with colleague(c) as other:
            new = await other.tickets.create(
                TicketBody.model_validate(
                    {
                        "title": "A new one on top",
                        "contact_id": at.contact_id,
                        "priority": "low",
                        "custom_fields": {"cf_region": "north"},
                    }
                )
            )
        await c.press("ctrl+r")
        await c.until(lambda: keys_on_view(c)[0] == new.key)
        assert tickets(c).list.cursor_key == at.key
        assert tickets(c).list.cursor == 4
        # The page behind it has moved on as well: it is fetched again, and no ticket is left out in between.
        seen = keys_on_view(c)
        await c.press("n")
        await on_page(c, 2)
        assert not set(seen) & set(keys_on_view(c))
        assert c.gate.count(to("GET", "/tickets", page="2")) == 2


async def test_a_cursor_whose_ticket_is_gone_stays_near() -> None:
    async with console(tickets=12, page_size=10) as c:
        await c.press("G")
        key = tickets(c).list.cursor_key
        c.gate.answer(to("GET", "/tickets"), 200, spoilt())
        await c.press("ctrl+r")
        await c.until("1 unreadable")
        assert key not in keys_on_view(c)
        assert tickets(c).list.cursor_key == keys_on_view(c)[-1]


async def test_neighbours_are_here_before_they_are_asked_for() -> None:
    async with console(tickets=50, page_size=10) as c:
        await c.until(lambda: c.gate.count(to("GET", "/tickets", **page(2))))
        await c.rest()
        held = c.gate.hold(to("GET", "/tickets"))
        await c.press("n")
        assert tickets(c).number == 2
        await c.until(lambda: held.waiting == 1)  # page 3
        held.release()
        await c.until(lambda: tickets(c).book.peek(3))


async def test_a_slow_server_s_stale_pages_are_dropped() -> None:
    async with console(tickets=80, page_size=10) as c:
        await c.rest()
        slow = {number: c.gate.hold(to("GET", "/tickets", **page(number))) for number in (3, 4, 5)}
        await c.press("n")
        rows = keys_on_view(c)
        await c.press("n", "n", "n")
        await c.until(lambda: slow[5].waiting)
        assert "page 5 …" in c.status.doing
        assert keys_on_view(c) == rows, "the old rows stay until the page comes"
        slow[3].release()
        await c.until(lambda: not slow[3].waiting)
        await c.settle()
        assert tickets(c).number == 2
        slow[5].release()
        await on_page(c, 5)
        slow[4].release()
        await c.rest()
        assert tickets(c).number == 5
        assert c.status.doing == ""


async def test_paging_fast_over_a_slow_server_does_not_run_past_the_end() -> None:
    async with console(tickets=40, page_size=10) as c:
        await c.rest()
        slow = c.gate.hold(to("GET", "/tickets"))
        await c.press(*"nnnnnnn")
        assert set(c.toasts) == {"This is the last page."}
        slow.release()
        await on_page(c, 4)


async def test_esc_stops_waiting_for_a_page() -> None:
    async with console(tickets=50, page_size=10) as c:
        await c.rest()
        slow = c.gate.hold(to("GET", "/tickets", **page(3)))
        await c.press("n", "n")
        await c.until("page 3 …")
        await c.press("escape")
        assert (tickets(c).number, c.status.doing) == (2, "")
        slow.release()
        await c.rest()
        assert tickets(c).number == 2
        await c.press("escape")  # nothing left to stop, and never a way out
        assert c.app.is_running
        await c.press("n")
        await on_page(c, 3)


async def test_a_page_that_fails_leaves_the_rows_and_is_tried_again_by_the_key_that_is_named() -> None:
    async with console(tickets=50, page_size=10) as c:
        await c.rest()
        c.gate.answer(to("GET", "/tickets", **page(3)), 403, DENIED)
        await c.press("n", "j", "n")
        await c.until("ctrl+r tries again")
        rows, cursor = keys_on_view(c), tickets(c).list.cursor
        assert tickets(c).number == 2
        assert cursor == 1
        for words in ("403", "This token may not do that", "req-0077"):
            assert words in c.status.trouble
        await c.press("ctrl+r")
        await c.until(lambda: c.gate.count(to("GET", "/tickets", **page(3))) > 2)
        await c.rest()
        assert keys_on_view(c) == rows
        assert c.status.trouble
        c.gate.open()
        await c.press("ctrl+r")
        await on_page(c, 3)
        assert c.status.trouble == ""
        await c.press("ctrl+r")
        await c.rest()
        assert tickets(c).number == 3


@pytest.mark.parametrize(
    ("quirk", "words"),
    [
        ("forbidden", ("No permission.", "403", "f12 asks for address and token")),
        ("unauthorized", ("The list could not be fetched.", "401", "f12 asks for address and token")),
        ("success-false", ("The list could not be fetched.", "Ticket list")),
    ],
)
async def test_a_list_that_can_t_be_had_is_never_shown_as_empty(quirk: str, words: tuple[str, ...]) -> None:
    async with console(quirk, tickets=12) as c:
        await c.until("ctrl+r tries again")
        shown = " ".join(c.text().split())
        for expected in words:
            assert expected in shown
        assert "No tickets" not in shown
        await c.press("j", "k", "G", "g", "n", "p", "enter", "s", "y", "e", "r", "ctrl+d")
        assert not c.writes()
        if len(c.app.screen_stack) > 1:
            await c.press("escape")
        c.sandbox.quirks.clear()
        await c.press("ctrl+r")
        await c.until(lambda: len(keys_on_view(c)) == 12)
        assert c.status.trouble == ""


async def test_an_empty_queue_says_so_and_takes_every_key() -> None:
    async with console(tickets=0) as c:
        assert "No tickets here." in c.text()
        assert "+ creates one" in c.text()
        await c.press("j", "k", "G", "g", "n", "p", "enter", "s", "!", "y", "e", "r", "@", "ctrl+d", "J", "K")
        assert tickets(c).ticket is None
        assert not c.writes()


async def test_a_server_that_repeats_a_page_is_found_out() -> None:
    async with console("page-ignored", tickets=30, page_size=10) as c:
        await c.press("n")
        await c.until(lambda: c.toasts)
        assert "no more rows can be reached" in c.toasts[0]
        assert tickets(c).number == 1


async def test_a_wrong_last_page_does_not_hide_the_rest() -> None:
    async with console("wrong-last-page", tickets=30, page_size=10) as c:
        assert "last page 1" in c.status.facts
        await c.press("n", "n")
        await on_page(c, 3)


async def test_a_record_that_can_t_be_read_keeps_its_place_and_says_why() -> None:
    async with console(at_gate=lambda gate: gate.answer(to("GET", "/tickets", page="1"), 200, spoilt())) as c:
        assert "1 unreadable" in c.status.facts
        assert [row in c.text() for row in ("First", "unreadable record", "Third")] == [True] * 3
        await c.press("j")
        await c.until("This record can't be read")
        await c.press("enter")
        assert "can't be read" in c.toasts[-1]
        await c.press("s", "e", "r", "@", "!")
        tickets(c)


# Keys that must do nothing


async def test_a_paste_into_the_list_fires_nothing() -> None:
    async with console(tickets=12) as c:
        before = tickets(c).list.cursor_key
        c.app.post_message(Paste("jjD\nysr!e+Tq\nG"))
        await c.settle()
        tickets(c)
        assert (tickets(c).list.cursor_key, c.writes(), c.app.theme) == (before, [], "klink-dark")
        assert c.app.is_running


async def test_number_is_copied() -> None:
    async with console(tickets=12) as c:
        await c.press("j", "y")
        at = tickets(c).ticket
        assert at is not None
        assert c.app.clipboard == str(at.ticket_number)


# Sizes


async def test_the_cursor_s_ticket_stays_in_view_through_every_size() -> None:
    async with console(tickets=60, page_size=50, size=(120, 36)) as c:
        await c.press("G", "k", "k")
        at = tickets(c).ticket
        assert at is not None
        for width, height in ((80, 24), (60, 15), (200, 50), (120, 12), (120, 36)):
            await c.pilot.resize_terminal(width, height)
            await c.settle()
            assert tickets(c).ticket == at
            assert str(at.ticket_number) in c.text(), f"{width}x{height}"


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_a_small_terminal_is_enough_to_work_in(size: tuple[int, int]) -> None:
    async with console(tickets=30, page_size=20, size=size) as c:
        at = tickets(c).ticket
        assert at is not None
        lines = c.text().split("\n")
        assert {cell_len(line) for line in lines} == {size[0]}
        row = next(line for line in lines if str(at.ticket_number) in line)
        assert at.status in row
        assert "page 1 of 2" in c.text()
        assert lines[-1].split()[:2] == ["enter", "Open"]
        await c.press("n")
        await on_page(c, 2)
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, TicketScreen))
        await c.press("escape")
        assert sent(c, "PUT") == []
        assert tickets(c).number == 2


async def test_the_first_rows_wait_for_nothing_else() -> None:
    """Fields and tags are fetched for later; the list is there without them."""

    def slow_references(gate: Gate) -> None:
        for path in ("/tickets/fields", "/tags"):
            gate.hold(to("GET", path))

    async with console(tickets=12, at_gate=slow_references) as c:
        assert len(keys_on_view(c)) == 12
        c.gate.open()
