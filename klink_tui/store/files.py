"""Where databases are, and who may read them: directories 0700, files 0600."""

import os
from pathlib import Path
from typing import Final

from klink_tui.errors import StoreError

APP: Final = "klink-tui"
_SUFFIXES: Final = ("", "-wal", "-shm", "-journal")


def cache_file(profile: str) -> Path:
    """Give the path of a profile's cache; it need not exist. ``KLINK_CACHE_DIR`` names another directory."""
    if chosen := os.environ.get("KLINK_CACHE_DIR"):
        return Path(chosen).expanduser() / profile / "cache.db"
    import platformdirs

    return platformdirs.user_cache_path(APP, appauthor=False) / profile / "cache.db"


def make_private(path: Path) -> None:
    """Make the directory of a database and the file itself, for this user's eyes only.

    Raises:
        StoreError: the directory can't be made, or not written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        path.touch(mode=0o600, exist_ok=True)
        path.chmod(0o600)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"{path} can't be written: {reason}.", hint="Everything still works, from memory, until the console ends."
        ) from error


def remove(path: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    for suffix in _SUFFIXES:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
