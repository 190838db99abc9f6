"""Items about limits in every currency: bans, what runs out, what is nearly used up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from analyzer.report import sql
from analyzer.report.attention.item import Case, Item, grouped, seen, total
from analyzer.report.attention.limits import MOST_SUBJECTS, NEAR
from analyzer.report.content import Row
from analyzer.schema import KEY_ID
from analyzer.text.period import Period
from analyzer.text.wording import Logged, Sentence, Value, number, sentence, share

# A smaller limit is filled by ordinary use: of five a second, four are no sign of anything.
LEAST_QUOTA = 10
_COUNTED = ("vendor", "subject", "currency")
_LIMIT = ["vendor", "scope", "subject", "currency", "limit"]
_LEAST_RESENDS, _MANY_RESENDS = 20, 200


def bans(case: Case) -> Iterator[Item]:
    """Spells in which a vendor refused everything, what led to them and when they end."""
    for row in case.content.bans_of_period.iter_rows(named=True):
        lasts = row["ongoing"]
        times = {"since": case.words.when(row["since"])}
        if row["until"] and not lasts:
            times["until"] = case.words.when(row["until"])
        yield Item(
            kind="banned",
            severity="act" if lasts else "look",
            title=sentence(
                f"attention.banned.{'title_over' if 'until' in times else 'title'}",
                vendor=case.vendor(row["vendor"]),
                **times,
            ),
            evidence=tuple(_ban(case, row)),
            fault="client",
            remedy=sentence("attention.banned.remedy"),
            sql=sql.select(
                "ts, client, client_ip, key_id, route, status, code, message",
                "failures",
                Period.through(row["since"], row["last_refused"]),
                vendor=row["vendor"],
                code=row["code"],
                **_sent_by(row),
            ),
            failures=row["refused"],
            ongoing=lasts,
            **seen([row], "clients", "key_ids", first="since", last="last_refused"),
            about=(str(row["subject"]), row["limit"]),
        )


def _sent_by(row: Row) -> dict[str, str | None]:
    """Which requests are of a banned subject: a key's, else those of an address."""
    subject = row["subject"]
    if row["scope"] == "address":
        return {"client_ip": subject}
    if re.fullmatch(KEY_ID, subject or ""):
        return {"key_id": subject}
    return {"key_id": None, "client_ip": subject}


def _ban(case: Case, row: Row) -> Iterator[Sentence]:
    yield sentence(
        "attention.banned.subject",
        **case.who(row),
        clients=case.words.clients(row["clients"] or [None]),
        refused=case.words.count("requests", row["refused"]),
        throttled=number(row["throttled_before"]),
    )
    if row["until"]:
        yield sentence("attention.banned.until", until=case.words.when(row["until"]))
    if row["used_before"] is not None and row["quota"] is not None:
        yield sentence(
            "attention.banned.used", used=number(row["used_before"]), quota=number(row["quota"])
        )


def limits_running_out(case: Case) -> Iterator[Item]:
    """Limits that are used up before they reset, at the pace of the end of the data."""
    for row in case.content.limits_running_out.iter_rows(named=True):
        yield Item(
            **case.headed(
                "running_out",
                row["vendor"],
                **case.who(row),
                currency=case.words.named("currency", row["currency"]),
                at=case.words.when(row["used_up_at"]),
            ),
            severity="look",
            evidence=tuple(_foretold(case, row)),
            fault="client",
            remedy=sentence(
                "attention.running_out.remedy",
                remaining=number(row["remaining"]),
                quota=number(row["quota"]),
                currency=case.words.named("currency", row["currency"]),
            ),
            sql=case.select(
                "*",
                "limit_forecast",
                **{name: row[name] for name in _COUNTED},
            ),
            failures=0,
            **seen([row], "key_ids", first="pace_since", last="as_of"),
            about=(str(row["subject"]), row["limit"]),
        )


def _foretold(case: Case, row: Row) -> Iterator[Sentence]:
    yield sentence(
        "attention.running_out.pace",
        limit=Logged(row["limit"]),
        used=number(row["used"]),
        quota=number(row["quota"]),
        currency=case.words.named("currency", row["currency"]),
        pace=f"{row['pace_per_s']:,.2f}",
        since=case.words.when(row["pace_since"]),
        n=number(row["pace_rests_on"]),
        source=case.words.named("limit_source", row["quota_source"]),
    )
    if row["resets_at"]:
        yield sentence("attention.running_out.resets", at=case.words.when(row["resets_at"]))
    if row["usual_used_up_at"]:
        yield sentence(
            "attention.running_out.usual",
            at=case.words.when(row["usual_used_up_at"]),
            n=number(row["usual_days"]),
        )


