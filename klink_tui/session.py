"""What the console starts with: a profile, where its token comes from, and the client made of both.

Making a :class:`Session` reads one small file and nothing else, so that the first frame waits for nothing. The keyring,
the HTTP library and the server are first touched by :meth:`Session.connect`.
"""

import asyncio
import importlib
import os
import threading
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar

import msgspec

from klink_tui.api.address import read_base_address
from klink_tui.errors import ConfigError, SecretError
from klink_tui.presets import DEFAULT
from klink_tui.settings import (
    Profile,
    Settings,
    check_name,
    local_time_zone,
    named_path,
    read_settings,
    save_profile,
    save_settings,
    settings_file,
    time_zone,
)
from klink_tui.text import redact

if TYPE_CHECKING:
    from klink_tui.api.client import KlinkClient
    from klink_tui.api.exchange import Exchange
    from klink_tui.api.retry import Wait
    from klink_tui.credentials import Credential

ADDRESS: Final = "KLINK_BASE_URL"
"""The environment's base address, which wins over the profile's."""
TOKEN: Final = "KLINK_API_TOKEN"
"""The environment's token, which wins over every place it may be kept in."""

Keep = Literal["keyring", "file", "nowhere"]
"""Where a token is kept; ``nowhere`` stores the address alone."""

_T = TypeVar("_T")


class OwnServer(Protocol):
    """A server that lives as long as the session does: the demonstration's sandbox."""

    @property
    def token(self) -> str:
        """The token it takes."""
        ...

    async def address(self) -> str:
        """Give its base address, as soon as it listens."""
        ...

    def stop(self) -> None:
        """End it; once more does no harm."""
        ...


