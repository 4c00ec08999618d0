"""Contacts: searching, what the copy answers, and the keys of their list."""

from datetime import timedelta

from klink_tui.models.contact import Contact
from klink_tui.screens.compose import ComposeScreen
from klink_tui.screens.form import FormScreen
from klink_tui.store.taken import Seen
from tests.console import NOW, Console, console
from tests.gate import Gate, to
from tests.screens.views import DENIED, colleague, contact_at, contacts, on_view, open_contacts

SEARCH = to("GET", "/contacts")


def names(c: Console) -> list[str]:
    return [item.label for item in contacts(c).rows.items()]


def searches(c: Console) -> list[str]:
    return [request.url.params["keyword"] for request in c.gate.seen if "keyword" in request.url.params]


# Searching


async def test_a_search_is_sent_once_the_typing_rests_and_cleared_by_esc() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        everyone = names(c)
        word = contact_at(c).name.split()[0]
        await c.press("j", "j", "/")
        await c.type(word)
        assert len(names(c)) < len(everyone), "the copy answers at once"
        await c.until(lambda: searches(c))
        await c.rest()
        assert searches(c) == [word], "not a request a letter"
        assert names(c)[0] == everyone[0]
        assert f"“{word}” · page 1 of 1" in c.status.facts
        await c.press("enter")
        assert contacts(c).list.has_focus
        assert contacts(c).list.cursor == 0
        await c.press("escape")
        await c.until(lambda: names(c) == everyone)
        assert not c.find("#search").display
        assert "“" not in c.status.facts
        await c.press("escape")
        contacts(c)


async def test_letters_are_text_while_a_search_is_typed() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        await c.press("/")
        await c.type("Dyst+eqTBn?:#")
        contacts(c)
        assert contacts(c).query_one("#search").has_focus
        assert (c.writes(), c.toasts, c.app.theme) == ([], [], "klink-dark")
        await c.until("Nobody matches “Dyst+eqTBn?:#”.")
        await c.press("down", "pagedown", "enter", "y")
        assert contacts(c).list.has_focus
        await c.press("ctrl+l")
        await c.until(lambda: names(c))
        await c.press("/", "ctrl+l")
        assert contacts(c).list.has_focus


async def test_a_search_that_was_typed_over_is_dropped() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        first, second = names(c)[0].split()[0], names(c)[4].split()[0]
        slow = c.gate.hold(to("GET", "/contacts", keyword=first))
        await c.press("/")
        await c.type(first)
        await c.until(lambda: slow.waiting)
        await c.press("home", "shift+end", "delete")
        await c.type(second)
        await c.press("enter")
        await c.until(lambda: f"“{second}” · page 1" in c.status.facts)
        found = names(c)
        slow.release()
        await c.rest()
        assert names(c) == found
        assert all(second.casefold() in name.casefold() for name in found)


async def test_a_platform_account_is_looked_up_by_its_id() -> None:
    async with console(contacts=40) as c:
        await open_contacts(c)
        async with colleague(c) as other:
            cases = await other.cx_logs.list(NOW - timedelta(days=30), NOW, page_size=100)
        known = next(case.contact for case in cases.items if case.contact and case.contact.platform_contacts)
        account = known.platform_contacts[0].social_platform_id
        await c.press("/")
        await c.type("platform:")
        await c.press("enter")
        await c.rest()
        assert len(names(c)) == 40, "no id yet: nothing is asked"
        await c.press("/", "end")
        await c.type(account)
        await c.press("enter")
        await c.until(lambda: names(c) == [known.label])
        assert c.gate.count(to("GET", f"/social-platform/{account}")) == 1
        await c.press("escape", "/")
        await c.type("platform:nobody")
        await c.press("enter")
        await c.until("Nobody matches “platform:nobody”.")


async def test_a_search_that_fails_says_so_and_is_tried_again_by_the_key_that_is_named() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        word = names(c)[3].split()[0]
        c.gate.answer(to("GET", "/contacts", keyword=word), 403, DENIED)
        await c.press("n", "/")
        await c.type(word)
        await c.press("enter")
        await c.until(lambda: c.status.trouble.startswith("ctrl+r tries again"))
        found = names(c)
        assert len(found) < 30
        assert f"“{word}” · from the copy · page 1 of 1" in c.status.facts
        c.gate.open()
        await c.press("ctrl+r")
        await c.until(lambda: "from the copy" not in c.status.facts)
        assert (c.status.trouble, names(c)) == ("", found)


async def test_what_was_found_has_pages_of_its_own() -> None:
    async with console(contacts=60, page_size=10) as c:
        await open_contacts(c)
        await c.press("n", "n")
        await c.until(lambda: contacts(c).number == 3)
        await c.press("/")
        await c.type("e")
        await c.until(lambda: "“e” · page 1 of" in c.status.facts)
        await c.press("enter")
        await c.rest()
        slow = c.gate.hold(to("GET", "/contacts", keyword="e"))
        await c.press("n")
        assert "“e” · page 2 of" in c.status.facts
        await c.press("n")
        await c.until(lambda: "page 3 …" in c.status.doing)
        if "“e” · from the copy · page 3 of" not in c.status.facts:
            await c.press("escape")
            assert "“e” · page 2 of" in c.status.facts, "the first esc stops waiting, the next clears the search"
        await c.press("escape")
        assert c.status.doing == ""
        assert "“e”" not in c.status.facts
        assert "page 1 of" in c.status.facts
        slow.release()
        await c.rest()
        assert "“e”" not in c.status.facts


