"""What the stand-ins share: ASGI in, answers out, and a note of each."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qsl

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """A request as a vendor sees it; header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str

    def json(self) -> dict[str, Any]:
        """The body's JSON object."""
        return json_object(self.body)


@dataclass(frozen=True)
class Answer:
    """A response. `code` is what the vendor says failed: its own code, else NULL on success."""

    status: int
    body: Any = None
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """A note of one answer: `status` is None for a WebSocket message."""

    protocol: str
    key: str | None
    method: str
    path: str
    status: int | None
    code: str | None


class Socket:
    """A WebSocket that was asked for; `key` is what its client is known by, once it is."""

    def __init__(self, vendor: StandIn, asked: Asked, receive: Receive, send: Send) -> None:
        self.asked = asked
        self.key: str | None = None
        self._vendor, self._receive, self._send = vendor, receive, send

    async def accept(self) -> None:
        await self._receive()
        await self._send({"type": "websocket.accept"})
        self._vendor.note(Answered("websocket", self.key, "open", self.asked.path, 101, None))

    async def refuse(self, answer: Answer) -> None:
        """Answer the handshake as plain HTTP."""
        await self._receive()
        self._vendor.note_answer(answer, self.asked, self.key, protocol="websocket")
        await _respond(self._send, answer, "websocket.http.response")

    async def messages(self) -> AsyncIterator[str]:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            yield event.get("text") or ""

    async def answer(self, message: Any, code: str | None, command: str) -> None:
        """Send a message that answers or reports, and note it."""
        self._vendor.note(Answered("websocket", self.key, command, self.asked.path, None, code))
        await self.push(message)

    async def push(self, message: Any) -> None:
        """Send data."""
        await self._send({"type": "websocket.send", "text": json.dumps(message)})

    async def close(self, code: int, reason: str = "") -> None:
        await self._send({"type": "websocket.close", "code": code, "reason": reason})


class StandIn(ABC):
    """One vendor. `faults` are answers by path that come in place of the vendor's own.

    A path in `silent` gets no answer at all.
    """

    host: ClassVar[str]

    def __init__(self) -> None:
        self.answered: list[Answered] = []
        self.faults: dict[str, Answer] = {}
        self.silent: set[str] = set()
        self.port = 0

    @abstractmethod
    def respond(self, asked: Asked) -> Answer:
        """The vendor's answer to an HTTP request."""

    @abstractmethod
    def key_of(self, asked: Asked) -> str | None:
        """The credential that an HTTP request or a WebSocket's handshake carries."""

    @abstractmethod
    async def converse(self, socket: Socket) -> None:
        """Serve one WebSocket until it ends."""

    def note(self, answered: Answered) -> None:
        self.answered.append(answered)

    def note_answer(
        self, answer: Answer, asked: Asked, key: str | None, protocol: str = "http"
    ) -> None:
        self.note(Answered(protocol, key, asked.method, asked.path, answer.status, answer.code))

    def counts(self, protocol: str = "http") -> Counter[tuple[str | None, str | None]]:
        """How many answers there were, by key and code."""
        return Counter((it.key, it.code) for it in self.answered if it.protocol == protocol)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        asked = _asked(scope)
        if scope["type"] == "websocket":
            await self.converse(Socket(self, asked, receive, send))
            return
        asked = _asked(scope, await _body(receive))
        if asked.path in self.silent:
            self.note(Answered("http", self.key_of(asked), asked.method, asked.path, None, None))
            while (await receive())["type"] != "http.disconnect":
                await asyncio.sleep(0)
            return
        answer = self.faults.get(asked.path) or self.respond(asked)
        self.note_answer(answer, asked, self.key_of(asked))
        await _respond(send, answer, "http.response")


def json_object(text: str | bytes) -> dict[str, Any]:
    """The JSON object of a text; empty where it is none."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _asked(scope: Mapping[str, Any], body: bytes = b"") -> Asked:
    return Asked(
        method=scope.get("method", "GET"),
        path=scope["path"],
        query=dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
        headers={name.decode(): value.decode() for name, value in scope["headers"]},
        body=body,
        address=scope["client"][0],
    )


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        event = await receive()
        parts.append(event.get("body", b""))
        if not event.get("more_body"):
            return b"".join(parts)


async def _respond(send: Send, answer: Answer, kind: str) -> None:
    is_text = isinstance(answer.body, str)
    body = answer.body.encode() if is_text else json.dumps(answer.body).encode()
    headers = {
        "content-type": "text/html" if is_text else "application/json",
        "content-length": str(len(body)),
    } | dict(answer.headers)
    await send(
        {
            "type": f"{kind}.start",
            "status": answer.status,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": f"{kind}.body", "body": body})
