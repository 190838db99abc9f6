r"""reactor-netty's HTTP client (Spring WebClient) at DEBUG, with or without its wiretap.

Source: reactor/reactor-netty, HttpClientConnect and HttpClientOperations (`Handler is being applied: {uri=…, method=…}`,
`Received response`), and wiretap: bytes in hexadecimal behind `WRITE:` and `READ:`, or as text. A
connection's name joins the lines. Bytes of TLS are no messages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.formats import Assemble, Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format
from analyzer.formats.kinds.sample_rows import THROTTLED
from analyzer.formats.kinds.text_lines import lines_and_ahead

_ID = r"\[(?:id: ?)?(?:0x)?(?P<key>[0-9a-f]{8})\b[^\]]*\]"
_OF_CONNECTION = re.compile(_ID)
_APPLIED = re.compile(rf"{_ID} Handler is being applied: \{{uri=")
_WIRE = re.compile(rf"{_ID} (?:WRITE|READ): \d+B(?: (?P<text>[^\s].*))?\s*$")
_DUMPED = re.compile(r"^\|[0-9a-f]{8}\|((?: [0-9a-f]{2}){1,16}) *\|")
_AROUND = re.compile(
    r"^\s*(?:\+-{20,}\+|\|  0  1  2|\+-{6,}\+-{20,}\+-{10,}\+|\+-+\+-+\+)|^\s+\|  0  1  2"
)
_MOST_LINES = 4096
_MOST_TOLD = 10_000

_FORMAT = dialogue_format(
    "reactor_netty",
    "reactor-netty HTTP client, wiretap (Spring WebClient)",
    (
        (
            "request",
            rf"{_ID} Handler is being applied: \{{uri=(?P<url>https?://[^\s,}}]+), method=(?P<method>{METHOD})\}}",
        ),
        ("next", rf"{_ID} Received response "),
        ("written", rf"{_ID} WRITE: \d+B (?P<bytes>b['\"].*)$"),
        ("read", rf"{_ID} READ: \d+B (?P<bytes>b['\"].*)$"),
        (
            "request",
            rf"{_ID} WRITE: \d+B (?P<method>{METHOD}) (?P<path>/\S*) HTTP/[0-9.]+\s*$",
        ),
        ("response", rf"{_ID} READ: \d+B HTTP/[0-9.]+ (?P<status>\d{{3}})\b"),
        ("response", r"^HTTP/[0-9.]+ (?P<status>\d{3})\b"),
        ("part", rf"{_ID} "),
    ),
    (
        Sample(
            """2026-11-19 10:00:00.250 DEBUG 7 --- [reactor-http-nio-2] r.n.http.client.HttpClientConnect : [6547c732-1, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:443] Handler is being applied: {uri=https://api.tickdb.ai/v1/x?a=1, method=GET}
2026-11-19 10:00:00.281 DEBUG 7 --- [reactor-http-nio-2] r.n.http.client.HttpClientOperations : [6547c732-1, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:443] WRITE: 51B
         +-------------------------------------------------+
         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
+--------+-------------------------------------------------+----------------+
|00000000| 47 45 54 20 2f 76 31 2f 78 20 48 54 54 50 2f 31 |GET /v1/x HTTP/1|
+--------+-------------------------------------------------+----------------+
2026-11-19 10:00:00.281 DEBUG 7 --- [reactor-http-nio-2] r.n.http.client.HttpClientOperations : [6547c732-1, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:443] Received response (auto-read:false) : RESPONSE(decodeResult: success, version: HTTP/1.1)
HTTP/1.1 429 Too Many Requests
Retry-After: 2
2026-11-19 10:00:00.290 DEBUG 7 --- [reactor-http-nio-2] r.n.http.client.HttpClientOperations : [6547c732-1, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:443] Received last HTTP packet
2026-11-19 10:00:01.250 INFO 7 --- [main] c.t.Bot : order placed
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms", retry_after_s=2.0),
            ),
            skipped=11,
        ),
        Sample(
            """2026-11-19 10:00:00.250 DEBUG 7 --- [or-http-epoll-3] reactor.netty.http.client.HttpClient : [id: 0x6547c732, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:80] WRITE: 51B
         +-------------------------------------------------+
         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
+--------+-------------------------------------------------+----------------+
|00000000| 47 45 54 20 2f 76 31 2f 78 20 48 54 54 50 2f 31 |GET /v1/x HTTP/1|
|00000010| 2e 31 0d 0a 68 6f 73 74 3a 20 61 70 69 2e 74 69 |.1..host: api.ti|
|00000020| 63 6b 64 62 2e 61 69 0d 0a 0d 0a                |ckdb.ai....     |
+--------+-------------------------------------------------+----------------+
2026-11-19 10:00:00.281 DEBUG 7 --- [or-http-epoll-3] reactor.netty.http.client.HttpClient : [id: 0x6547c732, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:80] READ: 29B
         +-------------------------------------------------+
         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
+--------+-------------------------------------------------+----------------+
|00000000| 48 54 54 50 2f 31 2e 31 20 34 32 39 20 54 6f 6f |HTTP/1.1 429 Too|
|00000010| 20 4d 61 6e 79 0d 0a 0d 0a                      | Many....        |
+--------+-------------------------------------------------+----------------+
""",
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 429 in 31 ms"),),
            skipped=14,
        ),
        Sample(
            """2026-11-19 10:00:00.250 DEBUG 7 --- [nio-2] reactor.netty.http.client.HttpClient : [6547c732-1, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:80] WRITE: 80B GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1
host: api.tickdb.ai
X-API-Key: aaaaaaaa-1111-4222-8333-444444444444

2026-11-19 10:00:00.281 DEBUG 7 --- [nio-2] reactor.netty.http.client.HttpClient : [6547c732-1, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:80] READ: 60B HTTP/1.1 429 Too Many Requests
retry-after: 2

{"code":3001}
[6547c733-1, L:/10.0.0.7:47144 - R:api.tickdb.ai/10.0.0.2:80] READ: 60B HTTP/1.1 200 OK
""",
            rows=(THROTTLED | row(code="3001"),),
            rejects=1,
            skipped=7,
        ),
    ),
    has_threads=False,
)


