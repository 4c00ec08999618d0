"""Files that were spoilt at rest: what can be read is kept, it is said, and it goes on by itself (T12)."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest

from klink_tui.errors import StoreError
from klink_tui.store.leaves import PAGE
from klink_tui.store.work import Work
from klink_tui.store.workschema import MIGRATIONS
from tests.store.workbench import (
    asides,
    fill,
    journal,
    journalled,
    opened,
    spoil,
    texts,
    type_drafts,
    want,
    wanted,
)

ROWS = 60
SHORT = range(2)
LONG = range(2, 12)
Fault = Callable[[Path, Random], None]


def left_behind(path: Path, rng: Random) -> None:
    """Make a file as a console leaves it: closed, or killed with its last changes in the log."""
    begun = path.parent / "begun" / "work.db"
    fill(begun, rows=ROWS)
    with opened(begun) as work:
        work.back_up(date(2026, 3, 1))
        type_drafts(work, "late", text="typed after the backup")
        want(work, "late")
        journal(work, 1000)
        if rng.random() < 0.5:
            work.read("PRAGMA wal_checkpoint(TRUNCATE)")
            type_drafts(work, "latest", text="typed last")
        else:
            type_drafts(work, "latest", text="typed last")
            work.close()
        for name in ("work.db", "work.db-wal", "backups"):
            source = begun.parent / name
            if source.is_dir():
                shutil.copytree(source, path.parent / name)
            elif source.exists():
                shutil.copy2(source, path.parent / name)


def no_backup(path: Path) -> None:
    shutil.rmtree(path.parent / "backups")


def header(path: Path, rng: Random) -> None:
    spoil(path, 0, rng.randrange(16, 101), rng)


def first_page(path: Path, rng: Random) -> None:
    spoil(path, 0, PAGE, rng)


def page_in_the_middle(path: Path, rng: Random) -> None:
    pages = path.stat().st_size // PAGE
    with path.open("rb") as file:
        whole = file.read()
    leaves = [page for page in range(20, pages) if whole[page * PAGE] == 13]
    spoil(path, rng.choice(leaves) * PAGE, PAGE, rng)


def any_page(path: Path, rng: Random) -> None:
    spoil(path, rng.randrange(1, path.stat().st_size // PAGE) * PAGE, PAGE, rng)


def everything(path: Path, rng: Random) -> None:
    spoil(path, 0, path.stat().st_size, rng)


def truncated(path: Path, rng: Random) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(rng.randrange(1, size - 1))


def zero_length(path: Path, rng: Random) -> None:
    path.write_bytes(b"")
    if rng.random() < 0.5:
        Path(f"{path}-wal").unlink(missing_ok=True)


def foreign(path: Path, rng: Random) -> None:
    path.write_text("Dear diary, this is no database.\n" * rng.randrange(1, 2000))


def foreign_tables(path: Path, rng: Random) -> None:
    for suffix in ("", "-wal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE drafts (something TEXT)")
    connection.close()


AT_REST: dict[str, Fault] = {
    "header": header,
    "first page": first_page,
    "page": page_in_the_middle,
    "any page": any_page,
    "everything": everything,
    "truncated": truncated,
    "zero length": zero_length,
    "foreign": foreign,
    "foreign tables": foreign_tables,
}


def is_there(work: Work, *, late: bool) -> None:
    """Look for everything that was in the backup, and for what was written after it."""
    drafts, intents = texts(work), wanted(work)
    assert {f"d{number}" for number in range(ROWS)} <= set(drafts)
    assert {f"i{number}" for number in range(ROWS)} <= set(intents)
    assert set(range(ROWS)) <= set(journalled(work))
    if late:
        assert (drafts["late"], drafts["latest"]) == ("typed after the backup", "typed last")
        assert "late" in intents
        assert 1000 in journalled(work)


def goes_on(work: Work, path: Path) -> None:
    """Write, and find it there at the next start, without a further word."""
    assert (work.trouble, work.is_kept) == (None, True)
    type_drafts(work, "new")
    (fresh,) = want(work, "new")
    assert fresh.number > ROWS or not work.said
    before = set(texts(work))
    assert work.read("PRAGMA integrity_check") == [("ok",)]
    work.close()
    with opened(path) as again:
        assert (again.said, again.trouble) == ("", None)
        assert "new" in texts(again)
        assert set(texts(again)) == before


def at_rest(path: Path, name: str, seed: int) -> None:
    print(f"{name}, seed {seed}")
    rng = Random(f"{name} {seed}")
    left_behind(path, rng)
    AT_REST[name](path, rng)
    spoilt, log = path.read_bytes(), Path(f"{path}-wal").exists()
    with opened(path) as work:
        if not work.said:
            assert name in ("any page", "header", "zero length", "truncated"), "the fault went unnoticed"
            is_there(work, late=True)  # It hit nothing that is in use, or the log had it all.
        else:
            assert str(path) in work.said
            is_there(work, late=name in ("header", "first page"))
            assert set(wanted(work).values()) == {"sending"}, "it might be sent twice"
            kept = [aside.read_bytes() for aside in asides(path)]
            assert len(kept) == 1 or not (spoilt or log)
            assert log or kept in ([spoilt], []), "what is put aside was changed"
        goes_on(work, path)


@pytest.mark.parametrize("seed", SHORT)
@pytest.mark.parametrize("name", AT_REST)
def test_a_file_that_was_spoilt_at_rest(tmp_path: Path, name: str, seed: int) -> None:
    at_rest(tmp_path / "work.db", name, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", LONG)
@pytest.mark.parametrize("name", AT_REST)
def test_many_files_that_were_spoilt_at_rest(tmp_path: Path, name: str, seed: int) -> None:
    at_rest(tmp_path / "work.db", name, seed)


def without_backup(path: Path, name: str, seed: int) -> None:
    """Save what can be read out of the file alone; a page costs the rows that were on it."""
    print(f"{name}, seed {seed}")
    rng = Random(f"{name} {seed}")
    left_behind(path, rng)
    no_backup(path)
    AT_REST[name](path, rng)
    with opened(path) as work:
        assert (work.trouble, work.is_kept) == (None, True)
        found = len(texts(work)) + len(wanted(work)) + len(journalled(work))
        if name in ("header", "first page"):
            is_there(work, late=True)
        elif name in ("page", "any page"):
            assert found >= 3 * ROWS - PAGE // 60
        goes_on(work, path)


@pytest.mark.parametrize("seed", SHORT)
@pytest.mark.parametrize("name", AT_REST)
def test_a_file_that_was_spoilt_and_has_no_backup(tmp_path: Path, name: str, seed: int) -> None:
    without_backup(tmp_path / "work.db", name, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", LONG)
@pytest.mark.parametrize("name", AT_REST)
def test_many_files_that_were_spoilt_and_have_no_backup(tmp_path: Path, name: str, seed: int) -> None:
    without_backup(tmp_path / "work.db", name, seed)


def test_a_page_that_leads_to_others_costs_none_of_what_is_there(tmp_path: Path) -> None:
    begun = tmp_path / "work.db"
    fill(begun, rows=ROWS, size=900)
    whole = begun.read_bytes()
    leading = [page for page in range(1, len(whole) // PAGE) if whole[page * PAGE] in (2, 5, 10)]
    assert [whole[page * PAGE] for page in leading].count(5) >= 2, "drafts and intents have one each"
    for page in leading:
        path = tmp_path / f"{page}" / "work.db"
        path.parent.mkdir()
        path.write_bytes(whole)
        spoil(path, PAGE * page, PAGE, Random(page))
        with opened(path) as work:
            assert "was damaged" in work.said
            is_there(work, late=False)
            assert texts(work)["d7"] == "7 " + "x" * 900
            goes_on(work, path)


def log_scrambled(path: Path, seed: int) -> None:
    """Scramble a part of the log that was not yet taken into the file: what else is in it is read all the same."""
    print(f"seed {seed}")
    rng = Random(seed)
    begun = path.parent / "begun" / "work.db"
    fill(begun, rows=ROWS)
    with opened(begun) as work:
        for number in range(30):
            type_drafts(work, f"late{number}")
            want(work, f"late{number}")
        for suffix in ("", "-wal"):
            shutil.copy2(f"{begun}{suffix}", f"{path}{suffix}")
    log = Path(f"{path}-wal")
    frames = (log.stat().st_size - 32) // (PAGE + 24)
    place = rng.randrange(-1, frames - 2)
    spoil(log, 0 if place < 0 else 32 + place * (PAGE + 24), 32 if place < 0 else PAGE, rng)
    scrambled = log.read_bytes()
    with opened(path) as work:
        assert "was damaged" in work.said
        assert {f"d{number}" for number in range(ROWS)} <= set(texts(work))
        assert {f"late{number}" for number in range(30)} <= set(texts(work)), "the log still had it"
        assert set(wanted(work).values()) == {"sending"}
        (aside,) = asides(path)
        assert Path(f"{aside}-wal").read_bytes() == scrambled
        goes_on(work, path)


@pytest.mark.parametrize("seed", SHORT)
def test_a_log_that_was_scrambled(tmp_path: Path, seed: int) -> None:
    log_scrambled(tmp_path / "work.db", seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", LONG)
def test_many_logs_that_were_scrambled(tmp_path: Path, seed: int) -> None:
    log_scrambled(tmp_path / "work.db", seed)


def test_a_log_as_a_killed_console_leaves_it_is_no_damage(tmp_path: Path) -> None:
    path, begun = tmp_path / "work.db", tmp_path / "begun" / "work.db"
    with opened(begun) as work:
        for number in range(40):
            type_drafts(work, f"d{number}")
            if number % 7 == 0:
                work.read("PRAGMA wal_checkpoint(RESTART)")
            for suffix in ("", "-wal"):
                shutil.copy2(f"{begun}{suffix}", f"{path}{suffix}")
            with opened(path) as left:
                assert (left.said, len(texts(left))) == ("", number + 1)


def test_a_newer_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    fill(path, rows=5)
    Work(path, migrations=(*MIGRATIONS, ("CREATE TABLE further (one TEXT)",), ())).close()
    before = path.read_bytes()
    for _ in range(3):
        with opened(path) as work:
            assert len(texts(work)) == 5
            assert work.trouble is not None
            assert str(path) in work.trouble.message
            with pytest.raises(StoreError):
                type_drafts(work, "new")
            assert (len(texts(work)), asides(path)) == (5, [])
    assert path.read_bytes() == before
