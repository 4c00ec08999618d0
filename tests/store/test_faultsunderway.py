"""Faults of the storage under way: what was saved is kept, it is said, and it goes on by itself (T12)."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest

from klink_tui.errors import StoreError
from klink_tui.store.drafts import DraftTable, save
from klink_tui.store.leaves import PAGE
from tests.store.faultchild import answer, call
from tests.store.workbench import (
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

ROWS = 40
SHORT = range(2)
LONG = range(2, 12)
Fault = Callable[[Path, Random], None]


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a directory that another user can reach."""
    directory = Path(tempfile.mkdtemp(prefix="klink-faults-"))
    directory.chmod(0o755)
    (directory / "own").mkdir()
    yield directory / "own"
    shutil.rmtree(directory)


def file_deleted(path: Path, rng: Random) -> None:
    path.unlink()
    if rng.random() < 0.5:
        Path(f"{path}-wal").unlink(missing_ok=True)
        Path(f"{path}-shm").unlink(missing_ok=True)


def directory_deleted(path: Path, rng: Random) -> None:
    shutil.rmtree(path.parent)
    if rng.random() < 0.5:
        path.parent.mkdir()


def swept_aside(path: Path, rng: Random) -> None:
    path.rename(path.with_name("mine.db"))


GONE: dict[str, Fault] = {"file": file_deleted, "directory": directory_deleted, "moved": swept_aside}


