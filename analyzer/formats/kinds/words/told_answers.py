r"""What a vendor answered, where a line of text tells it beside the call: a body, or its code alone.

Vendors answer failures under HTTP 200, and programs print such an answer without any status:
`GET https://… failed: {"code":3001,"message":"…"}`, `200 but code=LIMIT_42901`.
"""

from __future__ import annotations

import json
import re
from json import JSONDecodeError, JSONDecoder

from analyzer.catalog.cut_json import json_of_cut, text_of_cut
from analyzer.formats import ASIDE
from analyzer.formats.kinds.failure_words import BROKEN, FAILS, URL
from analyzer.formats.kinds.needed_text import holds_one, that_match
from analyzer.formats.kinds.python_literal import literal
from analyzer.formats.kinds.text_lines import METHOD, TOLD_BEFORE
from analyzer.formats.kinds.words.call_parts import told_status
from analyzer.mapping.vendor_code import OF_SOCKETS, OF_SUCCESS, SAYS_ITSELF, VENDOR_CODE

# Behind it stand the call, as far as it is known, and the body.
_ANSWERED = f"{ASIDE} answered "
ANSWER = (
    rf"{_ANSWERED}(?:(?P<status>\d{{3}}) )?(?:(?P<method>{METHOD}) )?(?P<target>{URL}) "
    r"(?P<body>\{[^\n]*\})$"
)
_CALL = re.compile(rf"(?:\b(?P<method>{METHOD})\]?[\s\"'`(\[:,=]+(?:request to )?)?(?P<url>{URL})")
# What says that something was answered: a status that is no failure, words, or an arrow.
_SAYS = re.compile(
    rf"{FAILS}|(?<![\w.:/-])20[0-8](?![\w.:/-])|(?i:return|respon|answer|repl|receiv)\w*|"
    r"\b(?i:warn(?:ing)?|wrn|err)\b|[-=]>|←|<-"
)
_CODE_NAMES = (
    "code",
    "retCode",
    "ret_code",
    "errorCode",
    "error_code",
    "errCode",
    "err_code",
    "err-code",
)
_MESSAGE_NAMES = ("message", "msg", "retMsg", "detail", "error", "errors", "traceId", "err-msg")
ANSWER_NAMES = frozenset((*_CODE_NAMES, *_MESSAGE_NAMES, "success", "ok", "error_response"))
# What programs call an answer that they print within an object of their own.
_WRAPPERS = (
    "response",
    "response_body",
    "responseBody",
    "resp",
    "resp_body",
    "respBody",
    "body",
    "content",
)
_BEGINS = re.compile(r"""\{\s{0,40}["']""")
_STATUS = r"(?P<status>20[0-8]|4[0-4]\d|451|50\d|5[12]\d)"
# Between it and the body, no more than what a program calls that.
_STATUS_BEFORE = re.compile(
    rf"(?:^|[\s:(\[=>,])(?<!\bin )(?<!took ){_STATUS}(?![\w.])[^\w{{]{{0,6}}"
    r"(?:(?:[A-Z][\w.]*\.)?\b(?i:body|text|resp|response|content|data|answer)\b[^\w{]{1,3})?"
    r"(?:\bb)?[\"'(]{0,3}$"
)
# A body stands before the call where words join both.
_JOINS = re.compile(
    rf"[\"')\]]{{0,3}},?(?: ?\((?i:http|status)(?i:[ _-]?code)?[ =:]{{1,2}}{_STATUS}\))? "
    rf"(?i:from|for|by|on|at|of|calling|when calling|in response to|<-|←) ?(?i:url[ =:]{{1,2}})?"
    rf"[\"'(]?(?:{METHOD}\]?[ :]{{1,2}}[\"']?)?$"
)
_SAID_OF = re.compile(
    r"(?i:\b(?:got|error|fail\w*|respon\w*|answer\w*|return\w*|repl\w+|receiv\w+))"
)
# What words have that tell a code.
_MAY_TELL = ("ode", "rror", "_", "[")
# A vendor's code is no status of HTTP, and no number of an error of Windows' sockets.
_CODE = re.compile(
    r"\b(?P<name>(?i:ret|error|err)_?[Cc]ode|(?i:error code|code|error))[\"']?(?:\s*[:=#]\s*|\s+)[\"'(]?"
    rf"(?P<code>(?!-?(?:{OF_SOCKETS})\b){VENDOR_CODE}|\d\d_\d{{3}})"
    r"(?![\w-]|[.:]\S)(?:\)?: (?P<said>[^\n{]+))?"
)
_SAID = _MESSAGE_NAMES[:3]
# Such a code needs no name.
_NAMED_BY_ITSELF = re.compile(
    rf"(?P<name>)(?:[:=] ?|[(\[ ])(?P<code>{SAYS_ITSELF})\b(?:[)\]]?:? (?P<said>[^\n{{=]+)$)?"
)
# Nor one in brackets before what the vendor says.
_IN_BRACKETS = re.compile(r"(?P<name>)[:\s]\[(?P<code>-?\d{4,6})\]:? (?P<said>[A-Z][^\n{]+)$")
# As Slack's answers are told by their members.
_NOT_OK = re.compile(
    r"\bok[=:] ?(?i:false)\b.{0,80}?\berror[=:] ?[\"']?(?P<code>[a-z]+(?:_[a-z]+)*)\b"
)
# What else has numbers: databases, TLS, sockets, processes, shares, and closes of WebSockets.
_OF_OTHERS = re.compile(
    r"(?i)\b(?:\w*sql\w*|maria ?db|oracle|ora|postgres\w*|redis|mongo\w*|database|db|(?:open)?ssl|tls|rpc|grpc|"
    r"win(?:dows|sock)?|socket|system|os|exit(?:s|ed)?|process|signal|stock|share|symbol|ticker|zip|postal|"
    r"clos(?:ed?|ing)|ws|websocket)[\s:(]{1,3}(?:with |status )?$"
)
# Counters say nothing of this call.
_COUNTED = re.compile(
    r"\b(?i:errors|failures|failed|exceptions|error)[=:] ?(?:0\b|(?<=s[=: ])\d+\b)"
)
# Objects that are asked for, not answered.
_REQUESTED = re.compile(
    r"(?i:\b(?:with|payload|params|sending|sent|req|request|request[ _]body|json|args|data|body)[\s:=]{0,3})$"
)
# What was asked with stands before the answer, and each by its name.
_ASKED_WITH = re.compile(r"(?i:\b(?:headers|request|params|payload)[\"']?\s?[:=]\s?)$")
_NAMED = re.compile(
    r"""(?i:\bresponse(?:[ _-]?(?:body|data))?)[\"']?\s?[:=]\s?(?=\{\s{0,40}["'])"""
)
_MESSAGE = re.compile(rf"\b({'|'.join(_SAID)})[=:] ?\"([^\"\n]+)\"")
_TRACE = re.compile(r"\b(?i:trace[_-]?id)[=: ]+\"?([\w-]{8,64})")
# A bare number may be that of a stock: it is the vendor's in lines of a failure.
_BARE = ("code", "Code")
_FAILED = re.compile(rf"{FAILS}|(?i:reject|refuse|denied|\bbut\b)")
# What is said behind a code that is a refusal.
_REFUSES = re.compile(
    r"(?i)(?:rate|request|quota|order)?[\w ]{0,30}\b(?:exceeded|limited|too many|invalid|expired|unauthori[sz]ed|"
    r"forbidden|not (?:found|allowed|permitted)|missing|required|insufficient|unavailable)\b"
)
# The body of an answer, in the line below that of the call.
_BODY_BELOW = (
    r"(?i)\b(?:(?:response|resp|reply|answer)(?:[ _-](?:body|data|json|text|content|payload))?|body)"
    r"\s*[:=]\s*\{[\"'][^\n]*\}\s*$|^\{\"[^\n]*\}\s*$"
)
# Fluent Bit's outputs (plugins/out_http/http.c, out_es/es.c) put the body, bare, below the status.
_STATUS_ABOVE = re.compile(
    r"\[out(?:put:|_)[^\n]*[ \]](?:HTTP |http_)status=[2-5]\d\d(?:,? URI=\S* response)?:?\s*$"
)
_OF_REQUEST = re.compile(r"(?i)\b(?:req|request|sent|sending)\b")
_ANSWERED_CALL = re.compile(
    rf"\b{METHOD}\]?[\s\"'`(\[:,=]+{URL}[^\n{{]*?(?<![\w.:/-])[2-5]\d\d(?![\w.:/-])[^\n{{]*$"
)
_BROKEN = re.compile(f"{BROKEN}|{FAILS}")
_JSON = JSONDecoder()


