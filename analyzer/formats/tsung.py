r"""Tsung's dump of what it asked for over HTTP (`dumptraffic="light"` or `"protocol"`).

Source: Tsung's manual, `tsung.dump`. The date is the end of the request in seconds of the epoch, the
duration in milliseconds. Errors are words of Erlang's.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import text_format

_REQUEST = r"^(?P<end>\d{10}(?:\.\d+)?);<[\d.]+>;\d+;(?P<method>[a-zA-Z]+);(?P<host>[^;]*);(?P<target>[^;]*);"
_REST = r"(?P<sent>\d*);(?P<ms>[\d.]*);[^;]*;[^;]*;"

FORMAT = text_format(
    "tsung",
    "Tsung's dump of requests",
    (
        rf"{_REQUEST}(?P<status>[1-5]\d\d);{_REST}[^;]*(?:;.*)?$",
        rf"{_REQUEST};{_REST}(?P<error>[^;]+)(?:;.*)?$",
    ),
    (
        Sample(
            "#date;pid;id;http method;host;URL;HTTP status;size;duration;transaction;match;error;tag\n"
            "1795082400.281;<0.136.0>;2;get;api.tickdb.ai;/v1/x?a=1;429;57;31.000;-;;;\n"
            "1795082401.281;<0.137.0>;3;post;api.tickdb.ai;/v1/orders;;0;31;-;;error_connect_econnrefused;\n"
            "1795082402.281;<0.137.0>;3;post;api.tickdb.ai\n",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x?a=1 -> 429 with 57 B in 31 ms"),
                row(
                    "10:00:01.25 POST api.tickdb.ai/v1/orders -> connect in 31 ms", response_bytes=0
                ),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r"^(?:[^;]*;){11}",
    broken=r"^\d{10}[\d.]*;<",
)
