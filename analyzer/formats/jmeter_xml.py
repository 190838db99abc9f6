"""JMeter's results (JTL) as XML.

Source: JMeter, "XML log format 2.1": `t` is the elapsed time in ms, `ts` the start in epoch ms, `rc`
the response code, `rm` its message, `by` bytes received and `sby` sent, `lb` the label, `hn` the
machine that called; `java.net.URL` and `method`, where they are saved, are elements inside. Embedded
resources and redirects stand inside of the sample that sums them up and are skipped, as is all that
is not a sample's opening tag. A transaction is no request; what it holds ("generate parent sample")
are some.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Format, Sample, row, share_of_lines

_ATTRIBUTE = r'\s([A-Za-z]+)="([^"]*)"'
# What a sample holds that is saved on demand.
_WITHIN = re.compile(rb'\s+<(java\.net\.URL|method)(?: class="[\w.]+")?>([^<]*)</')
_OPENS = re.compile(rb"(\s*)(<(?:httpSample|sample)\s.*)$", re.DOTALL)
_CLOSES = re.compile(rb"\s*</(?:httpSample|sample)>")
_SUMS_UP = b' rm="Number of samples in transaction'
_TAG = r'^<(?:httpSample|sample)(?:\s+[A-Za-z]+="[^"]*")+\s*/?>\s*$'


class _Samples:
    """Those of one source, whose open tags go on from chunk to chunk."""

    def __init__(self) -> None:
        # Of open samples, how far each is indented, and whether it is a transaction.
        self._around: list[tuple[int, bool]] = []

    def mend(self, data: bytes) -> bytes:
        """Samples that only transactions hold at the beginning of their lines, others behind a space.

        Their URLs and methods become attributes of their tags; each line stays where it is.
        """
        lines = data.split(b"\n")
        last = None  # the sample to which a URL belongs that is no other's
        for number, line in enumerate(lines):
            if opening := _OPENS.match(line):
                indent, tag = len(opening[1]), opening[2]
                # One that is not indented more is not within: the other was never closed.
                while self._around and self._around[-1][0] >= indent:
                    del self._around[-1]
                is_request = all(is_transaction for _, is_transaction in self._around)
                lines[number] = tag if is_request else b" " + tag
                if re.search(rb"[^/]>\s*$", tag):
                    self._around.append((indent, is_request and _SUMS_UP in tag))
                    last = (number, len(self._around)) if is_request else last
            elif _CLOSES.match(line):
                del self._around[-1:]
            elif last and last[1] == len(self._around) and (found := _WITHIN.match(line)):
                name, value = found[1].rpartition(b".")[2], found[2].replace(b'"', b"&quot;")
                tag = lines[last[0]].rstrip()[:-1]
                lines[last[0]] = tag + b" " + name + b'="' + value + b'">'
        return b"\n".join(lines)


def _fit(beginning: str) -> Format:
    del beginning
    return replace(FORMAT, mend=_Samples().mend, fit=None)


def _value(name: str) -> str:
    return f"p[list_position(k, '{name}')]"


def _text(name: str) -> str:
    """SQL of an attribute without XML's entities."""
    value = _value(name)
    for entity, meaning in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "''"), ("amp", "&")):
        value = f"replace({value}, '&{entity};', '{meaning}')"
    return value


_SELECT = rf"""
WITH tags AS (
    SELECT line, regexp_matches(line, '{_TAG}') AS is_sample,
        CASE WHEN line[1:7] IN ('<httpSa', '<sample')
            THEN regexp_extract_all(line, '{_ATTRIBUTE}', ['k', 'p']) END AS found
    FROM input
),
attributes AS (
    SELECT line, is_sample, list_transform(found, lambda x: x.k) AS k,
        list_transform(found, lambda x: x.p) AS p
    FROM tags
),
with_fields AS (
    SELECT line, is_sample, moment_of({_value("ts")}) AS started,
        milliseconds_of({_value("t")}, 1) AS took_ms, given({_value("rc")}) AS code,
        {_text("rm")} AS message, {_text("lb")} AS label,
        given({_text("URL")}) AS whole_url, given({_value("method")}) AS verb, {_value("hn")} AS client,
        {_value("by")} AS bytes, {_value("sby")} AS sent
    FROM attributes
),
with_request_line AS (SELECT *, request_line(label) AS r FROM with_fields)
SELECT
    started AS ts,
    took_ms AS duration_ms,
    given(client) AS client,
    CASE WHEN verb IS NOT NULL THEN verb
        WHEN r.target[1] = '/' OR contains(r.target, '://') THEN r.method END AS method,
    CASE WHEN whole_url IS NOT NULL THEN whole_url WHEN label[1] = '/' OR regexp_matches(label, '^[a-z]+://') THEN label
        WHEN r.target[1] = '/' OR contains(r.target, '://') THEN r.target END AS url,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL THEN concat_ws(' ', code, message) END AS error,
    count_of(sent) AS request_bytes,
    count_of(bytes) AS response_bytes,
    CASE
        WHEN line[1:7] NOT IN ('<httpSa', '<sample') THEN 'skip: no sample'
        WHEN NOT is_sample THEN 'reject: the tag is broken'
        WHEN starts_with(message, 'Number of samples in transaction') THEN 'skip: transaction'
        WHEN started IS NULL THEN 'reject: ts is no time'
        WHEN took_ms IS NULL THEN 'reject: t is no number'
        WHEN code IS NULL OR (starts_with(line, '<sample') AND status_of(code) IS NULL)
            THEN 'skip: no HTTP'
    END AS verdict
FROM with_request_line
"""


