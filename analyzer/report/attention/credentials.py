"""Items about keys that vendors refuse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from analyzer.report import sql
from analyzer.report.attention.item import (
    Case,
    Item,
    began,
    bounds,
    distinct,
    grouped,
    seen,
    some,
    total,
)
from analyzer.report.content import Row
from analyzer.text.wording import Logged, Sentence, number, sentence

# A key that fails and is replaced within this time is worth knowing, no more.
_SOON = timedelta(minutes=10)
# What expires before anybody reads the next report.
_AT_ONCE = timedelta(hours=2)
_MANY = 3
_STATUS = re.compile(r"[1-5][0-9]{2}")
_COLUMNS = "ts, client, key_id, key_in, route, code, cause, message"


def stopped_keys(case: Case) -> Iterator[Item]:
    """Keys that worked, and then were refused as invalid or expired."""
    slipped = _slipped(case)
    for (vendor, key), of_key in _stopped(case).items():
        first, last = bounds(of_key)
        broken = [row for row in of_key if row["works_again"] is None]
        others = max(row["other_keys_answered"] for row in of_key)
        since = began(of_key)
        severity = "act" if broken else "note" if last - since < _SOON else "look"
        evidence = [_client(case, row) for row in of_key]
        if others:
            evidence.append(
                sentence(
                    "attention.key_stopped.others_work",
                    vendor=case.vendor(vendor),
                    times=case.words.count("times", others),
                )
            )
        evidence += [_since(case, row) for row in of_key]
        yield Item(
            **case.headed("key_stopped", vendor, first=case.words.when(since)),
            severity=severity,
            evidence=tuple(evidence),
            fault="client",
            remedy=_stopped_remedy(case, of_key[0]),
            sql=case.select(
                _COLUMNS,
                "auth_failures",
                vendor=vendor,
                also=sql.within("ts", first, last) if slipped & set(map(_about, of_key)) else None,
                key_id=key,
                cause=distinct(of_key, "cause"),
            ),
            failures=total(of_key),
            since=since,
            ongoing=bool(broken),
            classes=("auth",),
            **seen(of_key, "clients", "key_ids", "routes"),
        )


def _stopped_remedy(case: Case, row: Row) -> str | Sentence | None:
    """What the vendor's code advises; what a mere status does is for keys that never worked."""
    if _STATUS.fullmatch(row["code"]):
        return sentence("attention.key_stopped.remedy", vendor=case.vendor(row["vendor"]))
    remedy: str | None = row["remedy"]
    return remedy


def expiring_keys(case: Case) -> Iterator[Item]:
    """Keys in use that soon expire, and that nobody is about to replace."""
    for row in case.content.keys_expiring.iter_rows(named=True):
        yield Item(
            **case.advised(
                "key_expires",
                row["vendor"],
                key_id=case.words.key(row["key_id"]),
                at=case.words.when(row["expires_at"]),
            ),
            severity="act" if row["expires_in_s"] < _AT_ONCE.total_seconds() else "look",
            evidence=(
                sentence(
                    "attention.key_expires.left",
                    left=_left(case, row["expires_in_s"]),
                    as_of=case.words.when(row["as_of"]),
                    clients=case.words.clients(row["clients"] or [None]),
                    last=case.words.when(row["last_used"]),
                ),
            ),
            fault="client",
            sql=case.select(
                "ts, client, method, route, status, key_id",
                "requests",
                vendor=row["vendor"],
                key_id=row["key_id"],
            ),
            failures=0,
            **seen([row], "clients", "key_ids", first="first_used", last="last_used"),
        )


