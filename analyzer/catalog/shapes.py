"""Parser of shapes.toml: error shapes that many APIs share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.catalog.envelope import check_json_path, json_paths, read_envelope
from analyzer.catalog.reader import read_entry
from analyzer.catalog.vendor import Entry, FailureClass, Shape
from analyzer.system.strict_toml import TomlTable


def read_shapes(section: TomlTable, classes: Mapping[str, FailureClass]) -> tuple[Shape, ...]:
    """The whole file. Raises CatalogError, such as where two shapes say what one code means."""
    shapes = tuple(_shape(name, table, classes) for name, table in section.sections("shapes"))
    section.end()
    owners: dict[str | None, str] = {}
    for shape in shapes:
        for entry in shape.entries:
            owner = owners.setdefault(entry.code, shape.name)
            if owner != shape.name:
                section.fail(
                    "shapes", f'{owner} and {shape.name} share "{entry.code}"', "Keep one."
                )
    return shapes


def _shape(name: str, section: TomlTable, classes: Mapping[str, FailureClass]) -> Shape:
    marks = section.section_or_empty("marks")
    shape = Shape(
        name=name,
        names=section.list_of_texts("names"),
        marks=tuple((path, _mark(marks, path)) for path in marks.values),
        status=json_paths(section, "status"),
        envelope=read_envelope(section.section("envelope")),
        entries=tuple(_entries(section, classes)),
        uncoded=_uncoded(name, section, classes),
    )
    section.end()
    return shape


def _mark(marks: TomlTable, path: str) -> str:
    if path != "$":
        check_json_path(marks, None, path)
    return marks.text(path)


def _uncoded(name: str, section: TomlTable, classes: Mapping[str, FailureClass]) -> Entry | None:
    if not section.has("uncoded"):
        return None
    return read_entry(section.section("uncoded"), classes, "uncoded", code=name, listed=False)


def _entries(section: TomlTable, classes: Mapping[str, FailureClass]) -> Iterator[Entry]:
    for code, table in section.sections("codes"):
        yield read_entry(table, classes, "shape", code=code, listed=False)
