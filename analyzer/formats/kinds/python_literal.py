"""Literals of Python, which its programs print of bytes, headers and bodies."""

from __future__ import annotations

import ast
import warnings
from typing import Any

_NO_LITERAL = (ValueError, SyntaxError, MemoryError, RecursionError)


def literal(text: str) -> Any:
    """What a text is as a literal of Python; None where it is none."""
    # Of an escape that is none Python warns, as of a program's own source.
    if "\\" in text:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _evaluated(text)
    return _evaluated(text)


def _evaluated(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except _NO_LITERAL:
        return None
