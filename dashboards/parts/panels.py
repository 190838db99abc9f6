"""Parts that pages share: headings, tiles, empty states, and the SQL behind a panel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Unpack
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from analyzer.errors import AnalyzerError
from analyzer.ingest.session import Outcome
from parts.charts import BRUSH, PICK, Bars, Figure, picked_fields
from parts.console import runnable
from parts.drill import to_failures
from parts.filters import Choice, asked, choice, open_page, span, zoom
from parts.period import step_s
from parts.reading import read
from parts.screen import is_narrow
from parts.shapes import total
from parts.tables import Row, Shape, table
from parts.uploads import load, load_sample
from parts.words import duration, number, plain, term, text

LARGEST_MB = 200
# Data that ends this long ago is not of now, which a page has to say.
OLD_S = 3_600
_MOST_IN_A_ROW = 4
# Nothing to show is good news, or only that there is no data.
GOOD, NO_DATA = ":material/check_circle:", ":material/info:"


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
    since = f"{period.period.since.astimezone(ZoneInfo(period.zone)):%Y-%m-%d %H:%M}"
    return _with_age(f"{since} – {_end(period)}", period)


def as_of(period: Choice) -> str:
    """Its end alone, for what began whenever it did."""
    return _with_age(text("as_of", when=_end(period)), period)


def _end(period: Choice) -> str:
    until = period.period.until.astimezone(ZoneInfo(period.zone))
    return f"{until:%Y-%m-%d %H:%M} {period.zone.replace('_', ' ')}"


def _with_age(caption: str, period: Choice) -> str:
    """A caption, and how long ago the data ends, where that is no longer now."""
    age = (datetime.now(UTC) - period.span.last).total_seconds()
    told = f" · {text('data_ends', age=duration(age))}" if age >= OLD_S else ""
    return f":material/schedule: {caption}{told}"


def heading(name: str, *reads: str, note: str | None = None) -> None:
    """A panel's heading, with the SQL of the named reads behind it, as they were asked.

    `name` and `note` are keys of its words.
    """
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.subheader(text(name), anchor=False, help=text(note) if note else None)
    if not reads:
        return
    with row.popover(text("sql.show"), icon=":material/code:", type="tertiary", key=f"sql_{name}"):
        for read in reads:
            show_query(runnable(read, asked(read)), key=f"sql_{name}_{read}")


def show_query(query: str, *, key: str) -> None:
    """A query, and a button that opens it in the editor."""
    st.code(query, language="sql", wrap_lines=True)
    st.button(
        text("sql.open"),
        icon=":material/open_in_new:",
        key=key,
        on_click=open_page,
        args=("sql",),
        kwargs={"query": query},
    )


@dataclass(frozen=True)
class Tile:
    """A number with its change against the period before, and the page that explains it.

    `label` is the key of its words; `<label>_help` says what it counts. Of what `is_alarm`, `delta`
    says why, and compares nothing.
    """

    label: str
    value: str
    delta: str | None = None
    rising_is_bad: bool = True
    trend: Sequence[float] = ()
    page: str | None = None
    is_alarm: bool = False


def tiles(*all_of_them: Tile) -> None:
    """Tiles side by side, up to four, or three and three; two and two on a telephone."""
    count = len(all_of_them)
    in_a_row = 2 if is_narrow() else count if count <= _MOST_IN_A_ROW else count // 2
    for first in range(0, count, in_a_row):
        _row_of_tiles(all_of_them[first : first + in_a_row])


def _row_of_tiles(row: Sequence[Tile]) -> None:
    place = st.container(horizontal=True)
    for one in row:
        with place.container(border=True, height="stretch"):
            st.metric(
                text(one.label),
                one.value,
                one.delta,
                delta_color="inverse" if one.rising_is_bad else "off",
                delta_description=text("delta.before") if one.delta and not one.is_alarm else None,
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


def chart(figure: Figure, name: str) -> None:
    """A chart as wide as the page; `name` is the key of its panel's words."""
    st.altair_chart(figure, key=_key(name), alt=text(name))


def clickable(figure: Figure, now: Choice, name: str, on_pick: Callable[[Row], None]) -> None:
    """A chart of whose marks each leads to what it is made of.

    `on_pick` is called with the fields of the mark that is clicked; times are in milliseconds.
    """
    key = f"{_key(name)}_{now.period.since:%s}_{now.period.until:%s}"

    fields = picked_fields(figure)

    def selected() -> None:
        _picked(st.session_state[key]["selection"], fields, on_pick)

    st.altair_chart(figure, key=key, alt=text(name), on_select=selected, selection_mode=[PICK])


def _picked(found: Mapping[str, Any], fields: set[str], on_pick: Callable[[Row], None]) -> None:
    marks = found.get(PICK)
    # Events from outside, and words in a chart, have not all of the fields that its marks have.
    if marks and all(marks[0].get(field) is not None for field in fields):
        on_pick(marks[0])


def _key(name: str) -> str:
    return name.replace(".", "_")


