"""What standards allow and few send.

Limits that count bytes (`qu` of draft-ietf-httpapi-ratelimit-headers-11); leap seconds (RFC 3339).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import classify
from tests.conftest import lake_of, rows

pytestmark = pytest.mark.scale

CALL = {"ts": "2026-11-19T10:00:00Z", "method": "GET", "url": "https://api.example.org/v1/x"}
BYTES = '"size";q=65535;qu="content-bytes";w=10'


@pytest.mark.scale
def test_a_limit_of_bytes_is_no_quota_of_requests(ingested: Callable[..., Path]) -> None:
    headers = {"RateLimit-Policy": BYTES, "RateLimit": '"size";r=60000;t=4'}
    lake = ingested(CALL | {"status": 200, "response_headers": headers})
    told = "SELECT limit_quota, limit_remaining, limit_window_s FROM requests"
    assert [*rows(lake, told)[0].values()] == [None, None, None]
    assert [*rows(lake, "SELECT quota FROM rate_limit_pressure")[0].values()] == [None]
    state = rows(lake, "SELECT currency, quota, remaining FROM limit_states")
    assert [*state[0].values()] == ["bytes", 65535, 60000]


def test_beside_a_limit_of_bytes_that_of_requests_counts(ingested: Callable[..., Path]) -> None:
    policy, left = f'{BYTES},"calls";q=100;w=60', '"size";r=2;t=4,"calls";r=90;t=50'
    headers = {"ratelimit-policy": policy, "ratelimit": left}
    lake = ingested(CALL | {"status": 200, "response_headers": headers})
    told = "SELECT limit_quota, limit_remaining, limit_reset_s, limit_window_s FROM requests"
    assert [*rows(lake, told)[0].values()] == [100, 90, 50, 60]


def test_limits_with_their_windows_in_the_names_of_headers(ingested: Callable[..., Path]) -> None:
    of_windows = {
        "X-RateLimit-Limit-Second": "10", "X-RateLimit-Remaining-Second": "9",
        "X-RateLimit-Limit-Hour": "600", "x-ratelimit-remaining-hour": ["30"],
        "X-RateLimit-Limit-Month": "5000",
    }  # fmt: skip
    of_all = {"RateLimit-Limit": "10", "RateLimit-Remaining": "9", "RateLimit-Reset": "1"}
    odd = {"X-RateLimit-Limit-Minute": "60 per minute", "X-RateLimit-Remaining-Minute": "5"}
    lake = ingested(
        *(
            CALL | {"client": client, "status": 200, "response_headers": headers}
            for client, headers in (("a", of_windows), ("b", of_windows | of_all), ("c", odd))
        )
    )
    told = "limit_quota, limit_remaining, limit_reset_s, limit_window_s"
    found = rows(lake, f"SELECT client, {told} FROM requests ORDER BY client")
    assert [[*row.values()] for row in found] == [
        ["a", 600, 30, None, 3600],
        ["b", 600, 30, None, 3600],
        ["c", None, None, None, None],
    ]
    states = rows(
        lake,
        """SELECT "limit", quota, remaining, window_s FROM limit_states WHERE client = 'b'
        ORDER BY window_s""",
    )
    assert [[*row.values()] for row in states] == [
        ["requests:second", 10, 9, 1],
        ["requests:hour", 600, 30, 3600],
    ]


WAITS = {"2": 2, " 2 ": 2, "2.5": 2.5, "0": 0, "1e3": None, "-5": None, "0x10": None, "inf": None,
    "1_000": None, "soon": None, "epoch": None, "Infinity": None, "": None,
    "Thu, 19 Nov 2026 10:00:07 GMT": 7, "Thu, 19 Nov 2026 09:00:00 GMT": 0}  # fmt: skip


def test_a_wait_is_digits_or_a_date(ingested: Callable[..., Path]) -> None:
    date = {"Date": "Thu, 19 Nov 2026 10:00:00 GMT"}
    lake = ingested(
        *(
            CALL | {"client": said, "status": 429, "response_headers": date | {"Retry-After": said}}
            for said in WAITS
        )
    )
    found = rows(lake, "SELECT coalesce(client, '') AS said, retry_after_s FROM requests")
    assert {row["said"].strip() or row["said"]: row["retry_after_s"] for row in found} == {
        said.strip(): wait for said, wait in WAITS.items()
    }
    for said, wait in WAITS.items():
        verdict = classify(status=429, headers=date | {"Retry-After": said}, body=None)
        assert (said, verdict.wait_s) == (said, wait)


def test_a_wait_until_a_date_is_as_exact_as_the_time_of_the_request(
    ingested: Callable[..., Path],
) -> None:
    asked = {"Retry-After": "Thu, 19 Nov 2026 10:00:30 GMT"}
    calls = [("2026-11-19T10:00:07.489545Z", 429, asked), ("2026-11-19T10:00:30Z", 200, {})]
    lake = ingested(
        *(CALL | {"ts": ts, "status": said, "response_headers": sent} for ts, said, sent in calls)
    )
    found = rows(lake, "SELECT advised_wait_s, actual_wait_s, honoured FROM throttles")
    assert found == [{"advised_wait_s": 22.510455, "actual_wait_s": 22.510455, "honoured": True}]


def test_a_date_that_is_none_is_as_if_it_were_not_sent(ingested: Callable[..., Path]) -> None:
    asked = {"Retry-After": "Thu, 19 Nov 2026 10:00:30 GMT"}
    said = ("epoch", "infinity", "-infinity", "now")
    lake = ingested(
        *(CALL | {"status": 429, "response_headers": asked | {"Date": date}} for date in said)
    )
    assert [row["retry_after_s"] for row in rows(lake, "FROM requests")] == [30] * len(said)


RESETS = {"30": 30, "1795082430": 30, "1795082430000": 30, "2026-11-19T18:00:30+08:00": 30,
    "6m0s": 360, "Thu, 19 Nov 2026 10:00:30 GMT": 30, "Thursday, 19-Nov-26 10:00:30 GMT": 30,
    "Thu, 19 Nov 2026 09:00:00 GMT": 0, "soon": None, "nan": None,
    "epoch": None, "infinity": None, "-infinity": None}  # fmt: skip


def test_a_reset_is_told_by_form_and_size(ingested: Callable[..., Path]) -> None:
    lake = ingested(
        *(
            CALL
            | {"client": said, "status": 200}
            | {"response_headers": {"X-RateLimit-Limit": "9", "X-RateLimit-Reset": said}}
            for said in RESETS
        )
    )
    found = rows(lake, "SELECT client, limit_reset_s FROM requests")
    assert {row["client"]: row["limit_reset_s"] for row in found} == RESETS
    stated = rows(lake, "SELECT client, reset_s FROM limit_states")
    assert {row["client"]: row["reset_s"] for row in stated} == RESETS


QUOTAS = {"100": 100, "100, 100;w=60": 100, "100,100": 100, "1e3": None, "0x64": None,
    "many": None, "1,000": None}  # fmt: skip


@pytest.mark.scale
def test_a_quota_is_a_number_and_not_the_digits_it_begins_with(
    ingested: Callable[..., Path],
) -> None:
    lake = ingested(
        *(
            CALL
            | {"client": said, "status": 200}
            | {"response_headers": {"X-RateLimit-Limit": said, "X-RateLimit-Remaining": "5"}}
            for said in QUOTAS
        )
    )
    found = rows(lake, "SELECT client, limit_quota FROM requests")
    assert {row["client"]: row["limit_quota"] for row in found} == QUOTAS
    stated = rows(lake, "SELECT client, quota FROM limit_states")
    assert {row["client"]: row["quota"] for row in stated} == QUOTAS


STRUCTURED = {
    "plain": ('"a";q=100;w=60', '"a";r=50;t=30', [100, 50, 30, 60]),
    "tabs": ('"a";q=100;w=60\t,\t"b";q=7;w=1', '"a";r=50;t=30,\t"b" ;\tr=1;t=1', [7, 1, 1, 1]),
    "comma": ('"a,b";q=100;w=60, "c";q=9;w=1', '"a,b";r=50;t=30', [100, 50, 30, 60]),
    "escape": ('"a\\";r=9,";q=100;w=60', '"a\\";r=9,";r=50;t=30', [100, 50, 30, 60]),
    "text": ('"a";x="w=1;q=2";q=100;w=60', '"a";x="t=1;r=3";r=50;t=30', [100, 50, 30, 60]),
    "twice": ('"a";q=1;w=60;q=100', '"a";r=9;t=30;r=50', [100, 50, 30, 60]),
}


def test_of_a_structured_list_what_stands_in_quotes_is_no_parameter(
    ingested: Callable[..., Path],
) -> None:
    """RFC 9651 §3.1 and §3.3.3: strings hold any sign; of a repeated parameter the last counts."""
    lake = ingested(
        *(
            CALL
            | {"client": form, "status": 200}
            | {"response_headers": {"RateLimit-Policy": policy, "RateLimit": left}}
            for form, (policy, left, _) in STRUCTURED.items()
        )
    )
    told = (
        "SELECT client, limit_quota, limit_remaining, limit_reset_s, limit_window_s FROM requests"
    )
    expected = {form: measures for form, (_, _, measures) in STRUCTURED.items()}
    assert {row.pop("client"): [*row.values()] for row in rows(lake, told)} == expected
    stated = """SELECT client, quota, remaining, reset_s, window_s FROM limit_states
        WHERE client <> 'tabs' OR "limit" = 'requests:b'"""
    assert {row.pop("client"): [*row.values()] for row in rows(lake, stated)} == expected


def test_partitions_of_a_limit_are_limits_apart(ingested: Callable[..., Path]) -> None:
    parts = '"a";r=50;t=30;pk=:dXNlci0x:, "a";r=7;t=3;pk=:MTAuMC4wLjc=:'
    headers = {"RateLimit-Policy": '"a";q=100;w=60', "RateLimit": parts}
    again = {"RateLimit-Policy": '"a";q=100;w=60', "RateLimit": parts.split(", ")[1]}
    lake = ingested(
        *(CALL | {"status": 200, "response_headers": sent} for sent in (headers, again))
    )
    found = rows(lake, 'SELECT "limit", remaining FROM limit_states ORDER BY remaining')
    names = [row["limit"] for row in found]
    assert [row["remaining"] for row in found] == [7, 7, 50]
    assert names[0] == names[1] != names[2]
    assert all(name.startswith("requests:a:") for name in names)
    assert not any("mtau" in name.lower() or "dxnl" in name.lower() for name in names)


def test_a_leap_second_is_a_time(ingested: Callable[..., Path]) -> None:
    times = ["2016-12-31T23:59:60Z", "2017-01-01T05:29:60.5+05:30", "2016-12-31T23:59:61Z"]
    lake = ingested(*(CALL | {"ts": ts, "status": 200} for ts in times))
    found = rows(lake, "SELECT ts FROM requests")
    assert [row["ts"] for row in found] == ["2017-01-01T00:00:00Z"] * 2
    assert rows(lake, "SELECT reason FROM rejects") == [{"reason": "ts is no time"}]


LEFT = ['"day";r=900;t=4000', '"min";r=0;t=9']
POLICIES = ['"min";q=10;w=60', '"day";q=1000;w=86400']


@pytest.mark.scale
def test_limits_that_were_sent_as_several_headers_are_all_read(tmp_path: Path) -> None:
    names = {"RateLimit": LEFT, "RateLimit-Policy": POLICIES}
    line = CALL | {"status": 429, "response_headers": names}
    pairs = [(name, value) for name, values in names.items() for value in values]
    entry = {
        "startedDateTime": CALL["ts"],
        "time": 3,
        "request": {"method": "GET", "url": CALL["url"], "headers": []},
        "response": {
            "status": 429,
            "headers": [{"name": name, "value": value} for name, value in pairs],
        },
    }
    har = {"log": {"version": "1.2", "entries": [entry]}}
    lake_of(tmp_path, line)
    lake = lake_of(tmp_path, json.dumps(har), name="calls.har")
    told = rows(
        lake, "SELECT limit_quota, limit_remaining, limit_reset_s, limit_window_s FROM requests"
    )
    assert [[*row.values()] for row in told] == [[10, 0, 9, 60]] * 2
    states = 'SELECT "limit", quota, remaining, window_s FROM limit_states ORDER BY ALL'
    assert [[*row.values()] for row in rows(lake, states)] == (
        [["requests:day", 1000, 900, 86400]] * 2 + [["requests:min", 10, 0, 60]] * 2
    )


SECOND_AND_DAY = "10;w=1, 5000;w=86400"
OF_THE_DAY = [
    {"RateLimit-Limit": f"5000, {SECOND_AND_DAY}", "RateLimit-Remaining": "100"},
    {"RateLimit-Limit": "5000", "RateLimit-Remaining": "100", "RateLimit-Policy": SECOND_AND_DAY},
    {"RateLimit": "limit=5000, remaining=100, reset=5", "RateLimit-Policy": SECOND_AND_DAY},
    {"RateLimit": '"s";r=9;t=1, "d";r=100;t=5',
     "RateLimit-Policy": '"s";q=10;w=1, "d";q=5000;w=86400'},
]  # fmt: skip


@pytest.mark.scale
@pytest.mark.parametrize("headers", OF_THE_DAY)
def test_what_is_left_is_of_the_quota_that_is_stated_with_it(
    ingested: Callable[..., Path], headers: dict[str, str]
) -> None:
    lake = ingested(CALL | {"status": 200, "response_headers": headers})
    told = "SELECT limit_quota, limit_remaining, limit_window_s FROM requests"
    assert [*rows(lake, told)[0].values()] == [5000, 100, 86400]
    states = "SELECT quota, used, window_s FROM limit_states WHERE remaining = 100"
    assert [[*row.values()] for row in rows(lake, states)] == [[5000, 4900, 86400]]
    pressure = "SELECT quota, window_s, utilisation, headroom FROM rate_limit_pressure"
    assert [*rows(lake, pressure)[0].values()] == [5000, 86400, 0.98, 100]


@pytest.mark.scale
def test_a_quota_that_no_policy_has_has_no_window(ingested: Callable[..., Path]) -> None:
    headers = {"RateLimit-Limit": "777", "RateLimit-Policy": SECOND_AND_DAY}
    lake = ingested(CALL | {"status": 200, "response_headers": headers})
    told = "SELECT limit_quota, limit_window_s FROM requests"
    assert [*rows(lake, told)[0].values()] == [777, None]
    assert rows(lake, "SELECT quota, window_s FROM limit_states") == [
        {"quota": 777, "window_s": None}
    ]


def test_policies_alone_state_their_quotas(ingested: Callable[..., Path]) -> None:
    lake = ingested(CALL | {"status": 200, "response_headers": {"RateLimit-Policy": POLICIES}})
    states = 'SELECT "limit", quota, remaining, window_s FROM limit_states ORDER BY ALL'
    assert [[*row.values()] for row in rows(lake, states)] == [
        ["requests:day", 1000, None, 86400],
        ["requests:min", 10, None, 60],
    ]


@pytest.mark.scale
def test_of_a_quota_that_less_than_nothing_is_used_of_the_use_is_unknown(
    ingested: Callable[..., Path],
) -> None:
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "150"}
    lake = ingested(CALL | {"status": 200, "response_headers": headers})
    assert rows(lake, "SELECT used, remaining FROM limit_states") == [
        {"used": None, "remaining": 150}
    ]
    for view in ("limit_pressure", "rate_limit_pressure"):
        told = rows(lake, f"SELECT utilisation, headroom FROM {view}")
        assert (view, told) == (view, [{"utilisation": None, "headroom": 150}])


SENT, ANSWERED = {"X-API-Key": "abc-12345", "Accept": "*/*"}, {"Server": "x", "Retry-After": "7"}


def _lines_of(headers: dict[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]


SHAPES: dict[str, Callable[[dict[str, str]], object]] = {
    "object": dict,
    "lists in an object": lambda headers: {name: [value] for name, value in headers.items()},
    "object as a text": json.dumps,
    "Python's dict": str,
    "pairs": lambda headers: [*map(list, headers.items())],
    "HAR": lambda headers: [{"name": name, "value": value} for name, value in headers.items()],
    "Postman": lambda headers: [{"key": name, "value": value} for name, value in headers.items()],
    "Node.js": lambda headers: [text for pair in headers.items() for text in pair],
    "head": lambda headers: "\r\n".join(_lines_of(headers)),
    "lines": _lines_of,
}


def test_headers_are_read_however_a_canonical_line_has_them(ingested: Callable[..., Path]) -> None:
    lake = ingested(
        *(
            CALL
            | {"client": name, "status": 429}
            | {"request_headers": shape(SENT), "response_headers": shape(ANSWERED)}
            for name, shape in SHAPES.items()
        )
    )
    told = rows(lake, "SELECT client, key_id, key_in, retry_after_s FROM requests")
    assert {row["client"]: (row["key_in"], row["retry_after_s"]) for row in told} == dict.fromkeys(
        SHAPES, ("header:x-api-key", 7)
    )
    assert len({row["key_id"] for row in told}) == 1
