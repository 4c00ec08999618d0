"""What holds for every sweep."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="package")
def _few_collections() -> Iterator[None]:
    """Look for garbage less often: a sweep runs the console dozens of times, and each look costs a quarter second."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    yield
    gc.set_threshold(*before)
