"""What of an answer may tell a code, a trace or a request's id, by name: what the look goes by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analyzer.catalog.answer import CODES
from analyzer.catalog.catalog import Catalog, Vendor
from analyzer.catalog.vendor import Envelope

# Where a trace lies with vendors that no catalog describes.
TRACES = ("$.traceId", "$.trace_id", "$.traceID")
# How those whom no vendor file knows name a request beside `x-request-id`: many, AWS, Azure.
REQUEST_IDS = (
    "request-id", "x-amzn-requestid", "x-amz-request-id", "x-ms-request-id", "apim-request-id",
)  # fmt: skip
# Of a path: a member of whatever name.
_ANY = ".*."
# By these names `answers` tells a message of any vendor (macros.sql).
_ANSWERING = {"code", "error", "errors", "detail", "type"}
# By these texts `answers` tells it.
_REPORTS = ("error", "failed", "failure")


def code_members(catalog: Catalog) -> list[str]:
    """Members at the top of a success that may tell a code after all; `[`: it may be an array."""
    envelopes = [v.envelope for v in catalog.vendors.values()]
    return members_of((*(p for e in envelopes for p in e.code if _ANY not in p), *CODES))


def inner_members(catalog: Catalog) -> list[str]:
    """Members under whatever stands at the top of a success, that may tell a code after all."""
    paths = [p for v in catalog.vendors.values() for p in v.envelope.code if _ANY in p]
    return sorted({re.split(r"[.[]", path.partition(_ANY)[2])[0] for path in paths})


def outer_codes(catalog: Catalog) -> list[str]:
    """Codes that say only that something inside failed: what it is, another member tells."""
    return sorted({code for v in catalog.vendors.values() for code in v.envelope.outer_codes})


def telling_members(catalog: Catalog) -> dict[str, str | None]:
    """Members at the top of a success that, if they hold anything, tell more than a code.

    With each the code without which it tells nothing, if there is one. `"`: a mere text may tell.
    """
    covert = [shape for shape in catalog.shapes if shape.envelope.failures_under_http_200]
    envelopes = [v.envelope for v in catalog.vendors.values() if v.envelope.failures_under_http_200]
    codes, telling = code_members(catalog), dict[str, str | None]()
    for shape in covert:
        # A body without any one of a shape's marks does not have that shape.
        first, *others = members_of(path for path, _ in shape.marks)
        needed = others[0] if others and others[0] in codes and first not in telling else None
        telling[first] = needed
    if any(e.text_code for e in envelopes):
        telling['"'] = None
    return telling


def trace_members(catalog: Catalog) -> list[str]:
    """Members at the top of an answer that tell its trace."""
    traces = [path for v in catalog.vendors.values() for path in v.envelope.trace_id]
    return members_of((*traces, *TRACES))


def answering_members(catalog: Catalog) -> list[str]:
    """Members of whatever place in a WebSocket message that may make it one that answers."""
    own = [path for v in catalog.vendors.values() for path in own_codes(v)]
    named = [name.lower() for path in own for name in re.findall(r"\w+", path)]
    # `id` and `type` answer within an error alone.
    return sorted({*_ANSWERING, *named, "success"} - {"id", "type", "0"})


def reporting_texts(catalog: Catalog) -> list[str]:
    """Texts in a WebSocket message that may make it one that reports, in lower case."""
    texts = [text.casefold() for v in catalog.vendors.values() for text in v.error_texts()]
    return sorted({*texts, *_REPORTS})


def code_headers(catalog: Catalog) -> list[str]:
    """The headers by which vendors tell a code, in lower case."""
    return sorted({name.lower() for one in _envelopes(catalog) for name in one.code_header})


def request_id_headers(catalog: Catalog) -> list[str]:
    """Other headers by which they name a request, in lower case."""
    names = {name.lower() for one in _envelopes(catalog) for name in one.request_id}
    return sorted({*names, *REQUEST_IDS}.difference(code_headers(catalog)))


def _envelopes(catalog: Catalog) -> Iterator[Envelope]:
    yield from (vendor.envelope for vendor in catalog.vendors.values())
    yield from (shape.envelope for shape in catalog.shapes)


def members_of(paths: Iterable[str]) -> list[str]:
    """What JSON paths begin with."""
    found = (re.match(r'\$\.?(?:"([^"]+)"|([^.\[]+)|(\[))', path) for path in paths)
    return list(dict.fromkeys(one[1] or one[2] or one[3] for one in found if one))


def own_codes(vendor: Vendor) -> list[str]:
    """Where a vendor's codes lie, but for the names by which every message is told."""
    return [
        path
        for path in vendor.envelope.code
        if "[*]" not in path and path.removeprefix("$.").split(".")[0] not in _ANSWERING
    ]
