r"""What WebSocket clients say when a connection is refused, breaks or is closed: one table.

Each entry has an event, texts of which a line has one, and a pattern. Its groups are what the line
shows: `status`, `code` (of a close, also by `name`), `reason`, `error`, `url`, `host`, `headers`,
`body`, and `frame` (the bytes of a close frame). Texts are looked for first: that costs little, and
most lines of a log have none.

Sources: the code of websockets (exceptions.py, frames.py), websocket-client (_handshake.py, _app.py),
aiohttp (client.py, _websocket), ccxt (ws/client), autobahn, ws (websocket.js), websocket (WebSocketClient.js), undici, Chromium,
@microsoft/signalr, discord.py, discord.js, gorilla/websocket (conn.go), coder/websocket, golang.org/x/net,
tungstenite (error.rs), System.Net.WebSockets, OkHttp (RealWebSocket), Java-WebSocket (Draft_6455),
Netty, Tomcat, Jetty, Tyrus, websocketpp, libwebsockets, dart:io, WebSockex, Pawl, Starscream, Botkit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from analyzer.formats.kinds.needed_text import Quick
from analyzer.formats.kinds.python_literal import literal
from analyzer.formats.kinds.python_values import body_of, headers_of

Fields = dict[str, Any]
# Events: an opening that the server refused (it has a status) or that failed, and an end: a close
# frame, or none, which RFC 6455 §7.1.5 calls 1006.
REFUSED, FAILED, CLOSED, BROKEN, ENDED = "refused", "failed", "closed", "broken", "ended"
ABNORMAL = "1006"
SWITCHED = "101"  # of a handshake that did open a connection
URL = r"wss?://[^\s\"'`<>)\],;|\\]+"
_CODE = r"(?:10(?:0[0-9]|1[0-5])|[34]\d{3})"
_STATUS = r"(?P<status>[1-5]\d\d)"
# What has an end, that it ended, and the code, which has no unit behind it.
_ENDED = (
    r"(?i:\b(?:\w*web ?socket\w*|sockets?|wss?|gateway|shard|connection|conn|stream|feed)\b[^\n]{0,120}?"
    r"\b(?:closed?|closing|closure|disconnect\w*|terminated|lost)\b)"
)
_SAID = (
    r"(?:[^\n]{0,60}?(?i:\bcode\b|\bstatus\b|\breason\b|\(code)\W{1,4}(?:\w*CloseCode\.\w+: )?|(?: with| by| for [\w /-]{1,30})?[^\w\n/]{1,5})"
    rf"(?P<code>{_CODE})\b(?! ?(?:m?s|sec|seconds|bytes|messages|lines|rows|orders|items|times|USDT?|EUR|BTC|ETH|conn\w*)\b)(?![./-]\d)"
)
_NETWORK = (
    r"(?:E(?:CONN[A-Z]+|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|NETUNREACH|PIPE)\b|getaddrinfo|"
    r"[Nn]ame or service not known|[Nn]o such host|(?:[Cc]onnection|[Ss]ocket) (?:refused|reset|timed? ?out|aborted)|"
    r"[Nn]etwork is unreachable|reset by peer|i/o timeout|context deadline exceeded|[Ss]ocket hang up|"
    r"[Cc]onnect call failed|disconnected before secure TLS|[Tt]imed out|unexpected EOF|\b(?:EOF|SocketTimeout|UnknownHost|SSLHandshake)Exception\b|[Cc]ertificate|os error \d|dns error)"
)
_MET = re.compile(_NETWORK)
_ANY_URL = re.compile(r"\b\w+://[^\s\"'`<>)\],;|\\]+")
_WHOLE_URL = re.compile(URL)
_LONGEST_CAUSE = 80
# What gorilla's client says of every refusal, beside which a program prints the status.
BAD_HANDSHAKE = "websocket: bad handshake"
# Of the network's failures, as Go's and the system's words have them.
NETWORK_TEXTS = (
    "refused", "reset by peer", "no such host", "i/o timeout", "unexpected EOF",
    "onnect call failed", "ame or service not known", "getaddrinfo ", "connect E",
)  # fmt: skip
_WEBSOCKET = r"(?:[Ww]eb[ _-]?[Ss]ocket\w*|\b(?:WS|wss?)\b)"


class Entry(NamedTuple):
    """What one message looks like: a line that it is in has one of `texts`."""

    event: str
    texts: tuple[str, ...]
    pattern: Quick


def _entry(event: str, texts: str | tuple[str, ...], pattern: str) -> Entry:
    return Entry(event, (texts,) if isinstance(texts, str) else texts, Quick(pattern))


ENTRIES: tuple[Entry, ...] = (
    # Python: websockets, in words, as repr and as frames.
    _entry(CLOSED, "; then ", r"received (?P<code>\d{4}) \([^)]*\)(?: (?P<reason>[^\n]*?))?; then sent \d{4}"),
    _entry(CLOSED, "; then ", r"sent \d{4} \([^)]*\)[^\n]*?; then received (?P<code>\d{4}) \([^)]*\)(?: (?P<reason>[^\n\"']+))?"),
    _entry(CLOSED, "no close frame sent", r"received (?P<code>\d{4}) \([^)]*\)(?: (?P<reason>[^\n]*?))?; no close frame sent"),
    _entry(BROKEN, "no close frame received", r"(?P<reason>sent \d{4} \([^)]*\)[^\n]*?; no close frame received)"),
    _entry(BROKEN, "no close frame", r"(?P<reason>no close frame received or sent)"),
    _entry(CLOSED, "code = ", rf"\bcode = (?P<code>{_CODE}) \([^)]*\), (?:no reason|reason = (?P<reason>[^\n]*))"),
    _entry(CLOSED, "ConnectionClosed", rf"ConnectionClosed\w*\((?:rcvd=)?Close\(code=(?:<[\w.]+: )?(?P<code>{_CODE})>?, reason=(?P<q>['\"])(?P<reason>.*?)(?P=q)\)"),
    _entry(BROKEN, "ConnectionClosed", r"ConnectionClosed\w*\((?:rcvd=)?(?P<reason>None), (?:sent=)?(?:None|Close\()"),
    # What is sent because no pong came gets no answer.
    _entry(BROKEN, "> CLOSE ", r"> CLOSE (?P<reason>1011 \([^)]*\) keepalive ping timeout)"),
    _entry(CLOSED, ("< CLOSE ", "> CLOSE "), rf"[<>] CLOSE (?P<code>{_CODE}) \([^)]*\)(?: (?P<reason>[^\n]*?))? \[\d+ bytes?\]"),
    _entry(REFUSED, "rejected WebSocket", rf"server rejected WebSocket connection: HTTP {_STATUS}"),
    _entry(REFUSED, "InvalidStatus(", rf"InvalidStatus\(Response\(status_code={_STATUS}"),
    _entry(REFUSED, "websockets.", rf"websockets\.\w+\b[^\n]*? < HTTP/1\.1 {_STATUS}"),
    _entry(FAILED, "pening handshake", r"(?P<error>timed out during (?:opening )?handshake|[Oo]pening handshake has timed out)"),
    _entry(FAILED, "valid HTTP response", r"(?P<error>did not receive a valid HTTP response[^\n]*)"),
    # Python: websocket-client, aiohttp, ccxt, autobahn.
    _entry(REFUSED, "Handshake status", rf"Handshake status {_STATUS}\b(?:[^\n]*? -\+-\+- (?P<headers>\{{.*?\}})(?: -\+-\+- (?P<body>b'[^\n]*'|b\"[^\n]*\"|None|[\[{{<][^\n]*?[\]}}>](?= - goodbye|\s*$))|\n|$))?"),
    _entry(CLOSED, "opcode=8", r"^(?!.*\+\+Sent ).*\bopcode=8 data=(?P<frame>b'(?:[^'\\]|\\.)*'|b\"(?:[^\"\\]|\\.)*\")"),
    _entry(CLOSED, "onnection closed", rf"\bConnection closed(?: normally)? \(code (?P<code>{_CODE})\)(?:: (?P<reason>[^\n]*?))?(?: - goodbye)?(?:['\"]\)|\s*$)"),
    _entry(BROKEN, "remote host was lost", r"(?P<reason>Connection to remote host was lost)"),
    _entry(ENDED, "ping/pong timed", r"(?P<error>ping/pong timed out)"),
    _entry(ENDED, " - goodbye", r"(?:: |- |^|[\s\]|](?=\[Errno ))(?P<error>(?:\[Errno [^\n]*?|Connection is already closed\.?|(?:Connection|The read operation) timed out|[^\n:]{0,60}timed out)) - goodbye"),
    _entry(ENDED, "is already closed", r"\b(?P<error>(?:[Cc]onnection|socket) is already closed)"),
    _entry(ENDED, "WebSocket", r"\bWebSocket(?:ConnectionClosed|Timeout)Exception\b(?:\(['\"]|: )(?P<error>[^\n'\")]+)"),
    _entry(REFUSED, "message=", rf"\b{_STATUS}, message='[^'\n]*', url=(?:URL\()?'(?P<url>{URL})'"),
    _entry(REFUSED, "WSServerHandshakeError(", rf"WSServerHandshakeError\([^\n]*?url=URL\('(?P<url>[^']+)'[^\n]*?\bstatus={_STATUS}"),
    _entry(CLOSED, "WSMsgType.CLOSE", rf"WSMsgType\.CLOS\w+: \d+>, data=(?P<code>{_CODE}), extra=(?:(?P<q>['\"])(?P<reason>.*?)(?P=q))?"),
    _entry(CLOSED, "WSMsgType.CLOS", rf"WSMsgType\.CLOS\w+: \d+>, data=[^\n]*?close_code=(?P<code>{_CODE})"),
    _entry(CLOSED, "closing code", rf"Connection closed by remote server, closing code (?P<code>{_CODE})"),
    _entry(ENDED, "ping-pong keepalive", rf"Connection to (?P<url>{URL}) (?P<error>timed out due to a ping-pong keepalive)"),
    _entry(FAILED, "RequestTimeout", r"\bRequestTimeout(?:: |\(['\"])(?P<error>Connection timeout)(?:['\"]\)|\s*$)"),
    _entry(FAILED, "connection timeout", rf"Connection to (?P<url>{URL}) (?P<error>failed due to a connection timeout)"),
    _entry(ENDED, "closed unexpectedly", rf"(?:{_WEBSOCKET}|[Rr]ealtime|S2S|API\w*Error: )[^\n]{{0,60}}?connection (?P<error>closed unexpectedly)"),
    _entry(REFUSED, "upgrade failed", rf"WebSocket connection upgrade failed [(\[]{_STATUS}\b"),
    _entry(FAILED, "onnect call failed", rf"{_WEBSOCKET}[^\n]{{0,80}}?(?P<error>(?:\[Errno \d+\] )?[Cc]onnect call failed[^\n]*)"),
    _entry(BROKEN, "closed uncleanly", r"connection was closed uncleanly \((?P<reason>[^\n]*?)\)(?:$|\s|['\"])"),
    # Node.js and browsers.
    _entry(REFUSED, "nexpected server response", rf"[Uu]nexpected server response:? \(?{_STATUS}\b"),
    _entry(CLOSED, "WebSocket closed: ", rf"\bWebSocket closed: \S{{1,100}} \((?P<code>{_CODE})\)"),
    _entry(ENDED, "WebSocket error: ", r"\bWebSocket error: \S{1,100} \((?P<error>E[A-Z]{3,}\) [^\n\"']+)"),
    _entry(REFUSED, "Unexpected response from", rf"\bWebSocket\b[^\n]{{0,40}}?Unexpected response from server \[{_STATUS}\](?:: (?P<body>\{{[^\n]*\}}))?"),
    _entry(BROKEN, "CLOSE_ABNORMAL", r"connection error: (?P<reason>CLOSE_ABNORMAL)"),
    _entry(REFUSED, "Unexpected response code", rf"(?:WebSocket connection to '(?P<url>{URL})'[^\n]*?)?Unexpected response code: {_STATUS}"),
    _entry(FAILED, "WebSocket connection to", rf"WebSocket connection to '(?P<url>{URL})' (?P<error>failed(?:: [^\n]*)?)"),
    _entry(FAILED, "the server at ws", rf"(?P<error>can.t establish a connection) to the server at (?P<url>{URL}[^\s.]|{URL})"),
    _entry(ENDED, "was interrupted while", rf"connection to (?P<url>{URL}) was (?P<error>interrupted) while"),
    _entry(FAILED, "before the connection", r"(?P<error>WebSocket (?:was|is) closed before the connection (?:was|is) established)"),
    _entry(FAILED, "failWebsocketConnection", r"(?P<error>failWebsocketConnection)"),
    _entry(FAILED, "non-101 status", r"(?P<error>Received network error or non-101 status code)"),
    _entry(REFUSED, "a non-101 status", rf"Server responded with a non-101 status: {_STATUS}\b"),
    _entry(ENDED, "pong ", r"(?P<error>pong wasn't received from the server before the timeout[^\n]*|sent ping but didn't receive pong[^\n]*)"),
    _entry(CLOSED, "CloseEvent", rf"CloseEvent \{{[^\n]*?\bcode: (?P<code>{_CODE}), (?:wasClean: \w+, )?reason: (?P<q>['\"])(?P<reason>.*?)(?P=q)"),
    _entry(CLOSED, "Symbol(kCode)", rf"^\s+\[?Symbol\(kCode\)\]?: (?P<code>{_CODE})\b"),
    _entry(ENDED, "Symbol(kMessage)", rf"^\s+\[?Symbol\(kMessage\)\]?: '(?P<error>[^\n]*{_NETWORK}[^\n]*)'"),
    _entry(CLOSED, ("Event Code: ", "event code: "), rf"[Ee]vent [Cc]ode\s*: (?P<code>{_CODE})\b(?:[^\n]*?Reason\s*: (?P<reason>[^\n]*))?"),
    _entry(CLOSED, "code ", rf"gateway closed with an? unexpected code (?P<code>{_CODE})"),
    # Botkit, of Slack's RTM.
    _entry(CLOSED, "close event: ", rf"\b(?:RTM|{_WEBSOCKET}) close event: (?P<code>{_CODE})\b(?: : (?P<reason>[^\n]*))?"),
    # Go.
    _entry(CLOSED, "websocket: close ", rf"websocket: close (?P<code>{_CODE})(?: \([^)]*\))?(?:: (?P<reason>[^\n\"\\]*))?"),
    _entry(REFUSED, "websocket: bad handshake", rf"websocket: bad handshake[^\n]{{0,60}}?\b(?:status|code|HTTP)\b[^\d\n]{{0,12}}{_STATUS}\b"),
    _entry(REFUSED, "websocket: bad handshake", rf"\b(?:status|code|HTTP)\b[^\d\n]{{0,12}}{_STATUS}\b[^\n]{{0,60}}?websocket: bad handshake"),
    _entry(REFUSED, "handshake", rf"(?<!websocket: )\b(?:bad handshake|handshake failed)(?: with)?:? (?:http )?status(?: code)?:? {_STATUS}\b"),
    _entry(FAILED, "websocket: bad handshake", rf"(?P<error>{BAD_HANDSHAKE})"),
    _entry(CLOSED, "received close frame", r"received close frame: status = (?:Status(?P<name>[A-Z]\w+)|StatusCode\((?P<code>\d{4})\)) and reason = (?P<q>\\?\")(?P<reason>.*?)(?P=q)"),
    _entry(REFUSED, "status code 101", rf"expected handshake response status code 101 but got {_STATUS}"),
    _entry(FAILED, "handshake request: Get ", r"failed to send handshake request: Get \\?\"https?://(?P<host>[^/\"\s\\]+)[^\"\s]*\": (?P<error>[^\n\"]+)"),
    _entry(FAILED, "websocket.Dial ", rf"websocket\.Dial (?P<url>{URL}[^\s:]|{URL}): (?P<error>[^\n\"]+)"),
    _entry(ENDED, "failed to ", r"failed to (?:get reader|read|write msg|ping|write|wait for pong): (?:failed to (?:read|write) frame[^:\n]*: )?(?P<error>(?:unexpected )?EOF|(?:read|write) tcp[^\n\"]*|context deadline exceeded)"),
    # Rust.
    _entry(BROKEN, "without closing handshake", r"(?P<reason>Connection reset without closing handshake)"),
    _entry(BROKEN, "ResetWithoutClosingHandshake", r"(?P<reason>ResetWithoutClosingHandshake)"),
    _entry(ENDED, "ungstenite", r"[Tt]ungstenite\(?[^\n]*?\bIo\((?P<error>Os \{[^}\n]*\}|[^\n)]*)\)"),
    _entry(CLOSED, "CloseFrame", r"CloseFrame \{ code: (?P<name>[A-Z][a-z]\w+)(?:\((?P<code>\d{4})\))?, reason: (?:\w+\()*b?\"(?P<reason>.*?)\""),
    _entry(FAILED, "rotocol error: ", r"WebSocket protocol error: (?P<error>Handshake not finished|[^\n\"]{0,40}[Hh]andshake[^\n\"]*)"),
    _entry(REFUSED, "HTTP error: ", rf"(?:{_WEBSOCKET}|tungstenite)[^\n]*?HTTP error: {_STATUS}\b"),
    _entry(REFUSED, "Http(Response", rf"Http\(Response \{{ status: {_STATUS}\b"),
    _entry(ENDED, "IO error: ", rf"(?:{_WEBSOCKET}|tungstenite)[^\n]*?IO error: (?P<error>[^\n\"]+)"),
    # .NET, Java, Kotlin, C++, Dart and others.
    _entry(REFUSED, "'101'", rf"server returned status code '{_STATUS}' when (?:status code '101'|the expected status code)"),
    _entry(BROKEN, "completing the close", r"(?P<reason>remote party closed the WebSocket connection without completing the close handshake)"),
    _entry(REFUSED, "Expected HTTP 101", rf"Expected HTTP 101 response but was '{_STATUS}"),
    _entry(REFUSED, "Invalid status code received", rf"Invalid status code received: {_STATUS}"),
    _entry(REFUSED, "handshake response is not", rf"status code of the opening handshake response is not '101[^\n]*?status line is: HTTP/[0-9.]+ {_STATUS}"),
    _entry(REFUSED, "processHandshake", rf"processHandshake: Unhandled http status code: {_STATUS}"),
    _entry(REFUSED, "Invalid handshake response", rf"Invalid handshake response (?:getStatus|status): {_STATUS}"),
    _entry(REFUSED, "upgrade to WebSocket", rf"HTTP response from the server \[{_STATUS}\] did not permit the HTTP upgrade to WebSocket"),
    _entry(REFUSED, "upgrade to websocket", rf"[Ff]ailed to upgrade to websocket: Unexpected HTTP Response Status Code: {_STATUS}"),
    _entry(REFUSED, "code was not 101", rf"Response code was not 101: {_STATUS}"),
    _entry(REFUSED, "WebSocketHandshake", rf"WebSocketHandshakeException[^\n]*?\bstatus(?: code)? {_STATUS}"),
    _entry(REFUSED, "not upgraded to websocket", rf"Connection to '(?P<url>[^'\n]+)' was not upgraded to websocket, HTTP status code: {_STATUS}"),
    _entry(FAILED, "not upgraded to websocket", r"Connection to '(?P<url>[^'\n]+)' was (?P<error>not upgraded to websocket)"),
    _entry(REFUSED, "bad HTTP response", rf"got bad HTTP response '{_STATUS}"),
    _entry(FAILED, ("HS: ws upgrade", "CLIENT_CONNECTION_ERROR"), r"(?P<error>HS: ws upgrade [^\n]+)|CLIENT_CONNECTION_ERROR: (?P<error2>[^\n]+)"),
    _entry(CLOSED, "Disconnect close", rf"Disconnect close local:\[\d{{4}}(?:,[^\]]*)?\] remote:\[(?P<code>{_CODE})(?:,(?P<reason>[^\]]*))?\]"),
    _entry(REFUSED, "WebSocket Connection ", rf"\[fail\] WebSocket Connection [^\n]*\" \S+ {_STATUS} "),
    # Its client names no version where a server has that of the other side.
    _entry(REFUSED, "WebSocket Connection ", r"\[connect\] WebSocket Connection (?P<host>\S+) v-2 \"[^\"\n]*\" (?P<url>/\S*) (?P<status>101)\b"),
    _entry(FAILED, "WebSocket Connection ", r"\[fail\] WebSocket Connection [^\n]*\" \S+ 0 websocketpp\.\w+:\d+ (?P<error>[^\n]+)"),
    _entry(REFUSED, "RequestError{", rf"WebSockex\.RequestError\{{code: {_STATUS}"),
    _entry(CLOSED, "{:remote, ", rf"\{{:remote, (?P<code>{_CODE}), \"(?P<reason>[^\n]*?)\"\}}"),
    _entry(CLOSED, "Connection closed (", rf"Connection closed \((?P<code>{_CODE}) - (?P<reason>[^\n)]*)\)"),
    _entry(FAILED, "NSErrorFailingURLStringKey=ws", rf"Error Domain=\w+ Code=-?\d+ \"(?P<error>[^\"\n]*)\".*?NSErrorFailingURLStringKey=(?P<url>{URL})"),
    # Slack's SDK for Python, and Socket.IO's client for Java.
    _entry(REFUSED, "response for handshake", rf"unexpected response for handshake \(status: {_STATUS}\b"),
    # Socket.IO's client for JavaScript, by the package debug: no close frame's code is told.
    _entry(ENDED, "socket close with reason", r"\bengine\.io-client:socket\b[^\n]* socket close with reason: \"(?P<error>(?:transport (?:close|error)|ping timeout|parse error))\""),
    _entry(REFUSED, "socket error ", rf"\bengine\.io-client:socket\b[^\n]* socket error [^\n]*?\"?description\"?: ?{_STATUS}\b"),
    _entry(FAILED, "socket error ", r"\bengine\.io-client:socket\b[^\n]* socket error (?P<error>[^\n]+)"),
    _entry(FAILED, "EngineIOException: ", r"\bEngineIOException: (?P<error>(?:xhr poll|xhr post|websocket|probe|transport) error\b[^\n]*)"),
    # Starscream, whose code of an opening that was refused is a status.
    _entry(REFUSED, "notAnUpgrade(", rf"HTTPUpgradeError\.notAnUpgrade\({_STATUS}\b"),
    _entry(FAILED, "HTTPUpgradeError", r"(?P<error>HTTPUpgradeError\.(?!notAnUpgrade)\w+)"),
    _entry(REFUSED, "Invalid HTTP upgrade", rf"\bCode={_STATUS} \\?\"Invalid HTTP upgrade"),
    _entry(FAILED, "Invalid HTTP upgrade", r"(?P<error>Invalid HTTP upgrade)"),
    _entry(CLOSED, "WSError(", rf"\bWSError\([^\n]*?message: \"(?P<reason>[^\n\"]*)\", code: (?P<code>{_CODE})\)"),
    _entry(REFUSED, ("ws://", "wss://"), rf"(?P<url>{URL})[^\n]{{0,40}}?\b(?:HTTP(?: error| status(?: code)?)?|status(?: code)?|response code)[ :=]{{1,3}}{_STATUS}\b"),
    _entry(REFUSED, ("ws://", "wss://"), rf"(?P<url>{URL})[^\n]{{0,20}}?\b(?i:handshake|upgrade|connect\w*|open\w*)?\b ?(?i:failed|refused|rejected|denied|error)\b(?: with)?[ :=(]{{1,3}}(?P<status>[45]\d\d)\b(?=$|[)\],;:.]|\s[A-Z({{\[-])"),
    _entry(CLOSED, "isconnected", rf"\b[Dd]isconnected(?:,| with)? \(?code[:=]? ?(?P<code>{_CODE})\b(?:,? reason[:=]? ?[\"']?(?P<reason>[^\n\"')]*))?"),
    _entry(CLOSED, "isconnected from ws", rf"isconnected from (?P<url>{URL})[ ,:;(]{{1,3}}(?:with )?code[:=]? ?(?P<code>{_CODE})\b"),
    # XChange's streams, and the SDK of MetaApi, which has no code of a close.
    _entry(FAILED, "Reconnection failed: ", rf"StreamingService\b[^\n]{{0,20}}Reconnection failed: (?P<error>(?:{_NETWORK})[^\n/]*?(?:: (?P<host>[\w.-]+)/[\d.]+:\d+)?)\s*$"),
    _entry(ENDED, "isconnected from the", rf"{_WEBSOCKET} client (?P<error>disconnected from the \w+ server(?: because of [^\n]+)?)"),
    _entry(ENDED, "WebSocket Client disconnected", r"(?P<error>WebSocket Client disconnected)\b"),
    _entry(FAILED, "client connection error", rf"{_WEBSOCKET} client (?P<error>connection error \w[^\n]*)"),
    # Javacord and JDA, which name the code.
    _entry(CLOSED, "ebsocket closed with reason", rf"Websocket closed with reason (?P<q>'?)(?P<reason>[^\n]*?)(?P=q) and code (?:[A-Z_]+ \()?(?P<code>{_CODE})\b"),
    _entry(CLOSED, "CloseCode(", rf"closed with code CloseCode\((?P<code>{_CODE}) / (?P<reason>[^\n)]*)\)"),
    # nv-websocket-client, CryptoExchange.Net and Binance's connector for Python.
    _entry(BROKEN, "No more WebSocket frame", r"(?P<reason>No more WebSocket frame from the server)"),
    _entry(CLOSED, "Opcode=CLOSE", rf"Opcode=CLOSE,Length=\d+,CloseCode=(?P<code>{_CODE}),Reason=(?:\"(?P<reason>[^\n]*?)\"\)|null)"),
    _entry(CLOSED, "`Close` message", r"received `Close` message[^\n,]*, CloseStatus: (?P<name>[A-Z]\w+), CloseStatusDescription: (?P<reason>[^\n]*)"),
    _entry(FAILED, "] connection failed: ", r"\[Sckt \d+\] connection failed: (?P<error>[^\n]+)"),
    _entry(ENDED, "] error: Websocket error code", r"\[Sckt \d+\] error: (?P<error>Websocket error code [^\n]+)"),
    _entry(ENDED, "no data received for ", r"\[Sckt \d+\] (?P<error>no data received for [\d:.]+)"),
    _entry(CLOSED, "CLOSE frame received", r"CLOSE frame received, closing websocket connection"),
    # In anybody's words.
    _entry(CLOSED, ("on_clos", "onclos", "onClos"), rf"\bon_?[cC]los(?:e|ed|ing)\b[^\w\n]{{1,4}}(?:code\W{{1,3}})?(?P<code>{_CODE})\b(?P<rest>[^\n]*)"),
    _entry(REFUSED, ("ebSocket", "ebsocket", "WS ", "ws "), rf"{_WEBSOCKET}[^\n]{{0,40}}?\b(?i:connect\w*|handshake|upgrade|open\w*)\b[^\n]{{0,40}}?\b(?:HTTP(?: error| status(?: code)?)?|[Ss]tatus(?: code)?)[ :=]{{1,3}}(?P<status>[45]\d\d)\b"),
    _entry(CLOSED, ("clos", "Clos", "CLOS", "isconnect", "terminated", " lost"), rf"{_ENDED}{_SAID}(?P<rest>[^\n]*)"),
    _entry(CLOSED, ("wss://", "ws://"), rf"\b(?i:closed|disconnected(?: from)?|on_?close|lost|terminated|ended)\b\W{{1,4}}{URL}[\s:,(\[-]{{1,4}}(?:(?i:code)\W{{1,3}})?(?P<code>{_CODE})\b(?![./-]\d)(?P<rest>[^\n]*)"),
    _entry(FAILED, ("wss://", "ws://"), rf"\b(?i:(?:failed|unable|cannot|could not|couldn't|error) (?:to )?(?:connect|connecting|open|opening|dial|dialing)\b)[^\n:]{{0,30}}?(?P<url>{URL})[\s:(\[-]{{1,4}}(?P<error>[^\n]{{0,60}}?(?:{_NETWORK}|(?i:time(?:d )?out))[^\n]*)"),
    _entry(ENDED, ("ebSocket", "ebsocket", "eb socket", "WS", "wss", " ws "), rf"{_WEBSOCKET}[^\n]{{0,160}}?(?P<error>(?:\b(?i:gaierror|errors?|failed|failure|exception|closed|disconnected|lost|unable|cannot|could not|couldn't)\b)[^\n,]{{0,160}}?{_NETWORK}[^\n]*)"),
)  # fmt: skip
TEXTS = tuple(dict.fromkeys(text for entry in ENTRIES for text in entry.texts))
_BY_TEXT = {text: [n for n, one in enumerate(ENTRIES) if text in one.texts] for text in TEXTS}
_NAMES = {
    "NormalClosure": "1000", "GoingAway": "1001", "ProtocolError": "1002", "UnsupportedData": "1003",
    "NoStatusRcvd": "1005", "AbnormalClosure": ABNORMAL, "InvalidFramePayloadData": "1007",
    "PolicyViolation": "1008", "MessageTooBig": "1009", "MandatoryExtension": "1010",
    "InternalError": "1011", "ServiceRestart": "1012", "TryAgainLater": "1013", "BadGateway": "1014",
    "TLSHandshake": "1015", "Normal": "1000", "Away": "1001", "Protocol": "1002", "Unsupported": "1003",
    "Status": "1005", "Abnormal": ABNORMAL, "Invalid": "1007", "Policy": "1008", "Size": "1009",
    "Extension": "1010", "Error": "1011", "Restart": "1012", "Again": "1013", "Tls": "1015",
    # System.Net.WebSockets.
    "EndpointUnavailable": "1001", "InvalidMessageType": "1003", "Empty": "1005", "InvalidPayloadData": "1007",
    "InternalServerError": "1011",
}  # fmt: skip
_REASON = re.compile(
    r"^\W*(?:and |with |close )*(?:(?i:reason|message|msg|description)s?\b\W{0,3}|[(:] ?| (?!and|re\w+ing|will|in |after|try))"
    r"(?P<text>[^\n]*?)[\s\"'`.)}\]]*$"
)
_QUOTED_REASON = re.compile(
    r"\b(?i:reason|message|msg|description)s?\b\"?[\s:=]{1,3}(?P<q>['\"`])(?P<text>[^\n]*?)(?P=q)(?=\s*(?:[,;)}\]]|$|[\w.]+[=:]))"
)
_EMPTY_REASON = re.compile(r"\b(?i:reason)[:=] ?(?:[,;)]|$)")
_NO_REASON = {
    "",
    "none",
    "null",
    "undefined",
    "no reason",
    "no reason given",
    "n/a",
    "b''",
    "unknown",
}
# In a log of WebSocket connections, a message that begins with its end: `closed 1008 key expired`.
_CODED = re.compile(
    rf"(?:^|[\d:]Z? |[\])|>-] |\b(?i:info|debug|warn(?:ing)?|error)\b\W{{1,3}}(?:\w+: )?)"
    rf"(?i:closed?|disconnected)\b(?:[\s:,(=]|(?i:with|code)\b){{1,6}}(?P<code>{_CODE})(?=$|[\s,:;)])(?P<rest>[^\n]*)"
)
# What fails before a connection is there.
_OPENING = re.compile(
    r"(?i)refused|ENOTFOUND|EAI_AGAIN|getaddrinfo|name or service|no such host|resol|unreach|dial|"
    r"certificate|ssl|tls|connect(?:ing)?\b.{0,40}?(?:timed? ?out|fail)|connect(?: call failed| E[A-Z])|dns error"
)
# The host that Node.js sought the address of.
_SOUGHT = re.compile(r"\bgetaddrinfo E[A-Z_]+ (?P<host>[\w-]+(?:\.[\w-]+)+)")
# Where a stack trace leads through a client, and what it is the trace of.
FRAMES = (
    "websockets/asyncio/client.py", "websockets/legacy/client.py", "websockets/sync/client.py",
    "/websocket/_", "okhttp3.internal.ws.", "org.java_websocket.", "websocketx.",
    "springframework.web.socket", "eclipse.jetty.websocket", "glassfish.tyrus", "failWebsocketConnection",
    "System.Net.WebSockets.",
)  # fmt: skip
_THROWN = re.compile(
    r"^(?:\S+ )?(?:Caused by: |Unhandled exception\. | ---> )?(?P<error>(?:[\w$]+[.])*\w*"
    r"(?:Error|Exception|gaierror|[Tt]imeout)(?: \(\d+\))?(?:: [^\n]*)?)$"
)
_LONGEST_TRACE = 60


def met(error: str) -> str:
    """What an error of the network met, which is worded alike wherever it is printed."""
    found = _MET.search(error)
    return (found[0] if found else error).lower()


def texts_in(line: str) -> list[str]:
    """Those of TEXTS that a line has."""
    return [text for text in TEXTS if text in line]


def told(line: str, texts: Iterable[str]) -> Fields | None:
    """What a line tells of a connection that did not open, or that ended; None if nothing.

    `texts` are those of TEXTS that it has.
    """
    for number in sorted({number for text in texts for number in _BY_TEXT.get(text, ())}):
        event, _, pattern = ENTRIES[number]
        if found := pattern.compiled.search(line):
            return _fields(event, found)
    return None


def coded(line: str) -> Fields | None:
    """What a message tells that begins with the end of a connection and its code."""
    found = _CODED.search(line)
    return _fields(CLOSED, found) if found else None


def failed_below(line: str, above: str) -> Fields | None:
    """What a line says of the network's failure that names the connection, or stands right below
    a line that does."""
    found = _MET.search(line)
    named = set(_ANY_URL.findall(line if "://" in line else above)) if found else set()
    if found is None or len(named) != 1 or not named <= set(_WHOLE_URL.findall(f"{above} {line}")):
        return None
    error = line[max(0, found.start() - _LONGEST_CAUSE) : found.end()].rpartition("  ")[2]
    event = "open" if _OPENING.search(error) else "close"
    return {"url": named.pop().rstrip(".:"), "event": event, "error": error}


def _fields(event: str, found: re.Match[str]) -> Fields:
    said = {name: text for name, text in found.groupdict().items() if text is not None}
    error = said.get("error") or said.get("error2") or ""
    fields: Fields = {name: said[name] for name in ("host", "status") if name in said}
    if "url" in said:
        fields["url"] = said["url"].rstrip(".:")
    if named := _SOUGHT.search(error):
        fields["host"] = named["host"]
    if event == REFUSED and said.get("status", "400") < "400" and said["status"] != SWITCHED:
        # By itself it would be no failure: a page that a proxy has in its place, or a redirect.
        fields["error"] = f"unexpected status {fields.pop('status')}"
    if event in (REFUSED, FAILED):
        return (
            fields | {"event": "open"} | (_answer(said) if event == REFUSED else {"error": error})
        )
    if event == ENDED:
        is_open = not _OPENING.search(error)
        return fields | {"event": "close" if is_open else "open", "error": error}
    code, reason = _closed(said)
    return fields | _close(ABNORMAL if event == BROKEN else code, reason)


def _answer(said: Mapping[str, str]) -> Fields:
    """The headers and the body that a client prints of a refusal."""
    headers, body = headers_of(said.get("headers", "")), said.get("body", "None")
    fields: Fields = {"headers": headers} if headers else {}
    return fields | ({} if body == "None" else {"body": body_of(body)})


def _closed(said: Mapping[str, str]) -> tuple[str, str]:
    """The code and the reason of a close."""
    if "frame" in said:
        return _of_frame(said["frame"])
    code = said.get("code") or _NAMES.get(said.get("name", ""), "")
    behind = said.get("rest", "")
    if _EMPTY_REASON.search(behind):
        return code, ""
    rest = _QUOTED_REASON.search(behind) or _REASON.match(behind)
    reason = said.get("reason") or (rest["text"] if rest else "")
    return code, reason.strip(" \"'")


def _of_frame(text: str) -> tuple[str, str]:
    """RFC 6455 §5.5.1: two bytes of code, then the reason; an empty frame says 1005."""
    payload = literal(text)
    if not isinstance(payload, bytes):
        return "", ""
    code = str(int.from_bytes(payload[:2])) if len(payload) > 1 else "1005"
    return code, payload[2:].decode("utf-8", "replace")


def _close(code: str, reason: str) -> Fields:
    fields: Fields = {"event": "close", "code": code}
    if reason.lower() not in _NO_REASON:
        fields["reason"] = reason
    return fields | ({"error": f"closed: {reason}"} if code == ABNORMAL else {})


def thrown(lines: Sequence[str], at: int) -> Fields | None:
    """What the stack trace of which a line is a frame is the trace of."""
    for line in _around(lines, at):
        if (found := _THROWN.match(line.strip())) and "Cancelled" not in line:
            error = found["error"]
            return {"event": "open" if _OPENING.search(error) else "close", "error": error}
    return None


def _around(lines: Sequence[str], at: int) -> Iterator[str]:
    """Java and Node.js print what was thrown above its frames, Python below them."""
    is_python = lines[at].lstrip().startswith('File "')
    if not is_python:
        before = range(at - 1, max(at - _LONGEST_TRACE, -1), -1)
        return (lines[n] for n in before if not lines[n].lstrip().startswith(("at ", "...")))
    after = range(at + 1, min(at + _LONGEST_TRACE, len(lines)))
    return (lines[n] for n in after if lines[n][:1] not in (" ", "\t"))
