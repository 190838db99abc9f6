"""Every format's own samples, varied and repeated: lines and bytes per second, and memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from analyzer.formats import Format, formats
from analyzer.lake.lake import Lake
from tests.bench import peers
from tests.bench.run import Scale, Work, head, ingest, measured, row
from tests.good_lines import lines_of
from tests.reading_lines import reader

_VARIANTS = 2000
_SLOW = 100_000
# What lnav calls a log, and GoAccess a format, where they read every line of it.
_LNAV = {
    "combined": "access_log",
    "common": "access_log",
    "traefik_clf": "access_log",
    "w3c": "w3c_log",
    "zeek": "bro_http_log",
}
_GOACCESS = {"aws_alb": "AWSALB", "combined": "VCOMBINED", "common": "COMMON"}


def run(folder: Path, scale: Scale) -> None:
    """Goal: none under 100,000 lines/s, lnav and GoAccess (times ten) not faster; ratios to us."""
    head(f"every format, {scale.format_lines:,} lines of each", "lines/s", "MB/s")
    for name in formats():
        log, lake = folder / f"{name}.log", folder / "lake"
        write(name, log, scale.format_lines)
        found = measured([_ours(name, log, lake), *_peers(name, log)], scale.runs)
        if name not in found:
            continue
        lines, size = _lines_of(lake), log.stat().st_size
        if not lines:
            print(f"{name}: left out, its samples are whole documents", flush=True)
            continue
        ours = found[name]
        for what, one in found.items():
            speed = lines / one.wall_s
            late = f"  under {_SLOW:,}" if one is ours and speed < _SLOW else ""
            shown = f"{speed:,.0f}", f"{size / 1e6 / one.wall_s:,.1f}"
            row(what, one, *shown, base=ours.wall_s, remark=late)
        log.unlink()


def _ours(name: str, log: Path, lake: Path) -> Work:
    work = ingest(lake, log, name=name)
    return Work(name, [*work.command, "--format", name], before=work.before)


def _peers(name: str, log: Path) -> Iterator[Work]:
    if name in _LNAV:
        yield peers.lnav(log, _LNAV[name])
    if name in _GOACCESS:
        yield peers.goaccess(log, _GOACCESS[name])


def _lines_of(lake: Path) -> int:
    """The lines of the lake's only load; 0 if most of them were no requests."""
    (load,) = Lake(lake).loads().to_pylist()
    return 0 if load["rejects"] >= load["requests"] else int(load["lines"])


def write(name: str, target: Path, lines: int) -> None:
    """Write a log of about that many lines, or elements of a document."""
    form = formats()[name]
    opening, parts, closing = parts_of(form)
    between = ",\n" if closing else "\n"
    each = sum(part.count("\n") + 1 for part in parts)
    variants = max(1, min(_VARIANTS, lines // each))
    block = between.join(_varied(part, number) for number in range(variants) for part in parts)
    with target.open("w", encoding="utf-8") as file:
        file.write(opening)
        times = max(1, lines // (variants * each))
        for number in range(times):
            file.write(block + (between if number < times - 1 else "\n"))
        file.write(closing)


def parts_of(form: Format) -> tuple[str, list[str], str]:
    """What stands before the lines or elements of a log, they themselves, and what stands after."""
    if form.name == "har":
        entries = json.loads(form.samples[0].text)["log"]["entries"]
        return '{"log":{"version":"1.2","entries":[', list(map(json.dumps, entries)), "]}}\n"
    if form.name == "json_array":
        elements = json.loads(form.samples[0].text)
        return "[", [json.dumps(elements[0])], "]\n"
    with reader() as reading:
        found = lines_of(reading, form)
    # An exchange of several lines is no good one by one.
    return found.header, list(found.good) or [form.samples[0].text.rstrip("\n")], ""


def _varied(text: str, number: int) -> str:
    """The same request at another time, to another path."""
    text = re.sub(r"(?<!\d)(1[0-9]):00:0", rf"\g<1>:{number % 60:02}:{number // 60 % 6}", text)
    text = re.sub(r"(?<!\d)17950824", f"17950{number % 9 + 1}24", text)
    return text.replace("/ticker", f"/ticker{number}")
