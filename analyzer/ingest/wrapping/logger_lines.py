r"""Lines in which Monolog (PHP) and Semantic Logger (Ruby) print a message, its fields and what
was raised, as the objects that the same loggers write as JSON.

Sources: Seldaek/monolog (MIT), LineFormatter and NormalizerFormatter: `[time] channel.LEVEL:
message {context} {extra}`, an exception being `[object] (Class(code: 0): message at file:line)`;
reidmorrison/semantic_logger (Apache-2.0), formatters/default.rb: `time L [pid:thread] Name --
(1.2ms) message -- {payload} -- Exception: Class: message`.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any

from analyzer.formats.kinds.inspected_maps import as_json

_MONOLOG = re.compile(
    r"^\[(?P<time>\d{4}-[^\]\"]{12,40})\] (?P<channel>[\w.-]+)\.(?P<level>[A-Z]+): "
    r"(?P<said>.*\S)\s*$"
)
_NOTHING = re.compile(r" (?:\[\]|\{\})$")
_RAISED = re.compile(
    r"\[object\] \((?P<class>[\w\\@]+)(?:\(code: [^)]*\))?: (?P<message>.*?)"
    r"(?: at /\S+:\d+\)|\s*$)",
    re.DOTALL,
)
_PREVIOUS = "[previous exception] "
_RUBY = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,9}) (?P<level>[TDIWEF]) \[[^\]\s][^\]]*\]"
    r"(?: \[[^\]]*\]| \{[^}]*\})* (?P<name>[\w:.]+) -- "
    r"(?:\((?P<duration>[\d.,]+ ?m?s)\) )?(?P<said>.*)$"
)
_PAYLOAD = re.compile(r"(?:^| -- )(?=\{\")")
_EXCEPTION = re.compile(r"(?:^| -- )Exception: (?P<name>[A-Z][\w:]*): (?P<message>.*)$")
_LEVELS = {
    "T": "trace",
    "D": "debug",
    "I": "info",
    "W": "warn",
    "E": "error",
    "F": "fatal",
}
_JSON = JSONDecoder()

Object = dict[str, Any]


def object_of(line: str) -> Object | None:
    """What such a line tells; None of any other, and of one that has no fields."""
    if found := _MONOLOG.match(line):
        return _of_monolog(found)
    found = _RUBY.match(line)
    return _of_ruby(found) if found else None


def _of_monolog(found: re.Match[str]) -> Object | None:
    said = _NOTHING.sub("", found["said"])
    at = said.find('{"')
    context, end = _object_at(said, at) if at > 0 else (None, 0)
    if not context:
        return None
    raised = context.get("exception")
    if isinstance(raised, str) and (exception := _exception(raised)):
        context = context | {"exception": exception}
    told = {
        "@timestamp": found["time"].replace(" ", "T", 1),
        "level_name": found["level"],
        "channel": found["channel"],
        "message": said[:at].rstrip(),
        "context": context,
    }
    extra, _ = _object_at(said, end + 1)
    return told | ({"extra": extra} if extra else {})


def _exception(text: str) -> Object | None:
    """What was raised, with what was before it."""
    last: Object | None = None
    for part in reversed(text.split(_PREVIOUS)):
        if found := _RAISED.match(part):
            own = {"class": found["class"], "message": found["message"].strip()}
            last = own | ({"previous": last} if last else {})
    return last


def _of_ruby(found: re.Match[str]) -> Object | None:
    said = as_json(found["said"])
    raised = _EXCEPTION.search(said)
    said = said[: raised.start()] if raised else said
    begins = _PAYLOAD.search(said)
    payload, _ = _object_at(said, begins.end()) if begins else (None, 0)
    if not payload or begins is None:
        return None
    told = {
        "timestamp": found["time"],
        "level": _LEVELS[found["level"]],
        "name": found["name"],
        "message": said[: begins.start()],
        "payload": payload,
    }
    if found["duration"]:
        told["duration"] = found["duration"]
    return told | ({"exception": raised.groupdict()} if raised else {})


def _object_at(text: str, at: int) -> tuple[Object | None, int]:
    """The object there, of which a stack trace may go on in the next lines, and where it ends."""
    try:
        value, end = _JSON.raw_decode(text, at)
    except (JSONDecodeError, RecursionError):
        if "[object] (" not in text[at:]:
            return None, at
        try:
            value, end = _JSON.decode(f'{text[at:]}"}}'), len(text)
        except (JSONDecodeError, RecursionError):
            return None, at
    return (value, end) if isinstance(value, dict) else (None, at)
