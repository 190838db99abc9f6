"""JSON envelopes: the object that a collector or logger wraps around a line of text.

Fluent Bit, Logstash, Loki, CloudWatch, Splunk, Google Cloud, journald and loggers of JSON each hold
the line that somebody wrote in one member. It is taken out here, once, for every format. What the
inner line lacks, its time and the program that wrote it, the envelope fills in: a JSON object gets
them as fields, a text that has no time gets it in front. A logger's message and its error are one
text, `message: error`, and the WebSocket URL that another member names stands before it, so that
what a client's error says is read in JSON as it is in text. A text may be such an object again,
where a collector holds what a logger of JSON wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from analyzer.formats import json_object
from analyzer.formats.kinds.traceback_lines import goes_on
from analyzer.ingest.lines.arrays import arrow, texts
from analyzer.ingest.lines.colours import without_colours
from analyzer.ingest.sql.format_database import open_for_formats
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.ingest.wrapping.line_times import timed
from analyzer.ingest.wrapping.unquoted_json import mended, sql_of_mended
from analyzer.ingest.wrapping.wrappings import Wrapping
from analyzer.ingest.wrapping.writers import Told
from analyzer.mapping.aliases import WRAPPERS, shipped_places
from analyzer.mapping.json_fields import member
from analyzer.mapping.vendor_code import VENDOR_CODE
from analyzer.system.sql_literal import quoted

# Members that hold a line, dotted where nested; the first that an object has counts.
TEXTS = (
    "message", "log", "msg", "MESSAGE", "event.original", "textPayload", "jsonPayload.message",
    "jsonPayload.log", "_raw", "result._raw", "line", "@message", "body", "Body", "text", "content",
    "fields.message", "fields.log", "data.message", "log.message", "properties.message", "Log",
    "properties.log", "RenderedMessage", "LogMessage", "LogEntry", "Log_s", "LogMessage_s",
    "ResultDescription", "short_message", "@m", "@mt", "rest", "payload", "event",
    "_source.message", "_source.log", "_source.msg", "_source.event.original",
    "full_log", "_source.full_log", "Message", "attributes.message", "attributes.log",
    "body.stringValue", "entry", "raw", "MessageTemplate", "SyslogMessage", "RawData", "_msg",
)  # fmt: skip
_TIMES = (
    "@timestamp", "timestamp", "time", "Timestamp", "ts", "asctime", "datetime", "_time",
    "result._time", "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP", "TimeGenerated",
    "timeGenerated", "eventTime", "@t", "receiveTimestamp", "date", "created", "created_at",
    "time_iso8601", "t", "fields.time", "log.time", "record.time.timestamp", "record.time.repr",
    "_source.@timestamp", "_source.time", "instant.epochSecond", "timeMillis",
    "attributes.timestamp", "timeUnixNano", "timeEpochMs", "dt", "TimeStamp", "received_at",
    "timestampInMs",
)  # fmt: skip
_WRITERS = (
    "service.name", "service", "app", "application", "kubernetes.labels.app",
    "kubernetes.container_name", "kubernetes.container.name", "container_name", "labels.app",
    "resource.labels.container_name", "SYSLOG_IDENTIFIER", "syslog.appname", "appname",
)  # fmt: skip
# Members that say which of a program's processes wrote it.
_PLACES = (
    "kubernetes.pod_name", "kubernetes.pod.name", "resource.labels.pod_name", "pod", "labels.pod",
    "container.id", "container_id", "CONTAINER_ID", "_HOSTNAME", "host.name", "hostname", "host",
)  # fmt: skip
_PROCESSES = ("_PID", "pid", "process.pid", "procid", "syslog.procid")
# Members that hold what an error says, beside the message that it is logged with.
_ERRORS = (
    "error.message", "err.message", "exception.message", "error", "err", "exception", "exc_info",
    "Exception", "@x", "error_message", "errorMessage", "error.msg", "err.msg", "error.reason",
    "exc_text", "exception.stacktrace", "error.stack_trace", "stack_trace", "stacktrace",
    "fields.error", "context.error", "data.error", "meta.error", "exc_info.exc_value",
    "cause.message", "err.cause.message", "reason", "payload.message", "payload.error",
    "payload.exception", "context.exception.message", "thrown.message", "thrown.name",
    "e", "fields.e", "Error", "record.extra.error", "record.extra.exception", "record.extra.err",
    "extra.error", "extra.exception", "context.err.message",
)  # fmt: skip
# … and its name, which ECS and OpenTelemetry keep apart from that.
_NAMES = (
    "error.type", "exception.type", "err.type", "error.class", "exception.class", "error.name",
    "exception_name", "exc_type", "error_type", "error.kind", "errorType", "context.err.name",
)  # fmt: skip
# What AWS Lambda's runtimes tell of an error that nobody caught, without a message.
_UNCAUGHT = ("errorMessage", "errorType")
_IS_NAME = r"regexp_full_match(x, '(?:\w+\.)*\w*[A-Z]\w+|timeout|gaierror')"
# Most of what JavaScript throws is called so.
_TELLS = f"{_IS_NAME} AND x <> 'Error'"
# What Ruby, PHP and Java call it, and what PHP says of the errors before it.
_NAMES_IN_MODULES = (
    "exception.name", "exception.class", "context.exception.class", "error.class", "err.name",
    "error.name", "thrown.name",
)  # fmt: skip
_IS_IN_MODULE = r"regexp_full_match(x, '\w+(?:(?:::|\\)\w+)+|(?:[a-z]\w*[.])+[A-Z][\w$]+')"
_PREVIOUS = tuple(
    f"{exception}{'.previous' * depth}.message"
    for depth in (3, 2, 1)
    for exception in ("context.exception", "exception")
)
_LEVELS = ("level", "severity", "levelname", "log.level", "Level", "LogLevel", "@l", "loglevel")
_OF_FAILURE = r"^(?i:err|error|warn|warning|fatal|critical|[456]0)$"
# What is told of the network alone is a failure where its level says so.
_NETWORK_ALONE = r"^(?:socket hang up|(?:read|write|connect|getaddrinfo) E[A-Z_]{4,}\b)[^{]*$"
# `[Errno 104] …` and `[SSL: …] …` are texts of Python, `[429 …] …` is one of Feign.
_NO_TEXT = (
    r"^(?:\{|\[(?:[^ES45]|[45](?:\D|\d(?:\D|\d[^ ]))|$))"
    r"|^(?i:null|none|true|false|nonetype: none|[\d.]*)$"
)
_IS_TEXT = f"NOT regexp_matches(x, {quoted(_NO_TEXT)})"
# structlog's tracebacks as objects, of which the first tells what was raised at last; Airflow calls
# them otherwise.
_RAISED = "coalesce({})".format(
    ", ".join(
        f"""nullif(concat_ws(': ', line->>'$.{name}[0].exc_type',
        nullif(line->>'$.{name}[0].exc_value', '')), '')"""
        for name in ("exception", "error_detail")
    )
)
# Serilog's compact objects have the template of a message, and its values beside it.
_HOLE = r"\{[@$]?\w+(?:,-?\d+)?(?::[^{}]*)?\}"
_VALUE = r"""json_extract_string(line, '$.' || p || '"' || regexp_extract(hole, '\w+') || '"')"""
_HAS_TEMPLATE = """(contains(line, '"@mt"') OR contains(line, '"MessageTemplate"'))"""
# Log4j tells the parts of its seconds apart.
_OF_LOG4J = """CASE WHEN contains(line, '"nanoOfSecond"')
    THEN json_extract_string(line, '$.instant.epochSecond') || '.'
        || lpad(json_extract_string(line, '$.instant.nanoOfSecond'), 9, '0') END"""
_URL = r'"(wss?://[^"\s]+)"'
# What ended, of which other members tell the code of a close and its reason.
_END = r"(?i)clos(?:e|ed|ing|ure)|disconnect|terminated|lost"
_CLOSE_CODE = r'(?i)"(?:close[_.]?|ws[_.]?)?code"\s*:\s*"?(10(?:0\d|1[0-5])|[34]\d{3})"?\s*[,}]'
_REASON = r'(?i)"(?:close[_.]?)?reason"\s*:\s*"((?:[^"\\]|\\.)+)"'
# A message over WebSocket that stands beside the words for it, or the code of a refusal there.
_FRAMES = ("data", "payload", "frame", "message", "msg", "body", "response")
_MOVED = (
    r"(?i)\b(?:recv|rcv|received?|incoming|inbound|on_?message|message|sent|send|sending|"
    r"outgoing)\b"
)
_FAILED = r"(?i)\b(?:errors?|fail(?:ed|ure)|rejected|refused)\b"
_CODE = rf'"(?:error_?|err_?|ret_?)?[cC]ode"\s*:\s*"?({VENDOR_CODE})"?\s*[,}}]'
_OF_CALL = r'(?i)"(?:[\w.]*method|[\w.]*ur[il]|request\w*|error|err|exception)"\s*:'
# Azure's services log their fields in a text, beside those of Azure Monitor.
_OBJECT_AS_TEXT = "properties"
_TOLD = f"""CASE WHEN json_type(line, '$.{_OBJECT_AS_TEXT}') = 'VARCHAR'
    THEN line->>'$.{_OBJECT_AS_TEXT}' END"""
# Lambda's console of Node.js logs an error as an object, which is the message.
_LOGGED = """CASE WHEN $stamped AND json_type(line, '$.message.errorType') = 'VARCHAR'
    THEN line->>'$.message.errorMessage' END"""
# A blank line among others is one, unless its object has a call's fields.
_BLANK = f"""CASE WHEN $stamped AND NOT regexp_matches(line, {quoted(_OF_CALL)})
    THEN %s END"""
# The name of a time that counts after all others: one deeper in the line may be its own.
_LAST_TIME = "timestampInMs"
_COMMON_SHARE = 0.5
# A text that is no UTF-8 or has colours, as journalctl's JSON has it: its bytes.
_BYTES = re.compile(rb'("MESSAGE"\s*:\s*)\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]')


def _path(name: str) -> str:
    return "$" + "".join(f'."{part}"' for part in name.split("."))


def _first(names: tuple[str, ...], such: str = "x <> ''") -> str:
    """SQL of the first of these members that is `such`; a dotted one may be a name with dots."""
    paths = [p for n in names for p in ([f'$."{n}"', _path(n)] if "." in n else [_path(n)])]
    listed = ", ".join(quoted(path) for path in paths)
    return f"list_filter(json_extract_string(line, [{listed}]), lambda x: {such})[1]"


def _rendered() -> str:
    """SQL of a text with its values in the holes that it has as a template."""
    values = f"list_transform(['', 'Properties.'], lambda p: {_VALUE})"
    value = f"list_filter({values}, lambda v: v <> '')[1]"
    return f"""CASE WHEN contains(e.text, '{{') AND {_HAS_TEMPLATE} THEN list_reduce(
        list_prepend(e.text, regexp_extract_all(e.text, {quoted(_HOLE)})),
        lambda said, hole: replace(said, hole, coalesce({value}, hole))) ELSE e.text END"""


def _frame() -> str:
    """SQL of the first member that may hold a message, as JSON."""
    paths = ", ".join(quoted(f"$.{name}") for name in _FRAMES)
    return f"list_filter(json_extract(line, [{paths}])::VARCHAR[], lambda x: x[1] = '{{')[1]"


def _within() -> str:
    """SQL of the names, squashed, in the objects that wrap what a line says."""
    paths = [_path(spelt) for name in sorted(WRAPPERS) for spelt in (name, name.capitalize())]
    keys = f"flatten(json_keys(text, [{', '.join(map(quoted, paths))}]))"
    return f"list_transform({keys}, lambda k: regexp_replace(lower(k), '[^a-z0-9]', '', 'g'))"


def _named(*slots: str) -> str:
    """The names, squashed, that fill one of these slots, as a list in SQL."""
    names = [
        name for name, places in shipped_places().items() if any(p.slot in slots for p in places)
    ]
    return ", ".join(quoted(name) for name in names)


_UNWRAP = f"""
WITH judged AS (
    SELECT n, line, json_valid(line) AS is_json FROM wrapped
),
mended AS (
    SELECT n, is_json, CASE WHEN line[1] = '{{' AND NOT is_json THEN {sql_of_mended("line")}
        ELSE line END AS line
    FROM judged
),
with_envelope AS (
    SELECT n, line, CASE WHEN (is_json OR json_valid(line)) AND ltrim(line)[1] = '{{' THEN
        {{'text': coalesce({_LOGGED}, {_first(TEXTS)}, {_TOLD}, {_BLANK % _first(TEXTS, "x = ''")}),
            'time': coalesce({_OF_LOG4J}, {_first(_TIMES)}),
            'writer': {_first(_WRITERS)},
            'process': CASE WHEN $placed THEN concat_ws(' ', {_first(_WRITERS)},
                {_first(_PLACES)}, {_first(_PROCESSES)}) END,
            'error': CASE WHEN $stamped THEN coalesce({_first(_ERRORS, _IS_TEXT)}, {_RAISED}) END,
            'name': CASE WHEN $stamped THEN coalesce({_first(_NAMES, _TELLS)},
                {_first(_NAMES_IN_MODULES, _IS_IN_MODULE)}) END,
            'previous': CASE WHEN $stamped THEN {_first(_PREVIOUS)} END,
            'code': CASE WHEN $stamped THEN regexp_extract(line, {quoted(_CLOSE_CODE)}, 1) END,
            'frame': CASE WHEN $stamped AND regexp_matches(line, {quoted(_URL)})
                THEN {_frame()} END,
            'url': CASE WHEN $stamped THEN regexp_extract(line, {quoted(_URL)}, 1) END}} END AS e
    FROM mended
),
with_values AS (
    SELECT n, line, e, {_rendered()} AS text FROM with_envelope
),
with_message AS (
    SELECT * REPLACE (CASE
        WHEN e.code <> '' AND regexp_matches(text, {quoted(_END)}) AND NOT contains(text, e.code)
        THEN translate(text, '_.', '  ') || ' code: ' || e.code || coalesce(', reason: "'
            || nullif(regexp_extract(line, {quoted(_REASON)}, 1), '') || '"', '')
        WHEN e.frame <> '' AND regexp_matches(text, {quoted(f"{_MOVED}|{_FAILED}")})
        THEN text || ': ' || e.frame
        WHEN e.url <> '' AND regexp_matches(text, {quoted(_FAILED)}) AND NOT contains(text, '{{')
        THEN text || coalesce(': {{"code":"'
            || nullif(regexp_extract(line, {quoted(_CODE)}, 1), '') || '"}}', '')
        ELSE text END AS text)
    FROM with_values
),
with_error AS (
    SELECT n, line, e,
        CASE WHEN $stamped AND regexp_matches(text, {quoted(_NETWORK_ALONE)})
            AND regexp_matches({_first(_LEVELS)}, {quoted(_OF_FAILURE)})
            THEN 'error: ' ELSE '' END
        || CASE WHEN e.url <> '' AND NOT coalesce(contains(text, '://'), FALSE)
            THEN e.url || ' ' ELSE '' END
        || CASE
            WHEN e.error IS NULL OR ltrim(text)[1] = '{{' OR (contains(text, e.error)
                AND NOT coalesce(contains(e.name, '.') AND NOT contains(text, e.name), FALSE))
            THEN text
            ELSE concat_ws(': ', text,
                CASE WHEN NOT contains(e.error, e.name) THEN e.name END, e.error, e.previous)
            END AS told
    FROM with_message
),
with_text AS (
    SELECT n, line, translate(rtrim(by_client(without_frames(told), line), chr(10) || chr(13)),
            chr(10) || chr(13), '  ') AS text,
        e.writer AS writer, e.process AS process,
        strftime(moment_of(e.time), '%Y-%m-%dT%H:%M:%S.%fZ') AS time
    FROM with_error
),
with_keys AS (
    SELECT *, CASE WHEN text[1] = '{{' AND json_valid(text) THEN list_transform(json_keys(text),
        lambda k: regexp_replace(lower(k), '[^a-z0-9]', '', 'g')) END AS keys
    FROM with_text
)
SELECT n, CASE
    WHEN text IS NULL THEN line
    WHEN len(keys) > 0 AND NOT $stamped THEN '{{'
        || CASE WHEN time IS NULL OR list_has_any(keys, [{_named("started", "ended", "finished")}])
            THEN ''
            WHEN list_has_any({_within()}, [{_named("started", "ended", "finished")}])
            THEN '"{_LAST_TIME}":"' || time || '",'
            ELSE '"@timestamp":"' || time || '",' END
        || CASE WHEN writer IS NULL OR list_has_any(keys, [{_named("client")}, 'service', 'name'])
            THEN '' ELSE '"client_name":' || to_json(writer)::VARCHAR || ',' END
        || substr(text, 2)
    ELSE text END AS line,
    CASE WHEN text IS NOT NULL THEN time END AS time, coalesce(writer, '') AS writer,
    coalesce(process, '') AS process
