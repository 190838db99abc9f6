"""W3C extended log files: IIS, IIS Advanced Logging, CloudFront and others with `#Fields:`.

Source: W3C, "Extended Log File Format" (WD-logfile-960323); Microsoft, "W3C Logging"; AWS,
"Standard logging". `#Fields:` names the columns of the lines after it and may come again with
others, so every chunk is looked through for it and the last one is remembered. Times are UTC and
mark the end; `-` is nothing. HTTP.sys names in `s-reason` why a request has no status. IIS's
FTP service writes commands as methods, behind the number of their session: `[2]USER`. IIS counts `time-taken` in whole ms, others in seconds with fractions;
ASP.NET Core's W3CLogger, which names no software, in ms with fractions, and its time is the start.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from analyzer.formats import Format, Sample, row, share_of_lines
from analyzer.mapping.aliases import DURATION
from analyzer.mapping.plain_fields import COLUMNS, KEYED, PlainField, column_table

_FIELDS = "#Fields:"
_COLUMNS = {
    "method": ("cs-method", "c-method"),
    "stem": ("cs-uri-stem", "cs-uri", "cs-uri-path", "c-uri", "x-cs-raw-uri"),
    "query": ("cs-uri-query",),
    "scheme": ("cs-protocol", "cs-uri-scheme"),
    "host": ("x-host-header", "cs-host", "cs(host)", "cs-uri-host", "x-header-host", "s-dns"),
    "status": ("sc-status", "rs-status", "c-status"),
    "client_ip": ("c-ip", "cs-ip", "c-dns", "cs(client-ip)"),
    "forwarded": ("x-forwarded-for", "cs(x-forwarded-for)", "originalip", "x-originalip",
        "cs(x-real-ip)"),
    "took": ("time-taken", "timetakenms", "x-time-taken", "s-time-taken"),
    "received": ("cs-bytes",),
    "sent": ("sc-bytes", "sc-content-len"),
    "reason": ("s-reason",),
    "request_id": ("x-edge-request-id", "cs(x-request-id)", "x-request-id"),
    "instant": ("timestamp", "date-time", "gmttime", "x-timestamp"),
    "date": ("date", "date-local"),
    "time": ("time", "time-local"),
}  # fmt: skip

# What columns say of an answered request, for the look at plain lines.
_PLAIN = {
    "method": "method", "stem": "url", "query": "query", "scheme": KEYED, "host": KEYED,
    "status": "status", "client_ip": "client_ip", "forwarded": "client_ip", "took": DURATION,
    "received": "request_bytes", "sent": "response_bytes", "request_id": "request_id",
    "instant": "ended", "date": "date", "time": "time",
}  # fmt: skip


@dataclass(frozen=True)
class _Header:
    """The columns of lines, from line `first` on, and the day where the lines name none."""

    first: int
    names: tuple[str, ...]
    day: str = ""
    of_core: bool = False  # of ASP.NET Core

    def place(self, name: str) -> int:
        """Which column it is, from 1; 0, if there is none."""
        found = (self.names.index(alias) + 1 for alias in _COLUMNS[name] if alias in self.names)
        return next(found, 0)

    def plain(self) -> Sequence[PlainField] | None:
        """What the columns of plain lines say; None, if when they were is not to be told so."""
        if not (self.place("instant") or ("date" in self.names and self.place("time"))):
            return None
        told = (
            PlainField((str(place),), slot, int(name == "forwarded"), is_s_or_ms=name == "took")
            for name, slot in _PLAIN.items()
            if (place := self.place(name))
        )
        return column_table(len(self.names), told)

    def column(self, name: str) -> str:
        """SQL of a column over the fields `f`."""
        if place := self.place(name):
            return f"given(unquoted(f[{place}]))"
        if name == "date" and self.day:
            return f"'{self.day}'"
        return "NULL::VARCHAR"


def _directives(lines: list[tuple[int, str]], before: _Header) -> list[_Header]:
    """The headers that lines of directives give, each different from the one before it."""
    headers, day, of_core, is_named = [before], before.day, before.of_core, False
    for number, line in lines:
        is_named = is_named or line.startswith("#Software:")
        of_core = (of_core or line.startswith("#Start-Date:")) and not is_named
        if found := re.match(r"#(?:Start-)?Date:\s*(\d{4}-\d\d-\d\d)", line):
            day = found[1]
            if headers[-1].names and "date" not in headers[-1].names and day != headers[-1].day:
                headers.append(replace(headers[-1], first=number, day=day))
        if line.startswith(_FIELDS):
            names = tuple(line[len(_FIELDS) :].lower().split())
            header = _Header(number, names, "" if "date" in names else day, of_core)
            if replace(header, first=0) != replace(headers[-1], first=0):
                headers.append(header)
    return headers


class _Reader:
    """One source: its headers so far, and the SELECT for lines of it."""

    def __init__(self, beginning: str) -> None:
        lines = [line for line in beginning.splitlines() if line.startswith("#")]
        found = _directives([(0, line) for line in lines], _Header(0, ()))
        self._headers = [found[1] if len(found) > 1 else found[0]]
        self._looked_to = 0
        self.line = next((line for line in lines if line.startswith(_FIELDS)), "").rstrip()

    def select(self, con: duckdb.DuckDBPyConnection) -> str:
        """SQL from `lines`, whose numbers say under which header each stands."""
        directives = con.execute(
            "SELECT n, line FROM lines WHERE line[1] = '#' AND n > $1 ORDER BY n", [self._looked_to]
        ).fetchall()
        self._headers += _directives(directives, self._headers[-1])[1:]
        ((first, last),) = con.execute("SELECT min(n), max(n) FROM lines").fetchall()
        self._looked_to = max(self._looked_to, last or 0)
        headers = self._of_lines(first or 0, last or 0)

        def by_line(sql_of: dict[int, str]) -> str:
            if len(set(sql_of.values())) == 1:
                return next(iter(sql_of.values()))
            cases = "".join(f" WHEN n >= {n} THEN {sql}" for n, sql in reversed(sql_of.items()))
            return f"CASE{cases} END"

        columns = ",\n        ".join(
            f"{by_line({h.first: h.column(name) for h in headers})} AS {name}" for name in _COLUMNS
        )
        width = by_line({h.first: str(len(h.names)) for h in headers})
        of_core = by_line({h.first: str(h.of_core).upper() for h in headers})
        return _SELECT.format(columns=columns, width=width, of_core=of_core, ftp=_FTP)

    def _of_lines(self, first: int, last: int) -> list[_Header]:
        """The headers under which lines stand, of which the first holds from the beginning."""
        before = max(at for at, one in enumerate(self._headers) if at == 0 or one.first <= first)
        found = [one for one in self._headers[before:] if one.first <= last] or self._headers[:1]
        return [replace(found[0], first=0), *found[1:]]

    def plain(self) -> Sequence[PlainField] | None:
        """What plain lines say, while all stand under one header."""
        header = self._headers[0]
        return None if len(self._headers) > 1 or header.of_core else header.plain()


# IIS' FTP service writes its commands where HTTP has its methods, older versions behind a session's number.
_FTP = (
    r"\[\d+\].*|(?:Control|Data)Channel(?:Opened|Closed)|USER|PASS|ACCT|RETR|STOR|STOU|APPE|QUIT|NLST|C?PWD|CWD|"
    r"CDUP|TYPE|PASV|EPSV|PORT|EPRT|SYST|FEAT|DELE|RMD|XRMD|MKD|XMKD|RNFR|RNTO|ABOR|AUTH|PBSZ|PROT|SIZE|MDTM|NOOP|"
    r"OPTS|STAT|SITE|REST|MODE|STRU|HELP"
)
# Fields stand between tabs (CloudFront) or spaces; some writers quote those that hold spaces.
_SELECT = r"""
WITH split AS (
    SELECT n, line, {width} AS width, CASE
        WHEN contains(line, chr(9)) THEN string_split(line, chr(9))
        WHEN len(string_split(line, ' ')) = {width} OR NOT contains(line, '"')
            THEN string_split(rtrim(line, ' '), ' ')
        ELSE regexp_extract_all(line, '("(?:[^"]|"")*"|[^" ]\S*)(?: +|$)', 1) END AS f
    FROM lines
),
with_fields AS (
    SELECT line, len(f) = width AS fits, {of_core} AS of_core,
        {columns}
    FROM split
),
with_moment AS (
    SELECT *, coalesce(instant, concat_ws(' ', unquoted(date), unquoted(time))) AS moment
    FROM with_fields
),
with_times AS (
    SELECT *, moment_of(moment) AS ended,
        milliseconds_of(took, CASE WHEN contains(took, '.') AND NOT of_core THEN 1000 ELSE 1 END)
            AS took_ms
    FROM with_moment
)
SELECT
    CASE WHEN of_core THEN ended ELSE sent_at(ended, took_ms) END AS ts,
    took_ms AS duration_ms,
    coalesce(address_of(client_ip), address_of(forwarded)) AS client_ip,
    CASE WHEN regexp_full_match(method, '[A-Za-z_-]+') THEN method END AS method,
    nullif(concat_ws('?', unquoted(stem), ltrim(unquoted(query), '?')), '') AS url,
    CASE WHEN scheme IN ('http', 'https', 'ws', 'wss') THEN scheme END AS scheme,
    unquoted(host) AS host,
    status_of(status) AS status,
    CASE WHEN says_no_response(status) THEN 'client closed'
        WHEN status IS NULL AND starts_with(reason, 'Timer_') THEN 'timeout'
        WHEN status IS NULL AND starts_with(reason, 'Connection_') THEN 'reset'
        WHEN status IS NULL THEN reason END AS error,
    count_of(received) AS request_bytes,
    count_of(sent) AS response_bytes,
    unquoted(request_id) AS request_id,
    CASE
        WHEN line[1] = '#' THEN 'skip: directive'
        WHEN NOT fits THEN 'reject: not as many fields as the header'
        WHEN regexp_full_match(method, '{ftp}') THEN 'skip: no HTTP request'
        WHEN ended IS NULL THEN 'reject: no time'
        -- ProxySG, of TLS that it let pass unread: what was asked for in there is not known.
        WHEN lower(method) = 'unknown' AND says_no_response(status) THEN 'skip: no HTTP request'
        WHEN status IS NULL AND method IS NULL THEN 'skip: no HTTP request'
        WHEN status IS NOT NULL AND status_of(status) IS NULL AND NOT says_no_response(status)
            THEN 'reject: status is no number'
    END AS verdict
