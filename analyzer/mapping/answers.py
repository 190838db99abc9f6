"""SQL of what a vendor answered, from a log's fields: a body by any of its names, or its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.mapping.aliases import Plan, squashed
from analyzer.mapping.vendor_code import OF_SOCKETS, OF_SUCCESS, SAYS_ITSELF, VENDOR_CODE
from analyzer.system.sql_literal import quoted

_CODE_IN_ERROR = (
    r"\b(?i:(?:ret_?|err_?|error[ _]?)?code)[\"']?[=: ]{1,2}[\"']?" rf"({VENDOR_CODE})\b"
)
_NAMED_BY_ITSELF = rf"(?:^|[:=(\[ ])({SAYS_ITSELF})\b"
_SUCCESSES = ", ".join(map(quoted, OF_SUCCESS))
_OBJECT = r"(?s)\{.*\}"
# What refusals say and no warning about a stock does.
_REFUSED = (
    r"(?i)rate limit|too many requests|limit exceeded|quota|whitelist|unauthori[sz]ed"
    r"|permission denied|invalid (?:or expired )?(?:api[ _-]?key|token|signature|parameter)"
    r"|\b(?:api|vendor)(?: error| refused)\b"
)
_FAILED_LEVEL = "(?i)(?:err(?:or)?|crit(?:ical)?|fatal|alert|emerg|d?panic|[56]0)"
# Whether a level is that of a failure, by the name of a column.
IS_FAILED_LEVEL = f"regexp_full_match({{0}}, {quoted(_FAILED_LEVEL)})"
_CALM = "(?i)(?:inf(?:o|ormation)?|debug|dbg|trace|verbose|notice|[123]0)"
_FAILS = r"(?i)\b(?:errors?|fail(?:ed|ure)?|rejected|refused|denied)\b"
# A body that tells of a failure, or of none.
_BODY_WITH_CODE = r'"(?:code|ret_?[cC]ode|err(?:or)?_?[cC]ode|errors?|detail)"\s*:\s*[^\s,}]'
# The same, as vendors word it and no program's own error does.
_CODED_BODY = (
    r'"(?:ret_?[cC]ode|errorCode|sCode)"\s*:\s*"?(?:-?[1-9]|0+[1-9_])'
    rf'|^\{{\s*"code"\s*:\s*"?{VENDOR_CODE}"?\s*,\s*"(?:message|msg)"'
)
_FAILED_BODY = (
    r'"error(?:s|_response)?"\s*:\s*(?:\[\s*[^\s\]]|\{\s*[^\s}])|"(?:ok|success)"\s*:\s*false\b'
    rf"|{_CODED_BODY}"
)
# How APIs name errors in words, beside what they say of them; a program's own are in capitals.
_WORDED_ERROR = (
    r'(?s)"code"\s*:\s*"[a-z][a-z0-9]*(?:_[a-z0-9]+)+".*"message"\s*:\s*"'
    r'|"message"\s*:\s*".*"code"\s*:\s*"[a-z][a-z0-9]*(?:_[a-z0-9]+)+"'
)
# The same, of an object that the text of an error holds.
_BODY_IN_ERROR = (
    rf'{_FAILED_BODY}|"(?:code|err_?[cC]ode|error_?[cC]ode)"\s*:\s*"?{VENDOR_CODE}"?\s*[,}}]'
    r'|^\{\s*"detail"\s*:\s*(?:"[^"]|\[|\{)'
)
# The members that it asks for, without marks and in lower case.
FAILING_MEMBERS = frozenset(
    ("code", "retcode", "errorcode", "scode", "error", "errors", "errorresponse", "ok", "success")
)
# What a proxy on the way answers with.
_PAGE = r"^<(?i:!doctype|html|head|body|title|center|h[1-6]|\?xml)\b"
_OF_PROGRAM = r'"(?:stack|errno|syscall|config|headers|statusText)"\s*:'
# What begins so is an answer, whose data is no body of one, as that of axios' responses is.
_ANSWER_WITH_DATA = r'^\{\s*"(?:code|ret_?[cC]ode|msg|message|success|ok|errors?)"\s*:'

# Over the columns of a line: the vendor's code that it tells beside no body. A bare one is taken in
# lines of a failure: it may be that of a stock.
TOLD_CODE = f"""CASE WHEN NOT coalesce(starts_with(url, 'ws'), FALSE) THEN coalesce(vendor_code,
            CASE WHEN bare_code IS NOT NULL AND ({IS_FAILED_LEVEL.format("level")}
                OR coalesce(regexp_full_match(strong, '[45]\\d\\d'), FALSE)
                OR (NOT coalesce(regexp_full_match(level, {quoted(_CALM)}), FALSE)
                    AND regexp_matches(array_to_string(texts, ' '), {quoted(_REFUSED)})))
                THEN bare_code END,
            CASE WHEN coalesce(strong, weak) IS NULL THEN coalesce(
                    CASE WHEN named_error IS NOT NULL
                        OR regexp_matches(error_text, {quoted(_FAILS)}) THEN bare_code END,
                    nullif(regexp_extract(named_error, {quoted(_CODE_IN_ERROR)}, 1), ''))
                WHEN starts_with(strong, '2') AND {IS_FAILED_LEVEL.format("level")}
                THEN nullif(regexp_extract(own_error, {quoted(_CODE_IN_ERROR)}, 1), '') END)
            END"""
# Whether a line tells an answer of the vendor that may have no status.
IS_ANSWERED = f"""coalesce((told_code IS NOT NULL
                OR regexp_matches(answer, {quoted(_BODY_WITH_CODE)}))
            AND coalesce(type_of_error, 'other') = 'other'
            AND (contains(url, '://') OR host IS NOT NULL), FALSE)"""
# The body that Guzzle and Spring put behind the status in the message of an error.
_BODY_BEHIND = (
    r"(?s)(?:` response:\s*|\b[45]\d\d [A-Z][^\n\"]*: \"?|\] during \[.*\]: \[)(\{\".*\})"
)
BODY_BEHIND_STATUS = f"""nullif(regexp_extract(
        CASE WHEN strong IS NULL THEN error ELSE own_error END, {quoted(_BODY_BEHIND)}, 1), '')"""
# The body that a code stands for, in Bybit's spelling where the log has that.
BODY_OF_CODE = """CASE WHEN told_code = ret_code
            THEN json_object('retCode', told_code, 'code', told_code)::VARCHAR
            WHEN told_code IS NOT NULL THEN json_object('code', told_code)::VARCHAR END"""


def columns_of_answer(
    values: Mapping[str, str], plan: Plan, bodies: Sequence[str], failures: Sequence[str]
) -> str:
    """SQL of `response_body`, `answer`, `vendor_code`, `ret_code` and `bare_code`.

    `values` is the SQL of each field; `bodies` are the fields that may be a body among others of a
    line, `failures` those that are one if they fail as vendors do. An `answer` is there without a
    status, too.
    """
    failed = [_failed(values[name], name) for name in failures]
    told = [_of_answer(values, name, bodies) for name in plan.fields("response_body")]
    others = [_json(values[name]) for name in bodies]
    answers = [_json(values[name]) for name in bodies if squashed(name).endswith("response")]
    codes = plan.fields("vendor_code")
    of_bybit = [name for name in codes if squashed(name).endswith("retcode")]
    return f"""json_of_python({_first([*failed, *told, *others])}) AS response_body,
        json_of_python({_first([*failed, *answers])}) AS answer,
        {_first([code_of(values[name]) for name in codes])} AS vendor_code,
        {_first([code_of(values[name]) for name in of_bybit])} AS ret_code,
        {_first([code_of(values[name]) for name in plan.fields("bare_code")])} AS bare_code"""


def answer_in_texts(texts: str) -> str:
    """SQL of the body that one of these texts of an error holds, else that its code stands for.

    `texts` is SQL of a list.
    """
    bodies = f"""list_transform(list_transform({texts}, lambda t: {{
            'body': regexp_extract(t, {quoted(_OBJECT)}),
            'code': coalesce(nullif(regexp_extract(t, {quoted(_CODE_IN_ERROR)}, 1), ''),
                nullif(regexp_extract(t, {quoted(_NAMED_BY_ITSELF)}, 1), ''))}}),
        lambda t: CASE
            WHEN regexp_matches(t.body, {quoted(_BODY_IN_ERROR)}) AND json_valid(t.body)
                AND NOT regexp_matches(t.body, {quoted(_OF_PROGRAM)}) THEN t.body
            WHEN t.code NOT IN ({_SUCCESSES})
                AND NOT regexp_full_match(t.code, {quoted(OF_SOCKETS)})
            THEN json_object('code', t.code)::VARCHAR END)"""
    return f"list_filter({bodies}, lambda t: t IS NOT NULL)[1]"


def code_of(value: str) -> str:
    """SQL of a vendor's code where the value looks like one."""
    return (
        f"CASE WHEN regexp_full_match({value}, {quoted(VENDOR_CODE)})"
        f" AND {value} NOT IN ({_SUCCESSES}) THEN {value} END"
    )


