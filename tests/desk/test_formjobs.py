"""Forms as use cases: what they start with, and exactly what is sent of them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import pytest

from klink_tui.desk.formjobs import SEARCHED, ContactJob, FormJob, TicketJob, as_choice
from klink_tui.desk.references import Loaded, Reference
from klink_tui.errors import ForbiddenError, FormError
from klink_tui.forms.spec import Choice
from klink_tui.forms.state import FormState
from klink_tui.models.contact import Contact
from klink_tui.models.intent import Kind, State
from klink_tui.models.record import Record
from klink_tui.models.reference import Channel, Tag
from klink_tui.models.ticket import Ticket
from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import NOW, Bench
from tests.desk.writes import through_gate
from tests.gate import to

R = TypeVar("R", bound=Record)


async def opened(job: FormJob) -> FormState:
    """Open a form with the choices of its fields fetched, as its screen does."""
    state = await job.open()
    for source in {field.spec.source for field in state.fields if field.spec.source} - SEARCHED:
        state.offer(source, await job.fetch_choices(source))
    return state


async def sent_of(bench: Bench, job: FormJob, state: FormState) -> tuple[str, str, object]:
    """Send a form and give the one write that it made."""
    bench.forget_log()
    done = await bench.delivered(await job.send(state, state.snapshot()))
    assert done.state is State.DONE, done.reason
    (write,) = bench.writes
    return write


# A ticket that is there


async def test_a_form_that_was_not_touched_holds_no_change(bench: Bench) -> None:
    state = await opened(TicketJob(bench.desk, await bench.ticket()))
    assert state.dirty == ()
    assert state.changes() == {}


async def test_the_form_has_every_live_field_in_the_servers_order(bench: Bench) -> None:
    job = TicketJob(bench.desk, await bench.ticket())
    state = await opened(job)
    loaded = bench.desk.references.ticket_fields.peek()
    assert loaded is not None
    assert [field.spec.key for field in state.fields] == [f.system_name for f in loaded.items if not f.is_archived]
    assert job.note == ""


async def test_only_changed_fields_are_sent(bench: Bench) -> None:
    ticket = await bench.ticket()
    job = TicketJob(bench.desk, ticket)
    state = await opened(job)
    state.set("title", "[b]Other[/b]")
    state.set("cf_parcels", "4")
    assert await sent_of(bench, job, state) == (
        "PATCH",
        f"/tickets/{ticket.id}",
        {"title": "[b]Other[/b]", "customFields": {"cf_parcels": 4}},
    )
    assert bench.desk.tickets.latest(ticket).title == "[b]Other[/b]"


async def test_what_was_typed_and_taken_back_is_not_sent(bench: Bench) -> None:
    ticket = await bench.ticket()
    job = TicketJob(bench.desk, ticket)
    state = await opened(job)
    state.set("title", "Other")
    state.set("title", ticket.title)
    state.set("cf_callback", "+66 2 123 4567")
    _, _, body = await sent_of(bench, job, state)
    assert body == {"customFields": {"cf_callback": "+66 2 123 4567"}}


async def test_a_field_that_is_emptied_is_sent_as_nothing(bench: Bench) -> None:
    ticket = await bench.ticket()
    job = TicketJob(bench.desk, ticket)
    state = await opened(job)
    state.set("description", None)
    _, _, body = await sent_of(bench, job, state)
    assert body == {"description": None}
    assert (await bench.server_ticket(ticket)).description == ""


async def test_tags_are_picked_by_name_and_sent_by_id(bench: Bench) -> None:
    ticket = await bench.ticket()
    job = TicketJob(bench.desk, ticket)
    state = await opened(job)
    tags = bench.desk.references.tags.peek()
    assert tags is not None
    one, other = tags.items[0], tags.items[-1]
    state.set("tags", f"{one.name}, {other.name}")
    _, _, body = await sent_of(bench, job, state)
    assert body == {"tags": [one.id, other.id]}
    assert {tag.name for tag in (await bench.server_ticket(ticket)).tags} == {one.name, other.name}


async def test_what_is_to_be_done_is_said_with_the_labels_of_the_fields_and_names_for_values(bench: Bench) -> None:
    ticket = await bench.ticket()
    job = TicketJob(bench.desk, ticket)
    state = await opened(job)
    tags = bench.desk.references.tags.peek()
    assert tags is not None
    state.set("title", "Other")
    state.set("cf_parcels", "4")
    state.set("tags", tags.items[-1].name)
    labels = [state.field(key).spec.label for key in ("title", "tags", "cf_parcels")]
    intent = await job.send(state, {})
    assert (intent.kind, intent.target, intent.label) == (
        Kind.TICKET_EDIT,
        ticket.key,
        f"{ticket.label} {ticket.title}",
    )
    assert [part.split(" ")[0] for part in intent.words.split(" · ")] == [label.split(" ")[0] for label in labels]
    assert intent.shown["title"] == (ticket.title, "Other")
    assert intent.shown["tags"] == (", ".join(tag.name for tag in ticket.tags), tags.items[-1].name)
    assert intent.shown["cf_parcels"][1] == "4"


async def test_what_can_not_be_sent_is_not_sent(bench: Bench) -> None:
    job = TicketJob(bench.desk, await bench.ticket())
    state = await opened(job)
    state.set("cf_report_to", "no address")
    state.set("title", "")
    with pytest.raises(FormError) as caught:
        await job.send(state, {})
    assert set(caught.value.fields) == {"title", "cf_report_to"}
    assert bench.desk.outbox.open == ()


async def test_the_servers_words_come_back_by_field_with_what_was_typed(bench: Bench) -> None:
    first, second = await _two_tickets_with(bench, "cf_order_number")
    job = TicketJob(bench.desk, second)
    state = await opened(job)
    taken = next(value.value for value in first.custom_fields if value.system_name == "cf_order_number")
    state.set("cf_order_number", str(taken))
    typed = state.snapshot()
    refused = await bench.delivered(await job.send(state, typed))
    assert refused.state is State.REFUSED
    draft = bench.desk.drafts.find(*job.draft)
    assert draft == {**typed, "refused": {"words": refused.reason, "fields": refused.fields}}
    again = await opened(TicketJob(bench.desk, second))
    assert again.restore(draft) == ()
    assert again.field("cf_order_number").text == str(taken)
    assert again.apply_refusal(draft["refused"]["fields"]) == ()
    assert set(again.errors) == {"cf_order_number"}
    assert len(bench.writes) == 1


async def test_a_new_ticket_whose_reply_was_lost_is_found_and_not_sent_again(sandbox: Sandbox) -> None:
    bench, gate = through_gate(sandbox)
    gate.lose(to("POST"))
    job = TicketJob(bench.desk, None, contact=await bench.contact())
    state = await _filled(job)
    done = await bench.delivered(await job.send(state, state.snapshot()))
    assert (done.state, done.reason) == (State.DONE, "Its answer was lost; it was found.")
    assert len(bench.writes) == 1
    assert bench.desk.drafts.find(*job.draft) is None
    await bench.client.aclose()


async def test_a_form_opened_again_shows_what_is_on_its_way(bench: Bench) -> None:
    ticket, contact = await bench.ticket(), await bench.contact()
    jobs: list[Callable[[], FormJob]] = [
        lambda: TicketJob(bench.desk, ticket),
        lambda: ContactJob(bench.desk, contact),
    ]
    for make, key in zip(jobs, ("cf_parcels", "cf_contract_start"), strict=True):
        first = await opened(make())
        for value in ("2026-04-01", "2026-04-02") if key == "cf_contract_start" else ("4", "5"):
            job = make()
            state = await opened(job)
            assert state.dirty == ()
            state.set(key, value)
            await job.send(state, {})
        assert (await opened(make())).field(key).text == value
        assert first.field(key).text != value
    await bench.desk.delivery.drain()
    assert len(bench.writes) == 4
    assert bench.desk.outbox.open == ()


async def test_form_fields_that_did_not_all_come_are_told(bench: Bench, sandbox: Sandbox) -> None:
    ticket = await bench.ticket()
    sandbox.quirks.switch_on("page-ignored")
    sandbox.quirks.switch_on("page-size-capped")
    job = TicketJob(bench.desk, ticket)
    await job.open()
    assert "not all" in job.note


async def test_form_fields_that_can_not_be_had_are_an_error(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("forbidden")
    with pytest.raises(ForbiddenError):
        await TicketJob(bench.desk, None).open()


# A new ticket


async def test_a_new_ticket_stands_under_the_contact_it_was_begun_from(bench: Bench) -> None:
    contact = await bench.contact()
    job = TicketJob(bench.desk, None, contact=contact)
    state = await _filled(job)
    assert state.field("contact_id").text == as_choice(contact).label
    method, path, body = await sent_of(bench, job, state)
    assert (method, path) == ("POST", "/tickets")
    assert isinstance(body, dict)
    assert (body["contact_id"], body["title"], body["priority"]) == (contact.id, "New one", "high")
    assert body["customFields"] == {"cf_region": "bkk"}
    assert set(body) <= {"title", "priority", "contact_id", "customFields", "status", "channel"}


async def test_a_new_ticket_without_what_is_required_is_not_sent(bench: Bench) -> None:
    job = TicketJob(bench.desk, None)
    state = await opened(job)
    with pytest.raises(FormError) as caught:
        await job.send(state, {})
    assert set(caught.value.fields) >= {"title", "contact_id", "cf_region"}
    assert "cf_legacy_case" not in caught.value.fields
    assert bench.writes == []


async def test_a_new_ticket_says_its_number(bench: Bench) -> None:
    job = TicketJob(bench.desk, None, contact=await bench.contact())
    intent = await job.send(await _filled(job), {})
    assert intent.label == "new ticket New one"
    done = await bench.delivered(intent)
    newest = (await bench.client.tickets.list()).items[0]
    assert done.label == f"{newest.label} New one"


# Contacts


async def test_a_contact_is_read_whole_before_it_is_edited(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("bare-rows")
    row = await bench.contact()
    state = await opened(ContactJob(bench.desk, row))
    assert f"/contacts/{row.id}" in bench.reads
    assert state.dirty == ()
    whole = bench.desk.contacts.peek(row.id)
    assert whole is not None
    assert state.field("phone").value == (whole.phone or None)


async def test_only_changed_fields_of_a_contact_are_sent(bench: Bench) -> None:
    contact = await bench.contact()
    job = ContactJob(bench.desk, contact)
    state = await opened(job)
    state.set("name", "Ma Ma")
    state.set("cf_vip", "yes")
    state.set("cf_contract_start", "2026-04-01")
    method, path, body = await sent_of(bench, job, state)
    assert (method, path) == ("PATCH", f"/contacts/{contact.id}")
    assert body == {"name": "Ma Ma", "customFields": {"cf_vip": True, "cf_contract_start": "2026-04-01"}}
    here = bench.desk.contacts.peek(contact.id)
    assert here is not None
    assert here.name == "Ma Ma"


async def test_a_contact_with_several_phones_gets_one_more_as_a_list(bench: Bench) -> None:
    contact = await bench.contact()
    job = ContactJob(bench.desk, contact)
    state = await opened(job)
    state.set("phone", "+66 2 123 4567, +66 81 000 0000")
    _, _, body = await sent_of(bench, job, state)
    assert body == {"phone": ["+66 2 123 4567", "+66 81 000 0000"]}


async def test_a_new_contact_is_sent_and_called_by_name(bench: Bench) -> None:
    job = ContactJob(bench.desk, None)
    state = await opened(job)
    state.set("name", "Ma Ma")
    state.set("cf_preferred_language", "my")
    bench.forget_log()
    done = await bench.delivered(await job.send(state, {}))
    assert (done.state, done.label) == (State.DONE, "Ma Ma")
    ((method, path, body),) = bench.writes
    assert (method, path) == ("POST", "/contacts")
    assert isinstance(body, dict)
    assert body["name"] == "Ma Ma"
    assert body["customFields"]["cf_preferred_language"] == "my"


# What a form is called and kept under


@pytest.mark.parametrize("creates", [True, False])
async def test_drafts_of_different_forms_do_not_meet(bench: Bench, creates: bool) -> None:
    contact, ticket = await bench.contact(), await bench.ticket()
    jobs: list[FormJob] = [
        TicketJob(bench.desk, None if creates else ticket),
        ContactJob(bench.desk, None if creates else contact),
    ]
    assert [job.creates for job in jobs] == [creates, creates]
    assert len({job.draft for job in jobs}) == 2
    assert all(bool(job.draft[1]) is not creates for job in jobs)
    assert all(job.title for job in jobs)


# Choices


async def test_contacts_are_searched_for(bench: Bench) -> None:
    contact = await bench.contact()
    job = TicketJob(bench.desk, None)
    found = await job.search("contacts", contact.name)
    assert as_choice(contact).value in [choice.value for choice in found]
    assert await job.search("tags", "x") == ()


async def test_choices_that_are_not_here_are_fetched(bench: Bench) -> None:
    job = TicketJob(bench.desk, None)
    assert job.peek_choices("tags") is None
    assert job.peek_choices("channels") is None
    tags, channels = await job.fetch_choices("tags"), await job.fetch_choices("channels")
    assert (job.peek_choices("tags"), job.peek_choices("channels")) == (tags, channels)
    assert len(tags) > 3
    assert {choice.value for choice in channels} >= {"email", "line"}
    assert await job.fetch_choices("nothing known") == ()


async def test_choices_that_would_be_sent_as_nothing_or_twice_are_not_offered(bench: Bench) -> None:
    channels = [{"id": "1", "type": "line"}, {"id": "2", "type": "line"}, {"id": "3"}, {"id": "4", "name": "Shop"}]
    tags = [{"name": "no id"}, {"id": "t"}]
    references = bench.desk.references
    references.channels = Reference("channels", _given(Channel, channels), bench.desk.bus)
    references.tags = Reference("tags", _given(Tag, tags), bench.desk.bus)
    job = TicketJob(bench.desk, None)
    assert await job.fetch_choices("channels") == (Choice("line", "line"), Choice("Shop", "Shop"))
    assert await job.fetch_choices("tags") == (Choice("t", "t"),)


async def test_named_values_are_offered_as_the_desk_has_them(bench: Bench) -> None:
    job = TicketJob(bench.desk, None)
    assert [choice.value for choice in job.peek_choices("priorities") or ()] == ["low", "medium", "high"]
    await bench.desk.references.ticket_fields.get()
    assert next(choice.value for choice in await job.fetch_choices("statuses")) == "open"


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ({"id": "c", "name": "Nok"}, "Nok"),
        ({"id": "c", "name": "Nok", "phone": "+66"}, "Nok · +66"),
        ({"id": "c", "phone": ["+66"], "email": ["a@b.c"]}, "a@b.c · +66"),
        ({"id": "c", "email": ["a@b.c"]}, "a@b.c"),
        ({"id": "c"}, "c"),
    ],
)
def test_contacts_of_one_name_are_told_apart(raw: dict[str, object], label: str) -> None:
    assert as_choice(Contact.read(raw)) == Choice("c", label)


def _given(model: type[R], raw: Sequence[object]) -> Callable[[], Awaitable[Loaded[R]]]:
    async def fetch() -> Loaded[R]:
        return Loaded(tuple(model.read(one) for one in raw), 0, True, NOW)

    return fetch


async def _filled(job: FormJob) -> FormState:
    """Fill in what a new ticket must have."""
    state = await opened(job)
    state.set("title", "New one")
    state.set("priority", "high")
    state.set("cf_region", "bkk")
    return state


async def _two_tickets_with(bench: Bench, name: str) -> tuple[Ticket, Ticket]:
    """Give two tickets that hold a custom field."""
    found = [
        ticket
        for ticket in (await bench.client.tickets.list(page_size=100)).items
        if any(value.system_name == name and value.value for value in ticket.custom_fields)
    ]
    bench.forget_log()
    return found[0], found[1]
