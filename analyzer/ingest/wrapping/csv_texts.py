"""CSV exports of log consoles: one column holds the log line, another its time.

A record becomes the object that a collector would have written, whose names `envelope` knows; where
it spans lines, it stands in its last one. The header becomes a blank line. Sources: CloudWatch Logs
Insights, Kibana, Datadog, Grafana, Azure Log Analytics, Sumo Logic: export as CSV.
"""

from __future__ import annotations

import csv
import io
import json

from analyzer.ingest.wrapping.envelope import LineEnvelope
from analyzer.ingest.wrapping.writers import Told

_TEXTS = (
    "@message", "message", "content", "_raw", "line", "log", "msg", "textpayload", "body",
    "log_s", "logmessage", "logentry", "resultdescription", "syslogmessage", "rawdata",
)  # fmt: skip
_TIMES = (
    "@timestamp", "timestamp", "_time", "time", "date", "datetime",
    "timegenerated", "timegenerated [utc]", "timestamp [utc]", "timegenerated [local time]",
    "timestamp [local time]", "timestamp utc", "timestamp (utc)",
    "_messagetimems", "_messagetime",
)  # fmt: skip
# What Splunk exports of a search is lines as they were, which say when.
_RAW = "_raw"
_MOST_LINES = 1000


class CsvTexts:
    """Such a table, recognised by its header; of `depth` 0 what is left of it is its objects."""

    name = "csv texts"
    timed = False
    escaped = False
    goes_on = None

    def __init__(self, header: str, depth: int = 1) -> None:
        self._header, self._open, self.depth = header, "", depth
        names = [name.strip() for name in _fields(header) or []]
        low = [name.lower() for name in names]
        self._text, self._time = _first(_TEXTS, low), _first(_TIMES, low)
        self._names, self._envelope = names, LineEnvelope(depth) if depth else None

    @classmethod
    def of(cls, beginning: str) -> CsvTexts | None:
        """The table that a source begins with, if one of its columns may hold lines."""
        header, _, rest = beginning.partition("\n")
        table = cls(header.strip())
        return table if table.is_told and rest.strip() else None

    def anew(self, *, depth: int | None = None) -> CsvTexts:
        """The same for a source that begins, its texts lying as deep as that in objects."""
        return CsvTexts(self._header, self.depth if depth is None else depth)

    @property
    def is_told(self) -> bool:
        """Whether the header names a text and its time, or one that says it itself."""
        if self._text is None:
            return False
        return self._time is not None or self._names[self._text].lower() == _RAW

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The lines within; each keeps its number."""
        objects = "\n".join(self._objects(data)).encode()
        return self._envelope.off(objects, stamped=stamped) if self._envelope else objects

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same, and who wrote each, as its record says."""
        objects = self._objects(data)
        if self._envelope is None:
            return "\n".join(objects).encode(), ()
        texts, writers = self._envelope.told_by("\n".join(objects).encode(), stamped=stamped)
        wrote = [one if line else None for line, one in zip(objects, writers, strict=True)]
        return texts, wrote

    def _objects(self, data: bytes) -> list[str]:
        lines = data.decode("utf-8", "replace").split("\n")
        out = [""] * len(lines)
        held = self._open.split("\n") if self._open else []
        for place, line in enumerate(lines):
            is_end = place == len(lines) - 1
            if line.strip() == self._header:
                held = []  # a source begins
                continue
            if is_end and not line:
                continue
            held.append(line)
            record = _fields("\n".join(held))
            if record is not None or is_end or len(held) > _MOST_LINES:
                out[place] = self._object(record) if record else line
                held = []
        self._open = "\n".join(held)
        return out

    def _object(self, record: list[str]) -> str:
        named = dict(zip(self._names, record, strict=False))
        if self._text is not None and len(record) == len(self._names):
            named["message"] = record[self._text].rstrip()
            if self._time is not None:
                named["@timestamp"] = record[self._time]
            return json.dumps(named, ensure_ascii=False)
        return ",".join(record)


def _fields(text: str) -> list[str] | None:
    """The fields of a record; None where a quote is still open."""
    try:
        records = list(csv.reader(io.StringIO(text.rstrip("\r"), newline=""), strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _first(candidates: tuple[str, ...], names: list[str]) -> int | None:
    return next((names.index(name) for name in candidates if name in names), None)
