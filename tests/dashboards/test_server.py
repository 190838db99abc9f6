"""`analyzer dashboard` as a process: whom it answers, and what it leaves when it is ended."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from streamlit.web.server.server_util import AUTH_COOKIE_NAME
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.conftest import analyzer

STARTS_WITHIN_S = 120
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit",
}
SOCKET = "/_stcore/stream"

pytestmark = pytest.mark.scale


class Dashboard:
    """A running dashboard, and plain requests to it."""

    def __init__(self, lake: Path, *more: str, **running: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = ["--port", str(self.port), "--lake", str(lake), *more]
        command = [sys.executable, "-m", "analyzer", "dashboard", *options]
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, **streams | running)

    def wait(self) -> None:
        for _ in range(STARTS_WITHIN_S * 2):
            try:
                assert self.ask("/_stcore/health").status == 200
                return
            except OSError:
                time.sleep(0.5)
        pytest.fail("the dashboard did not start")

    def end(self) -> None:
        """As who runs it ends it: killed, it could not end its server."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def ask(self, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        if answer.status != 101:
            answer.read()
        return answer


@pytest.fixture(scope="module")
def dashboard(sample_lake: Path) -> Iterator[Dashboard]:
    running = Dashboard(sample_lake, "--no-browser")
    try:
        running.wait()
        yield running
    finally:
        running.end()


def test_who_starts_it_for_the_first_time_is_asked_nothing(
    sample_lake: Path, tmp_path: Path
) -> None:
    keyboard, terminal = pty.openpty()
    # Streamlit remembers in the home whom it has asked; no browser is found by this path.
    environment = os.environ | {"HOME": str(tmp_path), "PATH": str(tmp_path)}
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), terminal)
    first = Dashboard(sample_lake, env=environment, **streams)
    try:
        first.wait()
    finally:
        first.end()
        os.close(terminal)
    assert b"mail" not in os.read(keyboard, 1 << 16).lower()
    os.close(keyboard)


def test_who_asks_under_another_name_gets_nothing(dashboard: Dashboard) -> None:
    other = f"rebound.example:{dashboard.port}"
    assert dashboard.ask("/", Host=other).status == 400
    assert dashboard.ask("/_stcore/host-config", Host=other).status == 400
    refused = dashboard.ask(SOCKET, Host=other, Origin=f"http://{other}", **UPGRADE)
    assert refused.status == 400
    ours = f"localhost:{dashboard.port}"
    assert dashboard.ask("/", Host=ours).status == 200
    assert dashboard.ask(SOCKET, Host=ours, Origin=f"http://{ours}", **UPGRADE).status == 101


def test_a_page_of_another_site_opens_no_session(dashboard: Dashboard) -> None:
    ours = f"127.0.0.1:{dashboard.port}"
    assert dashboard.ask(SOCKET, Origin="http://other.example", **UPGRADE).status == 403
    assert dashboard.ask(SOCKET, Origin=f"http://{ours}", **UPGRADE).status == 101


def test_a_browser_keeps_other_sites_out(dashboard: Dashboard) -> None:
    answer = dashboard.ask("/")
    policy = str(answer.getheader("Content-Security-Policy"))
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("X-Frame-Options") == "DENY"


def test_nobody_without_a_session_uploads_or_reads_a_file(dashboard: Dashboard) -> None:
    assert dashboard.ask("/_stcore/upload_file/0/0", "PUT").status in (400, 403)
    assert dashboard.ask("/media/0.csv").status == 404


SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "a"
client_secret = "b"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
[people]
allow = ["*@example.com"]
"""
FILES = (("PUT", "/_stcore/upload_file/0/0"), ("GET", "/media/0.csv"), ("OPTIONS", "/media/0.csv"))


def signed(email: str, secret: str = "0123456789abcdef0123456789abcdef") -> str:
    """The cookie that Streamlit gives to who has signed in."""
    told = json.dumps({"is_logged_in": True, "email": email, "origin": "http://127.0.0.1"})
    value = create_signed_value(secret, AUTH_COOKIE_NAME, told).decode()
    return f"{AUTH_COOKIE_NAME}={value}"


def test_files_answer_nothing_before_sign_in(sample_lake: Path, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS)
    running = Dashboard(sample_lake, "--no-browser", "--sign-in", str(secrets))
    try:
        running.wait()
        for method, path in FILES:
            assert running.ask(path, method).status == 401
            for cookie in (
                f"{AUTH_COOKIE_NAME}=forged",
                signed("bot@example.com", "another secret of thirty-two letters"),
                signed("bot@elsewhere.example"),
            ):
                assert running.ask(path, method, Cookie=cookie).status == 401
            answered = running.ask(path, method, Cookie=signed("bot@example.com")).status
            # Streamlit's own answers: no such file, no such session.
            assert answered in (200, 204, 400, 403, 404, 405)
        assert running.ask("/").status == 200
    finally:
        running.end()


def test_a_dashboard_that_is_ended_frees_its_port(sample_lake: Path) -> None:
    ended = Dashboard(sample_lake, "--no-browser")
    try:
        ended.wait()
        ended.end()
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is closed may linger
            again.bind(("127.0.0.1", ended.port))
    finally:
        ended.end()


@pytest.mark.parametrize("command", ["dashboard", "open", "demo"])
def test_a_port_that_another_listens_at_is_said_before_anything_is_done(
    command: str, tmp_path: Path
) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text('{"ts":"2026-11-16T10:00:00Z","url":"https://a.example/x","status":200}\n')
    paths = [log] if command == "open" else []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = analyzer(command, *paths, "--no-browser", "--port", port, "--lake", lake)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"analyzer: --port {port}: is in use. Give another\n"
    assert not lake.exists()


@pytest.mark.parametrize("after_s", [0.6, 1.2, 2.0])
@pytest.mark.parametrize("to_all", [True, False], ids=["from a terminal", "to it alone"])
def test_ctrl_c_ends_it_and_its_server_at_any_moment_without_a_traceback(
    to_all: bool, after_s: float, sample_lake: Path, tmp_path: Path
) -> None:
    """A terminal tells all that it started; who sends the signal may tell the first alone."""
    with (tmp_path / "told.txt").open("wb") as told:
        streams = {"stdout": told, "stderr": told, "start_new_session": True}
        running = Dashboard(sample_lake, "--no-browser", **streams)
        time.sleep(after_s)
        if to_all:
            os.killpg(running.process.pid, signal.SIGINT)
        else:
            running.process.send_signal(signal.SIGINT)
        assert running.process.wait(60) in (0, 130)
    with pytest.raises(ProcessLookupError):
        os.killpg(running.process.pid, 0)
    assert "Traceback" not in (tmp_path / "told.txt").read_text("utf-8")
