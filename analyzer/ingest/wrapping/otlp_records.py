"""OpenTelemetry's log records as the lines that a logger of JSON would have written."""

from __future__ import annotations

from collections.abc import Mapping

_TIMES = ("timeUnixNano", "observedTimeUnixNano", "time_unix_nano", "observed_time_unix_nano")
_LEVELS = ("severityText", "severity_text")
_NO_TIME = (None, "", "0", 0)
# What a value of any type is called by its type.
_SIMPLE = ("stringValue", "string_value", "boolValue", "bool_value", "doubleValue", "double_value")
_INTEGER = ("intValue", "int_value")
_LIST, _OBJECT = ("arrayValue", "array_value"), ("kvlistValue", "kvlist_value")


def said_in_record(record: Mapping[str, object]) -> dict[str, object] | None:
    """The line of a record: what its body says, and its attributes beside it; None for others.

    A body that is an object has the fields of a line itself.
    """
    body = record.get("body")
    if not isinstance(body, dict):
        return None
    said = _plain(body)
    times = [record.get(name) for name in _TIMES]
    at = next((time for time in times if time not in _NO_TIME), None)
    fields = _members(record.get("attributes"))
    if isinstance(said, dict):
        return {"timestamp": at, **fields, **said}
    if not isinstance(said, str):
        return None
    level = next((found for name in _LEVELS if (found := record.get(name))), None)
    told = {"level": level, **fields} if _names_call(fields) else {}
    return {"timestamp": at, "message": said, **told}


def _names_call(fields: Mapping[str, object]) -> bool:
    """Whether attributes tell a call by themselves, of which the text is no more than a title."""
    return any(isinstance(one, str) and "://" in one[:8] for one in fields.values())


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if not isinstance(value, dict):
        return None
    for name in _SIMPLE:
        if name in value:
            return value[name]
    for name in _INTEGER:
        if name in value:
            number = str(value[name])
            return int(number) if number.lstrip("-").isdigit() else number
    for name in _LIST:
        if isinstance(held := value.get(name), dict):
            return [_plain(one) for one in held.get("values") or ()]
    for name in _OBJECT:
        if isinstance(held := value.get(name), dict):
            return _members(held.get("values"))
    return None


def _members(pairs: object) -> dict[str, object]:
    among = [one for one in pairs if isinstance(one, dict)] if isinstance(pairs, list) else []
    return {str(one["key"]): _plain(one.get("value")) for one in among if "key" in one}
