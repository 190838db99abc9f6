r"""A log format whose exchange is several lines: a request, its answer, headers and bodies between.

Each kind of line is a *step*, recognised by a pattern with named groups: `method`, `url` or `path` and
`host`, `status`, `took`, `time`, `clock` (a time of day), `error`, `received`, `sent` (bytes), `name` and `value` (header),
`headers` (all, as Python or Quarkus prints them), `body`, `before` (the end of the one before), `opens` (the body comes in the next lines), `client`, `try` (counted from 1), `bytes` (what went
over the wire, as programs quote it), `pre` (what another put before the line), and `key`, by which lines find their exchange: a connection, a
thread, a name; where its numbers are of a thread that only the line before tells, that is the group `speaker`. Lines without one belong to the URL that they name, else to the exchange that was
seen last. Where two loggers report the same exchange, one of them is named by the group `logger`.

An exchange becomes one line, in the place of its answer; its other lines are parts of it. What
never gets an answer is a request without one. The number of exchanges open at once is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.formats import Format, Sample, share_of_lines
from analyzer.formats.kinds.dialogue.assembler import DialogueAssembler
from analyzer.formats.kinds.dialogue_texts import METHOD, TIME_ALONE
from analyzer.formats.kinds.exchange import assembled_format
from analyzer.formats.kinds.likely_steps import Steps
from analyzer.formats.kinds.needed_text import Patterns, quick
from analyzer.formats.kinds.websocket.traces import without_handshakes

__all__ = ["METHOD", "dialogue_format"]

# Libraries log the handshakes of WebSocket as others do dialogues.
_WEBSOCKETS = re.compile(r"websockets\.client|handshake response is not")
# Steps any one of which shows that a log is of the format.
_DECISIVE = ("request", "response", "failure", "written", "read")


def dialogue_format(
    name: str,
    title: str,
    steps: Sequence[tuple[str, str]],
    samples: tuple[Sample, ...],
    *,
    tried_with: tuple[str, ...] = (),
    has_threads: bool = True,
    bodiless: bool = False,
    logged: re.Pattern[str] | None = None,
) -> Format:
    """A format of exchanges over several lines, by its steps (kind, pattern), tried in order.

    Of kinds, `request` opens an exchange, `planned` says what is asked where no request is logged, `response` and `failure` answer it, `cancel` is a failure
    of what has no answer yet, `end` ends it, `closed` does where it is answered,
    `field` and `header` add to it, `reason` to what the same message said to have failed, and to nothing else, `whose` says the URL of what was answered just now, `part` says
    nothing but perhaps the time, `other` is another message, whatever it says, `next` nothing but the time and the name of what the next line tells. Without `has_threads` an answer may come in any thread.
    `logged` is what a log has to have: of one with errors alone others read more.
    """
    all_steps = (("part", TIME_ALONE), *steps)
    decisive = Patterns(pattern for kind, pattern in all_steps if kind in _DECISIVE)
    steps_of_any = Patterns(pattern for _, pattern in all_steps)
    searched = Steps((quick(pattern), kind) for kind, pattern in all_steps)

    def detect(beginning: str) -> float:
        if logged and not logged.search(beginning):
            return 0.0
        if _WEBSOCKETS.search(beginning):
            lines = beginning.splitlines()
            beginning = "\n".join(line for line in lines if not _WEBSOCKETS.search(line))
        beginning = without_handshakes(beginning)
        some = decisive.that_may_match(beginning)
        if not any(one.search(line) for line in beginning.splitlines() for one in some):
            return 0.0
        some = steps_of_any.that_may_match(beginning)
        return 0.4 + 0.5 * share_of_lines(
            beginning, lambda line: any(one.search(line) for one in some)
        )

    return assembled_format(
        name,
        title,
        detect,
        lambda: DialogueAssembler(searched, has_threads=has_threads).take,
        samples,
        stamped=True,
        bodiless=bodiless,
        tried_with=tried_with,
    )
