"""The catalog: what it knows, what a user may add to it, and how it names each fault of a file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.catalog.catalog import load
from analyzer.system.languages import LANGUAGES
from analyzer.warehouse import catalog_tables
from tests.conftest import analyzer, rows

BAD = Path(__file__).parent / "bad"
DOCUMENTED = tomllib.loads((Path(__file__).parent / "vendor_tables.toml").read_text("utf-8"))
# Those whose documents lie beside the tests, as against those whose files name their pages.
DOCUMENTED_VENDORS = tuple(sorted({table["vendor"] for table in DOCUMENTED["tables"]}))
Ingested = Callable[..., Path]

# Characters that the two Chinese scripts write differently, in the same order.
SIMPLIFIED = (
    "请检数过时间试络错误无权钥务连关闭订阅参频额应响询问认证凭发网户号级态"
    "执单说类设补减实还长开为产复后缓规则资费约观际续构"
)
TRADITIONAL = (
    "請檢數過時間試絡錯誤無權鑰務連關閉訂閱參頻額應響詢問認證憑發網戶號級態"
    "執單說類設補減實還長開為產複後緩規則資費約觀際續構"
)

TEXTS = """
meaning.en = "Too many symbols in one request."
meaning.zh-Hans = "单个请求中的品种过多。"
meaning.zh-Hant = "單一請求中的商品過多。"
remedy.en = "Ask for fewer."
remedy.zh-Hans = "减少品种数量。"
remedy.zh-Hant = "減少商品數量。"
"""
ABCO = (Path(__file__).parent / "abco.toml").read_text("utf-8")


def own(folder: Path, **files: str) -> Path:
    """A folder of the user's own catalog files."""
    place = folder / "vendors"
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.toml").write_text(text, "utf-8")
    return place


def query(lake: Path, vendors: Path, sql: str) -> list[dict[str, Any]]:
    """Rows of a query under the user's own catalog files."""
    ran = analyzer("sql", sql, "--lake", lake, "--vendors", vendors, "--format", "json")
    assert ran.status == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


@pytest.mark.parametrize("fault", sorted(f.stem for f in BAD.glob("*.toml")))
def test_a_broken_catalog_is_told_by_file_key_and_remedy(fault: str) -> None:
    file = BAD / f"{fault}.toml"
    ran = analyzer("vendors", "check", file)
    assert ran.err.replace(str(file), file.name) == (BAD / f"{fault}.txt").read_text("utf-8")
    assert ran.status == 2
    assert ran.out == ""


def test_every_expected_message_belongs_to_a_broken_catalog() -> None:
    assert {f.stem for f in BAD.glob("*.txt")} == {f.stem for f in BAD.glob("*.toml")}


def test_a_folder_of_catalogs_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    ran = analyzer("vendors", "--vendors", tmp_path / "none")
    assert (ran.status, ran.err) == (
        2,
        f"analyzer: {tmp_path}/none: does not exist. Check --vendors.\n",
    )


def test_a_folder_without_catalogs_is_an_error(tmp_path: Path) -> None:
    ran = analyzer("vendors", "--vendors", tmp_path)
    assert ran.status == 2
    assert "holds no catalog file" in ran.err


def test_two_files_of_one_vendor_are_an_error(tmp_path: Path) -> None:
    ran = analyzer("vendors", "--vendors", own(tmp_path, one=ABCO, two=ABCO))
    assert ran.status == 2
    assert "two.toml:2: id: " in ran.err
    assert "one.toml has the same id" in ran.err


@pytest.mark.scale
def test_the_shipped_samples_classify_as_declared() -> None:
    ran = analyzer("vendors", "check")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{len(load().vendors)} vendors, ")


def test_every_shipped_entry_is_documented_and_every_documented_row_is_an_entry() -> None:
    documented = {
        (table["vendor"], row["is"]) for table in DOCUMENTED["tables"] for row in table["rows"]
    }
    shipped = {
        (vendor.id, str(entry.message if entry.kind == "message" else entry.code))
        for vendor in load().vendors.values()
        if vendor.id in DOCUMENTED_VENDORS
        for entry in vendor.entries
        if entry.kind in ("code", "message", "status")
    }
    assert shipped - documented == set()
    examples = {name for _, name in documented - shipped}
    assert all(" " in name for name in examples)


