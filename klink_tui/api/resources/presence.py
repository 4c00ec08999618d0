"""Agent activity: who was present when (contract §2, Agent activity)."""

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import live
from klink_tui.models.paging import Page
from klink_tui.models.reference import PresenceChange


class Presence:
    """The log of the agents' presence."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def list(self, page: int = 1, page_size: int = 50) -> Page[PresenceChange]:
        """Give a page of changes of presence."""
        return await self._caller.page(Question("presence.list", live(PresenceChange), page, page_size))
