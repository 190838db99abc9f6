"""Delivery of a report to people: mail, chat and webhooks, through Apprise.

An address holds secrets (a password, a token). It is never printed, logged or stored: people read
its number and kind, the lake keeps a keyed hash of it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from blake3 import blake3

from analyzer.errors import AnalyzerError, UsageError
from analyzer.report.message import Message

_STATUS = re.compile(r"error=(\d{3})\b")
_KIND = re.compile(r"([a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)


class DeliveryError(AnalyzerError):
    """A destination that did not take the report; the others may have (exit status 1)."""

    exit_status = 1


@dataclass(frozen=True)
class Destination:
    """One address; `name` is what may be shown of it."""

    name: str
    url: str = field(repr=False)

    def key(self, secret: bytes) -> str:
        """A keyed hash that identifies a destination and cannot be read back."""
        key = blake3(secret, derive_key_context="analyzer delivery destination").digest()
        return blake3(self.url.encode(), key=key).hexdigest(8)


def destinations(file: str | None, from_environment: str = "") -> tuple[Destination, ...]:
    """The addresses of a file, one a line, and those of an environment variable.

    Raises UsageError, which names file and line, for one that Apprise does not know.
    """
    found = []
    if file is not None:
        found += [
            _destination(line, f"{file}, line {number}")
            for number, line in enumerate(_lines(file), 1)
            if line and not line.startswith("#")
        ]
        if not found:
            raise UsageError("holds no address", where=file, todo="Write one on a line.")
    for number, word in enumerate(from_environment.split(), 1):
        found.append(_destination(word, f"ANALYZER_DELIVER, address {number}"))
    return tuple(found)


def _lines(file: str) -> list[str]:
    try:
        return [line.strip() for line in Path(file).read_text("utf-8").splitlines()]
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise UsageError(why, where=file, todo="Check path and permission.") from None
    except UnicodeDecodeError:
        raise UsageError("is not UTF-8", where=file, todo="Save it as UTF-8.") from None


def _destination(url: str, where: str) -> Destination:
    import apprise

    with _captured_log():
        is_valid = apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None
    if not is_valid:
        raise UsageError(
            "is no address that Apprise knows",
            where=where,
            todo="See https://github.com/caronc/apprise/wiki for how to write it.",
        )
    kind = _KIND.match(url)
    return Destination(f"{where} ({kind[1].lower()})" if kind else where, url)


def send(destination: Destination, message: Message, attached: Sequence[Path]) -> None:
    """Send a message with files. Raises DeliveryError where it was not taken.

    A service that takes no files gets the message alone.
    """
    import apprise

    with _captured_log() as messages:
        service = apprise.Apprise.instantiate(destination.url, suppress_exceptions=True)
        taken = service is not None and service.notify(
            title=message.title,
            body=message.body,
            body_format=apprise.NotifyFormat.TEXT,
            notify_type=apprise.NotifyType.WARNING if message.urgent else apprise.NotifyType.INFO,
            attach=apprise.AppriseAttachment([str(path) for path in attached]),
        )
    if not taken:
        raise DeliveryError(
            f"was not delivered: {_why(messages.getvalue())}",
            where=destination.name,
            todo="The report itself is kept.",
        )


def _why(messages: str) -> str:
    """What Apprise says may quote the address; only what cannot hold a secret is passed on."""
    if status := _STATUS.search(messages):
        return f"the server answered {status[1]}"
    return "no connection" if "onnection" in messages else "it was refused"


@contextmanager
def _captured_log() -> Iterator[StringIO]:
    """What Apprise logs, which may tell of addresses, goes here and nowhere else."""
    logger, messages = logging.getLogger("apprise"), StringIO()
    handler = logging.StreamHandler(messages)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
