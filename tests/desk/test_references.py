"""The lists that tickets and contacts refer to."""

import asyncio
from collections.abc import Iterable

import pytest

from klink_tui.desk.events import ReferenceChanged
from klink_tui.desk.references import Loaded, Reference, References
from klink_tui.errors import ServerError
from klink_tui.models.field import FormField
from klink_tui.models.names import PRIORITIES, STATUSES
from klink_tui.models.reference import Category, Channel, Group, PresenceChange, Tag
from klink_tui.sandbox.server import Sandbox
from klink_tui.store.lists import KeptList
from tests.desk.bench import NOW, Bench

Entry = FormField | Tag | Channel | Group | Category | PresenceChange

LISTS = {
    "ticket_fields": ("ticket fields", "/tickets/fields"),
    "contact_fields": ("contact fields", "/contacts/fields"),
    "tags": ("tags", "/tags"),
    "channels": ("channels", "/channels"),
    "groups": ("groups", "/contacts/groups"),
    "categories": ("categories", "/categories"),
    "presence": ("presence", "/user-presence-status-log"),
}
every_list = pytest.mark.parametrize("name", LISTS)


def listed(references: References, name: str) -> Reference[Entry]:
    found: Reference[Entry] = getattr(references, name)
    return found


@every_list
async def test_a_list_is_fetched_once_kept_and_announced(bench: Bench, name: str) -> None:
    reference = listed(bench.desk.references, name)
    words, path = LISTS[name]
    assert reference.peek() is None
    loaded = await reference.get()
    asked = len(bench.reads)
    assert {read.partition("?")[0] for read in bench.reads} == {path}
    assert loaded.items
    assert (loaded.unreadable, loaded.fetched_at) == (0, NOW)
    assert await reference.get() is reference.peek() is loaded
    assert len(bench.reads) == asked
    assert bench.heard == [ReferenceChanged(words)]
    assert reference.name == words


@every_list
async def test_a_list_is_fetched_anew_when_asked_to(bench: Bench, name: str) -> None:
    reference = listed(bench.desk.references, name)
    before = await reference.get()
    bench.wait(60)
    after = await reference.refresh()
    assert after.fetched_at > before.fetched_at
    assert reference.peek() is after
    assert len(bench.heard) == 2


@every_list
async def test_callers_at_the_same_time_share_one_fetching(bench: Bench, name: str) -> None:
    reference = listed(bench.desk.references, name)
    loaded = await asyncio.gather(reference.get(), reference.refresh(), reference.get())
    assert loaded[0] is loaded[1] is loaded[2]
    assert len(bench.heard) == 1


@every_list
async def test_a_failure_keeps_what_is_here_and_is_tried_again(bench: Bench, sandbox: Sandbox, name: str) -> None:
    reference = listed(bench.desk.references, name)
    here = await reference.get()
    sandbox.quirks.switch_on("html-502")
    with pytest.raises(ServerError):
        await reference.refresh()
    assert await reference.get() is here
    sandbox.quirks.clear()
    assert await reference.refresh() is not here


