"""`analyzer dashboard` as a process: what it leaves when it is ended."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

STARTS_WITHIN_S = 120


@pytest.mark.scale
def test_a_dashboard_that_is_ended_frees_its_port(sample_lake: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--port", str(port), "--lake", str(sample_lake)]
    command = [sys.executable, "-m", "analyzer", "dashboard", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(STARTS_WITHIN_S * 2):
            try:
                health = f"http://127.0.0.1:{port}/_stcore/health"
                assert urllib.request.urlopen(health, timeout=5).status == 200
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail("the dashboard did not start")
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is closed may linger
            again.bind(("127.0.0.1", port))
    finally:
        process.kill()
        process.wait()
