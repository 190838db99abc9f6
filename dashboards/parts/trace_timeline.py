"""The chart of one trace: its requests one below another, each as long as it took."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import polars as pl

from parts.chart_axes import (
    Look,
    both_ends,
    colour_channel,
    fine_axis,
    layered,
    present,
    time_scale,
    written_time,
)
from parts.charts import Figure, pick
from parts.tables import cell
from parts.words import text

_NAMES_PX = 380


def timeline(
    table: pl.DataFrame, look: Look, *, words: Mapping[str, str], colours: Mapping[str, str]
) -> Figure:
    """Requests of one trace: a bar as long as each took, a mark where it began, a row a request.

    A click on one tells its `number`, from 1 up, under the name PICK.
    """
    data = table.with_row_index("number", offset=1).with_columns(
        end=pl.col("ts") + pl.duration(microseconds=(pl.col("duration_ms").fill_null(0) * 1_000)),
        when=written_time("ts", look, "%Y-%m-%d %H:%M:%S%.3f"),
        name=pl.col("outcome").replace_strict(dict(words), default=pl.col("outcome")),
        took=pl.Series("took", [_took(ms) for ms in table["duration_ms"]], pl.String),
        row=pl.format("{} · {}", pl.col("number"), pl.col("what")),
    )
    shown = present(data["outcome"], colours)
    base = alt.Chart(data).encode(
        y=alt.Y(
            "row:N",
            title=None,
            sort=data["row"].to_list(),
            axis=alt.Axis(
                labelLimit=_NAMES_PX,
                labelExpr=both_ends(_NAMES_PX),
                labelOverlap=False,
                ticks=False,
            ),
        ),
        color=colour_channel("name", [words[n] for n in shown], [colours[n] for n in shown]),
        tooltip=[
            alt.Tooltip("when:N", title=text("chart.when")),
            alt.Tooltip("what:N", title=text("chart.what")),
            alt.Tooltip("name:N", title=text("column.outcome")),
            alt.Tooltip("code:N", title=text("column.code")),
            alt.Tooltip("took:N", title=text("column.duration_ms")),
        ],
    )
    x = alt.X("ts:T", title=None, scale=time_scale(look), axis=fine_axis(look))
    return layered(
        base.mark_bar(height=8, cornerRadius=2).encode(x=x, x2=alt.X2("end")),
        base.mark_point(filled=True, size=70, opacity=1, cursor="pointer")
        .encode(x=x)
        .add_params(pick("number")),
        height=28 * data.height + 60,
    )


def _took(ms: float | None) -> str:
    return text("missing") if ms is None else cell("duration_ms", ms)
