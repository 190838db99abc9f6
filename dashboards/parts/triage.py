"""What needs a person, as cards: the findings of the report, of the period and rows in view."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analyzer.report import TRIAGE, attention
from analyzer.report.attention import Item
from analyzer.report.content import Content, bounds
from analyzer.rules.finding_history import recall
from analyzer.text.period import Period
from analyzer.text.wording import Logged, Sentence, Value, Wording
from parts import knowing
from parts import period as periods
from parts.filters import Choice, open_page
from parts.panels import show_query
from parts.reading import finding_bundle, lake, place, read, rows_behind, side_by_side
from parts.views import Place
from parts.words import language, moment, plain, text

_COLOURS = {"act": "red", "look": "orange", "note": "blue"}
_MARKS = {"act": "▲", "look": "◆", "note": "●"}
# So many cards of what is open are drawn as a page opens, in the order of the report: each has half
# a dozen controls. The others lie in folds, and those of a long fold are drawn once it is opened.
_AT_ONCE = 25
# Of these, so many with all that is in them: the others are drawn as far as they can be seen.
_WHOLE = 4
_CODE = re.compile(r"`([^`]+)`")


def findings(now: Choice) -> tuple[Item, ...]:
    """The findings of the report about the period and rows that are chosen, most urgent first."""
    return _findings(place(), now)


@st.cache_resource(max_entries=20, show_spinner=False)
def _findings(place: Place, now: Choice) -> tuple[Item, ...]:
    """Found once for each version, period and filter: a click on a card asks for them again."""
    del place

    def frame(name: str, of: Period) -> pl.DataFrame:
        return read(name, now.narrowing, **bounds(now.period, of))

    content = Content(now.period, frame, now.narrowing.vendors)
    for _ in side_by_side(*(lambda name=name: getattr(content, name) for name in attention.FRAMES)):
        pass
    return attention.find(content, _wording(now))


def found(now: Choice, id: str) -> Item | None:
    """The finding with that address; None where the period and rows in view have none such."""
    return next((item for item in findings(now) if item.id == id), None)


def behind(now: Choice, item: Item, *, at_most: int) -> tuple[int, pl.DataFrame] | None:
    """How many requests a finding counts, and the newest; None where it counts other things."""
    rows = item.rows_with("outcome")
    if rows is None:
        return None
    return rows_behind(place(), now.narrowing, rows.view, rows.exact, at_most)


def cards(now: Choice, items: Iterable[Item]) -> None:
    """A card each: what to act on stands open, what to look into opens, the rest is one fold."""
    memory = recall(lake())
    known = [item for item in items if memory.acknowledgement(item.id, item.began, item.newest)]
    open_items = [item for item in items if item not in known]
    if not open_items:
        st.success(text("triage.nothing"), icon=":material/check_circle:")
    urgent = [item for item in open_items if item.severity != "note"]
    for number, item in enumerate(urgent[:_AT_ONCE]):
        if item.severity == "act":
            with st.container(border=True, key=f"finding_{item.id}"):
                st.markdown(f"##### {headline(now, item)}")
                card(now, item)
        elif fold := _unfolded(headline(now, item), f"finding_{item.id}", whole=number < _WHOLE):
            with fold:
                card(now, item)
    _folded(now, "triage.more", urgent[_AT_ONCE:])
    _folded(now, "triage.notes", [item for item in open_items if item.severity == "note"])
    _folded(now, "triage.known", known)


def _folded(now: Choice, name: str, items: Sequence[Item]) -> None:
    if not items:
        return
    is_short = len(items) <= _AT_ONCE
    fold = _unfolded(text(name, n=len(items)), name.replace(".", "_"), whole=is_short)
    if not fold:
        return
    with fold:
        for item in items:
            st.markdown(headline(now, item))
            card(now, item)


def _unfolded(label: str, key: str, *, whole: bool) -> DeltaGenerator | None:
    """A fold to draw into: where it is not `whole`, None until it is opened."""
    fold = st.expander(label, key=key, on_change="ignore" if whole else "rerun")
    return fold if whole or fold.open else None


def _wording(now: Choice) -> Wording:
    """The report's words, with times in the zone that the page shows."""
    return Wording(language(), replace(now.period, zone=now.zone))


def headline(now: Choice, item: Item) -> str:
    """How urgent it is, and what it is."""
    words = _wording(now)
    how = f"{_MARKS[item.severity]} {words.text(f'severity.{item.severity}')}"
    return f":{_COLOURS[item.severity]}-badge[{how}] {said(item.title, words)}"