FROM with_keys ORDER BY n"""


class LineEnvelope:
    """Such objects around the lines of one source, `depth` of them one within another."""

    name = "envelope"
    timed = False
    escaped = False
    goes_on = None

    def __init__(self, depth: int = 1) -> None:
        self.depth = depth

    def is_common(self, beginning: bytes) -> bool:
        """Whether most messages are objects that hold a text which may be a line."""
        told = _spelt(beginning).decode("utf-8", "replace")
        # Values of a document may be indented.
        lines = [line for line in told.splitlines() if not goes_on(line) or json_object(line)]
        objects = [json_object(line) for line in lines]
        broken = [
            line for line, one in zip(lines, objects, strict=True) if line[0] == "{" and not one
        ]
        holding = sum(map(_holds_line, (*objects, *map(json_object, mended(broken)))))
        # Of an invocation that wrote one line its runtime tells the start and the end.
        messages = len(lines) - sum(map(_is_of_runtime, objects))
        return holding > 0 and holding >= _COMMON_SHARE * messages

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The lines within; each keeps its number. Times are put before texts if `stamped`."""
        return self.told_by(data, stamped=stamped)[0]

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same, and who wrote each, as far as its object says."""
        lines = texts(_spelt(data).decode("utf-8", "replace").split("\n"))
        numbers = arrow(np.arange(len(lines), dtype=np.int64))
        found = pa.table({"n": numbers, "line": lines})
        writers: list[str] = [""] * len(lines)
        for left in range(self.depth, 0, -1):
            found = _unwrapped(
                found.select(["n", "line"]), stamped=stamped and left == 1, placed=stamped
            )
            both = zip(writers, found["process"].to_pylist(), strict=True)
            writers = [f"{outer} {inner}".strip() for outer, inner in both]
        # Texts may spell their colours.
        held = without_colours("\n".join(found["line"].to_pylist()).encode())
        told = held.decode().split("\n")
        if stamped:
            marks = zip(found["time"].to_pylist(), found["writer"].to_pylist(), strict=True)
            told = timed(told, marks)
        return "\n".join(told).encode(), writers


class PrefixedEnvelope(LineEnvelope):
    """Such objects whose texts have a prefix of a collector before the line."""

    def __init__(self, prefix: Wrapping, depth: int = 1) -> None:
        super().__init__(depth)
        self._prefix = prefix

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The lines within, without the prefix; they have times of their own."""
        texts, writers = super().told_by(data, stamped=stamped)
        return self._prefix.off(texts), writers


