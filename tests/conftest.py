"""What holds for every test: none sees the developer's home, settings, keyring, or a network beyond this machine."""

import errno
import gc
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

Address = tuple[object, ...] | str | bytes

_KEYRING = "tests.memory_keyring.MemoryKeyring"
_HOMES = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_DIRS")
_OWN = ("DBUS_SESSION_BUS_ADDRESS", "NETRC", "SSL_CERT_FILE", "SSL_CERT_DIR", "NO_COLOR")
"""Further variables of the developer's that programs here would follow."""
_MANY = 1_500_000
"""Objects, above which it is worth a second to look for those that are garbage."""


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Let nothing out of this machine: it looks as it does with the cable pulled."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Address) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise OSError(errno.ENETUNREACH, "Tests see no network beyond this machine")
        connect(self, address)

    def guarded_lookup(
        host: str | bytes | None,
        port: str | bytes | int | None,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> object:
        if not _is_here(host):
            raise socket.gaierror(socket.EAI_NONAME, "Tests see no names beyond this machine")
        return lookup(host, port, family, type, proto, flags)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture(autouse=True, scope="module")
def _garbage() -> Iterator[None]:
    """Let go of what earlier tests left: each console that starts keeps all there is from being collected."""
    yield
    if gc.get_freeze_count() > _MANY:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the home directory that the test sees; it isn't made before something is written to it."""
    home = tmp_path / "home"
    for name in [name for name in os.environ if name.startswith("KLINK_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name in _OWN:
        monkeypatch.delenv(name, raising=False)
    for name in _HOMES:
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", _KEYRING)  # for child processes, and for the first use in this one
    if "keyring" in sys.modules:
        import keyring

        from tests.memory_keyring import MemoryKeyring

        keyring.set_keyring(MemoryKeyring())
    return home


@pytest.fixture
def file(home: Path) -> Path:
    """Give where the settings file belongs in that home: its directory is there, the file is not yet."""
    from klink_tui.settings import settings_file  # no sooner: what is loaded before coverage begins is not measured

    path = settings_file()
    assert home in path.parents
    path.parent.mkdir(parents=True)
    return path


def _is_here(host: object) -> bool:
    """Tell whether a host, as sockets take it, is this machine."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if text is None or text in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(text).partition("%")[0]).is_loopback
    except ValueError:
        return False
