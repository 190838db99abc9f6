"""Rows of a table as cards, for screens on which a table has no room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from parts.words import text

_HERE = Path(__file__).parent
# So many are sent, and so many more whenever a reader has seen these.
_SENT = 100


class Field(NamedTuple):
    """One value of a card, under its label: words, a link to follow, or numbers to draw."""

    label: str
    value: str | Sequence[float]
    kind: Literal["text", "link", "trend"] = "text"


class Card(NamedTuple):
    """What a row is called, and its other values."""

    name: str
    fields: Sequence[Field]


def cards(
    rows: Callable[[int], Sequence[Card]],
    count: int,
    *,
    key: str,
    alt: str,
    on_card: Callable[[int], None] | None = None,
) -> None:
    """Show the first of `count` cards, and on demand the others; `rows` makes the first few.

    `on_card` is called with the number of the card that a reader chooses, from 0 up.
    """
    component, sent = f"cards_{key}", f"_cards_of_{key}"
    shown = min(count, st.session_state.get(sent, _SENT))

    def chosen() -> None:
        number = st.session_state[component]["chosen"]
        if on_card is not None and number is not None and number < count:
            on_card(number)

    def more() -> None:
        st.session_state[sent] = shown + _SENT

    _component()(
        key=component,
        data={
            "label": alt,
            "cards": [[card.name, *card.fields] for card in rows(shown)],
            "count": count,
            "more": text("cards_more", n="{n}"),
            "follow": text("open_docs"),
            "isButton": on_card is not None,
        },
        on_chosen_change=chosen,
        on_more_change=more,
    )


@st.cache_resource
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "row_cards",
        html='<ul class="row-cards"></ul>',
        css=(_HERE / "cards.css").read_text("utf-8"),
        js=(_HERE / "cards.js").read_text("utf-8"),
        isolate_styles=False,
    )
