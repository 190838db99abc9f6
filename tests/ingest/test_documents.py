"""JSON documents of any layout, read block by block: the values are those that json finds in them.

The text of a document is read through the chunks that ingest reads it by; what becomes of a broken
one, through the engine.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from blake3 import blake3
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyzer.formats import named
from analyzer.ingest.lines.chunks import Position
from analyzer.ingest.lines.documents import document_chunks
from analyzer.ingest.rows.transform import Reading
from tests.reading_lines import read, reader, skipped

HAR = ("log", "entries")
TEXTS = st.text(st.sampled_from('aé"\\{}[],: \n\t'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "entries", "log", 'q"', "b\\"]), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from(["time", "entries", 'q"', "b\\"]), VALUES, max_size=3)
# What is no object and no array ends at the next comma.
ELEMENTS = OBJECTS | VALUES.filter(lambda value: not isinstance(value, str) or "," not in value)
LAYOUTS = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1, 2, 4, "\t"]),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", " :\n ")]),
        "ensure_ascii": st.booleans(),
    }
)
# Any, so that a block may end within whatever there is.
SIZES = st.integers(3, 40) | st.just(1 << 20)


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with reader() as engine:
        yield engine


def values_of(
    text: str, size: int, path: tuple[str, ...], *, finished: bool = True
) -> tuple[list[bytes], Position]:
    """The lines that a document's chunks hold, and how far it was read."""
    data, digest, at = text.encode(), blake3(), Position()
    lines: list[bytes] = []
    stream = io.BytesIO(data)
    for chunk in document_chunks(stream, digest, at, size, path, finished=finished):
        assert chunk.data.count(b"\n") == chunk.lines
        assert chunk.first == len(lines) + 1
        lines += chunk.data.splitlines()
    if finished:
        assert at.offset == len(data)
    if at.offset:
        assert digest.hexdigest() == blake3(data[: at.offset]).hexdigest()
    return lines, at


def parsed(lines: list[bytes]) -> list[Any]:
    return [json.loads(line) for line in lines]


@settings(max_examples=150, deadline=None)
@given(values=st.lists(ELEMENTS, max_size=6), layout=LAYOUTS, size=SIZES, end=st.booleans())
def test_the_elements_of_an_array_are_its_values(
    values: list[Any], layout: dict[str, Any], size: int, end: bool
) -> None:
    text = json.dumps(values, **layout) + "\n" * end
    lines, at = values_of(text, size, ())
    assert parsed(lines) == values
    assert at.ended_early is None


@pytest.mark.scale
@settings(max_examples=150, deadline=None)
@given(
    values=st.lists(ELEMENTS, max_size=6),
    before=st.dictionaries(st.sampled_from(["pages", "creator"]), VALUES, max_size=2),
    after=st.dictionaries(st.sampled_from(["comment", "browser"]), VALUES, max_size=2),
    layout=LAYOUTS,
    size=SIZES,
)
def test_the_entries_of_an_archive_are_its_values(
    values: list[Any], before: Any, after: Any, layout: dict[str, Any], size: int
) -> None:
    text = json.dumps({"log": {**before, "entries": values, **after}}, **layout)
    lines, at = values_of(text, size, HAR)
    assert parsed(lines) == values
    assert at.ended_early is None


@pytest.mark.scale
@settings(max_examples=150, deadline=None)
@given(
    values=st.lists(st.tuples(OBJECTS, LAYOUTS, st.sampled_from(["", "\n", " \n\n"])), max_size=6),
    size=SIZES,
)
def test_objects_that_follow_one_another_are_values(values: list[Any], size: int) -> None:
    text = "".join(json.dumps(value, **layout) + space for value, layout, space in values)
    lines, at = values_of(text, size, ())
    assert parsed(lines) == [value for value, _, _ in values]
    assert at.ended_early is None


@pytest.mark.scale
@settings(max_examples=150, deadline=None)
@given(values=st.lists(OBJECTS, min_size=1, max_size=6), layout=LAYOUTS, data=st.data())
def test_of_an_archive_that_is_cut_off_the_whole_entries_come_first(
    values: list[Any], layout: dict[str, Any], data: st.DataObject
) -> None:
    # Else what lies within entries begins lines as they do.
    assume(layout["indent"] != 0 and "\n" not in "".join(layout["separators"]))
    text = json.dumps({"log": {"entries": values}}, **layout)
    cut = data.draw(st.integers(text.index("[") + 1, len(text.rstrip()) - 1))
    lines, at = values_of(text[:cut], data.draw(SIZES), HAR)
    whole = [line for line in lines if _is_json(line)]
    assert [line for line in parsed(whole) if isinstance(line, dict)] == values[: len(whole)]
    # Either a piece of an entry is left, which will be rejected, or the end says so itself.
    assert (len(lines) - len(whole)) + (at.ended_early is not None) >= 1


