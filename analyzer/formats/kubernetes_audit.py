"""Audit log of the API server of Kubernetes: the requests that it answered.

Source: Kubernetes, "Auditing" and "kube-apiserver Audit Configuration (v1)". An event tells a stage of a
request: that it came in, that an answer to it began (of a watch, say), that it was complete, or that a panic
ended it; Azure puts it as an object into one of its own. What is to be done with a resource is named by the verb of its authorization, of which each stands for
a method of HTTP ("Authorization: determine the request verb"); other paths have the method itself. Of the
addresses the first is who asked. An answer that is a failure is told whole, as `responseStatus`.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.formats import Fields, Format, Sample, by_lines, json_object, row
from analyzer.mapping.json_fields import member

_EVENT: Fields = {
    "auditID": "VARCHAR",
    "stage": "VARCHAR",
    "requestURI": "VARCHAR",
    "verb": "VARCHAR",
    "sourceIPs": "VARCHAR[]",
    "responseStatus": "VARCHAR",
    "requestReceivedTimestamp": "VARCHAR",
    "stageTimestamp": "VARCHAR",
}
_FIELDS: Fields = {**_EVENT, "properties": {"log": _EVENT}}
_COLUMNS = ", ".join(f"coalesce({name}, properties.log.{name}) AS {name}" for name in _EVENT)
_SELECT = f"""
WITH events AS (SELECT {_COLUMNS} FROM input),
with_times AS (
    SELECT *, moment_of(requestReceivedTimestamp) AS received, moment_of(stageTimestamp) AS told,
        status_of(json_extract_string(responseStatus, '$.code')) AS answered
    FROM events
)
SELECT
    received AS ts,
    CASE WHEN told >= received THEN date_diff('microsecond', received, told) / 1000.0 END
        AS duration_ms,
    address_of(sourceIPs[1]) AS client_ip,
    CASE
        WHEN verb IN ('get', 'post', 'put', 'patch', 'delete', 'head', 'options') THEN upper(verb)
        WHEN verb IN ('list', 'watch') THEN 'GET'
        WHEN verb = 'create' THEN 'POST'
        WHEN verb = 'update' THEN 'PUT'
        WHEN verb = 'deletecollection' THEN 'DELETE'
    END AS method,
    requestURI AS url,
    answered AS status,
    CASE WHEN answered >= 400 THEN responseStatus END AS response_body,
    auditID AS request_id,
    CASE
        WHEN requestURI IS NULL THEN 'skip: no request'
        WHEN stage = 'ResponseStarted' THEN 'skip: part of an exchange'
        WHEN answered IS NULL THEN 'skip: tells of no answer'
        WHEN received IS NULL THEN 'reject: no time'
    END AS verdict
FROM with_times
"""


def _claims(line: str) -> bool:
    event = json_object(line)
    return any(
        isinstance(one, Mapping) and one.keys() >= {"auditID", "stage", "requestURI", "verb"}
        for one in (event, member(event, "properties.log"))
    )


FORMAT = Format(
    name="kubernetes_audit",
    title="Kubernetes API server audit log",
    detect=by_lines(_claims, sureness=0.95),
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-1","stage":"RequestReceived","requestURI":"/api/v1/namespaces/bots/pods?limit=5","verb":"list","user":{"username":"bot"},"sourceIPs":["10.0.0.7"],"objectRef":{"resource":"pods","namespace":"bots","apiVersion":"v1"},"requestReceivedTimestamp":"2026-11-19T10:00:00.250000Z","stageTimestamp":"2026-11-19T10:00:00.250000Z"}
{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-1","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/bots/pods?limit=5","verb":"list","user":{"username":"bot"},"sourceIPs":["10.0.0.7","10.0.0.2"],"objectRef":{"resource":"pods","namespace":"bots","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"2026-11-19T10:00:00.250000Z","stageTimestamp":"2026-11-19T10:00:00.281000Z"}
{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-2","stage":"ResponseComplete","requestURI":"/apis/apps/v1/namespaces/bots/deployments","verb":"create","sourceIPs":["fd00::1"],"objectRef":{"resource":"deployments"},"responseStatus":{"metadata":{},"status":"Failure","message":"deployments.apps is forbidden","reason":"Forbidden","code":403},"requestReceivedTimestamp":"2026-11-19T10:00:01.250000Z","stageTimestamp":"2026-11-19T10:00:01.500000Z"}
{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-3","stage":"ResponseStarted","requestURI":"/api/v1/pods?watch=true","verb":"watch","sourceIPs":["10.0.0.7"],"responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"2026-11-19T10:00:02.250000Z","stageTimestamp":"2026-11-19T10:00:02.251000Z"}
{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-4","stage":"ResponseComplete","requestURI":"/version","verb":"get","sourceIPs":["10.0.0.7"],"responseStatus":{"metadata":{},"code":429},"requestReceivedTimestamp":"2026-11-19T10:00:03.250000Z","stageTimestamp":"2026-11-19T10:00:03.250000Z"}
{"category":"kube-audit-admin","properties":{"log":{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a-5","stage":"ResponseComplete","requestURI":"/api/v1/pods/p","verb":"update","sourceIPs":["10.0.0.9"],"responseStatus":{"metadata":{},"code":409},"requestReceivedTimestamp":"2026-11-19T10:00:04.250000Z","stageTimestamp":"2026-11-19T10:00:04.500000Z"},"pod":"kube-apiserver-1"},"time":"2026-11-19T10:00:04.6Z"}
{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-6","stage":"Resp
""",
            rows=(
                row(
                    "10:00:00.25 GET /api/v1/namespaces/bots/pods?limit=5 -> 200 in 31 ms",
                    client_ip="10.0.0.7",
                    request_id="a-1",
                ),
                row(
                    "10:00:01.25 POST /apis/apps/v1/namespaces/bots/deployments -> 403 in 250 ms",
                    client_ip="fd00::1",
                    message="deployments.apps is forbidden",
                ),
                row("10:00:03.25 GET /version -> 429 in 0 ms"),
                row("10:00:04.25 PUT /api/v1/pods/p -> 409 in 250 ms", client_ip="10.0.0.9"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
)
