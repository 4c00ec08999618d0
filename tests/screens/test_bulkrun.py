"""A bulk run as it goes: paused, stopped, tried again and undone as one, each ticket told for itself."""

from klink_tui.models.intent import State
from klink_tui.models.writes import TicketBody
from klink_tui.screens.batch import BatchScreen
from klink_tui.screens.conflict import ConflictScreen
from klink_tui.screens.ticket import TicketScreen
from klink_tui.screens.tickets import TicketsScreen
from tests.gate import to
from tests.screens.bulkviews import PATCH, another, at_server, begun, mark, over, summary, whole
from tests.screens.outboxviews import lines, redrawn, to_outbox
from tests.screens.views import DENIED, colleague, loaded, on_view, sent

# The run


async def test_a_run_goes_out_and_says_of_each_ticket_what_came_of_it() -> None:
    async with whole(size=(240, 36)) as c:
        some = await mark(c, 5)
        c.gate.answer(to("PATCH", some[1].id), 422, {"message": "No.", "errors": {"priority": ["Locked."]}})
        await begun(c)
        await over(c)
        assert "Bulk run: priority → high" in c.text()
        assert summary(c) == "1 refused · 4 done"
        assert c.status.facts == "over"
        assert lines(c)[0].startswith(f"✗ refused {some[1].label}")
        assert "priority: Locked." in lines(c)[0], "what may need the agent comes first"
        assert [line.split()[0] for line in lines(c)[1:5]] == ["✓"] * 4
        assert c.toasts == ["Bulk run: 1 refused · 4 done"], "told once for all"
        assert sorted(sent(c, "PATCH")) == sorted(
            (f"/api/v1/tickets/{one.id}", {"priority": "high"}) for one in some if one is not some[1]
        )
        assert await at_server(c, some) == ["high", some[1].priority, "high", "high", "high"]


async def test_at_most_four_are_under_way_and_one_may_leave_while_it_goes_on() -> None:
    async with whole() as c:
        some = await mark(c, 6)
        hold = c.gate.hold(PATCH)
        await begun(c)
        await c.until(lambda: hold.waiting == 4)
        await c.until("4 sending")
        assert summary(c) == "2 waiting · 4 sending"
        assert c.status.facts == "6 to go · esc leaves, it goes on"
        await c.press("escape")
        on_view(c, TicketsScreen)
        assert c.status.doing == "2 waiting, sending 4 …"
        hold.release()
        await c.rest()
        assert await at_server(c, some) == ["high"] * 6
        assert c.toasts == ["Bulk run: 6 done"]


async def test_space_pauses_a_run_and_lets_it_go_on() -> None:
    async with whole() as c:
        await mark(c, 6)
        hold = c.gate.hold(PATCH)
        await begun(c)
        await c.until(lambda: hold.waiting == 4)
        await c.press("space")
        assert c.status.facts == "paused: nothing more of it is sent until space"
        hold.release()
        await c.until("4 done")
        await c.rest()
        assert summary(c) == "2 waiting · 4 done"
        assert len(sent(c, "PATCH")) == 4
        await c.press("space")
        await over(c)
        assert summary(c) == "6 done"
        assert len(sent(c, "PATCH")) == 6


async def test_S_takes_back_what_has_not_left_and_waits_for_the_rest() -> None:
    async with whole() as c:
        some = await mark(c, 6)
        hold = c.gate.hold(PATCH)
        await begun(c)
        await c.until(lambda: hold.waiting == 4)
        await c.press("space", "S")
        await c.until(lambda: c.toasts == ["Stopped: 2 tickets left as they were."])
        hold.release()
        await over(c)
        assert summary(c) == "4 done · 2 taken back"
        assert c.toasts[-1] == "Bulk run: 4 done · 2 taken back"
        assert [line.split()[0] for line in lines(c)[:6]] == ["–"] * 2 + ["✓"] * 4
        assert await at_server(c, some) == ["high"] * 4 + [one.priority for one in some[4:]]
        await c.press("S")
        await c.rest()
        assert c.toasts[-1] == "There is nothing left to stop: everything has left already."


async def test_enter_opens_a_ticket_or_its_conflict() -> None:
    async with whole() as c:
        some = await mark(c, 3)
        async with colleague(c) as other:
            await other.tickets.update(some[2].id, TicketBody(priority=another(some[2])))
        await begun(c)
        await over(c)
        assert lines(c)[0].startswith(f"≠ conflict {some[2].label}")
        assert c.status.facts == "1 to go · esc leaves, it goes on"
        await c.press("g", "enter")
        on_view(c, ConflictScreen)
        await c.press("ctrl+s")
        await c.until(lambda: isinstance(c.app.screen, BatchScreen))
        await over(c)
        assert summary(c) == "3 done"
        await c.press("g", "enter")
        assert on_view(c, TicketScreen).ticket.key == some[0].key