def told_answer(line: str) -> tuple[int, str]:
    """Where in a line words end and the body begins, and what is to stand behind the line: the call
    and the body that was answered; "" where the line tells none.
    """
    found = _CALL.search(line) if "://" in line else None
    if found is None:
        return len(line), ""
    if told := _behind(line, found) or _before(line, found):
        return told
    words = _beside(line, found)
    if not_ok := _NOT_OK.search(words):
        return len(line), _mark(found, {"ok": False, "error": not_ok["code"]})
    if not holds_one(words, _MAY_TELL):
        return len(line), ""
    status = told_status(line[: found.start("url")], line[found.end() :])
    code = _code_in(_without_objects(words), status)
    return len(line), _mark(found, _body_of(words, code), status) if code else ""


def _code_in(words: str, status: str | None) -> re.Match[str] | None:
    """The code of a vendor, where the words beside it say that this was answered."""
    has_failed = status is not None and status >= "400"
    code = _CODE.search(words) if "ode" in words or "rror" in words else None
    code = code or (_NAMED_BY_ITSELF.search(words) if "_" in words else None)
    code = code or (_IN_BRACKETS.search(words) if has_failed else None)
    if code is None or _OF_OTHERS.search(words, 0, code.start()):
        return None
    others = f"{words[: code.start()]} {words[code.end('code') :]}"
    if code["name"] == "" or (code["code"].isdigit() and code["name"] in _BARE):
        is_refused = _FAILED.search(_COUNTED.sub("", others)) or _REFUSES.match(code["said"] or "")
        return code if has_failed or is_refused else None
    says = status or _SAYS.search(others)
    return code if code["code"] not in OF_SUCCESS and says else None


