"""The SQL macros that take credentials out of texts: macros.sql, filled in from forms.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from analyzer import redaction
from analyzer.redaction import (
    AFTER_A_WORD,
    BEFORE_CHAIN_ID,
    BOUNDARY,
    CHAIN_ID,
    COUNTED,
    ENCODED,
    HIDDEN,
    LONG_RUN,
    LONG_WITH_A_DIGIT,
    PUBLIC_ID,
    SAID,
    WEB_HOOK,
    chance_words,
    names,
    patterns,
    spelled,
    words,
    words_of_forms,
)

# Credentials that no word announces.
_LONG = rf"[/.:%][a-z0-9_-]{{{LONG_RUN}}}"
# One of these is in each text that matches them, but for a long run.
MARKS = ("%", "\\u00", "&#")


@cache
def macros() -> str:
    """CREATE MACRO statements; see macros.sql for each."""
    text = (resources.files(redaction) / "macros.sql").read_text("utf-8")
    for name, value in {
        "suspicious": f"(?i){_any(w for w in words() if w not in chance_words())}"
        f"|(?:{BOUNDARY}|%(?:25)+[0-9a-f]{{2}})(?:{_any(chance_words())})|{_LONG}|{HIDDEN}",
        "words_of_forms": f"(?i){_any(words_of_forms())}|{_LONG}",
        "strong": f"(?:{'|'.join(map(spelled, names().strong))})",
        "whole": _any(names().whole),
        "asked": _any(names().asked),
        "spoken": _any(names().spoken),
        "said": SAID,
        "long with a digit": LONG_WITH_A_DIGIT,
        "encoded": f"(?i){ENCODED}",
        "hidden": HIDDEN,
        "after a word": AFTER_A_WORD,
        "counted": COUNTED,
        "public id": PUBLIC_ID,
        "chain id": CHAIN_ID,
        "before chain id": BEFORE_CHAIN_ID,
        "web hook": WEB_HOOK,
        "long": f"{{{LONG_RUN},}}",
    }.items():
        text = text.replace("{{" + name + "}}", value.replace("'", "''"))
    return text.replace("{{forms of text}}", _without_forms())


def _without_forms() -> str:
    sql = "text"
    for pattern, left in patterns():
        sql = f"regexp_replace({sql}, {_quoted(pattern)}, {_quoted(left)}, 'g')"
    return sql


def _any(some: Iterable[str]) -> str:
    return "|".join(map(re.escape, some))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