def _with_bytes(take: Assemble) -> Assemble:
    """What reads the dialogue, behind lines that have the bytes which are dumped below them."""
    told_of: set[str] = set()

    def prepared(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        lines, later = lines_and_ahead(data, ahead)
        told = "\n".join(_dumped(lines, later, told_of)).encode()
        next_ = "\n".join(_dumped(later, [], told_of)).encode() if ahead else b""
        return take(told, is_last=is_last, ahead=next_)

    return prepared


def _dumped(lines: Sequence[str], later: Sequence[str], told_of: set[str]) -> list[str]:
    """The same number of lines, those of a dump blank, its bytes behind the line above it.

    What goes over a connection says nothing more where other lines, of `told_of`, tell its calls.
    """
    told = [*lines, *later]
    out = ["" if _DUMPED.match(one) or _AROUND.match(one) else one for one in lines]
    for at, line in enumerate(lines):
        if found := _APPLIED.search(line):
            told_of |= {found["key"]} if len(told_of) < _MOST_TOLD else set()
        elif (found := _WIRE.search(line)) and found["key"] in told_of:
            out[at] = line[: found.end("key")] + "] wire"
        elif found and not found["text"]:
            out[at] = f"{line.rstrip()} {_bytes_below(told, at)!r}"
    return out


def _bytes_below(lines: Sequence[str], at: int) -> bytes:
    found = bytearray()
    for line in lines[at + 1 : at + _MOST_LINES]:
        if dumped := _DUMPED.match(line):
            found += bytes.fromhex(dumped[1])
        elif line.strip() and not _AROUND.match(line):
            break
    return bytes(found)


def _detect(beginning: str) -> float:
    """As a dialogue, but surer than what reads the messages in it alone, which name no connection."""
    if not _OF_CONNECTION.search(beginning):
        return 0.0
    sureness = _FORMAT.detect("\n".join(_dumped(beginning.split("\n"), [], set())))
    return min(1.0, 0.1 + sureness) if sureness else 0.0


def _assemble() -> Assemble:
    assert _FORMAT.assemble is not None
    return _with_bytes(_FORMAT.assemble())


FORMAT = replace(_FORMAT, detect=_detect, assemble=_assemble)
