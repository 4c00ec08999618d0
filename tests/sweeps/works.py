"""What an agent does with tickets in earnest: runs, bulk changes, macros, notes, and what the outbox asks of him."""

from tests.gate import to
from tests.sweeps.tour import Tour


async def boxes(tour: Tour) -> None:
    """Open the boxes of the list."""
    for stop, key in (("columns", "c"), ("views", "E"), ("themes", "T"), ("recents", "ctrl+e"), ("field", "F")):
        await tour.bench.go("tickets")
        await tour.press("g", key)
        await tour.look(f"tickets: {stop}")
    await tour.bench.go("tickets")
    await tour.bench.pilot.click(offset=(20, 8), button=3)
    await tour.look("tickets: menu")


async def texts(tour: Tour) -> None:
    """Write a note, and look at a message as Markdown."""
    await tour.bench.go("tickets")
    await tour.press("j", "j", "N")
    await tour.bench.still()
    await tour.press("C", "a", "l", "l")
    await tour.look("note")
    await tour.bench.go("tickets")
    await tour.press("r")
    await tour.bench.still()
    await tour.press("H", "i", "ctrl+t")
    await tour.look("message: as Markdown")


async def run(tour: Tour) -> None:
    """Go through a few tickets one after the other."""
    await tour.bench.go("tickets")
    await tour.press("g", "R")
    await tour.look("run")
    await tour.press("right_square_bracket", "d")
    await tour.look("run: third")
    await tour.press("escape")
    await tour.look("run: left")


async def macro(tour: Tour) -> None:
    """Stage a macro, and let it out."""
    await tour.bench.go("tickets")
    await tour.press("G", "m")
    await tour.look("macro: which")
    await tour.press("p")
    await tour.look("macro: staged")
    await tour.press("ctrl+s")
    await tour.look("macro: let out")


async def decisions(tour: Tour) -> None:
    """Come between two changes of one ticket, lose the answer to a message, and decide what becomes of them."""
    await tour.bench.go("tickets")
    await tour.press("#")
    await tour.bench.still()
    await tour.press("1", "enter")
    await tour.bench.still()
    await tour.press("g", "j", "j", "j", "j")
    await tour.bench.meanwhile(status="resolved", title="Somebody has looked into it by now")
    await tour.press("s")
    await tour.bench.still()
    await tour.press("p")
    await tour.look("status: somebody else was here")
    await tour.press("j", "r")
    await tour.bench.still()
    tour.bench.gate.lose(to("POST", "/messages/send"), times=1)
    await tour.press("H", "e", "y", "ctrl+s")
    await tour.look("message: no answer")
    for row in range(3):
        await tour.bench.go("outbox")
        await tour.press("g", *("j" * row))
        await tour.look(f"outbox: row {row + 1}")
        await tour.press("enter")
        await tour.look(f"outbox: row {row + 1} to decide")


async def bulk(tour: Tour) -> None:
    """Change three tickets at once."""
    await tour.bench.go("tickets")
    await tour.press("g", "j", "j", "j", "space", "space", "space", "!")
    await tour.bench.still()
    await tour.press("h")
    await tour.look("bulk: plan")
    await tour.press("ctrl+s")
    await tour.bench.still()
    await tour.press("ctrl+r")
    await tour.look("bulk: begun")


ALL = (boxes, texts, run, macro, decisions, bulk)
"""All of them, in the order of the walk."""
