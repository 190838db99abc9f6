"""The MCP tools: read-only queries over the current state of the lake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from json import loads as from_json
from pathlib import Path
from zipfile import ZipFile

import duckdb

from analyzer import queries, report
from analyzer.agents.answer import MOST_ROWS, ToolAnswer, coverage
from analyzer.agents.fence import as_json
from analyzer.catalog.catalog import Catalog, load
from analyzer.errors import QueryError
from analyzer.lake.lake import Lake
from analyzer.models import Model, models
from analyzer.questions import question, questions
from analyzer.report import bundle
from analyzer.rules.reading import SHIPPED
from analyzer.rules.reading import rules as read_rules
from analyzer.sandbox import query_subprocess
from analyzer.sandbox.sandbox import Limits, views_in
from analyzer.text.period import Period, period
from analyzer.text.vendor_names import check_vendors
from analyzer.warehouse.connection import FEW_FOR_ONE_QUERY, connect
from analyzer.warehouse.narrowed import RowFilter
from analyzer.warehouse.vendor_scope import views_of

SECONDS = 20
_ALL = RowFilter()
_ROWS = 50
_EXPLAINED = """\
SELECT vendor, kind, code, pattern, status, family, class, class_title, retryable, fault, cause,
    listed, meaning, remedy, docs_url
FROM codes
WHERE vendor = :vendor AND (code = :code OR regexp_matches(:code, pattern) AND kind = 'pattern')
ORDER BY code IS NULL"""
_MET = """\
SELECT count(*) AS failures, min(ts) AS first_seen, max(ts) AS last_seen,
    any_value(class) AS class, any_value(meaning) AS meaning, any_value(remedy) AS remedy,
    any_value(evidence) AS evidence
