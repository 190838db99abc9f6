"""The answer to a question as a chart, drawn as the question's file says."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from polars import selectors as cs

from analyzer.errors import UsageError
from analyzer.questions import Question

_MOST_ROWS = 100  # bars beyond that are none that anybody reads, and Altair draws 5,000 at most
_UTC = " (UTC)"
_TIME = pl.Datetime("us", "UTC")
_LIST = pl.List(pl.String)
# JSON has no decimals, and an SVG no control characters, which a log may well have.
_FIT_TO_DRAW = [
    cs.decimal().cast(pl.Float64),
    cs.string().str.replace_all(r"\p{Cc}", " "),
]


def plot(question: Question, answer: pl.DataFrame, lang: str) -> alt.Chart:
    """The first hundred rows of an answer; where there are more, the title says so.

    Times are in UTC wherever it is looked at. Raises UsageError for a question whose answer is
    nothing to draw.
    """
    if question.plot is None:
        raise UsageError(
            f"the answer to {question.name!r} is no chart", where="plot", todo="Use `ask`"
        )
    channels: dict[str, Any] = dict(question.plot)
    mark = channels.pop("mark")
    shown = answer.head(_MOST_ROWS).with_columns(_FIT_TO_DRAW)
    tooltips = _tooltips(shown)
    drawn = {column.partition(":")[0] for column in channels.values()}
    data = tooltips.with_columns(shown[name] for name in sorted(drawn))
    chart = alt.Chart(data, title=_title(question.wording[lang], shown, answer), mark=mark)
    encoding: dict[str, Any] = {name: _channel(name, one) for name, one in channels.items()}
    return chart.encode(**encoding, tooltip=[_tip(tooltips, name) for name in tooltips.columns])


def _title(wording: str, shown: pl.DataFrame, answer: pl.DataFrame) -> alt.TitleParams:
    some = f"{shown.height} / {answer.height:,}" if shown.height < answer.height else ""
    return alt.TitleParams(wording, subtitle=some, anchor="start")


def _channel(name: str, column: str) -> alt.X | alt.Y | alt.Size | str:
    scale = alt.Scale(type="utc") if column.endswith(":T") else alt.Undefined
    if name == "x":
        return alt.X(column, scale=scale)
    if name == "y":  # in the order of the answer, names in full
        return alt.Y(column, sort=None, axis=alt.Axis(labelLimit=320))
    if name == "size":  # nothing is too small to be seen
        return alt.Size(column, scale=alt.Scale(range=[40, 600]))
    return column


def _tip(tooltips: pl.DataFrame, name: str) -> alt.Tooltip:
    return alt.Tooltip(
        name, type="quantitative" if tooltips[name].dtype.is_numeric() else "nominal"
    )


def _tooltips(answer: pl.DataFrame) -> pl.DataFrame:
    """What the pointer shows of a row: all but structures."""
    columns = []
    for name, kind in answer.schema.items():
        if kind == _TIME:
            written = pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S")
            columns.append(written.alias(name + _UTC))
        elif kind == _LIST:
            columns.append(pl.col(name).list.join(", "))
        elif not kind.is_nested():
            columns.append(pl.col(name).cast(pl.String) if kind == pl.Date else pl.col(name))
    return answer.select(columns)
