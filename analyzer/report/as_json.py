"""The report for machines; schema.json describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from analyzer.report import sql
from analyzer.report.attention import Item
from analyzer.report.figures import counted
from analyzer.report.page import Page
from analyzer.report.unfinished import Unfinished
from analyzer.system.version import __version__
from analyzer.text.period import Period
from analyzer.text.wording import Sentence, Wording

_TABLES = (
    "service_level",
    "error_budgets",
    "rate_limit_by_subject",
    "limits_running_out",
    "limits_by_subject",
    "bans_of_period",
    "throttles_by_client",
    "connections_by_subject",
    "auth_failures_by_cause",
    "open_partial_failures",
    "partial_failures_failed_again",
    "partial_failures_by_resolution",
    "failures_by_code",
    "outages",
    "unanswered",
    "unlisted_codes_seen",
    "outcomes_over_time",
    "failures_over_time",
    "loads_of_period",
    "rejects_by_reason",
)

_OF_UNFINISHED = (
    "key_id", "method", "path", "trace_id", "request_id", "code", "resolution", "state",
    "refused_since", "resets_at", "ignored",
)  # fmt: skip


def render(page: Page) -> str:
    """One array with one object; times in ISO 8601 with Z."""
    content, words = page.content, page.words
    now, before = counted(content)
    document = {
        "version": __version__,
        "lang": words.lang,
        "period": _period(content.period),
        "compared_with": _period(content.compared) if content.before["requests"] else None,
        "vendors": content.only,
        "week_before": _period(content.period.week_before()) if content.weekly else None,
        "attention": [_item(item, words) for item in page.attention],
        "unfinished": [_left(one) for one in page.unfinished],
        "rules": [{**asdict(one.finding), "state": one.state} for one in page.tracked],
        "figures": now,
        "figures_before": before if before["requests"] else None,
        "figures_week": content.week if content.weekly else None,
        "changes": _rows(_changed(content.changes())),
        **{name: _rows(getattr(content, name)) for name in _TABLES},
    }
    return json.dumps([document], ensure_ascii=False, indent=2, default=_value) + "\n"


def _changed(changes: pl.DataFrame) -> pl.DataFrame:
    return changes.filter(pl.col("failures") != pl.col("before"))


def _period(period: Period) -> dict[str, datetime | str]:
    return {"since": period.since, "until": period.until, "zone": period.zone}


def _item(item: Item, words: Wording) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "severity": item.severity,
        "vendor": item.vendor,
        "title": words.plain(item.title),
        "evidence": [words.plain(sentence) for sentence in item.evidence],
        "fault": item.fault,
        "remedy": words.plain(item.remedy) if isinstance(item.remedy, Sentence) else item.remedy,
        "failures": item.failures,
        "since": item.since or item.first_seen,
        "first_seen": item.first_seen,
        "last_seen": item.last_seen,
        "ongoing": item.ongoing,
        "clients": item.clients,
        "key_ids": item.key_ids,
        "routes": item.routes,
        "acknowledged": item.acknowledged,
        "sql": str(item.sql),
        "command": sql.command(item.sql),
    }


def _left(one: Unfinished) -> dict[str, Any]:
    row = one.row
    clients = row.get("clients_since") or row.get("clients") or [row.get("client")]
    return {
        "id": one.id,
        "kind": one.kind,
        "vendor": one.vendor,
        "since": one.since,
        "clients": [client for client in clients if client],
        **{name: row.get(name) for name in _OF_UNFINISHED},
        "acknowledged": one.acknowledged,
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dicts()


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
