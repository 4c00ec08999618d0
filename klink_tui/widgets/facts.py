"""Facts about a record: labels on the left, values wrapped on the right, under headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.reactive import reactive

from klink_tui.widgets.selectable import Selectable

MOST_LABEL: Final = 18
"""Cells of a label at most; a longer one is cut."""


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

    def render(self) -> RenderableType:
        """Draw the facts."""
        blocks: list[RenderableType] = []
        table: Table | None = None
        longest = max((cell_len(fact.label) for fact in self.facts if fact.value is not None), default=0)
        wide = max(self._label_width, min(longest, MOST_LABEL))
        for fact in self.facts:
            if fact.value is None:
                if blocks:
                    blocks.append(Text(""))
                blocks.append(Text(fact.label, self.get_component_rich_style("facts--heading", partial=True)))
                table = None
                continue
            if table is None:
                table = self._grid(wide)
                blocks.append(table)
            style = self.get_component_rich_style(f"facts--{fact.tone or 'text'}", partial=True)
            label = Text(fact.label, self.get_component_rich_style("facts--label", partial=True))
            label.truncate(wide, overflow="ellipsis")
            table.add_row(label, Text(fact.value, style, overflow="fold"))
        return Group(*blocks)

    def _grid(self, wide: int) -> Table:
        table = Table.grid(padding=(0, 1, 0, 0), expand=True)
        table.add_column(width=wide, no_wrap=True)
        table.add_column(ratio=1)
        return table
