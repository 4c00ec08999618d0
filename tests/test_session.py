"""A session: from a profile to a client that answers."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from klink_tui.credentials import store_token
from klink_tui.errors import AuthError, ConfigError, SecretError, UnreachableError
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import serve
from klink_tui.session import (
    Session,
    demo_session,
    in_background,
    open_session,
    store_connection,
    try_connection,
)
from klink_tui.settings import config_dir, save_profile, save_settings
from tests.memory_keyring import MemoryKeyring

TOKEN = "kpt_sandbox"


class Server:
    """A server of a session's own that listens when it is told to."""

    token = TOKEN

    def __init__(self, url: str) -> None:
        """Stand for the server at ``url``."""
        self.url = url
        self.listens = asyncio.Event()
        self.stopped = 0

    async def address(self) -> str:
        """Wait and give the address."""
        await self.listens.wait()
        return self.url

    def stop(self) -> None:
        """Count."""
        self.stopped += 1


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve a small sandbox and give its address."""
    with serve(SandboxConfig(tickets=12, contacts=4)) as served:
        yield served.url


@pytest.fixture(autouse=True)
def _keyring() -> None:
    keyring.set_keyring(MemoryKeyring())


async def _total(session: Session) -> int | None:
    client = await session.connect()
    return (await client.tickets.list(page=1, page_size=10)).total


def test_the_first_start_needs_setup() -> None:
    session = open_session()
    assert (session.name, session.stored, session.needs_setup) == ("default", False, True)


@pytest.mark.parametrize(("name", "value"), [("KLINK_API_TOKEN", "kpt_x"), ("KLINK_BASE_URL", "https://klink.example")])
def test_the_environment_alone_is_enough_to_try(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert not open_session().needs_setup
    monkeypatch.setenv(name, "")
    assert open_session().needs_setup


async def test_setup_is_needed_once_no_token_was_found() -> None:
    save_profile("default", base_url="https://klink.example")
    session = open_session()
    needed = [session.needs_setup]
    with pytest.raises(SecretError, match=r"no token for the profile 'default' at https://klink\.example"):
        await session.connect()
    needed.append(session.needs_setup)
    assert needed == [False, True]
    assert dict(session.sources())["Token"] == "none found"


async def test_a_stored_connection_is_found_by_the_next_session(url: str) -> None:
    await store_connection("default", url, TOKEN)
    session = open_session()
    assert session.stored
    assert not session.needs_setup
    assert await _total(session) == 12
    assert dict(session.sources())["Token"] == "from the keyring"
    assert TOKEN not in (config_dir() / "config.toml").read_text(encoding="utf-8")
    await session.close()


async def test_a_stored_connection_can_keep_its_token_in_a_file(url: str) -> None:
    keyring.set_keyring(MemoryKeyring())
    await store_connection("default", url, TOKEN, keep="file")
    session = open_session()
    assert session.profile.token_file == "default.token"
    assert await _total(session) == 12
    assert dict(session.sources())["Token"] == f"from the file {config_dir() / 'default.token'}"
    await session.close()


async def test_a_connection_can_be_stored_without_its_token(url: str) -> None:
    await store_connection("default", url, TOKEN, keep="nowhere")
    assert open_session().profile.base_url == url
    with pytest.raises(SecretError):
        await open_session().connect()


async def test_the_first_profile_that_is_stored_is_used_where_none_is_named(url: str) -> None:
    await store_connection("work", url, TOKEN)
    assert open_session().name == "work"
    await store_connection("home", url, TOKEN)
    assert open_session().name == "work"
    assert open_session("home").stored


async def test_where_the_token_can_not_be_kept_nothing_is_stored(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryKeyring, "priority", 0)
    with pytest.raises(SecretError, match="no keyring"):
        await store_connection("default", url, TOKEN)
    assert not open_session().stored


@pytest.mark.parametrize("name", ["demo", "a b"])
async def test_a_connection_is_not_stored_under_a_bad_name(name: str, url: str) -> None:
    with pytest.raises(ConfigError, match="can't name a profile"):
        await store_connection(name, url, TOKEN)


async def test_the_environment_wins(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save_profile("default", base_url="https://klink.example")
    store_token("default", "https://klink.example", "kpt_other")
    monkeypatch.setenv("KLINK_BASE_URL", f"{url}/api/v1/")
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    session = open_session()
    assert await _total(session) == 12
    sources = dict(session.sources())
    assert sources["Address"] == f"{url} (KLINK_BASE_URL)"
    assert sources["Token"] == "from the environment (KLINK_API_TOKEN)"
    await session.close()


async def test_a_kept_token_does_not_follow_the_environments_address(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await store_connection("default", "https://klink.example", TOKEN)
    monkeypatch.setenv("KLINK_BASE_URL", url)
    with pytest.raises(SecretError, match="no token"):
        await open_session().connect()


def test_the_named_profile_is_opened() -> None:
    save_profile("work", base_url="https://work.example", page_size=20)
    save_profile("home", base_url="https://home.example")
    save_settings(profile="home", theme="nord")
    assert open_session().address == "https://home.example"
    work = open_session("work")
    assert (work.address, work.profile.page_size, work.theme) == ("https://work.example", 20, "nord")
    assert open_session("new").needs_setup


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"base_url": "http://klink.example"}, "Plain http"),
        ({"base_url": "ftp://klink.example"}, "must start with https://"),
        ({"timezone": "Nowhere"}, "is not a time zone"),
    ],
)
def test_a_profile_that_can_not_be_used_is_refused_at_once(change: dict[str, str], words: str) -> None:
    save_profile("default", **change)
    with pytest.raises(ConfigError, match=words):
        open_session()


def test_plain_http_can_be_allowed() -> None:
    save_profile("default", base_url="http://klink.example", allow_plain_http=True)
    assert open_session().address == "http://klink.example"


async def test_a_wrong_endpoint_in_the_settings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    save_profile("default", endpoints={"tags.lst": "/tags"})
    with pytest.raises(ConfigError, match=r"no endpoint 'tags\.lst'") as caught:
        await open_session().connect()
    assert "tags.list" in caught.value.hint


async def test_the_profile_reaches_the_client(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    save_profile(
        "default", base_url=url, endpoints={"tickets.list": "/tickets/contact/00000000-0000-4000-8000-000000000000"}
    )
    session = open_session()
    asked: list[str] = []
    session.on_exchange = lambda exchange: asked.append(exchange.path)
    assert await _total(session) == 0
    assert asked == ["/tickets/contact/00000000-0000-4000-8000-000000000000?page=1&pageSize=10"]
    await session.close()


async def test_a_ca_file_that_is_none_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    save_profile("default", base_url="https://localhost:1", ca_file="ours.pem")
    (config_dir() / "ours.pem").write_text("no certificate", encoding="utf-8")
    session = open_session()
    client = await session.connect()
    with pytest.raises(ConfigError, match=r"ours\.pem"):
        await client.tickets.list()
    await session.close()


async def test_everybody_gets_the_same_client(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_BASE_URL", url)
    monkeypatch.setenv("KLINK_API_TOKEN", TOKEN)
    session = open_session()
    first, second = await asyncio.gather(session.connect(), session.connect())
    assert first is second
    await session.close()
    with pytest.raises(UnreachableError):
        await first.tickets.list()


async def test_what_was_typed_in_is_used_without_being_stored(url: str) -> None:
    session = open_session()
    await session.use(url, f" {TOKEN} ")
    assert not session.needs_setup
    assert await _total(session) == 12
    assert dict(session.sources())["Token"] == "from what was typed in"
    assert not open_session().stored
    await session.close()


async def test_a_session_can_change_its_connection(url: str) -> None:
    session = open_session()
    await session.use("http://127.0.0.1:9", "kpt_wrong")
    before = await session.connect()
    await session.use(url, TOKEN)
    assert await session.connect() is not before
    assert await _total(session) == 12
    await session.close()


@pytest.mark.parametrize(("address", "token"), [("klink.example", TOKEN), ("https://klink.example", "kpt_a b")])
async def test_what_was_typed_in_is_checked(address: str, token: str) -> None:
    session = open_session()
    with pytest.raises(ConfigError):
        await session.use(address, token)
    assert session.needs_setup
    with pytest.raises(ConfigError):
        await try_connection(address, token)


async def test_a_connection_that_works_is_tried_without_a_word(url: str) -> None:
    await try_connection(f"{url}/", TOKEN)


async def test_a_wrong_token_is_said(url: str) -> None:
    with pytest.raises(AuthError):
        await try_connection(url, "kpt_wrong")


async def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(UnreachableError):
        await try_connection("https://klink.example", TOKEN)


async def test_the_demonstration_waits_for_its_server(url: str) -> None:
    server = Server(url)
    session = demo_session(server)
    assert not session.needs_setup
    assert (session.name, session.address) == ("demo", "")
    connecting = asyncio.create_task(session.connect())
    await asyncio.sleep(0)
    assert not connecting.done()
    server.listens.set()
    await connecting
    assert await _total(session) == 12
    await session.close()
    await session.close()
    assert server.stopped >= 1


async def test_the_demonstration_looks_at_no_settings(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config_dir().mkdir(parents=True)
    (config_dir() / "config.toml").write_text("broken", encoding="utf-8")
    monkeypatch.setenv("KLINK_BASE_URL", "https://klink.example")
    monkeypatch.setenv("KLINK_API_TOKEN", "kpt_real")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    server = Server(url)
    server.listens.set()
    session = demo_session(server)
    assert await _total(session) == 12
    assert session.time_zone == "Asia/Tokyo"
    assert await session.find_token() is None
    assert "klink.example" not in str(session.sources())
    await session.close()


def test_the_keys_are_the_users_in_the_demonstration_too(file: Path, url: str) -> None:
    file.write_text('preset = "vim"\npage_size = 9\n', encoding="utf-8")
    assert demo_session(Server(url)).preset == "default", "settings that can't be read are none"
    file.write_text('preset = "vim"\n[keys]\n"theme" = "f9"\n[profiles.default]\nme = "x"\n', encoding="utf-8")
    session = demo_session(Server(url))
    assert (session.preset, session.keys, session.profile.me) == ("vim", {"theme": "f9"}, "")
    assert (open_session().preset, open_session().keys) == ("vim", {"theme": "f9"})


async def test_no_words_hold_the_token(url: str) -> None:
    session = open_session()
    await session.use(url, "odd-token-of-another-shape")
    assert "odd-token" not in repr(session) + str(session.sources())
    assert session.masked("was odd-token-of-another-shape and kpt_abc") == "was kpt_… and kpt_…"
    await session.close()


async def test_a_background_thread_gives_its_result_or_its_error() -> None:
    assert await in_background(lambda: threading.current_thread().daemon)

    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await in_background(fail)


def test_nobody_waits_at_exit_for_a_background_thread(caplog: pytest.LogCaptureFixture) -> None:
    release = threading.Event()

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await in_background(lambda: release.wait(30))

    with caplog.at_level(logging.DEBUG, "concurrent.futures"):
        asyncio.run(give_up())
        release.set()
        for thread in threading.enumerate():
            if thread.name == "session-background":
                thread.join(5)
    assert not caplog.records


HEAVY = {"httpx", "pydantic", "keyring", "starlette", "uvicorn", "textual", "rich", "tomlkit", "pytest"}


@pytest.mark.parametrize(
    "code",
    [
        "import klink_tui.cli",
        "from klink_tui.session import open_session; assert open_session().needs_setup",
        "import klink_tui.demo",
        "import klink_tui.session, klink_tui.settings, klink_tui.credentials",
    ],
)
def test_starting_loads_nothing_heavy(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert HEAVY.isdisjoint(done.stdout.split())
