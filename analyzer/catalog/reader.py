"""Parser of a vendor's catalog file, key by key.

What a file looks like is best seen in the shipped ones, `analyzer/vendors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from analyzer.catalog.envelope import read_credential, read_envelope
from analyzer.catalog.item_reader import read_items
from analyzer.catalog.limit_reader import read_limits
from analyzer.catalog.vendor import (
    CAUSES,
    CLASSES,
    EVIDENCES,
    FAULTS,
    OUTCOMES,
    PROTOCOLS,
    Backoff,
    DocumentPage,
    Entry,
    FailureClass,
    Family,
    Objective,
    Vendor,
    VendorSample,
)
from analyzer.system.strict_toml import TomlTable

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Names as logs write them, in letters of any script: all but what ends a host in a URL (the URL
# Standard's forbidden host code points), and an IPv6 address in brackets.
_LABEL = r"[^\x00-\x20\x7f\s#/:<>?@\[\\\]^|*.]+"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*|\[[0-9a-f:.]+\]")


def read_vendor(section: TomlTable, classes: Mapping[str, FailureClass]) -> Vendor:
    """Read a whole catalog file. Raises CatalogError with the file and the key at fault."""
    vendor_id = section.text("id")
    if not is_vendor_id(vendor_id):
        section.fail("id", f'"{vendor_id}" cannot be an id', "Use a-z, 0-9, '.', '_' and '-'.")
    hosts = _hosts(section)
    sources = tuple(_sources(section))
    entries = tuple(_with_page(entry, sources) for entry in _entries(section, classes))
    family = _family(section.section_or_empty("family"))
    retry = section.section_or_empty("retry")
    vendor = Vendor(
        id=vendor_id,
        title=section.text("title"),
        docs_url=_link(section),
        hosts=hosts,
        where=section.document.where(("hosts",)),
        credential=read_credential(section.section_or_empty("credential")),
        envelope=read_envelope(section.section_or_empty("envelope")),
        family=family,
        families=dict(_families(section)),
        entries=entries,
        limits=tuple(read_limits(section, {e.code for e in entries if e.code})),
        max_retries=retry.whole_or_none("max_after_5xx", 0, 100),
        backoff=_backoff(retry),
        objective=_objective(section.section_or_empty("objective")),
        samples=tuple(_samples(section, vendor_id, hosts[0])),
        sources=sources,
        items=tuple(read_items(section)),
    )
    retry.end()
    section.end()
    return vendor


def is_vendor_id(name: str) -> bool:
    """Whether a vendor can have this id."""
    return _ID.fullmatch(name) is not None


def is_host(name: str) -> bool:
    """Whether a host can have this name, which is in lower case and without a port."""
    return name == name.lower() and _HOST.fullmatch(name) is not None


def read_class(name: str, section: TomlTable) -> FailureClass:
    """One `[classes.<name>]` of classes.toml."""
    failure_class = FailureClass(
        name=name,
        group=section.text_or_none("group"),
        fault=section.choice_or_none("fault", FAULTS),
        retryable=section.flag_or_none("retryable"),
        title=section.translations("title"),
        advice=section.translations("advice"),
    )
    section.end()
    return failure_class


def read_entry(
    section: TomlTable,
    classes: Mapping[str, FailureClass],
    kind: str,
    *,
    code: str | None,
    status: int | None = None,
    pattern: str | None = None,
    message: str | None = None,
    protocol: str | None = None,
    listed: bool = True,
) -> Entry:
    """What every entry says about itself, once the keys of its kind are read; then its end."""
    success = section.flag("success", False)
    name = None if success else section.choice("class", CLASSES)
    if success and section.has("class"):
        section.fail("class", "a success has no class", "Remove `class`, or `success`.")
    defaults = classes[name] if name else None
    retryable = section.flag_or_none("retryable")
    cause = section.choice_or_none("cause", CAUSES)
    if cause and (defaults is None or defaults.group != "authentication"):
        section.fail("cause", "only auth and permission have a cause", "Remove it.")
    entry = Entry(
        kind=kind,
        where=section.document.where(section.keys),
        code=code,
        pattern=pattern,
        message=message,
        status=status,
        protocol=protocol,
        family=section.text_or_none("family") if kind == "code" else None,
        success=success,
        failure_class=name,
        retryable=retryable if retryable is not None or not defaults else defaults.retryable,
        fault=section.choice_or_none("fault", FAULTS) or (defaults.fault if defaults else None),
        cause=cause,
        listed=section.flag("listed", listed),
        docs_url=_link(section),
        meaning=section.translations("meaning"),
        remedy=_remedy(section, defaults),
    )
    section.end()
    return entry


def _remedy(section: TomlTable, failure_class: FailureClass | None) -> Mapping[str, str]:
    """What to do about it; where an entry has nothing of its own to say, its class's advice."""
    if failure_class is None or section.has("remedy"):
        return section.translations("remedy")
    return failure_class.advice


