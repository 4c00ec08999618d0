"""The pictures of the README: ``python -m tests.pictures`` drives the console against the sandbox and writes them."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klink_tui.models.writes import TicketBody
from klink_tui.screens.tickets import TicketsScreen
from klink_tui.widgets.formrow import FormRow
from tests.console import Console, console
from tests.screens.views import colleague, on_view
from tests.screens.ways import counted

FOLDER: Final = Path(__file__).parent.parent / "screenshots"
_RANDOM_ID: Final = re.compile(r"terminal-\d+")

Way = Callable[[Console], Awaitable[None]]


@dataclass(frozen=True)
class Picture:
    """One picture: how to get there, and how large the terminal is."""

    name: str
    way: Way
    size: tuple[int, int] = (120, 36)
    theme: str = "klink-dark"


async def _queue(view: Console) -> None:
    await view.press(*"jjjjj")


async def _ticket(view: Console) -> None:
    await view.press(*"jjjj", "enter")
    await _arrived(view)


async def _contact(view: Console) -> None:
    await view.press("f3")
    await _arrived(view)
    await view.press(*"jj", "enter")
    await _arrived(view)


async def _form(view: Console) -> None:
    await view.press("j", "e")
    await view.until(lambda: view.app.screen.query("FormRow"))
    await _arrived(view)
    await view.press("end", "ctrl+u")
    await view.type("Parcel is still at the hub")
    next(row for row in view.app.screen.query(FormRow) if row.name == "cf_date").control.focus()
    await view.type("soon")


async def _status(view: Console) -> None:
    await view.press("j", "s")
    await _arrived(view)


async def _composer(view: Console) -> None:
    await view.press("j", "r")
    await _arrived(view)
    await view.type("Thank you for the photos. The replacement leaves tomorrow morning.")


async def _cases(view: Console) -> None:
    await view.press("f5")
    await _arrived(view)
    await view.press("j")
    await _arrived(view)


async def _library(view: Console) -> None:
    await view.press("f6")
    await _arrived(view)


async def _help(view: Console) -> None:
    await view.press("question_mark")
    await _arrived(view)


async def _run(view: Console) -> None:
    await view.app.desk.mirror.sweep()
    on_view(view, TicketsScreen).open_query("status:open sort:created")
    await _arrived(view)
    await view.press("R")
    await _arrived(view)
    await view.press("d", "d", "right_square_bracket", "d")
    await _arrived(view)


async def _macro(view: Console) -> None:
    await view.press("j", "m", "p")
    await _arrived(view)


async def _bulk(view: Console) -> None:
    await view.press(*["space"] * 8, "s", "p")
    await _arrived(view)


async def _conflict(view: Console) -> None:
    await view.press("j")
    ticket = on_view(view, TicketsScreen).ticket
    assert ticket is not None
    async with colleague(view) as other:
        await other.tickets.update(ticket.id, TicketBody(status="resolved", title="Solved on the phone this morning"))
    await view.press("s", "p", "j", "s", "p", "j", "exclamation_mark", "h", "j", "s", "i")
    await _arrived(view)
    view.app.clear_notifications()
    await view.press("O", "g", "enter")
    await _arrived(view)


async def _outbox(view: Console) -> None:
    await _conflict(view)
    await view.press("escape")


async def _arrived(view: Console) -> None:
    """Wait until everything asked for has come and is drawn: nothing changes any more."""
    before = ""
    while before != (now := view.text()):
        before = now
        await view.pilot.pause(0.3)


PICTURES: Final = (
    Picture("tickets", _queue),
    Picture("tickets-light", _queue, theme="klink-light"),
    Picture("tickets-80x24", _queue, size=(80, 24)),
    Picture("ticket", _ticket),
    Picture("contact", _contact),
    Picture("form", _form),
    Picture("status", _status),
    Picture("composer", _composer),
    Picture("cases", _cases),
    Picture("library", _library),
    Picture("help", _help),
    Picture("run", _run),
    Picture("macro", _macro),
    Picture("bulk", _bulk),
    Picture("conflict", _conflict),
    Picture("outbox", _outbox, theme="klink-light"),
    Picture("tickets-contrast", _queue, theme="klink-contrast-dark"),
)


async def draw(picture: Picture) -> str:
    """Give a picture as SVG; the same again each time."""
    async with console(size=picture.size, theme=picture.theme, tickets=480, contacts=160) as view:
        await picture.way(view)
        await _arrived(view)
        await counted(view)
        return _RANDOM_ID.sub("terminal", view.app.export_screenshot(title="klink-tui"))


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        (FOLDER / f"{picture.name}.svg").write_text(asyncio.run(draw(picture)), encoding="utf-8")


if __name__ == "__main__":
    main()
