"""Contacts: list, create, by platform id, form fields, detail, update, delete, groups, tags (contract §2, Contact)."""

from collections.abc import Iterable

from klink_tui.api.caller import Caller, Question
from klink_tui.api.resources.reading import as_it_came, live, one, one_or_none
from klink_tui.errors import NotFoundError
from klink_tui.models.contact import Contact
from klink_tui.models.field import FormField
from klink_tui.models.paging import Page
from klink_tui.models.record import Json
from klink_tui.models.reference import Group
from klink_tui.models.writes import ContactBody, ContactTagsBody
from klink_tui.text import one_line


class Contacts:
    """The people who wrote."""

    def __init__(self, caller: Caller) -> None:
        """Take what makes the calls."""
        self._caller = caller

    async def list(self, keyword: str = "", page: int = 1, page_size: int = 50) -> Page[Contact]:
        """Give a page of contacts; ``keyword`` matches beginnings and ends of words, any case."""
        params = {"keyword": keyword} if keyword.strip() else {}
        return await self._caller.page(Question("contacts.list", live(Contact), page, page_size, params=params))

    async def rows(self, page: int = 1, page_size: int = 100) -> Page[Json]:
        """Give a page of all contacts as they came."""
        return await self._caller.page(Question("contacts.list", as_it_came, page, page_size))

    async def create(self, body: ContactBody) -> Contact:
        """Make a contact."""
        return one(Contact, await self._caller.call("contacts.create", body=body), "contacts.create")

    async def by_social_platform(self, id: str) -> Page[Contact]:
        """Give the contacts who have this id on a social platform.

        Raises:
            UnsupportedError: the server knows none of the paths, or gives other contacts on them.
        """
        return await self._caller.page(of_platform(id))

    async def fields(self, page: int = 1, page_size: int = 50) -> Page[FormField]:
        """Give a page of the contact form's fields, archived ones included."""
        return await self._caller.page(Question("contacts.fields", live(FormField), page, page_size))

    async def detail(self, id: str) -> Contact:
        """Give one contact."""
        return one(Contact, await self._caller.call("contacts.detail", id=id), "contacts.detail")

    async def update(self, id: str, body: ContactBody) -> Contact | None:
        """Change the fields that are set in ``body``; ``None`` where the answer doesn't hold the contact."""
        return one_or_none(Contact, await self._caller.call("contacts.update", body=body, id=id))

    async def delete(self, id: str) -> None:
        """Delete a contact; one that is gone already is deleted (contract §2, Delete)."""
        try:
            await self._caller.call("contacts.delete", id=id)
        except NotFoundError:
            return

    async def groups(self, page: int = 1, page_size: int | None = None) -> Page[Group]:
        """Give the contact groups; paging is asked for only where ``page`` or ``page_size`` says so."""
        return await self._caller.page(Question("contacts.groups", live(Group), page, page_size))

    async def update_tags(self, id: str, names: Iterable[str]) -> None:
        """Add tags by name to those the contact has; read the contact again to see them (contract §2, Update tags)."""
        await self._caller.call("contacts.update_tags", body=ContactTagsBody(tags=[*names]), id=id)


def of_platform(id: str) -> Question[Contact]:
    """Ask for the contacts with a social platform id, and check that they have it.

    A path that names the id can't ignore it, so its rows need not show it; a query can, so they must.
    """
    wanted = one_line(id).casefold()

    def check(candidate: str, page: Page[Contact]) -> str:
        shown = [{place.social_platform_id.casefold() for place in contact.platform_contacts} for contact in page.items]
        if all(wanted in ids or (not ids and "?" not in candidate) for ids in shown):
            return ""
        return "the server ignores the platform id: it gives contacts that don't have it."

    return Question("contacts.by_social_platform", live(Contact), ids={"id": id}, check=check)
