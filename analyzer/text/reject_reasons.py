"""Why a line could not be read, in the reader's language; the lake has it in English."""

from __future__ import annotations

import re
from functools import cache

from analyzer.text import phrases

_FIELD = re.compile(r"\\\{(\w+)\\\}")


def reject_reason(reason: str, lang: str) -> str:
    """The reason in that language; one that is not of ours stays as it is."""
    for form, phrase in _forms():
        if found := form.fullmatch(reason):
            return phrase[lang].format(**found.groupdict())
    return reason


@cache
def _forms() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """Each phrase as a pattern over the English one."""
    return [
        (re.compile(_FIELD.sub(r"(?P<\1>.+)", re.escape(phrase["en"])), re.DOTALL), phrase)
        for phrase in phrases("reject_reasons").values()
    ]
