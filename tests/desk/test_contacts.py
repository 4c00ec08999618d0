"""Contacts as they are read: searches, pages, one contact whole."""

import asyncio

import pytest

from klink_tui.desk.contacts import PLATFORM, ContactDesk
from klink_tui.desk.copybooks import CopyBook, KeptSheet
from klink_tui.desk.pages import Sheet
from klink_tui.errors import NotFoundError, ServerError
from klink_tui.models.contact import Contact
from klink_tui.sandbox.server import Sandbox
from klink_tui.store.taken import Seen
from tests.desk.bench import NOW, Bench, gated

NOBODY = "00000000-0000-4000-8000-000000000000"


async def account(bench: Bench) -> tuple[str, str]:
    """Give a contact's id, and the id of their account on a social platform: cases name it."""
    span = bench.desk.cases.last_days(30)
    page = await bench.client.cx_logs.list(span.start, span.end, page_size=100)
    people = (case.contact for case in page.items if case.contact and case.contact.platform_contacts)
    contact = next(people)
    bench.forget_log()
    return contact.id, contact.platform_contacts[0].social_platform_id


async def test_everyone_comes_page_by_page(bench: Bench) -> None:
    sheet = await bench.desk.contacts.book().load(2)
    assert bench.reads == ["/contacts?page=2&pageSize=10"]
    assert (len(sheet.page.items), sheet.page.total) == (10, 24)


async def test_a_keyword_is_searched_for_by_the_server(bench: Bench) -> None:
    contact = await bench.contact()
    word = contact.name.split()[0]
    sheet = await bench.desk.contacts.book(f"  {word} ").load(1)
    assert contact.id in {found.id for found in sheet.page.items}
    assert bench.log("GET")[0].target.startswith("/api/v1/contacts?keyword=")
    assert sheet.page.total is not None
    assert sheet.page.total < 24


@pytest.mark.parametrize(
    "hostile", ["a&pageSize=1", "../tickets", "50%", "?x=#y", "สมชาย", "[/b]", "\x1b[2J", "' OR 1"]
)
async def test_a_keyword_is_sent_to_the_letter(bench: Bench, hostile: str) -> None:
    await bench.desk.contacts.book(hostile).load(1)
    (exchange,) = bench.log("GET")
    assert exchange.status == 200
    assert exchange.target.startswith("/api/v1/contacts?keyword=")
    assert exchange.target.endswith("&page=1&pageSize=10")


async def test_an_account_on_a_platform_is_searched_for(bench: Bench) -> None:
    contact_id, id = await account(bench)
    sheet = await bench.desk.contacts.book(f"{PLATFORM} {id} ").load(1)
    assert contact_id in {found.id for found in sheet.page.items}
    assert [read.partition("?")[0] for read in bench.reads] == [f"/contacts/social-platform/{id}"]
    assert sheet.is_last


async def test_an_account_that_nobody_has_finds_nobody(bench: Bench) -> None:
    sheet = await bench.desk.contacts.book(f"{PLATFORM}nobody").load(1)
    assert sheet.page.items == ()


async def test_the_same_search_has_the_same_pages(bench: Bench) -> None:
    book = bench.desk.contacts.book("nok")
    assert bench.desk.contacts.book(" nok ") is book
    assert bench.desk.contacts.book("other") is not book


async def test_searches_used_long_ago_are_forgotten(bench: Bench) -> None:
    everyone, first = bench.desk.contacts.book(), bench.desk.contacts.book("search 0")
    for number in range(1, 13):
        bench.desk.contacts.book(f"search {number}")
        assert bench.desk.contacts.book() is everyone
    assert bench.desk.contacts.book("search 0") is not first


async def test_another_page_size_holds_for_every_search(bench: Bench) -> None:
    everyone = bench.desk.contacts.book()
    await everyone.load(1)
    bench.desk.contacts.page_size = 20
    assert bench.desk.contacts.page_size == everyone.size == bench.desk.contacts.book("later").size == 20
    again = everyone.peek(1)
    assert isinstance(again, KeptSheet), "the pages of another size are not the server's"
    assert again.page.size == 20


async def test_a_contact_is_read_whole(bench: Bench) -> None:
    row = await bench.contact()
    assert bench.desk.contacts.peek(row.id) == row
    whole = await bench.desk.contacts.read(row.id)
    assert bench.reads == [f"/contacts/{row.id}"]
    assert whole.model_fields_set >= row.model_fields_set
    assert bench.desk.contacts.peek(row.id) == whole
    assert bench.desk.contacts.book().find(row.id) == whole


