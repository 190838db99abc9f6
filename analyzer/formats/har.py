"""HTTP Archive 1.2: what a browser or a debugging proxy saved, with Chrome's WebSocket messages.

Source: the HAR 1.2 specification (W3C Web Performance WG draft) and, for `_webSocketMessages`,
Chrome DevTools' notes. Elements are entries and WebSocket messages. Negative sizes and times mean
"unknown"; status 0, or -1 as Playwright writes it, means that no response came.
"""

from __future__ import annotations

import re

from analyzer.formats import Fields, Format, Sample, row

# Entries, then their messages, each with what it needs from its entry.
_ELEMENTS = """
SELECT n, line AS element FROM lines
UNION ALL
SELECT n, json_object(
    'message', unnest(e._webSocketMessages),
    'url', e.request.url,
    'headers', e.request.headers,
    'opened', e.startedDateTime,
    'connection', coalesce(e._connectionId, e.connection))::VARCHAR AS element
FROM (
    SELECT n, try(from_json(line, '{"_webSocketMessages":["JSON"],
        "request":{"url":"VARCHAR","headers":"JSON"},
        "startedDateTime":"VARCHAR","_connectionId":"VARCHAR","connection":"VARCHAR"}')) AS e
    FROM lines WHERE contains(line, '"_webSocketMessages"'))
"""

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
        "headers": "JSON",
        "bodySize": "VARCHAR",
        "content": {"size": "VARCHAR", "text": "VARCHAR", "encoding": "VARCHAR"},
        "_error": "VARCHAR",
        "_failureText": "VARCHAR",
    },
    "_resourceType": "VARCHAR",
    "_webSocketMessages": "JSON",
    "_connectionId": "VARCHAR",
    "connection": "VARCHAR",
    "opened": "VARCHAR",
    "url": "VARCHAR",
    "headers": "JSON",
    "message": {"type": "VARCHAR", "time": "VARCHAR", "opcode": "VARCHAR", "data": "VARCHAR"},
}

_SELECT = """
WITH with_kind AS (
    SELECT *,
        coalesce(message.time, message.data) IS NOT NULL AS is_message,
        coalesce(_resourceType = 'websocket' OR _webSocketMessages IS NOT NULL, FALSE) AS is_open,
        try_cast(response.status AS INTEGER) AS http_status
    FROM input
)
SELECT
    CASE WHEN is_message THEN time_of(message.time) ELSE time_of(startedDateTime) END AS ts,
    CASE WHEN try_cast(time AS DOUBLE) >= 0 AND NOT is_open THEN try_cast(time AS DOUBLE) END
        AS duration_ms,
    CASE WHEN is_message OR is_open THEN 'websocket' ELSE 'http' END AS protocol,
    request.method AS method,
    coalesce(request.url, url) AS url,
    CASE WHEN http_status > 0 THEN http_status END AS status,
    CASE WHEN NOT is_message AND coalesce(http_status, 0) <= 0
        THEN coalesce(response._error, response._failureText, 'other') END AS error,
    CASE WHEN try_cast(request.bodySize AS BIGINT) >= 0 THEN try_cast(request.bodySize AS BIGINT) END
        AS request_bytes,
    CASE WHEN try_cast(response.content.size AS BIGINT) >= 0
        THEN try_cast(response.content.size AS BIGINT) END AS response_bytes,
    headers_of_list(coalesce(request.headers, headers)) AS request_headers,
    headers_of_list(response.headers) AS response_headers,
    request.postData.text AS request_body,
    CASE WHEN response.content.encoding = 'base64'
        THEN decode(try(from_base64(response.content.text)), 'replace')
        ELSE response.content.text END AS response_body,
    CASE WHEN is_message OR is_open
        THEN coalesce(_connectionId, connection,
            md5(concat(coalesce(opened, startedDateTime), coalesce(request.url, url)))[:12]) END
        AS connection,
    CASE WHEN is_open AND NOT is_message THEN 'open' END AS event,
    CASE message.type WHEN 'send' THEN 'sent' WHEN 'receive' THEN 'received' END AS direction,
    CASE WHEN message.opcode = '1' OR message.opcode IS NULL THEN message.data END AS message,
    CASE
        WHEN is_message AND message.type = 'error' THEN 'skip: WebSocket error event'
        WHEN is_message AND time_of(message.time) IS NULL THEN 'reject: message time is no time'
        WHEN is_message THEN NULL
        WHEN request.url IS NULL THEN 'reject: entry without request.url'
        WHEN time_of(startedDateTime) IS NULL THEN 'reject: startedDateTime is no time'
    END AS verdict
FROM with_kind
"""


def _detect(beginning: str) -> float:
    opening = re.match(r'\s*\{\s*"log"\s*:\s*\{', beginning)
    has_member = re.search(r'"(?:entries|creator|version|pages|browser)"\s*:', beginning)
    return 1.0 if opening and has_member else 0.0


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
                row("10:00:02.6", command="nope", code="4001"),
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
    ),
)
