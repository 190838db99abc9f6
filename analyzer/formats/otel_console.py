r"""Spans as OpenTelemetry's console exporters print them: Node.js, Go (stdouttrace), .NET, and the Collector's
debug exporter. Python's prints JSON, which `json_array` reads.

Sources: @opentelemetry/sdk-trace-base, ConsoleSpanExporter; go.opentelemetry.io/otel/exporters/
stdout/stdouttrace; OpenTelemetry.Exporter.Console, ConsoleActivityExporter; the Collector's
internal/otlptext. A span with HTTP attributes is a request, but for the SERVER span whose CLIENT
span stands in the same few MiB or before.
"""

from __future__ import annotations

import re

from analyzer.formats import Sample, row
from analyzer.formats.kinds.exchange import assembled_format
from analyzer.formats.kinds.spans.printed_spans import PrintedSpans

_SURENESS = 0.95
_SPAN = re.compile(
    r"^\{\s*(?:\n {2,4})?(?:resource: \{|traceId: ')(?:.*\n){0,300}?\s+duration: [\d.]+,?"
    r"|^\{(?:\n\s+)?\"Name\": ?\".*(?:\n\s+)?\"SpanContext\": ?\{"
    r"|^Activity\.TraceId: |^Span #\d+\s*\n\s+Trace ID\s*: "
    r"|^LogRecord #\d+\s*\n(?:.*\n){1,60}?\s+-> http\.(?:request\.)?method: Str\(",
    re.MULTILINE,
)


def _detect(beginning: str) -> float:
    return _SURENESS if _SPAN.search(beginning) else 0.0


