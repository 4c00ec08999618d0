"""A macro on one ticket: seen before it happens, handed over as one, undone as one."""

import pytest
from textual.widgets import TextArea

from klink_tui.models.intent import State
from klink_tui.models.writes import TicketBody
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.macro import MacroScreen
from klink_tui.screens.run import RunScreen
from tests.console import Console
from tests.gate import to
from tests.screens.macroviews import ASK, banner, chosen, message, parts, with_macros
from tests.screens.views import DENIED, after, colleague, go_to_ticket, loaded, on_view, sent, ticket, tickets

SEND, TICKET = to("POST", "/messages/send"), to("PATCH", "/tickets/")


def bodies(c: Console) -> list[object]:
    return [body for method in ("POST", "PUT", "PATCH") for _, body in sent(c, method)]


async def test_it_shows_everything_and_has_done_nothing_yet() -> None:
    async with with_macros() as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open" and one.priority == "low")
        await chosen(c)
        assert parts(c) == ["→ Status open → pending", "→ Priority low → high"]
        assert message(c) == f"Hello {at.contact_name}, about “{at.title}”?"
        text = c.text()
        assert f"Macro Ask, set pending   on {at.label}" in text
        assert f"Message to {at.contact_name}" in text
        assert "This reaches the customer" in text
        assert "nothing has happened yet" in c.status.facts
        await c.press("escape")
        assert tickets(c).ticket == at
        assert (c.writes(), len(c.app.desk.drafts), c.app.desk.outbox.open) == ([], 0, ())


async def test_three_keys_reply_and_set_pending_and_each_part_is_told() -> None:
    async with with_macros() as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open" and one.priority == "low")
        await chosen(c)
        await c.press("ctrl+s")
        await c.rest()
        ((_, body),) = sent(c, "POST")
        assert isinstance(body, dict)
        assert (body["contactId"], body["message"]) == (
            at.contact_id,
            f"Hello {at.contact_name}, about “{at.title}”?",
        )
        ((target, change),) = [*sent(c, "PUT"), *sent(c, "PATCH")]
        assert at.id in target
        assert change == {"status": "pending", "priority": "high"}
        (toast,) = c.toasts
        assert toast.startswith("Macro Ask, set pending: ")
        assert f"✓ {at.contact_name}: message, done" in toast
        assert "status open → pending · priority low → high, done" in toast


async def test_typed_at_once_the_keys_do_the_same() -> None:
    async with with_macros() as (c, _):
        await chosen(c)
        await c.press("escape")
        c.burst("m", "p", "ctrl+s")
        await c.until(lambda: len(c.writes()) == 2)
        await c.rest()
        tickets(c)


async def test_all_of_it_is_one_thing_to_undo_and_the_message_is_a_draft_then() -> None:
    async with with_macros(undo_seconds=30) as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await chosen(c)
        await c.press("ctrl+s")
        await c.until(lambda: len(c.app.desk.outbox.open) == 2)
        dues = {one.due for one in c.app.desk.outbox.open}
        batches = {one.batch for one in c.app.desk.outbox.open}
        assert (len(dues), len(batches), 0 in batches) == (1, 1, False)
        assert c.app.desk.shown(at).status == "pending"
        await c.press("z")
        await c.until(lambda: not c.app.desk.outbox.open)
        await after(c, 60)
        assert c.writes() == []
        assert c.app.desk.shown(at).status == "open"
        await chosen(c)
        assert message(c).count("Hello") == 1, "what came back is what the macro writes"
        assert banner(c) == ""
        await c.press("ctrl+s")
        await after(c, 120)
        assert len(c.writes()) == 2
        assert len(c.app.desk.drafts) == 0


async def test_after_it_was_sent_undo_sends_the_inverse_and_says_what_stays() -> None:
    async with with_macros() as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open" and one.priority == "low")
        await chosen(c)
        await c.press("ctrl+s")
        await c.rest()
        await c.press("z")
        await c.rest()
        assert any("a message that was sent can't be taken back" in toast for toast in c.toasts)
        assert [*sent(c, "PUT"), *sent(c, "PATCH")][-1][1] == {"status": "open", "priority": "low"}
        assert c.app.desk.tickets.latest(at).status == "open"


async def test_a_refused_message_is_a_draft_again_while_the_fields_are_done() -> None:
    async with with_macros() as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open")
        c.gate.answer(SEND, 403, DENIED, times=1)
        await chosen(c)
        await c.press("ctrl+s")
        await c.rest()
        (toast,) = c.toasts
        assert f"✗ {at.contact_name}: message, refused" in toast
        assert "What you typed is a draft again." in toast
        assert "done" in toast
        await c.press("r")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        assert message(c) == f"Hello {at.contact_name}, about “{at.title}”?"
        assert banner(c).startswith("It was not sent: ")


