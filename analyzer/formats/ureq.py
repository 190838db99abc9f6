r"""ureq (Rust), by the crate `log`: versions 2 and 3.

Source: algesten/ureq (MIT, Apache-2.0), src/unit.rs of version 2, src/run.rs and src/util.rs of version 3,
which shows headers that tell no secret alone: whether a credential was sent is not seen.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

FORMAT = dialogue_format(
    "ureq",
    "ureq (Rust)",
    (
        (
            "response",
            rf"\bureq::unit\b.*?\bresponse (?P<status>\d{{3}}) to (?P<method>{METHOD}) (?P<url>https?://\S+)",
        ),
        (
            "response",
            r"\bureq::\w+\b.*?\bResponse \{ status: (?P<status>\d{3}), version: [^ ,]+, headers: (?P<headers>\{.*\}) \}",
        ),
        (
            "request",
            rf"\bureq::\w+\]?:?(?:\[\w+\])? (?:sending request (?:\(reused connection\) )?)?(?P<method>{METHOD}) (?P<url>https?://\S+)\s*$",
        ),
        ("part", r"\bureq(?:_proto)?::"),
    ),
    (
        Sample(
            """[2026-11-19T10:00:00Z DEBUG ureq::stream] connecting to api.tickdb.ai:443 at 10.0.0.2:443
[2026-11-19T10:00:00Z INFO  ureq::unit] sending request GET https://api.tickdb.ai/v1/x?a=1
[2026-11-19T10:00:00Z DEBUG ureq::unit] writing prelude: GET /v1/x?a=1 HTTP/1.1
[2026-11-19T10:00:01Z DEBUG ureq::unit] response 429 to GET https://api.tickdb.ai/v1/x?a=1
[2026-11-19T10:00:02Z INFO  bot] order placed
[2026-11-19T10:00:03.250Z INFO  ureq::run] POST https://api.tickdb.ai/v1/orders
[2026-11-19T10:00:03.250Z INFO  ureq::run] Request { method: POST, uri: https://api.tickdb.ai/v1/orders, version: HTTP/1.1, headers: {"accept": "*/*", "<NOTICE>": "1 HEADERS ARE REDACTED"} }
[2026-11-19T10:00:03.281Z INFO  ureq::run] Response { status: 503, version: HTTP/1.1, headers: {"content-type": "application/json", "content-length": "57"} }
[DEBUG ureq::unit] response 500 to GET https://api.tickdb.ai/v1/z
""",
            rows=(
                row("10:00:00 GET api.tickdb.ai/v1/x?a=1 -> 429"),
                row("10:00:03.25 POST api.tickdb.ai/v1/orders -> 503 with 57 B in 31 ms"),
            ),
            rejects=1,
            skipped=6,
        ),
    ),
)
