r"""ModSecurity's audit log in its serial form: the sections of a transaction, over several lines.

Source: ModSecurity 2 Data Formats; versions 2 and 3 differ in their boundaries. Section A says when and from whom,
B what was asked, E what was answered, F its status and headers; H how long it took, in microseconds.
Its JSON is read by its names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyzer.formats import Sample, row
from analyzer.formats.kinds.blocks import Blocks
from analyzer.formats.kinds.exchange import assembled_format

_BOUNDARY = re.compile(r"^--(?:-(?P<v3>\w{8})--|(?P<v2>[0-9a-f]{8}))-(?P<section>[A-Z])--$")
_BEGINNING = re.compile(r"(?m)^--(?:-\w{8}--|[0-9a-f]{8})-A--\r?$")
_WHEN = re.compile(
    r"^\[(?P<started>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4})\] "
    r"(?P<request_id>\S+) (?P<client_ip>\S+) \d+ \S+ \d+"
)
_ASKED = re.compile(r"^(?P<method>[A-Z]+) (?P<url>\S+) HTTP/[0-9.]+$")
_ANSWERED = re.compile(r"^HTTP/[0-9.]+ (?P<status>\d{3})\b")
_HEADER = re.compile(r"^(?P<name>[A-Za-z][\w-]*): ?(?P<value>.*)$")
_STOPWATCH = re.compile(r"^Stopwatch2?: \d+ (?P<us>\d+)\b")
_MOST_LINES = 5_000
_SURENESS = 0.95


def _headers(lines: Sequence[str]) -> dict[str, str]:
    found = filter(None, map(_HEADER.match, lines))
    return {one["name"].lower(): one["value"] for one in found}


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> dict[str, str]:
    found = next(filter(None, map(pattern.match, lines)), None)
    return found.groupdict() if found else {}


def _exchange_of(sections: Mapping[str, Sequence[str]]) -> dict[str, object]:
    asked, answered = sections.get("B", ()), sections.get("F", ())
    took = _first(_STOPWATCH, sections.get("H", ()))
    request, response = _headers(asked[1:]), _headers(answered[1:])
    return {
        **_first(_WHEN, sections["A"]),
        **_first(_ASKED, asked[:1]),
        **_first(_ANSWERED, answered[:1]),
        "host": request.get("host"),
        "request_headers": request or None,
        "response_headers": response or None,
        "response_body": "\n".join(sections.get("E", ())).strip() or None,
        "took": f"{took['us']}us" if took else None,
    }


def _read(lines: Sequence[str], at: int) -> tuple[int, Mapping[str, object] | None]:
    """How many lines the transaction has that begins in one, and its exchange."""
    begun = _BOUNDARY.match(lines[at])
    if begun is None or begun["section"] != "A":
        return 1, None
    name = begun["v2"] or begun["v3"]
    sections: dict[str, list[str]] = {"A": []}
    held = sections["A"]
    for size, line in enumerate(lines[at + 1 : at + _MOST_LINES], 1):
        found = _BOUNDARY.match(line)
        if found is None:
            held.append(line)
        elif (found["v2"] or found["v3"]) != name or found["section"] == "A":
            return size, {"broken": "the record is cut off"}
        elif found["section"] == "Z":
            return size + 1, _exchange_of(sections)
        else:
            held = sections.setdefault(found["section"], [])
    return 1, {"broken": "the record is cut off"}


def _detect(beginning: str) -> float:
    return _SURENESS if _BEGINNING.search(beginning) else 0.0


FORMAT = assembled_format(
    "modsecurity_audit",
    "ModSecurity audit log, serial",
    _detect,
    lambda: Blocks(_read).take,
    (
        Sample(
            """--6a0f9a3c-A--
[19/Nov/2026:10:00:00.250000 +0000] ZVshwH8AAAEAAAx4 10.0.0.7 51234 10.0.0.2 443
--6a0f9a3c-B--
GET /v1/x?a=1 HTTP/1.1
Host: api.tickdb.ai
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444

--6a0f9a3c-F--
HTTP/1.1 429 Too Many Requests
Retry-After: 5
Content-Length: 57

--6a0f9a3c-E--
{"code":3001}
--6a0f9a3c-H--
Message: Access denied with code 429 (phase 2).
Stopwatch: 1795082400250000 31000 (- - -)

--6a0f9a3c-Z--

---wpPtnYEW---A--
[19/Nov/2026:11:00:01 +0100] 179508240012.345678 10.0.0.8 51234 10.0.0.2 443
---wpPtnYEW---B--
POST /v1/orders HTTP/1.1
Host: api.tickdb.ai

---wpPtnYEW---F--
HTTP/1.1 403

---wpPtnYEW---H--
ModSecurity: Warning. detected XSS using libinjection.

---wpPtnYEW---Z--

--6a0f9a3d-A--
[19/Nov/2026:10:00:02.250000 +0000] ZVshwH8AAAEAAAx5 10.0.0.7 51234 10.0.0.2 443
--6a0f9a3d-B--
GET /v1/y HTT
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms",
                    client_ip="10.0.0.7",
                    request_id="ZVshwH8AAAEAAAx4",
                    key_in="header:x-api-key",
                    code="3001",
                    retry_after_s=5.0,
                ),
                row("10:00:01 POST api.tickdb.ai/v1/orders -> 403", client_ip="10.0.0.8"),
            ),
            rejects=1,
            skipped=35,
        ),
    ),
)
