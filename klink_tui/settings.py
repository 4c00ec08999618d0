"""The user's settings: ``config.toml``, read strictly and written without losing a comment.

The file is in the user's configuration directory (``KLINK_CONFIG_DIR`` names another). It looks like this, and every
line of it may be left out::

    profile = "default"              # which of the profiles is used without --profile
    theme = "textual-dark"

    [profiles.default]
    base_url = "https://apigw.klinkcx.com"
    timezone = "Asia/Bangkok"        # empty: this machine's own
    page_size = 50                   # rows a page, 10 to 100
    ca_file = "~/our-ca.pem"         # trusted beside the well-known authorities; like every file that is
                                     # named here, a relative one stands beside this file
    allow_plain_http = false         # send the token unencrypted to other machines
    token_command = "pass show klink"
    token_file = "default.token"     # of mode 0600

    [profiles.default.endpoints]     # a path of your own for an endpoint, below /api/v1
    "contacts.groups" = "/contact-groups"
"""

import contextlib
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec

from klink_tui.errors import ConfigError
from klink_tui.text import one_line

APP: Final = "klink-tui"
"""The directory's name in the user's configuration, and the service's name in the keyring."""
DEFAULT_PROFILE: Final = "default"
DEFAULT_ADDRESS: Final = "https://apigw.klinkcx.com"
"""Where the vendor serves the API (contract §1, Base URL)."""
FILE_NAME: Final = "config.toml"

Change = str | int | bool | Mapping[str, str]
"""A value that :func:`save_profile` writes."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_RESERVED: Final = frozenset({"demo"})
_AT: Final = re.compile(r" - at `(?:key in )?\$\.?(?P<key>.*)`$", re.DOTALL)
_PLAIN: Final = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "object": "a table",
    "array": "a list",
}
"""msgspec's names of types, as a user would say them."""
_T = TypeVar("_T", bound=msgspec.Struct)


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


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    profile: str = DEFAULT_PROFILE
    """The profile that is used where the command line names none."""
    theme: str = ""
    """Name of the console's theme; empty is its own default."""
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
    return _settings(_parsed(_text(path), path), path)


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
    """Write fields of the file's top level (``profile``, ``theme``); give the file's path.

    Raises:
        ConfigError: as for :func:`save_profile`.
    """
    return _save((), changes)


def write_private(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file in one step, readable by its owner alone.

    A directory that is not there is made, for its owner alone. Where ``path`` is a link, the file it leads to is
    replaced.

    Raises:
        OSError: it could not be written; what was there is still there.
    """
    path = path.resolve()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def time_zone(profile: Profile) -> str:
    """Give the IANA name of the profile's time zone, this machine's own where it names none.

    Raises:
        ConfigError: the profile's zone is not one.
    """
    if not profile.timezone:
        return local_time_zone()
    if not _is_zone(profile.timezone):
        raise ConfigError(
            f"{one_line(profile.timezone)!r} is not a time zone that this machine knows.",
            hint="IANA names look like Asia/Bangkok.",
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


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 (byte {error.start}).") from error
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror or error}.") from error


def _parsed(text: str, path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # tomllib's words end with the line and the column.
        raise ConfigError(f"{path} is not valid TOML: {one_line(str(error))}.") from error
    except RecursionError as error:
        raise ConfigError(f"{path} is nested too deep.") from error


def _settings(raw: Mapping[str, object], path: Path) -> Settings:
    """Convert the file piece by piece, so that an error can name the key it is about."""
    profiles = raw.get("profiles", {})
    if not isinstance(profiles, dict):
        raise ConfigError(f"{path}: profiles: expected a table.")
    top = _convert({key: value for key, value in raw.items() if key != "profiles"}, Settings, "", path)
    read: dict[str, Profile] = {}
    for name, table in profiles.items():
        try:
            check_name(name)
        except ConfigError as error:
            raise ConfigError(f"{path}: profiles: {error.message}", hint=error.hint) from error
        read[name] = _profile(table, f"profiles.{name}.", path)
    if read and top.profile not in read and top.profile != DEFAULT_PROFILE:
        raise ConfigError(
            f"{path}: profile: there is no profile {one_line(top.profile)!r}.", hint=_nearest(top.profile, read)
        )
    return msgspec.structs.replace(top, profiles=read)


def _profile(table: object, at: str, path: Path) -> Profile:
    profile = _convert(table, Profile, at, path)
    for text in (profile.base_url, profile.token_command, profile.token_file, profile.ca_file):
        if not text.isprintable():
            raise ConfigError(f"{path}: {at.rstrip('.')}: a value holds control characters.")
    return profile


def _convert(table: object, kind: type[_T], at: str, path: Path) -> _T:
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {at.rstrip('.')}: expected a table.")
    known = kind.__struct_fields__
    for key in table:
        if key not in known:
            raise ConfigError(f"{path}: {at}{one_line(str(key))}: no such setting.", hint=_nearest(str(key), known))
    for key, value in table.items():
        # An endpoint's key is not in msgspec's message: it is looked for here.
        if isinstance(value, dict):
            for inner, text in value.items():
                if not isinstance(text, str):
                    raise ConfigError(f"{path}: {at}{key}.{one_line(str(inner))}: expected text in quotes.")
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        words, where = str(error), _AT.search(str(error))
        words = words.removesuffix(where[0]) if where else words
        key = where["key"] if where else ""
        for type_name, plain in _PLAIN.items():
            words = words.replace(f"`{type_name}`", plain)
        raise ConfigError(f"{path}: {at}{key}: {words[:1].lower()}{words[1:]}.") from error


def _nearest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    import difflib

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}."


def _save(table: tuple[str, ...], changes: Mapping[str, Change]) -> Path:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = settings_file()
    text = _text(path)
    wanted = _parsed(text, path)
    _settings(wanted, path)
    _put(wanted, table, changes)
    _settings(wanted, path)
    try:
        document = tomlkit.parse(text)
        _put(document, table, changes)
        written = tomlkit.dumps(document)
        kept = tomllib.loads(written) == wanted
    except (TOMLKitError, ValueError) as error:
        raise ConfigError(f"{path} can't be changed by the program.", hint="Please edit it by hand.") from error
    if not kept:
        raise ConfigError(f"{path} can't be changed without losing something.", hint="Please edit it by hand.")
    try:
        write_private(path, written.encode())
    except OSError as error:
        raise ConfigError(f"{path} can't be written: {error.strerror or error}.") from error
    return path


def _put(document: MutableMapping[str, object], table: tuple[str, ...], changes: Mapping[str, Change]) -> None:
    """Write ``changes`` into a table of the document, which is a plain dict or tomlkit's; mappings are merged."""
    for index, key in enumerate(table):
        document = _inner(document, key, is_last=index == len(table) - 1)
    for key, value in changes.items():
        if isinstance(value, Mapping):
            _inner(document, key, is_last=True).update(value)
        else:
            document[key] = value


def _inner(document: MutableMapping[str, object], key: str, *, is_last: bool) -> MutableMapping[str, object]:
    import tomlkit
    from tomlkit.items import InlineTable

    if key not in document:
        if type(document) is dict:
            document[key] = {}
        elif isinstance(document, InlineTable):
            document[key] = tomlkit.inline_table()
        else:
            document[key] = tomlkit.table(is_super_table=not is_last)
    inner = document[key]
    if not isinstance(inner, MutableMapping):
        raise ValueError(f"{key} is no table")
    return inner