# Who put the lines into objects wrote whole times. What reads a variable is planned for each use.
_NO_YEARLESS = "CREATE TEMP MACRO yearless_time(value) AS NULL::TIMESTAMPTZ"


class _Unwrapping:
    """The statement, planned once for all sources: that takes as long as some thousand lines do."""

    def __init__(self) -> None:
        con = open_for_formats()
        con.execute(_NO_YEARLESS)
        self.relations = Relations(con)
        self.statements = Statements(con, self.relations)


_SPARE: list[_Unwrapping] = []


def _unwrapped(wrapped: pa.Table, *, stamped: bool, placed: bool) -> pa.Table:
    """What `_UNWRAP` finds; who asks meanwhile in another thread has a statement of its own."""
    try:
        unwrapping = _SPARE.pop()
    except IndexError:
        unwrapping = _Unwrapping()
    unwrapping.relations.hold("wrapped", wrapped)
    statement = _UNWRAP.replace("$stamped", str(stamped)).replace("$placed", str(placed))
    found = unwrapping.statements.run(statement)
    unwrapping.relations.empty()
    _SPARE.append(unwrapping)
    return found


def _spelt(data: bytes) -> bytes:
    """Lines in which texts that are told as bytes are texts."""
    return _BYTES.sub(_text_of, data) if b'"MESSAGE"' in data else data


def _text_of(told: re.Match[bytes]) -> bytes:
    try:
        text = bytes(map(int, told[2].split(b","))).decode("utf-8", "replace")
    except ValueError:  # no bytes
        return told[0]
    return told[1] + json.dumps(text).encode()


def _holds_line(found: Mapping[str, object]) -> bool:
    return bool(found) and (
        any(isinstance(member(found, name), (str, dict)) for name in TEXTS)
        or isinstance(found.get(_OBJECT_AS_TEXT), str)
        or all(isinstance(found.get(name), str) for name in _UNCAUGHT)
    )


def _is_of_runtime(found: Mapping[str, object]) -> bool:
    """Whether an object is one of AWS Lambda's own events."""
    return isinstance(found.get("record"), dict) and str(found.get("type")).startswith("platform.")
