"""The published document, and the server held against it by schemathesis."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from klink_tui.sandbox.config import SandboxConfig
from klink_tui.sandbox.routes.table import TABLE
from klink_tui.sandbox.server import Sandbox, serve
from tests.sandbox.desk import NOW, client_of

_SETTINGS = Path(__file__).with_name("schemathesis.toml")
_SMALL = SandboxConfig(tickets=30, contacts=10, agents=3, now=NOW)


async def test_every_operation_is_described_and_no_other(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.app), base_url="http://sandbox") as client:
        document = (await client.get("/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "/api/v1"}]
    described = {path: {method.upper() for method in operations} for path, operations in document["paths"].items()}
    assert described == {path: set(operations) for path, operations in TABLE.items()}


async def test_only_its_own_form_fields_are_described(sandbox: Sandbox) -> None:
    async with client_of(sandbox) as client:
        document = (await client.get("http://sandbox/openapi.json")).json()
        fields = (await client.get("/tickets/fields?pageSize=100")).json()["data"]
    body = document["paths"]["/tickets"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    writable = {
        field["system_name"]
        for field in fields
        if field["system_name"].startswith("cf_") and not field["is_archived"] and field["type"] != "attachment"
    }
    assert set(body["properties"]["customFields"]["properties"]) == writable
    assert body["properties"]["customFields"]["required"] == ["cf_region"]
    assert set(body["required"]) == {"title", "priority", "contact_id", "customFields"}


def examined(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Let schemathesis loose on a served desk."""
    with serve(_SMALL) as served:
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(_SETTINGS), "run", *arguments]
        address = [f"{served.url}/openapi.json", "-H", f"Authorization: Bearer {_SMALL.token}", "--no-color"]
        return subprocess.run([*command, *address], cwd=tmp_path, capture_output=True, text=True, timeout=900)


def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    done = examined(tmp_path, "--phases", "examples,fuzzing", "--max-examples", "6", "--seed", "7")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "24 selected / 24 total" in done.stdout


@pytest.mark.long
def test_schemathesis_finds_nothing_in_depth(tmp_path: Path) -> None:
    done = examined(tmp_path, "--max-examples", "60", "--seed", "7")
    assert done.returncode == 0, done.stdout + done.stderr
