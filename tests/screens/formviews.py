"""What tests of forms look at: the form on view, its rows, and the ways to fill them in."""

from textual.widget import Widget
from textual.widgets import Static, TextArea

from klink_tui.models.ticket import Ticket
from klink_tui.screens.form import FormScreen
from klink_tui.widgets.formrow import FormRow
from tests.console import Console
from tests.gate import to
from tests.screens.views import on_view, tickets

PATCH = to("PATCH", "/tickets/")
CREATE = to("POST", "/tickets")


def form(c: Console) -> FormScreen:
    return on_view(c, FormScreen)


def row(c: Console, key: str) -> FormRow:
    return next(one for one in form(c).query(FormRow) if one.name == key)


def banner(c: Console) -> str:
    shown = form(c).query_one("#banner", Static)
    return str(shown.content) if shown.display else ""


def focused(c: Console) -> str:
    """The system name of the field that has the focus."""
    return next((node.name or "" for node in c.app.screen.query(FormRow) if node.control.has_focus), "")


async def opened(c: Console, key: str = "e") -> None:
    """Open a form and wait until it stands with its choices."""
    await c.press(key)
    await c.until(lambda: isinstance(c.app.screen, FormScreen) and "changed ·" in c.text())
    await c.rest()


async def go_to(c: Console, key: str) -> None:
    row(c, key).control.focus()
    await c.settle()
    assert focused(c) == key


async def fill(c: Console, key: str, text: str) -> None:
    """Type over what a field of text holds."""
    await go_to(c, key)
    control = row(c, key).control
    if isinstance(control, TextArea):
        control.select_all()
        await c.press("delete")
    else:
        await c.press("end", "shift+home", "delete")
    await c.type(text)


def in_view(c: Console, control: Widget) -> bool:
    return form(c).query_one("#fields").region.contains_region(control.region)


def current(c: Console) -> Ticket:
    at = tickets(c).ticket
    assert at is not None
    return at
