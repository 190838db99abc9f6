"""Sources like the one before are read as that was; what is in them besides is not lost."""

from __future__ import annotations

from pathlib import Path

from analyzer.formats import formats
from tests.reading_lines import load

LOST = "2026-11-19 12:00:00,250 ERROR websocket: Connection to remote host was lost. - goodbye\n"


def calls(day: int) -> list[str]:
    return [
        f"2026-11-{day:02} 10:{at // 60:02}:{at % 60:02},250 INFO httpx HTTP Request: "
        f'GET https://api.tickdb.ai/v1/{"abc"[at % 3]}?x={at} "HTTP/1.1 200 OK"\n'
        for at in range(300)
    ]


def test_each_source_is_read_as_it_is_read_alone(tmp_path: Path) -> None:
    other = next(one for one in formats()["okhttp"].samples if one.rows)
    texts = {
        "a.log": "".join(calls(1)),
        "b.log": "".join(calls(2)),
        "c.log": "".join([*calls(3), LOST, LOST.replace("12:00", "12:30")]),
        "d.log": other.text,
        "e.log": "".join(calls(4)),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    together = load(tmp_path / "lake", *(tmp_path / name for name in texts))
    found = {Path(source).name: one for source, one in together.items()}
    for name in texts:
        (alone,) = load(tmp_path / f"lake of {name}", tmp_path / name).values()
        assert (found[name].format, found[name].counts.requests) == (
            alone.format,
            alone.counts.requests,
        )
    assert found["c.log"].format == "python_clients+websocket_clients"
    assert found["c.log"].counts.requests == 302


def test_lines_that_only_begin_like_those_before_are_read_as_they_are_alone(tmp_path: Path) -> None:
    begin = '{"ts":"2026-11-19T10:00:00Z","method":"GET","url":"https://api.tickdb.ai/v1/x","status":429'
    texts = {
        "a.log": f'{begin},"latency":31.2,"remote_addr":"10.0.0.7"}}\n',
        "b.log": f'{begin},"duration_ms":1000,"response_headers":{{"Retry-After":"2"}}}}\n',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    together = load(tmp_path / "lake", *(tmp_path / name for name in texts))
    found = {Path(source).name: one for source, one in together.items()}
    assert found["a.log"].format == "json"
    assert found["b.log"].format == "canonical"
    assert found["b.log"].rows[0]["ts"].second == 0
