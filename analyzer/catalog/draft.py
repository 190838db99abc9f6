"""The draft of a vendor file: what was found out, written as TOML for a person to complete.

A text that only a person can give is left empty and marked TODO; `vendors check` lists those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.catalog.body_places import Places
from analyzer.system.toml_text import comment, key, text

_CLASS = 'class = ""  # TODO: one of those in docs/vendor-files.md'
_MEANING = 'meaning = ""  # TODO: what it means, in a sentence'
_LONGEST_BODY = 4_096


@dataclass(frozen=True)
class DraftEntry:
    """A way to fail. `name` is the code, HTTP status or close code; `about` where it was seen.

    `failure_class` is a guess, None where there is none to make; `meaning` is the vendor's own
    text, where its documents have one.
    """

    name: str
    about: str
    failure_class: str | None = None
    meaning: str | None = None


@dataclass(frozen=True)
class DraftLimit:
    """A limit; `quota` and `window_s` None are unknown."""

    name: str
    about: str
    currency: str = "requests"
    scope: str = "key"
    quota: float | None = None
    window_s: float | None = None


@dataclass(frozen=True)
class DraftSample:
    """An answer of the vendor that shows one code; `status` None: over WebSocket."""

    code: str
    status: int | None
    body: str
    failure_class: str | None


@dataclass(frozen=True)
class Draft:
    """All that a draft says. `notes` are lines of comment at the top, `shapes` those on bodies."""

    id: str
    title: str
    notes: Sequence[str]
    hosts: Sequence[str]
    places: Places
    docs_url: str | None = None
    shapes: Sequence[str] = ()
    fails_under_200: bool = False
    credential: Mapping[str, str] = field(default_factory=dict)
    codes: Sequence[DraftEntry] = ()
    statuses: Sequence[DraftEntry] = ()
    closes: Sequence[DraftEntry] = ()
    limits: Sequence[DraftLimit] = ()
    samples: Sequence[DraftSample] = ()

    def as_toml(self) -> str:
        """The file."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from _comments(self.notes)
        yield f"# Fill in what is marked TODO, then: analyzer vendors check {self.id}.toml"
        yield f"\nid = {text(self.id)}"
        yield f"title = {text(self.title)}" + ("" if self.title else "  # TODO: the vendor's name")
        if self.docs_url:
            yield f"docs_url = {text(self.docs_url)}"
        else:
            yield '# docs_url = "https://…"'
        todo = "" if self.hosts else '  # TODO: such as "*.example.com"'
        yield f"hosts = {_list(self.hosts or [''])}{todo}"
        yield from self._credential()
        yield from self._envelope()
        yield from self._limits()
        for table, entries in (
            ("codes", self.codes),
            ("statuses", self.statuses),
            ("closes", self.closes),
        ):
            for entry in entries:
                yield from _entry(table, entry)
        for sample in self.samples:
            yield from _sample(sample)

    def _credential(self) -> Iterator[str]:
        yield "\n[credential]  # where the key goes: header, query, message"
        yield from (f"{name} = {text(value)}" for name, value in self.credential.items())

    def _envelope(self) -> Iterator[str]:
        yield "\n[envelope]  # where answers hold what"
        yield from _comments(self.shapes)
        for name in ("code", "message", "trace_id", "retry_after"):
            if paths := getattr(self.places, name):
                yield f"{name} = {_list(paths)}"
        hidden = "# failures_under_http_200 = true  # if a code fails under HTTP 200 as well"
        yield hidden.removeprefix("# ") if self.fails_under_200 else hidden

    def _limits(self) -> Iterator[str]:
        for limit in self.limits:
            yield f"\n# {comment(limit.about)}"
            yield f"[limits.{key(limit.name)}]"
            yield f"currency = {text(limit.currency)}\nscope = {text(limit.scope)}"
            for name in ("quota", "window_s"):
                if value := getattr(limit, name):
                    yield f"{name} = {value:.12g}"
        if not self.limits:
            yield '\n# [limits.requests]\n# currency = "requests"\n# scope = "key"'
            yield "# quota = …\n# window_s = …"


def _comments(lines: Sequence[str]) -> Iterator[str]:
    return (f"# {comment(line)}" for line in lines)


def _entry(table: str, entry: DraftEntry) -> Iterator[str]:
    yield f"\n# {comment(entry.about)}"
    yield f"[{table}.{key(entry.name)}]"
    guess = f"class = {text(entry.failure_class or '')}  # a guess: correct it"
    yield guess if entry.failure_class else _CLASS
    yield f"meaning = {text(entry.meaning)}" if entry.meaning else _MEANING


def _sample(sample: DraftSample) -> Iterator[str]:
    if len(sample.body) > _LONGEST_BODY:
        return
    yield f"\n[[samples]]\nabout = {text(f'An answer with {sample.code}.')}"
    yield 'protocol = "websocket"' if sample.status is None else f"status = {sample.status}"
    yield f"body = {text(sample.body)}\n[samples.expect]\ncode = {text(sample.code)}"
    if sample.failure_class:
        yield f"class = {text(sample.failure_class)}"
    else:
        yield 'class = ""  # TODO: as above'


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(text, values))}]"
