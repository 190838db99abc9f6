"""The catalog: shipped vendors, the user's own, the classes, HTTP statuses and close codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import duckdb
from blake3 import blake3

from analyzer.catalog.reader import read_class, read_entry, read_reasons, read_vendor
from analyzer.catalog.shapes import read_shapes
from analyzer.catalog.vendor import CLASSES, Entry, FailureClass, Family, Shape, Vendor
from analyzer.errors import CatalogError
from analyzer.system.strict_toml import Document, TomlKey, TomlTable, read

__all__ = ["Catalog", "Vendor", "load"]

SHIPPED = Path(__file__).parent / "vendors"
CLASSES_FILE = Path(__file__).parent / "classes.toml"
SHAPES_FILE = Path(__file__).parent / "shapes.toml"
ERROR_STATUSES = range(400, 600)


@dataclass(frozen=True)
class Catalog:
    """Vendors by id, classes by name.

    `standards` is what HTTP, WebSocket, networks and the codes of shared shapes say.
    """

    vendors: Mapping[str, Vendor]
    classes: Mapping[str, FailureClass]
    standards: tuple[Entry, ...]
    shapes: tuple[Shape, ...]

    @cached_property
    def digest(self) -> str:
        """Another one for whatever differs in it."""
        return blake3(repr(self).encode()).hexdigest(16)

    def hosts(self) -> list[tuple[str, str]]:
        """(host glob, vendor), the most telling glob first: without `*`, then the longest."""
        claims = ((host, vendor.id) for vendor in self.vendors.values() for host in vendor.hosts)
        return sorted(claims, key=lambda claim: ("*" in claim[0], -len(claim[0]), claim))


def load(own: Path | None = None) -> Catalog:
    """The shipped vendors, added to or overridden by a folder (or one file) of the user's own.

    A file of the user's with the id of a shipped vendor is laid over it key by key: what it gives
    wins, and its patterns and bodies are tried first. Raises CatalogError.
    """
    return laid_over(documents(own)) if own else _shipped()


@cache
def _shipped() -> Catalog:
    classes, standards, shapes = _read_standards()
    vendors = {
        key: read_vendor(TomlTable.of(d), classes) for key, d in _shipped_documents().items()
    }
    _refuse_shared_hosts(vendors.values())
    _refuse_unknown_shapes(vendors.values(), shapes)
    return Catalog(_with_families(vendors), classes, standards, shapes)


@cache
def _shipped_documents() -> dict[str, Document]:
    return {_id_of(document): document for document in documents(SHIPPED)}


def laid_over(own: Iterable[Document]) -> Catalog:
    """The shipped catalog with these files of a user's own. Raises CatalogError."""
    shipped, vendors = _shipped(), dict[str, Vendor]()
    for document in own:
        vendor_id = _id_of(document)
        # Samples belong to the file that declares them: laid over, they would contradict it.
        values = {"samples": [], **document.values}
        laid = replace(document, values=values, under=_shipped_documents().get(vendor_id))
        vendors[vendor_id] = read_vendor(TomlTable.of(laid), shipped.classes)
    _refuse_shared_hosts({**shipped.vendors, **vendors}.values())
    _refuse_unknown_shapes(vendors.values(), shipped.shapes)
    return replace(shipped, vendors={**shipped.vendors, **_with_families(vendors)})


def documents(place: Path) -> list[Document]:
    """The files of a folder, or one file. Raises CatalogError, such as where two have one id."""
    if not place.exists():
        raise CatalogError("does not exist", where=str(place), todo="Check --vendors.")
    files = [place] if place.is_file() else sorted(place.glob("*.toml"))
    if not files:
        raise CatalogError(
            "holds no catalog file (*.toml)", where=str(place), todo="Check --vendors."
        )
    documents = [Document(read(file), file) for file in files]
    paths: dict[object, Path] = {}
    for document in documents:
        first = paths.setdefault(document.values.get("id"), document.path)
        if first is not document.path:
            raise CatalogError(
                f"{first} has the same id",
                where=str(document.where(("id",))),
                todo="Put both into one file, or give another id.",
            )
    return documents


def _id_of(document: Document) -> str:
    return TomlTable(document, document.values).text("id")


def _read_standards() -> tuple[dict[str, FailureClass], tuple[Entry, ...], tuple[Shape, ...]]:
    section = TomlTable.of(Document(read(CLASSES_FILE), CLASSES_FILE))
    outer = section.section("classes")
    classes = {name: read_class(name, outer.section(name)) for name in CLASSES}
    outer.end()
    standards = tuple(_standards(section, classes))
    section.end()
    shapes = read_shapes(TomlTable.of(Document(read(SHAPES_FILE), SHAPES_FILE)), classes)
    entries = [e for shape in shapes for e in shape.entries]
    uncoded = [shape.uncoded for shape in shapes if shape.uncoded]
    return classes, (*standards, *entries, *uncoded), shapes


