"""The sandbox as a child process: it listens, it ends with its parent, and it says why it did not start."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from klink_tui import demo
from klink_tui.demo import DemoServer
from klink_tui.errors import ConfigError
from klink_tui.session import demo_session

SMALL = ("--tickets", "12", "--contacts", "4")
ROOT = Path(__file__).parents[1]


@pytest.fixture
def server() -> Iterator[DemoServer]:
    """Start a small sandbox, and end it."""
    server = DemoServer(SMALL)
    yield server
    server.stop()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_it_serves_what_was_asked_for(server: DemoServer) -> None:
    session = demo_session(server)
    client = await session.connect()
    page = await client.tickets.list(page=1, page_size=10)
    assert page.total == 12
    assert await server.address() == str(client.address)
    await session.close()
    assert not _is_alive(server.pid)


async def test_several_can_wait_and_one_can_give_up(server: DemoServer) -> None:
    impatient = asyncio.create_task(server.address())
    patient = asyncio.create_task(server.address())
    await asyncio.sleep(0)
    impatient.cancel()
    address = await patient
    assert address.startswith("http://127.0.0.1:")
    assert impatient.cancelled()


def test_leaving_before_it_listens_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    server = DemoServer(SMALL)

    async def leave() -> None:
        waiting = asyncio.create_task(server.address())
        await asyncio.sleep(0)
        assert not waiting.done()

    asyncio.run(leave())
    server.stop()
    server.stop()
    assert not _is_alive(server.pid)
    assert not caplog.records


async def test_one_that_does_not_start_gives_its_last_words() -> None:
    server = DemoServer(["--quirk", "no-such-quirk"])
    with pytest.raises(ConfigError, match=r"did not start: (.|\n)*There is no quirk 'no-such-quirk'"):
        await server.address()
    with pytest.raises(ConfigError, match="did not start"):
        await server.address()
    assert not _is_alive(server.pid)


async def test_one_that_was_stopped_says_so() -> None:
    server = DemoServer(SMALL)
    server.stop()
    with pytest.raises(ConfigError, match="did not start"):
        await server.address()


async def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "START_SECONDS", 0.0)
    server = DemoServer(SMALL)
    with pytest.raises(ConfigError, match="did not listen within 0 seconds"):
        await server.address()
    assert not _is_alive(server.pid)


def test_where_no_process_can_be_started_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(ConfigError, match="can't be started: No such file"):
        DemoServer()


def test_the_child_sees_neither_token_nor_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_API_TOKEN", "kpt_real")
    monkeypatch.setenv("KLINK_CONFIG_DIR", "/somewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    environment = demo._environment()
    assert not [name for name in environment if name.startswith("KLINK_")]
    assert environment["PYTHONPATH"].endswith("/elsewhere")


def test_a_module_in_the_working_directory_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "click.py").write_text("raise SystemExit('the working directory was imported')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    server = DemoServer(SMALL)
    try:
        assert asyncio.run(server.address()).startswith("http://127.0.0.1:")
    finally:
        server.stop()


PARENT = """
import asyncio, sys
from klink_tui.demo import DemoServer
server = DemoServer(["--tickets", "12", "--contacts", "4"])
asyncio.run(server.address())
print(server.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells of the end of another's child")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_it_ends_with_its_parent_however_that_ends(how: signal.Signals | None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as parent:
        assert parent.stdout
        assert parent.stdin
        child = os.pidfd_open(int(parent.stdout.readline()))
        try:
            if how is None:
                parent.stdin.close()
            else:
                parent.send_signal(how)
            assert select.select([child], [], [], 10)[0], "the sandbox outlives its parent"
        finally:
            os.close(child)


def test_an_interrupt_for_the_console_does_not_end_it(server: DemoServer) -> None:
    asyncio.run(server.address())
    assert os.getpgid(server.pid) != os.getpgid(0)
    assert os.getsid(server.pid) == server.pid


def test_stopping_is_quick(server: DemoServer) -> None:
    asyncio.run(server.address())
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 3
