r"""Google Cloud's command line (`gcloud … --log-http`): what it asks of Google's APIs.

Source: google-cloud-sdk, googlecloudsdk/core/transport.py, LogRequest and LogResponse. Credentials
come redacted. The time is what a build server puts before a line, else the answer's Date header.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_MARK = "==== request start ===="
# A line begins behind the time that is put before it.
_BEGINS = r"(?:^|(?<=Z )|(?<=[+-]\d\d:\d\d )|(?<=\d:\d\d:\d\d ))"
_DIALOGUE = dialogue_format(
    "gcloud",
    "Google Cloud command line (gcloud --log-http)",
    (
        ("request", rf"{_BEGINS}uri: (?P<url>https?://\S+)\s*$"),
        ("field", rf"{_BEGINS}method: (?P<method>{METHOD})\s*$"),
        ("header", rf"{_BEGINS}b'(?P<name>[\w-]+)': b'(?P<value>.*)'\s*$"),
        ("response", rf"{_BEGINS}status: (?P<status>\d{{3}})\s*$"),
        ("blank", rf"{_BEGINS}(?:==|--) body start (?:==|--)\s*$"),
        (
            "field",
            rf"{_BEGINS}total round trip time \(request\+response\): (?P<took>\d+\.\d+ s)ecs\s*$",
        ),
        ("end", rf"{_BEGINS}---- response end ----\s*$"),
        (
            "part",
            rf"{_BEGINS}(?:={{23}}|-{{22}}|(?:={{2,4}}|-{{2,4}}) (?:request|response|headers|body) )",
        ),
    ),
    (
        Sample(
            """==== request start ====
uri: https://dns.googleapis.com/dns/v1/projects/p-1/managedZones?alt=json
method: GET
== headers start ==
b'accept': b'application/json'
b'authorization': --- Token Redacted ---
== headers end ==
== body start ==

== body end ==
==== request end ====
---- response start ----
status: 429
-- headers start --
Date: Thu, 19 Nov 2026 10:00:00 GMT
Retry-After: 3
-- headers end --
-- body start --
{
  "error": {
    "code": 429,
    "message": "Quota exceeded.",
    "status": "RESOURCE_EXHAUSTED"
  }
}

-- body end --
total round trip time (request+response): 0.250 secs
---- response end ----
----------------------
=======================
==== request start ====
uri: https://dns.googleapis.com/dns/v1/projects/p-1/policies
method: POST
== headers start ==
== headers end ==
== body start ==
{"name": "a"}
== body end ==
==== request end ====
---- response start ----
status: 200
-- headers start --
-- headers end --
-- body start --
-- body end --
---- response end ----
NAME  DNS_NAME
""",
            rows=(
                row(
                    "09:59:59.75 GET https://dns.googleapis.com/dns/v1/projects/p-1/managedZones?alt=json"
                    " -> 429 in 250 ms",
                    retry_after_s=3.0,
                    code="RESOURCE_EXHAUSTED",
                    message="Quota exceeded.",
                ),
            ),
            rejects=1,
            skipped=46,
        ),
    ),
    has_threads=False,
)


def _detect(beginning: str) -> float:
    """Other logs name a URI and a status so, but none between these marks."""
    return _DIALOGUE.detect(beginning) if _MARK in beginning else 0.0


FORMAT = replace(_DIALOGUE, detect=_detect)
