"""JSON as nobody means it, in every field of every format: each line is a row, a reject or skipped.

None ends a load, none takes another line with it.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from random import Random

import pytest

from analyzer import mapping
from analyzer.formats import Format, formats, named
from analyzer.formats.canonical import FORMAT as CANONICAL
from analyzer.ingest.rows.transform import Reading
from tests.bench.run import timed
from tests.conftest import rows
from tests.reading_lines import Loaded, read, reader, skipped

# Raw JSON, of every type and of every oddity that a type has.
ODD = {
    "null": "null",
    "true": "true",
    "false": "false",
    "zero": "0",
    "negative": "-1",
    "a whole number of 10,000 digits": "1" * 10_000,
    "a fraction of 10,000 digits": "0." + "3" * 10_000,
    "a negative number of 400 digits": "-" + "9" * 400,
    "a number beyond any double": "1e400",
    "no number": "NaN",
    "minus infinity": "-Infinity",
    "a text": '"text"',
    "an empty text": '""',
    "a text that begins like an object": '"{"',
    "a text that begins like a list": '"[1"',
    "a text that is an object": '"{\\"a\\":1}"',
    "a lone surrogate": '"\\ud800"',
    "a NUL": '"\\u0000"',
    "a NUL within": '"a\\u0000b"',
    "an escape that is none": '"\\x"',
    "an empty list": "[]",
    "lists in lists": "[[[]]]",
    "a list of null": "[null]",
    "a list of objects": "[{}]",
    "a list of everything": '[1,"a",null,{"a":[]}]',
    "half pairs": '[{"name":"a"},{"value":1}]',
    "odd pairs": '[{"name":null,"value":[1]},{"name":"a","value":{}}]',
    "an empty object": "{}",
    "objects in objects": '{"a":{"b":{"c":[1,{}]}}}',
    "empty keys": '{"":{"":""}}',
    "a key three times": '{"a":1,"a":[2],"a":null}',
    "a quote in a key": '{"a\\"b":"c"}',
    "a NUL as key": '{"\\u0000":1}',
    "surrogates as key and value": '{"\\udfff":"\\ud800"}',
    "headers of odd types": '{"X-API-Key":[[]],"Authorization":{"a":1},"traceparent":[],'
    '"retry-after":{},"x-request-id":[[]],"date":false,"x-ratelimit-reset":[1]}',
    "headers of surrogates": '{"x-api-key":"\\ud800","traceparent":"\\udfff"}',
    "arrays 10,000 deep": "[" * 10_000 + "]" * 10_000,
    "objects 10,000 deep": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "nothing": "",
}
pytestmark = [pytest.mark.apart, pytest.mark.one_in(4)]
HERE = "\x02here\x02"
LONG = 1_000
OF_LINES = {
    name: form
    for name, form in formats().items()
    if (form.document is None and form.samples[0].text.startswith("{")) or name == "envoy"
}
CALL = {
    **dict.fromkeys(CANONICAL.fields or (), "x"),
    "ts": "2026-11-19T10:00:00Z",
    "protocol": "http",
    "url": "https://api.tickdb.ai/v1/x?api_key=1",
    "status": 500,
}
ANSWER = {
    "ts": "2026-11-19T10:00:00Z",
    "protocol": "websocket",
    "url": "wss://api.tickdb.ai/v1/ws",
    "connection": "c-1",
    "direction": "received",
    "message": {"cmd": "subscribe", "code": 4003},
}
# Of JSON of any make there would be five times as many.
MOST_LINES = 4_000
# Making the statement of a format costs more than reading some hundred lines.
QUICK = {"canonical", "json", "har", "request_headers"}


def quick(names: Iterable[str]) -> list[object]:
    """Each name, most of them under the marker `scale`."""
    return [pytest.param(n, marks=() if n in QUICK else pytest.mark.scale) for n in names]


BASES = {
    "canonical": [CALL, ANSWER, ANSWER | {"direction": "sent"}, ANSWER | {"event": "close"}],
}


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def objects_of(form: Format) -> list[object]:
    """The JSON objects among a format's samples, or its documents."""
    found: list[object] = [*BASES.get(form.name, ())]
    for sample in form.samples:
        for text in [sample.text] if form.document is not None else sample.text.splitlines():
            try:
                value = json.loads(text)
            except ValueError:
                continue
            if isinstance(value, (dict, list)):
                found.append(value)
    return found


