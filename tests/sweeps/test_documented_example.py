"""The ticket list of the documentation, served as it stands (contract §3, Ticket), by a server that has nothing else.

Its two tickets share one id, its second stops at ``ticketNumber``, every text and time in it is the word ``string``,
and its figures contradict each other: 100 rows, ten a page, of which page 1 is the last and holds two.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from klink_tui.widgets.facts import Facts
from klink_tui.widgets.rowlist import RowList
from tests.console import Console, console

EXAMPLE: Final = (Path(__file__).parent.parent / "data" / "tickets-list.json").read_bytes()
FIRST, SECOND = "38838", "323"


class Example:
    """Answers the ticket list with the example, whichever page is asked for, and everything else with 404."""

    def __init__(self) -> None:
        """Start with no request."""
        self.lists: list[str] = []
        """The queries that the ticket list was asked with."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if request.method == "GET" and request.url.path == "/api/v1/tickets" and "contactId" not in request.url.params:
            self.lists.append(request.url.query.decode())
            return httpx.Response(200, content=EXAMPLE, headers={"content-type": "application/json"})
        return httpx.Response(404, json={"statusCode": 404, "message": f"Cannot {request.method} {request.url.path}"})


@pytest.fixture
def server() -> Example:
    return Example()


@pytest.fixture
async def desk(server: Example) -> AsyncIterator[Console]:
    async with console(transport=httpx.MockTransport(server), size=(160, 40)) as running:
        await running.rest()
        yield running


def rows(desk: Console) -> list[str]:
    """Give the rows of the list on view, as they are drawn."""
    drawn = desk.find("#list")
    assert isinstance(drawn, RowList)
    return ["".join(segment.text for segment in drawn.render_line(1 + row)) for row in range(len(drawn.rows))]


async def test_both_tickets_are_shown(desk: Console) -> None:
    first, second = rows(desk)
    assert first.split()[:3] == [FIRST, "string", "string"]
    assert second.split()[:3] == [SECOND, "string", "string"]
    assert "unreadable" not in desk.text()
    # Times that are no times are shown as they came.
    assert first.split()[-1] == second.split()[-1] == "string"


async def test_the_contradiction_of_its_figures_is_said(desk: Console) -> None:
    assert "100 tickets" in desk.status.facts
    assert "page 1 of 10" in desk.status.facts
    assert "the server says 100 rows but last page 1" in desk.status.facts
    assert desk.status.trouble == ""


@pytest.mark.parametrize("key", ["n", "right"])
async def test_paging_stops(desk: Console, server: Example, key: str) -> None:
    asked = len(server.lists)
    for _ in range(3):
        await desk.press(key)
        await desk.rest()
    assert len(server.lists) == asked
    assert "page 1 of 10" in desk.status.facts
    assert desk.toasts[-1] == "The server says 100 rows but last page 1."
    await desk.press("p")
    await desk.press("G", "j", "j")  # over the lower edge
    await desk.rest()
    assert len(server.lists) == asked
    assert len(rows(desk)) == 2


async def test_going_to_a_page_it_does_not_have_is_answered(desk: Console, server: Example) -> None:
    await desk.press("number_sign", "7", "enter")
    await desk.rest()
    assert any("page=7" in query for query in server.lists)
    assert "page 1 of 10" in desk.status.facts
    assert desk.toasts[-1].startswith("There is no page 7: the server gives the same page again")


async def test_the_cursor_tells_the_two_apart(desk: Console) -> None:
    drawn = desk.find("#list")
    assert isinstance(drawn, RowList)
    before = drawn.cursor_key
    await desk.press("j")
    await desk.until(lambda: f"#{SECOND} string" in desk.text())
    assert drawn.cursor_key != before
    await desk.press("ctrl+r")
    await desk.rest()
    assert drawn.cursor == 1
    await desk.press("k")
    await desk.until(lambda: f"#{FIRST} string" in desk.text())


@pytest.mark.parametrize(("steps", "number"), [((), FIRST), (("j",), SECOND)])
async def test_both_open(desk: Console, steps: tuple[str, ...], number: str) -> None:
    await desk.press(*steps, "enter")
    await desk.until("is not there any more")
    await desk.rest()
    assert desk.screen.NAME == "ticket"
    assert f"#{number}" in desk.text()
    facts = desk.find("#facts")
    assert isinstance(facts, Facts)
    said = {fact.label: fact.value for fact in facts.facts}
    assert said["Status"] == said["Priority"] == said["Channel"] == said["Reason"] == "string"
    assert said["Assignee"] == "string"
    assert ("string" in said) is (number == FIRST)  # the custom field, whose label is "string"
    # What the server has no answer for is said where it would stand.
    assert desk.find("#related .panel--note").has_class("-bad")
    assert desk.find("#cases .panel--note").has_class("-bad")
    await desk.press("escape")
    assert f"{number}" in rows(desk)[1 if steps else 0]


async def test_one_leads_to_the_other_and_no_further(desk: Console, server: Example) -> None:
    asked = len(server.lists)
    await desk.press("enter")
    assert f"#{FIRST}" in desk.text()
    await desk.press("right_square_bracket")
    assert f"#{SECOND}" in desk.text()
    await desk.press("right_square_bracket", "right_square_bracket")
    await desk.rest()
    assert desk.toasts[-1] == "This is the last ticket of the list."
    assert f"#{SECOND}" in desk.text()
    await desk.press("left_square_bracket")
    assert f"#{FIRST}" in desk.text()
    assert len(server.lists) == asked


async def test_what_the_server_lacks_is_said_and_nothing_is_lost(desk: Console) -> None:
    await desk.press("s")
    await desk.until("Status of #38838")
    for status in ("open", "in progress", "pending", "resolved"):
        assert status in desk.text()
    await desk.press("o")
    await desk.rest()
    assert desk.toasts[-1].startswith(f"Refused: #{FIRST} ")
    assert "Cannot PUT /api/v1/tickets/string/status" in desk.toasts[-1]
    assert rows(desk)[0].split()[:4] == ["✗", FIRST, "string", "string"]

    await desk.press("e")
    await desk.until("The form can't be shown.")
    assert desk.screen.NAME == "form"
    assert desk.status.trouble
    await desk.press("escape", "at")
    assert desk.screen.NAME == "contact"
    await desk.until("⚠")
    await desk.press("escape")
    for place in ("f3", "f5"):
        await desk.press(place)
        await desk.until("The list could not be fetched.")
    await desk.press("f2")
    assert len(rows(desk)) == 2
