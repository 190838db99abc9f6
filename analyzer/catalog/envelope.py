"""Reads `[envelope]` and `[credential]` of a catalog file: form of answers, place of the key."""

from __future__ import annotations

import re

from analyzer.catalog.vendor import Credential, Envelope
from analyzer.system.strict_toml import TomlTable

_HEADER = re.compile(r"[a-z0-9][a-z0-9-]*")
_JSON_PATH = re.compile(r"\$(\.[A-Za-z_][\w-]*|\.\*(?=.*\[\*\])|\[(\d+|\*)\])+")


def read_credential(section: TomlTable) -> Credential:
    """`[credential]`, to its end. Raises CatalogError."""
    credential = Credential(
        header=section.text_or_none("header"),
        other_headers=_headers(section, "other_headers"),
        query=section.text_or_none("query"),
        message=section.text_or_none("message"),
        wrong_headers=_headers(section, "wrong_headers"),
        shape=section.choice_or_none("shape", ("uuid", "jwt")),
    )
    if credential.header:
        _check_header(section, "header", credential.header)
    section.end()
    return credential


def read_envelope(section: TomlTable) -> Envelope:
    """`[envelope]`, to its end. Raises CatalogError."""
    envelope = Envelope(
        code=json_paths(section, "code", any_element=True),
        message=json_paths(section, "message"),
        detail=json_paths(section, "detail"),
        trace_id=json_paths(section, "trace_id"),
        failures_under_http_200=section.flag("failures_under_http_200", False),
        code_part=section.text_or_none("code_part"),
        outer_codes=section.list_of_texts("outer_codes"),
        inner_code=json_paths(section, "inner_code", any_element=True),
        text_code=section.text_or_none("text_code"),
        text_message=section.text_or_none("text_message"),
        code_header=_headers(section, "code_header"),
        hidden_code=section.text_or_none("hidden_code"),
        hidden_shapes=section.list_of_texts("hidden_shapes"),
        retry_after=json_paths(section, "retry_after", any_element=True),
        request_id=_headers(section, "request_id"),
        where=section.document.where(section.keys),
    )
    if envelope.failures_under_http_200 and not envelope.code:
        todo = "Say under `code` where it lies."
        section.fail("failures_under_http_200", "nothing tells a failure without a code", todo)
    if envelope.hidden_code and (envelope.failures_under_http_200 or not envelope.code):
        todo = "Say under `code` where it lies, and `failures_under_http_200` of none or of all."
        section.fail("hidden_code", "it is of no use beside what is said already", todo)
    if bool(envelope.outer_codes) != bool(envelope.inner_code):
        missing = "inner_code" if envelope.outer_codes else "outer_codes"
        section.fail(missing, "is missing", "Give both `outer_codes` and `inner_code`, or neither.")
    section.end()
    return envelope


def json_paths(section: TomlTable, key: str, *, any_element: bool = False) -> tuple[str, ...]:
    """A list of JSON paths, of which some may have `[*]` (and `.*` before it); absent is empty."""
    paths = section.list_of_texts(key)
    for path in paths:
        check_json_path(section, key, path)
        if "[*]" in path and not any_element:
            section.fail(key, f'"{path}" names many', "Name one element, such as [0].")
    return paths


def check_json_path(section: TomlTable, key: str | None, path: str) -> None:
    """Raises CatalogError where a text is no JSON path."""
    if not _JSON_PATH.fullmatch(path):
        section.fail(key, f'"{path}" is no JSON path', 'Write it as "$.error.code".')


def _headers(section: TomlTable, key: str) -> tuple[str, ...]:
    names = section.list_of_texts(key)
    for name in names:
        _check_header(section, key, name)
    return names


def _check_header(section: TomlTable, key: str, name: str) -> None:
    if not _HEADER.fullmatch(name):
        section.fail(key, f'"{name}" is no header', "Write its name in lower case.")
