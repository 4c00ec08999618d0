"""The command line: what it takes, what it refuses, and the exit codes it gives."""

import os
import re
import signal
import socket
import subprocess
import sys
import types
from pathlib import Path
from typing import ClassVar, Self

import httpx
import pexpect
import pytest
from click.testing import CliRunner, Result

from klink_tui import __version__, cli
from klink_tui.cli import main
from klink_tui.errors import AuthError, ConfigError, Refusal
from klink_tui.session import Session
from klink_tui.settings import config_dir, save_profile

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "klink_tui"]


class FakeServer:
    """Stands for the sandbox's child process."""

    started: ClassVar[list[Self]] = []
    token = "kpt_sandbox"

    def __init__(self, arguments: list[str]) -> None:
        """Note that it was started."""
        self.arguments = arguments
        self.stopped = False
        FakeServer.started.append(self)

    async def address(self) -> str:
        """Give an address where nobody listens."""
        return "http://127.0.0.1:9"

    def stop(self) -> None:
        """Note that it was ended."""
        self.stopped = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[FakeServer]:
    """Start no child process."""
    monkeypatch.setattr(FakeServer, "started", [])
    monkeypatch.setattr("klink_tui.demo.DemoServer", FakeServer)
    return FakeServer


class FakeApp:
    """Stands for the console."""

    opened: ClassVar[list[Session]] = []
    result: int | Exception | None = 0
    return_code: int | None = 0

    def __init__(self, session: Session) -> None:
        """Note what it was opened on."""
        FakeApp.opened.append(session)

    def run(self) -> int | None:
        """End at once."""
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> type[FakeApp]:
    """Open no console, on what counts as a terminal."""
    module = types.ModuleType("klink_tui.app")
    vars(module)["KlinkApp"] = FakeApp
    monkeypatch.setitem(sys.modules, "klink_tui.app", module)
    monkeypatch.setattr(FakeApp, "opened", [])
    monkeypatch.setattr(cli, "_check_terminal", lambda: None)
    # It changes the tables of Rich for the whole process.
    monkeypatch.setattr("klink_tui.widgets.widths.follow_terminal", lambda _: None)
    return FakeApp


def _invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, arguments)


def _run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
        check=False,
    )


def test_the_version() -> None:
    assert _invoke("--version").output == f"klink-tui, version {__version__}\n"


@pytest.mark.parametrize("arguments", [(), ("doctor",), ("sandbox",)])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_the_options_and_no_hidden_one(arguments: tuple[str, ...], option: str) -> None:
    result = _invoke(*arguments, option)
    assert result.exit_code == 0
    assert "Usage:" in result.output
    assert "--with-parent" not in result.output