def with_bodies(lines: list[str], ahead: str = "") -> list[str]:
    """The same lines; a call that was answered has the body that the line below it tells. `ahead`
    is the line behind the last."""
    below = [*lines[1:], ahead]
    are_bodies = that_match(below, _BODY_BELOW)
    out = list(lines)
    for at, (line, told, is_body) in enumerate(zip(lines, below, are_bodies, strict=True)):
        if is_body and (body := _body_below(line, told)):
            out[at] = f"{line} -> {body}"
            if body == told and at + 1 < len(out):  # bare, it shows a status of its own
                out[at + 1] = TOLD_BEFORE
    return out


def _body_below(call: str, below: str) -> str:
    words, brace, rest = below.partition("{")
    if not words:
        return brace + rest if _STATUS_ABOVE.search(call) else ""
    is_of_call = "://" not in words and not _OF_REQUEST.search(words)
    return brace + rest if is_of_call and _ANSWERED_CALL.search(call) else ""


def _without_objects(words: str) -> str:
    """Words without objects, of which none was answered."""
    while (begins := _BEGINS.search(words)) and (held := object_at(words, begins.start())):
        words = f"{words[: begins.start()]} {words[held[1] :]}"
    return words


def _beside(words: str, call: re.Match[str]) -> str:
    """Words without the call, whose path may hold any."""
    return f"{words[: call.start()]} {words[call.end() :]}"


def _mark(call: re.Match[str], body: dict[str, object], status: str | None = None) -> str:
    return answer_of(status, call["method"], call["url"], body)


