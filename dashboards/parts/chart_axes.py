"""What charts share: the time they span, axes, legends, the line of a limit, outside events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from unicodedata import east_asian_width

import altair as alt
import polars as pl

from analyzer.lake.marks import Mark
from parts.screen import is_narrow
from parts.theme import GREY, LIMIT, MARK, SERIES
from parts.words import text

_LONG = 13
# How wide a name of a legend may be, and letters of the charts' font about are.
_LEGEND_PX, _LETTER_PX = 180, 6.5
WHEN = "%Y-%m-%d %H:%M"
FINE = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Look:
    """The time that the x axis spans, and the zone (`UTC` or an IANA name) it is written in.

    `marks` are events from outside, drawn where they fall into that time.
    """

    since: datetime
    until: datetime
    zone: str = "UTC"
    marks: tuple[Mark, ...] = ()


class Layered(alt.LayerChart):
    """A chart that is not held against Vega-Lite's schema as it is drawn; tests do that.

    It would take longer than all the rest of the drawing.
    """

    def to_dict(self, validate: bool = False, **names: Any) -> dict[str, Any]:
        """The chart as Vega-Lite reads it."""
        return super().to_dict(validate=validate, **names)


def layered(*layers: alt.Chart, height: int) -> Layered:
    """Layers over one another."""
    return Layered(layer=layers, height=height)


def present(column: pl.Series, order: Iterable[str]) -> list[str]:
    """Those values of a closed list that a column has, in the order of the list."""
    there = {*column.unique()}
    return [name for name in order if name in there]


def with_room(values: pl.Series, limit: float | None) -> alt.Scale:
    """From zero to where a limit's label still fits above its rule."""
    highest = values.max()
    top = max(highest if isinstance(highest, int | float) else 0.0, limit or 0.0)
    return alt.Scale(domain=[0, top * 1.12 or 1.0], nice=False)