def zoomable(
    figure: Figure, now: Choice, name: str, on_bar: Callable[[Row], None], part: str = ""
) -> None:
    """Bars over time: the stretch that a reader drags over becomes the period of every page.

    `on_bar` is called with the `step`, in milliseconds, and the kind of a bar that is clicked.
    `part` tells the charts of one panel apart.
    """
    # The key changes with the period, so that the brush does not outlive what it selected.
    key = f"{_key(name)}_{part}_{now.period.since:%s}_{now.period.until:%s}"
    fields = picked_fields(figure)

    def selected() -> None:
        found = st.session_state[key]["selection"]
        if stretch := found.get(BRUSH, {}).get("step"):
            since, until = (datetime.fromtimestamp(ms // 1_000, UTC) for ms in sorted(stretch))
            if since < until:
                zoom(since, until)
        else:
            _picked(found, fields, on_bar)

    st.altair_chart(
        figure, key=key, alt=text(name), on_select=selected, selection_mode=[BRUSH, PICK]
    )


def over_time_panel(
    name: str,
    read: str,
    drawn: Callable[..., Figure],
    failures: pl.DataFrame,
    now: Choice,
    *,
    by: str,
    colours: Mapping[str, str],
    on_bar: Sequence[str] = ("class",),
) -> None:
    """Failures over time, one colour for each of a closed list: `stacked` or `lanes`.

    `failures` has a `step`, the column `by` (also the vocabulary of its list), `failures`, and
    the columns `on_bar`: a click on a bar opens requests that are like its failures in these.
    """
    heading(name, read, note="overview.outcomes_note")
    if failures.is_empty():
        empty("empty.no_failures")
        return
    words = {one: term(by, one) for one in colours}
    step = step_s(now.period)
    zoomable(
        drawn(failures, now.look, Bars(by, "failures", step, colours, words)),
        now,
        name,
        to_failures(failures, by, step, on_bar),
    )


def table_panel(
    name: str,
    *reads: str,
    rows: pl.DataFrame,
    columns: Sequence[str],
    on_row: Callable[[Row], None],
    note: str | None = None,
    hint: str | None = "select_hint",
    none: str | None = None,
    icon: str = GOOD,
    **shape: Unpack[Shape],
) -> None:
    """A panel that is a table: its heading, and its rows; `none` is said where there are none."""
    heading(name, *reads, note=note)
    if none and rows.is_empty():
        empty(none, icon)
    else:
        rows_of_panel(name, rows, columns, on_row, hint, **shape)


def rows_of_panel(
    name: str,
    rows: pl.DataFrame,
    columns: Sequence[str],
    on_row: Callable[[Row], None],
    hint: str | None = "select_hint",
    **shape: Unpack[Shape],
) -> None:
    """The table of a panel that shows more than it; `hint` says what a click on a row does."""
    table(rows, columns, key=_key(name), alt=text(name), on_row=on_row, **shape)
    if hint:
        st.caption(text(hint))


def empty(name: str, icon: str = GOOD) -> None:
    """What a panel says when it has nothing to show."""
    st.info(text(name), icon=icon)


def nothing_yet() -> None:
    """What every page says over a lake without requests: drop a log here, or load the sample."""
    st.title(text("empty.lake_title"), anchor=False)
    _read_so_far(read("loads_listed"))
    st.markdown(text("empty.lake"))
    drop_logs()
    if st.button(text("empty.sample"), icon=":material/science:", key="sample"):
        with st.spinner(text("data.ingesting")):
            tell(load_sample())
        st.rerun()
    st.code("analyzer open /var/log/bots\nanalyzer demo", language="bash")


def _read_so_far(loads: pl.DataFrame) -> None:
    """What became of lines that were read, where none of them is a request."""
    if loads.is_empty():
        return
    counts = {name: number(total(loads, name)) for name in ("lines", "rejects", "skipped")}
    st.warning(text("empty.read", **counts), icon=":material/error:")
    st.page_link("screens/data.py", label=text("data.title"), icon=":material/arrow_forward:")


def drop_logs() -> bool:
    """Where a reader drops log files, and what became of them; whether any were read just now."""
    files = st.file_uploader(
        text("data.upload_label"), accept_multiple_files=True, max_upload_size=LARGEST_MB
    )
    if not files or not st.button(text("data.ingest"), icon=":material/input:", key="ingest"):
        return False
    with st.spinner(text("data.ingesting")):
        tell(load(files))
    return True


def tell(outcomes: Iterable[Outcome]) -> None:
    """Say what became of each source."""
    try:
        for outcome in outcomes:
            _tell(outcome)
    except AnalyzerError as error:
        st.error(plain(error), icon=":material/error:")


def _tell(outcome: Outcome) -> None:
    if outcome.error:
        st.error(f"{text('data.not_read')}\n\n{plain(outcome.error)}", icon=":material/error:")
    elif outcome.known:
        st.info(text("data.known", source=plain(outcome.source)))
    elif not outcome.counts.lines:
        st.info(text("data.nothing_in_it", source=plain(outcome.source)))
    else:
        counts = outcome.counts
        caption = text(
            "data.ingested",
            source=plain(outcome.source),
            format=outcome.format,
            lines=number(counts.lines),
            requests=number(counts.requests),
            rejects=number(counts.rejects),
            skipped=number(sum(counts.skipped.values())),
        )
        st.success(caption)


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
