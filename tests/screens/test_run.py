"""The queue run: one ticket at a time, from the list to the summary, by keys alone."""

import asyncio

import pytest

from klink_tui.desk.drafts import NOTE
from klink_tui.desk.queuerun import Result
from klink_tui.screens import marks
from klink_tui.screens import tickets as tickets_module
from klink_tui.screens.note import NoteScreen
from klink_tui.screens.run import RunScreen, RunSummary
from tests.console import Console, console
from tests.screens.views import after, colleague, facts_of, loaded, on_view, sent, tickets

OPEN = "status:open"


async def begun(c: Console, query: str = OPEN) -> list[str]:
    """Begin a run over what a query finds; give the keys of its tickets."""
    await c.rest()
    tickets(c).open_query(query)
    await c.rest()
    keys = [one.key for one in loaded(c)]
    await c.press("R")
    await c.until(lambda: isinstance(c.app.screen, RunScreen))
    await c.rest()
    return keys


def run(c: Console) -> RunScreen:
    return on_view(c, RunScreen)


async def test_d_resolves_and_the_next_ticket_stands_in_its_place() -> None:
    async with console(tickets=30) as c:
        keys = await begun(c)
        assert c.status.facts.startswith(f"run 1 of {len(keys)} · {OPEN} · #")
        screen, first = c.app.screen, run(c).ticket
        await c.press("d")
        assert c.app.screen is screen
        assert run(c).ticket.key == keys[1]
        await c.press("s", "p")
        assert run(c).ticket.key == keys[2]
        await c.rest()
        assert sent(c, "PUT")[0] == (f"/api/v1/tickets/{first.id}/status", {"status": "resolved"})
        assert [body for _, body in sent(c, "PUT")] == [{"status": "resolved"}, {"status": "pending"}]
        assert c.status.facts.startswith(f"run 3 of {len(keys)} · ")


async def test_the_dot_does_again_what_was_done_last_and_goes_on_like_it() -> None:
    async with console(tickets=30) as c:
        keys = await begun(c)
        await c.press("d", "full_stop")
        assert run(c).ticket.key == keys[2]
        await c.rest()
        assert [body for _, body in sent(c, "PUT")] == [{"status": "resolved"}] * 2
        await c.press("exclamation_mark", "h")
        assert run(c).ticket.key == keys[2], "a priority is no end"
        await c.rest()
        await c.press("right_square_bracket", "full_stop")
        await c.rest()
        assert run(c).ticket.key == keys[3]
        assert c.app.desk.shown(run(c).ticket).priority == "high"


async def test_a_skip_keeps_its_reason_on_this_machine_and_in_the_summary() -> None:
    async with console(tickets=30) as c:
        keys = await begun(c)
        label = run(c).ticket.label
        await c.press("x", "n")
        assert run(c).ticket.key == keys[1]
        assert c.app.desk.drafts.note_on(keys[0]) == "2026-03-30 skipped: not mine"
        await c.press("x", "o")
        await c.type("asks for the director")
        await c.press("enter", "left_square_bracket")
        assert facts_of(c, "#facts")["Your note"] == "2026-03-30 skipped: asks for the director"
        await c.press("escape")
        await c.until(lambda: isinstance(c.app.screen, RunSummary))
        assert "The run was left" in c.text()
        assert "2 skipped" in c.text()
        assert f"{label}: not mine" in c.text()
        await c.press("enter")
        assert tickets(c).list.cursor_key == keys[1]
        assert c.writes() == []
        assert {draft.kind for draft in c.app.desk.drafts.all} == set(), "a note is no draft to be sent"
        assert c.app.desk.drafts.get(NOTE, keys[0]) is not None


async def test_a_ticket_that_left_the_view_meanwhile_is_passed_over_and_that_is_said() -> None:
    async with console(tickets=30) as c:
        keys = await begun(c)
        gone = c.app.desk.tickets.get(keys[1])
        assert gone is not None
        async with colleague(c) as other:
            await other.tickets.update_status(gone.id, "resolved")
        await c.app.desk.tickets.server.load(1)
        await c.rest()
        await run(c)._look_ahead().wait()
        await c.press("d")
        assert run(c).ticket.key == keys[2]
        await c.until(lambda: "1 ticket left the view meanwhile: passed over." in c.toasts)
        assert [(stop.key, stop.result) for stop in run(c).run.stops][1:] == [(keys[1], Result.GONE)]


