"""The user's settings: ``config.toml``, read strictly and written without losing a comment.

The file is in the user's configuration directory (``KLINK_CONFIG_DIR`` names another). It looks like this, and every
line of it may be left out::

    profile = "default"              # which of the profiles is used without --profile
    theme = "klink-dark"             # klink-light, klink-contrast-dark, klink-contrast-light
    density = "compact"              # comfortable: a blank line below each row of a list
    preset = "default"               # the keys to begin with: default, vim or gmail

    [keys]                           # your own, by the ids that klink-tui keys --list names
    "ticket.status" = "f9, s"        # several, with a comma between them
    "theme" = ""                     # no key

    [profiles.default]
    base_url = "https://apigw.klinkcx.com"
    timezone = "Asia/Bangkok"        # empty: this machine's own
    page_size = 50                   # rows a page, 10 to 100
    ca_file = "~/our-ca.pem"         # trusted beside the well-known authorities; like every file that is
                                     # named here, a relative one stands beside this file
    allow_plain_http = false         # send the token unencrypted to other machines
    token_command = "pass show klink"
    token_file = "default.token"     # of mode 0600
    me = "ada@example.com"           # who "me" is in queries: an email, a name or an id
    local_copy = true                # false: the copy of the desk is kept in memory only
    keep_tickets = 0                 # the copy keeps so many tickets at most, in the server's order; 0 is all
    poll_seconds = 30                # how often the first pages are looked at, 10 to 3600
    sweep_minutes = 60               # how often everything is read again, 5 to 10080
    undo_seconds = 5                 # how long a change can be taken back before it leaves, 0 to 120
    message_undo_seconds = 10        # the same for messages
    assign_key = "assigneeId"        # what the server takes an assignee under; empty: not known
    quiet_hours = "18:00-08:00"      # no notices then, in the time zone above; empty: never quiet
    browser_ticket = "https://desk.example/tickets/{number}"     # where a ticket is in the browser: {number}, {id}
    browser_contact = "https://desk.example/contacts/{id}"       # and a contact

    [profiles.default.endpoints]     # a path of your own for an endpoint, below /api/v1
    "contacts.groups" = "/contact-groups"

    [[profiles.default.views]]       # the views of the tickets, in their order; none: those to begin with
    name = "North"
    query = "status:open cf_region:north sort:-updated"
    columns = ["number", "title:40", "status", "cf_region:12"]   # none: the usual ones; a width is in cells

    [[profiles.default.notices]]     # what is worth a notice; none: new tickets of high priority, by a toast
    name = "North"
    query = "cf_region:north -status:resolved"                   # none: every ticket
    on = ["new", "changed"]
    ways = ["toast", "bell", "desktop"]

    [profiles.default.ages]          # when an age is followed by ! and by !!, by priority; it is no SLA
    high = "4h, 1d"
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

from klink_tui.configfile import Change, write_private
from klink_tui.configread import converted, flat, nearest, parsed, text_of
from klink_tui.errors import ConfigError, FormError
from klink_tui.linksettings import check_links
from klink_tui.noticesettings import StoredNotice, check_noticing
from klink_tui.text import one_line

if TYPE_CHECKING:
    from klink_tui.desk.views import View

__all__ = [
    "APP",
    "DEFAULT_ADDRESS",
    "DEFAULT_PROFILE",
    "FILE_NAME",
    "Change",
    "Profile",
    "Settings",
    "StoredView",
    "check_name",
    "config_dir",
    "local_time_zone",
    "named_path",
    "read_settings",
    "save_profile",
    "save_settings",
    "save_views",
    "settings_file",
    "time_zone",
    "write_private",
]

APP: Final = "klink-tui"
"""The directory's name in the user's configuration, and the service's name in the keyring."""
DEFAULT_PROFILE: Final = "default"
DEFAULT_ADDRESS: Final = "https://apigw.klinkcx.com"
"""Where the vendor serves the API (contract §1, Base URL)."""
FILE_NAME: Final = "config.toml"

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_RESERVED: Final = frozenset({"demo"})