def status_of(section: TomlTable, name: str) -> int:
    """An HTTP status that is the name of a table."""
    if not re.fullmatch(r"[1-5][0-9]{2}", name):
        section.fail(None, f'"{name}" is no HTTP status', "Name the table by a number 100 to 599.")
    return int(name)


def _entries(section: TomlTable, classes: Mapping[str, FailureClass]) -> Iterator[Entry]:
    for name, table in section.sections("codes"):
        status = table.whole_or_none("status", 100, 599)
        text = table.text_or_none("message")
        variants = tuple(_variants(table, classes, name))
        yield read_entry(table, classes, "code", code=name, status=status, message=text)
        yield from variants
    for _, table in section.sections("patterns"):
        yield _pattern(table, classes)
    seen: set[str] = set()
    for text, table in section.sections("messages"):
        if text.casefold() in seen:
            table.fail(None, "is given twice, as upper and lower case are one", "Remove one.")
        seen.add(text.casefold())
        yield _message(table, classes, text)
    for number, table in section.sections("closes"):
        status = close_code_of(table, number)
        yield read_entry(table, classes, "close", code=number, status=status)
    for _, table in section.sections("bodies"):
        status = table.whole_or_none("status", 200, 599)
        if status is None:
            table.fail("status", "is missing", "Add the HTTP status that this body comes with.")
        pattern = table.text("pattern")
        yield read_entry(table, classes, "body", code=str(status), status=status, pattern=pattern)
    for name, table in section.sections("statuses"):
        yield read_entry(table, classes, "status", code=name, status=status_of(table, name))


def _variants(
    section: TomlTable, classes: Mapping[str, FailureClass], code: str
) -> Iterator[Entry]:
    """What one code means besides, where a pattern matches the body: tried in order."""
    for _, table in section.sections("when"):
        pattern = table.text("pattern")
        yield read_entry(table, classes, "variant", code=code, pattern=pattern)


def read_reasons(
    section: TomlTable, classes: Mapping[str, FailureClass], name: str, status: int
) -> Iterator[Entry]:
    """What a close code means where its reason matches a pattern: tried in order."""
    for _, table in section.sections("when"):
        pattern, code = table.text("pattern"), table.text_or_none("name") or name
        yield read_entry(
            table, classes, "reason", code=code, status=status, pattern=pattern, listed=False
        )


def close_code_of(section: TomlTable, name: str) -> int:
    """A WebSocket close code that is the name of a table."""
    if not re.fullmatch(r"[1-4][0-9]{3}", name):
        section.fail(None, f'"{name}" is no close code', "Name the table by 1000 to 4999.")
    return int(name)


def _pattern(section: TomlTable, classes: Mapping[str, FailureClass]) -> Entry:
    pattern = section.text("pattern")
    if not section.has("class_from"):
        return read_entry(section, classes, "pattern", code=None, pattern=pattern, listed=False)
    section.choice("class_from", ("status",))
    if section.has("class"):
        section.fail("class", "the class comes from the status", "Remove `class` or `class_from`.")
    entry = Entry(
        kind="pattern",
        where=section.document.where(section.keys),
        pattern=pattern,
        class_from_status=True,
        listed=section.flag("listed", False),
    )
    section.end()
    return entry


def _message(section: TomlTable, classes: Mapping[str, FailureClass], text: str) -> Entry:
    protocol = section.choice_or_none("protocol", PROTOCOLS)
    name = section.text("name") if protocol == "websocket" else section.text_or_none("name")
    if name and not _NAME.fullmatch(name):
        section.fail("name", f'"{name}" cannot be a name', "Use a-z, 0-9 and '_', a letter first.")
    pattern = section.text_or_none("pattern")
    exact = text if pattern is None else None
    return read_entry(
        section, classes, "message", code=name, message=exact, pattern=pattern, protocol=protocol
    )


def _hosts(section: TomlTable) -> tuple[str, ...]:
    hosts = section.list_of_texts("hosts")
    if not hosts:
        section.fail("hosts", "names no host", 'Give at least one, such as "*.example.com".')
    for host in hosts:
        if not is_host(host.removeprefix("*.")):
            todo = 'Write a lower-case name, "example.com", or all below it, "*.example.com".'
            section.fail("hosts", f'"{host}" is no host', todo)
    return hosts


_GROUPS = (
    "hosts", "credential", "envelope", "family", "codes", "patterns", "messages", "closes",
    "bodies", "statuses", "limits", "items", "retry", "samples",
)  # fmt: skip
_GROUP_OF = {
    "code": "codes", "variant": "codes", "pattern": "patterns", "message": "messages",
    "close": "closes", "body": "bodies", "status": "statuses",
}  # fmt: skip


