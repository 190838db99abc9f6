"""The draft of a vendor file from an OpenAPI document: its servers, credential and error responses.

OpenAPI 3 (https://spec.openapis.org/oas/latest.html) and its forerunner Swagger 2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from analyzer.catalog.body_places import Body, Places, code_in, places
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.draft import Draft, DraftEntry, DraftLimit, DraftSample
from analyzer.catalog.reader import is_host
from analyzer.errors import UsageError

_DEEPEST = 8
_MANY = 200
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_HEADER = re.compile(r"[a-z0-9][a-z0-9-]*")

Object = Mapping[str, Any]


@dataclass(frozen=True)
class _Answer:
    """One error response of one operation, and a body of it (None: none is shown)."""

    status: int
    operation: str
    about: str
    body: object
    is_example: bool
    headers: tuple[str, ...]


def draft_from_openapi(text: str, catalog: Catalog, vendor_id: str, where: str) -> Draft:
    """A draft from the text of a document, JSON or YAML. Raises UsageError where it is none."""
    document = _parsed(text, where)
    answers = list(_answers(document))
    found = places([Body(a.body, a.status) for a in answers if a.body is not None])
    info = _object(document.get("info"))
    coded = _by_code(answers, found)
    return Draft(
        id=vendor_id,
        title=str(info.get("title") or "").strip(),
        notes=[f"Drafted from {where}: {len(answers)} error responses."],
        docs_url=_link(_object(document.get("externalDocs")).get("url")),
        hosts=list(_hosts(document)),
        credential=_credential(document),
        places=found,
        codes=[_code(code, some, catalog) for code, some in coded.items()],
        statuses=[_status(status, answers, catalog) for status in sorted(_plain(answers, found))],
        limits=list(_limits(answers)),
        samples=[_sample(code, some, catalog) for code, some in coded.items()],
    )


def _parsed(text: str, where: str) -> Object:
    try:
        document = json.loads(text) if text.lstrip()[:1] == "{" else _yaml(text)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and ("openapi" in document or "swagger" in document):
        return document
    raise UsageError("is no OpenAPI document", where=where, todo="Give one in JSON or YAML")


def _yaml(text: str) -> object:
    import yaml

    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def _object(value: object) -> Object:
    return value if isinstance(value, dict) else {}


def _resolved(document: Object, value: object) -> Object:
    """What a `$ref` within the document stands for."""
    for _ in range(_DEEPEST):
        reference = _object(value).get("$ref")
        if not isinstance(reference, str):
            return _object(value)
        value = document if reference.startswith("#/") else None
        for step in reference.split("/")[1:]:
            value = _object(value).get(step.replace("~1", "/").replace("~0", "~"))
    return {}


def _link(value: object) -> str | None:
    return value if isinstance(value, str) and re.match(r"https?://\S+$", value) else None


def _hosts(document: Object) -> Iterator[str]:
    servers = document.get("servers") or ()
    urls = [_object(s).get("url") for s in servers] if isinstance(servers, list) else []
    urls.append(f"//{document['host']}" if document.get("host") else None)
    names: dict[str, None] = {}
    for url in urls:
        try:
            name = urlsplit(str(url or "")).hostname
        except ValueError:
            continue
        if name and is_host(name):
            names[name] = None
    yield from names


def _credential(document: Object) -> dict[str, str]:
    held = _object(document.get("components")).get("securitySchemes")
    schemes = _object(held or document.get("securityDefinitions")).values()
    credential: dict[str, str] = {}
    for scheme in (_resolved(document, one) for one in schemes):
        place, name = scheme.get("in"), str(scheme.get("name") or "")
        if scheme.get("type") == "apiKey" and place == "query" and name:
            credential.setdefault("query", name)
        elif scheme.get("type") == "apiKey" and place == "header" and name:
            _add_header(credential, name.lower())
        elif scheme.get("type") in ("http", "basic", "oauth2", "openIdConnect"):
            _add_header(credential, "authorization")
    return credential


def _add_header(credential: dict[str, str], name: str) -> None:
    if _HEADER.fullmatch(name):
        credential.setdefault("header", name)


def _answers(document: Object) -> Iterator[_Answer]:
    for path, item in _object(document.get("paths")).items():
        for method, operation in _resolved(document, item).items():
            if method in _METHODS:
                responses = _object(_object(operation).get("responses"))
                for status, response in responses.items():
                    if re.fullmatch(r"[45][0-9]{2}", str(status)):
                        operated = f"{method.upper()} {path}"
                        yield from _bodies(document, int(status), operated, response)


def _bodies(document: Object, status: int, operation: str, value: object) -> Iterator[_Answer]:
    response = _resolved(document, value)
    about = str(response.get("description") or "").strip()
    headers = tuple(str(name).lower() for name in _object(response.get("headers")))
    content = _object(response.get("content"))
    media = [_object(one) for name, one in content.items() if "json" in str(name)]
    if "schema" in response or "examples" in response:  # Swagger 2
        examples = [*_object(response.get("examples")).values()]
        media = [{"schema": response.get("schema"), "examples": {n: {"value": e}
                  for n, e in enumerate(examples)}}]  # fmt: skip
    shown = False
    for one in media:
        for body, is_example in _shown(document, one):
            shown = True
            yield _Answer(status, operation, about, body, is_example, headers)
    if not shown:
        yield _Answer(status, operation, about, None, False, headers)


def _shown(document: Object, media: Object) -> Iterator[tuple[object, bool]]:
    """The bodies of a media type: its examples, and those that its schema allows."""
    examples = [media.get("example")]
    for one in _object(media.get("examples")).values():
        examples.append(_resolved(document, one).get("value"))
    for example in examples:
        value = _from_text(example)
        if isinstance(value, (dict, list)):
            yield value, True
    for body in _of_schema(document, media.get("schema"), 0):
        if isinstance(body, (dict, list)):
            yield body, False


def _from_text(example: object) -> object:
    """An example that is given as the text of a JSON document, parsed."""
    if not isinstance(example, str):
        return example
    try:
        return json.loads(example)
    except ValueError:
        return None


def _of_schema(document: Object, value: object, depth: int) -> list[Any]:
    """Values that fit a schema, one for each value that its parts allow; at most _MANY."""
    schema = _resolved(document, value)
    if depth > _DEEPEST or not schema:
        return []
    for key in ("example", "const", "default"):
        if key in schema:
            return [schema[key]]
    for key in ("enum", "examples"):
        if isinstance(schema.get(key), list):
            return list(schema[key][:_MANY])
    for key in ("oneOf", "anyOf"):
        if isinstance(schema.get(key), list):
            choices = [_of_schema(document, one, depth + 1) for one in schema[key]]
            return [body for bodies in choices for body in bodies][:_MANY]
    if schema.get("type") == "array":
        return [[one] for one in _of_schema(document, schema.get("items"), depth + 1)]
    return _of_object(document, schema, depth)


def _of_object(document: Object, schema: Object, depth: int) -> list[Any]:
    parts = {name: _of_schema(document, one, depth + 1)
             for name, one in _object(schema.get("properties")).items()}  # fmt: skip
    combined = schema.get("allOf")
    for one in combined if isinstance(combined, list) else ():
        bodies = [body for body in _of_schema(document, one, depth + 1) if isinstance(body, dict)]
        names = dict.fromkeys(name for body in bodies for name in body)
        parts |= {name: [body[name] for body in bodies if name in body] for name in names}
    parts = {name: values for name, values in parts.items() if values}
    if not parts:
        return []
    most = max(map(len, parts.values()))
    return [
        {name: values[n] if len(values) == most else values[0] for name, values in parts.items()}
        for n in range(most)
    ]


def _by_code(answers: list[_Answer], found: Places) -> dict[str, list[_Answer]]:
    coded: dict[str, list[_Answer]] = {}
    for answer in answers:
        code = code_in(answer.body, found.code)
        if code:
            coded.setdefault(code, []).append(answer)
    return coded


def _plain(answers: list[_Answer], found: Places) -> set[int]:
    """The statuses of which no answer shows a code."""
    with_code = {a.status for a in answers if code_in(a.body, found.code)}
    return {a.status for a in answers} - with_code


def _class(answers: list[_Answer], catalog: Catalog) -> str | None:
    """What HTTP has its one status for; None where there are several."""
    statuses = {a.status for a in answers}
    if len(statuses) > 1:
        return None
    standard = {e.status: e.failure_class for e in catalog.standards if e.kind == "status"}
    name = standard.get(statuses.pop())
    return None if name == "unknown" else name


def _code(code: str, answers: list[_Answer], catalog: Catalog) -> DraftEntry:
    return DraftEntry(code, _where(answers), _class(answers, catalog), _meaning(answers))


def _status(status: int, answers: list[_Answer], catalog: Catalog) -> DraftEntry:
    some = [a for a in answers if a.status == status]
    return DraftEntry(str(status), _where(some), _class(some, catalog), _meaning(some))


def _where(answers: list[_Answer]) -> str:
    operations = list(dict.fromkeys(a.operation for a in answers))
    statuses = ", ".join(map(str, sorted({a.status for a in answers})))
    more = f" and {len(operations) - 3} more" if len(operations) > 3 else ""
    return f"HTTP {statuses}: {', '.join(operations[:3])}{more}"


def _meaning(answers: list[_Answer]) -> str | None:
    """The description that all have in common, on one line."""
    texts = {re.sub(r"\s+", " ", a.about) for a in answers}
    return (texts.pop() or None) if len(texts) == 1 else None


def _limits(answers: list[_Answer]) -> Iterator[DraftLimit]:
    names = sorted({h for a in answers for h in a.headers if re.search("rate-?limit", h)})
    if names:
        yield DraftLimit("requests", f"Told in headers: {', '.join(names)}.")


def _sample(code: str, answers: list[_Answer], catalog: Catalog) -> DraftSample:
    shown = min(answers, key=lambda a: not a.is_example)
    body = json.dumps(shown.body, ensure_ascii=False, default=str)
    return DraftSample(code, shown.status, body, _class(answers, catalog))
