"""The report as OpenMetrics text, for the textfile collector of Prometheus' node exporter.

Gauges of the period without timestamps, which the collector refuses; it reads the older text
format, to which the lines that only OpenMetrics has are comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from analyzer.report.attention import SEVERITIES
from analyzer.report.page import Page
from analyzer.rules.finding import TrackedFinding

# A log may hold any number of different codes; a monitoring system should not.
_MOST_CODES = 500
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_QUANTILES = {"p50_ms": "0.5", "p95_ms": "0.95", "p99_ms": "0.99"}

_GUESSED = 'With quota_source="observed" the limit is a guess from what was refused.'

Sample = tuple[Mapping[str, str | None], float | None]


@dataclass(frozen=True)
class MetricFamily:
    """One metric: its name without the prefix, what it says, and its samples by labels.

    A sample without a value is unknown, and left out.
    """

    name: str
    about: str
    samples: Iterable[Sample]
    unit: str = ""
    kind: str = "gauge"


def render(page: Page) -> str:
    """The exposition, ended by `# EOF`."""
    lines = [line for family in _families(page) for line in _lines(family)]
    return "\n".join([*lines, "# EOF", ""])


def _lines(family: MetricFamily) -> Iterator[str]:
    name = f"analyzer_{family.name}"
    yield f"# TYPE {name} {family.kind}"
    if family.unit:
        yield f"# UNIT {name} {family.unit}"
    yield f"# HELP {name} {family.about}"
    for labels, value in family.samples:
        if value is not None:
            yield f"{name}{_labelled(labels)} {_number(value)}"


def _labelled(labels: Mapping[str, str | None]) -> str:
    pairs = [f'{name}="{_quoted(value)}"' for name, value in labels.items() if value is not None]
    return f"{{{','.join(pairs)}}}" if pairs else ""


def _quoted(value: str) -> str:
    """A value whole: shortened, two could become one, and a sample would be there twice."""
    return value.translate(_ESCAPES)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def _families(page: Page) -> Iterator[MetricFamily]:
    content = page.content
    figures, period = content.figures, content.period
    yield MetricFamily(
        "period_start_timestamp_seconds",
        "Beginning of the reported period.",
        [({}, period.since.timestamp())],
        unit="seconds",
    )
    yield MetricFamily(
        "period_end_timestamp_seconds",
        "End of the reported period.",
        [({}, period.until.timestamp())],
        unit="seconds",
    )
    yield MetricFamily(
        "requests",
        "Requests in the period, by vendor and outcome.",
        _grouped(content.outcomes_over_time, ["vendor", "outcome"], "requests"),
    )
    yield MetricFamily(
        "failures",
        "Failed and partly failed requests, by vendor, class, code and whose fault.",
        _by_code(content.failures_by_code),
    )
    yield MetricFamily(
        "failure_ratio",
        "Failed and partly failed requests as a share of requests.",
        _column(content.service_level, "failure_share"),
        unit="ratio",
    )
    yield MetricFamily(
        "duration_seconds",
        "Duration of HTTP requests.",
        _durations(content.service_level),
        unit="seconds",
        kind="summary",
    )
    yield MetricFamily(
        "rate_limit_utilisation_ratio",
        f"Highest use of a rate limit in any 60 s, of one key or address. {_GUESSED}",
        _of_quotas(content.rate_limit_by_subject, ["vendor", "scope"], pl.col("utilisation").max()),
        unit="ratio",
    )
    yield MetricFamily(
        "limit_utilisation_ratio",
        f"Highest use of a limit in any currency, of one key or address. {_GUESSED}",
        _of_limits(content.limits_by_subject, pl.col("utilisation").max()),
        unit="ratio",
    )
    yield MetricFamily(
        "limit_headroom",
        f"Least that was left of a limit, in its currency, of one key or address. {_GUESSED}",
        _of_limits(content.limits_by_subject, pl.col("headroom").min()),
    )
    yield MetricFamily(
        "limit_used_up_timestamp_seconds",
        "When a limit is used up at the pace of the end of the data, if before it resets.",
        _of_limits(
            content.limits_running_out, pl.col("used_up_at").min().dt.epoch("ms").truediv(1000)
        ),
        unit="seconds",
    )
    yield MetricFamily("bans", "Bans that lay on the period.", _bans(content.bans_of_period))
    yield MetricFamily(
        "throttled_requests",
        "Requests answered with a rate limit, and whether the advised wait was kept.",
        _throttles(content.throttles_by_client),
    )
    causes = _grouped(content.auth_failures_by_cause, ["vendor", "cause"], "failures")
    yield MetricFamily(
        "auth_failures", "Failures of authentication and permission, by cause.", causes
    )
    ends = _grouped(content.partial_failures_by_resolution, ["vendor", "resolution"], "failures")
    yield MetricFamily("partial_failures", "Partial failures by what became of them.", ends)
    yield MetricFamily(
        "error_budget_left_ratio",
        "What is left of the error budget of 30 days; negative is overdrawn.",
        _column(content.error_budgets, "budget_left"),
        unit="ratio",
    )
    yield MetricFamily(
        "unlisted_codes",
        "Codes that the catalog does not list.",
        [({}, figures["unlisted_codes"])],
    )
    yield MetricFamily(
        "log_lines",
        "Lines of the period's loads, by what became of them.",
        [
            ({"became": "requests"}, figures["lines"] - figures["rejects"] - figures["skipped"]),
            ({"became": "rejects"}, figures["rejects"]),
            ({"became": "skipped"}, figures["skipped"]),
        ],
    )
    yield MetricFamily(
        "attention_items",
        "What needs a person, by urgency.",
        [({"severity": s}, sum(item.severity == s for item in page.attention)) for s in SEVERITIES],
    )
    yield MetricFamily("rule_findings", "What rules found, by state.", _findings(page.tracked))


def _grouped(frame: pl.DataFrame, labels: list[str], value: str) -> Iterator[Sample]:
    summed = frame.group_by(labels).agg(pl.col(value).sum()).sort(labels)
    for row in summed.iter_rows(named=True):
        yield {name: row[name] for name in labels}, row[value]


def _column(frame: pl.DataFrame, value: str) -> Iterator[Sample]:
    for row in frame.sort("vendor").iter_rows(named=True):
        yield {"vendor": row["vendor"]}, row[value]


def _by_code(frame: pl.DataFrame) -> Iterator[Sample]:
    labels = ["vendor", "class", "code", "fault"]
    rare = pl.int_range(pl.len()) >= _MOST_CODES
    named = frame.sort("failures", descending=True, maintain_order=True).with_columns(
        code=pl.when(rare).then(pl.lit("other")).otherwise("code")
    )
    return _grouped(named, labels, "failures")


def _durations(frame: pl.DataFrame) -> Iterator[Sample]:
    for row in frame.sort("vendor").iter_rows(named=True):
        for column, quantile in _QUANTILES.items():
            value = row[column]
            labels = {"vendor": row["vendor"], "quantile": quantile}
            yield labels, None if value is None else value / 1000


def _of_limits(frame: pl.DataFrame, value: pl.Expr) -> Iterator[Sample]:
    """By the limit's name: what it counts apart, such as models, may be any number of names."""
    labels = ["vendor", "scope", "currency", "limit"]
    named = frame.with_columns(pl.col("limit").str.split(":").list.first())
    yield from _of_quotas(named, labels, value)


