"""httpx and httpx2: event hooks see every exchange, redirects too; `send` sees errors.

The hooks are documented (https://www.python-httpx.org/advanced/event-hooks/). They are not called
where no response comes, so the client's public `send` is wrapped as well. Neither is imported: a
client, its requests and its responses are the same in both (openai and anthropic use httpx2).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.capture.exchange import Moment, Request, Response
from analyzer.capture.pending import Pending, written_if_it_fails
from analyzer.capture.writer import Writer, quietly

if TYPE_CHECKING:
    import httpx
    import httpx2

    Client = httpx.Client | httpx.AsyncClient | httpx2.Client | httpx2.AsyncClient
    Message = httpx.Request | httpx.Response | httpx2.Request | httpx2.Response


@dataclass
class _Sending(Pending):
    """One call of `send`."""

    streamed: bool = False


_sending: ContextVar[_Sending] = ContextVar("analyzer.capture.sending")


def record(log: Writer, client: Client) -> None:
    """Make a client write its exchanges."""
    if inspect.iscoroutinefunction(client.send):
        _record_async(log, client)
    else:
        _record_sync(log, client)


def _record_sync(log: Writer, client: Any) -> None:
    send = client.send

    def recorded(request: Any, **options: Any) -> Any:
        with _watched(log, options):
            return send(request, **options)

    def answered(response: Any) -> None:
        with _answer(log, response) as is_to_be_read:
            if is_to_be_read:
                response.read()

    vars(client)["send"] = recorded
    _hook(client, _sent, answered)


def _record_async(log: Writer, client: Any) -> None:
    send = client.send

    async def recorded(request: Any, **options: Any) -> Any:
        with _watched(log, options):
            return await send(request, **options)

    async def sent(request: Any) -> None:
        _sent(request)

    async def answered(response: Any) -> None:
        with _answer(log, response) as is_to_be_read:
            if is_to_be_read:
                await response.aread()

    vars(client)["send"] = recorded
    _hook(client, sent, answered)


def _hook(client: Client, sent: Any, answered: Any) -> None:
    # Last before the request goes, first when the response comes: other hooks may add headers, or
    # raise on a status.
    client.event_hooks = {
        "request": [*client.event_hooks["request"], sent],
        "response": [answered, *client.event_hooks["response"]],
    }


def _watched(log: Writer, options: dict[str, Any]) -> AbstractContextManager[None]:
    sending = _Sending(streamed=bool(options.get("stream")))
    return written_if_it_fails(log, _sending, sending)


def _sent(request: Any) -> None:
    with quietly():
        _sending.get().request = Request(
            Moment.now(),
            request.method,
            str(request.url),
            request.headers.multi_items(),
            _body(request),
        )


@contextmanager
def _answer(log: Writer, response: httpx.Response | httpx2.Response) -> Iterator[bool]:
    """Write the exchange when the block ends; whether its body may be read before that.

    Where it may, httpx would read it next: what reading raises is the caller's in any case.
    """
    sending, answered = _sending.get(None), Moment.now()
    request = sending.request if sending else None
    if sending:
        sending.request = None
    try:
        yield sending is not None and not sending.streamed
    finally:
        if request:
            with quietly():
                headers = response.headers.multi_items()
                answer = Response(answered, response.status_code, headers, _body(response))
                log.exchange(request, answer)


def _body(message: Message) -> bytes | None:
    try:
        return message.content
    except RuntimeError:  # StreamError: it was not read
        return None
