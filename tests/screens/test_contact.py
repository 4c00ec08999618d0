"""One contact: what stands on it, and what is done to it."""

from klink_tui.screens.contact import ContactScreen
from tests.console import console
from tests.gate import to
from tests.screens.test_contacts import current, names, open_contacts
from tests.screens.views import DENIED, colleague, contact, contacts, facts_of, sent, toasts


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
        assert current(c).id == second.id


async def test_a_contact_that_can_t_be_read_whole_shows_what_the_row_has() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        at = current(c)
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
