r"""What programs say, in words without a code, of a WebSocket connection that has ended.

A line tells of one where it says WebSocket, `ws` or `on_close`, or names the URL of one, and that it
is disconnected, lost, dropped or closed: not that it will be, was not, or whether it is. What is lost
is a failure, unless it was meant; what is closed is one where the other side did it, or where it is
opened again. What a server says of those that connect to it is no end of its own.

Sources: OctoBot, LEAN's brokerages, node-binance-api, alpaca-trade-api-js, BitMEX's and Bybit's clients
for Node.js, cryptofeed, WebSockex; and programs on GitHub.
"""

from __future__ import annotations

import re

from analyzer.formats.kinds.websocket.messages import ABNORMAL, Fields
from analyzer.formats.kinds.websocket.openings import (
    APART,
    BEFORE_VERB,
    NAMED_URL,
    NAMES,
    WEBSOCKET,
    is_own,
)

_LOST = r"(?P<lost>disconnected|lost|dropped|died)"
_CLOSED = r"(?:closed|ended|terminated)"
_ENDED = rf"(?:{_LOST}|{_CLOSED})"
_THING = r"(?:connection|stream|socket|feed|session|link|client)"
_WHICH = r"(?:(?:v\d\w{0,3}|[(\[][^()\[\]\n]{1,40}[)\]]|#?\d{1,6})[ :]{1,2}){1,3}"
_CARRIED = r"(?:messages?|packets?|frames?|data|events?|updates?|ticks?|orders?|subscriptions?)\b"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i){WEBSOCKET}{APART}{NAMES}{{0,5}}?{BEFORE_VERB}(?P<lost>disconnected)\b",
        # Candles, positions and orders are closed as well, and messages lost.
        rf"(?i){WEBSOCKET}{APART}(?:{NAMES}{{0,4}}?{_THING}[\s:]{{1,2}}|{_WHICH})?{BEFORE_VERB}{_ENDED}\b(?! \d)",
        rf"(?i){WEBSOCKET}{APART}{NAMES}{{0,3}}?(?P<lost>disconnect|disconnection)(?=\s*(?:$|[.!,:;(\[-]))",
        rf"(?i)\b(?P<lost>lost|dropped|disconnected)(?! \d)(?: (?:the|from|connection|to|our)){{0,3}} {NAMES}{{0,2}}?{WEBSOCKET}(?! {_CARRIED})",
        rf"(?i){NAMED_URL}[\s:,>\])-]{{1,4}}(?:{_THING}[\s:]{{1,2}})?{BEFORE_VERB}{_ENDED}\b",
        rf"(?i)\b(?:connection|stream|socket|feed)[\s:]{{1,2}}{BEFORE_VERB}{_ENDED}(?::| to:?| with| from| for| at| on) {NAMED_URL}",
        rf"(?i)\b(?P<lost>disconnected|lost connection) (?:from|to|with) {NAMED_URL}",
        r"(?:^|[\s:\])>|.-])(?:on_close|onClose|onclose|OnClose|onClosed)(?:\(\))?(?=\s*(?:$|[!.]|\(\)|event\b|called\b|fired\b))",
        r"\{:(?:remote|local), (?P<remote>:closed)\}",
    )
)
# What one of them has.
TEXTS = (
    "isconnect", "DISCONNECT", "losed", "CLOSED", "lost", "Lost", "LOST", "dropped", "died", "ended", "erminated",
    "n_close", "nClose", "nclose", ", :closed",
)  # fmt: skip
_MAY_TELL = re.compile(r"(?i)web[ _-]?socket|\bwss?\b|on_?close|, :closed\}")
# What is said before the verb of an end that was none, or that is no news.
_IS_NONE = re.compile(
    r"(?i)\b(?:not|never|no longer|no|isn|wasn|cannot|can|until|if|when|whether|once|unless|after|before|since|will|would|should|"
    r"must|could|be|being|still|already|currently|status|state|health\w*|handle[rs]?|handling|simulat\w*|total|"
    r"last|previous|times?|count|retry|retries|because|due to|while|open(?:ed|ing)?)\b|n['’]t\b|\?"
)
_BEHIND_IS_NONE = re.compile(
    r"(?i)^(?:[\"']?\s*[:=]\s*(?:true|false|yes|no|\d+)\b|\?|\s*\(?(?:for|since) \d|\s+(?:clients?|users?|peers?|sockets|sessions|connections|since|"
    r"handler|event handler|callback|count|\d+ times)\b|[_-]\w)"
)
_IS_AGAIN = re.compile(r"(?i)\bre-?(?:connect|try|start|establish|open|subscrib)\w*")
_IS_OF_OTHER_SIDE = re.compile(
    r"(?i)\b(?:unexpected\w*|abnormal\w*|error|by (?:the )?(?:server|remote|peer|host|exchange|vendor|upstream)|remotely)\b"
)
_IS_MEANT = re.compile(
    r"(?i)\b(?:by (?:the )?(?:user|client|us|caller|request)|normal(?:ly)?|graceful(?:ly)?|clean(?:ly)?|manual(?:ly)?|"
    r"intentional(?:ly)?|on purpose|shut(?:ting)? ?down|stop\w*|exit\w*|goodbye|successful(?:ly)?)\b"
)
_LOST_ERROR = "disconnected"


def closed(line: str, *, is_of_websocket: bool) -> Fields | None:
    """What a line tells of a connection that has ended; None if nothing.

    `is_of_websocket` says whether the log names a WebSocket: else a line has to tell that it is a
    client's, by its URL or by connecting again.
    """
    if not _MAY_TELL.search(line):
        return None
    for pattern in _PATTERNS:
        found = pattern.search(line)
        behind = line[found.end() :] if found else ""
        if found is None or not is_own(line, found, _IS_NONE) or _BEHIND_IS_NONE.search(behind):
            continue
        said = found.groupdict()
        is_again = bool(_IS_AGAIN.search(behind))
        if said.get("remote"):
            return {"event": "close", "code": ABNORMAL, "error": _LOST_ERROR}
        if not (is_of_websocket or is_again or said.get("url")):
            return None
        fields: Fields = {"event": "close"}
        is_lost = said.get("lost") or is_again or _IS_OF_OTHER_SIDE.search(behind)
        if is_lost and not _IS_MEANT.search(line):
            fields["error"] = _LOST_ERROR
        return fields
    return None
