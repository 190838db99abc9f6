r"""What Airflow's hook for HTTP logs of a call: which one it sends, by what reason it was refused, and the
body of the answer. Of what succeeds it logs no status.

Source: apache-airflow-providers-http, hooks/http.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats.kinds.failure_words import URL
from analyzer.formats.kinds.named_statuses import status_named
from analyzer.formats.kinds.python.statements import StatementExchanges
from analyzer.formats.kinds.python_values import body_of
from analyzer.formats.kinds.text_lines import TOLD_BEFORE
from analyzer.formats.kinds.url_parts import host_of

_MESSAGES = (
    (rf"\bSending '(?P<method>[A-Z]{{3,7}})' to url: (?P<url>{URL})", "sending_by_hook"),
    (r"\bHTTP error: (?P<reason>[A-Z][A-Za-z' -]+?)\s*$", "refused_by_hook"),
)
_HINTS = ("HTTP error: ",)
# A call, why it was refused, and what the task then fails with.
_REFUSAL = re.compile(
    rf"{_MESSAGES[0][0]}|{_MESSAGES[1][0]}|\bAirflowException: (?P<status>[45]\d\d):[A-Za-z]"
)
_BODY = re.compile(r"(?:^|\s)(?P<body>(?:\{\"|\[[{\"]).*[\]}])\s*$")


class RepeatedRefusals:
    """The refusals of one source that the hook told, and that the task which fails by them repeats."""

    def __init__(self) -> None:
        self._refused: str | None = None

    @staticmethod
    def may_hold(data: bytes) -> bool:
        """Whether some of its lines may be those of a hook; most chunks of most logs have none."""
        return any(text in data for text in (b"HTTP error: ", b"AirflowException: "))

    def without(self, lines: Sequence[str]) -> list[str]:
        """The same lines but for those that repeat a refusal."""
        return [TOLD_BEFORE if self._is_repeated(line) else line for line in lines]

    def _is_repeated(self, line: str) -> bool:
        found = _REFUSAL.search(line)
        if found and found["status"] is None:
            self._refused = status_named(found["reason"]) if found["reason"] else None
        return bool(found and found["status"] and found["status"] == self._refused)


class HookExchanges(StatementExchanges):
    """The exchanges of one source that Airflow may have written."""

    messages: tuple[tuple[str, str], ...] = (
        *StatementExchanges.messages[:-1],
        *_MESSAGES,
        StatementExchanges.messages[-1],
    )
    hints: tuple[str, ...] = (*_HINTS, *StatementExchanges.hints)

    _is_of_hook = False  # the exchange under way

    def _on_sending_by_hook(self, found: re.Match[str]) -> bool:
        self._coming, self._is_of_hook = {}, True
        return self._on_building(found)

    def _on_refused_by_hook(self, found: re.Match[str]) -> bool:
        status = status_named(found["reason"])
        is_awaited = self._is_of_hook and {"method", "url"} <= self._coming.keys()
        if not is_awaited or status is None or not self._stamp:
            return False
        fields = self._coming | {"status": status} | self._body_below()
        self._is_of_hook = False
        return self._emit(fields)

    def _body_below(self) -> dict[str, str]:
        """The answer's body, which the next message is."""
        below = "".join(self._lines[self._at + 1 : self._at + 2])
        told = _BODY.search(below)
        return {"response_body": body_of(told["body"])} if told else {}

    def _on_failure(self, found: re.Match[str]) -> bool:
        """A hook's call that succeeded is not told: what fails on another server is another call."""
        place = found.groupdict().get("host")
        if self._is_of_hook and place and host_of(str(self._coming.get("url"))) != place:
            self._coming = {}
        self._is_of_hook = False
        return super()._on_failure(found)
