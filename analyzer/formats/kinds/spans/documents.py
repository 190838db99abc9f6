"""Span formats other than OTLP: JSON documents with tags by OpenTelemetry's names.

A span is a request where its tags name a method or a status, but for the SERVER span whose parent is
a CLIENT span with such tags.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from analyzer.formats import Format, Sample, opens_with
from analyzer.formats.kinds.spans.client_spans import ClientSpans
from analyzer.mapping.span_attributes import span_select

# The elements of a document's lines, where a trace is a list of spans.
SPANS_OF_LISTS = """
SELECT n, unnest(CASE WHEN NOT json_valid(line) THEN [line]
    WHEN ltrim(line)[1] = '[' THEN from_json(line, '["JSON"]')::VARCHAR[] ELSE [line] END) AS element
FROM lines
"""
_IS_HTTP = r"http[.](?:request[.]method|method|response[.]status_code|status_code)"


def span_format(
    name: str,
    title: str,
    *,
    span: str,
    samples: tuple[Sample, ...],
    opens: str = "",
    detect: Callable[[str], float] | None = None,
    **more: Any,
) -> Format:
    """A format whose documents begin like the pattern `opens`, or whose sources are told by `detect`.

    `span` is SQL from `input` to what `span_select` reads; `more` says how a document is divided.
    """
    detect = detect or opens_with(opens)
    select = span_select(f"SELECT FALSE AS answers, * FROM ({span})")
    return Format(name=name, title=title, detect=detect, select=select, samples=samples, **more)


def span_format_of_pairs(
    name: str,
    title: str,
    *,
    span: str,
    relations: str,
    elements: str,
    is_request: str = "FALSE",
    **more: Any,
) -> Format:
    """The same, where a source may hold both sides of a call.

    `elements` is SQL from `lines` to the spans, and `relations` from `elements` to `n`, `element`,
    `trace`, `kind`, the span's `own` id and two `others` of which one may be the CLIENT span that it
    answers. `span` takes `answers` over from `input`. `is_request` is SQL of whether a CLIENT span in
    `relations` is a request that has neither method nor status among its tags.
    """
    spans = f"WITH elements AS ({elements}), relations AS ({relations})"
    ids = f"""{spans} SELECT hash(concat_ws(' ', trace, own)) AS id FROM relations
        WHERE kind = 'client' AND (regexp_matches(element, '{_IS_HTTP}') OR {is_request})"""
    known = "hash(concat_ws(' ', trace, others[{}])) IN (SELECT id FROM client_spans)"
    answering = f"kind = 'server' AND ({known.format(1)} OR {known.format(2)})"
    marked = f"""{spans} SELECT n, CASE WHEN {answering}
            THEN json_merge_patch(element, '{{"answers":true}}')::VARCHAR ELSE element END AS element
        FROM relations"""

    def fit(beginning: str) -> Format:
        del beginning
        source = ClientSpans(ids, marked)
        return replace(form, elements=source.elements, survey=source.survey, fit=None)

    form = replace(
        span_format(name, title, span=span, **more),
        select=span_select(span),
        elements=lambda con: ClientSpans(ids, marked).elements(con),
        fit=fit,
    )
    return form
