"""When limits are used up, how close each key and address came, and whether waits were kept."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st
from parts.chart_axes import Look
from parts.charts import against_limit, lines, shares
from parts.drill import (
    of_subject,
    to_connections,
    to_point,
    to_quota,
    to_requests,
    to_subject,
    to_throttled,
)
from parts.filters import ask
from parts.panels import (
    NO_DATA,
    Tile,
    chosen,
    clickable,
    empty,
    heading,
    rows_of_panel,
    table_panel,
    tiles,
    title,
)
from parts.period import step_s
from parts.reading import side_by_side
from parts.screen import room_of_part
from parts.shapes import largest, named_subjects, set_apart, total
from parts.tables import Row, cell, table
from parts.theme import WAITS
from parts.words import duration, key_name, moment, number, percent, plain, term, text, unturned

from analyzer.report.figures import was_full
from analyzer.text.period import Period

MOST_LINES, MOST_BARS = 6, 20
AROUND = timedelta(minutes=30)
MINUTE, INSTANT = timedelta(minutes=1), timedelta(microseconds=1)
CALLERS_SHARE = 0.4
LIMIT = ("vendor", "scope", "subject", "currency", "limit")

now = chosen()
title("rate_limits", now)
step = step_s(now.period)

running_out, limits, bans, subjects, throttles, connections, over_time, used_up = side_by_side(
    lambda: now.read("limits_running_out"),
    lambda: now.read("limits_by_subject"),
    lambda: now.read("bans_of_period"),
    lambda: now.read("rate_limit_by_subject"),
    lambda: now.read("throttles_by_client"),
    lambda: now.read("connections_by_subject"),
    lambda: now.read("utilisation_over_time", step_s=max(step, 60)),
    lambda: now.read("quotas_exhausted", since=now.span.first),
)
exhausted = used_up.filter(pl.col("last_refused") >= now.period.since)


def name_of(row: Row) -> str:
    """The key, in short, or the address."""
    subject = row["subject"] if row["scope"] == "address" else key_name(row["subject"])
    return plain(subject or text("missing"))


for row in running_out.head(MOST_LINES).iter_rows(named=True):
    with st.container(border=True):
        told = {name: plain(row[name]) for name in ("vendor", "limit")} | {
            "scope": term("scope", row["scope"]),
            "subject": name_of(row),
            "currency": term("currency", row["currency"]),
            "at": moment(row["used_up_at"], now.zone)[11:19],
            "used": number(row["used"]),
            "quota": number(row["quota"]),
            "pace": f"{row['pace_per_s']:,.2f}",
            "n": number(row["pace_rests_on"]),
            "source": cell("quota_source", row["quota_source"]),
        }
        st.markdown(f":orange-badge[◆] **{text('rate_limits.running_out', **told)}**")
        st.caption(text("rate_limits.running_out_note", **told))
if running_out.is_empty() and not limits.is_empty():
    st.caption(text("rate_limits.nothing_runs_out"))

told_limits = limits.filter(pl.col("quota_source") != "observed")
of_each = (largest(over_time, "of_known"), largest(told_limits, "utilisation"))
full = (1.0,) if was_full(used_up, now.period, now.period.until) else ()
highest = max((share for share in (*of_each, *full) if share is not None), default=None)
tiles(
    Tile("rate_limits.utilisation", percent(highest)),
    Tile("rate_limits.throttled", number(total(throttles, "throttled"))),
    Tile("rate_limits.ignored", number(total(throttles, "ignored"))),
    Tile("rate_limits.refused", number(total(connections, "refused"))),
)

if not bans.is_empty():

    def open_ban(row: Row) -> None:
        """What was sent to a vendor while it answered nothing, from an hour before on."""
        until = row["last_refused"] + timedelta(minutes=1)
        period = Period(row["since"] - timedelta(hours=1), until)
        to_requests("vendor", "clients", key=[], route=[], range=period)(row)

    table_panel(
        "rate_limits.bans", "bans_of_period", rows=bans, on_row=open_ban,
        note="rate_limits.bans_note",
        columns=("vendor", "scope", "subject", "limit", "since", "until", "ongoing", "refused",
                 "throttled_before", "last_refused", "code", "clients", "message"),
    )  # fmt: skip


def look_at_limit(row: Row) -> None:
    """Remember which limit to look at below the table of limits."""
    st.session_state["_limit"] = tuple(row[name] for name in LIMIT)


if not limits.is_empty():
    table_panel(
        "rate_limits.limits", "limits_by_subject", rows=limits, on_row=look_at_limit,
        note="rate_limits.limits_note", hint="rate_limits.limit_hint",
        columns=("vendor", "scope", "subject", "limit", "currency", "utilisation", "used", "quota",
                 "headroom", "quota_source", "window_s", "minute", "throttled", "banned",
                 "clients"),
    )  # fmt: skip
    listed = list(limits.select(LIMIT).iter_rows())
    asked_for = st.session_state.get("_limit")
    fullest = limits.row(listed.index(asked_for) if asked_for in listed else 0, named=True)
    beside = (fullest["minute"] - AROUND, fullest["minute"] + AROUND)
    of_limit = now.read(
        "limit_minutes",
        since=beside[0],
        until=beside[1],
        **{name: fullest[name] for name in LIMIT},
    )
    unit = term("currency", fullest["currency"])
    heading("rate_limits.limit_closer", "limit_minutes")
    whose = f"{fullest['vendor']} · {term('scope', fullest['scope'])}"
    what = f"{fullest['subject'] or text('missing')} · {fullest['limit']} · {unit}"
    st.text(unturned(f"{whose} {what}"))
    if of_limit.is_empty():
        empty("empty.nothing", NO_DATA)
    else:
        each_minute = of_limit.rename({"minute": "step"})
        clickable(
            against_limit(
                each_minute,
                Look(*beside, now.zone),
                value="used",
                title=unit,
                limit=fullest["quota"],
            ),
            now,
            "rate_limits.limit_closer",
            to_point(each_minute, 60, Period(*beside), lambda _, of: to_subject(fullest, of)),
        )

with_utilisation = subjects.filter(pl.col("utilisation").is_not_null()).head(MOST_LINES)
pressure = named_subjects(
    over_time.join(
        with_utilisation.select("vendor", "scope", "subject"),
        on=["vendor", "scope", "subject"],
        nulls_equal=True,
    )
)
heading("rate_limits.over_time", "utilisation_over_time", note="rate_limits.over_time_note")
if pressure.is_empty():
    empty("empty.nothing", NO_DATA)
else:
    clickable(
        lines(
            pressure,
            now.look,
            by="who",
            value="utilisation",
            title=text("column.utilisation"),
            limit=1.0,
            limit_word=text("chart.limit"),
            percent=True,
        ),
        now,
        "rate_limits.over_time",
        to_point(pressure, max(step, 60), now.period, to_subject),
    )


def look_at(row: Row) -> None:
    """Remember which key or address to look at below."""
    st.session_state["_subject"] = tuple(row[name] for name in ("vendor", "scope", "subject"))


table_panel(
    "rate_limits.subjects", "rate_limit_by_subject", rows=subjects, on_row=look_at,
    note="rate_limits.subjects_note", hint="rate_limits.subject_hint", none="empty.no_requests",
    icon=NO_DATA,
    columns=("vendor", "scope", "subject", "clients", "utilisation", "peak_60s", "quota",
             "window_s", "quota_source", "headroom", "minute", "requests", "throttled"),
)  # fmt: skip
if subjects.is_empty():
    st.stop()

wanted = st.session_state.get("_subject")
named = list(subjects.select("vendor", "scope", "subject").iter_rows())
peak = subjects.row(named.index(wanted) if wanted in named else 0, named=True)
around = (peak["minute"] - AROUND, peak["minute"] + AROUND)
which = {name: peak[name] for name in ("vendor", "scope", "subject")}

minutes, callers = side_by_side(
    lambda: now.read("subject_minutes", since=around[0], until=around[1], **which),
    lambda: now.read("subject_callers", since=around[0], until=around[1], **which),
)
heading("rate_limits.closer", "subject_minutes", "subject_callers")
subject = key_name(peak["subject"]) if peak["scope"] == "key" else peak["subject"]
about = f"{peak['vendor']} · {term('scope', peak['scope'])} {subject or text('missing')}"
st.text(unturned(f"{about} · {', '.join(peak['clients'] or [])}"))


def open_peak(row: Row, _: Period) -> None:
    """What was sent in the 60 s that a bar counts, which may begin in the minute before."""
    [last] = ask("peak_instant", minute=row["step"], **which)["ts"]
    to_subject(peak, Period.through(last - MINUTE + INSTANT, last))


left, right = st.columns([1 - CALLERS_SHARE, CALLERS_SHARE], gap="large")
with left:
    quota, by_minute = peak["quota"], minutes.rename({"minute": "step"})
    clickable(
        against_limit(
            by_minute,
            Look(*around, now.zone),
            value="peak_60s",
            title=text("column.peak_60s"),
            limit=quota if peak["window_s"] == 60 else None,
        ),
        now,
        "rate_limits.closer",
        to_point(by_minute, 60, Period(*around), open_peak),
    )
    if quota is None:
        st.caption(text("rate_limits.no_limit"))
    elif peak["headroom"] is not None and peak["headroom"] < 0:
        st.caption(text("rate_limits.over", count=number(-peak["headroom"])))
    else:
        soonest = minutes["exhausted_in_s"].min()
        if peak["headroom"] == 0:
            st.caption(text("rate_limits.reached"))
        elif isinstance(soonest, float) and soonest >= 0.05:
            st.caption(text("rate_limits.exhausted", seconds=duration(soonest)))
with right:
    st.markdown(f"**{text('rate_limits.callers')}**")
    table(
        callers,
        ("client", "route", "requests", "share", "failed", "method"),
        key="callers",
        alt=text("rate_limits.callers"),
        room=room_of_part(CALLERS_SHARE, "large"),
        on_row=to_requests(
            "client",
            "route",
            "method",
            "protocol",
            vendor=[peak["vendor"]],
            range=Period(*around),
            **of_subject(peak),
        ),
    )

heading("rate_limits.throttles", "throttles_by_client", note="rate_limits.throttles_note")
if throttles.is_empty():
    empty("empty.no_throttles")
else:
    throttles = throttles.with_columns(
        who=pl.format(
            "{} · {} ({})",
            set_apart(pl.col("vendor")),
            set_apart(pl.col("client").fill_null(text("missing"))),
            pl.col("throttled").sum().over("vendor", "client"),
        )
    )
    waits = throttles.select(
        "who",
        "honoured",
        "ignored",
        unknown=pl.col("throttled") - pl.col("honoured") - pl.col("ignored"),
    )
    callers = throttles.group_by("who", maintain_order=True).agg(pl.col("throttled").sum())
    most = callers.sort("throttled", descending=True, maintain_order=True).head(MOST_BARS)
    drawn = (
        most.select("who")
        .join(waits, on="who", maintain_order="left")
        .unpivot(index="who", variable_name="wait", value_name="throttled")
    )

    def open_throttled(bar: Row) -> None:
        """What was throttled of a client's."""
        of_bar = throttles.filter(pl.col("who") == bar["who"])
        alike = {name: of_bar[name].unique().to_list() for name in ("vendor", "client", "code")}
        to_throttled(*alike, key=[], route=[])(alike)

    clickable(
        shares(
            drawn.group_by("who", "wait", maintain_order=True).agg(pl.col("throttled").sum()),
            label="who",
            by="wait",
            value="throttled",
            colours=WAITS,
            words={name: term("wait", name) for name in WAITS},
        ),
        now,
        "rate_limits.throttles",
        open_throttled,
    )
    if len(callers) > MOST_BARS:
        st.caption(text("rate_limits.most", drawn=MOST_BARS, rest=number(len(callers) - MOST_BARS)))
    rows_of_panel(
        "rate_limits.throttles",
        throttles,
        ("vendor", "client", "key_id", "code", "throttled", "honoured", "ignored",
         "advised_wait_s", "actual_wait_s", "first_seen", "last_seen", "remedy"),
        to_throttled("vendor", "client", "key_id", "code"),
    )  # fmt: skip

