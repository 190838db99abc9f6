"""Auto-refresh, off unless asked for: the page is drawn again once the lake has changed."""

from __future__ import annotations

import streamlit as st

from parts.filters import REFRESH, addressed
from parts.reading import place
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
            st.session_state[_DRAWN] = place()
            st.fragment(_look, run_every=seconds)()


def _look() -> None:
    """Draw all again if there was a load since; else the browser is told nothing."""
    if place() != st.session_state[_DRAWN]:
        st.rerun()
