r"""What WebSocket clients, and the programs that use them, say of a connection that has opened.

A line tells of one where it names a WebSocket URL, or says WebSocket, `ws` or `on_open`, and that it
is connected, opened or established: not that it will be, was not, or whether it is. What a server
says of those that connect to it (`client connected`, `Total connections: 3`, an address) is no
opening of its own; nor is what a database, a broker or another connection reports over a WebSocket.

Sources: the code of websockets (protocol.py; its `connection open` is a server's), websocket-client
(_app.py), ccxt (ws/client), discord.py (gateway.py), lark-oapi, alpaca-py, @microsoft/signalr, phoenix,
Starscream's, Netty's, tokio-tungstenite's and websocket-node's examples, Websocket.Client and
CryptoExchange.Net; and programs on GitHub.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.formats.kinds.websocket.messages import URL

NAMED_URL = rf"(?P<url>{URL})"
WEBSOCKET = r"(?:web[ _-]?socket\w*|(?<![\w./:-])wss?(?![\w./]|://))"
_AGAIN = r"(?:\(?re\)?-?)?"
# What opens, in words that may stand between its name and the verb.
_THING = r"(?:connection|conn|socket|client|stream|feed|session|handshake|link|channel|transport)"
BEFORE_VERB = r"(?:(?:is|was|has|been|now|has been|successfully|open)[ ]){0,3}"
_OPENED = rf"(?:{_AGAIN}(?:opened|established)|on_?open(?:ed)?)"
_SUCCEEDED = r"(?:complete[d]?|succeeded|success(?:ful)?(?:ly)?(?: (?:completed|opened|established))?|ok|done|made|ready|up)"
# `open` alone is a state: nothing but marks or pairs are behind it (`ws open interest`).
_OPEN = r"open(?: now| event)?(?=\s*(?:$|[.!,;:({\[|✓✅]|\w+=))"
APART = r"[\s:|>=\]\[)('\"#/.–—-]{1,4}"
NAMES = r"(?:[\w.()'\"\[\]@#+&/-]+[ ,:|]{1,3})"


class _Entry(NamedTuple):
    text: str  # that a line has which the pattern is in
    pattern: re.Pattern[str]
    is_certain: bool  # of a client's own words, which need no second look


def _entry(text: str, pattern: str, *, is_certain: bool = False) -> _Entry:
    return _Entry(text, re.compile(pattern), is_certain)


_ENTRIES: tuple[_Entry, ...] = (
    # As clients and their examples print it.
    _entry(" OPEN", r"(?:[\s:-]|^)= connection is OPEN\b|\bclient - state = OPEN\b", is_certain=True),
    _entry("Websocket connected", r"\bwebsocket\b\W{1,6}(?:INFO\W{1,5})?Websocket connected\s*$", is_certain=True),
    _entry("Reconnection happened", rf"\bReconnection happened, type: \w+(?:, url: {NAMED_URL})?", is_certain=True),
    _entry("WebSocket Client ", r"\bWebSocket Client [Cc]onnected(?=[!.]|\s*$)", is_certain=True),
    _entry("connected to Gateway", r"\bShard ID \w+ has connected to Gateway \(Session ID", is_certain=True),
    _entry("[Sckt ", rf"\[Sckt \d+\] (?:re)?connected(?: to {NAMED_URL})?", is_certain=True),
    _entry("lient handshake done", r"\btungstenite::\S{1,60} Client handshake done\b", is_certain=True),
    _entry("handshake has been", r"\bWebSocket handshake has been successfully completed\b", is_certain=True),
    # With the URL behind what it says, or before it.
    _entry("s://", rf"(?i)\b{_AGAIN}connected(?! for)[^\n.;]{{0,50}}?{NAMED_URL}"),
    _entry("s://", rf"(?i)\b{_THING}\b[^\n.;:]{{0,30}}?\b(?:{_OPENED}|{_SUCCEEDED}|{_OPEN})\b[^\n.;]{{0,40}}?{NAMED_URL}"),
    _entry("s://", rf"(?i)\b{_OPENED}\b[^\n.;]{{0,40}}?{NAMED_URL}"),
    _entry("s://", rf"(?i){NAMED_URL}[^\n,;]{{0,30}}?(?<![\w-])(?:{_AGAIN}connected(?! for)|{_OPENED}|{_OPEN})(?![\w-])"),
    _entry("s://", rf"(?i)\b(?:connecting|opening|dialing)\b[^\n;]{{0,30}}?{NAMED_URL}[\s.…:>=-]{{1,8}}(?:ok|done|connected|success\w*|open(?:ed)?)\b", is_certain=True),
    # With the word alone.
    _entry("", rf"(?i){WEBSOCKET}{APART}{NAMES}{{0,5}}?{BEFORE_VERB}{_AGAIN}connected\b"),
    _entry("", rf"(?i){WEBSOCKET}{APART}(?:(?:{NAMES}{{0,4}}?{_THING}[\s:]{{1,2}})?(?:to \S+ )?{BEFORE_VERB})(?:{_OPENED}\b|{_OPEN})"),
    _entry("", rf"(?i){WEBSOCKET}{APART}(?:{NAMES}{{0,3}}?(?:connection|connect|handshake|upgrade)[\s:]{{1,2}}{BEFORE_VERB}){_SUCCEEDED}(?![\w-])"),
    _entry("", rf"(?i)\b{_AGAIN}connected (?:successfully )?(?:to|via|over|through|with) {NAMES}{{0,4}}?{WEBSOCKET}"),
    _entry("", rf"(?i)\b{_AGAIN}(?:opened|established) (?:(?:a|an|the|new) ){{0,2}}{NAMES}{{0,2}}?{WEBSOCKET}(?= (?:connection|session|stream|feed|channel|to|for|with|at|on)\b|\W*$|[.!,:;(])"),
    _entry("pen", r"(?:^|[\s:\])>|.-])(?:on_open|onOpen|onopen|OnOpen|onOpened)(?:\(\))?(?=\s*(?:$|[!.(]|\[|: (?!\w+ ?=>)|event\b|called\b|fired\b|WebSocket\b))"),
)  # fmt: skip
# What one of them has.
TEXTS = (
    "onnected", "CONNECTED", "pened", "OPENED", "stablished", "STABLISHED", "andshake", "n_open", "nOpen", "nopen",
    " open", " Open", " OPEN", "uccess", "onnection happened",
)  # fmt: skip
_MAY_TELL = re.compile(
    r"(?i)web[ _-]?socket|\bwss?\b|on_?open|connection is OPEN|to Gateway|Sckt|- state = OPEN|onnection happened|tungstenite::"
)
# What is said before the verb of an opening that was none, or that is no news.
_IS_NONE = re.compile(
    r"(?i)\b(?:not|never|no longer|no|isn|wasn|aren|couldn|fail\w*|unable|cannot|can|trying|try|tries|attempt\w*|wait\w*|"
    r"until|if|when|whether|once|unless|before|will|would|should|must|could|be|being|get|ensure|checks?|checking|"
    r"still|already|currently|keep|status|state|health\w*|uptime|errors?|refused|disconnect\w*|clos\w+|lost|lose|"
    r"re-?connecting|connecting|true|false)\b|n['’]t\b|\?"
)
# What else connects, opens, or is told of over a WebSocket.
_IS_OTHER = re.compile(
    r"(?i)\b(?:users?|peers?|visitors?|viewers?|players?|devices?|subscribers?|listeners?|browsers?|agents?|admin|wallets?|"
    r"orders?|positions?|trades?|trading|markets?|accounts?|tickets?|files?|doors?|modals?|dialogs?|windows?|menu|popup|tabs?|"
    r"redis|valkey|postgres\w*|mysql|mariadb|mongo\w*|sqlite|sql|db|database|kafka|amqp|rabbit\w*|nats|mqtt|zmq|zeromq|"
    r"grpc|tcp|udp|ssh|ftp|smtp|ldap|etcd|zookeeper|elastic\w*|cassandra|bluetooth|serial|eventsource|sse|webrtc)\b"
)
# A server's own clients; of a thing that has some, only its own client's words are taken.
_IS_OF_SERVER = re.compile(
    r"(?i)\b(?:clients?|new (?:web ?socket|ws)|incoming|inbound|accepted|server (?:side|received))\b(?! (?:re)?connected to wss?://)"
)
_BEHIND_IS_NONE = re.compile(
    r"(?i)^(?:[\"']?\s*[:=]\s*(?:true|false|yes|no|none|null|(?!101\b)\d+)\b|\?|\s*\(?(?:for|since) \d|\s+(?:clients?|users?|peers?|sockets|"
    r"nodes|wallets|sessions|connections|devices|since)\b|[_-]\w)"
    r"|^[^.;]{0,40}\b(?<!after )(?:but|then|and) (?:closed|failed|lost|dropped|not)\b"
)
_BEHIND_IS_OF_SERVER = re.compile(
    r"(?i)\b(?:total|active|clients?|users?|userid|user_id|uid|socket_?id|client_?id|remote(?:_?addr\w*)?|peer|room\w*|role)\b[\"']?\s*[:=#(]"
    r"|\b(?:total|active) (?:\w+ )?(?:connections?|clients?)\b|\b\d+ (?:total|active|clients?|users?|connections?)\b"
    r"|\bfrom [(\[/]?(?:client|user|\d)|^[:\s(/]*(?:\d{1,3}\.){3}\d|^: (?:[0-9a-f]{8}-[0-9a-f-]{20,}|(?=\S*\d)[\w-]{8,}|(?!101\b)\d+)\s*$"
    r"|Address\(|<starlette|\bsession\.getId"
)
# What a server, or a look at a state, says it with.
_WHOSE = re.compile(r"(?i)\bwebsockets\.server\b|\buvicorn\b|\b(?:health\w*|status|stats|uptime)\b")
_CLAUSE = re.compile(r".*(?:[.;|\])>]\s|: |, | [-–—] )")
_LONGEST_CLAUSE = 60
_AWAITED = re.compile(
    r"(?i)\b(?:re-?connecting|connecting|connect(?:ion)? to|opening|dial(?:l?ing)?|attempting|trying|starting)\b[^\n]{0,60}?"
    rf"{NAMED_URL}"
)
# All that is said, by whoever said where it connects to.
_BARE = re.compile(
    r"(?i)(?:successfully )?(?:(?:re-?)?connected(?: (?:ok|successfully))?|(?:the )?connection (?:is |was |has been )?(?:successfully )?"
    r"(?:opened|established|open|successful|ok)|opened(?: (?:a |the )?connection)?|### opened ###|open|socket (?:is )?(?:opened|open))[.!]*\s*$"
)
_BARE_TEXT = re.compile(
    r"(?i)(?:connected|opened|established|open|successful|successfully|ok|opened ###)[.! ]*$"
)
# What differs between the beginnings of lines of one writer.
_VARYING = re.compile(
    r"\b(?:trace|debug|info|notice|warn(?:ing)?|dbug|information)\b:?|[A-Z0-9]{2,}|\d|[\s,.]"
)
# What the words of two openings have in common, names and numbers aside.
_WORDS = re.compile(
    r"(?i)web[ _-]?socket|\bws\b|\w*connect\w*|\w*open\w*|establish\w*|handshake|success\w*|complete\w*|gateway|client"
)
_LONGEST_BARE = 60


class Opening(NamedTuple):
    """What a line tells of a connection that has opened: where to, and in which words."""

    url: str | None
    words: str


def opened(line: str) -> Opening | None:
    """What a line tells of a connection that has opened; None if nothing."""
    if not _MAY_TELL.search(line):
        return None
    for entry in _ENTRIES:
        found = entry.pattern.search(line) if entry.text in line else None
        if found is None or _WHOSE.search(line, 0, found.end()):
            continue
        if entry.is_certain or _is_news(line, found):
            url = found.groupdict().get("url")
            return Opening(url.rstrip(".:") if url else None, _words(found[0], url))
    return None


def _words(said: str, url: str | None) -> str:
    return " ".join(_WORDS.findall(said.replace(url or "\0", " ")))


def _is_news(line: str, found: re.Match[str]) -> bool:
    """Whether it is said that a connection of one's own has opened, and not whether or that it will."""
    return is_own(line, found, _IS_NONE) and not _BEHIND_IS_NONE.search(line[found.end() :])


