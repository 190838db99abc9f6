"""WireMock's journal of requests, as `/__admin/requests` gives it out: what a mock was asked, and answered.

Source: WireMock, "Request Journal" (API documentation of the admin API). `loggedDate` is when a
request came in, in milliseconds of the epoch, and the times of `timing` are milliseconds.
"""

from __future__ import annotations

from analyzer.formats import Sample, opens_with, row
from analyzer.formats.kinds.object_fields import object_format

FORMAT = object_format(
    "wiremock",
    "WireMock's request journal (JSON)",
    opens_with(
        r'(?s)\s*\{\s*"requests"\s*:\s*\[\s*\{(?=.{0,16000}"loggedDate")(?=.{0,16000}"wasMatched")'
    ),
    document=("requests",),
    samples=(
        Sample(
            """{
  "requests" : [ {
    "id" : "45760a03-eebb-4387-ad0d-bb89b5d3d662",
    "request" : {
      "url" : "/v1/x?a=1", "absoluteUrl" : "http://api.tickdb.ai:8080/v1/x?a=1", "method" : "GET", "clientIp" : "10.0.0.7",
      "headers" : { "Host" : "api.tickdb.ai:8080", "X-API-Key" : "aaaaaaaa-1111-4222-8333-444444444444" },
      "cookies" : { }, "browserProxyRequest" : false, "loggedDate" : 1795082400250, "bodyAsBase64" : "", "body" : "",
      "loggedDateString" : "2026-11-19T10:00:00Z"
    },
    "responseDefinition" : { "status" : 429, "fromConfiguredStub" : true },
    "response" : { "status" : 429, "headers" : { "Retry-After" : "2" }, "bodyAsBase64" : "eyJjb2RlIjozMDAxfQ==", "body" : "{\\"code\\":3001}" },
    "wasMatched" : true,
    "timing" : { "addedDelay" : 0, "processTime" : 30, "responseSendTime" : 1, "serveTime" : 31, "totalTime" : 31 }
  }, 7 ],
  "meta" : { "total" : 1 },
  "requestJournalDisabled" : false
}
""",
            rows=(
                row(
                    "10:00:00.25 GET http://api.tickdb.ai:8080/v1/x?a=1 -> 429 in 31 ms",
                    client_ip="10.0.0.7",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
            ),
            rejects=1,
        ),
    ),
)
