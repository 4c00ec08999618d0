"""Choosing one out of more than can be listed: the server is asked as it is typed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from textual import work
from textual.timer import Timer

from klink_tui.errors import KlinkError
from klink_tui.screens.typeahead import Choice, TypeAheadScreen
from klink_tui.widgets.words import trouble_words

REST: Final = 0.15
"""Seconds the typing rests before the server is asked."""


class SearchPickerScreen(TypeAheadScreen[Choice]):
    """Gives the choice picked, or ``None``."""

    def __init__(
        self, title: str, search: Callable[[str], Awaitable[Sequence[Choice]]], *, typed: str = "", note: str = ""
    ) -> None:
        """Offer what ``search`` finds for what is typed."""
        super().__init__(title, typed=typed, note=note)
        self._search = search
        self._rest: Timer | None = None
        self._wanted = typed
        self._answered: str | None = None

    def narrow(self, typed: str) -> None:
        """Ask once the typing rests; what is listed stays until the answer comes."""
        self._wanted = typed
        self.say("searching …")
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST if self.matches else 0.001, self._ask)

    @work(group="search", exclusive=True, exit_on_error=False)
    async def _ask(self) -> None:
        typed = self._wanted
        try:
            found = await self._search(typed)
        except KlinkError as error:
            if typed == self._wanted:
                self.say(trouble_words(error))
            return
        if typed == self._wanted:
            self._answered = typed
            self.show(found)

    def take_highlighted(self) -> None:
        """Take the choice under the cursor, once it is one of what was typed; else ask for that."""
        if self._answered == self._wanted:
            super().take_highlighted()
        else:
            self.say("searching …")
            self._ask()

    def take(self, choice: Choice) -> None:
        """Give the choice."""
        self.dismiss(choice)
