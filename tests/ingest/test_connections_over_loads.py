"""A WebSocket connection is the same however its lines come: in one load, in many, in any order."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analyzer.catalog import catalog
from analyzer.lake.lake import Lake
from analyzer.warehouse.connection import connect
from tests.conftest import analyzer, rows

pytestmark = pytest.mark.one_in(3)

Line = dict[str, Any]
SECRET = "one secret, so that hashes can be compared"
BEGAN = 1_795_082_400
KEYS = [f"550e8400-e29b-41d4-a716-44665544000{n}" for n in range(3)]
# Not `ts` alone: two connections may be heard of in one instant.
ROWS = "SELECT * EXCLUDE (source, load) FROM requests ORDER BY ts, connection, command, message"
PRESSURE = "FROM connection_pressure ORDER BY ALL"
FAILURES = "SELECT ts, vendor, client, key_id, code, class, message FROM failures ORDER BY ALL"
# The first one used a connection's name anew in a rotated log.
SEEDS = (833803813, *range(3, 42))
MANY_SEEDS = 1
QUERIES = (ROWS, PRESSURE, FAILURES)
CATALOG = catalog.load(None)


@pytest.fixture(autouse=True)
def same_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYZER_SECRET", SECRET)


def story(seed: int) -> list[Line]:
    """Lines of a few connections, in the order of their times, no two of one instant."""
    chance = random.Random(seed)
    told = [line for n in range(chance.randint(1, 4)) for line in connection(chance, f"c-{n}")]
    return sorted(told, key=lambda line: float(line["ts"]))


def connection(chance: random.Random, name: str) -> Iterator[Line]:
    """Sessions under one name, one after the other; the last may be open to the end."""
    at = BEGAN + chance.randrange(100)
    client = chance.choice(["mm-bot", "feed"])
    for session in range(chance.randint(1, 2)):
        for line in one_session(chance, client):
            at += chance.randint(1, 20)
            # No two connections have the same microsecond.
            ts = at + int(name[2:]) / 1000 + session / 10_000
            yield {"ts": ts, "protocol": "websocket", "connection": name} | line


def one_session(chance: random.Random, client: str) -> Iterator[Line]:
    key = chance.choice(KEYS)
    where = chance.choice(["message", "query", "header", "nowhere"])
    if where == "query":
        yield {"event": "open", "client": client, "url": f"wss://api.tickdb.ai/v1/ws?api_key={key}"}
    elif where == "header":
        headers = {"X-API-Key": key}
        yield {"event": "open", "client": client, "url": "wss://api.tickdb.ai/v1/ws",
               "request_headers": headers}  # fmt: skip
    else:
        yield {"event": "open", "client": client, "url": "wss://mmapi.55-tech.com/api/v1/ws"}
    for _ in range(chance.randint(0, 4)):
        sent = {"apiKey": key} if where == "message" else {}
        yield {"direction": "sent", "message": {"action": "subscribe"} | sent}
        answer = chance.choice(ANSWERS[:4] if where in ("message", "nowhere") else ANSWERS)
        yield {"direction": "received", "message": answer}
        yield {"direction": "received", "message": {"symbol": "BTCUSDT", "price": 1}}
    if chance.random() < 0.6:
        yield {"event": "close", "close_code": chance.choice([1000, 1006, 1008])}


ANSWERS = [
    {"error": "Invalid API key"},
    {"type": "error", "message": "Connection limit exceeded"},
    {"cmd": "subscribe", "code": 4003, "data": {"channel": "depth"}, "message": "Depth is off"},
    {"code": 3004, "message": "Subscription limit exceeded", "data": {"at": 17}},
    {"code": 0, "message": "success"},
]

Way = Callable[[random.Random, list[Line], Path], Path]


def ingest(lake: Path, *paths: Path) -> None:
    ran = analyzer("ingest", *paths, "--lake", lake)
    assert ran.status == 0, ran.err


def write(path: Path, lines: list[Line]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def in_one_load(_: random.Random, lines: list[Line], folder: Path) -> Path:
    ingest(folder / "lake", write(folder / "all.jsonl", lines))
    return folder / "lake"


def shuffled(chance: random.Random, lines: list[Line], folder: Path) -> Path:
    ingest(folder / "lake", write(folder / "all.jsonl", chance.sample(lines, len(lines))))
    return folder / "lake"


def as_the_file_grows(chance: random.Random, lines: list[Line], folder: Path) -> Path:
    for stop in cuts(chance, lines):
        ingest(folder / "lake", write(folder / "growing.jsonl", lines[:stop]))
    return folder / "lake"


def rotated(chance: random.Random, lines: list[Line], folder: Path) -> Path:
    for path in files(chance, lines, folder):
        ingest(folder / "lake", path)
    return folder / "lake"


def rotated_and_loaded_in_any_order(chance: random.Random, lines: list[Line], folder: Path) -> Path:
    paths = files(chance, lines, folder)
    for path in chance.sample(paths, len(paths)):
        ingest(folder / "lake", path)
    return folder / "lake"


def rotated_and_loaded_at_once(chance: random.Random, lines: list[Line], folder: Path) -> Path:
    paths = files(chance, lines, folder)
    ingest(folder / "lake", *chance.sample(paths, len(paths)))
    return folder / "lake"


def cuts(chance: random.Random, lines: list[Line]) -> list[int]:
    many = min(len(lines) - 1, chance.randint(1, 4))
    return [*sorted(chance.sample(range(1, len(lines)), many)), len(lines)]


def files(chance: random.Random, lines: list[Line], folder: Path) -> list[Path]:
    stops = cuts(chance, lines)
    return [
        write(folder / f"calls.{number}.jsonl", lines[start:stop])
        for number, (start, stop) in enumerate(zip([0, *stops], stops, strict=False))
    ]


WAYS: list[Way] = [
    shuffled,
    as_the_file_grows,
    rotated,
    rotated_and_loaded_in_any_order,
    rotated_and_loaded_at_once,
]


@pytest.mark.apart
@pytest.mark.scale
def test_how_lines_were_split_into_loads_changes_nothing(tmp_path: Path) -> None:
    check(2, tmp_path)


@pytest.mark.apart
@pytest.mark.scale
@pytest.mark.parametrize(
    "seed",
    [
        *SEEDS[:MANY_SEEDS],
        *(pytest.param(seed, marks=pytest.mark.soak) for seed in SEEDS[MANY_SEEDS:]),
    ],
)
def test_how_lines_of_many_stories_were_split_changes_nothing(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


def check(seed: int, folder: Path) -> None:
    lines = story(seed)
    expected: dict[str, list[Line]] = {}
    for way in (in_one_load, *WAYS):
        (folder / way.__name__).mkdir(parents=True)
        found = answers(way(random.Random(seed), lines, folder / way.__name__))
        expected = expected or found
        for query in QUERIES:
            differences = list(differing(found[query], expected[query]))
            assert not differences, f"{way.__name__}, seed {seed}"


def answers(lake: Path) -> dict[str, list[Line]]:
    names = ["requests", "failures", "connection_pressure"]
    with closing(connect(Lake(lake), CATALOG, names=names)) as con:
        return {query: con.sql(query).pl().to_dicts() for query in QUERIES}


def differing(found: list[Line], expected: list[Line]) -> Iterator[str]:
    """What differs, cell by cell."""
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        for name in one:
            if one[name] != other[name]:
                yield f"{one.get('ts')} {name}: {one[name]} and not {other[name]}"


@pytest.mark.scale
def test_a_key_counts_all_of_its_connections_that_are_open_over_two_loads(tmp_path: Path) -> None:
    frames = []
    for number in range(5):
        frame = {"protocol": "websocket", "connection": f"c-{number}"}
        url = "wss://mmapi.55-tech.com/api/v1/ws"
        frames += [
            frame | {"event": "open", "url": url, "client": "mm", "ts": BEGAN + 2 * number},
            frame | {"direction": "sent", "ts": BEGAN + 2 * number + 1,
                     "message": {"action": "subscribe", "apiKey": KEYS[0]}},
        ]  # fmt: skip
    answers = [
        {"protocol": "websocket", "connection": f"c-{number}", "ts": BEGAN + 20 + number,
         "direction": "received", "message": {"error": "Not now"}}
        for number in range(5)
    ]  # fmt: skip
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    ingest(lake, write(log, [*frames, *answers[:3]]))
    ingest(lake, write(log, [*frames, *answers]))
    found = rows(lake, "SELECT subject, open_connections, quota FROM connection_pressure")
    keys = rows(lake, "SELECT DISTINCT key_id FROM requests WHERE key_id IS NOT NULL")
    assert found == [{"subject": keys[0]["key_id"], "open_connections": 5, "quota": 5}]


@pytest.mark.scale
def test_a_name_that_two_clients_use_tells_nothing_of_lines_that_name_neither(
    tmp_path: Path,
) -> None:
    def frame(ts: int, **told: Any) -> Line:
        return {"ts": BEGAN + ts, "protocol": "websocket", "connection": "c-1"} | told

    here = frame(1, event="open", client="a", url="wss://mmapi.55-tech.com/ws")
    there = frame(2, event="open", client="b", url="wss://api.tickdb.ai/v1/ws")
    later = frame(3, direction="received", message={"error": "Too slow"})
    lake = tmp_path / "lake"
    for name, line in (("a", here), ("b", there), ("later", later)):
        ingest(lake, write(tmp_path / f"{name}.jsonl", [line]))
    found = rows(lake, "SELECT vendor, client FROM requests WHERE command IS DISTINCT FROM 'open'")
    assert found == [{"vendor": "unknown", "client": None}]


@pytest.mark.scale
@pytest.mark.parametrize("sent_in", ["message", "query", "header"])
def test_a_key_of_an_earlier_load_is_gone_from_later_answers(sent_in: str, tmp_path: Path) -> None:
    url, key = "wss://api.tickdb.ai/v1/ws", KEYS[0]
    opened: Line = {"event": "open", "url": f"{url}?api_key={key}" if sent_in == "query" else url}
    if sent_in == "header":
        opened["request_headers"] = {"X-API-Key": key}
    login = {"cmd": "auth"} | ({"apiKey": key} if sent_in == "message" else {})
    told = [
        opened,
        {"direction": "sent", "message": login},
        {"direction": "received", "message": {"error": f"nobody is {key}."}},
        {"event": "close", "close_code": 1008, "reason": key},
    ]
    at: Line = {"protocol": "websocket", "connection": "c"}
    lines = [at | {"ts": BEGAN + n} | line for n, line in enumerate(told)]
    lake = tmp_path / "lake"
    for stop in range(1, len(lines) + 1):
        ingest(lake, write(tmp_path / "growing.jsonl", lines[:stop]))
    messages = rows(lake, "SELECT message FROM requests WHERE message IS NOT NULL ORDER BY ts")
    assert [row["message"] for row in messages] == ["nobody is REDACTED.", "REDACTED"]
    assert key not in _all_stored(lake)


def _all_stored(lake: Path) -> str:
    """The rows of every Parquet file of a lake, also of those that were replaced."""
    return "".join(str(pq.read_table(file).to_pylist()) for file in lake.rglob("*.parquet"))


@pytest.mark.scale
@pytest.mark.parametrize("is_login_first", [True, False], ids=["login first", "login last"])
def test_a_key_of_another_file_is_gone_from_answers_and_reasons(
    is_login_first: bool, tmp_path: Path
) -> None:
    key = KEYS[0]
    at: Line = {"protocol": "websocket", "connection": "c"}
    login = write(tmp_path / "calls.1.jsonl", [
        at | {"ts": BEGAN, "event": "open", "url": "wss://api.tickdb.ai/v1/ws"},
        at | {"ts": BEGAN + 1, "direction": "sent", "message": {"cmd": "auth", "apiKey": key}},
    ])  # fmt: skip
    answers = write(tmp_path / "calls.jsonl", [
        at | {"ts": BEGAN + 2, "direction": "received",
              "message": {"code": 1001, "message": f"nobody is {key}.", "data": {"at": key}}},
        at | {"ts": BEGAN + 3, "event": "close", "close_code": 1008, "reason": key},
    ])  # fmt: skip
    lake = tmp_path / "lake"
    for path in (login, answers) if is_login_first else (answers, login):
        ingest(lake, path)
        assert analyzer("build", "--lake", lake).status == 0
    messages = rows(lake, "SELECT message FROM requests WHERE message IS NOT NULL ORDER BY ts")
    assert [row["message"] for row in messages] == ["nobody is REDACTED.", "REDACTED"]
    assert key not in _all_stored(lake)
