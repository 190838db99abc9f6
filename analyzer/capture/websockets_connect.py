"""websockets has no hooks: `connect` is wrapped, and of each connection `send`, `recv` and `close`.

https://websockets.readthedocs.io/en/stable/reference/. Iterating over a connection calls `recv`,
and leaving its context calls `close`, so nothing else need be seen.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Generator, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from analyzer.capture.exchange import Headers, Moment, Request, Response, fields
from analyzer.capture.writer import Writer, quietly

Connect = TypeVar("Connect")

# What did not open: the network, the handshake, or that somebody would not wait.
_NOT_OPENED = (OSError, EOFError, InvalidHandshake, asyncio.CancelledError)
_LONGEST_ANSWER = 64 << 10
_LONGEST_ERROR_TEXT = 200
# A JSON message that answers or reports has one of these in it; ingest reads more closely.
_ANSWERS = ('code"', "error", '"detail', "fail")


def recorded(log: Writer, connect: Connect) -> Connect:
    """The same `connect`, whose connections write what happens on them."""
    if not callable(connect):
        raise TypeError("websockets() takes `connect`, not a connection")
    is_asyncio = hasattr(connect, "__await__")
    return cast(Connect, (_of_asyncio if is_asyncio else _of_threads)(log, connect))


def _of_asyncio(log: Writer, connect: Any) -> Callable[..., Any]:
    class Recorded(connect):  # type: ignore[misc]
        def __init__(self, uri: str, **options: Any) -> None:
            super().__init__(uri, **options)
            self._recorded_as = uri, options.get("additional_headers")

        def __await__(self) -> Generator[Any, None, Any]:
            session = _Session(log, *self._recorded_as)
            try:
                connection = yield from super().__await__()
            except _NOT_OPENED as error:
                session.refused(error)
                raise
            session.follow(connection)
            return connection

    Recorded.__name__ = Recorded.__qualname__ = connect.__name__
    return Recorded


def _of_threads(log: Writer, connect: Callable[..., Any]) -> Callable[..., Any]:
    """`connect` gives a connection, or as `reconnect` does what makes them, again and again."""

    @wraps(connect)
    def opened(uri: str, **options: Any) -> Any:
        def watched(make: Callable[[], Any]) -> Any:
            session = _Session(log, uri, options.get("additional_headers"))
            try:
                made = make()
            except _NOT_OPENED as error:
                session.refused(error)
                raise
            if hasattr(made, "recv"):
                session.follow(made)
            else:
                reconnect = made.connect
                made.connect = lambda: watched(reconnect)
            return made

        return watched(lambda: connect(uri, **options))

    return opened


class _Session:
    """One connection, from the attempt to open it to its close."""

    def __init__(self, log: Writer, uri: str, headers: Any) -> None:
        self._log, self._redaction = log, log.redaction()
        self._uri, self._url, self._name = uri, "", ""
        self._headers, self._started = headers, Moment.now()
        self._is_closed = False

    def refused(self, error: BaseException) -> None:
        """There is no connection, so the line names none."""
        with quietly():
            headers = self._headers
            items = headers.items() if isinstance(headers, Mapping) else headers or ()
            answer = _answer(error.response) if isinstance(error, InvalidStatus) else error
            members = self._members(items, answer)
            self._write(self._started, event="error", connection=None, **members)

    def follow(self, connection: Any) -> None:
        """It is open: write what is sent and received on it, and its close."""
        with quietly():
            self._name = str(connection.id)
            headers = connection.request.headers.raw_items()
            members = self._members(headers, _answer(connection.response))
            self._write(self._started, event="open", **members)
        is_asyncio = inspect.iscoroutinefunction(connection.recv)
        methods = _async_methods if is_asyncio else _sync_methods
        vars(connection).update(methods(self, connection))

    def sent(self, message: Any) -> None:
        """A message goes out; what is binary or comes in parts is left alone."""
        if isinstance(message, str):
            with quietly():
                self._write(direction="sent", message=self._redaction.message(message, sent=True))

    def received(self, data: str | bytes) -> None:
        """A message came in."""
        with quietly():
            text = _text(data)
            if _may_answer(text):
                self._write(direction="received", message=self._redaction.message(text, sent=False))

    def closed(self, connection: Any) -> None:
        """It is closed, or somebody has just noticed that it is."""
        with quietly():
            if not self._is_closed and connection.close_code is not None:
                self._is_closed = True
                reason = self._redaction.text(connection.close_reason or "")
                self._write(event="close", close_code=connection.close_code, reason=reason or None)

    def _members(self, headers: Headers, answer: Response | BaseException) -> dict[str, Any]:
        request = Request(self._started, "GET", self._uri, list(headers))
        members = fields(self._redaction, request, answer)
        # On every line, so that a log may be rotated while the connection lasts.
        self._url = members["url"]
        return members

    def _write(self, at: Moment | None = None, **members: Any) -> None:
        where = {"protocol": "websocket", "connection": self._name, "url": self._url}
        self._log.write({"ts": (at or Moment.now()).iso()} | where | members)


def _async_methods(session: _Session, connection: Any) -> dict[str, Any]:
    inner_send, inner_recv, inner_close = connection.send, connection.recv, connection.close

    async def send(message: Any, *rest: Any, **options: Any) -> None:
        session.sent(message)
        try:
            await inner_send(message, *rest, **options)
        except ConnectionClosed:
            session.closed(connection)
            raise

    async def recv(*arguments: Any, **options: Any) -> Any:
        try:
            data = await inner_recv(*arguments, **options)
        except ConnectionClosed:
            session.closed(connection)
            raise
        session.received(data)
        return data

    async def close(*arguments: Any, **options: Any) -> None:
        try:
            await inner_close(*arguments, **options)
        finally:
            session.closed(connection)

    return {"send": send, "recv": recv, "close": close}


def _sync_methods(session: _Session, connection: Any) -> dict[str, Any]:
    inner_send, inner_recv, inner_close = connection.send, connection.recv, connection.close

    def send(message: Any, *rest: Any, **options: Any) -> None:
        session.sent(message)
        try:
            inner_send(message, *rest, **options)
        except ConnectionClosed:
            session.closed(connection)
            raise

    def recv(*arguments: Any, **options: Any) -> Any:
        try:
            data = inner_recv(*arguments, **options)
        except ConnectionClosed:
            session.closed(connection)
            raise
        session.received(data)
        return data

    def close(*arguments: Any, **options: Any) -> None:
        try:
            inner_close(*arguments, **options)
        finally:
            session.closed(connection)

    return {"send": send, "recv": recv, "close": close}


def _answer(response: Any) -> Response:
    body = bytes(response.body) if response.body else None
    return Response(Moment.now(), response.status_code, list(response.headers.raw_items()), body)


def _text(data: str | bytes) -> str:
    """A message as text; what is binary gives none. With `decode=False` text comes as bytes."""
    if isinstance(data, str):
        return data
    return data.decode("utf-8", "replace") if data[:1] in (b"{", b"[", b'"') else ""


def _may_answer(text: str) -> bool:
    """Whether ingest may find an answer or an error in a message; most are data."""
    if not text or len(text) > _LONGEST_ANSWER:
        return False
    if text.lstrip()[:1] in ("{", "["):
        low = text.lower()
        return any(word in low for word in _ANSWERS)
    return len(text) <= _LONGEST_ERROR_TEXT and " " in text
