"""JSON exports of log services (CloudWatch, Loki, Elasticsearch, …): unwraps the log lines in them.

The document holds an array whose values hold a line each, or are the line. Here a value becomes the
object that a collector would have written, time and text under names that `envelope` knows.

Sources: AWS CLI, `logs get-log-events`, `filter-log-events`, `get-query-results`, and what a
subscription sends; Loki's HTTP API, `query_range` and `push`; Elasticsearch's search and ES|QL;
SQL of both that and OpenSearch; Datadog's log events and spans; OpenTelemetry's log records; Azure
Event Hub's records, and the tables of Azure Monitor's query API; Splunk's export; Graylog's search;
New Relic's queries; Axiom's; what Cloudflare's `wrangler tail` shows that a Worker logged;
messages of Pub/Sub and Kinesis, as `pull` and `get-records` give them out.
"""

from __future__ import annotations

import io
import json
import re
from base64 import b64decode
from collections.abc import Sequence

from blake3 import blake3

from analyzer.ingest.lines.chunks import Position
from analyzer.ingest.lines.documents import document_chunks
from analyzer.ingest.wrapping.envelope import LineEnvelope
from analyzer.ingest.wrapping.otlp_records import said_in_record
from analyzer.ingest.wrapping.writers import Told
from analyzer.mapping.json_fields import member

Path = tuple[str, ...]
# The way to the array, whose last name and depth count.
_ARRAYS: tuple[Path, ...] = (
    ("resourceLogs", "", "scopeLogs", "", "logRecords"),
    ("resource_logs", "", "scope_logs", "", "log_records"),
    ("data", "result", "", "values"), ("streams", "", "values"), ("hits", "hits"), ("logEvents",),
    ("tables", "", "rows"), ("rows",), ("datarows",), ("values",), ("matches",),
    ("results", "", "events"), ("data", "actor", "account", "nrql", "results"),
    ("events",), ("results",), ("records",), ("messages",), ("data",), ("logs",), ("entries",),
    ("receivedMessages",), ("Records",), (),
)  # fmt: skip
# Members that are the line themselves.
_INNER = ("_source", "attributes")
# Members of such lines that hold their fields: of logs, and of spans.
_OWN = ("custom", "attributes")
# Where a queue's message holds, in base64, what was sent: Pub/Sub's, and records of Kinesis.
_SENT_IN = (("message", "data"), ("kinesis", "data"), ("Data",))
# An array of what may hold lines: numbers do not, and are a time in brackets.
_OPENING = re.compile(r'\s*(?:\{|\[\s*(?:[{\["]|$))')
# A document whose values are on lines of their own.
_LAID_OUT = re.compile(r'\s*(?:\[\s*[{\["]|\{\s*\n\s*")')
# Objects one after another, as `jq .` lays out the lines of a log.
_SEVERAL = re.compile(r"^\}\s*^\{\s*$", re.MULTILINE)
# What a subscription, a stream or an agent sends, each time in a line.
_SENT = re.compile(r'\s*\{[^\n]*"(?:logEvents|records|streams|logs)"\s*:\s*\[[^\n]*\}\s*\n\{')
# OpenTelemetry's log records whose bodies are texts or objects, and attributes that tell a call
# instead.
_RECORD_TEXT = re.compile(r'"body"\s*:\s*\{\s*"(?:string(?:V|_v)alue|kvlist(?:V|_v)alue)"')
_TELLS_CALL = re.compile(r'"key"\s*:\s*"(?:http|url)\.')
_PAIR = 2
OF_ROWS = ("rows", "datarows", "values")
# Of a table whose rows are arrays, what its columns are called.
_COLUMNS = re.compile(r'"(?:columns|schema)"\s*:\s*(\[[^\[\]]*\])')


class Exported:
    """Such values, which are lines (`depth` 0), hold one, or hold what holds one."""

    name = "exported"
    timed = False
    escaped = False
    goes_on = None

    def __init__(self, *, depth: int, columns: Sequence[str] = ()) -> None:
        self._envelope = LineEnvelope(depth) if depth else None
        self._columns = tuple(columns)

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The lines; each keeps its number."""
        lines = self._objects(data)
        return self._envelope.off(lines, stamped=stamped) if self._envelope else lines

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same, and who wrote each, as its object says."""
        lines = self._objects(data)
        return self._envelope.told_by(lines, stamped=stamped) if self._envelope else (lines, ())

    def _objects(self, data: bytes) -> bytes:
        told = data.decode("utf-8", "replace").split("\n")
        return "\n".join(_object_of(line, self._columns) for line in told).encode()


