r"""OTLP in protobuf, read as the lines of OTLP/JSON that say the same.

A source is one ExportTraceServiceRequest or ExportLogsServiceRequest (`.pb`, `.binpb`), or one
after another, each behind its length in four bytes, the highest first, as the Collector's file
exporter writes them with `format: proto` or `compression: zstd`; what then stands in a frame of
zstd may be OTLP/JSON. Of a span and a record it tells what formats/otlp.py reads; a message of
metrics or profiles is a line without a request.

Source: OTLP specification, trace.proto, logs.proto; README of the Collector's fileexporter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import DecodeError
from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from analyzer.ingest.sources.byte_stream import ConvertedStream

if TYPE_CHECKING:
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ResourceLogs
    from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

    from analyzer.ingest.sources.byte_stream import ByteStream

_LENGTH_BYTES = 4
_ZSTD = b"\x28\xb5\x2f\xfd"
_UNREADABLE = b'{"resourceSpans": not read, it is no message of OTLP\n'
# No end of a line: whoever follows the source leaves it until more of it is there.
_CUT_OFF = b'{"resourceSpans": not read, the message is cut off'
_OTHER_SIGNAL = b'{"resourceMetrics":[]}\n'


class OtlpProtobuf(ConvertedStream):
    """A stream of OTLP in protobuf, as lines of OTLP/JSON."""

    def __init__(self, stream: ByteStream) -> None:
        super().__init__(stream)
        self._lines = _lines(stream)

    def _more(self, size: int) -> bytes:  # noqa: ARG002 (a message is whole)
        return next(self._lines, b"")


def _lines(stream: ByteStream) -> Iterator[bytes]:
    """The lines, some at a time."""
    beginning = _exactly(stream, _LENGTH_BYTES)
    if beginning[:1] == b"\n":  # one message, by itself: this is the tag of its first member
        yield _as_json(beginning + _rest(stream))
        return
    while beginning:
        length = int.from_bytes(beginning, "big")
        message = _exactly(stream, length)
        if len(message) < length or len(beginning) < _LENGTH_BYTES:
            yield _CUT_OFF
            return
        yield _as_json(message)
        beginning = _exactly(stream, _LENGTH_BYTES)


def _exactly(stream: ByteStream, size: int) -> bytes:
    parts: list[bytes] = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _rest(stream: ByteStream) -> bytes:
    return b"".join(iter(lambda: stream.read(1 << 20), b""))


def _as_json(message: bytes) -> bytes:
    """A message as lines, one for each resource."""
    if message.startswith(_ZSTD):
        try:
            message = pa.CompressedInputStream(pa.BufferReader(message), "zstd").read()
        except OSError:
            return _UNREADABLE
    if message.startswith(b"{"):
        return message.replace(b"\n", b" ") + b"\n"
    # The signals have the same shape: which one it is, the times tell. Of a long record it is said
    # by the body, which is no text where a span has its name.
    if traces := _of_traces(message):
        return traces
    if logs := _of_logs(message):
        return logs
    return _UNREADABLE if traces is None and logs is None else _OTHER_SIGNAL


def _of_traces(message: bytes) -> bytes | None:
    """The lines of traces; none of another signal, and None of what is no message of that shape."""
    try:
        traces = TracesData.FromString(message)
    except DecodeError:
        return None
    scopes = chain.from_iterable(owner.scope_spans for owner in traces.resource_spans)
    has_times = any(span.start_time_unix_nano for scope in scopes for span in scope.spans)
    return "".join(map(_spans, traces.resource_spans)).encode() if has_times else b""


def _of_logs(message: bytes) -> bytes | None:
    """The same of log records."""
    try:
        logs = LogsData.FromString(message)
    except DecodeError:
        return None
    scopes = chain.from_iterable(owner.scope_logs for owner in logs.resource_logs)
    records = chain.from_iterable(scope.log_records for scope in scopes)
    has_times = any(one.time_unix_nano or one.observed_time_unix_nano for one in records)
    return "".join(map(_records, logs.resource_logs)).encode() if has_times else b""


def _spans(owner: ResourceSpans) -> str:
    spans = _all(_span, chain.from_iterable(scope.spans for scope in owner.scope_spans))
    return f'{{"resourceSpans":[{{{_resource(owner)},"scopeSpans":[{{"spans":[{spans}]}}]}}]}}\n'


def _records(owner: ResourceLogs) -> str:
    records = _all(_record, chain.from_iterable(scope.log_records for scope in owner.scope_logs))
    scopes = f'[{{"logRecords":[{records}]}}]'
    return f'{{"resourceLogs":[{{{_resource(owner)},"scopeLogs":{scopes}}}]}}\n'


def _resource(owner: ResourceSpans | ResourceLogs) -> str:
    return f'"resource":{{"attributes":[{_all(_attribute, owner.resource.attributes)}]}}'


def _span(span: Span) -> str:
    return (
        f'{{"traceId":"{span.trace_id.hex()}","spanId":"{span.span_id.hex()}",'
        f'"parentSpanId":"{span.parent_span_id.hex()}","kind":{span.kind},'
        f'"startTimeUnixNano":"{span.start_time_unix_nano}",'
        f'"endTimeUnixNano":"{span.end_time_unix_nano}",'
        f'"attributes":[{_all(_attribute, span.attributes)}],'
        f'"events":[{_all(_event, span.events)}],'
        f'"status":{{"code":{span.status.code},"message":{quoted(span.status.message)}}}}}'
    )


def _event(event: Span.Event) -> str:
    return f'{{"attributes":[{_all(_attribute, event.attributes)}]}}'


def _record(record: LogRecord) -> str:
    return (
        f'{{"timeUnixNano":"{record.time_unix_nano}",'
        f'"observedTimeUnixNano":"{record.observed_time_unix_nano}",'
        f'"severityNumber":{record.severity_number},"severityText":{quoted(record.severity_text)},'
        f'"traceId":"{record.trace_id.hex()}","body":{_value(record.body)},'
        f'"attributes":[{_all(_attribute, record.attributes)}]}}'
    )


def _attribute(attribute: KeyValue) -> str:
    return f'{{"key":{quoted(attribute.key)},"value":{_value(attribute.value)}}}'


def _value(value: AnyValue) -> str:
    """A value; texts and integers, which most are, by a shorter way."""
    match value.WhichOneof("value"):
        case "string_value":
            return f'{{"stringValue":{quoted(value.string_value)}}}'
        case "int_value":
            return f'{{"intValue":"{value.int_value}"}}'
    return str(MessageToJson(value, indent=None))


def _all(as_json: Callable[[Any], str], messages: Iterable[Any]) -> str:
    return ",".join([as_json(one) for one in messages])
