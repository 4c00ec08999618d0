"""Every quirk of the sandbox (contract §5) on every screen: nothing crashes, nothing is blank, what is wrong is said.

A quirk that is not named here must either change nothing that can be seen, or fail as its own words say: one that is
new in the sandbox is covered at once.
"""

import asyncio
import re
from collections.abc import Iterable
from difflib import unified_diff
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import pytest
from _pytest.mark import ParameterSet
from textual.screen import Screen

import klink_tui.screens
from klink_tui.sandbox.quirks import QUIRKS, Delivery, Quirk
from klink_tui.widgets.rowlist import RowList
from tests.console import PATIENCE
from tests.sweeps.bench import Bench, bench
from tests.sweeps.tour import Look, Tour
from tests.sweeps.walk import walk

SOON: Final = "slow=0.02"
"""The slow server of the walks; how it is with one that is really slow is a test of its own."""

SAYS: Final[dict[str, dict[str, str]]] = {
    "bare-rows": {
        # The ids stand where the names would.
        "tickets": r"Assignee +[0-9a-f]{8}-",
        "ticket": r"Assignee +[0-9a-f]{8}-",
        "cases": r"Contact +[0-9a-f]{8}-",
    },
    "wrong-last-page": {
        "tickets": r"page 1 of 2 · 24 tickets · the server says 24 rows but last page 1",
        "tickets: next page": r"page 2 of 2 · 24 tickets · the server says 24 rows but last page 1",
        "cases": r"page 1 of 2 · 30 cases · the server says 30 rows but last page 1",
    },
    "page-ignored": {
        "tickets: next page": r"There is no page 2: the server gives the same page again: no more rows can be reached",
    },
    "page-size-capped": {
        "tickets": r"page 1 of 3 · 24 tickets",
        "tickets: next page": r"page 2 of 3 · 24 tickets",
        "contacts": r"page 1 of 2 · 12 contacts",
    },
    "filter-ignored": {
        "ticket": r"the server ignores the contact",
        "contact": r"the server ignores the contact",
        "case": r"the server ignores the contact",
    },
    "custom-fields-object": {"ticket": r"order number +PG4383", "contact": r"loyalty number +PG-1000"},
    "custom-fields-name-value": {"ticket": r"order number +PG4383", "contact": r"loyalty number +PG-1000"},
    "case-id-null": {"cases": r" – Jo de Vries", "case": r"A case without a number"},
    "bad-record": {"tickets": r"page 1 of 2 · 24 tickets", "contacts": r"page 1 of 1 · 12 contacts"},
    "hostile": {"tickets": r"Cleaned +control characters removed from", "ticket": r"Cleaned +control characters"},
    "drift": {"tickets": r"page 1 of 2 · 2\d tickets"},
}
"""Quirk → stop → what must be read there (a pattern). Such a quirk changes what is on view; nothing fails."""

LOUD: Final = {
    **dict.fromkeys(SAYS, "^This record can't be read"),
    "hostile": r"^The server took it and did not keep all of it: (title|name)|\} is still to be written",
    "drift": r"\d conflict|was changed by somebody else",
}
"""Quirk → what may come up as a warning under it; nothing else may that does not on a server without quirks."""

WAITING: Final = frozenset({"rate-limit", "rate-limit-bare", "unauthorized", "cut", "lost-reply", "html-502"})
"""Quirks under which a change waits, since the ticket can't be read again first; under the others the agent decides."""
UNSURE: Final = frozenset({"cut", "lost-reply", "html-502"})
"""Quirks under which it is not known whether a message was sent."""

_plain: dict[str, Look] = {}


def fails(quirk: Quirk) -> bool:
    """Tell whether a quirk keeps an answer from coming."""
    return quirk.answer is not None or quirk.delivery is not Delivery.WHOLE


def words_of(quirk: Quirk) -> str:
    """Give what must be read wherever something was fetched with a quirk that fails."""
    if quirk.answer is None:
        return "the connection broke before the answer was whole"
    return str(quirk.answer.status) if quirk.answer.html else quirk.answer.message.removesuffix(".")


ALIKE: Final = [name for name, quirk in QUIRKS.items() if name not in SAYS and not fails(quirk)]
FAILING: Final = [name for name, quirk in QUIRKS.items() if fails(quirk)]


def some_of(names: Iterable[str], every: int) -> list[ParameterSet]:
    """Give every so many of these for the normal run, and the others for the long one."""
    return [
        pytest.param(name, marks=[] if place % every == 0 else pytest.mark.long) for place, name in enumerate(names)
    ]


async def plain_looks(*, whole: bool = False) -> dict[str, Look]:
    """Give what is seen on a server without quirks."""
    if not (_plain.keys() >= {"help"} if whole else _plain):
        async with bench() as running:
            _plain.update((await walk(running, whole=whole)).looks)
    return _plain


