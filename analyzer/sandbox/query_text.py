"""Reading of a user's SQL text as far as it must happen before DuckDB parses it.

Two things DuckDB does not do: it knows parameters as `$name` only, where SQL tools write `:name`,
and it cannot put a statement into parentheses that ends in a comment or a semicolon. Nothing here
decides what is allowed: that is DuckDB's part, on the text that comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PIECE = re.compile(
    r"""(?P<text> (?<!\w)[eE]'(?:[^'\\]|''|\\.)*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
                | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
      | (?P<line> --[^\n]* )
      | (?P<block> /\* )
      | (?P<parameter> (?<![\w:'"\])}]):(?P<name>[A-Za-z_]\w*) )""",
    re.DOTALL | re.VERBOSE,
)
_EDGE = re.compile(r"/\*|\*/")


def without_comments(query: str) -> str:
    """The same statement without comments and without blanks and semicolons at its end."""
    pieces = (text if kind != "comment" else " " for kind, text in _pieces(query))
    return "".join(pieces).rstrip(" \t\r\n;").lstrip()


def with_dollars(query: str) -> str:
    """The query with DuckDB's `$name` for each `:name`.

    A colon that follows a word, a literal or a bracket is none of ours: casts (`::`), slices
    (`list[1:n]`), structs (`{'a':b}`) and aliases (`n:1`) stay, as do texts and comments.
    """
    return "".join(f"${text[1:]}" if kind == "parameter" else text for kind, text in _pieces(query))


def parameters(query: str) -> list[str]:
    """The names of the query's `:name`, in order."""
    return [*dict.fromkeys(text[1:] for kind, text in _pieces(query) if kind == "parameter")]


def _pieces(query: str) -> Iterator[tuple[str, str]]:
    """Comments, parameters, texts and what lies between, in order and complete."""
    at = 0
    while found := _PIECE.search(query, at):
        yield "code", query[at : found.start()]
        at = found.end()
        if found["block"]:
            at = _end_of_comment(query, at)
        kind = "comment" if found["block"] or found["line"] else "code"
        yield ("parameter" if found["parameter"] else kind), query[found.start() : at]
    yield "code", query[at:]


def _end_of_comment(query: str, at: int) -> int:
    """Where a block comment ends whose beginning lies before `at`; they nest."""
    depth = 1
    for edge in _EDGE.finditer(query, at):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(query)
