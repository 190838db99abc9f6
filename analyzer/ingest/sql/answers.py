"""SQL that reads code, message and advised wait out of responses, made from the vendor catalog."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from analyzer.catalog import cut_json
from analyzer.catalog.answer import CODES, MESSAGES
from analyzer.catalog.catalog import Catalog, Vendor
from analyzer.catalog.shape_sql import has_shape
from analyzer.catalog.vendor import SUCCESS_CODES, Envelope, Shape
from analyzer.ingest.sql.answer_members import REQUEST_IDS, TRACES, members_of, own_codes
from analyzer.system.sql_literal import quoted

# Where details lie with vendors that no catalog describes.
_DETAILS = ("$.detail", "$.details", "$.errors", "$.error.details")
# As `is_common_success` of macros.sql has it: not all who read answers have those macros.
_SUCCESSES = ", ".join(map(quoted, SUCCESS_CODES))
# What these name with one vendor, they do not with others.
_MANY_MEANINGS = {"status", "type", "id"}


def answer_macros(catalog: Catalog) -> dict[str, str]:
    """Bodies of the macros that read an answer, by their signatures."""
    vendors = list(catalog.vendors.values())
    covert = [shape for shape in catalog.shapes if shape.envelope.failures_under_http_200]
    texts = sorted({text.casefold() for v in vendors for text in v.error_texts()})
    return {
        **cut_json.macros(),
        "hides_failures(vendor)": _is_one_of(
            v.id for v in vendors if v.envelope.failures_under_http_200
        ),
        "may_hide_failure(vendor, body)": case_of(
            vendors, lambda v: _may_hide(v, covert), _any(map(_names, covert))
        ),
        "hides_shape(vendor, body)": case_of(
            vendors,
            lambda v: _any(map(has_shape, _hidden_shapes(v, covert))),
            _any(map(has_shape, covert)),
        ),
        "hidden_code_in(vendor, body)": case_of(
            vendors, _hidden_code, _of_shapes(covert, _shape_code)
        ),
        "is_success_code(vendor, code)": case_of(
            vendors, _success, f"coalesce(lower(code) IN ({_SUCCESSES}), FALSE)"
        ),
        "code_in(vendor, body)": case_of(
            vendors, _code, _of_shapes(catalog.shapes, _shape_code, _first(CODES))
        ),
        "text_code_in(vendor, body)": _in_text(vendors, catalog.shapes, "text_code"),
        "text_message_in(vendor, body)": _in_text(vendors, catalog.shapes, "text_message"),
        "code_header(vendor, headers)": case_of(
            vendors,
            lambda v: _named_in(v.envelope.code_header),
            _named_in(name for shape in catalog.shapes for name in shape.envelope.code_header),
        ),
        "header_code(vendor, name, code)": case_of(
            vendors,
            lambda v: _header_code([v.envelope]),
            _header_code([shape.envelope for shape in catalog.shapes]),
        ),
        "retry_in(vendor, body)": case_of(
            vendors, _retry, _of_shapes(catalog.shapes, _shape_retry)
        ),
        "request_id_header(vendor, headers)": case_of(vendors, _request_id, _named_in(REQUEST_IDS)),
        "trace_in(vendor, body)": _besides(vendors, lambda v: v.envelope.trace_id, TRACES),
        "message_in(vendor, body)": _besides(vendors, lambda v: v.envelope.message, MESSAGES),
        "detail_in(vendor, body)": _json(vendors, _DETAILS),
        "is_error_text(message)": "regexp_full_match(message, "
        + quoted(rf'[ "]*{_one_of(texts)}[ "]*')
        + ")"
        if texts
        else "FALSE",
        "error_text_in(message)": _quoted_text(texts),
        "answers_otherwise(vendor, message)": _answering(vendors, texts),
    }


def case_of(
    vendors: Sequence[Vendor], of: Callable[[Vendor], str | None], otherwise: str = "NULL::VARCHAR"
) -> str:
    """A CASE over the vendors. Those of one expression share a branch: plans stay small."""
    branches: dict[str, list[str]] = {}
    for vendor in vendors:
        if expression := of(vendor):
            branches.setdefault(expression, []).append(vendor.id)
    cases = "".join(
        f" WHEN vendor IN ({', '.join(map(quoted, ids))}) THEN {expression}"
        for expression, ids in branches.items()
        if expression != otherwise
    )
    return f"CASE{cases} ELSE {otherwise} END" if cases else otherwise


def _besides(
    vendors: Sequence[Vendor], paths: Callable[[Vendor], tuple[str, ...]], everyones: Sequence[str]
) -> str:
    """The first scalar at a vendor's own paths, else at everyone's."""
    own = _own_scalar(vendors, paths)
    return f"coalesce({own}, {_scalar(everyones)})"


def _code(vendor: Vendor) -> str:
    envelope, success = vendor.envelope, _success(vendor)
    code = _first(envelope.code, success)
    if envelope.code_part:
        code = _part(code, envelope.code_part)
    if not envelope.outer_codes:
        return code
    outer = ", ".join(map(quoted, envelope.outer_codes))
    inner = _first(envelope.inner_code, success)
    return f"CASE WHEN {code} IN ({outer}) THEN coalesce({inner}, {code}) ELSE {code} END"


def _success(vendor: Vendor) -> str:
    """Whether the text `code` says that nothing failed."""
    listed = ", ".join(map(quoted, vendor.success_codes))
    tests = [f"code IN ({listed})"] if listed else []
    tests += [f"regexp_matches(code, {quoted(pattern)})" for pattern in vendor.success_patterns]
    return f"coalesce({_any(tests)}, FALSE)"


def _may_hide(vendor: Vendor, covert: Iterable[Shape]) -> str:
    """Whether a body may tell a failure under a status of success, of which some codes are one."""
    members = members_of(vendor.envelope.code) if vendor.envelope.hidden_code else []
    named = [f"contains(body, '\"{name}\"')" for name in members]
    return _any((*named, *map(_names, _hidden_shapes(vendor, covert))))


def _hidden_shapes(vendor: Vendor, covert: Iterable[Shape]) -> list[Shape]:
    return [shape for shape in covert if shape.name in vendor.envelope.hidden_shapes]


def _names(shape: Shape) -> str:
    """Whether a body has the name that is at the top of this shape, wherever."""
    return f"contains(body, {quoted(_first_name(shape))})"


def _hidden_code(vendor: Vendor) -> str | None:
    """The code, if it is a failure under any status."""
    if not vendor.envelope.hidden_code:
        return None
    code = _code(vendor)
    matches = f"regexp_full_match({code}, {quoted(vendor.envelope.hidden_code)})"
    return f"CASE WHEN {matches} THEN {code} END"


def _in_text(vendors: Sequence[Vendor], shapes: Iterable[Shape], key: str) -> str:
    """What patterns of a vendor, or of all shapes, find in a body that is no JSON."""

    def found(*envelopes: Envelope) -> str:
        patterns = [pattern for one in envelopes if (pattern := getattr(one, key))]
        return _coalesced(f"nullif(regexp_extract(body, {quoted(p)}, 1), '')" for p in patterns)

    return case_of(vendors, lambda v: found(v.envelope), found(*(s.envelope for s in shapes)))


def _header_code(envelopes: Iterable[Envelope]) -> str:
    """What counts of the code that a header of that name tells."""
    cases = "".join(
        f" WHEN name IN ({', '.join(map(quoted, one.code_header))})"
        f" THEN {_part('code', one.code_part)}"
        for one in envelopes
        if one.code_header and one.code_part
    )
    return f"CASE{cases} ELSE code END" if cases else "code"


def _retry(vendor: Vendor) -> str | None:
    paths = vendor.envelope.retry_after
    return _first(paths) if paths else None


def _request_id(vendor: Vendor) -> str | None:
    """The vendor's header that names a request, of those in a JSON object's text."""
    return _named_in(vendor.envelope.request_id) if vendor.envelope.request_id else None


def _named_in(names: Iterable[str]) -> str:
    """The first of these names of headers that a JSON object's text has; NULL where it has none."""
    cases = "".join(
        f" WHEN contains(lower(headers), {quoted(chr(34) + name + chr(34))}) THEN {quoted(name)}"
        for name in names
    )
    return f"CASE{cases} END" if cases else "NULL::VARCHAR"


