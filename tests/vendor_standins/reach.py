"""How real clients reach the stand-ins by the vendors' own host names, so that logs name these."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, Request

import aiohttp.abc
import httpx
import requests

from .stand_in import StandIn


class Loopback(httpx.AsyncHTTPTransport):
    """For `httpx.AsyncClient(transport=…)`: goes to the vendor's port, whatever the URL's is."""

    def __init__(self, vendors: Iterable[StandIn]) -> None:
        super().__init__()
        self._ports = ports(vendors)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await super().handle_async_request(to_loopback(request, self._ports))


class SyncLoopback(httpx.HTTPTransport):
    """The same for `httpx.Client`."""

    def __init__(self, vendors: Iterable[StandIn]) -> None:
        super().__init__()
        self._ports = ports(vendors)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return super().handle_request(to_loopback(request, self._ports))


def to_loopback(request: httpx.Request, of: dict[str, int]) -> httpx.Request:
    """The request to send in place of one to a vendor's host. Raises what a missing host would."""
    port = of.get(request.url.host)
    if port is None:
        raise httpx.ConnectError("[Errno -2] Name or service not known", request=request)
    return httpx.Request(
        request.method,
        request.url.copy_with(host="127.0.0.1", port=port),
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions,
    )


def ports(vendors: Iterable[StandIn]) -> dict[str, int]:
    """The vendors' ports by host."""
    return {vendor.host: vendor.port for vendor in vendors}


def websocket(vendor: StandIn) -> dict[str, Any]:
    """Arguments of websockets' asynchronous `connect`."""
    return {"host": "127.0.0.1", "port": vendor.port, "proxy": None}


def sync_websocket(vendor: StandIn) -> dict[str, Any]:
    """Arguments of websockets' synchronous `connect`."""
    return {"sock": socket.create_connection(("127.0.0.1", vendor.port)), "proxy": None}


class LoopbackAdapter(requests.adapters.HTTPAdapter):
    """For `requests.Session.mount("http://", …)`."""

    def __init__(self, vendors: Iterable[StandIn], **options: Any) -> None:
        super().__init__(**options)
        self._ports = ports(vendors)

    def send(
        self, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        there = urlsplit(request.url or "")
        port = self._ports.get(there.hostname or "")
        if port is None:
            raise requests.ConnectionError("[Errno -2] Name or service not known")
        sent = request.copy()
        sent.headers["Host"] = there.netloc
        sent.url = there._replace(netloc=f"127.0.0.1:{port}").geturl()
        return super().send(sent, *arguments, **options)


class LoopbackHandler(HTTPHandler):
    """For `urllib.request.build_opener(…)`."""

    def __init__(self, vendors: Iterable[StandIn]) -> None:
        super().__init__()
        self._ports = ports(vendors)

    def http_open(self, req: Request) -> HTTPResponse:
        port = self._ports.get(req.host)
        if port is None:
            raise URLError(OSError(-2, "Name or service not known"))

        def connection(_host: str, /, **options: Any) -> HTTPConnection:
            return HTTPConnection("127.0.0.1", port, **options)

        return self.do_open(connection, req)


class LoopbackResolver(aiohttp.abc.AbstractResolver):
    """For `aiohttp.TCPConnector(resolver=…)`."""

    def __init__(self, vendors: Iterable[StandIn]) -> None:
        self._ports = ports(vendors)

    async def resolve(
        self, host: str, port: int = 0, family: int = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        if host not in self._ports:
            raise OSError(-2, "Name or service not known")
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": self._ports[host],
                "family": socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
        ]

    async def close(self) -> None:
        """Nothing is held."""
