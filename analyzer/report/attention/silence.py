"""Items about requests that got no answer: spells in which none came, and single ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import polars as pl

from analyzer.report import sql
from analyzer.report.attention.item import Case, Item, bounds, grouped, lines, total
from analyzer.report.content import Row
from analyzer.text.wording import Sentence, number, sentence

_BURST = 10
# A run of requests without an answer ends with a pause that is longer.
_PAUSE = timedelta(minutes=10)
_SECOND = timedelta(seconds=1)
# What may have arrived all the same: there, to repeat is not as harmless as elsewhere.
_PERHAPS_DONE = ("timeout", "reset", "other")


def silences(case: Case) -> Iterator[Item]:
    """Bursts of requests without a response: whose fault each is, the view of incidents says."""
    for rows in _bursts(case):
        first, last = bounds(rows)
        failures = total(rows)
        vendors = sorted({vendor for row in rows for vendor in row["vendors"]})
        fault, fault_by = rows[0]["fault"], rows[0]["fault_by"]
        clients = tuple(sorted({c for row in rows for c in row["clients"]}, key=str))
        since = case.since(vendors, ["network"], first)
        until = case.until(vendors, ["network"], last, _PAUSE)
        hit = None if fault == "vendor" else clients
        ongoing = not case.answered_after(vendors, until, hit)
        yield Item(
            kind="silence",
            severity="act" if ongoing and fault == "vendor" else "look",
            title=sentence(
                "attention.silence.title",
                vendors=tuple(case.vendor(vendor) for vendor in vendors),
                requests=case.words.count("requests", failures),
                first=case.words.when(since),
            ),
            evidence=(
                *(line for row in rows for line in _burst(case, row)),
                sentence(f"attention.silence.verdict.{fault_by}"),
            ),
            fault=fault,
            remedy=sentence(f"attention.silence.remedy.{fault_by}"),
            sql=case.select(
                "ts, vendor, client, route, code, duration_ms",
                "failures",
                also=_within(rows),
                **{"class": "network"},
            ),
            vendor=vendors[0] if len(vendors) == 1 else None,
            failures=failures,
            since=since,
            until=until,
            first_seen=first,
            last_seen=last,
            ongoing=ongoing,
            clients=clients,
        )


def _bursts(case: Case) -> list[list[Row]]:
    """Runs of many failures; those of one vendor or client that overlap are one burst."""
    found: list[list[Row]] = []
    runs = [r for r in case.unanswered if r["failures"] >= _BURST]
    for row in sorted(
        runs, key=lambda row: (row["fault_by"], row["whose"] or "", row["first_seen"])
    ):
        before = found[-1] if found else None
        if (
            before
            and (before[0]["fault_by"], before[0]["whose"]) == (row["fault_by"], row["whose"])
            and bounds(before)[1] >= row["first_seen"]
        ):
            before.append(row)
        else:
            found.append([row])
    return sorted(found, key=lambda rows: -total(rows))


def _within(rows: list[Row]) -> str | None:
    """The condition that a failure is one of these runs, to the second."""
    spans = [
        " AND ".join(
            part
            for part in (
                f"ts BETWEEN '{sql.literal(row['first_seen'])}'"
                f" AND '{sql.literal(row['last_seen'] + _SECOND)}'",
                sql.condition("code", row["code"]),
                sql.condition("vendor", row["vendors"]),
                sql.condition("client", row["clients"]),
            )
            if part
        )
        for row in rows
    ]
    return f"({' OR '.join(spans)})" if spans else None


def unanswered_requests(case: Case) -> Iterator[Item]:
    """Requests without a response one by one, by kind: too few at once to say whose fault they are.

    A vendor that answered nothing at all is not one that fails now and then, however seldom it is
    called.
    """
    rows = [row for row in case.unanswered if row["failures"] < _BURST]
    if not rows:
        return
    first, last = bounds(rows)
    failures = total(rows)
    vendors = sorted({vendor for row in rows for vendor in row["vendors"]})
    shown: dict[str, Any] = {"class": "network"}
    if case.content.only:
        shown["vendor"] = case.content.only
    in_bursts = _within([row for burst in _bursts(case) for row in burst])
    mute = _never_answered(case, vendors)
    yield Item(
        kind="unanswered",
        severity="look" if mute else "note",
        title=sentence(
            "attention.unanswered.title", requests=case.words.count("requests", failures)
        ),
        evidence=(
            *lines([*mute.items()], lambda one: _never(case, *one)),
            *(
                _rest(case, code, of_code, "of_mute" if mute else "rest")
                for (code,), of_code in grouped(rows, "code").items()
            ),
        ),
        fault="unknown",
        remedy=min(rows, key=lambda row: row["code"] not in _PERHAPS_DONE)["remedy"],
        sql=case.select(
            "ts, vendor, client, route, code, duration_ms",
            "failures",
            also=f"NOT {in_bursts}" if in_bursts else None,
            **shown,
        ),
        vendor=vendors[0] if len(vendors) == 1 else None,
        failures=failures,
        first_seen=first,
        last_seen=last,
        clients=tuple(sorted({c for row in rows for c in row["clients"]}, key=str)),
    )


def _burst(case: Case, row: Row) -> Iterator[Sentence]:
    clients = case.words.clients(row["clients"])
    yield sentence(
        "attention.unanswered.run",
        kind=case.words.named("kind", row["code"]),
        n=number(row["failures"]),
        vendors=tuple(case.vendor(vendor) for vendor in row["vendors"]),
        client=clients,
        seen=case.words.seen(row["first_seen"], row["last_seen"]),
    )
    if row["answered_others"] and row["fault"] == "network":
        yield sentence(
            "attention.unanswered.own_network",
            times=case.words.count("times", row["answered_others"]),
            client=clients,
        )


def _never_answered(case: Case, vendors: list[str]) -> dict[str, int]:
    """Those of some vendors that were asked often and answered nothing, and how often."""
    failures = case.content.failures_by_client.filter(pl.col("class") == "network")
    lost = dict(failures.group_by("vendor").agg(pl.col("failures").sum()).iter_rows())
    asked = dict(case.content.service_level.select("vendor", "requests").iter_rows())
    return {
        vendor: asked[vendor]
        for vendor in vendors
        if lost.get(vendor) == asked.get(vendor, 0) >= _BURST
    }


def _never(case: Case, vendor: str, requests: int) -> Sentence:
    return sentence(
        "attention.unanswered.never",
        vendor=case.vendor(vendor),
        requests=case.words.count("requests", requests),
    )


def _rest(case: Case, code: str, rows: list[Row], said: str) -> Sentence:
    vendors = sorted({vendor for row in rows for vendor in row["vendors"]})
    return sentence(
        f"attention.unanswered.{said}",
        kind=case.words.named("kind", code),
        n=number(total(rows)),
        vendors=tuple(case.vendor(vendor) for vendor in vendors),
        clients=case.words.clients(sorted({c for row in rows for c in row["clients"]}, key=str)),
    )
