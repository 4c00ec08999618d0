"""An app with a keymap: its own keys, help and palette say what is in use."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.screen import Screen

from klink_tui.actions import actions_on
from klink_tui.keymap import Keymap
from klink_tui.screens.keys import rebind

if TYPE_CHECKING:
    from klink_tui.screens.base import DeskScreen


class KeyedApp(App[int]):
    """A console whose keys can be chosen."""

    keymap = Keymap()
    """The keys in use; screens take them from here when they are put together."""

    def use_keys(self, keymap: Keymap) -> None:
        """Use other keys, before the first screen is there."""
        self.keymap = keymap
        rebind(self, keymap)

    @property
    def _desk_screen(self) -> "DeskScreen[object] | None":
        """The screen on view, where it is one of the console's own and no modal one."""
        from klink_tui.screens.base import DeskScreen

        return self.screen if isinstance(self.screen, DeskScreen) else None

    def action_help(self) -> None:
        """Show the keys of the screen on view."""
        from klink_tui.screens.help import HelpScreen

        if (screen := self._desk_screen) is not None:
            self.push_screen(HelpScreen(screen.NAME))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every action of the screen on view in the palette."""
        from klink_tui.screens.base import DeskScreen

        name = screen.NAME if isinstance(screen, DeskScreen) else ""
        for action in (*actions_on(name), *actions_on("app")):
            owner: App[int] | Screen[object] = self if "app" in action.where else screen
            yield SystemCommand(
                f"{action.group}: {action.text}",
                self.keymap.text(action),
                lambda owner=owner, method=action.method: owner.run_action(method),
            )
