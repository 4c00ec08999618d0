"""Contacts as they are read: searches, pages, one contact whole."""

import asyncio

import pytest

from klink_tui.desk.contacts import PLATFORM
from klink_tui.errors import NotFoundError
from klink_tui.models.contact import Contact
from tests.desk.bench import Bench

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
    assert everyone.peek(1) is None


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


async def test_what_was_read_whole_does_not_grow_for_ever(bench: Bench) -> None:
    for number in range(505):
        bench.desk.contacts.put(Contact.read({"id": f"c{number}"}))
    here = [bench.desk.contacts.peek(f"c{number}") is not None for number in range(505)]
    assert here == [False] * 5 + [True] * 500


async def test_readers_of_different_contacts_do_not_mix(bench: Bench) -> None:
    sheet = await bench.desk.contacts.book().load(1)
    ids = [contact.id for contact in sheet.page.items[:5]]
    read = await asyncio.gather(*(bench.desk.contacts.read(id) for id in ids))
    assert [contact.id for contact in read] == ids