def _of_shapes(
    shapes: Iterable[Shape], of: Callable[[Shape], str | None], otherwise: str = "NULL::VARCHAR"
) -> str:
    """A CASE over the shapes that a body may have."""
    cases = "".join(
        f" WHEN {has_shape(shape)} THEN {expression}"
        for shape in shapes
        if shape.marks and (expression := of(shape))
    )
    return f"CASE{cases} ELSE {otherwise} END" if cases else otherwise


def _shape_code(shape: Shape) -> str:
    code = _first(shape.envelope.code)
    return _part(code, shape.envelope.code_part) if shape.envelope.code_part else code


def _shape_retry(shape: Shape) -> str | None:
    return _first(shape.envelope.retry_after) if shape.envelope.retry_after else None


def _first_name(shape: Shape) -> str:
    """The name that a body of this shape has at its top, as JSON writes it."""
    return f'"{re.split(r"[.[]", shape.marks[0][0])[1]}"'


def _part(code: str, pattern: str) -> str:
    """The group of a pattern, NULL where it is empty; what does not match stays as it is."""
    whole = f"(?s)^.*?(?:{pattern}).*$"
    return rf"nullif(regexp_replace({code}, {quoted(whole)}, '\1'), '')"


def _first(paths: Iterable[str], is_success: str = "FALSE") -> str:
    """The first path that holds anything but null and nothing, as text; of `[*]`, no success."""
    return _coalesced(
        f"list_filter(json_extract_string(body, {quoted(path)}),"
        f" lambda code: code <> '' AND NOT {is_success})[1]"
        if "[*]" in path
        else f"nullif(json_extract_string(body, {quoted(path)}), '')"
        for path in paths
    )


