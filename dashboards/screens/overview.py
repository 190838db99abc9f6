"""What failed, whose fault it is, and what to do first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl
import streamlit as st
from parts.charts import Bars, lanes, stacked
from parts.drill import to_outcome, to_requests
from parts.filters import switch
from parts.panels import (
    NO_DATA,
    Tile,
    chosen,
    empty,
    heading,
    over_time_panel,
    series,
    table_panel,
    tiles,
    title,
    zoomable,
)
from parts.period import step_s
from parts.reading import side_by_side
from parts.shapes import by_kind, change, gathered, points
from parts.tables import Row
from parts.theme import KINDS, OUTCOMES
from parts.triage import cards, findings
from parts.words import duration, few, number, percent, plain, term, text, unturned

from analyzer.models.units import unit
from analyzer.report.figures import was_full
from analyzer.report.unfinished import left_over
from analyzer.text.period import Period

NEITHER_GOOD_NOR_BAD = {"requests"}

now = chosen()
title("overview", now)

step = step_s(now.period)
steps = int(-(-now.period.length.total_seconds() // step))
last_day = Period(now.period.until - timedelta(days=1), now.period.until)
# What is read quickly comes first: it is drawn in its place while the rest is read.
results = side_by_side(
    lambda: now.read("failures_over_time", step_s=step),
    lambda: now.read("outcomes_over_time", step_s=step),
    lambda: now.read("incidents", at_least=5),
    lambda: now.read("figures", before=now.period.before().since),
    lambda: now.read("highest_utilisation_over_time", step_s=max(step, 60)),
    lambda: now.read("quotas_exhausted", since=now.span.first),
    lambda: now.read("silent_callers"),
    lambda: now.read("first_seen", since=last_day.since),
)
what_to_do = st.container()
row_of_tiles, list_of_incidents, charts = st.container(), st.container(), st.container()

failures = by_kind(next(results))
# Drawn last, and longest in coming: begun once the first chart has what it needs.
triage = side_by_side(lambda: findings(now))
with charts:
    over_time_panel(
        "overview.kinds", "failures_over_time", lanes, failures, now,
        by="kind_of_failure", colours=KINDS,
    )  # fmt: skip


outcomes = next(results)
with charts:
    heading("overview.outcomes", "outcomes_over_time", note="overview.outcomes_note")
    if outcomes.is_empty():
        empty("empty.no_requests", NO_DATA)
    else:
        ways = ("count", "share", "vendors")
        label = text("overview.shown_as")
        way = switch("way", label, ways, lambda name: text(f"overview.{name}"))
        words = {name: term("outcome", name) for name in OUTCOMES}
        parts = (
            outcomes.partition_by("vendor", as_dict=True) if way == "vendors" else {(): outcomes}
        )
        for (*vendor,), part in parts.items():
            if vendor:
                st.text(unturned(str(vendor[0])))
            zoomable(
                stacked(
                    part,
                    now.look,
                    Bars("outcome", "requests", step, OUTCOMES, words),
                    share=way == "share",
                    height=110 if vendor else 240,
                ),
                now,
                "overview.outcomes",
                to_outcome(step, **({"vendor": list(vendor)} if vendor else {})),
                part=f"{way}_{'_'.join(map(str, vendor))}",
            )


def open_incident(row: Row) -> None:
    """The requests of an incident in the period, with a little time around it."""
    margin = timedelta(minutes=5)
    since = max(row["first_seen"] - margin, now.period.since)
    around = Period(since, min(row["last_seen"] + margin, now.period.until))
    # Where no response came, the incident is one client's.
    alike = ("vendors", "class", *(["clients"] if row["class"] == "network" else []))
    to_requests(*alike, range=around)(row)


incidents = next(results).with_columns(
    lasted_s=(pl.col("last_seen") - pl.col("since")).dt.total_seconds()
)
with list_of_incidents:
    table_panel(
        "overview.incidents", "incidents", rows=incidents, on_row=open_incident,
        note="overview.incidents_note", none="empty.no_incidents", wrapped=True,
        widths={"remedy": 220, "clients": 106, "class_title": 110, "vendors": 110},
        columns=("ongoing", "class_title", "vendors", "failures", "since", "lasted_s", "fault",
                 "clients", "remedy", "fault_by", "codes", "meaning"),
    )  # fmt: skip


def trend(frame: pl.DataFrame, value: str) -> list[float]:
    """The sums of every step of the period."""
    return series(frame, value, steps, step, now.period.since)


failed_outcomes = outcomes.filter(pl.col("outcome").is_in(["failed", "partial"]))
pressed = failures.filter(pl.col("kind_of_failure") == "rate_limit_pressure")
refused = failures.filter(pl.col("kind_of_failure") == "authentication")
half = failures.filter(pl.col("kind_of_failure") == "partial_failures")
figures, figures_before = next(results).iter_rows(named=True)
before = figures_before if now.reaches_back else None
pressure = next(results)
exhausted = next(results)
used_up = not left_over("quotas", exhausted, now.period.until).is_empty()


def of_figure(name: str, trend: list[float], page: str) -> Tile:
    """The tile of a figure, a count or a share, beside the period before."""
    shown, changed = (percent, points) if unit(name) == "share" else (number, change)
    value, delta = shown(figures[name]), changed(figures, before, name)
    return Tile(f"overview.{name}", value, delta, name not in NEITHER_GOOD_NOR_BAD, trend, page)


utilisation = of_figure("utilisation", pressure["utilisation"].to_list(), "rate_limits")
if was_full(exhausted, now.period, now.period.until):
    utilisation = replace(utilisation, value=percent(max(1.0, figures["utilisation"] or 0)))
if used_up:
    utilisation = replace(utilisation, delta=text("overview.used_up"), is_alarm=True)
with row_of_tiles:
    tiles(
        of_figure("requests", trend(outcomes, "requests"), "requests"),
        of_figure("failure_share", trend(failed_outcomes, "requests"), "failures"),
        of_figure("partial_open", trend(half, "failures"), "partial_failures"),
        of_figure("throttled_or_refused", trend(pressed, "failures"), "rate_limits"),
        of_figure("keys_in_trouble", trend(refused, "failures"), "authentication"),
        utilisation,
    )

silent = next(results)
with what_to_do:
    if not silent.is_empty():
        silent_text = text("semicolon").join(
            text(
                "overview.silent_for",
                who=f"{plain(name)}{text('colon') + plain(few(others)) if others else ''}",
                lasts=duration(seconds),
            )
            for name, others, seconds in gathered(silent)
        )
        st.warning(text("overview.silent", who=silent_text), icon=":material/notifications_off:")
    heading("triage.title", note="triage.title_note")
    cards(now, next(triage))

news = next(results)


def open_news(row: Row) -> None:
    """The requests of what is new: a code, client, key or vendor."""
    value = {} if row["kind"] == "vendor" else {row["kind"]: [row["value"]]}
    to_requests("vendor", range=last_day, **value)(row)


table_panel(
    "overview.news", "first_seen", rows=news,
    columns=("kind", "vendor", "value", "first_seen", "requests", "class_title", "meaning"),
    on_row=open_news, note="overview.news_note", hint=None, none="empty.no_news", icon=NO_DATA,
)  # fmt: skip
st.caption(
    text(
        "overview.coverage",
        **{name: number(figures[name]) for name in ("lines", "loads", "rejects", "skipped")},
        unlisted=number(figures["unlisted_codes"]),
    )
)
