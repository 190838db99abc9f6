r"""The parts of a call in a line of text, each wherever words put it: its method, and its status or why
there is none.

Patterns know how a call is worded as a whole, and there is always one more wording. A status is told
by what stands right before it (`status=429`, `returned 429`, `-> 429`), by its reason behind it, or by
its place beside the URL or before words that lead to that; a method by being one; a failure of the network
by its words, of which those that settings have as well need others that say that something failed.
"""

from __future__ import annotations

import re

from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import BROKEN, FAILS, URL, USUAL
from analyzer.formats.kinds.named_statuses import REASONS
from analyzer.formats.kinds.needed_text import holds_one
from analyzer.formats.kinds.text_lines import METHOD

# Where an error says that more is written about it: no call.
PAGES = ("://docs.", "://developer", "://help.", "://support.", "://errors.", "://status.")
# Behind them stands the call, as far as it is known, with its status, or what it failed with.
_CALLED, _BROKE = f"{ASIDE} called ", f"{ASIDE} broke "
CALL = rf"{_CALLED}(?P<status>\d{{3}}) (?:(?P<method>{METHOD}) )?(?P<target>{URL})$"
BROKEN_CALL = rf"{_BROKE}(?:(?P<method>{METHOD}) )?(?P<target>{URL}) (?P<error>[^\n]+)$"
_URL = re.compile(rf"(?<!\w){URL}")
# What patterns read as it stands, as most lines do that tell a call: nothing is to be made of it.
_WHOLE = re.compile(
    rf"\b{METHOD} {URL} (?:(?:-+>|=>|(?:returned|responded|answered|failed)(?: with)?) )?"
    r"(?:HTTP |status(?: code)?[ =:] ?)?[1-5]\d\d(?:$| (?:in|after|\())"
)
# A method apart from its URL, which patterns want in front of that.
_APART = re.compile(
    rf"\b({METHOD})\]?(?: |: )(?i:api )?(?i:requests?|calls?|req) (?i:to|for|of|on|at|against)(?i: ur[li][ :=]?)? ?[\"'(<]?(?=https?://)"
    rf"|\bmethod[=:] ?[\"']?({METHOD})\b[\"']?[,;]? (?:\w+=\S+ ){{0,2}}?(?i:ur[li]|endpoint)[=:] ?[\"']?(?=https?://)"
)
_BEHIND = re.compile(
    rf"\b(?i:ur[li]|endpoint)[=:] ?[\"']?({URL})[\"']?[,;]? method[=:] ?[\"']?({METHOD})\b[\"']?"
)
_ONLY = re.compile(r"(?<![\w/.-])(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)(?![\w/.=-])")
_REASON = "|".join(map(re.escape, sorted(REASONS, key=len, reverse=True)))
# What may stand behind a status: no unit, and no noun of a number.
_ENDS = (
    r"(?![\w%]|\.\d|-\d)(?=\s*(?:$|[^\s\w]|[\w.]{1,30}[=:]|(?i:for|from|on|at|by|in|after|took|with|while|when|because|but|and|body|"
    r"resp\w*|error|err|msg|message|reason|text|data|details?|payload|retry|retrying|will|attempt|calling|"
    rf"url|uri|method|of|status|instead|{_REASON})\b))"
)
_USUAL = f"({USUAL})"
_NUMBER = r"(?<![\w.])([1-5]\d\d)"
_NAMED = re.compile(
    r"(?<![\w-])(?:\w+[._])?(?i:https?(?:/[\d.]{1,3})?(?:[ _-]?(?:error|code|status)){0,2}|status(?:[ _-]?code)?|"
    rf"response[ _-]code)(?:\s*[:=]\s*|\s+(?:was |is |of |code )?)[\"'(\[]{{0,2}}{_NUMBER}{_ENDS}"
)
_SAID = re.compile(
    r"(?:\b(?i:respon\w*|return\w*|answer\w*|repl(?:y|ied)|got|gave|receiv\w*|fail\w*|errors?|with|result(?:ed|s)? in|"
    r"unexpected|bad|code)|[-=]>|→)"
    rf"(?:\s*[:=]\s*|\s+)(?i:an? |with |of |code ){{0,2}}[\"'(\[]{{0,2}}{_NUMBER}{_ENDS}"
)
_WITH_REASON = re.compile(rf"(?<![\w.:-]){_USUAL}[ :,-]{{1,3}}[(\"']?(?i:{_REASON})\b")
_BROKEN = re.compile(BROKEN)
_OF_SETTINGS = re.compile(
    r"(?i:(?:\w+[ ])?timeout|connection (?:was )?(?:closed|aborted)|ssl|tls|certificate)"
)
_FAILS = re.compile(
    rf"{FAILS}|\b(?i:warn(?:ing)?|wrn|err|critical|fatal|raised|giving up|aborted|no response)\b"
)
# What nginx says of a request that its access log tells.
_OF_SERVER = re.compile(r"\[\w+\] \d+#\d+: ")
# As much is kept of what stands behind them.
_REST = 80
# What stands before a status that no word names: nothing but the time, a level, a mark, or a word of failure.
FIRST = (
    r"(?:^|[\])|>]\s?|:\s|<[<-]\s?|\s-\s|\b(?i:trace|debug|info|notice|warn(?:ing)?|error|critical|fatal|failed|failure|bad)\s+|"
    r"\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\s+)[\[(<]{0,2}"
)
# Right behind the URL …
_BESIDE = re.compile(rf"^[\"'`)\]>]{{0,2}}[\s:,|–—-]{{1,4}}[\[(]?{_USUAL}{_ENDS}")
# … or before words that lead to it.
_AHEAD = re.compile(
    rf"{FIRST}{_USUAL}[\])]?:? (?i:from|for|on|by|at|of|calling|when calling|in response to)[ :]"
    r"[^{}]{0,40}$"
)


