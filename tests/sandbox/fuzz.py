"""Queries made at random from DuckDB's own list of functions, asked as the dashboard asks.

Run as a program: `python -m tests.sandbox.fuzz LAKE SEED COUNT` asks COUNT queries of a lake in
this process, which can write no file, and prints as JSON what became of them. The query that is
being asked stands in standard error, for who finds this process dead.
"""

# ruff: noqa: E501
from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from analyzer.catalog import catalog
from analyzer.errors import QueryError
from analyzer.lake.lake import Lake
from analyzer.sandbox import sandbox
from analyzer.warehouse import connection

VALUES = [
    "NULL", "0", "-1", "1", "17", "2147483648", "9223372036854775807", "1e308", "'nan'::DOUBLE",
    "'infinity'::DOUBLE", "0.1::DECIMAL(38, 37)", "170141183460469231731687303715884105727", "true",
    "''", "'a'", "'ä🦆'", "'%Y-%m-%d %Z'", "'(a|b)*'", "'('", "'/etc/passwd'", "'{secret}'", "'year'",
    "'../../etc/passwd'", "'http://127.0.0.1:9/x'", "'{{\"a\": [1, null]}}'", "'$.a[*]'", "'\\uD800'",
    "'\\xC3\\x28'::BLOB", "''::BLOB", "'101'::BIT", "DATE '2026-11-18'", "'infinity'::TIMESTAMP",
    "'290000-01-01'::TIMESTAMP", "TIMESTAMPTZ '2026-11-18 00:00:00+00'", "TIME '24:00:00'",
    "INTERVAL '178956970 years'", "INTERVAL 1 DAY", "[]", "[1, 2, NULL]", "['a', 'ä']", "[[1]]",
    "{{'a': 1, 'b': NULL}}", "MAP {{1: 'a'}}", "union_value(a := 1)", "repeat('x', 100000)",
    "'00000000-0000-0000-0000-000000000000'::UUID", "chr(0)", "n", "path", "ts", "status", "body",
    "(lambda x: x)", "x", "*",
]  # fmt: skip
FORMS = [
    "SELECT {call} FROM (SELECT *, 1 AS n FROM requests LIMIT 3)",
    "SELECT {call}",
    "SELECT {call} OVER (ORDER BY n) FROM range(3) r(n)",
    "FROM {call}",
    "SELECT [{call}], {{'a': {call}}}",
    "SELECT try({call})::VARCHAR",
    "SELECT {call}::BLOB::VARCHAR",
    "WITH x AS (FROM {call}) FROM x, x AS y LIMIT 3",
    "EXPLAIN SELECT {call}",
]  # fmt: skip
SECONDS, MEMORY, LONGEST_S = 1, "256MB", 30


def query(random: Random, functions: list[tuple[str, int]], secret: str) -> str:
    """One query, most of them with as many arguments as its function takes."""

    def call(depth: int) -> str:
        name, count = random.choice(functions)
        count = count if random.random() < 0.8 else random.randrange(5)
        given = [
            call(depth - 1) if depth and random.random() < 0.2 else random.choice(VALUES)
            for _ in range(count)
        ]
        return f'"{name}"({", ".join(given)})'

    text = random.choice(FORMS).format(call=call(2))
    return text.replace("{secret}", secret).replace("{{", "{").replace("}}", "}")


def functions_of(con: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Each function of DuckDB, with how many parameters it takes."""
    found = con.execute(
        "SELECT DISTINCT function_name, len(parameters) FROM duckdb_functions()"
        " WHERE internal AND function_type <> 'pragma' AND regexp_matches(function_name, '^[a-z_]')"
        " ORDER BY ALL"
    ).fetchall()
    return [(str(name), int(count)) for name, count in found]


def run(lake: Path, seed: int, count: int) -> dict[str, Any]:
    """What became of so many queries: kinds of outcomes, and whatever no query should do."""
    random, secret = Random(seed), (lake / "secret").read_text()
    outcomes: Counter[str] = Counter()
    wrong: list[tuple[str, str]] = []
    longest = 0.0
    with connection.connect(Lake(lake), catalog.load(None)) as con:
        functions = functions_of(con)
        sandbox.lock(con, sandbox.Limits(SECONDS, MEMORY))
        for _ in range(count):
            asked = query(random, functions, str(lake / "secret"))
            print(asked, file=sys.stderr, flush=True)
            began = time.monotonic()
            try:
                answer = str(sandbox.read(con, asked, rows=10).to_dicts())
                outcomes["answered"] += 1
            except QueryError as error:
                answer = str(error)
                outcomes["refused"] += 1
            except Exception as error:
                answer = ""
                wrong.append((asked, f"{type(error).__name__}: {error}"))
            took = time.monotonic() - began
            longest = max(longest, took)
            if secret in answer or "root:x:" in answer:
                wrong.append((asked, "gives a file away"))
            if took > LONGEST_S:
                wrong.append((asked, f"takes {took:.0f} s"))
    most_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {"longest_s": round(longest, 1), "most_mib": most_kib >> 10, "wrong": wrong}
    return {**outcomes, **told}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
