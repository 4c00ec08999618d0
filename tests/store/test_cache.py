"""The cache's file: private, and made anew at any doubt without a question."""

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from klink_tui.store.cache import Cache
from klink_tui.store.files import cache_file
from klink_tui.store.schema import VERSION


def state(cache: Cache) -> list[tuple[str, str]]:
    return cache.reader.execute("SELECT name, value FROM state").fetchall()


def fill(path: Path) -> None:
    cache = Cache(path)
    with cache.writing() as connection:
        connection.execute("INSERT INTO state VALUES ('swept', '7')")
        filler = [(number, f"{number}#", "x" * 400) for number in range(200)]
        connection.executemany(
            "INSERT INTO tickets (ticket, key, id, sweep, title, title_fold, status, status_fold, priority,"
            " priority_fold, channel, channel_fold, type_fold, reason_fold, has_description, assignee, assignee_fold,"
            " creator_fold, contact_id, contact, contact_fold, emails_fold, phones_fold, company_fold)"
            " VALUES (?, ?, '', 0, ?, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '')",
            filler,
        )
        connection.executemany("INSERT INTO raws VALUES (?, ?)", [(number, b"x" * 400) for number in range(200)])
    cache.close()


def test_it_is_kept_and_private(tmp_path: Path) -> None:
    path = tmp_path / "profile" / "cache.db"
    fill(path)
    cache = Cache(path)
    assert state(cache) == [("swept", "7")]
    assert not cache.was_rebuilt
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    cache.close()


def zero(path: Path) -> None:
    path.write_bytes(b"")


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def scramble(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(os.urandom(size))


def scramble_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"not a database at all")


def scramble_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(path.stat().st_size - 8192))


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


def other(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE something (else_ TEXT)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("spoil", [zero, truncate, scramble, scramble_header, scramble_pages, newer, other])
def test_a_doubtful_file_is_made_anew(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    path = tmp_path / "cache.db"
    fill(path)
    spoil(path)
    cache = Cache(path)
    assert cache.trouble is None
    assert state(cache) == []
    with cache.writing() as connection:
        connection.execute("INSERT INTO state VALUES ('swept', '8')")
    assert state(cache) == [("swept", "8")]
    cache.close()


def test_where_no_file_can_be_it_is_in_memory_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("a file, no directory")
    cache = Cache(tmp_path / "in the way" / "cache.db")
    assert cache.path is None
    assert cache.trouble is not None
    assert "can't be written" in cache.trouble.message
    assert state(cache) == []
    cache.close()


def test_two_consoles_share_a_file(tmp_path: Path) -> None:
    one, other_one = Cache(tmp_path / "cache.db"), Cache(tmp_path / "cache.db")
    with one.writing() as connection:
        connection.execute("INSERT INTO state VALUES ('swept', '1')")
    assert state(other_one) == [("swept", "1")]
    one.close()
    other_one.close()


def fail_while_writing(cache: Cache) -> None:
    with cache.writing() as connection:
        connection.execute("INSERT INTO state VALUES ('swept', '1')")
        raise RuntimeError


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.db")
    with pytest.raises(RuntimeError):
        fail_while_writing(cache)
    assert state(cache) == []
    cache.close()


def test_each_profile_has_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KLINK_CACHE_DIR", str(tmp_path))
    assert cache_file("work") == tmp_path / "work" / "cache.db"
    assert cache_file("work") != cache_file("home")
