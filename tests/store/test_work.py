"""The agent's own work: kept, told apart from what is not kept, and shared by two consoles."""

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from klink_tui.errors import StoreError
from klink_tui.store.drafts import save
from klink_tui.store.files import work_file
from klink_tui.store.work import Work
from klink_tui.store.workschema import MIGRATIONS
from tests.store.workbench import (
    SECOND,
    ask,
    backup,
    draft,
    journal,
    journalled,
    mode,
    opened,
    texts,
    type_drafts,
    want,
    wanted,
)


def test_a_fresh_file_is_empty_private_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "profile" / "place" / "work.db"
    with opened(path) as work:
        assert (work.trouble, work.said, work.generation, work.is_kept, work.path) == (None, "", 0, True, path)
        assert (texts(work), wanted(work), journalled(work)) == ({}, {}, [])
        type_drafts(work, "c1")
        assert {one.name for one in path.parent.iterdir()} >= {"work.db", "work.db-wal", "work.db-shm", "opening.lock"}
        assert {mode(one) for one in path.parent.iterdir()} == {0o600}
        assert mode(path.parent) == 0o700


def test_what_was_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as work:
        type_drafts(work, "c1")
        want(work, "c2")
        journal(work, 7)
    with opened(tmp_path / "work.db") as work:
        assert (texts(work), list(wanted(work)), journalled(work)) == ({"c1": "text of c1"}, ["c2"], [7])
        assert (work.said, work.trouble) == ("", None)


def test_a_directory_with_odd_letters_in_its_name_is_one_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "50%20 #1?mode=memory" / "work.db"
    with opened(path) as work:
        type_drafts(work, "c1")
        assert work.back_up(date(2026, 3, 1)) == backup(path, "2026-03-01")
    path.write_bytes(b"")
    with opened(path) as work:
        assert texts(work) == {"c1": "text of c1"}


def test_writes_are_durable_and_whole(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as work:
        assert work.read("PRAGMA journal_mode") == [("wal",)]
        assert work.read("PRAGMA synchronous") == [(2,)]

        def fail(connection: sqlite3.Connection) -> None:
            save(connection, draft("c1"))
            raise RuntimeError

        with pytest.raises(RuntimeError):
            work.write(fail)
        assert texts(work) == {}
        type_drafts(work, "c2")
        assert texts(work) == {"c2": "text of c2"}


def test_what_breaks_a_rule_of_the_tables_is_raised_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as work:
        with pytest.raises(sqlite3.IntegrityError):
            work.write(lambda connection: connection.execute("INSERT INTO batches (label) VALUES (NULL)"))
        assert work.trouble is None


def test_without_a_path_it_is_in_memory_and_that_is_no_trouble() -> None:
    work = Work(None)
    assert want(work, "c1")[0].number == 1
    assert (work.trouble, work.is_kept, work.try_again(), work.back_up(date(2026, 3, 1))) == (None, False, False, None)
    work.close()
    work.close()


def test_where_no_file_can_be_it_is_in_memory_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("a file, no directory")
    with opened(tmp_path / "in the way" / "work.db") as work:
        assert (work.path, work.is_kept) == (None, False)
        assert work.trouble is not None
        assert "can't be written" in work.trouble.message
        assert str(tmp_path / "in the way") in work.trouble.message
        type_drafts(work, "c1")
        assert texts(work) == {"c1": "text of c1"}
        assert work.trouble is not None
        assert work.back_up(date(2026, 3, 1)) is None


def test_what_was_done_in_memory_goes_to_the_file_once_there_can_be_one(tmp_path: Path) -> None:
    path = tmp_path / "place" / "work.db"
    with opened(path) as work:
        want(work, "kept")
        journal(work, 1, 2)
    (tmp_path / "place").rename(tmp_path / "elsewhere")
    (tmp_path / "place").write_text("in the way")
    with opened(path) as work:
        want(work, "typed in memory")
        journal(work, 3)
        assert not work.try_again()
        (tmp_path / "place").unlink()
        (tmp_path / "elsewhere").rename(tmp_path / "place")
        assert work.try_again()
        assert (work.path, work.trouble, work.generation, work.is_kept) == (path, None, 1, True)
        assert list(wanted(work)) == ["kept", "typed in memory"]
        assert sorted(journalled(work)) == [1, 2, 3]
        assert not work.try_again()


def test_a_file_of_a_later_version_is_only_read_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        type_drafts(work, "c1")
    later = Work(path, migrations=SECOND)
    later.close()
    before = ask(path, "PRAGMA user_version")
    with opened(path) as work:
        assert texts(work) == {"c1": "text of c1"}
        assert work.trouble is not None
        assert "later version" in work.trouble.message
        assert str(path) in work.trouble.message
        assert (work.is_kept, work.back_up(date(2026, 3, 1))) == (False, None)
        with pytest.raises(StoreError, match="later version"):
            type_drafts(work, "c2")
    assert ask(path, "PRAGMA user_version") == before == [(len(SECOND),)]


def test_a_later_version_that_migrates_the_file_under_way_is_not_written_into(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        type_drafts(work, "c1")
        later = Work(path, migrations=SECOND)
        later.close()
        with pytest.raises(StoreError, match="later version"):
            type_drafts(work, "c2")
        assert (texts(work), work.is_kept) == ({"c1": "text of c1"}, False)


def test_a_later_version_may_have_other_tables(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    Work(path, migrations=(*MIGRATIONS, ("DROP TABLE drafts",))).close()
    with opened(path) as work:
        assert work.trouble is not None
        assert "later version" in work.trouble.message
        with pytest.raises(StoreError):
            texts(work)
    assert ask(path, "PRAGMA user_version") == [(len(SECOND),)]


def test_two_consoles_share_a_file_and_notice_each_other(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as one, opened(tmp_path / "work.db") as other:
        before = other.changed_elsewhere()
        assert other.changed_elsewhere() == before
        type_drafts(other, "mine")
        assert other.changed_elsewhere() == before
        type_drafts(one, "c1")
        assert other.changed_elsewhere() != before
        assert set(texts(other)) == {"mine", "c1"}
        assert (one.generation, other.generation) == (0, 0)


def test_any_thread_may_write(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as work:
        threads = [threading.Thread(target=type_drafts, args=(work, f"c{number}")) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(texts(work)) == 8


def test_a_file_that_another_one_replaced_is_left_for_that(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        type_drafts(work, "old")
        with opened(tmp_path / "new" / "work.db") as other:
            type_drafts(other, "new")
        seen = work.changed_elsewhere()
        (tmp_path / "new" / "work.db").replace(path)
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink()
        assert set(texts(work)) == {"new"}
        assert (work.generation, work.trouble) == (1, None)
        assert work.changed_elsewhere() != seen


def test_each_server_has_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KLINK_DATA_DIR", str(tmp_path))
    path = work_file("work", "https://One.example:8443/api")
    assert path == tmp_path / "work" / "one.example_8443_api" / "work.db"
    assert work_file("work", "https://two.example") != work_file("work", "https://three.example")
    assert work_file("home", "https://two.example").parts[-3] == "home"


def test_the_file_is_among_the_user_s_data_where_nothing_else_is_said(home: Path) -> None:
    assert home in work_file("work", "https://one.example").parents