if not exhausted.is_empty():
    table_panel(
        "rate_limits.quotas", "quotas_exhausted", rows=exhausted, on_row=to_quota,
        note="rate_limits.quotas_note",
        columns=("vendor", "key_id", "period", "exhausted_at", "refused", "used_until", "per_day",
                 "resets_at", "exhausted_again_at", "clients"),
    )  # fmt: skip

heading("rate_limits.connections", "connections_by_subject", note="rate_limits.connections_note")
if connections.is_empty():
    empty("empty.no_connections", NO_DATA)
else:
    busiest = connections.head(MOST_LINES).select("vendor", "subject")
    opened = named_subjects(
        now.read("connections_over_time", step_s=max(step, 60)).join(
            busiest, on=["vendor", "subject"], nulls_equal=True
        )
    )

    def open_in(row: Row, period: Period) -> None:
        """Those up to the end of a time: what is open then was opened before, however long ago."""
        to_connections(row, Period(min(now.span.first, period.since), period.until))

    quotas = connections["quota"].drop_nulls().unique()
    clickable(
        lines(
            opened,
            now.look,
            by="who",
            value="open_connections",
            title=text("column.open_connections"),
            stepped=True,
            limit=float(quotas[0]) if len(quotas) == 1 else None,
            limit_word=text("chart.limit_of", quota=number(quotas[0])) if len(quotas) else "",
        ),
        now,
        "rate_limits.connections",
        to_point(opened, max(step, 60), now.period, open_in),
    )
    rows_of_panel(
        "rate_limits.connections",
        connections,
        ("vendor", "subject", "open_connections", "quota", "refused", "last_refused"),
        lambda row: open_in(row, now.period),
    )
