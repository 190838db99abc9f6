"""The dashboard's frame: navigation, filters, language. Each page is a file of `screens`.

`analyzer dashboard` runs it. It reads the lake, the vendors' folder and the language from the
environment: ANALYZER_LAKE, ANALYZER_VENDORS, ANALYZER_LANG.

The folder is not called `pages`, since Streamlit takes such a folder for pages that need no frame:
the first link into a fresh server would show a page without filters.
"""

from __future__ import annotations

import json
import logging
from importlib import import_module
from pathlib import Path

import streamlit as st
from parts import filters, refreshing, screen, settled, sign_in
from parts.words import plain, text

from analyzer.errors import AnalyzerError
from analyzer.sandbox import query_subprocess

# Altair takes pandas from the loaded modules, also while another session's first page still loads
# it: here every session waits for the whole of it.
import_module("pandas")

# Streamlit adds to the history for each filter that a drill sets; bound ones cannot be set at once.
# Of one that the reader chooses in a bound list it adds nothing, and Back would leave the page; of
# what is typed it need not.
# Back is to undo one act of the reader, so the first change of an act is added, and what follows it
# replaces it.
_ONE_STEP_BACK = """<script>
if (!window.analyzerHistory) {
  window.analyzerHistory = true;
  let acted = false;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const chosen = ({search}) => {
    const said = new URLSearchParams(search);
    for (const typed of TYPED) said.delete(typed);
    return said.toString();
  };
  for (const act of ["pointerdown", "keydown"])
    addEventListener(act, () => { acted = true; }, { capture: true });
  addEventListener("popstate", () => { acted = false; }, { capture: true });
  history.pushState = (...entry) => {
    if (acted) push(...entry); else replace(...entry);
    acted = false;
  };
  history.replaceState = (state, unused, url) => {
    const there = new URL(url ?? "", location.href);
    const isChoice = there.pathname === location.pathname && chosen(there) !== chosen(location);
    if (isChoice) history.pushState(state, unused, url); else replace(state, unused, url);
  };
}
</script>""".replace("TYPED", json.dumps(sorted(filters.TYPED)))

PAGES = {
    "watch": {
        "overview": ":material/monitoring:",
        "unfinished": ":material/pending_actions:",
        "rate_limits": ":material/speed:",
        "authentication": ":material/key:",
        "partial_failures": ":material/incomplete_circle:",
    },
    "explore": {
        "failures": ":material/error:",
        "requests": ":material/list_alt:",
        "trace": ":material/route:",
        "vendors": ":material/storefront:",
    },
    "tools": {
        "sql": ":material/code:",
        "data": ":material/database:",
    },
}


def main() -> None:
    """Draw the frame and the page that was asked for."""
    # A file of our own: Streamlit would fetch a Material icon from another host.
    icon = str(Path(__file__).parent / "icon.svg")
    st.set_page_config(page_title="analyzer", page_icon=icon, layout="wide")
    filters.begin()
    entered = sign_in.entered()
    page = st.navigation(
        {
            text(f"nav.{group}"): [
                st.Page(
                    f"screens/{name}.py",
                    title=text(f"{name}.title"),
                    icon=icon,
                    default=name == "overview",
                )
                for name, icon in pages.items()
            ]
            for group, pages in PAGES.items()
        },
        position="sidebar" if entered else "hidden",
    )
    if not entered:
        sign_in.page()
        return
    filters.follow(page.url_path)
    query_subprocess.prepare()
    try:
        data = filters.span()
        if data is not None:
            filters.sidebar(data)
        filters.settings()
        refreshing.control()
        sign_in.sidebar()
        with st.sidebar:
            screen.watch()
        st.sidebar.html(_ONE_STEP_BACK, unsafe_allow_javascript=True)
        page.run()
        settled.settle()
    except AnalyzerError as error:
        st.error(plain(error), icon=":material/error:")
    except Exception:
        logging.getLogger("analyzer.dashboard").exception("page failed")
        st.error(text("page_failed"), icon=":material/error:")


main()
