r"""newman's JSON report, and the run that the Postman app exports.

Source: newman, lib/reporters/json; postman-collection's Request and Response. An execution has no
time of its own: that of its answer's Date header counts, else that at which the run began.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Fields, Format, Sample, row
from analyzer.system.sql_literal import quoted

_FIELDS: Fields = {
    "name": "VARCHAR",
    "request": {
        "method": "VARCHAR",
        "url": "JSON",
        "header": "JSON",
        "body": {"raw": "VARCHAR"},
    },
    "response": {
        "code": "VARCHAR",
        "header": "JSON",
        "responseTime": "VARCHAR",
        "responseSize": "VARCHAR",
        "stream": {"data": "JSON"},
    },
    "requestError": {"code": "VARCHAR", "message": "VARCHAR"},
    "url": "VARCHAR",
    "time": "VARCHAR",
    "responseCode": {"code": "VARCHAR"},
}
_HEADERS = (
    '\'{{\' || array_to_string(list_transform(try(from_json({0}, \'[{{"key":"VARCHAR","value":"VARCHAR"}}]\')),'
    " lambda h: to_json(h.key)::VARCHAR || ':' || coalesce(to_json(h.value)::VARCHAR, 'null')), ',') || '}}'"
)
_SELECT = f"""
WITH with_headers AS (
    SELECT *, {_HEADERS.format("request.header")} AS sent_headers,
        {_HEADERS.format("response.header")} AS got_headers,
        try(from_json(request.url, '{{"protocol":"VARCHAR","host":"JSON","port":"VARCHAR",
            "path":"JSON","query":[{{"key":"VARCHAR","value":"VARCHAR"}}]}}')) AS u
    FROM input
),
with_target AS (
    SELECT *, coalesce(url, CASE WHEN json_type(request.url) = 'VARCHAR' THEN request.url->>'$'
        ELSE coalesce(u.protocol, 'https') || '://'
            || CASE WHEN left(u.host::VARCHAR, 1) = '[' THEN array_to_string(from_json(u.host, '["VARCHAR"]'), '.')
                ELSE u.host->>'$' END
            || coalesce(':' || nullif(u.port, ''), '')
            || '/' || CASE WHEN left(u.path::VARCHAR, 1) = '[' THEN array_to_string(from_json(u.path, '["VARCHAR"]'), '/')
                ELSE coalesce(ltrim(u.path->>'$', '/'), '') END
            || CASE WHEN len(u.query) > 0 THEN '?' || array_to_string(list_transform(u.query,
                lambda q: q.key || coalesce('=' || q.value, '')), '&') ELSE '' END
        END) AS target
    FROM with_headers
),
with_answer AS (
    SELECT *, try_cast(coalesce(response.responseTime, time) AS DOUBLE) AS took_ms,
        http_date(list_filter(try(from_json(response.header,
            '[{{"key":"VARCHAR","value":"VARCHAR"}}]')), lambda h: lower(h.key) = 'date')[1].value)
            AS answered,
        coalesce(response.code, responseCode.code) AS code
    FROM with_target
)
SELECT
    coalesce(sent_at(answered, took_ms), try_cast({{began}} AS TIMESTAMPTZ)) AS ts,
    took_ms AS duration_ms, request.method AS method, target AS url,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL
        THEN coalesce(concat_ws(' ', requestError.code, requestError.message), 'other') END AS error,
    count_of(response.responseSize) AS response_bytes,
    CASE WHEN request.header IS NOT NULL THEN sent_headers END AS request_headers,
    CASE WHEN response.header IS NOT NULL THEN got_headers END AS response_headers,
    request.body.raw AS request_body,
    try(decode(unhex(array_to_string(list_transform(
        from_json(response.stream.data, '["INTEGER"]'), lambda b: printf('%02x', b)), ''))))
        AS response_body,
    CASE
        WHEN target IS NULL THEN 'skip: no request'
        WHEN answered IS NULL AND try_cast({{began}} AS TIMESTAMPTZ) IS NULL THEN 'reject: no time'
    END AS verdict
FROM with_answer
"""
_BEGAN = re.compile(r'"(?:started|startedAt|timestamp)"\s*:\s*"?([0-9][0-9TZ:.+-]{9,40})"?')


def _detect(beginning: str) -> float:
    opens = re.match(r'\s*\{\s*"(?:collection|id)"\s*:', beginning) is not None
    is_report = '"executions"' in beginning and '"cursor"' in beginning
    return 0.95 if opens and (is_report or _is_export(beginning)) else 0.0


def _is_export(beginning: str) -> bool:
    return '"results"' in beginning and '"responseCode"' in beginning


def _moment(text: str) -> str:
    """SQL of a time in ms of the epoch, or in ISO 8601."""
    return f"make_timestamptz({text} * 1000)" if text.isdigit() else quoted(text)


def _fit(beginning: str) -> Format:
    began = _BEGAN.search(beginning)
    is_report = '"executions"' in beginning
    return replace(
        FORMAT,
        document=("run", "executions") if is_report else ("results",),
        select=_SELECT.replace("{began}", _moment(began[1]) if began else "NULL"),
        fit=None,
    )


FORMAT = Format(
    name="newman",
    title="newman and Postman runs (JSON)",
    detect=_detect,
    document=("run", "executions"),
    fields=_FIELDS,
    select=_SELECT.replace("{began}", "NULL"),
    fit=_fit,
    samples=(
        Sample(
            '{"collection":{},"run":{"timings":{"started":1795082400000},"executions":[\n'
            '{"cursor":{"position":0},"item":{"name":"a"},"request":{"url":{"protocol":"https","path":'
            '["v1","ticker"],"host":["api","tickdb","ai"],"query":[{"key":"symbol","value":"BTC"}]},'
            '"header":[{"key":"X-API-Key","value":"aaaaaaaa-1111-4222-8333-444444444444"}],'
            '"method":"GET"},"response":{"code":429,"header":[{"key":"Date","value":'
            '"Thu, 19 Nov 2026 10:00:05 GMT"},{"key":"Retry-After","value":"2"}],"stream":{"type":'
            '"Buffer","data":[123,34,99,111,100,101,34,58,51,48,48,49,125]},"responseTime":250,'
            '"responseSize":13}},\n'
            '{"cursor":{"position":1},"request":{"url":{"protocol":"https","path":["v1"],"host":'
            '["api","tickdb","ai"],"query":[]},"header":[],"method":"POST"},"requestError":{"code":'
            '"ECONNREFUSED","message":"connect ECONNREFUSED"}}, 7]}}\n',
            rows=(
                row(
                    "10:00:04.75 GET api.tickdb.ai/v1/ticker?symbol=BTC -> 429 in 250 ms",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
                row("10:00:00 POST -> connect"),
            ),
            rejects=1,
        ),
        Sample(
            """{"id":"x","startedAt":"2026-11-19T10:00:00.000Z","results":[{"id":"1","name":"a","url":"https://api.tickdb.ai/v1/ticker?symbol=BTC","time":250,"responseCode":{"code":429,"name":"Too Many Requests"},"times":[250]}],"count":1}
""",
            rows=(row("10:00:00 /v1/ticker -> 429"),),
        ),
    ),
)
