r"""curl's `--verbose`, `--trace-time` or not.

Source: curl, "-v, --verbose". What curl prints has no date: the answer's Date header is the time, so
that an exchange without an answer has none unless a logger puts one before its lines.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue import METHOD, dialogue_format

FORMAT = dialogue_format(
    "curl_verbose",
    "curl --verbose",
    (
        # The progress meter.
        (
            "part",
            r"^ *(?:% Total .*|Dload +Upload .*|\d{1,3} +[\d.]+[kMG]? +\d{1,3} +[\d.]+[kMG]? +\d[^*<>]*[-\d]:[-\d]+:[-\d][^*<>]*)$",
        ),
        (
            "connect",
            r"\* (?:Connected|Established connection) to (?P<host>\S+) \(\S+?\)? port (?P<port>\d+)",
        ),
        ("request", rf"^(?P<pre>.{{0,90}}?)> (?P<method>{METHOD}) (?P<path>\S+) HTTP/[0-9.]+\s*$"),
        ("response", r"^.{0,90}?< HTTP/[0-9.]+ (?P<status>\d{3})(?: .*)?$"),
        ("header", r"^.{0,90}?[<>] (?P<name>[A-Za-z][A-Za-z0-9-]*): ?(?P<value>.*?)\s*$"),
        ("blank", r'^[^"{]{0,90}?[<>*]\s*$'),
        # GitHub's CLI.
        ("field", r"^\* Request took (?P<took>[0-9.]+(?:ms|s|µs))\s*$"),
        ("part", r"[{}] \[\d+ bytes data\]\s*$"),
        ("failure", r"^(?:.{0,90}?)curl: \(\d+\) (?P<error>.*)$"),
        ("part", r"^.{0,90}?\* "),
    ),
    (
        Sample(
            "*   Trying 127.0.0.1:443...\n"
            "* Connected to api.tickdb.ai (127.0.0.1) port 443 (#0)\n"
            "> GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1\n"
            "> Host: api.tickdb.ai\n"
            "> X-API-Key: aaaaaaaa-1111-4222-8333-444444444444\n"
            "> \n"
            "< HTTP/1.1 429 Too Many Requests\n"
            "< Date: Thu, 19 Nov 2026 10:00:00 GMT\n"
            "< Retry-After: 2\n"
            "< Content-Length: 45\n"
            "< \n"
            '{"code":3001,"message":"Rate limit exceeded"}\n'
            "* Connection #0 to host api.tickdb.ai left intact\n"
            "> GET /v1/x HTTP/1.1\n"
            "> Host: api.tickdb.ai\n"
            "< HTTP/1.1 200 OK\n",
            rows=(
                row(
                    "10:00:00 GET api.tickdb.ai/v1/market/ticker -> 429 with 45 B",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                    code="3001",
                ),
            ),
            rejects=1,
            skipped=14,
        ),
    ),
    tried_with=("curl",),
)
