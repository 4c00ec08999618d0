"""Setup: tried before it is stored, every failure on its field, nothing typed is lost, the token never shown."""

import asyncio
import socket
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import keyring
import pytest
from textual.widgets import Input, Static

from klink_tui.app import KlinkApp
from klink_tui.errors import (
    ConfigError,
)
from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.server import Served, serve
from klink_tui.screens.setup import SetupScreen
from klink_tui.screens.tickets import TicketsScreen
from klink_tui.session import Session, open_session
from klink_tui.settings import config_dir, read_settings, save_profile
from klink_tui.widgets.pickfield import PickField
from tests.console import NOW, Console
from tests.gate import Gate
from tests.memory_keyring import MemoryKeyring

TOKEN: Final = "kpt_sandbox"
WRONG: Final = "kpt_not_this_one"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Serve a small sandbox."""
    with serve(SandboxConfig(tickets=12, contacts=4, now=NOW)) as running:
        yield running


@pytest.fixture(autouse=True)
def kept(served: Served) -> MemoryKeyring:
    """Give an empty keyring, and a sandbox without quirks."""
    served.sandbox.quirks.clear()
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    return ring


@asynccontextmanager
async def started(served: Served, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Console]:
    """Start the console as on a first run."""
    app = KlinkApp(open_session(), now=lambda: NOW)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        c = Console(app, pilot, served.sandbox, Gate(httpx.ASGITransport(served.sandbox.app)))
        await c.until(lambda: isinstance(app.screen, SetupScreen) and app.focused)
        await c.settle()
        yield c


def field(c: Console, name: str) -> Input:
    return c.app.screen.query_one(f"#{name}", Input)


def wrong(c: Console) -> dict[str, str]:
    """Give what is said to be wrong, by field."""
    lines = {name: c.app.screen.query_one(f"#{name}-wrong", Static) for name in ("address", "token", "keep")}
    return {name: str(line.visual) for name, line in lines.items() if line.display}


async def connect(c: Console, address: str, token: str) -> None:
    field(c, "address").value = address
    field(c, "token").value = token
    await c.press("ctrl+s")


async def done(c: Console) -> None:
    await c.until(lambda: isinstance(c.app.screen, TicketsScreen) and "page 1 of 1" in c.text())


def nothing_is_stored(ring: MemoryKeyring) -> bool:
    return not config_dir().exists() and ring.kept == {}


async def test_the_first_start_asks_with_the_usual_address_and_the_cursor_in_the_token(served: Served) -> None:
    async with started(served) as c:
        assert field(c, "address").value == "https://apigw.klinkcx.com"
        await c.until(lambda: c.app.focused is field(c, "token"))
        assert "Encrypted, in this machine's keyring" in c.text()


async def test_what_works_is_stored_and_used_at_once(served: Served, kept: MemoryKeyring) -> None:
    async with started(served) as c:
        await connect(c, f"{served.url}/api/v1/", TOKEN)
        await done(c)
        assert read_settings().profiles["default"].base_url == served.url
        assert list(kept.kept.values()) == [TOKEN]
    assert TOKEN not in (config_dir() / "config.toml").read_text()
    again = open_session()
    assert not again.needs_setup
    credential = await again.find_token()
    assert credential is not None
    assert credential.source == "the keyring"


async def test_typing_alone_is_enough(served: Served, kept: MemoryKeyring) -> None:
    async with started(served) as c:
        await c.press("up", "ctrl+u")
        await c.type(served.url)
        await c.press("enter")
        await c.type(TOKEN)
        await c.press("enter")
        await done(c)
        assert list(kept.kept.values()) == [TOKEN]


async def test_a_token_that_is_not_taken_is_said_at_the_token_and_nothing_is_lost_or_stored(
    served: Served, kept: MemoryKeyring
) -> None:
    async with started(served) as c:
        await connect(c, served.url, WRONG)
        await c.until(lambda: "does not take this token" in wrong(c).get("token", ""))
        assert list(wrong(c)) == ["token"]
        assert "401" in wrong(c)["token"]
        assert (field(c, "address").value, field(c, "token").value) == (served.url, WRONG)
        await c.until(lambda: c.app.focused is field(c, "token"))
        assert nothing_is_stored(kept)
        await c.press("end", "backspace")
        assert wrong(c) == {}


def closed_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (closed_port, "can't be reached"),
        (lambda: "https://nowhere.invalid", "can't be reached"),
        (lambda: "http://desk.example", "Plain http would send the token readable"),
        (lambda: "desk.example", "must start with https://"),
        (lambda: "", "must start with https://"),
        (lambda: "https://me:secret@desk.example", "must not hold a user or password"),
    ],
)
async def test_what_is_wrong_with_an_address_is_said_there(
    address: Callable[[], str], words: str, served: Served, kept: MemoryKeyring
) -> None:
    async with started(served) as c:
        typed = address()
        await connect(c, typed, TOKEN)
        await c.until(lambda: words in wrong(c).get("address", ""))
        assert list(wrong(c)) == ["address"]
        assert (field(c, "address").value, field(c, "token").value) == (typed, TOKEN)
        await c.until(lambda: c.app.focused is field(c, "address"))
        assert nothing_is_stored(kept)


@pytest.mark.parametrize("token", ["two words", "kpt_ü"])
async def test_what_is_no_token_is_said_without_asking_the_server(
    token: str, served: Served, kept: MemoryKeyring
) -> None:
    async with started(served) as c:
        before = len(c.sandbox.log)
        await connect(c, served.url, token)
        await c.until(lambda: "characters that no token holds" in wrong(c).get("token", ""))
        assert token not in wrong(c)["token"]
        assert not wrong(c)["token"].startswith("The field")
        assert len(c.sandbox.log) == before
        assert nothing_is_stored(kept)


async def test_an_empty_token_is_asked_for(served: Served) -> None:
    async with started(served) as c:
        await connect(c, served.url, "  ")
        await c.until(lambda: wrong(c) == {"token": "Paste a token here."})


@pytest.mark.parametrize(
    ("quirk", "place", "words"),
    [
        ("forbidden", "token", "may not read tickets"),
        ("html-502", "address", "could not say whether the token is good"),
        ("cut", "address", "broke"),
    ],
)
async def test_what_a_server_does_instead_of_answering_is_told_apart(
    quirk: str, place: str, words: str, served: Served, kept: MemoryKeyring
) -> None:
    async with started(served) as c:
        c.sandbox.quirks.switch_on(quirk)
        await connect(c, served.url, TOKEN)
        await c.until(lambda: words in wrong(c).get(place, ""))
        assert nothing_is_stored(kept)


async def test_leaving_stores_nothing_and_the_way_back_is_named(served: Served, kept: MemoryKeyring) -> None:
    async with started(served) as c:
        await c.type(TOKEN)
        await c.press("escape")
        await c.until("Not configured")
        assert isinstance(c.app.screen, TicketsScreen)
        assert any("f12 asks for address and token again" in toast for toast in c.toasts)
        assert nothing_is_stored(kept)
        await c.press("f12")
        await c.until(lambda: isinstance(c.app.screen, SetupScreen))
        await connect(c, served.url, TOKEN)
        await done(c)


async def test_escape_stops_a_try_and_stays(served: Served, kept: MemoryKeyring) -> None:
    async with started(served) as c:
        c.sandbox.quirks.switch_on("slow=30")
        await connect(c, served.url, TOKEN)
        await c.until("Trying …")
        await c.press("ctrl+s", "escape")
        await c.until("ctrl+s connects")
        assert isinstance(c.app.screen, SetupScreen)
        assert field(c, "token").value == TOKEN
        c.sandbox.quirks.clear()
        await c.press("ctrl+s")
        await done(c)


async def test_what_is_being_stored_is_not_stopped(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    at, go_on = asyncio.Event(), asyncio.Event()

    async def slow(*_: object, **__: object) -> None:
        at.set()
        await go_on.wait()

    monkeypatch.setattr("klink_tui.session.store_connection", slow)
    async with started(served) as c:
        await connect(c, served.url, TOKEN)
        await c.until(at.is_set)
        await c.press("escape")
        assert isinstance(c.app.screen, SetupScreen)
        go_on.set()
        await done(c)


async def test_leaving_a_console_that_works_says_nothing(served: Served) -> None:
    async with started(served) as c:
        await connect(c, served.url, TOKEN)
        await done(c)
        await c.press("f12")
        await c.until(lambda: isinstance(c.app.screen, SetupScreen))
        assert field(c, "token").value == "", "the token that is in use is not shown, not even as dots"
        await c.press("escape")
        assert c.toasts == []


# Where the token goes


async def choose(c: Console, key: str) -> None:
    c.app.screen.query_one(PickField).focus()
    await c.press("enter", key)


async def test_without_a_keyring_another_place_is_asked_for_and_nothing_is_stored(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryKeyring, "priority", 0)
    async with started(served) as c:
        await connect(c, served.url, TOKEN)
        await c.until(lambda: "no keyring" in wrong(c).get("keep", ""))
        assert "Address and token work, but were not stored." in wrong(c)["keep"]
        assert not config_dir().exists()
        await c.until(lambda: c.app.focused is c.app.screen.query_one(PickField))
        await c.press("enter", "u")
        assert "Whoever gets at your files" in str(c.app.screen.query_one("#keep-note", Static).visual)
        assert wrong(c) == {}
        await c.press("ctrl+s")
        await done(c)
    path = config_dir() / "default.token"
    assert path.read_text().strip() == TOKEN
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_token_for_this_run_only_is_nowhere_afterwards(served: Served, kept: MemoryKeyring, home: Path) -> None:
    async with started(served) as c:
        await choose(c, "n")
        await connect(c, served.url, TOKEN)
        await done(c)
    assert kept.kept == {}
    assert read_settings().profiles["default"].base_url == served.url
    assert not any(TOKEN in text for text in _texts(home))


def _texts(folder: Path) -> list[str]:
    return [path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file()]


async def test_settings_that_can_not_be_written_do_not_stop_this_run(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConfigError("The disk is full.")

    monkeypatch.setattr("klink_tui.session.save_profile", refuse)
    async with started(served) as c:
        await choose(c, "n")
        await connect(c, served.url, TOKEN)
        await done(c)
        assert any("Used for this run only. The disk is full." in toast for toast in c.toasts)


# What wins


async def test_an_address_from_the_environment_can_not_be_changed_here(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLINK_BASE_URL", served.url)
    app = KlinkApp(open_session(), now=lambda: NOW)
    async with app.run_test(size=(120, 36)) as pilot:
        c = Console(app, pilot, served.sandbox, Gate(httpx.ASGITransport(served.sandbox.app)))
        await c.until(lambda: isinstance(app.screen, SetupScreen) and app.focused)
        assert field(c, "address").disabled
        assert field(c, "address").value == served.url
        assert "KLINK_BASE_URL is set" in c.text()
        field(c, "token").value = TOKEN
        await c.press("enter")
        await done(c)


async def test_what_wins_over_a_token_is_named(monkeypatch: pytest.MonkeyPatch, served: Served) -> None:
    save_profile("default", base_url=served.url)
    session = open_session()
    assert session.overruling == ("", "")
    monkeypatch.setenv("KLINK_API_TOKEN", WRONG)
    assert session.overruling == ("", "KLINK_API_TOKEN")
    app = KlinkApp(session, now=lambda: NOW)
    async with app.run_test(size=(120, 36)) as pilot:
        c = Console(app, pilot, served.sandbox, Gate(httpx.ASGITransport(served.sandbox.app)))
        await c.until("f12 asks for address and token")
        await c.press("f12")
        await c.until("KLINK_API_TOKEN wins over it")
        field(c, "token").value = TOKEN
        await c.press("enter")
        await done(c)


def test_a_token_command_wins_too(served: Served) -> None:
    save_profile("default", base_url=served.url, token_command="pass show klink")
    assert open_session().overruling == ("", "the token command in the settings")


# The token stays unseen


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_token_is_never_on_view(size: tuple[int, int], served: Served) -> None:
    async with started(served, size) as c:
        await connect(c, served.url, WRONG)
        await c.until(lambda: wrong(c))
        assert WRONG not in c.text()
        assert "•" * len(WRONG) in c.text()
        assert not any(WRONG in toast for toast in c.toasts)
        assert not any(WRONG in str(worker) or WRONG in worker.description for worker in c.app.workers)
        await connect(c, served.url, TOKEN)
        await done(c)
        await c.press("f7")
        await c.rest()
        assert TOKEN not in c.text()
        assert not any(TOKEN in repr(exchange) for exchange in c.app.exchanges)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_it_works_where_there_is_little_room(size: tuple[int, int], served: Served) -> None:
    async with started(served, size) as c:
        assert "Address" in c.text()
        assert "Token" in c.text()
        assert "connects" in c.text()
        await connect(c, "https://nowhere.invalid", TOKEN)
        await c.until("can't be reached")


async def test_why_it_asks_again_is_said(served: Served) -> None:
    app = KlinkApp(_waiting_session(served), now=lambda: NOW)
    async with app.run_test(size=(120, 36)) as pilot:
        c = Console(app, pilot, served.sandbox, Gate(httpx.ASGITransport(served.sandbox.app)))
        await c.until("There is no token for the profile 'default'")
        await c.until(lambda: isinstance(app.screen, SetupScreen))
        assert "There is no token for the profile 'default'" in c.text()


def _waiting_session(served: Served) -> Session:
    """Give a session whose profile is stored and whose token is gone."""
    save_profile("default", base_url=served.url)
    return open_session()
