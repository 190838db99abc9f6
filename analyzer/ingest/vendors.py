"""The vendor catalog as SQL macros: what ingest has to know of a vendor to read its answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from analyzer.catalog.catalog import Catalog, Vendor
from analyzer.system.sql_literal import quoted

# Where credentials, codes and messages lie with vendors that no catalog describes.
_HEADERS = (
    "x-api-key", "api-key", "apikey", "x-apikey", "x-auth-token", "x-access-token", "x-token",
    "authorization", "proxy-authorization", "x-mbx-apikey", "ok-access-key", "cb-access-key",
    "kc-api-key", "bfx-apikey", "x-bapi-api-key",
)  # fmt: skip
_PARAMETERS = ("api_key", "apikey", "apiKey", "api-key", "access_token", "token", "key")
_FIELDS = ("apiKey", "api_key", "apikey", "token", "accessToken", "access_token", "key")
_CODES = ("$.code", "$.errorCode", "$.error_code", "$.error.code")
_MESSAGES = (
    "$.message", "$.msg", "$.error.message", "$.error", "$.error_description", "$.detail",
    "$.title", "$.reason",
)  # fmt: skip
_DETAILS = ("$.detail", "$.details", "$.errors")
_TRACES = ("$.traceId", "$.trace_id", "$.traceID")


def vendor_macros(catalog: Catalog) -> str:
    """CREATE MACRO statements for normalise.sql and websocket.sql, a CASE over the vendors each."""
    vendors = list(catalog.vendors.values())
    hiding = [v.id for v in vendors if v.envelope.failures_under_http_200]
    texts = sorted({text.casefold() for v in vendors for text in v.error_texts()})

    everywhere = _known_first([v.credential.query for v in vendors], _PARAMETERS)

    def headers(v: Vendor) -> str:
        return _present(_known_first([v.credential.header, *v.credential.wrong_headers], _HEADERS))

    def parameters(v: Vendor) -> str:
        return _asked(_known_first([v.credential.query], _PARAMETERS))

    def fields(v: Vendor) -> str:
        return _list(f"$.{name}" for name in _known_first([v.credential.message], _FIELDS))

    def success(v: Vendor) -> str:
        return f"coalesce(list_contains({_list(v.success_codes())}, code), FALSE)"

    macros = {
        "vendor_of(host)": _vendor_of(catalog.hosts()),
        "key_header_in(vendor, headers)": _case(vendors, headers, _present(_HEADERS)),
        "key_header_value(headers, name)": _value_of_known(
            _known_first([v.credential.header for v in vendors], _HEADERS)
        ),
        "has_key_parameter(query)": "regexp_matches(query, "
        + quoted(rf"(?:^|&)(?:{'|'.join(map(re.escape, everywhere))})=[^&]")
        + ")",
        "key_parameter_in(vendor, query)": _case(vendors, parameters, _asked(_PARAMETERS)),
        "credential_fields(vendor)": _case(vendors, fields, _list(f"$.{name}" for name in _FIELDS)),
        "hides_failures(vendor)": f"list_contains({_list(hiding)}, vendor)",
        "is_success_code(vendor, code)": _case(vendors, success, "coalesce(code = '0', FALSE)"),
        "code_in(vendor, body)": _case(
            vendors, lambda v: _text_of(v.envelope.code), _text_of(_CODES)
        ),
        "trace_in(vendor, body)": _case(
            vendors,
            lambda v: _scalar(_known_first(v.envelope.trace_id, _TRACES)),
            _scalar(_TRACES),
        ),
        "detail_in(vendor, body)": _case(
            vendors, lambda v: _json(v.envelope.detail), _json(_DETAILS)
        ),
        "message_in(vendor, body)": _case(
            vendors,
            lambda v: _scalar(_known_first(v.envelope.message, _MESSAGES)),
            _scalar(_MESSAGES),
        ),
        "is_error_text(message)": f"list_contains({_list(texts)}, lower(trim(message, ' \"')))",
    }
    return "\n".join(f"CREATE MACRO {name} AS ({body});" for name, body in macros.items())


def credential_headers(catalog: Catalog) -> list[str]:
    """Every header that may hold a credential, in lower case."""
    known = [v.credential for v in catalog.vendors.values()]
    named = [name for one in known for name in (one.header, *one.wrong_headers)]
    return list(dict.fromkeys(name.lower() for name in _known_first(named, _HEADERS)))


def credential_parameters(catalog: Catalog) -> list[str]:
    """Every parameter of a query that may hold a credential."""
    return _known_first([v.credential.query for v in catalog.vendors.values()], _PARAMETERS)


def code_paths(catalog: Catalog) -> list[str]:
    """Every place in a body that may tell whether it is a failure."""
    known = [path for v in catalog.vendors.values() for path in v.envelope.code]
    return _known_first(known, _CODES)


def trace_paths(catalog: Catalog) -> list[str]:
    """Every place in a body that may hold a trace id."""
    known = [path for v in catalog.vendors.values() for path in v.envelope.trace_id]
    return _known_first(known, _TRACES)


def _vendor_of(hosts: Iterable[tuple[str, str]]) -> str:
    """The vendor of a host: an exact name or a `*.suffix` of a catalog, else the host itself."""
    cases = "".join(
        f" WHEN ends_with(host, {quoted(glob[1:])}) THEN {quoted(vendor)}"
        if glob.startswith("*.")
        else f" WHEN host = {quoted(glob)} THEN {quoted(vendor)}"
        for glob, vendor in sorted(hosts, reverse=True)
    )
    return f"CASE{cases} ELSE nullif(host, '') END" if cases else "nullif(host, '')"


def _case(vendors: Sequence[Vendor], of: Callable[[Vendor], str], otherwise: str) -> str:
    cases = "".join(f" WHEN {quoted(v.id)} THEN {of(v)}" for v in vendors)
    return f"CASE vendor{cases} ELSE {otherwise} END" if cases else otherwise


def _known_first(known: Iterable[str | None], rest: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([name for name in known if name] + list(rest)))


def _present(names: Iterable[str]) -> str:
    """The first of the header names that is in a JSON object's lower-case text."""
    cases = "".join(
        " WHEN contains(headers, " + quoted(f'"{name}":') + f") THEN {quoted(name)}"
        for name in names
    )
    return f"CASE{cases} END"


