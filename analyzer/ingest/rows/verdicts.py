"""Counts each line as request, rejected or skipped, and records why and an excerpt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import islice

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer import schema
from analyzer.formats import ASIDE, NO_REQUEST, Format
from analyzer.ingest.rows.counts import SILENT, Counts
from analyzer.ingest.sql.relations import Relations, Statements
from analyzer.system.sql_literal import quoted

REJECTED = schema.staged(schema.REJECTS)
# A line that is no JSON is a row of NULLs to a format, which takes it for something that is no
# request: only then is it looked at again.
OF_JSON = """CASE
    WHEN NOT json_valid(line) THEN 'reject: not valid JSON'
    WHEN json_type(line) <> 'OBJECT' THEN 'reject: not a JSON object'
    ELSE verdict END"""
# What a line has that shows a request.
_REQUEST = (
    r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE|QUERY)\b|HTTP/|://"
    r"|\[\d\d/[A-Z][a-z]{2}/\d{4}:|\bstatus\b|\{\"|\" (?:[1-5]\d\d|-) "
)
_NO_MESSAGE = f"""CASE WHEN (%s) LIKE 'reject: %%' AND NOT regexp_matches(line, {quoted(_REQUEST)})
    THEN 'skip: another message' ELSE %s END"""
# What somebody wrote beside the lines of a log, as the files of test suites have it.
_NO_COMMENT = r"""CASE WHEN (%s) LIKE 'reject: %%' AND regexp_matches(line, '^#+(?:\s|$)')
    THEN 'skip: comment' ELSE %s END"""
# Lines that are no requests, with what to keep of those that could not be read.
_JUDGED = """SELECT number, n, verdict,
    CASE WHEN verdict LIKE 'reject: %' THEN WRITTEN[:2000] END AS written
FROM (SELECT * REPLACE (VERDICT AS verdict) FROM unclear)
WHERE verdict IS NOT NULL"""
# Some of them, distinguished by their form: those first that speak of a call and of a failure.
# What a line holds, such as spans, has its number.
_EXAMPLES = """SELECT number, verdict, list(line[:2000] ORDER BY n, line) AS examples
FROM (SELECT * FROM (
        SELECT * FROM (SELECT * REPLACE (VERDICT AS verdict, WRITTEN AS line) FROM unclear)
        WHERE verdict IS NOT NULL
        QUALIFY row_number()
            OVER (PARTITION BY number, verdict, shape_of(line) ORDER BY n, line) = 1)
    QUALIFY row_number() OVER (PARTITION BY number, verdict
        ORDER BY tells_of_call(line) + tells_of_failure(line) DESC, n, line) <= 3)
GROUP BY number, verdict"""
# Beginnings of lines, of which only those that may hold a secret are examined: to begin with all of
# its patterns takes longer than to read some hundred lines.
_EXCERPTS = """SELECT excerpt_of(text) AS excerpt,
    is_suspicious(text) OR is_encoded(text) AS is_unsafe