@dataclass(eq=False)
class Session:
    """One console's way to its server."""

    name: str
    """The profile's name; ``demo`` for the demonstration."""
    profile: Profile
    """The profile as stored, or the defaults."""
    theme: str = ""
    """Name of the theme that the settings ask for; empty is the console's own default."""
    preset: str = DEFAULT
    """Name of the keys to begin with."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Id of an action → its keys as the user wrote them."""
    density: str = ""
    """How dense lists are; empty is compact."""
    stored: bool = False
    """Whether the settings have this profile."""
    server: OwnServer | None = None
    """The server that this session brings with it."""
    on_exchange: "Callable[[Exchange], None] | None" = None
    """Told of each request after it; set it before :meth:`connect`."""
    on_wait: "Callable[[Wait], None] | None" = None
    """Told of each pause before a repeated request; set it before :meth:`connect`."""
    _client: "KlinkClient | None" = field(default=None, init=False)
    _credential: "Credential | None" = field(default=None, init=False, repr=False)
    _looked: bool = field(default=False, init=False)
    _connecting: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)
    _own_path: Path = field(default=Path(), init=False, repr=False)
    _directory: "weakref.finalize[[str], Session] | None" = field(default=None, init=False, repr=False)

    @property
    def address(self) -> str:
        """The base address: the environment's, else the profile's; empty for a server of its own.

        Raises:
            ConfigError: it is none, or one that the token must not go to.
        """
        if self.server is not None:
            return ""
        text = os.environ.get(ADDRESS) or self.profile.base_url
        return str(read_base_address(text, allow_plain_http=self.profile.allow_plain_http))

    @property
    def time_zone(self) -> str:
        """IANA name of the zone that times are shown in.

        Raises:
            ConfigError: the profile's zone is not one.
        """
        return time_zone(self.profile)

    @property
    def needs_setup(self) -> bool:
        """Whether address and token must be asked for.

        At once ``True`` where neither the settings nor the environment know of a server. Otherwise the token's places
        are only looked at by :meth:`connect`, and after it has found none this is ``True``.
        """
        if self.server is not None or self._credential is not None:
            return False
        return self._looked or not (self.stored or os.environ.get(ADDRESS) or os.environ.get(TOKEN))

    async def connect(self) -> "KlinkClient":
        """Give the client, made on the first call; nothing is sent yet.

        For the demonstration this waits until the sandbox listens.

        Raises:
            SecretError: there is no token (``needs_setup`` then says so), or its place can't be read.
            ConfigError: the address or an endpoint's path can't be used, or the sandbox did not start.
        """
        async with self._connecting:
            if self._client is None:
                self._client = await self._open()
            return self._client

    async def find_token(self) -> "Credential | None":
        """Look for the token where this session's profile has it; ``None`` where there is none.

        Raises:
            SecretError: a place that should have one can't be read.
        """
        if self._credential is None and self.server is None:
            address = self.address

            def look() -> "Credential | None":
                from klink_tui.credentials import find_token

                return find_token(self.name, self.profile, address)

            self._credential = await in_background(look)
            self._looked = True
        return self._credential

    async def use(self, base_url: str, token: str) -> None:
        """Use this address and token from now on, as typed in; nothing is stored.

        Raises:
            ConfigError: the address or the token is none.
        """
        from klink_tui.credentials import Credential, check_token

        read_base_address(base_url, allow_plain_http=self.profile.allow_plain_http)
        credential = Credential(check_token(token, "The field"), "what was typed in")
        await self._drop_client()
        self.profile = msgspec.structs.replace(self.profile, base_url=base_url)
        self._credential = credential

    async def try_out(self, base_url: str, token: str) -> None:
        """Make one cheap read with this address and token, under this profile's other settings.

        Raises:
            ApiError: it did not work, and why.
            ConfigError: the address or the token is none.
        """
        await try_connection(base_url, token, self.profile)

    async def store(self, base_url: str, token: str, keep: Keep) -> None:
        """Keep the address in this session's profile, and the token where ``keep`` says.

        Raises:
            SecretError: the token can't be kept there.
            ConfigError: the address is none, or the settings can't be written.
        """
        await store_connection(self.name, base_url, token, keep=keep)
        self.stored = True

    @property
    def overruling(self) -> tuple[str, str]:
        """What wins over an address, and over a token, that is stored: names in words, empty for nothing."""
        command = "the token command in the settings" if self.profile.token_command else ""
        return (ADDRESS if os.environ.get(ADDRESS) else "", TOKEN if os.environ.get(TOKEN) else command)

    async def close(self) -> None:
        """Close the connections, end the server that this session brought, and remove its directory.

        Once more does no harm.
        """
        await self._drop_client()
        if self.server is not None:
            self.server.stop()
        if self._directory is not None:
            self._directory()

    @property
    def lasts(self) -> bool:
        """Whether what is written here outlasts the session: not what goes with a server of its own."""
        return self.server is None

    def own_directory(self) -> Path:
        """Give a directory that lasts as long as the session, at the longest until this process ends."""
        import shutil
        import tempfile

        if self._directory is None or not self._directory.alive:
            self._own_path = Path(tempfile.mkdtemp(prefix="klink-tui-"))
            self._directory = weakref.finalize(self, shutil.rmtree, str(self._own_path), ignore_errors=True)
        return self._own_path

    def masked(self, text: str) -> str:
        """Give ``text`` with this session's token, and whatever looks like one, masked."""
        return redact(text, self._credential.token if self._credential else "")

    def sources(self) -> tuple[tuple[str, str], ...]:
        """Tell what comes from where, as pairs of words; never the token.

        Raises:
            ConfigError: the address or the time zone can't be used.
        """
        if self.server is not None:
            return (("Profile", "demo: an embedded sandbox with made-up data"), ("Token", "the sandbox's own"))
        path = settings_file()
        place = ADDRESS if os.environ.get(ADDRESS) else f"profile {self.name}" if self.stored else "the default"
        own = "" if self.profile.timezone else " (this machine's)"
        return (
            ("Settings", f"{path}{'' if path.exists() else ' (not there; defaults)'}"),
            ("Profile", f"{self.name}{'' if self.stored else ' (not stored; defaults)'}"),
            ("Address", f"{self.address} ({place})"),
            ("Token", self._token_words()),
            ("Time zone", f"{self.time_zone}{own}"),
        )

    def _token_words(self) -> str:
        if self._credential is not None:
            return f"from {self._credential.source}"
        return "none found" if self._looked else "not looked for yet"

    async def _open(self) -> "KlinkClient":
        if self.server is not None:
            # The library loads while the sandbox boots.
            _, address = await asyncio.gather(in_background(_import_client), self.server.address())
            return _make_client(address, self.server.token, self.profile, self)
        address = self.address
        _, credential = await asyncio.gather(in_background(_import_client), self.find_token())
        if credential is None:
            raise SecretError(
                f"There is no token for the profile {self.name!r} at {address}.",
                hint=f"Set {TOKEN}, or start klink-tui in a terminal: it asks for the token and keeps it.",
            )
        return _make_client(address, credential.token, self.profile, self)

    async def _drop_client(self) -> None:
        async with self._connecting:
            client, self._client = self._client, None
        if client is not None:
            await client.aclose()


