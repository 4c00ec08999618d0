"""Tickets, contacts and cases as rows and facts, whole and bare."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from klink_tui.models.caselog import CaseLog
from klink_tui.models.contact import Contact
from klink_tui.models.intent import State
from klink_tui.models.reference import PresenceChange, RoomComment, Tag
from klink_tui.models.ticket import Ticket
from klink_tui.sandbox.hostile import HOSTILE
from klink_tui.store.cache import Cache
from klink_tui.store.listing import TicketListing
from klink_tui.store.taken import Seen
from klink_tui.store.tickets import TicketTable
from klink_tui.text import clean
from klink_tui.widgets import referencelook
from klink_tui.widgets.caselook import (
    CASE_COLUMNS,
    CONTACT_CASE_COLUMNS,
    case_cells,
    case_details,
    case_facts,
    comment_lines,
    comment_text,
    contact_case_cells,
    unreadable_case,
)
from klink_tui.widgets.cells import Cell
from klink_tui.widgets.contactlook import (
    CONTACT_COLUMNS,
    contact_card,
    contact_cells,
    contact_facts,
    unreadable_contact,
)
from klink_tui.widgets.facts import Fact
from klink_tui.widgets.rowlist import TONES
from klink_tui.widgets.ticketlook import (
    RELATED_COLUMNS,
    TICKET_COLUMNS,
    priority_tone,
    related_cells,
    status_tone,
    ticket_cells,
    ticket_facts,
    unreadable_ticket,
)

NOW = datetime(2026, 3, 30, 8, 30, tzinfo=UTC)
ZONE = "Asia/Bangkok"

TICKET = Ticket.read(
    {
        "id": "t-1",
        "ticketNumber": 38423,
        "title": "Parcel lost",
        "status": "In_Progress",
        "priority": "HIGH",
        "channel": "line",
        "createdAt": "2026-03-30T05:30:00Z",
        "contactId": "c-1",
        "contact": {"id": "c-1", "name": "Nok"},
        "assignee": {"id": "u-1", "firstName": "Mi", "lastName": "Mi"},
        "categories": [{"id": "g", "value": ""}, {"id": "h", "value": "Billing"}],
        "tags": [{"id": "x", "name": "vip"}, {"id": "y", "name": ""}],
        "reasonToAssign": "knows\nBurmese",
    }
)
BARE_TICKET = Ticket.read({"id": "t-2"})
BARE_CONTACT = Contact.read({"id": "c-2"})
BARE_CASE = CaseLog.read({})


def listed(ticket: Ticket, *, pending: State | None = None) -> Sequence[Cell]:
    """Give a ticket's cells in a list, as the copy gives the ticket back."""
    cache = Cache(None)
    TicketTable(cache).put([ticket], Seen(1, 0.0))
    (row,) = TicketListing(cache).rows_of([ticket.key])
    cache.close()
    return tuple(ticket_cells(row, TICKET_COLUMNS, NOW, ZONE, pending=pending))


def texts(cells: object) -> list[str]:
    assert isinstance(cells, tuple)
    return [cell.text for cell in cells]


def known(facts: list[Fact]) -> dict[str, str | None]:
    return {fact.label: fact.value for fact in facts}


def test_a_ticket_as_a_row() -> None:
    row = ["", "38423", "Parcel lost", "In_Progress", "HIGH", "Nok", "Mi Mi", "line", "3h"]
    assert texts(listed(TICKET)) == row
    assert texts(related_cells(TICKET, NOW)) == ["38423", "Parcel lost", "In_Progress", "3h"]


def test_a_bare_ticket_as_a_row() -> None:
    assert texts(listed(BARE_TICKET)) == ["", "–", "(no title)", "", "", "", "–", "", ""]
    assert texts(related_cells(BARE_TICKET, NOW)) == ["–", "(no title)", "", ""]
    assert known(ticket_facts(BARE_TICKET, NOW, ZONE)) == {"Assignee": "nobody"}


def test_a_ticket_with_ids_alone_shows_them() -> None:
    ticket = Ticket.read({"id": "t", "contactId": "c-9", "assigneeId": "u-9"})
    assert texts(listed(ticket))[5:7] == ["c-9", "u-9"]


