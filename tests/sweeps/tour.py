"""A walk through the whole console, as an agent would take it, that looks at every screen on its way.

It presses keys and never asks what is on view: where a server gives nothing, a key that has nothing to work on does
nothing, and the walk goes on.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widget import Widget

from klink_tui.desk.formjobs import SEARCHED
from klink_tui.screens.base import DeskScreen
from klink_tui.screens.setup import SetupScreen
from klink_tui.widgets.bars import StatusLine
from klink_tui.widgets.formrow import FormRow
from tests.sweeps.bench import Bench

FRAME: Final = 3
"""Lines of a screen that are there whatever it holds: the top bar, the status line, the key bar."""
_RULES: Final = frozenset("▁▏▌▊│╭╮╰╯─")


@dataclass(frozen=True, slots=True)
class Look:
    """A screen as it was found."""

    screen: str
    """The class of the screen on view."""
    text: str
    """What was on view, line by line."""
    trouble: str
    """What the status line said went wrong."""
    toasts: tuple[str, ...]
    """What came up since the stop before, loud or not."""

    loud: tuple[str, ...]
    """Those of them that said that something went wrong."""

    said: str
    """Everything that could be read there or come upon by scrolling, without breaks between lines."""


class Tour:
    """What was seen on a walk."""

    def __init__(self, bench: Bench) -> None:
        """Start where the console starts."""
        self.bench = bench
        self.looks: dict[str, Look] = {}
        """Stop → what was seen there, in the order of the walk."""

    async def look(self, stop: str) -> None:
        """Wait until nothing more happens, and look: a screen must never be blank."""
        await self.bench.still()
        screen = self.bench.app.screen
        toasts, loud = tuple(self.bench.toasts), tuple(self.bench.loud_toasts)
        self.bench.app.clear_notifications()
        await self.bench.settle()  # a toast comes and goes when it likes: the screen is looked at without
        text = self.bench.text()
        trouble = screen.query_one(StatusLine).trouble if isinstance(screen, DeskScreen) else ""
        assert stop not in self.looks, f"{stop} was looked at before"
        self.looks[stop] = Look(
            screen=type(screen).__name__,
            text=text,
            trouble=trouble,
            toasts=toasts,
            loud=loud,
            said=" ".join((*map(_text_of, self.bench.drawn()), trouble, *toasts)),
        )
        assert _holds_something(text, framed=not isinstance(screen, ModalScreen)), f"{stop} is blank:\n{text}"

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, faster than anything can be fetched."""
        await self.bench.press(*keys)


def _text_of(widget: Widget) -> str:
    lines = widget.render_lines(Region(0, 0, *widget.size))
    return " ".join(" ".join(line.text for line in lines).split())


def _holds_something(text: str, *, framed: bool) -> bool:
    lines = text.split("\n")
    body = lines[1 : 1 - FRAME] if framed else lines
    return any(not char.isspace() and char not in _RULES for line in body for char in line)


async def walk(bench: Bench, *, whole: bool = False) -> Tour:
    """Walk through every place, or where asked the ``whole`` of each, and give what was seen."""
    tour = Tour(bench)
    for visit in WHOLE if whole else SHORT:
        await visit(tour)
    return tour


async def _tickets(tour: Tour) -> None:
    await tour.look("tickets")
    await tour.press("n")
    await tour.look("tickets: next page")


async def _ticket(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "enter")
    await tour.look("ticket")


async def _status(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "s")
    await tour.bench.still()
    await tour.press("down", "enter")
    await tour.look("status: set")


async def _message(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "r")
    await tour.bench.still()
    await tour.press("H", "i", "ctrl+s")
    await tour.look("message: sent")


async def _ticket_form(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "e")
    await tour.look("form of a ticket")


async def _contacts(tour: Tour) -> None:
    await tour.bench.go("contacts")
    await tour.look("contacts")
    await tour.press("enter")
    await tour.look("contact")


async def _cases(tour: Tour) -> None:
    await tour.bench.go("cases")
    await tour.look("cases")
    await tour.press("enter")
    await tour.look("case")


async def _library(tour: Tour) -> None:
    await tour.bench.go("library")
    await tour.press("1")
    await tour.look("library: categories")


async def _log(tour: Tour) -> None:
    await tour.bench.go("log")
    await tour.look("log")
    await tour.press("j", "enter")
    await tour.look("log: one request")


# The further corners of each place


async def _more_of_tickets(tour: Tour) -> None:
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


async def _more_of_a_ticket(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("g", "enter", "]")
    await tour.look("ticket: next")
    await tour.press("tab", "j", "enter")
    await tour.look("ticket: of the same contact")
    await tour.press("@")
    await tour.look("ticket: its contact")


async def _priority(tour: Tour) -> None:
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


async def _second_message(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("j", "r")
    await tour.look("second message")
    await tour.press("H", "o", "ctrl+s")
    await tour.look("second message: sent")
    await tour.press("ctrl+s")
    await tour.look("second message: sent twice")


async def _sent_forms(tour: Tour) -> None:
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


async def _more_of_contacts(tour: Tour) -> None:
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


async def _more_of_cases(tour: Tour) -> None:
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


async def _more_of_the_library(tour: Tour) -> None:
    await tour.bench.go("library")
    for place, shelf in enumerate(("tags", "channels", "groups", "presence"), 2):
        await tour.press(str(place))
        await tour.look(f"library: {shelf}")
    await tour.press("3", "+")
    await tour.look("new channel")


async def _setup(tour: Tour) -> None:
    await tour.bench.go("tickets")
    tour.bench.app.push_screen(SetupScreen(tour.bench.app.session, why="The token is not there any more."))
    await tour.look("setup")
    await tour.press("ctrl+s")
    await tour.look("setup: no token")


async def _over_all(tour: Tour) -> None:
    await tour.bench.go("tickets")
    await tour.press("?")
    await tour.look("help")
    await tour.bench.go("tickets")
    await tour.press("ctrl+p")
    await tour.look("palette")
    await tour.bench.go("tickets")
    await tour.press("B")
    await tour.look("go to")


Visit = Callable[[Tour], Awaitable[None]]
SHORT: Final[tuple[Visit, ...]] = (
    *(_tickets, _ticket, _status, _message, _ticket_form, _contacts, _cases, _library, _log),
)
"""Every place, and one of each kind of screen."""
WHOLE: Final[tuple[Visit, ...]] = (
    *SHORT,
    *(_more_of_tickets, _more_of_a_ticket, _priority, _second_message, _sent_forms, _more_of_contacts, _more_of_cases),
    *(_more_of_the_library, _over_all, _setup),
)
"""The whole of each place: every list, box, form and write."""
