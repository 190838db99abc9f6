"""Runs the samples of vendor files through ingest and views: each must classify as it declares."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from analyzer.catalog.catalog import Catalog
from analyzer.catalog.vendor import VendorSample
from analyzer.ingest.session import Options, ingest
from analyzer.ingest.sources.finding import find
from analyzer.lake.lake import Lake
from analyzer.system.strict_toml import TomlKey
from analyzer.warehouse.connection import VERY_FEW_REQUESTS, connect

# A failure's columns where there is one, else the request's outcome alone.
_CLASSIFIED = """
SELECT requests.client AS sample, requests.outcome, failures.code, failures.family, failures.class,
    failures.retryable, failures.fault, failures.cause, failures.evidence, failures.listed,
    failures.message, failures.retry_after_s, requests.request_id
FROM requests LEFT JOIN failures USING (client)
"""

Row = Mapping[str, object]


@dataclass(frozen=True)
class Problem:
    """A sample that does not classify as declared; `str(problem)` says where and how."""

    where: TomlKey
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def samples_in(catalog: Catalog, place: Path | None = None) -> list[VendorSample]:
    """The samples of all vendors, or of those that a file, or the files of a folder, describe."""
    found = [sample for vendor in catalog.vendors.values() for sample in vendor.samples]
    if place is None:
        return found
    return [one for one in found if place in (file := Path(one.where.file), *file.parents)]


def check(catalog: Catalog, samples: list[VendorSample]) -> list[Problem]:
    """Run samples of vendors through ingest and the views; an empty list is good."""
    rows = {str(row["sample"]): row for row in _classified(catalog, samples)} if samples else {}
    return [problem for sample in samples for problem in _problems(sample, rows.get(sample.id))]


def _classified(catalog: Catalog, samples: list[VendorSample]) -> list[Row]:
    with TemporaryDirectory() as folder:
        log = Path(folder) / "samples.jsonl"
        log.write_text("".join(json.dumps(sample.exchange()) + "\n" for sample in samples), "utf-8")
        lake = Lake(Path(folder) / "lake")
        now = datetime(2026, 1, 1, tzinfo=UTC)  # noted in the lake, which nobody keeps
        options = Options(format="canonical")
        list(ingest(lake, find([str(log)]), catalog, options, now=now, with_views=False))
        views = ["requests", "failures"]
        with connect(lake, catalog, names=views, computed_up_to=VERY_FEW_REQUESTS) as con:
            rows: list[Row] = con.sql(_CLASSIFIED).pl().to_dicts()
            return rows


def _problems(sample: VendorSample, row: Row | None) -> Iterator[Problem]:
    if row is None:
        yield Problem(sample.where, f'"{sample.about}" is no answer that ingest can read')
        return
    for key, expected in sample.expect.items():
        if row[key] != expected:
            what = f'"{sample.about}" has {key} {_text(row[key])}, declared is {_text(expected)}'
            yield Problem(sample.where / "expect" / key, what)


def _text(value: object) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=False)
