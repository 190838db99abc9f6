"""Wording in the chosen language, and text from logs made safe for Streamlit's Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import streamlit as st

from analyzer.system.languages import LANGUAGES
from analyzer.text import Text, phrases
from analyzer.text.plain import TURNING
from analyzer.text.reject_reasons import reject_reason

NAMES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
# Addresses are made links also where each of their marks is escaped, unless their parts are apart.
_LINKED = re.compile(r"(?i)https?:(?=//)|www(?=\.)|(?<=[\w.+-])@(?=[-\w]+\.)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&@^=/])")
# Whose words the command line says too.
_REASON = "reason"
# Names in a sentence.
_FEW = 3
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def language() -> str:
    """The language chosen in this session, else the one the dashboard was started with."""
    chosen = st.session_state.get("lang")
    return chosen if chosen in LANGUAGES else default_language()


def default_language() -> str:
    """ANALYZER_LANG, where it names one of the languages; else English."""
    given = os.environ.get("ANALYZER_LANG", "")
    return given if given in LANGUAGES else LANGUAGES[0]


def text(key: str, **values: object) -> str:
    """A phrase of the dashboard in the chosen language."""
    return Text("dashboard", language())(key, **values)


def term(group: str, name: str | None) -> str:
    """The word for one of a closed list (`outcome`, `cause`, …); an unknown name stays itself."""
    if name is None:
        return text("missing")
    if group == _REASON:
        return reject_reason(name, language())
    try:
        return text(f"{group}.{name}")
    except KeyError:
        return name


@cache
def has_terms(group: str) -> bool:
    """Whether the wording has a group of that name."""
    return group == _REASON or any(key.startswith(f"{group}.") for key in phrases("dashboard"))


def unturned(written: str) -> str:
    """Text from a log that does not turn what is written after it."""
    return re.sub(TURNING, "\N{MIDDLE DOT}", written)


def plain(value: object) -> str:
    """Text from a log, so that Markdown shows it as it is, and nothing else otherwise."""
    return escaped(_LINKED.sub("\\g<0>\N{WORD JOINER}", str(value)))


def escaped(value: str) -> str:
    """Text that Markdown shows as it is, letter for letter; an address in it is a link."""
    return _SPECIAL.sub(r"\\\1", " ".join(unturned(value).split()))


def number(value: float | None) -> str:
    """A count with separators, `–` where there is none."""
    return text("missing") if value is None else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share as a percentage; small ones keep their first digit."""
    if value is None:
        return text("missing")
    digits = 2 if 0 < abs(value) < 0.001 else 1
    return f"{value:.{digits}%}"


def few(names: Sequence[str]) -> str:
    """The first of some names, and how many there are besides."""
    more = f" +{len(names) - _FEW}" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def duration(seconds: float | None) -> str:
    """A span of time in its two largest units, `1 h 30 min`."""
    if seconds is None:
        return text("missing")
    if seconds < 10:
        return f"{seconds:.1f} {text('unit.s')}"
    rest, parts = round(seconds), []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {text(f'unit.{unit}')}")
    return " ".join(parts[:2])


def moment(when: datetime, zone: str) -> str:
    """A time to the millisecond, in a zone."""
    written = when.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S.%f")
    return written.removesuffix("000")


def key_name(key_id: str | None) -> str:
    """A key's hash in short, enough to tell keys apart by eye."""
    return text("missing") if key_id is None else key_id[:8]