def gone(path: Path, name: str, seed: int) -> None:
    print(f"{name}, seed {seed}")
    rng = Random(f"{name} {seed}")
    fill(path, rows=ROWS)
    with opened(path) as work, opened(path) as other:
        type_drafts(work, "last")
        GONE[name](path, rng)
        if rng.random() < 0.5:
            assert len(texts(work)) == ROWS + 1
        else:
            type_drafts(work, "new")
        assert "was gone" in work.said
        assert str(path) in work.said
        assert (work.generation, work.trouble, work.is_kept) == (1, None, True)
        drafts = {f"d{number}" for number in range(ROWS)} | {"last"}
        assert drafts <= set(texts(work)) == set(texts(other))
        assert len(wanted(work)) == ROWS
        assert journalled(other) == list(range(ROWS))
        type_drafts(other, "of the other one")
        assert "of the other one" in texts(work)
        assert (other.generation, other.trouble) == (1, None)
        assert want(work, "new")[0].number > ROWS
    with opened(path) as work:
        assert (work.said, work.trouble) == ("", None)
        assert drafts | {"of the other one"} <= set(texts(work))
        assert work.read("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("seed", SHORT)
@pytest.mark.parametrize("name", GONE)
def test_what_is_gone_under_way_is_made_again_out_of_what_is_still_open(tmp_path: Path, name: str, seed: int) -> None:
    gone(tmp_path / "place" / "work.db", name, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", LONG)
@pytest.mark.parametrize("name", GONE)
def test_many_that_are_gone_under_way(tmp_path: Path, name: str, seed: int) -> None:
    gone(tmp_path / "place" / "work.db", name, seed)


def spoilt(path: Path, where: str, seed: int) -> None:
    """Scramble a file that is open: sooner or later it is noticed, and nothing but a StoreError is ever raised."""
    print(f"{where}, seed {seed}")
    rng = Random(f"{where} {seed}")
    fill(path, rows=ROWS)
    with opened(path) as work:
        typed = {one.target: one for one in type_drafts(work, *(f"t{number}" for number in range(5)))}
        victim = Path(f"{path}-wal") if where == "log" else path
        size = victim.stat().st_size
        if where == "everything":
            spoil(victim, 0, size, rng)
        elif where == "truncated":
            with victim.open("r+b") as file:
                file.truncate(rng.randrange(size))
        elif where == "header":
            spoil(victim, 0, 100, rng)
        else:
            at = rng.randrange(size // PAGE) * PAGE
            spoil(victim, at, min(PAGE, size - at), rng)
        generation, heard = work.generation, []
        for turn in range(20):
            one = typed[f"t{turn % 5}"]
            try:
                typed[one.target] = work.write(partial(save, draft=one))
                journal(work, 100 + turn)
                DraftTable(work).read()
            except StoreError as error:
                heard.append(str(error))
            if generation != work.generation:
                # As those do who have them in memory.
                generation = work.generation
                typed = {target: work.write(partial(save, draft=one)) for target, one in typed.items()}
        assert all(str(path) in words for words in heard)
    with opened(path) as work:
        assert work.trouble is None
        assert set(typed) <= set(texts(work))
        assert work.read("PRAGMA integrity_check") == [("ok",)]
        type_drafts(work, "new")
    with opened(path) as work:
        assert (work.said, work.trouble) == ("", None)
        assert "new" in texts(work)


WHERE = ["everything", "truncated", "header", "page", "log"]


@pytest.mark.parametrize("seed", SHORT)
@pytest.mark.parametrize("where", WHERE)
def test_a_file_that_is_spoilt_under_way(tmp_path: Path, where: str, seed: int) -> None:
    spoilt(tmp_path / "work.db", where, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", LONG)
@pytest.mark.parametrize("where", WHERE)
def test_many_files_that_are_spoilt_under_way(tmp_path: Path, where: str, seed: int) -> None:
    spoilt(tmp_path / "work.db", where, seed)


def at_once(path: Path, many: int, times: int) -> None:
    """Let several consoles start and write at the same time."""
    names = [f"p{number}" for number in range(many)]
    children = [call("write_many", path, name, times) for name in names]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    found = [answer(child) for child in children]
    numbers = [number for one in found for number in one["numbers"]]
    assert len(set(numbers)) == len(numbers) == many * times
    last = {f"{name} {times - 1}" for name in names}
    assert {one["mine"] for one in found} == last
    assert {(one["trouble"], one["said"]) for one in found} == {("", "")}
    with opened(path) as work:
        assert (work.said, work.trouble) == ("", None)
        drafts = DraftTable(work).read()
        assert {one.content["text"] for one in drafts if one.target != "shared"} == last
        assert {one.content["text"] for one in drafts if one.target == "shared"} == last
        assert set(wanted(work)) == {f"{name} {time}" for name in names for time in range(times)}
        assert work.read("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("many", [2, 5])
def test_several_consoles_write_at_once(tmp_path: Path, many: int) -> None:
    at_once(tmp_path / "work.db", many, 20)


@pytest.mark.long
@pytest.mark.parametrize("many", [2, 5])
@pytest.mark.parametrize("seed", LONG)
def test_several_consoles_write_at_once_for_longer(tmp_path: Path, many: int, seed: int) -> None:
    at_once(tmp_path / "work.db", many, 150)


@pytest.mark.parametrize("room", [0, 5_000, 40_000])
def test_a_disk_that_gets_full_under_way(place: Path, room: int) -> None:
    found = answer(call("full_under_way", place / "work.db", room))
    assert "can't be kept in" in found["why"]
    assert str(place / "work.db") in found["why"]
    assert (found["during"]["drafts"], found["during"]["kept"]) == ({"before": "text of before"}, False)
    assert found["during"]["trouble"] == found["why"]
    assert (found["again"], found["after"]["trouble"], found["said"]) == ("", "", "")
    assert set(found["reopened"]["drafts"]) == {"before", "after"}


@pytest.mark.parametrize("room", [0, 3_000, 20_000])
def test_a_disk_that_is_full_at_the_start(place: Path, room: int) -> None:
    found = answer(call("full_at_start", place / "work.db", room))
    assert str(place / "work.db") in found["first"]["trouble"]
    assert found["first"]["drafts"] == {"in memory": "text of in memory"}
    assert (found["first"]["kept"], found["tried"], found["got"]) == (False, False, True)
    after = found["after"]
    assert (after["kept"], after["trouble"], after["journal"]) == (True, "", [7])
    assert after["intents"] == {"in memory": "held"}


def test_no_permission_at_the_start(place: Path) -> None:
    found = answer(call("no_permission_at_start", place))
    assert "Permission denied" in found["first"]["trouble"]
    assert str(place) in found["first"]["trouble"]
    assert (found["first"]["kept"], found["tried"], found["got"]) == (False, False, True)
    assert (found["after"]["kept"], found["after"]["journal"]) == (True, [7])
    assert found["after"]["intents"] == {"in memory": "held"}


def test_no_permission_under_way(place: Path) -> None:
    found = answer(call("no_permission_under_way", place))
    assert "Permission denied" in found["why"]
    assert found["why"] == found["trouble"]
    assert (found["again"], found["after"]["trouble"], found["after"]["kept"]) == ("", "", True)
    assert set(found["after"]["drafts"]) == {"before", "after"}
    assert (set(found["after"]["intents"]), found["after"]["journal"], found["generation"]) == ({"before"}, [7], 1)