def spec_of(name: str) -> str:
    return SOON if name == "slow" else name


async def check_alike(name: str, *, whole: bool) -> None:
    before = await plain_looks(whole=whole)
    async with bench(spec_of(name)) as running:
        tour = await walk(running, whole=whole)
    for stop, look in tour.looks.items():
        if look.screen == "LogScreen":  # its milliseconds differ
            continue
        was = before[stop]
        difference = "\n".join(unified_diff(was.text.split("\n"), look.text.split("\n"), "plain", name, lineterm=""))
        assert look.text == was.text, f"{stop}:\n{difference}"
        assert (look.screen, look.trouble, look.toasts) == (was.screen, was.trouble, was.toasts), stop


async def check_says(name: str, *, whole: bool) -> None:
    async with bench(name) as running:
        tour = await walk(running, whole=whole)
    told = {toast for look in (await plain_looks(whole=whole)).values() for toast in look.loud}
    for stop, pattern in SAYS[name].items():
        look = tour.looks[stop]
        assert re.search(pattern, look.said), f"{stop} says nothing like {pattern!r}:\n{look.text}\n{look.toasts}"
    for stop, look in tour.looks.items():
        assert look.trouble == "", f"{stop}: {look.trouble}"
        more = [toast for toast in look.loud if not re.search(LOUD[name], toast) and toast not in told]
        assert not more, stop


def check_said(tour: Tour, words: str, *stops: str) -> None:
    for stop in stops:
        look = tour.looks[stop]
        assert words in look.said, f"{stop} says nothing of {words!r}:\n{look.text}\n{look.trouble}\n{look.toasts}"


@pytest.mark.parametrize("name", some_of(ALIKE, 4))
async def test_a_quirk_of_form_changes_nothing_on_view(name: str) -> None:
    await check_alike(name, whole=False)


@pytest.mark.parametrize("name", some_of(SAYS, 2))
async def test_a_quirk_of_content_is_said_and_nothing_fails(name: str) -> None:
    assert name in QUIRKS
    await check_says(name, whole=False)


@pytest.mark.parametrize("name", some_of(FAILING, 3))
async def test_a_server_that_fails_from_the_start_is_named_on_every_screen(name: str) -> None:
    quirk = QUIRKS[name]
    async with bench(name, sockets=quirk.delivery is not Delivery.WHOLE) as running:
        tour = await walk(running)
    check_said(tour, words_of(quirk), "tickets", "contacts", "cases", "library: categories", "log: one request")
    for stop in ("tickets", "contacts", "cases", "library: categories"):
        look = tour.looks[stop]
        assert "ctrl+r tries again" in look.said, f"{stop} names no key:\n{look.text}"
        assert words_of(quirk) in look.trouble, stop
        assert not re.search(r"No \w+ here\.|No cases from", look.text), f"{stop} takes an error for emptiness"
        assert ("No permission" in look.said) is (name == "forbidden"), stop


@pytest.mark.parametrize("name", some_of(FAILING, 3))
async def test_a_server_that_begins_to_fail_takes_nothing_off_the_screen(name: str) -> None:
    quirk = QUIRKS[name]
    words = words_of(quirk)
    async with bench(sockets=quirk.delivery is not Delivery.WHOLE) as running:
        for place in ("contacts", "cases", "library", "tickets"):
            await running.go(place)
        rows = running.text().split("\n")[1:12]
        running.sandbox.quirks.switch_on(name)
        await running.press("ctrl+r")
        await running.still()
        assert running.text().split("\n")[1:12] == rows
        assert words in running.status.trouble
        assert "ctrl+r tries again" in running.status.trouble
        tour = await failing_walk(running)
    check_said(tour, words, "ticket", "contact", "form of a contact", "case", "contacts", "cases", "library")
    looks = tour.looks
    outbox = " ".join(looks[stop].said for stop in looks if stop.startswith("outbox"))
    assert re.search(r"Title .*typed", outbox)
    if name in WAITING:
        assert words in outbox
    else:
        check_said(tour, words, "status: set", "message: sent")
        check_said(tour, "Nothing was sent. You can send it all the same", "status: set")
        check_said(tour, "What you typed is a draft again.", "message: sent")
    if name in UNSURE:
        check_said(tour, "Not known whether it was done", "message: sent")
    drafts = [draft.content for draft in running.app.desk.drafts.all]
    typed = [intent.kept.content for intent in running.app.desk.outbox.open if intent.kept]
    assert len(drafts) == (0 if name in WAITING else 1)
    assert sorted(word for word in ("Hi", "typed") if word in str(drafts + typed)) == ["Hi", "typed"]


