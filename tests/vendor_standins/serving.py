"""Serves stand-ins on free ports of 127.0.0.1, in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import uvicorn

from .stand_in import StandIn


@contextmanager
def running(*vendors: StandIn) -> Iterator[None]:
    """Serve the vendors, each on the port that is then its `port`, until the block ends."""
    with ExitStack() as stack:
        servers = []
        for vendor in vendors:
            listening = stack.enter_context(_listening())
            vendor.port = listening.getsockname()[1]
            servers.append((_server(vendor), listening))

        async def serve() -> None:
            await asyncio.gather(*(server.serve([on]) for server, on in servers))

        thread = threading.Thread(target=asyncio.run, args=(serve(),), name="stand-ins")
        thread.start()
        try:
            yield
        finally:
            for server, _ in servers:
                server.should_exit = True
            thread.join()


def _listening() -> socket.socket:
    # Only on sockets that say TCP asyncio turns off Nagle's algorithm: without it 40 ms an answer.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.bind(("127.0.0.1", 0))
    found.listen(128)
    return found


def _server(vendor: StandIn) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            cast(Any, vendor),
            lifespan="off",
            log_level="critical",
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
    )
