"""Logs with secrets planted in every place where vendors and proxies take them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from urllib.parse import quote

BASE62 = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

# What is planted beside the secrets and has to be found, so that a search that sees nothing fails.
PUBLIC = "planted-in-public"


TRACE = "0af7651916cd43dd8448eb211c80319c"


# Headers in which vendors and proxies take credentials.
HEADERS = (
    "X-API-Key", "Api-Key", "apikey", "X-Auth-Token", "X-Access-Token", "X-MBX-APIKEY",
    "OK-ACCESS-KEY", "OK-ACCESS-SIGN", "OK-ACCESS-PASSPHRASE", "KC-API-KEY", "KC-API-SIGN",
    "CB-ACCESS-KEY", "CB-ACCESS-SIGN", "X-BAPI-API-KEY", "X-BAPI-SIGN", "X-Vault-Token",
    "X-Amz-Security-Token", "X-Goog-Api-Key", "X-CSRF-Token", "X-Abco", "Proxy-Authorization",
)  # fmt: skip


PARAMETERS = (
    "api_key", "apikey", "API_KEY", "key", "token", "access_token", "refresh_token", "id_token",
    "client_secret", "secret", "signature", "sign", "sig", "password", "passwd", "pwd", "auth",
    "session", "sid", "jwt", "otp", "pin", "hmac", "listenKey", "X-Amz-Signature", "AWSAccessKeyId",
    "X-Amz-Credential", "X-Goog-Signature", "appid_secret", "credential",
)  # fmt: skip


FIELDS = (
    "apiKey", "api_key", "key", "token", "access_token", "refreshToken", "password", "passphrase",
    "secret", "clientSecret", "signature", "sign", "sig", "authorization", "auth", "cookie", "sid",
    "sessionId", "jwt", "private_key", "listenKey", "credential", "pwd", "pass", "otp",
)  # fmt: skip


class Planted:
    """Secrets by the place where each was planted."""

    def __init__(self) -> None:
        self._random = Random(20261120)
        self.by_place: dict[str, str] = {}

    def __call__(self, place: str, shape: str = "base62") -> str:
        """A new secret for a place."""
        made = self._of(shape)
        self.by_place[place] = made
        return made

    def _of(self, shape: str) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        match shape:
            case "uuid":
                return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
            case "hex":
                return digits
            case "short":
                return "p7" + digits[:9]
            case "jwt":
                return f"eyJ{digits[:12]}.eyJ{digits[12:]}.{self._letters(24)}"
        return self._letters(34) + "7aZ"

    def _letters(self, n: int) -> str:
        return "".join(self._random.choices(BASE62, k=n))


planted = Planted()


Line = dict[str, Any]


def call(place: str, url: str, **told: Any) -> Line:
    """A failing exchange; where it was planted is to be read in its route."""
    at = f"2026-11-19T10:00:{len(planted.by_place) % 60:02d}Z"
    body = {"code": 1001, "message": PUBLIC}
    line: Line = {"ts": at, "method": "GET", "url": url, "status": 401, "response_body": body}
    return line | {"request_headers": {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}} | told


def in_headers() -> Iterator[Line]:
    url = "https://api.tickdb.ai/v1/market/ticker"
    for name in HEADERS:
        yield call(name, url, request_headers={name: planted(f"header {name}")})
    for scheme in ("Bearer ", "Token ", "ApiKey ", "HMAC ", "AWS4-HMAC-SHA256 Credential=", ""):
        value = scheme + planted(f"header Authorization {scheme}")
        yield call(scheme, url, request_headers={"Authorization": value})
    basic = planted("header Authorization Basic", "short")
    encoded = base64.b64encode(f"u:{basic}".encode()).decode()
    planted.by_place["header Authorization Basic, encoded"] = encoded
    headers = {"Authorization": f"Basic {encoded}"}
    told = {"message": f"bad credentials Basic {encoded}"}
    yield call("basic", url, request_headers=headers, response_body=told)
    yield call("list", url, request_headers={"x-api-key": [planted("header in a list")]})
    cookies = {"Cookie": f"theme=dark; sid={planted('header Cookie')}"}
    yield call("cookie", url, request_headers=cookies)
    set_cookie = {"Set-Cookie": f"sid={planted('header Set-Cookie')}; Path=/"}
    yield call("set-cookie", url, response_headers=set_cookie)
    location = {"Location": f"https://x/cb?token={planted('header Location')}"}
    yield call("location", url, response_headers=location)


def in_urls() -> Iterator[Line]:
    for host in ("api.tickdb.ai", "mmapi.55-tech.com", "api.zeromarkets.com", "api.example.com"):
        for name in PARAMETERS:
            secret = planted(f"query {name} of {host}")
            yield call(name, f"https://{host}/v1/x?symbol={PUBLIC}&{name}={secret}&n=1")
    url = "https://api.example.com/v1/x"
    short = planted("query password, short", "short")
    yield call("short", f"{url}?password={short}")
    yield call("semicolon", f"{url}?a=1;token={planted('query after a semicolon')}")
    yield call("name", f"{url}?api%5Fkey={planted('query with an encoded name')}")
    for name in ("pin", "sign", "MerchantKey"):
        hidden = "".join(f"%{ord(letter):02X}" for letter in name)
        secret = planted(f"query with the letters of {name} encoded")
        yield call("hidden", f"{url}?n=1&{hidden}={secret}&symbol={PUBLIC}")
    yield call("array", f"{url}?token[]={planted('query with brackets')}&a[token]=1")
    inner = quote(f"https://y/cb?token={planted('query, encoded')}", safe="")
    yield call("encoded", f"{url}?next={inner}")
    twice = quote(quote(f"https://y/cb?token={planted('query, encoded twice')}", safe=""), safe="")
    yield call("encoded twice", f"{url}?next={twice}")
    yield call("jwt", f"{url}?state={planted('query, a JWT under a plain name', 'jwt')}")
    yield call("json", f"{url}?q=" + quote(json.dumps({"apiKey": planted("query, JSON")})))
    yield call("user", f"https://u:{planted('userinfo')}@api.example.com/v1/x")
    alone = planted("userinfo without a password")
    yield call("user only", f"https://{alone}@api.example.com/v1/x")
    yield call("fragment", f"{url}#access_token={planted('fragment')}")
    yield call("path jwt", f"{url}/{planted('path, a JWT', 'jwt')}/orders")
    yield call("path token", f"{url}/token/{planted('path after token')}/orders")
    yield call("path key", f"{url}/api-keys/{planted('path after keys', 'hex')}")
    yield call("path bot", f"https://api.example.com/bot71:{planted('path of a bot')}/sendMessage")
    yield call("matrix", f"{url};jsessionid={planted('path parameter', 'hex')}/y")
    yield call("hook", f"https://api.example.com/services/T0/B0/{planted('path of a hook')}")
    own = planted("path, the request's own key", "uuid")
    yield call("own", f"{url}/{own}/orders", request_headers={"X-API-Key": own})
    relative = f"/v1/x?api_key={planted('query of a relative URL')}"
    yield call("relative", relative, vendor="tickdb")


def in_bodies() -> Iterator[Line]:
    url = "https://api.example.com/v1/login"
    for name in FIELDS:
        yield call(name, url, response_body={"message": "no", name: planted(f"body field {name}")})
    nested = {"credentials": {"password": planted("body, nested", "short")}}
    yield call("nested", url, response_body={"error": {"detail": [nested]}})
    yield call("list", url, response_body={"tokens": [planted("body, one of a list")]})
    second = {"tokens": ["x", planted("body, second of a list", "hex")]}
    yield call("second", url, response_body=second)
    inside = json.dumps({"apiKey": planted("body, JSON in a text")})
    yield call("inside", url, response_body={"message": "no", "payload": inside})
    for name in ("user[password]", "data%5Btoken%5D", "otp", "merchantKey"):
        field = {name: planted(f"body, {name}")}
        yield call(name, url, response_body=field)
        inside = json.dumps({name: planted(f"body, {name} of JSON in a text")})
        yield call(name, url, response_body={"message": inside})
    pair = {"name": "X-API-Key", "value": planted("body, name and value")}
    yield call("pair", url, response_body={"headers": [pair]})
    turned = {"value": planted("body, value and name"), "name": "X-API-Key"}
    yield call("turned", url, response_body={"headers": [turned]})
    yield call("text", url, response_body=f"token: {planted('body, text')} is not valid")
    quoted = f"token '{planted('body, text in quotes')}' is not valid"
    yield call("quoted", url, response_body=quoted)
    page = f'<input type="hidden" name="csrf_token" value="{planted("body, HTML form")}">'
    yield call("page", url, response_body=page)
    pem = f"-----BEGIN PRIVATE KEY-----\n{planted('body, private key')}\n-----END PRIVATE KEY-----"
    yield call("pem", url, response_body=f"cannot read {pem}")
    yield call("jwt", url, response_body={"message": f"expired {planted('body, a JWT', 'jwt')}"})
    bearer = planted("body, after Bearer", "hex")
    yield call("bearer", url, response_body={"message": f"bad header Bearer {bearer}"})
    form = f"grant=x&client_secret={planted('body, form', 'short')}&n=1"
    yield call("form", url, response_body=form)
    stripe = f"sk_live_{planted('body, a form that vendors give their keys')}"
    yield call("stripe", url, response_body={"message": f"{stripe} has no access"})
    for vendor in ("api.tickdb.ai", "mmapi.55-tech.com", "api.example.com"):
        own = planted(f"body, the request's own key, {vendor}", "uuid")
        echo = {"code": 1001, "message": f"unknown {own}", "data": {"seen": own}, "detail": [own]}
        where = f"https://{vendor}/v1/market/ticker"
        yield call("own", where, request_headers={"X-API-Key": own}, response_body=echo)
    own = planted("message, the request's own key where it is cut", "uuid")
    told = {"message": "x" * 985 + own, "code": 1001}
    yield call("cut", url, request_headers={"X-API-Key": own}, response_body=told)
    own = planted("body, the query's own key, encoded", "base62") + "/+="
    yield call("encoded", f"{url}?api_key={quote(own, safe='')}", response_body={"message": own})
    for name in ("OK-ACCESS-PASSPHRASE", "X-API-Secret", "X-Signature"):
        other = planted(f"body, the request's second secret, {name}", "short")
        sent = {"X-API-Key": planted(f"the first beside {name}", "uuid"), name: other}
        yield call(
            "second secret",
            url,
            request_headers=sent,
            response_body={"message": f"{other} it is not"},
        )
    other = planted("body, the query's second secret", "short")
    where = f"{url}?api_key={planted('the first in the query', 'hex')}&client_secret={other}"
    yield call("second secret", where, response_body=f"{other} it is not")
    long = {"message": "no", "filler": "x" * 4000, "token": planted("body, at 4 KiB")}
    yield call("long", url, response_body=long)
    yield call("sent", url, request_body={"password": planted("request body", "short")})
    yield call("form sent", url, request_body=f"password={planted('request body, form', 'short')}")


def in_fields() -> Iterator[Line]:
    url = "https://api.example.com/v1/x"
    yield call("client", url, client=f"bot token={planted('field client')}")
    yield call("key_id", url, key_id=planted("field key_id"))
    yield call("key_id", url, key_id=planted("field key_id, a UUID", "uuid"))
    yield call("error", url, status=None, error=f"ConnectError: token={planted('field error')}")
    long = f"Bearer {planted('field trace_id', 'jwt')}"
    yield call("trace", url, trace_id=long)
    own = planted("request id, the request's own key", "uuid")
    headers = {"X-API-Key": own, "X-Request-Id": own}
    yield call("request id", url, request_headers=headers)


def on_sockets() -> Iterator[Line]:
    def frame(connection: str, **told: Any) -> Line:
        at = f"2026-11-19T11:00:{len(planted.by_place) % 60:02d}Z"
        return {"ts": at, "protocol": "websocket", "connection": connection} | told

    secret = planted("WebSocket URL")
    yield frame("c1", event="open", url=f"wss://api.tickdb.ai/v1/ws?api_key={secret}")
    refused = {"cmd": "subscribe", "code": 1001, "message": f"{PUBLIC}: {secret} has expired"}
    yield frame("c1", direction="received", message=refused)
    yield frame("c1", event="close", close_code=1008, reason=f"key {secret}")
    key = planted("WebSocket message", "uuid")
    yield frame("c2", event="open", url="wss://mmapi.55-tech.com/ws")
    subscribe = {"type": "subscribe", "apiKey": key}
    yield frame("c2", direction="sent", message=subscribe)
    echo = {"error": f"{key} is no key", "sent": subscribe}
    yield frame("c2", direction="received", message=echo)
    text = json.dumps({"apiKey": planted("WebSocket message, as text", "uuid")})
    yield frame("c2", direction="sent", message=text)
    yield frame("c2", direction="received", message={"error": "Invalid API key", "sent": text})
    reason = f"token={planted('WebSocket close reason')}"
    yield frame("c2", event="close", close_code=1008, reason=reason)
    named = f"wss://x/ws?token={planted('WebSocket connection name')}"
    yield frame(named, direction="received", message={"error": PUBLIC}, vendor="tickdb")
    login = planted("WebSocket login, by place")
    yield frame("c3", event="open", url="wss://stream.example.com/ws")
    yield frame("c3", direction="sent", message={"op": "auth", "args": [login, 1]})
    yield frame("c3", direction="received", message={"op": "auth", "code": 1, "message": PUBLIC})
    yield from echoed_logins(frame)
    headers = {"X-API-Key": planted("WebSocket handshake", "uuid")}
    refusal = {"error": f"no such key {headers['X-API-Key']}"}
    yield frame("c4", event="open", url="wss://stream.example.com/ws", status=401,
                request_headers=headers, response_body=refusal)  # fmt: skip


def echoed_logins(frame: Callable[..., Line]) -> Iterator[Line]:
    """Logins that name nothing, and answers that quote what was sent."""

    def place(where: str) -> str:
        return planted(f"WebSocket login, {where}", "short")

    a, b, c = (place(f"{nth} of a list") for nth in ("first", "second", "third"))
    d, e = place("named in a list"), place("with a slash") + "/+="
    f, g = place("list alone"), place("bare words")
    h, i = place("before another login"), place("after another login")
    logins: dict[str, tuple[list[Any], str]] = {
        "c5": ([{"op": "login", "args": [a, b, 1795082400, c]}], f"{a}, {b} and {c}"),
        "c6": ([{"op": "login", "args": [{"apiKey": d, "passphrase": e}]}], f"{d} {e}"),
        "c7": ([["auth", f]], f),
        "c8": ([f"AUTH bot {g}"], g),
        "c9": (
            [{"method": "server.sign", "params": [h]}, {"method": "server.sign", "params": [i]}],
            f"neither {h} nor {i}",
        ),
    }
    for connection, (sent, quoted_back) in logins.items():
        yield frame(connection, event="open", url="wss://stream.example.com/ws")
        for message in [*sent, {"op": "subscribe", "args": ["key-rates", PUBLIC]}]:
            yield frame(connection, direction="sent", message=message)
        told = {"event": "error", "code": 60005, "message": f"{PUBLIC}: no {quoted_back}"}
        yield frame(connection, direction="received", message=told | {"request": sent})
        yield frame(connection, direction="received", message={"error": json.dumps(sent)})
        yield frame(connection, event="close", close_code=1008, reason=f"bad {quoted_back}")


def broken_lines() -> Iterator[str]:
    """What canonical JSON Lines cannot be read from."""
    url = "https://api.example.com/v1/x"
    cut = json.dumps(call("cut", url, request_headers={"X-API-Key": planted("cut line, header")}))
    yield cut[:-40]
    secret = planted("cut line, in the middle of the secret", "hex")
    line = json.dumps({"ts": 1, "request_headers": {"Authorization": f"Bearer {secret}"}})
    yield line[: line.index(secret) + 24]
    yield f'{{"ts": "no time", "url": "{url}?token={planted("rejected line, query")}"}}'
    yield f'{{"ts": "no time", "url": "https://u:{planted("rejected line, userinfo")}@x.com/"}}'
    yield f'[1, {{"password": "{planted("line that is a list", "short")}"}}]'
    yield f"not JSON at all: {planted('bare line, a UUID', 'uuid')}"
    yield f"{planted('bare line')} and nothing else"
    yield f"retrying with X-API-Key: {planted('bare line, after a name', 'short')}"
    yield f"login u / password={planted('bare line, a password', 'short')} failed"
    yield '{"ts": "no time", "filler": "' + "x" * 470 + f'", "k": "{planted("at the cut")}"}}'


def canonical() -> str:
    lines = [*in_headers(), *in_urls(), *in_bodies(), *in_fields(), *on_sockets()]
    # Most lines have to be good, or the format is not told.
    return "".join(json.dumps(line) + "\n" for line in lines) + "".join(
        line + "\n" for line in broken_lines()
    )


def har() -> str:
    def entry(place: str, url: str, **told: Any) -> Line:
        request = {"method": "POST", "url": url, "headers": [], "cookies": [], "queryString": []}
        body = json.dumps({"code": 1001, "message": PUBLIC})
        response = {"status": 400, "headers": [], "content": {"size": 1, "text": body}}
        return {
            "startedDateTime": f"2026-11-19T12:00:{len(planted.by_place) % 60:02d}Z",
            "time": 1,
            "request": request | told.pop("request", {}),
            "response": response | told.pop("response", {}),
        } | told

    url = "https://api.tickdb.ai/v1/market/ticker"
    header = {"name": "X-API-Key", "value": planted("HAR header", "uuid")}
    cookie = {"name": "sid", "value": planted("HAR cookie")}
    post = {"mimeType": "x", "text": json.dumps({"password": planted("HAR post data", "short")})}
    echo = base64.b64encode(json.dumps({"code": 1001, "message": header["value"]}).encode())
    content = {"size": 9, "encoding": "base64", "text": echo.decode()}
    query = planted("HAR query")
    socket = planted("HAR WebSocket message", "uuid")
    messages = [
        {"type": "send", "time": 1795082402.5, "opcode": 1,
         "data": json.dumps({"cmd": "subscribe", "apiKey": socket})},
        {"type": "receive", "time": 1795082402.6, "opcode": 1,
         "data": json.dumps({"cmd": "subscribe", "code": 1001, "message": f"{socket} is bad"})},
    ]  # fmt: skip
    entries = [
        entry("header", url, request={"headers": [header], "cookies": [cookie], "postData": post},
              response={"content": content}),
        entry("query", f"{url}?api_key={query}",
              request={"queryString": [{"name": "api_key", "value": query}]}),
        entry("response cookie", url,
              response={"cookies": [{"name": "sid", "value": planted("HAR response cookie")}]}),
        entry("socket", f"wss://api.tickdb.ai/v1/ws?api_key={planted('HAR WebSocket URL')}",
              _resourceType="websocket", _webSocketMessages=messages),
        # Rejected: no URL. Its beginning is kept as an excerpt.
        {"startedDateTime": "2026-11-19T12:30:00Z", "request": {
            "cookies": [{"name": "sid", "value": planted("rejected HAR cookie", "short")}],
            "headers": [{"name": "Authorization",
                         "value": f"Bearer {planted('rejected HAR header')}"}]}},
        {"startedDateTime": "2026-11-19T12:30:00Z", "request": {
            "headers": [{"value": planted("rejected HAR header, turned", "short"),
                         "name": "X-API-Key"}]}},
    ]  # fmt: skip
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "t"}, "entries": entries}})


def combined() -> str:
    def line(target: str, referer: str = "-", user: str = "-") -> str:
        at = f"19/Nov/2026:13:00:{len(planted.by_place) % 60:02d} +0000"
        return f'api.tickdb.ai 10.0.0.7 - {user} [{at}] "{target}" 401 9 "{referer}" "bot"\n'

    def get(path: str) -> str:
        return f"GET {path} HTTP/1.1"

    good = [
        *(line(get(f"/v1/x?symbol={PUBLIC}&{name}={planted(f'access log, {name}')}"))
          for name in PARAMETERS),
        line(get(f"/v1/{planted('access log, path', 'jwt')}/x")),
        line(get(f"https://u:{planted('access log, userinfo')}@api.tickdb.ai/v1/x")),
        line(get("/v1/x"), referer=f"https://y/?token={planted('access log, referer')}"),
        line(get("/v1/x"), user=planted("access log, user")),
    ]  # fmt: skip
    broken = [
        good[0].replace("19/Nov/2026:", "19 Nov 2026 ").replace("api_key", "token"),
        f"2026/11/19 13:00:00 [error] 31#31: *46 upstream timed out, request: "
        f'"GET /v1/x?token={planted("error log line")} HTTP/1.1"\n',
        f"GET /v1/x?password={planted('broken access log line', 'short')}\n",
    ]
    return "".join(good + broken)


LOGS = {"calls.jsonl": canonical(), "browser.har": har(), "access.log": combined()}


def parts(secret: str) -> list[bytes]:
    """What of a secret would be enough to be a leak: all of it, or a good part."""
    pieces = [piece for piece in re.split(r"[.-]", secret) if len(piece) >= 12] or [secret]
    longest = [piece for piece in pieces if len(piece) >= 24]
    halves = [half for piece in longest for half in (piece[:16], piece[-16:])]
    return [piece.encode() for piece in [secret, *pieces, *halves]]


def leaks(written: dict[str, bytes]) -> dict[str, list[str]]:
    """In what is written, the places whose secrets are found, each with where it was found."""
    found = {
        place: [name for name, content in written.items()
                if any(part in content for part in parts(secret))]
        for place, secret in planted.by_place.items()
    }  # fmt: skip
    return {place: names for place, names in found.items() if names}
