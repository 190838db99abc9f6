"""An S3 server on loopback in a process of its own, and a proxy before it that breaks what passes.

The server answers one request at a time: moto looks whether a condition holds and puts the object
in two steps. It is a process, since deltalake holds Python's lock in some of its requests.
"""

from __future__ import annotations

import http.client
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SLOW_DOWN = (
    503,
    b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
)
DENIED = (403, b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server with no buckets."""
    command = [sys.executable, "-m", "tests.object_store"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def _serve() -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = DomainDispatcherApplication(create_backend_app)
    turn = threading.Lock()

    def one_at_a_time(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        with turn:
            return list(application(environ, start_response))

    running = make_server("127.0.0.1", 0, one_at_a_time, threaded=True)
    print(running.server_port, flush=True)
    running.serve_forever()


@dataclass
class Passing:
    """A request on its way: what a fault may look at."""

    number: int
    method: str
    path: str


class CutError(Exception):
    """The connection ends: before the request is passed on, or `after`, instead of an answer."""

    def __init__(self, *, after: bool = False) -> None:
        super().__init__()
        self.after = after


# Answers a request itself, raises CutError, waits, or (None) lets it pass.
Fault = Callable[[Passing], tuple[int, bytes] | None]


@dataclass
class Proxy:
    """A proxy before the server. `url` is its address, `passed` what came by."""

    url: str = ""
    fault: Fault = lambda _: None
    passed: list[Passing] = field(default_factory=list)

    def count(self, method: str, part: str = "") -> int:
        """How many requests of a method had this in their path."""
        return sum(one.method == method and part in one.path for one in self.passed)


@contextmanager
def proxy(before: str) -> Iterator[Proxy]:
    """A proxy before the server at this URL."""
    one, turn = Proxy(), threading.Lock()
    target = before.removeprefix("http://")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            with turn:
                passing = Passing(len(one.passed), self.command, self.path)
                one.passed.append(passing)
            size = int(self.headers.get("Content-Length") or 0)
            try:
                answer = one.fault(passing)
                body = self.rfile.read(size)
                said = answer or self.passed_on(body)
            except CutError as cut:
                if cut.after:
                    self.passed_on(self.rfile.read(size))
                else:
                    self.rfile.read(size // 2)
                self.close_connection = True
                return
            self.answer(*said)

        def passed_on(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
            connection = http.client.HTTPConnection(target, timeout=60)
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            found = answer.status, answer.read(), dict(answer.getheaders())
            connection.close()
            return found

        def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            try:
                self.send_response_only(status)
                for name, value in (headers or {"Content-Length": str(len(body))}).items():
                    if name.lower() not in {"connection", "transfer-encoding"}:
                        self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)
            except OSError:
                pass  # who asked is gone

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = handle_any  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        one.url = f"http://127.0.0.1:{running.server_port}"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        try:
            yield one
        finally:
            running.shutdown()


if __name__ == "__main__":
    _serve()
