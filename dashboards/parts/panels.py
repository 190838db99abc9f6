"""Parts that pages share: headings, tiles, empty states, and the SQL behind a panel."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from parts.charts import BRUSH, Figure
from parts.console import runnable
from parts.filters import Choice, asked, choice, open_page, span, zoom
from parts.words import term, text


def chosen() -> Choice:
    """What the page is to show. Stops the page, with a word, where the lake is empty."""
    data = span()
    if data is None:
        nothing_yet()
        st.stop()
    return choice(data)


def title(name: str, period: Choice | None = None) -> None:
    """The page's title, what it answers, and the time that it shows."""
    st.title(text(f"{name}.title"), anchor=False)
    st.caption(text(f"{name}.about"))
    if period:
        st.caption(written(period), help=text("filter.period_help"))


def written(period: Choice) -> str:
    """The period in words, in the chosen zone."""
    zone = ZoneInfo(period.zone)
    since, until = (
        moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        for moment in (period.period.since, period.period.until)
    )
    return f":material/schedule: {since} – {until} {period.zone.replace('_', ' ')}"


def heading(name: str, *reads: str, note: str | None = None) -> None:
    """A panel's heading, with the SQL of the named reads behind it, as they were asked."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.subheader(text(name), anchor=False, help=note)
    if not reads:
        return
    with row.popover(text("sql.show"), icon=":material/code:", type="tertiary", key=f"sql_{name}"):
        for read in reads:
            query = runnable(read, asked(read))
            st.code(query, language="sql", wrap_lines=True)
            st.button(
                text("sql.open"),
                icon=":material/open_in_new:",
                key=f"sql_{name}_{read}",
                on_click=open_page,
                args=("sql",),
                kwargs={"query": query},
            )


@dataclass(frozen=True)
class Tile:
    """A number with its change against the period before, and the page that explains it.

    `label` is the key of its words; `<label>_help` says what it counts.
    """

    label: str
    value: str
    delta: str | None = None
    rising_is_bad: bool = True
    trend: Sequence[float] = ()
    page: str | None = None


def tiles(*row: Tile) -> None:
    """Tiles side by side, two and two on a telephone."""
    place = st.container(horizontal=True)
    for one in row:
        with place.container(border=True, height="stretch"):
            st.metric(
                text(one.label),
                one.value,
                one.delta,
                delta_color="inverse" if one.rising_is_bad else "off",
                delta_description=text("delta.before") if one.delta is not None else None,
                chart_data=one.trend if any(one.trend) else None,
                chart_type="area",
                help=text(f"{one.label}_help"),
            )
            if one.page:
                st.page_link(
                    f"screens/{one.page}.py",
                    label=text(f"{one.page}.title"),
                    icon=":material/arrow_forward:",
                    icon_position="right",
                )


def chart(figure: Figure, *, key: str, alt_text: str) -> None:
    """A chart as wide as the page."""
    st.altair_chart(figure, key=key, alt=alt_text)


def zoomable(figure: Figure, now: Choice, *, key: str, alt_text: str) -> None:
    """A chart over time: the stretch that a reader drags over becomes the period of every page."""
    # The key changes with the period, so that the brush does not outlive what it selected.
    key = f"{key}_{now.period.since:%s}_{now.period.until:%s}"

    def brushed() -> None:
        stretch = st.session_state[key]["selection"].get(BRUSH, {}).get("step")
        if stretch:
            since, until = (datetime.fromtimestamp(ms // 1_000, UTC) for ms in sorted(stretch))
            if since < until:
                zoom(since, until)

    st.altair_chart(figure, key=key, alt=alt_text, on_select=brushed, selection_mode=BRUSH)


def failures_over_time(
    drawn: Callable[..., Figure],
    failures: pl.DataFrame,
    now: Choice,
    *,
    by: str,
    words: str,
    colours: Mapping[str, str],
    step_s: int,
    title: str,
) -> None:
    """Failures over time, one colour for each of a closed list: `stacked` or `lanes`.

    `failures` has a `step`, the column `by` and `failures`; `words` is the vocabulary of the list.
    """
    figure = drawn(
        failures,
        now.look,
        by=by,
        value="failures",
        step_s=step_s,
        colours=colours,
        words={name: term(words, name) for name in colours},
    )
    zoomable(figure, now, key=f"failures_by_{by}", alt_text=text(title))


def empty(name: str = "empty.nothing", icon: str = ":material/check_circle:") -> None:
    """What a panel says when it has nothing to show."""
    st.info(text(name), icon=icon)


def nothing_yet() -> None:
    """What every page says over a lake without requests."""
    st.title(text("empty.lake_title"), anchor=False)
    st.markdown(text("empty.lake"))
    st.code("analyzer ingest /var/log/bots\nanalyzer demo", language="bash")
    st.page_link("screens/data.py", label=text("empty.upload"), icon=":material/upload_file:")


def series(
    frame: pl.DataFrame, value: str, steps: int, step_s: int, since: datetime
) -> list[float]:
    """A column's sums over every step of the period, with zeros where there is no row."""
    sums = frame.group_by("step").agg(pl.col(value).sum())
    found = {
        int((step - since).total_seconds() // step_s): float(total)
        for step, total in sums.iter_rows()
    }
    return [found.get(i, 0.0) for i in range(steps)]


def answer(body: str) -> None:
    """The body of an answer: JSON laid out, all else (cut off, nested without end) as it is."""
    try:
        laid_out = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        st.code(body, None, wrap_lines=True)
    else:
        st.code(laid_out, "json", wrap_lines=True)
