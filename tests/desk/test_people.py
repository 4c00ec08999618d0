"""Whom a ticket can be assigned to: harvested from tickets, cases and the form, since the API lists nobody."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest

from klink_tui.desk.people import Person, people_of
from klink_tui.models.caselog import CaseLog
from klink_tui.models.ticket import Ticket
from klink_tui.sandbox.server import Sandbox
from klink_tui.store.taken import Seen
from tests.desk.bench import Bench, Rewriter

NOK = {"id": "u-1", "name": "Nok", "email": "nok@desk.example"}
BEN = {"id": "u-2", "name": "Ben", "email": "ben@desk.example"}
MAI = {"id": "u-3", "firstName": "Mai", "lastName": "Suk"}


async def hold(bench: Bench, *rows: dict[str, Any]) -> None:
    """Put tickets into the copy."""
    tickets = [Ticket.read({"id": f"t-{place}", "ticketNumber": place, **row}) for place, row in enumerate(rows, 1)]
    await bench.desk.copy.write(lambda: bench.desk.copy.tickets.put(tickets, Seen(1, 0.0)))


async def hold_cases(bench: Bench, *rows: dict[str, Any]) -> None:
    """Put cases into the copy, the first one the newest."""
    days = range(len(rows), 0, -1)
    cases = [
        CaseLog.read({"id": f"c-{day}", "startedDate": f"2026-03-{day:02}T08:00:00Z", **row})
        for day, row in zip(days, rows, strict=True)
    ]
    await bench.desk.copy.write(lambda: bench.desk.copy.cases.put(cases, Seen(1, 0.0)))


async def ids(bench: Bench) -> list[str]:
    """Give the ids of those who are known."""
    return [one.id for one in await people_of(bench.desk)]


async def test_of_an_empty_copy_nobody_is_known_and_nothing_is_asked(bench: Bench) -> None:
    assert await people_of(bench.desk) == []
    assert bench.log() == []


async def test_who_has_the_most_tickets_comes_first_and_everyone_once(bench: Bench) -> None:
    await hold(bench, {"assignee": NOK}, {"assignee": BEN}, {"assignee": BEN}, {"assignee": NOK}, {"assignee": BEN})
    assert await people_of(bench.desk) == [
        Person("u-2", "Ben", "ben@desk.example"),
        Person("u-1", "Nok", "nok@desk.example"),
    ]


async def test_who_only_created_tickets_comes_after_those_who_have_some(bench: Bench) -> None:
    await hold(bench, {"creator": NOK}, {"creator": NOK}, {"assignee": BEN, "creator": NOK})
    assert await ids(bench) == ["u-2", "u-1"]


async def test_who_is_in_cases_only_comes_last_whatever_they_did_there(bench: Bench) -> None:
    await hold(bench, {"assignee": BEN})
    tom = {"id": "u-4", "name": "Tom"}
    await hold_cases(bench, {"agent": NOK}, {"firstAssignee": MAI}, {"closedAssignee": tom, "agent": BEN})
    assert await ids(bench) == ["u-2", "u-1", "u-3", "u-4"]


async def test_a_person_goes_by_the_best_name_there_is_and_no_detail_says_it_twice(bench: Bench) -> None:
    await hold(bench, {"assignee": MAI}, {"assignee": {"id": "u-5", "email": "only@desk.example"}})
    known = {one.id: one for one in await people_of(bench.desk)}
    assert known == {"u-3": Person("u-3", "Mai Suk"), "u-5": Person("u-5", "only@desk.example")}


async def test_namesakes_are_two_and_told_apart_by_their_address(bench: Bench) -> None:
    namesake = {"id": "u-9", "name": "Nok", "email": "other.nok@desk.example"}
    await hold(bench, {"assignee": NOK}, {"assignee": namesake}, {"assignee": NOK})
    assert [(one.id, one.detail) for one in await people_of(bench.desk)] == [
        ("u-1", "nok@desk.example"),
        ("u-9", "other.nok@desk.example"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"assignee": {**NOK, "deletedAt": "2026-01-01T00:00:00Z"}},
        {"assignee": {"name": "No id"}},
        {"assignee": None, "assigneeId": "u-1"},
        {"assignee": {}},
    ],
    ids=["deleted", "no id", "only an id", "empty"],
)
async def test_who_is_gone_or_has_no_name_or_id_is_not_offered(bench: Bench, row: dict[str, Any]) -> None:
    await hold(bench, row, {"assignee": BEN})
    assert await ids(bench) == ["u-2"]


@pytest.fixture
async def formed(sandbox: Sandbox) -> AsyncIterator[tuple[Bench, Rewriter]]:
    """Give a bench, and what its form fields come through."""
    wire = Rewriter(httpx.ASGITransport(sandbox.app))
    bench = Bench(sandbox, transport=wire)
    yield bench, wire
    await bench.client.aclose()


def offering(wire: Rewriter, name: str, options: Sequence[tuple[str, str]], **other: Any) -> None:
    """Let the form have one more field with these options."""
    listed = [{"id": f"o-{value}", "label": label, "value": value} for value, label in options]
    field = {"id": "f-9", "system_name": name, "display_name": "Assignee", "type": "dropdown", "options": listed}

    def with_field(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if not request.url.path.endswith("/tickets/fields"):
            return answer
        body = answer.json()
        body["data"].append({**field, **other})
        return httpx.Response(answer.status_code, content=json.dumps(body))

    wire.rewrite = with_field


@pytest.mark.parametrize("name", ["assignee", "assignee_id", "assigneeId"])
async def test_whom_the_form_offers_is_known_as_well_once_it_is_here(formed: tuple[Bench, Rewriter], name: str) -> None:
    bench, wire = formed
    offering(wire, name, [("u-1", "Nok of the form"), ("u-7", "Fon")])
    await hold(bench, {"assignee": NOK})
    assert await ids(bench) == ["u-1"]
    assert bench.log() == [], "it is not asked for"
    await bench.desk.references.ticket_fields.get()
    assert await people_of(bench.desk) == [
        Person("u-1", "Nok", "nok@desk.example"),
        Person("u-7", "Fon", "from the form"),
    ]


@pytest.mark.parametrize(("name", "other"), [("assignee", {"is_archived": True}), ("cf_assignee_mood", {})])
async def test_a_field_that_is_archived_or_another_one_offers_nobody(
    formed: tuple[Bench, Rewriter], name: str, other: dict[str, Any]
) -> None:
    bench, wire = formed
    offering(wire, name, [("u-7", "Fon")], **other)
    await bench.desk.references.ticket_fields.get()
    assert await ids(bench) == []


async def test_those_of_a_desk_are_all_found_in_its_tickets(bench: Bench) -> None:
    for number in range(1, 8):
        await bench.tickets(number)
    tickets = [bench.whole(key) for (key,) in bench.desk.copy.cache.read("SELECT key FROM tickets")]
    many = [sum(ticket.assignee_id == one for ticket in tickets) for one in await ids(bench)]
    assert len(many) == 3
    assert many == sorted(many, reverse=True)


async def test_those_known_are_given_at_once_and_are_looked_for_anew_when_that_is_asked(bench: Bench) -> None:
    people = bench.desk.people
    assert await people.get() == []
    await hold(bench, {"assignee": NOK})
    assert [one.id for one in await people.get()] == ["u-1"], "as long as nobody is known they are looked for"
    await hold(bench, {"assignee": NOK}, {"assignee": BEN})
    assert [one.id for one in await people.get()] == ["u-1"]
    await people.renew()
    assert {one.id for one in await people.get()} == {"u-1", "u-2"}
