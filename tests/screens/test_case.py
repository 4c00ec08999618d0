"""One case: everything the server tells of it, its contact, and what colleagues write about it."""

import pytest
from textual.widgets import Static

from klink_tui.models.caselog import CaseLog
from klink_tui.models.reference import RoomComment
from klink_tui.screens.case import CaseScreen
from klink_tui.screens.cases import CasesScreen
from klink_tui.screens.contact import ContactScreen
from klink_tui.widgets.caselook import case_details, comment_text
from klink_tui.widgets.commentbox import CommentBox
from klink_tui.widgets.facts import Facts
from tests.console import NOW, Console, console
from tests.gate import to
from tests.screens.views import after, toasts


def cases(c: Console) -> CasesScreen:
    assert isinstance(c.app.screen, CasesScreen)
    return c.app.screen


def case(c: Console) -> CaseScreen:
    assert isinstance(c.app.screen, CaseScreen)
    return c.app.screen


async def opened(c: Console) -> None:
    await c.press("f5")
    await c.until(lambda: isinstance(c.app.screen, CasesScreen) and len(cases(c).rows))


async def at_case(c: Console, *, room: bool) -> CaseLog:
    """Open the first case that is a room, or is none."""
    await opened(c)
    wanted = next(item for item in cases(c).rows.items() if bool(item.room_id) is room)
    place = cases(c).rows.position(cases(c).key_of(wanted))
    assert place is not None
    cases(c).list.move_to(place)
    await c.press("enter")
    await c.rest()
    assert case(c).case == wanted
    return wanted


def box(c: Console) -> CommentBox:
    return c.app.screen.query_one(CommentBox)


def comments(c: Console) -> str:
    return str(c.app.screen.query_one(".comments--text", Static).visual)


async def test_a_case_shows_everything_and_its_contacts_affairs() -> None:
    async with console() as c:
        wanted = await at_case(c, room=True)
        facts = {fact.label: fact.value for fact in c.app.screen.query_one("#facts", Facts).facts}
        assert facts["Case id"] == wanted.id
        assert facts["Room"] == wanted.entity_id
        assert facts["Agent"] == wanted.agent_name
        assert "Their tickets" in c.text()
        assert "Cases, last 30 days" in c.text()


async def test_one_goes_on_through_the_list_from_a_case() -> None:
    async with console() as c:
        await opened(c)
        order = [item.id for item in cases(c).rows.items()]
        await c.press("enter", "right_square_bracket", "right_square_bracket")
        assert case(c).case.id == order[2]
        await c.press("left_square_bracket")
        assert case(c).case.id == order[1]
        await c.press("escape")
        assert cases(c).list.cursor_key == order[1]


@pytest.mark.parametrize("from_list", [True, False])
async def test_the_contact_is_one_key_away(from_list: bool) -> None:
    async with console() as c:
        await opened(c)
        first = cases(c).case
        assert first is not None
        await c.press(*([] if from_list else ["enter"]), "at")
        await c.until(lambda: isinstance(c.app.screen, ContactScreen))
        assert first.contact is not None
        await c.until(first.contact.label)


def test_a_case_without_a_contact_or_times_has_facts_all_the_same() -> None:
    bare = CaseLog.read({"id": "x", "entityName": "", "entityId": "e"})
    assert {fact.label: fact.value for fact in case_details(bare, NOW, "UTC")} == {"Case id": "x", "Entity": "e"}


# Comments


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        ([{"index": 0, "userId": "u", "name": "Ann"}], "Hey @Ann, {1}"),
        ([{"index": 0, "name": "Ann"}, {"index": 1, "name": "B\x1b[31mo"}], "Hey @Ann, @B[31mo"),
        ([{"index": 0, "userId": "u"}], "Hey {0}, {1}"),
        ("nonsense", "Hey {0}, {1}"),
        (None, "Hey {0}, {1}"),
    ],
)
def test_mentions_take_their_places(mentions: object, expected: str) -> None:
    comment = RoomComment.read({"id": "1", "text": "Hey {0}, {1}", "mentions": mentions})
    assert comment_text(comment) == expected


async def test_comments_of_a_room_are_shown_and_others_have_none() -> None:
    body = {
        "data": [
            {"id": "2", "text": "later", "createdAt": "2026-03-30T09:00:00Z", "user": {"name": "Bo"}},
            {"id": "1", "text": "[/b] sooner", "createdAt": "2026-03-30T08:00:00Z"},
        ]
    }
    async with console() as c:
        c.gate.answer(to("GET", "/comments/rooms/"), 200, body)
        await at_case(c, room=True)
        assert comments(c).split("\n") == [
            "2026-03-30 08:00 · 1h  somebody",
            "[/b] sooner",
            "",
            "2026-03-30 09:00 · 30m  Bo",
            "later",
        ]
        await c.press("escape")
        await at_case(c, room=False)
        assert "Comments belong to rooms" in comments(c)
        await c.press("c")
        assert not box(c).is_open
        assert any("Comments belong to rooms" in toast for toast in c.toasts)


