"""Channels (contract §2, Channel)."""

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import live, one_or_none
from klink_tui.models.paging import Page
from klink_tui.models.reference import Channel
from klink_tui.models.writes import ChannelBody


class Channels:
    """The channels that customers write on."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def list(self, page: int = 1, page_size: int | None = None) -> Page[Channel]:
        """Give the channels; paging is asked for only where ``page`` or ``page_size`` says so."""
        return await self._caller.page(Question("channels.list", live(Channel), page, page_size))

    async def create(self, body: ChannelBody) -> Channel | None:
        """Make a channel; ``None`` where the answer doesn't hold it (its shape is unknown)."""
        return one_or_none(Channel, await self._caller.call("channels.create", body=body))
