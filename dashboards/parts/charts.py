"""Charts: functions from a table to an Altair chart, all with one theme.

Tables come from the named reads. `Look` says which time the x axis spans and in which zone it is
written; words for what the legend shows are passed in, in the reader's language. Channels are
objects: to make one of a bare text takes Altair longer than all the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import altair as alt
import polars as pl
from altair.utils.schemapi import disable_debug_mode

from analyzer.lake.marks import Mark
from parts.theme import BLUE, DASHES, GREY, LIMIT, MARK, SERIES
from parts.words import text

# A chart is held against Vega-Lite's schema as it is drawn: its parts need not be before.
disable_debug_mode()

Figure = alt.Chart | alt.LayerChart | alt.FacetChart

BRUSH = "brush"
_HEIGHT = 240
_GAP = 0.08
_LONG = 13
_WHEN = "%Y-%m-%d %H:%M"
_FINE = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Look:
    """The time that the x axis spans, and the zone (`UTC` or an IANA name) it is written in.

    `marks` are events from outside, drawn where they fall into that time.
    """

    since: datetime
    until: datetime
    zone: str = "UTC"
    marks: tuple[Mark, ...] = ()


def stacked(
    table: pl.DataFrame,
    look: Look,
    *,
    by: str,
    value: str,
    step_s: int,
    colours: Mapping[str, str],
    words: Mapping[str, str],
    share: bool = False,
    height: int = _HEIGHT,
) -> Figure:
    """Bars over time, stacked by the column `by` in the order of `colours`, the last at the bottom.

    `table` has `step` (start of the step), `by` and `value`. With `share`, each bar is 100 %.
    Dragging over it selects a time under the name BRUSH.
    """
    order = list(colours)
    sums = (
        table.group_by("step", by)
        .agg(pl.col(value).sum())
        .with_columns(_rank=pl.col(by).replace_strict(order, range(len(order)), default=-1))
        .sort("step", "_rank", descending=[False, True])
    )
    total = pl.col(value).sum().over("step")
    upper = pl.col(value).cum_sum().over("step")
    if share:
        upper = upper / total
    data = sums.with_columns(
        upper=upper,
        lower=upper - (pl.col(value) / total if share else pl.col(value)),
        end=pl.col("step") + pl.duration(milliseconds=round(step_s * 1_000 * (1 - _GAP))),
        name=pl.col(by).replace_strict(dict(words), default=pl.col(by)),
        when=_written("step", look, _WHEN if step_s >= 60 else _FINE),
        share=pl.col(value) / total,
    )
    shown = [name for name in order if name in set(data[by])]
    figure = (
        alt.Chart(data)
        .mark_rect(cornerRadius=1)
        .encode(
            x=_time("step", look),
            x2=alt.X2("end"),
            y=alt.Y(
                "lower:Q", axis=_share_axis() if share else _count_axis(text(f"chart.{value}"))
            ),
            y2=alt.Y2("upper"),
            color=_colour("name", [words[n] for n in shown], [colours[n] for n in shown]),
            tooltip=[
                alt.Tooltip("when:N", title=text("chart.when")),
                alt.Tooltip("name:N", title=text("chart.what")),
                alt.Tooltip(f"{value}:Q", title=text(f"chart.{value}"), format=","),
                alt.Tooltip("share:Q", title=text("chart.share"), format=".1%"),
            ],
        )
        .add_params(alt.selection_interval(name=BRUSH, encodings=["x"]))
    )
    tall = height + _legend_height([words[n] for n in shown])
    return alt.layer(figure, *_marked(look)).properties(height=tall)


def lanes(
    table: pl.DataFrame,
    look: Look,
    *,
    by: str,
    value: str,
    step_s: int,
    colours: Mapping[str, str],
    words: Mapping[str, str],
    lane_height: int = 40,
) -> Figure:
    """A lane of bars for each of `by`, each as tall as its own highest, which is written beside it.

    So a storm in one lane does not flatten what happens in the others. `table` as for `stacked`;
    dragging over it selects a time under the name BRUSH.
    """
    shown = [name for name in colours if name in set(table[by])]
    place = pl.col(by).replace_strict(shown, range(len(shown) - 1, -1, -1), default=0)
    data = (
        table.group_by("step", by)
        .agg(pl.col(value).sum())
        .with_columns(base=place, highest=pl.col(value).max().over(by))
        .with_columns(
            top=pl.col("base") + 0.8 * pl.col(value) / pl.col("highest"),
            end=pl.col("step") + pl.duration(milliseconds=round(step_s * 1_000 * (1 - _GAP))),
            name=pl.col(by).replace_strict(dict(words), default=pl.col(by)),
            when=_written("step", look, _WHEN if step_s >= 60 else _FINE),
        )
    )
    highest = (
        data.group_by(by, "base", "name")
        .agg(pl.col("highest").first())
        .with_columns(middle=pl.col("base") + 0.4, most=pl.format("≤ {}", "highest"))
    )
    names = json.dumps([words[name] for name in reversed(shown)])
    y = alt.Y(
        "base:Q",
        title=None,
        scale=alt.Scale(domain=[0, len(shown)], nice=False),
        axis=alt.Axis(
            values=[place + 0.4 for place in range(len(shown))],
            labelExpr=f"{names}[floor(datum.value)]",
            grid=False,
            domain=False,
            ticks=False,
            labelLimit=200,
            labelPadding=8,
        ),
    )
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=[words[n] for n in shown], range=[colours[n] for n in shown]),
        legend=None,
    )
    bars = (
        alt.Chart(data)
        .mark_rect(cornerRadius=1)
        .encode(
            x=_time("step", look),
            x2=alt.X2("end"),
            y=y,
            y2=alt.Y2("top"),
            color=colour,
            tooltip=[
                alt.Tooltip("when:N", title=text("chart.when")),
                alt.Tooltip("name:N", title=text("chart.what")),
                alt.Tooltip(f"{value}:Q", title=text(f"chart.{value}"), format=","),
            ],
        )
        .add_params(alt.selection_interval(name=BRUSH, encodings=["x"]))
    )
    floor = alt.Chart(highest).mark_rule(color=GREY, opacity=0.35).encode(y=alt.Y("base:Q"))
    most = (
        alt.Chart(highest)
        .mark_text(align="left", dx=6, color=GREY, fontSize=11)
        .encode(x=alt.value("width"), y=alt.Y("middle:Q"), text=alt.Text("most:N"))
    )
    return alt.layer(floor, bars, most, *_marked(look)).properties(
        height=lane_height * len(shown) + 30
    )


def lines(
    table: pl.DataFrame,
    look: Look,
    *,
    by: str,
    value: str,
    title: str,
    limit: float | None = None,
    limit_word: str = "",
    percent: bool = False,
    stepped: bool = False,
    height: int = _HEIGHT,
) -> Figure:
    """A line for each of `by`, told apart by colour and dash; a labelled rule at the limit."""
    names = table[by].unique(maintain_order=True).to_list()
    data = table.with_columns(when=_written("step", look, _WHEN))
    dashes = [DASHES[i % len(DASHES)] for i in range(len(names))]
    figure = (
        alt.Chart(data)
        .mark_line(
            strokeWidth=2,
            interpolate="step-after" if stepped else "linear",
            point=alt.OverlayMarkDef(filled=True, size=16, strokeDash=[1, 0]),
        )
        .encode(
            x=_time("step", look),
            y=alt.Y(
                f"{value}:Q",
                axis=_share_axis() if percent else _count_axis(title),
                scale=_with_room(data[value], limit),
            ),
            color=_colour(by, names, _series(len(names)), symbol="stroke"),
            strokeDash=alt.StrokeDash(
                f"{by}:N",
                scale=alt.Scale(domain=names, range=dashes),
                legend=_legend(names, "stroke"),
            ),
            tooltip=[
                alt.Tooltip("when:N", title=text("chart.when")),
                alt.Tooltip(f"{by}:N", title=text("chart.what")),
                alt.Tooltip(f"{value}:Q", title=title, format=".1%" if percent else ",.1f"),
            ],
        )
    )
    rule = _rule(limit, limit_word) if limit is not None else []
    tall = height + _legend_height(names)
    return alt.layer(figure, *rule, *_marked(look)).properties(height=tall)


def against_limit(
    table: pl.DataFrame,
    look: Look,
    *,
    value: str,
    colour: str,
    title: str,
    limit: float | None,
    limit_word: str,
    step_s: int = 60,
    height: int = _HEIGHT,
) -> Figure:
    """One value over time as bars; a labelled rule at the limit, none where it is unknown."""
    data = table.with_columns(
        end=pl.col("step") + pl.duration(milliseconds=round(step_s * 1_000 * (1 - _GAP))),
        when=_written("step", look, _WHEN),
        zero=pl.lit(0),
    )
    bars = (
        alt.Chart(data)
        .mark_rect(color=colour, cornerRadius=1)
        .encode(
            x=_time("step", look),
            x2=alt.X2("end"),
            y=alt.Y(
                f"{value}:Q",
                axis=_count_axis(title),
                scale=_with_room(data[value], limit),
            ),
            y2=alt.Y2("zero"),
            tooltip=[
                alt.Tooltip("when:N", title=text("chart.when")),
                alt.Tooltip(f"{value}:Q", title=title, format=","),
            ],
        )
    )
    layers = [bars, *(_rule(limit, limit_word) if limit is not None else [])]
    return alt.layer(*layers, *_marked(look)).properties(height=height)


def shares(
    table: pl.DataFrame,
    *,
    label: str,
    by: str,
    value: str,
    colours: Mapping[str, str],
    words: Mapping[str, str],
) -> Figure:
    """Horizontal bars of 100 %, one for each `label` in the table's order, divided by `by`."""
    order = list(colours)
    labels = table[label].unique(maintain_order=True).to_list()
    data = table.with_columns(
        name=pl.col(by).replace_strict(dict(words), default=pl.col(by)),
        rank=pl.col(by).replace_strict(order, range(len(order)), default=-1),
        share=pl.col(value) / pl.col(value).sum().over(label),
    )
    shown = [name for name in order if name in set(data.filter(pl.col(value) > 0)[by])]
    figure = (
        alt.Chart(data)
        .mark_bar(cornerRadius=1, height=16)
        .encode(
            x=alt.X("share:Q", title=None, axis=_share_axis(), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y(
                f"{label}:N",
                title=None,
                sort=labels,
                axis=alt.Axis(labelLimit=300, ticks=False, domain=False, labelPadding=8),
            ),
            color=_colour("name", [words[n] for n in shown], [colours[n] for n in shown]),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip(f"{label}:N", title=text("chart.who")),
                alt.Tooltip("name:N", title=text("chart.what")),
                alt.Tooltip(f"{value}:Q", title=text(f"chart.{value}"), format=","),
                alt.Tooltip("share:Q", title=text("chart.share"), format=".1%"),
            ],
        )
    )
    return alt.layer(figure).properties(height=30 * len(labels) + 50)


