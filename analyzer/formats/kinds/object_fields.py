"""Formats whose lines are JSON objects, or are made into some: fields are mapped by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from analyzer.formats import Format, Sample
from analyzer.mapping.json_fields import JsonFields


def object_format(
    name: str,
    title: str,
    detect: Callable[[str], float],
    samples: tuple[Sample, ...],
    **more: Any,
) -> Format:
    """A format that remembers, for one source, the fields that it has seen there."""

    def fit(beginning: str) -> Format:
        del beginning
        fields = JsonFields()
        return replace(form, select=fields.select, unmapped=fields.unmapped)

    form = Format(
        name=name,
        title=title,
        detect=detect,
        select=lambda con: JsonFields().select(con),
        fit=fit,
        samples=samples,
        **more,
    )
    return form
