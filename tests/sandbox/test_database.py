"""A desk in a file: seeded once, opened as it stands, refused where it is something else."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.errors import SandboxError
from klink_tui.sandbox.server import Sandbox, run
from tests.sandbox.desk import CONFIG, ask, client_of, first_ticket, get, new_contact, new_ticket


async def test_a_file_is_opened_as_it_stands(tmp_path: Path) -> None:
    config = replace(CONFIG, database=str(tmp_path / "desk.db"))
    ids = []
    for opening in range(3):
        sandbox = Sandbox(replace(config, tickets=CONFIG.tickets * (opening + 1)))
        async with client_of(sandbox) as client:
            assert (await get(client, "/tickets"))["total"] == CONFIG.tickets + opening
            ids.append((await ask(client, "POST", "/tickets", 201, json=await new_ticket(client)))["data"]["id"])
            assert (await first_ticket(client))["id"] in ids
            await ask(client, "POST", "/contacts", 201, json=new_contact())
            assert (await get(client, "/contacts"))["total"] == CONFIG.contacts + opening + 1
        sandbox.close()
    assert len(set(ids)) == 3


async def test_new_tags_and_channels_are_kept(tmp_path: Path) -> None:
    config = replace(CONFIG, database=str(tmp_path / "desk.db"))
    for total in (7, 8):
        sandbox = Sandbox(config)
        async with client_of(sandbox) as client:
            await ask(client, "POST", "/channels", 201, json={"type": "line", "name": "x"})
            assert (await get(client, "/channels"))["total"] == total
        sandbox.close()


async def test_an_empty_file_is_seeded(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.touch()
    sandbox = Sandbox(SandboxConfig(tickets=12, contacts=3, database=str(path)))
    async with client_of(sandbox) as client:
        assert (await get(client, "/tickets"))["total"] == 12
    sandbox.close()


def test_a_seeding_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with pytest.raises(ValueError, match="bad seed"):
        Sandbox(SandboxConfig(tickets=12, contacts=3, seed=_BadSeed(3), database=str(path)))
    sandbox = Sandbox(SandboxConfig(tickets=12, contacts=3, database=str(path)))
    sandbox.close()


class _BadSeed(int):
    """A seed that fails in the middle of the work."""

    def __format__(self, spec: str) -> str:
        raise ValueError("bad seed")


def test_another_database_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    connection.close()
    text = tmp_path / "text.db"
    text.write_text("no database at all, only words " * 40)
    for path, why in (
        (other, "not a sandbox"),
        (text, "can't be opened"),
        (tmp_path / "no" / "dir", "can't be opened"),
    ):
        config = SandboxConfig(database=str(path))
        with pytest.raises(SandboxError, match=why):
            Sandbox(config)
        with pytest.raises(SystemExit, match=why):
            run(config, 0)