@pytest.mark.parametrize("arguments", [("--token", "kpt_x"), ("doctor", "--token", "kpt_x")])
def test_no_token_is_taken_as_an_argument(arguments: tuple[str, ...]) -> None:
    result = _invoke(*arguments)
    assert result.exit_code == 2
    assert "No such option" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--tickets", "5"), "go with --demo"),
        (("--contacts", "5"), "go with --demo"),
        (("--seed", "7"), "go with --demo"),
        (("--quirk", "slow"), "go with --demo"),
        (("--demo", "--profile", "work"), "--demo uses no profile"),
        (("--demo", "--tickets", "-1"), "-1 is not in the range"),
        (("--demo", "--quirk", "no-such"), "There is no quirk 'no-such'"),
        (("--demo", "doctor"), "klink-tui doctor"),
        (("--profile", "work", "doctor"), "klink-tui doctor"),
        (("--tickets", "5", "sandbox"), "klink-tui sandbox"),
        (("doctor", "--demo", "--profile", "work"), "--demo uses no profile"),
        (("doctor", "--demo", "--store"), "no profile to store anything in"),
        (("sandbox", "--port", "70000"), "70000 is not in the range"),
        (("sandbox", "--quirk", "slow:"), "slow:"),
        (("serve",), "No such command"),
    ],
)
@pytest.mark.usefixtures("app", "server")
def test_what_does_not_fit_is_refused_before_anything_starts(arguments: tuple[str, ...], words: str) -> None:
    result = _invoke(*arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert FakeServer.started == []
    assert FakeApp.opened == []


@pytest.mark.usefixtures("app")
def test_the_console_opens_on_the_profile_that_is_named() -> None:
    save_profile("work", base_url="https://work.example")
    assert _invoke("--profile", "work").exit_code == 0
    assert _invoke().exit_code == 0
    work, default = FakeApp.opened
    assert (work.name, work.address, work.server) == ("work", "https://work.example", None)
    assert (default.name, default.needs_setup) == ("default", True)


@pytest.mark.usefixtures("app")
def test_the_demonstration_opens_on_its_own_server(server: type[FakeServer]) -> None:
    assert _invoke("--demo", "--tickets", "5", "--quirk", "slow=0.1:0.5", "--quirk", "drift").exit_code == 0
    (started,), (session,) = server.started, FakeApp.opened
    assert started.arguments == [
        *("--tickets", "5", "--contacts", "160", "--seed", "7"),
        *("--quirk", "slow=0.1:0.5", "--quirk", "drift"),
    ]
    assert session.server is started
    assert started.stopped


@pytest.mark.parametrize(("result", "return_code", "exit_code"), [(0, 0, 0), (3, 0, 3), (None, 0, 0), (None, 1, 1)])
def test_the_consoles_exit_code_is_the_commands(
    app: type[FakeApp],
    server: type[FakeServer],
    monkeypatch: pytest.MonkeyPatch,
    result: int | None,
    return_code: int,
    exit_code: int,
) -> None:
    monkeypatch.setattr(app, "result", result)
    monkeypatch.setattr(app, "return_code", return_code)
    assert _invoke("--demo").exit_code == exit_code
    assert server.started[0].stopped


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (ConfigError("It holds kpt_secret\x1b[2J.", hint="Look at it."), 2),
        (AuthError("It holds kpt_secret\x1b[2J.", Refusal(401), hint="Look at it."), 1),
    ],
)
def test_an_error_of_ours_is_a_sentence_and_what_to_do(
    app: type[FakeApp], server: type[FakeServer], monkeypatch: pytest.MonkeyPatch, error: Exception, exit_code: int
) -> None:
    monkeypatch.setattr(app, "result", error)
    result = _invoke("--demo")
    assert result.exit_code == exit_code
    assert result.stderr == "klink-tui: It holds kpt_…[2J.\nLook at it.\n"
    assert result.stdout == ""
    assert server.started[0].stopped


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [((), "config.toml: themee: no such setting"), (("--profile", "a b"), "can't name a profile")],
)
def test_settings_that_can_not_be_used_are_said(arguments: tuple[str, ...], words: str) -> None:
    if not arguments:
        config_dir().mkdir(parents=True)
        (config_dir() / "config.toml").write_text("themee = 'x'", encoding="utf-8")
    result = _invoke(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stderr.startswith("klink-tui: ")
    assert FakeApp.opened == []


def test_a_defect_shows_its_traceback_and_no_token(
    app: type[FakeApp], server: type[FakeServer], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", "odd-secret")
    monkeypatch.setattr(app, "result", RuntimeError("with odd-secret and kpt_secret"))
    monkeypatch.setattr(sys, "argv", ["klink-tui", "--demo"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 1
    printed = capsys.readouterr().err
    assert "RuntimeError: with kpt_… and kpt_…" in printed
    assert "Traceback" in printed
    assert "secret" not in printed
    assert server.started[0].stopped


def test_without_a_terminal_it_says_so() -> None:
    done = _run()
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "klink-tui: The console needs a terminal, and its input is not one.\n"
        "Start it without a pipe and without redirection; over ssh, use ssh -t.\n"
    )


@pytest.mark.parametrize(("redirect", "name"), [("</dev/null", "input"), (">out", "output"), ("2>err", "error output")])
def test_each_end_must_be_a_terminal(redirect: str, name: str, tmp_path: Path) -> None:
    words = "\n".join(_in_a_terminal(f"cd {tmp_path} && {sys.executable} -m klink_tui --demo {redirect}", tmp_path))
    assert f"and its {name} is not one" in words


def _in_a_terminal(command: str, place: Path, **environment: str) -> list[str]:
    """Run a shell's command in a terminal and give all it printed there and into files, as lines."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | environment
    child = pexpect.spawn("/bin/sh", ["-c", command], env=env, encoding="utf-8", timeout=30, dimensions=(24, 120))
    printed = str(child.read())
    child.close()
    assert child.exitstatus == 2
    printed += "".join(path.read_text(encoding="utf-8") for path in place.iterdir() if path.is_file())
    assert "Traceback" not in printed
    return printed.splitlines()


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_can_not_place_a_cursor_is_refused(term: str, tmp_path: Path) -> None:
    lines = _in_a_terminal(f"{sys.executable} -m klink_tui --demo", tmp_path, TERM=term)
    assert lines[0] == f"klink-tui: The terminal can't place a cursor (TERM is {term or 'not set'})."
    assert "xterm-256color" in lines[1]


def test_the_sandbox_starts_before_the_console_is_imported() -> None:
    code = """
import sys
import klink_tui.cli, klink_tui.demo
class Server:
    def __init__(self, arguments):
        print("started", "textual" in sys.modules, "asyncio" in sys.modules, "pydantic" in sys.modules)
        raise SystemExit(0)
klink_tui.demo.DemoServer = Server
klink_tui.cli._check_terminal = lambda: None
sys.argv[1:] = ["--demo"]
klink_tui.cli.main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "started False False False\n"


def _listening(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    line = process.stdout.readline()
    found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", line)
    assert found, line
    return found[1]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_sandbox_runs_alone_until_it_is_ended(end: signal.Signals) -> None:
    arguments = ["sandbox", "--port", "0", "--tickets", "5", "--contacts", "2", "--token", "kpt_other"]
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        url = _listening(process)
        answer = httpx.get(f"{url}/api/v1/tickets", headers={"Authorization": "Bearer kpt_other"})
        assert answer.json()["total"] == 5
        assert httpx.get(f"{url}/api/v1/tickets").status_code == 401
        process.send_signal(end)
        _, errors = process.communicate(timeout=10)
    assert process.returncode in (0, 130)
    assert errors == ""


def test_the_sandbox_keeps_its_data_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    arguments = [
        "sandbox",
        "--port",
        "0",
        "--tickets",
        "5",
        "--contacts",
        "2",
        "--database",
        str(file),
        "--with-parent",
    ]
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        _listening(process)
        assert file.stat().st_size > 0
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_port_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = _run("sandbox", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_examines_the_demonstration() -> None:
    done = _run("doctor", "--demo", KLINK_API_TOKEN="kpt_real")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "demo: an embedded sandbox" in done.stdout
    assert "Everything works." in done.stdout


def test_doctor_without_a_network_says_what_failed() -> None:
    done = _run("doctor", KLINK_API_TOKEN="odd-secret", KLINK_BASE_URL="https://127.0.0.1:9")
    assert done.returncode == 1
    assert "Server      FAILED" in done.stdout
    assert "odd-secret" not in done.stdout + done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize(("option", "stored"), [("--store", True), ("--no-store", False), ("", None)])
def test_doctor_is_told_whether_to_store(option: str, stored: bool | None, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, bool | None]] = []

    def run_doctor(session: Session, *, store: bool | None) -> int:
        told.append((session.name, store))
        return 1

    monkeypatch.setattr("klink_tui.doctor.run_doctor", run_doctor)
    assert _invoke("doctor", "--profile", "work", *filter(None, [option])).exit_code == 1
    assert told == [("work", stored)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to be had")
def test_what_can_not_be_printed_is_one_sentence_and_no_traceback() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "klink_tui", "keys", "--list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
    assert done.stderr == "klink-tui: What is printed can't be written: there is no space left.\n"
    assert done.returncode == 1