@pytest.mark.parametrize(
    ("state", "sign"),
    [
        (State.HELD, ("↻", "warn")),
        (State.WAITING, ("↻", "warn")),
        (State.SENDING, ("↻", "accent")),
        (State.REFUSED, ("✗", "bad")),
        (State.CONFLICT, ("≠", "bad")),
        (State.UNKNOWN, ("?", "bad")),
    ],
)
def test_how_its_changes_stand_is_marked_before_that_a_record_is_doubtful(state: State, sign: tuple[str, str]) -> None:
    spoilt = Ticket.read({"id": "t", "ticketNumber": "many"})
    assert listed(TICKET, pending=state)[0] == sign
    assert listed(spoilt)[0] == ("!", "warn")
    assert listed(spoilt, pending=state)[0] == sign
    assert contact_cells(BARE_CONTACT, NOW, pending=state)[0] == sign


def test_the_facts_of_a_ticket() -> None:
    facts = known(ticket_facts(TICKET, NOW, ZONE))
    assert facts == {
        "Status": "In_Progress",
        "Priority": "HIGH",
        "Assignee": "Mi Mi",
        "Reason": "knows\nBurmese",
        "Channel": "line",
        "Category": "(unnamed), Billing",
        "Tags": "vip",
        "Created": "2026-03-30 12:30 · 3h",
    }


@pytest.mark.parametrize(
    ("status", "tone"),
    [("open", "accent"), ("IN-PROGRESS", "warn"), ("in_progress", "warn"), ("Resolved", "good"), ("Brand new", "")],
)
def test_a_status_is_coloured_by_its_meaning(status: str, tone: str) -> None:
    assert status_tone(status) == tone


@pytest.mark.parametrize(("priority", "tone"), [("High", "bad"), ("URGENT", "bad"), ("low", "muted"), ("P7", "")])
def test_a_priority_is_coloured_by_its_meaning(priority: str, tone: str) -> None:
    assert priority_tone(priority) == tone


def test_a_contact_as_a_row_and_as_facts() -> None:
    contact = Contact.read(
        {
            "id": "c-1",
            "name": "Nok",
            "email": ["a@b.example", "c@d.example"],
            "contactNumber": 66812345678,
            "company": {"id": "k", "name": "Shop"},
            "tags": [{"id": "x", "name": "vip"}],
            "contact_groups": [{"id": "g", "name": "Sellers"}],
            "platformContacts": [{"type": "line", "socialPlatformId": "U1"}, {}],
            "notes": "  ",
            "createdAt": "2024-03-30T05:30:00Z",
        }
    )
    assert texts(contact_cells(contact, NOW)) == ["", "Nok", "a@b.example", "66812345678", "Shop", "vip", "", "2y"]
    facts = known(contact_facts(contact, NOW, ZONE))
    assert facts["Email"] == "a@b.example\nc@d.example"
    assert facts["Platforms"] == "line U1"
    assert facts["Groups"] == "Sellers"
    card = contact_card(contact, NOW, ZONE)
    assert card[0] == Fact("Name", "Nok", "strong")
    assert "Notes" not in known(card)


def test_a_bare_contact() -> None:
    assert texts(contact_cells(BARE_CONTACT, NOW)) == ["", "c-2", "–", "–", "", "", "", ""]
    assert contact_facts(BARE_CONTACT, NOW, ZONE) == []
    assert known(contact_card(BARE_CONTACT, NOW, ZONE)) == {"Name": "c-2"}


def test_a_case_as_a_row_and_as_facts() -> None:
    case = CaseLog.read(
        {
            "id": "k-1",
            "caseId": 7,
            "contact": {"id": "c-1", "name": "Nok"},
            "channelType": "voice",
            "channel": "+66 2",
            "direction": "inbound",
            "agent": {"id": "u", "name": "Mi Mi"},
            "disposition": "solved",
            "handledTime": 260,
            "startedDate": "2026-03-30T08:00:00Z",
            "slaStatus": None,
            "entityName": "room",
            "entityId": "r-1",
        }
    )
    row = ["", "7", "Nok", "voice", "inbound", "", "Mi Mi", "solved", "4m 20s", "30m"]
    assert texts(case_cells(case, NOW)) == row
    assert texts(contact_case_cells(case, NOW)) == ["30m", "voice", "solved", "4m 20s"]
    facts = known(case_facts(case, NOW, ZONE))
    assert facts["Channel"] == "voice +66 2"
    assert "SLA" not in facts
    assert known(case_details(case, NOW, ZONE))["Room"] == "r-1"


