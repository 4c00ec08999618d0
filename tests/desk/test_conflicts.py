"""Changes that meet those of somebody else: nothing is overwritten that the agent has not seen."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from klink_tui.models.intent import Kind, State
from klink_tui.models.writes import AssignBody, ContactBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench, Rewriter
from tests.desk.writes import by_another, through_gate, until, wanted
from tests.gate import to


def rewriting(sandbox: Sandbox, rewrite: Callable[[httpx.Request, dict[str, Any]], object]) -> Bench:
    """Give a bench that reads the rows of lists otherwise than the server gives them."""

    def changed(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        body = answer.json()
        if request.method == "GET" and isinstance(body, dict) and isinstance(body.get("data"), list):
            for row in body["data"]:
                rewrite(request, row)
        return httpx.Response(answer.status_code, content=json.dumps(body))

    wire = Rewriter(httpx.ASGITransport(sandbox.app))
    wire.rewrite = changed
    return Bench(sandbox, transport=wire)


@pytest.mark.parametrize(
    ("wanted_one", "theirs"),
    [
        ({"title": "Mine"}, {"title": "Theirs"}),
        ({"status": "pending"}, {"status": "resolved"}),
        ({"status": "pending"}, {"title": "Theirs"}),
        ({"status": "pending"}, {"description": "Theirs"}),
        ({"cf_parcels": 1234567.25}, {"custom_fields": {"cf_parcels": 1234567.5}}),
        ({"cf_trackingid": "A"}, {"custom_fields": {"cf_trackingid": "B"}}),
        ({"tags": []}, {"tags": "other"}),
    ],
)
async def test_what_somebody_else_changed_is_not_overwritten(
    bench: Bench, wanted_one: dict[str, Any], theirs: dict[str, Any]
) -> None:
    ticket = next(one for one in await bench.tickets(1) if one.tags and one.status == "open")
    if theirs == {"tags": "other"}:
        others = [tag.id for tag in (await bench.client.tags.list()).items if tag.id != ticket.tags[0].id]
        theirs = {"tags": others[:1]}
    intent = await bench.desk.changes.change_ticket(ticket, wanted_one)
    await by_another(bench, ticket, **theirs)
    stuck = await bench.delivered(intent)
    assert (stuck.state, bench.writes) == (State.CONFLICT, [])
    ((key, value),) = theirs.items()
    if key == "custom_fields":
        ((key, value),) = value.items()
    assert stuck.theirs[key] == value
    assert key in stuck.theirs_shown
    assert bench.desk.shown(ticket) == ticket


async def test_a_number_that_differs_far_behind_the_point_is_another_one(bench: Bench) -> None:
    ticket = await bench.ticket()
    await by_another(bench, ticket, custom_fields={"cf_parcels": 1234567.5})
    (ticket,) = [one for one in await bench.tickets(1) if one.key == ticket.key]
    intent = await bench.desk.changes.change_ticket(ticket, {"cf_parcels": 2})
    await by_another(bench, ticket, custom_fields={"cf_parcels": 1234567.25})
    assert (await bench.delivered(intent)).state is State.CONFLICT


async def test_a_status_is_not_set_on_a_ticket_that_belongs_to_another_agent_by_now(bench: Bench) -> None:
    tickets = await bench.tickets(1)
    ticket = next(one for one in tickets if one.status == "open")
    agent = next(one.assignee for one in tickets if one.assignee and one.assignee_id != ticket.assignee_id)
    intent = await bench.desk.changes.set_status(ticket, "pending")
    await bench.client.tickets.assign(ticket.id, AssignBody.to("assigneeId", agent.id))
    bench.forget_log()
    stuck = await bench.delivered(intent)
    assert (stuck.state, stuck.theirs_shown["assignee_id"]) == (State.CONFLICT, agent.label)
    assert bench.writes == []


async def test_what_somebody_else_changed_elsewhere_is_no_conflict(bench: Bench) -> None:
    ticket = await bench.ticket()
    intent = await bench.desk.changes.change_ticket(ticket, {"title": "Mine"})
    await by_another(bench, ticket, priority="low", custom_fields={"cf_parcels": 9})
    assert (await bench.delivered(intent)).state is State.DONE
    assert bench.writes == [("PATCH", f"/tickets/{ticket.id}", {"title": "Mine"})]


async def test_a_field_that_was_not_shown_is_not_overwritten(sandbox: Sandbox) -> None:
    bench = Bench(sandbox)
    sandbox.quirks.switch_on("bare-rows")
    ticket = await bench.ticket()
    sandbox.quirks.clear()
    full = await bench.server_ticket(ticket)
    bench.forget_log()
    assert "tags" not in ticket.carried
    assert full.tags
    stuck = await bench.delivered(await bench.desk.changes.change_ticket(ticket, {"tags": []}))
    assert (stuck.state, bench.writes) == (State.CONFLICT, [])
    assert stuck.theirs == {"tags": [tag.id for tag in full.tags]}
    await bench.client.aclose()


async def test_a_field_that_the_server_does_not_show_is_only_overwritten_when_the_agent_says_so(bench: Bench) -> None:
    bench.sandbox.quirks.switch_on("bare-rows")
    ticket = await bench.ticket()
    stuck = await bench.delivered(await bench.desk.changes.change_ticket(ticket, {"cf_parcels": 3}))
    assert (stuck.state, bench.writes) == (State.CONFLICT, [])
    assert "does not show parcels" in stuck.reason
    assert await bench.desk.outbox.send_again(stuck, unguarded=True)
    assert (await bench.delivered(stuck)).state is State.DONE
    assert [body for _, _, body in bench.writes] == [{"customFields": {"cf_parcels": 3}}]


async def test_a_merged_change_is_sent_on_the_ground_of_what_the_server_has(bench: Bench) -> None:
    ticket = await bench.ticket()
    intent = await bench.desk.changes.change_ticket(ticket, {"title": "Mine", "priority": "low"})
    await by_another(bench, ticket, title="Theirs")
    stuck = await bench.delivered(intent)
    merged = {"title": "Theirs and mine", "priority": "low"}
    assert await bench.desk.outbox.send_again(stuck, changes=merged, base={**stuck.base, **stuck.theirs})
    done = await bench.delivered(stuck)
    assert (done.state, done.theirs, done.reason) == (State.DONE, {}, "")
    assert [body for _, _, body in bench.writes] == [merged]


async def test_two_changes_in_a_row_are_no_conflict_with_oneself(bench: Bench) -> None:
    ticket = await bench.ticket()
    first = await bench.desk.changes.set_status(ticket, "pending")
    second = await bench.desk.changes.set_status(ticket, "resolved")
    assert second.base["status"] == "pending"
    assert second.shown["status"] == ("pending", "resolved")
    assert (await bench.delivered(second)).state is State.DONE
    assert bench.now_of(first).state is State.DONE


async def test_what_builds_on_a_change_that_was_taken_back_is_a_conflict(bench: Bench) -> None:
    ticket = await bench.ticket()
    first = await bench.desk.changes.set_status(ticket, "pending")
    second = await bench.desk.changes.set_status(ticket, "resolved")
    await bench.desk.outbox.cancel(first.number)
    assert (await bench.delivered(second)).state is State.CONFLICT
    assert bench.writes == []


async def test_a_contact_that_somebody_else_changed_is_not_overwritten(bench: Bench) -> None:
    intent = await wanted(bench, Kind.CONTACT_EDIT)
    await bench.client.contacts.update(intent.target, ContactBody(name="Theirs"))
    bench.forget_log()
    stuck = await bench.delivered(intent)
    assert (stuck.state, stuck.theirs, stuck.theirs_shown) == (State.CONFLICT, {"name": "Theirs"}, {"name": "Theirs"})
    assert bench.writes == []


async def test_a_contact_that_is_gone_can_not_be_changed(bench: Bench) -> None:
    intent = await wanted(bench, Kind.CONTACT_EDIT)
    await bench.client.contacts.delete(intent.target)
    bench.forget_log()
    assert (await bench.delivered(intent)).state is State.REFUSED
    assert bench.writes == []


async def test_a_ticket_that_is_in_no_list_any_more_is_left_alone(sandbox: Sandbox) -> None:
    gone = False
    bench = rewriting(sandbox, lambda request, row: row.update(deletedAt="2026-03-30T08:00:00Z") if gone else None)
    ticket = await bench.ticket()
    gone = True
    stuck = await bench.delivered(await bench.desk.changes.set_status(ticket, "pending"))
    assert (stuck.state, bench.writes) == (State.CONFLICT, [])
    assert "do not have the ticket" in stuck.reason


# Races


@pytest.mark.parametrize("kind", [Kind.TICKET_STATUS, Kind.CONTACT_EDIT, Kind.TICKET_CREATE, Kind.COMMENT])
async def test_what_is_taken_back_while_its_guard_reads_is_never_sent(sandbox: Sandbox, kind: Kind) -> None:
    bench, gate = through_gate(sandbox)
    intent = await wanted(bench, kind)
    held = gate.hold(to("GET"))
    sending = asyncio.create_task(bench.delivered(intent))
    await until(lambda: held.waiting == 1)
    await bench.desk.outbox.cancel(intent.number)
    held.release()
    assert (await sending).state is State.CANCELLED
    assert bench.writes == []


async def test_what_is_merged_while_its_guard_reads_is_sent_as_it_is_by_then(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    ticket = await bench.ticket()
    intent = await bench.desk.changes.change_ticket(ticket, {"title": "Mine"})
    held = gate.hold(to("GET"))
    sending = asyncio.create_task(bench.delivered(intent))
    await until(lambda: held.waiting == 1)
    assert await bench.desk.outbox.send_again(intent, changes={"title": "Better"})
    held.release()
    done = await sending
    assert (done.state, done.changes) == (State.DONE, {"title": "Better"})
    assert [body for _, _, body in bench.writes] == [{"title": "Better"}]
