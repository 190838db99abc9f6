r"""What Python programs print of a client's error alone, as `logger.error("…: %s", error)` does.

Some errors' texts are a client's own, whoever prints them. Others are the operating system's or empty,
as asyncio's time-outs are, and could be of a database as well: they count where the same statement
of the program told of a call's failure before, by its status or URL. Sources: httpcore, anyio, urllib.error, urllib3,
aiohttp.http_parser, pycurl, openai._exceptions, and their tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.failure_words import CURL_HOST
from analyzer.formats.kinds.likely_steps import Steps
from analyzer.formats.kinds.named_statuses import PHRASES
from analyzer.formats.kinds.python.assembler import Fields, OnMatch
from analyzer.formats.kinds.python.programs import ProgramExchanges
from analyzer.formats.kinds.python_values import stamp_of
from analyzer.formats.kinds.text_lines import LONGEST
from analyzer.formats.kinds.url_parts import parts_of

# structlog puts the logger and what is bound behind a message, pytest where it was logged.
_ENDS = r"(?: +\[[\w.]+\](?: \w+=\S*)*| +\(\w+\.py:\d+\))?[\"'}]{0,2}\s*$"
# What stands before it is no name of an error, which other patterns know.
_ALONE = r"(?<!Error: )(?<!Exception: )(?<![\w\"'(])"
_OF_CURL = (
    r"(?:Could ?n[o']t |Failed to connect|Connection |Operation t|Resolving timed|SSL|TLS|OpenSSL|gnutls|"
    r"schannel|Recv failure|Send failure|Empty reply|transfer closed|server aborted|server certificate|"
    r"getaddrinfo|HTTP/2 stream|end of response with)"
)
TEXTS = (
    rf"{_ALONE}HTTP(?P<s>S?)Connection\(host='(?P<name>[^']+)', port=(?P<port>\d+)\): "
    rf"(?P<error>Failed to (?:establish a new connection|resolve)\b[^\n]*)",
    rf"{_ALONE}(?P<error>Unable to find the server at (?P<at>[\w.-]*\w)){_ENDS}",
    rf"{_ALONE}(?P<error>peer closed connection without sending complete message body \([^()\n]*\)){_ENDS}",
    # Where the program names no call itself.
    rf"^(?![^\n]*://)[^\n]*?{_ALONE}(?P<error>All connection attempts failed|"
    r"Server disconnected without sending a response\.|Remote end closed connection without response|"
    r"<urlopen error [^\n]*>|"
    rf"Response payload is not completed(?:: <[^\n]*)?|\([\"']Connection broken: [^\n]*\)){_ENDS}",
    rf"(?<![\w)])\((?:[5-9]|[1-9]\d), [\"'](?P<error>(?i:{_OF_CURL})[^\n]*)[\"']\){_ENDS}",
)
# What urllib raises of an answer.
_REFUSED = rf"(?<!Error: )\bHTTP Error (?P<status>[45]\d\d): (?:{PHRASES}){_ENDS}"
# openai's and anthropic's, which say before that they try again.
_TRIES_AGAIN = r"\bRetrying request(?: to (?P<target>/\S*))? in [\d.]+ seconds"
# What googleapiclient says of an answer, which is read in its own place.
_TOLD_ELSEWHERE = r"<HttpError \d{3} when requesting "
_OF_SDK = r"Connection error\.|Request timed out(?:\.| or interrupted\.)[^\n]*?"
_OF_SDKS = rf"(?<=: )(?P<error>{_OF_SDK}){_ENDS}"
_WHOLE = (
    r"^(?P<statement>[^\n]*?[a-z'\"]: ?)(?P<error>\[Errno -?\d+\] [^\n]*|"
    r"(?:The (?:read|write|connect|handshake) operation )?timed out|\[SSL: \w+\] [^\n]*|_ssl\.c:\d+: [^\n]*|"
    rf"{_OF_SDK}|Server disconnected|Timeout (?:on reading data from socket|during request|while connecting|in connecting)|"
    rf"Stream closed|){_ENDS}"
)
_WORDS = (
    "Connection(host=", "All connection at", "Remote end closed", "Server disconn", "peer closed", "<urlopen", "payload is not",
    "Connection broken", ", '", ', "', "Retrying request", "Connection error.", "Request timed out",
    "HTTP Error ", "<HttpError ", "Unable to find", "[Errno ", "timed out", "[SSL: ", "_ssl.c:", "Timeout ", "Stream closed",
)  # fmt: skip
_NO_WORD = ":"
_HOST = re.compile(CURL_HOST)
_MOST_STATEMENTS = 1000


def _said_before(found: re.Match[str]) -> str:
    """What stands before an error, whose pattern may have read the line from its start."""
    start = found.start()
    if not start and found.groupdict().get("error"):
        start = found.start("error")
    return found.string[:start]


class StatementExchanges(ProgramExchanges):
    """The exchanges of one source whose program may print errors without their names."""

    def __init__(self) -> None:
        super().__init__()
        self._statements: set[str] = set()  # that told of calls
        self._urls: set[str] = set()  # that were answered
        self._teller: tuple[Fields | None, str] = (None, "")  # of the latest, and its statement
        self._tried_again: tuple[str, Fields | None] | None = None
        self._text_steps = self._steps_of(
            (
                *((pattern, "text") for pattern in TEXTS),
                (_REFUSED, "exception"),
                (_TRIES_AGAIN, "trying_again"),
                (_TOLD_ELSEWHERE, "told_elsewhere"),
            )
        )
        self._sdk_steps = self._steps_of([(_OF_SDKS, "sdk_text")])
        self._whole_steps = self._steps_of([(_WHOLE, "whole_text")])

    def _begin(self, lines: list[str]) -> None:
        super()._begin(lines)
        self._may_tell = [
            tells or line.rstrip().endswith(_NO_WORD)
            for tells, line in zip(self._may_tell, lines, strict=True)
        ]

    def _words(self) -> tuple[str, ...]:
        return *_WORDS, *super()._words()

    def _steps_for(self, line: str) -> Sequence[Steps[OnMatch]]:
        found = super()._steps_for(line)
        is_own = self._holds(_WORDS) or line.rstrip().endswith(_NO_WORD)
        return (*self._own_steps(line), *found) if is_own and len(line) <= LONGEST else found

    def _own_steps(self, line: str) -> Sequence[Steps[OnMatch]]:
        """Texts that others may print as well count behind what shows whose they are."""
        found = re.match(_WHOLE, line)
        is_known = found is not None and _made_of(found["statement"]) in self._statements
        of_sdk = (self._sdk_steps,) if self._tried_again else ()
        return (self._text_steps, *of_sdk, *((self._whole_steps,) if is_known else ()))

    def _on_text(self, found: re.Match[str]) -> bool:
        fields = found.groupdict()
        url = None
        if name := fields.get("name"):
            url = f"http{fields['s'].lower()}://{name}:{fields['port']}"
        before = self._latest
        is_part = self._on_broken_call(found["error"], url, is_code=False)
        latest = self._latest
        if latest is not None and latest is not before:
            self._place_from(found, latest)
        self._remember(found)
        return is_part

    def _place_from(self, found: re.Match[str], latest: Fields) -> None:
        """The host that an error names, or the call that the program names before it."""
        host = _HOST.search(found["error"])
        at = host["host"] if host else found.groupdict().get("at")
        if at and not {"url", "host"} & latest.keys():
            latest["host"] = at
        if stamp_of(found.string):
            self._name_from(_said_before(found))

    def _on_told_elsewhere(self, found: re.Match[str]) -> bool:
        self._remember(found)
        return False

    def _on_trying_again(self, found: re.Match[str]) -> bool:
        """What was not answered since it was tried before has no other line, where only this is logged."""
        is_first = self._tried_again is None or self._tried_again[1] is not self._latest
        self._tried_again = found["target"] or "", self._latest
        if is_first or not self._stamp or not self._has_answers:
            return True
        self._emit_error({"error": "other"})
        self._tried_again = found["target"] or "", self._latest
        return False

    def _on_sdk_text(self, found: re.Match[str]) -> bool:
        if self._tried_again is None or not self._stamp:
            return False
        target, before = self._tried_again
        is_part = self._on_broken_call(found["error"], is_code=False)
        latest = self._latest
        if target and latest is not None and latest is not before and "url" not in latest:
            latest["url"] = self._url_of(target)
        self._tried_again = target, latest
        return is_part

    def _url_of(self, target: str) -> str:
        """A path, on its server where the path was answered on one alone."""
        urls = {url for url in self._urls if parts_of(url).path.endswith(target)}
        return urls.pop() if len(urls) == 1 else target

    def _note_answer(self, fields: Fields) -> None:
        super()._note_answer(fields)
        if "status" in fields and len(self._urls) < _MOST_STATEMENTS:
            self._urls.add(str(fields.get("url", "")))

    def _on_whole_text(self, found: re.Match[str]) -> bool:
        if not self._stamp:
            return False
        statement = found["statement"].split()[-1]
        return self._on_broken_call(found["error"] or statement, is_code=False)

    def _on_exception(self, found: re.Match[str]) -> bool:
        is_part = super()._on_exception(found)
        self._remember(found)
        return is_part

    def _on_unplaced(self, found: re.Match[str]) -> bool:
        is_part = super()._on_unplaced(found)
        self._remember(found)
        return is_part

    def _remember(self, found: re.Match[str]) -> None:
        """The statement of a program that told of a call."""
        before = _said_before(found)
        if not stamp_of(found.string) or not before.rstrip().endswith(_NO_WORD):
            return
        self._teller = self._latest, _made_of(before)
        if len(self._statements) < _MOST_STATEMENTS:
            self._statements.add(_made_of(before))

    def _is_another_traceback(self, error: str) -> bool:
        latest, told, place = self._below
        if latest is not None and latest is self._latest and place != self._message_place():
            message = self._message()
            if message != told and _made_of(message) == _made_of(told):
                return True  # a statement that is run again
        return super()._is_another_traceback(error)

    def _repeats(self, found: re.Match[str]) -> bool:
        latest, statement = self._teller
        is_same = latest is not None and latest is self._latest
        if is_same and _made_of(_said_before(found)) == statement:
            return False  # a statement that is run again tells of another call
        return super()._repeats(found)


def _made_of(statement: str) -> str:
    """A statement whatever its time, its process and its line."""
    return re.sub(r"\d+", "0", statement).rstrip()
