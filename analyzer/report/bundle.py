"""The support bundle: all that a vendor's support needs about a trace or a day, and no secret.

Everything in it comes from the lake, where secrets are redacted already; what a vendor has no
business with (our machines, our files, our dealings with others) is left out.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import duckdb

from analyzer import queries
from analyzer.errors import UsageError
from analyzer.report.as_markdown import code
from analyzer.system.version import __version__
from analyzer.text import Text
from analyzer.text.period import Period
from analyzer.text.wording import Logged, number

MARK = "REDACTED"
_MOST_IN_MESSAGE = 20
READS = ("trace", "vendor_failures", "vendor_facts")
_OF_A_KIND = 5
_MARKED = ("path", "query", "message", "detail", "body")
_READS = ("GET", "HEAD", "OPTIONS")
_FAILED = ("failed", "partial")

Row = dict[str, Any]


@dataclass(frozen=True)
class _Part:
    """What one vendor may see: its requests, the name of each key, and where it is told.

    `trace` is None for a bundle of a period; then `left_out` is how many like these there are.
    """

    vendor: str
    title: str
    rows: Sequence[Row]
    keys: Mapping[str, str]
    trace: str | None
    text: Text
    left_out: int = 0

    @property
    def failed(self) -> list[Row]:
        return [row for row in self.rows if row["outcome"] in _FAILED]


def write(con: duckdb.DuckDBPyConnection, trace: str, path: str | Path, lang: str) -> None:
    """Write the bundle to a file. Raises UsageError as `build`, and where it cannot be written."""
    content = build(con, trace, lang)
    draft = Path(f"{path}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(
            error.strerror or str(error), where=str(path), todo="Choose another file for --bundle."
        ) from None


def build(con: duckdb.DuckDBPyConnection, trace: str, lang: str) -> bytes:
    """The bundle of a trace or request id, raw or without dashes: a zip file.

    A trace that touched several vendors gets a folder for each, complete in itself, so that each
    vendor can be sent its own. Raises UsageError for an id that no request has.
    """
    parts = _parts(con, trace, Text("bundle", lang))
    files: dict[str, bytes] = {}
    for part in parts:
        folder = f"{file_name(part.vendor)}/" if len(parts) > 1 else ""
        files |= {folder + name: content for name, content in _files(part).items()}
    if len(parts) > 1:
        files["README.md"] = _readme_of_all(parts).encode()
    return _zipped(files, max(row["ts"] for part in parts for row in part.rows))


def of_vendor(
    con: duckdb.DuckDBPyConnection, vendor: str, period: Period, lang: str
) -> bytes | None:
    """The bundle of what failed at a vendor in a period, a few of each kind: a zip file.

    What was the clients' own fault is none of the support's business. None where nothing failed.
    """
    rows = queries.read(
        con,
        "vendor_failures",
        vendor=vendor,
        since=period.since,
        until=period.until,
        of_a_kind=_OF_A_KIND,
    ).to_dicts()
    if not rows:
        return None
    left_out = rows[0]["failures"] - len(rows)
    part = _part(con, vendor, rows, Text("bundle", lang), None, left_out)
    return _zipped(_files(part), rows[-1]["ts"])


def _parts(con: duckdb.DuckDBPyConnection, trace: str, text: Text) -> list[_Part]:
    rows = queries.read(con, "trace", id=trace).to_dicts()
    if not rows:
        raise UsageError(
            "no request has this trace or request id", where=trace, todo="Check the id, or --lake."
        )
    return [
        _part(con, vendor, [row for row in rows if row["vendor"] == vendor], text, trace)
        for vendor in dict.fromkeys(row["vendor"] for row in rows)
    ]


def _part(
    con: duckdb.DuckDBPyConnection,
    vendor: str,
    rows: Sequence[Row],
    text: Text,
    trace: str | None,
    left_out: int = 0,
) -> _Part:
    titles = dict(queries.read(con, "vendor_facts").select("vendor", "title").iter_rows())
    used = dict.fromkeys(row["key_id"] for row in rows if row["key_id"])
    keys = {key_id: _key_name(n) for n, key_id in enumerate(used)}
    return _Part(vendor, titles.get(vendor, vendor), rows, keys, trace, text, left_out)


def _key_name(n: int) -> str:
    return f"key {string.ascii_uppercase[n]}" if n < 26 else f"key {n + 1}"


def file_name(vendor: str) -> str:
    """A vendor as a part of file names: one without catalog is named by a log, however it likes."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", vendor).lstrip(".")[:80] or "vendor"


