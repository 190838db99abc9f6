"""Every WebSocket connection from its open to its close, and what its end is explained by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.reference.request import Request
from tests.reference.world import Row, World, grouped, in_s

KEY = ("vendor", "client", "connection", "first_ts")


def rows(world: World) -> Iterator[Row]:
    """One row a session of which the log shows the open or the close."""
    frames = (one for one in world.requests if one.is_frame and one.connection is not None)
    for (vendor, client, name), ones in grouped(
        frames, lambda one: (one.vendor, one.client, one.connection)
    ).items():
        sessions = [*_sessions(ones)]
        nexts = [session[0].ts for session in sessions[1:]]
        for session, next_open in zip(sessions, [*nexts, None], strict=True):
            told = {"vendor": vendor, "client": client, "connection": name}
            yield told | _session(session, next_open)


def _sessions(ones: Sequence[Request]) -> Iterator[list[Request]]:
    session: list[Request] = []
    for one in ones:
        if one.command == "open" and session:
            yield session
            session = []
        session.append(one)
    if session:
        yield session


def _session(session: Sequence[Request], next_open: object) -> Row:
    opened = next((one for one in session if one.command == "open"), None)
    closed = next((one for one in session if one.command == "close"), None)
    answers = [one for one in session if one.command not in ("open", "close")]
    errors = [one for one in answers if one.failed]
    refusals = [one for one in session if one.failed and _refuses(one)]
    refused_at = refusals[0].ts if refusals else None
    never_open = opened is not None and opened.failed
    opened_at = opened.ts if opened and not never_open else None
    last = opened if never_open else errors[-1] if errors else None
    return {
        "first_ts": session[0].ts,
        "key_id": next((one.key_id for one in reversed(session) if one.key_id), None),
        "opened_at": opened_at,
        "closed_at": closed.ts if closed else None,
        "ended_at": refused_at if never_open else closed.ts if closed else next_open,
        "ended_by": "refused" if never_open else _ended_by(closed, next_open),
        "session_s": in_s(closed.ts - opened_at) if closed and opened_at else None,
        "answers": len(answers),
        "errors": len(errors),
        "refused_at": refused_at,
        "close_code": closed.close_code if closed else None,
        "error_code": last.failure.code if last and last.failure else None,
        "error_class": last.failure.group if last and last.failure else None,
        "error_message": last.failure.message if last and last.failure else None,
        "error_before_s": in_s(closed.ts - last.ts) if closed and last else None,
    }


def _ended_by(closed: object, next_open: object) -> str | None:
    if closed:
        return "close"
    return "reopen" if next_open else None


def _refuses(one: Request) -> bool:
    """The open failed, or the vendor said that there were too many."""
    assert one.failure
    is_answer = one.command != "close"
    return one.command == "open" or (is_answer and one.failure.group == "connection_limit")
