"""Items about partial failures, outages and frequent failures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import polars as pl

from analyzer.report import sql
from analyzer.report.attention.item import Case, Item, bounds, grouped, lines, seen, some, total
from analyzer.report.content import RESOLUTIONS, Row
from analyzer.text.period import Period
from analyzer.text.wording import Logged, Sentence, number, sentence

_MANY = 50
_MOST_NAMES = 5
# Failures that no other item reports need a person where they are this many, and this share.
_FREQUENT = 20
_FREQUENT_SHARE = 0.05
# A run of an outage ends with a pause that is longer.
_OUTAGE_PAUSE = timedelta(minutes=5)
_STATUS = re.compile(r"[1-5][0-9]{2}")
_OUT = ("unavailable", "server_error")
_HAS_OWN_ITEM = (
    "auth",
    "permission",
    "rate_limit",
    "quota",
    "connection_limit",
    "subscription_limit",
    "partial_failure",
    "gateway",
    "network",
)


def open_partial_failures(case: Case) -> Iterator[Item]:
    """Partial failures that are still open; where none is, those that failed on every try."""
    rows = case.content.partial_failures_by_resolution.to_dicts()
    for (vendor,), of_vendor in grouped(rows, "vendor").items():
        counts = {
            name: sum(r["failures"] for r in of_vendor if r["resolution"] == name)
            for name in RESOLUTIONS
        }
        is_open = counts["open"] > 0
        named = "open" if is_open else "failed_again"
        unsettled = [row for row in of_vendor if row["resolution"] == named]
        if not unsettled:
            continue
        yield Item(
            kind="partial_open",
            severity="act" if is_open else "look",
            title=sentence(
                f"attention.partial_open.{'title' if is_open else 'title_failed'}",
                vendor=case.vendor(vendor),
                partials=case.words.count("partial_failures", counts[named]),
            ),
            evidence=(
                *_oldest(case, vendor),
                sentence(
                    "attention.partial_open.settled",
                    all=number(total(of_vendor)),
                    became=tuple(
                        case.words.text(f"attention.partial_open.became.{name}", n=number(n))
                        for name, n in counts.items()
                        if n
                    ),
                ),
                sentence("attention.clients", clients=case.counted(unsettled)),
            ),
            fault="vendor",
            remedy=unsettled[0]["remedy"],
            sql=sql.select(
                "ts, client, method, path, code, message, resolution, attempts, trace_id",
                "partial_failures",
                replace(
                    case.content.period,
                    since=min(bounds(unsettled)[0], case.content.period.since),
                ),
                vendor=vendor,
                resolution=named,
            ),
            failures=counts[named],
            ongoing=is_open,
            **seen(unsettled, "clients", "routes"),
        )


def _oldest(case: Case, vendor: str) -> Iterator[Sentence]:
    rows = case.content.open_partial_failures.filter(pl.col("vendor") == vendor)
    for row in rows.head(1).iter_rows(named=True):
        yield sentence(
            "attention.partial_open.oldest",
            ts=case.words.when(row["ts"]),
            method=Logged(row["method"] or ""),
            path=Logged(row["path"] or row["route"] or ""),
            client=case.words.client(row["client"]),
        )


def outages(case: Case) -> Iterator[Item]:
    """Runs of failures on a vendor's side."""
    for row in case.content.outages.iter_rows(named=True):
        none_answered = row["answered"] == 0
        until = case.until([row["vendor"]], _OUT, row["last_seen"], _OUTAGE_PAUSE)
        # One answer proves nothing where some were answered all the time.
        quiet = until if none_answered else until + _OUTAGE_PAUSE
        ongoing = not case.answered_after([row["vendor"]], quiet)
        failures = case.words.count("failures", row["failures"])
        evidence = [
            sentence(
                "attention.outage.failures",
                failures=failures,
                codes=some(row["codes"], _MOST_NAMES),
                clients=case.words.clients(row["clients"] or [None]),
            )
        ]
        if not none_answered:
            answered = case.words.count("requests", row["answered"])
            evidence.append(sentence("attention.outage.answered", requests=answered))
        if row["routes"]:
            evidence.append(sentence("attention.routes", routes=some(row["routes"], _MOST_NAMES)))
        most_retries = case.vendor_fact(row["vendor"], "max_retries")
        if most_retries is not None and (row["retries"] or 0) > most_retries:
            evidence.append(
                sentence(
                    "attention.outage.retries",
                    client=case.words.client(row["retried_by"]),
                    n=number(row["retries"]),
                    most=number(most_retries),
                )
            )
        if row["sample_trace_id"]:
            evidence.append(sentence("attention.trace", trace=Logged(row["sample_trace_id"])))
        many = none_answered or row["failures"] >= _MANY
        yield Item(
            kind="outage",
            severity="act" if ongoing else "look" if many else "note",
            title=sentence(
                f"attention.outage.{'title' if none_answered else 'title_partly'}",
                **{
                    "vendor": case.vendor(row["vendor"]),
                    "seen": case.words.seen(row["first_seen"], row["last_seen"]),
                },
                **({} if none_answered else {"failures": failures}),
            ),
            evidence=tuple(evidence),
            fault="vendor",
            remedy=row["remedy"],
            sql=sql.select(
                "ts, client, route, code, class, message, trace_id",
                "failures",
                Period.through(row["first_seen"], row["last_seen"], case.content.period.zone),
                **{"vendor": row["vendor"], "class": _OUT},
            ),
            failures=row["failures"],
            since=case.since([row["vendor"]], _OUT, row["first_seen"]),
            until=until,
            ongoing=ongoing,
            **seen([row], "clients", "routes"),
        )


