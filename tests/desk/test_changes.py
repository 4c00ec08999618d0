"""What a write does: at the server, on the desk, and what is announced of it."""

import pytest

from klink_tui.desk.events import ContactChanged, ContactGone, TicketCreated, WritesChanged
from klink_tui.errors import NotFoundError
from klink_tui.models.writes import ContactBody, TicketBody
from tests.desk.bench import Bench
from tests.desk.writes import NEW_CONTACT, new_ticket, records


async def test_a_status_is_set_and_shown_wherever_the_ticket_stands(bench: Bench) -> None:
    ticket = await bench.ticket()
    changed = await bench.desk.changes.set_status(ticket, "resolved")
    assert bench.writes == [("PUT", f"/tickets/{ticket.id}/status", {"status": "resolved"})]
    assert (changed.status, changed.title, changed.contact) == ("resolved", ticket.title, ticket.contact)
    assert bench.desk.tickets.latest(ticket) == changed
    assert bench.whole(ticket.key) == changed
    assert (await bench.server_ticket(ticket)).status == "resolved"


async def test_only_what_is_set_of_a_ticket_is_sent(bench: Bench) -> None:
    ticket = await bench.ticket()
    body = TicketBody(priority="low", custom_fields={"cf_parcels": 3})
    changed = await bench.desk.changes.update_ticket(ticket, body)
    assert bench.writes == [
        ("PATCH", f"/tickets/{ticket.id}", {"priority": "low", "customFields": {"cf_parcels": 3}}),
    ]
    assert changed.priority == "low"
    assert bench.reads == []


async def test_a_new_ticket_is_announced(bench: Bench) -> None:
    contact = await bench.contact()
    ticket = await bench.desk.changes.create_ticket(new_ticket(contact))
    assert [method for method, _, _ in bench.writes] == ["POST"]
    assert (ticket.title, ticket.contact_id) == ("Once", contact.id)
    assert bench.heard == [WritesChanged(), WritesChanged(), TicketCreated(ticket.key)]


async def test_a_new_contact_is_here_at_once(bench: Bench) -> None:
    contact = await bench.desk.changes.create_contact(NEW_CONTACT)
    assert bench.writes == [("POST", "/contacts", {"name": "Nok", "customFields": {"cf_preferred_language": "th"}})]
    assert bench.desk.contacts.peek(contact.id) == contact
    assert bench.heard[-1] == ContactChanged(contact.id)


async def test_a_changed_contact_is_read_again_and_shown_wherever_it_stands(bench: Bench) -> None:
    contact = await bench.contact()
    changed = await bench.desk.changes.update_contact(contact, ContactBody(name="Ma Ma"))
    assert bench.writes == [("PATCH", f"/contacts/{contact.id}", {"name": "Ma Ma"})]
    assert bench.reads == [f"/contacts/{contact.id}"]
    assert changed.name == "Ma Ma"
    assert bench.desk.contacts.book().find(contact.id) == changed
    assert bench.heard[-1] == ContactChanged(contact.id)


async def test_tags_are_added_by_name_to_those_there_are(bench: Bench) -> None:
    contact = await bench.client.contacts.detail((await bench.contact()).id)
    bench.forget_log()
    changed = await bench.desk.changes.add_tags(contact, ["brand new"])
    assert bench.writes == [
        ("PATCH", f"/contacts/{contact.id}/tags", {"actionType": "MERGE", "tags": ["brand new"]}),
    ]
    assert {tag.name for tag in changed.tags} == {"brand new", *(tag.name for tag in contact.tags)}


async def test_a_deleted_contact_stands_nowhere(bench: Bench) -> None:
    contact = await bench.contact()
    await bench.desk.contacts.read(contact.id)
    bench.forget_log()
    await bench.desk.changes.delete_contact(contact)
    assert bench.writes == [("DELETE", f"/contacts/{contact.id}", None)]
    assert bench.desk.contacts.peek(contact.id) is None
    assert bench.desk.contacts.book().find(contact.id) is None
    assert bench.heard[-1] == ContactGone(contact.id)
    with pytest.raises(NotFoundError):
        await bench.desk.contacts.read(contact.id)


async def test_a_contact_that_is_gone_already_counts_as_deleted(bench: Bench) -> None:
    contact = await bench.contact()
    await bench.client.contacts.delete(contact.id)
    await bench.desk.changes.delete_contact(contact)
    assert bench.desk.contacts.peek(contact.id) is None


async def test_a_message_says_what_was_typed_and_when(bench: Bench) -> None:
    contact = await bench.contact()
    text = "[/b] สวัสดี\nsecond line"
    sent = await bench.desk.changes.send_message(contact.id, text)
    said = {"contactId": contact.id, "messageType": "text", "message": text, "createdAt": "2026-03-30T08:30:00.000Z"}
    assert bench.writes == [("POST", "/messages/send", said)]
    assert sent.id


async def test_a_new_channel_stands_in_the_list_of_channels(bench: Bench) -> None:
    before = await bench.desk.references.channels.get()
    await bench.desk.changes.create_channel("line", "Second shop")
    assert bench.writes == [("POST", "/channels", {"type": "line", "name": "Second shop"})]
    after = bench.desk.references.channels.peek()
    assert after is not None
    assert {channel.name for channel in after.items} - {channel.name for channel in before.items} == {"Second shop"}


async def test_a_comment_is_read_back(bench: Bench) -> None:
    _, _, room = await records(bench)
    before = await bench.desk.comments.of_room(room)
    await bench.desk.changes.comment(room, "Look here")
    after = await bench.desk.comments.of_room(room)
    assert [comment.text for comment in after] == [*(comment.text for comment in before), "Look here"]