def is_own(line: str, found: re.Match[str], is_none: re.Pattern[str]) -> bool:
    """Whether what is `found` in a line is said of a connection of one's own, and `is_none` not before it."""
    before = line[: found.start()][-_LONGEST_CLAUSE:]
    said = found[0].replace(found.groupdict().get("url") or "\0", " ")
    clause = before[clause.end() :] if (clause := _CLAUSE.match(before)) else before
    return not (
        is_none.search(said)
        or is_none.search(clause)
        or _IS_OTHER.search(said)
        or _IS_OTHER.search(clause)
        or _IS_OF_SERVER.search(clause + said)
        or _WHOSE.search(line, 0, found.end())
        or _BEHIND_IS_OF_SERVER.search(line[found.end() :])
    )


class Awaited:
    """The connections of one source that are being opened, by who said so."""

    _MOST = 100

    def __init__(self) -> None:
        self._urls: dict[str, str] = {}
        self._named: set[str] = set()

    def note(self, line: str) -> None:
        """Note where a line without colours says that it connects to."""
        if found := _AWAITED.search(line):
            if len(self._urls) > self._MOST:
                self._urls.clear()
            url = found["url"].rstrip(".:…")
            self._urls[_writer(line[: found.start()])] = url
            self._name(url)

    def opened(self, line: str) -> Opening | None:
        """What a line says by its writer's word alone: that what it awaits has opened."""
        if not self._urls or not _BARE_TEXT.search(line):
            return None
        for found in re.finditer(r"^|\s", line[-_LONGEST_BARE:]):
            start = max(len(line) - _LONGEST_BARE, 0) + found.end()
            if _BARE.match(line, start) and (writer := _writer(line[:start])) in self._urls:
                return Opening(self._urls[writer], line[start:].strip())
        return None

    def told(self, line: str, opening: Opening, *, is_of_one_host: bool) -> str | None:
        """Where to a connection has opened, which is no longer awaited; that of earlier ones, if all
        that were named are one."""
        if opening.url:
            self._name(opening.url)
            self.failed(opening.url)
            return opening.url
        if url := self._taken(line):
            return url
        return next(iter(self._named)) if is_of_one_host and len(self._named) == 1 else None

    def failed(self, url: str | None) -> None:
        """Await no longer what did not open."""
        for writer in [
            one for one, awaited in self._urls.items() if not url or is_one(awaited, url)
        ]:
            del self._urls[writer]

    def _name(self, url: str) -> None:
        if len(self._named) <= 1:
            self._named.add(url)

    def _taken(self, line: str) -> str | None:
        """What the same writer awaits, or the only one that is."""
        writers = [writer for writer in self._urls if writer and _writer(line).startswith(writer)]
        if len(writers) != 1:
            writers = list(self._urls) if len(set(self._urls.values())) == 1 else []
        urls = [self._urls.pop(writer) for writer in writers]
        return urls[0] if urls else None


def is_one(url: str, other: str) -> bool:
    """Whether two URLs may be of one connection: programs leave the query out, and the path."""
    one, two = sorted((_bare(url), _bare(other)), key=len)
    return two.startswith(one)


def _bare(url: str) -> str:
    return url.partition("?")[0].rstrip("/").lower()


def _writer(beginning: str) -> str:
    return _VARYING.sub("", beginning)


class Openings:
    """The connections that have opened just now, each told once, or by several in their own words."""

    _MOST = 50
    _AT_ONCE_S = 2

    def __init__(self) -> None:
        self._told: list[tuple[float, str | None, set[str]]] = []

    def is_known(self, opening: Opening, now: float) -> bool:
        """Whether another has told it just before, in other words; equal ones tell of another."""
        for at, url, words in self._told:
            is_apart = abs(now - at) > self._AT_ONCE_S
            is_other = url and opening.url and not is_one(url, opening.url)
            if not is_apart and not is_other and opening.words not in words:
                words.add(opening.words)
                return True
        self._told = [*self._told[-self._MOST :], (now, opening.url, {opening.words})]
        return False

    def end(self) -> None:
        """One of them has ended: what opens now is new."""
        self._told.clear()
