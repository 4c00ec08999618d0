"""Tags (contract §2, Tag)."""

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import live
from klink_tui.models.paging import Page
from klink_tui.models.reference import Tag


class Tags:
    """The tags of a desk; the API makes none."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def list(self, page: int = 1, page_size: int | None = None) -> Page[Tag]:
        """Give the tags; paging is asked for only where ``page`` or ``page_size`` says so."""
        return await self._caller.page(Question("tags.list", live(Tag), page, page_size))
