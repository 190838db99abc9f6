"""Who knows of a finding, or no longer does: kept beside the lake, as the commands keep it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

import streamlit as st

from analyzer.errors import AnalyzerError
from analyzer.rules.finding_history import remembered
from parts.filters import Choice
from parts.reading import lake
from parts.words import moment, plain, text


def know(now: Choice, id: str, of: str, note: str) -> None:
    """Somebody knows of a finding, by what is in the period shown. For callbacks."""
    with _said_if_it_fails(), remembered(lake()) as memory:
        until = now.period.until.isoformat()
        memory.know(id, of, until, note.strip() or None, now=datetime.now(UTC))


def withdraw(id: str) -> None:
    """Nobody knows of it any more. For callbacks."""
    with _said_if_it_fails(), remembered(lake()) as memory:
        memory.withdraw(id)


def since(now: Choice, known: Mapping[str, str]) -> None:
    """Since when somebody knows of it, and why it may rest."""
    at = datetime.fromisoformat(known["at"])
    why = plain(known["note"] or text("missing"))
    st.caption(text("triage.known_since", at=plain(moment(at, now.zone)[:16]), note=why))


@contextmanager
def _said_if_it_fails() -> Iterator[None]:
    """What a callback cannot do is said above the page, which is then drawn as it was."""
    try:
        yield
    except AnalyzerError as error:
        st.error(plain(error), icon=":material/error:")
