"""A desk on a small sandbox at a fixed moment."""

from collections.abc import AsyncIterator, Iterator

import pytest

from klink_tui.sandbox.server import Sandbox
from tests.desk.bench import CONFIG, Bench


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(CONFIG)
    yield made
    made.close()


@pytest.fixture
async def bench(sandbox: Sandbox) -> AsyncIterator[Bench]:
    bench = Bench(sandbox)
    yield bench
    await bench.client.aclose()