def arrays_in(beginning: str) -> list[tuple[Path, bytes]]:
    """Arrays that may hold lines, and what there is of their values in a document's beginning."""
    if not _OPENING.match(beginning):
        return []
    is_array = beginning.lstrip().startswith("[")
    bare = is_array or bool(_SEVERAL.search(beginning))
    paths = [
        one for one in _ARRAYS if (not is_array and f'"{one[-1]}"' in beginning if one else bare)
    ]
    found = [(path, _values(beginning.encode(), path)) for path in paths]
    return [(path, values) for path, values in found if values.strip()]


def holds_values(beginning: str, *, is_told_as_text: bool) -> bool:
    """Whether this is a document of values, and no JSON Lines; one line may be either, and so may
    what is sent."""
    is_line = "\n" not in beginning.strip() or bool(_SENT.match(beginning))
    return bool(_OPENING.match(beginning)) and (
        is_told_as_text if is_line else bool(_LAID_OUT.match(beginning))
    )


def holds_records(beginning: str) -> bool:
    """Whether this is OpenTelemetry's log records, which tell no call by its names."""
    return bool(_RECORD_TEXT.search(beginning)) and not _TELLS_CALL.search(beginning)


def columns_in(beginning: str) -> tuple[str, ...]:
    """The names of a table's columns, where a document says them before the rows."""
    found = _COLUMNS.search(beginning)
    try:
        columns = json.loads(found[1]) if found else []
    except ValueError:
        return ()
    names = [one.get("name") if isinstance(one, dict) else one for one in columns]
    return tuple(map(str, names)) if all(isinstance(one, str) for one in names) else ()


def _values(beginning: bytes, path: Path) -> bytes:
    chunks = document_chunks(
        io.BytesIO(beginning), blake3(), Position(), len(beginning), path, finished=False
    )
    return b"".join(chunk.data for chunk in chunks)


def _object_of(line: str, columns: Sequence[str]) -> str:
    """The object of a value: of a row, a pair of time and text, fields, or of what it wraps."""
    if not line.lstrip().startswith(("[", "{")):
        return line
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    is_row = columns and isinstance(value, list) and len(value) == len(columns)
    made = dict(zip(columns, value, strict=True)) if is_row else _made(value)
    return line if made is value else json.dumps(made, ensure_ascii=False)


def _made(value: object) -> object:
    if isinstance(value, list):
        if all(isinstance(one, dict) and {"field", "value"} <= one.keys() for one in value):
            return {one["field"]: one["value"] for one in value}
        is_pair = len(value) >= _PAIR and isinstance(value[0], str) and isinstance(value[1], str)
        return {"timestamp": value[0], "line": value[1]} if is_pair else value
    return _of_object(value) if isinstance(value, dict) else value


def _of_object(value: dict[str, object]) -> dict[str, object]:
    said, fields = value.get("message"), value.get("fields")
    if isinstance(said, list) and said and all(isinstance(one, str) for one in said):
        return {**value, "message": " ".join(said)}  # of `console`
    if "_index" in value and "_source" not in value and isinstance(fields, dict):
        return {name: _only(values) for name, values in fields.items()}
    if (body := said_in_record(value)) is not None:
        return body
    if (sent := _sent_in(value)) is not None:
        return sent
    inner = next((held for name in _INNER if isinstance(held := value.get(name), dict)), None)
    if inner is None:
        return value
    own = next((held for name in _OWN if isinstance(held := inner.get(name), dict)), {})
    is_caller = member(own, "span.kind") == "client"
    return {**inner, **own, **({"client_name": inner.get("service")} if is_caller else {})}


def _sent_in(value: dict[str, object]) -> dict[str, object] | None:
    """The object that a queue's message holds; nothing of what is no such message."""
    for path in _SENT_IN:
        held = member(value, ".".join(path))
        if isinstance(held, str):
            try:
                found = json.loads(b64decode(held, validate=True))
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                return found
    return None


def _only(values: object) -> object:
    """The value of a field that search gives out as a list of one."""
    return values[0] if isinstance(values, list) and len(values) == 1 else values
