"""Renders a report through a template: the variables that every template is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from analyzer.report import figures, sections
from analyzer.report.address import address
from analyzer.report.content import Content
from analyzer.report.page import MOST_ITEMS, Page
from analyzer.system.version import __version__
from analyzer.text.wording import Logged, Wording


class _Compiled(BytecodeCache):
    """Templates that were compiled once: to compile one takes longer than to fill it in."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """As jinja2 asks."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """As jinja2 asks."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def filled(
    template: str,
    page: Page,
    *,
    autoescape: bool,
    filters: Mapping[str, Callable[..., object]],
    **names: Any,
) -> str:
    """The template filled in: `filters` say how values are quoted, `names` are this form's own."""
    env = Environment(
        loader=PackageLoader("analyzer.report"),
        bytecode_cache=_COMPILED,
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters |= filters
    content, words = page.content, page.words
    return env.get_template(template).render(
        content=content,
        only=tuple(content.vendor_title(vendor) or Logged(vendor) for vendor in content.only),
        items=page.open_items,
        known=page.acknowledged_items,
        most_items=MOST_ITEMS,
        dashboard=partial(address, page.dashboard_url, content.period, content.only),
        figures=figures.figures(content),
        sections=sections.sections(content, page.unfinished, page.tracked, words),
        about=_about(content, words),
        words=words,
        text=words.text,
        version=__version__,
        **names,
    )


def _about(content: Content, words: Wording) -> str:
    """Whose times these are, and what numbers are compared with."""
    before, week = words.span(content.compared), words.span(content.period.week_before())
    compared = "compared" if content.before["requests"] else "not_compared"
    return words.sentences(
        words.zone(),
        words.text(f"page.{compared}", before=before) if content.figures["requests"] else None,
        words.text("page.week", week=week) if content.weekly is not None else None,
    )
