"""Where a ticket or a contact is in the browser: the pattern of the settings, with number and id put in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from klink_tui.errors import ConfigError, FormError
from klink_tui.text import one_line

TICKET: Final = "ticket"
CONTACT: Final = "contact"
SETTINGS: Final[Mapping[str, str]] = {TICKET: "browser_ticket", CONTACT: "browser_contact"}
"""What the settings call the pattern of each kind of record."""
EXAMPLES: Final[Mapping[str, str]] = {
    TICKET: "https://desk.example/tickets/{number}",
    CONTACT: "https://desk.example/contacts/{id}",
}
PLACES: Final[Mapping[str, tuple[str, ...]]] = {TICKET: ("number", "id"), CONTACT: ("id",)}
"""What can be put into the pattern of each kind."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_STEPS: Final = frozenset({".", ".."})
"""What a browser takes for a way through the address, however it is quoted."""


@dataclass(frozen=True, slots=True)
class Links:
    """The patterns of one desk; an empty one is not set."""

    ticket: str = ""
    contact: str = ""

    def of(self, kind: str, *, number: str = "", id: str = "") -> str:
        """Give the address of a record.

        Args:
            kind: :data:`TICKET` or :data:`CONTACT`.
            number: the ticket's number; empty where it has none.
            id: its id.

        Raises:
            ConfigError: the pattern is not set, or asks for what the record lacks.
        """
        pattern = self.ticket if kind == TICKET else self.contact
        name = SETTINGS[kind]
        if not pattern:
            raise ConfigError(
                f"Where the browser finds a {kind} is not set.",
                hint=f'Put it into the profile in config.toml: {name} = "{EXAMPLES[kind]}".',
            )
        values = {"number": number, "id": id}
        for place in _PLACE.findall(pattern):
            if not values[place] or values[place] in _STEPS:
                raise ConfigError(f"This {kind} has no {place}, which {name} asks for.")
        return _PLACE.sub(lambda found: quote(values[found[1]], safe="", errors="replace"), pattern)


def check_pattern(kind: str, pattern: str) -> None:
    """Check the pattern of a kind of record; an empty one is none.

    Raises:
        FormError: it is no address of the web, or what is put in could lead to another server.
    """
    if not pattern:
        return
    name = SETTINGS[kind]
    shown = one_line(pattern)[:80]

    def refused(why: str, hint: str = "") -> FormError:
        return FormError(why, {name: why}, hint=hint or f"It looks like {EXAMPLES[kind]}.")

    if not pattern.isprintable() or " " in pattern:
        raise refused(f"“{shown}” holds blanks or control characters.")
    try:
        parts = urlsplit(pattern)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise refused(f"“{shown}” is no address.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise refused(f"“{shown}” is no address that begins with https:// or http:// and names a server.")
    if "{" in parts.netloc or "}" in parts.netloc:
        raise refused(f"“{shown}” lets a record choose the server.", "Put the placeholder behind the server's name.")
    known = PLACES[kind]
    places = _PLACE.findall(pattern)
    wrong = next((place for place in places if place not in known), None)
    words = " and ".join(f"{{{place}}}" for place in known)
    if wrong is not None or "{" in _PLACE.sub("", pattern) or "}" in _PLACE.sub("", pattern):
        raise refused(f"“{shown}” has a placeholder that is not known.", f"Known for a {kind}: {words}.")
    if not places:
        raise refused(f"“{shown}” is the same for every {kind}.", f"Put in {words}.")
