"""One contact: what stands on it, and what is done to it."""

from datetime import timedelta

import pytest
from textual.widgets import Static

from klink_tui.desk.events import MirrorChanged
from klink_tui.models.contact import Contact
from klink_tui.screens.contact import ContactScreen
from klink_tui.store.taken import Seen
from klink_tui.widgets.panel import ListPanel
from tests.console import NOW, Console, console
from tests.gate import to
from tests.screens.test_contacts import names
from tests.screens.views import (
    DENIED,
    colleague,
    contact,
    contact_at,
    contacts,
    facts_of,
    open_contacts,
    sent,
    toasts,
)


async def test_a_contact_is_shown_whole_and_a_list_row_may_lack_most_of_it() -> None:
    async with console("bare-rows", contacts=30, size=(160, 50)) as c:
        await open_contacts(c)
        async with colleague(c) as other:
            found = [await other.contacts.detail(item.id) for item in contacts(c).rows.items()]
        at = max(found, key=lambda one: (len(one.tags), len(one.groups), len(one.custom_fields)))
        contacts(c).list.move_to(contacts(c).rows.position(at.id) or 0)
        await c.press("enter")
        await c.until(lambda: facts_of(c, "#custom"))
        facts = facts_of(c, "#facts")
        assert facts.get("Phone", "") == "\n".join(at.phones)
        assert facts["Tags"] == ", ".join(tag.name for tag in at.tags)
        assert facts.get("Groups", "") == ", ".join(group.name for group in at.groups)
        assert {value.label for value in at.custom_fields if value.value} <= set(facts_of(c, "#custom"))
        await c.until(lambda: "fetching" not in c.text())


async def test_a_contact_is_deleted_from_its_own_screen_and_the_list_closes_up() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        await c.press("j", "j", "j", "enter")
        at = contact(c).contact
        assert at is not None
        await c.press("D", "n", "D", "y")
        await toasts(c, 1)
        await c.until(lambda: not isinstance(c.app.screen, ContactScreen))
        assert at.label not in names(c)
        assert contacts(c).list.cursor == 3
        assert len(c.writes()) == 1


async def test_next_and_previous_contact_and_the_cursor_on_return() -> None:
    async with console(contacts=25, page_size=10) as c:
        await open_contacts(c)
        await c.press("G", "enter")
        first = contact(c).contact
        assert first is not None
        await c.press("]")
        await c.until(lambda: contact(c).contact != first)
        second = contact(c).contact
        assert second is not None
        assert "page 2 of the list" in c.status.facts
        await c.press("escape")
        await c.until(lambda: contacts(c).number == 2)
        assert contact_at(c).id == second.id


async def test_a_contact_that_can_t_be_read_whole_shows_what_the_row_has() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        at = contact_at(c)
        c.gate.answer(to("GET", f"/contacts/{at.id}"), 403, DENIED)
        await c.press("enter")
        await c.until(lambda: c.status.trouble)
        assert c.status.trouble.startswith("ctrl+r tries again")
        assert at.label in c.text()
        assert facts_of(c, "#facts").get("Phone", "") == "\n".join(at.phones)
        c.gate.open()
        await c.press("ctrl+r")
        await c.until(lambda: not c.status.trouble)


async def test_tags_added_to_a_contact_stand_on_its_screen_at_once() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        await c.press("enter", "t")
        await c.type("priority pickup")
        await c.press("enter")
        await c.until(lambda: "priority pickup" in facts_of(c, "#facts").get("Tags", ""))
        await toasts(c, 1)
        assert len(sent(c, c.writes()[0][0])) == 1


# Their affairs


async def fill(c: Console) -> None:
    """Put all tickets and recent cases into the copy, as if they had been read five minutes ago."""
    at = (NOW - timedelta(minutes=5)).timestamp()
    copy = c.app.desk.copy
    async with colleague(c) as other:
        tickets = await other.tickets.list(page_size=100)
        cases = await other.cx_logs.list(NOW - timedelta(days=29), NOW, page_size=100)
    await copy.write(lambda: copy.tickets.put(tickets.items, Seen(1, at)))
    await copy.write(lambda: copy.cases.put(cases.items, Seen(0, at)))


def busy_one(c: Console) -> Contact:
    """Put the cursor on a contact of the list with tickets and cases in the copy."""
    desk = c.app.desk
    at = next(
        one
        for one in contacts(c).rows.items()
        if desk.tickets.held_of_contact(one.id) and desk.cases.held_of_contact(one.id).cases
    )
    contacts(c).list.move_to(contacts(c).rows.position(at.id) or 0)
    return at


def panel(c: Console, name: str) -> ListPanel:
    return c.app.screen.query_one(f"#{name}", ListPanel)


def note(c: Console, name: str) -> str:
    words = panel(c, name).query_one(".panel--note", Static)
    return str(words.visual) if words.display else ""


def line(c: Console, name: str) -> str:
    return str(c.app.screen.query_one(f"#{name}", Static).visual)


async def test_tickets_and_cases_of_the_copy_are_there_in_the_first_frame() -> None:
    async with console(contacts=30, tickets=80, size=(160, 50)) as c:
        await open_contacts(c)
        await fill(c)
        at = busy_one(c)
        held = c.gate.hold(to("GET"))
        await c.press("enter")
        assert contact(c).contact == at
        assert len(panel(c, "related").list.rows) == len(c.app.desk.tickets.held_of_contact(at.id))
        assert len(panel(c, "cases").list.rows)
        assert (note(c, "related"), note(c, "cases")) == ("", "from the copy, 5 min old")
        affairs = c.app.desk.contacts.affairs(at.id, 30)
        counted = f"{affairs.open} open of {affairs.tickets} ticket"
        assert line(c, "affairs").startswith(counted)
        assert line(c, "affairs").endswith(" · in the copy")
        await c.until(lambda: held.waiting)
        held.release()
        await c.rest()
        assert note(c, "cases") == ""
        assert "in the copy" not in line(c, "affairs")


