"""Where the token comes from, in which order, and what is refused."""

import os
import select
import shlex
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring

from klink_tui import credentials
from klink_tui.credentials import (
    Credential,
    check_token,
    find_token,
    keyring_user,
    store_token,
    write_token_file,
)
from klink_tui.errors import SecretError
from klink_tui.settings import Profile, config_dir, named_path
from tests.memory_keyring import MemoryKeyring

ADDRESS = "https://klink.example"
PYTHON = shlex.quote(sys.executable)


class LockedKeyring(MemoryKeyring):
    """Refuses as a locked one does, with words that hold a token and an escape code."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise keyring.errors.KeyringLocked("locked\x1b[2J, was kpt_secret")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse."""
        raise keyring.errors.PasswordSetError("locked\x1b[2J, was kpt_secret")


class ForgetfulKeyring(MemoryKeyring):
    """Takes secrets and does not keep them."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Drop the secret."""


@pytest.fixture(autouse=True)
def _keyring() -> None:
    keyring.set_keyring(MemoryKeyring())


def _file(text: str = "kpt_file\n", mode: int = 0o600) -> Path:
    path = named_path("work.token")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def _command(code: str) -> str:
    return f"{PYTHON} -I -c {shlex.quote(code)}"


def test_the_places_are_looked_at_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    path = _file()
    everything = Profile(token_command=_command("print('kpt_command')"), token_file="work.token")
    no_command = Profile(token_file="work.token")
    store_token("work", ADDRESS, "kpt_kept")
    monkeypatch.setenv("KLINK_API_TOKEN", " kpt_environment\n")
    assert find_token("work", everything, ADDRESS) == Credential("kpt_environment", "the environment (KLINK_API_TOKEN)")
    monkeypatch.setenv("KLINK_API_TOKEN", "")
    assert find_token("work", everything, ADDRESS) == Credential("kpt_command", "the token command")
    assert find_token("work", no_command, ADDRESS) == Credential("kpt_kept", "the keyring")
    keyring.set_keyring(MemoryKeyring())
    assert find_token("work", no_command, ADDRESS) == Credential("kpt_file", f"the file {path}")
    assert find_token("work", Profile(), ADDRESS) is None


def test_a_kept_token_goes_to_no_other_server_and_no_other_profile() -> None:
    store_token("work", "https://KLINK.example:8443/prefix", "kpt_kept")
    assert find_token("work", Profile(), "https://klink.example:8443") is not None
    for name, address in (
        ("work", "https://klink.example"),
        ("work", "https://evil.example:8443"),
        ("home", "https://klink.example:8443"),
    ):
        assert find_token(name, Profile(), address) is None
    assert keyring_user("work", ADDRESS) == "work@klink.example"


def test_a_credential_does_not_show_its_token() -> None:
    credential = Credential("kpt_secret", "the keyring")
    assert "kpt_secret" not in repr(credential) + str(credential)


@pytest.mark.parametrize("token", ["kpt_abc", " kpt_abc\n", "Bearer kpt_abc"])
def test_a_pasted_token_is_trimmed(token: str) -> None:
    assert check_token(token, "the field") == "kpt_abc"


@pytest.mark.parametrize(
    "token",
    [
        "",
        " \n",
        "kpt_a\r\nX-Evil: 1",
        "kpt_a\x00",
        "kpt_a\x7f",
        "kpt_ä",
        "kpt_a\u200b",
        "kpt_a b",
        "kpt_" + "a" * 8_000,
    ],
)
def test_what_is_no_token_is_refused_unquoted(token: str) -> None:
    with pytest.raises(SecretError) as caught:
        check_token(token, "the field")
    assert "kpt_a" not in str(caught.value)
    assert "the field" in caught.value.message


def test_a_bad_token_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", "kpt_a b")
    with pytest.raises(SecretError, match="KLINK_API_TOKEN"):
        find_token("work", Profile(), ADDRESS)


@pytest.mark.parametrize(
    "code",
    [
        "print('kpt_command')",
        "print('kpt_command\\nsecond line')",
        "import sys; sys.stdout.write('kpt_command'); sys.stderr.write('x' * 1_000_000)",
    ],
)
def test_the_first_line_of_the_commands_output_is_the_token(code: str) -> None:
    found = find_token("work", Profile(token_command=_command(code)), ADDRESS)
    assert found == Credential("kpt_command", "the token command")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (_command("print('kpt_secret'); raise SystemExit(3)"), "failed with exit code 3"),
        (_command("print('kpt_secret' * 2000)"), "printed far more than a token"),
        (_command("pass"), "the token command: There is no token"),
        ("no-such-program-anywhere kpt_secret", "can't be run"),
        ("'kpt_secret", "can't be run: No closing quotation"),
        ("  ", "is empty"),
        (_command("print(input())"), "failed with exit code 1"),
        (_command("import sys; sys.stdout.buffer.write(b'kpt_\\xff')"), "characters that no token holds"),
    ],
)
def test_a_command_that_fails_is_said_without_what_it_printed(command: str, words: str) -> None:
    with pytest.raises(SecretError) as caught:
        find_token("work", Profile(token_command=command), ADDRESS)
    assert words in caught.value.message
    assert "kpt_secret" not in str(caught.value)


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    target = tmp_path / "made"
    with pytest.raises(SecretError):
        find_token("work", Profile(token_command=f"false; touch {target}"), ADDRESS)
    with pytest.raises(SecretError):
        find_token("work", Profile(token_command=f"echo $HOME;touch {target}"), ADDRESS)
    found = find_token("work", Profile(token_command="echo $HOME"), ADDRESS)
    assert found is not None
    assert found.token == "$HOME"
    assert not target.exists()


