"""Logs in a bucket, against an S3 server on loopback."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from tests.conftest import analyzer, rows


def line(number: int) -> str:
    call = {
        "ts": 1795082400 + number,
        "url": f"https://api.tickdb.ai/v1/a?n={number}",
        "status": 200,
    }
    return json.dumps(call) + "\n"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    store = s3fs.S3FileSystem()
    if not store.exists("logs"):
        store.mkdir("logs")
    yield store
    store.rm("logs", recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.mark.scale
def test_objects_prefixes_and_globs_are_sources(bucket: Any, tmp_path: Path) -> None:
    bucket.pipe("logs/day1/a.jsonl", line(1).encode())
    bucket.pipe("logs/day1/b.jsonl.gz", gzip.compress(line(2).encode()))
    bucket.pipe("logs/day2/c.jsonl", line(3).encode())
    lake = tmp_path / "lake"
    assert "1 requests" in analyzer("ingest", "s3://logs/day1/a.jsonl", "--lake", lake).out
    assert analyzer("ingest", "s3://logs/day1", "--lake", lake).status == 0
    assert analyzer("ingest", "s3://logs/*/c.jsonl", "--lake", lake).status == 0
    assert rows(lake, "SELECT query, source FROM requests ORDER BY query") == [
        {"query": "n=1", "source": "s3://logs/day1/a.jsonl"},
        {"query": "n=2", "source": "s3://logs/day1/b.jsonl.gz"},
        {"query": "n=3", "source": "s3://logs/day2/c.jsonl"},
    ]


def test_an_object_that_is_not_there_is_named(bucket: Any, tmp_path: Path) -> None:
    ran = analyzer("ingest", "s3://logs/none", "--lake", tmp_path / "lake")
    assert ran.status == 2
    assert "s3://logs/none" in ran.err
    assert "This is a defect" not in ran.err


def test_an_unknown_kind_of_url_is_named(tmp_path: Path) -> None:
    ran = analyzer("ingest", "gopher://x/y", "--lake", tmp_path / "lake")
    assert ran.status == 2
    assert "gopher://x/y" in ran.err
