"""Items about what vendors allow: rates, quotas, connections, subscriptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import polars as pl

from analyzer.report.attention.item import (
    Case,
    Item,
    bounds,
    distinct,
    grouped,
    lines,
    seen,
    total,
)
from analyzer.report.content import Row
from analyzer.text.wording import Logged, Sentence, Value, number, sentence, share

NEAR = 0.8
MOST_SUBJECTS = 3


def throttled_callers(case: Case) -> Iterator[Item]:
    """A vendor that throttled: how high the peak was, and who waited as advised."""
    rows = [r for r in case.content.throttles_by_client.to_dicts() if r["class"] == "rate_limit"]
    for (vendor,), clients in grouped(rows, "vendor").items():
        throttled = total(clients, "throttled")
        ignored = [row for row in clients if row["ignored"]]
        peaks = case.throttled_subjects(vendor)
        yield Item(
            kind="throttled",
            severity="look" if ignored else "note",
            title=_throttled_title(case, vendor, throttled, peaks),
            evidence=(
                *(_peak(case, row) for row in peaks[:MOST_SUBJECTS] if row["quota"]),
                *lines(_with_callers(case, clients), lambda one: _waits(case, *one)),
            ),
            fault="client",
            remedy=_throttled_remedy(case, ignored) if ignored else clients[0]["remedy"],
            sql=case.select(
                "ts, client, route, code, advised_wait_s, actual_wait_s, honoured",
                "throttles",
                vendor=vendor,
            ),
            failures=throttled,
            since=case.since([vendor], ["rate_limit"], bounds(clients)[0]),
            classes=("rate_limit",),
            **seen(clients, "clients", "key_ids"),
        )


def _throttled_title(case: Case, vendor: str, throttled: int, peaks: list[Row]) -> Sentence:
    requests = case.words.count("requests", throttled)
    over = [row for row in peaks if _is_over(row)]
    if not over:
        return sentence("attention.throttled.title", vendor=case.vendor(vendor), requests=requests)
    return sentence(
        "attention.throttled.title_over",
        vendor=case.vendor(vendor),
        requests=requests,
        peak=number(over[0]["peak_60s"]),
        quota=number(over[0]["quota"]),
    )


def _is_over(row: Row) -> bool:
    """Whether a stated limit, not one guessed from throttles, was exceeded in 60 s."""
    stated = row["quota_source"] in ("catalog", "header") and row["window_s"] == 60
    return stated and row["utilisation"] > 1


def _peak(case: Case, row: Row) -> Sentence:
    """Of a limit that nobody states, only that it is no lower than what was answered."""
    is_stated = row["quota_source"] != "observed"
    return sentence(
        "attention.throttled.peak" if is_stated else "attention.throttled.peak_observed",
        **case.who(row),
        clients=case.words.clients(row["clients"] or [None]),
        peak=number(row["peak_60s"]),
        minute=case.words.minute(row["minute"]),
        utilisation=share(row["utilisation"]),
        quota=number(row["quota"]),
        source=case.words.named("quota_source", row["quota_source"]),
    )


def _with_callers(case: Case, rows: list[Row]) -> list[tuple[Row, Value]]:
    """Each row with its client, and with what tells it from other rows of the same client."""
    clients = grouped(rows, "client")
    return [(row, _caller(case, row, clients[(row["client"],)])) for row in rows]


def _caller(case: Case, row: Row, alike: list[Row]) -> Value:
    told = [case.words.client(row["client"])]
    if len(distinct(alike, "key_id")) > 1:
        told.append(case.words.key(row["key_id"]))
    if len(distinct(alike, "code")) > 1:
        told.append(Logged(row["code"]))
    return tuple(told)


def _waits(case: Case, row: Row, caller: Value) -> Sentence:
    said: dict[str, Value] = {
        "client": caller,
        "requests": case.words.count("requests", row["throttled"]),
        "seen": case.words.seen(row["first_seen"], row["last_seen"]),
    }
    if row["honoured"] and row["ignored"]:
        kept = share(row["honoured"] / (row["honoured"] + row["ignored"]))
        return sentence("attention.throttled.waits_sometimes", **said, share=kept)
    if row["honoured"] or row["ignored"]:
        waited = "always" if row["honoured"] else "never"
        return sentence(f"attention.throttled.waits_{waited}", **said)
    if row["advised_wait_s"] is None and row["actual_wait_s"] is not None:
        wait = number(row["actual_wait_s"])
        return sentence("attention.throttled.waits_unadvised", **said, wait=wait)
    return sentence("attention.throttled.waits_unknown", **said)


def _throttled_remedy(case: Case, ignored: list[Row]) -> Sentence:
    return sentence(
        "attention.throttled.remedy_ignored",
        clients=case.words.clients(distinct(ignored, "client")),
        remedy=ignored[0]["remedy"],
    )


def callers_near_a_limit(case: Case) -> Iterator[Item]:
    """Keys or addresses that came close to a limit and were not throttled yet."""
    frame = case.content.rate_limit_by_subject
    is_stated = pl.col("quota_source") != "observed"
    throttled = frame.filter(pl.col("throttled") > 0).select("vendor", "minute")
    # Where a vendor counts by key and by address, one peak shows in both: it is reported once.
    near = frame.filter(
        (pl.col("utilisation") >= NEAR) & (pl.col("throttled") == 0) & is_stated
    ).join(throttled, on=["vendor", "minute"], how="anti", maintain_order="left")
    # What answers stated of the same requests is more certain than our own count of them.
    by_answers = case.content.limits_by_subject.filter(
        (pl.col("currency") == "requests") & pl.col("is_told")
    ).select("vendor", "subject")
    near = near.join(by_answers, on=["vendor", "subject"], how="anti", maintain_order="left")
    for row in near.iter_rows(named=True):
        yield Item(
            **case.headed("near_limit", row["vendor"], utilisation=share(row["utilisation"])),
            severity="look",
            evidence=(_peak(case, row),),
            fault="client",
            remedy=_near_remedy(case, row["headroom"]),
            sql=case.select(
                "minute, subject, requests, peak_60s, quota, utilisation",
                "rate_limit_pressure",
                order="utilisation DESC",
                vendor=row["vendor"],
                subject=row["subject"],
            ),
            failures=0,
            **seen([row], "clients", first="minute", last="minute"),
        )


def _near_remedy(case: Case, headroom: float) -> Sentence:
    requests = case.words.count("requests", round(abs(headroom)))
    name = "remedy_over" if headroom < 0 else "remedy"
    return sentence(f"attention.near_limit.{name}", requests=requests)


def exhausted_quotas(case: Case) -> Iterator[Item]:
    """A quota that is used up: nothing is answered until it resets."""
    for vendor, rows in _of_class(case, "quota"):
        keys = grouped(rows, "key_id")
        reset = case.vendor_fact(vendor, "quota_reset")
        resets = [sentence(f"attention.quota.resets.{reset}")] if reset else []
        again = {key: _answered_again(case, vendor, key, keys[key,]) for (key,) in keys}
        ongoing = None in again.values()
        yield _item(
            case,
            "quota",
            rows,
            severity="act" if ongoing else "look",
            noun="requests",
            evidence=[*(_key(case, key, keys[key,], again[key]) for key in again), *resets],
            ongoing=ongoing,
        )


def _key(case: Case, key: str | None, rows: list[Row], again: datetime | None) -> Sentence:
    first, last = bounds(rows)
    said: dict[str, Value] = {
        "key_id": case.words.key(key),
        "failures": case.words.count("failures", total(rows)),
        "seen": case.words.seen(first, last),
        "clients": case.counted(rows),
    }
    if again:
        return sentence("attention.quota.key_again", **said, ts=case.words.when(again))
    return sentence("attention.quota.key", **said)


def _answered_again(case: Case, vendor: str, key: str | None, rows: list[Row]) -> datetime | None:
    """When the key was answered last, if that is after its last refusal."""
    last = bounds(rows)[1]
    later = case.content.last_success.filter(
        (pl.col("vendor") == vendor)
        & pl.col("key_id").eq_missing(pl.lit(key, pl.String))
        & (pl.col("last_success") > last)
    )
    found = later["last_success"].max()
    return found if isinstance(found, datetime) else None


def refused_connections(case: Case) -> Iterator[Item]:
    """WebSocket connections beyond the vendor's limit."""
    for vendor, rows in _of_class(case, "connection_limit"):
        pressure = case.content.connections_by_subject.filter(
            (pl.col("vendor") == vendor) & (pl.col("refused") > 0)
        )
        evidence = [
            sentence(
                "attention.connection_limit.pressure",
                subject=Logged(row["subject"] or "–"),
                open=number(row["open_connections"]),
                quota=case.words.text("page.unknown")
                if row["quota"] is None
                else number(row["quota"]),
            )
            for row in pressure.iter_rows(named=True)
        ]
        evidence += _when_and_who(case, rows)
        # A refused connection is an error message and a close: two failures, one connection.
        refused = int(pressure["refused"].sum()) or total(rows)
        yield _item(
            case,
            "connection_limit",
            rows,
            severity="look",
            noun="connections",
            evidence=evidence,
            counted=refused,
        )


