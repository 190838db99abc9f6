"""Queries made at random from DuckDB's own list of functions."""

# ruff: noqa: E501
from __future__ import annotations

from dataclasses import dataclass
from random import Random

import duckdb

VALUES = [
    "NULL", "0", "-1", "1", "17", "2147483648", "9223372036854775807", "1e308", "'nan'::DOUBLE",
    "'infinity'::DOUBLE", "0.1::DECIMAL(38, 37)", "170141183460469231731687303715884105727", "true",
    "''", "'a'", "'ä🦆'", "'%Y-%m-%d %Z'", "'(a|b)*'", "'('", "'/etc/passwd'", "'year'", "'*'",
    "'../../etc/passwd'", "'/proc/self/environ'", "'{\"a\": [1, null]}'", "'$.a[*]'", "'\\uD800'",
    "'\\xC3\\x28'::BLOB", "''::BLOB", "'101'::BIT", "DATE '2026-11-18'", "'infinity'::TIMESTAMP",
    "'290000-01-01'::TIMESTAMP", "TIMESTAMPTZ '2026-11-18 00:00:00+00'", "TIME '24:00:00'",
    "INTERVAL '178956970 years'", "INTERVAL 1 DAY", "[]", "[1, 2, NULL]", "['a', 'ä']", "[[1]]",
    "{'a': 1, 'b': NULL}", "MAP {1: 'a'}", "union_value(a := 1)", "repeat('x', 100000)",
    "'00000000-0000-0000-0000-000000000000'::UUID", "chr(0)", "n", "path", "ts", "status", "body",
    "(lambda x: x)", "x", "*", "'requests'", "'failures'", "'memory'", "'threads'", "'Europe/../x'",
]  # fmt: skip
FORMS = [
    "SELECT CALL FROM (SELECT *, 1 AS n FROM requests LIMIT 3)",
    "SELECT CALL",
    "SELECT CALL OVER (ORDER BY n) FROM range(3) r(n)",
    "FROM CALL",
    "SELECT [CALL], {'a': CALL}",
    "SELECT try(CALL)::VARCHAR",
    "SELECT CALL::BLOB::VARCHAR",
    "SELECT try_cast(CALL AS JSON), try_cast(CALL AS TIMESTAMPTZ)",
    "SELECT count(*) FROM failures WHERE (CALL) IS NOT NULL GROUP BY ALL ORDER BY ALL",
    "WITH x AS (FROM CALL) FROM x, x AS y LIMIT 3",
    "WITH RECURSIVE r AS (SELECT CALL AS v UNION ALL SELECT v FROM r) FROM r",
    "EXPLAIN SELECT CALL",
    "EXPLAIN ANALYZE SELECT CALL",
]
# Values that a parameter of such a type takes; any for every other type.
FITTING = {
    "VARCHAR": ["''", "'a'", "'ä🦆'", "'year'", "'%Y'", "'(a|b)*'", "path", "body", "repeat('x', 99999)"],
    "BLOB": ["'\\xC3\\x28'::BLOB", "''::BLOB", "encode(path)"],
    "BIT": ["'101'::BIT", "bitstring('1', 9)"],
    "BOOLEAN": ["true", "false", "status = 429"],
    "INTERVAL": ["INTERVAL 1 DAY", "INTERVAL '178956970 years'", "INTERVAL 0 DAYS"],
    "DATE": ["DATE '2026-11-18'", "'infinity'::DATE", "ts::DATE"],
    "TIME": ["TIME '24:00:00'", "ts::TIME"],
    "JSON": ["'{\"a\": [1, null]}'::JSON", "'[]'::JSON", "body"],
    "TIMESTAMP": ["'infinity'::TIMESTAMP", "'290000-01-01'::TIMESTAMP", "TIMESTAMP '2026-11-18'"],
    "TIMESTAMP WITH TIME ZONE": ["ts", "TIMESTAMPTZ '2026-11-18 00:00:00+00'"],
    "DOUBLE": ["1e308", "'nan'::DOUBLE", "0.5", "-1.5", "duration_ms"],
    "BIGINT": ["0", "-1", "3", "9223372036854775807", "n", "status"],
    "LIST": ["[]", "[1, 2, NULL]", "['a', 'ä']", "[[1]]", "range(9)"],
    "MAP": ["MAP {1: 'a'}", "MAP {}"],
    "LAMBDA": ["lambda x: x", "lambda x, y: x", "lambda x: x IS NULL"],
}  # fmt: skip
_NUMBERS = ("INT", "DECIMAL", "FLOAT")
_DEPTH = 2


@dataclass(frozen=True)
class Function:
    """A function, and the types of the parameters of one of its overloads."""

    name: str
    types: tuple[str, ...]


def functions_of(con: duckdb.DuckDBPyConnection) -> list[list[Function]]:
    """Every function that comes with DuckDB: a list of its overloads."""
    found = con.execute(
        "SELECT function_name, list(DISTINCT parameter_types) FROM duckdb_functions()"
        " WHERE internal AND regexp_matches(function_name, '^[a-z_]') GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [
        [Function(str(name), tuple(map(str, types))) for types in sorted(overloads, key=str)]
        for name, overloads in found
    ]


def _fitting(kind: str) -> list[str]:
    if kind.endswith("[]") or kind.startswith("ARRAY"):
        return FITTING["LIST"]
    if kind.startswith("MAP"):
        return FITTING["MAP"]
    if any(part in kind for part in _NUMBERS):
        return FITTING["BIGINT"]
    return FITTING.get(kind, [])


class Queries:
    """Queries of which each name of a function comes up about as often as any other.

    `outside` are texts that lead out of the lake: paths and addresses.
    """

    def __init__(self, functions: list[list[Function]], outside: list[str], seed: int) -> None:
        self._functions, self._random = functions, Random(seed)
        self._outside = [f"'{text}'" for text in outside]

    def one(self) -> str:
        """The next query; equal for equal seeds."""
        form = self._random.choice(FORMS)
        return form.replace("CALL", self._call(_DEPTH))

    def _call(self, depth: int) -> str:
        function = self._random.choice(self._random.choice(self._functions))
        types = function.types
        if self._random.random() < 0.1:
            types = ("ANY",) * self._random.randrange(5)
        given = ", ".join(self._argument(kind, depth) for kind in types)
        return f'"{function.name}"({given})'

    def _argument(self, kind: str, depth: int) -> str:
        chance = self._random.random()
        if depth and chance < 0.1:
            return self._call(depth - 1)
        if kind == "VARCHAR" and chance < 0.3:
            return self._random.choice(self._outside)
        values = _fitting(kind) if chance < 0.9 else []
        return self._random.choice(values or VALUES)
