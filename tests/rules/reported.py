"""What reports say that rules found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analyzer.report import Period
from tests.conftest import analyzer

Json = dict[str, Any]


CRY = ("new", "again", "still")
DAY_3 = Period(datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC))


def rules_file(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return path


def called(lake: Path, file: Path | str, *more: object, day: str = "2026-11-18") -> list[Json]:
    """What the rules of a file found, from the JSON report."""
    ran = analyzer(
        "report", "--lake", lake, "--date", day, "--rules", file, "--format", "json", *more
    )
    assert ran.status in (0, 1), ran.err
    (document,) = json.loads(ran.out)
    assert ran.status == any(found["state"] in CRY for found in document["rules"])
    return list(document["rules"])


def refusal(lake: Path, folder: Path, *arguments: object) -> str:
    """The one sentence by which a report is refused before anything is written."""
    out = folder / "report.md"
    ran = analyzer("report", "--lake", lake, *arguments, "--out", out)
    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert not out.exists()
    return ran.err


def states(found: list[Json]) -> dict[str, str]:
    return {f"{one['rule']} {one['where']}".strip(): one["state"] for one in found}
