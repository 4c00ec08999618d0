"""The small objects, cases and messages."""

import pytest

from klink_tui.models.caselog import CaseLog
from klink_tui.models.message import SentMessage
from klink_tui.models.reference import Category, Channel, Group, PresenceChange, RoomComment, Tag, User
from tests.models.examples import Json

AT = "2026-01-05T04:42:59.028Z"


@pytest.mark.parametrize("key", ["deletedaAt", "deletedAt", "deleted_at"])
def test_every_spelling_of_a_users_end(key: str) -> None:
    user = User.read({"id": "u", key: AT})
    assert user.deleted_at is not None
    assert user.deleted_at.raw == AT


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"name": "Ploy", "firstName": "P"}, "Ploy"),
        ({"firstName": "Ploy"}, "Ploy"),
        ({"lastName": "S"}, "S"),
        ({"email": "p@x.y"}, "p@x.y"),
        ({"id": "u"}, "u"),
        ({}, ""),
    ],
)
def test_a_user_goes_by_the_best_name_there_is(row: Json, label: str) -> None:
    assert User.read(row).label == label


def test_the_category_tree_with_an_empty_value_in_it() -> None:
    tree = {
        "id": "1",
        "value": "Delivery",
        "level": 1,
        "childCategoryList": [
            {"id": "2", "value": "", "level": 2, "parentId": "1", "childCategoryList": [{"id": "3", "name": "Late"}]},
            {"id": "4", "value": "Lost", "children": []},
        ],
    }
    walked = [(path, node.id) for path, node in Category.read(tree).walk()]
    assert walked == [
        (("Delivery",), "1"),
        (("Delivery", ""), "2"),
        (("Delivery", "", "Late"), "3"),
        (("Delivery", "Lost"), "4"),
    ]


def test_tags_channels_and_groups() -> None:
    assert Tag.read({"id": "t", "name": "VIP", "position": 3}).position == 3
    assert Channel.read({"id": "c", "type": "line", "name": "LINE"}).type == "line"
    assert Group.read({"id": "g", "name": "VIP"}).name == "VIP"


@pytest.mark.parametrize("current", ["presenceStatus", "current"])
def test_a_change_of_presence(current: str) -> None:
    row = {
        "id": "p",
        "createdAt": AT,
        "previousPresenceStatus": {"systemName": "lunch", "displayName": "Lunch", "emoji": "🍜"},
        current: {"displayName": "Online"},
        "user": {"name": "Ploy"},
    }
    change = PresenceChange.read(row)
    assert change.previous is not None
    assert change.current is not None
    assert change.user is not None
    assert (change.previous.emoji, change.current.display_name, change.user.label) == ("🍜", "Online", "Ploy")


def test_a_comment_and_a_message() -> None:
    comment = RoomComment.read({"id": "1", "text": "Hey {0}", "user": None})
    assert (comment.text, comment.user) == ("Hey {0}", None)
    message = SentMessage.read({"id": "m", "createdAt": AT, "clientRequestId": "r", "partition_key": "c"})
    assert (message.client_request_id, message.partition_key) == ("r", "c")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"agent": {"name": "A"}, "closedAssignee": {"name": "B"}}, "A"),
        ({"agent": {}, "closedAssignee": {"name": "B"}, "firstAssignee": {"name": "C"}}, "B"),
        ({"firstAssignee": {"name": "C", "deletedaAt": AT}, "agentId": "u"}, "C"),
        ({"agentId": "u"}, "u"),
    ],
)
def test_who_handled_a_case(row: Json, name: str) -> None:
    assert CaseLog.read(row).agent_name == name


@pytest.mark.parametrize(
    ("entity", "room"),
    [({"entityName": "room", "entityId": "r"}, "r"), ({"entityName": "call", "entityId": "r"}, ""), ({}, "")],
)
def test_the_room_of_a_case(entity: Json, room: str) -> None:
    assert CaseLog.read(entity).room_id == room


def test_a_case_with_its_figures() -> None:
    case = CaseLog.read(
        {
            "id": "1",
            "caseId": None,
            "handledTime": 12,
            "totalHoldDuration": "3.5",
            "wrapUpDuration": None,
            "firstResponseTime": float("nan"),
            "slaStatus": "meet",
            "startedDate": AT,
            "contact": {"id": "c", "name": "Nok"},
        }
    )
    assert (case.case_id, case.handled_time, case.total_hold_duration, case.wrap_up_duration) == (None, 12, 3.5, None)
    assert (case.first_response_time, case.problems) == (None, ("first_response_time",))
    assert case.contact is not None
    assert case.contact.name == "Nok"


@pytest.mark.parametrize(
    ("sent", "labels"),
    [
        (["a", {"name": "b"}, {}, None], ("a", "b", "", "")),
        ("a", ("a",)),
        ({"name": "a"}, ("a",)),
        (None, ()),
        ("", ()),
        ([["x"], "a"], ("a",)),
    ],
)
def test_labels_of_a_case(sent: object, labels: tuple[str, ...]) -> None:
    assert CaseLog.read({"contactLabel": sent}).contact_label == labels
