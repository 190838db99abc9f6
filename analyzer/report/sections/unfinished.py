"""Open matters of any age that nobody has acknowledged.

Open partial failures have a section of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.content import Content
from analyzer.report.sections.table import (
    MOST_OPEN,
    Column,
    Columns,
    Section,
    Table,
    logged,
    table_of,
)
from analyzer.report.unfinished import Unfinished
from analyzer.text.wording import Logged, Wording, number, sentence


def section(content: Content, found: Sequence[Unfinished], words: Wording) -> Section:
    """A table of each kind, oldest first; what is acknowledged is only counted."""
    of = Columns(content, words)
    columns = _columns(of)
    found = [one for one in found if one.kind in columns]
    open_ones = [one for one in found if one.acknowledged is None]
    tables = [
        table
        for kind in columns
        for table in _table(of, kind, columns[kind], [o for o in open_ones if o.kind == kind])
    ]
    known = len(found) - len(open_ones)
    said = (sentence("unfinished.known", n=number(known)),) if known else ()
    return Section("unfinished", sentences=said, tables=tuple(tables))


def _table(
    of: Columns, kind: str, columns: tuple[Column, ...], found: Sequence[Unfinished]
) -> tuple[Table, ...]:
    ordered = sorted(found, key=lambda one: one.since)
    return table_of(
        [{**one.row, "id": one.id} for one in ordered[:MOST_OPEN]],
        (of.vendor(), *columns, Column("finding", lambda row: Logged(row["id"]), wide=True)),
        title=of.words.text(f"unfinished.{kind}"),
        query=_QUERIES.get(kind),
        more=max(0, len(ordered) - MOST_OPEN),
    )


def _columns(of: Columns) -> dict[str, tuple[Column, ...]]:
    trace = Column("trace_id", lambda row: logged(row["trace_id"] or row["request_id"]), wide=True)
    return {
        "lost": (
            of.time("ts"),
            of.client(),
            of.request("path", "route"),
            of.named("how", "left", "resolution"),
            trace,
        ),
        "keys": (
            of.key(),
            of.named("how", "left", "state"),
            of.time("since", "dead_since"),
            of.count("refused", "refused_since"),
            of.clients("clients_since"),
            of.time("last_seen", "last_used", wide=True),
        ),
        "quotas": (
            of.key(),
            of.time("since", "exhausted_at"),
            of.count("refused"),
            of.clients(),
            of.time("resets", "resets_at"),
        ),
        "silent": (of.client(), of.time("last_seen"), of.count("requests")),
        "waits": (
            of.client(),
            of.logged("code"),
            of.count("ignored"),
            of.count("throttled", wide=True),
            of.seconds("advised_wait_s"),
            of.seconds("actual_wait_s"),
        ),
    }


_QUERIES = {
    "lost": "SELECT * FROM failures WHERE class = 'network'"
    " AND method IN ('POST', 'PUT', 'PATCH', 'DELETE') ORDER BY ts",
    "keys": "SELECT * FROM key_health WHERE dead_since IS NOT NULL ORDER BY dead_since",
    "quotas": "SELECT * FROM quota_exhaustions ORDER BY exhausted_at DESC",
    "waits": "SELECT * FROM throttles WHERE NOT honoured ORDER BY ts",
}