def test_every_other_shipped_vendor_names_the_pages_of_each_group_of_facts() -> None:
    for vendor in load().vendors.values():
        if vendor.id in DOCUMENTED_VENDORS:
            continue
        assert vendor.sources, vendor.id
        assert all(source.url.startswith("https://") for source in vendor.sources), vendor.id
        # What an entry says can be looked up.
        assert [e.where for e in vendor.entries if not e.docs_url] == []


def test_every_shipped_vendor_shows_a_failure_and_a_success_by_samples() -> None:
    for vendor in load().vendors.values():
        outcomes = {sample.expect.get("outcome", "failed") for sample in vendor.samples}
        assert {"failed", "ok"} <= outcomes, vendor.id


@pytest.mark.scale
def test_a_users_file_adds_a_vendor(tmp_path: Path, ingested: Ingested) -> None:
    vendors = own(tmp_path, abco=ABCO)
    body = {"error": {"code": "E7", "text": "too many"}}
    call = {"url": "https://api.abco.example/v1/x", "method": "GET", "status": 400}
    log = tmp_path / "calls.jsonl"
    log.write_text(
        json.dumps({"ts": "2026-11-19T10:00:00Z", "response_body": body} | call), "utf-8"
    )
    lake = tmp_path / "lake"
    assert analyzer("ingest", log, "--lake", lake, "--vendors", vendors).status == 0
    found = query(lake, vendors, "SELECT vendor, code, class, message, listed FROM failures")
    assert found == [
        {"vendor": "abco", "code": "E7", "class": "quota", "message": "too many", "listed": True}
    ]


def failing(code: int) -> dict[str, Any]:
    return {
        "ts": "2026-11-19T10:00:00Z",
        "url": "https://api.tickdb.ai/v1/x",
        "method": "GET",
        "status": 200,
        "response_body": {"code": code, "message": "x"},
    }


@pytest.mark.scale
def test_a_users_file_relabels_history_without_a_new_ingest(
    tmp_path: Path, ingested: Ingested
) -> None:
    lake = ingested(failing(3005), failing(3001) | {"ts": "2026-11-19T10:00:01Z"})
    classes = "SELECT code, class, listed, meaning FROM failures ORDER BY ts"
    assert [(r["class"], r["listed"]) for r in rows(lake, classes)] == [
        ("rate_limit", False),
        ("rate_limit", True),
    ]
    vendors = own(
        tmp_path,
        mine=f'id = "tickdb"\n[codes.3005]\nclass = "validation"\n{TEXTS}\n'
        '[codes.3001]\nclass = "quota"\n',
    )
    relabelled = query(lake, vendors, classes)
    assert [(r["class"], r["listed"]) for r in relabelled] == [
        ("validation", True),
        ("quota", True),
    ]
    assert relabelled[0]["meaning"] == "Too many symbols in one request."
    assert relabelled[1]["meaning"] == rows(lake, classes)[1]["meaning"]


def test_a_users_own_patterns_are_tried_before_the_shipped_ones(
    tmp_path: Path, ingested: Ingested
) -> None:
    pattern = f'id = "tickdb"\n[patterns.batch]\npattern = "^305"\nclass = "validation"\n{TEXTS}'
    lake = ingested(failing(3051))
    found = query(lake, own(tmp_path, mine=pattern), "SELECT class, evidence FROM failures")
    assert found == [{"class": "validation", "evidence": "pattern"}]


def test_a_users_hosts_replace_the_assumed_ones(tmp_path: Path) -> None:
    mine = own(tmp_path, mine='id = "zeromarkets"\nhosts = ["api.zero.example"]\n')
    catalog = load(mine)
    assert ("api.zero.example", "zeromarkets") in catalog.hosts()
    assert ("*.zeromarkets.com", "zeromarkets") not in catalog.hosts()


