"""What was touched last and what is pinned, in the file: over versions, two consoles and damage."""

from dataclasses import replace
from pathlib import Path

from klink_tui.store.touched import Touched, TouchedTable, forget, pin, touch
from klink_tui.store.work import Work
from klink_tui.store.workschema import MIGRATIONS
from tests.store.workbench import ask, opened, texts, type_drafts

T1 = Touched("ticket", "t1#1", "#1 Drücker ไทย", 10.0)
C1 = Touched("contact", "c1", "Nok", 20.0, "changed")


def put(work: Work, *entries: Touched) -> None:
    work.write(lambda connection: touch(connection, entries))


def pinned(work: Work, *entries: Touched) -> None:
    work.write(lambda connection: pin(connection, entries))


def read(work: Work) -> list[Touched]:
    return TouchedTable(work).read()


def test_the_one_touched_last_is_first_and_all_comes_back(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as work:
        put(work, T1, C1)
        assert read(work) == [C1, T1]
        put(work, replace(T1, label="#1 New", at=30.0))
    with opened(tmp_path / "work.db") as work:
        assert read(work) == [replace(T1, label="#1 New", at=30.0), C1]


def test_a_touch_leaves_the_pin_and_a_pin_leaves_the_touch(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as work:
        put(work, T1)
        pinned(work, replace(T1, pinned=11.0, at=0.0, label="old"))
        assert read(work) == [replace(T1, pinned=11.0)]
        put(work, replace(T1, at=12.0))
        assert read(work) == [replace(T1, at=12.0, pinned=11.0)]
        pinned(work, T1)
        assert read(work) == [replace(T1, at=12.0)]


def test_another_console_that_was_later_is_not_written_over(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as one, opened(tmp_path / "work.db") as other:
        put(one, replace(T1, at=30.0, label="later"))
        put(other, T1)
        assert read(one) == [replace(T1, at=30.0, label="later")]


def test_only_so_many_are_kept_beside_the_pins(tmp_path: Path) -> None:
    with opened(tmp_path / "work.db") as work:
        put(work, *(Touched("ticket", str(number), "", float(number)) for number in range(9)))
        pinned(work, Touched("ticket", "0", "", 0.0, pinned=1.0))
        work.write(lambda connection: forget(connection, [("ticket", "8")], most=2))
        assert [one.target for one in read(work)] == ["7", "6", "0"]


def test_a_file_of_the_first_version_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    before = Work(path, migrations=MIGRATIONS[:1])
    type_drafts(before, "c1")
    before.close()
    with opened(path) as work:
        assert (work.said, read(work), texts(work)) == ("", [], {"c1": "text of c1"})
        put(work, T1)
    assert ask(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_pins_are_read_out_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    with opened(path) as work:
        type_drafts(work, "c1")
        put(work, T1, C1)
        pinned(work, replace(T1, pinned=11.0))
    with path.open("r+b") as file:
        file.write(bytes(100))
    with opened(path) as work:
        assert "was damaged" in work.said
        assert (read(work), texts(work)) == ([C1, replace(T1, pinned=11.0)], {"c1": "text of c1"})


def test_a_damaged_file_of_the_first_version_is_saved_too(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    before = Work(path, migrations=MIGRATIONS[:1])
    type_drafts(before, "c1")
    before.close()
    with path.open("r+b") as file:
        file.write(bytes(100))
    with opened(path) as work:
        assert (texts(work), read(work)) == ({"c1": "text of c1"}, [])
        put(work, T1)
        assert read(work) == [T1]


def test_what_was_touched_in_memory_is_brought_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "place" / "work.db"
    path.parent.write_bytes(b"")
    work = Work(path)
    assert work.path is None
    pinned(work, replace(T1, pinned=11.0))
    path.parent.unlink()
    assert work.try_again()
    assert read(work) == [replace(T1, pinned=11.0)]
    work.close()