FROM with_times
"""


def _detect(beginning: str) -> float:
    header = next((line for line in beginning.splitlines() if line.startswith(_FIELDS)), "")
    names = header[len(_FIELDS) :].lower().split()
    if not set(names) & {"cs-method", "sc-status", "cs-uri-stem", "cs-uri"}:
        return 0.0
    return share_of_lines(
        beginning,
        lambda line: line.startswith("#") or len(re.split(r"[ \t]", line)) >= len(names) - 1,
    )


def _fit(beginning: str) -> Format:
    reader = _Reader(beginning)
    return replace(
        FORMAT, select=reader.select, plain_forms=(reader.line,), plain_fields=reader.plain
    )


FORMAT = Format(
    name="w3c",
    complete=r".*[ \t]",
    title="W3C extended log (IIS, CloudFront, …)",
    detect=_detect,
    select=lambda con: _Reader("").select(con),
    fit=_fit,
    plain_as=COLUMNS,
    samples=(
        Sample(
            """#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Date: 2026-11-19 10:00:00
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip cs(User-Agent) cs-host sc-status sc-bytes cs-bytes time-taken
2026-11-19 10:00:01 10.0.0.1 GET /v1/market/ticker symbol=BTCUSDT 443 10.0.0.7 Mozilla/5.0+(Windows+NT) api.tickdb.ai 429 57 12 500
2026-11-19 10:00:02 10.0.0.1 GET /v1/market/tic
#Fields: date time c-ip cs-method cs-uri-stem sc-status
2026-11-19 10:00:03 ::1%0 POST /api/v1/orders 502
""",
            rows=(
                row(
                    "10:00:00.5 ?symbol=BTCUSDT -> 429 with 57 B in 500 ms",
                    vendor="tickdb",
                    client_ip="10.0.0.7",
                    request_bytes=12,
                ),
                row(
                    "10:00:03 /api/v1/orders -> 502", client_ip="::1", query=None, duration_ms=None
                ),
            ),
            rejects=1,
            skipped=5,
        ),
        Sample(
            "#Version: 1.0\n"
            "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem "
            "sc-status cs(Referer) x-edge-request-id x-host-header cs-protocol time-taken\n"
            "2026-11-19\t10:00:01\tCDG50-P2\t703\t10.0.0.7\tGET\td6r.cloudfront.net\t/testseb\t000\t"
            "-\t375WZ==\thub-cdn.crowdsec.net\thttps\t0.250\n",
            rows=(
                row(
                    "10:00:00.75 https://hub-cdn.crowdsec.net -> reset in 250 ms",
                    request_id="375WZ==",
                ),
            ),
            skipped=2,
        ),
        Sample(
            """#Software: Microsoft HTTP API 2.0
