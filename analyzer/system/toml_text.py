"""Texts and keys as TOML writes them."""

from __future__ import annotations

import json
import re


def text(value: str) -> str:
    """A TOML string: literal where that spares escapes, else basic."""
    if '"' in value and not re.search(r"['\x00-\x1f\x7f]", value):
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """A bare key where it can be one, else a quoted one."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else text(name)


def comment(words: str) -> str:
    """Words that can stand in a comment, on one line."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", words).strip()
