"""What the views find in the sample logs, whose story is told in tests/sample_story."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import rows
from tests.sample_story.reading import story


def moment(ts: datetime) -> datetime:
    return ts if ts.tzinfo else ts.replace(tzinfo=UTC)


def parsed(ts: str) -> datetime:
    return datetime.fromisoformat(ts)


def test_the_views_find_the_polling_loop_of_the_sample_logs_minute_by_minute(
    sample_lake: Path,
) -> None:
    loop = story()["polling_loop"]
    found = rows(
        sample_lake,
        f"""SELECT minute, requests, throttled, peak_60s FROM rate_limit_pressure
        WHERE vendor = '{loop["vendor"]}' AND quota = {loop["quota"]} AND subject = (
                SELECT mode(key_id) FROM throttles WHERE client = '{loop["client"]}')
            AND minute BETWEEN '2026-11-16 14:00Z' AND '2026-11-16 14:22Z'
        ORDER BY minute""",
    )
    assert [row | {"minute": parsed(row["minute"])} for row in found] == [
        told | {"minute": moment(told["minute"])} for told in loop["minutes"]
    ]


def test_the_views_find_who_of_the_sample_logs_kept_the_advised_waits(sample_lake: Path) -> None:
    found = rows(
        sample_lake,
        """SELECT vendor, client, code, count(*) AS throttled,
            count(*) FILTER (wait_source = 'header') AS told, count(*) FILTER (honoured) AS honoured
        FROM throttles GROUP BY ALL""",
    )
    by_caller = {(row["vendor"], row["client"], row["code"]): row for row in found}
    assert by_caller == {
        (it["vendor"], it["client"], it["code"]): it for it in story()["throttles"]
    }


def test_the_views_find_the_keys_of_the_sample_logs_that_stopped_working(sample_lake: Path) -> None:
    dead = rows(sample_lake, "SELECT * FROM key_health WHERE state = 'dead' ORDER BY dead_since")
    for row, told in zip(dead, story()["key_stops"], strict=True):
        uses = told["clients"]
        assert row["vendor"] == told["vendor"]
        assert row["clients_since"] == sorted(use["client"] for use in uses)
        assert parsed(row["last_success"]) == moment(max(use["last_success"] for use in uses))
        assert parsed(row["last_refused"]) == moment(max(use["last_refused"] for use in uses))
        # WebSocket refusals may come before the first over HTTP.
        first_refused = moment(min(use["first_refused"] for use in uses))
        assert moment(told["stopped"]) <= parsed(row["dead_since"]) <= first_refused
        assert row["other_keys"]


def test_the_views_find_what_became_of_each_partial_cancel_of_the_sample_logs(
    sample_lake: Path,
) -> None:
    found = rows(
        sample_lake,
        """SELECT min(ts) AS first, any_value(client) AS client, method || ' ' || path AS operation,
            min_by(resolution, ts) AS resolution, min_by(resolved_after_s, ts) AS after_s
        FROM partial_failures GROUP BY vendor, method, path, key_id ORDER BY first""",
    )
    told = story()["operations"]
    assert [(it["operation"], it["client"] or "", it["resolution"]) for it in found] == [
        (it["operation"], it["client"], it["resolution"]) for it in told
    ]
    assert [it["after_s"] for it in found if it["after_s"]] == [
        it["after_s"][-1] for it in told if it["resolution"] in {"succeeded", "gone", "conflict"}
    ]


def test_the_views_find_the_sixth_connection_of_the_sample_logs(sample_lake: Path) -> None:
    told = story()["sixth_connection"]
    refused = rows(sample_lake, "SELECT * FROM connection_pressure WHERE refused > 0")
    by_vendor = [row for row in refused if row["vendor"] == told["vendor"]]
    assert [(row["open_connections"], row["quota"], row["refused"]) for row in by_vendor] == [
        (told["quota"], told["quota"], len(told["refused"]))
    ]


def test_the_views_find_the_traces_of_the_sample_logs_that_cross_vendors(sample_lake: Path) -> None:
    found = rows(sample_lake, "SELECT * FROM traces WHERE requests > 1 ORDER BY first_ts")
    assert [
        row | {"first_ts": parsed(row["first_ts"]), "last_ts": parsed(row["last_ts"])}
        for row in found
    ] == [
        {name: value for name, value in told.items() if name not in {"first", "last"}}
        | {"first_ts": moment(told["first"]), "last_ts": moment(told["last"])}
        for told in story()["traces"]
    ]


def test_the_views_find_the_used_up_quota_and_the_outage_of_the_sample_logs(
    sample_lake: Path,
) -> None:
    quota, outage = story()["quota_exhausted"], story()["outage"]
    (row,) = rows(sample_lake, "SELECT * FROM quota_exhaustions")
    assert parsed(row["exhausted_at"]) == moment(quota["first"])
    assert parsed(row["last_refused"]) == moment(quota["last"])
    assert row["refused"] == sum(quota["failures"].values())
    assert row["clients"] == sorted(quota["failures"])
    assert (row["period"], row["exhausted_again_day"]) == ("monthly", 18)
    incidents = rows(
        sample_lake,
        f"""SELECT * FROM incidents WHERE vendor = '{outage["vendor"]}' AND fault = 'vendor'
            AND failures > 10 ORDER BY since""",
    )
    assert parsed(incidents[0]["since"]) == moment(outage["first"])
    assert {row["class"] for row in incidents} == {"unavailable", "server_error"}
    assert [row["succeeded"] for row in incidents] == [0, 0]
    assert incidents[0]["clients"] == sorted(outage["failures"])
