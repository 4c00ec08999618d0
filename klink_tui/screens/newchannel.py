"""Creating a channel: its type and its name, as far as the API lets one know what a channel is."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from klink_tui.desk.desk import Desk
from klink_tui.errors import KlinkError, LostReplyError, StatusError
from klink_tui.widgets.words import trouble_words, write_failed

FIELDS: Final = (("type", "Type"), ("name", "Name"))
MORE: Final = 6
"""So many of the types that other channels have are named."""


class NewChannelScreen(ModalScreen[bool]):
    """Asks for a channel and creates it; gives whether it was created."""

    CSS_PATH = "newchannel.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("ctrl+s,alt+enter", "submit", "Create", priority=True),
        Binding("down", "app.focus_next", "Next", priority=True),
        Binding("up", "app.focus_previous", "Previous", priority=True),
    ]

    def __init__(self, desk: Desk, types: Sequence[str]) -> None:
        """Ask; ``types`` are those that the desk's channels have."""
        super().__init__()
        self._desk = desk
        self._types = tuple(types)
        self._sending = False
        self._in_doubt = False

    def compose(self) -> ComposeResult:
        """Give the box."""
        seen = f"Here are: {', '.join(self._types[:MORE])}" if self._types else ""
        with Vertical(id="box"):
            yield Static(Content("New channel"), id="title", markup=False)
            for name, label in FIELDS:
                with Horizontal(classes="row"):
                    yield Static(Content(label), classes="label", markup=False)
                    suggester = SuggestFromList(self._types, case_sensitive=False) if name == "type" else None
                    yield Input(placeholder=seen if name == "type" else "", suggester=suggester, id=name, compact=True)
                yield Static(id=f"{name}-wrong", classes="wrong", markup=False)
            yield Static(id="banner", markup=False)
            note = "What the API takes for a channel is not documented: type and name are assumed. "
            yield Static(Content(f"{note}ctrl+s creates it · esc leaves"), id="note", markup=False)

    def on_mount(self) -> None:
        """Begin with the type."""
        self._complain({}, "")
        self.query_one("#type").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the name, then create."""
        event.stop()
        if event.input.id == "type":
            self.query_one("#name").focus()
        else:
            self.action_submit()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take a complaint back once its field is mended."""
        event.stop()
        words = self.query_one(f"#{event.input.id}-wrong", Static)
        words.display = False

    def action_submit(self) -> None:
        """Create the channel, once."""
        kind, name = (self.query_one(f"#{field}", Input).value.strip() for field, _ in FIELDS)
        if self._sending:
            return
        missing = {field: "This is needed." for field, value in (("type", kind), ("name", name)) if not value}
        if missing:
            self._complain(missing, "")
            self.query_one(f"#{next(iter(missing))}").focus()
            return
        if self._in_doubt:
            self._in_doubt = False
            self._complain({}, "The last try may have created it. ctrl+s once more sends it again.")
            return
        self._sending = True
        self._complain({}, "creating …")
        # The app's worker: leaving does not stop what is on its way.
        self.app.run_worker(self._create(kind, name), group="writes", exclusive=False, exit_on_error=False)

    async def _create(self, kind: str, name: str) -> None:
        try:
            await self._desk.changes.create_channel(kind, name)
        except KlinkError as error:
            self._failed(name, error)
        else:
            self.app.notify(f"Channel {name} created.", title="Done", timeout=4, markup=False)
            if self.is_attached:
                self.dismiss(True)
        finally:
            self._sending = False

    def _failed(self, name: str, error: KlinkError) -> None:
        title, words = write_failed(f"Channel {name}", error)
        if not self.is_attached:
            self.app.notify(words, title=title, severity="error", timeout=20, markup=False)
            return
        self._in_doubt = isinstance(error, LostReplyError)
        fields = error.fields if isinstance(error, StatusError) else {}
        wrong = {field: fields[field] for field, _ in FIELDS if field in fields}
        said = "May have been created: the answer never came." if self._in_doubt else "Not created."
        self._complain(wrong, f"{said} {trouble_words(error)}", bad=True)

    def _complain(self, wrong: dict[str, str], banner: str, *, bad: bool = False) -> None:
        for field, _ in FIELDS:
            words = self.query_one(f"#{field}-wrong", Static)
            words.update(Content(wrong.get(field, "")))
            words.display = field in wrong
        line = self.query_one("#banner", Static)
        line.update(Content(banner))
        line.display = bool(banner)
        line.set_class(bad, "-bad")

    def action_cancel(self) -> None:
        """Leave; what is on its way goes on, and is told of."""
        self.dismiss(False)
