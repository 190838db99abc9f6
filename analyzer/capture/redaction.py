"""Takes secrets out of what a client sent and got, before anything is written.

Of headers only those known to be harmless keep their values. In URLs and bodies what a telling name
holds is taken out, and so is what looks like a credential by its form. A value taken out leaves
`REDACTED-<shape>-<hash>` (shape as in the lake: uuid, jwt, other), so that equal credentials stay
equal and a wrong shape shows; of a JWT that says when it expires, `-<Unix time>` follows.
Passwords, signatures and cookies leave `REDACTED`. Whatever was taken out once is also taken out
wherever the same exchange or connection repeats it.
"""

from __future__ import annotations

import binascii
import json
import math
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from analyzer.redaction import (
    ENCODED,
    GONE,
    HIDDEN,
    LONG,
    LONG_RUN,
    SAID,
    WEB_HOOK,
    after_a_word,
    is_public_id,
    names,
    one_of,
    patterns,
    spelled,
    words,
)

LONGEST_BODY_BYTES = 64 << 10
_LONGEST_TEXT = 8 << 10
# A longer JSON text without secrets stays text: reading it takes longer than sending the request.
_LONGEST_READ = 4 << 10
_SHORTEST_FOUND = 8

# Headers that the analyzer reads or people look for; they carry no credential.
_HARMLESS = re.compile(
    r"content-type|date|retry-after|traceparent|user-agent|server|via"
    r"|(?:[a-z]+-){0,3}(?:request-?id|(?:correlation|trace)-id)|x-id|pspreference"
    r"|[a-z-]*(?:rate-?limit|used-weight|order-count|api-call-limit|bapi-limit)[a-z0-9-]*"
)
# Headers of every request that tell nothing.
_TELLS_NOTHING = frozenset((
    "accept", "accept-encoding", "accept-language", "cache-control", "connection",
    "content-length", "host", "origin", "pragma", "referer", "sec-websocket-extensions",
    "sec-websocket-key", "sec-websocket-version", "transfer-encoding", "upgrade",
))  # fmt: skip
# Names of what identifies a caller, and of what is secret beyond that.
_CREDENTIAL_NAME = re.compile(
    r"key|token|auth(?!or)|bearer|jwt|session|credential|access[-_.]?id", re.I
)
_SECRET_WORD = r"secret|passw|passphrase|pwd|signature|hmac|cookie|assertion|verifier|nonce"
_SHORT_SECRET_WORD = r"pass|pin|otp|totp|psk|sid|sig|sign|hash|mac"
_SECRET_NAME = re.compile(
    rf"{_SECRET_WORD}|(?:^|[-_.])(?:{_SHORT_SECRET_WORD})$|(?-i:[a-z](?:Sig|Sign)$)", re.I
)
_STRONG_NAME = re.compile("|".join(map(spelled, names().strong)), re.I)
# A field that a server refuses is named beside its value (FastAPI, Spring, Express).
_NAMED_APART = re.compile(r"name|key|field|param(?:eter)?|property(?:name)?|header|path|loc", re.I)
_HELD_APART = re.compile(r"\w*value|input", re.I)
# Where messages say what they ask for. One that signs in may hold credentials by place alone.
_COMMANDS = ("op", "cmd", "command", "method", "action", "event", "type")
_SIGNS_IN = re.compile(r"auth|log-?[io]n|sign|token", re.I)
_SHORTEST_BY_PLACE = 12

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_JWT = re.compile(r"eyJ[\w-]*\.[\w-]+\.[\w-]*")
_SCHEME = re.compile(
    r"(?:bearer|basic|token|apikey|key|hmac|digest|negotiate|aws4-hmac-sha256)\s+", re.I
)
# AWS signs each request anew; the key that it names first stays.
_SIGNED = re.compile(r"(aws4-[a-z0-9-]+\s+)credential=([^/,\s]+)\S*\s.*signature=([0-9a-f]+)", re.I)

