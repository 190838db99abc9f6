"""Span formats other than OTLP: JSON documents with tags by OpenTelemetry's names.

A span is a request where its tags name a method or a status.
"""

from __future__ import annotations

from typing import Any

from analyzer.formats import Format, Sample, opens_with
from analyzer.mapping.span_attributes import span_select

# The elements of a document's lines, where a trace is a list of spans.
SPANS_OF_LISTS = """
SELECT n, unnest(CASE WHEN NOT json_valid(line) THEN [line]
    WHEN ltrim(line)[1] = '[' THEN from_json(line, '["JSON"]')::VARCHAR[] ELSE [line] END) AS element
FROM lines
"""


def span_format(
    name: str, title: str, *, opens: str, span: str, samples: tuple[Sample, ...], **more: Any
) -> Format:
    """A format whose documents begin like the pattern `opens`.

    `span` is SQL from `input` to what `span_select` reads; `more` says how a document is divided.
    """
    select = span_select(span)
    return Format(
        name=name, title=title, detect=opens_with(opens), select=select, samples=samples, **more
    )