async def test_a_contact_that_is_not_here_is_not_guessed(bench: Bench) -> None:
    assert bench.desk.contacts.peek(NOBODY) is None
    with pytest.raises(NotFoundError):
        await bench.desk.contacts.read(NOBODY)
    assert bench.desk.contacts.peek(NOBODY) is None


async def test_what_was_read_whole_does_not_grow_for_ever_in_memory_and_the_copy_has_it_all(bench: Bench) -> None:
    for number in range(505):
        bench.desk.contacts.put(Contact.read({"id": f"c{number}"}))
    assert len(bench.desk.contacts._whole) == 500
    assert all(bench.desk.contacts.peek(f"c{number}") is not None for number in range(505))
    await bench.desk.contacts.settled()
    assert all(bench.desk.contacts.peek(f"c{number}") is not None for number in range(505))
    assert bench.desk.copy.contacts.held() == 505


async def test_readers_of_different_contacts_do_not_mix(bench: Bench) -> None:
    sheet = await bench.desk.contacts.book().load(1)
    ids = [contact.id for contact in sheet.page.items[:5]]
    read = await asyncio.gather(*(bench.desk.contacts.read(id) for id in ids))
    assert [contact.id for contact in read] == ids


# The copy


def later(bench: Bench) -> ContactDesk:
    """Give the contacts of a console that was started an hour later, on the same copy."""
    bench.wait(3600)
    return ContactDesk(bench.desk.contacts._connect, bench.desk.copy, page_size=10, now=lambda: bench.now)


def kept(book: CopyBook[Contact], number: int = 1) -> KeptSheet[Contact]:
    """Give a page that must be the copy's."""
    sheet = book.peek(number)
    assert isinstance(sheet, KeptSheet)
    return sheet


def ids(sheet: Sheet[Contact] | None) -> list[str]:
    assert sheet is not None
    return [contact.id for contact in sheet.page.items]


async def test_the_pages_of_an_earlier_run_are_there_before_anything_is_asked(bench: Bench) -> None:
    pages = [await bench.desk.contacts.book().load(number) for number in (1, 2)]
    bench.forget_log()
    book = later(bench).book()
    assert [ids(kept(book, number)) for number in (1, 2)] == [ids(page) for page in pages]
    assert kept(book).fetched_at == NOW
    assert not book.is_fresh(kept(book))
    assert book.peek(3) is None
    assert bench.reads == []


async def test_the_servers_page_replaces_the_copys(bench: Bench) -> None:
    await bench.desk.contacts.book().load(1)
    book = later(bench).book()
    kept(book)
    sheet = await book.load(1)
    assert book.peek(1) is sheet
    assert not isinstance(sheet, KeptSheet)
    assert book.is_fresh(sheet)
    assert sheet.fetched_at == bench.now


async def test_a_page_that_can_not_be_fetched_stays_the_copys(bench: Bench, sandbox: Sandbox) -> None:
    await bench.desk.contacts.book().load(1)
    book = later(bench).book()
    before = kept(book)
    sandbox.quirks.switch_on("html-502")
    with pytest.raises(ServerError):
        await book.load(1)
    assert kept(book) == before


async def test_a_page_of_the_copy_knows_how_many_there_are_where_a_sweep_was_told(bench: Bench) -> None:
    await bench.desk.contacts.book().load(3)
    book = later(bench).book()
    assert kept(book, 3).page.total is None
    await bench.desk.mirror.sweep()
    assert (kept(book, 3).page.total, kept(book, 3).is_last, kept(book).is_last) == (24, True, False)


async def test_pages_that_the_server_repeats_do_not_move_anybody(bench: Bench, sandbox: Sandbox) -> None:
    first = await bench.desk.contacts.book().load(1)
    sandbox.quirks.switch_on("page-ignored")
    assert (await bench.desk.contacts.book().load(2)).repeats
    book = later(bench).book()
    assert ids(kept(book)) == ids(first)
    assert book.peek(2) is None


async def test_a_search_is_answered_by_the_copy_until_the_server_answers(bench: Bench) -> None:
    everyone = await bench.desk.contacts.book().load(1)
    word = everyone.page.items[3].name.split()[0]
    bench.forget_log()
    book = bench.desk.contacts.book(word)
    assert everyone.page.items[3].id in ids(kept(book))
    assert bench.reads == []
    sheet = await book.load(1)
    assert set(ids(sheet)) >= set(ids(everyone)) & set(ids(book.peek(1)))
    assert book.peek(1) is sheet


async def test_what_a_search_found_is_in_the_copy_and_stands_at_no_place_of_the_list(bench: Bench) -> None:
    contact = (await bench.client.contacts.list(page=3, page_size=10)).items[0]
    found = await bench.desk.contacts.book(contact.name).load(1)
    assert contact.id in ids(found)
    assert bench.desk.contacts.peek(contact.id) == contact
    assert bench.desk.contacts.book().peek(1) is None
    assert ids(kept(later(bench).book(contact.name))) == ids(found)


