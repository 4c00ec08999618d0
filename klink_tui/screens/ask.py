"""Short questions: one line to type, or a yes that has its own key."""

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static


class AskScreen(ModalScreen[str | None]):
    """Asks for one line; gives it, or ``None`` where nothing is wanted."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar = [Binding("escape", "cancel", "Cancel")]

    def __init__(
        self, title: str, *, hint: str = "", value: str = "", kind: Literal["text", "integer"] = "text"
    ) -> None:
        """Ask ``title``; ``hint`` stands below the line, ``value`` in it."""
        super().__init__()
        self._title = title
        self._hint = hint
        self._value = value
        self._kind = kind

    def compose(self) -> ComposeResult:
        """Give the box."""
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title", markup=False)
            yield Input(self._value, type=self._kind, id="answer", select_on_focus=True)
            yield Static(Content(self._hint), id="note", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give what was typed."""
        event.stop()
        self.dismiss(event.value.strip() or None)

    def action_cancel(self) -> None:
        """Give nothing."""
        self.dismiss(None)


class ConfirmScreen(ModalScreen[bool]):
    """Asks before something that can't be undone; only ``y`` is a yes."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape,q", "answer(False)", "No"),
    ]

    def __init__(self, title: str, text: str, *, yes: str, no: str = "leave it as it is") -> None:
        """Ask ``title``, explain with ``text``; ``yes`` and ``no`` say what each answer does."""
        super().__init__()
        self._title = title
        self._text = text
        self._yes = yes
        self._no = no
        self._stood_at = float("inf")

    def compose(self) -> ComposeResult:
        """Give the box."""
        keys = Content.assemble(("y", "$klink-key bold"), f" {self._yes}    ", ("n", "$klink-key bold"), f" {self._no}")
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title", markup=False)
            yield Static(Content(self._text), id="text", markup=False)
            yield Static(keys, id="note", markup=False)

    def on_mount(self) -> None:
        """Take answers once the question has been drawn."""
        self.call_after_refresh(self._stand)

    def _stand(self) -> None:
        self._stood_at = Message().time

    def on_key(self, event: Key) -> None:
        """Pass over a yes to a question that nobody saw: it was pressed before the box stood."""
        if event.key == "y" and event.time < self._stood_at:
            event.stop()

    def action_answer(self, answer: bool) -> None:
        """Give the answer."""
        self.dismiss(answer)