#Version: 1.0
#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename
2026-11-19 10:00:00 10.0.0.7 51000 10.0.0.2 80 HTTP/1.1 GET /v1/x?a=1 - 503 1 AppOffline DefaultAppPool
2026-11-19 10:00:01 10.0.0.7 51000 10.0.0.2 80 HTTP/1.1 POST /v1/y - - 1 Timer_EntityBody DefaultAppPool
2026-11-19 10:00:02 10.0.0.7 51000 10.0.0.2 80 HTTP/1.1 GET /v1/z - - 1 Connection_Dropped DefaultAppPool
2026-11-19 10:00:03 10.0.0.7 51000 10.0.0.2 80 - - - - - - Timer_ConnectionIdle -
""",
            rows=(
                row("10:00:00 GET /v1/x?a=1 -> 503"),
                row("10:00:01 POST /v1/y -> timeout"),
                row("10:00:02 GET /v1/z -> reset"),
            ),
            skipped=4,
        ),
        Sample(
            """#Date: 2026-11-18 00:00:00
#Fields: time cs-method cs-uri-stem sc-status time-taken c-ip
10:00:00 GET /v1/x 503 250 10.0.0.7
#Date: 2026-11-19 00:00:00
10:00:00 GET /v1/y 503 250 10.0.0.7
#Fields: time cs-method cs-uri-stem sc-status
10:00:01 GET /v1/z 200
""",
            rows=(
                {"ts": "2026-11-18T09:59:59.75Z", "path": "/v1/x"},
                row("09:59:59.75 GET /v1/y -> 503 in 250 ms"),
                row("10:00:01 GET /v1/z -> 200"),
            ),
            skipped=4,
        ),
        Sample(
            """#Software: IIS Advanced Logging Module