def gateways(case: Case) -> Iterator[Item]:
    """Answers that came from something between client and vendor."""
    rows = case.content.failures_by_client.filter(pl.col("class") == "gateway").to_dicts()
    for (vendor,), of_vendor in grouped(rows, "vendor").items():
        failures = total(of_vendor)
        yield Item(
            **case.headed("gateway", vendor, requests=case.words.count("requests", failures)),
            severity="look" if failures >= _MANY else "note",
            evidence=lines(
                list(grouped(of_vendor, "code").values()),
                lambda of_code: _gateway_code(case, of_code),
            ),
            fault="network",
            remedy=of_vendor[0]["remedy"],
            sql=case.select(
                "ts, client, method, path, status, body",
                "failures",
                **{"vendor": vendor, "class": "gateway"},
            ),
            failures=failures,
            since=case.since([vendor], ["gateway"], bounds(of_vendor)[0]),
            classes=("gateway",),
            **seen(of_vendor, "clients"),
        )


def _gateway_code(case: Case, rows: list[Row]) -> Sentence:
    first, last = bounds(rows)
    code: str = rows[0]["code"]
    return sentence(
        # Where an answer has no code of its own, it is the status.
        f"attention.gateway.{'status' if _STATUS.fullmatch(code) else 'code'}",
        code=Logged(code),
        failures=case.words.count("failures", total(rows)),
        seen=case.words.seen(first, last),
        clients=case.counted(rows),
    )


def _by_code(failures: pl.DataFrame) -> pl.DataFrame:
    """What failed often, whoever met it. Texts are those of the last failure that has one."""
    keys = ["vendor", "code", "class"]
    many = failures.filter(pl.col("failures").sum().over(keys) >= _FREQUENT)
    texts = pl.col("class_title", "fault", "meaning", "remedy", "message")
    return (
        many.sort("last_seen")
        .group_by(keys)
        .agg(
            texts.drop_nulls().last(),
            pl.col("failures").sum(),
            pl.col("first_seen").min(),
            pl.col("last_seen").max(),
            clients=pl.col("client").drop_nulls().unique().sort(),
        )
        .sort("failures", *keys, descending=[True, False, False, False])
    )


def frequent_failures(case: Case) -> Iterator[Item]:
    """Other failures that are many, and a large part of what the vendor was asked."""
    requests = {r["vendor"]: r["requests"] for r in case.content.service_level.to_dicts()}
    out = set(case.content.outages["vendor"])
    for row in _by_code(case.content.failures_by_client).iter_rows(named=True):
        has_own_item = row["class"] in _HAS_OWN_ITEM or (
            row["fault"] == "vendor" and row["vendor"] in out
        )
        least = max(_FREQUENT, _FREQUENT_SHARE * requests.get(row["vendor"], 0))
        if has_own_item or row["failures"] < least:
            continue
        yield Item(
            **case.headed(
                "client_errors",
                row["vendor"],
                requests=case.words.count("requests", row["failures"]),
                code=Logged(row["code"]),
                **{"class": row["class_title"]},
            ),
            severity="look",
            evidence=(
                sentence(
                    "attention.client_errors.message",
                    meaning=row["meaning"] or "",
                    message=Logged(row["message"]) if row["message"] else "–",
                ),
                case.between(row["first_seen"], row["last_seen"]),
                sentence("attention.clients", clients=case.words.clients(row["clients"] or [None])),
            ),
            fault=row["fault"],
            remedy=row["remedy"],
            sql=case.select(
                "ts, client, method, path, code, message, trace_id",
                "failures",
                vendor=row["vendor"],
                code=row["code"],
            ),
            failures=row["failures"],
            since=case.since([row["vendor"]], [row["class"]], row["first_seen"]),
            classes=(row["class"],),
            **seen([row], "clients"),
        )
