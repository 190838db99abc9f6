"""A dashboard that runs as users start it, and Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    WebSocket,
    sync_playwright,
)

# The shell has no windows to keep ready: it takes half the CPU time.
_CHROMIUMS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next((found for name in _CHROMIUMS if (found := shutil.which(name))), None)
_PATIENCE_S = 90
_DRAWN_S = 180
_STILL_S = 0.4
# What a page asks of its server is answered at once; not everything it says is a question.
_ANSWERED_S = 5
_WATCH_CHANGES = """
    window.changedAt = performance.now();
    new MutationObserver(() => { window.changedAt = performance.now(); }).observe(
        document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
# Charts wait a moment before they tell of a click.
_HAS_TOLD = "() => new Promise(resolve => setTimeout(resolve, 300))"
_STILL_FOR_S = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const runs = app?.dataset.testScriptState !== "notRunning";
    const waits = document.querySelector("[data-testid=stSkeleton]");
    return runs || waits ? 0 : (performance.now() - window.changedAt) / 1000;
}"""
# Streamlit looks for its server beside the page first, and finds it at the root; its sparklines and
# named data sets begin empty, of which Vega warns.
_NOISE = ("status of 404", "Infinite extent for field")


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def dashboard(lake: Path, *options: object, port: int | None = None) -> Iterator[str]:
    """`analyzer dashboard` on a port of 127.0.0.1, else a free one; its address."""
    port = port or free_port()
    command = [
        sys.executable, "-m", "analyzer", "dashboard", "--no-browser",
        "--lake", str(lake), "--port", str(port), *map(str, options),
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    # Into a file: a pipe that nobody reads would stop the server when it is full.
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, start_new_session=True)
        try:
            _wait(f"{address}/_stcore/health", process)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, "the dashboard ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(address)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    assert CHROMIUM, "install Chromium (Debian: apt-get install chromium-headless-shell)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def path(page: str) -> str:
    """The address of a page, from the server's root on."""
    return "/" if page == "overview" else f"/{page}"


class Watched:
    """A page whose complaints and whose calls to other hosts are noted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.calls: list[str] = []
        self._fetching: set[Request] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, self._ended)
        page.on("websocket", self._websocket)
        page.add_init_script(_WATCH_CHANGES)
        self._asked = self._answered = time.monotonic()

    def _websocket(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda _: self._note(asked=True))
        socket.on("framereceived", lambda _: self._note(asked=False))

    def _note(self, *, asked: bool) -> None:
        if asked:
            self._asked = time.monotonic()
        else:
            self._answered = time.monotonic()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(n in message.text for n in _NOISE):
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        self._fetching.add(request)
        if not request.url.startswith((self.address, "data:", "blob:", f"ws{self.address[4:]}")):
            self.calls.append(request.url)

    def _ended(self, request: Request) -> None:
        self._fetching.discard(request)

    def open(self, path: str = "/") -> None:
        """Go to a page and wait until it is drawn."""
        self._fetching.clear()
        self.page.goto(self.address + path)
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run, the browser has drawn, and nothing is under way."""
        until = time.monotonic() + _DRAWN_S
        with suppress(Error):  # it is just going elsewhere
            self.page.evaluate(_HAS_TOLD)
        while time.monotonic() < until:
            self.page.wait_for_timeout(100)
            if self._is_still():
                return
        raise TimeoutError(f"{self.page.url} goes on changing")

    def _is_still(self) -> bool:
        now = time.monotonic()
        is_answered = self._answered >= self._asked or now - self._asked > _ANSWERED_S
        if self._fetching or not is_answered or now - max(self._asked, self._answered) < _STILL_S:
            return False
        try:
            return float(self.page.evaluate(_STILL_FOR_S)) >= _STILL_S
        except Error:
            return False

    def text(self) -> str:
        """What the page says, without the sidebar."""
        return self.page.locator("[data-testid=stMain]").inner_text()

    def alarms(self) -> list[str]:
        """What the page says in red."""
        reds = "[data-testid=stAlertContentError], [data-testid=stException]"
        return self.page.locator(reds).all_inner_texts()

    def tile(self, label: str) -> str:
        """The value of the tile with that label."""
        tiles = self.page.locator("[data-testid=stMetric]").filter(
            has=self.page.get_by_text(label, exact=True)
        )
        return tiles.locator("[data-testid=stMetricValue]").first.inner_text()
