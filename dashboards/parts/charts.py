"""Charts: functions from a table to an Altair chart, all with one theme.

Tables come from the named reads. `Look` says which time the x axis spans and in which zone it is
written; words for what the legend shows are passed in, in the reader's language. Channels are
objects: to make one of a bare text takes Altair longer than all the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl
from altair.utils.schemapi import disable_debug_mode

from parts.chart_axes import (
    FINE,
    WHEN,
    Layered,
    Look,
    both_ends,
    colour_channel,
    count_axis,
    layered,
    legend_height,
    legend_of,
    limit_rule,
    mark_layers,
    present,
    series_colours,
    shades,
    share_axis,
    time_axis,
    time_channel,
    with_room,
    written_time,
)
from parts.screen import is_narrow
from parts.shapes import set_apart
from parts.theme import BLUE, DASHES, GREY
from parts.words import number, text

# Parts of a chart are not held against Vega-Lite's schema either.
disable_debug_mode()

Figure = alt.Chart | Layered

# What a reader may do with a chart: drag over some bars over time, click on a bar or a point.
BRUSH, PICK = "brush", "pick"
_HEIGHT = 240
_GAP = 0.08


@dataclass(frozen=True)
class Bars:
    """Bars over time of a table with `step` (the start of each), `by` and `value`.

    `colours` and `words` are those of the values of `by`.
    """

    by: str
    value: str
    step_s: int
    colours: Mapping[str, str]
    words: Mapping[str, str]

    def end(self) -> pl.Expr:
        """Where a step's bar ends: a little before the next begins."""
        return _end(self.step_s)

    def hints(self) -> list[alt.Tooltip]:
        """What the pointer shows of a bar."""
        return [
            alt.Tooltip("when:N", title=text("chart.when")),
            alt.Tooltip("name:N", title=text("chart.what")),
            alt.Tooltip(f"{self.value}:Q", title=text(f"chart.{self.value}"), format=","),
        ]

    def written_step(self, look: Look) -> pl.Expr:
        """The step's time as its hint says it."""
        return written_time("step", look, WHEN if self.step_s >= 60 else FINE)


def _end(step_s: int) -> pl.Expr:
    return pl.col("step") + pl.duration(milliseconds=round(step_s * 1_000 * (1 - _GAP)))


def _selectable(data: pl.DataFrame, look: Look, by: str) -> alt.Chart:
    """Bars from `step` to `end`: dragging over them selects a time, a click its `step` and `by`.

    What of the first and the last step lies outside the period is cut off.
    """
    timed = alt.Chart(data).encode(x=time_channel("step", look), x2=alt.X2("end"))
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    bars: alt.Chart = timed.mark_rect(cornerRadius=1, cursor="pointer", clip=True).add_params(
        brush, pick("step", by)
    )
    return bars


def pick(*fields: str) -> alt.Parameter:
    """A click on a mark, which tells these of its fields."""
    return alt.selection_point(name=PICK, fields=list(fields), toggle=False)


def picked_fields(figure: Figure) -> set[str]:
    """What a click on one of its marks tells; nothing where no click does."""
    params = figure.params if isinstance(figure.params, Sequence) else ()
    told = [param.to_dict()["select"]["fields"] for param in params if param.name == PICK]
    return {field for fields in told for field in fields}


def stacked(
    table: pl.DataFrame,
    look: Look,
    bars: Bars,
    *,
    share: bool = False,
    height: int = _HEIGHT,
) -> Figure:
    """Bars over time, stacked in the order of their colours, the last at the bottom.

    With `share`, each bar is 100 %. Dragging over it selects a time under the name BRUSH, a click
    one part of a bar under the name PICK.
    """
    by, value, words, colours = bars.by, bars.value, bars.words, bars.colours
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
        end=bars.end(),
        name=pl.col(by).replace_strict(dict(words), default=pl.col(by)),
        when=bars.written_step(look),
        share=pl.col(value) / total,
    )
    shown = present(data[by], order)
    figure = _selectable(data, look, by).encode(
        y=alt.Y("lower:Q", axis=share_axis() if share else count_axis(text(f"chart.{value}"))),
        y2=alt.Y2("upper"),
        color=colour_channel("name", [words[n] for n in shown], [colours[n] for n in shown]),
        tooltip=[
            *bars.hints(),
            alt.Tooltip("share:Q", title=text("chart.share"), format=".1%"),
        ],
    )
    tall = height + legend_height([words[n] for n in shown])
    return layered(*shades(look), figure, *mark_layers(look), height=tall)


