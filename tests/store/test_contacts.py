"""Contacts in the cache: pages, searches, who shares an address, and what their tickets are told."""

from collections.abc import Callable, Iterator

import pytest

from klink_tui.models.affairs import Affairs
from klink_tui.models.caselog import CaseLog
from klink_tui.models.contact import Contact
from klink_tui.models.record import Json
from klink_tui.models.ticket import Ticket
from klink_tui.store.cache import Cache
from klink_tui.store.cases import CaseTable
from klink_tui.store.contacts import MOST_SHARING, ContactTable, fill_ticket
from klink_tui.store.listing import TicketListing
from klink_tui.store.taken import Seen
from klink_tui.store.tickets import TicketTable


@pytest.fixture
def cache() -> Iterator[Cache]:
    cache = Cache(None)
    yield cache
    cache.close()


@pytest.fixture
def table(cache: Cache) -> ContactTable:
    return ContactTable(cache)


def contact(id: str, **values: object) -> Json:
    return {"id": id, **values}


def found(table: ContactTable, keyword: str) -> list[str]:
    """Give the ids that a search finds, which must be as many as it says."""
    rows, count = table.search(keyword, 0, 100)
    assert len(rows) == count
    return [one.id for one, _ in rows]


def test_a_contact_comes_back_as_it_came(table: ContactTable) -> None:
    raw = contact("c1", name="Hannah Lindqvist", email=["h@example.org"], odd={"kept": [1, None]})
    table.put([raw], Seen(1, 5.0))
    kept = table.read("c1")
    assert kept is not None
    assert (kept, kept.raw, table.seen("c1")) == (Contact.read(raw), raw, 5.0)
    assert (table.read("c2"), table.seen("c2")) == (None, None)


def test_pages_are_places_of_the_servers_order(table: ContactTable) -> None:
    table.put([contact(f"c{number}") for number in range(6)], Seen(1, 1.0, 0, 6))
    table.put([contact("searched")], Seen(1, 2.0))
    assert [(one.id, seen) for one, seen in table.page(2, 3)] == [("c2", 1.0), ("c3", 1.0), ("c4", 1.0)]
    assert table.page(6, 3) == []
    table.put([contact("new"), contact("c0")], Seen(1, 3.0, 0, 2))
    assert [one.id for one, _ in table.page(0, 3)] == ["new", "c0", "c1"]


@pytest.mark.parametrize(
    ("keyword", "ids"),
    [
        ("hannah", ["h"]),
        ("HANN", ["h"]),
        ("qvist", ["h"]),
        ("anna", []),
        ("hannah lind", ["h"]),
        ("lind hannah", ["h"]),
        ("lind o'connor", []),
        ("h@example.org", ["h"]),
        ("+65 111", ["o"]),
        ("acme", ["o"]),
        ("สมชาย", ["t"]),
        ("50%", ["t"]),
        ("%", ["t"]),
        ("_", ["h", "o", "t"]),
        ("\\", []),
        ("", ["h", "o", "t"]),
        ("' OR 1 --", []),
    ],
)
def test_a_search_looks_at_beginnings_and_ends_of_words(table: ContactTable, keyword: str, ids: list[str]) -> None:
    table.put(
        [
            contact("h", name="Hannah Lindqvist", email=["h@example.org"]),
            contact("o", name="Sam O'Connor", phone=["+65 1112"], company={"name": "Acme Ltd"}),
            contact("t", name="สมชาย ใจดี", notes="secret", email=["50% off@x.example"]),
        ],
        Seen(1, 1.0, 0, 3),
    )
    assert found(table, keyword) == ids


def test_a_search_has_pages_in_the_servers_order(table: ContactTable) -> None:
    table.put([contact("late", name="Nok")], Seen(1, 1.0))
    table.put([contact(f"c{number}", name="Nok") for number in range(5)], Seen(1, 1.0, 0, 5))
    rows, count = table.search("nok", 4, 4)
    assert ([one.id for one, _ in rows], count) == (["c4", "late"], 6)


