"""The dashboard behind the checks that a browser's page of another site must not get past.

`analyzer dashboard` runs it. Names under which it may be asked for are in ANALYZER_HOSTS, none for
any: another name that was made to lead to this address (DNS rebinding) gets nothing.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import streamlit as st
import tomli
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import AUTH_COOKIE_NAME
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from analyzer.system.sign_in import allowed

# Streamlit's page has scripts in it, its charts compile theirs, and its components' scripts reach
# the page as blobs that it makes itself; nothing comes from elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self';"
    " form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MOST_SESSIONS = 200
_FILES = ("/_stcore/upload_file", "/media")


class _Headers:
    """Adds headers to every answer, by which a browser keeps other sites out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, told)


class _Sessions:
    """Refuses a WebSocket, by which a page lives, while as many as may be are open."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._open = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
        elif self._open >= MOST_SESSIONS:
            await send({"type": "websocket.close", "code": 1013})
        else:
            self._open += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._open -= 1


class _SignedIn:
    """Answers nothing about files, of uploads and for downloads, before somebody has signed in.

    What a page shows is decided by the page; Streamlit serves files to whoever knows their address.
    Signed in is who has the cookie that Streamlit signed, and is one of the people let in.
    """

    def __init__(self, app: ASGIApp, secrets: str) -> None:
        self._app = app
        told = tomli.loads(Path(secrets).read_text("utf-8"))
        self._secret: str = told["auth"]["cookie_secret"]
        self._people: list[str] | None = told.get("people", {}).get("allow")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and scope["path"].startswith(_FILES)
        if is_file and not self._is_signed_in(HTTPConnection(scope).cookies):
            refused = PlainTextResponse("sign in first", 401)
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_signed_in(self, cookies: dict[str, str]) -> bool:
        told = get_cookie_with_chunks(partial(self._signed, cookies), AUTH_COOKIE_NAME)
        try:
            person = json.loads(told or b"{}")
        except ValueError:
            return False
        return bool(person.get("is_logged_in")) and allowed(person, self._people)

    def _signed(self, cookies: dict[str, str], name: str) -> bytes | None:
        return decode_signed_value(self._secret, name, cookies.get(name, "").encode("latin-1"))


_hosts = [host for host in os.environ.get("ANALYZER_HOSTS", "").split(",") if host]
_secrets = os.environ.get("ANALYZER_SIGN_IN")
app = st.App(
    Path(__file__).with_name("app.py"),
    middleware=[
        Middleware(_Headers),
        Middleware(TrustedHostMiddleware, allowed_hosts=_hosts or ["*"], www_redirect=False),
        Middleware(_Sessions),
        *([Middleware(_SignedIn, secrets=_secrets)] if _secrets else []),
    ],
)
