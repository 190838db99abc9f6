"""SQL expressions that map a log's fields to the columns of an exchange.

A line is a request if it shows an answer: a status, or a method and URL with an error or a
duration. What only announces a request, or is about something else, is skipped. Where a log gives
only the time at which a line was written, that is the end, and the start is that minus duration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from analyzer.mapping.aliases import DURATION, Place, Plan
from analyzer.mapping.answers import columns_of_answer
from analyzer.mapping.client_words import (
    CALL_IN_ERROR,
    REFUSED_CALL,
    SAID_BY_CLIENT,
    TIMEOUT_AT,
    URL_IN_ERROR,
)
from analyzer.mapping.told_exchange import told_exchange
from analyzer.system.sql_literal import quoted

_METHOD = "^[A-Za-z][A-Za-z_-]*$"
_METHODS = "(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)"
# Fastly's `req.request` is that.
_METHOD_ALONE = f"^{_METHODS}$"
_OF_SERVER = re.compile(r"(?:^|[._])(?:(?:document_)?uri|(?:ur[il]_)?path)$", re.IGNORECASE)
# Nor is what Apache's `%U` gives a whole line.
_TARGET_ALONE = r"^(?:/|https?://)\S*$"
_FIRST_LINE = rf"^(?:[A-Z]+ [/*h].* HTTP/[0-9.]+|{_METHODS} (?:/|https?://)[^ ]*)$"
_QUERY = r"^(?:[^{\[-]|-.)"
_NAME = r"^[^{\[]"
_HOST = r"^[^\s{/-][^\s{/]*$"
# Of headers that are lists: the only value.
_ALONE = "CASE WHEN {0}[1:2] = '[\"' THEN {0}[3:-3] ELSE {0} END"
# What a proxy did that let a request through to nobody.
_BLOCKED = "^(?i:block|deny|drop|reject|(?:block|deni|dropp|reject)ed)$"
# How a Worker ends that gives no answer of its own.
_FAILED_RUN = (
    "^(?:exception|exceeded(?:Cpu|Memory)|canceled|internalError|loadShed|scriptNotFound"
    "|responseStreamDisconnected)$"
)
_DAY = r"\d{4}-\d\d-\d\d"
_TIME_OF_DAY = r"\d\d:\d\d:\d\d(?:\.\d+)?Z?"
_STATUS = r"^-?\d{1,3}(?:\.0)?(?: |$)"
# Of several fields one that is a status of HTTP counts before the code of a body.
_HTTP_STATUS = r"^[1-5]\d\d(?:\.0)?(?: |$)"
_ERROR_CODE = "^(?:E[A-Z]{3,}[A-Z_]*|(?:ERR|UND_ERR|CERT|UNABLE|SELF_SIGNED)_[A-Z_]+)$"
# Slack's SDK for Node.js names no status: what it answers with an error has 200.
_SLACK = "^slack_webapi_[a-z_]+_error$"
# How go-retryablehttp, which most programs of HashiCorp call with, tells what it asks for again.
_ASKED_AGAIN = r"^[A-Z]+ https?://\S+ \(status: ([1-5]\d\d)\)$"
_WITHOUT_STATUS = r"regexp_replace({0}, ' \(status: \d+\)$', '')"
# What tells of a call itself.
_OF_CALL = ("method", "url", "path", "request")
# Times of a part of an exchange, which may come near to that of the whole.
OF_A_PART = ("upstream", "service", "proxy", "origin", "target", "wait", "connect", "backend")
_URL = r"^(?:/|[A-Za-z][A-Za-z0-9+.-]*://|\*$|[A-Za-z0-9_.-]+(?::\d+)?/|[A-Za-z0-9_.-]+:\d+$)"


def _time(value: str, place: Place) -> str:
    """SQL of a time: as the place says it is written, or in any form that logs have."""
    if place.time_format is None:
        return f"moment_of({value})"
    form = place.time_format.replace("'", "''")
    zone = "" if "%z" in form or "%Z" in form else " AT TIME ZONE 'UTC'"
    return f"try_strptime({value}, '{form}'){zone}"


def _duration(values: Mapping[str, str], plan: Plan) -> str:
    """SQL of the milliseconds that an exchange took.

    The first field that holds it, or another with the same at a finer resolution.
    """
    found = [
        (name, f"milliseconds_of({values[name]}, {plan.unit_ms(name, place)!r})")
        for name, place in plan.slots.get(DURATION, ())
    ]
    durations = [sql for _, sql in found]
    for busy, idle in zip(plan.fields("busy"), plan.fields("idle"), strict=False):
        parts = [f"milliseconds_of({values[name]}, 1)" for name in (busy, idle)]
        asking = (f"milliseconds_of({values[name]}, 1)" for name in plan.fields("asking"))
        parts += [f"coalesce({part}, 0)" for part in asking]
        durations.append(f"round({' + '.join(parts)}, 6)")
    if not durations:
        return "NULL::DOUBLE"
    finer = [sql for name, sql in found[1:] if not any(x in name.lower() for x in OF_A_PART)]
    if not finer:
        return f"coalesce({', '.join(durations)})"
    name, place = plan.slots[DURATION][0]
    first = f"finer_of({durations[0]}, [{', '.join(finer)}], {plan.unit_ms(name, place)!r})"
    return f"coalesce({', '.join([first, *durations[1:]])})"


def _caller(values: Mapping[str, str], plan: Plan) -> str:
    """SQL of the program that calls. Such a field may be an address, or how long it took."""
    durations = plan.fields(DURATION)
    found = []
    for name in plan.fields("client"):
        value = values[name]
        is_no_time = f" AND milliseconds_of({value}, 1) IS NULL" if name in durations else ""
        found.append(f"CASE WHEN address_of({value}) IS NULL{is_no_time} THEN given({value}) END")
    return f"coalesce({', '.join(found)})" if found else "NULL::VARCHAR"


def days_and_times(plan: Plan) -> list[tuple[str, str]]:
    """The fields of a day and of a time of that day, beside each other, as CloudFront has them.

    iboss calls the day a time as well.
    """
    ended = {name.lower(): name for name in plan.fields("ended")}
    pairs = [(day, f"{day.removesuffix('date')}time") for day in ended if day.endswith("date")]
    return [
        (ended[day], ended[time])
        for day, time in [*pairs, ("logtime", "time")]
        if day in ended and time in ended
    ]


def targets_of_server(plan: Plan) -> list[str]:
    """Fields of what the server made of a target, where another has the request's first line.

    nginx' `$uri` and Apache's `%U` have no query, and what rewriting made of the path.
    """
    # AWS's route key is a method and a route.
    lines = [one for one in plan.fields("request") if not one.lower().endswith("routekey")]
    is_line = any(not _is_object(plan, name) for name in lines)
    named = plan.fields("url") + plan.fields("path")
    return [name for name in named if is_line and _OF_SERVER.search(name)]


def _is_object(plan: Plan, name: str) -> bool:
    return any(one.startswith(f"{name}.") for slot in plan.slots for one in plan.fields(slot))


def is_whole_url(name: str) -> bool:
    """Whether it has the URL of which another has the path alone, as axios tells both."""
    return name.lower().endswith(("config.url", "responseurl"))


def holds_call(plan: Plan, name: str) -> bool:
    """Whether fields of an object tell of a call; of statuses, where no other field does."""
    within = f"{name}."
    statuses = plan.fields("status")
    return any(one.startswith(within) for slot in _OF_CALL for one in plan.fields(slot)) or (
        bool(statuses) and all(one.startswith(within) for one in statuses)
    )


def is_encoded(name: str) -> bool:
    """Whether it has in base64 what others have plain, as Zscaler's feeds have URLs."""
    return name.rpartition(".")[2].lower().startswith("b64")


