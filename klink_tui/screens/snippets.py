"""Snippets where long text is written: offered behind a semicolon, put in with their variables."""

from collections.abc import Sequence

from textual import work

from klink_tui.errors import KlinkError
from klink_tui.macros.variables import left_in
from klink_tui.models.contact import Contact
from klink_tui.models.ticket import Ticket
from klink_tui.screens.ask import ConfirmScreen
from klink_tui.screens.base import DeskScreen, ResultT


class SnippetActs(DeskScreen[ResultT]):
    """A screen whose long texts offer snippets."""

    @property
    def written_about(self) -> tuple[Ticket | None, Contact | None]:
        """The ticket and the contact that a text is about, as far as it is about any."""
        return None, None

    def snippet_offers(self, typed: str) -> Sequence[tuple[str, str]]:
        """Give name and first line of the snippets that begin with, else hold, what is typed."""
        typed = typed.casefold()
        found = [one for one in self.desk.macros.shelf.snippets if typed in one.name.casefold()]
        found.sort(key=lambda one: not one.name.casefold().startswith(typed))
        return [(one.name, one.text.split("\n", 1)[0]) for one in found]

    def snippet_text(self, name: str) -> str:
        """Give a snippet with its variables put in; of those that are empty it is said that they are."""
        snippet = next((one for one in self.desk.macros.shelf.snippets if one.name == name), None)
        if snippet is None:
            return ""
        made = self.desk.macros.expanded(snippet, *self.written_about)
        if made.empty:
            names = ", ".join(f"{{{name}}}" for name in made.empty)
            self.say(f"{names} has no value here: write something in its place.", bad=True)
        return made.text

    async def may_send(self, text: str) -> bool:
        """Ask, where a variable stands in a text unfilled; tell whether it may be sent."""
        left = ", ".join(left_in(text))
        if not left:
            return True
        box = ConfirmScreen("Send it like this?", f"It says {left} still.", yes="send it", no="write on")
        return await self.app.push_screen_wait(box)

    async def may_send_again(self, kind: str, target: str) -> bool:
        """Ask, where another console has ended the draft of what is written; tell whether it may be sent anyway."""
        if not self.desk.drafts.ended_elsewhere(kind, target):
            return True
        text = "Another console of this profile has sent what was written here, or thrown it away, since it was opened."
        box = ConfirmScreen("Send it once more?", text, yes="send it all the same", no="leave it open")
        return await self.app.push_screen_wait(box)

    def snippets_wanted(self) -> None:
        """Look at the files anew: they may be asked for soon."""
        self._look_at_snippets()

    @work(group="snippets", exclusive=True, exit_on_error=False)
    async def _look_at_snippets(self) -> None:
        shelf = await self.desk.macros.look()
        if shelf.snippets:
            try:
                await self.desk.macros.find_cast()
            except KlinkError as error:
                self.trouble(error)  # What names the agent is said to have no value.
