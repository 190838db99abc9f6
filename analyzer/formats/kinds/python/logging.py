r"""Log lines of Python's HTTP clients, assembled: one exchange from the lines about it.

The line of an answer (httpx, urllib3, aiohttp) or of its absence (urllib3, httpcore,
botocore, requests) becomes the exchange. Lines of other layers fill it in: httpcore and
`http.client` show headers, botocore headers and body, openai and anthropic the URL, the attempt and
the request's id. httpcore's lines of calls at the same time cannot be distinguished; then only those
that stand next to each other are joined.

What an application prints of an exception counts where no client logged the same before. Sources:
the code of urllib3.connectionpool, httpx._client, httpcore._trace, http.client, botocore.endpoint,
botocore.parsers, openai._base_client, requests.models, aiohttp.web_log, stripe._util.
"""

from __future__ import annotations

import json
import re

from analyzer.formats.kinds.python.assembler import Fields, LogAssembler
from analyzer.formats.kinds.python.messages import HINTS, MESSAGES, POOL
from analyzer.formats.kinds.python_literal import literal
from analyzer.formats.kinds.python_values import (
    body_of,
    headers_of,
    stamp_of,
    text_of,
)
from analyzer.formats.kinds.url_parts import parts_of, server_of

_OF_REQUEST = ("started", "method", "url", "host", "attempt", "request_headers", "is_alone")
_NO_REASON = "other"
# Where urllib3's errors of a connection name the host.
_NAMED = re.compile(
    r"HTTPS?Connection\(host='([^']+)'|Connection to ([\w.-]+) timed out|Failed to resolve '([^']+)'"
)
# The body of an answer broke off.
_CUT = re.compile(
    r"without sending complete message body|\bIncompleteRead\(|Response payload is not completed"
)
_RETRY = re.compile(r"Retry\(total=(\d+)")
_MOST_RETRIED = 1000


