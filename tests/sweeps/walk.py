"""A walk through the whole console, as an agent would take it, that looks at every screen on its way.

It presses keys and never asks what is on view: where a server gives nothing, a key that has nothing to work on does
nothing, and the walk goes on.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from tests.sweeps import corners, works
from tests.sweeps.bench import Bench
from tests.sweeps.tour import Tour


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


Visit = Callable[[Tour], Awaitable[None]]
SHORT: Final[tuple[Visit, ...]] = (
    *(_tickets, _ticket, _status, _message, _ticket_form, _contacts, _cases, _library, _log),
)
"""Every place, and one of each kind of screen."""
WHOLE: Final[tuple[Visit, ...]] = (*SHORT, *corners.ALL, *works.ALL)
"""The whole of each place: every list, box, form and write."""
