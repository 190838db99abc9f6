"""SQL from a span's attributes to the columns of an exchange, by OpenTelemetry's names.

For spans of other makes than OTLP, whose tags bear the same names, old or new.
"""

from __future__ import annotations

from analyzer.mapping.span_answers import TEXTS, told_body

_STATUS = ("http.response.status_code", "http.status_code", "http.status", "status_code")
METHOD = ("http.request.method", "http.method")
# A route is what is known of the path where nothing else is.
_URL = ("url.full", "http.url", "http.target", "url.path", "http.path", "http.route")
_HOST = (
    "server.address",
    "net.peer.name",
    "peer.hostname",
    "http.host",
    "out.host",
    "http.server_name",
)
_PORT = ("server.port", "net.peer.port", "net.host.port")
_ERROR = (
    "error.type",
    "exception.type",
    "error.message",
    "error.msg",
    "exception.message",
    "error",
)
_CLIENT_IP = ("client.address", "http.client_ip", "net.sock.peer.addr", "peer.ipv4")
REQUEST_SIZE = ("http.request.body.size", "http.request_content_length", "http.request.size")
RESPONSE_SIZE = ("http.response.body.size", "http.response_content_length", "http.response.size")

# OpenTelemetry names none: Hypertrace's, the Elastic Common Schema's, and what programs call them.
REQUEST_BODY = ("http.request.body", "http.request.body.content", "http.request_body")
RESPONSE_BODY = ("http.response.body", "http.response.body.content", "http.response_body")
RESENT = ("http.request.resend_count", "http.resend_count", "http.retry_count")
_REQUEST_ID = ("aws.request_id", "http.request.id", "request_id")


def span_select(span: str) -> str:
    """A SELECT over `span`: SQL from `input` to what every make of span has.

    `started` and `took_us` (microseconds), `attributes` (a MAP of texts), `service`, `kind`
    (client, server, …), `trace`, `has_failed`, and whether it `answers` a CLIENT span.
    """
    return f"""
WITH span AS ({span}),
with_names AS (
    SELECT *, map_keys(attributes) AS k, map_values(attributes) AS v,
        coalesce(has_failed, FALSE) AS is_failure,
        CASE WHEN kind = 'server' THEN [] ELSE
            [{", ".join(f"attributes['{name}']" for name in TEXTS)}] END AS texts
    FROM span
),
with_attributes AS (
    SELECT *, {told_body("k", "v", "texts", "is_failure")} AS told,
        {_first(_STATUS)} AS code, {_first(METHOD)} AS method, {_first(_URL)} AS url,
        coalesce({_first(_HOST)}, CASE WHEN kind = 'server' THEN {_first(("net.host.name",))} END)
            AS host,
        {_first(_PORT)} AS port, {_first(_ERROR)} AS error_type,
        {_first(("url.query", "http.query_string", "http.query.string"))} AS query
    FROM with_names
),
with_answers AS (
    SELECT * REPLACE (CASE WHEN status_of(code) IS NOT NULL
        OR coalesce(error_type_of(error_type), 'other') = 'other' THEN told END AS told)
    FROM with_attributes
)
SELECT
    make_timestamptz(started) AS ts,
    CASE WHEN took_us >= 0 THEN took_us / 1000.0 END AS duration_ms,
    CASE WHEN coalesce(kind, 'client') <> 'server' THEN service END AS client,
    CASE WHEN kind = 'server' THEN address_of(coalesce(
        {_first(_CLIENT_IP)})) END AS client_ip,
    upper(method) AS method,
    CASE WHEN contains(url, '?') OR query IS NULL THEN url
        ELSE url || '?' || ltrim(query, '?') END AS url,
    {_first(("url.scheme", "http.scheme"))} AS scheme,
    CASE WHEN contains(host, ':') OR coalesce(port, '443') IN ('443', '80') THEN host
        ELSE host || ':' || port END AS host,
    status_of(code) AS status,
    CASE WHEN status_of(code) IS NULL AND (has_failed OR says_no_response(code)) AND told IS NULL
        THEN coalesce(nullif(nullif(error_type, 'true'), '1'), 'other') END AS error,
    count_of({_first(REQUEST_SIZE)})
        AS request_bytes,
    count_of({_first(RESPONSE_SIZE)})
        AS response_bytes,
    count_of({_first(RESENT)}) AS attempt,
    trace AS trace_id,
    {_headers("request")} AS request_headers,
    {_headers("response")} AS response_headers,
    {_first(_REQUEST_ID)} AS request_id,
    {_first(REQUEST_BODY)} AS request_body,
    coalesce({_first(RESPONSE_BODY)}, told) AS response_body,
    CASE
        WHEN coalesce(trace, service) IS NULL AND started IS NULL THEN 'skip: no request'
        WHEN coalesce(method, code) IS NULL THEN 'skip: no HTTP attributes'
        WHEN answers THEN 'skip: server side of a client span'
        WHEN started IS NULL THEN 'reject: no time'
    END AS verdict
FROM with_answers
"""


def _first(names: tuple[str, ...]) -> str:
    """SQL of the first of these attributes that there is."""
    found = ", ".join(f"nullif(attributes['{name}'], '')" for name in names)
    return f"coalesce({found})"


def _headers(kind: str) -> str:
    """SQL of the headers that were captured as tags, as JSON object text; a list gives its first.

    Datadog's name is in the plural.
    """
    prefix = f"^http[.]{kind}[.]headers?[.]"
    return f"""CASE WHEN contains(array_to_string(k, ' '), 'http.{kind}.header') THEN
        '{{' || array_to_string(list_transform(
            list_filter(list_zip(k, v), lambda x: regexp_matches(x[1], '{prefix}')),
            lambda x: to_json(replace(regexp_replace(x[1], '{prefix}', ''), '_', '-'))::VARCHAR
                || ':' || to_json(CASE WHEN x[2][1:2] = '["' THEN coalesce(
                    try(json_extract_string(x[2], '$[0]')), x[2]) ELSE x[2] END)::VARCHAR), ',')
        || '}}' END"""
