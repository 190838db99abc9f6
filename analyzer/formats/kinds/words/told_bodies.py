r"""What a vendor answered behind a status, where a line tells no URL: `status code 429: {"code":3001}`.

An object that names a URL or a method is what a program tells of its call, and no answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import FAILS
from analyzer.formats.kinds.named_statuses import numbered
from analyzer.formats.kinds.words.call_parts import told_status
from analyzer.formats.kinds.words.told_answers import ANSWER_NAMES, answer_at, object_at

# Behind it stand the status, where it is sure, and the body.
_WITH_BODY = f"{ASIDE} with body "
BODY = rf"{_WITH_BODY}(?:(?P<status>\d{{3}}) )?(?P<body>\{{[^\n{ASIDE}]*\}})\s*$"
_OF_CALL = frozenset(
    ("url", "uri", "href", "endpoint", "method", "path", "config", "request", "requestUrl")
)
# Right before the body, but for what a program calls that, and the status in words.
_RIGHT_BEFORE = re.compile(
    r"(?:^|[\s:(\[=>,])(?<!\bin )(?<!took )(?P<status>4\d\d|5[0-8]\d)(?![\w.]|:\S)"
    r"(?:[ :,-]{1,3}[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+){0,4})?[^\w{\t]{0,6}"
    r"(?:(?:[\w.]+ )?\b(?i:body|text|resp|response|content|data|answer|message|error)\b[^\w{\t]{1,3})?"
    r"(?:\bb)?[\"'(]{0,3}$"
)
# … of which a mark or a word says that it is one.
_TELLS = re.compile(
    r"(?:[:(\[>-]|\b(?i:fail(?:ed|s|ure)?|errors?|with|got|return(?:ed|s)|received|responded|answered|status|code|https?|"
    r"response|exception))[\s(\[\"']{0,3}$"
)
_NUMBER = re.compile(r"(?<![\d.])[45]\d\d(?!\d)")
_FAILS = re.compile(FAILS)
# What a server says of the answers that it gives itself.
_SERVES = re.compile(
    r"\b(?i:sent|sends?|sending|served?|serving|respond(?:ing)?|replying|returning|writing|handled?|rendered?)\b"
)


def with_told_body(line: str, shows_status: Callable[[str], bool]) -> str:
    """The line with the body that it tells behind a status behind it, and {} in its place; "" where
    it tells none."""
    found = answer_at(line, 0) if '{"' in line or "{'" in line else None
    if found is None or "://" in line[: found.start()]:
        return ""
    words = numbered(line[: found.start()])
    held = object_at(line, found.start()) if _NUMBER.search(words) else None
    if held is None or "://" in line[held[1] :] or not _OF_CALL.isdisjoint(held[0]):
        return ""
    body, end = held
    before = _RIGHT_BEFORE.search(words)
    is_answer = not ANSWER_NAMES.isdisjoint(body)
    if not (before or is_answer) or _SERVES.search(words):
        return ""
    plain = f"{words}{{}}{line[end:]}"
    is_told = before and is_answer and _TELLS.search(words, 0, before.start("status"))
    if not ((is_told and _FAILS.search(words)) or shows_status(plain)):
        return ""
    status = told_status("", words) or (before["status"] if before else "")
    # A page that the answer names is not what was called.
    text = json.dumps(body, ensure_ascii=False).replace("://", r":\/\/")
    return f"{plain} {_WITH_BODY}{f'{status} ' if status >= '400' else ''}{text}"