def _left(case: Case, seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    if minutes < 120:
        return case.words.text("chart.minutes", n=number(minutes))
    return case.words.text("chart.hours", n=number(minutes // 60))


def wrong_headers(case: Case) -> Iterator[Item]:
    """A client that sends its key where the vendor does not look."""
    rows = [row for row in case.refusals if row["cause"] == "wrong_header"]
    for (vendor, client), of_client in grouped(rows, "vendor", "client").items():
        first, last = bounds(of_client)
        failures = total(of_client)
        broken = any(row["works_again"] is None for row in of_client)
        header = case.vendor_fact(vendor, "key_header")
        yield Item(
            **case.headed(
                "wrong_header",
                vendor,
                client=case.words.client(client),
                requests=case.words.count("requests", failures),
            ),
            severity=_of_wrong_header(broken, failures),
            evidence=(
                case.between(first, last),
                *(
                    sentence(
                        "attention.wrong_header.place",
                        key_id=case.words.key(key_id),
                        key_in=Logged(key_in),
                    )
                    for key_id, key_in in grouped(of_client, "key_id", "key_in")
                    if key_in
                ),
                _since(case, of_client[0]),
            ),
            fault="client",
            remedy=sentence(
                "attention.wrong_header.remedy",
                header=f"`{header}`",
                first=case.words.when(began(of_client)),
            )
            if header
            else of_client[0]["remedy"],
            sql=case.select(
                _COLUMNS, "auth_failures", vendor=vendor, client=client, cause="wrong_header"
            ),
            failures=failures,
            since=began(of_client),
            ongoing=broken,
            **seen(of_client, "clients", "key_ids", "routes"),
        )


def _of_wrong_header(broken: bool, failures: int) -> str:
    """One refusal may be a slip, and so may a few be, once the client is answered again."""
    if broken:
        return "act" if failures > 1 else "look"
    return "look" if failures >= _MANY else "note"


def other_refusals(case: Case) -> Iterator[Item]:
    """What else was refused for want of a key or a permission, a vendor in one item."""
    stopped = _stopped(case)
    rows = [
        row for row in case.refusals if row["cause"] != "wrong_header" and not _has_stopped(row)
    ]
    for (vendor,), of_vendor in grouped(rows, "vendor").items():
        failures = total(of_vendor)
        broken = any(row["works_again"] is None for row in of_vendor)
        causes = grouped(of_vendor, "cause")
        yield Item(
            **case.headed("auth", vendor, requests=case.words.count("requests", failures)),
            severity="look" if broken and failures >= _MANY else "note",
            evidence=tuple(_cause(case, cause, of_cause) for (cause,), of_cause in causes.items()),
            fault="client",
            remedy=of_vendor[0]["remedy"],
            sql=case.select(
                _COLUMNS,
                "auth_failures",
                order="cause, ts",
                also=_but_for(
                    of_key
                    for (of, _), of_key in stopped.items()
                    if of == vendor and {row["cause"] for row in of_key} & {c for (c,) in causes}
                ),
                vendor=vendor,
                cause=[cause for (cause,) in causes],
            ),
            failures=failures,
            classes=("auth", "permission"),
            **seen(of_vendor, "clients", "key_ids", "routes"),
        )


def _slipped(case: Case) -> set[tuple[Any, ...]]:
    """Vendor, key and cause of refusals that did not mean that the key had stopped."""
    return {_about(row) for row in case.refusals if not _has_stopped(row)}


def _about(row: Row) -> tuple[Any, ...]:
    return row["vendor"], row["key_id"], row["cause"]


def _but_for(stopped: Iterable[list[Row]]) -> str | None:
    """The condition that leaves out what is said of keys that stopped, if any did."""
    conditions = []
    for of_key in stopped:
        causes = sql.condition("cause", distinct(of_key, "cause"))
        spell = sql.within("ts", *bounds(of_key))
        conditions.append(
            f"NOT (key_id IS NOT DISTINCT FROM '{of_key[0]['key_id']}' AND {causes} AND {spell})"
        )
    return " AND ".join(conditions) or None


def _stopped(case: Case) -> dict[tuple[Any, ...], list[Row]]:
    """Refusals of keys that worked before, by vendor and key.

    One refusal may be a slip; and a key that was answered between its refusals has not stopped.
    """
    return grouped(filter(_has_stopped, case.refusals), "vendor", "key_id")


def _has_stopped(row: Row) -> bool:
    return (
        row["last_success"] is not None
        and (row["refused_in_a_row"] or 0) > 1
        and row["answered_between"] == 0
        and row["class"] == "auth"
        and row["cause"] in ("invalid_or_expired", "unknown")
    )


def _client(case: Case, row: Row) -> Sentence:
    is_older = began([row]) < case.content.period.since
    return sentence(
        f"attention.key_stopped.{'client_before' if is_older else 'client'}",
        key_id=case.words.key(row["key_id"]),
        client=case.words.client(row["client"]),
        last_success=case.words.when(row["last_success"]),
        failures=case.words.count("failures", row["failures"]),
        seen=case.words.seen(row["first_seen"], row["last_seen"]),
    )


def _since(case: Case, row: Row) -> Sentence:
    client = case.words.client(row["client"])
    if row["works_again"] is None:
        return sentence("attention.key_stopped.not_mended", client=client)
    return sentence(
        "attention.key_stopped.mended", client=client, ts=case.words.when(row["works_again"])
    )


def _cause(case: Case, cause: str, rows: list[Row]) -> Sentence:
    return sentence(
        "attention.auth.cause",
        cause=case.words.named("cause", cause),
        failures=case.words.count("failures", total(rows)),
        codes=some(sorted({code for row in rows for code in row["codes"]}), _MANY),
        clients=case.counted(rows),
        last=case.words.when(bounds(rows)[1]),
    )
