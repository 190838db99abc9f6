"""requests: its adapters are what sends, and mounting others is documented.

https://requests.readthedocs.io/en/latest/user/advanced/#transport-adapters
"""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import BaseAdapter

from analyzer.capture.exchange import Moment, Request, Response
from analyzer.capture.writer import Writer, quietly


def record(log: Writer, session: requests.Session) -> None:
    """Put a recording adapter around each of the session's."""
    for prefix, adapter in list(session.adapters.items()):
        session.mount(prefix, _Recording(log, adapter))


class _Recording(BaseAdapter):
    """Sends through another adapter, and is it to whoever asks it for anything else."""

    def __init__(self, log: Writer, adapter: BaseAdapter) -> None:
        super().__init__()
        self._log, self._adapter = log, adapter

    def __getattr__(self, name: str) -> Any:
        return getattr(vars(self)["_adapter"], name)

    def close(self) -> None:
        self._adapter.close()

    def send(
        self, request: requests.PreparedRequest, stream: bool = False, *rest: Any, **options: Any
    ) -> requests.Response:
        sent = Moment.now()
        try:
            response = self._adapter.send(request, stream, *rest, **options)
        except BaseException as error:
            with quietly():
                self._log.exchange(_request_of(sent, request), error)
            raise
        answered = Moment.now()
        try:
            # The session would read it next: what reading raises is the caller's in any case.
            body = None if stream else response.content
        except BaseException:
            with quietly():
                self._log.exchange(_request_of(sent, request), _answer(answered, response, None))
            raise
        with quietly():
            self._log.exchange(_request_of(sent, request), _answer(answered, response, body))
        return response


def _request_of(sent: Moment, request: requests.PreparedRequest) -> Request:
    body = request.body.encode() if isinstance(request.body, str) else request.body
    return Request(
        sent,
        request.method or "GET",
        request.url or "",
        [(name, _text(value)) for name, value in request.headers.items()],
        body if isinstance(body, bytes) else None,
    )


def _answer(answered: Moment, response: requests.Response, body: bytes | None) -> Response:
    # urllib3 retries inside the adapter where it is configured to, and counts.
    retries = getattr(response.raw, "retries", None)
    earlier = len(retries.history) if retries else 0
    headers, attempt = list(response.headers.items()), earlier + 1 if earlier else None
    return Response(answered, response.status_code, headers, body, attempt)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
