"""From real clients to the views: what these say is what the clients saw and the vendors answered.

httpx and websockets talk to stand-ins of the three vendors on loopback. The clients write what
happened themselves, as canonical JSON Lines or as HAR, which `analyzer ingest` reads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from analyzer.capture.keyed_hash import KeyedHash
from tests.conftest import rows
from tests.vendor_standins import (
    running,
)
from tests.vendor_story import (
    browse,
    cancel_in_bulk,
    hold_six_connections,
    meet_every_error_of_fifty_five,
    meet_every_error_of_tickdb,
    meet_every_error_of_zero_markets,
    poll_past_2000_a_minute,
    run_into_each_limit,
    talk_to_the_feed,
    trace_orders_over_vendors,
)
from tests.vendor_world import NAMES, SECRET, THROTTLES, Saw, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything that happened, ingested by the command as users run it."""
    world, folder = World(), tmp_path_factory.mktemp("end-to-end")
    with running(*world.vendors, world.real):
        meet_every_error_of_fifty_five(world)
        meet_every_error_of_tickdb(world)
        meet_every_error_of_zero_markets(world)
        trace_orders_over_vendors(world)
        cancel_in_bulk(world)
        hold_six_connections(world)
        talk_to_the_feed(world)
        har = browse(world)
        run_into_each_limit(world)
        poll_past_2000_a_minute(world)
        for client in world.clients.values():
            client.close()
    for name, client in world.clients.items():
        if name == "browser":
            (folder / "browser.har").write_text(json.dumps(har))
        else:
            lines = "".join(json.dumps(line) + "\n" for line in client.log)
            (folder / f"{name}.jsonl").write_text(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYZER_SECRET", SECRET)
        lake = folder / "lake"
        command = [sys.executable, "-m", "analyzer", "ingest", str(folder), "--lake", str(lake)]
        ran = subprocess.run([*command, "--strict"], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        world.lake = lake
        yield world


def counted(world: World, query: str) -> Counter[tuple[Any, ...]]:
    """Rows of a query whose last column counts, as a Counter of the others."""
    return Counter({tuple(row.values())[:-1]: row["n"] for row in rows(world.lake, query)})


# The browser's HAR names no client.
CLIENT = "coalesce(client, 'browser') AS client"


def test_there_is_a_row_for_every_answer_that_a_client_saw(world: World) -> None:
    found = counted(
        world,
        f"SELECT vendor, {CLIENT}, protocol, nullif(status, 101), count(*) AS n FROM requests"
        " WHERE command IS DISTINCT FROM 'close' GROUP BY ALL",
    )
    assert found == Counter((it.vendor, it.client, it.protocol, it.status) for it in world.saw())


def test_there_is_a_failure_for_every_failure_that_a_client_saw(world: World) -> None:
    found = counted(
        world,
        f"SELECT vendor, {CLIENT}, protocol, code, count(*) AS n FROM failures"
        " WHERE command IS DISTINCT FROM 'close' GROUP BY ALL",
    )
    saw = [it for it in world.saw() if it.code]
    assert found == Counter((it.vendor, it.client, it.protocol, it.code) for it in saw)


def test_each_vendor_answered_each_key_as_often_with_each_code_as_the_views_say(
    world: World,
) -> None:
    hashed = KeyedHash(SECRET.encode())
    failures = counted(
        world,
        "SELECT vendor, protocol, key_id, code, count(*) AS n FROM failures"
        " WHERE command IS DISTINCT FROM 'close' AND error_type IS NULL GROUP BY ALL",
    )
    answered = [
        (name, it.protocol, hashed(it.key) if it.key else None, NAMES.get(it.code, it.code))
        for name, it in world.answered()
        if it.code
    ]
    # A vendor does not see a key that is sent in the wrong header, the log does.
    misplaced = hashed(world.keys["bot"])
    assert failures["55tech", "http", misplaced, "401"] == 1
    failures["55tech", "http", None, "401"] += failures.pop(("55tech", "http", misplaced, "401"))
    assert failures == Counter(answered)


def test_every_documented_code_was_met(world: World) -> None:
    met = {(name, it.code) for name, it in world.answered() if it.code}
    documented = rows(
        world.lake,
        "SELECT vendor, CASE kind WHEN 'message' THEN message ELSE code END AS code FROM codes"
        " WHERE vendor IN ('55tech', 'tickdb', 'zeromarkets') AND NOT success"
        " AND (kind IN ('code', 'message') OR (kind = 'status' AND vendor = '55tech'))",
    )
    asked = {(row["vendor"], row["code"]) for row in documented}
    assert len(asked) > 35
    assert asked - met == set()


def test_throttles_are_those_that_the_clients_saw_with_the_waits_they_kept(world: World) -> None:
    found = rows(
        world.lake,
        "SELECT client, count(*) AS throttled, count(*) FILTER (wait_source = 'header') AS told,"
        " bool_and(honoured) AS honoured FROM throttles GROUP BY ALL ORDER BY client",
    )
    saw = Counter(it.client for it in world.saw() if it.code in THROTTLES)
    assert {row["client"]: row["throttled"] for row in found} == saw
    assert saw.keys() == {"busy", "looper", "patient", "zm-looper"}
    by_client = {row["client"]: row for row in found}
    assert by_client["patient"]["honoured"] is True
    assert by_client["looper"]["honoured"] is False
    told = {client: row["told"] for client, row in by_client.items() if row["told"]}
    assert told == {client: saw[client] for client in ("patient", "zm-looper")}


def test_the_limit_of_2000_a_minute_is_reached_at_request_2001(world: World) -> None:
    seen = [it.code for it in world.clients["busy"].saw]
    assert (seen.count(None), seen.count("429")) == (2000, 100)
    assert [it.code for it in world.real.answered] == [None] * 2000 + ["429"] * 100
    (told,) = rows(
        world.lake,
        "SELECT sum(requests)::INT AS requests, max(peak_60s)::INT AS peak,"
        " sum(throttled)::INT AS throttled, any_value(quota) AS quota,"
        " any_value(quota_source) AS source, max(utilisation) AS utilisation"
        " FROM rate_limit_pressure WHERE vendor = '55tech'"
        f" AND subject = '{KeyedHash(SECRET.encode())(world.keys['busy'])}'",
    )
    assert told == {
        "requests": 2100, "peak": 2100, "throttled": 100, "quota": 2000, "source": "catalog",
        "utilisation": 1.05,
    }  # fmt: skip


def test_pressure_counts_the_throttled_of_each_vendor(world: World) -> None:
    # Zero Markets limits addresses and tokens, and its code says which of the two it was.
    found = counted(
        world,
        "SELECT vendor, scope, sum(throttled)::INT AS n FROM rate_limit_pressure"
        " WHERE throttled > 0 GROUP BY ALL",
    )
    codes = Counter(it.code for it in world.saw())
    assert found == {
        ("55tech", "key"): codes["429"],
        ("tickdb", "key"): codes["3001"],
        ("zeromarkets", "address"): codes["LIMIT_42901"],
        ("zeromarkets", "key"): codes["LIMIT_42902"],
    }
    assert all(found.values())


def test_each_refused_credential_has_its_cause(world: World) -> None:
    found = counted(
        world,
        "SELECT vendor, cause, count(*) AS n FROM auth_failures"
        " WHERE command IS DISTINCT FROM 'close' GROUP BY ALL",
    )
    assert found == world.causes


def test_what_became_of_each_half_done_cancel_is_told(world: World) -> None:
    found = rows(
        world.lake,
        "SELECT path, resolution, parts_failed FROM partial_failures ORDER BY ts",
    )
    told = {row["path"]: row["resolution"] for row in found[::-1]}
    assert told == world.resolutions
    partial = [it for _, it in world.answered() if it.path.endswith("cancel-all")]
    assert len(found) == sum(it.status == 502 for it in partial) == 7
    assert {row["parts_failed"] for row in found} == {1, 2}


def test_the_sixth_connection_of_a_key_is_one_too_many(world: World) -> None:
    hashed = KeyedHash(SECRET.encode())
    found = rows(
        world.lake,
        "SELECT vendor, subject, max(open_connections)::INT AS most, sum(refused)::INT AS refused,"
        " any_value(quota) AS quota FROM connection_pressure GROUP BY ALL",
    )
    told = {(row["vendor"], row["subject"]): row for row in found}
    for vendor, key, quota in (
        ("55tech", world.keys["sockets"], 5), ("tickdb", world.plans["sockets"], None),
    ):  # fmt: skip
        row = told[vendor, hashed(key)]
        assert (row["most"], row["refused"], row["quota"]) == (5, 1, quota)
    assert sum(row["refused"] for row in found) == 2


def test_traces_join_what_was_sent_under_one_id_to_several_vendors(world: World) -> None:
    sent: dict[str, list[Saw]] = {}
    for one in world.saw():
        if one.trace:
            sent.setdefault(one.trace, []).append(one)
    found = rows(world.lake, "SELECT trace_key, vendors, requests, failures, codes FROM traces")
    told = {row.pop("trace_key"): row for row in found}
    assert {trace: told[trace] for trace in sent} == {
        trace: {
            "vendors": sorted({it.vendor for it in seen}),
            "requests": len(seen),
            "failures": sum(it.code is not None for it in seen),
            "codes": sorted({it.code for it in seen if it.code}),
        }
        for trace, seen in sent.items()
    }
    # Failures of Zero Markets without a traceparent bring a trace of their own.
    assert all(UUID(trace) for trace in told)
    alone = [it for it in world.saw() if it.vendor == "zeromarkets" and it.code and not it.trace]
    assert len(told) == len(sent) + len(alone)


def test_every_line_and_every_element_is_a_request_or_is_skipped(world: World) -> None:
    found = rows(world.lake, "SELECT source, format, lines, requests, skipped FROM loads")
    for load in found:
        name = Path(load["source"]).stem
        client = world.clients[name]
        frames = [it for it in client.log if "direction" in it]
        data = [it for it in frames if it["direction"] == "sent" or "channel" in it["message"]
                or it["message"].get("cmd") == "ticker" or "type" in it["message"]]  # fmt: skip
        assert load["format"] == ("har" if name == "browser" else "canonical")
        assert load["lines"] == len(client.log)
        assert load["skipped"] == len(data)
        assert load["requests"] == load["lines"] - load["skipped"]
    assert len(found) == len(world.clients)