def limits_near(case: Case) -> Iterator[Item]:
    """Limits of which most was used in a minute, that throttled nobody and do not run out yet."""
    foretold = case.content.limits_running_out.select(_LIMIT)
    frame = case.content.limits_by_subject.join(
        foretold, on=_LIMIT, how="anti", nulls_equal=True, maintain_order="left"
    )
    by_subject = case.content.rate_limit_by_subject
    is_near = (pl.col("utilisation") >= NEAR) & (pl.col("quota_source") != "observed")
    throttled = _subjects(by_subject.filter(pl.col("throttled") > 0))
    # These say `near_limit`, but where an answer told of the limit.
    near_by_count = _subjects(by_subject.filter(is_near))
    rows = [
        {**row, "name": row["limit"].partition(":")[0]}
        for row in frame.iter_rows(named=True)
        if (row["utilisation"] or 0) >= NEAR
        and row["quota"] >= LEAST_QUOTA
        and not row["throttled"]
        and not (row["currency"] == "requests" and _subject(row) in throttled)
        and not (
            row["currency"] == "requests" and not row["is_told"] and _subject(row) in near_by_count
        )
        and not row["banned"]
    ]
    for (vendor, currency, name), near in grouped(rows, "vendor", "currency", "name").items():
        fullest = near[0]
        yield Item(
            **case.headed(
                "limit_near",
                vendor,
                utilisation=share(fullest["utilisation"]),
                currency=case.words.named("currency", currency),
            ),
            severity="look",
            evidence=tuple(_fullest(case, row) for row in near[:MOST_SUBJECTS]),
            fault="client",
            remedy=sentence(
                "attention.limit_near.remedy",
                headroom=number(max(0, fullest["headroom"])),
                quota=number(fullest["quota"]),
                currency=case.words.named("currency", currency),
            ),
            sql=case.select(
                "*",
                "limit_pressure",
                order="utilisation DESC NULLS LAST",
                vendor=vendor,
                currency=currency,
            ),
            failures=0,
            **seen(near, "clients", "key_ids", first="minute", last="minute"),
            about=(currency, name),
        )


def _subjects(frame: pl.DataFrame) -> set[tuple[str, str | None]]:
    return set(frame.select("vendor", "subject").iter_rows())


def _subject(row: Row) -> tuple[str, str | None]:
    return row["vendor"], row["subject"]


def _fullest(case: Case, row: Row) -> Sentence:
    return sentence(
        "attention.limit_near.subject",
        **case.who(row),
        clients=case.words.clients(row["clients"] or [None]),
        limit=Logged(row["limit"]),
        used=number(row["used"]),
        quota=number(row["quota"]),
        currency=case.words.named("currency", row["currency"]),
        minute=case.words.minute(row["minute"]),
        source=case.words.named(
            "limit_source", row["quota_source"] if row["is_told"] else "catalog"
        ),
    )


def unseen_use(case: Case) -> Iterator[Item]:
    """Limits of which answers stated more use than our own requests can explain."""
    for row in case.content.limit_gaps.iter_rows(named=True):
        currency = case.words.named("currency", row["currency"])
        yield Item(
            **case.advised(
                "unseen_use",
                row["vendor"],
                share=share(row["unseen"] / row["quota"]),
                currency=currency,
            ),
            severity="note",
            evidence=(
                sentence(
                    "attention.unseen_use.gap",
                    **case.who(row),
                    limit=Logged(row["limit"]),
                    told=number(row["told_used"]),
                    counted=number(row["counted"]),
                    quota=number(row["quota"]),
                    currency=currency,
                    n=number(row["minutes"]),
                ),
            ),
            fault="unknown",
            sql=case.select(
                "*",
                "limit_pressure",
                also="unseen IS NOT NULL",
                **{name: row[name] for name in _COUNTED},
            ),
            failures=0,
            **seen([row], "key_ids"),
            about=(str(row["subject"]), row["limit"]),
        )


def futile_resends(case: Case) -> Iterator[Item]:
    """Requests that were sent again although no retry mends what was wrong."""
    rows = case.content.futile_resends.to_dicts()
    for (vendor,), of_vendor in grouped(rows, "vendor").items():
        resends = total(of_vendor)
        if resends < _LEAST_RESENDS:
            continue
        yield Item(
            **case.headed("futile_resends", vendor, requests=case.words.count("requests", resends)),
            severity="look" if resends >= _MANY_RESENDS else "note",
            evidence=tuple(_resent(case, row) for row in of_vendor[:MOST_SUBJECTS]),
            fault="client",
            remedy=of_vendor[0]["remedy"] or sentence("attention.futile_resends.remedy"),
            sql=case.select(
                "ts, failed_before_at, client, key_id, method, path, code, message, attempt",
                "futile_resends",
                vendor=vendor,
            ),
            failures=resends,
            **seen(of_vendor, "clients", "key_ids", "routes"),
        )


def _resent(case: Case, row: Row) -> Sentence:
    sent: dict[str, Value] = {
        "client": case.words.client(row["client"]),
        "n": number(row["failures"]),
        "code": Logged(row["code"]),
        "meaning": row["meaning"] or "",
        "seen": case.words.stretch(
            case.words.when(row["first_seen"]), case.words.when(row["last_seen"])
        ),
    }
    if row["bytes"] is None:
        return Sentence("attention.futile_resends.resent", sent)
    return Sentence("attention.futile_resends.resent_bytes", sent | {"bytes": _size(row["bytes"])})


def _size(bytes_: int) -> str:
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if bytes_ >= factor:
            return f"{bytes_ / factor:,.1f} {unit}"
    return f"{bytes_} B"
