r"""JSON that a format string wrote: a text with quotes in it, as they are, between two of its own.

`{"time":"…","level":"INFO","message":"HTTP Request: GET https://… "HTTP/1.1 200 OK""}` comes from
`logging.Formatter('{"time":"%(asctime)s",…,"message":"%(message)s"}')`, which many programs have.
The text is what stands between the members that can be read before and those that can behind it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from analyzer.system.sql_literal import quoted

_NAME = r'"[\w.@ -]+"\s*:\s*'
_VALUE = r'(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)'
# Linear in time, as RE2 and polars read it.
_PATTERN = (
    rf'^(\s*\{{(?:\s*{_NAME}{_VALUE}\s*,)*\s*{_NAME}")(.*?)("(?:\s*,\s*{_NAME}{_VALUE})*\s*\}}\s*)$'
)


def sql_of_mended(line: str) -> str:
    """SQL of a line that is no valid JSON: the same as JSON has it, if it holds such a text."""
    parts = f"regexp_extract({line}, {quoted(_PATTERN)}, ['head', 'text', 'tail'])"
    said = "regexp_replace(to_json(parts.text)::VARCHAR, '^\"|\"$', '', 'g')"
    return f"""(SELECT CASE WHEN parts.head <> '' AND json_valid(mended) THEN mended ELSE {line} END
        FROM (SELECT parts, parts.head || {said} || parts.tail AS mended
            FROM (SELECT {parts} AS parts)))"""


def mended(lines: Sequence[str]) -> list[str]:
    """Those lines of some that hold such a text, as JSON has them."""
    found = pl.Series(lines, dtype=pl.String).str.extract_groups(_PATTERN).struct.unnest()
    return [
        head + json.dumps(text, ensure_ascii=False)[1:-1] + tail
        for head, text, tail in found.drop_nulls().iter_rows()
    ]
