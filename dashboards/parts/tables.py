"""Tables: a column's title, format and width follow from its name, type and unit.

Cells are shown as they are: nothing in them is read as Markdown or HTML, or turns what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, takewhile
from typing import Any, TypedDict, Unpack

import polars as pl
import streamlit as st
from streamlit.column_config import (
    AreaChartColumn,
    DatetimeColumn,
    LinkColumn,
    NumberColumn,
    ProgressColumn,
    TextColumn,
)

from analyzer.models.units import unit
from analyzer.text.plain import TURNING
from parts.cards import Card, Field, cards
from parts.column_widths import BORDER, BOXES, Wish, fitted, longest_px, text_px, wish
from parts.filters import zone
from parts.line_breaks import broken, room_for
from parts.screen import ROWS, is_narrow, room
from parts.words import duration, has_terms, language, moment, number, percent, plain, term, text

Row = Mapping[str, Any]

_YES_NO = "yes_no"

# Formats of times: the log's own and those of loads in full, others as fine as they are of use, and
# with the year where a table has times of several.
_TO_SECOND, _TO_MINUTE, _IN_FULL = "MM-DD HH:mm:ss", "MM-DD HH:mm", "YYYY-MM-DD HH:mm:ss"
_OF_A_YEAR = {_TO_SECOND, _TO_MINUTE}
_TIMES = {
    "ts": f"{_IN_FULL}.SSS",
    **dict.fromkeys(("first_ts", "last_ts", "loaded_at"), _IN_FULL),
    **dict.fromkeys(("since", "minute", "resets_at", "exhausted_again_at"), _TO_MINUTE),
}
# Formats of numbers by their unit; those without one are counts.
_NUMBERS = {"share": "percent", "times": "%.1f ×", "ms": "%.0f ms", "bytes": "bytes"}
# … and on cards.
_WITH_UNIT = {"times": "{:.1f} ×", "ms": "{:,.0f} ms", "bytes": "{:,.0f} B", "s": "{:.1f} {}"}
# Measured to a tenth of a second; other spans are longer, and are shown in their largest units.
_WAITS = ("_wait_s", "retry_after_s")
# Columns whose values have their words under another name.
_SAME_WORDS = {"period": "resets", "state": "key_state"}
# The most that a long text is shown of, in pixels.
_WIDE = {
    "meaning": 320, "remedy": 420, "message": 280, "sample": 320, "excerpt": 420, "clients": 170,
    "route": 220, "path": 260, "reason": 280, "clients_since": 150, "value": 150, "client": 170,
    "vendor": 230, "vendors": 230, "vendor_title": 230, "code": 170, "class_title": 170,
    "source": 400, "trace_id": 290, "request_id": 290, "key_id": 150,
}  # fmt: skip
_USUAL = 240
# … in rows that are tall enough for several lines of it.
_WIDE_WRAPPED = {"vendor": 140, "vendors": 140, "vendor_title": 140}
_SPAN, _DRAWN = 95, 80
# The first columns tell rows apart: those of them that are no numbers are what a card is called.
_TELLING = 3
# Streamlit wraps texts in rows that are higher than 4 rem.
_WRAPPED, _HEADER, _MOST_WRAPPED = 66, 38, 8
# … into so many lines, at whose ends as many characters of a list may be without use; of a longer
# list the rest is counted.
_LINES, _RAGGED, _LONGEST_LIST = 3, 8, 50
# A part of an id is no id: it can be neither compared nor looked for.
_WHOLE = {"key_id"}
# What to do has room before all else where rows are tall for it.
_FIRST = "remedy"
# Sentences of the catalog, whose code stands between marks that a cell would show.
_MARKED = {"remedy", "meaning"}
# Of paths the end tells: a folder that all of them are in, and that is no shorter, is left out.
_PATHS, _LEFT_OUT, _SHORTEST_FOLDER = "source", "…/", 8


def label(column: str) -> str:
    """A column's title."""
    return text(f"column.{column}")


def cell(column: str, value: object) -> str:
    """One value of a column as text: words, times in the chosen zone, numbers with their units."""
    if isinstance(value, datetime):
        return moment(value, zone())
    if isinstance(value, str) and column in _MARKED:
        return value.replace("`", "")
    if isinstance(value, bool):
        return term(_words(column) or _YES_NO, str(value).lower())
    group = _words(column) if isinstance(value, str) else None
    return term(group, str(value)) if group else _written(column, value)


class Shape(TypedDict, total=False):
    """How large a table is: `height`, `room` and `widths` (the most of a column) are pixels.

    The rows of a `wrapped` one are tall.
    """

    height: int
    wrapped: bool
    room: int
    widths: Mapping[str, int]


