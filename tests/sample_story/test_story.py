"""The sample logs tell the story of `golden/sample_story.toml`, figure by figure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from datetime import UTC, datetime

from .reading import Exchange, exchanges, read_all, story


def at(ts: float) -> datetime:
    return datetime.fromtimestamp(round(ts, 3), UTC)


def key_of(exchange: Exchange) -> str | None:
    """The name that the story gives to the key of the exchange."""
    for key in story()["keys"]:
        if exchange.key and exchange.key.endswith(key["last4"]):
            return str(key["name"])
    return None


def test_every_line_of_every_file_is_a_request_a_reject_or_skipped_as_told() -> None:
    _, counts = read_all()
    told = story()["files"]
    assert {name: vars(count) for name, count in counts.items()} == told
    for it in counts.values():
        assert it.lines == it.requests + len(it.rejected_lines) + it.skipped


def test_each_vendor_has_as_many_requests_as_told() -> None:
    found = Counter((it.vendor, it.protocol) for it in exchanges())
    told = {(it["vendor"], it["protocol"]): it["requests"] for it in story()["traffic"]}
    assert found == told


def test_the_loop_passes_2000_in_60_seconds_but_in_no_calendar_minute() -> None:
    loop = story()["polling_loop"]
    sent = [it for it in exchanges() if key_of(it) == loop["key"] and at(it.ts).day == 16]
    sent = [it for it in sent if at(it.ts).hour == 14 and at(it.ts).minute <= 22]
    times_ms = [round(it.ts * 1000) for it in sent]
    peaks: Counter[int] = Counter()
    for number, exchange in enumerate(sent, start=1):
        in_60s = number - bisect_right(times_ms, times_ms[number - 1] - 60_000)
        minute = at(exchange.ts).minute
        peaks[minute] = max(peaks[minute], in_60s)
    requests = Counter(at(it.ts).minute for it in sent)
    throttled = Counter(at(it.ts).minute for it in sent if it.status == 429)
    assert [
        {"minute": minute, "requests": requests[minute], "throttled": throttled[minute]}
        | {"peak_60s": peaks[minute]}
        for minute in sorted(requests)
    ] == [told | {"minute": told["minute"].minute} for told in loop["minutes"]]
    assert max(requests.values()) < loop["quota"] < max(peaks.values())
    refused = [at(it.ts) for it in sent if it.status == 429]
    assert (refused[0], refused[-1]) == (loop["first_throttled"], loop["last_throttled"])


def test_each_throttled_client_honours_the_wait_or_does_not() -> None:
    found: dict[tuple[str, str | None, str | None], Counter[str]] = {}
    for number, refused in enumerate(exchanges()):
        if refused.code not in {"429", "3001", "LIMIT_42901", "LIMIT_42902"}:
            continue
        count = found.setdefault((refused.vendor, refused.client, refused.code), Counter())
        count["throttled"] += 1
        count["told"] += "Retry-After" in refused.headers
        count["honoured"] += is_honoured(refused, exchanges()[number + 1 :])
    told = {
        (it.pop("vendor"), it.pop("client"), it.pop("code")): it
        for it in (dict(it) for it in story()["throttles"])
    }
    assert found == told


def is_honoured(refused: Exchange, later: tuple[Exchange, ...]) -> bool:
    """Whether the client waited; the same for its next request of any kind and for its retry."""
    own = (it for it in later if (it.client, it.vendor) == (refused.client, refused.vendor))
    following = next(it for it in own if it.protocol == "http")
    again = next(it for it in later if (it.client, it.url) == (refused.client, refused.url))
    wait_s = advised_wait_s(refused)
    answers = {
        it.ts - refused.ts - refused.duration_ms / 1000 >= wait_s for it in (following, again)
    }
    answers |= {it.ts - refused.ts >= wait_s for it in (following, again)}
    assert len(answers) == 1
    return answers.pop()


def advised_wait_s(refused: Exchange) -> float:
    """Retry-After, else the second that the vendors' 1-2-4 begins with."""
    advice = refused.headers.get("Retry-After", "1")
    if advice.isdigit():
        return float(advice)
    until, now = (
        datetime.strptime(it, "%a, %d %b %Y %H:%M:%S GMT")
        for it in (advice, refused.headers["Date"])
    )
    return (until - now).total_seconds()