def places_in(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where values lie in a value: names and numbers that lead there."""
    if at:
        yield at
    inner = value if isinstance(value, dict) else {}
    inner = dict(enumerate(value[:2])) if isinstance(value, list) else inner
    for name, part in inner.items():
        yield from places_in(part, (*at, name))


def with_odd(value: object, at: tuple[str | int, ...], odd: str) -> str:
    """JSON text in which raw JSON stands in a value's place."""
    return json.dumps(_marked(value, at)).replace(json.dumps(HERE), odd)


def _marked(value: object, at: tuple[str | int, ...]) -> object:
    if not at:
        return HERE
    assert isinstance(value, (dict, list))
    changed = dict(value) if isinstance(value, dict) else dict(enumerate(value))
    changed[at[0]] = _marked(changed[at[0]], at[1:])
    return changed if isinstance(value, dict) else list(changed.values())


def read_lines(reading: Reading, form: Format, lines: list[str]) -> Loaded:
    """Read lines, all of which have to be accounted for."""
    found = read(reading, "".join(f"{line}\n" for line in lines).encode(), form)
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts)
    assert counts.requests == len(found.rows)
    assert counts.rejects == len(found.rejects)
    return found


@pytest.mark.scale
@pytest.mark.parametrize("name", quick(OF_LINES))
def test_some_fields_of_odd_types_end_no_load(name: str, reading: Reading) -> None:
    """Each odd value somewhere, each place once; the long ones in two places."""
    form, random = OF_LINES[name], Random(20)
    places = [(value, at) for value in objects_of(form) for at in places_in(value)]
    odds = [odd for odd in ODD.values() if len(odd) < LONG]
    lines = [
        with_odd(value, at, odds[number % len(odds)])
        for number, (value, at) in enumerate(places * (1 + len(odds) // len(places)))
    ]
    for odd in ODD.values():
        if len(odd) >= LONG:
            lines += [with_odd(value, at, odd) for value, at in random.sample(places, 2)]
    lines += with_two_odd(form, 60)
    assert read_lines(reading, form, lines).counts.lines >= len(lines)


@pytest.mark.one_in(8)
@pytest.mark.scale
@pytest.mark.parametrize("name", OF_LINES)
def test_no_field_of_an_odd_type_ends_a_load(name: str, reading: Reading) -> None:
    form = OF_LINES[name]
    lines = [
        with_odd(value, at, odd)
        for value in objects_of(form)
        for at in places_in(value)
        for odd in ODD.values()
    ]
    lines = Random(20).sample(lines, min(len(lines), MOST_LINES))
    # A document of a line holds several elements, which are counted.
    assert read_lines(reading, form, lines).counts.lines >= len(lines)


@pytest.mark.one_in(8)
@pytest.mark.scale
@pytest.mark.parametrize("name", OF_LINES)
def test_no_two_fields_of_odd_types_end_a_load(name: str, reading: Reading) -> None:
    form = OF_LINES[name]
    lines = with_two_odd(form, 500)
    assert read_lines(reading, form, lines).counts.lines >= len(lines)


def with_two_odd(form: Format, count: int) -> list[str]:
    """Objects of a format's samples, each with odd values in two places."""
    random = Random(20)
    base = [(value, list(places_in(value))) for value in objects_of(form)]
    lines = []
    for _ in range(count):
        value, places = random.choice(base)
        once = with_odd(value, random.choice(places), random.choice([*ODD.values()][:30]))
        try:
            again = json.loads(once)
        except ValueError:
            again = value
        places = list(places_in(again))
        lines.append(with_odd(again, random.choice(places), random.choice([*ODD.values()])))
    return lines


@pytest.mark.one_in(6)
@pytest.mark.parametrize("name", quick(["har", "json_array"]))
@pytest.mark.parametrize("step", [41, pytest.param(1, marks=pytest.mark.scale)])
def test_no_odd_value_ends_the_load_of_a_document(name: str, step: int, reading: Reading) -> None:
    form = named(name)
    values = [
        with_odd(element, at, odd)
        for document in objects_of(form)
        for element in _elements(document, form.document or ())
        for at in places_in(element)
        for odd in ODD.values()
    ][::step]
    opening = "".join(f'{{"{key}":' for key in form.document or ())
    text = f"{opening}[{','.join(value for value in values if value)}]" + "}" * len(
        form.document or ()
    )
    found = read(reading, text.encode(), form)
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts)
    assert counts.lines >= 0.9 * len(values)


def _elements(document: object, path: tuple[str, ...]) -> list[object]:
    for key in path:
        assert isinstance(document, dict)
        document = document[key]
    return document if isinstance(document, list) else [document]


ALIASES = tomllib.loads((resources.files(mapping) / "aliases.toml").read_text("utf-8"))
ALIASES["duration"] = ALIASES["duration"]["names"]


@pytest.mark.one_in(8)
@pytest.mark.parametrize("slot", quick(ALIASES))
def test_no_alias_of_a_column_with_an_odd_value_ends_a_load(slot: str, reading: Reading) -> None:
    random, base = Random(slot), {"time": "2026-11-19T10:00:00Z", "method": "GET", "status": 500}
    lines = [json.dumps(base | {"url": "https://api.tickdb.ai/v1/x"})]
    for alias in ALIASES[slot]:
        for odd in random.sample([*ODD.values()], 6):
            for value in (base | {alias: HERE}, _nested(base, alias.split("."))):
                lines.append(json.dumps(value).replace(json.dumps(HERE), odd))
    found = read_lines(reading, named("json"), lines)
    assert found.counts.lines == len(lines)
    assert any(row["path"] == "/v1/x" for row in found.rows)


def _nested(base: Mapping[str, object], names: list[str]) -> dict[str, object]:
    value: object = HERE
    for name in reversed(names):
        value = {name: value}
    assert isinstance(value, dict)
    return {**base, **value}


def test_what_is_no_object_tells_nothing_of_headers(reading: Reading) -> None:
    given = ['"text"', '""', "[]", "7", '"{"', '"{\\"X-API-Key\\":\\"aaaa-bbbb\\"}"']
    call = '{"ts":"2025-11-18T00:00:00Z","url":"https://a.example/x","status":200'
    lines = [f'{call},"request_headers":{headers}}}' for headers in given]
    found = read_lines(reading, CANONICAL, lines)
    assert [row["key_in"] for row in found.rows if row["key_in"]] == ["header:x-api-key"]
    assert len(found.rows) == len(given)


MANY = ",".join(f'"k{n}":{n % 10}' for n in range(600_000))


@pytest.mark.one_in(6)
@pytest.mark.scale
@pytest.mark.parametrize(
    "field", ["request_headers", "response_headers", "response_body", "message", None]
)
def test_an_object_of_as_many_members_as_a_line_holds_is_read_in_bounded_memory(
    field: str | None, tmp_path: Path
) -> None:
    call = '{"ts":"2026-11-19T10:00:00Z","url":"https://a.example/x","status":500'
    held = f'"{field}":{{{MANY}}}' if field else MANY
    (tmp_path / "calls.jsonl").write_text(f"{call}}}\n" + f"{call},{held}}}\n" * 3)
    logged, lake = tmp_path / "calls.jsonl", tmp_path / "lake"
    used = timed([sys.executable, "-m", "analyzer", "ingest", str(logged), "--lake", str(lake)])
    assert used.peak_mb < 1_500
    (load,) = rows(lake, "SELECT lines, requests + rejects AS told FROM loads")
    assert load == {"lines": 4, "told": 4}


@pytest.mark.parametrize(
    "other",
    [
        "# Logfile created on 2026-11-19 10:00:00 +0000 by logger.rb/v1.5.3\n",
        'time="Nov 19 10:00:00" level=info msg="Purged 1 records..." prefix=stdout-pump\n',
    ],
    ids=["Ruby's comment", "Go's logrus"],
)
def test_what_a_logger_says_beside_objects_is_no_broken_line(other: str, reading: Reading) -> None:
    line = '{"method":"GET","path":"/v1/x","status":429,"@timestamp":"2026-11-19T10:00:00Z"}\n'
    found = read(reading, (other + line).encode())
    assert (found.counts.requests, found.counts.rejects, skipped(found.counts)) == (1, 0, 1)