async def test_fields_that_a_colleague_changed_meanwhile_are_a_conflict_and_the_message_goes() -> None:
    async with with_macros(undo_seconds=30) as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open")
        await chosen(c)
        await c.press("ctrl+s")
        await c.until(lambda: c.app.desk.outbox.open)
        async with colleague(c) as other:
            await other.tickets.update_status(at.id, "resolved")
        await after(c, 60)
        assert [one.state for one in c.app.desk.outbox.open] == [State.CONFLICT]
        assert len(sent(c, "POST")) == 1
        assert any("≠ " in toast and "message, done" in toast for toast in c.toasts)
        await chosen(c)
        assert "waits for your decision" in banner(c)


EMPTY = ASK.replace("{contact.name|there}", "{agent.name}")


async def test_an_empty_variable_is_written_before_anything_is_sent() -> None:
    async with with_macros({"macros/ask.toml": EMPTY}) as (c, _):
        await chosen(c)
        assert message(c).startswith("Hello {agent.name}, about")
        assert banner(c) == "{agent.name} has no value here: write something in its place."
        area = c.app.screen.query_one(TextArea)
        assert area.has_focus
        assert area.selected_text == "{agent.name}"
        await c.press("ctrl+s")
        await c.rest()
        on_view(c, MacroScreen)
        assert c.toasts == ["Not sent: {agent.name} is still to be written."]
        assert c.writes() == []
        await c.type("Ada")
        assert banner(c) == ""
        await c.press("ctrl+s")
        await c.rest()
        ((_, body),) = sent(c, "POST")
        assert "Hello Ada, about" in str(body)


async def test_the_agents_name_is_whom_me_means() -> None:
    async with with_macros({"macros/ask.toml": EMPTY}, whole=True) as (c, _):
        agent = next(one.assignee for one in loaded(c) if one.assignee and one.assignee.email)
        c.app.desk.lexicon.me = agent.email
        await chosen(c)
        assert message(c).startswith(f"Hello {agent.name}, about")


async def test_what_a_customer_wrote_is_not_expanded() -> None:
    async with with_macros(whole=True) as (c, _):
        at = tickets(c).ticket
        assert at is not None
        await c.app.desk.tickets.put(type(at).read({**at.raw, "title": "{agent.name} {today} [b]x[/b]"}))
        await c.rest()
        await chosen(c)
        assert "about “{agent.name} {today} [b]x[/b]”?" in message(c)
        assert banner(c) == ""
        assert "{agent.name} {today} [b]x[/b]" in c.text().split("\n")[1]


async def test_what_was_begun_before_is_kept_said_and_asked_about() -> None:
    async with with_macros() as (c, _):
        await c.press("r")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        await c.type("Half a though")
        await c.press("escape")
        await chosen(c)
        assert message(c).startswith("Half a though\n\nHello ")
        assert banner(c) == "What you had written before stands in the message."
        await c.press("escape")
        draft = next(iter(c.app.desk.drafts.all))
        assert draft.content["text"] == "Half a though", "nothing was written, so the draft is as it was"
        await chosen(c)
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))
        await c.settle()
        await c.press("n")
        on_view(c, MacroScreen)
        assert c.writes() == []
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))
        await c.settle()
        await c.press("y")
        await c.rest()
        assert "Half a though\n\nHello " in str(sent(c, "POST")[0][1]).replace("\\n", "\n")
        assert len(c.app.desk.drafts) == 0


async def test_what_is_written_in_it_is_a_draft_as_in_the_composer() -> None:
    async with with_macros() as (c, _):
        at = tickets(c).ticket
        assert at is not None
        await chosen(c)
        await c.press("tab")
        await c.type(" More.")
        await c.press("escape")
        assert c.toasts == [f"Kept what you wrote to {at.contact_name}."]
        await c.press("r")
        await c.until(lambda: isinstance(c.app.screen, ComposeScreen))
        assert message(c).endswith("? More.")
        await c.press("escape")
        await chosen(c)
        assert message(c).endswith("? More.")
        assert message(c).count("Hello") == 1


MISSING = 'key = "p"\ntags = ["refnud"]\n[set]\nstatus = "pending"\npriority = "low"'


async def test_parts_that_cant_be_are_shown_and_asked_about() -> None:
    async with with_macros({"macros/a.toml": MISSING}) as (c, _):
        await go_to_ticket(c, lambda one: one.status == "open" and one.priority == "low")
        await chosen(c)
        assert parts(c) == [
            "! Tags refnud left out: there is no such tag: did you mean refund?",
            "→ Status open → pending",
            "– Priority low left out: it is so already",
        ]
        assert "No message is written." in c.text()
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))
        await c.settle()
        assert "there is no such tag" in c.text()
        await c.press("y")
        await c.rest()
        assert bodies(c) == [{"status": "pending"}]
        assert c.app.desk.outbox.recent[0].batch == 0, "one change is no run"


