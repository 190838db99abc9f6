"""What Python programs write themselves of a call that failed: the method and the URL before the error,
or an error of the standard library at the end of a traceback through a client's code.

A client that logs its answers says nothing at that level of a call that had none; the program's own
line is then all that tells of it. What another line told already is only filled in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from analyzer.formats.kinds.failure_words import BROKEN, CALLED, FAILS, UNSAID, URL
from analyzer.formats.kinds.likely_steps import Steps
from analyzer.formats.kinds.python.assembler import Fields, OnMatch, are_alike
from analyzer.formats.kinds.python.bots import BotExchanges
from analyzer.formats.kinds.python_values import body_of
from analyzer.formats.kinds.text_lines import LONGEST
from analyzer.formats.kinds.url_parts import parts_of, server_of

_TOLD = (
    (rf"{CALLED}{UNSAID}", "told_call"),
    (rf"{CALLED}(?P<error>[^\n]*?{BROKEN}[^\n]*)", "told_call"),
    (rf"{FAILS}[^\n]{{0,60}}?[\s\"'`(\[<](?P<target>{URL})(?P<error>[^\n]{{0,120}}?{BROKEN}[^\n]*)", "told_call"),
)  # fmt: skip
# gehomesdk: an answer that came over a WebSocket quotes its request.
QUOTED = (
    (
        r"\bCode=(?P<status>\d{3})(?:, Reason=[^{\n]*)?, Message=(?P<body>\{\"[^\n]*?\"request\": ?\{[^\n]*\}\})",
        "quoted_call",
    ),
)
# What a program says of an answer that its client logged without a body.
_BODY = r"[^{\n]{0,60}?(?P<literal>\{[\"'][^\n]*\})\s*$"
_ANSWERED = (
    (rf"(?P<target>{URL})[^{{\n]{{0,60}}?(?<![\w./-])(?P<status>[1-5]\d\d)(?![\w./-]){_BODY}", "told_answer"),
    (rf"(?<![\w./-])(?P<status>[1-5]\d\d)(?![\w./-])[^{{\n]{{0,40}}?(?P<target>{URL}){_BODY}", "told_answer"),
    (rf"^(?![^{{\n]*://)[^{{\n]*?[ =:(](?P<status>[1-5]\d\d)(?![\w./-]){_BODY}", "told_answer"),
)  # fmt: skip
# Errors of the standard library, which say nothing of a client.
_BARE = (
    r"(?P<error>(?:socket\.|ssl\.|asyncio\.(?:exceptions\.)?|builtins\.)?(?:TimeoutError|timeout|gaierror|"
    r"Connection\w*Error|BrokenPipeError|SSL\w*Error)|urllib\.error\.URLError|http\.client\.\w+)"
    r"(?P<said>: [^\n]*)?\s*$"
)
_BELOW = (
    (
        rf"^[\w.]*(?:Error|Exception): (?:[^\n]*?[ :])?(?P<method>[A-Z]{{3,7}}) (?P<target>{URL})[^\n]{{0,40}}?"
        r"\b(?:returned|answered|failed with|status(?: code)?|code|HTTP|got)[ :=]+(?P<status>[45]\d\d)\b",
        "exception",
    ),
    (rf"^{_BARE}", "bare"),
)
_OF_CLIENT = re.compile(
    r"^(?:>|\s)\s*File \"[^\"]*[/\\](?:aiohttp|httpx|httpcore|requests|urllib3|niquests|httplib2|tornado|"
    r"urllib[/\\]request\.py|http[/\\]client\.py)\b"
)
_CALL_BEFORE = re.compile(
    rf"(?:{CALLED.replace('target', 'called')}|[\s\"'`(\[|:>](?P<alone>{URL}))"
)
_WORDS = ("://", "Error", "timeout", "http.client.", ", Message={", '{"', "{'")
_TOLD_AT_ONCE = 0.5
# … and as soon as this, if two statements tell it.
_TOLD_AT_THE_TIME = 0.02
_AGAIN = re.compile(r"(?i)\bretr(?:y|ies|ying)\b|\battempt|\bagain\b|\bbacking off\b")
_CALL = re.compile(rf"(?:[A-Z]{{3,7}} )?{URL}[^\n]*")
_LONGEST_STATEMENT = 120
# What every error is called, and what SDKs call any.
_WORD = re.compile(r"(?!error|exception|failed|request)[a-z]{5,}")
_WRAPPED = re.compile(r"^(?:API\w+Error\W*)?(?:Connection error|Request timed out)")
# loguru leaves more lines blank than Python does.
_GAP_OF_CHAIN = 6


class ProgramExchanges(BotExchanges):
    """The exchanges of one source of which programs themselves may tell."""

    messages: tuple[tuple[str, str], ...] = (
        *BotExchanges.messages[:-1],
        *_TOLD,
        *QUOTED,
        *_BELOW,
        *_ANSWERED,
        BotExchanges.messages[-1],
    )

    # The latest exchange, the message that told it, and whether that is a program's.
    _teller_of: tuple[Fields | None, str, bool] = (None, "", False)
    _said: Fields | None = None  # the failure that a program told last
    _cause: tuple[str, int] = ("", -1)  # what another error of a traceback became, and its message

    def __init__(self) -> None:
        super().__init__()
        self._program_steps = self._steps_of((*_TOLD, *QUOTED, *_BELOW, *_ANSWERED))

    def _words(self) -> tuple[str, ...]:
        return *_WORDS, *super()._words()

    def _steps_for(self, line: str) -> Sequence[Steps[OnMatch]]:
        if found := super()._steps_for(line):
            return found
        may_tell = len(line) <= LONGEST and self._holds(_WORDS)
        return (self._program_steps,) if may_tell else ()

    def _on_told_call(self, found: re.Match[str]) -> bool:
        """A call of which a program says why it got no answer."""
        method, url = found.groupdict().get("method"), found["target"]
        if not self._stamp:
            return False
        if self._awaits_name(method, url):
            self._name(method, url)
            return True
        error = found["error"].strip(" :-\"'")
        if self._is_told_by_another(error, method, url):
            self._name(method, url)
            return True
        is_part = self._on_failure_of(method, url, error)
        self._said = self._latest
        return is_part

    def _on_told_answer(self, found: re.Match[str]) -> bool:
        """The body of the answer before: HTTP may call a success what its code calls a failure."""
        latest = self._latest or {}
        if latest.get("status") != found["status"] or latest.get("response_body"):
            return False
        target = found.groupdict().get("target")
        if target and parts_of(target).path != parts_of(str(latest.get("url", ""))).path:
            return False
        if not self._stamp or not self._is_near(self._stamp, _TOLD_AT_ONCE):
            return False
        latest["response_body"] = body_of(found["literal"])
        return True

    def _emit(self, fields: Fields) -> bool:
        is_printed = self._is_printed
        is_part = super()._emit(fields)
        self._teller_of = (self._latest, self._message(), is_printed)
        return is_part

    def _is_told_by_another(self, error: str, method: str | None, url: str | None) -> bool:
        """Whether a client, or another statement of the program, told this failure at the same time.

        A statement that is run again, or says that it tries again, tells of different calls.
        """
        latest, own = self._latest or {}, self._stamp
        if "error" not in latest or "status" in latest or not own:
            return False
        if not self._is_near(own, _TOLD_AT_THE_TIME) or {"url", "method"} <= self._coming.keys():
            return False
        exchange, message, is_printed = self._teller_of
        if exchange is latest and (
            _AGAIN.search(message) or (is_printed and self._is_run_again(message))
        ):
            return False
        if url and not self._may_be(latest, method, url):
            return False
        return _is_same(error, str(latest["error"]))

    def _is_connection_told_by_another(self, found: re.Match[str]) -> bool:
        told, latest = found.groupdict(), self._latest or {}
        target, place = told.get("target") or "", told.get("place") or ""
        if (
            told.get("status")
            or place.partition(":")[0] not in f"{latest.get('url')} {latest.get('host')}"
        ):
            return False
        return self._is_told_by_another(told["error"], None, target if "://" in target else None)

    def _is_run_again(self, message: str) -> bool:
        """Whether the statement of a message is that of this line, which names another call, perhaps."""
        return are_alike(
            *(_CALL.sub("", text)[:_LONGEST_STATEMENT] for text in (message, self._message()))
        )

    def _on_broken_call(
        self, error: str, url: str | None = None, vendor: str | None = None, *, is_code: bool = True
    ) -> bool:
        if self._stamp and self._is_told_by_another(error, None, url):
            return True
        if not self._stamp and {"url", "method"} <= self._coming.keys() and self._goes_on():
            self._cause = error, self._message_place()
            return False  # the next error of the chain says why the request that was logged failed
        return super()._on_broken_call(error, url, vendor, is_code=is_code)

    def _on_quoted_call(self, found: re.Match[str]) -> bool:
        """An answer whose body says what was asked, and what came back."""
        try:
            told = json.loads(found["body"])
            asked = {name: str(told["request"][name]) for name in ("host", "method", "path")}
        except (ValueError, TypeError, LookupError):
            return False
        if self._is_told_again(found[0]):
            return True
        self._stamp = self._stamp or self._stamp_before()
        url = f"https://{asked['host']}{asked['path']}"
        body = json.dumps(told.get("body"))
        return self._emit_error(
            {
                "method": asked["method"],
                "url": url,
                "status": found["status"],
                "response_body": body,
            }
        )

    def _is_another_traceback(self, error: str) -> bool:
        if self._latest is self._said:
            return self._before + self._place != self._message_place()
        return super()._is_another_traceback(error)

    def _on_bare(self, found: re.Match[str]) -> bool:
        """The last error of a traceback; of a chain the one before says less than it."""
        if self._stamp or self._goes_on():
            return False
        if not any(map(_OF_CLIENT.match, self._below_message())):
            return False
        error = found[0].strip()
        if self._is_told_again(error) or self._is_told_above():
            return True
        self._stamp = self._stamp_before()
        self._emit_error({"error": error})
        self._note_below(None)
        self._name_from(self._message())
        return False

    def _goes_on(self) -> bool:
        """Whether another error became of the one on this line."""
        following = self._lines[self._at + 1 : self._at + _GAP_OF_CHAIN]
        told = next(filter(str.strip, following), "")
        return told.startswith(("During handling", "The above exception"))

    def _is_told_above(self) -> bool:
        """Whether the message of this traceback, or an error in it, told the failure."""
        latest, _, place = self._below
        told_at = place if latest is self._latest else self._before + self._place
        return "error" in (self._latest or {}) and told_at == self._message_place()

    def _below_message(self) -> Sequence[str]:
        """The lines between a message and this one."""
        above = self._before + self._at - self._message_place()
        lines = [*self._earlier, *self._lines[: self._at]]
        return lines[-above:] if above else ()

    def _on_exception(self, found: re.Match[str]) -> bool:
        before, own = self._latest, self._stamp
        if own and self._is_connection_told_by_another(found):
            self._name_from(found.string[: found.start()])
            return True
        is_part = super()._on_exception(found)
        if self._latest is not before and not own:
            self._add_cause()
        if self._latest is not before or (is_part and self._is_near(own, _TOLD_AT_ONCE)):
            self._name_from(found.string[: found.start()] if own else self._message())
        return is_part

    def _add_cause(self) -> None:
        """botocore says that it could not connect, whyever."""
        cause, place = self._cause
        if self._latest and self._latest.get("error") == "Could not connect":
            self._latest["error"] += f": {cause}" if place == self._message_place() else ""

    def _on_unplaced(self, found: re.Match[str]) -> bool:
        before, own = self._latest, self._stamp
        is_part = super()._on_unplaced(found)
        if self._latest is not before or (is_part and self._is_near(own, _TOLD_AT_ONCE)):
            self._name_from(found.string[: found.start()] if own else self._message())
        return is_part

    def _awaits_name(self, method: str | None, url: str) -> bool:
        """Whether the failure before, told at the same time, may be that of this call."""
        latest = self._latest or {}
        if "error" not in latest or latest is self._said:
            return False
        is_near = self._is_near(self._stamp, _TOLD_AT_ONCE)
        return is_near and self._may_be(latest, method, url)

    def _may_be(self, latest: Fields, method: str | None, url: str) -> bool:
        place = str(latest.get("url") or latest.get("host") or "")
        at = place if "://" in place else f"{parts_of(url).scheme}://{place}"
        is_there = not place or server_of(at) == server_of(url)
        known, said = _path_of(latest), parts_of(url).path
        is_path = known in ("", said) or (method is None and known.startswith(said))
        return is_there and is_path and (method is None or latest.get("method") in (None, method))

    def _name_from(self, text: str) -> None:
        """The call that a message names before the error that it tells."""
        found = _CALL_BEFORE.search(text[:LONGEST]) if "://" in text else None
        if found:
            self._name(found["method"], found["called"] or found["alone"])

    def _name(self, method: str | None, url: str) -> None:
        latest = self._latest
        if latest is None or not self._may_be(latest, method or latest.get("method"), url):
            return
        if method:
            latest.setdefault("method", method)
        if not _path_of(latest):
            latest.pop("host", None)
            latest["url"] = url


def _is_same(error: str, other: str) -> bool:
    """Whether two errors may be of one failure: they have a word in common, or one says nothing."""
    words = [set(_WORD.findall(text.casefold())) for text in (error, other)]
    return bool(words[0] & words[1]) or bool(_WRAPPED.search(error))


def _path_of(exchange: Fields) -> str:
    url = str(exchange.get("url", ""))
    return parts_of(url).path.strip("/") and parts_of(url).path
