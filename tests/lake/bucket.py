"""Logs and lakes of the tests in buckets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

NAME = "calls"


PATIENCE_S = 120


def log(folder: Path, name: str, numbers: range) -> Path:
    """A log whose lines have each a number of its own."""
    folder.mkdir(exist_ok=True)
    lines = [
        json.dumps(
            {
                "ts": 1_795_000_000 + number * 60,
                "url": f"https://api.tickdb.ai/v1/x?n={number}",
                "status": 429 if number % 7 == 0 else 200,
            }
        )
        for number in numbers
    ]
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder / name


def started(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "analyzer", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, err


def unfinished_uploads(objects: Any) -> list[Any]:
    return list(objects.call_s3("list_multipart_uploads", Bucket=NAME).get("Uploads", []))


def stored(objects: Any, lake: str) -> dict[str, str]:
    """Every object of a lake that is no lock, with what stands for its content."""
    found = objects.find(lake, detail=True)
    return {
        name: about["ETag"]
        for name, about in found.items()
        if name.rpartition("/")[2] not in ("lock", "analyzer.duckdb")
    }
