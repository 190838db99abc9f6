"""SQL that recognises the error shapes that many APIs share, such as problem details."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.catalog.vendor import Shape
from analyzer.system.sql_literal import quoted


def has_shape(shape: Shape) -> str:
    """A condition on the JSON text `body`."""
    tests = [
        f"coalesce(regexp_matches(json_extract_string(body, {quoted(path)}), {quoted(pattern)}),"
        " FALSE)"
        for path, pattern in shape.marks
    ]
    if shape.names:
        names = ", ".join(map(quoted, shape.names))
        tests.append(f"len(list_filter(json_keys(body), lambda name: name NOT IN ({names}))) = 0")
    return " AND ".join(tests)


def status_of_shape(shapes: Iterable[Shape]) -> str:
    """The HTTP status that the text `body` states, as text, or NULL."""
    cases = "".join(
        f" WHEN {has_shape(shape)} THEN json_extract_string(body, {quoted(shape.status)})"
        for shape in shapes
        if shape.status
    )
    return f"CASE WHEN json_valid(body) THEN CASE{cases} END END" if cases else "NULL::VARCHAR"