@settings(max_examples=100, deadline=None)
@given(
    values=st.lists(OBJECTS, min_size=1, max_size=5),
    broken=st.sampled_from(['{"a":"b', '{"a":{"b":1', '{"a":1}}', '{"a":[{}', '"', "}", "]"]),
    at=st.integers(0, 5),
    comma_first=st.booleans(),
    size=SIZES,
)
def test_a_broken_line_of_an_array_costs_no_line_after_it(
    values: list[Any], broken: str, at: int, comma_first: bool, size: int
) -> None:
    values = [{"n": number} | value for number, value in enumerate(values)]
    good = [json.dumps(value) for value in values]
    rows = [*good[:at], broken, *good[at:]]
    text = "[\n" + ("\n," if comma_first else ",\n").join(rows) + "\n]\n"
    if broken == "]":
        values = values[:at]  # which ends the array
    lines, _ = values_of(text, size, ())
    found = [json.loads(line) for line in lines if _is_json(line)]
    # The value right before may share its piece with a bracket that nothing opened.
    missed = [value for value in values if value not in found]
    assert len(missed) <= (broken in ("}", '"')), (text, lines)
    assert [one for one in found if one in values] == [one for one in values if one in found]


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.sampled_from('{}[]",:\\a1 \n'), max_size=60), size=SIZES)
def test_any_text_ends(text: str, size: int) -> None:
    for path in ((), HAR):
        values_of(text, size, path)
        values_of(text, size, path, finished=False)


@pytest.mark.parametrize("size", [16, 1 << 20])
def test_a_value_that_is_too_long_is_counted_as_such(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.ingest.lines.documents.LONGEST_DOCUMENT_BYTES", 100)
    text = json.dumps([{"a": 1}, {"b": "x" * 500}, {"a": 2}]).encode()
    chunks = list(document_chunks(io.BytesIO(text), blake3(), Position(), size, ()))
    (overlong,) = [overlong for chunk in chunks for overlong in chunk.overlong]
    assert overlong[0] == 2
    assert overlong[1].strip().startswith('{"b": "xxx')
    assert b"".join(chunk.data for chunk in chunks).splitlines()[:2] == [b'{"a": 1}', b""]


def test_of_values_still_being_written_the_whole_ones_are_taken() -> None:
    lines, at = values_of('{"a":1}\n{"a":\n2}\n{"a":', 1 << 20, (), finished=False)
    assert parsed(lines) == [{"a": 1}, {"a": 2}]
    assert at.offset == len('{"a":1}\n{"a":\n2}\n')


@pytest.mark.parametrize("text", ['[{"a":1},\n{"a":2}', '{"log":{"entries":[{"a":1},{"a":2}'])
def test_of_an_array_still_being_written_nothing_is_taken(text: str) -> None:
    path = HAR if "log" in text else ()
    assert values_of(text, 1 << 20, path, finished=False)[1].offset == 0
    assert values_of(text + "]}}"[: 3 if path else 1], 1 << 20, path, finished=False)[1].offset


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_every_entry_of_a_cut_archive_is_counted(data: st.DataObject, reading: Reading) -> None:
    text = json.dumps({"log": {"entries": [_entry(n) for n in range(9)]}}, indent=1)
    cut = data.draw(st.integers(text.index("startedDateTime"), len(text) - 1))
    found = read(reading, text[:cut].encode(), named("har"), size=data.draw(st.integers(50, 4000)))
    counts = found.counts
    assert counts.lines == counts.requests + counts.rejects + skipped(counts)
    assert counts.requests == len(found.rows) == text[:cut].count('"end": 1\n   }')
    assert counts.rejects == len(found.rejects) == 1


def _entry(number: int) -> dict[str, Any]:
    return {
        "startedDateTime": "2026-11-19T10:00:00Z",
        "request": {"method": "GET", "url": f"https://api.tickdb.ai/v1/{number}", "headers": []},
        "response": {"status": 200, "content": {"text": '{"a":"]}"}'}},
        "end": 1,
    }


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def test_objects_laid_out_one_after_another_may_be_of_several_formats(reading: Reading) -> None:
    served = {"requestMethod": "GET", "requestUrl": "https://bot.tickdb.ai/b", "status": 502}
    line = '10.0.0.7 - - [19/Nov/2026:10:00:01 +0000] "GET /a HTTP/1.1" 500 5 "-" "curl"'
    values = [
        {"textPayload": "[2026-11-19 10:00:00 +0000] [1] [INFO] Starting gunicorn"},
        {"textPayload": line, "timestamp": "2026-11-19T10:00:01.5Z"},
        {"timestamp": "2026-11-19T10:00:02Z", "httpRequest": served},
    ]
    text = "\n".join(json.dumps(one, indent=2) for one in values)
    found = read(reading, f"{text}\n".encode())
    assert sorted((r["path"], r["status"]) for r in found.rows) == [("/a", 500), ("/b", 502)]
    assert found.counts.rejects == 0
