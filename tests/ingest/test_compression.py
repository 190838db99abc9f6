"""Logs that are compressed, cut short or in another encoding."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tests.conftest import analyzer, rest_long, rows
from tests.ingest.calls import lines

pytestmark = pytest.mark.one_in(2)


@pytest.mark.parametrize("ending", rest_long(["zst", "gz", "zip", "bz2", "xz"], first=2))
def test_compression_is_told_by_content(ending: str, tmp_path: Path) -> None:

    text = lines(1, 2, 3).encode()
    packed = tmp_path / "calls.log"
    if ending == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.jsonl", text)
    elif ending == "zst":
        packed.write_bytes(pa.compress(text, "zstd", asbytes=True))
    elif ending == "gz":
        packed.write_bytes(gzip.compress(text[:200]) + gzip.compress(text[200:]))
    else:
        packed.write_bytes(bz2.compress(text) if ending == "bz2" else lzma.compress(text))
    assert analyzer("ingest", packed, "--lake", tmp_path / "lake").status == 0
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 3}]


PACKED_BY: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda text: pa.compress(text, "zstd", asbytes=True),
    "nothing": bytes,
}


@pytest.mark.parametrize(
    "packing",
    [pytest.param(one, marks=() if one == "gzip" else pytest.mark.scale) for one in PACKED_BY],
)
def test_what_comes_in_a_pipe_is_unpacked_and_shown_before(
    packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = PACKED_BY[packing](lines(1, 2, 3).encode())
    for options in (("--dry-run",), ()):
        pipe = io.TextIOWrapper(io.BufferedReader(io.BytesIO(packed)))
        monkeypatch.setattr("sys.stdin", pipe)
        ran = analyzer("ingest", "-", "--lake", tmp_path / "lake", *options)
        assert (ran.status, ran.err) == (0, "")
        assert "-: canonical, 3 lines = 3 requests" in ran.out


@pytest.mark.parametrize("ending", rest_long(["tgz", "tar", "tar.gz", "tar.bz2", "tar.xz"]))
def test_each_file_of_an_archive_of_tar_is_a_source(ending: str, tmp_path: Path) -> None:
    logs, packed = tmp_path / "logs", tmp_path / f"calls.{ending}"
    logs.mkdir()
    (logs / "a.jsonl").write_text(lines(1, 2))
    (logs / "b.jsonl.gz").write_bytes(gzip.compress(lines(3).encode()))
    packing = {"tar": "", "tgz": "gz"}.get(ending, ending.removeprefix("tar."))
    with tarfile.open(packed, f"w:{packing}") as archive:  # type: ignore[call-overload]
        archive.add(logs, "logs")
    assert analyzer("ingest", packed, "--lake", tmp_path / "lake").status == 0
    loads = rows(tmp_path / "lake", "SELECT source, requests FROM loads ORDER BY source")
    assert loads == [
        {"source": f"{packed}!logs/a.jsonl", "requests": 2},
        {"source": f"{packed}!logs/b.jsonl.gz", "requests": 1},
    ]


@pytest.mark.parametrize(
    ("packing", "left"),
    [
        ("gz", 0.5),
        pytest.param("", 0.5, marks=pytest.mark.scale),
        pytest.param("", "header", marks=pytest.mark.scale),
    ],
)
def test_an_archive_of_tar_cut_short_gives_what_it_still_holds_and_says_so(
    packing: str, left: float | str, tmp_path: Path
) -> None:
    whole, cut = (tmp_path / f"{name}.{packing and 't'}{packing or 'tar'}" for name in ("a", "cut"))
    text = lines(*range(50)).encode() + os.urandom(50_000).hex().encode()
    with tarfile.open(whole, f"w:{packing}") as archive:  # type: ignore[call-overload]
        for name in ("1.jsonl", "2.jsonl", "3.jsonl"):
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    with tarfile.open(whole) as archive:
        in_header = archive.getmember("2.jsonl").offset + 100
    data = whole.read_bytes()
    cut.write_bytes(data[: in_header if left == "header" else int(len(data) * float(left))])
    ran = analyzer("ingest", cut, "--lake", tmp_path / "lake")
    assert ran.status == 1
    assert "cut." in ran.err
    assert "the archive ends early" in ran.err
    first = "SELECT source, requests FROM loads ORDER BY source LIMIT 1"
    assert rows(tmp_path / "lake", first) == [{"source": f"{cut}!1.jsonl", "requests": 50}]


def test_what_is_only_called_an_archive_of_tar_is_read_as_it_is(tmp_path: Path) -> None:
    packed = tmp_path / "calls.tar.gz"
    packed.write_bytes(gzip.compress(lines(1, 2).encode()))
    assert analyzer("ingest", packed, "--lake", tmp_path / "lake").status == 0
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 2}]


def zstd(data: bytes) -> bytes:
    """A zstd frame that says nothing of its size, as `zstd` writes from a pipe."""
    packed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(packed, "zstd") as stream:
        stream.write(data)
    return bytes(packed.getvalue())


@pytest.mark.scale
@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_a_compressed_file_cut_short_gives_what_could_be_read_and_says_so(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    packed = pack(os.urandom(50_000).hex().encode())
    whole = pack(lines(*range(50)).encode())
    log = tmp_path / "cut.log"
    log.write_bytes(whole + packed[: len(packed) // 2])
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 50}]
    reasons = [row["reason"] for row in rows(tmp_path / "lake", "FROM rejects")]
    assert any("ends early" in reason for reason in reasons), reasons


@pytest.mark.scale
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd])
def test_a_long_compressed_file_cut_short_gives_all_that_it_still_holds(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    text = lines(*range(3000)).encode() + os.urandom(2_000_000).hex().encode()
    log = tmp_path / "cut.log"
    log.write_bytes(pack(text)[:-500_000])
    analyzer("ingest", log, "--lake", tmp_path / "lake")
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 3000}]


@pytest.mark.scale
@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + lines(1, 2).encode(),
        lines(1, 2).replace("\n", "\r\n").encode(),
        lines(1, 2).rstrip("\n").encode(),
        lines(1, 2).encode("utf-16"),
        lines(1).encode() + b"\xef\xbb\xbf" + lines(2).encode(),
        b"\0" * 300_000 + lines(1, 2).encode(),
        lines(1).encode() + b"\0" * 999 + b"\xef\xbb\xbf" + lines(2).encode(),
    ],
    ids=[
        "byte order mark",
        "carriage returns",
        "no newline at the end",
        "UTF-16",
        "byte order marks of files that were put together",
        "NULs of a log that was truncated",
        "both",
    ],
)
def test_ways_to_write_text_do_not_matter(data: bytes, tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    log.write_bytes(data)
    assert analyzer("ingest", log, "--lake", tmp_path / "lake").status == 0
    assert rows(tmp_path / "lake", "SELECT count(*) AS n FROM requests") == [{"n": 2}]
    counts = "SELECT lines, requests, rejects, skipped FROM loads"
    assert rows(tmp_path / "lake", counts) == [
        {"lines": 2, "requests": 2, "rejects": 0, "skipped": 0}
    ]


@pytest.mark.scale
@pytest.mark.parametrize(
    ("pack", "encoding"),
    [
        pytest.param(bytes, "utf-16-le", id="plain"),
        pytest.param(zstd, "utf-16-be", id="zst"),
        pytest.param(gzip.compress, "utf-16-le", id="gz", marks=pytest.mark.scale),
    ],
)
def test_a_large_log_in_utf_16_is_read_to_its_end(
    pack: Callable[[bytes], bytes], encoding: str, tmp_path: Path
) -> None:
    log = tmp_path / "calls.jsonl"
    text = lines(*range(1, 40_001))
    log.write_bytes(pack(("\ufeff" + text).encode(encoding)))
    assert log.stat().st_size > 4 << 20 or pack is not bytes
    assert analyzer("ingest", log, "--lake", tmp_path / "lake").status == 0
    found = "SELECT count(*) AS n FROM requests"
    assert rows(tmp_path / "lake", found) == [{"n": 40_000}]
    log.write_bytes(pack(("\ufeff" + text + lines(40_001)).encode(encoding)))
    assert analyzer("ingest", log, "--lake", tmp_path / "lake").status == 0
    assert rows(tmp_path / "lake", found) == [{"n": 40_001}]