def timeline(
    table: pl.DataFrame, look: Look, *, words: Mapping[str, str], colours: Mapping[str, str]
) -> Figure:
    """Requests of one trace: a bar as long as each took, a mark where it began, a row a request."""
    data = table.with_row_index("number", offset=1).with_columns(
        end=pl.col("ts") + pl.duration(microseconds=(pl.col("duration_ms").fill_null(0) * 1_000)),
        when=_written("ts", look, "%Y-%m-%d %H:%M:%S%.3f"),
        name=pl.col("outcome").replace_strict(dict(words), default=pl.col("outcome")),
        row=pl.format("{} · {}", pl.col("number"), pl.col("what")),
    )
    shown = [name for name in colours if name in set(data["outcome"])]
    base = alt.Chart(data).encode(
        y=alt.Y(
            "row:N",
            title=None,
            sort=data["row"].to_list(),
            axis=alt.Axis(labelLimit=380, ticks=False),
        ),
        color=_colour("name", [words[n] for n in shown], [colours[n] for n in shown]),
        tooltip=[
            alt.Tooltip("when:N", title=text("chart.when")),
            alt.Tooltip("what:N", title=text("chart.what")),
            alt.Tooltip("name:N", title=text("column.outcome")),
            alt.Tooltip("code:N", title=text("column.code")),
            alt.Tooltip("duration_ms:Q", title=text("column.duration_ms"), format=",.0f"),
        ],
    )
    x = alt.X("ts:T", title=None, scale=_scale(look), axis=_fine_axis(look))
    return alt.layer(
        base.mark_bar(height=8, cornerRadius=2).encode(x=x, x2=alt.X2("end")),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=x),
    ).properties(height=28 * data.height + 60)