async def test_an_account_is_looked_up_in_the_copy(bench: Bench) -> None:
    contact_id, id = await account(bench)
    book = bench.desk.contacts.book(f"{PLATFORM}{id}")
    await bench.desk.contacts.read(contact_id)
    await bench.desk.contacts.settled()
    assert book.peek(1) is None
    await bench.desk.cases.of_contact(contact_id)
    assert ids(kept(book)) == [contact_id]
    assert kept(book).is_last
    assert book.peek(2) is None


async def test_one_who_was_read_or_written_is_in_the_copy(bench: Bench) -> None:
    row = await bench.contact()
    whole = await bench.desk.contacts.read(row.id)
    made = Contact.read({"id": "made", "name": "Made Here"})
    bench.desk.contacts.put(made)
    await bench.desk.contacts.settled()
    desk = later(bench)
    assert (desk.peek(row.id), desk.peek("made")) == (whole, made)
    assert desk.peek(NOBODY) is None


async def test_one_who_is_on_the_way_into_the_copy_is_shown_as_they_will_be(bench: Bench) -> None:
    sheet = await bench.desk.contacts.book().load(1)
    changed, gone = sheet.page.items[0], sheet.page.items[1]
    bench.desk.contacts.page_size = 5
    book = bench.desk.contacts.book()
    assert ids(kept(book))[:2] == [changed.id, gone.id]
    bench.desk.contacts.put(Contact.read({**changed.raw, "name": "New Name"}))
    bench.desk.contacts.drop(gone.id)
    for _ in range(2):
        assert kept(book).page.items[0].name == "New Name"
        assert gone.id not in ids(kept(book))
        assert bench.desk.contacts.peek(gone.id) is None
        await bench.desk.contacts.settled()
    assert later(bench).peek(gone.id) is None


async def test_a_page_asked_for_before_a_change_does_not_undo_it_in_the_copy(bench: Bench, sandbox: Sandbox) -> None:
    row = await bench.contact()
    async with gated(sandbox, "GET", "/contacts", answers=True) as (other, gate):
        under_way = asyncio.create_task(other.desk.contacts.book().load(1))
        await gate.arrival()
        changed = Contact.read({**row.raw, "name": "New Name"})
        other.desk.contacts.put(changed)
        gate.open()
        assert (await under_way).page.items[0] == changed
        await other.desk.contacts.settled()
        assert other.desk.copy.contacts.read(row.id) == changed
        assert ids(kept(later(other).book()))[0] == row.id


async def test_tickets_that_came_without_their_contact_are_told_who_it_is(bench: Bench) -> None:
    ticket = await bench.ticket()
    assert ticket.contact is not None
    bare = ticket.read({**ticket.raw, "contact": None})
    await bench.desk.copy.write(lambda: bench.desk.copy.tickets.put([bare], Seen(1, 0.0)))
    version = bench.desk.copy.version
    contact = await bench.desk.contacts.read(ticket.contact_id)
    await bench.desk.contacts.settled()
    row = bench.desk.tickets.row(ticket.key)
    assert row is not None
    assert (row.contact, row.emails) == (contact.label, ", ".join(contact.emails))
    assert bench.desk.copy.version > version


async def test_affairs_are_counted_in_the_copy(bench: Bench) -> None:
    await bench.desk.mirror.sweep()
    ticket = await bench.ticket()
    related = await bench.desk.tickets.of_contact(ticket.contact_id)
    cases = await bench.desk.cases.of_contact(ticket.contact_id)
    affairs = bench.desk.contacts.affairs(ticket.contact_id, 30)
    assert affairs.tickets == len(related.tickets)
    assert 0 < affairs.open <= affairs.tickets
    assert affairs.recent_cases == len(cases.cases)
    assert bench.desk.contacts.count_tickets([ticket.contact_id, NOBODY]) == {ticket.contact_id: affairs.tickets}


async def test_who_shares_an_address_is_known_from_the_copy(bench: Bench) -> None:
    one = Contact.read({"id": "one", "email": ["h@example.org"]})
    for contact in (one, Contact.read({"id": "two", "email": ["H@Example.org"]}), Contact.read({"id": "three"})):
        bench.desk.contacts.put(contact)
    await bench.desk.contacts.settled()
    sharing = bench.desk.contacts.sharing(one)
    assert ([(other.id, address) for other, address in sharing.others], sharing.complete) == (
        [("two", "H@Example.org")],
        True,
    )
    bench.desk.contacts.drop("two")
    assert bench.desk.contacts.sharing(one).others == ()