def answer_of(status: str | None, method: str | None, url: str, body: dict[str, object]) -> str:
    """What is to stand behind a line that tells a call and the body that was answered."""
    told = (status, method, url, json.dumps(body, ensure_ascii=False))
    return f" {_ANSWERED}{' '.join(filter(None, told))}"


def _behind(line: str, call: re.Match[str]) -> tuple[int, str] | None:
    """What was answered, where the first object behind the call tells it."""
    begins = answer_at(line, call.end())
    held = begins and object_at(line, begins.start())
    if not (begins and held):
        return None
    start, body = begins.start(), _unwrapped(held[0])
    between = line[call.end() : start]
    found = _STATUS_BEFORE.search(between)
    status = found["status"] if found else told_status(line[: call.start("url")], between)
    if ANSWER_NAMES.isdisjoint(body) or not (status or _SAYS.search(_beside(line[:start], call))):
        return None
    if not (status or _SAYS.search(between)) and (
        _REQUESTED.search(between) or _BROKEN.search(line, held[1])
    ):
        return None
    return start, _mark(call, body, status)


def answer_at(line: str, start: int) -> re.Match[str] | None:
    """Where the first object behind a place begins; of several by name that which was answered."""
    first = _BEGINS.search(line, start)
    if first and _ASKED_WITH.search(line, start, first.start()):
        named = _NAMED.search(line, first.end())
        return _BEGINS.match(line, named.end()) if named else first
    return first


def _before(line: str, call: re.Match[str]) -> tuple[int, str] | None:
    """The same of an object before the call, from which words say that it came."""
    begins = _BEGINS.search(line, 0, call.start())
    held = begins and object_at(line[: call.start()], begins.start())
    if not (begins and held):
        return None
    start, body = begins.start(), _unwrapped(held[0])
    joins = _JOINS.fullmatch(line, held[1], call.start("url"))
    if ANSWER_NAMES.isdisjoint(body) or not joins or not _SAID_OF.search(line[:start]):
        return None
    status = _STATUS_BEFORE.search(line[:start])
    told = joins["status"] or (status and status["status"])
    return len(line), _mark(call, body, told)


def object_at(line: str, start: int) -> tuple[dict[str, object], int] | None:
    """An object of JSON, cut short or not, or a dict as Python prints it, and where it ends."""
    value: object = None
    end = len(line)
    try:
        value, end = _JSON.raw_decode(line, start)
    except (JSONDecodeError, RecursionError):
        ends = line.rfind("}") + 1
        value = literal(line[start:ends])
        end = ends if value is not None else end
    if value is None:
        value = _of_cut(line[start:])
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        return value, end
    return None


def _of_cut(text: str) -> dict[str, object] | None:
    """What is whole of an object that was cut, and its message as far as that is there."""
    whole, read = json_of_cut(text), text_of_cut(text)
    if whole is None or read is None:
        return None
    said = {name: value for name, value in json.loads(read).items() if name in _SAID}
    kept: dict[str, object] = json.loads(whole)
    return said | kept


def _unwrapped(body: dict[str, object]) -> dict[str, object]:
    """The answer within an object that the program made around it."""
    if not ANSWER_NAMES.isdisjoint(body):
        return body
    for name in _WRAPPERS:
        value = body.get(name)
        if isinstance(value, str) and value[:1] == "{":
            held = object_at(value, 0)
            value = held and held[0]
        if isinstance(value, dict) and not ANSWER_NAMES.isdisjoint(value):
            return value
    return body


def _body_of(words: str, code: re.Match[str]) -> dict[str, object]:
    """The body that a code stands for, with the message and the trace beside it."""
    told: dict[str, object] = {"code": code["code"]}
    if code["name"].lower().startswith("ret"):
        told["retCode"] = code["code"]
    if code["name"] in _CODE_NAMES:  # by which some vendors call it themselves
        told[code["name"]] = code["code"]
    if message := _MESSAGE.search(words):
        told[message[1]] = message[2]
    elif code["said"]:
        told["message"] = code["said"].strip()
    if trace := _TRACE.search(words):
        told["traceId"] = trace[1]
    return told
