"""What each kind of intent does: at the server, on the desk, and where somebody else was there first."""

import asyncio
from collections.abc import Mapping

import pytest

from klink_tui.desk.events import CommentWritten, ContactGone, TicketCreated
from klink_tui.models.intent import Kind, State
from klink_tui.models.writes import AssignBody
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import Bench
from tests.desk.writes import WRITES, by_another, records, through_gate, until, wanted
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
    if key == "assignee_id":
        bench.sandbox.quirks.switch_on("assign-snake")
    ticket = await bench.ticket()
    agent = next(
        one.assignee for one in await bench.tickets(1) if one.assignee and one.assignee_id != ticket.assignee_id
    )
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
    bench.sandbox.quirks.switch_on("assign-ignored")
    ticket = await bench.ticket()
    agent = next(one.assignee for one in await bench.tickets(1) if one.assignee)
    intent = bench.desk.changes.of_ticket(ticket, {"assignee_id": agent.id}, names={"assignee_id": agent.name})
    done = await bench.delivered((await bench.desk.outbox.add(intent))[0])
    was = ticket.assignee_name or "empty"
    assert (done.state, done.reason) == (
        State.DONE,
        f"The server took it and did not keep all of it: assignee is {was}.",
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
