"""What an agent sees of what others did: a sign on the row, a count that moved, one toast."""

from klink_tui.desk.desk import Desk
from klink_tui.desk.noticerules import Rule
from klink_tui.models.writes import TicketBody
from klink_tui.widgets.viewbar import Entry, ViewBar
from tests.console import Console, console
from tests.screens.views import after, colleague, loaded, tickets


async def come_in(c: Console, priority: str = "high") -> None:
    """Let a colleague create a ticket, and the desk look."""
    contact = loaded(c)[0].contact_id
    async with colleague(c) as other:
        body = {"title": "Fresh", "contact_id": contact, "priority": priority, "custom_fields": {"cf_region": "north"}}
        await other.tickets.create(TicketBody.model_validate(body))
    await c.app.desk.mirror.poll()


def rules(desk: Desk, *given: Rule) -> None:
    """Give a desk other rules."""
    desk._rules = given
    desk.__dict__.pop("noticing", None)


async def test_a_new_ticket_has_a_sign_a_moved_count_and_one_toast() -> None:
    async with console(size=(150, 36)) as c:
        rules(c.app.desk, Rule("Urgent", "priority:high"))
        await c.app.desk.mirror.sweep()
        await c.press("slash")
        await c.type("sort:-number")
        await c.press("enter")
        await c.rest()
        tickets(c).count_now()
        await c.rest()
        await c.app.desk.noticing.take()
        await come_in(c)
        await after(c, 30)
        c.app.notice_what_is_due()
        await c.until(lambda: c.toasts == ["News: 1 new · Urgent 1 new"])
        await c.until(lambda: any(line.strip().startswith("+") and "Fresh" in line for line in c.text().split("\n")))
        tickets(c).count_now()
        await c.until(lambda: urgent(c).moved == 1)
        assert f"Urgent {urgent(c).count} +1" in c.text()
        await c.press("4")
        await c.until(lambda: urgent(c).moved == 0)


def urgent(c: Console) -> Entry:
    """Give the fourth view as the bar names it."""
    return tickets(c).query_one(ViewBar).entries[3]


async def test_help_says_what_the_signs_mean() -> None:
    async with console() as c:
        await c.press("question_mark")
        await c.type("SLA")
        await c.until("Age is age, not")
