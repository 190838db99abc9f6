"""Lines of named values: logfmt's `key=value key="quoted value"`, LTSV's `label:value`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from analyzer.mapping.aliases import Place, Plan, plan_of
from analyzer.mapping.columns import exchange_select

# The time that a logger or a router put before the pairs.
_STAMP = "stamp before the pairs"


@dataclass
class PairFields:
    """One source of such lines. `pattern` has two groups, name and value, and matches one pair.

    `value` is the SQL of a value {0} as it was meant; `verdict` that of a line that is broken;
    `stamp` a pattern for a time before the pairs, which is used where no pair has one; `chosen`
    says where some names go.
    """

    pattern: str
    verdict: str
    value: str = "{0}"
    stamp: str | None = None
    chosen: Mapping[str, Place] | None = None
    plan: Plan = field(default_factory=Plan)
    _names: dict[str, None] = field(default_factory=dict)

    def select(self, con: duckdb.DuckDBPyConnection) -> str:
        """SQL from the lines of `input`, after a look at all of them for names not seen before."""
        pattern = "'" + self.pattern.replace("'", "''") + "'"
        found = con.execute(
            f"SELECT DISTINCT unnest(regexp_extract_all(line, {pattern}, 1)) FROM input"
        ).fetchall()
        self._names.update(dict.fromkeys(name for (name,) in found))
        self.plan = plan_of(self._names, self.chosen)
        values = {
            name: self.value.format(f"p[list_position(k, '{name.replace(chr(39), chr(39) * 2)}')]")
            for slot in self.plan.slots
            for name in self.plan.fields(slot)
        }
        source = (
            f"SELECT line, regexp_extract_all(line, {pattern}, 1) AS k,"
            f" regexp_extract_all(line, {pattern}, 2) AS p FROM input"
        )
        if self.stamp:
            stamp = self.stamp.replace("'", "''")
            values[_STAMP] = f"regexp_extract(line, '{stamp}', 1)"
            self.plan.slots.setdefault("ended", []).append((_STAMP, Place("ended", 1 << 16)))
        return exchange_select(source, values, self.plan, verdict=self.verdict, shows_cuts=False)

    def unmapped(self) -> list[str]:
        """What fills no column, and what was guessed."""
        return self.plan.not_used()