# The copy


async def fill(c: Console, *, first: int = 0) -> list[Contact]:
    """Put all contacts into the copy, as if they had been read five minutes ago; give them in the server's order."""
    async with colleague(c) as other:
        page = await other.contacts.list(page_size=100)
    seen = Seen(1, (NOW - timedelta(minutes=5)).timestamp(), first, len(page.items))
    copy = c.app.desk.copy
    await copy.write(lambda: copy.contacts.put(page.items[first:], seen))
    return list(page.items)


async def test_a_page_of_the_copy_is_there_at_once_and_stays_without_a_server() -> None:
    async with console(contacts=60, page_size=10) as c:
        await open_contacts(c)
        everyone = await fill(c, first=20)
        c.gate.refuse(to("GET", "/contacts"))
        await c.press("n")
        await c.rest()
        await c.press("n")
        assert names(c) == [one.label for one in everyone[20:30]]
        assert c.status.facts == "from the copy · page 3 of 6 · 60 contacts · 5 min old"
        await c.until(lambda: c.status.trouble.startswith("ctrl+r tries again"))
        assert names(c) == [one.label for one in everyone[20:30]]
        c.gate.open()
        await c.press("ctrl+r")
        await c.until(lambda: c.status.facts == "page 3 of 6 · 60 contacts · 0 s old")
        assert c.status.trouble == ""


async def test_the_copy_answers_every_letter_and_the_server_once() -> None:
    async with console(contacts=60, page_size=10) as c:
        await open_contacts(c)
        everyone = await fill(c, first=20)
        wanted = everyone[40]
        word = wanted.emails[0] if wanted.emails else wanted.phones[0]
        asked = c.gate.hold(to("GET", "/contacts", keyword=word))
        await c.press("/")
        await c.type(word)
        assert wanted.label in names(c)
        assert f"“{word}” · from the copy · page 1 of 1" in c.status.facts
        assert "5 min old" in c.status.facts
        await c.until(lambda: asked.waiting)
        assert searches(c) == [word]
        asked.release()
        await c.until(lambda: "from the copy" not in c.status.facts)
        assert wanted.label in names(c)


async def test_a_search_that_nobody_in_the_copy_matches_is_not_said_to_be_empty_before_the_server_says_so() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        everyone = names(c)
        asked = c.gate.hold(to("GET", "/contacts", keyword="zzzz"))
        await c.press("/")
        await c.type("zzzz")
        await c.press("enter")
        await c.until(lambda: asked.waiting)
        assert names(c)
        assert "Nobody" not in c.text()
        asked.release()
        await c.until("Nobody matches “zzzz”.")
        await c.press("escape")
        assert names(c) == everyone


async def test_the_preview_counts_their_affairs_and_points_out_who_may_be_the_same() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        at = next(one for one in contacts(c).rows.items() if one.emails)
        twin = Contact.read({"id": "[/b]~twin", "name": "Hannah [b]Twin[/b]", "email": [at.emails[0].upper()]})
        contacts(c).list.move_to(contacts(c).rows.position(at.id) or 0)
        await c.rest()
        assert " in 30 days" in c.text()
        assert not c.find("#preview-same").display
        c.app.desk.contacts.put(twin)
        await c.app.desk.contacts.settled()
        await c.press("j", "k")
        await c.rest()
        await c.until(lambda: c.find("#preview-same").display)
        assert "Hannah [b]Twin[/b]" in " ".join(c.text().split())


# Keys


async def test_keys_of_the_list_reach_the_contact_under_the_cursor() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        await c.press("j")
        at = contact_at(c)
        for key, kind, words in (("e", FormScreen, f"Edit {at.label}"), ("r", ComposeScreen, f"Message to {at.label}")):
            await c.press(key)
            on_view(c, kind)
            assert words in c.text()
            await c.press("escape")
        await c.press("+")
        on_view(c, FormScreen)
        assert "New contact" in c.text()
        await c.press("escape", "y")
        assert c.app.clipboard == next(iter((*at.phones, *at.emails)), at.label)
        assert c.writes() == []


async def test_an_empty_desk_has_nobody_and_takes_every_key() -> None:
    nobody = {"data": [], "total": 0, "page": 1, "pageSize": 50, "lastPage": 1}

    def empty(gate: Gate) -> None:
        gate.answer(SEARCH, 200, nobody)

    async with console(at_gate=empty) as c:
        await c.press("f3")
        await c.until("No contacts here.")
        await c.press("j", "k", "G", "n", "p", "enter", "t", "D", "e", "r", "y")
        contacts(c)
        assert (c.writes(), set(c.toasts)) == ([], {"This is the last page."})
