"""An exchange whose lines are still being read, and the line of JSON that it becomes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from analyzer.formats.kinds.dialogue.clock_times import between
from analyzer.formats.kinds.dialogue_texts import YEARLESS, in_year
from analyzer.formats.kinds.inspected_maps import as_json
from analyzer.formats.kinds.named_statuses import status_named

_YEARLESS = re.compile(YEARLESS)
_MOST_BODY = 64 << 10
# As much of what stands before a line tells whose logger wrote it.
_LOGGER_LENGTH = 12
# Times of day, of the request and of the answer.
CLOCKS = {"started": "clock", "ended": "clock_of_answer"}
_OPENS_BODY = ("{", "[", "<")


@dataclass
class OpenExchange:
    """One exchange of a dialogue: what its lines have said so far.

    `name` is what the lines call it in whatever thread.
    """

    before: str = ""
    column: int = 0
    place: int | None = None
    logger: str = ""
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"request": {}, "response": {}}
    )
    # Lines of the body that was sent, and of the answer's.
    sent: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    phase: str = "request"
    in_body: bool = False
    is_emitted: bool = False
    # What was known before another logger told how it ended.
    _untold: tuple[dict[str, str], int | None] | None = None

    @property
    def is_told(self) -> bool:
        """Whether another logger told how it ended, and its own has not."""
        return self._untold is not None

    def note_told(self) -> None:
        """Another logger is about to tell how it ended."""
        self._untold = dict(self.fields), self.place

    def take_back(self) -> None:
        """Its own logger tells how it ended, which counts."""
        if self._untold is not None:
            (self.fields, self.place), self._untold = self._untold, None
            self.phase, self.in_body = "request", False
            self.headers["response"], self.body = {}, []

    def add_reason(self, error: str) -> None:
        """Why it failed, beside what is known of that."""
        known = self.fields.get("error", "")
        if error not in known:
            self.fields["error"] = f"{known} ---> {error}" if known else error

    @property
    def is_answered(self) -> bool:
        """Whether its response, or the reason for there being none, was read."""
        return self.phase == "response"

    @property
    def mark(self) -> str:
        """What stands right before the lines of its dialogue; more than spaces, if it can be."""
        return self.before[-2:] if self.before[-2:].strip() else self.before[-_LOGGER_LENGTH:]

    def begins_body(self, line: str) -> bool:
        """Whether its logger wrote what opens a value: on Android none writes the blank line before."""
        text = self.own(line)
        is_its_logger = line[: self.column].endswith(self.before[-_LOGGER_LENGTH:])
        return text != line and is_its_logger and text.startswith(_OPENS_BODY)

    def own(self, line: str) -> str:
        """A line without what stands before its exchange's lines, whose own spaces may be gone."""
        before, mark = line[: self.column], self.mark
        bare = mark.rstrip()
        is_alone = bare and before == line and before.rstrip().endswith(bare)
        return line[self.column :] if is_alone or (bare and before.endswith(mark)) else line

    def _timed(self, day: str | None) -> dict[str, object]:
        """What was said, with times of day as times or, of no known day, as how long it took."""
        said: dict[str, object] = dict(self.fields)
        clocks = {name: said.pop(clock, None) for name, clock in CLOCKS.items()}
        known = {name: clock for name, clock in clocks.items() if clock}
        if day:
            return {name: f"{day} {clock}Z" for name, clock in known.items()} | said
        return said | ({"took": between(*map(str, known.values()))} if len(known) > 1 else {})

    def as_line(self, year: str | None, day: str | None) -> str:
        """The exchange as a line; its times are of that year or day if they say none."""
        answer = self.headers["response"]
        exchange: dict[str, object] = self._timed(day)
        if "status" in exchange:
            exchange["status"] = status_named(self.fields["status"]) or self.fields["status"]
        if (count := self.fields.get("try", "")).isdigit():
            exchange["attempt"] = max(int(count) - 1, 0)
        if "path" in exchange and "url" not in exchange:
            host = self.headers["request"].get("host") or exchange.get("host")
            exchange |= {"url": exchange["path"]} | ({"host": host} if host else {})
        if "host" in exchange and self.fields.get("port", "80") not in ("80", "443"):
            exchange["host"] = f"{exchange['host']}:{self.fields['port']}"
        if answer or self.headers["request"]:
            exchange |= {f"{which}_headers": held for which, held in self.headers.items() if held}
        for name in ("started", "ended"):
            if year and _YEARLESS.match(str(exchange.get(name, ""))):
                exchange[name] = in_year(str(exchange[name]), year)
        date = next((v for k, v in answer.items() if k.lower() == "date"), None)
        sent, body = (
            as_json("\n".join(lines).strip()[:_MOST_BODY]) for lines in (self.sent, self.body)
        )
        exchange |= {"request_body": sent} if sent else {}
        return json.dumps(
            exchange | {"date": date, "response_body": exchange.get("body") or body or None}
        )