FROM failures WHERE vendor = :vendor AND code = :code"""


@dataclass(frozen=True)
class Tools:
    """What an agent may ask of a lake, in the language `lang`; every answer is text for it.

    A query is stopped after `seconds`.
    """

    lake: str
    vendors: Path | None
    lang: str
    seconds: float = SECONDS

    def questions(
        self,
        name: str | None = None,
        vendor: str | None = None,
        date: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> str:
        """Without a name, the twenty questions; with one, its answer.

        It is asked of the whole lake; or of one vendor, of a day, or from `since` to `until`.
        """
        if name is None:
            return as_json(
                [{"name": one.name, "question": one.wording[self.lang]}
                 for one in questions().values()]
            )  # fmt: skip
        return self.sql(question(name).sql, None, MOST_ROWS, vendor, date, since, until)

    def sql(
        self,
        query: str,
        parameters: dict[str, str] | None = None,
        rows: int = _ROWS,
        vendor: str | None = None,
        date: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> str:
        """One SELECT over the views, in DuckDB's SQL. `parameters` are the values of `:name`.

        With a vendor, a day (`date`), or `since` and `until`, the views have those rows alone. At
        most 200 rows. A query that takes too long, or 512 MB, is stopped.
        """
        most = max(1, min(rows, MOST_ROWS))
        if vendor is not None:
            self._check_vendor(vendor)
        part = RowFilter(self._period(date, since, until), vendor)
        frame = query_subprocess.ask(
            self.lake,
            self.vendors,
            self.lang,
            query,
            parameters or {},
            rows=most + 1,
            limits=Limits(self.seconds, "512MB"),
            part=part,
        )
        return self._answer(
            query,
            parameters or {},
            frame.head(most).to_dicts(),
            views_in(query) or (),
            is_cut=frame.height > most,
            part=part,
        )

    def describe(self, view: str | None = None) -> str:
        """Without a view, all of them; with one, its grain, columns, and what it cannot see."""
        if view is None:
            return as_json(
                [{"view": m.name, "about": m.about, "a row is": m.row, "layer": m.layer}
                 for m in models().values()]
            )  # fmt: skip
        model = _model(view)
        return as_json(
            {
                "view": model.name,
                "about": model.about,
                "a row is": model.row,
                "time": model.time,
                "columns": model.columns,
                "cannot see": model.limits,
            }
        )

    def findings(
        self, date: str | None = None, since: str | None = None, until: str | None = None
    ) -> str:
        """What needs a person, and what the rules found, in a period: a day, or since and until.

        By default the last day with data.
        """
        rules = read_rules((SHIPPED,))
        views = report.views(rule.condition for rule in rules)
        with self._views(views) as con:
            span = period(con, date=date, since=since, until=until, now=datetime.now(UTC))
            built = report.build(con, span, lang=self.lang, rules=rules)
            (document,) = from_json(report.render(built, "json", self.lang))
        rows = [
            *({"needs a person": item} for item in document["attention"]),
            *({"rule found": found} for found in document["rules"]),
            {"figures": document["figures"], "figures before": document["figures_before"]},
        ]
        return self._answer(
            "each finding has its own `sql`", {}, rows[:MOST_ROWS], views,
            is_cut=len(rows) > MOST_ROWS, part=RowFilter(span),
        )  # fmt: skip

    def trace(self, id: str) -> str:
        """Everything that shares a trace or request id, raw or without dashes, in order of time."""
        wanted = id.strip()
        with self._views(views_of(["trace"])) as con:
            found = queries.read(con, "trace", id=wanted)
        rows = found.head(MOST_ROWS).to_dicts()
        views, is_cut = views_of(["trace"]), found.height > MOST_ROWS
        return self._answer(queries.source("trace"), {"id": wanted}, rows, views, is_cut=is_cut)

    def bundle(self, id: str) -> str:
        """The redacted support bundle of a trace or request id, each file line by line."""
        with self._views(views_of(bundle.READS)) as con:
            zipped = bundle.build(con, id.strip(), self.lang)
        with ZipFile(BytesIO(zipped)) as files:
            rows: list[object] = [
                {"file": name, "line": line}
                for name in files.namelist()
                for line in files.read(name).decode("utf-8", "replace").splitlines()
            ]
        return self._answer(queries.source("trace"), {"id": id.strip()}, rows[:MOST_ROWS],
                            views_of(["trace"]), is_cut=len(rows) > MOST_ROWS)  # fmt: skip

    def explain_code(self, vendor: str, code: str) -> str:
        """What the catalog says of a vendor's error code, and how often the lake has met it."""
        self._check_vendor(vendor)
        span = {"vendor": vendor, "code": code}
        with self._views({"codes", "failures"}) as con:
            listed, met = (
                con.sql(sql.replace(":vendor", "$vendor").replace(":code", "$code"), params=span)
                .pl().to_dicts() for sql in (_EXPLAINED, _MET)
            )  # fmt: skip
        rows = [*({"catalog": row} for row in listed), *({"in the lake": row} for row in met)]
        return self._answer(f"{_EXPLAINED};\n{_MET}", span, rows, {"codes", "failures"})

    def head(self, view: str) -> str:
        """The first rows of a view."""
        return self.sql(f'FROM "{_model(view).name}"', rows=10)

    def catalog(self) -> str:
        """The vendors that the catalog knows."""
        listed = self._catalog().vendors.values()
        return as_json(
            [{"vendor": v.id, "title": v.title, "hosts": v.hosts, "docs_url": v.docs_url}
             for v in listed]
        )  # fmt: skip

    def _answer(
        self,
        sql: str,
        parameters: Mapping[str, object],
        rows: Sequence[object],
        views: Iterable[str],
        *,
        is_cut: bool = False,
        part: RowFilter = _ALL,
    ) -> str:
        lake = Lake(self.lake)
        names = [name for name in views if name in models()]
        return ToolAnswer(sql, parameters, rows, coverage(lake), names, is_cut, part).text()

    def _period(self, date: str | None, since: str | None, until: str | None) -> Period | None:
        if date is since is until is None:
            return None
        with self._views({"data_span"}) as con:
            return period(con, date=date, since=since, until=until, now=datetime.now(UTC))

    def _check_vendor(self, vendor: str) -> None:
        with self._views(views_of(["vendors_known"])) as con:
            check_vendors(con, [vendor], "vendor")

    def _catalog(self) -> Catalog:
        return load(self.vendors)

    def _views(self, names: set[str]) -> duckdb.DuckDBPyConnection:
        lake = Lake(self.lake)
        lake.require()
        return connect(
            lake, self._catalog(), self.lang, names=names, computed_up_to=FEW_FOR_ONE_QUERY
        )


def _model(view: str) -> Model:
    if view not in models():
        raise QueryError("no such view", where="view", todo="`describe` without a view lists them")
    return models()[view]
