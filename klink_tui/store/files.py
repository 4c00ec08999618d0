"""Where databases are, and who may read them: directories 0700, files 0600."""

import os
import re
from pathlib import Path
from typing import Final

from klink_tui.errors import StoreError

APP: Final = "klink-tui"
SUFFIXES: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite adds to a database's name for the files beside it."""


def cache_file(profile: str) -> Path:
    """Give the path of a profile's cache; it need not exist. ``KLINK_CACHE_DIR`` names another directory."""
    if chosen := os.environ.get("KLINK_CACHE_DIR"):
        return Path(chosen).expanduser() / profile / "cache.db"
    import platformdirs

    return platformdirs.user_cache_path(APP, appauthor=False) / profile / "cache.db"


def work_file(profile: str, address: str) -> Path:
    """Give the path of what is an agent's own at one server; it need not exist.

    Each server has a file of its own: what was written for one must never reach another.
    ``KLINK_DATA_DIR`` names another directory.
    """
    place = re.sub(r"[^a-z0-9.]+", "_", address.partition("://")[2].casefold()).strip("_")
    if chosen := os.environ.get("KLINK_DATA_DIR"):
        return Path(chosen).expanduser() / profile / place / "work.db"
    import platformdirs

    return platformdirs.user_data_path(APP, appauthor=False) / profile / place / "work.db"


def make_private(path: Path) -> None:
    """Make the directory of a database and the file itself, for this user's eyes only.

    Raises:
        StoreError: the directory can't be made, or not written to.
    """
    make_directory(path.parent)
    try:
        path.touch(mode=0o600, exist_ok=True)
        path.chmod(0o600)
    except OSError as error:
        raise _unwritable(path, error) from error


def make_directory(directory: Path) -> None:
    """Make a directory for this user's eyes only.

    Raises:
        StoreError: it can't be made, or not written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.chmod(0o700)
    except OSError as error:
        raise _unwritable(directory, error) from error


def remove(path: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for suffix in SUFFIXES:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> StoreError:
    reason = error.strerror or str(error)
    return StoreError(
        f"{path} can't be written: {reason}.", hint="Everything still works, from memory, until the console ends."
    )
