"""LTSV access logs: `label:value` between tabs, labels looked up in the table of aliases.

Source: ltsv.org, "Labels for Web server's Log". `host` is the client, `vhost` the host called;
`reqtime` and `apptime` are in seconds.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, by_lines, row
from analyzer.mapping.aliases import Place, plan_of
from analyzer.mapping.json_fields import tells_of_request
from analyzer.mapping.pair_fields import PairFields

_PAIR = r"(?:^|\t)([0-9A-Za-z_.-]+):([^\t]*)"
_VERDICT = r"""CASE
    WHEN NOT regexp_full_match(line, '[0-9A-Za-z_.-]+:[^\t]*(?:\t[0-9A-Za-z_.-]+:[^\t]*)*\t?')
        THEN 'reject: not label:value between tabs' END"""
_SURENESS = 0.9


def _claims(line: str) -> bool:
    return line.count("\t") >= 3 and tells_of_request(
        plan_of(name for name, _ in re.findall(_PAIR, line))
    )


def _pairs(beginning: str = "host:") -> PairFields:
    says_host = re.search(r"(?:^|\t)host:", beginning, re.MULTILINE)
    return PairFields(_PAIR, _VERDICT, chosen={"host": Place("client_ip", 0)} if says_host else {})


def _fit(beginning: str) -> Format:
    pairs = _pairs(beginning)
    return replace(
        FORMAT,
        select=pairs.select,
        unmapped=pairs.unmapped,
        plain_as="ltsv",
        plain_fields=pairs.plain,
    )


FORMAT = Format(
    name="ltsv",
    complete=r".*status:\d\d",
    title="LTSV access log",
    detect=by_lines(_claims, sureness=_SURENESS),
    select=lambda con: _pairs().select(con),
    fit=_fit,
    samples=(
        Sample(
            "time:19/Nov/2026:18:00:01 +0800\thost:10.0.0.7\tvhost:api.tickdb.ai\t"
            "req:GET /v1/market/ticker?a=1 HTTP/1.1\tstatus:429\tsize:57\treqtime:0.500\tua:-\n"
            "time:19/Nov/2026:18:00:02 +0800\thost:10.0.0.7\treq:GET /v1/x?a=1 HTTP/1.1\t"
            "method:GET\turi:/v1/x\tstatus:200\n"
            "time:19/Nov/2026:18:00:02 +0800\thost:10.0.0.7\tvhost\n",
            rows=(
                row("10:00:00.5 GET -> 429 in 500 ms", vendor="tickdb", client_ip="10.0.0.7"),
                row("10:00:02 GET /v1/x?a=1 -> 200"),
            ),
            rejects=1,
        ),
    ),
)
