"""URLs of logs, taken apart: what is written as one need not be one."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

_NOTHING = SplitResult("", "", "", "", "")
_BASE = re.compile(r"[a-z]+://[^/?#]*")
_PORTS = {"http": 80, "https": 443}


def parts_of(url: str) -> SplitResult:
    """The parts of a URL; all empty where its host is broken (`https://[::1/`)."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NOTHING


def server_of(url: str) -> tuple[str | None, int | None]:
    """The host and port of a URL; no port where it has none that can be."""
    parts = parts_of(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return parts.hostname, port or _PORTS.get(parts.scheme)


def host_of(url: str) -> str:
    """The host of a URL; empty where it has none."""
    base = _BASE.match(url)
    return _host_of(base[0] if base else url)


@lru_cache(1_000)  # most calls of a log are to the same few
def _host_of(url: str) -> str:
    return parts_of(url).hostname or ""
