"""Lines of named values: logfmt's `key=value key="quoted value"`, LTSV's `label:value`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from analyzer.mapping.aliases import Place, Plan, plan_of, unit_of_size
from analyzer.mapping.columns import exchange_select
from analyzer.mapping.plain_fields import PlainField, plain_fields
from analyzer.system.sql_literal import quoted

# What a logger, a router or a program's words put before the pairs: a time, the URL of a call.
_STAMP, _TARGET = "stamp before the pairs", "target before the pairs"
_TAG = "tag before the pairs"
_PLACES = ("request", "url", "path", "base", "after_base", "host")


@dataclass
class PairFields:
    """One source of such lines. `pattern` has two groups, name and value, and matches one pair.

    `value` is the SQL of a value {0} as it was meant; `verdict` that of a line that is broken;
    `stamp` a pattern for a time before the pairs, which is used where no pair has one, and `target`
    one for a URL before them, where none says whom was called; `tag` one for a request's id before
    them; `chosen` says where some names go;
    `last` is what an error may be that has no quotes and is the last of the pairs.
    """

    pattern: str
    verdict: str
    value: str = "{0}"
    stamp: str | None = None
    target: str | None = None
    tag: str | None = None
    last: str | None = None
    chosen: Mapping[str, Place] | None = None
    plan: Plan = field(default_factory=Plan)
    _names: dict[str, None] = field(default_factory=dict)
    _units: dict[str, str] = field(default_factory=dict)

    def select(self, con: duckdb.DuckDBPyConnection) -> str:
        """SQL from the lines of `input`, after a look at all of them for names not seen before."""
        pattern = quoted(self.pattern)
        found = con.execute(
            f"SELECT DISTINCT unnest(regexp_extract_all(line, {pattern}, 1)) AS name FROM input"
            " ORDER BY name"
        ).fetchall()
        pairs = (
            "(SELECT line, [pair.k FOR pair IN kp] AS k, [pair.p FOR pair IN kp] AS p FROM"
            f" (SELECT line, regexp_extract_all(line, {pattern}, ['k', 'p']) AS kp FROM input))"
        )
        self._names.update(dict.fromkeys(name for (name,) in found))
        self.plan = plan_of(self._names, self.chosen)
        for name in self.plan.guessed_units():
            ((middle,),) = con.execute(
                "SELECT median(try_cast(p[list_position(k, "
                f"{quoted(name)})] AS DOUBLE)) FROM {pairs}"
            ).fetchall()
            if middle is not None:
                self._units.setdefault(name, unit_of_size(middle))
            self.plan.units[name] = self._units.get(name, "ms")
        used = dict.fromkeys(name for slot in self.plan.slots for name in self.plan.fields(slot))
        columns = {name: f"f{number}" for number, name in enumerate(used)}
        found_at = "".join(f", {self._found(name)} AS {column}" for name, column in columns.items())
        meant = "".join(f", {self.value.format(column)} AS {column}" for column in columns.values())
        if self.stamp:
            columns[_STAMP] = "stamp"
            meant += f", regexp_extract(split_part(line, '=', 1), {quoted(self.stamp)}, 1) AS stamp"
            self.plan.slots.setdefault("ended", []).append((_STAMP, Place("ended", 1 << 16)))
        if self.tag:
            columns[_TAG] = "tag"
            meant += f", regexp_extract(split_part(line, '=', 1), {quoted(self.tag)}, 1) AS tag"
            self.plan.slots.setdefault("request_id", []).append(
                (_TAG, Place("request_id", 1 << 16))
            )
        if self.target:
            said = [columns[name] for slot in _PLACES for name in self.plan.fields(slot)]
            known = f"coalesce({', '.join(f'given({one})' for one in said)}) IS NOT NULL"
            meant += (
                f", CASE WHEN NOT coalesce({known if said else 'FALSE'}, FALSE) THEN"
                f" nullif(regexp_extract(line, {quoted(self.target)}, 1), '') END AS target"
            )
            columns[_TARGET] = "target"
            self.plan.slots.setdefault("url", []).append((_TARGET, Place("url", 1 << 16)))
        # Each step is a projection of the one before, so that nothing is computed twice.
        source = f"SELECT line, k{meant} FROM (SELECT line, k{found_at} FROM {pairs})"
        return exchange_select(source, columns, self.plan, verdict=self.verdict, shows_cuts=False)

    def _found(self, name: str) -> str:
        """SQL of a value as the line has it."""
        found = f"p[list_position(k, {quoted(name)})]"
        if not self.last or name not in self.plan.fields("error"):
            return found
        whole = rf"(?:^|\s){re.escape(name)}=({self.last})$"
        return f"coalesce(nullif(regexp_extract(line, {quoted(whole)}, 1), ''), {found})"

    def plain(self) -> Sequence[PlainField] | None:
        """What the fields seen so far say in plain lines; None where that is not clear."""
        return plain_fields(self.plan, {name: (name,) for name in self._names}, ())

    def unmapped(self) -> list[str]:
        """What fills no column, and what was guessed."""
        return self.plan.not_used()
