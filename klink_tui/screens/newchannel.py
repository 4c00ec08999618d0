"""Creating a channel: its type and its name, as far as the API lets one know what a channel is."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from klink_tui.desk.desk import Desk
from klink_tui.errors import StoreError
from klink_tui.models.intent import Kept
from klink_tui.screens.modal import Modal
from klink_tui.widgets.words import trouble_words

FIELDS: Final = (("type", "Type"), ("name", "Name"))
DRAFT: Final = ("channel", "")
"""What its draft is kept under."""
MORE: Final = 6
"""So many of the types that other channels have are named."""


class NewChannelScreen(Modal[bool]):
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
        """Begin with the type, and with what was typed before."""
        self._complain({}, "")
        self.query_one(f"#{self._restore()}").focus()

    def _restore(self) -> str:
        """Put a draft back, with why it was refused; give the field to begin with."""
        kept = self._desk.drafts.find(*DRAFT) or {}
        with self.prevent(Input.Changed):
            for field, _ in FIELDS:
                self.query_one(f"#{field}", Input).value = str(kept.get(field, ""))
        refused = kept.get("refused")
        if not isinstance(refused, dict):
            return "type"
        wrong = {field: refused["fields"][field] for field, _ in FIELDS if field in refused["fields"]}
        self._complain(wrong, f"It was not created: {refused['words']}", bad=True)
        return next(iter(wrong), "type")

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
        typed = {field: self.query_one(f"#{field}", Input).value for field, _ in FIELDS}
        if any(typed.values()):
            self._desk.drafts.keep(*DRAFT, typed, label="New channel")
        else:
            self._desk.drafts.discard(*DRAFT)

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
        self._sending = True
        self._hand_over(kind, name)

    @work(group="submit", exit_on_error=False)
    async def _hand_over(self, kind: str, name: str) -> None:
        kept = Kept(*DRAFT, {"type": kind, "name": name})
        try:
            await self._desk.changes.create_channel(kind, name, kept=kept)
        except StoreError as error:
            self._sending = False
            self._complain({}, f"Not created. {trouble_words(error)}", bad=True)
        else:
            self.dismiss(True)

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
