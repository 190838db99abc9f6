"""SQL that recognises the error shapes that many APIs share, such as problem details."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.catalog.vendor import Shape
from analyzer.system.sql_literal import quoted


def has_shape(shape: Shape) -> str:
    """A condition on the JSON text `body`, which is never NULL where the body is not."""
    tests = [
        f"coalesce(regexp_matches(json_extract_string(body, {quoted(path)}), {quoted(pattern)}),"
        " FALSE)"
        for path, pattern in shape.marks
    ]
    if shape.names:
        names = ", ".join(map(quoted, shape.names))
        tests.append(f"len(list_filter(json_keys(body), lambda name: name NOT IN ({names}))) = 0")
    return f"({' AND '.join(tests)})"


def status_of_shape(shapes: Iterable[Shape]) -> str:
    """The HTTP status that the JSON text `body` states, as text, or NULL."""
    return _of_shapes((shape, _status(shape)) for shape in shapes if shape.status)


def uncoded_shape(entries: Iterable[tuple[Shape, int]]) -> str:
    """The entry of the shape that the JSON text `body` has, where no code tells; or NULL."""
    return _of_shapes((shape, str(entry)) for shape, entry in entries)


def _status(shape: Shape) -> str:
    return f"coalesce({', '.join(f'json_extract_string(body, {quoted(p)})' for p in shape.status)})"


def _of_shapes(results: Iterable[tuple[Shape, str]]) -> str:
    cases = "".join(f" WHEN {has_shape(shape)} THEN {result}" for shape, result in results)
    return f"CASE{cases} END" if cases else "NULL"