def test_a_bare_case() -> None:
    assert texts(case_cells(BARE_CASE, NOW)) == ["", "–", "", "", "", "", "", "", "", ""]
    assert texts(contact_case_cells(BARE_CASE, NOW)) == ["", "", "", ""]
    assert case_facts(BARE_CASE, NOW, ZONE) == case_details(BARE_CASE, NOW, ZONE) == []


def test_a_case_known_by_a_phone_alone_shows_it() -> None:
    assert texts(case_cells(CaseLog.read({"customerPhone": "+66 2"}), NOW))[2] == "+66 2"


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (listed(BARE_TICKET), TICKET_COLUMNS),
        (related_cells(BARE_TICKET, NOW), RELATED_COLUMNS),
        (unreadable_ticket("no"), TICKET_COLUMNS),
        (contact_cells(BARE_CONTACT, NOW), CONTACT_COLUMNS),
        (unreadable_contact("no"), CONTACT_COLUMNS),
        (case_cells(BARE_CASE, NOW), CASE_COLUMNS),
        (contact_case_cells(BARE_CASE, NOW), CONTACT_CASE_COLUMNS),
        (unreadable_case("no"), CASE_COLUMNS),
        (referencelook.tag_cells(Tag.read({})), referencelook.TAG_COLUMNS),
        (referencelook.presence_cells(PresenceChange.read({}), NOW, ZONE), referencelook.PRESENCE_COLUMNS),
    ],
)
def test_every_row_has_a_cell_for_each_column_in_a_known_tone(cells: tuple[object, ...], columns: object) -> None:
    assert isinstance(columns, tuple)
    assert len(cells) == len(columns)
    assert {getattr(cell, "tone", None) for cell in cells} <= {"", *TONES}


@pytest.mark.parametrize("row", [unreadable_ticket, unreadable_contact, unreadable_case])
def test_an_unreadable_record_says_why(row: object) -> None:
    assert callable(row)
    assert any("id is missing" in cell.text for cell in row("id is missing"))


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_reach_cells_on_one_line_and_clean(hostile: str) -> None:
    thing = {"id": "i", "name": hostile, "value": hostile, "email": hostile}
    ticket = dict.fromkeys(("title", "status", "priority", "channel", "contactId", "createdAt", "type"), hostile)
    raw = {"id": "t", **ticket, "assignee": thing, "creator": thing, "categories": [thing], "tags": [thing]}
    case = dict.fromkeys(("channel", "direction", "queueName", "disposition", "customerPhone", "startedDate"), hostile)
    rows = [
        listed(Ticket.read(raw)),
        contact_cells(Contact.read({**thing, "company": thing, "tags": [thing], "channel": hostile}), NOW),
        case_cells(CaseLog.read({**case, "agent": thing}), NOW),
    ]
    for cell in (cell for row in rows for cell in row):
        assert clean(cell.text) == cell.text
        assert "\n" not in cell.text
    for fact in ticket_facts(Ticket.read(raw), NOW, ZONE):
        assert fact.value is not None
        assert clean(fact.value) == fact.value


# Comments of colleagues


def test_comments_stand_under_their_authors() -> None:
    comments = [
        RoomComment.read({"text": "[/b] hello", "user": {"name": "Mi Mi"}, "createdAt": "2026-03-30T08:00:00Z"}),
        RoomComment.read({"text": "alone"}),
    ]
    said = comment_lines(comments, NOW, ZONE).plain
    assert said == "2026-03-30 15:00 · 30m  Mi Mi\n[/b] hello\n\nsomebody\nalone"


@pytest.mark.parametrize(
    ("mentions", "said"),
    [
        ([{"index": 0, "name": "Mi \x1b[2JMi"}], "Hey @Mi [2JMi and {1}"),
        ([{"index": 1, "name": "Ko"}, "odd", {"name": 3}], "Hey {0} and @Ko"),
        (None, "Hey {0} and {1}"),
        ("odd", "Hey {0} and {1}"),
    ],
)
def test_mentions_are_named_where_a_name_is_known(mentions: object, said: str) -> None:
    assert comment_text(RoomComment.read({"text": "Hey {0} and {1}", "mentions": mentions})) == said


def test_a_row_is_marked_where_its_record_was_not_read_whole() -> None:
    broken = {"id": "i", "name": {"en": "x"}, "title": ["x"], "disposition": {}}
    assert contact_cells(Contact.read(broken), NOW)[0].text == "!"
    assert listed(Ticket.read(broken))[0].text == "!"
    assert case_cells(CaseLog.read(broken), NOW)[0].text == "!"