def table(
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    alt: str,
    on_row: Callable[[Row], None] | None = None,
    on_none: Callable[[], None] | None = None,
    **shape: Unpack[Shape],
) -> None:
    """Show these columns: a table, on a narrow screen cards.

    Of the columns, the table has those for which there is room, the first before others; the others
    its menu has. `on_row` is called with the row that a reader selects: by a click, or by Enter;
    `on_none` once none is selected any more.
    `wrapped` rows are tall enough to show long texts whole.
    """
    if is_narrow():
        _as_cards(frame, columns, key=key, alt=alt, on_row=on_row)
        return
    wrapped, height = shape.get("wrapped", False), shape.get("height")
    most = {**_WIDE, **(_WIDE_WRAPPED if wrapped else {}), **shape.get("widths", {})}
    width = shape.get("room", room()) - BORDER - (BOXES if on_row else 0)
    shown = _shown(frame.select(columns))
    forms = _time_forms(frame.select(columns))
    wishes = {
        name: _wish(
            frame[name],
            shown[name],
            most.get(name, _USUAL),
            whole=wrapped or name in _WHOLE,
            form=forms.get(name),
        )
        for name in sorted(columns, key=lambda name: not wrapped or name != _FIRST)
    }
    found = fitted(wishes, width)
    widths = {name: found[name] for name in columns if name in found}
    if wrapped:
        shown = _wrapped(frame.select(columns), {name: widths.get(name, _USUAL) for name in most})
        height = height or min(frame.height, _MOST_WRAPPED) * _WRAPPED + _HEADER
    settings: dict[str, Any] = {
        "hide_index": True,
        "column_config": {
            name: _column(name, frame[name], widths.get(name), forms.get(name)) for name in columns
        },
        "column_order": list(widths),
        "placeholder": text("missing"),
        "alt": alt,
        "height": height or "auto",
        "row_height": _WRAPPED if wrapped else None,
        "key": key,
        "lazy": False,
    }
    if on_row is None:
        st.dataframe(shown, **settings)
        return

    def selected() -> None:
        if rows := st.session_state[key]["selection"]["rows"]:
            on_row(frame.row(rows[0], named=True))
        elif on_none:
            on_none()

    with st.container(key=f"{ROWS}{key}"):
        st.dataframe(shown, on_select=selected, selection_mode="single-row", **settings)


def _time_forms(frame: pl.DataFrame) -> dict[str, str]:
    """How the times of each column of times are written."""
    times = [one for one in frame if one.dtype.is_temporal()]
    ends = (end for one in times for end in (one.min(), one.max()))
    of_years = len({end.year for end in ends if isinstance(end, date)}) > 1
    forms = {one.name: _TIMES.get(one.name, _TO_SECOND) for one in times}
    return {
        name: f"YYYY-{form}" if of_years and form in _OF_A_YEAR else form
        for name, form in forms.items()
    }


def _wish(values: pl.Series, shown: pl.Series, most: int, *, whole: bool, form: str | None) -> Wish:
    """How wide a column is to be, of values that are shown so."""
    name, title = values.name, label(values.name)
    if name in _SPECIAL:
        return wish(title, _DRAWN, _DRAWN, whole=True)
    if form:
        needed = 8 * len(form) + 10
    elif _is_span(values):
        needed = max(_SPAN, longest_px(shown))
    elif _is_number(values):
        needed = text_px(_digits(values))
    else:
        return wish(title, longest_px(shown), most, whole=whole)
    return wish(title, needed, needed, whole=True)


def _digits(values: pl.Series) -> int:
    """Letters of the longest number, as it is written with its separators and its unit."""
    ends = (one for one in (values.min(), values.max()) if isinstance(one, int | float))
    return max((len(_written(values.name, one)) for one in ends), default=0)


def _wrapped(frame: pl.DataFrame, widths: Mapping[str, int]) -> pl.DataFrame:
    if language() == "en":
        rooms = {name: _LINES * room_for(width) - _RAGGED for name, width in widths.items()}
        return _shown(frame, {name: min(room, _LONGEST_LIST) for name, room in rooms.items()})
    shown = _shown(frame, {name: room_for(width) for name, width in widths.items()})
    texts = [name for name in widths if shown.schema.get(name) == pl.String]
    return shown.with_columns(
        pl.Series(name, [words and broken(words, widths[name]) for words in shown[name]], pl.String)
        for name in texts
    )


def _as_cards(
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    alt: str,
    on_row: Callable[[Row], None] | None,
) -> None:
    telling = [name for name in columns[:_TELLING] if _tells(frame[name])] or columns[:1]

    def first(count: int) -> list[Card]:
        return [
            _card(row, columns, telling)
            for row in _shown(frame.select(columns).head(count)).iter_rows(named=True)
        ]

    def chosen(number: int) -> None:
        if on_row is not None:
            on_row(frame.row(number, named=True))

    cards(first, frame.height, key=key, alt=alt, on_card=chosen if on_row else None)


def _tells(column: pl.Series) -> bool:
    return column.dtype != pl.Boolean and not _is_number(column)


def _card(row: Row, columns: Sequence[str], telling: Sequence[str]) -> Card:
    written = {name: _field(name, row[name]) for name in columns}
    named = [str(field.value) for name in telling if (field := written[name])]
    rest = [field for name, field in written.items() if field and name not in telling]
    # A vendor that no catalog names is titled as it is called.
    return Card(" · ".join(dict.fromkeys(named)) or text("missing"), rest)