async def test_where_nothing_is_held_it_is_fetched() -> None:
    async with console(contacts=30, size=(160, 50)) as c:
        await open_contacts(c)
        nobody = "00000000-0000-4000-8000-00000000000a"
        c.app.desk.contacts.put(Contact.read({"id": nobody, "name": "Nobody Yet"}))
        held = c.gate.hold(to("GET"))
        c.app.push_screen(ContactScreen(c.app.desk, nobody))
        await c.settle()
        assert (note(c, "related"), note(c, "cases")) == ("fetching …", "fetching …")
        assert line(c, "affairs") == "no tickets · no cases in 30 days · in the copy"
        held.release()
        await c.rest()
        assert (note(c, "related"), note(c, "cases")) == ("No tickets.", "No cases.")
        assert line(c, "affairs") == "no tickets · no cases in 30 days"


async def test_without_a_server_their_affairs_stay_and_say_so() -> None:
    async with console(contacts=30, tickets=80, size=(160, 50)) as c:
        await open_contacts(c)
        await fill(c)
        busy_one(c)
        c.gate.refuse(to("GET"))
        await c.press("enter")
        rows = len(panel(c, "related").list.rows), len(panel(c, "cases").list.rows)
        await c.rest()
        for name in ("related", "cases"):
            assert note(c, name).startswith("from the copy · ")
            assert "ctrl+r tries again" in note(c, name)
        assert (len(panel(c, "related").list.rows), len(panel(c, "cases").list.rows)) == rows
        assert min(rows) > 0
        c.gate.open()
        await c.press("ctrl+r")
        await c.rest()
        assert (note(c, "related"), note(c, "cases")) == ("", "")


async def test_a_contact_of_the_copy_is_shown_without_a_server() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        c.app.desk.contacts.put(Contact.read({"id": "kept", "name": "Kept Here", "phone": ["+6561234567"]}))
        await c.app.desk.contacts.settled()
        c.app.desk.contacts._whole.clear()
        c.gate.refuse(to("GET"))
        c.app.push_screen(ContactScreen(c.app.desk, "kept"))
        await c.settle()
        await c.until(lambda: c.status.trouble)
        assert facts_of(c, "#facts")["Phone"] == "+6561234567"
        assert "Kept Here" in c.text()


# Who may be the same person


def twins(number: int, *, of: Contact) -> list[Contact]:
    address = {"email": list(of.emails)} if of.emails else {"phone": list(of.phones)}
    ids = [f"[/b]';--{place}\u202e" for place in range(number)]
    return [Contact.read({"id": id, "name": f"أمل [b]{place}", **address}) for place, id in enumerate(ids)]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_nobody_else_is_pointed_out_where_nobody_shares_an_address(size: tuple[int, int]) -> None:
    async with console(contacts=30, size=size) as c:
        await open_contacts(c)
        c.app.desk.contacts.put(Contact.read({"id": "alone", "name": "Alone", "email": ["only@example.org"]}))
        c.app.push_screen(ContactScreen(c.app.desk, "alone"))
        await c.rest()
        assert not panel(c, "same").display
        assert not c.find("#same-line").display
        assert "Same" not in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("number", [1, 25, 60])
async def test_who_shares_an_address_is_pointed_out_and_opened(size: tuple[int, int], number: int) -> None:
    async with console(contacts=30, size=size) as c:
        await open_contacts(c)
        of = Contact.read({"id": "of", "name": "Hannah", "email": ["h@example.org"]})
        c.app.desk.contacts.put(of)
        for twin in twins(number, of=of):
            c.app.desk.contacts.put(twin)
        await c.app.desk.contacts.settled()
        c.gate.refuse(to("GET", "/contacts/"))
        c.app.push_screen(ContactScreen(c.app.desk, "of"))
        await c.rest()
        others = {1: "", 25: " and 24 others", 60: " and at least 49 others"}[number]
        assert line(c, "same-line").startswith(f"Same email h@example.org (0 tickets){others}: ")
        assert note(c, "same") == ("There may be more." if number == 60 else "")
        assert "Same email h@example.org" in c.text()
        shown = panel(c, "same")
        assert shown.display
        assert len(shown.list.rows) == min(number, 50)
        await c.press("tab")
        assert c.app.focused is shown.list
        await c.until("Maybe the same person")
        await c.press("G")
        key = shown.list.cursor_key
        await c.press("enter")
        await c.until(lambda: "أمل" in c.status.facts)
        opened = contact(c).contact
        assert opened is not None
        assert opened.id == key
        assert "\u202e" not in c.text()
        await c.press("escape")
        assert contact(c).contact == of


async def test_one_who_is_deleted_is_not_pointed_out_any_more() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        of = Contact.read({"id": "of", "name": "Hannah", "phone": ["+65 6123 4567"]})
        (twin,) = twins(1, of=of)
        for one in (of, twin):
            c.app.desk.contacts.put(one)
        c.gate.refuse(to("GET", "/contacts/"))
        await c.app.desk.contacts.settled()
        c.app.push_screen(ContactScreen(c.app.desk, "of"))
        await c.rest()
        assert line(c, "same-line").startswith("Same phone +65 6123 4567 (0 tickets): ")
        c.app.desk.contacts.drop(twin.id)
        c.app.desk.bus.announce(MirrorChanged())
        await c.settle()
        assert not panel(c, "same").display
