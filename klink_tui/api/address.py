"""The base address of a server, checked before a token goes there. Free of httpx."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from klink_tui.errors import ConfigError

API_ROOT: Final = "/api/v1"
"""Under which every path stands (contract §1, Base URL)."""

_GOOD: Final = "A good one looks like https://apigw.klinkcx.com."
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9_.-]*[a-z0-9])?\.?")
_PREFIX: Final = re.compile(r"(/[A-Za-z0-9_~.-]+)*")


@dataclass(frozen=True, slots=True)
class BaseAddress:
    """Where the API is."""

    scheme: str
    """``https`` or ``http``."""
    host: str
    """The host's name or address, lower case, IPv6 without brackets."""
    port: int
    """The port, the scheme's own where none was given."""
    prefix: str
    """What stands before ``/api/v1``: empty, or a path without a slash at its end."""

    @property
    def is_loopback(self) -> bool:
        """Whether it is this very machine."""
        return is_loopback(self.host)

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port only where it isn't the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return f"{self.scheme}://{host}" if self.port == usual else f"{self.scheme}://{host}:{self.port}"

    def __str__(self) -> str:
        """Give the address as settings keep it: no slash at its end, no ``/api/v1``."""
        return self.origin + self.prefix

    def below(self, path: str) -> str:
        """Give the full address of ``path`` below ``/api/v1``."""
        return f"{self}{API_ROOT}{path}"


def read_base_address(text: str, *, allow_plain_http: bool = False) -> BaseAddress:
    """Read a base address; a slash at its end and a pasted ``/api/v1`` are dropped.

    Raises:
        ConfigError: it is none, holds more than an address, or would send the token in the clear.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ConfigError("The base address can't be read.", hint=_GOOD) from error
    scheme, host = parts.scheme, (parts.hostname or "")
    if scheme not in ("https", "http") or not host:
        raise ConfigError("The base address must start with https:// and name a host.", hint=_GOOD)
    if "@" in parts.netloc:
        # Not quoted back: what stands before the @ is likely a password.
        raise ConfigError("The base address must not hold a user or password.", hint=_GOOD)
    if "?" in text or "#" in text:
        raise ConfigError("The base address must end with the host or a path: no ? and no #.", hint=_GOOD)
    if not _is_host(host) or ("[" in parts.netloc and ":" not in host):
        raise ConfigError("The host of the base address can't be read.", hint=_GOOD)
    prefix = parts.path.rstrip("/").removesuffix(API_ROOT).rstrip("/")
    if not _PREFIX.fullmatch(prefix) or any(segment in (".", "..") for segment in prefix.split("/")):
        raise ConfigError("The path of the base address can't be read.", hint=_GOOD)
    if scheme == "http" and not is_loopback(host) and not allow_plain_http:
        raise ConfigError(
            "Plain http would send the token readable to anybody on the way; it is used for this machine only.",
            hint="Write https:// instead, or allow plain http in the settings.",
        )
    return BaseAddress(scheme, host, port or {"https": 443, "http": 80}[scheme], prefix)


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` can only be this very machine."""
    if host in ("localhost", "localhost."):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return "%" not in host
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return bool(_HOST.fullmatch(ascii_host)) and ".." not in ascii_host
