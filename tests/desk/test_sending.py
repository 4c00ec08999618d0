"""What each kind of intent does: at the server, on the desk, and where somebody else was there first."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from klink_tui.desk.events import CommentWritten, ContactGone, TicketCreated
from klink_tui.models.intent import Intent, Kind, State
from klink_tui.models.ticket import Ticket
from klink_tui.models.writes import AssignBody, ContactBody, TicketBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench, Rewriter
from tests.desk.writes import WRITES, new_ticket, records, through_gate, until, wanted
from tests.gate import to

BODIES: Mapping[Kind, object] = {
    Kind.TICKET_STATUS: {"status": "pending"},
    Kind.TICKET_EDIT: {"title": "Other"},
    Kind.CONTACT_EDIT: {"name": "Ma Ma"},
    Kind.CONTACT_TAGS: {"actionType": "MERGE", "tags": ["brand new"]},
    Kind.CONTACT_CREATE: {"name": "Nok Once", "customFields": {"cf_preferred_language": "th"}},
    Kind.CONTACT_DELETE: None,
    Kind.COMMENT: {"text": "Look here", "mentions": []},
    Kind.CHANNEL_CREATE: {"type": "line", "name": "Second shop"},
}


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


async def by_another(bench: Bench, ticket: Ticket, **values: Any) -> None:
    """Let somebody else change a ticket; the log begins after it."""
    await bench.client.tickets.update(ticket.id, TicketBody(**values))
    bench.forget_log()


# Done


@pytest.mark.parametrize("kind", BODIES)
async def test_what_is_sent_is_what_was_wanted(bench: Bench, kind: Kind) -> None:
    done = await bench.delivered(await wanted(bench, kind))
    assert (done.state, done.reason, done.fields, done.theirs) == (State.DONE, "", {}, {})
    assert [(method, body) for method, _, body in bench.writes] == [(WRITES[kind][0], BODIES[kind])]


async def test_a_status_is_read_back_and_shown(bench: Bench) -> None:
    ticket = await bench.ticket()
    intent = await bench.desk.changes.set_status(ticket, "pending")
    assert bench.desk.shown(ticket).status == "pending"
    await bench.delivered(intent)
    assert bench.whole(ticket.key) == await bench.server_ticket(ticket)
    assert bench.whole(ticket.key).status == "pending"


async def test_only_what_is_changed_of_a_ticket_is_sent(bench: Bench) -> None:
    ticket = await bench.ticket()
    changes = {"priority": "low" if ticket.priority != "low" else "high", "cf_parcels": 7, "cf_replacement_sent": True}
    done = await bench.delivered(await bench.desk.changes.change_ticket(ticket, changes))
    assert (done.state, done.reason) == (State.DONE, "")
    ((_, _, body),) = bench.writes
    custom = {"cf_parcels": 7, "cf_replacement_sent": True}
    assert body == {"priority": changes["priority"], "customFields": custom}


@pytest.mark.parametrize("key", ["assigneeId", "assignee_id"])
async def test_a_ticket_is_assigned_under_the_key_that_the_settings_name(bench: Bench, key: str) -> None:
    bench.sandbox.quirks.switch_on("assign-works")
    ticket = await bench.ticket()
    agent = next(one.assignee for one in await bench.tickets(1) if one.assignee and one.assignee_id != ticket.id)
    bench.desk.assign_key = key
    await bench.client.tickets.assign(ticket.id, AssignBody.to(key, None))
    (ticket,) = [one for one in await bench.tickets(1) if one.key == ticket.key]
    bench.forget_log()
    intent = bench.desk.changes.of_ticket(ticket, {"assignee_id": agent.id}, names={"assignee_id": agent.name})
    (intent,) = await bench.desk.outbox.add(intent)
    assert bench.desk.shown(ticket).assignee_name == agent.name
    assert (await bench.delivered(intent)).state is State.DONE
    assert [(method, body) for method, _, body in bench.writes] == [("PATCH", {key: agent.id})]
    assert bench.whole(ticket.key).assignee_id == agent.id


async def test_a_new_ticket_is_announced_and_called_by_its_number(bench: Bench) -> None:
    done = await bench.delivered(await wanted(bench, Kind.TICKET_CREATE))
    (key,) = [event.key for event in bench.heard if isinstance(event, TicketCreated)]
    assert done.state is State.DONE
    assert done.label == f"#{key.rpartition('#')[2]} Once"


async def test_a_new_contact_is_here_at_once(bench: Bench) -> None:
    done = await bench.delivered(await wanted(bench, Kind.CONTACT_CREATE))
    assert done.label == "Nok Once"
    page = await bench.client.contacts.list("Nok")
    (contact,) = [one for one in page.items if one.name == "Nok Once"]
    assert bench.desk.contacts.peek(contact.id) == contact


async def test_a_message_says_when_it_was_written_not_when_it_left(bench: Bench) -> None:
    _, contact, _ = await records(bench)
    text = "[/b] สวัสดี\nsecond line"
    intent = await bench.desk.changes.send_message(contact.id, contact.label, text)
    bench.wait(60)
    await bench.delivered(intent)
    said = {"contactId": contact.id, "messageType": "text", "message": text, "createdAt": "2026-03-30T08:30:00.000Z"}
    assert bench.writes == [("POST", "/messages/send", said)]


async def test_a_comment_is_announced_and_there(bench: Bench) -> None:
    intent = await bench.delivered(await wanted(bench, Kind.COMMENT))
    assert CommentWritten(intent.target) in bench.heard
    assert [comment.text for comment in await bench.desk.comments.of_room(intent.target)][-1] == "Look here"


async def test_a_deleted_contact_stands_nowhere(bench: Bench) -> None:
    intent = await wanted(bench, Kind.CONTACT_DELETE)
    await bench.delivered(intent)
    assert bench.desk.contacts.peek(intent.target) is None
    assert bench.desk.contacts.book().find(intent.target) is None
    assert ContactGone(intent.target) in bench.heard


async def test_a_contact_that_is_gone_already_counts_as_deleted(bench: Bench) -> None:
    intent = await wanted(bench, Kind.CONTACT_DELETE)
    await bench.client.contacts.delete(intent.target)
    assert (await bench.delivered(intent)).state is State.DONE


async def test_a_new_channel_stands_in_the_list_of_channels(bench: Bench) -> None:
    await bench.desk.references.channels.get()
    await bench.delivered(await wanted(bench, Kind.CHANNEL_CREATE))
    after = bench.desk.references.channels.peek()
    assert after is not None
    assert "Second shop" in {channel.name for channel in after.items}


async def test_a_ticket_that_goes_to_another_contact_is_found_there(bench: Bench) -> None:
    ticket, contact, _ = await records(bench)
    assert contact.id != ticket.contact_id
    intent = await bench.desk.changes.change_ticket(ticket, {"contact_id": contact.id})
    assert bench.desk.shown(ticket).contact_id == contact.id
    done = await bench.delivered(intent)
    assert (done.state, done.reason) == (State.DONE, "")
    assert bench.whole(ticket.key).contact_id == contact.id


async def test_what_the_server_has_already_is_not_sent(bench: Bench) -> None:
    ticket = await bench.ticket()
    intent = await bench.desk.changes.change_ticket(ticket, {"title": "Other  title"})
    await by_another(bench, ticket, title="Other title")
    done = await bench.delivered(intent)
    assert (done.state, done.reason) == (State.DONE, "The server had it so already.")
    assert bench.writes == []
    assert bench.whole(ticket.key).title == "Other title"


async def test_a_field_that_the_server_ignores_is_said(bench: Bench) -> None:
    ticket = await bench.ticket()
    agent = next(one.assignee for one in await bench.tickets(1) if one.assignee)
    intent = bench.desk.changes.of_ticket(ticket, {"assignee_id": agent.id}, names={"assignee_id": agent.name})
    done = await bench.delivered((await bench.desk.outbox.add(intent))[0])
    was = ticket.assignee_name or "empty"
    assert (done.state, done.reason) == (
        State.DONE,
        f"The server took it and did not keep all of it: assignee_id is {was}.",
    )
    assert done.theirs == {"assignee_id": ticket.assignee_id}


@pytest.mark.parametrize("kind", [Kind.TICKET_STATUS, Kind.TICKET_EDIT, Kind.CONTACT_EDIT, Kind.CONTACT_TAGS])
async def test_what_can_not_be_read_back_was_taken_all_the_same(sandbox: Sandbox, kind: Kind) -> None:
    bench, gate = through_gate(sandbox)
    ticket, contact, room = await records(bench)
    method, path, write = WRITES[kind]
    held = gate.hold(to(method, path), before=False)
    intent = await write(bench, ticket, contact, room)
    sending = asyncio.create_task(bench.delivered(intent))
    await until(lambda: held.waiting == 1)
    gate.answer(to("GET"), 500, {"message": "down"})
    held.release()
    done = await sending
    assert (done.state, done.reason) == (State.DONE, "It was taken; it could not be read back.")
    if kind is Kind.TICKET_STATUS:
        assert bench.whole(ticket.key).status == "pending"
        assert bench.whole(ticket.key).contact == ticket.contact


# Refused


@pytest.mark.parametrize("status", [307, 403, 404, 422])
@pytest.mark.parametrize("kind", WRITES)
async def test_what_the_server_refuses_is_over_and_a_draft_again(sandbox: Sandbox, kind: Kind, status: int) -> None:
    bench, gate = through_gate(sandbox)
    method, path, _ = WRITES[kind]
    gate.answer(to(method, path), status, {"message": "No.", "errors": {"name": ["Not so."]}, "requestId": "r-1"})
    refused = await bench.delivered(await wanted(bench, kind))
    if kind is Kind.CONTACT_DELETE and status == 404:
        assert refused.state is State.DONE
        return
    assert refused.state is State.REFUSED
    assert refused.reason
    assert [request.method for request in gate.seen].count(method) == 1
    assert bench.writes == []
    if status == 422:
        assert (refused.fields, refused.request_id) == ({"name": "Not so."}, "r-1")
    kept = refused.kept
    if kept is not None:
        draft = bench.desk.drafts.find(kept.kind, kept.target)
        assert draft == {**kept.content, "refused": {"words": refused.reason, "fields": refused.fields}}


# Conflicts


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
    bench.sandbox.quirks.switch_on("assign-works")
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


async def test_two_creates_that_look_the_same_are_both_made(bench: Bench) -> None:
    contact = await bench.contact()
    made: list[Intent] = [await new_ticket(bench, contact) for _ in range(2)]
    await bench.desk.delivery.drain()
    assert {bench.now_of(intent).state for intent in made} == {State.DONE}
    assert len({bench.now_of(intent).label for intent in made}) == len(bench.writes) == 2
