"""Guesses by their names which members of an unknown vendor's error bodies hold code and message.

It is for drafts that a person looks through; nothing is classified by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_TOKEN = re.compile(r"[\w.:#/+-]{1,100}", re.ASCII)
_SAYS_NOTHING = {"error", "errors", "fail", "failed", "failure", "false", "true", "ok", "success"}
_DEEPEST = 6
_MANY = 20
# Names without `_` and `-`, lower case, the most telling first.
_CODES = (
    ("code", "errorcode", "errcode", "retcode", "scode", "statuscode"),
    ("error", "reason", "status", "type", "kind"),
)
_MESSAGES = (
    ("message", "msg", "errormessage", "errormsg", "errmsg", "retmsg", "errordescription"),
    ("detail", "description", "title", "reason", "error"),
)
_TRACES = (("traceid", "requestid", "correlationid"),)
_WAITS = (("retryafter", "retryafters", "retryafterseconds", "retrydelay"),)


@dataclass(frozen=True)
class Body:
    """A parsed JSON body and the HTTP status that it came with."""

    value: object
    status: int | None


@dataclass(frozen=True)
class Places:
    """JSON paths, each list in order of preference, as `[envelope]` has them."""

    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    trace_id: tuple[str, ...] = ()
    retry_after: tuple[str, ...] = ()


def leaves(value: object, path: str = "$") -> Iterator[tuple[str, object]]:
    """The values that are neither objects nor lists, with their paths; of a list the first."""
    if path.count(".") > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            if _NAME.fullmatch(name):
                yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value[:1]:
            yield from leaves(inner, f"{path}[0]")
    else:
        yield path, value


def places(bodies: Sequence[Body]) -> Places:
    """Where these bodies hold what an envelope names."""
    found = [dict(leaves(body.value)) for body in bodies]
    codes = [
        {path: value for path, value in paths.items() if _is_code(value, body.status)}
        for paths, body in zip(found, bodies, strict=True)
    ]
    code = _chosen(codes, _CODES, _is_present)
    code = tuple(path for path in code if _is_no_id(path, found))
    return Places(
        code=code,
        message=_chosen(found, _MESSAGES, lambda value: isinstance(value, str) and " " in value),
        trace_id=_chosen(found, _TRACES, lambda value: isinstance(value, str)),
        retry_after=_chosen(found, _WAITS, lambda value: not isinstance(value, bool)),
    )


def code_in(value: object, paths: Sequence[str]) -> str | None:
    """The code that a body holds at the first of the paths that it has."""
    found = dict(leaves(value))
    return next((str(found[path]) for path in paths if found.get(path) is not None), None)


def _is_code(value: object, status: int | None) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return False
    text = str(value)
    return bool(_TOKEN.fullmatch(text)) and not (
        text.casefold() in _SAYS_NOTHING or (status is not None and text == str(status))
    )


def _is_present(value: object) -> bool:
    return value is not None


def _is_no_id(path: str, found: Sequence[Mapping[str, object]]) -> bool:
    """Whether values come again: what differs in every body names that one body."""
    values = [paths[path] for paths in found if path in paths]
    return len(values) <= _MANY or len(set(map(str, values))) <= len(values) / 2


def _chosen(
    found: Sequence[Mapping[str, object]],
    ranks: Sequence[Sequence[str]],
    fits: Callable[[object], bool],
) -> tuple[str, ...]:
    """The fewest paths of the best names by which the most bodies tell it."""
    left, chosen = [dict(paths) for paths in found], list[str]()
    while True:
        counts: dict[str, int] = {}
        for paths in left:
            for path, value in paths.items():
                if _rank(path, ranks) < len(ranks) and fits(value):
                    counts[path] = counts.get(path, 0) + 1
        if not counts:
            return tuple(chosen)
        best = min(counts, key=lambda p: (_rank(p, ranks), -counts[p], p.count("."), p))
        chosen.append(best)
        left = [paths for paths in left if best not in paths]


def _rank(path: str, ranks: Sequence[Sequence[str]]) -> int:
    name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    plain = re.sub(r"[_-]", "", name).casefold()
    return next((n for n, names in enumerate(ranks) if plain in names), len(ranks))