def _asked(names: Iterable[str]) -> str:
    """The first of the parameter names that is in a query string, which begins with `&`."""
    cases = "".join(
        " WHEN contains(query, " + quoted(f"&{name}=") + f") THEN {quoted(name)}" for name in names
    )
    return f"CASE{cases} END"


def _text_of(paths: Iterable[str]) -> str:
    """The first path that holds anything but null, as text; the body is parsed once for all."""
    found = f"list_filter(json_extract_string(body, {_list(paths)}), lambda v: v IS NOT NULL)"
    return f"nullif({found}[1], '')" if paths else "NULL::VARCHAR"


def _value_of_known(names: Iterable[str]) -> str:
    """A known header's value, where its name is written in one of the common ways."""

    def spelled(name: str) -> str:
        spellings = dict.fromkeys([name.title().replace("Api", "API"), name, name.title()])
        return ", ".join(f"json_extract_string(headers, '$.\"{one}\"')" for one in spellings)

    cases = "".join(f" WHEN {quoted(name)} THEN coalesce({spelled(name)})" for name in names)
    return f"CASE name{cases} END"


def _scalar(paths: Iterable[str]) -> str:
    """The first path that holds a text, a number or a truth value, as text."""
    listed = _list(paths)
    return (
        f"list_filter(list_zip(json_type(body, {listed}), json_extract_string(body, {listed})),"
        " lambda found: found[1] NOT IN ('OBJECT', 'ARRAY', 'NULL'))[1][2]"
    )


def _json(paths: Iterable[str]) -> str:
    """The first path that holds anything, as JSON text."""
    found = ", ".join(
        f"CASE WHEN json_type(body, {quoted(path)}) <> 'NULL'"
        f" THEN json_extract(body, {quoted(path)})::VARCHAR END"
        for path in paths
    )
    return f"coalesce({found}, NULL)" if found else "NULL::VARCHAR"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(quoted, values)) + "]::VARCHAR[]"
