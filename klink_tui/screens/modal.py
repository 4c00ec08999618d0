"""A box over a screen that is dimmed: the dimming is worked out once for each style, not for each word on view."""

from time import monotonic
from typing import Final, Self, TypeVar, cast

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.styles import RulesMap
from textual.events import Mount
from textual.geometry import Region
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.timer import Timer
from textual.visual import RenderOptions, Visual

from klink_tui.screens.keys import rebind
from klink_tui.widgets.keyed import keymap_of

ResultT = TypeVar("ResultT")

AT_ONCE: Final = 0.1
"""Seconds for which what was drawn behind a box is taken for what is there."""
_MOST: Final = 4096
"""Styles whose dimmed form is kept."""
_dimmed: dict[tuple[Style | None, Color], Style] = {}


class Behind(Visual):
    """The screen below a box as it is now, dimmed; looks as Textual's own does, at a tenth of the cost."""

    def __init__(self, found: BackgroundScreen) -> None:
        """Take over what Textual would draw."""
        self.found = found
        self._strips: list[Strip] | None = None

    def render_strips(self, width: int, height: int | None, style: VisualStyle, options: RenderOptions) -> list[Strip]:
        """Give the lines of the screen below."""
        if self._strips is None:
            below = self.found.screen._compositor.render_strips()
            self._strips = [dim(strip, self.found.color) for strip in below]
        strips = self._strips[:height]
        return strips + [Strip.blank(width)] * ((height or 0) - len(strips))

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Give the width there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Give the height of the screen below."""
        return self.found.screen.size.height


def dim(strip: Strip, color: Color) -> Strip:
    """Give a line with ``color``, which is translucent, laid over it, and without anything to click."""
    segments = []
    for text, style, control in strip:
        known = _dimmed.get((style, color))
        if known is None:
            if len(_dimmed) >= _MOST:
                _dimmed.clear()
            ((_, made, _),) = BackgroundScreen.process_segments([Segment("", style)], color)
            _dimmed[style, color] = known = made or Style()
        segments.append(Segment(text, known, control))
    return Strip(segments, strip.cell_length)


class Modal(ModalScreen[ResultT]):
    """A box over another screen."""

    _behind: tuple[float, object, Behind] | None = None
    _is_outdated = False
    """Whether what is behind the box has changed since it was drawn there."""
    _later: Timer | None = None

    def _on_mount(self, event: Mount) -> None:
        """Take the keys in use, where it has any from the table of actions; Textual's own handler is called too."""
        rebind(self, keymap_of(self.app))

    def on_resize(self) -> None:
        """Draw what is behind the box once it is laid out for its new size: that comes after the box itself."""
        if self._behind is not None:
            self.call_after_refresh(self.draw_behind_again)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw it again; regions are named where what is behind the box has changed there."""
        self._is_outdated = self._is_outdated or bool(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def draw_behind_again(self) -> None:
        """Draw what is behind the box as it is by now: it has changed."""
        self._behind = self._later = None
        self.refresh()

    def render(self) -> RenderableType:
        """Draw what is behind the box: a box that opens is drawn several times at once, what is behind it once.

        What changes there meanwhile is drawn a moment later.
        """
        found = super().render()
        if not isinstance(found, BackgroundScreen):
            return found
        now, what = monotonic(), (self.size, found.screen, found.color)
        if self._behind is None or now - self._behind[0] > AT_ONCE or self._behind[1] != what:
            self._behind = (now, what, Behind(found))
            self._is_outdated = False
        elif self._is_outdated and self._later is None:
            self._later = self.set_timer(AT_ONCE, self.draw_behind_again)
        return cast(RenderableType, self._behind[2])  # Textual draws its own kind as well.
