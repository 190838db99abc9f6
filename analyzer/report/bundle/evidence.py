"""The requests of a support bundle: as JSON, as curl commands, as a timeline."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Any

from analyzer.report.as_markdown import code
from analyzer.report.bundle.part import (
    Row,
    VendorPart,
    answer_of,
    asked_of,
    clock,
    days,
    is_of_days,
    iso,
    one_line,
    url_of,
)
from analyzer.text.wording import Logged, number

_READS = ("GET", "HEAD", "OPTIONS")


def request_of(part: VendorPart, row: Row) -> Row:
    """One request without what is nobody's business; NULLs are left out."""
    shown = {
        "ts": iso(row["ts"]),
        "protocol": row["protocol"],
        "method": row["method"],
        "url": url_of(row),
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


def _parsed(text: str | None) -> Any:
    """JSON as JSON, other text (a body that was cut off, or nested without end) as text."""
    try:
        parsed = None if text is None else json.loads(text, parse_constant=str)
        json.dumps(parsed, indent=2)
    except (ValueError, RecursionError):
        return text
    return parsed


def curl(part: VendorPart) -> str:
    """The HTTP requests as curl commands, the key from the environment."""
    lines = [f"# {part.text('file.curl')}"]
    for row in part.rows:
        answer = one_line(answer_of(row))
        lines.append(f"\n# {iso(row['ts'])}: {answer}")
        if row["protocol"] == "websocket" or not row["host"]:
            lines.append(f"# {one_line(asked_of(row))}")
            continue
        if row["method"] not in _READS:
            lines.append(f"# {part.text('curl.write')}")
        words = ["curl", "--globoff", "-X", shlex.quote(row["method"] or "GET")]
        lines.append(" ".join([*words, *_credential(row), shlex.quote(url_of(row))]))
    return "\n".join(lines) + "\n"


def _credential(row: Row) -> list[str]:
    """The header that carries the key; one in the address says REDACTED there already."""
    place, _, name = (row["key_in"] or "").partition(":")
    if place != "header" or not name:
        return []
    scheme = "Bearer " if name == "authorization" else ""
    return ["-H", f'{shlex.quote(f"{name}: {scheme}")}"$API_KEY"']


def timeline(parts: Sequence[VendorPart]) -> str:
    """What happened when, as a table in Markdown, of one vendor or of several."""
    text = parts[0].text
    several = len(parts) > 1
    columns = ["time", *(["vendor"] if several else []), "client", "request", "answer", "took"]
    head = [text(f"timeline.{column}") for column in columns]
    entries = sorted(
        ((row, part) for part in parts for row in part.rows), key=lambda pair: pair[0]["ts"]
    )
    dated = is_of_days(*(row["ts"] for row, _ in entries))
    rows = [
        [
            clock(row["ts"], dated=dated),
            *([_cell(part.title)] if several else []),
            _cell(row["client"]),
            _cell(asked_of(row)),
            _cell(answer_of(row)),
            number(row["duration_ms"]),
        ]
        for row, part in entries
    ]
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    of = days(entries[0][0]["ts"], entries[-1][0]["ts"])
    return f"# {text('timeline.title')} {of}\n\n{table}\n"


def _cell(value: str | None) -> str:
    return code(Logged(value).shown).replace("|", "\\|") if value else "–"


def as_json(value: object) -> str:
    """JSON for people: indented, letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
