"""A small desk at a fixed moment, and a client of it."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from klink_tui.sandbox.server import Sandbox
from tests.sandbox.desk import CONFIG, client_of


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(CONFIG)
    yield made
    made.close()


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(sandbox) as client:
        yield client