class Exchanges(LogAssembler):
    """What each message of Python's HTTP clients says of its exchange."""

    messages: tuple[tuple[str, str], ...] = MESSAGES
    hints: tuple[str, ...] = HINTS
    _cut_off: Fields | None = None  # the exchange whose answer broke off last

    def _only_host(self) -> str | None:
        return next(iter(self._hosts)) if len(self._hosts) == 1 else None

    def _emit(self, fields: Fields) -> bool:
        return self._is_cut_off(fields) or super()._emit(fields)

    def _is_cut_off(self, fields: Fields) -> bool:
        """Whether an error says that the body of the answer before broke off, once or again."""
        latest, url = self._latest or {}, str(fields.get("url", ""))
        if not _CUT.search(str(fields.get("error", ""))) or "method" in self._coming:
            return False
        path = parts_of(url).path.strip("/")
        if path and path != parts_of(str(latest.get("url", ""))).path.strip("/"):
            return False
        if latest.get("status", "")[:1] == "2" and not latest.get("response_body"):
            latest["error"] = fields["error"]
            del latest["status"]
            self._cut_off = latest
        return latest is self._cut_off

    # What comes before an answer.

    def _on_connect(self, found: re.Match[str]) -> bool:
        fields = found.groupdict()
        scheme = f"http{fields['s'].lower()}" if fields.get("s") is not None else None
        port = "" if fields["port"] in (None, "80", "443") else f":{fields['port']}"
        place = f"{scheme}://{fields['host']}{port}" if scheme else f"{fields['host']}{port}"
        if len(self._hosts) < 2:
            self._hosts.add(place)
        self._coming.setdefault("place", place)
        if scheme is None:
            self._coming.setdefault("started", self._stamp)
        return True

    def _on_sending(self, found: re.Match[str]) -> bool:
        """httpcore sends one request after the other only if each has its answer."""
        self._sent += 1
        self._coming.setdefault("started", self._stamp)
        self._coming.setdefault("method", found["method"])
        if self._sent > 1:
            self._coming = {"is_alone": False}
        return True

    def _on_building(self, found: re.Match[str]) -> bool:
        fields = {name: text for name, text in found.groupdict().items() if text is not None}
        fields |= {"headers": None} if "headers" in fields else {}
        headers = headers_of(found["headers"]) if "headers" in fields else {}
        fields.pop("headers", None)
        if attempt := re.search(r"attempt=(\d+)", headers.get("amz-sdk-request", "")):
            fields["attempt"] = str(int(attempt[1]) - 1)
        self._coming |= fields | ({"request_headers": headers} if headers else {})
        if self._stamp:
            self._coming["started"] = self._stamp
        return True

    def _on_headers_received(self, found: re.Match[str]) -> bool:
        self._sent = max(self._sent - 1, 0)
        value = literal(found["value"])
        if isinstance(value, tuple):
            status = next((item for item in value if isinstance(item, int)), None)
            pairs = next((item for item in value if isinstance(item, list)), [])
            self._coming |= {"status": str(status), "response_headers": headers_of(repr(pairs))}
        return True

    def _on_send(self, found: re.Match[str]) -> bool:
        text = text_of(literal(found["text"]) or "")
        line, _, rest = text.replace("\r\n", "\n").partition("\n")
        first = re.match(r"([A-Z]+) (\S+) HTTP/", line)
        if first is None:
            if "method" in self._coming and "status" not in self._coming:
                self._coming["request_body"] = self._coming.get("request_body", "") + text
            return True
        if self._coming.get("reply") and not self._is_logged(self._coming):
            self._emit(self._coming)
        headers = {
            name.strip().lower(): value.strip()
            for name, mark, value in (one.partition(":") for one in rest.split("\n"))
            if mark
        }
        host = self._coming.get("place") or headers.get("host", "")
        url = host + first[2] if "://" in host else first[2]
        self._coming = {"method": first[1], "url": url, "request_headers": headers}
        self._coming |= {"host": headers["host"]} if "host" in headers else {}
        return True

    def _on_reply(self, found: re.Match[str]) -> bool:
        if found["status"] != "100":
            self._coming |= {"status": found["status"], "reply": True, "response_headers": {}}
        return True

    def _on_header(self, found: re.Match[str]) -> bool:
        if "response_headers" in self._coming:
            self._coming["response_headers"][found["name"].lower()] = found["value"]
        return True

    # An answer, or why there is none.

    def _on_answer(self, found: re.Match[str]) -> bool:
        fields: Fields = {k: text for k, text in found.groupdict().items() if text is not None}
        if body := fields.pop("literal", None):
            fields["response_body"] = body_of(body)
        base, target = fields.pop("base", "").removesuffix(":None"), fields.pop("target", "")
        if target:
            fields["url"] = target if "://" in target else base + target
        coming = self._coming
        if coming.get("status") == fields["status"] or "status" not in coming:
            fields = {k: v for k, v in coming.items() if k not in ("place", "reply")} | fields
            if not base and "url" in coming and "://" not in fields.get("url", ""):
                fields["url"] = coming["url"]
        place = coming.get("place") or self._only_host()
        if not base and target[:1] == "/" and place and fields.get("url") == target:
            fields["url"] = place + target if "://" in place else target
        if "exchange" in fields:
            fields |= {"vendor": fields.pop("exchange")} if "url" not in fields else {}
        return self._emit(self._attempt(target) | fields)

    _on_nameless_answer = _on_answer

    def _on_served(self, found: re.Match[str]) -> bool:
        fields = found.groupdict()
        return self._emit(fields | {"url": fields.pop("target")})

    def _on_failure(self, found: re.Match[str]) -> bool:
        fields = found.groupdict()
        error = fields["error"]
        pool = re.search(POOL, found[0])
        target = fields.get("target") or ""
        if pool:
            place: str | None = _place_of(pool)
        else:
            said = _NAMED.search(error or "")
            named = next(filter(None, said.groups()), "") if said else ""
            known = self._coming.get("place") or self._only_host() or ""
            place = fields.get("place") or (known if named in known else named) or None
        exchange = {k: v for k, v in self._coming.items() if k in _OF_REQUEST} | {"error": error}
        exchange |= self._attempt(target, found[0])
        if fields.get("method"):
            exchange["method"] = fields["method"]
        if target:
            exchange["url"] = (
                target if "://" in target or not place or "://" not in place else place + target
            )
        if "url" not in exchange and place:
            exchange |= {"url": place} if "://" in place else {"host": place}
        elif (
            "url" in exchange and place and "://" not in str(exchange["url"]) and "://" not in place
        ):
            exchange["host"] = place
        if fields.get("exchange") and not exchange.keys() & {"url", "host"}:
            exchange["vendor"] = fields["exchange"]
        return self._emit(exchange)

    def _on_cut_off(self, found: re.Match[str]) -> bool:
        """The body of an answer broke off: the call failed, whatever its status said."""
        latest = self._latest or {}
        if latest.get("status", "")[:1] == "2":
            del latest["status"]
            latest["error"] = found["error"]
            self._cut_off = self._latest
        return True

    def _attempt(self, target: str, message: str = "") -> Fields:
        """Which attempt at a URL it is, as urllib3 counts down what is left of its retries."""
        path, left = re.sub(r"^[a-z]+://[^/]*", "", target), _RETRY.search(message)
        last, number, is_tried_again = self._retried.pop(path, (0, -1, False))
        if left is None:
            number += is_tried_again
            self._retried |= {path: (last, number, False)} if number >= 0 else {}
            return {"attempt": str(number)} if is_tried_again else {}
        fewer = last - int(left[1])
        is_same_call = number >= 0 and (fewer in (0, 1) if is_tried_again else fewer == 1)
        number = number + fewer * is_tried_again if is_same_call else 0
        self._retried[path] = int(left[1]), number, True
        if len(self._retried) > _MOST_RETRIED:
            self._retried.pop(next(iter(self._retried)))
        return {"attempt": str(number)} if number else {}

    def _on_retried(self, found: re.Match[str]) -> bool:
        self._attempt(found["target"], found[0])
        return True

    def _on_exception(self, found: re.Match[str]) -> bool:
        """What an application, or a traceback, prints: once for each failure, and each time."""
        status = found.groupdict().get("status")
        starts = [found.start(n) for n in ("status", "target") if found.groupdict().get(n)]
        said = found.string[min(starts) : found.end()] if status else found[0]
        is_again = self._is_told_again(said)
        self._stamp = self._stamp or self._stamp_before()
        target = found.groupdict().get("target") or ""
        is_logged = self._logs_answers_of(target) and not (
            status and self._is_of_another_client(target, status)
        )
        if is_again or (status and (is_logged or self._is_chained(status, target))):
            return self._add_body(found)
        if not status and self._explains(found["error"]):
            return True
        if not status and self._repeats(found):
            return True
        self._is_printed = True
        exchange = self._on_answer(found) if status else self._on_failure(found)
        self._is_printed = False
        return exchange

    def _on_exhausted(self, found: re.Match[str]) -> bool:
        """The last of answers after which urllib3 tries again, where it did not log them."""
        url = f"{_place_of(found)}{found['target']}"
        is_again = self._is_told_again(f"{found['status']} {url}")
        self._stamp = self._stamp or self._stamp_before()
        if is_again or self._logs_answers_of(url):
            return True
        return self._emit_error({"url": url, "status": found["status"]})

    def _is_chained(self, status: str, target: str) -> bool:
        """Whether it is what another error of the same traceback became."""
        latest = self._latest or {}
        is_same = (latest.get("status"), latest.get("ended")) == (status, self._stamp)
        if target and target != latest.get("url", target):
            return False
        return is_same and not self._is_another

    def _repeats(self, found: re.Match[str]) -> bool:
        """Whether it is what another error of the same traceback and host became."""
        latest, target = self._latest or {}, found.groupdict().get("target") or ""
        url = str(latest.get("url", ""))
        if "error" not in latest or latest.get("ended") != self._stamp:
            return False
        pool = re.search(POOL, found[0])
        is_below = stamp_of(found.string) is None
        if pool and target[:1] == "/" and (is_below or not latest.keys() & {"url", "host"}):
            target = f"{_place_of(pool)}{target}"
        if "://" not in target:
            return False
        if url and server_of(url) != server_of(target):
            return False
        latest["url"] = url if parts_of(url).path.strip("/") else target
        return True

    def _explains(self, error: str) -> bool:
        """Whether it says why the exchange before failed, of which no client gave a reason."""
        is_under_way = {"url", "method"} <= self._coming.keys()
        if is_under_way or self._latest is None or self._latest.get("error") != _NO_REASON:
            return False
        self._latest["error"] = error
        return True

    def _on_given_up(self, found: re.Match[str]) -> bool:
        """A client goes on after a call of which it logged only the start."""
        if not {"url", "method"} & self._coming.keys() or "status" in self._coming:
            return True
        exchange = {k: v for k, v in self._coming.items() if k in _OF_REQUEST}
        return self._emit(exchange | {"error": found["error"] or _NO_REASON})

    def _add_body(self, found: re.Match[str]) -> bool:
        body = found.groupdict().get("literal")
        if body and self._latest and self._latest.get("status") == found["status"]:
            self._latest["response_body"] = body_of(body)
        return True

    # What comes after an answer.

    def _on_part(self, _found: re.Match[str]) -> bool:
        return True

    def _on_response_headers(self, found: re.Match[str]) -> bool:
        if self._latest is not None and not self._latest.get("response_headers"):
            self._latest["response_headers"] = headers_of(found["headers"])
        return True

    def _on_sdk_answer(self, found: re.Match[str]) -> bool:
        """openai and anthropic repeat what httpx logged, where that logs anything."""
        url, status = found["target"], found["status"]
        is_awaited = "url" in self._coming
        if not is_awaited and self._latest and self._latest.get("status") == status:
            headers = headers_of(found["headers"] or "")
            self._latest["response_headers"] = self._latest.get("response_headers") or headers
            return True
        return self._on_answer(found) if url and (is_awaited or not self._has_answers) else True

    def _on_request_id(self, found: re.Match[str]) -> bool:
        if self._latest is not None and found["id"] != "None":
            self._latest["request_id"] = found["id"]
        return True

    def _on_body_behind(self, found: re.Match[str]) -> bool:
        if self._latest is not None and not self._latest.get("response_body"):
            self._latest["response_body"] = body_of(found["body"])
        return True

    def _on_printed_body(self, found: re.Match[str]) -> bool:
        """An answer right below the line of its call."""
        above = next(
            filter(str.strip, reversed([*self._earlier[-2:], *self._lines[: self._at]])), ""
        )
        latest = self._latest or {}
        if "status" not in latest or f"{latest.get('url')} " not in f"{above} ":
            return False
        return self._on_body_behind(found)

    def _on_body_follows(self, _found: re.Match[str]) -> bool:
        self._in_body = self._latest is not None
        return True

    def _on_stripe(self, found: re.Match[str]) -> bool:
        """stripe prints what it logs as well, without a time."""
        following = self._lines[self._at + 1 : self._at + 2]
        if not self._stamp and following and found[0] in following[0]:
            return True
        if self._is_logged({"url": found["target"], "status": found["status"]}):
            return True
        return self._on_answer(found)

    def _on_broken(self, _found: re.Match[str]) -> bool:
        self._out[self._at] = json.dumps({"broken": "the message is broken"})
        return False


def _place_of(pool: re.Match[str]) -> str:
    """Where a pool's connections lead, as a URL."""
    return f"http{pool['s'].lower()}://{pool['host']}:{pool['port']}"