def _sources(section: TomlTable) -> Iterator[DocumentPage]:
    """The pages that the file is after. A file that names any names one for each of its groups."""
    # Laid over a shipped file, some groups are gone, and its pages are no source for the rest.
    over = section.document.under is not None
    there = _GROUPS if over else [group for group in _GROUPS if section.values.get(group)]
    covered: set[str] = set()
    for name, table in section.sections("sources"):
        source = DocumentPage(
            name, _url(table, "url"), table.day("read_on"), table.list_of_texts("tells")
        )
        for group in source.tells:
            if group not in there:
                todo = f"One of: {', '.join(there)}."
                table.fail("tells", f'this file has no "{group}"', todo)
        covered.update(source.tells)
        table.end()
        yield source
    for group in there:
        if covered and group not in covered and not over:
            section.fail(group, "no source tells this", "Add it to what a source `tells`.")


def _with_page(entry: Entry, sources: Iterable[DocumentPage]) -> Entry:
    """An entry that links no page of its own has that of the first source of its group."""
    if entry.docs_url:
        return entry
    group = _GROUP_OF[entry.kind]
    return replace(entry, docs_url=next((s.url for s in sources if group in s.tells), None))


def _url(section: TomlTable, key: str) -> str:
    url = section.text(key)
    if not re.match(r"https?://\S+$", url):
        section.fail(key, f'"{url}" is no link', "Begin with https://.")
    return url


def _link(section: TomlTable) -> str | None:
    return _url(section, "docs_url") if section.has("docs_url") else None


def _family(section: TomlTable) -> Family:
    source = section.choice_or_none("from", ("status", "code")) or "status"
    family = Family(
        source=source,
        pattern=section.text("pattern") if source == "code" else None,
        name=section.text("name") if source == "code" else None,
        where=section.document.where(section.keys),
    )
    section.end()
    return family


def _families(section: TomlTable) -> Iterator[tuple[str, dict[str, str]]]:
    for name, table in section.sections("families"):
        yield name, table.translations("title")
        table.end()


def _backoff(section: TomlTable) -> Backoff:
    return Backoff(
        waits_s=section.list_of_numbers("backoff_s"),
        factor=section.positive_or_none("backoff_factor") or 1,
        longest_s=section.positive_or_none("backoff_max_s"),
    )


def _objective(section: TomlTable) -> Objective:
    target = section.positive_or_none("target")
    if target is not None and target >= 1:
        todo = "Give a share above 0 and below 1, such as 0.995."
        section.fail("target", f"{target:g} leaves no failure to allow", todo)
    classes = section.list_of_texts("classes")
    for name in classes:
        if name not in CLASSES:
            section.fail("classes", f'"{name}" is no class', f"Known are {', '.join(CLASSES)}.")
    if section.has("classes") and not classes:
        section.fail("classes", "names no class", "Name some, or leave the key out for all.")
    section.end()
    return Objective(target, classes or None)


_EXPECTED_CHOICES = {
    "outcome": OUTCOMES,
    "class": CLASSES,
    "fault": FAULTS,
    "cause": CAUSES,
    "evidence": EVIDENCES,
}


def _samples(section: TomlTable, vendor: str, host: str) -> Iterator[VendorSample]:
    address = host.replace("*", "api")
    for position, table in enumerate(section.items("samples"), 1):
        protocol = table.choice_or_none("protocol", PROTOCOLS) or "http"
        scheme = "wss" if protocol == "websocket" else "https"
        yield VendorSample(
            id=f"{vendor}:{position}",
            vendor=vendor,
            where=table.document.where(table.keys),
            about=table.text("about"),
            protocol=protocol,
            method=table.text_or_none("method") or "GET",
            url=table.text_or_none("url") or f"{scheme}://{address}/",
            status=table.whole_or_none("status", 100, 599),
            headers=dict(_texts(table.section_or_empty("headers"))),
            body=table.text_or_none("body"),
            close_code=table.whole_or_none("close_code", 1000, 4999),
            expect=_expected(table.section("expect")),
        )
        table.end()


def _texts(section: TomlTable) -> Iterator[tuple[str, str]]:
    for key in section.values:
        yield key, section.text(key)


def _expected(section: TomlTable) -> dict[str, str | bool | float]:
    expected: dict[str, str | bool | float] = {}
    for key in section.values:
        if key in ("retryable", "listed"):
            expected[key] = section.flag(key, False)
        elif key in _EXPECTED_CHOICES:
            expected[key] = section.choice(key, _EXPECTED_CHOICES[key])
        elif key in ("code", "family", "message", "request_id"):
            expected[key] = section.text(key)
        elif key == "retry_after_s":
            expected[key] = section.positive_or_none(key) or 0.0
    section.end()
    if "class" not in expected and expected.get("outcome") != "ok":
        section.fail(None, "expects neither a class nor success", 'Add class, or outcome = "ok".')
    return expected
