"""What colleagues wrote, one under the other, and a field under it to write in."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from klink_tui.widgets.keyed import keyed
from klink_tui.widgets.textfield import TextField


class CommentBox(Vertical):
    """Comments, and the field for a new one, which is there only while it is written in."""

    DEFAULT_CSS = """
    CommentBox { height: auto; margin-top: 1; }
    CommentBox > .comments--heading { color: $accent; text-style: bold; }
    CommentBox > .-muted { color: $klink-muted; }
    CommentBox > .-bad { color: $error; }
    CommentBox > .comments--banner { color: $klink-muted; margin-top: 1; display: none; }
    CommentBox > .comments--banner.-bad { color: $error; }
    CommentBox > TextArea {
        display: none; height: auto; min-height: 3; max-height: 10; border: none; padding: 0 1; background: $surface;
    }
    """

    def __init__(self, heading: str, *, id: str) -> None:
        """Start with no comments and no field."""
        super().__init__(id=id)
        self._heading = heading

    def compose(self) -> ComposeResult:
        """Give heading, comments, banner and field."""
        yield Static(Content(self._heading), classes="comments--heading", markup=False)
        yield Static(classes="comments--text", markup=False)
        yield Static(classes="comments--banner", markup=False)
        yield TextField()

    @property
    def _area(self) -> TextField:
        return self.query_one(TextField)

    @property
    def text(self) -> str:
        """What is written in the field."""
        return self._area.text

    @property
    def is_open(self) -> bool:
        """Whether the field is there."""
        return self._area.display

    @property
    def locked(self) -> bool:
        """Whether the field takes no more letters: what it holds is on its way."""
        return self._area.read_only

    @locked.setter
    def locked(self, locked: bool) -> None:
        self._area.read_only = locked

    def show(self, comments: Content | str, tone: str = "") -> None:
        """Show comments, or words in their place, ``muted`` or ``bad``."""
        text = self.query_one(".comments--text", Static)
        text.update(comments if isinstance(comments, Content) else Content(comments))
        text.set_class(tone == "muted", "-muted")
        text.set_class(tone == "bad", "-bad")

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something about what is being written."""
        banner = self.query_one(".comments--banner", Static)
        banner.update(Content(words))
        banner.display = bool(words)
        banner.set_class(bad, "-bad")
        self.call_after_refresh(self._area.scroll_visible, animate=False)

    def open(self, text: str) -> None:
        """Give the field, with ``text`` in it."""
        area = self._area
        area.display = True
        area.text = text
        area.move_cursor(area.document.end)
        area.focus()
        self.say(keyed("<form.submit> sends it to your colleagues · <back> keeps it for later"))

    def close(self) -> None:
        """Take the field away, with what is in it."""
        area = self._area
        if area.has_focus:
            self.screen.set_focus(None)
        area.display = False
        area.read_only = False
        area.text = ""
        self.say("")