def test_who_changed_is_found_by_their_new_words_only(table: ContactTable) -> None:
    table.put(
        [contact("a", name="Old", email=["old@example.org"]), contact("b", email=["old@example.org"])], Seen(1, 1.0)
    )
    table.put([contact("a", name="New", email=["new@example.org"])], Seen(1, 2.0))
    assert (found(table, "new"), found(table, "old")) == (["a"], ["b"])
    assert table.sharing(Contact.read(contact("b", email=["old@example.org"]))) == []


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({"email": ["h@example.org"]}, {"contactEmails": [{"email": "H@EXAMPLE.org"}]}, "H@EXAMPLE.org"),
        ({"phone": ["+65 6123 4567"]}, {"contactNumber": "(65) 6123-4567"}, "(65) 6123-4567"),
        ({"phone": ["123"]}, {"phone": ["123"]}, None),
        ({"email": ["unknown"]}, {"email": ["unknown"]}, None),
        ({"email": [""]}, {"email": [""]}, None),
        ({"platformContacts": [{"socialPlatformId": "u1"}]}, {"platformContacts": [{"socialPlatformId": "u1"}]}, None),
    ],
    ids=["email", "phone", "an extension", "no email", "nothing", "account"],
)
def test_who_shares_an_email_or_phone_may_be_the_same(
    table: ContactTable, one: Json, other: Json, shared: str | None
) -> None:
    table.put([contact("one", **one), contact("other", **other)], Seen(1, 1.0))
    expected = [("other", shared)] if shared else []
    assert [(who.id, what) for who, what in table.sharing(Contact.read(contact("one", **one)))] == expected


def test_who_shares_both_is_named_once_and_not_without_end(table: ContactTable) -> None:
    same = {"email": ["info@example.org"], "phone": ["+6561234567"]}
    table.put([contact(f"c{number}", **same) for number in range(2000)], Seen(1, 1.0))
    shared = table.sharing(Contact.read(contact("c0", **same)))
    assert len({who.id for who, _ in shared}) == len(shared)
    assert MOST_SHARING <= len(shared) <= 2 * MOST_SHARING
    assert "c0" not in {who.id for who, _ in shared}


def test_who_is_dropped_shares_nothing(table: ContactTable) -> None:
    table.put([contact("a", email=["x@example.org"]), contact("b", email=["x@example.org"])], Seen(1, 1.0))
    table.drop("a")
    assert table.sharing(Contact.read(contact("b", email=["x@example.org"]))) == []
    assert found(table, "x@example.org") == ["b"]


# Accounts on platforms


def case(id: str, contact_id: str, account: str) -> Json:
    nested = {"id": contact_id, "platformContacts": [{"id": "p", "socialPlatformId": account, "type": "line"}]}
    return {"id": id, "contactId": contact_id, "contact": nested, "startedDate": "2026-03-01T00:00:00Z"}


@pytest.mark.parametrize("cases_first", [True, False])
def test_an_account_that_stands_in_a_case_finds_the_contact(
    cache: Cache, table: ContactTable, cases_first: bool
) -> None:
    puts: list[Callable[[], object]] = [
        lambda: CaseTable(cache).put([case("k", "c1", "U77")], Seen(0, 1.0)),
        lambda: table.put([contact("c1", name="Nok")], Seen(1, 1.0)),
    ]
    for put in puts if cases_first else reversed(puts):
        put()
    assert [one.id for one, _ in table.with_platform("u77")] == ["c1"]
    table.put([contact("c1", name="Nok Renamed")], Seen(2, 2.0))
    assert [one.name for one, _ in table.with_platform("U77")] == ["Nok Renamed"]
    assert table.with_platform("") == table.with_platform("u7") == []


# Their tickets


def ticket(id: str, contact_id: str = "c1", **values: object) -> Ticket:
    return Ticket.read({"id": id, "ticketNumber": 1, "contactId": contact_id, **values})


def row_of(cache: Cache, id: str) -> tuple[str, str, str, str]:
    (row,) = TicketListing(cache).rows_of([f"{id}#1"])
    return row.contact, row.emails, row.phones, row.company


FULL = contact("c1", name="Hannah", email=["h@example.org", "g@example.org"], phone=["+6561"], company={"name": "Acme"})


