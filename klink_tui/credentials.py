"""Where the API token comes from, and where it may be kept (``reliability.md``, *Secrets*).

Looked for in this order: ``KLINK_API_TOKEN``, the profile's token command, the keyring, the profile's token file. Every
function here may take seconds (a keyring asks to be unlocked, a command asks another program): none belongs on the
event loop.
"""

import os
import shlex
import signal
import stat
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from klink_tui.api.token import Token
from klink_tui.errors import ConfigError, SecretError
from klink_tui.settings import APP, FILE_NAME, Profile, named_path, settings_file, write_private
from klink_tui.text import one_line, redact

ENVIRONMENT: Final = "KLINK_API_TOKEN"
COMMAND_SECONDS: Final = 10.0
"""How long a token command may take."""

_LONGEST: Final = 8_000
"""Characters of a token: what common servers take as one header line."""
_ALTERNATIVES: Final = (
    f"Instead, set {ENVIRONMENT}, or name a token_command or a token_file in the profile ({FILE_NAME})."
)


@dataclass(frozen=True, slots=True)
class Credential:
    """A token and where it was found."""

    token: str = field(repr=False)
    """The bearer token: printable ASCII without blanks."""
    source: str
    """Where it was found, in words that can follow "from"."""


def find_token(name: str, profile: Profile, address: str) -> Credential | None:
    """Look for the token of the profile called ``name`` on the server at ``address``; ``None`` where there is none.

    Raises:
        SecretError: a place that should have one can't be read, or what it has is no token.
    """
    if exported := os.environ.get(ENVIRONMENT, "").strip():
        return Credential(check_token(exported, ENVIRONMENT), f"the environment ({ENVIRONMENT})")
    if profile.token_command:
        return Credential(check_token(_run(profile.token_command), "the token command"), "the token command")
    try:
        kept = _from_keyring(name, address)
    except SecretError:
        if not profile.token_file:
            raise
        kept = ""
    if kept:
        return Credential(check_token(kept, "the keyring"), "the keyring")
    if profile.token_file:
        path = named_path(profile.token_file)
        return Credential(check_token(_read_private(path), str(path)), f"the file {path}")
    return None


def check_token(token: str, place: str) -> str:
    """Give ``token`` as it stands in a header, without the blanks around it.

    Raises:
        SecretError: it can't stand in a header; ``place`` names where it came from.
    """
    if len(token) > _LONGEST:
        raise SecretError(f"What is in {place} is too long for a token ({len(token)} characters).")
    try:
        return Token(token).reveal()
    except ConfigError as error:
        raise SecretError(f"{place}: {error.message}", hint=error.hint) from error


def keyring_user(name: str, address: str) -> str:
    """Give the user's name under which the keyring keeps a profile's token: bound to the server it was issued for."""
    return f"{name}@{urlsplit(address).netloc.lower()}"


def store_token(name: str, address: str, token: str) -> None:
    """Put the token into the keyring.

    Raises:
        SecretError: this machine has no keyring that keeps it encrypted, or it refuses.
    """
    import keyring
    import keyring.errors

    token, user = check_token(token, "the field"), keyring_user(name, address)
    backend = keyring.get_keyring()
    if backend.priority < 1:  # the library's own line below which a backend is not recommended (plain text, none)
        raise SecretError("This machine has no keyring to keep the token in.", hint=_ALTERNATIVES)
    try:
        keyring.set_password(APP, user, token)
        kept = keyring.get_password(APP, user)
    except Exception as error:  # backends raise what their platform raises
        raise _refused(error) from error
    if kept != token:
        raise SecretError("The keyring took the token and did not keep it.", hint=_ALTERNATIVES)


def write_token_file(path: Path, token: str) -> None:
    """Put the token into a file that only its owner can read.

    Raises:
        SecretError: it can't be written.
    """
    try:
        write_private(path, f"{check_token(token, 'the field')}\n".encode())
    except OSError as error:
        raise SecretError(f"{path} can't be written: {error.strerror or error}.") from error


def _from_keyring(name: str, address: str) -> str:
    """Give what the keyring has, empty for nothing or where there is no keyring."""
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(APP, keyring_user(name, address)) or ""
    except keyring.errors.NoKeyringError:
        return ""
    except Exception as error:  # backends raise what their platform raises
        raise _refused(error) from error


def _refused(error: Exception) -> SecretError:
    words = redact(one_line(str(error)))[:200] or type(error).__name__
    return SecretError(f"The keyring refuses: {words}.", hint=_ALTERNATIVES)


def _run(command: str) -> str:
    """Give the first line that the command prints.

    It gets no terminal, so that a question of its own can't be drawn over the console; what it writes to its error
    stream is dropped, as it may name a secret.
    """
    hint = f"Run it in a shell to see why; it is set in {settings_file()}."
    try:
        words = shlex.split(command)
        if not words:
            raise SecretError("The token command is empty.", hint=hint)
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (ValueError, OSError) as error:
        raise SecretError(f"The token command can't be run: {one_line(str(error))}.", hint=hint) from error
    late = threading.Event()

    def give_up() -> None:
        late.set()
        _end_group(process)

    timer = threading.Timer(COMMAND_SECONDS, give_up)
    timer.daemon = True
    timer.start()
    with process:
        stream = process.stdout
        printed = stream.read(_LONGEST + 1) if stream else b""
        if len(printed) > _LONGEST:
            _end_group(process)
        code = process.wait()
        timer.cancel()
    if late.is_set():
        raise SecretError(f"The token command did not end within {COMMAND_SECONDS:.0f} seconds.", hint=hint)
    if len(printed) > _LONGEST:
        raise SecretError("The token command printed far more than a token.", hint=hint)
    if code != 0:
        raise SecretError(f"The token command failed with exit code {code}.", hint=hint)
    return printed.decode("utf-8", "replace").partition("\n")[0]


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """End the command and whatever it started."""
    if process.poll() is not None:
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()


def _read_private(path: Path) -> str:
    """Give the first line of a file that nobody else can read."""
    try:
        # Without waiting: a named pipe must not hold up the start.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise SecretError(f"The token file {path} can't be read: {error.strerror or error}.") from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise SecretError(f"The token file {path} is not a file.")
        if found.st_uid != os.getuid():
            raise SecretError(f"The token file {path} belongs to somebody else.")
        if found.st_mode & 0o077:
            raise SecretError(
                f"Others can read the token file {path} (mode {stat.S_IMODE(found.st_mode):04o}).",
                hint=f"Run: chmod 600 {shlex.quote(str(path))}",
            )
        return file.read(_LONGEST + 2).decode("utf-8", "replace").partition("\n")[0]
