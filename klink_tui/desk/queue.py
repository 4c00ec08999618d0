"""Walking a list one record at a time, over its pages, without going back to it."""

from typing import Generic, TypeVar

from klink_tui.desk.pages import Book, Sheet

T = TypeVar("T")


class Queue(Generic[T]):
    """Where one stands in a list: a page and a record on it."""

    def __init__(self, book: Book[T], number: int, key: str) -> None:
        """Stand on the record with ``key`` on page ``number``."""
        self._book = book
        self.number = number
        self.key = key
        self._place = 0
        if (sheet := book.peek(number)) is not None:
            self._place = self._here(sheet, 0)

    def peek(self, step: int) -> T | None:
        """Go to the next (1) or previous (-1) record if it is here; ``None`` where it isn't, or there is none."""
        sheet = self._book.peek(self.number)
        if sheet is None:
            return None
        place = self._here(sheet, step)
        if 0 <= place < len(sheet.page.items):
            return self._stand(self.number, sheet, place)
        number = self.number + step
        beyond = self._book.peek(number) if number >= 1 and not (step > 0 and sheet.is_last) else None
        if beyond is None or beyond.repeats or not beyond.page.items:
            return None
        return self._stand(number, beyond, 0 if step > 0 else len(beyond.page.items) - 1)

    async def go(self, step: int) -> T | None:
        """Go to the next (1) or previous (-1) record, fetching its page; ``None`` where there is none.

        Raises:
            ApiError: the page can't be had.
        """
        sheet = self._book.peek(self.number) or await self._book.load(self.number)
        found = self.peek(step)
        if found is not None:
            return found
        number = self.number + step
        if number < 1 or (step > 0 and sheet.is_last):
            return None
        await self._book.load(number)
        return self.peek(step)

    async def fetch_ahead(self) -> None:
        """Fetch the pages next to this one where they aren't here.

        Raises:
            ApiError: one can't be had.
        """
        for number in self._book.neighbours(self.number):
            await self._book.load(number)

    def _here(self, sheet: Sheet[T], step: int) -> int:
        """Give the place ``step`` away; where the record has left the page, its neighbours have closed up."""
        keys = [self._book.key(item) for item in sheet.page.items]
        if self._place < len(keys) and keys[self._place] == self.key:
            return self._place + step
        if self.key in keys:
            return keys.index(self.key) + step
        return self._place + min(step, 0)

    def _stand(self, number: int, sheet: Sheet[T], place: int) -> T:
        item = sheet.page.items[place]
        self.number, self._place, self.key = number, place, self._book.key(item)
        return item