def test_tickets_that_came_without_their_contact_are_told_who_it_is(cache: Cache, table: ContactTable) -> None:
    TicketTable(cache).put([ticket("bare"), ticket("other", "c2"), ticket("none", "")], Seen(1, 1.0))
    assert row_of(cache, "bare") == ("c1", "", "", "")
    table.put([FULL], Seen(1, 1.0))
    assert row_of(cache, "bare") == ("Hannah", "h@example.org, g@example.org", "+6561", "Acme")
    assert row_of(cache, "other") == ("c2", "", "", "")
    assert row_of(cache, "none") == ("", "", "", "")
    assert table.filled == 1


def test_what_a_ticket_says_of_its_contact_stays(cache: Cache, table: ContactTable) -> None:
    nested = {"id": "c1", "name": "H. L.", "email": ["own@example.org"]}
    TicketTable(cache).put([ticket("full", contact=nested)], Seen(1, 1.0))
    table.put([FULL], Seen(1, 1.0))
    assert row_of(cache, "full") == ("H. L.", "own@example.org", "+6561", "Acme")


def test_a_contact_that_learns_an_address_tells_the_tickets(cache: Cache, table: ContactTable) -> None:
    TicketTable(cache).put([ticket("bare")], Seen(1, 1.0))
    table.put([contact("c1")], Seen(1, 1.0))
    assert (row_of(cache, "bare"), table.filled) == (("c1", "", "", ""), 0)
    table.put([FULL], Seen(2, 1.0))
    assert row_of(cache, "bare")[0] == "Hannah"
    table.put([FULL], Seen(3, 1.0))
    assert table.filled == 1, "who is known already tells nothing new"


def test_what_tickets_are_told_is_what_queries_compare(cache: Cache, table: ContactTable) -> None:
    TicketTable(cache).put([ticket("bare")], Seen(1, 1.0))
    table.put([FULL], Seen(1, 1.0))
    nested = Contact.read(FULL)
    TicketTable(cache).put([ticket("whole", contact=nested.raw)], Seen(1, 1.0))
    columns = "contact_fold, emails_fold, phones_fold, company_fold"
    one, other = cache.read(f"SELECT {columns} FROM tickets")
    assert one == other


def test_a_ticket_that_comes_after_its_contact_can_be_told_who_it_is(cache: Cache, table: ContactTable) -> None:
    table.put([FULL], Seen(1, 1.0))
    TicketTable(cache).put([ticket("bare"), ticket("strange", "c2")], Seen(1, 1.0))
    numbers = dict(cache.read("SELECT key, ticket FROM tickets"))
    cache.write(lambda connection: fill_ticket(connection, numbers["bare#1"], "c1"))
    cache.write(lambda connection: fill_ticket(connection, numbers["strange#1"], "c2"))
    assert row_of(cache, "bare") == ("Hannah", "h@example.org, g@example.org", "+6561", "Acme")
    assert row_of(cache, "strange") == ("c2", "", "", "")


# Counts


def test_a_contacts_affairs_are_counted(cache: Cache, table: ContactTable) -> None:
    TicketTable(cache).put(
        [
            ticket("a", status="Open", createdAt="2026-01-02T00:00:00Z", updatedAt="2026-03-05T00:00:00Z"),
            ticket("b", status="RESOLVED", createdAt="2026-02-01T00:00:00Z"),
            ticket("c", status="closed", createdAt="never"),
            ticket("d", status="in_progress"),
            ticket("e", "c2", status="open", createdAt="2020-01-01T00:00:00Z"),
        ],
        Seen(1, 1.0),
    )
    started = ("2025-12-01T00:00:00Z", "2026-03-01T00:00:00Z", "whenever")
    cases = [{"id": f"k{place}", "contactId": "c1", "startedDate": at} for place, at in enumerate(started)]
    CaseTable(cache).put([CaseLog.read(one) for one in cases], Seen(0, 1.0))
    assert table.affairs("c1", 1_771_000_000) == Affairs(4, 2, 1, 1_764_547_200, 1_772_668_800)
    assert table.affairs("nobody", 0) == Affairs()
    assert table.count_tickets(["c1", "c2", "c3"]) == {"c1": 4, "c2": 1}
    assert table.count_tickets([]) == {}
