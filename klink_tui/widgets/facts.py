"""Facts about a record: labels on the left, values wrapped on the right, under headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style as RichStyle
from rich.text import Text
from textual.css.styles import RulesMap
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from klink_tui.widgets.cells import fill
from klink_tui.widgets.selectable import Selectable

MOST_LABEL: Final = 18
"""Cells of a label at most, or a third of the width; a longer one is cut."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; without a value its label is a heading."""

    label: str
    value: str | None = None
    tone: str = ""
    """How the value is drawn: one of the tones of a list, or as text is."""


def note_facts(note: str) -> tuple[Fact, ...]:
    """Give the local note on a record, and that nobody else has it; nothing where there is none."""
    return (Fact("Your note", note, "strong"), Fact("", "only on this machine", "muted")) if note else ()


class Facts(Selectable):
    """A column of facts; its height is theirs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "facts--label",
        "facts--heading",
        "facts--text",
        *(f"facts--{tone}" for tone in ("muted", "strong", "accent", "good", "warn", "bad")),
    }

    facts: reactive[Sequence[Fact]] = reactive((), layout=True)

    def __init__(
        self, facts: Sequence[Fact] = (), *, label_width: int = 13, id: str | None = None, classes: str | None = None
    ) -> None:
        """Start with ``facts``; labels get ``label_width`` cells, and some more where they need them."""
        super().__init__(id=id, classes=classes)
        self.set_reactive(Facts.facts, tuple(facts))
        self._label_width = label_width

    def render(self) -> Visual:
        """Draw the facts."""
        tones = ("label", "heading", *{fact.tone or "text" for fact in self.facts})
        styles = {tone: self.get_component_rich_style(f"facts--{tone}", partial=True) for tone in tones}
        return _Drawn(self.facts, self._label_width, styles, self.app.console)


class _Drawn(Visual):
    """Facts as lines, which are laid out once for each width: they are measured before they are drawn."""

    def __init__(self, facts: Sequence[Fact], least: int, styles: Mapping[str, RichStyle], console: Console) -> None:
        self._facts = facts
        self._least = least
        """Cells of a label at least."""
        self._wide = least
        self._styles = styles
        self._console = console
        self._width = -1
        self._lines: list[tuple[Segment, ...]] = []

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        return len(self._laid_out(width))

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        return [Strip(Segment.apply_style(line, style.rich_style)) for line in self._laid_out(width)[:height]]

    def _laid_out(self, width: int) -> list[tuple[Segment, ...]]:
        if width != self._width:
            self._width, self._lines = width, []
            longest = max((cell_len(fact.label) for fact in self._facts if fact.value is not None), default=0)
            self._wide = max(self._least, min(longest, max(MOST_LABEL, width // 3)))
            for fact in self._facts:
                self._lay_out(fact, width)
        return self._lines

    def _lay_out(self, fact: Fact, width: int) -> None:
        if fact.value is None:
            if self._lines:
                self._lines.append(())
            self._lines += [(Segment(line, self._styles["heading"]),) for line in self._wrapped(fact.label, width)]
            return
        label, indent = f"{fill(fact.label, self._wide)} ", " " * (self._wide + 1)
        for line in self._wrapped(fact.value, max(width - self._wide - 1, 1)):
            shown = Segment(line, self._styles[fact.tone or "text"])
            self._lines.append((Segment(label, self._styles["label"]), shown))
            label = indent

    def _wrapped(self, text: str, width: int) -> list[str]:
        if "\n" not in text and cell_len(text) <= width:
            return [text]
        return [line.plain.rstrip() for line in Text(text).wrap(self._console, width, overflow="fold")]
