"""Errors that leave why a call failed to the lines below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.formats.kinds.needed_text import Quick


def with_causes(
    lines: Sequence[str],
    ahead: Sequence[str],
    unsaid: Quick,
    causes: Callable[[Sequence[str]], str],
    most_below: int,
) -> Sequence[str]:
    """The same lines; an error that is `unsaid` ends with what `causes` finds in lines below."""
    at_errors = {at for at, line in enumerate(lines) if unsaid.search(line)}
    if not at_errors:
        return lines
    told = [*lines, *ahead]
    return [
        f"{line.rstrip()}{causes(told[at + 1 : at + 1 + most_below])}" if at in at_errors else line
        for at, line in enumerate(lines)
    ]