FORMAT = assembled_format(
    "otel_console",
    "OpenTelemetry's console exporters: Node.js, Go, .NET, the Collector's debug exporter",
    _detect,
    lambda: PrintedSpans().take,
    samples=(
        Sample(
            """{
  resource: {
    attributes: {
      'service.name': 'mm-bot',
      'telemetry.sdk.language': 'nodejs'
    }
  },
  traceId: '722cac68d823d69cc5b050df32c2b45e',
  parentSpanContext: undefined,
  name: 'GET',
  id: 'a2510a10e41716e8',
  kind: 2,
  timestamp: 1795082400123000,
  duration: 12776.065,
  attributes: {
    'http.request.method': 'GET',
    'server.address': 'api.tickdb.ai',
    'server.port': 443,
    'url.full': 'https://api.tickdb.ai/v1/x?a=1',
    'http.response.status_code': 429
  },
  status: { code: 2 },
  events: [],
  links: []
}
{
  traceId: '722cac68d823d69cc5b050df32c2b45f',
  parentId: undefined,
  name: 'tick',
  id: 'a2510a10e41716e9',
  kind: 0,
  timestamp: 1795082400123000,
  duration: 12776.065,
  attributes: {},
  status: { code: 0 },
  events: []
}
""",
            rows=(
                row(
                    "10:00:00.123 GET https://api.tickdb.ai/v1/x?a=1 -> 429",
                    duration_ms=12.776065,
                    client="mm-bot",
                    trace_id="722cac68d823d69cc5b050df32c2b45e",
                ),
            ),
            skipped=36,
        ),
        Sample(
            """{"Name":"HTTP GET","SpanContext":{"TraceID":"5b8aa5a2d2c872e8321cf37308d69df2","SpanID":"5fb397be34d26b51","TraceFlags":"01","TraceState":"","Remote":false},"Parent":{"TraceID":"00000000000000000000000000000000","SpanID":"0000000000000000"},"SpanKind":3,"StartTime":"2026-11-19T10:00:00.123456789Z","EndTime":"2026-11-19T10:00:00.373456789Z","Attributes":[{"Key":"http.method","Value":{"Type":"STRING","Value":"GET"}},{"Key":"http.url","Value":{"Type":"STRING","Value":"https://api.tickdb.ai/v1/x"}}],"Events":[{"Name":"exception","Attributes":[{"Key":"exception.message","Value":{"Type":"STRING","Value":"dial tcp: lookup api.tickdb.ai: no such host"}}]}],"Links":null,"Status":{"Code":"Error","Description":"x"},"Resource":[{"Key":"service.name","Value":{"Type":"STRING","Value":"mm-bot"}}]}
{"Name":"tick","SpanContext":{"TraceID":"5b8aa5a2d2c872e8321cf37308d69df2","SpanID":"5fb397be34d26b52"},"SpanKind":1,"StartTime":"2026-11-19T10:00:00.1Z","EndTime":"2026-11-19T10:00:00.3Z","Attributes":null}
{"Name":"HTTP GET","SpanContext":{"TraceID":"5b8aa5a2d2c872e8321cf37308d69df2","SpanID":"5fb397be34d26b53"},"SpanKind":3,"Attributes":[{"Key":"http.method","Value":{"Type":"STRING","Value":"GET"}}]}
""",
            rows=(
                row(
                    "10:00:00.123456 GET api.tickdb.ai/v1/x -> dns in 250 ms",
                    client="mm-bot",
                    trace_id="5b8aa5a2d2c872e8321cf37308d69df2",
                ),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """Activity.TraceId:            5b8aa5a2d2c872e8321cf37308d69df2
Activity.SpanId:             7b4a2a0c7c0b7f0e
Activity.TraceFlags:         Recorded
Activity.DisplayName:        GET
Activity.Kind:               Client
Activity.StartTime:          2026-11-19T10:00:00.1234567Z
Activity.Duration:           00:00:00.2500000
Activity.Tags:
    http.request.method: GET
    server.address: api.tickdb.ai
    server.port: 443
    url.full: https://api.tickdb.ai/v1/x
    http.response.status_code: 429
    error.type: 429
StatusCode: Error
Instrumentation scope (ActivitySource):
    Name: System.Net.Http
Resource associated with Activity:
    service.name: mm-bot

Activity.TraceId:            5b8aa5a2d2c872e8321cf37308d69df3
Activity.SpanId:             7b4a2a0c7c0b7f0f
Activity.ParentSpanId:       7b4a2a0c7c0b7f0e
Activity.Kind:               Server
Activity.StartTime:          2026-11-19T10:00:00.1334567Z
Activity.Duration:           00:00:00.1000000
Activity.Tags:
    http.request.method: GET
    url.path: /v1/x
    http.response.status_code: 429
""",
            rows=(
                row(
                    "10:00:00.123456 GET api.tickdb.ai/v1/x -> 429 in 250 ms",
                    client="mm-bot",
                    trace_id="5b8aa5a2d2c872e8321cf37308d69df2",
                ),
            ),
            skipped=29,
        ),
        Sample(
            """2026-11-19T10:00:02.123Z\tinfo\tResourceSpans #0
Resource SchemaURL:
Resource attributes:
     -> service.name: Str(mm-bot)
ScopeSpans #0
ScopeSpans SchemaURL:
InstrumentationScope otelhttp
Span #0
    Trace ID       : 5b8aa5a2d2c872e8321cf37308d69df2
    Parent ID      :
    ID             : 5fb397be34d26b51
    Name           : GET
    Kind           : Client
    Start time     : 2026-11-19 10:00:00.123456789 +0000 UTC
    End time       : 2026-11-19 10:00:00.373456789 +0000 UTC
    Status code    : Error
    Status message :
Attributes:
     -> http.request.method: Str(GET)
     -> server.address: Str(api.tickdb.ai)
     -> server.port: Int(443)
     -> url.full: Str(https://api.tickdb.ai/v1/x)
     -> http.response.status_code: Int(429)
     -> http.response.body.size: Int(57)
Span #1
    Trace ID       : 5b8aa5a2d2c872e8321cf37308d69df2
    ID             : 5fb397be34d26b52
    Kind           : Client
    Start time     : 2026-11-19 10:00:01 +0000 UTC
    End time       : 2026-11-19 10:00:01.25 +0000 UTC
    Status code    : Error
    Status message : context deadline exceeded
Attributes:
     -> http.request.method: Str(POST)
     -> url.full: Str(https://api.tickdb.ai/v1/y)
\t{"kind": "exporter", "data_type": "traces", "name": "debug"}
""",
            rows=(
                row("10:00:00.123456 GET -> 429 with 57 B in 250 ms", client="mm-bot"),
                row("10:00:01 POST api.tickdb.ai/v1/y -> timeout in 250 ms", client="mm-bot"),
            ),
            skipped=34,
        ),
        # Of a gateway's log records and spans, which name their route alone.
        Sample(
            """2026-11-19T10:00:02.123Z\tinfo\tResourceLog #0
Resource SchemaURL:
Resource attributes:
     -> service.name: Str(kong-dev)
ScopeLogs #0
LogRecord #0
ObservedTimestamp: 2026-11-19 10:00:00.5 +0000 UTC
Timestamp: 2026-11-19 10:00:00.420526336 +0000 UTC
SeverityText:
Body: Str(POST /v1/x 429 119ms)
Attributes:
     -> url.path: Str(/v1/x)
     -> http.response.status_code: Int(429)
     -> url.full: Str(http://api.tickdb.ai:8000/v1/x)
     -> http.request.method: Str(POST)
     -> client.address: Str(10.0.0.7)
     -> http.response.size: Int(57)
Trace ID:
Span ID:
Flags: 0
LogRecord #1
Timestamp: 2026-11-19 10:00:01 +0000 UTC
Body: Str(started)
Attributes:
     -> http.request.method: Str(POST)
\t{"otelcol.component.id": "debug", "otelcol.signal": "logs"}
Span #0
    Trace ID       : 5b8aa5a2d2c872e8321cf37308d69df2
    ID             : 5fb397be34d26b51
    Kind           : Server
    Start time     : 2026-11-19 10:00:03 +0000 UTC
    End time       : 2026-11-19 10:00:03.12 +0000 UTC
Attributes:
     -> http.request.method: Str(POST)
     -> http.response.status_code: Int(200)
     -> http.route: Str(/v1/orders)
""",
            rows=(
                row(
                    "10:00:00.420526 POST api.tickdb.ai:8000/v1/x -> 429 with 57 B",
                    client_ip="10.0.0.7",
                ),
                row("10:00:03 POST /v1/orders -> 200 in 120 ms"),
            ),
            skipped=34,
        ),
    ),
)