def _scalar(paths: Iterable[str]) -> str:
    """The first path that holds a text or a number, as text: `"error": true` is no message.

    The body is parsed once for all paths, which have to be constant for that.
    """
    listed = _list(paths)
    return (
        f"list_filter(list_zip(json_type(body, {listed}), json_extract_string(body, {listed})),"
        " lambda found: found[1] NOT IN ('OBJECT', 'ARRAY', 'BOOLEAN', 'NULL')"
        " AND found[2] <> '')[1][2]"
    )


def _own_scalar(vendors: Sequence[Vendor], paths: Callable[[Vendor], tuple[str, ...]]) -> str:
    """The same at the paths of the body's vendor: they are few, and one expression is for all."""
    listed = case_of(vendors, lambda v: _list(paths(v)) if paths(v) else None, "NULL::VARCHAR[]")
    return (
        f"list_filter(list_transform({listed}, lambda path:"
        " CASE WHEN json_type(body, path) NOT IN ('OBJECT', 'ARRAY', 'BOOLEAN', 'NULL')"
        " THEN json_extract_string(body, path) END), lambda found: found <> '')[1]"
    )


def _json(vendors: Sequence[Vendor], everyones: Sequence[str]) -> str:
    """The first path that holds anything, as JSON text: a vendor's own, or everyone's."""
    listed = case_of(vendors, lambda v: _list(v.envelope.detail), _list(everyones))
    return (
        f"list_filter(list_transform({listed}, lambda path:"
        " CASE WHEN json_type(body, path) <> 'NULL' THEN json_extract(body, path)::VARCHAR END),"
        " lambda found: found IS NOT NULL)[1]"
    )


def _answering(vendors: Sequence[Vendor], texts: Sequence[str]) -> str:
    """Whether a WebSocket message answers by a name that only some vendors give to a code.

    What many call `status` is a code with those whose file says so, else the state of an order.
    `"success": false` answers with several, and so does a text that a vendor documents as an error,
    under whatever name. One pass over the text passes over most messages.
    """
    of_all = list(dict.fromkeys(path for vendor in vendors for path in own_codes(vendor)))
    told = [path for path in of_all if _last_name(path) not in _MANY_MEANINGS]
    names = "|".join(dict.fromkeys(re.escape(_last_name(path)) for path in of_all))
    signs = [rf'"(?:{names})"\s*:'] if names else []
    signs += [r'"success"\s*:\s*false', *([_text_pattern(texts)] if texts else [])]
    anyones = _any(
        [f"{_is_scalar(path)} AND lower({_text(path)}) NOT IN ({_SUCCESSES})" for path in told]
    )
    owns = case_of(vendors, lambda v: _any(map(_is_scalar, own_codes(v))), "FALSE")
    return (
        f"CASE WHEN regexp_matches(message, {quoted('|'.join(signs))}) AND json_valid(message)"
        f" THEN coalesce(error_text_in(message) IS NOT NULL OR {_text('$.success')} = 'false'"
        f" OR {owns} OR {anyones}, FALSE) ELSE FALSE END"
    )


def _last_name(path: str) -> str:
    return re.split(r"[.\]]", path)[-1]


def _is_scalar(path: str) -> str:
    return f"coalesce(json_type(message, {quoted(path)}) NOT IN ('NULL', 'OBJECT', 'ARRAY'), FALSE)"


def _text(path: str) -> str:
    return f"json_extract_string(message, {quoted(path)})"


def _quoted_text(texts: Sequence[str]) -> str:
    """The documented text of an error that is a value in a WebSocket message, whatever its name."""
    if not texts:
        return "NULL::VARCHAR"
    return f"nullif(trim(regexp_extract(message, {quoted(_text_pattern(texts))}, 1)), '')"


def _text_pattern(texts: Iterable[str]) -> str:
    return rf'(?:^|[:\[,])\s*"\s*({_one_of(texts)})\s*"\s*(?:[,}}\]]|$)'


def _one_of(texts: Iterable[str]) -> str:
    """A pattern of texts, in any case, and with what `bare_text` of models takes off them."""
    listed = "|".join(re.escape(text) for text in texts)
    return rf"(?i:{listed})[ .!]*(?:\([^()\"]*\))?[ .!]*"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(quoted, values)) + "]::VARCHAR[]"


def _is_one_of(ids: Iterable[str]) -> str:
    listed = ", ".join(map(quoted, ids))
    return f"vendor IN ({listed})" if listed else "FALSE"


def _coalesced(texts: Iterable[str]) -> str:
    found = ", ".join(texts)
    return f"coalesce({found}, NULL)" if found else "NULL::VARCHAR"


def _any(tests: Iterable[str]) -> str:
    return f"({' OR '.join(tests) or 'FALSE'})"
