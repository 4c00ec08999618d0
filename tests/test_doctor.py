"""``doctor``: what it says of a server that works, of one that has its own paths, and of none at all."""

from collections.abc import Iterator
from dataclasses import replace

import click
import keyring
import pytest

from klink_tui.api.endpoints import ENDPOINTS
from klink_tui.doctor import run_doctor
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import serve
from klink_tui.session import Session, open_session
from klink_tui.settings import Profile, config_dir, read_settings, save_profile
from tests.memory_keyring import MemoryKeyring

TOKEN = "kpt_sandbox"
OPEN = [endpoint for endpoint in ENDPOINTS.values() if endpoint.mark != "D"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve a small sandbox and give its address."""
    with serve(SandboxConfig(tickets=30, contacts=8)) as served:
        yield served.url


@pytest.fixture(autouse=True)
def _keyring() -> None:
    keyring.set_keyring(MemoryKeyring())


@pytest.fixture
def connected(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point the environment at the sandbox."""
    monkeypatch.setenv("KLINK_BASE_URL", url)
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    return url


def _row(printed: str, id: str) -> list[str]:
    """Give the last row about an endpoint, as its columns."""
    rows = [line.split(None, 3) for line in printed.splitlines() if line.startswith("  ")]
    return [row for row in rows if row[1] == id][-1]


def test_a_server_that_works(connected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(open_session(), store=None) == 0
    printed = capsys.readouterr().out
    assert f"Address     {connected} (KLINK_BASE_URL)" in printed
    assert "Token       from the environment (KLINK_API_TOKEN)" in printed
    assert "TLS         none: plain http on this machine" in printed
    assert "10 of 30 rows" in printed
    assert "Everything works." in printed
    assert TOKEN not in printed
    for endpoint in OPEN:
        mark, _, path, outcome = _row(printed, endpoint.id)
        assert path == endpoint.candidates[0]
        assert mark == ("ok" if endpoint.is_read else "-")
        assert outcome.startswith("not tried:") is not endpoint.is_read


@pytest.mark.usefixtures("connected")
def test_only_reads_are_made() -> None:
    session = open_session()
    asked: list[str] = []
    session.on_exchange = lambda exchange: asked.append(exchange.method)
    run_doctor(session, store=False)
    assert len(asked) > len([endpoint for endpoint in OPEN if endpoint.is_read])
    assert set(asked) == {"GET"}


def _with_other_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the table guess another path first, so that the sandbox answers on the second one."""
    groups = ENDPOINTS["contacts.groups"]
    moved = {**ENDPOINTS, "contacts.groups": replace(groups, candidates=("/contact-groups", "/contacts/groups"))}
    for module in ("klink_tui.api.endpoints", "klink_tui.api.caller", "klink_tui.doctor"):
        monkeypatch.setattr(f"{module}.ENDPOINTS", moved)


@pytest.mark.usefixtures("connected")
def test_a_path_that_is_not_the_first_is_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _with_other_groups(monkeypatch)
    assert run_doctor(open_session(), store=None) == 0
    printed = capsys.readouterr().out
    assert _row(printed, "contacts.groups")[:3] == ["ok", "contacts.groups", "/contacts/groups"]
    assert "no  contacts.groups" in printed
    assert '"contacts.groups" = "/contacts/groups"' in printed
    assert "Run klink-tui doctor --store to keep them." in printed
    assert read_settings().profiles == {}


def test_a_path_that_answers_is_stored_and_then_in_use(
    connected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _with_other_groups(monkeypatch)
    assert run_doctor(open_session("work"), store=True) == 0
    assert f"Stored in {config_dir() / 'config.toml'}." in capsys.readouterr().out
    assert read_settings().profiles == {
        "work": Profile(base_url=connected, endpoints={"contacts.groups": "/contacts/groups"})
    }
    assert run_doctor(open_session("work"), store=None) == 0
    printed = capsys.readouterr().out
    assert "no  contacts.groups" not in printed
    assert "To use at once" not in printed


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(("answer", "stored"), [(True, 1), (False, 0)])
def test_on_a_terminal_it_asks(
    answer: bool, stored: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _with_other_groups(monkeypatch)
    asked: list[str] = []

    def confirm(question: str, default: bool) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "confirm", confirm)
    run_doctor(open_session(), store=None)
    assert asked == ["Store them in the profile?"]
    assert len(read_settings().profiles) == stored


@pytest.mark.usefixtures("connected")
def test_a_path_of_the_users_that_does_not_answer_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    save_profile("default", endpoints={"tags.list": "/no-such-list"})
    assert run_doctor(open_session(), store=None) == 1
    printed = capsys.readouterr().out
    assert _row(printed, "tags.list")[0] == "no"
    assert "404" in _row(printed, "tags.list")[3]
    assert "Faults: 1." in printed


def test_a_desk_without_rows_leaves_open_what_it_can_not_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    with serve(SandboxConfig(tickets=0, contacts=0)) as served:
        monkeypatch.setenv("KLINK_BASE_URL", served.url)
        assert run_doctor(open_session(), store=None) == 0
    assert "not tried: the first rows hold no id to ask for" in capsys.readouterr().out


def test_a_wrong_token_is_said(
    connected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", "odd-secret")
    assert run_doctor(open_session(), store=True) == 1
    printed = capsys.readouterr().out
    assert "Server      FAILED after" in printed
    assert "401" in printed
    assert "odd-secret" not in printed
    assert read_settings().profiles == {}


@pytest.mark.parametrize(
    ("address", "words"),
    [("https://klink.example", "klink.example"), ("http://127.0.0.1:9", "Nothing was sent")],
)
def test_a_server_that_is_not_there_is_said(
    address: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KLINK_BASE_URL", address)
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    assert run_doctor(open_session(), store=None) == 1
    (failed,) = [line for line in capsys.readouterr().out.splitlines() if "FAILED" in line]
    assert failed.startswith("Server      FAILED after")
    assert words in failed


def test_no_token_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(open_session(), store=None) == 1
    printed = capsys.readouterr().out
    assert "Token       none found" in printed
    assert "Token       FAILED: There is no token for the profile 'default'" in printed
    assert "KLINK_API_TOKEN" in printed


def test_a_place_of_the_token_that_can_not_be_read_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    save_profile("default", token_command="no-such-program-anywhere")
    assert run_doctor(open_session(), store=None) == 1
    printed = capsys.readouterr().out
    assert f"Settings    {config_dir() / 'config.toml'}\n" in printed
    assert "Token       FAILED: The token command can't be run" in printed


@pytest.mark.usefixtures("connected")
def test_an_endpoint_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    save_profile("default", endpoints={"tags.lst": "/tags"})
    assert run_doctor(open_session(), store=None) == 1
    printed = capsys.readouterr().out
    assert "Server      FAILED: There is no endpoint 'tags.lst'." in printed
    assert "Did you mean tags.list?" in printed


def test_the_session_is_closed(connected: str) -> None:
    closed: list[str] = []

    class Closing(Session):
        async def close(self) -> None:
            await super().close()
            closed.append(self.name)

    session = Closing(name="default", profile=Profile(base_url=connected), stored=True)
    run_doctor(session, store=False)
    assert closed == ["default"]
