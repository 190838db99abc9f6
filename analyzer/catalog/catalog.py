"""The catalog: shipped vendors, the user's own, the classes, and what HTTP and WebSocket say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from analyzer.catalog.reader import read_class, read_entry, read_vendor
from analyzer.catalog.vendor import CLASSES, Entry, FailureClass, Vendor
from analyzer.errors import CatalogError
from analyzer.system.strict_toml import Document, Section, read

__all__ = ["Catalog", "Vendor", "load"]

SHIPPED = Path(__file__).parent / "vendors"
CLASSES_FILE = Path(__file__).parent / "classes.toml"
ERROR_STATUSES = range(400, 600)


@dataclass(frozen=True)
class Catalog:
    """Vendors by id, classes by name; `standards` is what HTTP, WebSocket and networks say."""

    vendors: Mapping[str, Vendor]
    classes: Mapping[str, FailureClass]
    standards: tuple[Entry, ...]

    def hosts(self) -> list[tuple[str, str]]:
        """(host glob, vendor), the most telling glob first: without `*`, then the longest."""
        claims = ((host, vendor.id) for vendor in self.vendors.values() for host in vendor.hosts)
        return sorted(claims, key=lambda claim: ("*" in claim[0], -len(claim[0]), claim))


def load(own: Path | None = None) -> Catalog:
    """The shipped vendors, added to or overridden by a folder (or one file) of the user's own.

    A file of the user's with the id of a shipped vendor is laid over it key by key: what it gives
    wins, and its patterns and bodies are tried first. Raises CatalogError.
    """
    classes, standards = _read_standards()
    documents = {_id_of(d): d for d in _documents(SHIPPED)}
    for document in _documents(own) if own else ():
        vendor_id = _id_of(document)
        # Samples belong to the file that declares them: laid over, they would contradict it.
        values = {"samples": [], **document.values}
        documents[vendor_id] = replace(document, values=values, under=documents.get(vendor_id))
    vendors = {key: read_vendor(Section.of(d), classes) for key, d in documents.items()}
    _refuse_shared_hosts(vendors.values())
    return Catalog(_with_families(vendors), classes, standards)


def _documents(place: Path) -> list[Document]:
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
                where=document.where(("id",)),
                todo="Put both into one file, or give another id.",
            )
    return documents


def _id_of(document: Document) -> str:
    return Section(document, document.values).text("id")


def _read_standards() -> tuple[dict[str, FailureClass], tuple[Entry, ...]]:
    section = Section.of(Document(read(CLASSES_FILE), CLASSES_FILE))
    outer = section.section("classes")
    classes = {name: read_class(name, outer.section(name)) for name in CLASSES}
    outer.end()
    standards = tuple(_standards(section, classes))
    section.end()
    return classes, standards


def _standards(section: Section, classes: Mapping[str, FailureClass]) -> Iterator[Entry]:
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
        code = table.text("name")
        yield read_entry(table, classes, "close", code=code, status=int(number), listed=False)
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
                    where=vendor.where,
                    todo="A host can have one vendor only.",
                )


def _with_families(vendors: Mapping[str, Vendor]) -> dict[str, Vendor]:
    """Give each entry its family, and try every pattern, in the engine that will run them (RE2)."""
    with duckdb.connect(":memory:") as con:
        return {key: _with_family(con, vendor) for key, vendor in vendors.items()}


def _with_family(con: duckdb.DuckDBPyConnection, vendor: Vendor) -> Vendor:
    rule = vendor.family
    if rule.pattern is not None:
        _try(con, rule.pattern, rule.name or "", rule.where)
    for entry in vendor.entries:
        if entry.pattern is not None:
            _try(con, entry.pattern, r"\1" if entry.class_from_status else "", entry.where)
    entries = tuple(replace(e, family=_family_of(con, vendor, e)) for e in vendor.entries)
    return replace(vendor, entries=entries)


def _family_of(con: duckdb.DuckDBPyConnection, vendor: Vendor, entry: Entry) -> str | None:
    if entry.family or entry.success:
        return entry.family
    rule = vendor.family
    if entry.kind == "code" and rule.pattern:
        row = con.execute(
            "SELECT regexp_replace($1, $2, $3) WHERE regexp_matches($1, $2)",
            [entry.code, rule.pattern, rule.name],
        ).fetchone()
        return str(row[0]) if row else None
    if entry.status is not None:
        return str(entry.status)
    return "ws" if entry.protocol == "websocket" else None


def _try(con: duckdb.DuckDBPyConnection, pattern: str, name: str, where: str) -> None:
    """Raises CatalogError where a pattern is no RE2, or lacks the groups that `name` refers to."""
    try:
        con.execute("SELECT regexp_matches('', ?)", [pattern])
    except duckdb.InvalidInputException as error:
        raise CatalogError(
            f"is no pattern: {str(error).removeprefix('Invalid Input Error: ')}",
            where=f"{where}.pattern",
            todo="Patterns are RE2: no look-around, no back-references.",
        ) from None
    try:
        con.execute("SELECT regexp_replace('', ?, ?)", [pattern, name])
    except duckdb.InvalidInputException:
        raise CatalogError(
            "lacks a group in parentheses that is referred to",
            where=f"{where}.pattern",
            todo=r"Put what \1 stands for into ( ).",
        ) from None
