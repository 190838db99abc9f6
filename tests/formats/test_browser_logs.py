"""What tools keep of a browser: DevTools' events in a list, and Playwright's traces."""

from __future__ import annotations

import json

import pytest

from tests.reading_lines import read, reader

EVENTS = [
    {
        "method": "Network.requestWillBeSent",
        "params": {
            "requestId": "1",
            "request": {"url": "https://api.tickdb.ai/v1/x", "method": "GET", "headers": {}},
            "timestamp": 569504.7,
            "wallTime": 1795082400.25,
        },
    },
    {
        "method": "Network.responseReceived",
        "params": {
            "requestId": "1",
            "timestamp": 569504.731,
            "response": {"status": 503, "headers": {}},
        },
    },
    {"method": "Page.loadEventFired", "params": {"timestamp": 569505}},
]
ENTRIES = [
    {"level": "INFO", "message": json.dumps({"message": event, "webview": "8F"}), "timestamp": 1}
    for event in EVENTS
]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("told", [EVENTS, ENTRIES])
def test_a_list_of_events_is_read(told: list[object], indent: int | None) -> None:
    with reader() as engine:
        found = read(engine, json.dumps(told, indent=indent).encode())
    assert found.format == "chrome_devtools"
    assert [(one["path"], one["status"], one["duration_ms"]) for one in found.rows] == [
        ("/v1/x", 503, 31.0)
    ]


def test_a_trace_of_playwright_holds_entries() -> None:
    entry = {
        "_frameref": "frame@1",
        "startedDateTime": "2026-11-19T10:00:00.250Z",
        "time": 31.2,
        "request": {"method": "GET", "url": "https://api.tickdb.ai/v1/x", "headers": []},
        "response": {
            "status": 429,
            "headers": [{"name": "retry-after", "value": "2"}],
            "content": {"size": 57},
        },
    }
    line = json.dumps({"type": "resource-snapshot", "snapshot": entry})
    with reader() as engine:
        found = read(engine, f"{line}\n{line[:90]}\n".encode())
    assert found.format == "har"
    assert [
        (one["path"], one["status"], one["duration_ms"], one["retry_after_s"]) for one in found.rows
    ] == [("/v1/x", 429, 31.2, 2.0)]
    assert len(found.rejects) == 1
