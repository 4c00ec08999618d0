"""Where the palette leads: an app that can be sent to a view, a query, a ticket or a contact."""

from typing import TYPE_CHECKING

from klink_tui.desk.recents import TICKET
from klink_tui.screens.keyedapp import KeyedApp
from klink_tui.screens.lentapp import LentApp
from klink_tui.screens.oneframe import OneFrameApp

if TYPE_CHECKING:
    from klink_tui.desk.desk import Desk
    from klink_tui.screens.tickets import TicketsScreen


class JumpingApp(KeyedApp, LentApp, OneFrameApp):
    """A console that can be sent anywhere."""

    @property
    def desk(self) -> "Desk":
        """The desk."""
        raise NotImplementedError

    async def _to_tickets(self) -> "TicketsScreen":
        """Go to the list of tickets itself, whatever stands on it."""
        from klink_tui.screens.tickets import TicketsScreen

        await self.switch_mode("tickets")
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        screen = self.screen
        assert isinstance(screen, TicketsScreen)
        return screen

    async def open_view(self, index: int) -> None:
        """Show the tickets of a saved view, by its place from 0."""
        (await self._to_tickets()).open_view(index)

    async def open_query(self, text: str) -> None:
        """Show the tickets that a query finds."""
        (await self._to_tickets()).open_query(text)

    async def open_ticket(self, key: str) -> None:
        """Open a ticket of the copy."""
        from klink_tui.screens.ticket import TicketScreen

        if (ticket := self.desk.tickets.get(key)) is not None:
            await self.push_screen(TicketScreen(self.desk, ticket))
        else:
            self.desk.recents.forget(TICKET, key)
            self.notify("This ticket is not in the local copy any more.", severity="warning", markup=False)

    async def open_contact(self, contact_id: str) -> None:
        """Open a contact."""
        from klink_tui.screens.contact import ContactScreen

        await self.push_screen(ContactScreen(self.desk, contact_id, known=self.desk.contacts.peek(contact_id)))
