"""The dashboard behind the checks that a browser's page of another site must not get past.

`analyzer dashboard` runs it. Names under which it may be asked for are in ANALYZER_HOSTS, none for
any: another name that was made to lead to this address (DNS rebinding) gets nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's page has scripts in it, and its charts compile theirs; nothing comes from elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
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


_hosts = [host for host in os.environ.get("ANALYZER_HOSTS", "").split(",") if host]
app = st.App(
    Path(__file__).with_name("app.py"),
    middleware=[
        Middleware(_Headers),
        Middleware(TrustedHostMiddleware, allowed_hosts=_hosts or ["*"], www_redirect=False),
        Middleware(_Sessions),
    ],
)
