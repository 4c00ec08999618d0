"""Every key of every screen while the server gives nothing, and never gave the lists that forms and pickers use."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx
import pytest

from klink_tui.app import KlinkApp
from tests.everywhere import WAYS, actions
from tests.sweeps.bench import Bench, bench

LISTS: Final = ("fields", "tags", "channels", "groups", "categories", "presence")
"""Parts of the paths of what is never given."""
HOME: Final = "tickets"

Answer = Callable[[httpx.Request], httpx.Response]


def denied(request: httpx.Request) -> httpx.Response:
    """Say that the token may not."""
    return httpx.Response(403, json={"success": False, "message": "Not with this token."}, request=request)


def silent(request: httpx.Request) -> httpx.Response:
    """Give no answer in time."""
    raise httpx.ReadTimeout("no answer", request=request)


def gone(request: httpx.Request) -> httpx.Response:
    """Be out of reach."""
    raise httpx.ConnectError("connection refused", request=request)


class Refusing(httpx.AsyncBaseTransport):
    """Lets through what is not refused by now."""

    def __init__(self, inner: httpx.AsyncBaseTransport, answer: Answer) -> None:
        self._inner = inner
        self._answer = answer
        self.refuses_all = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.refuses_all or any(part in request.url.path for part in LISTS):
            return self._answer(request)
        return await self._inner.handle_async_request(request)


async def walk_to(running: Bench, refusing: Refusing, way: tuple[str, ...]) -> object:
    """Go to a screen, give it, and let the server give nothing from then on."""
    refusing.refuses_all = False
    await running.go(HOME)
    for key in way:
        await running.press(key)
        await running.still()
    refusing.refuses_all = True
    return running.app.screen


@pytest.mark.parametrize(
    "answer", [denied, pytest.param(silent, marks=pytest.mark.long), pytest.param(gone, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("screen", WAYS)
async def test_no_key_harms_where_the_server_gives_nothing(
    screen: str, answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(KlinkApp, "exit", lambda *_: None)
    made: list[Refusing] = []

    def through(inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        made.append(Refusing(inner, answer))
        return made[0]

    async with bench(tickets=24, through=through) as running:
        (refusing,) = made
        here = await walk_to(running, refusing, WAYS[screen])
        for action in actions(screen):
            key = action.keys.split(",")[0]
            if running.app.screen is not here:
                here = await walk_to(running, refusing, WAYS[screen])
            try:
                await running.press(key)
                await running.still()
                if running.app.screen is not here:
                    await running.press("enter")
                    await running.still()
            except Exception as error:
                raise AssertionError(f"{key} ({action.id}) on {screen}: {error!r}") from error
            assert running.text().strip(), f"{key} ({action.id}) leaves {screen} blank"
