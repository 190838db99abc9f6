"""The entry point for each client; a client's module is imported only where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from analyzer.capture.writer import Writer

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

    import httpx
    import httpx2
    from aiohttp import TraceConfig
    from requests import Session

HttpxClient = TypeVar(
    "HttpxClient",
    bound="httpx.Client | httpx.AsyncClient | httpx2.Client | httpx2.AsyncClient",
)
RequestsSession = TypeVar("RequestsSession", bound="Session")
Connect = TypeVar("Connect")


class Log(Writer):
    """A log of canonical JSON Lines, and what makes clients write to it."""

    def httpx(self, client: HttpxClient) -> HttpxClient:
        """Record what a Client or AsyncClient of httpx or httpx2 sends from now on; returns it.

        Bodies of responses that are streamed are left alone.
        """
        from analyzer.capture import httpx_client

        httpx_client.record(self, client)
        return client

    def requests(self, session: RequestsSession) -> RequestsSession:
        """Record what a requests.Session sends from now on; returns it.

        Adapters mounted later are not seen. Bodies of responses that are streamed are left alone.
        """
        from analyzer.capture import requests_session

        requests_session.record(self, session)
        return session

    def urllib(self, opener: OpenerDirector) -> OpenerDirector:
        """Record what an opener of urllib.request opens from now on; returns it.

        `install_opener(log.urllib(build_opener()))` records what `urlopen` opens. Bodies are kept
        of answers that are JSON or tell a failure; others are left alone.
        """
        from analyzer.capture import urllib_opener

        urllib_opener.record(self, opener)
        return opener

    def aiohttp(self) -> TraceConfig:
        """One of the `trace_configs` of an aiohttp.ClientSession, which is then recorded.

        An exchange is written once its body was read, or its response thrown away. Messages of
        aiohttp's WebSockets are not seen.
        """
        from analyzer.capture import aiohttp_session

        return aiohttp_session.trace_config(self)

    def websockets(self, connect: Connect) -> Connect:
        """The same `connect` (or sync `reconnect`) of websockets, whose connections are recorded.

        Of received messages those are written that may answer or report, not data. Raises TypeError
        where it is given something else.
        """
        from analyzer.capture import websockets_connect

        return websockets_connect.recorded(self, connect)
