"""Lines of text that tell a call together: a request and, later, its status; a log's message and the
error that ends the Python traceback below it; what two handlers print of the same message.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import BROKEN, URL, USUAL_STATUS
from analyzer.formats.kinds.needed_text import that_match
from analyzer.formats.kinds.text_lines import (
    LONGEST,
    METHOD,
    TOLD_BEFORE,
    TRACEBACK,
    leading_time,
)
from analyzer.formats.kinds.words.told_layers import ToldLayers

# Behind it stands what a line before said: how long ago, and which call.
ASKED = ASIDE
_ASKS = re.compile(
    rf"(?:^|[\s\"'`(\[|:,>])(?P<method>{METHOD})[\s\"'`(\[:,=]+(?P<url>{URL})"
    rf"|\b(?:(?P<named>{METHOD})[ -])?(?i:request(?:ing)?|fetch(?:ing)?|calling|(?:about|going) to call|quer(?:y|ying)|sending)\b"
    rf"(?:[^\n]{{0,20}}?[\s:'\"](?P<verb>{METHOD})\b)?[^\n]{{0,40}}?[\s=:\"'](?P<asked>{URL})"
    rf"|(?:[:\]|-] *|[A-Z]{{4,8}} +)url[=:] ?[\"']?(?P<told>{URL})"
    rf"|[:\]|-] (?P<small>get|post|put|patch|delete|head): (?P<behind>{URL})"
)
# Words and marks before the status of the call that was told last, and a message that begins with it.
_WORDS_OF_ANSWER = (
    r"(?i:response|resp|reply|answer|status(?:[ _]?code)?|http(?:/[0-9.]+)?|received|got|returned|result|ok|done|"
    r"finished|fetched|completed)"
)
# … each with what may stand behind the status.
_BEFORE_STATUS = {
    rf"(?:\b{_WORDS_OF_ANSWER}|<{{1,3}}-{{0,2}}|←|[-=]{{1,2}}>|→)[\s:=(\[\"']{{1,3}}"
    r"(?:(?i:status|code|with|response|http)[\s:=]{1,3}){0,3}": (
        r"[)\],;:\"'{|]|\s+(?:[({|A-Z-]|in |after |\w+=)"
    ),
    r"(?:[\])]|\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL)\b)[\s:|-]{1,3}": (
        r":?\s*[({]| [A-Z]| in | - "
    ),
}
# An answer whose status is not told, and why there was none; both only right behind the call.
_SOON_TOLD = (
    r"(?i:error|fail|exception|reject|refus)[^\n{]{0,60}?(?P<body>\{\"[^\n]*\})",
    rf"(?P<error>\b{BROKEN}[^\n{ASKED}]*)",
    r"\b(?i:response|resp|reply|answer)(?:[ _-](?i:body|data|json|text|content))?\s*[:=]\s*(?P<body>\{\"[^\n]*\})",
)
_ANSWERS_SOON = [re.compile(one) for one in _SOON_TOLD]
_ANSWERS = [
    re.compile(rf"{before}{USUAL_STATUS}(?:{behind}|$)")
    for before, behind in _BEFORE_STATUS.items()
]
# The same in lines that have the call behind them.
ANSWERED = (
    *(
        rf"{before}{USUAL_STATUS}(?:(?:{behind})[^\n]*?| ){ASKED}"
        for before, behind in _BEFORE_STATUS.items()
    ),
    *(rf"{told}[^\n]*?{ASKED}" for told in _SOON_TOLD),
    rf"(?P<body>\{{\"[^\n]*\}}) {ASKED}",
)
_SOON = 2
# What tells lines of different calls apart that stand between each other.
_NAMES = re.compile(
    r"[\[(](\w[\w.:#-]{1,60})[\])]|\b(?i:req|request|thread|task|trace|id)\w*[=:#-] ?([\w-]{2,60})"
    r"|(?:^|\s)#(\d{1,9})(?=\s)"
)
_RAISED = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Timeout|Warning)?: ")
_LEVEL = re.compile(r"^(?:[\W_]|\d|[TZ]|(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL)\b)*")
# How rclone ends, with the words of its last error.
_SUMS_UP = re.compile(
    r"\b(?:Attempt \d+/\d+ failed with \d+ errors? and|Failed to \w+(?: with \d+ errors?: last error was)?): (?P<error>\S.*\S)\s*$"
)
_LONGEST_WAIT = 60.0
_MOST_BETWEEN = 20
# Fewer may be equal in different messages.
_WORDS_OF_MESSAGE = 4


def asks(text: str) -> bool:
    """Whether lines tell of a call, whose answer others may tell."""
    return "://" in text and bool(_ASKS.search(text))


class _Asked(NamedTuple):
    """A call of which a line tells no answer: method and URL, the line, its time and number."""

    call: str
    line: str
    time: str
    number: int


class CallTexts:
    """The lines of one source, as they come by; each stays one line."""

    def __init__(
        self,
        may_tell: str,
        may_answer: str,
        tells: Callable[[str], bool],
        answers: Callable[[str], bool],
    ) -> None:
        """What matches `may_tell` is worth to be asked `tells`, which says whether a line shows a
        call, and `answers`, which says whether one shows a status alone; what matches `may_answer`
        may be the answer to a call that waits for one."""
        self._may_tell, self._may_answer = may_tell, may_answer
        self._tells, self._answers = tells, answers
        self._recent: deque[str] = deque(maxlen=_MOST_BETWEEN)
        self._time: str | None = None
        self._in_traceback = False
        self._is_told = False
        # Calls without an answer in their line, and calls of which that is not known yet.
        self._asked: deque[_Asked] = deque(maxlen=_MOST_BETWEEN)
        self._perhaps: deque[_Asked] = deque(maxlen=_MOST_BETWEEN)
        self._number = 0
        self._before = ("", "", "")
        self._layers = ToldLayers()

    def take(self, lines: Sequence[str]) -> list[str]:
        """The same lines; those that show a part of a call have what is said of it elsewhere."""
        may_tell = that_match(lines, self._may_tell)
        may_answer = that_match(lines, self._may_answer)
        return [
            self._line(line, tell or (answer and bool(self._asked or self._perhaps)))
            for line, tell, answer in zip(lines, may_tell, may_answer, strict=True)
        ]

    def _line(self, line: str, may_tell: bool) -> str:
        if line.startswith(TRACEBACK):
            self._begin()
        time = leading_time(line) if self._in_traceback else None
        if self._in_traceback and time is None:
            return self._below(line)
        self._in_traceback = False
        self._recent.append(line)
        self._number += 1
        if len(line) > LONGEST or not may_tell or (time := time or leading_time(line)) is None:
            return line
        if self._is_told_twice(line, time):
            return f"{time} "
        return self._with_request(line, time)

    def _begin(self) -> None:
        """A traceback begins, which belongs to the last message with a time."""
        if self._in_traceback:
            return
        message = next(filter(leading_time, reversed(self._recent)), "")
        self._time, self._in_traceback = leading_time(message), True
        self._is_told = self._tells(message)

    def _below(self, line: str) -> str:
        """A line without a time: what a traceback ends with has its message's."""
        if self._time is None or not _RAISED.match(line):
            return line
        if self._is_told:
            return TOLD_BEFORE if self._tells(line) else line
        told = f"{self._time} {line}"
        self._is_told = self._tells(told)
        if self._is_told:
            # Hummingbot's logger prints the error once more, as a warning.
            self._before = TRACEBACK, _RAISED.sub("", line), self._time[:19]
        return told if self._is_told else line

    def _is_told_twice(self, line: str, time: str) -> bool:
        """Whether another handler printed the same message before, in another form, or it sums up what
        failed."""
        level = _LEVEL.match(line)
        column = level.end() if level else 0
        now = line[:column], line[column:], time[:19]
        before, self._before = self._before, now
        if self._layers.tell_again(line, now[2], self._tells):
            return True
        sums_up = _SUMS_UP.search(line)
        if sums_up and before[1].rstrip().endswith(sums_up["error"]):
            return True
        short, long = sorted((before[1], now[1]), key=len)
        if before[2] != now[2] or not long.endswith(short):
            return False
        return len(short.split()) >= _WORDS_OF_MESSAGE and _form(before[0]) != _form(now[0])

    def _with_request(self, line: str, time: str) -> str:
        """A status without a URL has that of the one call that waits for it."""
        found = _ASKS.search(line) if "://" in line else None
        if found:
            call = _call(found)
            if any(one.call == call for one in (*self._asked, *self._perhaps)) and self._tells(
                line
            ):
                self._answer(call)
            else:
                self._perhaps.append(_Asked(call, line, time, self._number))
        elif "://" not in line.partition("{")[0] and self._waits() and self._is_answer(line):
            asked = self._answered(line)
            apart = _milliseconds(asked.time, time) if asked else 0
            if asked and apart <= _LONGEST_WAIT * 1000:
                return f"{line} {ASKED}{apart:.3f}ms {asked.call}"
        return line

    def _answer(self, call: str) -> None:
        """A line tells method, URL and status of a call that waited for one: it waits no more."""
        self._asked = deque((one for one in self._asked if one.call != call), _MOST_BETWEEN)
        self._perhaps = deque((one for one in self._perhaps if one.call != call), _MOST_BETWEEN)

    def _waits(self) -> bool:
        """Whether any of the last calls waits for an answer."""
        self._asked.extend(one for one in self._perhaps if not self._tells(one.line))
        self._perhaps.clear()
        while self._asked and self._number - self._asked[0].number > _MOST_BETWEEN:
            self._asked.popleft()
        return bool(self._asked)

    def _is_answer(self, line: str) -> bool:
        is_soon = self._number - self._asked[-1].number <= _SOON
        some = [*_ANSWERS, *_ANSWERS_SOON] if is_soon else _ANSWERS
        return self._answers(line) or any(one.search(line) for one in some)

    def _answered(self, line: str) -> _Asked | None:
        """The one call that waits for an answer, or that bears a name as this line does."""
        waiting = list(self._asked)
        self._asked.clear()
        if len({one.call for one in waiting}) == 1:
            return waiting[-1]
        names = [set(filter(None, chain(*_NAMES.findall(one.line)))) for one in waiting]
        in_answer = set(filter(None, chain(*_NAMES.findall(line))))
        telling = in_answer - set.intersection(*names) if names else set()
        named = [one for one, of_it in zip(waiting, names, strict=True) if of_it & telling]
        if len(named) != 1:
            return None
        self._asked.extend(one for one in waiting if one is not named[0])
        return named[0]


def _call(found: re.Match[str]) -> str:
    """The method, if any, and the URL of a call that a line tells."""
    method = found["method"] or found["named"] or found["verb"] or found["small"] or ""
    url = found["url"] or found["asked"] or found["told"] or found["behind"]
    return f"{method.upper()} {url}"


def _form(text: str) -> str:
    return re.sub(r"\d", "0", text)


def _milliseconds(one: str, other: str) -> float:
    """From one time to another; more than is waited for where they cannot be told."""
    try:
        moments = [
            datetime.fromisoformat(text.replace("/", "-").replace(",", "."))
            for text in (one, other)
        ]
        apart = (moments[1] - moments[0]).total_seconds() * 1000
    except (ValueError, TypeError):
        return float("inf")
    return apart if apart >= 0 else float("inf")
