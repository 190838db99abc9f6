"""Parsers of the timestamps, headers and HTTP messages that the lines of a dialogue show."""

from __future__ import annotations

import re

from analyzer.formats.kinds.python_literal import literal

# Of HTTP, and of WebDAV (RFC 4918, RFC 3253).
METHOD = r"(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT)"
# Times as a locale writes them, where day and month can be told apart: by AM and PM, by dots, by a
# day behind the twelfth, by the month's name; and as a Date of JavaScript has them.
_LATE = r"(?:1[3-9]|2\d|3[01])"
_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{3,6})?"
LOCALE = (
    rf"(?:\d{{1,2}}/\d{{1,2}}/\d{{4}},? \d{{1,2}}:\d\d:\d\d.[AP]M"
    r"|[A-Z][a-z][a-z] \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d.[AP]M"
    rf"|(?:\d{{1,2}}/{_LATE}|{_LATE}/\d{{1,2}})/\d{{4}},? {_CLOCK}"
    r"|\d{4}-(?:\d-\d{1,2}|\d\d-\d) \d{1,2}:\d\d:\d\d|\d{4}-\d\d-\d\d \d:\d\d:\d\d"
    rf"|\d{{1,2}}\.\d{{1,2}}\.\d{{4}},? {_CLOCK}|\d\d[- ][A-Z][a-z][a-z][- ]\d{{4}} {_CLOCK}"
    r"|[A-Z][a-z][a-z] [A-Z][a-z][a-z] \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})"
)
STAMP = (
    r"^.{0,60}?(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?"
    rf"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?|{LOCALE})"
)
# java.util.logging has the time in a line of its own, with the logger's name.
TIME_ALONE = r"^(?P<time>[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M) "
# The prefix of syslog, Node-RED, Logcat, klog and (which says the year in two digits) Tornado at
# the beginning of a line.
YEARLESS = (
    r"^(?:<\d{1,3}>|[DIWEF]|\[(?:[DIWEC] )?|time=\")?([A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d(?:\.\d+)?"
    r"|\d{1,2} [A-Z][a-z]{2} \d\d:\d\d:\d\d"
    r"|\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}|[01]\d-[0-3]\d \d\d:\d\d:\d\d|[01]\d[0-3]\d \d\d:\d\d:\d\d\.\d{6}"
    r"|\d\d[01]\d[0-3]\d \d\d:\d\d:\d\d)\b"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_REQUEST_LINE = re.compile(rf"({METHOD}) (\S+) HTTP/[0-9.]+$")
_PAIRS = re.compile(r"([A-Za-z][\w-]*)=(.*?)(?=,? [A-Za-z][\w-]*=|$)")
_STATUS_LINE = re.compile(r"HTTP/[0-9.]+ (\d{3})")


# What a string of Ruby has that bytes of Python have not.
_OF_RUBY = re.compile(r"\\\\|\\[#e]|\\u\{?(?P<code>[0-9A-Fa-f]{4,6})\}?|[^\x00-\x7f]")
_RUBYS_OWN = {r"\#": "#", r"\e": "\x1b"}


def in_year(time: str, year: str) -> str:
    """A time of syslog, Node-RED, Logcat or klog with its year; Tornado's has it."""
    if time[2:3] == "-":
        return f"{year}-{time}"
    if time[4:5] == " ":
        return f"{year}-{time[:2]}-{time[2:]}"
    if found := re.fullmatch(r"(\d{1,2}) ([A-Z]\w\w) (\S+)", time):
        return f"{year}-{_MONTHS.index(found[2]) + 1:02}-{int(found[1]):02} {found[3]}"
    if time[0].isdigit():
        return time
    month, day, clock = time.lstrip("<>0123456789").split()
    return f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02} {clock}"


def _as_python(found: re.Match[str]) -> str:
    """What Ruby escapes, or prints as it is, of the bytes of a message, as Python escapes it."""
    escaped = found[0]
    if escaped == "\\\\":
        return escaped
    text = chr(int(found["code"], 16)) if found["code"] else _RUBYS_OWN.get(escaped, escaped)
    return "".join(rf"\x{one:02x}" for one in text.encode("utf-8", "replace"))


def message(kind: str, fields: dict[str, str]) -> tuple[str, dict[str, str], dict[str, str], str]:
    """What bytes that were written to or read from a connection are: the beginning of a message
    with its headers and what there is of its body, or a part of a body."""
    quoted = fields.pop("bytes")
    if quoted.startswith('"'):
        quoted = f"b{_OF_RUBY.sub(_as_python, quoted)}"
    found = literal(quoted)
    if not isinstance(found, bytes):
        return "part", fields, {}, ""
    text = found.decode("utf-8", "replace")
    head, _, body = text.partition("\r\n\r\n")
    first, *header_lines = head.split("\r\n")
    headers = {
        name.lower(): value.strip()
        for name, _, value in (one.partition(":") for one in header_lines)
    }
    if kind == "written" and (found := _REQUEST_LINE.match(first)):
        return "request", fields | {"method": found[1], "path": found[2]}, headers, body
    if kind == "read" and (found := _STATUS_LINE.match(first)):
        return "response", fields | {"status": found[1]}, headers, body
    return "sent" if kind == "written" else "body", fields | {"body": text}, {}, ""


def literal_headers(headers: str) -> dict[str, str]:
    """Headers as Python, JSON, Quarkus (`name=value name=value`) or Armeria (with commas) print them."""
    if headers and not headers.startswith("{"):
        return {name.lower(): value for name, value in _PAIRS.findall(headers)}
    found = literal(headers) if headers else {}
    if not isinstance(found, dict):
        return {}
    return {str(name).lower(): str(value) for name, value in found.items()}