def card(now: Choice, item: Item) -> None:
    """The evidence of a finding, what to do, and where to go on from it."""
    words = _wording(now)
    lines = [f"- {said(one, words)}" for one in item.evidence]
    if item.remedy:
        lines += ["", f"**{words.text('remedy.label')}{text('colon')}{said(item.remedy, words)}**"]
    st.markdown("\n".join(lines))
    st.caption(" · ".join(_facts(now, item, words)))
    if known := recall(lake()).acknowledgement(item.id, item.began, item.newest):
        knowing.since(now, known)
    _actions(now, item)


def _facts(now: Choice, item: Item, words: Wording) -> Iterable[str]:
    if since := item.began:
        yield text("triage.since", when=moment(since, now.zone)[:19])
    if item.ongoing is not None:
        over = item.over_since
        last = moment(over, now.zone)[:19] if over else text("missing")
        yield words.text("state.ongoing") if item.ongoing else words.text("state.over", last=last)
    if item.fault:
        yield f"{words.text('fault.label')}{text('colon')}{words.named('fault', item.fault)}"


def _actions(now: Choice, item: Item) -> None:
    row = st.container(horizontal=True, gap="small")
    if item.rows_with("outcome"):
        # Not of type `primary`, whose words are hard to read on the dark theme's blue.
        row.button(
            text("triage.requests"),
            icon=":material/list_alt:",
            key=f"behind_{item.id}",
            on_click=open_page,
            args=("requests",),
            kwargs={"finding": item.id, "range": periods.write(now.period)},
        )
    with row.popover(text("sql.show"), icon=":material/code:", key=f"sql_{item.id}"):
        show_query(str(item.sql), key=f"open_{item.id}")
    if item.vendor and item.last_seen and (item.rows_with("fingerprint") or item.fault != "client"):
        _vendor_bundle(row, item)
    with row.popover(text("triage.acknowledge"), icon=":material/done_all:", key=f"ack_{item.id}"):
        _acknowledge(now, item)


def _vendor_bundle(row: DeltaGenerator, item: Item) -> None:
    where = place()  # which knows the language; the bundle is made outside of the page's run
    with row.popover(text("triage.vendor"), icon=":material/folder_zip:", key=f"send_{item.id}"):
        st.caption(text("triage.vendor_note"))
        st.download_button(
            text("trace.bundle_get"),
            data=lambda: finding_bundle(where, item),
            file_name=f"support-{item.vendor}-{item.id}.zip",
            mime="application/zip",
            icon=":material/download:",
            on_click="ignore",
            key=f"bundle_{item.id}",
        )


def _acknowledge(now: Choice, item: Item) -> None:
    acknowledged = recall(lake()).acknowledgement(item.id, item.began, item.newest) is not None
    st.text_input(text("triage.note"), key=f"note_{item.id}", disabled=acknowledged)
    name = "triage.withdraw" if acknowledged else "triage.acknowledge"

    def acknowledge() -> None:
        if acknowledged:
            knowing.withdraw(item.id)
        else:
            knowing.know(now, item.id, TRIAGE, st.session_state[f"note_{item.id}"])

    st.button(text(name), key=f"known_{item.id}", on_click=acknowledge)


def said(sentence: Sentence | str | None, words: Wording) -> str:
    """A sentence as Streamlit's Markdown, in which a log's words are only words."""
    if not isinstance(sentence, Sentence):
        return _prose(sentence or "")
    values = {name: _value(value, words) for name, value in sentence.values.items()}
    template = _prose(words.text(sentence.key)).replace("\\{", "{").replace("\\}", "}")
    return re.sub(r"\{([\w\\]+)\}", lambda m: values[m[1].replace("\\", "")], template)


def _value(value: Value, words: Wording) -> str:
    if isinstance(value, tuple):
        return words.joined(_value(part, words) for part in value)
    return plain(value.shown) if isinstance(value, Logged) else _prose(value)


def _prose(written: str) -> str:
    parts = _CODE.split(written)
    return "".join(f"`{part}`" if n % 2 else plain_words(part) for n, part in enumerate(parts))


def plain_words(part: str) -> str:
    """As `plain`, with the spaces at both ends kept."""
    left = " " if part[:1].isspace() else ""
    right = " " if len(part) > 1 and part[-1:].isspace() else ""
    return f"{left}{plain(part)}{right}"
