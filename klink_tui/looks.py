"""How the console looks: its theme, how dense its lists are, and what is left of it without colour."""

import os
from typing import Final

from textual import work
from textual.app import App
from textual.filter import Monochrome, NoColor

from klink_tui.errors import KlinkError
from klink_tui.screens.noticeapp import NoticeApp
from klink_tui.screens.stylesheets import Stylesheets
from klink_tui.session import in_background
from klink_tui.settings import save_settings
from klink_tui.themes import DARK, THEMES, TITLES
from klink_tui.widgets.keyed import keyed

WIDTHS: Final = ((0, "-narrow"), (60, "-slim"), (80, "-normal"), (100, "-medium"), (120, "-wide"), (160, "-huge"))
"""From so many columns on a screen has this class: what stands beside or below what is up to the style sheets."""
HEIGHTS: Final = ((0, "-short"), (20, "-low"), (30, "-tall"))
"""The same for rows."""
COMFORTABLE: Final = "comfortable"
"""The density with a blank line below each row."""
COMPACT: Final = "compact"
"""The density without."""


class LooksApp(NoticeApp):
    """A console whose looks can be chosen, and are kept in the settings."""

    keeps_looks = True
    """Whether what is chosen is kept: not for the demonstration, which leaves the settings alone."""

    def __init__(self) -> None:
        """Draw nothing in colour where ``NO_COLOR`` asks for that; an empty one asks for nothing."""
        if os.environ.get("NO_COLOR") == "":
            del os.environ["NO_COLOR"]
        super().__init__()
        self.stylesheet: Stylesheets = Stylesheets(self.get_css_variables())
        self.HORIZONTAL_BREAKPOINTS = list(WIDTHS)
        self.VERTICAL_BREAKPOINTS = list(HEIGHTS)
        # Textual would draw in shades of grey, which are colours to a terminal too.
        self._filters = [NoColor() if isinstance(one, Monochrome) else one for one in self._filters]
        for theme in THEMES:
            self.register_theme(theme)

    @property
    def density(self) -> str:
        """How dense the lists are: :data:`COMPACT` or :data:`COMFORTABLE`."""
        return COMFORTABLE if self.has_class("-comfortable") else COMPACT

    def begin_with(self, theme: str, density: str = "") -> None:
        """Set the looks of the first frame; setting them as one does later would read every style sheet twice."""
        name = theme if theme in TITLES else DARK.name
        self.set_reactive(App.theme, name)
        self.add_class(f"-theme-{name}", "-dark-mode" if self.current_theme.dark else "-light-mode")
        if density == COMFORTABLE:
            self.add_class("-comfortable")
        self._refresh_truecolor_filter(self.ansi_theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def say_of_theme(self, name: str) -> None:
        """Say that the settings ask for a theme that there is not."""
        if name and name not in TITLES:
            words = f"There is no theme “{name}”. There are {', '.join(TITLES)}; " + keyed("<theme> chooses one.")
            self.notify(words, title="Settings", severity="warning", timeout=12, markup=False)

    @work(group="ask", exit_on_error=False)
    async def action_pick_theme(self) -> None:
        """Ask for a theme; each is tried as the cursor comes to it."""
        from klink_tui.screens.themepick import ThemeScreen

        before = self.theme
        answer = await self.push_screen_wait(ThemeScreen(tuple(TITLES.items()), current=before))
        self.theme = answer or before
        if answer and answer != before:
            self._keep_looks(theme=answer)

    def action_density(self) -> None:
        """Change between compact and comfortable lists."""
        self.toggle_class("-comfortable")
        self.notify(f"Lists: {self.density}", markup=False, timeout=2)
        self._keep_looks(density=self.density)

    @work(group="looks", exit_on_error=False)
    async def _keep_looks(self, **chosen: str) -> None:
        if not self.keeps_looks:
            return
        try:
            await in_background(lambda: save_settings(**chosen))
        except KlinkError as error:
            words = f"It holds until you quit, but could not be stored: {error}"
            self.notify(words, title="Looks", severity="warning", markup=False)
