"""What the pages say: phrases, translations, no SQL, nothing that spreadsheets would run."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
from parts.spreadsheets import for_spreadsheets
from parts.words import plain

from analyzer.system.languages import LANGUAGES
from analyzer.text import phrases
from analyzer.text.reject_reasons import reject_reason
from tests.conftest import ROOT, rows
from tests.dashboards.conftest import DASHBOARDS, PAGES


def test_pages_hold_neither_sql_nor_wording() -> None:
    for page in PAGES:
        tree = ast.parse((DASHBOARDS / "screens" / f"{page}.py").read_text("utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
        }
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ]
        wordy = [text for text in texts if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)]
        assert wordy == [], page


def test_every_phrase_that_the_dashboard_names_exists_and_every_one_is_named() -> None:
    sources = "\n".join(file.read_text("utf-8") for file in DASHBOARDS.rglob("*.py"))
    known = phrases("dashboard")
    groups = {key.split(".")[0] for key in known if "." in key}
    named = set(re.findall(r'"([a-z_]+(?:\.[a-z_0-9]+)+)"', sources))
    assert {key for key in named if key.split(".")[0] in groups} <= known.keys()
    # Closed lists of the views are looked up by what the data says.
    columns = {key.removeprefix("column.") for key in known if key.startswith("column.")}
    listed = set(re.findall(r'": "([a-z_]+)"', sources)) | (columns - set(PAGES))
    listed |= {"kind_of_failure", "wait", "yes_no"}
    words = set(re.findall(r"\w+", sources))
    unused = {
        key
        for key in known
        if key.split(".")[0] not in listed and key.split(".")[-1].removesuffix("_help") not in words
    }
    assert unused == set()
    assert all(set(phrase) == set(LANGUAGES) for phrase in known.values())


def test_every_translation_has_the_fields_of_the_english_phrase() -> None:
    for key, phrase in phrases("dashboard").items():
        fields = {
            language: sorted(re.findall(r"\{(\w+)\}", phrase[language])) for language in LANGUAGES
        }
        assert len({tuple(one) for one in fields.values()}) == 1, key


def test_one_thing_has_one_name_in_chinese() -> None:
    others = {"客戶端", "允許清單", "允许列表", "用户端"}
    files = [*(ROOT / "analyzer" / "text").rglob("*.toml")]
    files += (ROOT / "analyzer" / "catalog" / "vendors").glob("*.toml")
    for file in files:
        assert not [word for word in others if word in file.read_text("utf-8")], file.name
    assert phrases("dashboard")["overview.incidents"]["zh-Hans"] == "故障"


def test_every_limit_of_the_catalog_is_told_in_words(sample_lake: Path) -> None:
    query = "SELECT DISTINCT coalesce(kind, currency) AS kind, scope, resets FROM limits"
    known = phrases("dashboard")
    for row in rows(sample_lake, query):
        for group in ("kind", "scope", "resets"):
            assert row[group] is None or f"{group}.{row[group]}" in known, row


def test_streamlit_is_told_not_to_call_anyone() -> None:
    settings: dict[str, Any] = tomllib.loads(
        (DASHBOARDS / ".streamlit" / "config.toml").read_text("utf-8")
    )
    assert settings["browser"]["gatherUsageStats"] is False
    assert "http" not in (DASHBOARDS / ".streamlit" / "config.toml").read_text("utf-8")


def test_a_download_for_spreadsheets_holds_no_formula() -> None:
    texts = ["=1+1", "+1", "-x", "@SUM(1)", "\t=1", "plain", None]
    frame = pl.DataFrame({"text": texts, "number": list(range(-3, 4)), "list": [[1]] * 7})
    assert for_spreadsheets(frame).splitlines() == [
        "text,number", "'=1+1,-3", "'+1,-2", "'-x,-1", "'@SUM(1),0", "'\t=1,1", "plain,2", ",3",
    ]  # fmt: skip


def test_every_reason_for_which_a_format_rejects_a_line_is_said_in_every_language() -> None:
    sources = [
        file.read_text("utf-8")
        for kind in ("py", "sql")
        for file in (ROOT / "analyzer").rglob(f"*.{kind}")
    ]
    literals = {one for text in sources for one in re.findall(r"'reject: ([^'%{]+)'", text)}
    assert len(literals) > 30
    others = {
        "longer than 16 MiB",
        "the source ends early: Compressed file ended before the end-of-stream marker was reached",
        "its values end a statement (out of range)",
    }
    for reason in sorted(literals | others):
        assert reject_reason(reason, "en") == reason
        for language in ("zh-Hans", "zh-Hant"):
            said = reject_reason(reason, language)
            assert said != reason, reason
            assert re.search("[\u4e00-\u9fff]", said)
    assert reject_reason("of a user's own format", "zh-Hans") == "of a user's own format"


def test_no_address_in_a_log_becomes_a_link() -> None:
    # What remark-gfm makes links of, once Markdown's own marks and their escapes are gone.
    linked = re.compile(r"(?i)https?://\S|www\.\w|[\w.+-]+@[\w-]+\.")
    for told in ("[it](http://x.example)", "HTTPS://x.example", "www.x.example", "a@x.example"):
        assert linked.search(told)
        shown = re.sub(r"\\(.)", r"\1", plain(told))
        assert not linked.search(shown)
        assert shown.replace("\N{WORD JOINER}", "") == told
