"""urllib.request: a handler of an opener sees each request and answer; `open` sees errors.

Handlers are documented (https://docs.python.org/3/library/urllib.request.html). Redirects and
refusals are answers that other handlers look at later.
"""

from __future__ import annotations

import io
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any, cast
from urllib.error import HTTPError
from urllib.request import BaseHandler, OpenerDirector
from urllib.request import Request as Asked

from analyzer.capture.exchange import Moment, Request, Response
from analyzer.capture.pending import Pending, written_if_it_fails
from analyzer.capture.writer import Writer, quietly

_MOST_READ = 1 << 20


_opening: ContextVar[Pending] = ContextVar("analyzer.capture.opening")


def record(log: Writer, opener: OpenerDirector) -> None:
    """Make an opener write its exchanges."""
    opener.add_handler(_Recording(log))
    opening = opener.open

    def recorded(*given: Any, **options: Any) -> Any:
        with written_if_it_fails(log, _opening, Pending(), answers=(HTTPError,)):
            return opening(*given, **options)

    vars(opener)["open"] = recorded


class _Recording(BaseHandler):
    # Behind what adds headers and cookies (500), before what raises on a status (1000).
    handler_order = 900

    def __init__(self, log: Writer) -> None:
        self._log = log

    def http_request(self, request: Asked) -> Asked:
        with quietly():
            _opening.get(Pending()).request = Request(
                Moment.now(),
                request.get_method(),
                request.full_url,
                request.header_items(),
                request.data if isinstance(request.data, bytes) else None,
            )
        return request

    def http_response(self, _request: Asked, response: HTTPResponse) -> HTTPResponse:
        answered, opening = Moment.now(), _opening.get(Pending())
        request, opening.request = opening.request, None
        body: bytes | None = None
        try:
            body = _body(response)
        finally:
            if request:
                with quietly():
                    headers = list(response.headers.items())
                    self._log.exchange(request, Response(answered, response.status, headers, body))
        return response

    https_request, https_response = http_request, http_response


def _body(response: HTTPResponse) -> bytes | None:
    """What the answer holds, which is put back for the caller; None where it is left alone."""
    is_json = "json" in response.headers.get_content_type()
    length = response.headers.get("Content-Length", "0")
    is_small = not length.isdecimal() or int(length) <= _MOST_READ
    if not is_small or not (is_json or response.status >= 400):
        return None
    body = response.read()
    response.fp = cast(Any, io.BytesIO(body))
    response.length, response.chunked = len(body), cast(Any, False)
    return body
