"""The exchange that mapped columns tell: what follows them in the SELECT of a log's fields."""

from __future__ import annotations

import re
from http import HTTPStatus
from importlib import resources

from analyzer.mapping import client_words
from analyzer.mapping.answers import BODY_BEHIND_STATUS, BODY_OF_CODE, IS_ANSWERED, TOLD_CODE
from analyzer.system.sql_literal import quoted

_SQL = (resources.files(__package__) / "told_exchange.sql").read_text("utf-8")
_NAMES_OF_STATUSES = " ".join(
    f"WHEN {quoted(one.phrase)} THEN '{one.value}'" for one in HTTPStatus if one >= 400
)
_REFUSED = f"{client_words.SAID_BY_CLIENT}|{client_words.REFUSED_CALL}"
_SAID = {
    **{name.lower(): quoted(said) for name, said in vars(client_words).items() if name.isupper()},
    "said_by_client_or_refused": quoted(_REFUSED),
    "fetch_in_error": quoted(f"(?:^| )(?:{client_words.FETCH_IN_ERROR})"),
    "names_of_statuses": _NAMES_OF_STATUSES,
    "told_code": TOLD_CODE,
    "is_answered": IS_ANSWERED,
    "body_behind_status": BODY_BEHIND_STATUS,
    "body_of_code": BODY_OF_CODE,
}


def told_exchange(*, mapped: str, raised: str, answer: str) -> str:
    """SQL from the relation `mapped` on: CTEs, and the SELECT of an exchange.

    `raised` is SQL of an error that a stack alone tells, behind a comma, or empty; `answer` that of
    what shows that a request which is named was answered.
    """
    values = {**_SAID, "mapped": mapped, "raised": raised, "answer": answer}
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], _SQL)
