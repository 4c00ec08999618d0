"""Prints what was measured: one line each, beside the least that Textual needs, and how many times that it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured a number of times."""

    name: str
    times: Sequence[float]
    """In milliseconds."""
    beside: "Figure | None" = None
    """What it is compared with."""

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.times)

    @property
    def high(self) -> float:
        """The 95th percentile."""
        return quantiles(self.times, n=20, method="inclusive")[18]

    @property
    def ratio(self) -> float | None:
        """How many times the median of what it is compared with."""
        return self.middle / self.beside.middle if self.beside else None


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print a table."""
    print(f"\n\n{title}\n")
    print(f"  {'':<38}{'runs':>5}{'least':>9}{'p50':>9}{'p95':>9}{'ratio':>8}")
    for figure in figures:
        ratio = f"{figure.ratio:.2f} ×" if figure.ratio else ""
        times = "".join(f"{value:>9.1f}" for value in (min(figure.times), figure.middle, figure.high))
        print(f"  {figure.name:<38}{len(figure.times):>5}{times}{ratio:>8}")