def test_a_key_stops_working_to_the_second_and_two_clients_go_on_using_it() -> None:
    for told in story()["key_stops"]:
        for use in told["clients"]:
            mine = [
                it
                for it in exchanges()
                if (it.client, it.protocol, key_of(it)) == (use["client"], "http", told["key"])
            ]
            refused = [it for it in mine if it.code == told["code"]]
            served = [it for it in mine if it.status == 200 and not it.code]
            assert at(served[-1].ts) == use["last_success"]
            assert (at(refused[0].ts), at(refused[-1].ts)) == (
                use["first_refused"],
                use["last_refused"],
            )
            assert len(refused) == use["refused"]
            assert served[-1].ts < told["stopped"].timestamp() <= refused[0].ts


def test_the_release_with_the_wrong_header_is_refused_until_it_is_rolled_back() -> None:
    told = story()["wrong_header"]
    calls = [it for it in exchanges() if (it.client, it.vendor) == ("mm-bot-1", "55tech")]
    wrong = [it for it in calls if "Authorization" in it.sent_headers]
    assert {it.status for it in wrong} == {401}
    assert {key_of(it) for it in wrong} == {told["key"]}
    assert len(wrong) == told["refused"]
    assert (at(wrong[0].ts), at(wrong[-1].ts)) == (told["first"], told["last"])
    assert not [it for it in calls if it.status == 401 and it not in wrong]


def test_other_keys_are_refused_by_55_tech_for_the_causes_told() -> None:
    def cause(it: Exchange) -> str:
        if it.file.startswith("combined/"):
            return "unknown"
        if it.key is None:
            return "missing_key"
        return "malformed_key" if key_of(it) == "malformed" else "invalid_or_expired"

    refused = [it for it in exchanges() if (it.vendor, it.status) == ("55tech", 401)]
    others = [it for it in refused if "Authorization" not in it.sent_headers]
    assert Counter(cause(it) for it in others) == story()["refused_keys"]


def test_the_quota_of_a_key_is_exhausted_until_the_end() -> None:
    told = story()["quota_exhausted"]
    mine = [it for it in exchanges() if key_of(it) == told["key"] and it.protocol == "http"]
    exhausted = [it for it in mine if it.code == told["code"]]
    served = [it for it in mine if it.status == 200 and not it.code]
    assert at(served[-1].ts) == told["last_success"]
    assert (at(exhausted[0].ts), at(exhausted[-1].ts)) == (told["first"], told["last"])
    assert Counter(it.client for it in exhausted) == told["failures"]
    assert exhausted[-1] == mine[-1]


def test_a_host_of_no_catalog_fails_as_often_as_told() -> None:
    told = story()["unclaimed_host"]
    mine = [it for it in exchanges() if it.vendor == told["vendor"]]
    assert len(mine) == told["requests"]
    assert sum(bool(it.code or it.error) for it in mine) == told["failures"]


def test_each_partial_failure_ends_as_told() -> None:
    def is_partial(it: Exchange) -> bool:
        page = isinstance(it.body, str)
        return (it.vendor, it.status, page) == ("55tech", 502, False)

    partial = [it for it in exchanges() if is_partial(it)]
    operations = {(it.file, it.method, it.path, key_of(it)): it for it in reversed(partial)}
    found = []
    for first in sorted(operations.values(), key=lambda it: it.ts):
        same = [it for it in exchanges() if (it.method, it.path) == (first.method, first.path)]
        tries = [it for it in same if key_of(it) == key_of(first)]
        found.append(
            {
                "first": at(first.ts),
                "client": first.client or "",
                "operation": f"{first.method} {first.path}",
                "statuses": [it.status or 0 for it in tries],
                "after_s": [round(it.ts - first.ts, 3) for it in tries],
                "by_another_key": len(same) - len(tries),
            }
        )
    assert found == [
        {name: value for name, value in told.items() if name != "resolution"}
        for told in story()["operations"]
    ]
    resolved = {200: "succeeded", 404: "gone", 409: "conflict"}
    for told in story()["operations"]:
        *_, last = told["statuses"]
        failed = "failed_again" if len(told["statuses"]) > 1 else "open"
        assert told["resolution"] == resolved.get(last, failed)
    assert len(partial) == story()["partial_failures"]


def test_each_code_is_met_as_often_as_told() -> None:
    def name(it: Exchange) -> tuple[str, str, str, bool]:
        return it.vendor, it.protocol, it.code or "", isinstance(it.body, str)

    found = Counter(name(it) for it in exchanges() if it.code)
    told = {
        (it["vendor"], it["protocol"], it["code"], it.get("page", False)): it["failures"]
        for it in story()["failures"]
    }
    assert found == told


def test_tickdb_fails_under_http_200_as_often_as_told() -> None:
    under_200 = [it for it in exchanges() if it.vendor == "tickdb" and it.status == 200 and it.code]
    assert Counter(it.code for it in under_200) == story()["tickdb_failures_under_200"]


