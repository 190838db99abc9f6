"""The draft of a format file for a log that no format reads: what can be guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats import json_object
from analyzer.mapping.aliases import plan_of
from analyzer.mapping.json_fields import flat_names
from analyzer.system.toml_text import text as _text

_TIME = r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
# What parts of a line are, in the order in which they are tried: name, pattern, column.
_PARTS = (
    ("when", rf"{_TIME}|\d\d/[A-Z][a-z][a-z]/\d{{4}}[: ]\d\d:\d\d:\d\d(?: [+-]\d{{4}})?", "ended"),
    ("when", r"\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d", "ended"),
    ("ip", r"\d{1,3}(?:\.\d{1,3}){3}", "client_ip"),
    ("url", r"https?://[^\s\"',;|]+", "url"),
    ("method", r"\b(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b", "method"),
    ("took", r"\b\d+(?:\.\d+)? ?(?:ms|us|µs|ns|s)\b", "duration"),
    ("path", r"(?<=[\s\"'|])/[^\s\"',;|]*", "url"),
    ("status", r"(?<![\w.:/-])[1-5]\d\d(?![\w.:/-])", "status"),
)


def draft(beginning: str, title: str) -> str:
    """A format file for lines like these. Raises ValueError where they show no request.

    `beginning` is text whose secrets are gone: it is written down as samples.
    """
    lines = [line for line in beginning.splitlines() if line.strip()][:200]
    if not lines:
        raise ValueError("it is empty")
    if all(json_object(line) for line in lines[:3]):
        return _of_json(lines, title)
    return _of_text(lines, title)


def _of_json(lines: Sequence[str], title: str) -> str:
    plan = plan_of(dict.fromkeys(n for line in lines for n in flat_names(json_object(line))))
    guessed = "".join(
        f"# {slot} = {_text(fields[0][0])} (understood as it is)\n"
        for slot, fields in sorted(plan.slots.items())
    )
    unknown = "".join(f"# … = {_text(name)}\n" for name in plan.unmapped)
    return (
        f"title = {_text(title)}\n\n"
        "# Which field is which column: ended, started, method, url, path, host, status,\n"
        f"# duration, error, client, client_ip, trace_id, request_id\n[columns]\n{guessed}{unknown}"
        f"{_samples(lines[:2])}"
    )


def _of_text(lines: Sequence[str], title: str) -> str:
    best = max(lines, key=lambda line: len(_found(line)))
    found = _found(best)
    if not {"method", "url", "status"} & {column for *_, column in found}:
        raise ValueError("no line shows a method, a URL or a status")
    pattern, at = "^", 0
    for start, end, name, expression, _ in found:
        pattern += _between(best[at:start]) + f"(?P<{name}>{_plain(expression)})"
        at = end
    columns = "".join(
        f"{column} = {_field(name, expression)}\n" for *_, name, expression, column in found
    )
    matching = [line for line in lines if re.search(pattern, line)]
    return (
        f"title = {_text(title)}\n# RE2; each group is a field.\npattern = '''{pattern}'''\n\n"
        f"[columns]\n{columns}{_samples(matching[:2] or [best])}"
    )


def _found(line: str) -> list[tuple[int, int, str, str, str]]:
    """The parts of a line that mean something, in order; each column once."""
    found: list[tuple[int, int, str, str, str]] = []
    for name, expression, column in _PARTS:
        if any(column == other for *_, other in found):
            continue
        for match in re.finditer(expression, line):
            if all(match.end() <= a or match.start() >= b for a, b, *_ in found):
                found.append((match.start(), match.end(), name, expression, column))
                break
    return sorted(found)


def _between(text: str) -> str:
    """What stands between two parts: its words may differ from line to line."""
    marks = re.sub(r"[\w.-]+", "\0", text)
    return "".join(r"[^\s]*?" if mark == "\0" else re.escape(mark) for mark in marks)


def _plain(expression: str) -> str:
    """Without look-around, which RE2 does not have."""
    return re.sub(r"\(\?<?[=!][^)]*\)", "", expression)


def _field(name: str, expression: str) -> str:
    """What fills a column; a time that begins with the day says how it is written."""
    is_day_first = name == "when" and expression.startswith(r"\d\d\.")
    form = ', format = "%d.%m.%Y %H:%M:%S"' if is_day_first else ""
    return f"{{field = {_text(name)}{form}}}" if form else _text(name)


def _samples(lines: Sequence[str]) -> str:
    return "".join(
        f"\n[[samples]]\ntext = {_text(line)}\n"
        "# rows = [{status = 200, …}]: what must come out of it.\n"
        for line in lines
    )
