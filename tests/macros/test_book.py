"""A directory of macros and snippets: read again where a file changed, and nothing hides anything."""

import os
from pathlib import Path

import pytest

from klink_tui.macros import book
from klink_tui.macros.book import EXAMPLES, Book, Shelf
from klink_tui.macros.files import Macro, read_macro


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for kind in ("macros", "snippets"):
        (tmp_path / kind).mkdir()
    return tmp_path


def put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def test_nowhere_and_nothing(tmp_path: Path) -> None:
    assert Book().look() == Shelf()
    assert Book(tmp_path).look() == Shelf()


def test_a_broken_file_hides_no_other(directory: Path) -> None:
    put(directory / "macros/b.toml", 'name = "Second"\nmessage = "x"')
    put(directory / "macros/a.toml", "name = ")
    put(directory / "macros/c.toml", 'name = "first"\nmessage = "x"')
    put(directory / "macros/.hidden.toml", "name = ")
    put(directory / "macros/c.toml~", "name = ")
    (directory / "macros/d.toml").mkdir()
    put(directory / "snippets/thanks.md", "Thanks")
    put(directory / "snippets/bad name.md", "Thanks")
    shelf = Book(directory).look()
    assert [one.name for one in shelf.macros] == ["first", "Second"]
    assert [one.name for one in shelf.snippets] == ["thanks"]
    assert [one.file for one in shelf.broken] == ["macros/a.toml", "macros/d.toml", "snippets/bad name.md"]
    assert shelf.broken[1].why == "It is no file."


def test_only_what_changed_is_read_again(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(directory / "macros/a.toml", 'message = "x"')
    put(directory / "macros/b.toml", 'message = "x"')
    read: list[str] = []

    def reading(file: str, raw: bytes) -> object:
        read.append(file)
        return read_macro(file, raw)

    monkeypatch.setattr(book, "read_macro", reading)
    shelves = Book(directory)
    first = shelves.look()
    assert shelves.look() == first
    assert read == ["macros/a.toml", "macros/b.toml"]
    put(directory / "macros/b.toml", 'message = "changed"')
    assert [one.message for one in shelves.look().macros] == ["x", "changed"]
    assert read[2:] == ["macros/b.toml"]
    (directory / "macros/a.toml").unlink()
    assert [one.file for one in shelves.look().macros] == ["macros/b.toml"]
    before = (directory / "macros/b.toml").stat()
    put(directory / "macros/b.toml", 'message = "chbnged"')
    os.utime(directory / "macros/b.toml", ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert [one.message for one in shelves.look().macros] == ["chbnged"]


def test_a_key_is_the_first_ones(directory: Path) -> None:
    put(directory / "macros/b.toml", 'name = "A"\nkey = "p"\nmessage = "x"')
    put(directory / "macros/a.toml", 'name = "B"\nkey = "p"\nmessage = "x"')
    shelf = Book(directory).look()
    assert [(one.name, one.key) for one in shelf.macros] == [("A", "p"), ("B", "")]
    assert [str(one) for one in shelf.broken] == ["macros/a.toml: Its key p is that of macros/b.toml: it has none."]


def test_too_many_are_said(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "_MOST", 2)
    for name in "abc":
        put(directory / f"macros/{name}.toml", 'message = "x"')
    shelf = Book(directory).look()
    assert len(shelf.macros) == 2
    assert "more than 2 files" in str(shelf.broken[0])


def test_a_directory_that_is_none_is_said(tmp_path: Path) -> None:
    put(tmp_path / "macros", "x")
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets/gone.md").symlink_to(tmp_path / "nowhere")
    shelf = Book(tmp_path).look()
    assert [one.file for one in shelf.broken] == ["macros", "snippets/gone.md"]
    assert all("can't be read" in one.why for one in shelf.broken)


def test_the_examples_are_whole() -> None:
    shelf = Book(EXAMPLES).look()
    assert shelf.broken == ()
    assert len(shelf.macros) >= 3
    assert len(shelf.snippets) >= 3
    assert all(isinstance(one, Macro) and one.key for one in shelf.macros)