def _hosts(plan: Plan) -> list[str]:
    """Fields of the host that was called.

    Rails Semantic Logger tells the call in `payload`, and the name of its own machine beside that.
    """
    is_of_rails = any(name.startswith("payload.") for name in plan.fields("path"))
    return [name for name in plan.fields("host") if not (is_of_rails and name == "host")]


# What macros and conditions read several times is a column: it would be planned each time.
_WITH_RAISED = """
with_stack AS (SELECT *, raised_in_stack(stack) AS in_stack FROM mapped),
with_raised AS (SELECT *, raised_first(in_stack) AS raised FROM with_stack),
with_raised_words AS (SELECT *, words_of_error(raised) AS raised_words FROM with_raised),"""


def _typed(plan: Plan) -> list[str]:
    """The fields of which the kinds of failure that they tell are compared."""
    errors, reasons = plan.fields("error"), plan.fields("reason")
    return [*errors, *reasons] if reasons or len(errors) > 1 else []


def _types_of(values: Sequence[str]) -> str:
    """SQL of CTEs that have the kind of failure that each value tells as a column."""
    if not values:
        return ""
    words = [f"words_of_error({value}) AS words_{n}" for n, value in enumerate(values)]
    types = [f"error_type_of_words(words_{n}) AS type_{n}" for n in range(len(values))]
    return f"""
with_words AS (SELECT *, {", ".join(words)} FROM fields),
with_types AS (SELECT *, {", ".join(types)} FROM with_words),"""


