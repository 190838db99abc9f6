"""HTTP Archive 1.2: what a browser or a debugging proxy saved, with Chrome's WebSocket messages.

Source: the HAR 1.2 specification (W3C Web Performance WG draft) and, for `_webSocketMessages`,
Chrome DevTools' notes. Elements are entries, WebSocket messages and, of HTTP Toolkit, how a
connection ended. Negative sizes and times mean "unknown"; status 0, or -1 as Playwright writes it,
means that no response came, and so does what Fiddler answered itself; of why none came there is no
rule, so that a comment counts that says it. Entries may have been taken
out of their archive, as `jq .log.entries[]` does, and Playwright's traces hold each in a line of its
own (`trace.network`, as a `resource-snapshot`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, json_object, row, share_of_lines

# Entries, then their messages, each with what it needs from its entry, and last how it was closed.
_ELEMENTS = """
WITH connections AS (
    SELECT n, try(from_json(line, '{"_webSocketMessages":["JSON"],"_webSocketClose":"JSON",
        "request":{"url":"VARCHAR","headers":"JSON"},"startedDateTime":"VARCHAR","time":"VARCHAR",
        "_connectionId":"VARCHAR","connection":"VARCHAR"}')) AS e
    FROM lines WHERE contains(line, '"_webSocketMessages"')
),
parts AS (
    SELECT n, e, unnest(e._webSocketMessages) AS message, NULL::JSON AS closed FROM connections
    UNION ALL
    SELECT n, e, NULL, e._webSocketClose FROM connections
    WHERE json_type(e._webSocketClose) IN ('OBJECT', 'VARCHAR')
)
SELECT n, line AS element FROM lines
UNION ALL
SELECT n, json_object(
    'message', message,
    'closed', closed,
    'url', e.request.url,
    'headers', e.request.headers,
    'opened', e.startedDateTime,
    'time', e.time,
    'connection', coalesce(e._connectionId, e.connection))::VARCHAR AS element
FROM parts
"""

_SNAPSHOTS = """
SELECT n, coalesce(try(json_extract(line, '$.snapshot'))::VARCHAR, line) AS element FROM lines
"""
_SNAPSHOT = re.compile(r'\s*\{\s*"type"\s*:\s*"resource-snapshot"')

# What Fiddler answers itself where it got no answer, as its status says.
_FIDDLER = "Fiddler - "

_FIELDS: Fields = {
    "startedDateTime": "VARCHAR",
    "time": "VARCHAR",
    "request": {
        "method": "VARCHAR",
        "url": "VARCHAR",
        "headers": "JSON",
        "bodySize": "VARCHAR",
        "postData": {"text": "VARCHAR"},
    },
    "response": {
        "status": "VARCHAR",
        "statusText": "VARCHAR",
        "headers": "JSON",
        "bodySize": "VARCHAR",
        "content": {"size": "VARCHAR", "text": "VARCHAR", "encoding": "VARCHAR"},
        "_error": "VARCHAR",
        "_failureText": "VARCHAR",
        "error": "VARCHAR",
        "comment": "VARCHAR",
    },
    "_error": "VARCHAR",
    "comment": "VARCHAR",
    "_resourceType": "VARCHAR",
    "_webSocketMessages": "JSON",
    "_connectionId": "VARCHAR",
    "connection": "VARCHAR",
    "opened": "VARCHAR",
    "url": "VARCHAR",
    "headers": "JSON",
    "closed": "JSON",
    "message": {"type": "VARCHAR", "time": "VARCHAR", "opcode": "VARCHAR", "data": "VARCHAR"},
}

_SELECT = f"""
WITH with_kind AS (
    SELECT *,
        coalesce(message.time, message.data) IS NOT NULL AS is_message,
        closed IS NOT NULL AS is_close,
        -- Some write an empty list of messages beside every entry.
        coalesce(_resourceType = 'websocket', FALSE) OR coalesce(_webSocketMessages IS NOT NULL
            AND (response.status = '101' OR json_array_length(_webSocketMessages) > 0), FALSE)
            AS is_open,
        starts_with(coalesce(response.statusText, ''), '{_FIDDLER}') AS is_of_fiddler,
        CASE WHEN NOT starts_with(coalesce(response.statusText, ''), '{_FIDDLER}')
            THEN try_cast(response.status AS INTEGER) END AS http_status
    FROM input
),
with_times AS (
    SELECT *, coalesce(time_of(closed->>'$.timestamp'), time_of(opened)
        + to_microseconds((1000 * try_cast(time AS DOUBLE))::BIGINT)) AS closed_at
    FROM with_kind
)
SELECT
    CASE WHEN is_close THEN closed_at WHEN is_message THEN time_of(message.time)
        ELSE time_of(startedDateTime) END AS ts,
    CASE WHEN try_cast(time AS DOUBLE) >= 0 AND NOT (is_open OR is_close OR is_message)
        THEN try_cast(time AS DOUBLE) END AS duration_ms,
    CASE WHEN is_message OR is_close OR is_open THEN 'websocket' ELSE 'http' END AS protocol,
    request.method AS method,
    coalesce(request.url, url) AS url,
    CASE WHEN http_status > 0 THEN http_status END AS status,
    CASE WHEN NOT (is_message OR is_close) AND coalesce(http_status, 0) <= 0
        THEN coalesce(response._error, response._failureText, CASE WHEN is_of_fiddler
            THEN concat_ws(': ', response.statusText, response.content.text) END,
            list_filter([response.error, _error, response.statusText, response.comment, comment],
                lambda said: error_type_of(said) <> 'other')[1], 'other')
        END AS error,
    CASE WHEN try_cast(request.bodySize AS BIGINT) >= 0 THEN try_cast(request.bodySize AS BIGINT) END
        AS request_bytes,
    list_filter([try_cast(response.content.size AS BIGINT), try_cast(response.bodySize AS BIGINT)],
        lambda size: size >= 0)[1] AS response_bytes,
    headers_of_list(coalesce(request.headers, headers)) AS request_headers,
    headers_of_list(response.headers) AS response_headers,
    request.postData.text AS request_body,
    CASE WHEN is_of_fiddler THEN NULL WHEN response.content.encoding = 'base64'
        THEN decode(try(from_base64(response.content.text)), 'replace')
        ELSE nullif(response.content.text, '') END AS response_body,
    CASE WHEN is_message OR is_close OR is_open
        THEN coalesce(_connectionId, connection,
            md5(concat(coalesce(opened, startedDateTime), coalesce(request.url, url)))[:12]) END
        AS connection,
    CASE WHEN is_close THEN 'close' WHEN is_open AND NOT is_message THEN 'open' END AS event,
    try_cast(closed->>'$.code' AS INTEGER) AS close_code,
    closed->>'$.reason' AS reason,
    CASE message.type WHEN 'send' THEN 'sent' WHEN 'receive' THEN 'received' END AS direction,
    CASE WHEN message.opcode = '1' OR message.opcode IS NULL THEN message.data
        WHEN message.opcode = '2' THEN try(decode(from_base64(message.data))) END AS message,
    CASE
        WHEN is_message AND message.type = 'error' THEN 'skip: WebSocket error event'
        WHEN is_message AND time_of(message.time) IS NULL THEN 'reject: message time is no time'
        WHEN is_close AND closed_at IS NULL THEN 'skip: WebSocket end without a time'
        WHEN is_message OR is_close THEN NULL
        WHEN request.url IS NULL THEN 'reject: entry without request.url'
        WHEN time_of(startedDateTime) IS NULL THEN 'reject: startedDateTime is no time'
    END AS verdict
FROM with_times
"""


_ARCHIVE = re.compile(r'\s*\{\s*"log"\s*:\s*\{')
# No other format has these three.
_OF_ENTRY = ("startedDateTime", "request", "response")
_ENTRIES = re.compile(r"\s*(?:\[\s*)?\{\s*\"(?:_\w+|\w+)\"\s*:")


def _detect(beginning: str) -> float:
    if _ARCHIVE.match(beginning):
        has_member = re.search(r'"(?:entries|creator|version|pages|browser)"\s*:', beginning)
        return 1.0 if has_member else 0.0
    if _is_laid_out(beginning):
        return 1.0 if _ENTRIES.match(beginning) and _is_entry(beginning) else 0.0
    return share_of_lines(beginning, _is_entry)


def _is_entry(text: str) -> bool:
    return all(re.search(rf'"{name}"\s*:\s*["{{]', text) for name in _OF_ENTRY)


def _is_laid_out(beginning: str) -> bool:
    """Whether entries are the values of an array, or on several lines each."""
    is_line = json_object(beginning.lstrip().partition("\n")[0])
    return not is_line and bool(_ENTRIES.match(beginning))


def _fit(beginning: str) -> Format:
    if _ARCHIVE.match(beginning):
        return FORMAT
    if _SNAPSHOT.match(beginning):
        return replace(
            FORMAT, document=None, elements=_SNAPSHOTS, elements_mark=b'"snapshot"', fit=None
        )
    return replace(FORMAT, document=() if _is_laid_out(beginning) else None, fit=None)


FORMAT = Format(
    name="har",
    title="HTTP Archive 1.2 (browser, mitmproxy, Charles, …), with WebSocket messages",
    detect=_detect,
    document=("log", "entries"),
    elements=_ELEMENTS,
    elements_mark=b'"_webSocketMessages"',
    fields=_FIELDS,
    select=_SELECT,
    websocket=True,
    fit=_fit,
    samples=(
        Sample(
            '{"log":{"version":"1.2","creator":{"name":"devtools","version":"1"},"entries":['
            '{"startedDateTime":"2026-11-19T11:00:00.5+01:00","time":31.5,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/market/ticker",'
            '"headers":[{"name":"Accept","value":"*/*"}],"bodySize":-1},'
            '"response":{"status":200,"headers":[],'
            '"content":{"size":45,"text":"{\\"code\\":1002,\\"message\\":\\"Token is required\\"}"}}},'
            '{"startedDateTime":"2026-11-19T10:00:01Z","time":0,'
            '"request":{"method":"GET","url":"wss://api.tickdb.ai/v1/ws","headers":[]},'
            '"response":{"status":101,"headers":[],"content":{"size":0}},'
            '"_resourceType":"websocket","_webSocketMessages":['
            '{"type":"send","time":1795082402.5,"opcode":1,"data":"{\\"cmd\\":\\"nope\\"}"},'
            '{"type":"receive","time":1795082402.6,"opcode":1,'
            '"data":"{\\"cmd\\":\\"nope\\",\\"code\\":4001,\\"message\\":\\"Unknown command\\"}"}]}]}}\n',
            rows=(
                row("10:00:00.5 -> 200 in 31.5 ms", code="1002", key_in="none"),
                row("-> 101", protocol="websocket", command="open"),
                row("10:00:02.6", command="nope", code="4001", duration_ms=None),
            ),
            skipped=1,
        ),
        # Of binary messages those that are text count; a byte 0xff is none.
        Sample(
            '{"log":{"version":"1.2","creator":{"name":"devtools","version":"1"},"entries":['
            '{"startedDateTime":"2026-11-19T10:00:01Z","time":12.5,'
            '"request":{"method":"GET","url":"wss://api.tickdb.ai/v1/ws","headers":[]},'
            '"response":{"status":101,"headers":[],"content":{"size":0}},'
            '"_resourceType":"websocket","_webSocketMessages":['
            '{"type":"receive","time":1795082402.6,"opcode":2,'
            '"data":"eyJjbWQiOiJub3BlIiwiY29kZSI6NDAwMX0="},'
            '{"type":"receive","time":1795082402.7,"opcode":2,"data":"/w=="}]}]}}\n',
            rows=(
                row("10:00:01 -> 101", command="open"),
                row("10:00:02.6", command="nope", code="4001", duration_ms=None),
            ),
            skipped=1,
        ),
        # Playwright's.
        Sample(
            '{"log":{"version":"1.2","creator":{"name":"Playwright","version":"1"},"entries":['
            '{"startedDateTime":"2026-11-19T10:00:00.250Z","time":-1,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":[]},'
            '"response":{"status":-1,"headers":[],"content":{"size":-1},'
            '"_failureText":"net::ERR_NAME_NOT_RESOLVED"}}]}}\n',
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> dns", duration_ms=None),),
        ),
        # … of a redirect, whose content it does not measure.
        Sample(
            '{"log":{"version":"1.2","creator":{"name":"Playwright","version":"1"},"entries":['
            '{"startedDateTime":"2026-11-19T10:00:00.250Z","time":31.2,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":[],"bodySize":0},'
            '"response":{"status":301,"headers":[],"content":{"size":-1,"compression":0},'
            '"headersSize":425,"bodySize":0,"_transferSize":425}}]}}\n',
            rows=(row("10:00:00.25 GET api.tickdb.ai/v1/x -> 301 with 0 B in 31.2 ms"),),
        ),
        # Fiddler's answers in the vendor's place; what Chrome gave up itself is no reset.
        Sample(
            '{"log":{"pages":[],"entries":['
            '{"startedDateTime":"2026-11-19T11:00:00.5+01:00","time":5,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":[]},'
            '"response":{"status":502,"statusText":"Fiddler - Connection Failed","headers":[],'
            '"content":{"size":77,"text":"[Fiddler] The connection to \'api.tickdb.ai\' failed."}}},'
            '{"startedDateTime":"2026-11-19T10:00:01Z","time":5,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":[]},'
            '"response":{"status":504,"statusText":"Fiddler - Receive Failure","headers":[]}},'
            '{"startedDateTime":"2026-11-19T10:00:02Z","time":5,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":[]},'
            '"response":{"status":0,"headers":[],"_error":"net::ERR_ABORTED"}},'
            '{"startedDateTime":"2026-11-19T10:00:03Z","time":5,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":[]},'
            '"response":{"status":0,"headers":[],"_error":"net::ERR_HTTP2_PROTOCOL_ERROR"}}]}}\n',
            rows=(
                row("10:00:00.5 GET api.tickdb.ai/v1/x -> connect in 5 ms", body=None),
                row("10:00:01 -> reset"),
                row("10:00:02 -> other"),
                row("10:00:03 -> reset"),
            ),
        ),
        # HTTP Toolkit says how a connection ended, of one that broke off only that it did.
        Sample(
            '{"log":{"creator":{"name":"HTTP Toolkit"},"entries":['
            '{"startedDateTime":"2026-11-19T10:00:00Z","time":2500.5,'
            '"request":{"method":"GET","url":"wss://api.tickdb.ai/v1/ws","headers":[]},'
            '"response":{"status":101,"headers":[]},"_resourceType":"websocket",'
            '"_webSocketMessages":[],"_webSocketClose":'
            '{"code":1008,"reason":"policy","timestamp":1795082402.5}},'
            '{"startedDateTime":"2026-11-19T10:00:04Z","time":1500,'
            '"request":{"method":"GET","url":"wss://api.tickdb.ai/v1/ws","headers":[]},'
            '"response":{"status":101,"headers":[]},"_resourceType":"websocket",'
            '"_webSocketMessages":[],"_webSocketClose":"aborted"}]}}\n',
            rows=(
                row("10:00:00 -> 101", command="open", duration_ms=None),
                row("10:00:02.5", command="close", close_code=1008),
                row("10:00:04 -> 101", command="open"),
                row("10:00:05.5", command="close", close_code=None),
            ),
        ),
        # Entries that were taken out of their archive, one a line.
        Sample(
            '{"startedDateTime":"2026-11-19T10:00:00Z","time":31.5,"request":{"method":"GET",'
            '"url":"https://api.tickdb.ai/v1/x","headers":[{"name":"X-API-Key","value":"k-1"}]},'
            '"response":{"status":200,"headers":[],"content":{"text":"{\\"code\\":3001}"}}}\n'
            '{"startedDateTime":"2026-11-19T10:00:01Z","time":20,"request":{"method":"GET",'
            '"url":"https://api.tickdb.ai/v1/x","headers":[]},"response":{"status":200,'
            '"headers":[],"content":{"text":"{\\"code\\":0}"}}}\n',
            rows=(
                row("10:00:00 -> 200 in 31.5 ms", code="3001", key_in="header:x-api-key"),
                row("10:00:01 -> 200 in 20 ms", key_in="none"),
            ),
        ),
        # An empty list of messages makes no WebSocket of an entry, nor an empty text a body.
        Sample(
            '{"log":{"creator":{"name":"cypress-har-generator"},"entries":['
            '{"startedDateTime":"2026-11-19T10:00:00.25Z","time":31.5,'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/x","headers":[]},'
            '"response":{"status":404,"headers":[],"content":{"text":""}},'
            '"_resourceType":"fetch","_webSocketMessages":[]}]}}\n',
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x -> 404 in 31.5 ms",
                    protocol="http",
                    body=None,
                    message=None,
                ),
            ),
        ),
        # Of what had no answer, comments and the text of the status say why.
        Sample(
            '{"log":{"version":"1.2","entries":['
            '{"startedDateTime":"2026-11-19T10:00:00Z","time":5,"request":{"method":"GET","url":"https://api.tickdb.ai/v1/a"},'
            '"response":{"status":0,"statusText":"net::ERR_CONNECTION_REFUSED"}},'
            '{"startedDateTime":"2026-11-19T10:00:01Z","time":5,"request":{"method":"GET","url":"https://api.tickdb.ai/v1/b"},'
            '"response":{"status":0,"comment":"NS_ERROR_UNKNOWN_HOST"}},'
            '{"startedDateTime":"2026-11-19T10:00:02Z","time":5,"request":{"method":"GET","url":"https://api.tickdb.ai/v1/c"},'
            '"response":{"status":-1,"statusText":"","error":"socket hang up"}},'
            '{"startedDateTime":"2026-11-19T10:00:03Z","time":5,"_error":"net::ERR_CERT_DATE_INVALID",'
            '"request":{"method":"GET","url":"https://api.tickdb.ai/v1/d"},"response":{"status":0}}]}}\n',
            rows=(
                row("10:00:00 GET /v1/a -> connect"),
                row("10:00:01 GET /v1/b -> dns"),
                row("10:00:02 GET /v1/c -> reset"),
                row("10:00:03 GET /v1/d -> tls"),
            ),
        ),
    ),
)
