"""Reports made for tests, and what is looked up in them."""

from __future__ import annotations

import html
import json
import re
import shlex
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema

from analyzer import report
from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.warehouse import connection
from tests.sample_story import team

Json = dict[str, Any]
CREDENTIALS = [
    value
    for name, value in vars(team).items()
    if name.endswith(("_KEY", "_TOKEN", "_PASSWORD")) and isinstance(value, str)
]
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
VOID = {"meta", "br", "link", "img", "input", "hr"}


def loaded(document: str) -> Json:
    (found,) = json.loads(document)
    return dict(found)


def forms(lake: Path, lang: str = "en", **asked: str) -> dict[str, str]:
    """The report in every form, read once, from the views that the command opens for it."""
    con = connection.connect(
        Lake(lake),
        catalog.load(),
        lang,
        names=report.views(),
        computed_up_to=connection.FEW_REQUESTS,
    )
    built = report.build(con, report.period(con, now=NOW, **asked), lang=lang)
    return {form: report.render(built, form, lang) for form in report.FORMS}


def valid(document: Json, schema: Json) -> None:
    jsonschema.Draft202012Validator(schema).validate([document])


def items(document: Json, kind: str, vendor: str | None = None) -> list[Json]:
    found = [item for item in document["attention"] if item["kind"] == kind]
    return [item for item in found if vendor is None or item["vendor"] == vendor]


def said(item: Json) -> str:
    return "\n".join([item["title"], *item["evidence"], item["remedy"] or ""])


class Tags(HTMLParser):
    """Every start tag with its attributes; raises where tags do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(shown: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(shown)
    parser.close()
    assert parser.open == []
    return parser.found


def sql_lines(page: str) -> list[str]:
    """Every line of SQL that a page shows."""
    shown = re.findall(r'<pre class="sql"><code>(.*?)</code></pre>', page, re.DOTALL)
    return [shlex.split(html.unescape(command))[2] for command in shown]
