"""Apache and nginx access logs in `common` form: `combined` without referer and user agent.

Apache mod_log_config, the NCSA common log format. The whole line has to fit, so that a combined
line that was cut is not taken for a common one where its file is combined.
"""

from __future__ import annotations

import re

from analyzer.formats import Format, Sample, by_lines, row
from analyzer.formats.combined import ACCESS_FORM, access_line, access_select

_PATTERN = access_line(r"\s*$")
_CLAIM = re.compile(_PATTERN)

FORMAT = Format(
    name="common",
    complete=r'.*" \d{3} ',
    title="Apache and nginx common access log",
    detect=by_lines(_CLAIM.match),
    select=access_select(_PATTERN),
    plain_forms=(ACCESS_FORM,),
    samples=(
        Sample(
            """10.0.0.7 - trader [19/Nov/2026:10:00:00 +0000] "POST https://mmapi.55-tech.com/api/v1/orders/17/cancel HTTP/1.1" 502 -
""",
            rows=(
                row(
                    "10:00:00 POST /api/v1/orders/17/cancel -> 502",
                    vendor="55tech",
                    route="/api/v1/orders/{id}/cancel",
                    response_bytes=None,
                ),
            ),
        ),
    ),
)