def _of_quotas(frame: pl.DataFrame, labels: list[str], value: pl.Expr) -> Iterator[Sample]:
    """Guesses apart from what is documented or told: nobody is to be woken by one."""
    source = pl.col("quota_source")
    guessed = frame.with_columns(quota_source=pl.when(source == "observed").then(source))
    by = [*labels, "quota_source"]
    for row in guessed.group_by(by).agg(value.alias("value")).sort(by).iter_rows(named=True):
        yield {name: row[name] for name in by}, row["value"]


def _bans(frame: pl.DataFrame) -> Iterator[Sample]:
    labels = ["vendor", "scope", "limit"]
    for row in frame.group_by(labels).len("bans").sort(labels).iter_rows(named=True):
        yield {name: row[name] for name in labels}, row["bans"]


def _throttles(frame: pl.DataFrame) -> Iterator[Sample]:
    totals = frame.group_by("vendor").agg(pl.col("throttled", "honoured", "ignored").sum())
    for row in totals.sort("vendor").iter_rows(named=True):
        unknown = row["throttled"] - row["honoured"] - row["ignored"]
        for wait, n in (
            ("kept", row["honoured"]),
            ("not_kept", row["ignored"]),
            ("unknown", unknown),
        ):
            yield {"vendor": row["vendor"], "wait": wait}, n


def _findings(tracked: tuple[TrackedFinding, ...]) -> Iterator[Sample]:
    counts: dict[tuple[str, str, str], int] = {}
    for one in tracked:
        key = (one.finding.rule, one.finding.severity, one.state)
        counts[key] = counts.get(key, 0) + 1
    for (rule, severity, state), n in sorted(counts.items()):
        yield {"rule": rule, "severity": severity, "state": state}, n
