"""Writes captured exchanges as canonical JSON Lines; no error of it reaches the caller."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from logging.handlers import WatchedFileHandler
from os import PathLike
from typing import Any

from analyzer.capture.exchange import Request, Response, fields
from analyzer.capture.keyed_hash import KeyedHash, shared_secret
from analyzer.capture.redaction import Redaction

_OWN_LOGGER = logging.getLogger("analyzer.capture")


class Writer:
    """A log of canonical JSON Lines.

    `target` is a path (the file may be renamed away, as logrotate does, and is then made anew), or
    a `logging.Handler` such as RotatingFileHandler, or a `logging.Logger`; a formatter has to leave
    the message as it is. Each process needs a file of its own. `client` names the program. Hashes
    are those of the lake if both have the same ANALYZER_SECRET in their environment.
    """

    def __init__(
        self,
        target: str | PathLike[str] | logging.Handler | logging.Logger,
        *,
        client: str | None = None,
    ) -> None:
        if isinstance(target, logging.Handler | logging.Logger):
            self._target: logging.Handler | logging.Logger = target
        else:
            self._target = WatchedFileHandler(target, encoding="utf-8", delay=True)
        self._client = client
        self._hashed = KeyedHash(shared_secret())

    def redaction(self) -> Redaction:
        """A fresh one, for one exchange or connection."""
        return Redaction(self._hashed)

    def exchange(self, request: Request, answer: Response | BaseException) -> None:
        """Write an HTTP request with its response, or with why none came."""
        with quietly():
            head = {"ts": request.sent.iso(), "method": request.method}
            self.write(head | fields(self.redaction(), request, answer))

    def write(self, line: Mapping[str, Any]) -> None:
        """Write one line, without what is None."""
        present = {name: value for name, value in line.items() if value is not None}
        if self._client is not None:
            present["client"] = self._client
        text = json.dumps(present, separators=(",", ":"), allow_nan=False)
        record = logging.LogRecord("analyzer.capture", logging.INFO, "", 0, text, None, None)
        if isinstance(self._target, logging.Handler) or self._target.isEnabledFor(logging.INFO):
            self._target.handle(record)


@contextmanager
def quietly() -> Iterator[None]:
    """Log what goes wrong inside to `analyzer.capture`; nothing of it reaches the caller."""
    try:
        yield
    except Exception as error:
        why = error.strerror if isinstance(error, OSError) else None
        # Not the error's message: it may quote what was to be redacted.
        _OWN_LOGGER.warning("an exchange was not written: %s", why or type(error).__name__)
