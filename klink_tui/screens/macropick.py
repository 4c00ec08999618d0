"""Choosing a macro: by its own key, or by typing ahead; what is broken is listed with its reason."""

from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import Input

from klink_tui.desk.desk import Desk
from klink_tui.macros.files import Broken, Macro
from klink_tui.screens.picker import FEW, letters
from klink_tui.screens.typeahead import Choice, TypeAheadScreen, matching

_NOTHING: Final = "No macros yet. klink-tui macros --examples writes some to begin with."


class MacroLine(Input):
    """What is typed to find a macro; the first letter may be a macro's own key."""

    async def on_key(self, event: Key) -> None:
        """Let the picker have a key before it is typed."""
        if isinstance(self.screen, MacroPickScreen) and self.screen.take_by(event.character):
            event.stop()
            event.prevent_default()


class MacroPickScreen(TypeAheadScreen[Macro]):
    """Gives the macro picked, or ``None``."""

    LINE = MacroLine

    def __init__(self, desk: Desk, title: str) -> None:
        """Ask ``title``; the files are looked at anew."""
        super().__init__(title)
        self._desk = desk
        self._keys: dict[str, str] = {}
        self._macros: dict[str, Macro] = {}
        self._broken: dict[str, Broken] = {}
        self._choices: tuple[Choice, ...] = ()
        self._is_looking = True

    @property
    def is_opening(self) -> bool:
        """Whether the files are still being looked at: keys are for what they have."""
        return self._is_looking

    def compose(self) -> ComposeResult:
        """Give the box, with what was there when it was looked at last."""
        self._take_in()
        yield from super().compose()

    def stood(self) -> None:
        """Look at the files anew, now that the box stands."""
        super().stood()
        self._look()

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        before = self._desk.macros.shelf
        try:
            if await self._desk.macros.look() != before or not self._choices:
                self._take_in()
                if not self._take_ahead():
                    self._narrowed_to = self._line
                    self.narrow(self._line)
        finally:
            self._is_looking = False

    @property
    def _line(self) -> str:
        return self.query_one("#typed", Input).value

    def _take_in(self) -> None:
        """List what the files have; macros that can't be on this desk are broken too."""
        shelf = self._desk.macros.shelf
        doubts = {one.file: one for one in self._desk.macros.doubts(shelf.macros)}
        good = [macro for macro in shelf.macros if macro.file not in doubts]
        bad = [*shelf.broken, *doubts.values()]
        self._macros = {macro.file: macro for macro in good}
        self._broken = {f"! {one}": one for one in bad}
        own = {macro.file: macro.key for macro in good if macro.key}
        if len(good) <= FEW:
            others = [macro for macro in good if not macro.key]
            free = letters([macro.name for macro in others], taken=own.values())
            own |= {macro.file: key for macro, key in zip(others, free, strict=True)}
        self._keys = {key: file for file, key in own.items()}
        self._choices = (
            *(Choice(one.file, one.name, _does(one)) for one in good),
            *(Choice(value, "can't be used", value.removeprefix("! ")) for value in self._broken),
        )
        many = f"{len(bad)} can't be used · " if bad else ""
        looked = self._desk.macros.looked
        self._note = f"{many}a macro's own key takes it · a space first searches" if good else ""
        if not self._choices:
            self._note = _NOTHING if looked else "looking …"

    def prompt(self, place: int, choice: Choice) -> Content:
        """Give key, name, and what it does."""
        key = next((key for key, file in self._keys.items() if file == choice.value), " ")
        is_broken = choice.value in self._broken
        return Content.assemble(
            (f" {key} ", "$klink-key bold"),
            " ",
            (choice.label, "$error" if is_broken else ""),
            (f"  {choice.detail}", "$klink-muted"),
        )

    def narrow(self, typed: str) -> None:
        """List what matches."""
        self.show(matching(self._choices, typed))

    def say(self, words: str) -> None:
        """Say something below the choices; that there are none is the note's to say."""
        super().say("" if not self._choices else words)

    def take_by(self, key: str | None) -> bool:
        """Take the macro that has this key, while nothing is typed; tell whether one has."""
        file = self._keys.get(key or "") if not self._line else None
        if file is None:
            return False
        self.dismiss(self._macros[file])
        return True

    def _take_ahead(self) -> bool:
        """Take the macro whose key was pressed before the files had been looked at; tell whether one was."""
        file = self._keys.get(self._line)
        if file is not None:
            self.dismiss(self._macros[file])
        return file is not None

    def take(self, choice: Choice) -> None:
        """Give the macro; of one that is broken say why."""
        macro = self._macros.get(choice.value)
        if macro is not None:
            self.dismiss(macro)
        else:
            self.notify(choice.detail, title="This macro can't be used", severity="error", timeout=20, markup=False)


def _does(macro: Macro) -> str:
    """Say what a macro does, in a few words."""
    parts = [f"{name.removeprefix('cf_').replace('_', ' ')} {value}" for name, value in macro.sets.items()]
    parts += [f"+{tag}" for tag in macro.tags]
    parts += ["message"] * bool(macro.message) + ["next"] * macro.next
    return " · ".join(parts)
