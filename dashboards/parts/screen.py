"""How much room the screen has, rows of tables that a click or the key Enter chooses, tiles."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

# Below it there is no room for a table.
_NARROW_PX = 640
# A page is drawn anew where its room has changed by so much; until it is told it is that of a
# screen of 1440 pixels.
_STEP_PX, _USUAL_PX = 50, 1000
# Between columns, as Streamlit calls it.
_GAPS_PX = {"medium": 32, "large": 64}
_KEY = "screen"
# Tables whose rows lead somewhere stand in containers whose keys begin so.
ROWS = "rows_of_"


def watch() -> None:
    """Draw the frame's part that tells of the screen, and that hears clicks and keys on tables."""
    _component()(
        key=_KEY,
        data={
            "narrowPx": _NARROW_PX,
            "isNarrow": is_narrow(),
            "roomPx": room(),
            "stepPx": _STEP_PX,
            "rows": ROWS,
        },
        on_narrow_change=lambda: None,
        on_room_change=lambda: None,
    )


def is_narrow() -> bool:
    """Whether the screen is a telephone's; until it has told, as its browser calls itself."""
    told = st.session_state.get(_KEY, {}).get("narrow")
    return "Mobi" in st.context.headers.get("User-Agent", "") if told is None else bool(told)


def room() -> int:
    """How many pixels a page has to itself beside the sidebar."""
    return st.session_state.get(_KEY, {}).get("room") or _USUAL_PX


def room_of_part(share: float, gap: str) -> int:
    """How many of them one of two columns has, with its share of what the gap leaves."""
    return int((room() - _GAPS_PX[gap]) * share)


@st.cache_resource
def _component() -> ComponentRenderer:
    here = Path(__file__)
    return st.components.v2.component(
        "screen",
        html="<span></span>",
        css=here.with_suffix(".css").read_text("utf-8"),
        js=here.with_suffix(".js").read_text("utf-8"),
        isolate_styles=False,
    )
