"""Bar charts as geometry: the page's template draws them as SVG, without scripts.

Widths and places across are percentages, so a chart fills whatever room it has while its text
keeps its size; heights and places down are pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from analyzer.report.content import Content
from analyzer.text.wording import Logged, Sentence, Wording, number, sentence, share

LEFT = 8.0
TOP, PLOT, BOTTOM = 8, 132, 22
_MOST_LABELS = 8
_LABEL_EVERY_S = (60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800, 2592000)
_OUTCOMES = ("ok", "partial", "failed", "unknown")
_GROUPS = (
    "rate_limit_pressure",
    "authentication",
    "partial_failures",
    "vendor",
    "network",
    "client",
)
_NOTABLE_USE = 0.5
_MOST_SUBJECTS = 2


@dataclass(frozen=True)
class Series:
    """One kind of bar: the name of its style, what the legend calls it, a value for each step."""

    style: str
    label: str
    values: Sequence[float]


@dataclass(frozen=True)
class Bar:
    """A rectangle: `x` and `width` in percent, `y` and `height` in pixels."""

    style: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class AxisLabel:
    """A label on an axis, at percent across or pixels down."""

    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """What the template draws. `hints` are the bars' values in words, one for each step."""

    id: str
    title: Sentence
    description: str
    legend: tuple[Series, ...]
    bars: tuple[Bar, ...]
    hints: tuple[tuple[Bar, str], ...]
    lines: tuple[AxisLabel, ...]
    labels: tuple[AxisLabel, ...]
    limit: AxisLabel | None = None


def charts(content: Content, words: Wording) -> tuple[Chart, ...]:
    """Requests by outcome, failures by kind, and use of the limits that were pressed most."""
    if not content.outcomes_over_time.height:
        return ()
    return (
        _outcomes(content, words),
        *_failures(content, words),
        *_utilisation(content, words),
    )


def _outcomes(content: Content, words: Wording) -> Chart:
    series = [
        Series(name, words.text(f"outcome.{name}"), values)
        for name in _OUTCOMES
        if any(values := _stepped(content, content.outcomes_over_time, "requests", outcome=name))
    ]
    return _chart("outcomes", sentence("chart.outcomes"), series, content, words)


def _failures(content: Content, words: Wording) -> Iterator[Chart]:
    frame = content.failures_over_time.with_columns(
        kind=pl.coalesce(
            "group",
            pl.when(pl.col("class") == "gateway").then(pl.lit("network")),
            "fault",
            pl.lit("client"),
        )
    )
    series = [
        Series(name, words.text(f"group.{name}"), values)
        for name in _GROUPS
        if any(values := _stepped(content, frame, "failures", kind=name))
    ]
    if series:
        yield _chart("failures", sentence("chart.failures"), series, content, words)


def _utilisation(content: Content, words: Wording) -> Iterator[Chart]:
    pressed = content.rate_limit_by_subject.filter(
        (pl.col("utilisation") >= _NOTABLE_USE) & (pl.col("quota_source") != "observed")
    )
    for n, row in enumerate(pressed.head(_MOST_SUBJECTS).iter_rows(named=True), start=1):
        keys = {name: row[name] for name in ("vendor", "scope", "subject")}
        used = _stepped(content, content.utilisation_over_time, "utilisation", **keys)
        series = [
            Series("under", words.text("chart.under_limit"), [v if v <= 1 else 0 for v in used]),
            Series("over", words.text("chart.over_limit"), [v if v > 1 else 0 for v in used]),
        ]
        title = sentence(
            "chart.utilisation",
            vendor=content.vendor_title(row["vendor"]) or Logged(row["vendor"]),
            subject=Logged(row["subject"] or "–"),
        )
        shown = [each for each in series if any(each.values)]
        yield _chart(f"use-{n}", title, shown, content, words, tell=share, limit=1.0)


def _stepped(content: Content, frame: pl.DataFrame, value: str, **equal: str | None) -> list[float]:
    """The values of matching rows, summed (shares: the highest) for each step of the period."""
    for name, wanted in equal.items():
        frame = frame.filter(pl.col(name).eq_missing(pl.lit(wanted, pl.String)))
    one = pl.col(value).max() if value == "utilisation" else pl.col(value).sum()
    found = dict(frame.group_by("step").agg(one).iter_rows())
    return [found.get(moment) or 0 for moment in content.steps()]


