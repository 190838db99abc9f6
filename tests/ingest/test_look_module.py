"""The compiled look: it is what its source says, and its source does nothing undefined."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pytest

from analyzer.catalog import catalog
from analyzer.formats import named
from analyzer.ingest import look
from analyzer.ingest.lines.chunks import as_text
from analyzer.ingest.look import Look, build
from analyzer.ingest.look.module import LookModule
from analyzer.mapping.plain_fields import PlainField
from analyzer.redaction import LONG_RUN
from analyzer.redaction.macros import macros as redaction_macros
from tests.ingest import (
    closed_lines,
    column_lines,
    credential_lines,
    mapped_lines,
    pair_lines,
    span_lines,
    text_lines,
)
from tests.ingest.look_lines import damaged, lines_of
from tests.reading_lines import read, reader


def _no_keys(credentials: pa.StringArray) -> pa.Table:
    raise AssertionError("no line is read by these looks")


def plain_fields_of(form: str, beginning: str) -> Sequence[PlainField]:
    """What fields say in plain lines of a source; none where that is not clear."""
    fields = named(form).fitted(beginning).plain_fields
    return (fields and fields()) or ()


def test_the_module_is_what_its_source_compiles_to(tmp_path: Path) -> None:
    build.build(tmp_path / "look.wasm")
    kept = (resources.files(look) / "look.wasm").read_bytes()
    assert (tmp_path / "look.wasm").read_bytes() == kept


@pytest.mark.scale
@pytest.mark.parametrize("seeds", [range(2), pytest.param(range(2, 12), marks=pytest.mark.soak)])
@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc with its sanitizers")
def test_its_source_does_nothing_undefined_with_any_line(
    seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = tmp_path / "driver"
    source = Path(__file__).with_name("look_driver.c")
    with resources.as_file(resources.files(look) / "look.c") as c:
        subprocess.run(
            [
                *("gcc", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
                *(f"-I{c.parent}", "-o", str(driver), str(source), "-lm"),
            ],
            check=True,
        )
    told: list[str] = []

    def note(_: LookModule, kind: int, names: Iterable[str], roles: Iterable[int]) -> None:
        told.extend(f"{kind} {role} {name}\n" for name, role in zip(names, roles, strict=True))

    def looks_through(*logs: bytes) -> int:
        """What the driver makes of logs, with the names that were told last."""
        (tmp_path / "names").write_text("".join(told))
        files = [tmp_path / f"{number}.log" for number in range(len(logs))]
        for file, log in zip(files, logs, strict=True):
            file.write_bytes(log)
        ran = subprocess.run(
            [driver, tmp_path / "names", *files], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return sum(map(int, ran.stdout.split()))

    monkeypatch.setattr(LookModule, "name", note)
    Look(catalog.load(None), _no_keys, "canonical")
    logs = []
    for seed in seeds:
        logs.append(lines_of(Random(seed), 20_000))
        logs.append(credential_lines.log(Random(seed), 10_000, in_query=False))
        logs.append(credential_lines.log(Random(seed), 10_000, in_query=True))
        random = Random(seed)
        logs.append(
            bytes(random.choice(b'{}[]",:\\ 0123abctrue/?=.-\n\x00\xff') for _ in range(200_000))
        )
    assert looks_through(*logs) > 5_000 * len(seeds)
    for form in text_lines.FORMS:
        told.clear()
        texts = [text_lines.log(Random(seed), 20_000, form) for seed in seeds]
        forms = named(form).fitted(as_text(texts[0][:1_000])).plain_forms
        Look(catalog.load(None), _no_keys, "text", forms=forms)
        assert looks_through(*texts) > 5_000 * len(seeds)
    for form in closed_lines.FORMS:
        made = [closed_lines.log(Random(seed), 10_000, form) for seed in seeds]
        told.clear()
        Look(catalog.load(None), _no_keys, "closed", plain_fields_of(form, "{"))
        made.append("\n".join(damaged(Random(1), line) for line in "".join(made).split("\n")))
        assert looks_through(*(one.encode("utf-8", "surrogatepass") for one in made)) > 5_000
    columns = 0
    for seed in seeds:
        for form, written in column_lines.LOGS.items():
            text = written(Random(seed), 10_000)
            header = named(form).fitted(text).plain_forms
            told.clear()
            Look(catalog.load(None), _no_keys, "columns", plain_fields_of(form, text), header)
            columns += looks_through(text.encode("utf-8", "surrogatepass"))
    assert columns > 2_000 * len(seeds)
    plain = spans = pairs = 0
    with reader() as reading:
        for seed in seeds:
            data = mapped_lines.log(seed, 6_000).encode("utf-8", "surrogatepass")
            told.clear()
            read(reading, data, named("json"))
            whole = data.split(b"\n")
            broken = [damaged(Random(seed), line.decode("utf-8", "replace")) for line in whole]
            plain += looks_through(data, "\n".join(broken).encode("utf-8", "surrogatepass"))
            for form in ("ltsv", "logfmt"):
                told.clear()
                data = pair_lines.log(40 + 2 * seed, 6_000, form)
                read(reading, data, named(form))
                pairs += looks_through(data)
            told.clear()
            read(reading, span_lines.log(Random(seed), 1_000), named("otlp"))
            data = span_lines.elements(Random(seed), 10_000)
            whole = data.split(b"\n")
            broken = [damaged(Random(seed), line.decode("utf-8", "replace")) for line in whole]
            spans += looks_through(data, "\n".join(broken).encode("utf-8", "surrogatepass"))
    assert plain > 2_000 * len(seeds)
    assert spans > 2_000 * len(seeds)
    assert pairs > 2_000 * len(seeds)


def test_what_sql_takes_for_suspicious_holds_a_word_of_the_look() -> None:
    """Texts around each part of SQL's own pattern, as SQL has it."""
    told = look.words(catalog.load(None))
    with duckdb.connect() as con:
        con.execute(redaction_macros())
        random = Random(3)
        parts = [
            *told,
            "gha_",
            "sk-live",
            "pin=",
            "?otp=",
            "&hash=",
            "/bot7",
            "%5f",
            "%255F",
            "\\u005f",
            "&#95;",
            "&#x5f;",
            "&#X005F;",
            "/services/",
            "x" * 40,
        ]
        texts = [
            random.choice("/?&= ") + part[: random.randint(1, len(part))] + random.choice("x1=-_")
            for part in parts
            for _ in range(30)
        ]
        found = con.execute(
            "SELECT t FROM (SELECT unnest($1) AS t) WHERE is_suspicious(t)", [texts]
        ).fetchall()
    assert len(found) > 100
    assert LONG_RUN >= 40  # as look.c has it
    assert not [
        text
        for (text,) in found
        if not any(word in text.lower() for word in told) and len(text) < 40
    ]
