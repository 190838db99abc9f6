r"""Messages over WebSocket that a text log shows, as clients trace them and as programs print them.

Sources: websockets, frames.py (`< TEXT '…' [60 bytes]`, which leaves out the middle of long ones);
websocket-client, `enableTrace` (`++Rcv decoded: fin=1 opcode=1 data=b'…'`). Programs mark the way with
arrows or words, and put the message last.
"""

from __future__ import annotations

import json
from json import JSONDecodeError

from analyzer.formats.kinds.needed_text import quick
from analyzer.formats.kinds.python_literal import literal
from analyzer.formats.kinds.websocket.messages import Fields

_QUOTED = r"(?P<quoted>b?'(?:[^'\\]|\\.)*'|b?\"(?:[^\"\\]|\\.)*\")"
_OBJECT = r"(?P<object>\{[^\n]*\}|\[[^\n]*\])\s*$"
_TRACED = quick(rf" (?P<way>[<>]) TEXT {_QUOTED} \[\d+ bytes?\]")
_DECODED = quick(rf"\+\+(?P<way>Rcv|Sent) decoded: fin=1 opcode=1 data={_QUOTED}")
_KIND = r"(?:[ _-](?:ws|msg|message|frame|text|data|json|payload|raw))*"
# What says by itself that it was a WebSocket.
_NAMED = quick(
    r"\b(?:(?P<received>on_?message|ws[ _-](?:recv|rcv|received|receive|in|msg|message)"
    r"|websocket[ _-](?:message|received|recv))|(?P<sent>ws[ _-](?:sent|send|out)))\b"
    rf"{_KIND}[\s:=<>-]{{1,5}}{_OBJECT}"
)
_FAILED = quick(
    rf"\b(?:ws|websocket|stream|subscri(?:be|ption))\b[^\n{{]{{0,40}}?\b(?P<received>error|failed|failure|rejected|refused)"
    rf"\b[^\n{{\[]{{0,80}}?[:= ]\s*{_OBJECT}"
)
# … and what does so only in the log of one.
_MARKED = quick(
    r"(?:(?:^|[\s:\]|])(?:(?P<received>(?:<{1,3}|←)-{0,2})|(?P<sent>-{0,2}(?:>{1,3}|→)))"
    r"|\b(?:(?P<received2>recv|rcv|received|incoming|inbound|connected|authed)|(?P<sent2>sent|send|sending|outgoing|outbound))\b)"
    rf"{_KIND}[\s:=]{{1,3}}{_OBJECT}"
)
_BY_ITSELF, _IN_A_LOG_OF_ONE = (_TRACED, _DECODED), (_NAMED, _FAILED, _MARKED)
# What a line has that shows a message.
FRAME_TEXTS = (" TEXT ", " decoded: ", "{", "[")


def frame(line: str, *, is_of_websocket: bool) -> Fields | None:
    """Which way a message went and its text, if a line shows one; `is_of_websocket` says whether the
    log names a WebSocket."""
    if "http://" in line or "https://" in line:  # which tells of a call
        return None
    folded = line.casefold()
    for pattern in (*_BY_ITSELF, *(_IN_A_LOG_OF_ONE if is_of_websocket else (_NAMED,))):
        found = pattern.compiled.search(line) if pattern.may_match(folded) else None
        if found is not None:
            return _fields(found.groupdict())
    return None


def _fields(said: dict[str, str | None]) -> Fields | None:
    text = _text(said.get("quoted") or "") if "quoted" in said else said.get("object")
    if not text or not text.startswith(("{", "[")):
        return None
    if "object" in said and not _is_json(text):
        return None
    is_sent = said.get("way") in (">", "Sent") or said.get("sent") or said.get("sent2")
    return {"direction": "sent" if is_sent else "received", "message": text}


def _text(quoted: str) -> str | None:
    value = literal(quoted)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (JSONDecodeError, RecursionError):
        return False
    return True