def lanes(table: pl.DataFrame, look: Look, bars: Bars, *, lane_height: int = 40) -> Figure:
    """A lane of bars for each of `by`, each as tall as its own highest, which is written beside it.

    So a storm in one lane does not flatten what happens in the others. Dragging over it selects a
    time under the name BRUSH, a click a bar under the name PICK.
    """
    by, value, words, colours = bars.by, bars.value, bars.words, bars.colours
    shown = present(table[by], colours)
    place = pl.col(by).replace_strict(shown, range(len(shown) - 1, -1, -1), default=0)
    data = (
        table.group_by("step", by)
        .agg(pl.col(value).sum())
        .with_columns(base=place, highest=pl.col(value).max().over(by))
        .with_columns(
            top=pl.col("base") + 0.8 * pl.col(value) / pl.col("highest"),
            end=bars.end(),
            name=pl.col(by).replace_strict(dict(words), default=pl.col(by)),
            when=bars.written_step(look),
        )
    )
    highest = (
        data.group_by(by, "base", "name")
        .agg(pl.col("highest").first())
        .with_columns(
            middle=pl.col("base") + 0.4,
            most=pl.col("highest").map_elements(lambda n: f"≤ {number(n)}", pl.String),
        )
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
    lane_bars = _selectable(data, look, by).encode(
        y=y,
        y2=alt.Y2("top"),
        color=colour,
        tooltip=bars.hints(),
    )
    floor = alt.Chart(highest).mark_rule(color=GREY, opacity=0.35).encode(y=alt.Y("base:Q"))
    most = (
        alt.Chart(highest)
        .mark_text(align="left", dx=6, color=GREY, fontSize=11)
        .encode(x=alt.value("width"), y=alt.Y("middle:Q"), text=alt.Text("most:N"))
    )
    tall = lane_height * len(shown) + 30
    return layered(*shades(look), floor, lane_bars, most, *mark_layers(look), height=tall)


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
    """A line for each of `by`, told apart by colour and dash; a labelled rule at the limit.

    A click on a point tells its `step` and `by`, under the name PICK.
    """
    names = table[by].unique(maintain_order=True).to_list()
    data = table.with_columns(when=written_time("step", look, WHEN))
    dashes = [DASHES[i % len(DASHES)] for i in range(len(names))]
    whole = table[value].dtype.is_integer()
    base = alt.Chart(data).encode(
        x=time_channel("step", look),
        y=alt.Y(
            f"{value}:Q",
            axis=share_axis() if percent else count_axis(title, whole=whole),
            scale=with_room(data[value], limit),
        ),
        color=colour_channel(by, names, series_colours(len(names)), symbol="stroke"),
        tooltip=[
            alt.Tooltip("when:N", title=text("chart.when")),
            alt.Tooltip(f"{by}:N", title=text("chart.what")),
            alt.Tooltip(f"{value}:Q", title=title, format=".1%" if percent else f",.{1 - whole}f"),
        ],
    )
    drawn_lines = base.mark_line(
        strokeWidth=2, interpolate="step-after" if stepped else "linear"
    ).encode(
        strokeDash=alt.StrokeDash(
            f"{by}:N",
            scale=alt.Scale(domain=names, range=dashes),
            legend=legend_of(names, "stroke"),
        )
    )
    # Easier to hit than they are to see: a click on the clear rim is one on the point.
    points = base.mark_point(
        filled=True, size=16, opacity=1, stroke="transparent", strokeWidth=12, cursor="pointer"
    ).add_params(pick("step", by))
    rule = limit_rule(limit, limit_word) if limit is not None else []
    tall = height + legend_height(names)
    return layered(*shades(look), drawn_lines, *rule, *mark_layers(look), points, height=tall)


def against_limit(
    table: pl.DataFrame,
    look: Look,
    *,
    value: str,
    title: str,
    limit: float | None,
    step_s: int = 60,
    height: int = _HEIGHT,
) -> Figure:
    """One value over time as bars; a labelled rule at the limit, none where it is unknown.

    A click on a bar tells its `step`, under the name PICK.
    """
    data = table.with_columns(
        end=_end(step_s),
        when=written_time("step", look, WHEN),
        zero=pl.lit(0),
    )
    bars = (
        alt.Chart(data)
        .mark_rect(color=BLUE, cornerRadius=1, cursor="pointer")
        .add_params(pick("step"))
        .encode(
            x=time_channel("step", look),
            x2=alt.X2("end"),
            y=alt.Y(
                f"{value}:Q",
                axis=count_axis(title, whole=data[value].dtype.is_integer()),
                scale=with_room(data[value], limit),
            ),
            y2=alt.Y2("zero"),
            tooltip=[
                alt.Tooltip("when:N", title=text("chart.when")),
                alt.Tooltip(f"{value}:Q", title=title, format=","),
            ],
        )
    )
    rule = [] if limit is None else limit_rule(limit, text("chart.limit_of", quota=number(limit)))
    return layered(bars, *rule, *mark_layers(look), height=height)


def shares(
    table: pl.DataFrame,
    *,
    label: str,
    by: str,
    value: str,
    colours: Mapping[str, str],
    words: Mapping[str, str],
) -> Figure:
    """Horizontal bars of 100 %, one for each `label` in the table's order, divided by `by`.

    A click on a part of a bar tells both, under the name PICK.
    """
    order = list(colours)
    labels = table[label].unique(maintain_order=True).to_list()
    data = table.with_columns(
        name=pl.col(by).replace_strict(dict(words), default=pl.col(by)),
        rank=pl.col(by).replace_strict(order, range(len(order)), default=-1),
        share=pl.col(value) / pl.col(value).sum().over(label),
    )
    shown = present(data.filter(pl.col(value) > 0)[by], order)
    longest_px = 150 if is_narrow() else 300
    figure = (
        alt.Chart(data)
        .mark_bar(cornerRadius=1, height=16, cursor="pointer")
        .add_params(pick(label, by))
        .encode(
            x=alt.X("share:Q", title=None, axis=share_axis(), scale=alt.Scale(domain=[0, 1])),
            y=alt.Y(
                f"{label}:N",
                title=None,
                sort=labels,
                axis=alt.Axis(
                    labelLimit=longest_px,
                    labelExpr=both_ends(longest_px),
                    labelOverlap=False,
                    ticks=False,
                    domain=False,
                    labelPadding=8,
                ),
            ),
            color=colour_channel("name", [words[n] for n in shown], [colours[n] for n in shown]),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip(f"{label}:N", title=text("chart.who")),
                alt.Tooltip("name:N", title=text("chart.what")),
                alt.Tooltip(f"{value}:Q", title=text(f"chart.{value}"), format=","),
                alt.Tooltip("share:Q", title=text("chart.share"), format=".1%"),
            ],
        )
    )
    legend = legend_height([words[name] for name in shown])
    return layered(figure, height=30 * len(labels) + 70 + legend)


def drawn(table: pl.DataFrame, x: str, y: str) -> Figure:
    """Any table: one column over another, as a line over time and as bars over anything else."""
    data = table.select(across=x, up=y)
    over_time = data["across"].dtype in (pl.Date, pl.Datetime)
    if not over_time:
        # Names of bars, as a time of day is; Vega draws none where one is a bare `__proto__`.
        data = data.with_columns(set_apart(pl.col("across").cast(pl.String)))
    kind = "T" if over_time else "N"
    base = alt.Chart(data)
    marked = base.mark_line(color=BLUE, point=True) if over_time else base.mark_bar(color=BLUE)
    figure: alt.Chart = marked.encode(
        x=alt.X(
            f"across:{kind}",
            title=None,
            sort=None,
            scale=alt.Scale(type="utc") if over_time else alt.Undefined,
            axis=time_axis("UTC") if over_time else alt.Undefined,
        ),
        y=alt.Y("up:Q", axis=count_axis(y, whole=data["up"].dtype.is_integer())),
        tooltip=[
            alt.Tooltip(f"across:{kind}", title=text("sql.x")),
            alt.Tooltip("up:Q", title=text("sql.y")),
        ],
    ).properties(height=_HEIGHT)
    return figure
