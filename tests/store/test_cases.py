"""Cases in the cache: by day, by contact."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from klink_tui.models.caselog import CaseLog, case_key
from klink_tui.models.record import Json
from klink_tui.store.cache import Cache
from klink_tui.store.cases import CaseTable
from klink_tui.store.taken import Seen


@pytest.fixture
def table() -> Iterator[CaseTable]:
    cache = Cache(None)
    yield CaseTable(cache)
    cache.close()


def case(id: str, day: int, contact_id: str = "c1", **values: object) -> Json:
    return {"id": id, "contactId": contact_id, "startedDate": f"2026-03-{day:02}T12:00:00Z", **values}


def at(day: int) -> float:
    return datetime(2026, 3, day, tzinfo=UTC).timestamp()


def ids(rows: list[tuple[CaseLog, float]]) -> list[str]:
    return [one.id for one, _ in rows]


def test_a_case_comes_back_as_it_came(table: CaseTable) -> None:
    raw = case("a", 3, odd=[None, {"kept": "ü"}], handledTime=12.5)
    table.put([raw], Seen(0, 7.0))
    ((kept, seen),), count = table.between(at(1), at(31), 0, 10)
    assert (kept, kept.raw, seen, count) == (CaseLog.read(raw), raw, 7.0, 1)


def test_days_hold_what_began_in_them_newest_first(table: CaseTable) -> None:
    table.put([case(f"d{day}", day) for day in (5, 1, 9, 3, 7)], Seen(0, 1.0))
    rows, count = table.between(at(3), at(8), 0, 10)
    assert (ids(rows), count) == (["d7", "d5", "d3"], 3)
    rows, count = table.between(at(1), at(31), 2, 2)
    assert (ids(rows), count) == (["d5", "d3"], 5)
    assert table.between(at(20), at(31), 0, 10) == ([], 0)


def test_a_case_without_a_time_is_on_no_day(table: CaseTable) -> None:
    table.put([case("a", 1) | {"startedDate": "whenever"}, case("b", 1) | {"startedDate": None}], Seen(0, 1.0))
    assert table.between(-1e12, 1e12, 0, 10) == ([], 0)
    assert table.held() == 2


def test_a_contacts_cases_are_theirs_by_id_or_as_nested(table: CaseTable) -> None:
    nested = case("n", 4, "", contact={"id": "c1", "name": "Nok"})
    table.put([case("a", 2), case("b", 6), nested, case("x", 5, "c2")], Seen(0, 3.0))
    assert ids(table.of_contact("c1", at(1))) == ["b", "n", "a"]
    assert ids(table.of_contact("c1", at(4))) == ["b", "n"]
    assert table.of_contact("' OR 1 --", 0) == []


def test_a_case_that_goes_on_is_written_over(table: CaseTable) -> None:
    table.put([case("a", 2)], Seen(0, 1.0))
    taken = table.put([case("a", 2, "c2", disposition="Solved")], Seen(0, 2.0))
    assert (taken.new, taken.changed) == ([], ["a"])
    ((kept, seen),) = table.of_contact("c2", 0)
    assert (kept.disposition, seen) == ("Solved", 2.0)
    assert table.of_contact("c1", 0) == []


def test_cases_without_an_id_are_told_apart(table: CaseTable) -> None:
    records = [{"caseId": number, "startedDate": "2026-03-01T00:00:00Z"} for number in (1, 2)]
    table.put(records, Seen(0, 1.0))
    assert table.held() == 2
    table.drop(case_key(CaseLog.read(records[0])))
    assert [one.case_id for one, _ in table.between(at(1), at(2), 0, 9)[0]] == [2]