def exchange_select(
    source: str,
    values: Mapping[str, str],
    plan: Plan,
    *,
    verdict: str = "NULL",
    shows_cuts: bool = True,
) -> str:
    """A SELECT to columns of an exchange.

    `source` is a relation in SQL, `values` the SQL of each field of the plan as VARCHAR over it,
    `verdict` the SQL of a verdict that the source itself gives on a line. Where a line that was cut
    off does not show that (`shows_cuts`), a duration without a status may be such a line and is no
    request.
    """

    values = {
        name: f"try(decode(from_base64({sql})))" if is_encoded(name) else sql
        for name, sql in values.items()
    }

    def first_of(names: Sequence[str], of: Callable[[str], str]) -> str:
        found = [of(values[name]) for name in names]
        return f"coalesce({', '.join(found)})" if found else "NULL::VARCHAR"

    def first(slot: str, of: Callable[[str], str] = lambda value: f"given({value})") -> str:
        return first_of(plan.fields(slot), of)

    def fitting_of(names: Sequence[str], pattern: str, made: Callable[[str], str] = str) -> str:
        return first_of(
            names, lambda v: f"CASE WHEN regexp_matches({made(v)}, '{pattern}') THEN {made(v)} END"
        )

    def fitting(slot: str, pattern: str, made: Callable[[str], str] = str) -> str:
        return fitting_of(plan.fields(slot), pattern, made)

    def times(slot: str) -> str:
        found = [_time(values[name], place) for name, place in plan.slots.get(slot, ())]
        if slot == "ended":
            pairs = [(values[day], values[time]) for day, time in days_and_times(plan)]
            found = [
                f"CASE WHEN regexp_full_match({day}, '{_DAY}') AND regexp_full_match({time},"
                f" '{_TIME_OF_DAY}') THEN moment_of({day} || ' ' || {time}) END"
                for day, time in pairs
            ] + found
        return f"coalesce({', '.join(found)})" if found else "NULL::TIMESTAMPTZ"

    def list_of(names: Iterable[str]) -> str:
        return f"[{', '.join(values[name] for name in names)}]::VARCHAR[]"

    served = targets_of_server(plan)
    asked, paths = ([n for n in plan.fields(s) if n not in served] for s in ("url", "path"))

    # What is called a URL may be the whole first line.
    urls = [fitting_of([name], _FIRST_LINE) for name in asked]
    line = f"CASE WHEN ends_with({{0}}, ')') THEN {_WITHOUT_STATUS} ELSE given({{0}}) END"
    first_line = f"coalesce({', '.join([first('request', line.format), *urls])})"
    took = _duration(values, plan)
    answer = "coalesce(error, took_ms::VARCHAR)" if shows_cuts else "error"
    header, head = "headers_of({0})", "headers_on_wire({0})"
    alone = _ALONE.replace("{0}", "{{0}}")
    wait = f"coalesce((milliseconds_of({alone}, {{unit}}) / 1000)::VARCHAR, given({alone}))"
    answered = (first("response_headers", header.format), first("answer_on_wire", head.format))
    asked_with = (first("request_headers", header.format), first("request_on_wire", head.format))
    headers = f"""with_wait(coalesce({", ".join(answered)}),
            coalesce({first("retry_after", wait.format(unit=1000).format)},
                {first("retry_after_ms", wait.format(unit=1).format)}))"""
    of_limit = ("limit_quota", "limit_left", "limit_reset")
    if any(map(plan.fields, of_limit)):
        told = ", ".join(first(slot, lambda v: f"given({_ALONE.format(v)})") for slot in of_limit)
        headers = f"with_limit({headers}, {told})"
    trace = (
        "coalesce(trace_of_traceparent({0}),"
        " nullif(regexp_extract({0}, '(?:/traces/|^0x)([0-9a-f]+)$', 1), ''),"
        " nullif(regexp_extract({0}, '(?:^|;)Root=([^;]+)', 1), ''), given({0}))"
    )
    bodies = [name for name in plan.fields("body") if not holds_call(plan, name)]
    failures = [name for name in plan.fields("failed_body") if not holds_call(plan, name)]
    # A message that says so is the error, where no field is; a number or a code says less.
    of_call = f'{CALL_IN_ERROR}\\\\?": |{URL_IN_ERROR}|{TIMEOUT_AT}|{SAID_BY_CLIENT}|{REFUSED_CALL}'
    braced = quoted(of_call).replace("{", "{{").replace("}", "}}")
    said = f"CASE WHEN regexp_matches({{0}}, {braced}) THEN {{0}} END"
    text = (
        "CASE WHEN {0} NOT IN ('', '-', 'null', 'none', 'false', 'False', '0', '[]', '{{}}')"
        " THEN {0} END"
    )
    words = f"CASE WHEN regexp_matches({{0}}, '[a-z]|[A-Z] ') THEN {text} END"
    # Of several fields the one that names the call, else the one that says why it failed.
    typed = _typed(plan)

    def telling(slot: str, *but: str) -> str:
        others = ", ".join(map(quoted, ("other", *but)))
        told = [
            f"CASE WHEN type_{typed.index(name)} NOT IN ({others}) THEN {values[name]} END"
            for name in plan.fields(slot)
        ]
        return f"coalesce({', '.join(told)})" if told else "NULL::VARCHAR"

    by_words = first("error", words.format)
    if len(plan.fields("error")) > 1:
        # A class such as ConnectException says less than a message that tells of names.
        by_words = (
            f"{first('error', said.format)}, {telling('error', 'connect')}, {telling('error')},"
            f" {telling('reason')}, {by_words}"
        )
    elif typed:
        by_words = f"{telling('error')}, {telling('reason')}, {by_words}"
    has_stack = bool(plan.fields("stack"))
    # A stack that stands alone is the error, where what was raised is a client's.
    raised = (
        f""",
            CASE WHEN regexp_matches(raised, {quoted(of_call)})
                OR error_type_of_words(raised_words) <> 'other' THEN raised END"""
        if has_stack
        else ""
    )
    told = told_exchange(
        mapped="with_raised_words" if has_stack else "mapped", raised=raised, answer=answer
    )
    return f"""
WITH fields AS ({source}),{_types_of([values[name] for name in typed])}
mapped AS (
    SELECT {verdict} AS source_verdict,
        {times("started")} AS started,
        {times("finished")} AS finished,
        {times("ended")} AS written,
        coalesce({first("started")}, {first("finished")}, {first("ended")}) AS time_text,
        {took} AS told_ms,
        request_line({first_line}) AS line,
        regexp_extract({first("request")}, {quoted(_ASKED_AGAIN)}, 1) AS asked_again,
        coalesce({fitting("method", _METHOD)}, {fitting("request", _METHOD_ALONE)}) AS method,
        {fitting_of(asked, _URL)} AS url,
        {fitting_of(served, _URL)} AS served,
        {list_of(filter(is_whole_url, plan.fields("url")))} AS urls,
        {fitting_of(paths, _URL)} AS path,
        {fitting("request", _TARGET_ALONE)} AS target_alone,
        {fitting("query", _QUERY)} AS query,
        lower({fitting("scheme", "^(?i:https?|wss?)$")}) AS scheme,
        {fitting_of(_hosts(plan), _HOST, _ALONE.format)} AS host,
        coalesce({fitting("status", _HTTP_STATUS)}, {fitting("status", _STATUS)}) AS strong,
        {fitting("weak_status", _STATUS)} AS weak,
        coalesce({by_words}) AS worded_error,
        {first("error_text", said.format)} AS said_error,
        coalesce({first("error", text.format)}, {fitting("run_outcome", _FAILED_RUN)})
            AS bare_error,
        {first("stack")} AS stack,
        {fitting("error_code", _ERROR_CODE)} AS error_code,
        {fitting("error_code", _SLACK)} AS of_slack,
        {first("error_text")} AS error_text,
        {list_of(plan.fields("error_text"))} AS texts,
        {first("told_by")} AS told_by,
        ended_by({first("termination")}) AS ended_by,
        regexp_matches({first("verdict")}, '{_BLOCKED}') AS blocked,
        {first("base")} AS base,
        {first("after_base")} AS after_base,
        query_of({first("parameters")}) AS parameters,
        {_caller(values, plan)} AS client,
        coalesce({first("client_ip", lambda v: f"address_of({v})")},
            {first("forwarded", lambda v: f"address_of({v})")}) AS client_ip,
        {fitting("vendor", _NAME)} AS vendor,
        {first("request_bytes", lambda v: f"count_of({v})")}::BIGINT AS request_bytes,
        {first("response_bytes", lambda v: f"count_of({v})")}::BIGINT AS response_bytes,
        coalesce({", ".join(asked_with)}) AS request_headers,
        {headers} AS response_headers,
        {first("request_body")} AS request_body,
        {columns_of_answer(values, plan, bodies, failures)},
        {first("level")} AS level,
        {first("attempt", lambda v: f"count_of({v})")}::BIGINT AS attempt,
        {first("trace_id", trace.format)} AS trace_id,
        {first("request_id")} AS request_id,
        {first("key_id")} AS key_id
    FROM {"with_types" if typed else "fields"}
),{_WITH_RAISED if has_stack else ""}
{told}"""