class StoredView(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A view of the ticket list, as it is written; :func:`klink_tui.desk.views.read_views` reads it."""

    name: str
    """1 to 40 printable characters; no two are the same in any case."""
    query: str = ""
    """The query, its sort inside; at most 2,000 printable characters, and not looked at any closer here."""
    columns: tuple[str, ...] = ()
    """Names of columns in their order, each with ``:`` and its width in cells behind it, or not."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tenant of one server, as one agent uses it."""

    base_url: str = DEFAULT_ADDRESS
    """Where the API is, without ``/api/v1``."""
    timezone: str = ""
    """IANA name of the zone that times are shown in and days are counted in; empty is this machine's own."""
    page_size: Annotated[int, msgspec.Meta(ge=10, le=100)] = 50
    """Rows a page."""
    endpoints: dict[str, str] = {}
    """Endpoint id → path below ``/api/v1``, instead of the table's own."""
    ca_file: str = ""
    """PEM file of authorities that are trusted beside the well-known ones; empty is none."""
    allow_plain_http: bool = False
    """Whether the token may be sent unencrypted to other machines."""
    token_command: str = ""
    """Command whose first line of output is the token, run without a shell; empty is none."""
    token_file: str = ""
    """File of mode 0600 whose first line is the token; empty is none."""
    me: str = ""
    """Who "me" is in queries: an email, a name or an id; empty where nobody said."""
    local_copy: bool = True
    """Whether the copy of the desk is kept in a file; else it is in memory only."""
    keep_tickets: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0
    """So many tickets the copy keeps at most, in the server's order; 0 is all."""
    poll_seconds: Annotated[int, msgspec.Meta(ge=10, le=3600)] = 30
    """Seconds between two looks at the first pages."""
    sweep_minutes: Annotated[int, msgspec.Meta(ge=5, le=10_080)] = 60
    """Minutes between two readings of everything."""
    undo_seconds: Annotated[int, msgspec.Meta(ge=0, le=120)] = 5
    """Seconds that a change can be taken back in before it leaves; 0 sends it at once."""
    message_undo_seconds: Annotated[int, msgspec.Meta(ge=0, le=120)] = 10
    """The same for messages."""
    assign_key: Literal["", "assigneeId", "assignee_id"] = ""
    """What the server takes an assignee under, as the guided check has found; empty is not at all."""
    views: tuple[StoredView, ...] | None = None
    """The views of the ticket list in their order; ``None`` is those to begin with."""
    notices: tuple[StoredNotice, ...] | None = None
    """What is worth a notice; ``None`` is the usual rules, none at all is never."""
    quiet_hours: str = ""
    """Hours without notices in the profile's time zone: ``18:00-08:00``; empty is none."""
    browser_ticket: str = ""
    """Address of a ticket in the browser, with ``{number}`` or ``{id}`` in it; empty is not known."""
    browser_contact: str = ""
    """The same of a contact, with ``{id}``."""
    ages: dict[str, str] = {}
    """Priority → the two durations after which its age is pointed out: ``4h, 1d``."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    profile: str = DEFAULT_PROFILE
    """The profile that is used where the command line names none."""
    theme: str = ""
    """Name of the console's theme; empty is its own default."""
    preset: str = "default"
    """Name of the keys to begin with; :func:`klink_tui.keymap.make_keymap` says which there are."""
    keys: dict[str, str] = {}
    """Id of an action → its keys as the user writes them; empty is none. What can't be used is said by the keymap."""
    density: Literal["compact", "comfortable"] = "compact"
    """How dense lists are."""
    profiles: dict[str, Profile] = {}
    """Name → profile."""


def config_dir() -> Path:
    """Give the directory of the settings; it need not exist."""
    if chosen := os.environ.get("KLINK_CONFIG_DIR"):
        return Path(chosen).expanduser()
    import platformdirs

    return platformdirs.user_config_path(APP, appauthor=False)


def settings_file() -> Path:
    """Give the path of the settings; it need not exist."""
    return config_dir() / FILE_NAME


def named_path(text: str) -> Path:
    """Give the path of a file that the settings name; a relative one stands beside them."""
    return config_dir() / Path(text).expanduser()


def read_settings(path: Path | None = None) -> Settings:
    """Read the settings; a file that is not there reads as an empty one.

    Raises:
        ConfigError: the file can't be read, is no TOML, or holds a key or a value that is not known.
    """
    path = path or settings_file()
    return _settings(parsed(text_of(path), path), path)


def check_name(name: str) -> str:
    """Give the profile's name back.

    Raises:
        ConfigError: it is not one: letters, digits, ``-`` and ``_``, forty at most, and not ``demo``.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{one_line(name)!r} can't name a profile.",
            hint="Use up to forty letters, digits, hyphens and underscores.",
        )
    if name in _RESERVED:
        raise ConfigError(f"{name!r} can't name a profile: the demonstration is called so.")
    return name


def save_profile(name: str, **changes: Change) -> Path:
    """Write fields of a profile, which is made where it is not there yet; give the file's path.

    Comments, order and all other keys of the file stay as they are.

    Raises:
        ConfigError: the file can't be read or written, or would not be valid afterwards (then it is not touched).
    """
    return _save(("profiles", check_name(name)), changes)


def save_settings(**changes: str) -> Path:
    """Write fields of the file's top level (``profile``, ``theme``, ``density``); give the file's path.

    Raises:
        ConfigError: as for :func:`save_profile`.
    """
    return _save((), changes)


def save_views(name: str, views: Iterable["View"]) -> Path:
    """Write the views of a profile, which is made where it is not there yet, over those it has; give the file's path.

    Comments, order and all other keys of the file stay as they are.

    Raises:
        ConfigError: as for :func:`save_profile`.
    """
    rows: list[dict[str, str | list[str]]] = []
    for view in views:
        row: dict[str, str | list[str]] = {"name": view.name}
        if view.query:
            row["query"] = view.query
        if view.columns:
            row["columns"] = [column.format() for column in view.columns]
        rows.append(row)
    return _save(("profiles", check_name(name)), {"views": rows})


def time_zone(profile: Profile) -> str:
    """Give the IANA name of the profile's time zone, this machine's own where it names none.

    Raises:
        ConfigError: the profile's zone is not one.
    """
    if not profile.timezone:
        return local_time_zone()
    if not _is_zone(profile.timezone):
        import difflib
        import zoneinfo

        near = difflib.get_close_matches(profile.timezone, zoneinfo.available_timezones(), n=1)
        raise ConfigError(
            f"{settings_file()}: timezone: {one_line(profile.timezone)!r} is not a time zone that this machine knows.",
            hint=f"Did you mean {near[0]}?" if near else "IANA names look like Asia/Bangkok.",
        )
    return profile.timezone


def local_time_zone(localtime: Path = Path("/etc/localtime")) -> str:
    """Give the IANA name of this machine's time zone: from ``TZ``, else the link ``localtime``, else UTC."""
    zone = os.environ.get("TZ", "").removeprefix(":")
    if not zone or zone.startswith("/"):
        zone = os.path.realpath(zone or localtime)
        _, _, zone = zone.partition("/zoneinfo/")
        zone = zone.removeprefix("posix/").removeprefix("right/")
    return zone if _is_zone(zone) else "UTC"


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _settings(raw: Mapping[str, object], path: Path) -> Settings:
    """Convert the file piece by piece, so that an error can name the key it is about."""
    profiles = raw.get("profiles", {})
    if not isinstance(profiles, dict):
        raise ConfigError(f"{path}: profiles: expected a table.")
    rest = {key: flat(value) if key == "keys" else value for key, value in raw.items() if key != "profiles"}
    top = converted(rest, Settings, "", path)
    read: dict[str, Profile] = {}
    for name, table in profiles.items():
        try:
            check_name(name)
        except ConfigError as error:
            raise ConfigError(f"{path}: profiles: {error.message}", hint=error.hint) from error
        read[name] = _profile(table, f"profiles.{name}.", path)
    if read and top.profile not in read and top.profile != DEFAULT_PROFILE:
        raise ConfigError(
            f"{path}: profile: there is no profile {one_line(top.profile)!r}.", hint=nearest(top.profile, read)
        )
    return msgspec.structs.replace(top, profiles=read)


def _profile(table: object, at: str, path: Path) -> Profile:
    views = table.get("views") if isinstance(table, dict) else None
    if isinstance(table, dict):
        table = {key: value for key, value in table.items() if key != "views"}
    profile = converted(table, Profile, at, path)
    for text in (profile.base_url, profile.token_command, profile.token_file, profile.ca_file, profile.me):
        if not text.isprintable():
            raise ConfigError(f"{path}: {at.rstrip('.')}: a value holds control characters.")
    check_noticing(profile, f"{path}: {at}")
    check_links(profile, f"{path}: {at}")
    return profile if views is None else msgspec.structs.replace(profile, views=_views(views, f"{at}views", path))


def _views(tables: object, at: str, path: Path) -> tuple[StoredView, ...]:
    from klink_tui.desk.views import MOST_VIEWS, check_names, read_view

    if not isinstance(tables, list):
        raise ConfigError(f"{path}: {at}: expected a list of tables.", hint=f"Begin each view with [[{at}]].")
    if not 1 <= len(tables) <= MOST_VIEWS:
        hint = "Leave views out to have those to begin with." if not tables else ""
        raise ConfigError(f"{path}: {at}: expected 1 to {MOST_VIEWS} views, got {len(tables)}.", hint=hint)
    stored: list[StoredView] = []
    for place, table in enumerate(tables):
        here = f"{at}[{place}]"
        if isinstance(table, dict) and "name" not in table:
            raise ConfigError(f"{path}: {here}.name: every view needs one.")
        stored.append(converted(table, StoredView, f"{here}.", path))
        try:
            read_view(stored[-1])
            check_names(stored)
        except FormError as error:
            raise ConfigError(f"{path}: {here}.{next(iter(error.fields))}: {error.message}", hint=error.hint) from error
    return tuple(stored)


def _save(table: tuple[str, ...], changes: Mapping[str, Change]) -> Path:
    from tomlkit.exceptions import TOMLKitError

    from klink_tui.configfile import NotKeptError, edited, put

    path = settings_file()
    text = text_of(path)
    wanted = parsed(text, path)
    _settings(wanted, path)
    put(wanted, table, changes)
    _settings(wanted, path)
    try:
        written = edited(text, table, changes)
    except (TOMLKitError, ValueError) as error:
        raise ConfigError(f"{path} can't be changed by the program.", hint="Please edit it by hand.") from error
    except NotKeptError as error:
        hint = "Please edit it by hand."
        raise ConfigError(f"{path} can't be changed without losing something.", hint=hint) from error
    try:
        write_private(path, written.encode())
    except OSError as error:
        raise ConfigError(f"{path} can't be written: {error.strerror or error}.") from error
    return path
