r"""Singer taps and Meltano's SDK: the metric of each HTTP request.

Source: singer-python, metrics.py (`http_request_timer`), and singer_sdk.metrics: a timer named
http_request_duration, whose value is in seconds and whose tags have the endpoint and the status, as JSON,
as a dict of Python, or as pairs. Its errors name path and status. No line says the method or the host.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_Q = r"[\"']"
_BEFORE = rf"METRIC: .*?http_request_duration.*?\bvalue{_Q}?[:=] ?(?P<s>[0-9.]+),? {_Q}?tags{_Q}?[:=] ?\{{.*?"
_STATUS = rf"{_Q}http_status_code{_Q}: ?(?P<status>\d{{3}})"
_TARGET = r"(?P<target>(?:https?:/)?/[^\"'\s]*)"

FORMAT = text_format(
    "singer",
    "Singer taps and Meltano's SDK: http_request_duration",
    (
        rf"{_BEFORE}{_STATUS}.*?{_Q}url{_Q}: ?{_Q}{_TARGET}{_Q}",
        rf"{_BEFORE}{_Q}endpoint{_Q}: ?{_Q}{_TARGET}{_Q}.*?{_STATUS}",
        rf"{_BEFORE}{_STATUS}",
        r"\b(?:Retriable|Fatal)APIError: (?P<status>[45]\d\d) (?:Client|Server) Error: [^\n]*? for path: (?P<target>/[^\s)\"']*)",
    ),
    (
        Sample(
            """2026-11-19 10:00:01,250 INFO METRIC: {"type": "timer", "metric": "http_request_duration", "value": 0.25, "tags": {"endpoint": "orders", "http_status_code": 429, "status": "failed"}}
time=2026-11-19 10:00:02 name=tap level=INFO message=INFO METRIC: {'type': 'timer', 'metric': 'http_request_duration', 'value': 0.5, 'tags': {'endpoint': '/v1/x', 'http_status_code': 504, 'status': 'failed'}}
2026-11-19 10:00:03 +0000 - tap - DEBUG - METRIC: type='timer' metric='http_request_duration' value=1.5 tags={'stream': 'y', 'endpoint': '/v1/y', 'http_status_code': 200, 'status': 'succeeded', 'url': '/v1/y?page=1'}
2026-11-19 10:00:03 +0000 - tap - INFO - METRIC: type='counter' metric='record_count' value=57 tags={'stream': 'y'}
METRIC: type='timer' metric='http_request_duration' value=1.5 tags={'endpoint': '/v1/y', 'http_status_code': 200}
2026-11-19 10:00:04 +0000 - backoff - INFO - Backing off _request(...) for 2.3s (singer_sdk.exceptions.RetriableAPIError: 429 Client Error: Too Many Requests for path: /v1/z)
""",
            rows=(
                row("10:00:01 -> 429 in 250 ms"),
                row("10:00:01.5 /v1/x -> 504 in 500 ms"),
                row("10:00:01.5 /v1/y?page=1 -> 200 in 1500 ms"),
                row("10:00:04 /v1/z -> 429"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".*(?:http_status_code|APIError: \d{3} .* for path: )",
)
