"""A server that answers what it was told to, each vendor on a loopback address of its own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Told:
    """One answer: what a vendor's documents show."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)
    after_s: float = 0.0


class Scripted(ThreadingHTTPServer):
    """Answers by the address that was called; `answers` holds what each says now."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("", 0), _Answering)
        self.answers: dict[str, Told] = {}

    def at(self, address: str) -> str:
        """Where an address is served."""
        return f"http://{address}:{self.server_port}"


@contextmanager
def scripted() -> Iterator[Scripted]:
    """One that runs until the block ends."""
    server = Scripted()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        assert isinstance(self.server, Scripted)
        told = self.server.answers[self.headers["Host"].partition(":")[0]]
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps(told.body).encode()
        time.sleep(told.after_s)
        self.send_response(told.status)
        length = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (length | dict(told.headers)).items():
            self.send_header(name, value)
        # Who waited too long is gone.
        with suppress(OSError):
            self.end_headers()
            self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
