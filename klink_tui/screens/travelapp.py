"""Getting about: back and forward over what was opened, and what was touched last or is pinned."""

from typing import TYPE_CHECKING
from weakref import WeakSet

from textual import work
from textual.screen import Screen

from klink_tui.actions import DETAILS
from klink_tui.desk.history import TICKETS, Stop
from klink_tui.errors import StoreError
from klink_tui.screens.jumps import JumpingApp

if TYPE_CHECKING:
    from klink_tui.screens.base import DeskScreen


class TravelApp(JumpingApp):
    """A console that remembers where one was."""

    def __init__(self) -> None:
        """Start with nowhere to go back to."""
        super().__init__()
        self._jumped: WeakSet[Screen[None]] = WeakSet()
        """Screens that a way back or forward led to: the next one takes their place."""

    async def action_jump_back(self) -> None:
        """Go back to what was opened before."""
        if (screen := self._desk_screen) is not None:
            await self._travel(self.desk.history.back(screen.stop), "There is nothing further back.")

    async def action_jump_forward(self) -> None:
        """Go forward again to what was opened after."""
        if self._desk_screen is not None:
            await self._travel(self.desk.history.forward(), "There is nothing further on.")

    async def _travel(self, stop: Stop | None, none: str) -> None:
        if stop is None:
            self.notify(none, markup=False, timeout=3)
        elif stop.kind == TICKETS:
            await self._to_list(stop)
        elif not await self._is_below(stop):
            await self._open_stop(stop)

    async def _to_list(self, stop: Stop) -> None:
        from klink_tui.screens.tickets import TicketsScreen

        await self.switch_mode("tickets")
        if not await self._uncover(0):
            self.notify("Leave this first: what is open here would be closed.", severity="warning", markup=False)
            return
        screen = self.screen
        if isinstance(screen, TicketsScreen) and screen.stop != stop:
            screen.open_stop(stop)

    async def _is_below(self, stop: Stop) -> bool:
        """Go to a screen of this place that shows it already, where nothing but records lies on it; tell whether."""
        stops = [getattr(screen, "stop", None) for screen in self.screen_stack]
        return stop in stops and await self._uncover(len(stops) - 1 - stops[::-1].index(stop))

    async def _uncover(self, place: int) -> bool:
        """Leave the records that lie on a screen of the stack; where anything else lies there too leave nothing."""
        above = self.screen_stack[place + 1 :]
        if any(getattr(screen, "NAME", "") not in DETAILS for screen in above):
            return False
        for screen in reversed(above):
            await screen.dismiss()
        return True

    async def _open_stop(self, stop: Stop) -> None:
        screen = self._screen_of(stop)
        if screen is None:
            self.desk.history.forget(stop)
            self.notify(f"{stop.label} is not in the local copy any more.", severity="warning", markup=False)
            return
        if self.screen in set(self._jumped):
            await self.switch_screen(screen)
        else:
            await self.push_screen(screen)
        self._jumped.add(screen)

    def _screen_of(self, stop: Stop) -> "DeskScreen[None] | None":
        """Give a screen of what was opened; ``None`` where the copy does not have it any more."""
        from klink_tui.models.caselog import CaseLog
        from klink_tui.screens.case import CaseScreen
        from klink_tui.screens.contact import ContactScreen
        from klink_tui.screens.ticket import TicketScreen

        desk = self.desk
        if isinstance(stop.record, CaseLog):
            return CaseScreen(desk, stop.record)
        if stop.kind == "contact":
            return ContactScreen(desk, stop.target, known=desk.contacts.peek(stop.target))
        ticket = desk.tickets.get(stop.target)
        return TicketScreen(desk, ticket) if ticket is not None else None

    @work(group="ask", exit_on_error=False)
    async def action_recents(self) -> None:
        """Ask for one of the tickets and contacts that are pinned, or were touched last."""
        from klink_tui.screens.recentpick import RecentPicker

        self._renew_recents()
        picked = await self.push_screen_wait(RecentPicker(self.desk.recents, self.desk.now()))
        if picked is not None:
            kind, target = picked
            await (self.open_ticket(target) if kind == "ticket" else self.open_contact(target))

    @work(group="recents", exclusive=True, exit_on_error=False)
    async def _renew_recents(self) -> None:
        """Take in what other consoles have touched, for the next time."""
        try:
            await self.desk.recents.load()
        except StoreError:
            return  # What is known here is offered; the status line says that the work can't be kept.
