"""JSON behind a text in the same line, as console encoders of loggers write it.

zap (and Caddy, which has its console encoder: time, level, logger, message, each before a tab),
winston's `simple`, and loggers like them put the fields of a message after it; so do those whose
lines `logger_lines` knows. The object is the line; what it lacks of time, logger and level the text
before gives it. A line that has no object is one that says nothing of a request, not a broken one.
"""

from __future__ import annotations

import json
import re

from analyzer.ingest.wrapping.logger_lines import object_of
from analyzer.ingest.wrapping.writers import Told

# Behind a URL and a colon stands what was answered, and so does what begins as answers do, where
# the text says when; of a text without a URL behind the status of a failure. An error of Node's
# client has a code of its own.
_OWN_CODE = r"code\": ?\"(?:ERR_|E(?:CONN|TIMEDOUT|NOTFOUND|AI_|HOST|NET|PIPE|PROTO))[A-Z_]*\""
_NAMES = (
    rf"(?!{_OWN_CODE})"
    r"(?:code|ret_?[cC]ode|err(?:or)?s?(?:_?[cC]ode)?|msg|message|detail|ok|success|type)\""
)
_ANSWER = rf"(?:[=(] ?|\b[2-5]\d\d )\{{\"(?:status\": ?\d+, ?\")?{_NAMES}"
_BEHIND_STATUS = (
    r"(?<![\w.])(?:4\d\d|5[0-8]\d)(?![\w.]|:\S)(?:[ :,-]{1,3}"
    r"[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,4})?[^\w{\t]{1,6}"
    r"(?:(?i:body|text|resp|response|content|data|answer|message|error)\b[^\w{\t]{1,3})?"
    rf"\{{\"(?:status\": ?(?:\d+|\"\w*\"), ?\")?{_NAMES}"
)
_TAIL = re.compile(
    r"^(?![^{\n]{0,300}://[^{\n]{0,300}: ?\{)"
    rf"(?!\W{{0,2}}\d{{4}}[-/][^{{\n]{{0,300}}://[^{{\n]{{0,300}}{_ANSWER})"
    rf"(?!\W{{0,2}}\d{{4}}[-/][^{{\n]{{0,300}}?{_BEHIND_STATUS})"
    r"([^{\n]{1,300}?)(\{\".*\})[ \t\r]*$"
)
# Ruby's logger puts the first letter of the level before the time.
_TIME = re.compile(
    r"^(?:[ADEFIW], )?\W{0,2}"
    r"(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\d{10}\.\d+)"
)
# Of syslog, without a year, which only a format that knows when lines are read can tell.
_YEARLESS = re.compile(r"^(?:<\d{1,3}>)?([A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d) ")
# A text that tells by itself of a call that failed, and fields that tell of none.
_TELLS_A_CALL = re.compile(
    r"(?i)https?://\S[^{\n]*?(?:\b(?:fail|error|refused|reset|time[d -]*out)|[\s=:(][45]\d\d\b)"
)
_OF_A_CALL = re.compile(
    r'://|"(?:\w*url|uri|host|path|err|msg|message)":|"(?:http_?)?status(?:_?code)?": ?"?\d'
    r'|"error":(?! ?\{)',
    re.IGNORECASE,
)
# winston: the level, and what went wrong.
_ERROR = re.compile(r"^(?:error|warn): (.+?)\s*$")
# Behind a time and the same.
_SAID = re.compile(r"^\W{0,2}\d{4}-[^\s\]]+(?:[T ][\d:.,]+)?\S*\]? (?:error|warn): *\t?(\S.*?)\s*$")
# The context of a message of Monolog's that has several lines.
_CONTEXT = re.compile(r"^ \{\"exception\":\"\[object\] \(")
_HAS_TIME = re.compile(r'"(?:ts|time|timestamp|@timestamp|datetime)":')
_HAS_ERROR = re.compile(r'"(?:error|err)":')
_HAS_MESSAGE = re.compile(r'"(?:msg|message)":')
# As zap calls it, and as others do.
_TIMES = ("ts", "@timestamp")
_COMMON_SHARE = 0.5
# Time, level, perhaps logger and caller, message, and nothing after the last tab.
_FEWEST_PARTS = 4


class JsonTail:
    """Such objects at the end of the lines of one source."""

    name = "json tail"
    timed = False
    escaped = False
    goes_on = None

    @classmethod
    def of(cls, beginning: str) -> JsonTail | None:
        """Those of a source most of whose first lines end in an object with a text before it."""
        lines = [line for line in beginning.splitlines() if line.strip()]
        # Lines of a stack trace, which have no time, go with the one before.
        lines = [line for line in lines if _TIME.match(line)] or lines
        count = sum(map(_ends_in_object, lines))
        return cls() if lines and count >= _COMMON_SHARE * len(lines) else None

    def off(self, data: bytes, *, stamped: bool = False) -> bytes:
        """The objects; each keeps the number of its line."""
        del stamped
        lines = data.decode("utf-8", "replace").split("\n")
        return "\n".join(map(_object_of, lines)).encode()

    def told_by(self, data: bytes, *, stamped: bool = False) -> Told:
        """The same; who wrote them is not told."""
        return self.off(data, stamped=stamped), ()


def _ends_in_object(line: str) -> bool:
    if object_of(line):
        return True
    found = _TAIL.match(line)
    try:
        return found is not None and isinstance(json.loads(found[2]), dict)
    except (ValueError, RecursionError):
        return False


def _object_of(line: str) -> str:
    if told := object_of(line):
        return json.dumps(told)
    found = _TAIL.match(line)
    if found is None:
        is_told = '{"' in line and not _CONTEXT.match(line)
        return line if not line.strip() or is_told else json.dumps({"note": line})
    text, held = found.groups()
    if _TELLS_A_CALL.search(text) and not _OF_A_CALL.search(held):
        return line
    before = _fields_of(text)
    if _HAS_TIME.search(held):
        before = {name: value for name, value in before.items() if name not in _TIMES}
    if "msg" in before and _HAS_MESSAGE.search(held):
        del before["msg"]
    if "error" in before and _HAS_ERROR.search(held):
        before["msg"] = before.pop("error")
    if not before:
        return str(held)
    return f"{json.dumps(before)[:-1]}, {held[1:]}"


def _fields_of(text: str) -> dict[str, str]:
    """What the text before an object says: its time, and level and logger if tabs part it."""
    time = _TIME.match(text)
    yearless = _YEARLESS.match(text)
    parts = text.rstrip("\t").split("\t")
    is_parted = len(parts) >= _FEWEST_PARTS
    fields = {_TIMES[not is_parted]: time[1].replace(",", ".")} if time else {}
    fields |= {"@timestamp": yearless[1]} if yearless else {}
    if is_parted and ".go:" not in parts[2]:
        fields |= {"level": parts[1].lower(), "logger": parts[2], "msg": parts[-1]}
    if error := _ERROR.match(text):
        return fields | {"error": error[1]}
    said = _SAID.match(text)
    return fields | ({"msg": said[1]} if said else {})
