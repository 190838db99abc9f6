"""The report after its lead: tables, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analyzer.findings import Told
from analyzer.report import sql
from analyzer.report.content import RESOLUTIONS, Content, Row
from analyzer.report.wording import Logged, Sentence, Value, Wording, number, sentence, share
from analyzer.text import Text

_MOST_ROWS = 25
_MOST_OPEN = 50
_MOST_CODES = 15
_NOTABLE_USE = 0.5
_GREW = 1.5
_NOTABLE_CHANGE = 5
_CHANGES = ("new", "back", "grown", "vanished", "fallen")
_SETTLED = ("succeeded", "gone", "conflict")


@dataclass(frozen=True)
class Trend:
    """A small chart in a cell; Markdown leaves its column out."""

    values: tuple[float, ...]


Cell = Value | Trend


@dataclass(frozen=True)
class Column:
    """`wide` columns are left out where there is little room."""

    name: str
    numeric: bool = False
    wide: bool = False

    @property
    def classes(self) -> str:
        """Names for the page's style sheet."""
        return self.name + " n" * self.numeric + " wide" * self.wide


@dataclass(frozen=True)
class Table:
    """Rows of cells; `more` is how many rows there are besides, `sql` shows them all."""

    title: str | None
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: int = 0
    sql: str | None = None


@dataclass(frozen=True)
class Section:
    """A heading (a key of `section`), sentences, tables."""

    key: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()


def sections(content: Content, told: Sequence[Told], words: Wording) -> tuple[Section, ...]:
    """Every section that has something to say."""
    made = (_rules(told, words), *(make(content, words) for make in _SECTIONS))
    return tuple(section for section in made if section.sentences or section.tables)


def _table(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    cells: Callable[[Row], tuple[Cell, ...]],
    *,
    title: str | None = None,
    query: str | None = None,
    most: int = _MOST_ROWS,
) -> tuple[Table, ...]:
    """One table, or none where there is no row."""
    if not frame.height:
        return ()
    rows = tuple(cells(row) for row in frame.head(most).iter_rows(named=True))
    return (Table(title, tuple(columns), rows, max(0, frame.height - most), query),)


def _rules(told: Sequence[Told], words: Wording) -> Section:
    """What cries first, in the order of the rules; then what is known, and what is gone."""
    state = Text("rules", words.lang)
    shown = sorted(told, key=lambda one: (not one.cries, one.state == "gone"))
    columns = (
        Column("state"),
        Column("urgency", wide=True),
        Column("rule"),
        Column("where"),
        Column("value", numeric=True),
        Column("finding", wide=True),
    )
    rows = tuple(
        (
            state(f"state.{one.state}"),
            words.text(f"severity.{one.finding.severity}"),
            one.finding.title,
            _logged(one.finding.where),
            one.finding.value,
            Logged(one.finding.id),
        )
        for one in shown[:_MOST_OPEN]
    )
    more = max(0, len(shown) - _MOST_OPEN)
    return Section("rules", tables=(Table(None, columns, rows, more),) if rows else ())


def _rate_limits(content: Content, words: Wording) -> Section:
    used = content.rate_limit_by_subject.filter(
        (pl.col("utilisation") >= _NOTABLE_USE) | (pl.col("throttled") > 0)
    )
    tables = _table(
        used,
        (
            Column("vendor"),
            Column("scope", wide=True),
            Column("subject"),
            Column("clients", wide=True),
            Column("minute", wide=True),
            Column("peak_60s", numeric=True),
            Column("quota", numeric=True, wide=True),
            Column("utilisation", numeric=True),
            Column("throttled", numeric=True, wide=True),
        ),
        lambda row: (
            _vendor(content, row),
            words.named("scope", row["scope"]),
            _logged(row["subject"]),
            words.clients(row["clients"] or [None]),
            words.minute(row["minute"]),
            number(row["peak_60s"]),
            _quota(row, words),
            share(row["utilisation"]),
            number(row["throttled"]),
        ),
        query=sql.select(
            "minute, vendor, scope, subject, peak_60s, quota, quota_source, utilisation, throttled",
            "rate_limit_pressure",
            content.period,
            time="minute",
            order="utilisation DESC NULLS LAST",
        ),
    )
    return Section(
        "rate_limits",
        tables=(*tables, *_throttles(content, words), *_connections(content, words)),
    )