async def failing_walk(running: Bench) -> Tour:
    """Open, change and write with a server that gives no more answers."""
    tour = Tour(running)
    await tour.press("enter")
    await tour.look("ticket")
    await tour.bench.go("tickets")
    await tour.press("g", "s")
    await tour.bench.still()
    await tour.press("down", "enter")
    await tour.look("status: set")
    await tour.bench.go("tickets")
    await tour.press("r")
    await tour.bench.still()
    await tour.press("H", "i", "ctrl+s")
    await tour.look("message: sent")
    await tour.bench.go("tickets")
    await tour.press("e")
    await tour.bench.still()
    await tour.press("t", "y", "p", "e", "d", "ctrl+s")
    await tour.look("form of a ticket: sent")
    await tour.bench.go("contacts")
    await tour.press("ctrl+r")
    await tour.look("contacts")
    await tour.press("enter")
    await tour.look("contact")
    await tour.press("e")
    await tour.look("form of a contact")
    await tour.bench.go("cases")
    await tour.press("ctrl+r")
    await tour.look("cases")
    await tour.press("enter")
    await tour.look("case")
    await tour.bench.go("library")
    await tour.press("ctrl+r")
    await tour.look("library")
    await tour.bench.go("outbox")
    await tour.press("g")
    await tour.look("outbox: first")
    await tour.press("j")
    await tour.look("outbox: second")
    await tour.press("j")
    await tour.look("outbox: third")
    return tour


async def test_keys_act_at_once_while_a_reply_is_pending() -> None:
    async with bench(tickets=60) as running:
        await running.go("contacts")
        await running.go("tickets")
        running.sandbox.quirks.switch_on("slow=600")
        began = asyncio.get_running_loop().time()
        await running.press("n")
        rows = running.text().split("\n")[3:21]
        await running.press("n")
        assert "page 3 …" in running.status.doing
        assert "page 2 of 3" in running.status.facts
        assert running.text().split("\n")[4:21] == rows[1:]
        await running.press("j", "j")
        assert rows_of(running).cursor == 2
        await running.press("escape")
        assert "page 3" not in running.status.doing
        await running.press("enter")
        assert running.screen.NAME == "ticket"
        assert rows[2].split()[0] in running.text()
        await running.until("fetching …")
        await running.press("right_square_bracket", "s")
        assert "Status of #" in running.text()
        await running.press("down", "enter")
        assert "↻" in running.text()
        await running.press("e", "escape", "r", "H", "i", "ctrl+s")
        await running.until("sending …")
        await running.press("escape", "escape")
        assert "↻" in running.text()
        await running.press("f3", "j")
        assert running.screen.NAME == "contacts"
        assert rows_of(running).cursor == 1
        await running.press("f5")
        assert "Fetching cases …" in running.text()
        await running.press("f6", "?")
        assert type(running.app.screen).__name__ == "HelpScreen"
        await running.press("escape", "f2", "q")
        assert "Not finished yet" in running.text()
        assert asyncio.get_running_loop().time() - began < PATIENCE
        running.unharmed()


def rows_of(running: Bench) -> RowList:
    """Give the list on view."""
    return running.screen.query_one("#list", RowList)


@pytest.mark.long
@pytest.mark.parametrize("name", ALIKE)
async def test_a_quirk_of_form_changes_nothing_anywhere(name: str) -> None:
    await check_alike(name, whole=True)


@pytest.mark.long
@pytest.mark.parametrize("name", SAYS)
async def test_a_quirk_of_content_makes_nothing_fail_anywhere(name: str) -> None:
    await check_says(name, whole=True)


@pytest.mark.long
@pytest.mark.parametrize("name", FAILING)
async def test_a_server_that_fails_leaves_no_screen_blank_anywhere(name: str) -> None:
    async with bench(name, sockets=QUIRKS[name].delivery is not Delivery.WHOLE) as running:
        tour = await walk(running, whole=True)
    assert len(tour.looks) > 30


@pytest.mark.long
async def test_the_walk_takes_in_every_screen_there_is() -> None:
    there = set()
    modules = [import_module(f"klink_tui.screens.{module.name}") for module in iter_modules(klink_tui.screens.__path__)]
    for module in modules:
        for value in vars(module).values():
            is_own = isinstance(value, type) and value.__module__ == module.__name__
            if is_own and issubclass(value, Screen) and not value.__subclasses__():
                there.add(value.__name__)
    there.remove("CurtainScreen")  # It is gone before anything can be pressed.
    looks = await plain_looks(whole=True)
    missed = sorted(there - {look.screen for look in looks.values()})
    assert not missed, f"the walk leaves out {', '.join(missed)}"
