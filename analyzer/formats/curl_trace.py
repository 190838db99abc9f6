r"""curl's `--trace` and `--trace-ascii`, and git's `GIT_TRACE_CURL`: what went over the wire, in blocks of bytes or of text.

Source: curl, "--trace", "--trace-ascii", and src/tool_cb_dbg.c: `=> Send header, 92 bytes (0x5c)`,
then lines behind their offsets, 16 bytes in hexadecimal and as text, or up to 64 characters, which go
on in the next line. Of git (http.c, curl_dump_header) each header is a line of its own, behind what it is of:
`=> Send header: Host: …`. They become the lines that `--verbose` prints, which are read as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace

from analyzer.formats import Assemble, Sample, row, share_of_lines
from analyzer.formats.curl_verbose import FORMAT as VERBOSE
from analyzer.formats.kinds.exchange import PART

# What the answer's body printed may stand before them.
_BLOCK = re.compile(r"(=>|<=) (?:Send|Recv) (header|data|SSL data), \d+ bytes \(0x")
_LINE = re.compile(r"(?:^|\s)(=>|<=) (?:Send|Recv) (header|data): ?(.*)$")
_INFO = re.compile(r"== Info: ?(.*)$")
_DATA = re.compile(r"^([0-9a-f]{4,}): ?(.*)$")
_HEX = re.compile(r"(?:[0-9a-f]{2} ){1,16}")
_TEXT_COLUMN = 48
_WIDTH = 64
_MARKS = {("=>", "header"): "> ", ("<=", "header"): "< ", ("<=", "data"): ""}
# What has no meaning for `--verbose` is one of its remarks.
_REMARK = "* "


class _Trace:
    """The lines of one source, as they come by."""

    def __init__(self, inner: Assemble) -> None:
        self._inner = inner
        self._mark: str | None = None
        self._held: bytes | str | None = None
        self._next = 0

    def take(self, data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        """The same number of lines: exchanges, their parts, and other messages."""
        lines = data.decode("utf-8", "replace").split("\n")
        ends = lines.pop() if lines and not lines[-1] else None
        expanded = [list(self._line(line)) for line in lines]
        if is_last and expanded:
            expanded[-1] += self._flush()
        flat = "\n".join(line for some in expanded for line in some) + "\n"
        other = copy(self)
        coming = ahead.decode("utf-8", "replace").split("\n")
        after = "\n".join(inner for line in coming for inner in other._line(line)) if ahead else ""
        assembled = self._inner(flat.encode(), is_last=is_last, ahead=after.encode())
        read = iter(assembled.decode().split("\n"))
        out = [_of_one([next(read) for _ in some]) if some else PART for some in expanded]
        return "\n".join([*out, *([] if ends is None else [ends])]).encode()

    def _line(self, line: str) -> Iterator[str]:
        if found := _DATA.match(line):
            yield from self._bytes(int(found[1], 16), found[2])
            return
        yield from self._flush()
        if (own := _LINE.search(line)) and own[2] == "header":
            yield _MARKS[own[1], own[2]] + own[3]
            return
        info = _INFO.search(line)
        if block := _BLOCK.search(line):
            self._mark = _MARKS.get((block[1], block[2]))
        yield _REMARK + (info[1] if info else "")

    def _bytes(self, offset: int, text: str) -> Iterator[str]:
        if self._mark is None:
            return
        if (data := _bytes_of(text)) is not None:
            held = (self._held if isinstance(self._held, bytes) else b"") + data
            *whole, rest = held.split(b"\n")
            for one in whole:
                yield self._mark + one.decode("utf-8", "replace").rstrip("\r")
            self._held = rest or None
            return
        if isinstance(self._held, str) and offset == self._next:
            self._held += text
        else:
            yield from self._flush()
            self._held = text
        self._next = offset + _WIDTH if len(text) == _WIDTH else -1

    def _flush(self) -> Iterator[str]:
        held, self._held = self._held, None
        if held is not None and self._mark is not None:
            yield self._mark + (
                held.decode("utf-8", "replace") if isinstance(held, bytes) else held
            )


def _bytes_of(text: str) -> bytes | None:
    """The bytes that a line shows in hexadecimal and beside it as text; None where it does not."""
    found = _HEX.match(text)
    if not found or text[found.end() : _TEXT_COLUMN].strip():
        return None
    data = bytes.fromhex(found[0])
    return (
        data if len(text[_TEXT_COLUMN:]) in (len(data), len(text[_TEXT_COLUMN:].rstrip())) else None
    )


def _of_one(lines: list[str]) -> str:
    """What became of one line of several: an exchange, if it holds one."""
    return next((line for line in lines if line.strip() and line != PART), PART)


_KNOWN = re.compile(f"{_BLOCK.pattern}|{_LINE.pattern}|{_INFO.pattern}|{_DATA.pattern}")


def _detect(beginning: str) -> float:
    if not any(map(_BLOCK.search, beginning.splitlines())):
        return 0.0
    return 0.5 + 0.45 * share_of_lines(beginning, lambda line: bool(_KNOWN.search(line)))


def _assemble() -> Assemble:
    assert VERBOSE.assemble
    return _Trace(VERBOSE.assemble()).take


FORMAT = replace(
    VERBOSE,
    name="curl_trace",
    title="curl --trace and --trace-ascii, git's GIT_TRACE_CURL",
    detect=_detect,
    fit=None,
    assemble=_assemble,
    samples=(
        Sample(
            "== Info: Connected to api.tickdb.ai (127.0.0.1) port 443\n"
            "=> Send header, 150 bytes (0x96)\n"
            "0000: GET /v1/market/ticker?symbol=BTCUSDT&interval=1m&limit=100&since\n"
            "0040: =17 HTTP/1.1\n"
            "004e: Host: api.tickdb.ai\n"
            "0063: X-API-Key: aaaaaaaa-1111-4222-8333-444444444444\n"
            "0094: \n"
            "<= Recv header, 32 bytes (0x20)\n"
            "0000: HTTP/1.1 429 Too Many Requests\n"
            "<= Recv header, 37 bytes (0x25)\n"
            "0000: Date: Thu, 19 Nov 2026 10:00:00 GMT\n"
            "<= Recv header, 16 bytes (0x10)\n"
            "0000: Retry-After: 2\n"
            "<= Recv header, 2 bytes (0x2)\n"
            "0000: \n"
            "<= Recv data, 45 bytes (0x2d)\n"
            '0000: {"code":3001,"message":"Rate limit exceeded"}\n'
            '{"code":3001,"message":"Rate limit exceeded"}== Info: Connection #0 to host api.tickdb.ai left intact\n',
            rows=(
                row(
                    "10:00:00 GET https://api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT&interval=1m&limit=100&since=17 -> 429",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    code="3001",
                ),
            ),
            skipped=17,
        ),
        Sample(
            "10:00:00.100000 => Send header, 34 bytes (0x22)\n"
            "0000: 47 45 54 20 2f 76 31 2f 78 20 48 54 54 50 2f 31 GET /v1/x HTTP/1\n"
            "0010: 2e 31 0d 0a 48 6f 73 74 3a 20 68 2e 69 6f 0d 0a .1..Host: h.io..\n"
            "0020: 0d 0a                                           ..\n"
            "10:00:00.100000 <= Recv header, 18 bytes (0x12)\n"
            "0000: 48 54 54 50 2f 31 2e 31 20 35 30 32 20 42 61 64 HTTP/1.1 502 Bad\n"
            "0010: 0d 0a                                           ..\n"
            "10:00:00.100000 <= Recv header, 37 bytes (0x25)\n"
            "0000: 44 61 74 65 3a 20 54 68 75 2c 20 31 39 20 4e 6f Date: Thu, 19 No\n"
            "0010: 76 20 32 30 32 36 20 31 30 3a 30 30 3a 30 30 20 v 2026 10:00:00 \n"
            "0020: 47 4d 54 0d 0a                                  GMT..\n"
            "10:00:00.100000 <= Recv header, 2 bytes (0x2)\n"
            "0000: 0d 0a                                           ..\n"
            "10:00:00.100000 <= Recv data, 4 bytes (0x4)\n"
            "0000: 6e 6f 70 65                                     nope\n"
            "10:00:01.100000 => Send header, 42 bytes (0x2a)\n"
            "0000: 47 45 54 20 2f 76 31 2f 79 20 48 54 54 50 2f 31 GET /v1/y HTTP/1\n"
            "0010: 2e 31 0d 0a 0d 0a                               .1....\n"
            "10:00:01.200000 <= Recv header, 17 bytes (0x11)\n"
            "0000: 48 54 54 50 2f 31 2e 31 20 32 30 30 20 4f 4b 0d HTTP/1.1 200 OK.\n"
            "0010: 0a                                              .\n",
            rows=(row("10:00:00 GET h.io/v1/x -> 502", body="nope"),),
            rejects=1,
            skipped=19,
        ),
        Sample(
            """10:00:00.100000 http.c:756              == Info: Connected to git.tickdb.ai (10.0.0.2) port 443 (#0)
10:00:00.100000 http.c:703              => Send header, 0000000230 bytes (0x000000e6)
10:00:00.100000 http.c:715              => Send header: GET /bot.git/info/refs?service=git-upload-pack HTTP/1.1
10:00:00.100000 http.c:715              => Send header: Host: git.tickdb.ai
10:00:00.100000 http.c:715              => Send header: Authorization: Basic <redacted>
10:00:00.100000 http.c:715              => Send header:
10:00:00.200000 http.c:703              <= Recv header, 0000000024 bytes (0x00000018)
10:00:00.200000 http.c:715              <= Recv header: HTTP/1.1 403 Forbidden
10:00:00.200000 http.c:703              <= Recv header, 0000000037 bytes (0x00000025)
10:00:00.200000 http.c:715              <= Recv header: Date: Thu, 19 Nov 2026 10:00:00 GMT
10:00:00.200000 http.c:703              <= Recv header, 0000000002 bytes (0x00000002)
10:00:00.200000 http.c:715              <= Recv header:
10:00:00.200000 http.c:703              <= Recv data, 0000000013 bytes (0x0000000d)
10:00:00.200000 http.c:715              <= Recv data: Access denied
10:00:00.200000 http.c:756              == Info: Connection #0 to host git.tickdb.ai left intact
remote: Access denied
fatal: unable to access 'https://git.tickdb.ai/bot.git/': The requested URL returned error: 403
""",
            rows=(
                row("10:00:00 GET git.tickdb.ai/bot.git/info/refs?service=git-upload-pack -> 403"),
            ),
            skipped=16,
        ),
    ),
)
