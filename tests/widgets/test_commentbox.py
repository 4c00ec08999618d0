"""Comments of colleagues, and the field for a new one."""

from textual.content import Content
from textual.widgets import Static, TextArea

from klink_tui.widgets.commentbox import CommentBox
from tests.widgets.stage import made


async def test_the_field_is_there_only_while_it_is_written_in() -> None:
    async with made(lambda: [CommentBox("Comments [/b]", id="c")], size=(60, 20)) as (pilot, _):
        box = pilot.app.query_one(CommentBox)
        assert not box.is_open
        box.open("kept\ntext")
        await pilot.pause()
        assert (box.is_open, box.text) == (True, "kept\ntext")
        await pilot.press("!")
        assert box.text == "kept\ntext!"
        box.locked = True
        await pilot.press("x")
        assert (box.locked, box.text) == (True, "kept\ntext!")
        box.close()
        await pilot.pause()
        assert (box.is_open, box.locked, box.text) == (False, False, "")
        assert pilot.app.focused is None


async def test_comments_and_words_in_their_place_are_shown_to_the_letter() -> None:
    async with made(lambda: [CommentBox("Comments [/b]", id="c")], size=(60, 20)) as (pilot, _):
        box = pilot.app.query_one(CommentBox)

        def drawn() -> str:
            return "\n".join(line.text.rstrip() for line in pilot.app.screen._compositor.render_strips()).strip()

        box.show("No comments [/b].", "muted")
        await pilot.pause()
        assert drawn() == "Comments [/b]\nNo comments [/b]."
        muted = box.query_one(".comments--text", Static).styles.color
        box.show("They could not be fetched.", "bad")
        await pilot.pause()
        assert box.query_one(".comments--text", Static).styles.color != muted
        box.show(Content("Mi Mi\n[@click=app.quit]hello[/]"))
        box.say("May have been sent [/b].", bad=True)
        await pilot.pause()
        assert drawn() == "Comments [/b]\nMi Mi\n[@click=app.quit]hello[/]\n\nMay have been sent [/b]."
        box.say("")
        await pilot.pause()
        assert "May have" not in drawn()


async def test_what_is_written_is_plain_text() -> None:
    async with made(lambda: [CommentBox("Comments", id="c")], size=(60, 20)) as (pilot, _):
        box = pilot.app.query_one(CommentBox)
        box.open("")
        await pilot.press("[", "slash", "b", "]")
        assert box.text == "[/b]"
        assert box.query_one(TextArea).language is None