def _detect(beginning: str) -> float:
    """A file of results says so at its beginning; a part of one has samples."""
    if re.match(r"\s*(?:<\?xml[^>]*>\s*)?<testResults\b", beginning):
        return 1.0
    return share_of_lines(beginning, lambda line: bool(re.match(_TAG, line)))


FORMAT = Format(
    name="jmeter_xml",
    complete=r".*",
    title="JMeter results (JTL), XML",
    detect=_detect,
    select=_SELECT,
    mend=lambda data: _Samples().mend(data),
    fit=_fit,
    samples=(
        Sample(
            """<?xml version="1.0" encoding="UTF-8"?>
<testResults version="1.2">
<httpSample t="34" lt="32" ts="1795082400123" s="false" lb="https://api.tickdb.ai/v1/market/ticker?a=1&amp;b=2" rc="429" rm="Too Many" tn="tg 1-1" dt="text" by="546" sby="120" hn="load-1">
  <httpSample t="30" ts="1795082400123" s="true" lb="x" rc="200" rm="OK" by="1"/>
  <java.net.URL>https://api.tickdb.ai/v1/market/ticker?a=1&amp;b=2</java.net.URL>
</httpSample>
<httpSample t="5" ts="1795082401000" s="false" lb="GET /api/v1/orders" rc="Non HTTP response code: java.net.ConnectException" rm="Non HTTP response message: Connection refused" by="0"/>
<sample t="39" ts="1795082400123" s="true" lb="all" rc="200" rm="Number of samples in transaction : 2, number of failing samples : 0" by="547"/>
<httpSample t="34" lt="32" ts="17950824
</testResults>
""",
            rows=(
                row(
                    "10:00:00.123 ?a=1&b=2 -> 429 with 546 B in 34 ms",
                    vendor="tickdb",
                    client="load-1",
                    request_bytes=120,
                ),
                row("GET /api/v1/orders -> connect"),
            ),
            rejects=1,
            skipped=7,
        ),
        Sample(
            """<testResults version="1.2">
<httpSample t="31" ts="1795082400250" s="false" lb="Ticker" rc="429" rm="Too Many" by="57">
  <httpSample t="30" ts="1795082400250" s="true" lb="x" rc="200" rm="OK" by="1">
    <java.net.URL>https://cdn.tickdb.ai/</java.net.URL>
  </httpSample>
  <responseHeader class="java.lang.String">HTTP/1.1 429
</responseHeader>
  <method class="java.lang.String">POST</method>
  <java.net.URL>https://api.tickdb.ai/v1/x?a=1&amp;b="2"</java.net.URL>
</httpSample>
</testResults>
""",
            rows=(
                row(
                    "10:00:00.25 POST https://api.tickdb.ai/v1/x -> 429 with 57 B in 31 ms",
                    query='a=1&b="2"',
                ),
            ),
            skipped=10,
        ),
        # Transactions that hold their samples.
        Sample(
            """<testResults version="1.2">
<sample t="900" ts="1795082400000" s="false" lb="login" rc="429" rm="Number of samples in transaction : 2, number of failing samples : 1" by="57">
  <httpSample t="31" ts="1795082400250" s="false" lb="x" rc="429" rm="Too Many" by="57">
    <httpSample t="30" ts="1795082400250" s="true" lb="x-0" rc="200" rm="OK" by="1"/>
    <method class="java.lang.String">GET</method>
    <java.net.URL>https://api.tickdb.ai/v1/x</java.net.URL>
  </httpSample>
  <httpSample t="900" ts="1795082400300" s="true" lb="at once" rc="200" rm="Number of samples in transaction : 1, number of failing samples : 0" by="1">
    <httpSample t="31" ts="1795082401250" s="true" lb="y" rc="200" rm="OK" by="1">
      <java.net.URL>https://api.tickdb.ai/v1/y</java.net.URL>
    </httpSample>
  </httpSample>
</sample>
</testResults>
""",
            rows=(
                row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429 with 57 B in 31 ms"),
                row("10:00:01.25 https://api.tickdb.ai/v1/y -> 200 with 1 B in 31 ms"),
            ),
            skipped=12,
        ),
    ),
)
