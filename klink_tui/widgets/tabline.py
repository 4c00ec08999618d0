"""One line of lists to choose from, each with its key and how many rows it has."""

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from klink_tui.widgets.bars import ClickLine
from klink_tui.widgets.keyed import first_key


class TabLine(ClickLine):
    """Says which lists there are, and which one is on view; a click chooses another."""

    DEFAULT_CSS = """
    TabLine { height: 1; background: $surface; }
    """

    current: reactive[str] = reactive("")
    """The name of the list on view."""
    counts: reactive[dict[str, str]] = reactive(dict)
    """How many rows each list has, in words; lists that are not here yet have none."""

    def __init__(self, tabs: Sequence[tuple[str, str]], action: str) -> None:
        """Offer ``tabs``, names and titles; a click runs ``action`` with the name."""
        super().__init__()
        self._tabs = tuple(tabs)
        self._action = action

    def render(self) -> Content:
        """Draw the line; without room for all, the counts go first."""
        full = self._parts(with_counts=True)
        if sum(content.cell_length for content, _ in full) > self.size.width:
            full = self._parts(with_counts=False)
        return self.line(full)

    def _parts(self, *, with_counts: bool) -> list[tuple[Content, str]]:
        parts: list[tuple[Content, str]] = [(Content(" "), "")]
        group = self._action.rpartition(".")[2]
        for number, (name, title) in enumerate(self._tabs, 1):
            key = first_key(f"{group}.{name}", str(number))
            style = "$foreground bold" if name == self.current else "$klink-muted"
            many = self.counts.get(name, "") if with_counts else ""
            tab = Content.assemble((key, "$klink-key bold"), (f" {title}" if key else title, style))
            count = Content.styled(f" {many}" if many else "", "$klink-muted")
            parts += [(Content.assemble(tab, count), f"{self._action}('{name}')"), (Content("   "), "")]
        return parts