def _first(found: Sequence[str]) -> str:
    return f"coalesce({', '.join(found)})" if found else "NULL::VARCHAR"


def _json(value: str) -> str:
    is_page = f"{value}[1] = '<' AND regexp_matches({value}, {quoted(_PAGE)})"
    return f"CASE WHEN {value}[1] IN ('{{', '[') OR ({is_page}) THEN {value} END"


def _failed(value: str, name: str) -> str:
    # What is called a payload may as well be what was sent.
    pattern = _CODED_BODY if squashed(name).endswith("payload") else _FAILED_BODY
    pattern = pattern.replace('"', "[\"']")  # as Python prints it, too
    taken_out = (
        f" WHEN regexp_matches({value}, {quoted(_WORDED_ERROR)}) AND json_valid({value})"
        f" THEN json_object('error', {value}::JSON)::VARCHAR"
        if squashed(name).endswith("error")
        else ""
    )
    return (
        f"CASE WHEN {value}[1] <> '{{' OR regexp_matches({value}, {quoted(_OF_PROGRAM)}) THEN NULL"
        f" WHEN regexp_matches({value}, {quoted(pattern)}) THEN {value}{taken_out} END"
    )


def _of_answer(values: Mapping[str, str], name: str, bodies: Sequence[str]) -> str:
    """A body, but for the member of that name of an answer that is told whole."""
    whole, _, member = name.rpartition(".")
    if squashed(name).endswith("rawresponse"):
        return f"given(body_on_wire({values[name]}))"
    if member != "data" or whole not in bodies:
        return f"given({values[name]})"
    return (
        f"CASE WHEN NOT coalesce(regexp_matches({values[whole]}, {quoted(_ANSWER_WITH_DATA)}),"
        f" FALSE) THEN given({values[name]}) END"
    )
