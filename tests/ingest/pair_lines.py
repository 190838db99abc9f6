"""Lines of pairs, as LTSV and logfmt have them: the fields of mapped_lines.py, flat."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.ingest.look_lines import damaged, with_ids
from tests.ingest.mapped_lines import Make

_STAMP = "2026-11-16T00:00:{s:02}.25Z"
_BEFORE = (
    "", "", f"{_STAMP} heroku[router]: ", f"{_STAMP} INFO request ", "2026-11-16 00:00:07 info ",
    "Nov 19 10:00:11 lb1 app[7]: ", "level ",
)  # fmt: skip
_WORDS = (
    *_BEFORE, "https://api.tickdb.ai/v1/x ", f"x {_STAMP} ", f"{_STAMP} ", f"[{_STAMP}] ",
    "x{", '"q" ', "2026-11-16T00:00:07Z ", "2026-11-16T25:00:07Z info ",
)  # fmt: skip


def log(seed: int, lines: int, form: str) -> bytes:
    """A log of one make, in which some lines are damaged."""
    random = Random(seed)
    make = Make(random)
    make.nests = False
    before = random.choice(_BEFORE) if form == "logfmt" else ""
    told = []
    for _ in range(lines):
        line = _line(random, make.values(random), before, form)
        told.append(damaged(random, line) if random.random() < 0.02 else line)
    return "".join(f"{line}\n" for line in told).encode("utf-8", "surrogatepass")


def _line(random: Random, fields: dict[str, Any], before: str, form: str) -> str:
    values = {name: as_text(random, value) for name, value in fields.items()}
    if form == "ltsv":
        pairs = [f"{name}:{value}".replace("\t", " ") for name, value in values.items()]
        line = random.choice(["\t"] * 49 + ["\t\t"]).join(pairs)
        line += random.choice([""] * 97 + ["\t", "\r", " "])
    else:
        if random.random() < 0.02:
            before = random.choice(_WORDS)
        pairs = [f"{name}={_quoted(random, value)}" for name, value in values.items()]
        line = before + random.choice([" "] * 48 + ["  ", ", "]).join(pairs)
        line += random.choice([""] * 96 + [" ", "\r", " done", ","])
    if random.random() < 0.01:
        line += random.choice(["\t", " "]) + random.choice(["x:1", "x=1", "status=200", "host:a"])
    return with_ids(random, line.replace("{s:02}", f"{random.randint(0, 59):02}"))


def as_text(random: Random, value: Any) -> str:
    """A field as it stands in a pair; what nests is hardly ever told."""
    if isinstance(value, dict | list) and random.random() < 0.95:
        return "x"
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def _quoted(random: Random, value: str) -> str:
    needs = any(one in value for one in ' "=')
    if needs != (random.random() < 0.03):
        text = json.dumps(value, ensure_ascii=False)
        return text if random.random() < 0.9 else f"'{value}'"
    return value
