"""The file of work: migrations, backups, and what is made of a file that was left half-way."""

import os
import sqlite3
import threading
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from klink_tui.errors import StoreError
from klink_tui.store.backups import KEPT, backups_of
from klink_tui.store.work import Work
from klink_tui.store.workfile import open_memory, open_work
from klink_tui.store.workschema import MIGRATIONS
from tests.store.workbench import (
    FAILING,
    SECOND,
    asides,
    ask,
    backup,
    fill,
    mode,
    opened,
    texts,
    type_drafts,
    want,
    wanted,
)

DAY = date(2026, 3, 1)
COPY = f"work-before-version-{len(SECOND)}.db"


def test_a_further_migration_runs_after_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    fill(path, rows=5)
    work = Work(path, migrations=SECOND)
    assert (work.trouble, work.said) == (None, "")
    assert work.read("SELECT DISTINCT mood FROM drafts") == [("calm",)]
    assert len(texts(work)) == 5
    work.close()
    copy = backups_of(path) / COPY
    assert ask(copy, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert ask(copy, "SELECT count(*) FROM drafts") == [(5,)]
    assert (mode(copy), mode(copy.parent)) == (0o600, 0o700)
    assert [one.name for one in copy.parent.iterdir()] == [COPY]
    before = copy.stat().st_mtime_ns
    Work(path, migrations=SECOND).close()
    assert copy.stat().st_mtime_ns == before


def test_a_fresh_file_sees_all_migrations_and_needs_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    Work(path, migrations=SECOND).close()
    assert ask(path, "PRAGMA user_version") == [(len(SECOND),)]
    assert not backups_of(path).exists()


def test_a_migration_that_fails_leaves_the_file_at_the_old_version(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    fill(path, rows=5)
    work = Work(path, migrations=FAILING)
    assert (work.path, work.is_kept) == (None, False)
    assert work.trouble is not None
    assert str(path) in work.trouble.message
    type_drafts(work, "in memory")
    assert set(texts(work)) == {"in memory"}
    work.close()
    assert ask(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert ask(path, "SELECT name FROM sqlite_master WHERE name IN ('further', 'only_one')") == []
    with opened(path) as work:
        assert (len(texts(work)), work.trouble, work.said) == (5, None, "")
        type_drafts(work, "c1")


def test_where_no_copy_can_be_made_there_is_no_migration(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    fill(path, rows=5)
    backups_of(path).write_text("in the way")
    work = Work(path, migrations=SECOND)
    assert work.path is None
    work.close()
    assert ask(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_what_is_made_in_memory_instead_of_a_file_gets_other_numbers(tmp_path: Path) -> None:
    memory = open_memory(MIGRATIONS, instead=True)
    (number,) = memory.connection.execute(
        "INSERT INTO batches (label, created, paused) VALUES ('', 0, 0) RETURNING batch"
    )
    assert number[0] > 1_000_000_000_000
    memory.connection.close()


def test_a_backup_is_made_once_a_day_and_seven_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        for passed in range(10):
            type_drafts(work, f"c{passed}")
            day = DAY + timedelta(passed)
            made = work.back_up(day)
            assert made == backup(path, day.isoformat())
            assert (mode(made), mode(made.parent)) == (0o600, 0o700)
            assert work.back_up(day) is None
        names = sorted(one.name for one in backups_of(path).iterdir())
        assert names == [f"work-2026-03-{day:02}.db" for day in range(4, 11)]
        assert len(names) == KEPT
    with closing(sqlite3.connect(backup(path, "2026-03-04"))) as copy:
        assert copy.execute("SELECT count(*) FROM drafts").fetchone() == (4,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_that_can_t_be_finished_leaves_nothing_and_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        type_drafts(work, "c1")
        backup(path, "2026-03-01").mkdir(parents=True)  # What is finished can't take its place.
        backup(path, "2026-03-01").rename(backup(path, "2026-03-02"))
        (backups_of(path) / f"work-2026-03-01.db.{os.getpid()}").mkdir()
        with pytest.raises(StoreError, match="can't be backed up"):
            work.back_up(DAY)
        assert (work.trouble, work.is_kept) == (None, True)
        (backups_of(path) / f"work-2026-03-01.db.{os.getpid()}").rmdir()
        assert work.back_up(DAY) == backup(path, "2026-03-01")
        type_drafts(work, "c2")


def test_a_copy_without_room_leaves_no_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    fill(path)
    with opened(path) as work:
        before = set(path.parent.rglob("*"))

        def full(action: int, *_: object) -> int:
            return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK

        work._opened.connection.set_authorizer(full)
        with pytest.raises(StoreError, match="can't be backed up"):
            work.back_up(DAY)
        work._opened.connection.set_authorizer(None)
        assert set(path.parent.rglob("*")) - before <= {backups_of(path)}


def test_a_file_that_nobody_came_to_fill_is_filled_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    ask(path, "PRAGMA journal_mode = WAL")
    assert path.stat().st_size > 0
    with opened(path) as work:
        assert (work.said, work.trouble, texts(work)) == ("", None, {})
    assert asides(path) == []


def test_a_file_that_is_missing_at_the_start_comes_from_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        type_drafts(work, "c1")
        want(work, "c2")
        work.back_up(DAY)
    path.unlink()
    with opened(path) as work:
        assert "backup of 2026-03-01 took its place" in work.said
        assert str(path) in work.said
        assert texts(work) == {"c1": "text of c1"}
        # It may have been sent since: it is found out before anything is sent again.
        assert wanted(work) == {"c2": "sending"}
        (fresh,) = want(work, "c3")
        assert fresh.number > 1_000_000_000_000


def test_a_backup_that_is_damaged_or_of_a_later_version_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        type_drafts(work, "c1")
        for day in range(1, 5):
            work.back_up(DAY.replace(day=day))
    backup(path, "2026-03-04").write_bytes(b"SQLite format 3\0" + b"\7" * 5000)
    ask(backup(path, "2026-03-03"), f"PRAGMA user_version = {len(SECOND)}")
    backup(path, "2026-03-02").write_bytes(b"")
    path.write_bytes(b"")
    with opened(path) as work:
        assert "backup of 2026-03-01" in work.said
        assert texts(work) == {"c1": "text of c1"}


def test_a_recovery_that_was_interrupted_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "work.db"
    fill(path, rows=5)
    replace = os.replace
    for step in range(3):
        whole = path.read_bytes()
        path.write_bytes(b"\7" * 100 + whole[100:])
        done = 0

        def interrupted(source: Path | str, target: Path | str, allowed: int = step) -> None:
            nonlocal done
            if done == allowed:
                raise OSError("killed")
            done += 1
            replace(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", interrupted)
            with opened(path) as work:
                assert work.path is None
        with opened(path) as work:
            assert (work.trouble, len(texts(work)), len(wanted(work))) == (None, 5, 5)
        assert len(asides(path)) == step + 1
        assert not (tmp_path / "work-recovered.db").exists()
        assert not (tmp_path / "work-recovering.db").exists()


def test_consoles_that_start_at_once_open_the_same_fresh_file(tmp_path: Path) -> None:
    path = tmp_path / "place" / "work.db"
    works: list[Work] = []
    threads = [threading.Thread(target=lambda: works.append(Work(path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, work in enumerate(works):
        assert (work.trouble, work.said) == (None, "")
        type_drafts(work, f"c{number}")
    assert len(texts(works[0])) == 6
    for work in works:
        work.close()


def test_a_console_that_holds_the_file_for_too_long_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import filelock

    monkeypatch.setattr("klink_tui.store.workfile._LOCK_SECONDS", 0.05)
    with filelock.FileLock(tmp_path / "opening.lock"), pytest.raises(StoreError, match="held by another console"):
        open_work(tmp_path / "work.db", MIGRATIONS)
