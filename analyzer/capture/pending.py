"""A client's call under way: an exception that it raises is logged in place of a response."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from analyzer.capture.exchange import Request
from analyzer.capture.writer import Writer


@dataclass
class Pending:
    """One call of a client; `request` is what was sent and not yet answered."""

    request: Request | None = None


P = TypeVar("P", bound=Pending)


@contextmanager
def written_if_it_fails(
    log: Writer, current: ContextVar[P], call: P, answers: tuple[type[BaseException], ...] = ()
) -> Iterator[None]:
    """Make `call` the current one, and write what it raises while a request has no response.

    Errors of the types in `answers` are responses, which are written as such.
    """
    token = current.set(call)
    try:
        yield
    except answers:
        raise
    except BaseException as error:
        if call.request:
            log.exchange(call.request, error)
        raise
    finally:
        current.reset(token)
