"""Items about unlisted codes, failures under a success status, and unreadable lines."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from analyzer.report import sql
from analyzer.report.attention.item import (
    MOST_LINES,
    Case,
    Item,
    distinct,
    grouped,
    lines,
    seen,
    some,
    total,
)
from analyzer.report.content import Row
from analyzer.text.reject_reasons import reject_reason
from analyzer.text.wording import Logged, Sentence, number, sentence

_MUCH_UNREADABLE = 0.01


def unlisted_codes(case: Case) -> Iterator[Item]:
    """Codes that a vendor sends and the catalog does not list."""
    rows = case.content.unlisted_codes_seen.to_dicts()
    for (vendor,), of_vendor in grouped(rows, "vendor").items():
        yield Item(
            **case.advised("unlisted", vendor, codes=case.words.count("codes", len(of_vendor))),
            severity="note",
            evidence=lines(of_vendor, lambda row: _code(case, row)),
            fault=None,
            sql=case.select(
                "ts, client, route, status, code, class, message",
                "failures",
                also="NOT listed",
                vendor=vendor,
                code=distinct(of_vendor, "code"),
            ),
            failures=total(of_vendor),
            **seen(of_vendor, "clients"),
        )


def _code(case: Case, row: Row) -> Sentence:
    return sentence(
        "attention.unlisted.code",
        code=Logged(row["code"]),
        failures=case.words.count("failures", row["failures"]),
        first=case.words.when(row["first_seen"]),
        message=Logged(row["sample_message"]) if row["sample_message"] else "–",
        **{"class": row["class_title"]},
    )


def failures_under_success(case: Case) -> Iterator[Item]:
    """Failures that came with an HTTP status below 400."""
    found = case.content.failures_by_client.filter(pl.col("under_success") > 0).to_dicts()
    for (vendor,), of_vendor in grouped(found, "vendor").items():
        failures = total(of_vendor, "under_success")
        codes = {
            code: total(rows, "under_success")
            for (code,), rows in grouped(of_vendor, "code").items()
        }
        often = sorted(codes, key=lambda code: (-codes[code], code))
        yield Item(
            **case.advised(
                "under_success", vendor, failures=case.words.count("failures", failures)
            ),
            severity="note",
            evidence=(
                sentence(
                    "attention.codes",
                    codes=some([f"{code} ({number(codes[code])})" for code in often], MOST_LINES),
                ),
                sentence("attention.clients", clients=case.counted(of_vendor)),
            ),
            fault="vendor",
            sql=case.select(
                "ts, client, route, status, code, message",
                "failures",
                also="status < 400",
                vendor=vendor,
            ),
            failures=failures,
            **seen(of_vendor, "clients", first="first_under_success", last="last_under_success"),
        )


def unreadable_lines(case: Case) -> Iterator[Item]:
    """Lines of the period's loads that could not be read; whose they were, nobody knows."""
    rows = case.content.rejects_by_reason.to_dicts()
    if not rows or case.content.only:
        return
    rejects = total(rows, "rejects")
    sources = distinct(rows, "source")
    much = (case.content.figures["reject_share"] or 0) > _MUCH_UNREADABLE
    yield Item(
        kind="rejects",
        severity="look" if much else "note",
        title=sentence("attention.rejects.title", lines=case.words.count("lines", rejects)),
        evidence=lines(rows, lambda row: _unread(case, row)),
        fault=None,
        remedy=sentence("attention.rejects.remedy"),
        sql=f"SELECT source, line, reason, excerpt FROM rejects{_of_sources(sources)}"
        " ORDER BY source, line",
        vendor=None,
        failures=rejects,
    )


def _unread(case: Case, row: Row) -> Sentence:
    return sentence(
        "attention.rejects.source",
        source=Logged(row["source"]),
        lines=case.words.count("lines", row["rejects"]),
        reason=Logged(reject_reason(row["reason"], case.words.lang)),
        first=number(row["first_lines"][0]),
    )


def _of_sources(sources: tuple[str, ...]) -> str:
    condition = sql.condition("source", sources)
    return f" WHERE {condition}" if condition else ""
