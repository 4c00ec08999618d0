"""A box over a screen that is dimmed: the dimming is worked out once for each style, not for each word on view."""

from dataclasses import dataclass
from time import monotonic
from typing import Final, Self, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.events import Mount
from textual.geometry import Region, Size
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.timer import Timer

from klink_tui.screens.keys import rebind
from klink_tui.screens.styledonce import StyledOnce
from klink_tui.widgets.keyed import keymap_of

ResultT = TypeVar("ResultT")

AT_ONCE: Final = 0.1
"""Seconds for which what was drawn behind a box is taken for what is there."""
_MOST: Final = 4096
"""Styles whose dimmed form is kept."""
_dimmed: dict[tuple[Style | None, Color], Style] = {}


@dataclass(frozen=True, slots=True)
class Behind:
    """The screen below a box as it was when it was drawn there, dimmed."""

    at: float
    """When it was drawn, in seconds of the monotonic clock."""
    screen: Screen[object]
    color: Color
    """What it is dimmed with."""
    size: Size
    strips: tuple[Strip, ...]


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


class Modal(StyledOnce[ResultT], ModalScreen[ResultT]):
    """A box over another screen."""

    _behind: Behind | None = None
    _is_outdated = False
    """Whether what is behind the box has changed since it was drawn there."""
    _later: Timer | None = None
    _fitted = Size(0, 0)
    """The terminal's size that it was last laid out for."""

    def _on_mount(self, event: Mount) -> None:
        """Take the keys in use, where it has any from the table of actions; Textual's own handler is called too."""
        self._fitted = self.app.size
        rebind(self, keymap_of(self.app))

    def on_resize(self) -> None:
        """Draw what is behind the box once it is laid out for its new size: that comes after the box itself.

        Scroll bars come and go a moment later still, and where all of it is new Textual does not say that it changed.
        """
        if self._fitted != self.app.size:
            self._fitted = self.app.size
            self._later = self._later or self.set_timer(AT_ONCE, self._draw_behind_later)
            self.call_after_refresh(self.draw_behind_again)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw it again; regions are named where what is behind the box has changed there."""
        self._is_outdated = self._is_outdated or bool(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def draw_behind_again(self) -> None:
        """Draw what is behind the box as it is by now: it has changed."""
        self._behind = None
        self.refresh()

    def _draw_behind_later(self) -> None:
        self._later = None
        self.draw_behind_again()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give what is behind the box: as Textual draws it, at a tenth of the cost."""
        if self._dirty_regions and self.styles.background.a < 1 and self._look_behind():
            self._dirty_regions.clear()
        if self._behind is None:
            return super().render_lines(crop)
        strips = [*self._behind.strips[crop.y : crop.bottom]]
        strips += [Strip.blank(self.size.width)] * (crop.height - len(strips))
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, self._behind.color) for strip in strips]
        # What is behind can be laid out for a size that is no longer the terminal's.
        return [strip.crop_extend(crop.x, crop.right, None) for strip in strips]

    def _look_behind(self) -> bool:
        """Draw what is behind the box: a box that opens is drawn several times at once, what is behind it once.

        What changes there meanwhile is drawn a moment later. Gives whether there is something.
        """
        found = super().render()
        if not isinstance(found, BackgroundScreen):
            return False
        now, kept = monotonic(), self._behind
        is_same = kept and (kept.screen, kept.color, kept.size) == (found.screen, found.color, self.size)
        if kept is None or not is_same or now - kept.at > AT_ONCE:
            below = found.screen._compositor.render_strips()
            strips = tuple(dim(strip, found.color) for strip in below)
            self._behind = Behind(now, found.screen, found.color, self.size, strips)
            self._is_outdated = False
        elif self._is_outdated and self._later is None:
            self._later = self.set_timer(AT_ONCE, self._draw_behind_later)
        return True
