"""JSON that a log cut short, mended: what was cut in two is left out, and what is open is closed.

So a body's members are found where they are, whoever the vendor is: a code within other data is
none. In SQL and in Python by the same patterns, which are RE2 and Python's alike.
"""

from __future__ import annotations

import json
import re

from analyzer.system.sql_literal import quoted

_TEXT = r'"(?:[^"\\]|\\.)*"'
# What clients' logs write where they cut.
_MARK = (
    r"(?is)(?:\.{3}|…)?\s*[\[(<{]?\s*(?:\.{3}|…)?"
    r"""[^"'{}\[\]:,]{0,30}\b(?:truncated|omitted|more (?:bytes?|chars?|characters))\b"""
    r"""[^"{}\[\]:]{0,40}[\])>}]?\s*$"""
)
# Up to the last comma or bracket that is in no text: all before it is whole.
_HEAD = rf'(?s)^(\s*[{{\[](?:[^"]|{_TEXT})*[,{{}}\[\]]|\s*[{{\[])'
# After it, a member whose value is a text, whole or cut in two. A number may go on.
_MEMBER = rf"(?s)^\s*{_TEXT}\s*:\s*{_TEXT}"
_CUT_MEMBER = rf'(?s)^\s*{_TEXT}\s*:\s*"(?:[^"\\]|\\[^u]|\\u[0-9a-fA-F]{{4}})*'
_NO_BRACKET = rf"(?s){_TEXT}|[^\[\]{{}}]"
# Brackets that are closed, three deep at once; what holds others is taken after them.
_PAIRS = r"[{\[](?:[{\[](?:[{\[][}\]])*[}\]])*[}\]]"
_TIMES = 4
_END = ", \t\r\n"


def macros() -> dict[str, str]:
    """Bodies of SQL macros, by their signatures: of a text that is no JSON, or NULL.

    * `json_of_cut(body)`: with what is whole alone, as codes have to be
    * `text_of_cut(body)`: with the text that was cut in two, as messages may be
    """
    end = "', ' || chr(9) || chr(13) || chr(10)"
    return {
        "json_of_cut(body)": _mended(f"regexp_extract(parts.rest, {quoted(_MEMBER)})", end),
        "text_of_cut(body)": _mended(
            f"coalesce(nullif(regexp_extract(parts.rest, {quoted(_MEMBER)}), ''),"
            f" nullif(regexp_extract(parts.rest, {quoted(_CUT_MEMBER)}), '') || '\"', '')",
            end,
        ),
    }


def _mended(last: str, end: str) -> str:
    """The steps are lambdas, so that none is worked out twice."""
    brackets = f"regexp_replace(parts.head, {quoted(_NO_BRACKET)}, '', 'g')"
    for _ in range(_TIMES):
        brackets = f"regexp_replace({brackets}, {quoted(_PAIRS)}, '', 'g')"
    steps = (
        f"regexp_replace(body, {quoted(_MARK)}, '')",
        "lambda cut: {'cut': cut, 'head': regexp_extract(cut, " + quoted(_HEAD) + ", 1)}",
        "lambda parts: {'head': parts.head, 'rest': substr(parts.cut, length(parts.head) + 1)}",
        "lambda parts: {'head': parts.head, 'last': "
        + last
        + ", 'open': reverse(translate("
        + brackets
        + ", '{[', '}]'))}",
        "lambda parts: CASE WHEN parts.last <> '' THEN parts.head || parts.last"
        f" ELSE rtrim(parts.head, {end}) END || parts.open",
        "lambda json: CASE WHEN json_valid(json) THEN json END",
    )
    found = f"[{steps[0]}]"
    for step in steps[1:]:
        found = f"list_transform({found}, {step})"
    return rf"CASE WHEN regexp_matches(body, '^\s*[\[{{]') THEN ({found})[1] END"


def json_of_cut(body: str) -> str | None:
    """The text of what is whole."""
    return _mend(body, keeps_cut=False)


def text_of_cut(body: str) -> str | None:
    """The same with the text that was cut in two."""
    return _mend(body, keeps_cut=True)


def _mend(body: str, *, keeps_cut: bool) -> str | None:
    cut = re.sub(_MARK, "", body, count=1, flags=re.ASCII)
    found = re.match(_HEAD, cut, re.ASCII)
    if not found:
        return None
    head, rest = found[1], cut[found.end() :]
    whole = re.match(_MEMBER, rest, re.ASCII)
    last = whole[0] if whole else ""
    if not last and keeps_cut and (half := re.match(_CUT_MEMBER, rest, re.ASCII)):
        last = half[0] + '"'
    brackets = re.sub(_NO_BRACKET, "", head)
    for _ in range(_TIMES):
        brackets = re.sub(_PAIRS, "", brackets)
    closing = brackets.translate(str.maketrans("{[", "}]"))[::-1]
    mended = (head + last if last else head.rstrip(_END)) + closing
    try:
        json.loads(mended)
    except (ValueError, RecursionError):
        return None
    return mended
