"""The desk of a session: whose copy it stands on, and what of it is kept in the profile."""

import subprocess
import sys
from pathlib import Path

import pytest

from klink_tui.desk.views import BUILT_IN, View
from klink_tui.opening import open_desk, open_work
from klink_tui.session import Session, demo_session, open_session
from klink_tui.settings import read_settings, save_profile
from klink_tui.store.cache import Cache
from klink_tui.store.files import cache_file


class Server:
    """A server of a session's own."""

    token = "kpt_sandbox"

    async def address(self) -> str:
        """Give an address where nobody listens."""
        return "http://127.0.0.1:9"

    def stop(self) -> None:
        """Nothing to end."""


async def _noted(session: Session, words: str = "") -> object:
    """Give what a session's copy remembers, after it was told something."""
    desk = open_desk(session)
    if words:
        desk.copy.notes.put("test", words)
    kept = desk.copy.notes.read("test")
    await desk.close()
    await session.close()
    return kept


async def test_the_profile_says_what_the_desk_is_like() -> None:
    save_profile("work", base_url="https://work.example", timezone="Asia/Bangkok", page_size=20, me="ada@example.com")
    save_profile("work", poll_seconds=60, sweep_minutes=10, keep_tickets=500)
    desk = open_desk(open_session("work"))
    pace = desk.mirror.pace
    assert (desk.name, desk.timezone, desk.tickets.page_size) == ("work.example", "Asia/Bangkok", 20)
    assert (desk.lexicon.vocabulary().me, desk.views.all) == ("ada@example.com", BUILT_IN)
    assert (pace.poll_seconds, pace.sweep_seconds, pace.most_tickets) == (60.0, 600.0, 500)
    assert desk.copy.cache.path == cache_file("work")
    await desk.close()


async def test_each_profile_has_a_copy_of_its_own_that_stays() -> None:
    assert await _noted(open_session("one"), "kept") == "kept"
    assert await _noted(open_session("two")) is None
    assert await _noted(open_session("one")) == "kept"


async def test_the_copy_of_another_server_is_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await _noted(open_session(), "of the first") == "of the first"
    monkeypatch.setenv("KLINK_BASE_URL", "https://other.example")
    assert await _noted(open_session()) is None
    assert await _noted(open_session(), "of the second") == "of the second"


async def test_a_copy_in_memory_leaves_no_file() -> None:
    save_profile("default", local_copy=False)
    assert await _noted(open_session(), "gone") == "gone"
    save_profile("default", local_copy=True)
    desk = open_desk(open_session(), copy=False)
    assert desk.copy.cache.path is None
    await desk.close()
    assert not cache_file("default").exists()


async def test_the_demonstration_s_copy_and_work_go_with_its_session() -> None:
    session = demo_session(Server())
    paths: list[Path | None] = []
    for _ in range(2):
        desk = open_desk(session, work=open_work(session))
        paths += [desk.copy.cache.path, desk.own.work.path]
        await desk.close()
    directory = session.own_directory()
    assert paths == [directory / "cache.db", directory / "work.db"] * 2
    assert directory.stat().st_mode & 0o777 == 0o700
    await session.close()
    await session.close()
    assert not directory.exists()
    assert not cache_file("demo").exists()
    assert session.own_directory() != directory, "what is asked for once more is made anew"
    await session.close()


def test_a_directory_goes_at_the_latest_with_the_process() -> None:
    code = "from klink_tui.session import Session; from klink_tui.settings import Profile\n"
    code += "session = Session('x', Profile()); print(session.own_directory())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not Path(done.stdout.strip()).exists()


async def test_views_and_me_are_kept_in_the_profile() -> None:
    session = open_session("work")
    desk = open_desk(session)
    desk.views.add(View("North", "cf_region:north"), 0)
    desk.keep_me("ada@example.com")
    await desk.close()
    for again in (session, open_session("work")):
        desk = open_desk(again)
        assert desk.views.at(0) == View("North", "cf_region:north")
        assert desk.lexicon.vocabulary().me == "ada@example.com"
        await desk.close()


async def test_the_demonstration_keeps_nothing_in_the_settings() -> None:
    session = demo_session(Server())
    desk = open_desk(session)
    desk.views.remove(0)
    desk.keep_me("ada")
    await desk.close()
    assert read_settings().profiles == {}
    desk = open_desk(session)
    assert (desk.views.at(0).name, desk.lexicon.vocabulary().me) == ("Mine", "ada")
    await desk.close()
    await session.close()


def test_a_copy_from_before_addresses_were_noted_is_taken_over() -> None:
    cache = Cache(cache_file("default"))
    cache.write(lambda connection: connection.execute("INSERT INTO state VALUES ('test', '1')"))
    cache.close()
    desk = open_desk(open_session())
    assert desk.copy.notes.read("test") == 1
    desk.copy.close()
