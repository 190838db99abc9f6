"""SQL macros made from the vendor catalog: hosts, credentials, error codes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.catalog.catalog import Catalog, Vendor
from analyzer.ingest.sql.answers import answer_macros, case_of
from analyzer.system.sql_literal import quoted

# Where credentials lie with vendors that no catalog describes.
_HEADERS = (
    "x-api-key", "api-key", "apikey", "x-apikey", "x-auth-token", "x-access-token", "x-token",
    "authorization", "proxy-authorization", "x-mbx-apikey", "ok-access-key", "cb-access-key",
    "kc-api-key", "bfx-apikey", "x-bapi-api-key",
    "x-goog-api-key", "ocp-apim-subscription-key", "private-token", "x-functions-key",
    "x-rapidapi-key", "x-vault-token", "x-auth-key", "x-secret-key",
)  # fmt: skip
_PARAMETERS = (
    "api_key", "apikey", "apiKey", "api-key", "access_token", "token", "key", "subscription-key",
)  # fmt: skip
_FIELDS = ("apiKey", "api_key", "apikey", "token", "accessToken", "access_token", "key")


def vendor_macros(catalog: Catalog) -> str:
    """CREATE MACRO statements for normalise.sql and websocket.sql, a CASE over the vendors each."""
    vendors = list(catalog.vendors.values())
    everywhere = _known_first([v.credential.query for v in vendors], _PARAMETERS)
    known = [name for v in vendors for name in _headers_of(v)]

    def headers(v: Vendor) -> str:
        return _present(_headers_of(v))

    def parameters(v: Vendor) -> str:
        return _asked([v.credential.query] if v.credential.query else [])

    def fields(v: Vendor) -> str:
        return _list(f"$.{name}" for name in _known_first([v.credential.message], _FIELDS))

    macros = {
        "vendor_of(host)": _vendor_of(catalog.hosts()),
        "vendor_named(name)": _vendor_named(catalog.vendors),
        "key_header_in(vendor, headers)": f"coalesce({case_of(vendors, headers)},"
        f" {_present(_HEADERS)})",
        "key_header_value(headers, name)": _value_of_known(_known_first(known, _HEADERS)),
        "has_key_parameter(query)": "regexp_matches(query, "
        + quoted(rf"(?i)(?:^|&)(?:{'|'.join(map(re.escape, everywhere))})=[^&]")
        + ")",
        "key_parameter_in(vendor, query)": f"coalesce({case_of(vendors, parameters)},"
        f" {_asked(_PARAMETERS)})",
        "credential_fields(vendor)": case_of(
            vendors, fields, _list(f"$.{name}" for name in _FIELDS)
        ),
        **answer_macros(catalog),
    }
    return "\n".join(f"CREATE MACRO {name} AS ({body});" for name, body in macros.items())


def credential_headers(catalog: Catalog) -> list[str]:
    """Every header that may hold a credential, in lower case."""
    named = [name for v in catalog.vendors.values() for name in _headers_of(v)]
    return list(dict.fromkeys(name.lower() for name in _known_first(named, _HEADERS)))


def credential_parameters(catalog: Catalog) -> list[str]:
    """Every parameter of a query that may hold a credential."""
    return _known_first([v.credential.query for v in catalog.vendors.values()], _PARAMETERS)


def _headers_of(vendor: Vendor) -> list[str]:
    credential = vendor.credential
    return _known_first([credential.header, *credential.other_headers], credential.wrong_headers)


def _vendor_of(hosts: Iterable[tuple[str, str]]) -> str:
    """The vendor of a host: an exact name or a `*.suffix` of a catalog, else the host itself."""
    cases = "".join(
        f" WHEN ends_with(host, {quoted(glob[1:])}) THEN {quoted(vendor)}"
        if glob.startswith("*.")
        else f" WHEN host = {quoted(glob)} THEN {quoted(vendor)}"
        for glob, vendor in sorted(hosts, reverse=True)
    )
    return f"CASE{cases} ELSE nullif(host, '') END" if cases else "nullif(host, '')"


def _vendor_named(ids: Iterable[str]) -> str:
    """A vendor as a log names it: by its id, however that is written (`TickDB`, `55-Tech`)."""
    spelled = {re.sub("[^a-z0-9]", "", one.lower()): one for one in ids}
    cases = "".join(f" WHEN {quoted(bare)} THEN {quoted(one)}" for bare, one in spelled.items())
    listed = ", ".join(map(quoted, spelled.values()))
    bare = "regexp_replace(lower(name), '[^a-z0-9]', '', 'g')"
    return f"CASE WHEN name IN ({listed}) THEN name ELSE CASE {bare}{cases} ELSE name END END"


def _known_first(known: Iterable[str | None], rest: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([name for name in known if name] + list(rest)))


def _present(names: Iterable[str]) -> str:
    """The first of the header names that is in a JSON object's lower-case text."""
    cases = "".join(
        " WHEN contains(headers, " + quoted(f'"{name}":') + f") THEN {quoted(name)}"
        for name in names
    )
    return f"CASE{cases} END" if cases else "NULL::VARCHAR"


def _asked(names: Iterable[str]) -> str:
    """The first of the parameter names that is in a query string, which begins with `&`.

    Where none is written so, the first in another case, as it is written.
    """
    names = list(names)
    if not names:
        return "NULL::VARCHAR"
    cases = "".join(
        " WHEN contains(query, " + quoted(f"&{name}=") + f") THEN {quoted(name)}" for name in names
    )
    in_any_case = quoted(f"(?i)&({'|'.join(map(re.escape, names))})=[^&]")
    return f"CASE{cases} ELSE nullif(regexp_extract(query, {in_any_case}, 1), '') END"


def _value_of_known(names: Iterable[str]) -> str:
    """A known header's value, where its name is written in one of the common ways."""

    def spelled(name: str) -> str:
        spellings = dict.fromkeys([name.title().replace("Api", "API"), name, name.title()])
        return ", ".join(f"json_extract_string(headers, '$.\"{one}\"')" for one in spellings)

    cases = "".join(f" WHEN {quoted(name)} THEN coalesce({spelled(name)})" for name in names)
    return f"CASE name{cases} END"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(quoted, values)) + "]::VARCHAR[]"
