"""Sign-in before anything is shown, where `analyzer dashboard --sign-in` asks for it."""

from __future__ import annotations

import os

import streamlit as st

from analyzer.system.sign_in import allowed
from parts.words import escaped, plain, text

_FLAG = "is_logged_in"
_RETURNED = "_returned"
# Sign-in ends at the first page, in a new session: only the tab knows what was asked for.
_REMEMBER = """<script>
sessionStorage.setItem("analyzer.asked", location.pathname + location.search);
</script>"""
_RETURN = """<script>{
  const asked = sessionStorage.getItem("analyzer.asked");
  sessionStorage.removeItem("analyzer.asked");
  if (asked && asked !== location.pathname + location.search)
    location.replace(location.origin + asked);
}</script>"""


def wanted() -> bool:
    """Whether who opens the dashboard has to sign in."""
    return bool(os.environ.get("ANALYZER_SIGN_IN")) or _FLAG in st.user


def entered() -> bool:
    """Whether this session may see the lake."""
    return not wanted() or (bool(st.user.get(_FLAG)) and _is_allowed())


def page() -> None:
    """What is shown instead of every page to who may not see it."""
    st.title(text("sign_in.title"), anchor=False)
    if st.user.get(_FLAG):
        st.error(text("sign_in.refused", who=escaped(_who())), icon=":material/block:")
        _sign_out()
        return
    st.html(_REMEMBER, unsafe_allow_javascript=True)
    st.markdown(text("sign_in.about"))
    providers: list[str | None] = [*_providers()]
    for name in providers or [None]:
        st.button(
            text("sign_in.with", provider=plain(name)) if name else text("sign_in.title"),
            icon=":material/login:",
            key=f"sign_in_{name}",
            on_click=st.login,
            args=(name,),
        )


def sidebar() -> None:
    """Who is signed in, and the way out; once, the way back to the link that was opened."""
    if wanted():
        with st.sidebar:
            st.caption(text("sign_in.who", who=escaped(_who())))
            _sign_out()
            if _RETURNED not in st.session_state:
                st.session_state[_RETURNED] = True
                st.html(_RETURN, unsafe_allow_javascript=True)


def _providers() -> list[str]:
    """The names of `[auth.<name>]`, in the file's order."""
    auth = st.secrets["auth"]
    return [name for name in auth if hasattr(auth[name], "keys") and name != "client_kwargs"]


def _is_allowed() -> bool:
    people = st.secrets.get("people", {})
    return allowed(st.user.to_dict(), people.get("allow"))


def _sign_out() -> None:
    st.button(text("sign_in.out"), icon=":material/logout:", key="sign_out", on_click=st.logout)


def _who() -> str:
    return str(st.user.get("email") or st.user.get("name") or st.user.get("sub"))