# What a text that holds a secret has in it, in lower case: most texts have none of it.
_SUSPICIOUS = re.compile(one_of(words()))
_FORMS = tuple((re.compile(pattern, re.ASCII), left) for pattern, left in patterns())
# A word may be among the characters that are encoded.
_HIDING = re.compile(HIDDEN, re.I)
_ENCODED = re.compile(ENCODED, re.I)
_REFERENCES = re.compile(r"\\u00([2-7][0-9a-f])|&#x0*([2-7][0-9a-f]);", re.I)
_AFTER_SCHEME = re.compile(
    r"\b((?:bearer|basic|digest|negotiate|hmac)(?:\s+|%20|\+))([\w.~+/%=-]*[^a-z\s][\w.~+/%=-]{3,})",
    re.I,
)
_SPOKEN = re.compile(
    rf"((?:{'|'.join(names().spoken)})[\"'”」]?\s*(?:[:：=]|是|为|為)?\s*[\"'“「]?)([\w.~+/%=$@!*-]{{4,}})",
    re.ASCII,
)
_SPOKEN_AND_SAID = re.compile(
    rf"((?:{'|'.join(names().spoken)})\s*(?:{SAID}\s*[:：]?|[(（【])\s*[\"'“「]?)([\w.~+/=-]{{16,}})",
    re.ASCII,
)
_AFTER_WORD = after_a_word()
_COUNTED = re.compile(r".*tokens:[0-9]{1,9}", re.I)
# The value is only looked at, so that a name which means nothing takes none away.
_ASSIGNED = re.compile(
    r"""(?<![\w.-])([\w.-]{1,64})(?:\]|%5d)?(?:\\*["'])?\s*(?:=>|[:：=]|%3d)\s*(?:\\*["'])?"""
    r"""(?=((?:bearer |basic )?[^\s,;&"'\\}\])]{1,4096}))""",
    re.I,
)
# A path segment that is a credential: it follows a telling one, or nobody types it.
_SECRET_SEGMENTS = (
    re.compile(rf"({WEB_HOOK})([\w/-]{{16,}})", re.ASCII),
    re.compile(r"(/(?:api[-_]?)?(?:keys?|tokens?|secrets?|auth|jwt|sessions?)/)(?=[^/]*\d)([^/]{8,})",
               re.I),
    re.compile(r"(/(?i:services)(?:/[A-Z0-9]{1,24}){0,2}/)(?=[^/]*\d)([^/]{8,})", re.ASCII),
    re.compile(
        r"(/(?i:web-?hooks?|hooks?)(?:/[\w@.-]{1,80}){0,3}?/)"
        r"((?=[^/]*\d)(?=[^/]*[g-z_])[^/:]{23,})", re.ASCII
    ),
)  # fmt: skip
_LONG_SEGMENT = re.compile(
    rf"(/)(?=[^/]*\d)(?=[^/]*[a-z])(?=[^/]*[A-Z])([\w~+=-]{{{LONG_RUN},}})(?=/|$)", re.ASCII
)


