"""The cache's file: private, and made anew at any doubt without a question."""

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from klink_tui.store.cache import Cache
from klink_tui.store.contacts import ContactTable
from klink_tui.store.files import cache_file
from klink_tui.store.schema import VERSION
from klink_tui.store.taken import Seen
from klink_tui.store.tickets import TicketTable


def state(cache: Cache) -> list[tuple[str, str]]:
    return cache.read("SELECT name, value FROM state")


def note(cache: Cache, value: str) -> None:
    cache.write(lambda connection: connection.execute("INSERT INTO state VALUES ('swept', ?)", (value,)))


def fill(path: Path) -> None:
    cache = Cache(path)
    records = [{"id": f"t{number}", "ticketNumber": number, "title": "x" * 400} for number in range(200)]
    TicketTable(cache).put(records, Seen(1, 0.0, first_place=0))
    ContactTable(cache).put([{"id": f"c{number}", "name": "x" * 400} for number in range(200)], Seen(1, 0.0))
    note(cache, "7")
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
    note(cache, "8")
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
    note(one, "1")
    assert state(other_one) == [("swept", "1")]
    one.close()
    other_one.close()


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO state VALUES ('swept', '1')")
        raise RuntimeError

    cache = Cache(tmp_path / "cache.db")
    with pytest.raises(RuntimeError):
        cache.write(fail)
    assert state(cache) == []
    note(cache, "2")
    assert state(cache) == [("swept", "2")]
    cache.close()


def test_pages_that_turn_out_scrambled_later_are_no_reason_to_stop(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    fill(path)
    cache = Cache(path)
    assert cache.generation == 0
    with path.open("r+b") as file:
        file.seek(3 * 8192)
        file.write(os.urandom(path.stat().st_size - 3 * 8192))
    assert cache.read("SELECT sum(length(raw)) FROM contacts")[0][0] is None
    assert (cache.generation, cache.was_rebuilt, cache.trouble) == (1, True, None)
    note(cache, "8")
    assert state(cache) == [("swept", "8")]
    cache.close()


def test_where_the_disk_is_full_it_goes_on_in_memory_and_says_why(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.db")
    note(cache, "7")
    cache.write(lambda connection: None)
    ((pages,),) = cache.write(lambda connection: connection.execute("PRAGMA page_count").fetchall())
    cache._writer.execute(f"PRAGMA max_page_count = {pages}")
    contacts = [{"id": f"c{number}", "name": str(number) * 400} for number in range(200)]
    assert len(ContactTable(cache).put(contacts, Seen(1, 0.0)).new) == 200
    assert cache.path is None
    assert cache.trouble is not None
    assert "full" in cache.trouble.message
    assert cache.generation == 1
    cache.close()


def test_a_cache_in_memory_is_never_read_half_written() -> None:
    cache = Cache(None)
    half_way, seen = threading.Event(), []

    def write(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO state VALUES ('one', '1')")
        half_way.set()
        connection.execute("INSERT INTO state VALUES ('two', '2')")

    def read() -> None:
        half_way.wait(5)
        seen.append(len(state(cache)))

    reader = threading.Thread(target=read)
    reader.start()
    cache.write(write)
    reader.join()
    assert seen == [2]
    cache.close()


def test_each_profile_has_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KLINK_CACHE_DIR", str(tmp_path))
    assert cache_file("work") == tmp_path / "work" / "cache.db"
    assert cache_file("work") != cache_file("home")