async def test_a_first_failure_is_told_to_everyone_and_tried_again(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("html-502")
    tags = bench.desk.references.tags
    told = await asyncio.gather(tags.get(), tags.get(), return_exceptions=True)
    assert [type(error) for error in told] == [ServerError, ServerError]
    assert bench.heard == []
    sandbox.quirks.clear()
    assert (await tags.get()).items


async def test_one_who_gives_up_does_not_stop_the_others(bench: Bench) -> None:
    tags = bench.desk.references.tags
    one, other = asyncio.create_task(tags.get()), asyncio.create_task(tags.get())
    await asyncio.sleep(0)
    one.cancel()
    assert (await other).items


async def test_all_pages_of_the_form_fields_come(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("page-size-capped")
    loaded = await bench.desk.references.contact_fields.get()
    assert (len(loaded.items), loaded.complete, loaded.note) == (49, True, "")
    assert len(bench.reads) == 5


async def test_a_list_that_is_not_whole_says_why(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("page-ignored")
    sandbox.quirks.switch_on("page-size-capped")
    loaded = await bench.desk.references.contact_fields.get()
    assert (len(loaded.items), loaded.complete) == (10, False)
    assert loaded.note == "10 of 49 rows on 1 page, not all: the server gave the same page again"


async def test_a_record_that_can_not_be_read_is_counted(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("bad-record")
    loaded = [await listed(bench.desk.references, name).get() for name in LISTS]
    assert sum(one.unreadable for one in loaded) > 0
    assert all(one.items for one in loaded)


async def test_the_presence_log_is_not_read_to_its_end(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.quirks.switch_on("page-size-capped")
    loaded = await bench.desk.references.presence.get()
    assert len(bench.reads) <= 2
    assert loaded.complete is (len(loaded.items) < 20)


# Choices


async def test_the_choices_are_what_the_form_field_lists(bench: Bench) -> None:
    await bench.desk.references.ticket_fields.get()
    values = [value for value, _ in bench.desk.references.choices("status", carried=("Weird",))]
    assert values == ["open", "in progress", "pending", "resolved"]


async def test_before_the_form_field_is_here_come_the_carried_then_the_documented(bench: Bench) -> None:
    pairs = bench.desk.references.choices("status", carried=("Waiting", "IN_PROGRESS", "", "waiting", "Open"))
    assert pairs == tuple((name, name) for name in ("Waiting", "IN_PROGRESS", "Open", "pending", "resolved"))


@pytest.mark.parametrize(("name", "documented"), [("status", STATUSES), ("priority", PRIORITIES), ("type", ())])
async def test_with_nothing_here_the_documented_are_offered(
    bench: Bench, name: str, documented: tuple[str, ...]
) -> None:
    assert bench.desk.references.choices(name) == tuple((word, word) for word in documented)


@pytest.mark.parametrize(
    "field",
    [
        {"system_name": "status", "is_archived": True, "options": [{"value": "old"}]},
        {"system_name": "status", "options": []},
        {"system_name": "Status_of_something", "options": [{"value": "no"}]},
    ],
    ids=["archived", "without options", "another"],
)
async def test_a_form_field_that_lists_nothing_does_not_count(bench: Bench, field: dict[str, object]) -> None:
    references = _with(bench, FormField.read(field))
    await references.ticket_fields.get()
    assert [value for value, _ in references.choices("status")] == list(STATUSES)


async def test_choices_are_sent_by_value_and_shown_by_label(bench: Bench) -> None:
    field = FormField.read(
        {"system_name": "status", "options": [{"value": "st_1", "label": "Open [/b]"}, {"value": "st_2"}]}
    )
    references = _with(bench, field)
    await references.ticket_fields.get()
    assert references.choices("status") == (("st_1", "Open [/b]"), ("st_2", "st_2"))


def _with(bench: Bench, *fields: FormField) -> References:
    """Give references whose ticket form has these fields."""
    references = bench.desk.references

    async def fetch() -> Loaded[FormField]:
        return Loaded(fields, 0, True, NOW)

    references.ticket_fields = Reference("ticket fields", fetch, bench.desk.bus)
    return references


# The copy


def later(bench: Bench, learnt: list[tuple[FormField, ...]] | None = None) -> References:
    """Give the lists of a console that was started an hour later, on the same copy."""
    bench.wait(3600)
    bench.forget_log()

    async def learn(fields: Iterable[FormField]) -> None:
        if learnt is not None:
            learnt.append(tuple(fields))

    return References(bench._connect, bench.desk.copy, bench.desk.bus, learn=learn, now=lambda: bench.now)


@every_list
async def test_a_list_of_an_earlier_run_is_there_without_a_request(bench: Bench, name: str) -> None:
    before = await listed(bench.desk.references, name).get()
    reference = listed(later(bench), name)
    assert reference.peek() == before
    assert reference.peek() is reference.peek()
    assert bench.reads == []
    assert bench.heard == []


@every_list
async def test_an_old_list_is_given_at_once_and_fetched_anew_behind_it(bench: Bench, name: str) -> None:
    await listed(bench.desk.references, name).get()
    reference = listed(later(bench), name)
    given = await reference.get()
    assert given.fetched_at == NOW
    assert bench.reads == []
    await reference.refresh()
    assert bench.heard == [ReferenceChanged(LISTS[name][0])]
    fresh = await reference.get()
    assert fresh.fetched_at == bench.now
    bench.forget_log()
    bench.wait(600)
    await asyncio.sleep(0)
    assert await reference.get() is fresh
    assert bench.reads == []


@every_list
async def test_without_a_network_the_kept_list_serves(bench: Bench, sandbox: Sandbox, name: str) -> None:
    before = await listed(bench.desk.references, name).get()
    sandbox.quirks.switch_on("html-502")
    reference = listed(later(bench), name)
    assert await reference.get() == before
    with pytest.raises(ServerError):
        await reference.refresh()
    assert await reference.get() == before
    assert bench.heard == []


async def test_a_list_that_was_not_whole_is_kept_as_that(bench: Bench, sandbox: Sandbox) -> None:
    for quirk in ("page-ignored", "page-size-capped", "bad-record"):
        sandbox.quirks.switch_on(quirk)
    before = await bench.desk.references.contact_fields.get()
    assert not before.complete
    assert later(bench).contact_fields.peek() == before


async def test_a_kept_list_that_can_not_be_read_any_more_is_fetched(bench: Bench) -> None:
    spoilt = KeptList(({"name": "no id"},), NOW.timestamp())
    await bench.desk.copy.write(lambda: bench.desk.copy.lists.put("channels", spoilt))
    assert bench.desk.references.channels.peek() is None
    assert (await bench.desk.references.channels.get()).items


async def test_the_ticket_forms_fields_are_learnt_as_they_come_and_as_they_were_kept(bench: Bench) -> None:
    learnt: list[tuple[FormField, ...]] = []
    references = later(bench, learnt)
    fetched = await references.ticket_fields.get()
    await references.contact_fields.get()
    assert learnt == [fetched.items]
    learnt.clear()
    references = later(bench, learnt)
    kept = references.ticket_fields.peek()
    assert kept == fetched
    references.ticket_fields.peek()
    await asyncio.sleep(0)
    assert learnt == [fetched.items]


async def test_what_the_desk_learns_is_what_queries_mean(bench: Bench) -> None:
    assert bench.desk.lexicon.custom == ()
    await bench.desk.references.ticket_fields.get()
    assert bench.desk.lexicon.custom


async def test_the_choices_of_a_kept_form_need_no_request(bench: Bench) -> None:
    await bench.desk.references.ticket_fields.get()
    values = [value for value, _ in later(bench).choices("status")]
    assert values == ["open", "in progress", "pending", "resolved"]
    assert bench.reads == []
