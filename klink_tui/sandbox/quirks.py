"""Every quirk of the sandbox by its name (contract §5): how a server may differ while the desk is the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Final

from klink_tui.sandbox import quirk_effects as effects
from klink_tui.sandbox.asked import Assigning
from klink_tui.sandbox.db.desk import Desk
from klink_tui.sandbox.drift import drift


class UnknownQuirk(ValueError):
    """No quirk has that name, or its words can't be read; the message names the nearest."""


class Delivery(Enum):
    """How a reply reaches the client."""

    WHOLE = "whole"
    CUT = "cut"
    LOST = "lost"


@dataclass(frozen=True)
class Answer:
    """A reply that takes the place of the desk's; the desk isn't asked."""

    status: int
    message: str
    headers: tuple[tuple[str, str], ...] = ()
    html: bool = False
    """The message is a page, sent as HTML."""
    success: bool | None = None
    """Sent as ``success`` where it isn't None."""


@dataclass(frozen=True)
class Quirk:
    """One quirk; what is None or at its default is as on a plain server."""

    name: str
    summary: str
    """One line for a person."""
    answer: Answer | None = None
    ask: Callable[[str, Mapping[str, str]], tuple[str, dict[str, str]]] | None = None
    """Changes path (below ``/api/v1``) and query before the desk sees them."""
    tell: effects.Effect | None = None
    """Changes the body of a 2xx."""
    stir: Callable[[Desk, Random], None] | None = None
    """Changes the desk before a ticket list is read."""
    delivery: Delivery = Delivery.WHOLE
    seconds: float = 0
    """How long a reply is held back, unless the words name another time."""
    assigning: Assigning | None = None
    """What Update does with an assignee."""


def _first_page(path: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    return path, {key: value for key, value in query.items() if key != "page"}


def _ten_rows(path: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    return path, {**query, "pageSize": "10"} if "pageSize" in query else dict(query)


def _no_filter(path: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    return "/tickets" if path.startswith("/tickets/contact/") else path, dict(query)


_BAD_GATEWAY: Final = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>gateway</center>\r\n</body>\r\n</html>\r\n"
)

_ALL: Final = (
    Quirk("bare-rows", "list rows come without nested objects", tell=effects.bare_rows),
    Quirk("wrong-last-page", "lastPage says 1, whatever the total", tell=effects.wrong_last_page),
    Quirk("page-ignored", "every page is page 1", ask=_first_page),
    Quirk("page-size-capped", "ten rows a page, whatever was asked, and pageSize says so", ask=_ten_rows),
    Quirk("filter-ignored", "Filter by Contact ID gives everybody's tickets", ask=_no_filter),
    Quirk("custom-fields-object", "custom fields as {cf_x: value}", tell=effects.custom_fields_object),
    Quirk("custom-fields-name-value", "custom fields as [{name, value}]", tell=effects.custom_fields_name_value),
    Quirk("deleteda-at", "deletedAt is spelt deletedaAt everywhere", tell=effects.deleteda_at),
    Quirk("times-nanos", "times with nine fractional digits", tell=effects.times_as(r"\1T\2.\g<3>000000Z")),
    Quirk("times-micros", "times with six fractional digits", tell=effects.times_as(r"\1T\2.\g<3>000Z")),
    Quirk("times-space", "times with a space and a two-digit offset", tell=effects.times_as(r"\1 \2.\3+00")),
    Quirk("case-id-null", "no case has a number", tell=effects.case_id_null),
    Quirk("empty-strings", "missing values are empty strings", tell=effects.empty_strings),
    Quirk("archived-required", "archived fields say they are required", tell=effects.archived_required),
    Quirk("other-envelope", "data comes in another envelope", tell=effects.other_envelope),
    Quirk("extra-keys", "every object has unknown keys", tell=effects.extra_keys),
    Quirk("bad-record", "one row of a page is mangled", tell=effects.bad_record),
    Quirk("hostile", "what people wrote is replaced by hostile strings", tell=effects.hostile),
    Quirk("drift", "tickets come, go and move while a client pages", stir=drift),
    Quirk(
        "rate-limit",
        "429 with Retry-After",
        answer=Answer(429, "Too many requests.", (("retry-after", "1"),)),
    ),
    Quirk("rate-limit-bare", "429 without Retry-After", answer=Answer(429, "Too many requests.")),
    Quirk(
        "success-false",
        "a 200 whose body says success: false",
        answer=Answer(200, "The request could not be handled.", success=False),
    ),
    Quirk("html-502", "a gateway's 502 page", answer=Answer(502, _BAD_GATEWAY, html=True)),
    Quirk("forbidden", "403: the token lacks an ability", answer=Answer(403, "This token may not do that.")),
    Quirk("unauthorized", "401: the token is no longer good", answer=Answer(401, "Unauthenticated.")),
    Quirk("slow", "the reply comes after two seconds, or after N with slow=N", seconds=2.0),
    Quirk("cut", "the reply breaks off in the middle", delivery=Delivery.CUT),
    Quirk("lost-reply", "the request is served, its reply never arrives", delivery=Delivery.LOST),
    Quirk("assign-ignored", "Update does not hear assigneeId", assigning=Assigning.IGNORED),
    Quirk("assign-refused", "Update answers assigneeId with a 422", assigning=Assigning.REFUSED),
    Quirk("assign-snake", "Update hears assignee_id in the place of assigneeId", assigning=Assigning.SNAKE),
)

QUIRKS: Final[dict[str, Quirk]] = {quirk.name: quirk for quirk in _ALL}
"""Name → quirk."""


def quirk_named(name: str) -> Quirk:
    """Give the quirk of that name.

    Raises:
        UnknownQuirk: there is none; the message names the nearest.
    """
    try:
        return QUIRKS[name]
    except KeyError:
        # Only a mistake needs it.
        from difflib import get_close_matches

        near = get_close_matches(name, QUIRKS, n=1, cutoff=0.3)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(QUIRKS)}."
        raise UnknownQuirk(f"There is no quirk {name!r}; {hint}") from None
