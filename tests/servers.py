"""Servers on loopback that take what is delivered: a mail server and a webhook."""

from __future__ import annotations

import email
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


@dataclass
class Mailbox:
    """A mail server and what came to it."""

    port: int = 0
    mails: list[Message] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"

    @property
    def address(self) -> str:
        """As Apprise writes it."""
        return f"mailto://127.0.0.1:{self.port}?from=a@example.org&to=team@example.org"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    one = Mailbox()
    # Port 0 would do, but the controller knocks at the port that it was told.
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as probe:
        one.port = probe.server_port
    controller = Controller(one, hostname="127.0.0.1", port=one.port)
    controller.start()
    try:
        yield one
    finally:
        controller.stop()


@dataclass
class Webhook:
    """A webhook and what was posted to it; while `held` it keeps who posts waiting."""

    port: int = 0
    status: int = 200
    posts: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def address(self, secret: str = "token") -> str:
        """As Apprise writes it; what follows the port is the secret of many services."""
        return f"json://user:{secret}@127.0.0.1:{self.port}/{secret}"


@contextmanager
def webhook(*, held: bool = False) -> Iterator[Webhook]:
    one = Webhook()
    if not held:
        one.released.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            one.reached.set()
            one.released.wait(60)
            if one.status < 400:
                one.posts.append(json.loads(content))
                one.paths.append(self.path)
            try:
                self.send_response(one.status)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                pass  # who posted was killed meanwhile

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        one.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield one
        finally:
            one.released.set()
            server.shutdown()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A web server on loopback that gives the files of a folder; its URL."""
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