def _quota(row: Row, words: Wording) -> str:
    if row["quota"] is None:
        return words.text("page.unknown")
    return f"{number(row['quota'])} ({words.named('quota_source', row['quota_source'])})"


def _throttles(content: Content, words: Wording) -> tuple[Table, ...]:
    return _table(
        content.throttles_by_client,
        (
            Column("vendor", wide=True),
            Column("client"),
            Column("code", wide=True),
            Column("throttled", numeric=True),
            Column("honoured", numeric=True),
            Column("ignored", numeric=True),
            Column("advised_wait_s", numeric=True, wide=True),
            Column("actual_wait_s", numeric=True, wide=True),
        ),
        lambda row: (
            _vendor(content, row),
            words.client(row["client"]),
            Logged(row["code"]),
            number(row["throttled"]),
            number(row["honoured"]),
            number(row["ignored"]),
            _seconds(row["advised_wait_s"]),
            _seconds(row["actual_wait_s"]),
        ),
        title=words.text("section.throttles"),
        query=sql.select(
            "ts, vendor, client, code, advised_wait_s, actual_wait_s, honoured",
            "throttles",
            content.period,
        ),
    )


def _connections(content: Content, words: Wording) -> tuple[Table, ...]:
    frame = content.connections_by_subject
    return _table(
        frame.filter(
            (pl.col("refused") > 0) | (pl.col("open_connections") >= pl.col("quota") * 0.8)
        ),
        (
            Column("vendor", wide=True),
            Column("key_id"),
            Column("open_connections", numeric=True),
            Column("quota", numeric=True),
            Column("refused", numeric=True),
            Column("last_seen", wide=True),
        ),
        lambda row: (
            _vendor(content, row),
            _logged(row["subject"]),
            number(row["open_connections"]),
            words.text("page.unknown") if row["quota"] is None else number(row["quota"]),
            number(row["refused"]),
            _when(row["last_refused"], words),
        ),
        title=words.text("section.connections"),
        query=sql.select(
            "*", "connection_pressure", content.period, time="minute", also="refused > 0"
        ),
    )


def _authentication(content: Content, words: Wording) -> Section:
    tables = _table(
        content.auth_failures_by_cause,
        (
            Column("vendor"),
            Column("cause"),
            Column("key_id", wide=True),
            Column("client"),
            Column("failures", numeric=True),
            Column("last_success", wide=True),
            Column("last_seen"),
            Column("works_again", wide=True),
        ),
        lambda row: (
            _vendor(content, row),
            words.named("cause", row["cause"]),
            words.key(row["key_id"]),
            words.client(row["client"]),
            number(row["failures"]),
            _when(row["last_success"], words),
            _when(row["last_seen"], words),
            _when(row["works_again"], words),
        ),
        query=sql.select(
            "ts, vendor, client, key_id, key_in, cause, code, message",
            "auth_failures",
            content.period,
        ),
    )
    return Section("authentication", tables=tables)


def _partial_failures(content: Content, words: Wording) -> Section:
    still_open = _table(
        content.open_partial_failures,
        (
            Column("ts"),
            Column("vendor", wide=True),
            Column("client"),
            Column("request"),
            Column("message", wide=True),
            Column("trace_id", wide=True),
        ),
        lambda row: (
            words.when(row["ts"]),
            _vendor(content, row),
            words.client(row["client"]),
            Logged(f"{row['method'] or ''} {row['path'] or row['route'] or ''}".strip()),
            _logged(row["message"]),
            _logged(row["trace_id"] or row["request_id"]),
        ),
        title=words.text("section.open_partial_failures"),
        query=sql.select(
            "ts, vendor, client, method, path, message, trace_id, request_id",
            "partial_failures",
            content.period,
            resolution="open",
        ),
        most=_MOST_OPEN,
    )
    return Section("partial_failures", tables=(*still_open, *_resolutions(content, words)))


def _resolutions(content: Content, words: Wording) -> tuple[Table, ...]:
    counts = [
        pl.col("failures").filter(pl.col("resolution") == name).sum().alias(name)
        for name in RESOLUTIONS
    ]
    frame = content.partial_failures_by_resolution
    return _table(
        frame.group_by("vendor", "client", "method", "route", maintain_order=True).agg(counts),
        (
            Column("vendor", wide=True),
            Column("client"),
            Column("request"),
            *(Column(name, numeric=True, wide=name in _SETTLED) for name in RESOLUTIONS),
        ),
        lambda row: (
            _vendor(content, row),
            words.client(row["client"]),
            Logged(f"{row['method'] or ''} {row['route'] or ''}".strip()),
            *(number(row[name]) for name in RESOLUTIONS),
        ),
        title=words.text("section.resolutions"),
    )