def _files(part: _Part) -> dict[str, bytes]:
    texts = {
        "message.txt": ("message", _message(part)),
        "requests.json": ("requests", _as_json([_request(part, row) for row in part.rows])),
        "curl.txt": ("curl", _curl(part)),
        "timeline.md": ("timeline", _timeline([part])),
        "trace-ids.txt": ("ids", "".join(f"{name}\n" for name in _ids(part))),
        "README.md": ("readme", _readme(part)),
    }
    # JSON may escape half a character, which has no UTF-8.
    files = {name: content.encode("utf-8", "replace") for name, (_, content) in texts.items()}
    listed = [
        {
            "name": name,
            "about": part.text(f"file.{about}"),
            "bytes": len(files[name]),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        for name, (about, _) in texts.items()
    ]
    manifest = {
        "made_by": f"analyzer {__version__}",
        "vendor": part.vendor,
        **({"trace": part.trace} if part.trace else {"failures_left_out": part.left_out}),
        "first_ts": _iso(part.rows[0]["ts"]),
        "last_ts": _iso(part.rows[-1]["ts"]),
        "requests": len(part.rows),
        "failures": len(part.failed),
        "redacted": _redacted(part),
        "omitted": _omitted(part),
        "files": listed,
    }
    return {"manifest.json": _as_json(manifest).encode(), **files}


def _request(part: _Part, row: Row) -> Row:
    """One request without what is nobody's business; NULLs are left out."""
    shown = {
        "ts": _iso(row["ts"]),
        "protocol": row["protocol"],
        "method": row["method"],
        "url": _url(row),
        "connection": row["connection"],
        "command": row["command"],
        "client": row["client"],
        "attempt": row["attempt"],
        "credential": part.keys.get(row["key_id"]),
        "credential_in": row["key_in"],
        "status": row["status"],
        "error_type": row["error_type"],
        "close_code": row["close_code"],
        "duration_ms": row["duration_ms"],
        "code": row["code"],
        "class": row["class"],
        "message": row["message"],
        "detail": None if row["body"] else _parsed(row["detail"]),
        "body": _parsed(row["body"]),
        "retry_after_s": row["retry_after_s"],
        "limit_quota": row["limit_quota"],
        "limit_remaining": row["limit_remaining"],
        "limit_reset_s": row["limit_reset_s"],
        "trace_id": row["trace_id"],
        "request_id": row["request_id"],
    }
    return {name: value for name, value in shown.items() if value is not None}


def _url(row: Row) -> str:
    query = f"?{row['query']}" if row["query"] else ""
    origin = f"{row['scheme'] or 'https'}://{row['host']}" if row["host"] else ""
    return f"{origin}{row['path'] or ''}{query}"


def _parsed(text: str | None) -> Any:
    """JSON as JSON, other text (a body that was cut off, or nested without end) as text."""
    try:
        parsed = None if text is None else json.loads(text, parse_constant=str)
        json.dumps(parsed, indent=2)
    except (ValueError, RecursionError):
        return text
    return parsed


def _curl(part: _Part) -> str:
    lines = [f"# {part.text('file.curl')}"]
    for row in part.rows:
        answer = _one_line(_answer(row))
        lines.append(f"\n# {_iso(row['ts'])}: {answer}")
        if row["protocol"] == "websocket" or not row["host"]:
            lines.append(f"# {_one_line(_asked(row))}")
            continue
        if row["method"] not in _READS:
            lines.append(f"# {part.text('curl.write')}")
        words = ["curl", "--globoff", "-X", shlex.quote(row["method"] or "GET")]
        lines.append(" ".join([*words, *_credential(row), shlex.quote(_url(row))]))
    return "\n".join(lines) + "\n"


def _credential(row: Row) -> list[str]:
    """The header that carries the key; one in the address says REDACTED there already."""
    place, _, name = (row["key_in"] or "").partition(":")
    if place != "header" or not name:
        return []
    scheme = "Bearer " if name == "authorization" else ""
    return ["-H", f'{shlex.quote(f"{name}: {scheme}")}"$API_KEY"']


def _timeline(parts: Sequence[_Part]) -> str:
    text = parts[0].text
    several = len(parts) > 1
    columns = ["time", *(["vendor"] if several else []), "client", "request", "answer", "took"]
    head = [text(f"timeline.{column}") for column in columns]
    told = sorted(
        ((row, part) for part in parts for row in part.rows), key=lambda pair: pair[0]["ts"]
    )
    rows = [
        [
            _clock(row["ts"]),
            *([_cell(part.title)] if several else []),
            _cell(row["client"]),
            _cell(_asked(row)),
            _cell(_answer(row)),
            number(row["duration_ms"]),
        ]
        for row, part in told
    ]
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"# {text('timeline.title')} {told[0][0]['ts']:%Y-%m-%d}\n\n{table}\n"


def _cell(value: str | None) -> str:
    return code(Logged(value).shown).replace("|", "\\|") if value else "–"


def _asked(row: Row) -> str:
    if row["protocol"] == "websocket":
        return f"WebSocket {row['command'] or 'message'} {_url(row)}".strip()
    return f"{row['method'] or ''} {_url(row)}".strip()


def _answer(row: Row) -> str:
    """`HTTP 502 502: the vendor's message`, as far as there is any of it."""
    status = f"HTTP {row['status']}" if row["status"] is not None else row["error_type"]
    if row["close_code"] is not None:
        status = f"close {row['close_code']}"
    own = row["code"] if row["code"] and row["code"] != str(row["status"]) else None
    parts = [part for part in (status, own) if part]
    said = " ".join(dict.fromkeys(parts)) or row["outcome"]
    return f"{said}: {row['message']}" if row["message"] else said


def _message(part: _Part) -> str:
    text, failed = part.text, part.failed
    ok = "" if failed else "_ok"
    hosts = dict.fromkeys(row["host"] for row in part.rows if row["host"])
    numbers = {"requests": number(len(part.rows)), "failures": number(len(failed))}
    if part.trace is None:
        numbers["left_out"] = number(part.left_out)
        ok = "_period"
    first, last = part.rows[0]["ts"], part.rows[-1]["ts"]
    days = f"{first:%Y-%m-%d}" + ("" if first.date() == last.date() else f" – {last:%Y-%m-%d}")
    subject = text(
        f"message.subject{ok}", vendor=part.title, trace=part.trace, days=days, **numbers
    )
    what = text(
        f"message.what{ok}",
        first=f"{first:%Y-%m-%d %H:%M:%S}",
        last=f"{last:%Y-%m-%d %H:%M:%S}",
        hosts=", ".join(hosts) or part.title,
        **numbers,
    )
    lines = [
        f"{_clock(row['ts'])} {_asked(row)} → {_answer(row)}" for row in failed[:_MOST_IN_MESSAGE]
    ]
    if len(failed) > _MOST_IN_MESSAGE:
        lines.append(text("message.more", n=len(failed) - _MOST_IN_MESSAGE))
    ids = _ids(part)
    asked = ["", text("message.question"), *(f"  - {q}" for q in _questions(part))]
    return "\n".join(
        [
            _one_line(subject),
            "",
            text("message.greeting"),
            "",
            _one_line(what),
            *(f"  {_one_line(line)}" for line in lines),
            "",
            text("message.ids") if ids else text("message.no_ids"),
            *(f"  {name}" for name in ids),
            *asked,
            "",
            text("message.attached"),
            "",
            text("message.thanks"),
            "",
        ]
    )


def _questions(part: _Part) -> list[str]:
    """What to ask about each class of failure; about none, in general."""
    asked = []
    for name in dict.fromkeys(row["class"] for row in part.failed):
        try:
            asked.append(part.text(f"question.{name}"))
        except KeyError:
            asked.append(part.text("question.other"))
    return list(dict.fromkeys(asked)) or [part.text("question.other")]


def _ids(part: _Part) -> list[str]:
    named = (row[name] for row in part.rows for name in ("trace_id", "request_id"))
    return list(dict.fromkeys(_one_line(value) for value in named if value))


def _readme(part: _Part) -> str:
    text = part.text
    names = {
        "message": "message.txt",
        "requests": "requests.json",
        "curl": "curl.txt",
        "timeline": "timeline.md",
        "ids": "trace-ids.txt",
    }
    return "\n".join(
        [
            f"# {_one_line(text('readme.title', vendor=part.title))}",
            f"\n## {text('readme.files')}\n",
            *(f"- `{name}`: {text(f'file.{about}')}" for about, name in names.items()),
            f"\n## {text('readme.redacted')}\n",
            *(f"- {line}" for line in _redacted(part)),
            f"\n## {text('readme.omitted')}\n",
            *(f"- {line}" for line in _omitted(part)),
            "",
        ]
    )


def _readme_of_all(parts: Sequence[_Part]) -> str:
    text = parts[0].text
    vendors = ", ".join(part.title for part in parts)
    title = _one_line(text("readme.several", vendors=vendors))
    return f"# {title}\n\n{text('readme.one_each')}\n\n{_timeline(parts)}"


def _redacted(part: _Part) -> list[str]:
    text = part.text
    found = {name: sum((row[name] or "").count(MARK) for row in part.rows) for name in _MARKED}
    marked = {name: n for name, n in found.items() if n}
    return [
        text("readme.keys", names=", ".join(part.keys.values()))
        if part.keys
        else text("readme.no_keys"),
        text("readme.marks", marks=sum(marked.values()), fields=", ".join(marked))
        if marked
        else text("readme.no_marks"),
    ]


def _omitted(part: _Part) -> list[str]:
    return [part.text(f"readme.{name}") for name in ("bodies", "headers", "addresses")]


def _zipped(files: Mapping[str, bytes], moment: datetime) -> bytes:
    """The entries bear the trace's own time: the same trace gives the same file."""
    stamp = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
    memory = BytesIO()
    with ZipFile(memory, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, stamp)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, ZIP_DEFLATED)
    return memory.getvalue()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%H:%M:%S.%f}"[:-3]


def _one_line(text: str) -> str:
    """Without line breaks and controls, which could pass for lines of our own."""
    return Logged(text).shown
