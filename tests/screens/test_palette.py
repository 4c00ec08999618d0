"""The palette's jumps: what is typed becomes a view, a query, a ticket, a contact; never markup, never a guess."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.command import Hit, Hits
from textual.content import Content

from klink_tui.app import KlinkApp
from klink_tui.desk.views import View
from klink_tui.screens.palette import MOST_CONTACTS, MOST_RECENT, Jumps
from tests.console import Console, console

Calls = list[tuple[str, object]]


@asynccontextmanager
async def _jumping(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Console, Jumps, Calls]]:
    """Run a console whose copy has everything, and note where it is sent."""
    calls: Calls = []

    def noting(name: str) -> Callable[[object], None]:
        return lambda what: calls.append((name, what))

    monkeypatch.setattr(KlinkApp, "COMMANDS", {*KlinkApp.COMMANDS, Jumps})
    async with console() as running:
        for name in ("open_view", "open_query", "open_ticket", "open_contact"):
            monkeypatch.setattr(running.app, name, noting(name), raising=False)
        await running.app.desk.mirror.sweep()
        yield running, Jumps(running.app.screen), calls


async def _found(jumps: Jumps, text: str) -> list[Hit]:
    return await _all(jumps.search(text))


async def _all(offered: Hits) -> list[Hit]:
    hits = [hit async for hit in offered]
    assert all(isinstance(hit, Hit) and isinstance(hit.match_display, Content) and not hit.help for hit in hits)
    return [hit for hit in hits if isinstance(hit, Hit)]


def _lines(hit: Hit) -> list[str]:
    return str(hit.prompt).split("\n")


async def test_every_saved_view_can_be_discovered(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        running.app.desk.views.add(View("North [b]", 'title:"[red]x[/]"'))
        hits = await _all(jumps.discover())
        assert _lines(hits[0]) == ["View: All"]
        assert _lines(hits[1]) == ["View: Mine", "is:mine -status:resolved,closed sort:-updated"]
        assert _lines(hits[-1]) == ["View: North [b]", 'title:"[red]x[/]"']
        hits[-1].command()
        assert calls == [("open_view", len(hits) - 1)]


async def test_pins_and_what_was_touched_last_stand_above_the_views(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        recents = running.app.desk.recents
        for number in range(MOST_RECENT + 3):
            recents.opened("ticket", f"t{number}", f"#{number} [b]printer[/b]")
        await recents.turn_pin("contact", "c1", "Nok")
        hits = await _all(jumps.discover())
        assert _lines(hits[0]) == ["★ @Nok", "opened now"]
        assert _lines(hits[1]) == [f"#{MOST_RECENT + 2} [b]printer[/b]", "opened now"]
        assert _lines(hits[MOST_RECENT + 1]) == ["View: All"]
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        hits[0].command()
        hits[1].command()
        assert calls == [("open_contact", "c1"), ("open_ticket", f"t{MOST_RECENT + 2}")]


async def test_what_was_touched_last_is_found_by_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        running.app.desk.recents.opened("ticket", "t1", "#1 Zebra crossing")
        hits = await _found(jumps, "zebra")
        assert _lines(hits[0]) == ["#1 Zebra crossing", "opened now"]
        hits[0].command()
        assert calls == [("open_ticket", "t1")]


async def test_a_view_is_found_by_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        running.app.desk.views.add(View("North [b]"))
        for text in ("north [", "view: nor"):
            (hit,) = await _found(jumps, text)
            assert _lines(hit) == ["View: North [b]"]
            assert isinstance(hit.match_display, Content)
            assert hit.match_display.spans
            hit.command()
        assert calls == [("open_view", 6)] * 2


async def test_a_query_is_offered_with_its_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (_, jumps, calls):
        (hit,) = await _found(jumps, " status:open  tag:[b]x ")
        assert _lines(hit) == ["Show tickets: status:open tag:[b]x", "status is open, tag [b]x"]
        hit.command()
        assert calls == [("open_query", "status:open tag:[b]x")]


async def test_words_are_a_query_only_where_no_command_has_their_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (_, jumps, _):
        (hit,) = await _found(jumps, "zebra zoo")
        assert _lines(hit) == ["Show tickets: zebra zoo", "the words “zebra” and “zoo”"]
        assert await _found(jumps, "refresh") == []
        assert [_lines(hit)[0] for hit in await _found(jumps, "mine")] == ["View: Mine"]
        assert await _found(jumps, "Look: Ref") == []
        assert await _found(jumps, "(") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("staus:open", "There is no field “staus”. Did you mean status?"),
        ("priority:>[b]", "“[b]” is no priority"),
        ("status:", "A value must stand behind “status:”."),
    ],
)
async def test_a_wrong_query_says_why_and_does_nothing(monkeypatch: pytest.MonkeyPatch, text: str, why: str) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        (hit,) = await _found(jumps, text)
        assert _lines(hit)[0] == f"Show tickets: {text}"
        assert _lines(hit)[1].startswith(why)
        hit.command()
        await running.settle()
        assert running.toasts == [_lines(hit)[1]]
        assert calls == []


async def test_a_number_goes_to_its_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        (row, *_) = running.app.desk.copy.listing.placed(5, 1)
        (hit,) = await _found(jumps, f"#{row.number}")
        assert _lines(hit)[0] == f"Go to ticket #{row.number} {row.title}"
        assert row.status in _lines(hit)[1]
        hit.command()
        assert calls == [("open_ticket", row.key)]


async def test_a_number_that_the_copy_does_not_have_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        (hit,) = await _found(jumps, "#1")
        assert _lines(hit) == ["Go to ticket #1", "There is no ticket #1 in the local copy."]
        hit.command()
        await running.settle()
        assert running.toasts == ["There is no ticket #1 in the local copy."]
        assert calls == []


async def test_a_name_goes_to_a_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, jumps, calls):
        (contact, _), *_ = running.app.desk.copy.contacts.page(3, 1)
        hits = await _found(jumps, f"@{contact.label}")
        assert hits[0].text == f"Go to @{contact.label}"
        hits[0].command()
        assert calls == [("open_contact", contact.id)]
        everybody = await _found(jumps, "@example")
        assert len(everybody) <= MOST_CONTACTS
        assert [hit.score for hit in everybody] == sorted((hit.score for hit in everybody), reverse=True)
        assert await _found(jumps, "@") == []
        (nobody,) = await _found(jumps, "@no-such-body")
        assert _lines(nobody)[1] == "There is no contact “no-such-body” in the local copy."


async def test_in_the_palette_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _jumping(monkeypatch) as (running, _, calls):
        await running.press("ctrl+p")
        await running.until("View: Mine")
        await running.type("tag:[b]vip[/b]")
        await running.until("Show tickets: tag:[b]vip[/b]")
        assert "tag [b]vip[/b]" in running.text()
        await running.press("enter")
        await running.until(lambda: calls)
        assert calls == [("open_query", "tag:[b]vip[/b]")]
