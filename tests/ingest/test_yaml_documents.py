"""Documents of YAML are read as the lines of JSON that say the same, and each line is counted."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analyzer.ingest.sources.yaml_documents import YamlDocuments
from tests.conftest import analyzer, rows

pytestmark = pytest.mark.scale

SECRET = "Zk8vQ2rT5wX1yB4nM7pL0sD3"
# As `gcloud logging read` prints entries.
LOG = f"""---
httpRequest:
  latency: 0.250s
  requestMethod: GET
  requestUrl: https://api.tickdb.ai/v1/x?api_key={SECRET}
  status: 429
insertId: a1
timestamp: '2026-11-19T10:00:00.500Z'
---
insertId: a2
jsonPayload:
  message: 'HTTP Request: GET https://api.tickdb.ai/v1/y "HTTP/1.1 503 Service Unavailable"'
  name: httpx
timestamp: '2026-11-19T10:00:01.500Z'
---
insertId: a3
textPayload: |-
  2026-11-19 10:00:02,500 INFO httpx HTTP Request: GET https://api.tickdb.ai/v1/z "HTTP/1.1 200 OK"
timestamp: '2026-11-19T10:00:02.500Z'
---
insertId: [a4
timestamp: '2026-11-19T10:00:03.500Z'
"""
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
OBJECTS = st.dictionaries(
    st.from_regex("[a-z]{1,5}", fullmatch=True),
    st.recursive(
        SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=3), v)
    ),
    min_size=1,
    max_size=3,
)


# As VCR.py writes its cassettes, without a marker, and VCR with one.
OF_VCR_PY = """interactions:
- request:
    body: null
    headers:
      Accept:
      - '*/*'
    method: GET
    uri: https://api.tickdb.ai/v1/x
  response:
    body:
      string: '{"code":3001}'
    headers:
      Date:
      - Thu, 19 Nov 2026 10:00:00 GMT
    status:
      code: 503
      message: Service Unavailable
version: 1
"""
OF_VCR = """---
http_interactions:
- request:
    method: post
    uri: https://api.tickdb.ai/v1/y
    body:
      encoding: US-ASCII
      string: ''
  response:
    status:
      code: 429
      message: Too Many Requests
    headers:
      Retry-After:
      - '2'
    body:
      encoding: UTF-8
      string: '{"code":3001}'
  recorded_at: Thu, 19 Nov 2026 10:00:01 GMT
recorded_with: VCR 6.0.0
"""


def test_cassettes_are_read_with_and_without_a_marker_before_them(tmp_path: Path) -> None:
    for name, text in (("py.yaml", OF_VCR_PY), ("rb.yml", OF_VCR)):
        (tmp_path / name).write_text(text, "utf-8")
        ran = analyzer("ingest", tmp_path / name, "--lake", tmp_path / "lake")
        assert ran.status == 0, ran.err
    query = "SELECT ts, method, path, status, code, retry_after_s FROM requests ORDER BY ts"
    found = [tuple(row.values())[1:] for row in rows(tmp_path / "lake", query)]
    assert found == [
        ("GET", "/v1/x", 503, "3001", None),
        ("POST", "/v1/y", 429, "3001", 2.0),
    ]


def test_entries_of_a_log_service_are_read_and_a_broken_one_harms_no_other(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.yaml", tmp_path / "packed.yaml.gz"
    plain.write_text(LOG, "utf-8")
    packed.write_bytes(gzip.compress(LOG.replace("/v1/", "/v2/").encode()))
    ran = analyzer("ingest", plain, packed, "--lake", tmp_path / "lake")
    assert ran.status == 0, ran.err
    found = rows(tmp_path / "lake", "SELECT path, status FROM requests ORDER BY path")
    assert [(row["path"], row["status"]) for row in found] == [
        (f"/{version}/{name}", status)
        for version in ("v1", "v2")
        for name, status in (("x", 429), ("y", 503), ("z", 200))
    ]
    (one, two) = rows(tmp_path / "lake", "FROM loads")
    assert one["lines"] == two["lines"] == LOG.count("\n")
    assert all(x["lines"] == x["requests"] + x["rejects"] + x["skipped"] for x in (one, two))
    written = [path for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []


@given(st.lists(OBJECTS, min_size=1, max_size=4))
def test_a_document_stands_in_its_first_line(objects: list[dict[str, object]]) -> None:
    text = "".join(f"---\n{yaml.safe_dump(one)}" for one in objects).encode()
    told = io.BufferedReader(YamlDocuments(io.BytesIO(text))).read()
    assert told.count(b"\n") == text.count(b"\n")
    assert [json.loads(line) for line in told.splitlines() if line.strip()] == objects


def test_what_would_grow_without_end_or_is_no_json_stays_as_it_is() -> None:
    laughs = "---\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    deep = "---\na: " + "[" * 50_000 + "\n"
    for text in (laughs, deep, "---\n? [a]\n: b\n", "---\n2026-11-19: b\n"):
        told = io.BufferedReader(YamlDocuments(io.BytesIO(text.encode()))).read()
        assert told.decode() == text
    starred = "---\nnote: a *b c\n"
    assert io.BufferedReader(YamlDocuments(io.BytesIO(starred.encode()))).read()[:1] == b"{"
