"""``klink-tui doctor``: where settings and token come from, whether the server answers, and on which paths.

Only reads are made, and the token is never printed.
"""

import asyncio
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import click

from klink_tui import __version__
from klink_tui.api.endpoints import ENDPOINTS
from klink_tui.errors import KlinkError, SecretError
from klink_tui.session import Session
from klink_tui.settings import save_profile

if TYPE_CHECKING:
    from klink_tui.api.client import KlinkClient
    from klink_tui.api.probe import ProbeResult

Say = Callable[[str], None]
"""Prints one line."""

_LABEL: Final = 10
_NAME: Final = max(map(len, ENDPOINTS))
_PATH: Final = max(len(path) for endpoint in ENDPOINTS.values() for path in endpoint.candidates)


@dataclass(slots=True)
class Findings:
    """What was found."""

    faults: int = 0
    """How many things do not work."""
    better: dict[str, str] = field(default_factory=dict)
    """Endpoint id → path that answers, where it isn't the one in use without being told."""


def run_doctor(session: Session, *, store: bool | None) -> int:
    """Examine, print what is found, and give the exit code: 0, or 1 where something does not work.

    Args:
        session: what to examine; it is closed.
        store: whether to keep the paths that answer in the profile; ``None`` asks, where there is somebody to ask.

    Raises:
        ConfigError: the paths can't be stored.
    """

    def say(line: str) -> None:
        click.echo(session.masked(line))

    async def whole() -> Findings:
        try:
            return await examine(session, say)
        finally:
            await session.close()

    findings = asyncio.run(whole())
    if findings.better and session.server is None:
        _offer(session, findings.better, store, say)
    say("")
    say(f"Faults: {findings.faults}." if findings.faults else "Everything works.")
    return 1 if findings.faults else 0


async def examine(session: Session, say: Say) -> Findings:
    """Examine a session line by line. What fails is said and counted, never raised."""
    findings = Findings()
    say(f"klink-tui {__version__}, Python {platform.python_version()}, {platform.system()}")
    say("")
    try:
        await session.find_token()
    except KlinkError as error:
        _sources(session, say)
        return _failed(findings, "Token", error, say)
    _sources(session, say)
    try:
        client = await session.connect()
    except KlinkError as error:
        return _failed(findings, "Token" if isinstance(error, SecretError) else "Server", error, say)
    await _server(client, findings, say)
    return findings


def _sources(session: Session, say: Say) -> None:
    for what, where in session.sources():
        say(f"{what:{_LABEL}}  {where}")


def _failed(findings: Findings, what: str, error: KlinkError, say: Say) -> Findings:
    say(f"{what:{_LABEL}}  FAILED: {error.message}")
    if error.hint:
        say(f"{'':{_LABEL}}  {error.hint}")
    findings.faults += 1
    return findings


async def _server(client: "KlinkClient", findings: Findings, say: Say) -> None:
    from klink_tui.api.probe import probe

    started = False

    def show(result: "ProbeResult") -> None:
        nonlocal started
        if started:
            say(_line(result))
            return
        started = True
        if result.answered:
            say(f"{'Server':{_LABEL}}  answers in {result.ms:.0f} ms ({result.outcome})")
            say("")
            say("Paths that the documentation leaves open, tried in turn:")
        else:
            say(f"{'Server':{_LABEL}}  FAILED after {result.ms:.0f} ms: {result.outcome}")

    report = await probe(client, show)
    if report.first.answered:
        for endpoint in ENDPOINTS.values():
            if endpoint.mark != "D" and not endpoint.is_read:
                say(
                    _row("-", endpoint.id, client.endpoints.chosen(endpoint.id), f"not tried: {endpoint.method} writes")
                )
    say("")
    say(f"{'TLS':{_LABEL}}  {report.tls}")
    answering = report.answering
    tried = {result.endpoint_id for result in report.results if result.candidate}
    findings.faults += (not report.first.answered) + len(tried - set(answering))
    findings.better = {
        id: path
        for id, path in answering.items()
        if path != ENDPOINTS[id].candidates[0] and path != client.endpoints.chosen(id)
    }


def _line(result: "ProbeResult") -> str:
    if not result.candidate:
        return _row("-", result.endpoint_id, "", result.outcome)
    outcome = f"{result.outcome}, {result.ms:.0f} ms" if result.answered else result.outcome
    return _row("ok" if result.answered else "no", result.endpoint_id, result.candidate, outcome)


def _row(mark: str, id: str, path: str, outcome: str) -> str:
    return f"  {mark:2}  {id:{_NAME}}  {path:{_PATH}}  {outcome}"


def _offer(session: Session, better: dict[str, str], store: bool | None, say: Say) -> None:
    """Keep the paths that answer, if wanted.

    Raises:
        ConfigError: the settings can't be written.
    """
    say("")
    say(f"To use at once, without trying others first, in the profile {session.name}:")
    for id, path in better.items():
        say(f'  "{id}" = "{path}"')
    if store is None and sys.stdin.isatty() and sys.stdout.isatty():
        store = click.confirm("Store them in the profile?", default=True)
    if store:
        address = {} if session.stored else {"base_url": session.address}
        say(f"Stored in {save_profile(session.name, endpoints=better, **address)}.")
    elif store is None:
        say("Run klink-tui doctor --store to keep them.")
