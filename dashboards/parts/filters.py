"""What the reader has chosen: kept in the URL, carried across pages, read by every page.

Filters of all pages are widgets that Streamlit binds to the URL (`bind`); for that, every name must
be in session state before its widget is first drawn. So are the texts of a page, which keep what is
typed where a click follows at once; `follow` takes them from session state where a page is entered,
so that they do not stay when it is left. A bound widget writes its label, so choices whose labels
are translated are written by `addressed` instead, and the URL is what counts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl
import streamlit as st

from analyzer.system.languages import LANGUAGES
from analyzer.text.period import Period
from analyzer.text.wording import Logged
from parts import period as periods
from parts.chart_axes import Look
from parts.period import DEFAULT, PRESETS
from parts.reading import noted, read
from parts.views import ALL, Narrowing
from parts.words import NAMES, default_language, language, plain, text

# Seconds; off first. The words go into the URL.
REFRESH = {"": None, "5s": 5, "30s": 30, "1min": 60, "5min": 300}
_LISTS = ("vendor", "client", "key", "route")
_PAGE_LISTS = (
    "outcome", "class", "code", "fault", "resolution", "cause", "method", "protocol", "command",
    "connection", "source", "address",
)  # fmt: skip
TYPED = {"q", "id", "query"}
# One of each at most: a finding whose requests are listed, and a request that is seen in full.
_ONES = ("finding", "request")
# Carried across pages, whose change drops what is not bound; each with the value that goes unsaid.
_CARRIED: Mapping[str, Callable[[], str]] = {
    "lang": default_language,
    "refresh": lambda: os.environ.get("ANALYZER_REFRESH", ""),
}
_PAGE = "_page_to_open"
_AT = "_page_that_is_open"
_RANGE = "_range_to_show"
_ASKED = "_asked"
_PAGE_NAMES = {*_PAGE_LISTS, *TYPED, *_ONES}


@dataclass(frozen=True)
class Span:
    """From the first to the last request in the lake."""

    first: datetime
    last: datetime


@dataclass(frozen=True)
class Choice:
    """The period and the rows that a page shows, and the zone in which it writes times."""

    span: Span
    period: Period
    narrowing: Narrowing
    zone: str

    @property
    def look(self) -> Look:
        """The time axis of this choice."""
        return Look(self.period.since, self.period.until, self.zone, noted())

    def read(self, name: str, **parameters: object) -> pl.DataFrame:
        """A named read of the period, with the rows that the filters leave."""
        bounds = {"since": self.period.since, "until": self.period.until}
        return ask(name, self.narrowing, **{**bounds, **parameters})

    @property
    def reaches_back(self) -> bool:
        """Whether there is data of all of the period before."""
        return self.period.before().since >= self.span.first.replace(second=0, microsecond=0)


def begin() -> None:
    """Give every name its value: the URL's, what it was, or its default."""
    state, url = st.session_state, st.query_params
    state[_ASKED] = {}
    state.setdefault("range", DEFAULT)
    state.setdefault("local", False)
    for name in _LISTS:
        state.setdefault(name, [])
    for name in _PAGE_LISTS:
        state[name] = url.get_all(name)
    for name in _ONES:
        state[name] = url.get(name, "")
    if url.get("lang") in LANGUAGES:
        state["lang"] = url["lang"]
    state["lang"] = language()
    refresh = url.get("refresh", state.get("refresh", _CARRIED["refresh"]()))
    state["refresh"] = refresh if refresh in REFRESH else ""


def addressed(name: str) -> None:
    """Write a choice into the URL: the callback of the widget of that name."""
    value = st.session_state[name]
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def switch(
    name: str,
    label: str,
    offered: Sequence[str],
    worded: Callable[[str], str],
    *,
    default: str | None = None,
) -> str:
    """A switch between a few ways to see a page: which holds, the URL says, else `default`, else
    it is the first.
    """
    said = st.query_params.get(name)
    usual = default or offered[0]
    st.session_state[name] = said if said in offered else usual
    chosen = st.segmented_control(
        label,
        offered,
        required=True,
        format_func=worded,
        label_visibility="collapsed",
        key=name,
        on_change=addressed,
        args=(name,),
    )
    return chosen or usual


def span() -> Span | None:
    """The time that the lake covers; None where it holds no request."""
    first, last = read("data_span").row(0)
    return Span(first.astimezone(UTC), last.astimezone(UTC)) if first else None


def choice(data: Span) -> Choice:
    """What is chosen now. A range that is none is taken as the default."""
    state = st.session_state
    found = periods.read(str(state["range"]), data.first, data.last)
    if found is None:
        found = periods.read(DEFAULT, data.first, data.last)
        assert found is not None
    lists = (tuple(sorted(state[name] or ())) for name in _LISTS)
    return Choice(data, found, Narrowing(*lists), zone())


def zone() -> str:
    """The time zone in which times are shown: the browser's where it is chosen, else UTC."""
    browser = st.context.timezone
    if not st.session_state["local"] or not browser:
        return "UTC"
    try:
        return ZoneInfo(browser).key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


def sidebar(data: Span) -> None:
    """The filters, in the sidebar."""
    with st.sidebar:
        _range(data)
        _lists()


