"""The browser: a process of its own that can do nothing to the terminal, and whose failing is told."""

import asyncio
import os
import stat
import sys
from pathlib import Path

import pytest

from klink_tui.desk import webopen
from klink_tui.desk.webopen import open_in_browser, why_not

ADDRESS = "https://desk.example/t/1?a=b&c=%E0%B8%81"


def browser(path: Path, script: str) -> dict[str, str]:
    """Make a browser, and give an environment that chooses it."""
    path.write_text(f"#!{sys.executable}\nimport os, sys, time\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return {**os.environ, "BROWSER": str(path)}


@pytest.mark.parametrize(
    ("environment", "platform", "why"),
    [
        ({"DISPLAY": ":0"}, "linux", ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", ""),
        ({"BROWSER": "wslview"}, "linux", ""),
        ({}, "darwin", ""),
        ({}, "win32", ""),
        ({}, "linux", "there is no desktop here"),
        ({"DISPLAY": ""}, "linux", "there is no desktop here"),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "a 1 b 22"}, "linux", "over SSH"),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", "over SSH"),
    ],
)
def test_where_there_is_no_browser_is_known_beforehand(environment: dict[str, str], platform: str, why: str) -> None:
    found = why_not(environment, platform)
    assert found.startswith(why)
    assert bool(found) == bool(why)


async def test_the_address_arrives_and_nothing_of_ours_does(tmp_path: Path) -> None:
    to = tmp_path / "seen"
    script = (
        "print('on the terminal'); print('warning', file=sys.stderr)\n"
        f"open({str(to)!r}, 'w').write('|'.join([*sys.argv[1:], *(n for n in os.environ if n.startswith('KLINK'))]))"
    )
    environment = browser(tmp_path / "b", script) | {"KLINK_API_TOKEN": "kpt_secret"}
    assert await open_in_browser(ADDRESS, environment) == ""
    assert to.read_text() == ADDRESS


async def test_nothing_is_written_to_the_console(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    environment = browser(tmp_path / "b", "print('out'); print('err', file=sys.stderr); sys.stdin.read()")
    assert await open_in_browser(ADDRESS, environment) == ""
    assert capfd.readouterr() == ("", "")


async def test_one_that_fails_is_told(tmp_path: Path) -> None:
    assert await open_in_browser(ADDRESS, browser(tmp_path / "b", "sys.exit(4)")) == "the browser ended with status 1"


@pytest.mark.parametrize("name", ["w3m", "lynx", "www-browser"])
async def test_one_for_the_terminal_is_none(tmp_path: Path, name: str) -> None:
    to = tmp_path / "ran"
    environment = browser(tmp_path / name, f"open({str(to)!r}, 'w')")
    assert await open_in_browser(ADDRESS, environment) == "no browser with a window was found"
    assert not to.exists()


async def test_one_that_stays_open_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webopen, "PATIENCE", 1.0)
    ends = tmp_path / "ends"
    environment = browser(tmp_path / "b", f"while not os.path.exists({str(ends)!r}): time.sleep(0.01)")
    started: list[asyncio.subprocess.Process] = []
    make = asyncio.create_subprocess_exec

    async def noting(*arguments: str, **others: object) -> asyncio.subprocess.Process:
        started.append(await make(*arguments, **others))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noting)
    assert await open_in_browser(ADDRESS, environment) == ""
    ends.touch()
    assert await started[0].wait() == 0


async def test_where_nothing_can_be_started_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert (await open_in_browser(ADDRESS, {})).startswith("the browser did not start: No such file")