def drawn(table: pl.DataFrame, x: str, y: str) -> Figure:
    """Any table: one column over another, as a line over time and as bars over anything else."""
    data = table.select(across=x, up=y)
    over_time = data["across"].dtype.is_temporal()
    base = alt.Chart(data)
    marked = base.mark_line(color=BLUE, point=True) if over_time else base.mark_bar(color=BLUE)
    figure: alt.Chart = marked.encode(
        x=alt.X(
            "across:T" if over_time else "across:N",
            title=None,
            sort=None,
            scale=alt.Scale(type="utc") if over_time else alt.Undefined,
        ),
        y=alt.Y("up:Q", axis=_count_axis(y)),
        tooltip=[
            alt.Tooltip("across", title=text("sql.x")),
            alt.Tooltip("up:Q", title=text("sql.y")),
        ],
    ).properties(height=_HEIGHT)
    return figure


def _with_room(values: pl.Series, limit: float | None) -> alt.Scale:
    """From zero to where a limit's label still fits above its rule."""
    highest = values.max()
    top = max(highest if isinstance(highest, int | float) else 0.0, limit or 0.0)
    return alt.Scale(domain=[0, top * 1.12 or 1.0], nice=False)


def _legend_height(names: Sequence[str]) -> int:
    """Height of a legend's rows after the first, pixels."""
    return 18 * (-(-len(names) // _columns(names)) - 1) if names else 0


def _columns(names: Sequence[str]) -> int:
    """As many as fit a telephone."""
    return 2 if max(map(len, names), default=0) > _LONG else 4


def _rule(limit: float, word: str) -> list[alt.Chart]:
    data = pl.DataFrame({"limit": [limit], "word": [word]})
    rule = (
        alt.Chart(data)
        .mark_rule(color=LIMIT, strokeWidth=1.5, strokeDash=[6, 4])
        .encode(y=alt.Y("limit:Q"))
    )
    label = (
        alt.Chart(data)
        .mark_text(color=LIMIT, align="left", dx=4, dy=-6, fontWeight=600)
        .encode(y=alt.Y("limit:Q"), x=alt.value(0), text=alt.Text("word:N"))
    )
    return [rule, label]


def _marked(look: Look) -> list[alt.Chart]:
    """A rule where each mark begins, and a shade for as long as it lasted."""
    within = [
        mark
        for mark in look.marks
        if mark.ts < look.until and (mark.until or mark.ts) >= look.since
    ]
    if not within:
        return []
    data = pl.DataFrame(
        {
            "step": [max(mark.ts, look.since) for mark in within],
            "end": [min(mark.until or mark.ts, look.until) for mark in within],
            "told": [" · ".join(filter(None, (mark.vendor, mark.text))) for mark in within],
            "source": [mark.source for mark in within],
        }
    ).with_columns(when=_written("step", look, _WHEN))
    shown = {
        "x": _time("step", look),
        "tooltip": [
            alt.Tooltip("when:N", title=text("chart.when")),
            alt.Tooltip("told:N", title=text("chart.mark")),
            alt.Tooltip("source:N", title=text("chart.source")),
        ],
    }
    shade = alt.Chart(data).mark_rect(color=MARK, opacity=0.18).encode(x2=alt.X2("end"), **shown)
    rule = alt.Chart(data).mark_rule(color=MARK, strokeWidth=2, strokeDash=[2, 3]).encode(**shown)
    return [shade, rule]


def _time(field: str, look: Look) -> alt.X:
    scale = _scale(look)
    # As expressions: Vega-Lite reads plain times in two ways, for x and x2, and warns of it.
    scale.domain = [alt.ExprRef(f"{_epoch_ms(moment)}") for moment in (look.since, look.until)]
    return alt.X(f"{field}:T", title=None, scale=scale, axis=_time_axis(look))


def _scale(look: Look) -> alt.Scale:
    # Vega writes times in the browser's zone unless the scale is `utc`.
    return alt.Scale(type="utc" if look.zone == "UTC" else "time", nice=False)


def _time_axis(look: Look) -> alt.Axis:
    utc = "utc" if look.zone == "UTC" else ""
    written = "utcFormat" if utc else "timeFormat"
    at_midnight = f"{utc}hours(datum.value) == 0 && {utc}minutes(datum.value) == 0"
    return alt.Axis(
        labelExpr=f"{at_midnight} ? {written}(datum.value, '%m-%d')"
        f" : {written}(datum.value, '%H:%M')",
        grid=False,
        tickCount=8,
        labelOverlap=True,
        labelFlush=True,
        labelPadding=6,
    )


def _fine_axis(look: Look) -> alt.Axis:
    written = "utcFormat" if look.zone == "UTC" else "timeFormat"
    return alt.Axis(labelExpr=f"{written}(datum.value, '%H:%M:%S')", tickCount=6, labelOverlap=True)


def _count_axis(title: str) -> alt.Axis:
    """What it counts, or its unit, is written above the axis."""
    return alt.Axis(
        format="~s",
        tickCount=4,
        domain=False,
        ticks=False,
        title=title,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleBaseline="bottom",
        titleFontWeight="normal",
        titleX=-30,
        titleY=-7,
    )


def _share_axis() -> alt.Axis:
    return alt.Axis(format=".0%", tickCount=4, domain=False, ticks=False, title=None)


def _colour(
    field: str, names: Sequence[str], colours: Sequence[str], symbol: str = "square"
) -> alt.Color:
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=list(names), range=list(colours)),
        legend=_legend(names, symbol),
    )


def _legend(names: Sequence[str], symbol: str) -> alt.Legend:
    orient: Literal["top"] = "top"
    return alt.Legend(
        title=None,
        orient=orient,
        columns=_columns(names),
        labelLimit=180,
        symbolType=symbol,
        offset=22,  # room for the title of the axis
        padding=0,
    )


def _series(count: int) -> list[str]:
    return [SERIES[i] if i < len(SERIES) else GREY for i in range(count)]


def _written(field: str, look: Look, form: str) -> pl.Expr:
    return pl.col(field).dt.convert_time_zone(look.zone).dt.strftime(form)


def _epoch_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)
