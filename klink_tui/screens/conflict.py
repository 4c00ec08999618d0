"""A conflict: what the agent saw, what the server has, and what the agent wants, field by field, to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from klink_tui.desk.changes import told
from klink_tui.desk.desk import Desk
from klink_tui.desk.values import in_words
from klink_tui.errors import KlinkError
from klink_tui.models.intent import Intent, field_label
from klink_tui.screens.cursor import CursorScreen
from klink_tui.screens.keys import bindings_of
from klink_tui.widgets.cells import Cell, Column
from klink_tui.widgets.facts import Fact, Facts
from klink_tui.widgets.rowlist import PlainRows, RowList
from klink_tui.widgets.words import count, trouble_words

COLUMNS = (
    Column("mark", "", 1),
    Column("field", "Field", 14),
    Column("base", "You saw", 14, grow=1, drop=1),
    Column("theirs", "Server has", 14, grow=1),
    Column("mine", "You want", 14, grow=1),
    Column("choice", "Send", 8),
)


@dataclass(frozen=True, slots=True)
class Clash:
    """One field of a conflict."""

    key: str
    label: str
    base: str
    theirs: str
    mine: str
    """Empty for a field that is only looked at."""
    is_changed: bool
    """Whether the agent wants it changed; else the change is only based on it."""
    differs: bool
    """Whether the server has something else than the agent saw."""


class ConflictScreen(CursorScreen):
    """One change that met somebody else's."""

    NAME = "conflict"
    SECTION = "outbox"
    CSS_PATH = "conflict.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("conflict")

    def __init__(self, desk: Desk, intent: Intent) -> None:
        """Show the conflict of ``intent``."""
        super().__init__(desk)
        self._intent = intent
        self._clashes = clashes_of(intent)
        self._mine = {clash.key for clash in self._clashes if clash.is_changed}

    def body(self) -> ComposeResult:
        """Give what it is about, the fields, and the field under the cursor whole."""
        why = "Changed by somebody else: " if self._intent.theirs else "Could not be compared: "
        heading = Content.assemble(why, (self._intent.label, "bold $accent"))
        yield Static(heading, id="heading", markup=False)
        yield Static(Content(self._intent.reason), id="banner", markup=False)
        yield RowList(COLUMNS, PlainRows(), id="list")
        with VerticalScroll(id="whole", can_focus=False):
            yield Facts(id="facts", label_width=12)

    def ready(self) -> None:
        """List the fields."""
        self.cursor.focus()
        self._draw()

    @property
    def cursor(self) -> RowList:
        """The fields."""
        return self.query_one(RowList)

    def facts(self) -> str:
        """Say what would be sent."""
        if not self._mine:
            return "nothing of yours is sent: the change is given up"
        return f"{count(len(self._mine), 'field')} of yours would be sent"

    def _draw(self) -> None:
        self.cursor.show(PlainRows([(clash.key, self._cells(clash)) for clash in self._clashes]))
        self._draw_whole()
        self.restate()

    def _cells(self, clash: Clash) -> Sequence[Cell]:
        mine = clash.key in self._mine
        return (
            Cell("≠" if clash.differs else "", "bad"),
            Cell(clash.label, "strong"),
            Cell(clash.base or "–", "muted"),
            Cell(clash.theirs or "–", "warn" if clash.differs else "muted"),
            Cell(clash.mine or "–", "accent" if mine else "muted") if clash.is_changed else Cell("", "muted"),
            Cell(("yours" if mine else "theirs") if clash.is_changed else "", "accent" if mine else "warn"),
        )

    def _draw_whole(self) -> None:
        clash = next((one for one in self._clashes if one.key == self.cursor.cursor_key), None)
        self.query_one(Facts).facts = () if clash is None else whole_facts(self._intent, clash)

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Show the field under the cursor whole."""
        self._draw_whole()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Choose the other side."""
        self.action_turn()

    # What keys do

    def action_open(self) -> None:
        """Choose the other side for the field under the cursor."""
        self.action_turn()

    def action_turn(self) -> None:
        """Choose the other side for the field under the cursor."""
        key = self.cursor.cursor_key
        if any(clash.key == key and clash.is_changed for clash in self._clashes):
            self._mine ^= {key}
            self._draw()
        else:
            self.say("This field is not changed by you; it is shown because your change is based on it.")

    def action_mine(self) -> None:
        """Choose all of one's own."""
        self._mine = {clash.key for clash in self._clashes if clash.is_changed}
        self._draw()

    def action_theirs(self) -> None:
        """Choose everything that the server has."""
        self._mine = set()
        self._draw()

    async def action_submit(self) -> None:
        """Send what was chosen, over what the server has now and the agent has seen; or give it up."""
        intent = self._intent
        changes = {key: value for key, value in intent.changes.items() if key in self._mine}
        try:
            if changes:
                shown = {key: (intent.theirs_shown.get(key, ""), intent.shown[key][1]) for key in changes}
                words = told(shown, {})
                merged: dict[str, Any] = {"changes": changes, "shown": shown, "words": words}
                if intent.theirs:
                    merged["base"] = {**intent.base, **intent.theirs}
                else:
                    merged["unguarded"] = True
                await self.desk.outbox.send_again(intent, **merged)
            else:
                await self.desk.outbox.cancel(intent.number)
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
            return
        self.dismiss()


def clashes_of(intent: Intent) -> tuple[Clash, ...]:
    """Give the fields of a conflict: those that are changed, then those that the change is based on and that differ."""
    from klink_tui.desk.values import same_value

    found = []
    for key in dict.fromkeys((*intent.changes, *intent.base)):
        is_changed = key in intent.changes
        known = key in intent.theirs
        differs = known and not same_value(key, intent.theirs[key], intent.base.get(key))
        if not is_changed and not differs:
            continue
        base, mine = intent.shown.get(key, (in_words(intent.base.get(key)), ""))
        theirs = intent.theirs_shown.get(key, "") if known else "not known"
        found.append(Clash(key, field_label(key), base, theirs, mine, is_changed, differs))
    return tuple(found)


def whole_facts(intent: Intent, clash: Clash) -> tuple[Fact, ...]:
    """Give one field's three values whole, line by line."""
    facts = [Fact(clash.label)]
    for label, given, words in (
        ("You saw", intent.base.get(clash.key), clash.base),
        ("Server has", intent.theirs.get(clash.key), clash.theirs),
        ("You want", intent.changes.get(clash.key), clash.mine),
    ):
        text = given if isinstance(given, str) and "\n" in given else words
        if label != "You want" or clash.is_changed:
            facts.append(Fact(label, text or "nothing", "" if text else "muted"))
    return tuple(facts)
