"""Text that can be selected with the mouse as it is drawn, whatever draws it."""

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget


class Selectable(Widget):
    """A widget whose lines can be selected; what is copied are the lines as they are on view.

    Textual selects in text of its own kind only, and these widgets draw with Rich.
    """

    @property
    def text_selection(self) -> Selection | None:
        """Nothing: what is selected is drawn here, line by line."""
        return None

    def render_line(self, y: int) -> Strip:
        """Draw a line, what is selected in it set off, and tell the mouse where in the text it is."""
        strip = super().render_line(y)
        selection = self.screen.selections.get(self)
        span = selection.get_span(y) if selection is not None else None
        if span is not None:
            strip = set_off(strip, *span, self.screen.get_component_rich_style("screen--selection"))
        return strip.apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Give the selected text."""
        if self._dirty_regions:
            self._render_content()
        lines = [strip.text.rstrip() for strip in self._render_cache.lines]
        chosen = []
        for y, line in enumerate(lines):
            if (span := selection.get_span(y)) is not None:
                start, end = span
                chosen.append(line[start : len(line) if end == -1 else end])
        return ("\n".join(chosen), "\n") if chosen else None


def set_off(strip: Strip, start: int, end: int, style: Style) -> Strip:
    """Draw the characters from ``start`` to ``end`` in a style of their own; -1 is the end of the text."""
    text = strip.text
    stop = len(text.rstrip()) if end == -1 else end
    cuts = [cell_len(text[:start]), cell_len(text[: max(stop, start)])]
    before, chosen, after = strip.divide([*cuts, max(strip.cell_length, cuts[1])])
    marked = Strip([Segment(part, (own or Style()) + style, control) for part, own, control in chosen])
    return Strip.join([before, marked, after])
