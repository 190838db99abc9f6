"""Reads the sample logs in plain Python, in the slowest and simplest way.

What is counted here is the truth for the analyzer's own counts, so nothing of it is used.
"""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "sample_logs"
VENDORS = {
    "mmapi.55-tech.com": "55tech",
    "api.tickdb.ai": "tickdb",
    "api.zeromarkets.com": "zeromarkets",
}
ACCESS = re.compile(
    r"(?:(?P<host>\S+):443 )?(?P<address>[\d.]+) - - \[(?P<time>[^]]+)\] "
    r'"(?P<method>[A-Z]+) (?P<target>\S+) HTTP/1.1" (?P<status>\d{3}) (?:\d+|-)'
    r'(?: "-" "[^"]*")?'
)


@dataclass(frozen=True)
class Exchange:
    """One request of the logs, as far as its log shows it. `ts` is in seconds, UTC."""

    file: str
    ts: float
    client: str | None
    url: str
    protocol: str = "http"
    method: str | None = None
    status: int | None = None
    error: str | None = None
    key: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    sent_headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    attempt: int | None = None
    duration_ms: float = 0.0
    connection: str | None = None
    event: str | None = None
    close_code: int | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def vendor(self) -> str:
        return VENDORS.get(self.host, self.host)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def code(self) -> str | None:
        """The vendor's code, the text of a WebSocket error, or the failing HTTP status."""
        if isinstance(self.body, dict):
            if self.body.get("code"):
                return str(self.body["code"])
            if "error" in self.body:
                return str(self.body["error"])
        failed = self.protocol == "http" and self.status and self.status >= 400
        return str(self.status) if failed else None


@dataclass
class Count:
    """What became of the lines of one file."""

    lines: int = 0
    requests: int = 0
    skipped: int = 0
    rejected_lines: list[int] = field(default_factory=list)


@cache
def story() -> dict[str, Any]:
    path = ROOT / "tests" / "golden" / "sample_story.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def files(folder: Path) -> dict[str, bytes]:
    """The content of every file, decompressed, by its name within the folder."""
    return {
        path.relative_to(folder).as_posix(): (
            gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def exchanges() -> tuple[Exchange, ...]:
    found, _ = read_all()
    return tuple(sorted(found, key=lambda exchange: exchange.ts))


@cache
def read_all() -> tuple[tuple[Exchange, ...], dict[str, Count]]:
    """Every request of the sample logs, and what became of each file's lines."""
    readers = {"canonical": read_canonical, "har": read_har, "combined": read_access}
    found: list[Exchange] = []
    counts: dict[str, Count] = {}
    for name, content in files(LOGS).items():
        counts[name] = Count()
        found += readers[name.split("/")[0]](name, content, counts[name])
    return tuple(found), counts


def read_canonical(name: str, content: bytes, count: Count) -> Iterator[Exchange]:
    opened: dict[str, dict[str, Any]] = {}
    keys: dict[str, str] = {}
    for raw in content.split(b"\n")[:-1]:
        count.lines += 1
        if not raw.strip():
            count.skipped += 1
            continue
        try:
            record = json.loads(raw)
            ts = seconds(record["ts"])
        except ValueError:
            count.rejected_lines.append(count.lines)
            continue
        exchange = (
            read_message(name, ts, record, opened, keys)
            if record.get("protocol") == "websocket"
            else read_request(name, ts, record)
        )
        if exchange is None:
            count.skipped += 1
        else:
            count.requests += 1
            yield exchange


def seconds(ts: str | float) -> float:
    if isinstance(ts, str):
        return datetime.fromisoformat(ts).timestamp()
    return ts / 1000 if ts > 1e11 else float(ts)


def read_request(name: str, ts: float, record: dict[str, Any]) -> Exchange | None:
    if "url" not in record:
        return None
    sent = record["request_headers"]
    query_key = parse_qs(urlsplit(record["url"]).query).get("api_key", [None])[0]
    return Exchange(
        name,
        ts,
        record["client"],
        record["url"],
        method=record["method"],
        status=record["status"],
        error=record.get("error"),
        key=sent.get("X-API-Key") or sent.get("Authorization") or query_key,
        headers=record.get("response_headers", {}),
        sent_headers=sent,
        body=record.get("response_body"),
        attempt=record.get("attempt"),
        duration_ms=record["duration_ms"],
    )


def read_message(
    name: str, ts: float, record: dict[str, Any], opened: dict[str, Any], keys: dict[str, str]
) -> Exchange | None:
    """A WebSocket line: opens, closes and answers are requests; what was sent and data are not."""
    connection = record["connection"]
    if record.get("event") == "open":
        opened[connection] = record
    message = record.get("message")
    if record.get("direction") == "sent":
        if isinstance(message, dict) and "apiKey" in message:
            keys[connection] = message["apiKey"]
        return None
    if record.get("direction") == "received" and not is_answer(message):
        return None
    opening = opened[connection]
    in_query = parse_qs(urlsplit(opening["url"]).query).get("api_key", [None])[0]
    return Exchange(
        name,
        ts,
        opening["client"],
        opening["url"],
        protocol="websocket",
        key=in_query or keys.get(connection),
        body=message,
        connection=connection,
        event=record.get("event"),
        close_code=record.get("close_code"),
    )


def is_answer(message: Any) -> bool:
    return bool(message.keys() & {"code", "error", "detail"})


def read_har(name: str, content: bytes, count: Count) -> Iterator[Exchange]:
    for entry in json.loads(content)["log"]["entries"]:
        count.lines += 1
        count.requests += 1
        request, response = entry["request"], entry["response"]
        sent = {header["name"]: header["value"] for header in request["headers"]}
        messages = entry.get("_webSocketMessages")
        text = response["content"].get("text")
        yield Exchange(
            name,
            seconds(entry["startedDateTime"]),
            None,
            request["url"],
            protocol="http" if messages is None else "websocket",
            method=request["method"],
            status=response["status"] or None,
            error=response["_error"],
            key=sent.get("x-api-key") or sent.get("authorization"),
            headers={header["name"]: header["value"] for header in response["headers"]},
            body=json.loads(text) if text else None,
            event=None if messages is None else "open",
        )
        for message in messages or ():
            count.lines += 1
            body = json.loads(message["data"])
            if message["type"] == "receive" and is_answer(body):
                count.requests += 1
                ts = message["time"]
                yield Exchange(name, ts, None, request["url"], protocol="websocket", body=body)
            else:
                count.skipped += 1


def read_access(name: str, content: bytes, count: Count) -> Iterator[Exchange]:
    for raw in content.split(b"\n")[:-1]:
        count.lines += 1
        line = raw.decode(errors="replace")
        access = ACCESS.fullmatch(line)
        if access:
            count.requests += 1
            target = access["target"]
            url = target if access["host"] is None else f"https://{access['host']}{target}"
            ts = datetime.strptime(access["time"], "%d/%b/%Y:%H:%M:%S %z").timestamp()
            yield Exchange(
                name, ts, None, url, method=access["method"], status=int(access["status"])
            )
        elif not line or re.match(r"\d{4}/\d\d/\d\d [\d:]{8} \[\w+\]", line):
            count.skipped += 1
        else:
            count.rejected_lines.append(count.lines)
