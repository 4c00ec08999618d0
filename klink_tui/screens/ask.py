"""Short questions: one line to type, or a yes that has its own key."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Static

from klink_tui.screens.modal import Modal

ResultT = TypeVar("ResultT")


class AskScreen(Modal[str | None]):
    """Asks for one line; gives it, or ``None`` where nothing is wanted."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar = [Binding("escape", "cancel", "Cancel")]

    def __init__(self, title: str, *, hint: str = "", value: str = "", takes: str | None = None) -> None:
        """Ask ``title``; ``hint`` stands below the line, ``value`` in it; ``takes`` is a pattern of all it may hold."""
        super().__init__()
        self._title = title
        self._hint = hint
        self._value = value
        self._takes = takes

    def compose(self) -> ComposeResult:
        """Give the box."""
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title", markup=False)
            yield Input(self._value, restrict=self._takes, id="answer", select_on_focus=True)
            yield Static(Content(self._hint), id="note", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give what was typed."""
        event.stop()
        self.dismiss(event.value.strip() or None)

    def action_cancel(self) -> None:
        """Give nothing."""
        self.dismiss(None)


class SeenScreen(Modal[ResultT]):
    """A question whose answers count only once it was drawn: nobody answers what they have not seen."""

    CSS_PATH = "ask.tcss"

    def __init__(self, title: str, text: str) -> None:
        """Ask ``title``, explain with ``text``."""
        super().__init__()
        self._title = title
        self._text = text
        self._stood_at = float("inf")

    def keys(self) -> Content:
        """Give the answers with their keys."""
        raise NotImplementedError

    def answer_to(self, key: str) -> ResultT | None:
        """Give what a key answers; ``None`` for one that is no answer."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Give the box."""
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title", markup=False)
            yield Static(Content(self._text), id="text", markup=False)
            yield Static(self.keys(), id="note", markup=False)

    def on_mount(self) -> None:
        """Take answers once the question has been drawn."""
        self.call_after_refresh(self._stand)

    def _stand(self) -> None:
        self._stood_at = Message().time

    def on_key(self, event: Key) -> None:
        """Take the answer; one to a question that nobody saw was pressed before the box stood, and is passed over."""
        answer = self.answer_to(event.key)
        if answer is not None:
            event.stop()
            if event.time >= self._stood_at:
                self.dismiss(answer)


class ConfirmScreen(SeenScreen[bool]):
    """Asks before something that can't be undone; only ``y`` is a yes."""

    BINDINGS: ClassVar = [Binding("n,escape,q", "leave", "No")]

    def __init__(self, title: str, text: str, *, yes: str, no: str = "leave it as it is") -> None:
        """Ask ``title``, explain with ``text``; ``yes`` and ``no`` say what each answer does."""
        super().__init__(title, text)
        self._yes = yes
        self._no = no

    def keys(self) -> Content:
        """Give yes and no."""
        return Content.assemble(("y", "$klink-key bold"), f" {self._yes}    ", ("n", "$klink-key bold"), f" {self._no}")

    def answer_to(self, key: str) -> bool | None:
        """Give a yes."""
        return True if key == "y" else None

    def action_leave(self) -> None:
        """Answer no."""
        self.dismiss(False)


class ChoiceScreen(SeenScreen[str]):
    """Asks for one of a few answers, each with a key of its own; gives ``""`` where none is wanted."""

    BINDINGS: ClassVar = [Binding("escape,q", "leave", "Leave")]

    def __init__(self, title: str, text: str, choices: Sequence[tuple[str, str, str]]) -> None:
        """Ask ``title``, explain with ``text``; ``choices`` are keys, what they do, and what is then given."""
        super().__init__(title, text)
        self._choices = tuple(choices)

    def keys(self) -> Content:
        """Give the choices, one below the other."""
        lines = [Content.assemble((key, "$klink-key bold"), f"  {words}") for key, words, _ in self._choices]
        return Content("\n").join((*lines, Content.assemble(("esc", "$klink-key bold"), " leaves it as it is")))

    def answer_to(self, key: str) -> str | None:
        """Give the choice of a key."""
        return next((answer for own, _, answer in self._choices if own == key), None)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss("")
