"""The first frame: what was last on view, from the copy, before any reply and before most of the console is loaded."""

from pathlib import Path

import pytest

from klink_tui.app import KlinkApp
from klink_tui.screens.curtain import NOTE, CurtainScreen, Scene
from klink_tui.screens.tickets import TicketsScreen
from klink_tui.store.cache import Cache
from klink_tui.store.notes import Notes
from tests.console import NOW, Console, console, staged
from tests.gate import to
from tests.screens.views import tickets

VIEW_TOP = slice(2, 12)
"""The lines below the views: the header and the first rows."""


async def first_run(directory: Path, *keys: str) -> list[str]:
    """Read everything, press keys, and leave; give what was on view."""
    async with console(tickets=60, directory=directory) as c:
        await c.app.desk.mirror.sweep()
        await c.rest()
        for key in keys:
            await c.press(key)
            await c.rest()
        await c.until(lambda: c.app.desk.copy.notes.read(NOTE))
        return c.text().split("\n")


@pytest.mark.parametrize("keys", [(), ("5",), ("3", "S", "t", "enter")])
async def test_a_start_shows_what_was_last_on_view_before_any_reply(tmp_path: Path, keys: tuple[str, ...]) -> None:
    before = await first_run(tmp_path, *keys)
    with staged(tickets=60, directory=tmp_path) as (app, sandbox, gate):
        gate.hold(to("GET"))
        picture = CurtainScreen(app._cache, desk="test", zone="UTC", now=NOW)
        assert len(picture._list.rows)
        async with app.run_test(size=(120, 36)) as pilot:
            c = Console(app, pilot, sandbox, gate)
            await c.until(lambda: app.is_open)
            await c.settle()
            assert isinstance(app.screen, TicketsScreen)
            shown = c.text().split("\n")
            assert [line[:60] for line in shown[VIEW_TOP]] == [line[:60] for line in before[VIEW_TOP]]
            gate.open()
            await c.rest()


async def test_the_picture_looks_as_the_list_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await first_run(tmp_path, "5")
    with staged(tickets=60, directory=tmp_path) as (app, sandbox, gate):
        gate.hold(to("GET"))
        monkeypatch.setattr(KlinkApp, "_raise_curtain", lambda app: None)
        async with app.run_test(size=(120, 36)) as pilot:
            c = Console(app, pilot, sandbox, gate)
            await c.until(lambda: isinstance(app.screen, CurtainScreen))
            await c.settle()
            shown = c.text().split("\n")
            assert [line[:60] for line in shown[VIEW_TOP]] == [line[:60] for line in before[VIEW_TOP]]
            assert shown[-1] == before[-1]
            c.burst("j", "q")
            await c.settle()
            assert app.is_running
            gate.open()


async def test_keys_that_come_early_are_for_the_list(tmp_path: Path) -> None:
    await first_run(tmp_path)
    with staged(tickets=60, directory=tmp_path) as (app, sandbox, gate):
        async with app.run_test(size=(120, 36)) as pilot:
            c = Console(app, pilot, sandbox, gate)
            c.burst("j", "j", "j")
            await c.until(lambda: app.is_open)
            await c.rest()
            assert tickets(c).list.cursor == 3


@pytest.mark.parametrize("kept", [None, 3, {}, {"keys": 5}, {"keys": ["gone"], "columns": [[1]]}])
def test_a_note_that_can_not_be_read_is_an_empty_scene(kept: object) -> None:
    cache = Cache(None)
    Notes(cache).put(NOTE, kept)
    assert Scene.read(Notes(cache)) == Scene()
    cache.close()


async def test_without_a_network_and_with_a_copy_it_opens_and_says_how_old_it_is(tmp_path: Path) -> None:
    await first_run(tmp_path)
    async with console(tickets=60, directory=tmp_path, at_gate=lambda gate: gate.refuse(to("GET"))) as c:
        await c.rest()
        assert len(tickets(c).rows) == 50
        assert "60 tickets" in c.status.facts
        assert "old" in c.status.facts
        assert "the server can't be reached" in c.status.doing
        await c.press("5")
        await c.rest()
        assert {row.status for row in tickets(c).rows.items()} == {"pending"}


async def test_a_spoilt_copy_is_read_again_without_a_question(tmp_path: Path) -> None:
    await first_run(tmp_path)
    for name in ("cache.db-wal", "cache.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "cache.db").write_bytes(b"not a database at all" * 500)
    async with console(tickets=60, directory=tmp_path, keep_fresh=True) as c:
        await c.until(lambda: c.app.desk.mirror.progress.complete)
        assert c.app.desk.mirror.progress.held == 60
        assert len(tickets(c).rows) == 50
        assert c.toasts == []