def full_connections(case: Case) -> Iterator[Item]:
    """Keys and addresses that had every allowed WebSocket connection open: one more is refused."""
    full = case.content.connections_by_subject.filter(
        (pl.col("refused") == 0) & pl.col("first_full").is_not_null()
    )
    for (vendor,), rows in grouped(full.to_dicts(), "vendor").items():
        yield Item(
            **case.advised(
                "connections_full",
                vendor,
                open=number(rows[0]["open_connections"]),
                quota=number(rows[0]["quota"]),
            ),
            severity="look",
            evidence=tuple(
                sentence(
                    "attention.connections_full.subject",
                    subject=Logged(row["subject"] or "–"),
                    open=number(row["open_connections"]),
                    quota=number(row["quota"]),
                    seen=case.words.stretch(
                        *(case.words.minute(row[name]) for name in ("first_full", "last_full"))
                    ),
                )
                for row in rows[:MOST_SUBJECTS]
            ),
            fault="client",
            sql=case.select(
                "*",
                "connection_pressure",
                also="open_connections >= quota",
                vendor=vendor,
            ),
            failures=0,
            **seen(rows, first="first_full", last="last_full"),
        )


def refused_subscriptions(case: Case) -> Iterator[Item]:
    """Subscriptions beyond the vendor's limit."""
    for _, rows in _of_class(case, "subscription_limit"):
        yield _item(
            case,
            "subscription_limit",
            rows,
            severity="note",
            noun="subscriptions",
            evidence=_when_and_who(case, rows),
        )


