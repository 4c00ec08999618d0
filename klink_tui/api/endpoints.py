"""The one table of endpoints (contract §2), and how a user overrides it. Free of httpx.

Paths stand below ``/api/v1``. ``{id}`` is replaced by a quoted id. Where the documentation leaves a path open, the
candidates stand in the order to try them; only reads are ever tried.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from klink_tui.errors import ConfigError, UnsafeTargetError

Mark = Literal["D", "I", "U"]
"""Documented, inferred, unknown (contract, top)."""

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]*)\}")
_PATH: Final = re.compile(r"(?:/[A-Za-z0-9_.~:@!$&'()*+,;=%{}-]+)+/?(?:\?[A-Za-z0-9_.~:@!$&'()*+,;=%{}/-]*)?")
_LONGEST_ID: Final = 500


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the API."""

    id: str
    """``resource.operation``: what settings, probe and log call it."""
    method: str
    """HTTP method in capitals."""
    candidates: tuple[str, ...]
    """Paths below ``/api/v1`` with placeholders, the likeliest first."""
    mark: Mark
    """How sure the path is."""
    summary: str
    """What it is, in words that can start a sentence."""
    paged: bool = False
    """Whether ``page`` and ``pageSize`` are always sent."""
    is_read: bool = False
    """Whether it changes nothing, so that it may be repeated and probed."""
    not_this: frozenset[int] = frozenset({404, 405})
    """Statuses that mean: this candidate is not the path."""


def _read(
    id: str,
    mark: Mark,
    summary: str,
    *candidates: str,
    paged: bool = False,
    not_this: frozenset[int] = frozenset({404, 405}),
) -> Endpoint:
    return Endpoint(id, "GET", candidates, mark, summary, paged, True, not_this)


def _write(id: str, method: str, mark: Mark, summary: str, path: str) -> Endpoint:
    return Endpoint(id, method, (path,), mark, summary)


ENDPOINTS: Final[Mapping[str, Endpoint]] = {
    endpoint.id: endpoint
    for endpoint in (
        _read("tickets.list", "D", "Ticket list", "/tickets", paged=True),
        _write("tickets.create", "POST", "D", "Ticket create", "/tickets"),
        _read(
            "tickets.by_contact",
            "U",
            "Tickets of a contact",
            "/tickets/contact/{id}",
            "/tickets/contacts/{id}",
            "/tickets?contactId={id}",
            "/contacts/{id}/tickets",
            paged=True,
        ),
        _read("tickets.fields", "I", "Ticket form fields", "/tickets/fields", paged=True),
        _write("tickets.update", "PATCH", "I", "Ticket update", "/tickets/{id}"),
        _write("tickets.update_status", "PUT", "I", "Ticket status update", "/tickets/{id}/status"),
        _read("contacts.list", "D", "Contact list", "/contacts", paged=True),
        _write("contacts.create", "POST", "I", "Contact create", "/contacts"),
        _read(
            "contacts.by_social_platform",
            "U",
            "Contacts of a social platform id",
            "/contacts/social-platform/{id}",
            "/contacts?socialPlatformId={id}",
            "/contacts/filter?socialPlatformId={id}",
            # `filter` can be taken for a contact's id, and an id of the wrong shape is a 400.
            not_this=frozenset({400, 404, 405}),
        ),
        _read("contacts.fields", "D", "Contact form fields", "/contacts/fields", paged=True),
        _read("contacts.detail", "D", "Contact", "/contacts/{id}"),
        _write("contacts.update", "PATCH", "I", "Contact update", "/contacts/{id}"),
        _write("contacts.delete", "DELETE", "I", "Contact delete", "/contacts/{id}"),
        _read(
            "contacts.groups",
            "U",
            "Contact groups",
            "/contacts/groups",
            "/contact-groups",
            "/contacts/contact-groups",
            # `groups` was taken for a contact's id (contract §2, Fetch Contact Groups).
            not_this=frozenset({400, 404, 405}),
        ),
        _write("contacts.update_tags", "PATCH", "D", "Contact tags update", "/contacts/{id}/tags"),
        _read("tags.list", "I", "Tag list", "/tags"),
        _read("channels.list", "I", "Channel list", "/channels"),
        _write("channels.create", "POST", "I", "Channel create", "/channels"),
        _read("categories.list", "D", "Category list", "/categories"),
        _read("cx_logs.list", "D", "Case list", "/cx-logs", paged=True),
        _write("messages.send", "POST", "D", "Message", "/messages/send"),
        _read("comments.list", "D", "Room comments", "/comments/rooms/{id}"),
        _write("comments.create", "POST", "D", "Room comment", "/comments/rooms/{id}"),
        _read("presence.list", "D", "Agent activity", "/user-presence-status-log", paged=True),
    )
}
"""Every operation of contract §2 but the media manager's."""