def open_session(name: str | None = None) -> Session:
    """Read the settings and give the session of the profile called ``name``, or of the one that they name.

    Raises:
        ConfigError: settings or environment can't be used as they stand.
    """
    settings = read_settings()
    name = check_name(name if name is not None else settings.profile)
    stored = settings.profiles.get(name)
    session = Session(
        name=name,
        profile=stored or Profile(),
        theme=settings.theme,
        preset=settings.preset,
        keys=settings.keys,
        density=settings.density,
        stored=stored is not None,
    )
    session.sources()  # what can't be used is said before the screen changes
    return session


def demo_session(server: OwnServer) -> Session:
    """Give the session of the demonstration; of the user's settings and environment it has the keys alone."""
    try:
        settings = read_settings()
    except ConfigError:
        settings = Settings()  # It is shown where nothing is set up, too.
    profile = Profile(timezone=local_time_zone())
    return Session(name="demo", profile=profile, preset=settings.preset, keys=settings.keys, server=server)


async def try_connection(base_url: str, token: str, profile: Profile | None = None) -> None:
    """Make one cheap read with this address and token.

    Raises:
        ApiError: it did not work, and why.
        ConfigError: the address or the token is none.
    """
    from klink_tui.credentials import check_token

    profile = profile or Profile()
    address = str(read_base_address(base_url, allow_plain_http=profile.allow_plain_http))
    token = check_token(token, "The field")
    await in_background(_import_client)
    client = _make_client(address, token, profile)
    try:
        # Documented (contract §2), and the least that a triage token can do.
        await client.tickets.list(page=1, page_size=10)
    finally:
        await client.aclose()


async def store_connection(name: str, base_url: str, token: str, *, keep: Keep = "keyring") -> None:
    """Keep the address in the settings and the token where ``keep`` says.

    The token goes first: where it can't be kept, nothing is stored. The first profile that is stored becomes the one
    that is used where none is named.

    Raises:
        SecretError: the token can't be kept there; its hint names other ways.
        ConfigError: the address is none, or the settings can't be written.
    """
    check_name(name)
    settings = read_settings()
    plain = settings.profiles.get(name, Profile()).allow_plain_http
    address = str(read_base_address(base_url, allow_plain_http=plain))
    file_name = f"{name}.token"

    def store() -> None:
        from klink_tui.credentials import store_token, write_token_file

        if keep == "keyring":
            store_token(name, address, token)
        if keep == "file":
            write_token_file(named_path(file_name), token)
            save_profile(name, base_url=address, token_file=file_name)
        else:
            save_profile(name, base_url=address)
        if not settings.profiles and settings.profile != name:
            save_settings(profile=name)

    await in_background(store)


async def in_background(work: Callable[[], _T]) -> _T:
    """Run ``work`` in a thread that nobody waits for at exit: a keyring may be asking to be unlocked."""
    future: Future[_T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name="session-background", daemon=True).start()
    return await asyncio.wrap_future(future)


def _import_client() -> None:
    """Load the client and, with it, the HTTP library that it loads late."""
    for module in ("klink_tui.api.client", "klink_tui.api.wire"):
        importlib.import_module(module)


def _make_client(address: str, token: str, profile: Profile, session: Session | None = None) -> "KlinkClient":
    from klink_tui.api.client import KlinkClient

    return KlinkClient(
        address,
        token,
        overrides=profile.endpoints,
        ca_file=str(named_path(profile.ca_file)) if profile.ca_file else None,
        allow_plain_http=profile.allow_plain_http,
        timezone=time_zone(profile),
        on_exchange=session.on_exchange if session else None,
        on_wait=session.on_wait if session else None,
    )
