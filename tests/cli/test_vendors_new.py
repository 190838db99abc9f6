"""`analyzer vendors new`: drafts that hold once a person has written what is marked."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, analyzer, lake_of
from tests.servers import serving

AT = "2026-11-19T10:00:{:02}Z"
CALL = {"client": "bot", "method": "GET", "url": "https://api.abco.example/v1/things/17"}
TOLD = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "7", "RateLimit-Policy": "100;w=60"}
KEY = {"X-API-Key": "a-key-of-the-vendor"}


def failed(second: int, status: int, body: object) -> dict[str, Any]:
    headers = {"request_headers": KEY, "response_headers": TOLD}
    return {**CALL, **headers, "ts": AT.format(second), "status": status, "response_body": body}


def error(code: object, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}, "requestId": "r-1"}


ODD = 'ODD "one"\\'
LINES = [
    *(failed(n, 429, error("E429", "slow down, please")) for n in range(3)),
    failed(4, 418, error("TEA/1", "it's a \"pot\"")),
    failed(5, 400, error(ODD, "what is this")),
    failed(6, 503, "<html>down</html>"),
    {**CALL, "ts": AT.format(7), "status": 200, "response_body": {"fine": True}},
    {
        "ts": AT.format(8), "client": "bot", "protocol": "websocket", "connection": "c",
        "url": "wss://ws.abco.example:8443/s", "event": "open",
    },
    {
        "ts": AT.format(9), "client": "bot", "protocol": "websocket", "connection": "c",
        "direction": "received", "message": {"op": "sub", **error("NO_TOPIC", "no such topic")},
    },
    {
        "ts": AT.format(10), "client": "bot", "protocol": "websocket", "connection": "c",
        "event": "close", "close_code": 4011,
    },
    {**failed(11, 500, error("X1", "not ours")), "url": "https://other.example/"},
]  # fmt: skip

OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Abco Things", "version": "1"},
    "externalDocs": {"url": "https://docs.abco.example/"},
    "servers": [{"url": "https://api.abco.example/v1"}],
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Abco-Key"}},
        "schemas": {
            "Error": {
                "type": "object",
                "properties": {
                    "error": {"$ref": "#/components/schemas/Inner"},
                    "again": {"$ref": "#/components/schemas/Error"},
                },
            },
            "Inner": {
                "allOf": [
                    {"properties": {"code": {"enum": ["KEY_BAD", "KEY_OLD"]}}},
                    {"properties": {"message": {"type": "string", "example": "see the code"}}},
                ]
            },
        },
        "responses": {
            "Slow": {
                "description": "Too many\n  requests.",
                "headers": {"X-RateLimit-Remaining": {"schema": {"type": "integer"}}},
                "content": {
                    "application/json": {
                        "examples": {"one": {"value": {"error": {"code": 4290, "message": "s"}}}}
                    }
                },
            }
        },
    },
    "paths": {
        "/things/{id}": {
            "get": {
                "responses": {
                    "200": {"description": "Fine."},
                    "401": {
                        "description": "The key is refused.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}}
                        },
                    },
                    "404": {"description": "There is no such thing."},
                    "429": {"$ref": "#/components/responses/Slow"},
                    "default": {"description": "Anything."},
                }
            }
        }
    },
}


def filled(draft: str) -> str:
    """The draft as a person leaves it: each marked place has a text."""
    texts = {"class": "validation", "title": "Abco", "meaning": "It says so."}
    return re.sub(r'(?m)^(\w+) = "" +# TODO.*$', lambda m: f'{m[1]} = "{texts[m[1]]}"', draft)


def checked(tmp_path: Path, text: str) -> Ran:
    (tmp_path / "abco.toml").write_text(text, "utf-8")
    return analyzer("vendors", "check", tmp_path / "abco.toml")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lake_of(tmp_path_factory.mktemp("draft"), *LINES)


@pytest.fixture(scope="module")
def draft(lake: Path) -> str:
    ran = analyzer("vendors", "new", "abco", "--from", "lake", "--lake", lake)
    assert ran.status == 0, ran.err
    return ran.out


@pytest.mark.scale
def test_a_draft_from_the_lake_holds_once_its_marks_are_filled_in(
    tmp_path: Path, lake: Path, draft: str
) -> None:
    assert filled(draft) != draft
    ran = checked(tmp_path, filled(draft))
    assert (ran.status, ran.err) == (0, "")
    places = ("--lake", tmp_path / "anew", "--vendors", tmp_path / "abco.toml", "--format")
    assert analyzer("ingest", lake.parent / "calls.jsonl", *places[:-1]).status == 0
    asked = "SELECT code, class, meaning FROM failures WHERE vendor = 'abco' AND listed"
    ran = analyzer("sql", asked, *places, "json")
    found = {row["code"]: (row["class"], row["meaning"]) for row in json.loads(ran.out)}
    assert found == {"E429": ("rate_limit", "It says so.")} | dict.fromkeys(
        ("TEA/1", ODD, "NO_TOPIC", "4011"), ("validation", "It says so.")
    )


def test_a_draft_from_the_lake_tells_what_was_seen(draft: str) -> None:
    for line in (
        'hosts = ["api.abco.example", "ws.abco.example"]',
        'header = "x-api-key"',
        'code = ["$.error.code"]',
        'message = ["$.error.message"]',
        'trace_id = ["$.requestId"]',
        '# seen 3 times; HTTP 429 3 times, rate_limit; GET /v1/things/{id}; "slow down, please"',
        'class = "rate_limit"  # a guess: correct it',
        "quota = 100",
        "window_s = 60",
        "[closes.4011]",
        "[codes.'ODD \"one\"\\']",
    ):
        assert line in draft.splitlines()
    assert "HTTP 503 without a code: once, class unavailable" in draft
    assert "X1" not in draft


@pytest.mark.scale
def test_one_host_alone_can_be_drafted(lake: Path) -> None:
    place = ("--lake", lake)
    ran = analyzer("vendors", "new", "abco", "--from", "ws.abco.example", *place)
    assert "[codes.NO_TOPIC]" in ran.out
    assert "E429" not in ran.out
    below = analyzer("vendors", "new", "abco", "--from", "*.abco.example", *place)
    assert "[codes.NO_TOPIC]" in below.out
    assert "[codes.E429]" in below.out


def test_what_is_still_to_be_written_is_told_with_its_line(tmp_path: Path, draft: str) -> None:
    ran = checked(tmp_path, draft)
    assert ran.status == 2
    assert (ran.out, "Traceback" in ran.err) == ("", False)
    told = dict(re.findall(r"abco\.toml:(\d+): (.+): is empty\n", ran.err))
    marked = [n for n, line in enumerate(draft.splitlines(), 1) if "# TODO" in line]
    assert sorted(map(int, told)) == marked
    by_key = {key: draft.splitlines()[int(line) - 1] for line, key in told.items()}
    assert by_key["title"].startswith('title = ""')
    assert by_key["codes.E429.meaning"].startswith('meaning = ""')
    assert f"{len(marked)} faults" in ran.err


def test_all_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path, draft: str) -> None:
    wrong = {
        'class = "rate_limit"  # a guess: correct it': 'clas = "rate_limit"',
        "window_s = 60": 'window_s = "a minute"',
        "[closes.4011]": "[closes.99]",
    }
    for right, one in wrong.items():
        draft = draft.replace(right, one, 1)
    draft += (
        '\n[[samples]]\nabout = "x"\nstatus = 4000\nbody = ""\n[samples.expect]\nclass = "auht"\n'
    )
    ran = checked(tmp_path, draft)
    assert (ran.status, "Traceback" in ran.err) == (2, False)
    told = {int(line) for line in re.findall(r"abco\.toml:(\d+): ", ran.err)}
    lines = draft.splitlines()
    marked = {n for n, line in enumerate(lines, 1) if "# TODO" in line}
    mistaken = {
        lines.index(one) + 1 for one in (*wrong.values(), "status = 4000", 'class = "auht"')
    }
    assert told >= marked | mistaken


@pytest.mark.scale
@pytest.mark.parametrize("form", ["openapi.json", "openapi.yaml"])
def test_a_draft_from_an_openapi_document_holds_once_it_is_filled_in(
    tmp_path: Path, form: str
) -> None:
    import yaml

    document = tmp_path / form
    is_json = form.endswith("json")
    document.write_text(json.dumps(OPENAPI) if is_json else yaml.safe_dump(OPENAPI), "utf-8")
    ran = analyzer("vendors", "new", "abco", "--from", document, "--out", tmp_path / "draft.toml")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    draft = (tmp_path / "draft.toml").read_text("utf-8")
    for line in (
        'title = "Abco Things"',
        'docs_url = "https://docs.abco.example/"',
        'hosts = ["api.abco.example"]',
        'header = "x-abco-key"',
        'code = ["$.error.code"]',
        "[codes.KEY_BAD]",
        "[codes.KEY_OLD]",
        "[codes.4290]",
        'meaning = "Too many requests."',
        "[statuses.404]",
        'meaning = "There is no such thing."',
    ):
        assert line in draft.splitlines()
    assert "x-ratelimit-remaining" in draft
    ran = checked(tmp_path, filled(draft))
    assert (ran.status, ran.err) == (0, "")
    assert ", 3 samples" in ran.out


@pytest.mark.scale
def test_a_document_of_swagger_2_is_read(tmp_path: Path) -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "Old"},
        "host": "old.example:8080",
        "securityDefinitions": {"key": {"type": "apiKey", "in": "query", "name": "token"}},
        "paths": {
            "/x": {
                "post": {
                    "responses": {
                        "409": {
                            "description": "Twice.",
                            "examples": {"application/json": {"errcode": 77, "errmsg": "a b"}},
                        }
                    }
                }
            }
        },
    }
    (tmp_path / "old.json").write_text(json.dumps(document), "utf-8")
    ran = analyzer("vendors", "new", "old", "--from", tmp_path / "old.json")
    assert '[codes.77]\nclass = "conflict"  # a guess: correct it\nmeaning = "Twice."' in ran.out
    assert 'query = "token"' in ran.out
    assert 'hosts = ["old.example"]' in ran.out
    assert checked(tmp_path, filled(ran.out)).status == 0


def test_a_url_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(OPENAPI), "utf-8")
    with serving(tmp_path) as url:
        ran = analyzer("vendors", "new", "abco", "--from", f"{url}/openapi.json")
        gone = analyzer("vendors", "new", "abco", "--from", f"{url}/none.json")
    assert "[codes.KEY_BAD]" in ran.out
    assert (gone.status, gone.out, gone.err.count("\n")) == (2, "", 1)
    assert f"{url}/none.json: cannot be had" in gone.err


@pytest.mark.parametrize(
    ("vendor", "origin", "said"),
    [
        ("abco", "http://127.0.0.1:1/openapi.json", "cannot be had"),
        ("nobody", "lake", "the lake has no request to a host with nobody in its name"),
        *(
            pytest.param(*case, marks=pytest.mark.scale)
            for case in (
                ("abco", "http://[/", "cannot be had"),
                ("abco", "none.json", "cannot be read"),
                ("abco", "nobody.example", "the lake has no request to nobody.example"),
                ("mine", "api.tickdb.ai", "belongs to tickdb already"),
                ("tickdb", "lake", "there is a vendor tickdb already"),
                ("Abco!", "lake", "cannot be an id"),
            )
        ),
    ],
)
def test_what_cannot_be_drafted_is_one_sentence(
    sample_lake: Path, vendor: str, origin: str, said: str
) -> None:
    ran = analyzer("vendors", "new", vendor, "--from", origin, "--lake", sample_lake)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


@pytest.mark.parametrize("text", ["", "{", "[]", "<html>", '{"paths": {}}', "a: [", "\ufeff{}"])
def test_what_is_no_openapi_document_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "it.json").write_text(text, "utf-8")
    ran = analyzer("vendors", "new", "abco", "--from", tmp_path / "it.json")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "is no OpenAPI document" in ran.err


def test_a_document_of_odd_types_gives_a_draft(tmp_path: Path) -> None:
    odd = {
        "openapi": 3,
        "info": [],
        "servers": {"url": 1},
        "components": {"securitySchemes": {"a": 3, "b": {"type": "apiKey", "in": "header"}}},
        "paths": {
            "/a": {"get": {"responses": {"400": {"$ref": "#/nowhere"}, "500": []}}},
            "/b": {"post": {"responses": {"400": {"content": {"text/json": {"schema": {
                "allOf": 3, "properties": {"code": {"enum": [None, 1, True]}}}}}}}}},
            "/c": 7,
        },
    }  # fmt: skip
    (tmp_path / "odd.json").write_text(json.dumps(odd), "utf-8")
    ran = analyzer("vendors", "new", "abco", "--from", tmp_path / "odd.json")
    assert ran.status == 0, ran.err
    assert 'hosts = [""]  # TODO' in ran.out


@pytest.mark.one_in(3)
@pytest.mark.scale
@pytest.mark.parametrize(
    "host", ["müller.example", "[2001:db8::1]", "data.$x$.example", "文.example", "a_b.example"]
)
def test_whatever_host_is_in_the_lake_a_file_of_it_can_claim(tmp_path: Path, host: str) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    call = {"url": f"https://{host}:8443/v1/a", "status": 400, "response_body": {"code": "E7"}}
    log.write_text(json.dumps({"ts": "2026-11-16T10:00:00Z", **call}) + "\n", "utf-8")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    ran = analyzer("vendors", "new", "abco", "--from", host, "--lake", lake)
    assert f'hosts = ["{host}"]' in ran.out
    assert checked(tmp_path, filled(ran.out)).status == 0
    own = tmp_path / "own"
    own.mkdir()
    (own / "abco.toml").write_text(filled(ran.out), "utf-8")
    for where in (lake, tmp_path / "later"):
        options = ("--lake", where, "--vendors", own)
        assert analyzer("ingest", log, *options).status == 0
        asked = analyzer("sql", "SELECT vendor, code FROM failures", "--format", "csv", *options)
        assert asked.out == "vendor,code\nabco,E7\n"


def test_what_cannot_be_a_host_is_a_note_of_the_draft(tmp_path: Path) -> None:
    log, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    log.write_text(
        "".join(
            f'{{"ts":"2026-11-16T10:00:00Z","url":"https://{host}/a","status":500}}\n'
            for host in ("abco.example", "abco.^x.example")
        ),
        "utf-8",
    )
    assert analyzer("ingest", log, "--lake", lake).status == 0
    ran = analyzer("vendors", "new", "abco", "--from", "lake", "--lake", lake)
    assert 'hosts = ["abco.example"]' in ran.out
    assert "# Logged as a host, which it cannot be: abco.^x.example" in ran.out
