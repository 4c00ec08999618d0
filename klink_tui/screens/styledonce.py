"""A screen that is styled and laid out once when it is put together: by itself Textual does so up to three times."""

from typing import TypeVar

from textual.events import Compose, Event, Mount, ScreenResume
from textual.geometry import Size
from textual.screen import Screen

from klink_tui.screens.compositor import TrueCompositor

ResultT = TypeVar("ResultT")


class StyledOnce(Screen[ResultT]):
    """Its handlers are called before Textual's own of the same name."""

    _is_styled = False

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        """Begin with a picture that forgets nothing."""
        super().__init__(name, id, classes)
        self._compositor = TrueCompositor()

    async def on_event(self, event: Event) -> None:
        """Don't begin where the app ends meanwhile: Textual does not wait any more for what a screen holds."""
        if self.app.is_running or not isinstance(event, Mount):
            await super().on_event(event)

    async def _on_compose(self, event: Compose) -> None:
        """Take the classes of the terminal's size before there is anything to be styled by them."""
        width, height = self.app.size
        names = self._get_breakpoint_classes(width, self.app.HORIZONTAL_BREAKPOINTS or [])
        names |= self._get_breakpoint_classes(height, self.app.VERTICAL_BREAKPOINTS or [])
        self.add_class(*names)

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Pass over the styling that follows on the first one."""
        if not self._is_styled:
            self._is_styled, event.refresh_styles = True, False

    def _screen_resized(self, size: Size) -> None:
        """Lay it out for another size: Textual does so for the same one too, on each screen that one opens above."""
        if size != self.outer_size:
            super()._screen_resized(size)
