"""The support bundle: all that a vendor's support needs of a trace, a finding or a day, no secret.

Everything in it comes from the lake, where secrets are redacted already; what a vendor has no
business with (our machines, our files, our dealings with others) is left out.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import resources
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import duckdb

from analyzer import queries
from analyzer.errors import UsageError
from analyzer.report import sql
from analyzer.report.attention.item import Item
from analyzer.report.bundle.evidence import as_json, curl, request_of, timeline
from analyzer.report.bundle.message import message
from analyzer.report.bundle.part import Extent, Row, VendorPart, ids_of, iso
from analyzer.report.bundle.readme import omitted, readme, readme_of_all, redacted
from analyzer.system.version import __version__
from analyzer.text import Text
from analyzer.text.period import Period

READS = ("trace", "requests_around", "vendor_facts")
# SQL that reads `chosen`, rows of a view of failures.
FAILURES = (resources.files(__package__) / "failures.sql").read_text("utf-8")
_OF_A_KIND = 5


def build(con: duckdb.DuckDBPyConnection, trace: str, lang: str) -> bytes:
    """The bundle of a trace or request id, raw or without dashes: a zip file.

    A trace that touched several vendors gets a folder for each, complete in itself, so that each
    vendor can be sent its own. Raises UsageError for an id that no request has.
    """
    parts = _parts(con, trace, Text("bundle", lang))
    files: dict[str, bytes] = {}
    for part in parts:
        folder = f"{file_name(part.vendor)}/" if len(parts) > 1 else ""
        files |= {folder + name: content for name, content in _files(part).items()}
    if len(parts) > 1:
        files["README.md"] = readme_of_all(parts).encode()
    return _zipped(files, max(row["ts"] for part in parts for row in part.rows))


def of_vendor(
    con: duckdb.DuckDBPyConnection, vendor: str, period: Period, lang: str
) -> bytes | None:
    """The bundle of what failed at a vendor in a period, a few of each kind: a zip file.

    What was the clients' own fault is none of the support's business. None where nothing failed.
    """
    select = sql.select(
        "*",
        "failures",
        period,
        also="fault IS DISTINCT FROM 'client' AND error_type IS DISTINCT FROM 'dns'",
        vendor=vendor,
    )
    return _of_failures(con, vendor, select, lang)


def of_finding(con: duckdb.DuckDBPyConnection, item: Item, lang: str) -> bytes | None:
    """The bundle of the failures that a finding counts, whose fault ever they seem: a zip file.

    Of one that counts other things, what failed at its vendor meanwhile. None where nothing failed,
    or where it is about no vendor.
    """
    if item.vendor is None or item.first_seen is None or item.last_seen is None:
        return None
    if select := item.rows_with("fingerprint"):
        return _of_failures(con, item.vendor, select, lang)
    meanwhile = Period.through(item.since or item.first_seen, item.last_seen)
    return of_vendor(con, item.vendor, meanwhile, lang)


def _of_failures(
    con: duckdb.DuckDBPyConnection, vendor: str, select: sql.Query, lang: str
) -> bytes | None:
    chosen = f"WITH chosen AS (SELECT * FROM {select.view} WHERE {select.exact})\n"
    rows = con.sql(chosen + FAILURES, params={"of_a_kind": _OF_A_KIND}).pl().to_dicts()
    if not rows:
        return None
    part = _part(con, vendor, rows, Text("bundle", lang), extent=_extent(con, vendor, rows[0]))
    return _zipped(_files(part), rows[-1]["ts"])


def _extent(con: duckdb.DuckDBPyConnection, vendor: str, row: Row) -> Extent:
    whole = {name: row[name] for name in Extent.OF_ALL}
    around = queries.read(
        con, "requests_around", vendor=vendor, first=row["first_ts"], last=row["last_ts"]
    )
    return Extent(**whole, **around.row(0, named=True))


def _parts(con: duckdb.DuckDBPyConnection, trace: str, text: Text) -> list[VendorPart]:
    rows = queries.read(con, "trace", id=trace).to_dicts()
    if not rows:
        raise UsageError(
            "no request has this trace or request id", where=trace, todo="Check the id, or --lake."
        )
    found = _as_logged(trace, rows)
    return [
        _part(con, vendor, [row for row in rows if row["vendor"] == vendor], text, trace=found)
        for vendor in dict.fromkeys(row["vendor"] for row in rows)
    ]


def _as_logged(trace: str, rows: Sequence[Row]) -> str:
    """The id as the vendor knows it, where it was asked for as a `traceparent` or so."""
    asked = trace.lower().replace("-", "")
    logged = (row["trace_id"] for row in rows if row["trace_id"])
    return next((id for id in logged if id.lower().replace("-", "") in asked), trace)


def _part(
    con: duckdb.DuckDBPyConnection,
    vendor: str,
    rows: Sequence[Row],
    text: Text,
    *,
    trace: str | None = None,
    extent: Extent | None = None,
) -> VendorPart:
    titles = dict(queries.read(con, "vendor_facts").select("vendor", "title").iter_rows())
    used = dict.fromkeys(row["key_id"] for row in rows if row["key_id"])
    keys = {key_id: _key_name(n) for n, key_id in enumerate(used)}
    return VendorPart(vendor, titles.get(vendor, vendor), rows, keys, text, trace, extent)


def _key_name(n: int) -> str:
    return f"key {string.ascii_uppercase[n]}" if n < 26 else f"key {n + 1}"


def file_name(vendor: str) -> str:
    """A vendor as a part of file names: one without catalog is named by a log, however it likes."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", vendor).lstrip(".")[:80] or "vendor"


def _files(part: VendorPart) -> dict[str, bytes]:
    texts = {
        "message.txt": ("message", message(part)),
        "requests.json": ("requests", as_json([request_of(part, row) for row in part.rows])),
        "curl.txt": ("curl", curl(part)),
        "timeline.md": ("timeline", timeline([part])),
        "trace-ids.txt": ("ids", "".join(f"{name}\n" for name in ids_of(part))),
        "README.md": ("readme", readme(part)),
    }
    # JSON may escape half a character, which has no UTF-8.
    files = {name: content.encode("utf-8", "replace") for name, (_, content) in texts.items()}
    listed = [
        {
            "name": name,
            "about": part.text(f"file.{about}"),
            "bytes": len(files[name]),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        for name, (about, _) in texts.items()
    ]
    manifest = {
        "made_by": f"analyzer {__version__}",
        "vendor": part.vendor,
        **({"trace": part.trace} if part.extent is None else part.extent.as_json(len(part.rows))),
        "first_ts": iso(part.rows[0]["ts"]),
        "last_ts": iso(part.rows[-1]["ts"]),
        "requests": len(part.rows),
        "failures": len(part.failed),
        "redacted": redacted(part),
        "omitted": omitted(part),
        "files": listed,
    }
    return {"manifest.json": as_json(manifest).encode(), **files}


def _zipped(files: Mapping[str, bytes], moment: datetime) -> bytes:
    """The entries bear the trace's own time: the same trace gives the same file."""
    stamp = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
    memory = BytesIO()
    with ZipFile(memory, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, stamp)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, ZIP_DEFLATED)
    return memory.getvalue()