def told_call(line: str) -> str:
    """What is to stand behind a line: the call that its words tell, and its status or its error; ""
    where they tell none, or several."""
    found = _URL.search(line) if "://" in line else None
    if found is None or _WHOLE.search(line):
        return ""
    if _URL.search(line, found.end()) or _OF_SERVER.search(line):
        return ""
    if holds_one(line, PAGES):
        return ""
    before, after = line[: found.start()], line[found.end() :].partition("{")[0]
    call = " ".join(filter(None, (told_method(before, after), found[0])))
    if status := told_status(before, after):
        return f" {_CALLED}{status} {call}"
    error = told_error(f"{before} {after}")
    return f" {_BROKE}{call} {error}" if error else ""


def told_status(before: str, after: str) -> str | None:
    """The one status that words before and behind a URL tell."""
    named = {told for words in (before, after) for told in _NAMED.findall(words)}
    if named:
        return named.pop() if len(named) == 1 else None
    said = {
        told
        for words in (before, after)
        for one in (_SAID, _WITH_REASON)
        for told in one.findall(words)
    }
    said.update(_BESIDE.findall(after), _AHEAD.findall(before))
    return said.pop() if len(said) == 1 else None


def told_error(words: str) -> str:
    """The words by which a call failed without an answer; "" where there are none."""
    found = _BROKEN.search(words)
    if found is None or (_OF_SETTINGS.match(found[0]) and not _FAILS.search(words)):
        return ""
    return words[found.start() : found.end() + _REST].strip()


def told_method(before: str, after: str) -> str | None:
    """The one method that they tell."""
    found = {*_ONLY.findall(before), *_ONLY.findall(after)}
    return found.pop() if len(found) == 1 else None


def together(line: str) -> str:
    """A line with the method right before the URL, where words stood between."""
    if "://" not in line:
        return line
    line = _APART.sub(lambda found: f"{found[1] or found[2]} ", line, count=1)
    return _BEHIND.sub(r"\2 \1", line, count=1) if "method" in line else line
