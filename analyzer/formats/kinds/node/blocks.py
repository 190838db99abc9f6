r"""Where an error of Node.js begins and ends, as `util.inspect` prints it over lines: its message, its
stack, and its fields until their brackets are closed.
"""

from __future__ import annotations

import re

from analyzer.formats.kinds.node.inspect import balance
from analyzer.formats.kinds.python_values import stamp_of

HEAD = re.compile(
    r"(?<![\w\"])(?:\w+ )??\[?(?P<name>[A-Z]?\w*(?:Error|Exception)\d{0,2}\b(?:\[[\w.]+\])?(?: \[\w+\])?)\]?: (?P<message>.*)$"
)
# What an error is called by what it met, as in AWS's SDK, if a stack follows.
_NAMED = re.compile(r"(?:^|[\s\[])(?P<name>[A-Z]\w+|\d{3}): (?P<message>.*)$")
# An error without a message.
_UNSAID = re.compile(
    r"(?<![\w\"])(?P<name>[A-Z]?\w*(?:Error|Exception)(?: \[\w+\])?)(?P<message>)(?: \{)?$"
)
# What Docker Compose puts before each line.
_COMPOSE = re.compile(r"^[^|{}'\"]{1,60}? +\| ?")
# The time that Docker puts before each line, perhaps with a container's name before it, or PM2 with
# a colon behind it.
_STAMPED = re.compile(
    r"^(?:[\w./|-]+ +\| ?)?(?:\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d) "
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?: )"
)
STACK = re.compile(
    r"^\s+(?:at |\.{3} \d+ lines matching cause stack)|^Caused by: |^Originating from:$"
)
# tslog's pretty error: its name, and in the same line its message with its fields behind commas.
_OF_TSLOG = re.compile(r"^ ?(?P<name>[A-Z]\w*) {1,2}(?P<message>\S.*)$")
_STACK_OF_TSLOG = "error stack:"
_FIELDS_OF_TSLOG = re.compile(
    r", (?=true\b|false\b|[A-Z][A-Z_]{3,}\b|[{\[]|, |\d{1,6}(?:,|$)|https?://)[^\n]*$"
)
_FRAMES_OF_TSLOG = ("  • ", "\t", "Caused by (")
# A cause in a line of its own, below what it caused, perhaps behind a collector's time.
_CAUSE = re.compile(r"^(?:\d[\dT:.+Z -]{18,35}?)?\s{2,}(?:\[cause\]|[Cc]aused by|cause): ")
_MOST_MESSAGE = 12
# Node.js before its version 12 opens an error before its name.
_OF_OLD_NODE = re.compile(r"\{ (?:[A-Z]\w*)?(?:Error|Exception)\b")
# viem's messages, of contracts' calls with their arguments, end in its version.
_END_OF_VIEM = re.compile(r"^\s*Version: viem@")
_MOST_OF_VIEM = 60
LONGEST_BLOCK = 5000
# Nearly all errors have fewer lines than this, and lines are stripped before they are looked at.
_BLOCK = 64


def find_head(line: str) -> re.Match[str] | None:
    """The name and message of an error in a line; two words are looked for first, which is cheap."""
    return HEAD.search(line) if "Error" in line or "Exception" in line else None


def head_of(lines: list[str], at: int) -> re.Match[str] | None:
    """The first line of an error, which may be told by the stack below."""
    found = find_head(lines[at])
    if found is None and at + 1 < len(lines) and STACK.match(_bare(lines[at + 1])):
        found = _NAMED.search(lines[at]) or _UNSAID.search(lines[at])
    if is_of_tslog(lines[at : at + 2]):
        found = _OF_TSLOG.match(lines[at]) or found
    return found


def is_of_tslog(block: list[str]) -> bool:
    """Whether tslog prints an error with its stack below a title."""
    return block[1:2] == [_STACK_OF_TSLOG]


def without_fields(message: str) -> str:
    """What tslog prints of an error's message, without the fields behind it."""
    return _FIELDS_OF_TSLOG.sub("", message)


def begins_message(line: str) -> bool:
    """Whether a line begins another message; within an error, times stand among its fields."""
    return not line[:1].isspace() and stamp_of(line) is not None


def is_cause(line: str) -> bool:
    """Whether a line tells no more than why another failed."""
    return bool(_CAUSE.match(line))


def is_repeated(lines: list[str], at: int) -> bool:
    """Whether a message ends in the error that is printed below it, with its name and its stack."""
    below = find_head(lines[at + 1]) if at + 1 < len(lines) else None
    if below is None or begins_message(lines[at + 1]) or not begins_message(lines[at]):
        return False
    return lines[at].rstrip().endswith(below["message"].rstrip(" {"))


def block_of(lines: list[str], at: int) -> list[str]:
    """The lines of an error that begins in one: its message, its stack, its fields until their
    brackets are closed."""
    if is_of_tslog(lines[at : at + 2]):
        end = at + 2
        while end < len(lines) and lines[end].startswith(_FRAMES_OF_TSLOG):
            end += 1
        return lines[at:end]
    before = next((one for one in (_STAMPED, _COMPOSE) if one.match(lines[at])), None)
    if before and not before.match("".join(lines[at + 1 : at + 2])):
        before = None
    block: list[str] = []
    for most in (_BLOCK, LONGEST_BLOCK):
        some = lines[at : at + most]
        if before:
            some = [some[0], *(before.sub("", line) for line in some[1:])]
        block = some[: _end(some)]
        if len(block) < most:
            break
    return block


def _end(lines: list[str]) -> int:
    """How many lines an error has."""
    is_open = _is_open(lines[0])
    depth, end = int(is_open or bool(_OF_OLD_NODE.search(lines[0]))), end_of_message(lines)
    while end < len(lines):
        line = lines[end]
        if STACK.match(line):
            depth += line.rstrip().endswith("{")
        elif depth <= 0 or begins_message(line):
            break
        else:
            depth += balance(line)
        end += 1
    return end


def _is_open(line: str) -> bool:
    """Whether the fields of an error begin in its first line."""
    message = line[max(line.rfind("Error: "), 0) :]
    return balance(message) > 0 or message.endswith(("{ ", "] {"))


def end_of_message(lines: list[str]) -> int:
    """How many lines the message has that stands before the stack."""
    if _is_open(lines[0]):
        return 1
    if len(lines) > 1 and not lines[1].strip() and (end := _end_of_viem(lines)):
        return end
    for end, line in enumerate(lines[1 : _MOST_MESSAGE + 1], 1):
        if STACK.match(line):
            return end
        if begins_message(line) or find_head(line):
            break
    return 1


def _end_of_viem(lines: list[str]) -> int | None:
    for end, line in enumerate(lines[1 : _MOST_OF_VIEM + 1], 2):
        if _END_OF_VIEM.match(line):
            return end
        if STACK.match(line) or begins_message(line):
            break
    return None


def _bare(line: str) -> str:
    """A line without what a collector put before it."""
    return _COMPOSE.sub("", _STAMPED.sub("", line))
