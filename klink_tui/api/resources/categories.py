"""Categories (contract §2, Category)."""

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import live
from klink_tui.models.paging import Page
from klink_tui.models.reference import Category


class Categories:
    """The category tree."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def list(self) -> Page[Category]:
        """Give the top of the tree, everything below it in ``child_category_list``."""
        return await self._caller.page(Question("categories.list", live(Category)))
