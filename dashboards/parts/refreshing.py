"""Auto-refresh, off unless asked for: the page is drawn again once it would show anything else."""

from __future__ import annotations

import streamlit as st

from analyzer.rules.finding_history import recall
from parts.filters import REFRESH, addressed
from parts.reading import lake, place
from parts.views import Place
from parts.words import text

_DRAWN = "_drawn_version"


def control() -> None:
    """The choice, in the sidebar, and the clock behind it."""
    with st.sidebar:
        chosen = st.selectbox(
            text("filter.refresh"),
            REFRESH,
            key="refresh",
            format_func=lambda name: text(f"refresh.{name or 'off'}"),
            help=text("filter.refresh_help"),
            on_change=addressed,
            args=("refresh",),
        )
        if seconds := REFRESH[chosen]:
            st.session_state[_DRAWN] = _drawn_from()
            st.fragment(_look, run_every=seconds)()


def _look() -> None:
    """Draw all again if there was a load since, or somebody settled, noted or acknowledged
    something; else the browser is told nothing.
    """
    if _drawn_from() != st.session_state[_DRAWN]:
        st.rerun()


def _drawn_from() -> tuple[Place, str]:
    """What a page shows depends on: the data, and what is acknowledged, which no read sees."""
    return place(), repr(recall(lake()).acknowledged)