def _standards(section: TomlTable, classes: Mapping[str, FailureClass]) -> Iterator[Entry]:
    """Every error status gets an entry: RFC 9110 §15 treats an unknown one as x00 of its class."""
    statuses = {
        name: read_entry(table, classes, "status", code=name, listed=False)
        for name, table in section.sections("statuses")
    }
    for status in ERROR_STATUSES:
        code = str(status)
        named = statuses.get(code, statuses[f"{code[0]}xx"])
        yield replace(named, code=code, status=status)
    for number, table in section.sections("closes"):
        name, status = table.text("name"), int(number)
        reasons = tuple(read_reasons(table, classes, name, status))
        yield read_entry(table, classes, "close", code=name, status=status, listed=False)
        yield from reasons
    for name, table in section.sections("network"):
        yield read_entry(table, classes, "network", code=name, listed=False)
    unclassified = section.section("unclassified")
    yield read_entry(unclassified, classes, "none", code="unknown", listed=False)


def _refuse_shared_hosts(vendors: Iterable[Vendor]) -> None:
    owners: dict[str, str] = {}
    for vendor in vendors:
        for host in vendor.hosts:
            owner = owners.setdefault(host, vendor.id)
            if owner != vendor.id:
                raise CatalogError(
                    f'"{host}" belongs to {owner} already',
                    where=str(vendor.where),
                    todo="A host can have one vendor only.",
                )


def _refuse_unknown_shapes(vendors: Iterable[Vendor], shapes: Iterable[Shape]) -> None:
    names = [s.name for s in shapes if s.envelope.failures_under_http_200]
    for vendor in vendors:
        for name in vendor.envelope.hidden_shapes:
            if name not in names and vendor.envelope.where:
                raise CatalogError(
                    f'"{name}" is no form of error that comes under HTTP 200',
                    where=str(vendor.envelope.where / "hidden_shapes"),
                    todo=f"Take some of: {', '.join(names)}.",
                )


def _with_families(vendors: Mapping[str, Vendor]) -> dict[str, Vendor]:
    """Give each entry its family, and try every pattern, in the engine that will run them (RE2)."""
    with duckdb.connect(":memory:") as con:
        _try_all(con, [use for vendor in vendors.values() for use in _patterns(vendor)])
        return {key: _with_family(con, vendor) for key, vendor in vendors.items()}


# A pattern, the replacement whose groups it must have, and where it is given.
_Pattern = tuple[str, str, TomlKey]


def _patterns(vendor: Vendor) -> Iterator[_Pattern]:
    rule, envelope = vendor.family, vendor.envelope
    if rule.pattern is not None:
        yield rule.pattern, rule.name or "", rule.where / "pattern"
    for key in ("code_part", "text_code", "text_message"):
        if envelope.where and (pattern := getattr(envelope, key)):
            yield pattern, r"\1", envelope.where / key
    if envelope.where and envelope.hidden_code:
        yield envelope.hidden_code, "", envelope.where / "hidden_code"
    for entry in vendor.entries:
        if entry.pattern is not None:
            group = r"\1" if entry.class_from_status else ""
            yield entry.pattern, group, entry.where / "pattern"
    for item in vendor.items:
        yield from item.patterns()


def _try_all(con: duckdb.DuckDBPyConnection, patterns: Sequence[_Pattern]) -> None:
    """All at once, and one by one where one of them is at fault, to tell which."""
    regexes, names = [p for p, _, _ in patterns], [name for _, name, _ in patterns]
    try:
        con.execute(
            "SELECT regexp_replace('', p, n) FROM (SELECT unnest($1) AS p, unnest($2) AS n)",
            [regexes, names],
        )
    except duckdb.Error:
        for pattern in patterns:
            _try(con, *pattern)


def _with_family(con: duckdb.DuckDBPyConnection, vendor: Vendor) -> Vendor:
    rule = vendor.family
    codes = [e.code for e in vendor.entries if e.kind in ("code", "variant")]
    named: dict[str | None, str] = {}
    if codes and rule.pattern:
        found = con.execute(
            "SELECT code, regexp_replace(code, $2, $3) FROM (SELECT unnest($1) AS code)"
            " WHERE regexp_matches(code, $2)",
            [codes, rule.pattern, rule.name],
        )
        named = dict(found.fetchall())
    entries = tuple(replace(e, family=_family_of(e, rule, named)) for e in vendor.entries)
    return replace(vendor, entries=entries)


def _family_of(entry: Entry, rule: Family, named: Mapping[str | None, str]) -> str | None:
    if entry.family or entry.success:
        return entry.family
    if rule.pattern and entry.kind in ("code", "variant"):
        return named.get(entry.code)
    if entry.kind == "close" or entry.protocol == "websocket":
        return "ws"
    return str(entry.status) if entry.status is not None else None


def _try(con: duckdb.DuckDBPyConnection, pattern: str, name: str, where: TomlKey) -> None:
    """Raises CatalogError where a pattern is no RE2, or lacks the groups that `name` refers to."""
    try:
        con.execute("SELECT regexp_matches('', ?)", [pattern])
    except duckdb.InvalidInputException as error:
        raise CatalogError(
            f"is no pattern: {str(error).removeprefix('Invalid Input Error: ')}",
            where=str(where),
            todo="Patterns are RE2: no look-around, no back-references.",
        ) from None
    try:
        con.execute("SELECT regexp_replace('', ?, ?)", [pattern, name])
    except duckdb.InvalidInputException:
        raise CatalogError(
            "lacks a group in parentheses that is referred to",
            where=str(where),
            todo=r"Put what \1 stands for into ( ).",
        ) from None
