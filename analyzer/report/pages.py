"""Files of one report: the whole, one per vendor, or a support bundle per vendor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

import duckdb
from blake3 import blake3

from analyzer import report
from analyzer.errors import UsageError
from analyzer.report import Period, Report, Scope, bundle
from analyzer.rules.finding_history import FindingHistory
from analyzer.system.atomic_file import write_whole


@dataclass(frozen=True)
class Pages:
    """A report, and on request one of each vendor."""

    whole: Report
    of_vendors: dict[str, Report]

    def compared(self, memory: FindingHistory) -> Pages:
        """The same, what rules found compared with what the memory keeps."""
        return replace(self.with_acknowledgements(memory), whole=self.whole.compared(memory))

    def leading_to(self, dashboard_url: str | None) -> Pages:
        """The same, where findings lead to the dashboard at an address."""
        whole, *others = (
            replace(one, dashboard_url=dashboard_url)
            for one in (self.whole, *self.of_vendors.values())
        )
        return Pages(whole, dict(zip(self.of_vendors, others, strict=True)))

    def with_acknowledgements(self, memory: FindingHistory) -> Pages:
        """The same, with what somebody acknowledged."""
        of_vendors = {
            vendor: one.with_acknowledgements(memory) for vendor, one in self.of_vendors.items()
        }
        return Pages(self.whole.with_acknowledgements(memory), of_vendors)


def build(
    con: duckdb.DuckDBPyConnection,
    period: Period,
    *,
    lang: str,
    per_vendor: bool = False,
    **scope: Unpack[Scope],
) -> Pages:
    """Read a report, and one of each vendor that was called if `per_vendor`."""
    if per_vendor:
        return Pages(*report.build_each(con, period, lang=lang, **scope))
    return Pages(report.build(con, period, lang=lang, **scope), {})


def write(pages: Pages, path: Path, form: str, lang: str) -> list[Path]:
    """Write `path`, and `name.<vendor>.ext` beside it; what was written, the whole report last.

    Raises UsageError where a file cannot be written.
    """
    written = []
    for vendor, of_vendor in pages.of_vendors.items():
        written.append(beside(path, vendor))
        write_whole(written[-1], report.render(of_vendor, form, lang))
    write_whole(path, report.render(pages.whole, form, lang))
    return [*written, path]


def write_bundles(
    con: duckdb.DuckDBPyConnection, whole: Report, path: Path, lang: str
) -> list[Path]:
    """Write `name.<vendor>.zip` beside `path` for each vendor with failures not our own."""
    written = []
    for vendor in whole.content.service_level["vendor"]:
        content = bundle.of_vendor(con, vendor, whole.content.period, lang)
        if content is not None:
            written.append(beside(path, vendor).with_suffix(".zip"))
            write_whole(written[-1], content)
    return written


def write_bundle_of(
    con: duckdb.DuckDBPyConnection, whole: Report, id: str, path: Path, lang: str
) -> None:
    """Write the support bundle of one finding of a report.

    Raises UsageError where the report has no such finding, or none of its requests failed.
    """
    item = next((item for item in whole.attention if item.id == id), None)
    if item is None:
        found = ", ".join(item.id for item in whole.attention)
        where, named = f"--finding {id}", f"one of {found}" if found else ""
        if any(one.id == id for one in whole.unfinished):
            what, todo = "what is unfinished has no bundle of its own", f"Name {named}."
            raise UsageError(what, where=where, todo=todo if named else "Send what it says.")
        todo = f"Name its day with --date, or {named}." if named else "Name its day."
        raise UsageError("this report has no such finding", where=where, todo=todo)
    content = bundle.of_finding(con, item, lang)
    if content is None:
        raise UsageError(
            "no failure of a vendor is behind this finding",
            where=f"--finding {id}",
            todo="Send what it says.",
        )
    write_whole(path, content)


def beside(path: Path, vendor: str) -> Path:
    """The file of a vendor: `report.tickdb.html` beside `report.html`."""
    name = bundle.file_name(vendor)
    if name != vendor:
        # Different vendors may have the same letters in common with file names.
        name += f"-{blake3(vendor.encode('utf-8', 'replace')).hexdigest(4)}"
    return path.with_name(f"{path.stem}.{name}{path.suffix}")
