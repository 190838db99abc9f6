"""What is not over, whenever it began, but for what somebody acknowledged.

Open partial failures have a section of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.report.content import Content, Row
from analyzer.report.sections.table import (
    MOST_OPEN,
    Cell,
    Column,
    Section,
    Table,
    logged,
    seconds,
    vendor,
    when,
)
from analyzer.report.unfinished import Unfinished
from analyzer.text.wording import Logged, Wording, number, sentence


def section(content: Content, found: Sequence[Unfinished], words: Wording) -> Section:
    """A table of each kind, oldest first; what is acknowledged is only counted."""
    found = [one for one in found if one.kind in _COLUMNS]
    open_ones = [one for one in found if one.acknowledged is None]
    tables = [
        _table(content, kind, of_kind, words)
        for kind in _COLUMNS
        if (of_kind := [one for one in open_ones if one.kind == kind])
    ]
    known = len(found) - len(open_ones)
    said = (sentence("unfinished.known", n=number(known)),) if known else ()
    return Section("unfinished", sentences=said, tables=tuple(tables))


def _table(content: Content, kind: str, found: Sequence[Unfinished], words: Wording) -> Table:
    columns, cells = _COLUMNS[kind]
    ordered = sorted(found, key=lambda one: one.since)
    rows = tuple(
        (vendor(content, one.row), *cells(one.row, words), Logged(one.id))
        for one in ordered[:MOST_OPEN]
    )
    return Table(
        words.text(f"unfinished.{kind}"),
        (Column("vendor"), *columns, Column("finding", wide=True)),
        rows,
        max(0, len(ordered) - MOST_OPEN),
        _QUERIES.get(kind),
    )


def _request(row: Row, words: Wording) -> tuple[Cell, ...]:
    path = row["path"] or row["route"] or ""
    return (
        words.when(row["ts"]),
        words.client(row["client"]),
        Logged(f"{row['method'] or ''} {path}".strip()),
    )


def _lost(row: Row, words: Wording) -> tuple[Cell, ...]:
    how = words.named("left", row["resolution"])
    return (*_request(row, words), how, logged(row["trace_id"] or row["request_id"]))


def _key(row: Row, words: Wording) -> tuple[Cell, ...]:
    return (
        words.key(row["key_id"]),
        words.named("left", row["state"]),
        when(row["dead_since"], words),
        number(row["refused_since"]),
        words.clients(row["clients_since"] or [None]),
        when(row["last_used"], words),
    )


def _quota(row: Row, words: Wording) -> tuple[Cell, ...]:
    return (
        words.key(row["key_id"]),
        when(row["exhausted_at"], words),
        number(row["refused"]),
        words.clients(row["clients"] or [None]),
        when(row["resets_at"], words),
    )


def _silent(row: Row, words: Wording) -> tuple[Cell, ...]:
    return words.client(row["client"]), when(row["last_seen"], words), number(row["requests"])


def _wait(row: Row, words: Wording) -> tuple[Cell, ...]:
    return (
        words.client(row["client"]),
        Logged(row["code"]),
        number(row["ignored"]),
        number(row["throttled"]),
        seconds(row["advised_wait_s"]),
        seconds(row["actual_wait_s"]),
    )


_TS, _CLIENT, _REQUEST = Column("ts"), Column("client"), Column("request")
_KEY, _TRACE, _HOW = Column("key_id"), Column("trace_id", wide=True), Column("how")
_SINCE, _CLIENTS = Column("since"), Column("clients", wide=True)
_COLUMNS: dict[str, tuple[tuple[Column, ...], Callable[[Row, Wording], tuple[Cell, ...]]]] = {
    "lost": ((_TS, _CLIENT, _REQUEST, _HOW, _TRACE), _lost),
    "keys": (
        (_KEY, _HOW, _SINCE, Column("refused", numeric=True), _CLIENTS,
         Column("last_seen", wide=True)),
        _key,
    ),
    "quotas": ((_KEY, _SINCE, Column("refused", numeric=True), _CLIENTS, Column("resets")), _quota),
    "silent": ((_CLIENT, Column("last_seen"), Column("requests", numeric=True)), _silent),
    "waits": (
        (_CLIENT, Column("code"), Column("ignored", numeric=True),
         Column("throttled", numeric=True, wide=True), Column("advised_wait_s", numeric=True),
         Column("actual_wait_s", numeric=True)),
        _wait,
    ),
}  # fmt: skip
_QUERIES = {
    "lost": "SELECT * FROM failures WHERE class = 'network'"
    " AND method IN ('POST', 'PUT', 'PATCH', 'DELETE') ORDER BY ts",
    "keys": "SELECT * FROM key_health WHERE dead_since IS NOT NULL ORDER BY dead_since",
    "quotas": "SELECT * FROM quota_exhaustions ORDER BY exhausted_at DESC",
    "waits": "SELECT * FROM throttles WHERE NOT honoured ORDER BY ts",
}
