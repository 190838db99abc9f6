r"""Squid's access log in a `logformat` of somebody's own, told by its result codes.

Each part is looked for by itself: `TCP_MISS`, `TCP_DENIED` and their kin are in every line, with the
status behind a slash or before them; seconds of the epoch begin the line or a bracket holds the time;
a number of milliseconds may follow the time; the first address is the client's. Source: Squid,
`logformat`; GitHub's agent firewall (github/gh-aw-firewall), goaccess issue 1924. The time is when
the line was written. A connection that ended before it asked for anything is no request.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row
from analyzer.formats.kinds.text_lines import ADDRESS, CLF, METHOD
from analyzer.system.sql_literal import quoted

_RESULT = r"\b(?:TCP|UDP|NONE|TAG)_[A-Z_]+(?:[\s/:]|$)"
_EPOCH = r"\d{9,10}(?:\.\d{3})?"
_TIME = rf"^({_EPOCH})\s|\[({CLF})\]"
_TOOK = rf"(?:^{_EPOCH}(?:\s\[{CLF}\])?|\[{CLF}\])\s+(\d{{1,9}})\s"
_CLIENT = rf"(?:^|\s)({ADDRESS})(?::\d+)?\s"
_METHOD = rf"(?:^|\s|\")({METHOD})\s"
# What a CONNECT asks for is a host and its port, behind the method or behind the result.
_AUTHORITY = r"([A-Za-z0-9_][\w.-]*:\d{1,5})"
_TARGET = (
    rf"(?:^|\s|\")(?:{METHOD}\s(\S+)\sHTTP/|(\w+://[^\s\"]+)"
    rf"|CONNECT\s{_AUTHORITY}(?:\s|\"|$)"
    rf"|(?:TCP|UDP|NONE|TAG)_[A-Z_]+(?:[/:]\S+)?\s{_AUTHORITY}(?:\s|\"|$))"
)
_STATUS = (
    r"\b(?:TCP|UDP|NONE|TAG)_[A-Z_]+/(\d{3})\b"
    r"|\s(\d{3}|0)\s(?:\d+\s)?(?:TCP|UDP|NONE|TAG)_[A-Z_]+(?:[\s:]|$)"
)
_ENDED = r"\serror:transaction-end-before-headers\b"
_NEEDED = tuple(map(re.compile, (_RESULT, _TIME, _METHOD, _TARGET, _STATUS)))


def _claims(line: str) -> bool:
    return all(one.search(line) for one in _NEEDED)


def _first(pattern: str) -> str:
    groups = re.compile(pattern).groups
    names = ", ".join(f"'g{number}'" for number in range(groups))
    found = f"regexp_extract(line, {quoted(pattern)}, [{names}])"
    texts = ", ".join(f"nullif({found}.g{number}, '')" for number in range(groups))
    return f"coalesce({texts})" if groups > 1 else texts


_SELECT = rf"""
WITH parts AS (
    SELECT line, {_first(_TIME)} AS time, try_cast({_first(_TOOK)} AS DOUBLE) AS took_ms,
        {_first(_CLIENT)} AS client_ip, {_first(_METHOD)} AS method,
        {_first(_TARGET)} AS target, {_first(_STATUS)} AS status
    FROM input
)
SELECT
    sent_at(moment_of(time), took_ms) AS ts,
    took_ms AS duration_ms,
    address_of(client_ip) AS client_ip,
    method,
    target AS url,
    status_of(status) AS status,
    CASE WHEN says_no_response(status) THEN 'other' END AS error,
    CASE
        WHEN regexp_matches(line, {quoted(_ENDED)}) THEN 'skip: no HTTP request'
        WHEN NOT regexp_matches(line, {quoted(_RESULT)}) THEN 'skip: another message'
        WHEN method IS NULL OR target IS NULL OR status IS NULL THEN 'reject: the line is broken'
        WHEN moment_of(time) IS NULL THEN 'reject: no time in the line'
    END AS verdict
FROM parts
"""

FORMAT = Format(
    name="squid_custom",
    title="Squid access log in an order of its own",
    # Less sure than formats that know the order, surer than those that know no program.
    detect=by_lines(_claims, sureness=0.08),
    select=_SELECT,
    complete=r".*?(?:\s\d{3}\s\d+\s[A-Z]+_[A-Z]|(?:TCP|UDP|NONE|TAG)_[A-Z_]+[/: ]\S+)",
    samples=(
        Sample(
            """1795082400.250 10.0.0.7:55960 mmapi.55-tech.com:443 -:- 1.1 CONNECT 403 TCP_DENIED:HIER_NONE mmapi.55-tech.com:443 "curl/8.5.0"
1795082401.250 10.0.0.7:55962 api.tickdb.ai:443 10.0.0.2:443 1.1 CONNECT 200 TCP_TUNNEL:HIER_DIRECT api.tickdb.ai:443 "-"
1795082402.250 ::1:52010 - -:- 0.0 - 0 NONE_NONE:HIER_NONE error:transaction-end-before-headers "-"
1795082403.281 [19/Nov/2026:10:00:03 +0000] 31 10.0.0.7 10.0.0.2 - CONNECT api.tickdb.ai:443 HTTP/1.1 - 503 5809 TCP_TUNNEL ROUNDROBIN_PARENT/up -
1795082404.281	31	10.0.0.7	GET	http://api.tickdb.ai/v1/x?a=1	TCP_MISS/429	512	-	HIER_DIRECT	10.0.0.2
1795082405.250 10.0.0.7:55960 mmapi.55-tech.com:443 -:- 1.1 CONNECT TCP_DENIED:HIER_NONE
""",
            rows=(
                row("10:00:00.25 CONNECT -> 403", client_ip="10.0.0.7", vendor="55tech"),
                row("10:00:01.25 CONNECT -> 200", client_ip="10.0.0.7", vendor="tickdb"),
                row("10:00:03.25 CONNECT -> 503 in 31 ms", client_ip="10.0.0.7"),
                row("10:00:04.25 GET http://api.tickdb.ai/v1/x?a=1 -> 429 in 31 ms"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
