"""The further corners of each place: what the short walk passes by."""

from klink_tui.desk.formjobs import SEARCHED
from klink_tui.screens.setup import SetupScreen
from klink_tui.widgets.formrow import FormRow
from tests.sweeps.tour import Tour


async def more_of_tickets(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "j", "j")
    await tour.look("tickets: third row")
    await tour.press("P")
    await tour.look("tickets: preview at the right")
    await tour.press("P", "P", "P", "G")
    await tour.look("tickets: last row")
    await tour.press("j")
    await tour.look("tickets: over the edge")
    await tour.press("#")
    await tour.look("tickets: which page")
    await tour.press("1", "enter")
    await tour.look("tickets: page 1 again")
    await tour.press("w")
    await tour.look("tickets: rows a page")
    await tour.press("2", "enter")
    await tour.look("tickets: another page size")


async def more_of_a_ticket(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "enter", "]")
    await tour.look("ticket: next")
    await tour.press("tab", "j", "enter")
    await tour.look("ticket: of the same contact")
    await tour.press("@")
    await tour.look("ticket: its contact")


async def priority(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("j")
    await tour.bench.still()
    await tour.press("s")
    await tour.look("status: which")
    await tour.bench.go("tickets")
    await tour.press("!")
    await tour.look("priority: which")
    await tour.press("down", "enter")
    await tour.look("priority: set")


async def second_message(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("j", "r")
    await tour.look("second message")
    await tour.press("H", "o", "ctrl+s")
    await tour.look("second message: sent")
    await tour.press("ctrl+s")
    await tour.look("second message: sent twice")


async def sent_forms(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "e")
    await tour.look("form of a ticket: once more")
    await tour.press("x", "y", "ctrl+s")
    await tour.look("form of a ticket: sent")
    await tour.bench.go("tickets")
    await tour.press("+")
    await tour.look("form of a new ticket")
    await tour.press("ctrl+s")
    await tour.look("form of a new ticket: incomplete")
    for row in tour.bench.app.screen.query(FormRow):
        if row.field.spec.source in SEARCHED:
            row.control.focus()
            await tour.press("enter")
            await tour.look("form of a new ticket: whose")
            await tour.press("escape")
    await tour.bench.go("contacts")
    await tour.press("e")
    await tour.look("form of a contact: once more")
    await tour.press("x", "ctrl+s")
    await tour.look("form of a contact: sent")
    await tour.bench.go("contacts")
    await tour.press("+")
    await tour.look("form of a new contact")


async def more_of_contacts(tour: Tour) -> None:
    await tour.bench.go("contacts")
    await tour.press("/", "m", "a", "enter")
    await tour.look("contacts: found")
    await tour.press("ctrl+l", "j", "enter")
    await tour.bench.still()
    await tour.press("t")
    await tour.look("tags: which")
    await tour.press("v", "i", "p", "enter")
    await tour.look("tags: added")
    await tour.bench.go("contacts")
    await tour.press("D")
    await tour.look("contact: delete")
    await tour.press("y")
    await tour.look("contact: deleted")


async def more_of_cases(tour: Tour) -> None:
    await tour.bench.go("cases")
    await tour.press("n")
    await tour.look("cases: next page")
    await tour.press("D")
    await tour.look("cases: which days")
    await tour.press("w")
    await tour.look("cases: a week")
    for row in range(4):
        await tour.bench.go("cases")
        await tour.press("j", "enter", "c", "o", "k", "ctrl+s")
        await tour.look(f"case: comment on row {row + 1}")


async def more_of_the_library(tour: Tour) -> None:
    await tour.bench.go("library")
    for place, shelf in enumerate(("tags", "channels", "groups", "presence"), 2):
        await tour.press(str(place))
        await tour.look(f"library: {shelf}")
    await tour.press("3", "+")
    await tour.look("new channel")


async def setup(tour: Tour) -> None:
    await tour.bench.go("tickets")
    tour.bench.app.push_screen(SetupScreen(tour.bench.app.session, why="The token is not there any more."))
    await tour.look("setup")
    await tour.press("ctrl+s")
    await tour.look("setup: no token")


async def over_all(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("?")
    await tour.look("help")
    await tour.bench.go("tickets")
    await tour.press("ctrl+p")
    await tour.look("palette")
    await tour.bench.go("tickets")
    await tour.press("B")
    await tour.look("go to")


ALL = (
    *(more_of_tickets, more_of_a_ticket, priority, second_message, sent_forms),
    *(more_of_contacts, more_of_cases, more_of_the_library, over_all, setup),
)
"""All of them, in the order of the walk."""
