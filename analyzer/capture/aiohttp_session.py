"""aiohttp: its client tracing, https://docs.aiohttp.org/en/stable/tracing_reference.html.

A trace learns of a response when its head has come, and of its body only if the caller reads that
at once (`read`, `text`, `json`). So an exchange is written when its body was read, or when the
response goes; a body that is streamed is left alone.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import aiohttp

from analyzer.capture.exchange import Moment, Request, Response
from analyzer.capture.redaction import LONGEST_BODY_BYTES
from analyzer.capture.writer import Writer, quietly


def trace_config(log: Writer) -> aiohttp.TraceConfig:
    """A TraceConfig that writes every exchange of its session."""
    trace = _Trace(log)
    config = aiohttp.TraceConfig(trace_config_ctx_factory=_Exchange)
    config.on_request_start.append(trace.start)
    config.on_request_chunk_sent.append(trace.sent)
    config.on_request_redirect.append(trace.redirected)
    config.on_request_end.append(trace.answered)
    config.on_response_chunk_received.append(trace.read)
    config.on_request_exception.append(trace.failed)
    return config


class _Exchange(SimpleNamespace):
    """State of a request from start to end, in aiohttp's trace context."""

    started: Moment
    body = b""
    request: Request
    response: Response
    write: weakref.finalize[..., Any] | None = None


class _Trace:
    def __init__(self, log: Writer) -> None:
        self._log = log

    async def start(
        self, _: aiohttp.ClientSession, of: Any, __: aiohttp.TraceRequestStartParams
    ) -> None:
        of.started = Moment.now()

    async def sent(
        self, _: aiohttp.ClientSession, of: Any, params: aiohttp.TraceRequestChunkSentParams
    ) -> None:
        with quietly():
            if len(of.body) <= LONGEST_BODY_BYTES:
                of.body += params.chunk

    async def redirected(
        self, _: aiohttp.ClientSession, of: Any, params: aiohttp.TraceRequestRedirectParams
    ) -> None:
        with quietly():
            request, answer = _exchange(of, params.response)
            self._log.exchange(request, answer)
        of.started, of.body = Moment.now(), b""

    async def answered(
        self, _: aiohttp.ClientSession, of: Any, params: aiohttp.TraceRequestEndParams
    ) -> None:
        with quietly():
            of.request, of.response = _exchange(of, params.response)
            of.write = weakref.finalize(
                params.response, self._log.exchange, of.request, of.response
            )

    async def read(
        self, _: aiohttp.ClientSession, of: Any, params: aiohttp.TraceResponseChunkReceivedParams
    ) -> None:
        with quietly():
            if of.write and of.write.detach():
                self._log.exchange(of.request, _with_body(of.response, params.chunk))

    async def failed(
        self, _: aiohttp.ClientSession, of: Any, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        with quietly():
            error = params.exception
            request = Request(
                of.started, params.method, str(params.url), _items(params.headers), of.body or None
            )
            if isinstance(error, aiohttp.ClientResponseError) and error.status:
                # A response came, and the session raises on its status.
                answer = Response(Moment.now(), error.status, _items(error.headers or {}))
                self._log.exchange(request, answer)
            else:
                self._log.exchange(request, error)


def _exchange(of: Any, response: aiohttp.ClientResponse) -> tuple[Request, Response]:
    request = response.request_info
    sent = of.body or None
    return (
        Request(of.started, request.method, str(request.real_url), _items(request.headers), sent),
        Response(Moment.now(), response.status, _items(response.headers)),
    )


def _with_body(answer: Response, body: bytes) -> Response:
    return Response(answer.answered, answer.status, answer.headers, body)


def _items(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(str(name), value) for name, value in headers.items()]
