"""A desk of 100,000 tickets and 20,000 contacts: a sandbox with them, and a copy of them, made once and then kept.

Both stand in the machine's temporary directory; the first benchmark that needs them waits some minutes.
"""

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.store.schema import VERSION
from tests.benchmarks.clock import as_installed
from tests.terminal.console import ROOT

TICKETS: Final = 100_000
CONTACTS: Final = 20_000
_HOME: Final = Path(tempfile.gettempdir()) / f"klink-tui-benchmark-{VERSION}-{SandboxConfig.seed}"


@contextmanager
def sandbox() -> Iterator[str]:
    """Serve the desk; give its address."""
    _HOME.mkdir(exist_ok=True)
    amounts = ["--tickets", str(TICKETS), "--contacts", str(CONTACTS)]
    arguments = ["-m", "klink_tui", "sandbox", "--port", "0", *amounts, "--database", str(_HOME / "desk.db")]
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            found = re.search(r"http://\S+", served.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            served.terminate()


def swept() -> dict[str, float]:
    """Give what reading the whole desk into an empty copy cost; it is read where it has not been yet."""
    report = _HOME / "sweep.json"
    if not report.exists():
        shutil.rmtree(_HOME / "copy", ignore_errors=True)
        (_HOME / "copy").mkdir(parents=True)
        with sandbox() as address:
            arguments = ["-m", "tests.benchmarks.sweeping", address, SandboxConfig.token, str(_HOME / "copy")]
            done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
        report.write_text(done.stdout)
    return {name: float(value) for name, value in json.loads(report.read_text()).items()}


def copy() -> Path:
    """Give the file of the copy."""
    swept()
    return _HOME / "copy" / "cache.db"


@contextmanager
def stalled() -> Iterator[str]:
    """Give the address of a server that takes every call and answers none."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def profile(folder: Path, address: str, views: str = "") -> dict[str, str]:
    """Give the environment of a console with its own copy of the desk, whose server is at ``address``."""
    (folder / "config").mkdir()
    (folder / "cache" / "default").mkdir(parents=True)
    settings = f'[profiles.default]\nbase_url = "{address}"\ntimezone = "UTC"\n{views}'
    (folder / "config" / "config.toml").write_text(settings)
    own = folder / "cache" / "default" / "cache.db"
    shutil.copy(copy(), own)
    with sqlite3.connect(own) as connection:
        connection.execute("INSERT OR REPLACE INTO state VALUES ('address', ?)", (json.dumps(address),))
    connection.close()
    return {
        **as_installed(folder / "compiled"),
        "KLINK_CONFIG_DIR": str(folder / "config"),
        "KLINK_CACHE_DIR": str(folder / "cache"),
        "KLINK_API_TOKEN": SandboxConfig.token,
    }
