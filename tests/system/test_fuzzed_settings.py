"""What people write for analyzer, damaged at random: a sentence, never a traceback nor a hang.

How often is told by ANALYZER_FUZZ (25) for the runs that are marked scale. Each seed is one input.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from analyzer.catalog.catalog import SHIPPED as CATALOG
from tests.conftest import ROOT, Ran, analyzer, rest_long
from tests.formats.test_format_files import LINES

SHIPPED_RULES = (ROOT / "analyzer" / "rules" / "shipped.toml").read_text("utf-8")
FEW, MANY = 8, int(os.environ.get("ANALYZER_FUZZ", "25"))
CPU_S = 20
TOKENS = (
    "\0", "\ud800", "\udcff", "9" * 400, "-1", "nan", "inf", "1e999", "[[", "]]", "{", "}", "=",
    "'''", '"""', "\\u0000", "\\", "(a+)+$", "(?P<a>", "(?<=a)", "[", "*", "$..", "$[0]", "{id}",
    "%s", "{0}", "../../etc/passwd", "<script>", "\u202e", "1979-05-27T07:32:00Z", "true", "''",
    ".", ";",
    "--", "/*", ":v", "$1", "\n", "\r", "\x1b[2J", "a" * 5000, "(" * 500, "a{999999999999}", " ",
)  # fmt: skip


def damaged(text: str, random: Random) -> bytes:
    """A text with a few bytes or tokens changed, taken out, doubled or put in."""
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(random.choice([1, 1, 1, 2, 4, 8])):
        at, length = random.randint(0, len(data)), random.choice([1, 2, 8, 40])
        match random.randrange(5):
            case 0:
                data[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * random.choice([1, 2, 50])
            case _:
                token = random.choice(TOKENS).encode("utf-8", "surrogatepass")
                data[at : at + random.choice([0, 0, 1, length])] = token
    return bytes(data)


def words(texts: tuple[str, ...], random: Random) -> str:
    """A damaged word as it comes from a shell: bytes that are no UTF-8 are surrogates."""
    return os.fsdecode(damaged(random.choice(texts), random).replace(b"\0", b""))


CONDITIONS = (
    "failures.share > 2%", "rate_limit_pressure.utilisation >= 90%", "partial_failures.open > 0",
    "unlisted_codes.count != -1.5", "vendor_health.p99_ms<1000",
)  # fmt: skip
QUERIES = (
    "SELECT :v AS v, count(*) FROM failures WHERE class = :v",
    "FROM failures WHERE ts >= :v::TIMESTAMPTZ AND '$1 :x' <> \":y\" -- :z",
)
IDS = ("0af7651916cd43dd8448eb211c80319c", "0af76519-16cd-43dd-8448-eb211c80319c", "%' OR 1=1 --")
NIGHTLY = 'paths = ["logs"]\nformats = ["md"]\nrules = ["shipped"]\nper_vendor = true\n'


class Place:
    """A folder with a lake of one failure, and a file to write what is damaged to."""

    def __init__(self, folder: Path) -> None:
        self.file, self.log, self.lake = folder / "f.toml", folder / "a.log", folder / "lake"
        self.log.write_text("19.11.2026 10:00:01 GET https://api.tickdb.ai/v1/x 429 31200 bot\n")
        calls = folder / "calls.jsonl"
        calls.write_text('{"ts":1795082400,"url":"https://api.tickdb.ai/v1/x","status":500}\n')
        assert analyzer("ingest", calls, "--lake", self.lake).status == 0

    def written(self, text: str, random: Random) -> Path:
        self.file.write_bytes(damaged(text, random))
        return self.file


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("fuzzed"))


def catalog(place: Place, random: Random) -> Ran:
    text = random.choice(sorted(CATALOG.glob("*.toml"))).read_text("utf-8")
    return analyzer("vendors", "check", place.written(text, random))


def form(place: Place, random: Random) -> Ran:
    file = place.written(LINES, random)
    return analyzer("ingest", place.log, "--format", file, "--dry-run", "--lake", place.lake)


def rules(place: Place, random: Random) -> Ran:
    file = place.written(SHIPPED_RULES, random)
    return analyzer("report", "--rules", file, "--lake", place.lake)


def condition(place: Place, random: Random) -> Ran:
    text = words(CONDITIONS, random)
    return analyzer("report", "--format", "json", f"--fail-on={text}", "--lake", place.lake)


def parameter(place: Place, random: Random) -> Ran:
    query = words(QUERIES, random) if random.random() < 0.5 else random.choice(QUERIES)
    value = words(("v=2026-11-18", "v=quota"), random)
    return analyzer("sql", f"--param={value}", "--timeout", 5, "--lake", place.lake, "--", query)


def trace(place: Place, random: Random) -> Ran:
    return analyzer("trace", "--lake", place.lake, "--", words(IDS, random))


def nightly(place: Place, random: Random) -> Ran:
    file = place.written(NIGHTLY, random)
    # The date that is none comes after the settings: nothing is done.
    return analyzer("nightly", "--config", file, "--date", "never", "--lake", place.lake)


TARGETS: dict[str, Callable[[Place, Random], Ran]] = {
    target.__name__: target
    for target in (catalog, form, rules, condition, parameter, trace, nightly)
}


def seeds(target: str, number: int) -> Iterator[tuple[int, Random]]:
    for seed in range(number):
        yield seed, Random(f"{target} {seed}")


def in_a_sentence(target: str, place: Place, number: int) -> None:
    for seed, random in seeds(target, number):
        began = time.process_time()
        ran = TARGETS[target](place, random)
        assert ran.status in (0, 1, 2), (seed, ran)
        assert "defect" not in ran.err, (seed, ran.err[-2000:])
        assert "Traceback" not in ran.err, (seed, ran.err)
        assert ran.status != 2 or ran.err.strip(), (seed, ran)
        assert time.process_time() - began < CPU_S, seed


@pytest.mark.parametrize("target", rest_long([name for name in TARGETS if name != "form"], first=2))
def test_what_is_damaged_is_answered_in_a_sentence(target: str, place: Place) -> None:
    in_a_sentence(target, place, FEW)


@pytest.mark.scale
@pytest.mark.parametrize("target", TARGETS)
def test_what_is_damaged_in_many_ways_is_answered_in_a_sentence(target: str, place: Place) -> None:
    in_a_sentence(target, place, MANY)
