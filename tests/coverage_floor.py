"""Checks that the floors which nothing else covers for stay covered: run after ``pytest --cov``."""

import sys
from io import StringIO
from typing import Final

from coverage import Coverage

FLOORS: Final = {
    "models": "klink_tui/models/*",
    "api": "klink_tui/api/*",
    "forms": "klink_tui/forms/*",
    "text": "klink_tui/text.py",
}
LEAST: Final = 95.0
"""Per cent of branches and lines."""


def main() -> int:
    """Print each floor's branch coverage; give 1 where one is too low."""
    coverage = Coverage()
    coverage.load()
    low = 0
    for name, pattern in FLOORS.items():
        covered = coverage.report(include=[pattern], file=StringIO(), ignore_errors=False)
        print(f"branch coverage of {name}: {covered:.1f} % (at least {LEAST:.0f} %)")
        low += covered < LEAST
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