def _range(data: Span) -> None:
    written = (st.session_state["range"], st.query_params.get("range", DEFAULT))
    options = [*PRESETS, *dict.fromkeys(word for word in written if word not in PRESETS)]
    st.selectbox(
        text("filter.range"),
        options,
        key="range",
        bind="query-params",
        accept_new_options=True,
        help=text("filter.range_help"),
    )
    if periods.read(str(st.session_state["range"]), data.first, data.last) is None:
        st.warning(text("filter.range_unknown", default=DEFAULT))
    now = choice(data).period
    row = st.container(horizontal=True, gap="small")
    moves: tuple[tuple[str, str, int, bool], ...] = (
        ("earlier", ":material/chevron_left:", -1, now.since <= data.first),
        ("later", ":material/chevron_right:", 1, now.until > data.last),
    )
    for name, icon, direction, end in moves:
        row.button(
            "",
            icon=icon,
            key=f"range_{name}",
            help=text(f"filter.{name}"),
            disabled=end,
            on_click=_shift,
            args=(now, direction),
        )
    with row.popover(text("filter.custom"), icon=":material/date_range:"):
        _custom(now)


def _custom(now: Period) -> None:
    with st.form("custom_range", border=False):
        since = st.datetime_input(
            text("filter.since"), now.since.replace(tzinfo=None), step=60, format="YYYY-MM-DD"
        )
        until = st.datetime_input(
            text("filter.until"), now.until.replace(tzinfo=None), step=60, format="YYYY-MM-DD"
        )
        if st.form_submit_button(text("filter.apply")):
            if since and until and since < until:
                st.session_state[_RANGE] = periods.write(
                    Period(since.replace(tzinfo=UTC), until.replace(tzinfo=UTC))
                )
                st.rerun()
            st.warning(text("filter.order"))


def _choose(names: Mapping[str, object]) -> None:
    """Choose just these on the page that is open, whose texts are bound to the URL."""
    for name in TYPED & st.session_state.keys():
        st.session_state[name] = names.get(name, "")
    for name in _PAGE_LISTS:
        st.session_state[name] = names.get(name, [])
        addressed(name)
    for name in _ONES:
        st.session_state[name] = names.get(name, "")
        addressed(name)


def _shift(now: Period, direction: int) -> None:
    step = now.length * direction
    zoom(now.since + step, now.until + step)


def zoom(since: datetime, until: datetime) -> None:
    """Show another period from the next run on. To be called in a callback."""
    st.session_state["range"] = periods.write(Period(since, until))


def _lists() -> None:
    choices = read("filter_choices")
    for name in _LISTS:
        options = choices.filter(pl.col("kind") == name)["value"].to_list()
        warn_of_unknown(name, _asked_for(name), options)
        st.multiselect(
            text(f"filter.{name}"),
            options,
            key=name,
            bind="query-params",
            placeholder=text("filter.all"),
        )
    if any(st.session_state[name] for name in _LISTS) or st.session_state["range"] != DEFAULT:
        st.button(text("filter.reset"), icon=":material/filter_alt_off:", on_click=_reset)


def warn_of_unknown(name: str, wanted: Sequence[str], options: Sequence[str]) -> None:
    """Say which of the values that an address asks for a filter does not have."""
    unknown = [Logged(value).shown for value in wanted if value not in options]
    if named := [value for value in unknown if value]:
        note = "unknown" if len(unknown) == len(wanted) else "unknown_beside"
        shown = plain(", ".join(named))
        warning = text(f"filter.{note}", what=text(f"filter.{name}"), value=shown)
        st.warning(warning, icon=":material/filter_alt_off:")


def _asked_for(name: str) -> list[str]:
    """What the URL asks for, which a widget drops if it does not have it."""
    return st.query_params.get_all(name)


def _reset() -> None:
    """All vendors, clients, keys and routes, of the usual time."""
    st.session_state.update({name: [] for name in _LISTS})
    st.session_state["range"] = DEFAULT


def settings() -> None:
    """Language and time zone, in the sidebar."""
    with st.sidebar:
        st.selectbox(
            text("filter.language"),
            LANGUAGES,
            key="lang",
            format_func=NAMES.__getitem__,
            on_change=addressed,
            args=("lang",),
        )
        st.toggle(
            text("filter.local"),
            key="local",
            bind="query-params",
            help=text("filter.local_help", zone=plain(st.context.timezone or "UTC")),
        )


def ask(name: str, narrowing: Narrowing = ALL, **parameters: object) -> pl.DataFrame:
    """A named read, whose parameters are noted for the panel that shows its SQL."""
    st.session_state[_ASKED][name] = parameters
    return read(name, narrowing, **parameters)


def asked(name: str) -> Mapping[str, object]:
    """The parameters with which this run asked a named read."""
    noted: dict[str, Mapping[str, object]] = st.session_state[_ASKED]
    return noted.get(name, {})


def open_page(page: str, **names: object) -> None:
    """Go to another page from the next run on, with these values chosen. For callbacks.

    `range` is a Period; lists are lists; names of the target page go into its URL.
    """
    state = st.session_state
    if isinstance(around := names.get("range"), Period):
        names["range"] = periods.write(around)
    state.update({name: value for name, value in names.items() if name not in _PAGE_NAMES})
    state[_PAGE] = (page, {name: value for name, value in names.items() if name in _PAGE_NAMES})


def follow(page: str) -> None:
    """Go where `open_page` pointed. To be called between `st.navigation` and the first widget."""
    if moved := st.session_state.pop(_RANGE, None):
        st.session_state["range"] = moved
    if target := st.session_state.pop(_PAGE, None):
        there, names = target
        if there != page:
            st.switch_page(f"screens/{there}.py", query_params=names)
        _choose(names)
    if st.session_state.get(_AT) != page:
        for name in TYPED & st.session_state.keys():
            del st.session_state[name]
        st.session_state[_AT] = page
    for name, unsaid in _CARRIED.items():
        if st.session_state[name] != unsaid() and name not in st.query_params:
            st.query_params[name] = st.session_state[name]
