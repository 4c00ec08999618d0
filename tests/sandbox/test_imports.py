"""The sandbox stands alone: of the project it imports only itself, and it starts without what serving doesn't need."""

import ast
import subprocess
import sys
from pathlib import Path

import klink_tui.sandbox

_PACKAGE = Path(klink_tui.sandbox.__file__).parent
_ALLOWED = {"klink_tui.sandbox", "klink_tui.__version__"}


def imported(tree: ast.AST) -> set[str]:
    """Give the dotted names of all imports, the late ones too."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_it_imports_nothing_else_of_the_project() -> None:
    own = {name for path in _PACKAGE.rglob("*.py") for name in imported(ast.parse(path.read_text())) if "klink" in name}
    assert own
    foreign = {name for name in own if not name.startswith("klink_tui.sandbox.")} - _ALLOWED
    assert foreign == set()


def test_starting_imports_no_more_than_serving_needs() -> None:
    code = "import sys, klink_tui.sandbox.server; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "starlette.applications" in loaded
    late = {"klink_tui.sandbox.openapi", "zoneinfo", "difflib", "httpx", "pydantic", "msgspec", "textual", "rich"}
    assert not loaded & late


def test_no_file_is_long() -> None:
    long = [path.name for path in _PACKAGE.rglob("*.py") if len(path.read_text().splitlines()) > 400]
    assert long == []