FROM excerpts"""
_ASIDE = rf"\s?{ASIDE}.*"
_REDACTED = "SELECT redact_excerpt(text) AS excerpt FROM excerpts"
_UNCLEAR = pa.schema(
    [("number", pa.int32()), ("n", pa.int64()), ("line", pa.string()), ("verdict", pa.string())]
)

_TEXTS = pa.schema([("text", pa.string())])


class Verdicts:
    """Counts what became of the lines of some sources."""

    def __init__(
        self,
        relations: Relations,
        statements: Statements,
        counts: Mapping[int, Counts],
        form: Format,
    ) -> None:
        """`counts` of the sources, by their numbers, all of one format."""
        self._relations, self._statements = relations, statements
        self._counts = counts
        verdict = OF_JSON if form.fields else "verdict"
        if form.among_messages:
            verdict = _NO_MESSAGE % (verdict, verdict)
        self._terms = {
            # Objects have no comments beside them: a line that is none is broken.
            "VERDICT": verdict if form.fields else _NO_COMMENT % (verdict, verdict),
            "WRITTEN": "as_written(line)" if form.assemble else "line",
        }

    def count(self, lines: pa.Table, judged: pa.Table, rows: pa.Table) -> list[pa.Table]:
        """Count lines (n, line, number), blank ones too, by their rows; gives the rejects.

        `judged` are those that their format has a verdict on, with it.
        """
        tallies = _tallied(rows)
        unsure = [one for one, verdicts in tallies.items() if any(map(_is_unsure, verdicts))]
        rejects = []
        if unsure:
            found = self._ask(_JUDGED, judged, unsure)
            rejects.append(self._rejects_of(found))
            again = _tallied(found)
            for number in unsure:
                sure = {v: n for v, n in tallies[number].items() if v and not _is_unsure(v)}
                tallies[number] = {"": tallies[number].get("", 0), **sure, **again.get(number, {})}
        numbers, sizes = np.unique(pl.Series(lines["number"]).to_numpy(), return_counts=True)
        for number, size in zip(numbers.tolist(), sizes.tolist(), strict=True):
            self._count(self._counts[number], size, tallies.get(number, {}))
        if wanting := [one for one, verdicts in tallies.items() if self._lacks(one, verdicts)]:
            self._note_examples(judged, wanting)
        return rejects

    def _count(self, counts: Counts, lines: int, tallies: Mapping[str, int]) -> None:
        counts.requests += tallies.get("", 0)
        # What has no row and no verdict was blank.
        counts.skip("blank line", lines - sum(tallies.values()))
        for verdict, count in tallies.items():
            if verdict:
                kind, reason = verdict.split(": ", 1)
                (counts.skip if kind == "skip" else counts.reject)(reason, count)

    def _lacks(self, number: int, verdicts: Collection[str]) -> bool:
        """Whether a source has no examples yet of lines with such verdicts."""
        reasons = set(map(_reason, filter(None, verdicts))) - SILENT
        return not self._counts[number].examples.keys() >= reasons

    def _note_examples(self, judged: pa.Table, numbers: Collection[int]) -> None:
        """Keep some of the lines of each verdict; of the first that have any."""
        found = self._ask(_EXAMPLES, judged, numbers)
        excerpts = iter(self._redacted(pc.list_flatten(found["examples"])).to_pylist())
        for one in found.to_pylist():
            examples = self._counts[one["number"]].examples
            told = tuple(islice(excerpts, len(one["examples"])))
            examples.setdefault(_reason(one["verdict"]), told)

    def _rejects_of(self, judged: pa.Table) -> pa.Table:
        found = judged.filter(pc.starts_with(judged["verdict"], "reject: "))
        reasons = pc.utf8_slice_codeunits(found["verdict"], len("reject: "))
        return _staged(found["n"], reasons, self._redacted(found["written"]), found["number"])

    def _redacted(self, texts: pa.ChunkedArray) -> pa.ChunkedArray:
        """What is kept of beginnings of lines, in their order."""
        texts = pc.replace_substring_regex(texts, _ASIDE, "")
        self._relations.hold("excerpts", pa.table({"text": texts}).cast(_TEXTS))
        found = self._statements.run(_EXCERPTS)
        if not pc.any(found["is_unsafe"]).as_py():
            return found["excerpt"]
        unsafe = pa.table({"text": texts}).cast(_TEXTS).filter(found["is_unsafe"])
        self._relations.hold("excerpts", unsafe)
        redacted = self._statements.run(_REDACTED)["excerpt"]
        return pc.replace_with_mask(
            found["excerpt"].combine_chunks(),
            found["is_unsafe"].combine_chunks(),
            redacted.combine_chunks(),
        )

    def _ask(self, sql: str, judged: pa.Table, numbers: Collection[int]) -> pa.Table:
        """What a statement says of the lines of some sources that are no requests."""
        self._relations.hold("unclear", _of(judged, numbers).select(_UNCLEAR.names).cast(_UNCLEAR))
        for term, meant in self._terms.items():
            sql = sql.replace(term, meant)
        return self._statements.run(sql, in_order=False)


def _staged(lines: pa.Array, reasons: pa.Array, excerpts: pa.Array, numbers: pa.Array) -> pa.Table:
    """Rejects as they are staged."""
    columns = dict(zip(REJECTED.names, (lines, reasons, excerpts, numbers), strict=True))
    return pa.table(columns).cast(REJECTED)


def with_verdict(lines: pa.Table, found: pa.Table) -> pa.Table:
    """The lines that a format has a verdict on; it may tell of more than there are lines."""
    verdicts = found["verdict"].slice(0, len(lines))
    judged = lines.slice(0, len(verdicts)).append_column("verdict", verdicts)
    return judged.filter(pc.is_valid(verdicts))


def rejected_line(
    con: duckdb.DuckDBPyConnection, line: int, reason: str, beginning: str, number: int
) -> pa.Table:
    """One reject, as it is staged, of which no more than the beginning is at hand."""
    found = con.sql(
        "SELECT $1::BIGINT AS line, $2 AS reason, redact_excerpt($3) AS excerpt, $4 AS number",
        params=[line, reason, beginning, number],
    ).to_arrow_table()
    return _staged(*(found[name] for name in found.column_names))


def _of(lines: pa.Table, numbers: Collection[int]) -> pa.Table:
    """Those of some sources."""
    wanted = pl.Series(list(numbers), dtype=pl.Int32).to_arrow()
    return lines.filter(pc.is_in(lines["number"], wanted))


def _tallied(rows: pa.Table) -> dict[int, dict[str, int]]:
    """By source, how often each verdict comes; that on a request is empty."""
    found = (
        pl.DataFrame(rows.select(["number", "verdict"]))
        .group_by("number", pl.col("verdict").fill_null(""))
        .len()
    )
    tallies: dict[int, dict[str, int]] = defaultdict(dict)
    for number, verdict, count in found.sort("number", "verdict").iter_rows():
        tallies[number][verdict] = count
    return dict(tallies)


def _is_unsure(verdict: str) -> bool:
    return verdict == NO_REQUEST or verdict.startswith("reject")


def _reason(verdict: str) -> str:
    return verdict.split(": ", 1)[-1]
