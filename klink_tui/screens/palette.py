"""The palette's way to anything that has a name: what is pinned or was touched last, a view, a query, a ticket …"""

from array import array
from collections.abc import Iterator
from functools import partial
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final, Protocol, cast

from textual.command import Hit, Hits, Provider
from textual.content import Content

from klink_tui.desk.desk import Desk
from klink_tui.desk.recents import TICKET
from klink_tui.query.errors import QueryError
from klink_tui.query.explain import explain
from klink_tui.query.parser import parse
from klink_tui.query.sql import compile_query
from klink_tui.screens.recentpick import MOST, name_of, offered, words_of
from klink_tui.store.touched import Touched
from klink_tui.text import one_line
from klink_tui.widgets.cells import PINNED

if TYPE_CHECKING:
    from textual.app import App
    from textual.fuzzy import Matcher

MOST_CONTACTS: Final = 8
"""Contacts that are offered at a time."""
MOST_TICKETS: Final = 8
"""Tickets that are offered at a time: on some desks several have one number."""
MOST_RECENT: Final = 6
"""What was touched last and is offered where nothing is typed, below everything that is pinned."""
_CERTAIN: Final = 1000.0
"""The score of what was named outright; a command that shares letters with it scores far less."""
_LAST: Final = 0.001
"""The score of what stands below every command."""
_QUIET: Final = "dim not bold"


class Jumping(Protocol):
    """What the console does when something is chosen here."""

    @property
    def desk(self) -> Desk:
        """The desk."""

    def open_view(self, index: int) -> object:
        """Show the tickets of a saved view, by its place from 0."""

    def open_query(self, text: str) -> object:
        """Show the tickets that a query finds."""

    def open_ticket(self, key: str) -> object:
        """Open a ticket of the copy."""

    def open_contact(self, contact_id: str) -> object:
        """Open a contact of the copy."""


class Jumps(Provider):
    """Offers what was touched last, views by name, ``#123`` as a ticket, ``@name`` as contacts, else a query."""

    @property
    def console(self) -> Jumping:
        """The console."""
        return cast(Jumping, self.app)

    async def discover(self) -> Hits:
        """Offer what is pinned, what was touched last and the saved views, above all commands.

        Without scores, whichever provider came first would be first.
        """
        for place, touched in enumerate(offered(self.console.desk.recents, MOST_RECENT)):
            yield self._touched(2 * _CERTAIN - place, touched)
        for index, view in enumerate(self.console.desk.views.all):
            yield _hit(_CERTAIN - index, f"View: {view.name}", view.query, partial(self.console.open_view, index))

    async def search(self, query: str) -> Hits:
        """Offer what ``query`` may mean."""
        text = one_line(query)
        matcher = self.matcher(text)
        for hit in (*self._recents(matcher), *self._views(matcher)):
            yield hit
        if text.startswith("#") and text[1:].isascii() and text[1:].isdigit() and len(text) < 19:
            for hit in await self._tickets(text):
                yield hit
        elif text.startswith("@"):
            for hit in self._contacts(text[1:].strip()):
                yield hit
        elif text and (shown := self._query(text, matcher)) is not None:
            yield shown

    def _recents(self, matcher: "Matcher") -> Iterator[Hit]:
        for touched in offered(self.console.desk.recents, MOST):
            if (score := matcher.match(name_of(touched))) > 0:
                yield self._touched(score, touched)

    def _touched(self, score: float, touched: Touched) -> Hit:
        """Offer a ticket or a contact that is pinned, or was touched last."""
        console = self.console
        name = f"{PINNED} {name_of(touched)}" if touched.pinned is not None else name_of(touched)
        go = console.open_ticket if touched.kind == TICKET else console.open_contact
        return _hit(score, name, words_of(touched, console.desk.now()), partial(go, touched.target))

    def _views(self, matcher: "Matcher") -> Iterator[Hit]:
        for index, view in enumerate(self.console.desk.views.all):
            text = f"View: {view.name}"
            score, places = matcher.fuzzy_search.match(matcher.query, text)
            if score > 0:
                shown = _lines(text, view.query)
                for place in places:
                    shown = shown.stylize(self.match_style or "bold", place, place + 1)
                yield Hit(score, shown, partial(self.console.open_view, index), text)

    async def _tickets(self, text: str) -> list[Hit]:
        """Offer the tickets with a number, or say that the copy has none."""
        desk = self.console.desk
        compiled, listing = compile_query(parse(text), desk.lexicon.vocabulary()), desk.copy.listing

        def find(connection: Connection) -> "array[int]":
            return listing.ids(compiled, connection=connection)

        rows = listing.rows((await desk.copy.ask(find))[:MOST_TICKETS])
        if not rows:
            return [self._refusal(f"Go to ticket {text}", f"There is no ticket {text} in the local copy.", _CERTAIN)]
        return [
            _hit(
                _CERTAIN - place,
                f"Go to ticket #{row.number} {one_line(row.title)}".rstrip(),
                " · ".join(filter(None, (row.status, row.priority, row.contact))),
                partial(self.console.open_ticket, row.key),
            )
            for place, row in enumerate(rows)
        ]

    def _contacts(self, keyword: str) -> Iterator[Hit]:
        """Offer the contacts that a search finds."""
        if not keyword:
            return
        found, _ = self.console.desk.copy.contacts.search(keyword, 0, MOST_CONTACTS)
        if not found:
            yield self._refusal(f"Go to @{keyword}", f"There is no contact “{keyword}” in the local copy.", _CERTAIN)
        for place, (contact, _) in enumerate(found):
            company = contact.company.name if contact.company else ""
            yield _hit(
                _CERTAIN - place,
                f"Go to @{one_line(contact.label)}",
                one_line(" · ".join(filter(None, (*contact.emails[:1], *contact.phones[:1], company)))),
                partial(self.console.open_contact, contact.id),
            )

    def _query(self, text: str, matcher: "Matcher") -> Hit | None:
        """Offer what a query finds; a text of letters that some command has is none."""
        is_query = any(char in text for char in ':()"#')
        if self._names_command(matcher) and not is_query:
            return None
        vocabulary = self.console.desk.lexicon.vocabulary()
        try:
            words = explain(parse(text), vocabulary)
        except QueryError as error:
            if ":" not in text or self._names_command(matcher):
                return None
            return self._refusal(f"Show tickets: {text}", str(error), _LAST)
        return _hit(
            _CERTAIN if is_query else _LAST, f"Show tickets: {text}", words, partial(self.console.open_query, text)
        )

    def _names_command(self, matcher: "Matcher") -> bool:
        """Tell whether what was typed finds one of the console's actions, or a view."""
        views = (f"View: {view.name}" for view in self.console.desk.views.all)
        actions = (command.title for command in self.app.get_system_commands(self.screen))
        return any(matcher.match(name) > 0 for name in (*views, *actions))

    def _refusal(self, text: str, why: str, score: float) -> Hit:
        """Give what can't be gone to: it looks so, and does nothing but say why."""
        app: App[object] = self.app
        shown = Content.assemble((text, _QUIET), "\n", (why, _QUIET))
        return Hit(score, shown, partial(app.notify, why, severity="warning", markup=False), text)


def _hit(score: float, text: str, words: str, command: "partial[object]") -> Hit:
    return Hit(score, _lines(text, words), command, text)


def _lines(text: str, words: str) -> Content:
    """Give a hit's text and what explains it, to the letter: the palette takes help for markup."""
    return Content.assemble(text, "\n", (words, _QUIET)) if words else Content(text)
