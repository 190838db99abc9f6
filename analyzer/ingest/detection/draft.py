"""The draft of a format file for a log that no format reads: what can be guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from analyzer.formats import json_object
from analyzer.ingest.detection.line_parts import Part, column_of, parts_of, shows_request
from analyzer.mapping.aliases import Plan, plan_of
from analyzer.mapping.json_fields import flat_names
from analyzer.system.toml_text import text as _text

_MOST_LINES = 200
_MOST_SAMPLES = 2
_TO_SAY = "# rows = [{status = 200, …}]: what must come out of it.\n"
_NOTHING_YET = "# Nothing comes of the samples: say where a time and a status or an error are.\n"
# What of a row a sample of a draft declares.
_SHOWN = (
    "ts", "method", "host", "path", "query", "status", "error_type", "duration_ms", "client_ip",
    "response_bytes",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """A format file as it can be guessed; `rows` are what came of each sample, once read."""

    head: str
    samples: Sequence[str]
    rows: Sequence[Sequence[Row]] = ()

    def reads(self, rows: Sequence[Sequence[Row]]) -> Draft:
        """The same, with what comes of its samples."""
        return replace(self, rows=rows)

    def as_toml(self) -> str:
        """The format file."""
        told = [*self.rows, *[()] * len(self.samples)]
        samples = zip(self.samples, told, strict=False)
        still = _NOTHING_YET if self.rows and not any(self.rows) else ""
        return still + self.head + "".join(_sample(line, rows) for line, rows in samples)


def draft(beginning: str, title: str) -> Draft:
    """A format file for lines like these. Raises ValueError where they show no request.

    `beginning` is text whose secrets are gone: it is written down as samples.
    """
    lines = [line for line in beginning.splitlines() if line.strip()][:_MOST_LINES]
    if not lines:
        raise ValueError("it is empty")
    if all(json_object(line) for line in lines[:3]):
        return _of_json(lines, title)
    return _of_text(lines, title)


def _of_json(lines: Sequence[str], title: str) -> Draft:
    objects = [found for line in lines if (found := json_object(line))]
    plan = plan_of(dict.fromkeys(name for one in objects for name in flat_names(one)))
    guessed = _by_values(objects, plan)
    understood = "".join(
        f"# {slot} = {_text(fields[0][0])} (understood as it is)\n"
        for slot, fields in sorted(plan.slots.items())
    )
    chosen = "".join(f"{column} = {_text(name)}\n" for column, name in guessed.items())
    unknown = "".join(
        f"# … = {_text(name)}\n" for name in plan.unmapped if name not in guessed.values()
    )
    head = (
        f"title = {_text(title)}\n\n"
        "# Which field is which column: ended, started, method, url, path, host, status,\n"
        f"# duration, error, client, client_ip, trace_id, request_id\n"
        f"[columns]\n{chosen}{understood}{unknown}"
    )
    telling = [line for line in lines if _has_all(json_object(line), guessed.values())] or lines
    return Draft(head, telling[:_MOST_SAMPLES])


def _by_values(objects: Sequence[Mapping[str, object]], plan: Plan) -> dict[str, str]:
    """Fields whose names say nothing, by the column that their values are of; each column once."""
    has = plan.slots.keys()
    taken = set(has) | ({"ended"} if has & {"started", "finished"} else set())
    taken |= {"url"} if has & {"path", "request"} else set()
    guessed: dict[str, str] = {}
    for name in plan.unmapped:
        column = column_of(value for one in objects if (value := _value(one, name)) is not None)
        if column and column not in taken:
            guessed[column] = name
            taken.add(column)
    return guessed


def _value(found: object, name: str) -> object:
    """A member by its dotted name; None of one that is no text and no number."""
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, (str, int, float)) else None


def _has_all(found: Mapping[str, object], names: Iterable[str]) -> bool:
    return all(_value(found, name) is not None for name in names)


def _of_text(lines: Sequence[str], title: str) -> Draft:
    best = max(lines, key=lambda line: len(parts_of(line)))
    found = parts_of(best)
    if not shows_request(found):
        raise ValueError("no line shows a method, a URL or a status")
    pattern, at = "^", 0
    for part in found:
        pattern += _between(best[at : part.start]) + f"(?P<{part.name}>{_plain(part.pattern)})"
        at = part.end
    columns = "".join(f"{part.column} = {_field(part)}\n" for part in found)
    matching = [line for line in lines if re.search(pattern, line)]
    head = (
        f"title = {_text(title)}\n# RE2; each group is a field.\npattern = '''{pattern}'''\n\n"
        f"[columns]\n{columns}"
    )
    return Draft(head, matching[:_MOST_SAMPLES] or [best])


def _between(text: str) -> str:
    """What stands between two parts: its words may differ from line to line."""
    marks = re.sub(r"[\w.-]+", "\0", text)
    return "".join(r"[^\s]*?" if mark == "\0" else re.escape(mark) for mark in marks)


def _plain(expression: str) -> str:
    """Without look-around, which RE2 does not have."""
    return re.sub(r"\(\?<?[=!](?:\[[^\]]*\]|[^)\[])*\)", "", expression)


def _field(part: Part) -> str:
    """What fills a column; a time that begins with the day says how it is written."""
    form = part.time_format
    return f'{{field = {_text(part.name)}, format = "{form}"}}' if form else _text(part.name)


def _sample(line: str, rows: Sequence[Row]) -> str:
    told = ", ".join(f"{{{_declared(row)}}}" for row in rows)
    return f"\n[[samples]]\ntext = {_text(line)}\n" + (f"rows = [{told}]\n" if told else _TO_SAY)


def _declared(row: Row) -> str:
    shown = ((name, row[name]) for name in _SHOWN if row.get(name) is not None)
    return ", ".join(f"{name} = {_literal(value)}" for name, value in shown)


def _literal(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return _text(value) if isinstance(value, str) else str(value)
