"""What is done to a contact: tags, and deleting none by mistake."""

from textual.content import Content
from textual.widgets import Static

from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.multipicker import MultiPickerScreen
from tests.console import Console, console
from tests.gate import to
from tests.screens.formviews import fill, opened
from tests.screens.views import DENIED, after, contact, contact_at, contacts, on_view, open_contacts, toasts


def row_at(c: Console) -> str:
    """Give the line of the contact under the cursor."""
    rows = (line.partition("▏")[0] for line in c.text().split("\n"))
    return next(row for row in rows if f" {contact_at(c).label} " in row)


async def test_tags_are_merged_by_name() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        at = contact_at(c)
        await c.press("t")
        picker = on_view(c, MultiPickerScreen)
        offered = [choice.value for choice in picker.matches]
        assert offered
        assert not {tag.name for tag in at.tags} & set(offered), "those they have can't be added"
        await c.type(offered[2])
        await c.press("tab")
        await c.type("key account, north")
        await c.press("enter")
        await toasts(c, 1)
        assert c.toasts == [f"Done: {at.label}: tags added"]
        (write,) = [entry for entry in c.sandbox.log if entry.method != "GET"]
        assert write.target == f"/api/v1/contacts/{at.id}/tags"
        assert write.body == {"actionType": "MERGE", "tags": [offered[2], "key account, north"]}
        now = {tag.name for tag in contact_at(c).tags}
        assert now == {tag.name for tag in at.tags} | {offered[2], "key account, north"}
        await c.press("t", "escape")
        await c.press("t", "enter")
        await c.rest()
        assert len(c.writes()) == 1


async def test_tags_that_are_not_added_are_said_to_be_so() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        c.gate.answer(to("PUT"), 403, DENIED)
        c.gate.answer(to("POST"), 403, DENIED)
        c.gate.answer(to("PATCH"), 403, DENIED)
        at = contact_at(c)
        await c.press("t")
        await c.type("vip")
        await c.press("enter")
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Refused: {at.label}: tags + vip: ")
        assert "403" in c.toasts[0]
        assert contact_at(c).tags == at.tags
        assert "✗" in row_at(c)


async def test_only_y_deletes_and_it_names_whom() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        await c.press("j", "j")
        at = contact_at(c)
        for key in ("n", "escape", "q"):
            await c.press("D")
            on_view(c, ConfirmScreen)
            assert f"Delete {at.label}?" in c.text()
            await c.press("D", "enter", "space", "d", "tab", "x", "Y", "ctrl+s", "delete", "f3", "T", "colon")
            on_view(c, ConfirmScreen)
            await c.press(key)
            contacts(c)
        assert c.writes() == []
        await c.press("D", "y")
        await toasts(c, 1)
        assert c.writes() == [("DELETE", f"/api/v1/contacts/{at.id}")]
        assert c.toasts == [f"Done: Deleted {at.label}"]
        assert at.id not in [item.id for item in contacts(c).rows.items()]
        assert contacts(c).list.cursor == 2


async def test_a_contact_that_is_not_deleted_stays_and_a_lost_reply_is_no_no() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        at = contact_at(c)
        c.gate.answer(to("DELETE"), 403, DENIED, times=1)
        await c.press("D", "y")
        await toasts(c, 1)
        assert c.toasts[0].startswith(f"Refused: {at.label}: delete: ")
        c.gate.lose(to("DELETE"), served=False)
        await c.press("D", "y")
        await toasts(c, 2)
        assert c.toasts[1].startswith(f"Not known whether it was done: {at.label}: delete: ")
        assert "?" in row_at(c)
        for _ in range(6):
            await after(c, 20)
        assert c.gate.count(to("DELETE")) == 2
        assert contact_at(c) == at


async def test_a_contact_who_is_gone_after_a_lost_reply_was_deleted() -> None:
    async with console(contacts=30) as c:
        await open_contacts(c)
        at = contact_at(c)
        c.gate.lose(to("DELETE"))
        await c.press("D", "y")
        await toasts(c, 1)
        assert c.toasts == [f"Done: Deleted {at.label}"]
        assert at.id not in [item.id for item in contacts(c).rows.items()]


async def test_a_delete_can_be_taken_back_as_long_as_it_is_held() -> None:
    async with console(contacts=30, undo_seconds=5) as c:
        await open_contacts(c)
        at = contact_at(c)
        await c.press("D")
        assert "z takes it back for 5 s" in c.text()
        await c.press("y")
        await c.until(lambda: "↻" in row_at(c))
        await c.press("z")
        await toasts(c, 1)
        assert c.toasts == [f"Taken back: {at.label}: delete."]
        await after(c, 20)
        assert (c.writes(), contact_at(c)) == ([], at)


async def test_an_edit_shows_at_once_in_the_list_and_on_the_contact_and_goes_with_z() -> None:
    async with console(contacts=30, undo_seconds=5) as c:
        await open_contacts(c)
        at = contact_at(c)
        await opened(c)
        await fill(c, "name", "Nok Changed")
        await c.press("ctrl+s")
        await c.until(lambda: "↻" in c.text())
        await c.rest()
        assert c.text().count("Nok Changed") == 2, "in the list and beside it"
        await c.press("enter")
        await c.rest()
        contact(c)
        assert f"↻ Name {at.name} → Nok Changed, held" in c.text()
        assert c.screen.query_one("#title", Static).content == Content("Nok Changed")
        await c.press("z")
        await c.rest()
        assert c.screen.query_one("#title", Static).content == Content(at.label)
        assert c.writes() == []


async def test_a_contact_s_tag_can_be_typed_before_the_desk_s_are_here() -> None:
    async with console(contacts=30, at_gate=lambda gate: gate.answer(to("GET", "/tags"), 403, DENIED)) as c:
        await open_contacts(c)
        c.gate.open()
        c.gate.hold(to("GET", "/tags"))
        await c.press("t")
        picker = on_view(c, MultiPickerScreen)
        assert not picker.matches
        await c.type("night shift")
        assert [choice.label for choice in picker.matches] == ["night shift"]
        c.gate.open()
        await c.until(lambda: "not here yet" not in str(picker.query_one("#note", Static).content))
        assert [choice.label for choice in picker.matches] == ["night shift"], "what is typed still narrows"
        await c.press("enter")
        await c.until(lambda: c.writes())
        (write,) = [entry for entry in c.sandbox.log if entry.method != "GET"]
        assert write.body == {"actionType": "MERGE", "tags": ["night shift"]}