def _chart(
    name: str,
    title: Sentence,
    series: Sequence[Series],
    content: Content,
    words: Wording,
    *,
    tell: Callable[[float], str] = number,
    limit: float | None = None,
) -> Chart:
    steps = content.steps()
    sums = [sum(each.values[i] for each in series) for i in range(len(steps))]
    top, ticks = _scale(max([*sums, limit or 0]))
    width = (100 - LEFT) / len(steps)
    highest = max(range(len(steps)), key=lambda i: sums[i])
    return Chart(
        id=name,
        title=title,
        description=words.text(
            "chart.highest",
            value=tell(sums[highest]),
            step=words.when(steps[highest]),
            length=_length(content.step_s, words),
        ),
        legend=tuple(series),
        bars=tuple(_bars(series, width, top)),
        hints=tuple(
            (
                Bar("hint", LEFT + i * width, TOP, width, PLOT),
                _hint(words.when(steps[i]), series, i, tell, words),
            )
            for i, value in enumerate(sums)
            if value
        ),
        lines=tuple(AxisLabel(_down(tick, top), tell(tick).replace(".0%", "%")) for tick in ticks),
        labels=tuple(_labels(content)),
        limit=AxisLabel(_down(limit, top), words.text("chart.limit")) if limit else None,
    )


def _bars(series: Sequence[Series], width: float, top: float) -> Iterator[Bar]:
    for i in range(len(series[0].values)):
        base = 0.0
        for each in series:
            value = each.values[i]
            if value:
                # A little is drawn as a thin line: on a scale of thousands, one is not nothing.
                height = max(value / top * PLOT, 1.5)
                y = _down(base, top) - height
                yield Bar(each.style, LEFT + (i + 0.1) * width, max(y, 0), width * 0.8, height)
            base += value


def _down(value: float, top: float) -> float:
    return TOP + PLOT * (1 - value / top)


def _hint(
    when: str, series: Sequence[Series], i: int, tell: Callable[[float], str], words: Wording
) -> str:
    parts = (f"{each.label} {tell(each.values[i])}" for each in series if each.values[i])
    return f"{when}: {words.joined(parts)}"


def _scale(highest: float) -> tuple[float, list[float]]:
    """A round top of the axis, and two to five round values on it."""
    if highest <= 0:
        return 1.0, [1.0]
    exponent = 10.0 ** math.floor(math.log10(highest))
    size = next(s * exponent for s in (0.2, 0.5, 1, 2, 5) if highest <= 4 * s * exponent)
    count = math.ceil(highest / size - 1e-9)
    return count * size, [size * (i + 1) for i in range(count)]


def _labels(content: Content) -> Iterator[AxisLabel]:
    period = content.period
    seconds = period.length.total_seconds()
    every = next((s for s in _LABEL_EVERY_S if seconds <= s * _MOST_LABELS), _LABEL_EVERY_S[-1])
    offset = period.local(period.since).utcoffset() or timedelta()
    ahead = int(offset.total_seconds())
    first = math.ceil((period.since.timestamp() + ahead) / every) * every - ahead
    for stamp in range(first, math.ceil(period.until.timestamp()), every):
        moment = period.local(datetime.fromtimestamp(stamp, UTC))
        is_day = moment.hour == moment.minute == 0 and seconds > 86400
        done = (moment - period.since) / timedelta(seconds=seconds)
        yield AxisLabel(LEFT + done * (100 - LEFT), moment.strftime("%m-%d" if is_day else "%H:%M"))


def _length(step_s: int, words: Wording) -> str:
    for unit, seconds in (("days", 86400), ("hours", 3600)):
        if step_s % seconds == 0:
            return words.text(f"chart.{unit}", n=step_s // seconds)
    return words.text("chart.minutes", n=step_s // 60)


def sparkline(values: Sequence[float]) -> tuple[Bar, ...]:
    """Bars for a cell: percent across, 18 pixels high, the highest value full."""
    highest = max(values, default=0)
    width = 100 / max(1, len(values))
    return tuple(
        Bar("spark", i * width, 18 - height, width * 0.8, height)
        for i, value in enumerate(values)
        if value and (height := max(1.5, value / highest * 18))
    )