def _failures(content: Content, words: Wording) -> Section:
    keys = ["vendor", "family", "code", "class"]
    then = content.failures_by_code_before.select(*keys, before=pl.col("failures"))
    frame = content.failures_by_code.join(then, on=keys, how="left", maintain_order="left")
    before = _before(content)
    tables = _table(
        frame,
        (
            Column("vendor"),
            Column("family", wide=True),
            Column("code"),
            Column("class"),
            Column("fault", wide=True),
            Column("failures", numeric=True),
            *before,
            Column("meaning", wide=True),
        ),
        lambda row: (
            _vendor(content, row),
            row["family_title"] or Logged(row["family"]),
            Logged(row["code"]),
            row["class_title"],
            words.named("fault", row["fault"]),
            number(row["failures"]),
            *([number(row["before"] or 0)] if before else []),
            words.sentences(row["meaning"], row["remedy"]),
        ),
        query=sql.select(
            "ts, vendor, client, route, family, code, class, message, remedy",
            "failures",
            content.period,
        ),
        most=_MOST_CODES,
    )
    return Section("failures", tables=tables)


def _service_level(content: Content, _: Wording) -> Section:
    then = content.service_level_before.select("vendor", before=pl.col("failure_share"))
    frame = content.service_level.join(then, on="vendor", how="left", maintain_order="left")
    budgets = content.error_budgets.select("vendor", "budget_left")
    frame = frame.join(budgets, on="vendor", how="left", maintain_order="left")
    before = _before(content)
    tables = _table(
        frame,
        (
            Column("vendor"),
            Column("requests", numeric=True),
            Column("failure_share", numeric=True),
            *before,
            Column("budget_left", numeric=True),
            Column("trend", wide=True),
            Column("p50_ms", numeric=True, wide=True),
            Column("p95_ms", numeric=True),
            Column("p99_ms", numeric=True, wide=True),
        ),
        lambda row: (
            _vendor(content, row),
            number(row["requests"]),
            share(row["failure_share"]),
            *([share(row["before"])] if before else []),
            _budget(row["budget_left"]),
            Trend(_failure_trend(content, row["vendor"])),
            number(row["p50_ms"]),
            number(row["p95_ms"]),
            number(row["p99_ms"]),
        ),
        query=sql.select("*", "vendor_health", content.period, time="hour"),
    )
    return Section("service_level", tables=tables)


def _budget(left: float | None) -> str:
    """What is overdrawn many times over is not told to the decimal."""
    return share(left) if left is None or left > -1 else f"{left:,.0%}"


def _failure_trend(content: Content, vendor: str) -> tuple[float, ...]:
    """The share of failures in each step of the period, 0 where nothing was sent."""
    of_vendor = content.outcomes_over_time.filter(pl.col("vendor") == vendor)
    failed = pl.col("requests").filter(pl.col("outcome").is_in(["failed", "partial"])).sum()
    shares = dict(of_vendor.group_by("step").agg(failed / pl.col("requests").sum()).iter_rows())
    return tuple(shares.get(moment, 0.0) for moment in content.steps())


