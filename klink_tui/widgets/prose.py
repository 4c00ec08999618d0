"""Long text: a customer's Markdown, drawn in one widget and harmless whatever it holds."""

from collections.abc import Mapping
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from rich.theme import Theme
from textual.reactive import reactive

from klink_tui.widgets.selectable import Selectable

_MOST_MARKDOWN = 10_000
"""Characters up to which a text is drawn as Markdown: half a second for the worst of them, a long table."""
_MOST = 60_000
"""Characters that are drawn at all."""
_MOST_LINES = 3_000
"""Lines that are drawn at all."""

_STYLES = {
    "heading": ("h1", "h2", "h3", "h4", "h5", "h6"),
    "code": ("code", "code_block"),
    "link": ("link", "link_url"),
    "quote": ("block_quote",),
    "rule": ("hr",),
    "bullet": ("item.bullet", "item.number"),
    "text": ("paragraph", "text", "item", "list", "table"),
}


class _Themed:
    """Renders something under a Rich theme of its own, once for each width: it is measured before it is drawn."""

    def __init__(self, renderable: RenderableType, styles: Mapping[str, Style]) -> None:
        self._renderable = renderable
        self._theme = Theme(styles, inherit=True)
        self._width = 0
        self._segments: list[Segment] = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._width != options.max_width:
            with console.use_theme(self._theme):
                self._segments = list(console.render(self._renderable, options))
            self._width = options.max_width
        yield from self._segments


class Prose(Selectable):
    """A customer's text as Markdown; its height is that of the text."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"prose--{name}" for name in _STYLES}

    text: reactive[str] = reactive("", layout=True)
    """Cleaned text."""
    empty: reactive[str] = reactive("No description.", layout=True)
    """What to say where there is no text."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        """Start with ``text``."""
        super().__init__(id=id, classes=classes)
        self.set_reactive(Prose.text, text)
        self._drawn: tuple[str, dict[str, Style], _Themed] | None = None

    def render(self) -> RenderableType:
        """Draw the text."""
        if not self.text.strip():
            return Text(self.empty, style=self.get_component_rich_style("prose--quote", partial=True))
        if len(self.text) > _MOST_MARKDOWN:
            return self._plain()
        from klink_tui.widgets.markdown import MailMarkdown

        styles = self._styles()
        if self._drawn is None or self._drawn[:2] != (self.text, styles):
            self._drawn = (self.text, styles, _Themed(MailMarkdown(self.text), styles))
        return self._drawn[2]

    def _plain(self) -> Text:
        """Draw a text that is too long for Markdown as it was typed, and say what of it is left out."""
        most = "\n".join(self.text[:_MOST].split("\n", _MOST_LINES)[:_MOST_LINES])
        text = Text(most, self.get_component_rich_style("prose--text", partial=True), overflow="fold")
        if left_out := len(self.text) - len(most):
            words = f"\n\n… {left_out:,} more characters are not shown here."
            text.append(words, self.get_component_rich_style("prose--quote", partial=True))
        return text

    def _styles(self) -> dict[str, Style]:
        styles: dict[str, Style] = {}
        for name, targets in _STYLES.items():
            style = self.get_component_rich_style(f"prose--{name}", partial=True)
            styles |= {f"markdown.{target}": style for target in targets}
        return styles