def _of_class(case: Case, name: str) -> Iterable[tuple[str, list[Row]]]:
    rows = case.content.failures_by_client.filter(pl.col("class") == name).to_dicts()
    return [(vendor, found) for (vendor,), found in grouped(rows, "vendor").items()]


def _when_and_who(case: Case, rows: list[Row]) -> list[Sentence]:
    first, last = bounds(rows)
    clients: Value = case.counted(rows)
    return [
        case.between(first, last),
        sentence("attention.clients", clients=clients),
    ]


def _item(
    case: Case,
    kind: str,
    rows: list[Row],
    *,
    severity: str,
    noun: str,
    evidence: list[Sentence],
    ongoing: bool | None = None,
    counted: int | None = None,
) -> Item:
    vendor, failures = rows[0]["vendor"], counted or total(rows)
    return Item(
        kind=kind,
        severity=severity,
        title=sentence(
            f"attention.{kind}.title",
            **{"vendor": case.vendor(vendor), noun: case.words.count(noun, failures)},
        ),
        evidence=tuple(evidence),
        fault=rows[0]["fault"],
        remedy=rows[0]["remedy"],
        sql=case.select(
            "ts, client, key_id, route, code, message",
            "failures",
            **{"vendor": vendor, "class": rows[0]["class"]},
        ),
        failures=failures,
        since=case.since([vendor], [rows[0]["class"]], bounds(rows)[0]),
        ongoing=ongoing,
        **seen(rows, "clients", "key_ids", "routes"),
    )
