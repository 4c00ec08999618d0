"""Trying the paths that the documentation leaves open, for ``klink-tui doctor``: reads only, never a write."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from klink_tui.api.caller import Question
from klink_tui.api.client import KlinkClient
from klink_tui.api.resources.contacts import of_platform
from klink_tui.api.resources.reading import live
from klink_tui.api.resources.tickets import of_contact
from klink_tui.errors import ApiError
from klink_tui.models.contact import Contact
from klink_tui.models.field import FormField
from klink_tui.models.reference import Channel, Group, Tag
from klink_tui.models.ticket import Ticket

T = TypeVar("T")

_SAMPLE = 50
_DAYS_BACK = 30


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What one path gave."""

    endpoint_id: str
    """Which endpoint it is a candidate of."""
    candidate: str
    """The path, placeholders unfilled, as settings take it; empty where none could be tried."""
    answered: bool
    """Whether it is the path: it gave a list that fits."""
    outcome: str
    """What it gave, in words."""
    ms: float
    """Milliseconds until the answer was read, retries included; 0 where nothing was asked."""


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What the server says to a round of reads."""

    first: ProbeResult
    """One cheap read: whether address and token work, and how long a request takes."""
    tls: str
    """What the connection is encrypted with, in words."""
    results: tuple[ProbeResult, ...] = ()
    """Each path tried, in order, per endpoint up to the one that answers; none where the cheap read failed."""

    @property
    def answering(self) -> dict[str, str]:
        """Endpoint id → the path that answers, for the settings to keep."""
        return {result.endpoint_id: result.candidate for result in self.results if result.answered}


_Ask = Callable[[str], Awaitable[tuple[bool, str]]]
"""Asks one candidate: whether its answer fits, and the words for it. Raises ``ApiError``."""


async def probe(client: KlinkClient, on_result: Callable[[ProbeResult], None] | None = None) -> ProbeReport:
    """Time a cheap read, then try each read whose path is inferred or unknown.

    ``on_result`` is told of each path as soon as it is tried. The ids to ask for are taken from the first tickets,
    contacts and cases. What fails is a result, never an error.
    """

    async def attempt(endpoint_id: str, candidate: str, ask: _Ask) -> ProbeResult:
        began = client.caller.clock.monotonic()
        try:
            answered, outcome = await ask(candidate)
        except ApiError as error:
            answered, outcome = False, error.message
        result = ProbeResult(
            endpoint_id, candidate, answered, outcome, (client.caller.clock.monotonic() - began) * 1000
        )
        if on_result is not None:
            on_result(result)
        return result

    first = await attempt(
        "tickets.list",
        client.endpoints.chosen("tickets.list"),
        _asking(client, Question("tickets.list", live(Ticket), size=10)),
    )
    tls = _tls_words(client)
    if not first.answered:
        return ProbeReport(first, tls)
    results: list[ProbeResult] = []
    for endpoint_id, ask in (await _open_questions(client)).items():
        if ask is None:
            nothing = ProbeResult(endpoint_id, "", False, "not tried: the first rows hold no id to ask for", 0.0)
            results.append(nothing)
            if on_result is not None:
                on_result(nothing)
            continue
        for candidate in client.endpoints.candidates(endpoint_id):
            results.append(await attempt(endpoint_id, candidate, ask))
            if results[-1].answered:
                break
    return ProbeReport(first, tls, tuple(results))


async def _open_questions(client: KlinkClient) -> dict[str, _Ask | None]:
    """Give what to ask of each read whose path is not documented; ``None`` where there is no id to ask for."""
    contact_id, platform_id = await _a_contact_id(client), await _a_platform_id(client)
    return {
        # The ids come from rows that were seen, so an empty list is no answer to them.
        "tickets.by_contact": _asking(client, of_contact(contact_id), needs_rows=True) if contact_id else None,
        "tickets.fields": _asking(client, Question("tickets.fields", live(FormField), size=10)),
        "contacts.by_social_platform": (
            _asking(client, of_platform(platform_id), needs_rows=True) if platform_id else None
        ),
        "contacts.groups": _asking(client, Question("contacts.groups", live(Group))),
        "tags.list": _asking(client, Question("tags.list", live(Tag))),
        "channels.list": _asking(client, Question("channels.list", live(Channel))),
    }


def _asking(client: KlinkClient, question: Question[T], *, needs_rows: bool = False) -> _Ask:
    async def ask(candidate: str) -> tuple[bool, str]:
        page = await client.caller.page_of(question, candidate)
        if page.received == 0:
            return not needs_rows, "an empty list, though there are rows" if needs_rows else "an empty list"
        unread = f", {len(page.unreadable)} of them unreadable" if page.unreadable else ""
        of = f" of {page.total:,}" if page.total is not None else ""
        return len(page.unreadable) < page.received, f"{page.received:,}{of} rows{unread}"

    return ask


async def _a_contact_id(client: KlinkClient) -> str:
    """Give the id of a contact who has a ticket; empty where the first tickets name none."""
    try:
        tickets = (await client.tickets.list(page_size=_SAMPLE)).items
    except ApiError:
        return ""
    return next((ticket.contact_id for ticket in tickets if ticket.contact_id), "")


async def _a_platform_id(client: KlinkClient) -> str:
    """Give a social platform id, from the first contacts, else from the cases of the last month."""
    try:
        found = _platform_id((await client.contacts.list(page_size=_SAMPLE)).items)
        if not found:
            now = client.caller.clock.now()
            cases = await client.cx_logs.list(now - timedelta(days=_DAYS_BACK), now, page_size=_SAMPLE)
            found = _platform_id(case.contact for case in cases.items if case.contact is not None)
    except ApiError:
        return ""
    return found


def _platform_id(contacts: Iterable[Contact]) -> str:
    places = (place for contact in contacts for place in contact.platform_contacts)
    return next((place.social_platform_id for place in places if place.social_platform_id), "")


def _tls_words(client: KlinkClient) -> str:
    if client.address.scheme == "http":
        return "none: plain http on this machine" if client.address.is_loopback else "none: plain http is allowed"
    wire = client.caller.wire
    return str(wire.tls) if wire is not None and wire.tls is not None else "not known: no answer came over it"
