"""The sandbox over real loopback: from a thread, and as a process of its own."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from klink_tui.sandbox.errors import PortInUse, SandboxError
from klink_tui.sandbox.quirks import Delivery
from klink_tui.sandbox.server import Served, run, serve
from tests.sandbox.desk import CONFIG, TOKEN

_RUN = (
    "from klink_tui.sandbox.server import run; from klink_tui.sandbox.config import SandboxConfig;"
    "run(SandboxConfig(tickets=20, contacts=5), {port}, until_stdin_closes={until})"
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(CONFIG) as served:
        yield served


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    served.sandbox.quirks.clear()
    served.sandbox.log.clear()
    with httpx.Client(base_url=f"{served.url}/api/v1", headers=TOKEN) as http:
        yield http


@contextmanager
def process(port: int = 0, until: bool = False) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", _RUN.format(port=port, until=until)], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def line_of(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline()


def person_of(http: httpx.Client) -> str:
    return str(http.get("/contacts?pageSize=1").json()["data"][0]["id"])


def test_it_serves(served: Served, http: httpx.Client) -> None:
    assert served.url.startswith("http://127.0.0.1:")
    answer = http.get("/tickets?pageSize=100")
    assert answer.json()["total"] == CONFIG.tickets
    assert "server" not in answer.headers
    (exchange,) = served.sandbox.log
    assert (exchange.method, exchange.target, exchange.status) == ("GET", "/api/v1/tickets?pageSize=100", 200)
    assert (exchange.body, exchange.applied, exchange.sent) == (None, False, True)


def test_a_cut_reply_breaks_off(served: Served, http: httpx.Client) -> None:
    served.sandbox.quirks.switch_on("cut:once")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        http.get("/tickets")
    assert http.get("/tickets").status_code == 200
    assert [exchange.delivery for exchange in served.sandbox.log] == [Delivery.CUT, Delivery.WHOLE]


def test_a_lost_reply_was_applied_all_the_same(served: Served, http: httpx.Client) -> None:
    before = http.get("/channels").json()["total"]
    served.sandbox.quirks.switch_on("lost-reply:once")
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending a response"):
        http.post("/channels", json={"type": "line", "name": "x"})
    exchange = served.sandbox.log[-1]
    assert exchange.body == {"type": "line", "name": "x"}
    assert (exchange.status, exchange.applied, exchange.sent) == (201, True, False)
    assert http.get("/channels").json()["total"] == before + 1


def test_a_lost_refusal_was_not_applied(served: Served, http: httpx.Client) -> None:
    served.sandbox.quirks.switch_on("lost-reply:once")
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/channels", json={})
    assert (served.sandbox.log[-1].status, served.sandbox.log[-1].applied) == (422, False)


def test_a_client_that_leaves_a_slow_reply_is_noted(served: Served, http: httpx.Client) -> None:
    served.sandbox.quirks.switch_on("slow=30:once")
    with pytest.raises(httpx.ReadTimeout):
        http.post("/channels", json={"type": "line", "name": "slow"}, timeout=0.1)
    assert http.get("/tags").status_code == 200
    slow, tags = served.sandbox.log
    assert (slow.status, slow.applied, slow.sent) == (201, True, False)
    assert (tags.target, tags.sent) == ("/api/v1/tags", True)


def test_the_log_holds_what_was_written(served: Served, http: httpx.Client) -> None:
    person = person_of(http)
    http.patch(f"/contacts/{person}/tags", json={"actionType": "MERGE", "tags": ["ด่วน"]})
    http.patch(f"/contacts/{person}/tags", json={"actionType": "DROP"})
    http.post("/tickets", content=b"{nonsense")
    http.delete(f"/contacts/{person}", headers={"authorization": "Bearer other"})
    log = served.sandbox.log[1:]
    assert [(one.method, one.status, one.applied) for one in log] == [
        ("PATCH", 200, True),
        ("PATCH", 422, False),
        ("POST", 400, False),
        ("DELETE", 401, False),
    ]
    assert [one.body for one in log] == [
        {"actionType": "MERGE", "tags": ["ด่วน"]},
        {"actionType": "DROP"},
        "{nonsense",
        None,
    ]


def test_the_log_keeps_paths_as_they_came(served: Served, http: httpx.Client) -> None:
    http.get("/contacts/a%2F..%2Fb?keyword=%E0%B8%AA")
    assert served.sandbox.log[-1].target == "/api/v1/contacts/a%2F..%2Fb?keyword=%E0%B8%AA"


def test_a_body_past_the_limit_is_answered(served: Served, http: httpx.Client) -> None:
    assert http.post("/tickets", content=b"x" * 1_000_001).status_code == 413
    assert http.get("/tags").status_code == 200


def test_a_port_in_use_is_said(served: Served) -> None:
    port = int(served.url.rsplit(":", 1)[1])
    with pytest.raises(PortInUse, match=f"Port {port} is in use"), serve(CONFIG, port=port):
        pass
    with pytest.raises(SystemExit, match=f"Port {port} is in use"):
        run(CONFIG, port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com"])
def test_only_loopback_is_listened_on(host: str) -> None:
    with pytest.raises(SandboxError, match="loopback only"), serve(CONFIG, host=host):
        pass


def test_a_port_that_is_none_is_said() -> None:
    with pytest.raises(SystemExit, match="70000 is no port"):
        run(CONFIG, 70_000)


def test_the_process_says_where_it_listens_and_dies_with_its_parent() -> None:
    with process(until=True) as child:
        line = line_of(child)
        assert line.startswith("listening on http://127.0.0.1:")
        url = line.removeprefix("listening on ").strip()
        assert httpx.get(f"{url}/api/v1/tickets", headers=TOKEN).json()["total"] == 20
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(10) == 0
        assert child.stderr is not None
        assert child.stderr.read() == ""
        with pytest.raises(OSError, match="refused") as refused:
            socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), timeout=2)
        assert refused.value.errno == errno.ECONNREFUSED


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("until", [False, True])
def test_a_signal_ends_it_without_a_word(sent: signal.Signals, until: bool) -> None:
    with process(until=until) as child:
        line_of(child)
        child.send_signal(sent)
        assert child.wait(10) == 0
        assert child.stderr is not None
        assert child.stderr.read() == ""


def test_a_process_whose_port_is_taken_says_one_line(served: Served) -> None:
    port = int(served.url.rsplit(":", 1)[1])
    with process(port=port) as child:
        out, err = child.communicate(timeout=10)
    assert (out, child.returncode) == ("", 1)
    assert err == f"Port {port} is in use; --port 0 picks a free one.\n"


def test_without_the_flag_a_closed_stdin_ends_nothing() -> None:
    with process() as child:
        url = line_of(child).removeprefix("listening on ").strip()
        assert child.stdin is not None
        child.stdin.close()
        assert httpx.get(f"{url}/api/v1/tags", headers=TOKEN).status_code == 200
        assert child.poll() is None
        os.kill(child.pid, signal.SIGTERM)
        assert child.wait(10) == 0
