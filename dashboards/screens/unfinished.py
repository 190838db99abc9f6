"""What is not over: half-done work, lost answers, dead keys, used up quotas, silent clients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl
import streamlit as st
from parts import knowing
from parts.drill import (
    to_operation,
    to_quota,
    to_refusals,
    to_requests,
    to_throttled,
    to_write,
)
from parts.panels import Tile, as_of, chosen, table_panel, tiles, title
from parts.reading import lake, side_by_side
from parts.tables import Row
from parts.words import moment, number, plain, text

from analyzer.report import UNFINISHED
from analyzer.report.unfinished import began, left_over
from analyzer.rules.finding_history import recall

now = chosen()
title("unfinished")
st.caption(as_of(now))
# Whatever the period: what began before it is not over because it is not looked at.
ever = {"since": now.span.first, "until": now.period.until}

half_done, again, lost, keys, quotas, silent, waits = side_by_side(
    lambda: now.read("open_partial_failures", **ever),
    lambda: now.read("partial_failures_failed_again", **ever),
    lambda: now.read("unknown_outcomes", **ever),
    lambda: now.read("keys_listed", **ever),
    lambda: now.read("quotas_exhausted", **ever),
    lambda: now.read("silent_callers", **ever),
    lambda: now.read("waits_not_kept", **ever),
)
memory = recall(lake())


def left(kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    """What is not over, but for what somebody acknowledged."""
    found = left_over(kind, frame, now.period.until)
    known = [
        (kind, row, about)
        for row in found.iter_rows(named=True)
        if (about := memory.acknowledgement(row["id"], began(kind, row)))
    ]
    folded.extend(known)
    return found.filter(~pl.col("id").is_in([row["id"] for _, row, _ in known]))


folded: list[tuple[str, Row, Row]] = []
half_done, again = left("half_done", half_done), left("again", again)
lost, keys = left("lost", lost), left("keys", keys)
quotas, silent, waits = left("quotas", quotas), left("silent", silent), left("waits", waits)

tiles(
    Tile("unfinished.half_done", number(half_done.height)),
    Tile("unfinished.lost", number(lost.height)),
    Tile("unfinished.keys", number(keys.height)),
    Tile("unfinished.quotas", number(quotas.height)),
    Tile("unfinished.silent", number(silent.height)),
    Tile("unfinished.waits", number(waits.height)),
)


def named(row: Row) -> str:
    """One of them in a line: when, whose, and what."""
    began = next(
        row[name] for name in ("ts", "dead_since", "exhausted_at", "last_seen") if name in row
    )
    about = (row.get(name) for name in ("vendor", "client", "key_id", "method", "path", "code"))
    return " · ".join((moment(began, now.zone)[:19], *(str(one) for one in about if one)))


def told_apart(rows: Mapping[str, Row]) -> dict[str, str]:
    """Each of them in a line of its own: of lines that are alike a list would take the last."""
    lines = {id: named(row) for id, row in rows.items()}
    times = Counter(lines.values())
    return {id: line if times[line] == 1 else f"{line} · {id}" for id, line in lines.items()}


def acknowledge(kind: str, rows: Mapping[str, Row]) -> None:
    """Where a reader says that he knows of one of them, and why it may rest."""
    lines = told_apart(rows)
    with st.popover(text("triage.acknowledge"), icon=":material/done_all:", key=f"ack_{kind}"):
        chosen = st.selectbox(
            text("unfinished.which"),
            [*lines],
            format_func=lines.__getitem__,
            key=f"which_{kind}",
        )
        st.text_input(text("triage.note"), key=f"note_{kind}")

        def know() -> None:
            knowing.know(now, chosen, UNFINISHED, st.session_state[f"note_{kind}"])

        st.button(text("triage.acknowledge"), key=f"known_{kind}", on_click=know)


OF_CLIENT = to_requests("vendor", "client", key=[], route=[], range="all")
# The name of the panel is that of its tile, where it has one; without rows it is one line.
OPERATION = (
    "ts", "vendor", "client", "method", "path", "remedy", "attempts", "trace_id", "request_id",
)  # fmt: skip
PANELS = (
    ("half_done", half_done, "open_partial_failures", to_operation, OPERATION),
    ("again", again, "partial_failures_failed_again", to_operation, OPERATION),
    ("lost", lost, "unknown_outcomes", to_write,
     ("ts", "vendor", "client", "method", "path", "resolution", "code", "trace_id", "request_id")),
    ("keys", keys, "keys_listed", to_refusals,
     ("state", "vendor", "key_id", "dead_since", "last_success", "refused_since", "clients_since",
      "last_used")),
    ("quotas", quotas, "quotas_exhausted", to_quota,
     ("vendor", "key_id", "period", "exhausted_at", "resets_at", "resets_in_s", "refused",
      "clients")),
    ("silent", silent, "silent_callers", OF_CLIENT,
     ("vendor", "client", "last_seen", "silent_for_s", "usual_gap_s", "requests")),
    ("waits", waits, "waits_not_kept",
     to_throttled("vendor", "client", "key_id", "code", range="all"),
     ("vendor", "client", "code", "throttled", "ignored", "remedy", "advised_wait_s",
      "actual_wait_s", "last_seen")),
)  # fmt: skip
for name, frame, read, on_row, columns in PANELS:
    table_panel(
        f"unfinished.{name}", read, rows=frame, columns=columns, on_row=on_row,
        note=f"unfinished.{name}_help", hint=None, none="unfinished.none",
        wrapped="remedy" in columns,
        widths={"remedy": 210, "path": 165} if "remedy" in columns else {"path": 260},
    )  # fmt: skip
    if not frame.is_empty():
        acknowledge(name, {row["id"]: row for row in frame.iter_rows(named=True)})
st.caption(text("select_hint"))
if folded:
    with st.expander(text("triage.known", n=len(folded)), key="unfinished_known"):
        for kind, row, note in folded:
            st.markdown(f"**{text(f'unfinished.{kind}')}**{text('colon')}{plain(named(row))}")
            knowing.since(now, note)
            withdrawn, id = text("triage.withdraw"), row["id"]
            st.button(withdrawn, key=f"back_{id}", on_click=knowing.withdraw, args=(id,))