class Redaction:
    """For one exchange or one connection: it knows again what it has taken out."""

    def __init__(self, hashed: Callable[[str], str]) -> None:
        self._hashed = hashed
        self._cached: dict[str, str] = {}

    def request_headers(self, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Names with harmless values, or with what is left of them."""
        redacted: dict[str, Any] = {}
        for name, value in headers:
            low = name.lower()
            if low not in _TELLS_NOTHING:
                _add(redacted, name, self._request_header(low, value))
        return redacted

    def response_headers(self, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Those on the list of harmless ones."""
        redacted: dict[str, Any] = {}
        for name, value in headers:
            if _HARMLESS.fullmatch(name.lower()):
                _add(redacted, name, self.text(value))
        return redacted

    def url(self, url: str) -> str:
        """Without userinfo and fragment; query and path redacted."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return self.text(url)
        query = "&".join(map(self._parameter, parts.query.split("&"))) if parts.query else ""
        authority = parts.netloc.rpartition("@")[2]
        return (
            (f"{parts.scheme}://{authority}" if authority else "")
            + self._path(parts.path)
            + (f"?{query}" if query else "")
        )

    def body(self, data: bytes, content_type: str, *, sent: bool) -> Any:
        """A JSON value, or text; None for what is neither. Long ones are cut off."""
        redacted = data[:LONGEST_BODY_BYTES]
        is_cut = len(redacted) < len(data)
        try:
            text = redacted.decode("utf-8", "ignore" if is_cut else "strict")
        except UnicodeDecodeError:
            text = redacted.decode("latin-1") if content_type.startswith("text/") else ""
        if not text or content_type.startswith("multipart/"):
            return None
        if content_type.startswith("application/x-www-form-urlencoded"):
            return "&".join(map(self._parameter, text.split("&")))
        return self.message(text, sent=sent)

    def message(self, text: str, *, sent: bool) -> Any:
        """A JSON value where the text is one, else the text."""
        is_clean = not self._may_hold_secrets(text)
        if is_clean and len(text) > _LONGEST_READ:
            return text
        try:
            value = json.loads(text, parse_float=_finite, parse_constant=_finite)
            return value if is_clean else self._value(value, by_place=sent and _signs_in(value))
        except (ValueError, RecursionError):
            return self.text(text[:_LONGEST_TEXT])

    def text(self, text: str) -> str:
        """Free text."""
        if not self._may_hold_secrets(text):
            return text
        for secret, left in self._cached.items():
            text = text.replace(secret, left)
        clear = self._as_written(text)
        if _ENCODED.search(text):
            plain = _decoded(text)
            under = self._as_written(plain)
            if under not in (plain, _decoded(clear)):
                return under
        return clear

    def _as_written(self, text: str) -> str:
        text = _AFTER_SCHEME.sub(lambda m: m[1] + self._left_of("token", m[2]), text)
        for form, left in _FORMS:
            text = form.sub(partial(self._left_of_form, left), text)
        for spoken in (_SPOKEN, _SPOKEN_AND_SAID):
            text = spoken.sub(lambda m: m[1] + self._left_of("secret", m[2]), text)
        return self._unassigned(_AFTER_WORD.sub(self._left_after_word, text))

    def _may_hold_secrets(self, text: str) -> bool:
        return (
            bool(_SUSPICIOUS.search(text.lower()))
            or bool(LONG.search(text))
            or any(it in text for it in self._cached)
            or (any(it in text for it in ("%", "&#", "\\u00")) and bool(_HIDING.search(text)))
        )

    def _request_header(self, name: str, value: str) -> str:
        if _HARMLESS.fullmatch(name):
            return self.text(value)
        if name == "cookie":
            for pair in value.split(";"):
                self._left_of(name, pair.partition("=")[2].strip())
            return GONE
        if signed := _SIGNED.match(value):
            self._left_of("signature", signed[3])
            return signed[1] + self._left_of(name, signed[2])
        scheme = _SCHEME.match(value)
        scheme_text = scheme[0] if scheme else ""
        return scheme_text + self._left_of(name, value[len(scheme_text) :].strip())

    def _parameter(self, parameter: str) -> str:
        name, equals, raw = parameter.partition("=")
        value = unquote_plus(raw)
        if _is_telling(unquote_plus(name)):
            return name + equals + self._left_of(name, value)
        # A value may be a URL, or be encoded more than once.
        decoded, clear = value, self.text(value)
        while clear == decoded and (again := unquote(decoded)) != decoded:
            decoded, clear = again, self.text(again)
        return parameter if clear == decoded else name + equals + quote(clear, safe="")

    def _path(self, path: str) -> str:
        clear = self.text(path)
        for pattern in _SECRET_SEGMENTS:
            clear = pattern.sub(lambda m: m[1] + self._left_of("key", m[2]), clear)
        return _LONG_SEGMENT.sub(self._left_of_segment, clear)

    def _left_of_segment(self, found: re.Match[str]) -> str:
        before = found.string[: found.start()].rpartition("/")[2]
        return (
            found[0]
            if is_public_id(found[2], before)
            else found[1] + self._left_of("key", found[2])
        )

    def _value(self, value: Any, *, by_place: bool, name: str = "") -> Any:
        """A JSON value; `name` is the telling one that holds it, if there is one."""
        if isinstance(value, dict):
            is_pair = any(_is_telling(name) for name in _names_told_apart(value))
            return {
                key: self._value(
                    inner,
                    by_place=by_place and key not in _COMMANDS,
                    name=key
                    if _is_telling(key) or (is_pair and _HELD_APART.fullmatch(key))
                    else name,
                )
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._value(inner, by_place=by_place, name=name) for inner in value]
        if isinstance(value, str):
            if name or (by_place and len(value) >= _SHORTEST_BY_PLACE):
                return self._left_of(name or "key", value)
            return self.text(value) if len(value) >= _SHORTEST_FOUND else value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_secret = _SECRET_NAME.search(name) and not _COUNTED.fullmatch(f"{name}:{value}")
        return GONE if is_number and is_secret else value

    def _unassigned(self, text: str) -> str:
        """Without what telling names are given: `name=value`, `"name": "value"`."""
        redacted, at = [], 0
        for found in _ASSIGNED.finditer(text):
            is_count = _COUNTED.fullmatch(f"{found[1]}:{found[2]}")
            if found.start() >= at and _is_telling(found[1]) and not is_count:
                redacted += [text[at : found.start(2)], self._left_of(found[1], found[2])]
                at = found.end(2)
        return "".join(redacted) + text[at:]

    def _left_of_form(self, left: str, found: re.Match[str]) -> str:
        """Of a form that keeps nothing, what makes equal credentials equal."""
        return found.expand(left) if found.re.groups else self._left_of("token", found[0])

    def _left_after_word(self, found: re.Match[str]) -> str:
        value = found[0][len(found[1]) :]
        return found[0] if value.startswith(GONE) else found[1] + self._left_of("token", value)

    def _left_of(self, name: str, value: str) -> str:
        """What stands in place of a value of that name; the value is known from now on."""
        if not value or value.startswith(GONE):
            return value
        is_secret = _SECRET_NAME.search(name) and not name.lower().endswith("key")
        left = GONE if is_secret else f"{GONE}-{shape_of(value)}-{self._hashed(value)}"
        if (expiry := expiry_of(value)) and not is_secret:
            left += f"-{expiry}"
        # Not a word that other texts hold by chance.
        if len(value) >= 16 or (
            len(value) >= 6 and _is_telling(name) and any(it.isdigit() for it in value)
        ):
            self._cached.setdefault(value, left)
        return left


def shape_of(credential: str) -> str:
    """`uuid`, `jwt` or `other`, as the lake names them."""
    if _UUID.fullmatch(credential):
        return "uuid"
    return "jwt" if _JWT.fullmatch(credential) else "other"


def expiry_of(credential: str) -> int | None:
    """When a JWT says that it expires, Unix time (RFC 7519 §4.1.4); None where it is none."""
    if shape_of(credential) != "jwt":
        return None
    claims = credential.split(".")[1]
    try:
        scheme_text = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"]
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        return None
    is_number = isinstance(scheme_text, int | float) and not isinstance(scheme_text, bool)
    return int(scheme_text) if is_number and 1e9 <= scheme_text < 1e10 else None


def _is_telling(name: str) -> bool:
    return any(it.search(name) for it in (_CREDENTIAL_NAME, _SECRET_NAME, _STRONG_NAME))


def _names_told_apart(value: dict[str, Any]) -> Iterable[str]:
    """The names of fields that members of an object tell, whose values other members hold."""
    for key, inner in value.items():
        if _NAMED_APART.fullmatch(key):
            yield from (
                it for it in (inner if isinstance(inner, list) else [inner]) if isinstance(it, str)
            )


def _decoded(text: str) -> str:
    """Twice, of percent, JSON's and HTML's ways to write ASCII."""
    text = _REFERENCES.sub(lambda m: "%" + (m[1] or m[2]), text)
    return unquote(unquote(unescape(text)))


def _signs_in(message: Any) -> bool:
    scheme_text = [message.get(name) for name in _COMMANDS] if isinstance(message, dict) else []
    return any(isinstance(command, str) and _SIGNS_IN.search(command) for command in scheme_text)


def _finite(number: str) -> float:
    """Raises ValueError for what JSON has no number for."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _add(headers: dict[str, Any], name: str, value: str) -> None:
    """Set a header; one that comes again becomes a list."""
    if name not in headers:
        headers[name] = value
    elif isinstance(headers[name], list):
        headers[name].append(value)
    else:
        headers[name] = [headers[name], value]