def _changes(content: Content, words: Wording) -> Section:
    compared = content.before["requests"] or content.weekly is not None
    if not compared or not content.figures["requests"]:
        return Section("changes")
    failures, before, week = pl.col("failures"), pl.col("before"), pl.col("week")
    told = (failures - before).abs() >= _NOTABLE_CHANGE
    changes = content.changes().with_columns(
        change=pl.when((failures > 0) & (before == 0) & (week.fill_null(0) == 0))
        .then(pl.lit("new"))
        .when((failures > 0) & (before == 0))
        .then(pl.lit("back"))
        .when(told & (failures > before * _GREW))
        .then(pl.lit("grown"))
        .when(told & (failures == 0))
        .then(pl.lit("vanished"))
        .when(told & (before > failures * _GREW))
        .then(pl.lit("fallen"))
        .cast(pl.Enum(_CHANGES))
    )
    tables = _table(
        changes.drop_nulls("change").sort("change", maintain_order=True),
        (
            Column("change"),
            Column("vendor"),
            Column("code"),
            Column("class", wide=True),
            Column("failures", numeric=True),
            Column("before", numeric=True),
            *([] if content.weekly is None else [Column("week", numeric=True)]),
        ),
        lambda row: (
            words.text(f"changes.{row['change']}"),
            _vendor(content, row),
            Logged(row["code"]),
            content.class_title(row["class"]) or row["class"],
            number(row["failures"]),
            number(row["before"]),
            *([] if content.weekly is None else [number(row["week"])]),
        ),
        query=sql.select(
            "date, vendor, class, fingerprint, failures, failures_before, trend",
            "error_trends",
            content.period,
            time="date",
            order="failures DESC",
        ),
    )
    ever = content.figures["failures"] or content.before["failures"] or content.week["failures"]
    none = (sentence("changes.none"),) if ever and not tables else ()
    return Section("changes", none, tables)


def _unlisted_codes(content: Content, words: Wording) -> Section:
    tables = _table(
        content.unlisted_codes_seen,
        (
            Column("vendor"),
            Column("code"),
            Column("class", wide=True),
            Column("failures", numeric=True),
            Column("first_seen"),
            Column("message", wide=True),
        ),
        lambda row: (
            _vendor(content, row),
            Logged(row["code"]),
            row["class_title"],
            number(row["failures"]),
            words.when(row["first_seen"]),
            _logged(row["sample_message"]),
        ),
        query="SELECT * FROM unlisted_codes ORDER BY failures DESC",
    )
    return Section("unlisted_codes", tables=tables)


def _coverage(content: Content, words: Wording) -> Section:
    said = list(_coverage_sentences(content, words))
    rejects = _table(
        content.rejects_by_reason,
        (
            Column("source"),
            Column("reason"),
            Column("rejects", numeric=True),
            Column("lines", wide=True),
            Column("sample", wide=True),
        ),
        lambda row: (
            Logged(row["source"]),
            Logged(row["reason"]),
            number(row["rejects"]),
            ", ".join(str(line) for line in row["first_lines"]),
            Logged(row["sample"][:80]),
        ),
        title=words.text("section.rejects"),
        query="SELECT source, line, reason, excerpt FROM rejects ORDER BY source, line",
    )
    loads = _table(
        content.loads_of_period,
        (
            Column("source"),
            Column("format", wide=True),
            Column("lines", numeric=True),
            Column("requests", numeric=True),
            Column("rejects", numeric=True),
            Column("skipped", numeric=True, wide=True),
        ),
        lambda row: (
            Logged(row["source"]),
            row["format"],
            number(row["lines"]),
            number(row["requests"]),
            number(row["rejects"]),
            number(row["skipped"]),
        ),
        query="SELECT * FROM loads ORDER BY source",
    )
    # Where every line was read, the sentence above says all that the tables would.
    return Section("coverage", tuple(said), (*rejects, *loads) if rejects else ())


def _coverage_sentences(content: Content, words: Wording) -> Iterator[Sentence]:
    figures = content.figures
    yield sentence(
        "coverage.lines",
        loads=words.count("loads", figures["loads"]),
        lines=words.count("lines", figures["lines"]),
        requests=number(figures["lines"] - figures["rejects"] - figures["skipped"]),
        rejects=number(figures["rejects"]),
        skipped=number(figures["skipped"]),
    )
    if content.reaches_beyond():
        yield sentence("coverage.whole_loads")
    unknown = content.service_level.filter(~pl.col("in_catalog"))["vendor"]
    if unknown.len():
        vendors: Value = tuple(Logged(vendor) for vendor in unknown)
        yield sentence("coverage.no_catalog", vendors=vendors)


_SECTIONS = (
    _rate_limits,
    _authentication,
    _partial_failures,
    _failures,
    _service_level,
    _changes,
    _unlisted_codes,
    _coverage,
)


def _before(content: Content) -> list[Column]:
    return [Column("before", numeric=True, wide=True)] if content.before["requests"] else []


def _vendor(content: Content, row: Row) -> Value:
    return content.vendor_title(row["vendor"]) or Logged(row["vendor"])


def _logged(value: str | None) -> Value:
    return Logged(value) if value else "–"


def _when(moment: Any, words: Wording) -> str:
    return words.when(moment) if moment else "–"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"
