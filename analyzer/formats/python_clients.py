r"""Lines that Python clients print through `logging`: httpx, httpcore, urllib3, and aiohttp's access
log.

httpx says each response at INFO, urllib3 at DEBUG, and at WARNING that an attempt failed. httpcore's
DEBUG lines are steps of what httpx says; only its failures, of which httpx says nothing, are
requests, without a URL. What stands before the message is the application's own format: the first
time in it counts, as UTC where it has no offset. A line without any time is rejected:
`logging.basicConfig(format="%(asctime)s …")` gives one. Sources: httpx, "Logging"; the code of
httpx._client, httpcore._trace and urllib3.connectionpool; aiohttp, "Access logs".
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, share_of_lines

_TIME = (
    r"(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?"
    r"|\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})"
)
_STAMP = rf"^.{{0,80}}?{_TIME}"
_HTTPX = r'HTTP Request: ([A-Z]+) (\S+) "HTTP/[0-9.]+ (\d{3})(?: [^"]*)?"\s*$'
_URLLIB3 = r'(?:(https?://[^\s"]+) |[: -])"([A-Z]+) (\S+) HTTP/[0-9.]+" (\d{3}) (\d+|None)\s*$'
_RETRY = r"Retrying \(.*\) after connection broken by '(.*)': (\S+)\s*$"
_FAILED = (
    r"(?:connect_tcp|connect_unix_socket|start_tls|send_request_headers|send_request_body|"
    r"receive_response_headers)\.failed exception=(.*)$"
)
_AIOHTTP = (
    r"((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*) \[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r'"([A-Z]+) (\S+) HTTP/[0-9.]+" (\d{3}) (\d+) "[^"]*" "[^"]*"\s*$'
)

# A line holds at most one of these messages; each is looked for only where its words are.
_SELECT = rf"""
WITH parts AS (
    SELECT line,
        CASE WHEN contains(line, 'HTTP Request: ')
            THEN regexp_extract(line, '{_HTTPX}', ['method', 'url', 'status']) END AS x,
        CASE WHEN contains(line, ' HTTP/') AND NOT contains(line, 'HTTP Request: ')
            THEN regexp_extract(line, '{_URLLIB3}', ['base', 'method', 'path', 'status', 'bytes'])
            END AS u,
        CASE WHEN contains(line, 'connection broken by')
            THEN regexp_extract(line, '{_RETRY.replace("'", "''")}', ['error', 'path']) END AS r,
        CASE WHEN contains(line, '.failed exception=')
            THEN regexp_extract(line, '{_FAILED}', 1) END AS failure,
        CASE WHEN contains(line, '] "') AND contains(line, ' HTTP/')
            THEN regexp_extract(line, '{_AIOHTTP}',
                ['client', 'time', 'method', 'path', 'status', 'bytes']) END AS a
    FROM input
),
told AS (
    SELECT line,
        nullif(coalesce(nullif(x.method, ''), nullif(a.method, ''), u.method), '') AS method,
        coalesce(nullif(x.url, ''), nullif(a.path, ''),
            nullif(concat(CASE WHEN NOT contains(u.path, '://') THEN u.base END, u.path), ''), nullif(r.path, '')) AS url,
        status_of(coalesce(nullif(x.status, ''), nullif(a.status, ''), u.status)) AS status,
        coalesce(nullif(a.bytes, ''), u.bytes) AS bytes,
        nullif(coalesce(nullif(r.error, ''), failure), '') AS error,
        a.client AS client,
        CASE WHEN a.time <> '' THEN a.time ELSE regexp_extract(line, '{_STAMP}', 1) END AS stamp
    FROM parts
)
SELECT
    coalesce(moment_of(replace(stamp, ',', '.')), moment_of(replace(stamp[:19], '/', '-'))) AS ts,
    address_of(client) AS client_ip,
    method, url, status, error,
    count_of(bytes) AS response_bytes,
    CASE
        WHEN status IS NULL AND error IS NULL THEN CASE
            WHEN contains(line, 'HTTP Request: ') OR regexp_matches(line,
                'connectionpool.*"[A-Z]+ \S+( HTTP/|$)') THEN 'reject: the message is broken'
            ELSE 'skip: another message' END
        WHEN coalesce(stamp, '') = '' THEN 'reject: no time in the line'
    END AS verdict
FROM told
"""

# urllib3's line names the host, by which it is known where the logger's name is not written.
_WITH_HOST = r'https?://[^\s"]+:\d+ "[A-Z]+ \S+ HTTP/[0-9.]+" \d{3} (?:\d+|None)\s*$'
_CLAIM = re.compile(
    rf"{_HTTPX}|connectionpool.*{_URLLIB3}|{_WITH_HOST}|{_RETRY}|httpcore.*{_FAILED}|(?:^|aiohttp.*){_AIOHTTP}"
)
_OURS = re.compile(r"\b(?:httpx|httpcore|urllib3|aiohttp)\b")
_SURENESS = 0.8


def _detect(beginning: str) -> float:
    """Some lines are such messages; the application's own stand between them."""
    told = share_of_lines(beginning, lambda line: bool(_CLAIM.search(line)))
    known = share_of_lines(beginning, lambda line: bool(_OURS.search(line)))
    return _SURENESS * max(told, 0.1 + 0.9 * known) if told else 0.0


FORMAT = Format(
    name="python_clients",
    complete=r'.*?(?:HTTP/[0-9.]+ \d\d|HTTP/[0-9.]+" \d{3} |broken by|failed exc)',
    title="Lines that httpx, httpcore, urllib3 and aiohttp print",
    detect=_detect,
    select=_SELECT,
    stamped=True,
    samples=(
        Sample(
            "2026-11-19 10:00:00,123 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/market/"
            'ticker?symbol=BTCUSDT "HTTP/1.1 429 Too Many Requests"\n'
            "DEBUG [2026-11-19 10:00:01] httpcore.connection - connect_tcp.started host='api'\n"
            "DEBUG [2026-11-19 10:00:01] httpcore.connection - connect_tcp.failed "
            "exception=ConnectTimeout(TimeoutError())\n"
            "2026-11-19T10:00:02.5+08:00 DEBUG:urllib3.connectionpool:https://mmapi.55-tech.com:443 "
            '"POST /api/v1/orders HTTP/1.1" 502 None\n'
            "2026-11-19 10:00:03,000 WARNING urllib3.connectionpool Retrying (Retry(total=2)) after "
            "connection broken by 'NewConnectionError(\"Connection refused\")': /api/v1/orders\n"
            "INFO:aiohttp.access:10.0.0.7 [19/Nov/2026:18:00:04 +0800] "
            '"GET /health HTTP/1.1" 200 57 "-" "curl/8.5"\n'
            "2026-11-19 10:00:05,000 INFO bot order placed\n"
            'INFO:httpx:HTTP Request: GET https://api.tickdb.ai/ "HTTP/1.1 200 OK"\n'
            "2026-11-19 10:00:06,000 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/mark\n",
            rows=(
                {"ts": "2026-11-19T02:00:02.5Z", "vendor": "55tech", "status": 502},
                {
                    "ts": "2026-11-19T10:00:00.123Z",
                    "vendor": "tickdb",
                    "method": "GET",
                    "query": "symbol=BTCUSDT",
                    "status": 429,
                },
                {"ts": "2026-11-19T10:00:01Z", "status": None, "error_type": "timeout"},
                {"status": None, "error_type": "connect", "path": "/api/v1/orders"},
                {"client_ip": "10.0.0.7", "path": "/health", "response_bytes": 57},
            ),
            rejects=2,
            skipped=2,
        ),
        Sample(
            "2026-11-19 10:00:00,123 [DEBUG] https://api.binance.com:443 "
            '"GET /api/v3/time HTTP/1.1" 200 254937\n',
            rows=({"host": "api.binance.com", "path": "/api/v3/time", "response_bytes": 254937},),
        ),
    ),
)