def test_the_outage_spoils_every_request_to_tickdb_and_some_retry_too_often() -> None:
    told = story()["outage"]
    codes = {"5000", "5001", "5002"}
    spoiled = [it for it in exchanges() if it.vendor == "tickdb" and it.code in codes]
    assert (at(spoiled[0].ts), at(spoiled[-1].ts)) == (told["first"], told["last"])
    assert Counter(it.client for it in spoiled) == told["failures"]
    during = [it for it in exchanges() if it.vendor == "tickdb" and it.protocol == "http"]
    during = [it for it in during if spoiled[0].ts <= it.ts <= spoiled[-1].ts]
    assert during == spoiled


def test_retries_of_5xx_reach_the_attempts_told() -> None:
    codes = {"5000", "5001", "5002", "MD_50301"}
    tries = Counter(
        (it.vendor, it.client, it.attempt) for it in exchanges() if it.code in codes and it.attempt
    )
    for told in story()["retries"]:
        of_client = {
            attempt: times
            for (vendor, client, attempt), times in tries.items()
            if (vendor, client) == (told["vendor"], told["client"])
        }
        expected = dict.fromkeys(range(1, told["attempts"] + 1), told["operations"])
        assert of_client == expected


def test_requests_without_an_answer_fail_as_told() -> None:
    found = Counter((it.vendor, it.client or "", it.error) for it in exchanges() if it.error)
    told = {(it["vendor"], it["client"], it["error"]): it["failures"] for it in story()["network"]}
    assert found == told


def test_connections_close_with_the_codes_told() -> None:
    closes = [it for it in exchanges() if it.event == "close"]
    for vendor, told in story()["closes"].items():
        of_vendor = Counter(str(it.close_code) for it in closes if it.vendor == vendor)
        assert of_vendor == told
    opened = Counter(it.vendor for it in exchanges() if it.event == "open")
    assert opened == story()["opens"]


def test_a_sixth_connection_is_refused_while_five_are_open() -> None:
    told = story()["sixth_connection"]
    mine = [it for it in exchanges() if it.connection and key_of(it) == told["key"]]
    mine += [it for it in exchanges() if it.event == "open" and it.client == told["client"]]
    refused = [it for it in mine if it.code == "Connection limit exceeded"]
    assert [at(it.ts) for it in refused] == told["refused"]
    for answer in refused:
        day = [it for it in mine if it.file == answer.file and it.ts <= answer.ts]
        opened = {it.connection for it in day if it.event == "open"}
        closed = {it.connection for it in day if it.event == "close"}
        assert len(opened - closed - {answer.connection}) == told["quota"]


def test_traces_join_vendors_and_clients_over_both_forms_of_their_id() -> None:
    traces: dict[str, list[Exchange]] = {}
    for exchange in exchanges():
        if trace_key := trace_key_of(exchange):
            traces.setdefault(trace_key, []).append(exchange)
    assert [
        {
            "trace_key": key,
            "first": at(found[0].ts),
            "last": at(found[-1].ts),
            "requests": len(found),
            "failures": sum(it.code is not None for it in found),
            "vendors": sorted({it.vendor for it in found}),
            "clients": sorted({it.client or "" for it in found}),
            "codes": sorted({it.code for it in found if it.code}),
        }
        for key, found in traces.items()
        if len(found) > 1
    ] == story()["traces"]


def trace_key_of(exchange: Exchange) -> str | None:
    body = exchange.body if isinstance(exchange.body, dict) else {}
    parent = exchange.sent_headers.get("traceparent", "--").split("-")[1]
    found = body.get("traceId") or parent or exchange.sent_headers.get("X-Trace-Id")
    return found.lower().replace("-", "") if found else None


def test_zero_markets_tells_its_quota_on_every_success_and_nobody_else_does() -> None:
    told = story()["quota_headers"]
    limited = [it for it in exchanges() if any("ratelimit" in name.lower() for name in it.headers)]
    assert {it.vendor for it in limited} == {"zeromarkets"}
    assert len([it for it in limited if "X-RateLimit-Limit" in it.headers]) == told["x_ratelimit"]
    assert (
        len([it for it in limited if "X-RateLimit-Limit" not in it.headers]) == told["structured"]
    )
    quotas = {it.headers.get("X-RateLimit-Limit", str(told["quota"])) for it in limited}
    assert quotas == {str(told["quota"])}
    assert min(remaining(it) for it in limited) == told["least_remaining"]


def remaining(exchange: Exchange) -> int:
    structured = {name.lower(): value for name, value in exchange.headers.items()}.get("ratelimit")
    if structured:
        return int(structured.split("r=")[1].split(";")[0])
    return int(exchange.headers["X-RateLimit-Remaining"])