def _field(name: str, value: object) -> Field | None:
    if value is None or value == "":
        return None
    if name == "trend" and isinstance(value, list):
        return Field(label(name), value, "trend")
    return Field(label(name), _written(name, value), "link" if name == "docs_url" else "text")


def _written(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return moment(value, zone()) if name == "ts" else moment(value, zone())[:19]
    if not isinstance(value, int | float) or _is_code(name):
        return str(value)
    of = unit(name) or ""
    if of == "share":
        return percent(value)
    return _WITH_UNIT[of].format(value, text("unit.s")) if of in _WITH_UNIT else number(value)


def _shown(frame: pl.DataFrame, longest: Mapping[str, int] | None = None) -> pl.DataFrame:
    """As cells say it; `longest` is how many characters of a list there is room for."""
    room = longest or {}
    return frame.with_columns(_cell(frame[name], room.get(name)) for name in frame.columns)


def _cell(column: pl.Series, longest_list: int | None) -> pl.Series:
    if group := _group(column):
        names = column.cast(pl.String)
        words = {name: term(group, name) for name in names.unique().drop_nulls()}
        return names.replace_strict(words, default=None, return_dtype=pl.String)
    if _is_span(column):
        return pl.Series(column.name, [duration(seconds) for seconds in column], pl.String)
    if folder := _folder(column):
        column = _without(folder, column)
    if column.dtype == pl.List(pl.String):
        joined = (_joined(names, longest_list) for names in column.to_list())
        column = pl.Series(column.name, joined, pl.String)
    if column.dtype == pl.String:
        column = column.str.replace_all("`", "") if column.name in _MARKED else column
        return column.str.replace_all(TURNING, "\N{MIDDLE DOT}")
    return column


def _folder(column: pl.Series) -> str:
    """The folder of all of some paths; "" where there is none that is worth leaving out."""
    if column.name != _PATHS:
        return ""
    paths = column.explode() if column.dtype == pl.List else column
    first, last = (str(path or "") for path in (paths.min(), paths.max()))
    # What these two begin with, all between them do.
    common = sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(first, last, strict=False)))
    folder = first[: first.rfind("/", 0, common) + 1]
    return folder if len(folder) >= _SHORTEST_FOLDER else ""


def _without(folder: str, paths: pl.Series) -> pl.Series:
    def end(path: pl.Expr) -> pl.Expr:
        return pl.lit(_LEFT_OUT) + path.str.strip_prefix(folder)

    name = pl.col(paths.name)
    ends = name.list.eval(end(pl.element())) if paths.dtype == pl.List else end(name)
    return paths.to_frame().select(ends.alias(paths.name)).to_series()


def _joined(listed: list[str | None] | None, longest: int | None) -> str | None:
    """An enumeration; of one that is longer, what fits, and how many there are besides."""
    if listed is None:
        return None
    names = [name for name in listed if name is not None]
    whole = ", ".join(names)
    if longest is None or len(whole) <= longest:
        return whole
    fit = max(1, sum(end <= longest for end in accumulate(len(name) + 2 for name in names)))
    return f"{', '.join(names[:fit])} +{len(names) - fit}" if fit < len(names) else whole


def _group(column: pl.Series) -> str | None:
    """The group of words that has one for each value of a closed list."""
    if column.dtype == pl.Boolean:
        return _words(column.name) or _YES_NO
    return _words(column.name) if column.dtype == pl.String else None


def _words(column: str) -> str | None:
    group = _SAME_WORDS.get(column, column)
    return group if has_terms(group) else None


def _is_number(column: pl.Series) -> bool:
    return column.dtype.is_numeric() and not _is_code(column.name)


def _is_code(name: str) -> bool:
    return name == "status" or name.endswith("_code")


def _is_span(column: pl.Series) -> bool:
    return _is_number(column) and unit(column.name) == "s" and not column.name.endswith(_WAITS)


def _column(name: str, values: pl.Series, width: int | None, form: str | None) -> Any:
    title = label(name)
    if special := _SPECIAL.get(name):
        return special(title, values, width)
    if form:
        return DatetimeColumn(title, format=form, timezone=zone(), width=width)
    if _is_span(values):
        return TextColumn(title, width=width, alignment="right")
    if _is_number(values):
        return NumberColumn(title, format=_number_format(name), width=width)
    return TextColumn(title, width=width, help=plain(_folder(values)) or None)


def _number_format(name: str) -> str:
    of = unit(name)
    return f"%.1f {text('unit.s')}" if of == "s" else _NUMBERS.get(of or "", "localized")


def _progress(title: str, values: pl.Series, width: int | None) -> Any:
    most = values.max()
    top = max(1.0, most) if isinstance(most, float) else 1.0
    return ProgressColumn(title, format="percent", min_value=0.0, max_value=top, width=width)


_SPECIAL: dict[str, Callable[[str, pl.Series, int | None], Any]] = {
    "utilisation": _progress,
    "trend": lambda title, _, width: AreaChartColumn(title, width=width, y_min=0),
    "docs_url": lambda title, _, width: LinkColumn(
        title, display_text=text("open_docs"), width=width
    ),
}