# Once more, and back


async def test_r_tries_again_what_was_refused_as_a_run_of_its_own() -> None:
    async with whole() as c:
        some = await mark(c, 4)
        for one in some[:2]:
            c.gate.answer(to("PATCH", one.id), 403, DENIED, times=1)
        await begun(c)
        await over(c)
        assert summary(c) == "2 refused · 2 done"
        c.sandbox.log.clear()
        await c.press("r")
        await c.rest()
        await over(c)
        assert "Bulk run: again: " in c.text()
        assert summary(c) == "2 done"
        assert {line.split()[2] for line in lines(c)[:2]} == {one.label for one in some[:2]}
        assert {path for path, _ in sent(c, "PATCH")} == {f"/api/v1/tickets/{one.id}" for one in some[:2]}
        await c.press("r")
        await c.rest()
        assert c.toasts[-1] == "Nothing was refused."
        await c.press("escape")
        assert "Bulk run: priority → high" in c.text(), "the run before is below it"


async def test_r_leaves_out_what_a_colleague_has_done_by_now() -> None:
    async with whole() as c:
        (at,) = await mark(c, 1)
        c.gate.answer(PATCH, 403, DENIED, times=1)
        await begun(c)
        await over(c)
        async with colleague(c) as other:
            await other.tickets.update(at.id, TicketBody(priority="high"))
        await c.app.desk.tickets.of_contact(at.contact_id)
        await c.press("r")
        await c.rest()
        assert c.toasts[-1] == "There is nothing to try again: it is so already"
        assert c.gate.count(PATCH) == 1


async def test_u_undoes_the_whole_run_whatever_was_done_since() -> None:
    async with whole() as c:
        some = await mark(c, 4)
        await begun(c)
        await over(c)
        await c.press("escape")
        other = next(
            one for one in loaded(c) if one.key not in {ticket.key for ticket in some} and one.status == "open"
        )
        await c.app.desk.changes.set_status(other, "pending")
        await c.rest()
        await to_outbox(c)
        await c.press("j", "b")
        on_view(c, BatchScreen)
        await over(c)
        await c.press("u")
        await c.rest()
        assert "Undoing: 4 changes." in c.toasts
        assert await at_server(c, some) == [one.priority for one in some]
        await c.until(lambda: c.status.facts.startswith("over · 4 undone"))
        await c.until(lambda: [line.split()[1] for line in lines(c)[:4]] == ["undone"] * 4)
        await c.press("space")
        await c.until(lambda: c.toasts[-1] == "This run is over: there is nothing left to pause.")
        await c.press("f2")
        assert [one.priority for one in loaded(c) if one.key in {ticket.key for ticket in some}] == [
            one.priority for one in some
        ]
        await c.press("z")
        await c.rest()
        assert [body for _, body in sent(c, "PUT")] == [{"status": "pending"}, {"status": "open"}]


async def test_u_on_a_run_that_is_held_takes_all_of_it_back_and_Z_begins_it_anew() -> None:
    async with whole(undo_seconds=5) as c:
        await mark(c, 3)
        await begun(c)
        await c.until("3 held")
        await c.press("u")
        await over(c)
        assert summary(c) == "3 taken back"
        assert "Taken back: 3 changes." in c.toasts
        await c.press("Z")
        await c.rest()
        assert [one.state for one in c.app.desk.outbox.open] == [State.HELD] * 3
        assert c.writes() == []


async def test_what_a_colleague_has_changed_since_is_left_alone_when_a_run_is_undone() -> None:
    async with whole() as c:
        some = await mark(c, 3)
        await begun(c)
        await over(c)
        async with colleague(c) as other:
            await other.tickets.update(some[0].id, TicketBody(priority=another(some[0])))
        await c.press("u")
        await c.rest()
        assert await at_server(c, some) == [another(some[0]), *(one.priority for one in some[1:])]
        assert c.status.doing == "1 needs you · O"
        assert c.toasts[-1] == "Undo: 3 changes: 1 conflict · 2 done"


async def test_everything_of_a_run_is_in_the_outbox_and_is_undone_by_z_as_one() -> None:
    async with whole() as c:
        some = await mark(c, 3)
        await begun(c)
        await over(c)
        await c.press("escape")
        await to_outbox(c)
        assert len(lines(c)) == 3
        await c.press("z")
        await redrawn(c)
        assert c.toasts.count("Undoing: 3 changes.") == 1
        assert await at_server(c, some) == [one.priority for one in some]