async def test_comments_that_can_not_be_had_say_so() -> None:
    async with console() as c:
        c.gate.answer(to("GET", "/comments/rooms/"), 500, {"message": "disk full"})
        await at_case(c, room=True)
        await c.until(lambda: "disk full" in comments(c))
        assert "ctrl+r tries again" in comments(c)
        c.gate.open()
        await c.press("ctrl+r")
        await c.rest()
        assert "disk full" not in comments(c)


async def test_a_comment_is_written_once_and_then_stands_there() -> None:
    async with console() as c:
        wanted = await at_case(c, room=True)
        await c.press("c")
        await c.type("Look at this")
        assert "colleagues read this, the customer does not" in c.text()
        await c.press("ctrl+s")
        await c.until(lambda: "Look at this" in comments(c))
        assert not box(c).is_open
        assert [(entry.target, entry.body) for entry in c.sandbox.log if entry.method == "POST"] == [
            (f"/api/v1/comments/rooms/{wanted.room_id}", {"text": "Look at this", "mentions": []})
        ]
        assert len(c.app.desk.drafts) == 0


async def test_letters_of_a_comment_do_nothing_else_and_nothing_empty_is_sent() -> None:
    async with console() as c:
        await at_case(c, room=True)
        await c.press("c", "ctrl+s")
        assert c.toasts == ["There is nothing to send yet."]
        await c.type("qc]@")
        assert box(c).text == "qc]@"
        assert isinstance(c.app.screen, CaseScreen)
        assert c.writes() == []


async def test_what_was_begun_is_kept_for_its_own_room() -> None:
    async with console() as c:
        await at_case(c, room=True)
        await c.press("c")
        await c.type("half a")
        await c.press("escape")
        assert isinstance(c.app.screen, CaseScreen), "the first escape puts the comment aside"
        await c.press("escape")
        await at_case(c, room=True)
        await c.press("c")
        assert box(c).text == "half a"


async def test_a_refused_comment_is_back_with_the_reason() -> None:
    async with console() as c:
        c.gate.answer(to("POST", "/comments/rooms/"), 403, {"message": "read only"}, times=1)
        await at_case(c, room=True)
        await c.press("c")
        await c.type("Look")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert not box(c).is_open
        assert "comment: Room comment failed: 403 Forbidden: “read only”" in c.toasts[0]
        for _ in range(2):
            await c.press("c")
            assert box(c).text == "Look"
            assert "It was not written: Room comment failed: 403" in c.text()
            await c.press("escape")
        await c.press("c")
        await c.type(" here")
        await c.press("escape", "c")
        assert "It was not written" not in c.text()
        await c.press("ctrl+s")
        await c.until(lambda: "Look here" in comments(c))
        assert len(c.app.desk.drafts) == 0


async def test_a_comment_whose_reply_was_lost_is_found_in_its_room() -> None:
    async with console() as c:
        c.gate.lose(to("POST", "/comments/rooms/"), times=1)
        await at_case(c, room=True)
        await c.press("c")
        await c.type("Look")
        await c.press("ctrl+s")
        await c.until(lambda: "Look" in comments(c))
        await c.rest()
        assert len(c.writes()) == 1
        assert c.status.doing == ""


async def test_a_comment_that_can_t_be_found_stays_open_and_is_never_sent_again_by_itself() -> None:
    async with console() as c:
        c.gate.lose(to("POST", "/comments/rooms/"), times=1, served=False)
        await at_case(c, room=True)
        await c.press("c")
        await c.type("Look")
        await c.press("ctrl+s")
        await toasts(c, 1)
        assert c.toasts[0].startswith("Not known whether it was done: Case ")
        for _ in range(6):
            await after(c, 20)
        assert c.gate.count(to("POST", "/comments/rooms/")) == 1
        await c.press("c")
        assert box(c).text == "", "the outbox has it"


async def test_a_comment_under_way_outlasts_its_screen() -> None:
    async with console() as c:
        held = c.gate.hold(to("POST", "/comments/rooms/"))
        c.gate.answer(to("POST", "/comments/rooms/"), 403, {"message": "read only"})
        await at_case(c, room=True)
        await c.press("c")
        await c.type("Look")
        await c.press("ctrl+s")
        await c.until(lambda: held.waiting)
        assert not box(c).is_open
        await c.press("escape")
        assert isinstance(c.app.screen, CasesScreen)
        held.release()
        await toasts(c, 1)
        assert c.toasts[0].startswith("Refused: Case ")
        assert len(c.app.desk.drafts) == 1


async def test_a_held_comment_comes_back_by_z() -> None:
    async with console(undo_seconds=5) as c:
        await at_case(c, room=True)
        await c.press("c")
        await c.type("Too soon")
        await c.press("ctrl+s")
        await c.until(lambda: c.status.doing == "held 5 s · z takes back")
        await c.press("z")
        await toasts(c, 1)
        await after(c, 60)
        assert c.writes() == []
        await c.press("c")
        assert box(c).text == "Too soon"
