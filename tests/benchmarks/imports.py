"""Tells where the time of an import goes: ``python -m tests.benchmarks.imports klink_tui.app``.

What ``tests.benchmarks.bare_app`` imports as well is left out: no Textual app can do without it.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmarks.clock import as_installed

LEAST: Final = "tests.benchmarks.bare_app"
RUNS: Final = 9
SHOWN: Final = 25
_LINE: Final = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def own_times(module: str, environment: Mapping[str, str]) -> dict[str, float]:
    """Give the milliseconds that each module takes by itself, without those it imports: the least of some runs."""
    least: dict[str, float] = {}
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", f"import {module}"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **environment},
        )
        for time, name in _LINE.findall(done.stderr):
            least[name] = min(int(time) / 1000, least.get(name, float("inf")))
    return least


def main() -> None:
    """Print the dearest packages and modules of the module named on the command line."""
    module = sys.argv[1] if len(sys.argv) > 1 else "klink_tui.app"
    with TemporaryDirectory() as folder:
        environment = as_installed(Path(folder))
        times, least = own_times(module, environment), own_times(LEAST, environment)
    more = {name: time for name, time in times.items() if name not in least}
    packages: defaultdict[str, float] = defaultdict(float)
    for name, time in more.items():
        packages[".".join(name.split(".")[: 2 if name.startswith("klink_tui") else 1])] += time
    print(f"{module}: {sum(times.values()):.0f} ms; {LEAST}: {sum(least.values()):.0f} ms")
    print(f"{len(more)} modules more than that, {sum(more.values()):.0f} ms:")
    for title, found in (("packages", packages), ("modules", more)):
        print(f"\n{title}")
        for name, time in sorted(found.items(), key=lambda pair: -pair[1])[:SHOWN]:
            print(f"{time:9.1f}  {name}")


if __name__ == "__main__":
    main()