#Start-Date: 2026-11-19 00:00:00.128
#Fields:   date-local time-local   s-ip   cs-method cs-uri-stem c-ip cs(User-Agent) cs(Host) sc-status sc-substatus TimeTakenMS
2026-11-19 10:00:00.363 10.0.0.1 GET /Products "70.95.0.0" "Mozilla/5.0 (Linux)" "xzy.example.com" 404 " ""garbage"" w/ spaces " 109
""",
            rows=(row("10:00:00.254 xzy.example.com -> 404", client_ip="70.95.0.0"),),
            skipped=4,
        ),
        # ASP.NET Core's W3CLogger.
        Sample(
            """#Version: 1.0
#Start-Date: 2026-11-19 10:00:00
#Fields: date time c-ip s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status time-taken cs-version cs-host cs(User-Agent) cs(Referer)
2026-11-19 10:00:00 10.0.0.7 WEB1 10.0.0.2 5000 GET /v1/x ?a=1 429 59.9171 HTTP/1.1 api.tickdb.ai bot -
""",
            rows=(row("10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429 in 59.9171 ms"),),
            skipped=3,
        ),
        # IIS' FTP service, of old and today.
        Sample(
            """#Software: Microsoft Internet Information Services 10.0
#Date: 2026-11-19 10:00:00
#Fields: date time c-ip cs-method cs-uri-stem sc-status
2026-11-19 10:00:00 10.0.0.7 GET /v1/x 429
2026-11-19 10:00:00 10.0.0.7 [2]USER anonymous 331
2026-11-19 10:00:00 10.0.0.7 [3]created readme.txt 226
2026-11-19 10:00:00 10.0.0.7 PASS *** 230
2026-11-19 10:00:00 10.0.0.7 DataChannelOpened - -
""",
            rows=(row("10:00:00 GET /v1/x -> 429", client_ip="10.0.0.7"),),
            skipped=7,
        ),
        # SHOUTcast, who tells no method.
        Sample(
            """#Software: SHOUTcast
#Fields: c-ip c-dns date time cs-uri-stem c-status cs(User-Agent) sc-bytes x-duration avgbandwidth
10.0.0.7 10.0.0.8 2026-11-19 10:00:00 /stream?title=UKR%20Nights 404 NSPlayer%2F10.0 57 1 524640
""",
            rows=(row("10:00:00 /stream?title=UKR%20Nights -> 404 with 57 B", method=None),),
            skipped=2,
        ),
        Sample(
            """#Software: SGOS 6.7.5.14
#Fields: date time time-taken c-ip sc-status s-action sc-bytes cs-bytes cs-method cs-uri-scheme cs-host cs-uri-port cs-uri-path cs-uri-query
2026-11-19 10:00:01 250 10.0.0.7 503 TCP_ERR_MISS 57 23 GET https api.tickdb.ai 443 /v1/x ?a=1
2026-11-19 10:00:01 250 10.0.0.7 0 TUNNELED 4897 5784 unknown ssl api.tickdb.ai 443 / -
2026-11-19 10:00:01 250 10.0.0.7 0 TCP_ERR_MISS 0 23 POST https api.tickdb.ai 443 /v1/y -
""",
            rows=(
                row("10:00:00.75 GET https://api.tickdb.ai/v1/x?a=1 -> 503 with 57 B in 250 ms"),
                row("10:00:00.75 POST https://api.tickdb.ai/v1/y -> reset in 250 ms", query=None),
            ),
            skipped=3,
        ),
    ),
)