def test_hosts_come_with_the_most_telling_one_first(tmp_path: Path) -> None:
    mine = own(tmp_path, abco=ABCO.replace('"*.abco.example"', '"*.example", "a.b.example"'))
    hosts = [host for host, _ in load(mine).hosts()]
    exact = [host for host in hosts if "*" not in host]
    assert hosts[: len(exact)] == exact
    assert "a.b.example" in exact
    globs = hosts[len(exact) :]
    assert "*.example" in globs
    assert [len(glob) for glob in globs] == sorted((len(glob) for glob in globs), reverse=True)


def test_limits_are_those_that_the_documents_give_and_unknown_ones_are_null(
    sample_lake: Path,
) -> None:
    sql = f"""SELECT vendor, kind, scope, quota, window_s, resets FROM limits
        WHERE vendor IN {DOCUMENTED_VENDORS} ORDER BY ALL"""
    assert [tuple(row.values()) for row in rows(sample_lake, sql)] == [
        ("55tech", "connections", "key", 5.0, None, None),
        ("55tech", "requests", "key", 2000.0, 60.0, None),
        ("tickdb", "connections", "key", None, None, None),
        ("tickdb", "quota", "key", None, None, "monthly"),
        ("tickdb", "requests", "key", None, None, None),
        ("tickdb", "subscriptions", "key", None, None, None),
        ("zeromarkets", "requests", "address", None, None, None),
        ("zeromarkets", "requests", "key", None, None, None),
        ("zeromarkets", "retries", "request", 3.0, None, None),
    ]


def test_vendors_say_where_the_key_goes_and_how_to_back_off(sample_lake: Path) -> None:
    sql = f"""SELECT vendor, key_header, key_query, key_message, key_shape, wrong_headers,
        backoff_s, backoff_factor, max_retries, quota_reset FROM vendors
        WHERE vendor IN {DOCUMENTED_VENDORS} ORDER BY vendor"""
    assert [list(row.values()) for row in rows(sample_lake, sql)] == [
        [
            "55tech",
            "x-api-key",
            None,
            "apiKey",
            "uuid",
            ["authorization"],
            [1, 2, 4],
            2,
            None,
            None,
        ],
        ["tickdb", "x-api-key", "api_key", None, None, None, [60], 1, None, "monthly"],
        ["zeromarkets", "authorization", None, None, None, None, None, None, 3, None],
    ]


def test_every_listed_failure_joins_the_codes(sample_lake: Path) -> None:
    sql = """SELECT failures.* FROM failures LEFT JOIN codes
        ON failures.vendor = codes.vendor AND failures.code = codes.code
        WHERE failures.listed AND failures.close_code IS NULL AND codes.code IS NULL"""
    assert rows(sample_lake, sql) == []


def test_outcomes_of_requests_and_failures_agree(sample_lake: Path) -> None:
    counts = "SELECT outcome, count(*) AS n FROM {} GROUP BY ALL"
    of_requests = {r["outcome"]: r["n"] for r in rows(sample_lake, counts.format("requests"))}
    of_failures = {r["outcome"]: r["n"] for r in rows(sample_lake, counts.format("failures"))}
    assert of_failures.keys() == {"failed", "partial"}
    assert of_failures.items() <= of_requests.items()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_and_entry_has_its_texts(language: str) -> None:
    tables = catalog_tables.tables(load(), language)
    classes = tables["catalog_classes"].to_pylist()
    assert len(classes) == 16
    assert all(row["title"] and row["advice"] for row in classes)
    entries = [row for row in tables["catalog_codes"].to_pylist() if not row["class_from_status"]]
    assert all(row["meaning"] and row["remedy"] for row in entries)


def chinese(language: str) -> str:
    """All texts of the catalog in one language."""
    tables = catalog_tables.tables(load(), language)
    columns = [
        tables["catalog_codes"]["meaning"],
        tables["catalog_codes"]["remedy"],
        tables["catalog_families"]["title"],
        tables["catalog_classes"]["title"],
        tables["catalog_classes"]["advice"],
    ]
    return "\n".join(str(text) for column in columns for text in column.to_pylist())


def test_neither_chinese_script_is_written_with_the_characters_of_the_other() -> None:
    simplified, traditional = chinese("zh-Hans"), chinese("zh-Hant")
    assert set(simplified) & set(TRADITIONAL) == set()
    assert set(traditional) & set(SIMPLIFIED) == set()
