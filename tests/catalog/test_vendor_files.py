"""What a vendor's file may say of its answers, through `vendors check`, which runs its samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import analyzer

WORDS = 'meaning = "It says so."'
HEAD = """
id = "abco"
title = "Abco"
hosts = ["*.abco.example"]
"""

# Whole files, each named after what it says, whose samples hold only where that is heeded.
FILES = sorted((Path(__file__).parent / "vendor_files").glob("*.toml"))


@pytest.mark.one_in(2)
@pytest.mark.scale
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_vendor_file_may_tell(file: Path) -> None:
    ran = analyzer("vendors", "check", file)
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.scale
def test_an_entry_without_a_remedy_has_the_advice_of_its_class(tmp_path: Path) -> None:
    file = tmp_path / "abco.toml"
    file.write_text(f'{HEAD}\n[codes.E7]\nclass = "quota"\n{WORDS}', "utf-8")
    lake = tmp_path / "lake"
    log = tmp_path / "calls.jsonl"
    log.write_text('{"ts": 1, "url": "https://x.example/", "status": 200}\n', "utf-8")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    query = "SELECT remedy FROM codes WHERE vendor = 'abco'"
    for language, words in {"en": "Stop calling", "zh-Hant": "停止呼叫"}.items():
        ran = analyzer("sql", query, "--lake", lake, "--vendors", file, "--lang", language)
        assert words in ran.out


@pytest.mark.parametrize("vendor", ["tickdb", "binance", "kraken"])
def test_a_file_laid_over_a_shipped_one_needs_no_sources(tmp_path: Path, vendor: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'id = "{vendor}"\n[messages.gone]\npattern = "gone"\nclass = "quota"\n{WORDS}')
    assert analyzer("vendors", "--vendors", file).status == 0