async def test_nothing_to_do_is_said() -> None:
    async with with_macros({"macros/a.toml": 'key = "p"\n[set]\nstatus = "open"\nassignee = "me"'}) as (c, _):
        await go_to_ticket(c, lambda one: one.status == "open")
        await chosen(c)
        assert parts(c) == [
            "– Status open left out: it is so already",
            "– Assignee me left out: assigning is off here",
        ]
        await c.press("ctrl+s")
        assert c.toasts == ["There is nothing to send: all of it is left out."]
        on_view(c, MacroScreen)


async def test_assigning_goes_with_it_where_it_works() -> None:
    files = {"macros/a.toml": 'key = "p"\n[set]\nstatus = "pending"\nassignee = "nobody"'}
    async with with_macros(files, whole=True) as (c, _):
        c.app.desk.assign_key = "assigneeId"
        at = await go_to_ticket(c, lambda one: one.status == "open" and bool(one.assignee_id))
        await chosen(c)
        assert parts(c)[-1] == f"→ Assignee {at.assignee_name} → nobody"
        await c.press("ctrl+s")
        await c.rest()
        assert bodies(c) == [{"status": "pending"}, {"assigneeId": None}]
        now = c.app.desk.tickets.latest(at)
        assert (now.status, now.assignee_id) == ("pending", "")
        await c.press("z")
        await c.rest()
        now = c.app.desk.tickets.latest(at)
        assert (now.status, now.assignee_id) == ("open", at.assignee_id)


async def test_a_change_of_the_ticket_meanwhile_is_seen_before_it_is_sent() -> None:
    async with with_macros(whole=True) as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open" and one.priority == "low")
        await chosen(c)
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(priority="medium"))
        await c.app.desk.mirror.sweep()
        await c.until(lambda: parts(c) == ["→ Status open → pending", "→ Priority medium → high"])


async def test_it_goes_to_the_next_ticket_where_it_says_so_and_in_a_run() -> None:
    files = {"macros/a.toml": f"next = true\n{ASK}", "macros/b.toml": 'key = "b"\n[set]\nstatus = "pending"'}
    async with with_macros(files, whole=True) as (c, _):
        first = tickets(c).ticket
        await chosen(c)
        await c.press("ctrl+s")
        await c.rest()
        assert tickets(c).ticket != first
        await c.press("R")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        await c.rest()
        run = on_view(c, RunScreen)
        before = run.ticket
        await chosen(c, "b")
        await c.press("ctrl+s")
        await c.rest()
        assert on_view(c, RunScreen).ticket != before
        assert run.run.stops[0].result == "acted on"


async def test_in_a_run_it_goes_on_also_where_the_ticket_has_its_status_already() -> None:
    both = 'key = "b"\nmessage = "Which parcel?"\n[set]\nstatus = "pending"'
    async with with_macros({"macros/b.toml": both}, whole=True) as (c, _):
        pending = await go_to_ticket(c, lambda one: one.status == "pending" and bool(one.contact_id))
        await c.press("R")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        await c.rest()
        run = on_view(c, RunScreen)
        assert run.ticket.key == pending.key
        await chosen(c, "b")
        await c.press("ctrl+s")
        await c.rest()
        assert on_view(c, RunScreen).ticket.key != pending.key


async def test_on_a_ticket_it_stays_there_unless_it_says_next() -> None:
    async with with_macros() as (c, _):
        await c.press("enter")
        await c.rest()
        at = ticket(c).ticket
        await chosen(c)
        await c.press("ctrl+s")
        await c.rest()
        assert ticket(c).ticket.key == at.key
        assert ticket(c).ticket.status == "pending"


async def test_a_ticket_without_contact_gets_its_fields_alone_once_that_was_asked() -> None:
    async with with_macros(whole=True) as (c, _):
        at = await go_to_ticket(c, lambda one: one.status == "open")
        bare = {key: value for key, value in at.raw.items() if key not in ("contact", "contactId")}
        await c.app.desk.tickets.put(type(at).read(bare))
        await c.rest()
        await chosen(c)
        assert "No message: the ticket has no contact to write to." in c.text()
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, ConfirmScreen))


async def test_where_it_cant_be_written_down_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    from klink_tui.errors import StoreError

    async def fails(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    async with with_macros() as (c, _):
        await chosen(c)
        monkeypatch.setattr(c.app.desk.outbox, "add", fails)
        await c.press("ctrl+s")
        await c.rest()
        assert banner(c) == "Not sent; your text is still here. The disk is full."
        assert c.writes() == []
        assert message(c).startswith("Hello ")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_it_fits(size: tuple[int, int]) -> None:
    async with with_macros(size=size) as (c, _):
        await chosen(c)
        assert "ctrl+s Send" in c.text()
        assert "Hello " in c.text()
