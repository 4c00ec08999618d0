"""The floors below the widgets know nothing of Textual: what they load is looked at in a process of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

import klink_tui

PACKAGE = Path(klink_tui.__file__).parent
ABOVE = (
    "__main__",
    "altenter",
    "app",
    "escapes",
    "keyorder",
    "latetoasts",
    "looks",
    "pastes",
    "screens",
    "themes",
    "widgets",
)
"""What stands on Textual, or opens what does."""


def _modules(room: str) -> list[str]:
    """Give the dotted names of all modules of a room: a package, or a file of its own."""
    paths = [*(PACKAGE / room).rglob("*.py"), *PACKAGE.glob(f"{room}.py")]
    names = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in paths]
    return sorted(".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in names)


ROOMS = sorted({path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()})


_LOAD = """
import sys
sys.modules["httpx._main"] = None  # httpx's own command line, which loads Rich wherever that is installed
for name in sys.argv[1:]:
    __import__(name)
print(*{name.split(".")[0] for name in sys.modules})
"""


def _loaded(modules: list[str]) -> set[str]:
    """Give the top-level names of what importing ``modules`` loads."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, *modules], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in (*ABOVE, "__init__")])
def test_a_floor_below_the_widgets_loads_no_textual(room: str) -> None:
    modules = _modules(room)
    assert modules
    assert _loaded(modules).isdisjoint({"textual", "rich"})


@pytest.mark.parametrize("room", ["app", "screens", "widgets"])
def test_what_stands_on_textual_is_seen_to_load_it(room: str) -> None:
    assert {"textual", "rich"} <= _loaded(_modules(room)[:3])
