r"""What mitmdump prints of flows, with times before its lines.

Source: mitmproxy, addons/dumper.py: `address: METHOD URL`, behind it ` << STATUS reason size`, or ` << why` there
is none. Both lines are printed at once, when the answer was there.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analyzer.formats import Assemble, Sample, row
from analyzer.formats.kinds.sample_rows import TIMED_OUT
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, line_by_line, text_format

_CALL = rf"{ADDRESS}\]?(?::\d+)?:? (?P<method>{METHOD}) (?P<target>https?://\S+)(?: HTTP/[0-9.]+)?"
_FLOW = re.compile(rf"(?:^|\s)\[?{_CALL}\s*$".replace("?P<method>", "").replace("?P<target>", ""))
_ANSWER = re.compile(r"(?:^|\s)<< \S.*$")
_PART = "part of a flow"

_FORMAT = text_format(
    "mitmdump",
    "mitmdump's console",
    (
        rf"{_CALL} +<< (?:HTTP/[0-9.]+ )?(?P<status>[1-5]\d\d)(?: [A-Za-z' -]+?)?(?: (?P<sent>\d+)b)?\s*$",
        rf"{_CALL} +<< (?:Error: )?(?P<error>[A-Za-z][^\n]*)",
    ),
    (
        Sample(
            """2026-11-19T10:00:00.100Z [10:00:00.100][10.0.0.7:51000] client connect
2026-11-19T10:00:00.250Z 10.0.0.7:51000: GET https://api.tickdb.ai/v1/x?a=1
2026-11-19T10:00:00.250Z      << 429 Too Many Requests 57b
2026-11-19T10:00:01.250Z 10.0.0.7:51001: POST https://api.tickdb.ai/v1/orders HTTP/2.0
2026-11-19T10:00:01.250Z      << Error: connection timed out
2026-11-19T10:00:02.250Z Loading script a.py
""",
            rows=(
                row(
                    "10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B",
                    duration_ms=None,
                ),
                TIMED_OUT,
            ),
            skipped=4,
        ),
        Sample(
            """10.0.0.7:51000: GET https://api.tickdb.ai/v1/x
     << 200 OK 57b
""",
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".* << \S+ ",
)


def _flows() -> Assemble:
    """The same lines; one that tells an answer has the call before it as well."""
    call = [""]
    return line_by_line(lambda line: _joined(line, call))


def _joined(line: str, call: list[str]) -> str:
    if _FLOW.search(line):
        call[0] = line.rstrip()
        return _PART
    if call[0] and (found := _ANSWER.search(line)):
        joined, call[0] = f"{call[0]} {found[0].strip()}", ""
        return joined
    return line


def _detect(beginning: str) -> float:
    """Whether flows and their answers follow one another."""
    told = _flows()(beginning.encode(), is_last=True).decode()
    return _FORMAT.detect(told) if " << " in beginning else 0.0


FORMAT = replace(_FORMAT, detect=_detect, assemble=_flows)