def test_a_command_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "COMMAND_SECONDS", 1.0)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        script = f"(echo up; exec sleep 60) > {shlex.quote(str(pipe))} & wait"
        with pytest.raises(SecretError, match="did not end within 1 seconds"):
            find_token("work", Profile(token_command=f"sh -c {shlex.quote(script)}"), ADDRESS)
        assert _read_to_the_end(reader) == b"up\n"
    finally:
        os.close(reader)


def _read_to_the_end(reader: int) -> bytes:
    """Read a pipe until nobody is left who could write to it, for 5 s at most."""
    deadline, read = time.monotonic() + 5, b""
    while time.monotonic() < deadline:
        try:
            piece = os.read(reader, 100)
        except BlockingIOError:
            select.select([reader], [], [], 0.1)
            continue
        if not piece:
            return read
        read += piece
    raise AssertionError("Somebody still holds the pipe open.")


@pytest.mark.parametrize("backend", [NoKeyring, NullKeyring])
def test_no_keyring_is_no_error_when_looking(backend: Callable[[], KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    assert find_token("work", Profile(), ADDRESS) is None


def test_a_locked_keyring_is_an_error_unless_a_file_is_named() -> None:
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(SecretError) as caught:
        find_token("work", Profile(), ADDRESS)
    assert caught.value.message == "The keyring refuses: locked[2J, was kpt_…."
    _file()
    found = find_token("work", Profile(token_file="work.token"), ADDRESS)
    assert found is not None
    assert found.token == "kpt_file"


@pytest.mark.parametrize("backend", [NoKeyring, NullKeyring, LockedKeyring, ForgetfulKeyring])
def test_where_nothing_is_kept_the_other_ways_are_named(
    backend: Callable[[], KeyringBackend],
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(SecretError) as caught:
        store_token("work", ADDRESS, "kpt_secret")
    for way in ("KLINK_API_TOKEN", "token_command", "token_file"):
        assert way in caught.value.hint
    assert "kpt_secret" not in str(caught.value)


def test_a_keyring_in_plain_text_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryKeyring, "priority", 0.5)
    with pytest.raises(SecretError, match="no keyring"):
        store_token("work", ADDRESS, "kpt_secret")


def test_a_token_that_is_none_is_not_stored() -> None:
    with pytest.raises(SecretError):
        store_token("work", ADDRESS, "kpt_a b")
    assert find_token("work", Profile(), ADDRESS) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o644])
def test_a_file_that_others_can_reach_is_refused_with_the_cure(mode: int) -> None:
    path = _file(mode=mode)
    profile = Profile(token_file="work.token")
    with pytest.raises(SecretError) as caught:
        find_token("work", profile, ADDRESS)
    assert caught.value.hint == f"Run: chmod 600 {shlex.quote(str(path))}"
    subprocess.run(shlex.split(caught.value.hint.removeprefix("Run: ")), check=True)
    assert find_token("work", profile, ADDRESS) is not None


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SecretError, match="No such file"):
        find_token("work", Profile(token_file="gone.token"), ADDRESS)


def test_a_pipe_in_the_place_of_the_file_does_not_hold_up_the_start() -> None:
    path = named_path("work.token")
    path.parent.mkdir(parents=True)
    os.mkfifo(path, 0o600)
    with pytest.raises(SecretError, match="is not a file"):
        find_token("work", Profile(token_file="work.token"), ADDRESS)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused() -> None:
    os.chown(_file(), 12_345, 12_345)
    with pytest.raises(SecretError, match="belongs to somebody else"):
        find_token("work", Profile(token_file="work.token"), ADDRESS)


@pytest.mark.parametrize("text", ["", "\nkpt_second", "kpt_a b", "kpt_" + "a" * 9_000])
def test_a_file_without_a_token_is_an_error(text: str) -> None:
    path = _file(text)
    with pytest.raises(SecretError, match=path.name):
        find_token("work", Profile(token_file="work.token"), ADDRESS)


def test_a_written_file_is_found_again() -> None:
    path = config_dir() / "work.token"
    write_token_file(path, "kpt_written")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = find_token("work", Profile(token_file=str(path)), ADDRESS)
    assert found == Credential("kpt_written", f"the file {path}")


def test_a_file_that_can_not_be_written_is_an_error(home: Path) -> None:
    home.write_text("a file where the home should be", encoding="utf-8")
    with pytest.raises(SecretError, match="can't be written"):
        write_token_file(config_dir() / "work.token", "kpt_written")