class EndpointTable:
    """The endpoints of one client: which candidate each uses, and the paths built from it."""

    def __init__(self, overrides: Mapping[str, str] | None = None) -> None:
        """Take the user's own paths, endpoint id → path below ``/api/v1``.

        Raises:
            ConfigError: an id is not known, or a path can't stand in for the one it replaces.
        """
        self._overrides = {id: _checked(id, path) for id, path in (overrides or {}).items()}
        self._chosen = dict(self._overrides)

    def __getitem__(self, id: str) -> Endpoint:
        """Give the endpoint called ``id``."""
        return ENDPOINTS[id]

    def candidates(self, id: str) -> tuple[str, ...]:
        """Give the candidates in the order to try them: the chosen one alone where there is one."""
        chosen = self._chosen.get(id)
        return (chosen,) if chosen is not None else ENDPOINTS[id].candidates

    def chosen(self, id: str) -> str:
        """Give the candidate in use: the chosen one, else the first."""
        return self._chosen.get(id, ENDPOINTS[id].candidates[0])

    def choose(self, id: str, candidate: str) -> None:
        """Use ``candidate`` from now on, unless the user has set a path for this endpoint.

        Raises:
            ConfigError: it can't stand in for the endpoint's path.
        """
        if id not in self._overrides:
            self._chosen[id] = _checked(id, candidate)

    def path(self, id: str, /, **ids: str) -> str:
        """Build the path of the candidate in use, ids quoted.

        Raises:
            UnsafeTargetError: an id is none.
        """
        return fill(self.chosen(id), ids)


def fill(candidate: str, ids: Mapping[str, str]) -> str:
    """Put quoted ``ids`` in the place of the placeholders of ``candidate``.

    Raises:
        UnsafeTargetError: an id is empty, a dot segment, too long, or holds what no id holds.
    """
    return _PLACEHOLDER.sub(lambda match: _quoted(ids[match[1]]), candidate)


def _quoted(id: str) -> str:
    """Quote an id for one segment of a path, or for a query's value."""
    if id.strip(".") == "" or id != id.strip() or len(id) > _LONGEST_ID:
        raise UnsafeTargetError(f"An id of {_shown(id)} can't be part of an address.")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in id):
        raise UnsafeTargetError("An id with control characters can't be part of an address.")
    return quote(id, safe="")


def _shown(id: str) -> str:
    if not id.strip():
        return "nothing"
    return f"{len(id)} characters" if len(id) > _LONGEST_ID else repr(id)


def _checked(id: str, path: str) -> str:
    """Give an override's path, checked against the endpoint it stands in for."""
    endpoint = ENDPOINTS.get(id)
    if endpoint is None:
        raise ConfigError(f"There is no endpoint {id!r}.", hint=_nearest(id))
    example = f'Write it like {id} = "{endpoint.candidates[0]}".'
    if not _PATH.fullmatch(path):
        raise ConfigError(f"The path of endpoint {id} must start with one / and name no host: {path!r}.", hint=example)
    if any(segment in (".", "..") for segment in path.partition("?")[0].split("/")):
        raise ConfigError(f"The path of endpoint {id} must not hold dot segments: {path!r}.", hint=example)
    wanted, held = _placeholders(endpoint.candidates[0]), _placeholders(path)
    if wanted != held or "{" in _PLACEHOLDER.sub("", path) or "}" in _PLACEHOLDER.sub("", path):
        names = ", ".join(f"{{{name}}}" for name in wanted) or "no placeholder"
        raise ConfigError(f"The path of endpoint {id} must hold {names}, once: {path!r}.", hint=example)
    return path


def _placeholders(path: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(path))


def _nearest(id: str) -> str:
    near: Iterable[str] = difflib.get_close_matches(id, ENDPOINTS, n=1, cutoff=0.4)
    nearest = next(iter(near), "")
    return f"Did you mean {nearest}?" if nearest else f"Known are: {', '.join(ENDPOINTS)}."
