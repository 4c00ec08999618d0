"""What is wanted of a record: what it queues behind, what is still to come of it, and how all of it is counted."""

import pytest

from klink_tui.models.intent import Intent, Kind, Standing, State, field_label


def intent(kind: Kind = Kind.TICKET_STATUS, target: str = "a1", **more: object) -> Intent:
    return Intent(kind, target, "#7 Printer", "status open → pending", {"status": "pending"}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "target", "lane"),
    [
        (Kind.TICKET_STATUS, "a1", "ticket a1"),
        (Kind.TICKET_EDIT, "a1", "ticket a1"),
        (Kind.TICKET_ASSIGN, "a1", "ticket a1"),
        (Kind.CONTACT_EDIT, "c1", "contact c1"),
        (Kind.CONTACT_TAGS, "c1", "contact c1"),
        (Kind.MESSAGE, "c1", "contact c1"),
        (Kind.COMMENT, "r1", "room r1"),
    ],
)
def test_changes_of_one_record_queue_behind_each_other(kind: Kind, target: str, lane: str) -> None:
    assert intent(kind, target).lane == lane


def test_two_alike_that_are_new_queue_behind_each_other_and_others_do_not() -> None:
    def new(**changes: str) -> Intent:
        return Intent(Kind.TICKET_CREATE, "", "new ticket", "", changes, number=3)

    assert new(title="Printer").lane == new(title="Printer", priority="high").lane
    assert new(title="Printer").lane != new(title="Phone").lane
    assert new().lane == "new ticket.create 3"
    assert Intent(Kind.CHANNEL_CREATE, "", "channel", "", {"name": "Printer"}).lane != new(title="Printer").lane


@pytest.mark.parametrize("state", State)
def test_it_is_open_until_its_end_is_known(state: State) -> None:
    one = intent(state=state)
    assert one.is_open == (state not in {State.DONE, State.REFUSED, State.CANCELLED})
    assert one.needs_agent == (state in {State.CONFLICT, State.UNKNOWN})


def test_its_title_is_what_is_done_to_what() -> None:
    assert intent().title == "#7 Printer: status open → pending"
    assert Intent(Kind.CONTACT_DELETE, "c1", "delete Ann", "", {}).title == "delete Ann"


def test_a_field_without_a_label_is_called_by_its_key() -> None:
    assert [field_label(key) for key in ("cf_order_number", "category_id", "priority")] == [
        "order number",
        "category",
        "priority",
    ]


def test_the_outbox_is_counted_and_what_is_held_and_due_waits() -> None:
    intents = [
        intent(state=State.HELD, due=105.0),
        intent(state=State.HELD, due=102.5),
        intent(state=State.HELD, due=100.0),
        intent(state=State.WAITING),
        intent(state=State.SENDING),
        intent(state=State.CONFLICT),
        intent(state=State.UNKNOWN),
        intent(state=State.DONE),
        intent(state=State.REFUSED),
        intent(state=State.CANCELLED),
    ]
    standing = Standing.of(intents, 100.0, offline=True)
    assert standing == Standing(held=2, seconds_left=5.0, waiting=2, sending=1, decide=2, offline=True)
    assert not standing.is_empty


def test_nothing_is_offline_where_nothing_waits_and_what_has_ended_is_not_counted() -> None:
    standing = Standing.of([intent(state=State.DONE), intent(state=State.REFUSED)], 100.0, offline=True)
    assert standing == Standing()
    assert standing.is_empty
