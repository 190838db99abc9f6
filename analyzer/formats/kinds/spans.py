"""Span formats other than OTLP: JSON documents with tags by OpenTelemetry's names.

A span is a request where its tags name a method or a status.
"""

from __future__ import annotations

from typing import Any

from analyzer.formats import Format, Sample, opens_with
from analyzer.mapping.span_attributes import span_select


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
