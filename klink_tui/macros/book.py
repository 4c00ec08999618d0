"""The macros and snippets of a directory, read again where their files have changed; none is hidden by another."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from klink_tui.macros.files import LONGEST, Broken, Macro, Snippet, read_macro, read_snippet
from klink_tui.models.names import fold

EXAMPLES: Final = Path(__file__).parent / "examples"
"""What the demonstration has."""
MACROS: Final = "macros"
SNIPPETS: Final = "snippets"
_ENDS: Final = {MACROS: ".toml", SNIPPETS: ".md"}
_MOST: Final = 1_000
"""Files of a directory that are looked at."""
T = TypeVar("T")

Stamp = tuple[int, int, int]
"""What tells a file from how it was before."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the files have."""

    macros: tuple[Macro, ...] = ()
    """By name."""
    snippets: tuple[Snippet, ...] = ()
    """By name."""
    broken: tuple[Broken, ...] = ()
    """By file."""


@dataclass
class Book:
    """Reads a directory; every call looks at the files, and reads those that have changed."""

    directory: Path | None = None
    """Where ``macros`` and ``snippets`` are; ``None`` for nowhere."""
    _read: dict[str, tuple[Stamp, Macro | Snippet | Broken]] = field(default_factory=dict)

    def look(self) -> Shelf:
        """Give what there is now. Waits for the disk."""
        found: dict[str, tuple[Stamp, Macro | Snippet | Broken]] = {}
        troubles: list[Broken] = []
        if self.directory is not None:
            for kind in (MACROS, SNIPPETS):
                for file, path, stamp in self._files(kind, troubles):
                    known = self._read.get(file)
                    if known is None or known[0] != stamp:
                        known = (stamp, _read_file(kind, file, path))
                    found[file] = known
        self._read = found
        read = [one for _, one in found.values()]
        macros, clashes = _with_own_keys(sorted(_of(Macro, read), key=lambda one: (fold(one.name), one.file)))
        snippets = sorted(_of(Snippet, read), key=lambda one: fold(one.name))
        broken = sorted((*troubles, *_of(Broken, read), *clashes), key=lambda one: (one.file, one.line))
        return Shelf(tuple(macros), tuple(snippets), tuple(broken))

    def _files(self, kind: str, troubles: list[Broken]) -> Iterator[tuple[str, str, Stamp]]:
        assert self.directory is not None
        try:
            with os.scandir(self.directory / kind) as entries:
                names = sorted((one for one in entries if _is_meant(one, kind)), key=lambda one: one.name)
        except FileNotFoundError:
            return
        except OSError as error:
            troubles.append(Broken(kind, 0, f"It can't be read: {error.strerror or error}."))
            return
        if len(names) > _MOST:
            troubles.append(Broken(kind, 0, f"It has more than {_MOST:,} files: the first ones are used."))
        for entry in names[:_MOST]:
            file = f"{kind}/{entry.name}"
            try:
                status = entry.stat()
            except OSError as error:
                troubles.append(Broken(file, 0, f"It can't be read: {error.strerror or error}."))
            else:
                yield file, entry.path, (status.st_mtime_ns, status.st_size, status.st_ino)


def _is_meant(entry: "os.DirEntry[str]", kind: str) -> bool:
    """Tell whether an entry is a file of the kind: no hidden one, nor what an editor leaves beside it."""
    return entry.name.endswith(_ENDS[kind]) and not entry.name.startswith((".", "#"))


def _read_file(kind: str, file: str, path: str) -> Macro | Snippet | Broken:
    try:
        if not os.path.isfile(path):
            return Broken(file, 0, "It is no file.")
        with open(path, "rb") as stream:
            raw = stream.read(LONGEST + 1)
    except OSError as error:
        return Broken(file, 0, f"It can't be read: {error.strerror or error}.")
    if kind == MACROS:
        return read_macro(file, raw)
    return read_snippet(file, os.path.basename(path).removesuffix(_ENDS[SNIPPETS]), raw)


def _of(kind: type[T], found: list[Macro | Snippet | Broken]) -> Iterator[T]:
    return (one for one in found if isinstance(one, kind))


def _with_own_keys(macros: list[Macro]) -> tuple[list[Macro], list[Broken]]:
    """Leave each key to the first macro that has it."""
    owners: dict[str, Macro] = {}
    clashes: list[Broken] = []
    for macro in macros:
        if macro.key and owners.setdefault(macro.key, macro) is not macro:
            first = owners[macro.key].file
            clashes.append(Broken(macro.file, 0, f"Its key {macro.key} is that of {first}: it has none."))
    return [one.without_key() if one.key and owners[one.key] is not one else one for one in macros], clashes