def legend_height(names: Sequence[str]) -> int:
    """Height of a legend's rows after the first, pixels."""
    return 18 * (-(-len(names) // legend_columns(names)) - 1) if names else 0


def legend_columns(names: Sequence[str]) -> int:
    """As many as fit, for which a Chinese character takes the room of two letters."""
    widths = (len(name) + sum(east_asian_width(one) in "WF" for one in name) for name in names)
    longest = max(widths, default=0)
    if is_narrow():
        return 1 if longest > _LONG + 2 else 2
    return 2 if longest > _LONG else 4


def limit_rule(limit: float, word: str) -> list[alt.Chart]:
    """The line of a limit, and its word, as two layers."""
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


def shades(look: Look) -> list[alt.Chart]:
    """Unseen under all else: what tells of each mark, for as long as it lasted."""
    data = _marked(look)
    return [_shade(data, look, 0).encode(tooltip=_told())] if not data.is_empty() else []


def mark_layers(look: Look) -> list[alt.Chart]:
    """A rule where each mark begins, and a shade for as long as it lasted.

    The shade tells nothing, and so lets a click through to the bar that it is over.
    """
    data = _marked(look)
    if data.is_empty():
        return []
    rule = alt.Chart(data).mark_rule(color=MARK, strokeWidth=2, strokeDash=[2, 3])
    return [_shade(data, look, 0.18), rule.encode(x=time_channel("step", look), tooltip=_told())]


def _marked(look: Look) -> pl.DataFrame:
    within = [
        mark
        for mark in look.marks
        if mark.ts < look.until and (mark.until or mark.ts) >= look.since
    ]
    if not within:
        return pl.DataFrame()
    return pl.DataFrame(
        {
            "step": [max(mark.ts, look.since) for mark in within],
            "end": [min(mark.until or mark.ts, look.until) for mark in within],
            "told": [" · ".join(filter(None, (mark.vendor, mark.text))) for mark in within],
            "source": [mark.source for mark in within],
        }
    ).with_columns(when=written_time("step", look, WHEN))


def _shade(data: pl.DataFrame, look: Look, opacity: float) -> alt.Chart:
    shade: alt.Chart = alt.Chart(data).mark_rect(color=MARK, opacity=opacity)
    return shade.encode(x=time_channel("step", look), x2=alt.X2("end"))


def _told() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("when:N", title=text("chart.when")),
        alt.Tooltip("told:N", title=text("chart.mark")),
        alt.Tooltip("source:N", title=text("chart.source")),
    ]


def time_channel(field: str, look: Look) -> alt.X:
    """The x channel of a time."""
    scale = time_scale(look)
    # As expressions: Vega-Lite reads plain times in two ways, for x and x2, and warns of it.
    scale.domain = [alt.ExprRef(f"{epoch_ms(moment)}") for moment in (look.since, look.until)]
    return alt.X(f"{field}:T", title=None, scale=scale, axis=time_axis(look.zone))


def time_scale(look: Look) -> alt.Scale:
    """Time from `since` to `until` of a look, in its zone."""
    # Vega writes times in the browser's zone unless the scale is `utc`.
    return alt.Scale(type="utc" if look.zone == "UTC" else "time", nice=False)


def time_axis(zone: str) -> alt.Axis:
    """Days at midnight, else hours and minutes, and seconds between them, of UTC or the browser.

    Where a year begins the day is told with it: of many years all others would say the same.
    """
    utc = "utc" if zone == "UTC" else ""
    written = "utcFormat" if utc else "timeFormat"
    at_midnight = f"{utc}hours(datum.value) == 0 && {utc}minutes(datum.value) == 0"
    of_new_year = f"{utc}month(datum.value) == 0 && {utc}date(datum.value) == 1"
    return alt.Axis(
        labelExpr=f"{utc}seconds(datum.value) != 0 ? {written}(datum.value, '%H:%M:%S')"
        f" : {at_midnight} && {of_new_year} ? {written}(datum.value, '%Y-%m-%d')"
        f" : {at_midnight} ? {written}(datum.value, '%m-%d')"
        f" : {written}(datum.value, '%H:%M')",
        grid=False,
        tickCount=8,
        labelOverlap=True,
        labelFlush=True,
        labelPadding=6,
    )


def fine_axis(look: Look) -> alt.Axis:
    """Times to the second."""
    written = "utcFormat" if look.zone == "UTC" else "timeFormat"
    return alt.Axis(labelExpr=f"{written}(datum.value, '%H:%M:%S')", tickCount=6, labelOverlap=True)


def count_axis(title: str, *, whole: bool = True) -> alt.Axis:
    """What it counts, or its unit, is written above the axis; `whole` ticks have no fractions."""
    return alt.Axis(
        tickMinStep=1 if whole else alt.Undefined,
        format="~s",
        # Of thousands, it writes nothing as "0k".
        labelExpr="datum.value === 0 ? '0' : datum.label",
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


def share_axis() -> alt.Axis:
    """Shares as percentages."""
    return alt.Axis(format=".0%", tickCount=4, domain=False, ticks=False, title=None)


def colour_channel(
    field: str, names: Sequence[str], colours: Sequence[str], symbol: str = "square"
) -> alt.Color:
    """A colour for each name, in their order, with a legend."""
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=list(names), range=list(colours)),
        legend=legend_of(names, symbol),
    )


def both_ends(limit_px: int) -> str:
    """What Vega writes of a name that is longer: names of one host, or one client, begin alike."""
    return f"truncate(datum.label, {int(limit_px / _LETTER_PX)}, 'center')"


def legend_of(names: Sequence[str], symbol: str) -> alt.Legend:
    """A legend above the chart."""
    orient: Literal["top"] = "top"
    return alt.Legend(
        title=None,
        orient=orient,
        columns=legend_columns(names),
        labelLimit=_LEGEND_PX,
        labelExpr=both_ends(_LEGEND_PX),
        symbolType=symbol,
        offset=22,  # room for the title of the axis
        padding=0,
    )


def series_colours(count: int) -> list[str]:
    """As many colours as there are series; grey once the palette is used up."""
    return [SERIES[i] if i < len(SERIES) else GREY for i in range(count)]


def written_time(field: str, look: Look, form: str) -> pl.Expr:
    """A column of times as text, in the look's zone."""
    return pl.col(field).dt.convert_time_zone(look.zone).dt.strftime(form)


def epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1_000)
