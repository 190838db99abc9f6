"""DuckDB as every part of the program opens it."""

from __future__ import annotations

from analyzer.system.database import open_memory


def test_events_are_joined_in_the_order_of_time_however_few_are_expected() -> None:
    with open_memory() as con:
        con.execute("CREATE TABLE events AS SELECT range AS ts, range % 3 AS who FROM range(1000)")
        [(_, plan)] = con.execute(
            "EXPLAIN SELECT count(earlier.ts) FROM (FROM events WHERE ts = 7) AS one"
            " ASOF LEFT JOIN events AS earlier ON one.who = earlier.who AND one.ts > earlier.ts"
        ).fetchall()
    assert "Asof Join" in plan
    assert "Nested Loop" not in plan
