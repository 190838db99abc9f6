"""SQL of what a vendor answered, from a span's attributes and what it says of its failure.

OpenTelemetry has no name for a vendor's own code: programs call the attribute as they like, or
leave the code to the message of an exception and to the description of the span's status.
"""

from __future__ import annotations

from analyzer.mapping.answers import answer_in_texts, code_of
from analyzer.system.sql_literal import quoted

# An attribute that is the vendor's code if it looks like one, and those of other systems.
_CODE = (
    r"(?i)^(?:[\w-]+[._])*(?:error|err|ret|vendor|api|biz|business|resp|response|result)[._]?code$"
    r"|^error\.type$"
)
_OF_OTHERS = r"(?i)^(?:db|sql|rpc|grpc|messaging|process|exit|code|faas|graphql)[._]"
_BARE = "code"
_OF_BYBIT = r"(?i)ret[._]?code$"
_MESSAGE = r"(?i)^(?:[\w-]+[._])*(?:error|err|vendor|api|biz|business|ret)[._]?(?:message|msg)$"
# Texts that say why a span failed, and its events with them.
TEXTS = (
    "exception.message", "error.message", "error.msg", "error", "otel.status_description",
    "status_message",
)  # fmt: skip


def told_body(keys: str, values: str, texts: str, has_failed: str) -> str:
    """SQL of the body that a code stands for, or of the one in the texts; NULL where none is told.

    All are names of columns: lists of texts, the first two side by side, and a condition.
    """
    places = f"list_zip({keys}, {values})"
    coded = f"""list_filter({places}, lambda x: {code_of("x[2]")} IS NOT NULL
        AND (regexp_matches(x[1], {quoted(_CODE)}) OR (x[1] = {quoted(_BARE)} AND {has_failed}))
        AND NOT regexp_matches(x[1], {quoted(_OF_OTHERS)}))[1]"""
    said = f"list_filter({places}, lambda x: regexp_matches(x[1], {quoted(_MESSAGE)}))[1][2]"
    return f"""coalesce(CASE WHEN {_may_hold(keys)} THEN {_body(coded, said)} END,
        {answer_in_texts(texts)})"""


def _may_hold(keys: str) -> str:
    """SQL of whether any name is worth a look at each."""
    every = f"array_to_string({keys}, ' ')"
    return f"regexp_matches({every}, '(?i)(?:[a-z][._]?|^| )code(?: |$)|error[.]type')"


def _body(coded: str, said: str) -> str:
    return f"""list_transform([{coded}], lambda c: CASE WHEN c[2] IS NULL THEN NULL
        WHEN regexp_matches(c[1], {quoted(_OF_BYBIT)})
            THEN json_object('retCode', c[2], 'retMsg', {said})::VARCHAR
        ELSE json_object('code', c[2], 'message', {said})::VARCHAR END)[1]"""