@pytest.mark.parametrize("query", [OPEN, ""])
async def test_a_run_goes_over_so_many_from_the_cursor_on_and_a_few_before(
    query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (marks, tickets_module):
        monkeypatch.setattr(module, "RUN_MOST", 3)
    monkeypatch.setattr(marks, "BEFORE", 1)
    async with console(tickets=40) as c:
        await c.rest()
        tickets(c).open_query(query)
        await c.rest()
        keys = [one.key for one in loaded(c)]
        await c.press("j", "j", "R")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        assert run(c).ticket.key == keys[2]
        assert run(c).run.progress().startswith("2 of 4")
        assert c.toasts == ["The run goes over 3 tickets from here on: there may be more."]


async def test_the_end_sums_up_and_one_can_go_back_from_it() -> None:
    async with console(tickets=30) as c:
        keys = await begun(c)
        for _ in keys:
            await c.press("d")
        await c.until(lambda: isinstance(c.app.screen, RunSummary))
        assert "The run is over" in c.text()
        assert f"{len(keys)} acted on" in c.text()
        await c.press("left_square_bracket")
        assert run(c).ticket.key == keys[-1]
        await c.press("left_square_bracket")
        assert run(c).ticket.key == keys[-2]
        await c.press("escape", "escape")
        tickets(c)
        await c.rest()
        assert len(sent(c, "PUT")) == len(keys)


async def test_a_run_over_marked_tickets_goes_over_those_alone() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("space", "j", "space", "space", "g", "R")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        assert c.status.facts.startswith("run 1 of 3 · 3 marked")


async def test_the_next_tickets_are_fetched_ahead() -> None:
    async with console(tickets=30) as c:
        keys = await begun(c, "priority:medium")
        near = {one.contact_id for key in keys[:4] if (one := c.app.desk.tickets.get(key)) is not None}
        asked = {entry.target.rpartition("/")[2] for entry in c.sandbox.log if "/contacts/" in entry.target}
        assert near <= asked
        assert len(asked) == len(near), "and no others"


async def test_a_message_sent_with_a_status_is_one_step_and_ends_the_ticket() -> None:
    async with console(tickets=30, undo_seconds=10) as c:
        keys = await begun(c)
        first = run(c).ticket
        await c.press("r")
        await c.type("On its way")
        await c.press("ctrl+n", "p")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        assert run(c).ticket.key == keys[1]
        assert len(c.app.desk.outbox.open) == 2
        await c.press("z")
        await c.until(lambda: not c.app.desk.outbox.open)
        assert c.app.desk.drafts.get("message", first.key) is not None
        await c.press("left_square_bracket", "r", "ctrl+n", "p")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        await after(c, 11)
        assert [body for _, body in sent(c, "PUT")] == [{"status": "pending"}]
        assert len(sent(c, "POST")) == 1


async def test_a_form_sent_with_a_status_ends_the_ticket() -> None:
    async with console(tickets=30) as c:
        keys = await begun(c)
        await c.press("e")
        await c.until("nothing changed · Title")
        await c.rest()
        await c.press("end")
        await c.type(" seen")
        await c.press("ctrl+n", "p")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        assert run(c).ticket.key == keys[1]
        await c.rest()
        ((_, body),) = sent(c, "PATCH")
        assert isinstance(body, dict)
        assert (body["status"], body["title"].endswith(" seen")) == ("pending", True)


@pytest.mark.parametrize("where", ["list", "ticket"])
async def test_d_goes_on_in_the_list_and_in_a_ticket_too(where: str) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        tickets(c).open_query(OPEN)
        await c.rest()
        first, second = loaded(c)[:2]
        await c.press(*(["enter"] if where == "ticket" else []), "d")
        await c.rest()
        assert sent(c, "PUT") == [(f"/api/v1/tickets/{first.id}/status", {"status": "resolved"})]
        if where == "ticket":
            assert second.label in c.text().split("\n")[1]
        else:
            assert tickets(c).list.cursor_key == second.key


async def test_the_dot_has_nothing_to_do_at_first() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("full_stop")
        assert c.toasts == ["There is nothing to repeat yet: . does again what was last done to a ticket."]
        assert c.writes() == []


async def test_marked_tickets_need_not_be_in_the_view() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        await c.press("space", "space")
        marked = tickets(c).marked
        tickets(c).open_query("nosuchword")
        await c.rest()
        await c.press("R")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        assert run(c).ticket.key == marked[0]
        await c.press("right_square_bracket")
        assert run(c).ticket.key == marked[1]
        assert not [stop for stop in run(c).run.stops if stop.result is Result.GONE]


async def test_one_comes_back_to_the_page_that_the_run_was_left_on() -> None:
    async with console(tickets=30, page_size=10) as c:
        await c.rest()
        await c.app.desk.mirror.sweep()
        await c.rest()
        await c.press("G", "R")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        await c.press("right_square_bracket")
        key = run(c).ticket.key
        await c.press("escape", "enter")
        await c.rest()
        assert (tickets(c).number, tickets(c).list.cursor_key) == (2, key)


async def test_what_becomes_of_an_earlier_change_is_no_act_of_the_run() -> None:
    async with console(tickets=30, undo_seconds=5) as c:
        await c.rest()
        await c.press("j", "exclamation_mark", {"high": "l"}.get(loaded(c)[1].priority, "h"), "k", "R")
        await c.until(lambda: isinstance(c.app.screen, RunScreen))
        await after(c, 6)
        assert len(sent(c, "PATCH")) == 1
        assert run(c).run.stops == ()


async def test_keys_that_follow_at_once_are_for_the_run() -> None:
    async with console(tickets=30) as c:
        await c.rest()
        second = loaded(c)[1].key
        c.burst("R", "right_square_bracket", "N")
        await c.until(lambda: isinstance(c.app.screen, NoteScreen))
        assert isinstance(c.app.screen_stack[-2], RunScreen)
        await c.press("escape")
        assert run(c).ticket.key == second


async def test_a_run_that_is_long_in_coming_covers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(tickets=30) as c:
        await c.rest()
        found = asyncio.Event()

        async def late(self: marks.MarkingScreen, key: str) -> list[str]:
            await found.wait()
            return [key]

        monkeypatch.setattr(marks.MarkingScreen, "_keys_near", late)
        await c.press("R", "W")
        await c.until("Keep as view")
        found.set()
        await c.rest()
        assert "Keep as view" in c.text()
        assert c.toasts == ["The run was not opened: something else was, meanwhile."]
