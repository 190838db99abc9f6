"""Classifies one HTTP answer by the catalog alone, without a lake and without the network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from analyzer.catalog.answer import Answer, compiled, read_answer, shape_of, told_status
from analyzer.catalog.catalog import Catalog, load
from analyzer.catalog.vendor import Entry, Vendor


@dataclass(frozen=True)
class Verdict:
    """What an answer says, in the words of the view `failures`; of a success most is None.

    `wait_s` is how long to wait before the same request is sent again: by the answer, else of a
    rate limit the first step of the vendor's documented back-off, else None.
    """

    outcome: str
    vendor: str | None
    failure_class: str | None = None
    code: str | None = None
    family: str | None = None
    meaning: str | None = None
    remedy: str | None = None
    retryable: bool | None = None
    wait_s: float | None = None
    fault: str | None = None
    evidence: str | None = None
    message: str | None = None

    def __bool__(self) -> bool:
        """Whether anything failed."""
        return self.outcome in ("failed", "partial")

    def as_dict(self) -> dict[str, object]:
        """The same with the names of the view's columns: `class` for `failure_class`."""
        values = dict(vars(self))
        return {"outcome": values.pop("outcome"), "class": values.pop("failure_class"), **values}


class Classifier:
    """Classifies HTTP answers by a catalog, in one language."""

    def __init__(self, catalog: Catalog, lang: str = "en") -> None:
        self._catalog, self._lang = catalog, lang
        self._hosts = catalog.hosts()
        standards = [e for e in catalog.standards if e.kind in ("status", "shape")]
        self._statuses = {e.status: e for e in standards if e.kind == "status"}
        self._shapes = {e.code: e for e in standards if e.kind == "shape"}
        self._nothing = next(e for e in catalog.standards if e.kind == "none")
        self._vendors = {v.id: _VendorEntries(v) for v in catalog.vendors.values()}

    def classify(
        self,
        status: int | None,
        headers: Mapping[str, str] | None,
        body: str | bytes | None,
        *,
        url: str = "",
        vendor: str | None = None,
    ) -> Verdict:
        """What an answer says; names of `headers` in any case."""
        name = vendor or self._vendor_of(url)
        vendor_entries = self._vendors.get(name or "")
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        if isinstance(body, bytes):
            body = body.decode("utf-8", "replace")
        answer = read_answer(
            vendor_entries.vendor if vendor_entries else None,
            self._catalog.shapes,
            status,
            lower,
            body,
        )
        if not answer.failing:
            return Verdict("unknown" if answer.status is None else "ok", name)
        entry, evidence = self._decide(vendor_entries, answer)
        partial = entry.failure_class == "partial_failure"
        return Verdict(
            outcome="partial" if partial else "failed",
            vendor=name,
            failure_class=entry.failure_class,
            code=answer.code or str(answer.status),
            family=self._family(vendor_entries, answer, entry, evidence),
            meaning=entry.meaning[self._lang] if entry.meaning else None,
            remedy=entry.remedy[self._lang] if entry.remedy else None,
            retryable=entry.retryable,
            wait_s=_wait(vendor_entries, answer, entry),
            fault=entry.fault,
            evidence=evidence,
            message=answer.message,
        )

    def _vendor_of(self, url: str) -> str | None:
        host = (urlsplit(url).hostname or "").lower().removesuffix(".")
        host = f"[{host}]" if ":" in host else host
        for glob, vendor in self._hosts:
            if host.endswith(glob[1:]) if glob.startswith("*.") else host == glob:
                return vendor
        return host or None

    def _decide(self, vendor_entries: _VendorEntries | None, answer: Answer) -> tuple[Entry, str]:
        """In the order of evidence of the view `classified_requests`."""
        return (
            vendor_entries.decide(answer, self._statuses)
            if vendor_entries
            else self._by_shape(answer)
        ) or self._by_status(vendor_entries, answer)

    def _by_shape(self, answer: Answer) -> tuple[Entry, str] | None:
        if answer.code in self._shapes:
            return self._shapes[answer.code], "shape"
        status = told_status(self._catalog.shapes, answer.body) if answer.body else None
        found = self._statuses.get(status) if status else None
        return (found, "shape") if found else None

    def _by_status(
        self, vendor_entries: _VendorEntries | None, answer: Answer
    ) -> tuple[Entry, str]:
        if not answer.status or answer.status < 400:
            told = None if vendor_entries and answer.code else self._uncoded(answer)
            return (told, "shape") if told else (self._nothing, "none")
        status = min(answer.status, 599)
        own = vendor_entries.statuses.get(status) if vendor_entries else None
        return own or self._statuses[status], "status"

    def _uncoded(self, answer: Answer) -> Entry | None:
        """By the shape alone, under a status of success."""
        uncoded = [shape for shape in self._catalog.shapes if shape.uncoded]
        found = shape_of(uncoded, answer.body) if answer.status and answer.body else None
        return found.uncoded if found else None

    def _family(
        self, vendor_entries: _VendorEntries | None, answer: Answer, entry: Entry, evidence: str
    ) -> str | None:
        if answer.code is not None:
            if evidence == "code" and entry.family:
                return entry.family
            family = (
                vendor_entries.family(answer.code)
                if vendor_entries and evidence != "code"
                else None
            )
            if family:
                return family
        return str(answer.status) if answer.status else "unknown"


def _bare(message: str) -> str:
    """A message without what a service may put behind a documented text, as `bare_text` of SQL."""
    return re.sub(r"\([^()]*\)\Z", "", message.rstrip(" .!")).rstrip(" .!")


class _VendorEntries:
    """A vendor's entries, by the evidence that identifies them."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        failures = [e for e in vendor.entries if not e.success]
        self.codes = {e.code: e for e in failures if e.kind == "code"}
        self.variants = _by_code(e for e in vendor.entries if e.kind == "variant")
        self.patterns = [e for e in vendor.entries if e.kind == "pattern"]
        self.statuses = {e.status: e for e in failures if e.kind == "status"}
        self.bodies = [e for e in vendor.entries if e.kind == "body"]
        messages = [e for e in vendor.entries if e.kind == "message"]
        self.messages = {e.message.lower(): e for e in messages if e.message}
        self.message_patterns = [e for e in messages if e.pattern]
        coded = [e for e in vendor.entries if e.kind == "code" and e.message]
        often = Counter((e.message or "").lower() for e in coded)
        self.code_messages = {
            e.message.lower(): e
            for e in coded
            if e.message and not e.success and often[e.message.lower()] == 1
        }

    def decide(
        self, answer: Answer, statuses: Mapping[int | None, Entry]
    ) -> tuple[Entry, str] | None:
        """By all but the HTTP status; `statuses` are what a status means that a code holds."""
        found, digits = self.coded(answer)
        if found:
            return found
        coded = self.statuses.get(digits) or statuses.get(digits) if digits else None
        return (coded, "pattern") if coded else self.by_text(answer)

    def coded(self, answer: Answer) -> tuple[tuple[Entry, str] | None, int | None]:
        """By the code, else by a pattern of codes: the entry, or the status that it holds."""
        if answer.code is None:
            return None, None
        if listed := self.codes.get(answer.code):
            text = answer.body if answer.body is not None else answer.message
            for variant in self.variants.get(answer.code, ()) if text is not None else ():
                if compiled(variant.pattern or "").search(text or ""):
                    return (variant, "code"), None
            return (listed, "code"), None
        for entry in self.patterns:
            if found := compiled(entry.pattern or "").search(answer.code):
                if not entry.class_from_status:
                    return (entry, "pattern"), None
                return None, int(found[1]) if found[1].isdigit() else None
        return None, None

    def by_text(self, answer: Answer) -> tuple[Entry, str] | None:
        """By the message, else by the body."""
        if answer.message is not None:
            text = answer.message.strip(" ").lower()
            entry = self.messages.get(text) or self.messages.get(_bare(text))
            if entry and entry.protocol in (None, "http"):
                return entry, "message"
            listed = self.code_messages.get(text) or self.code_messages.get(_bare(text))
            if answer.code is None and listed:
                return listed, "message"
            for entry in self.message_patterns:
                if entry.protocol in (None, "http") and _matches(entry, answer.message):
                    return entry, "message"
        for entry in self.bodies if answer.body is not None else ():
            if entry.status == answer.status and _matches(entry, answer.body or ""):
                return entry, "body"
        return None

    def family(self, code: str) -> str | None:
        """The family that the vendor's rule gives a code."""
        rule = self.vendor.family
        found = compiled(rule.pattern).search(code) if rule.pattern else None
        return compiled(rule.pattern or "").sub(rule.name or "", code, count=1) if found else None


def _by_code(entries: Iterable[Entry]) -> dict[str | None, list[Entry]]:
    found: dict[str | None, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.code, []).append(entry)
    return found


def _matches(entry: Entry, text: str) -> bool:
    return compiled(entry.pattern or "").search(text) is not None


def _wait(vendor_entries: _VendorEntries | None, answer: Answer, entry: Entry) -> float | None:
    if answer.wait_s is not None or entry.failure_class != "rate_limit" or not vendor_entries:
        return answer.wait_s
    return next(iter(vendor_entries.vendor.backoff.waits_s), None)


@cache
def classifier(vendors: str | Path | None, lang: str) -> Classifier:
    """The classifier of the shipped catalog, or with a user's own files; read once."""
    return Classifier(load(Path(vendors) if vendors else None), lang)


def read_response(
    response: object, body: str | bytes | None, url: str
) -> tuple[int | None, Mapping[str, str], str | bytes | None, str]:
    """Status, headers, body and URL of a response of httpx, requests or aiohttp.

    `body` and `url` come first where they are given.
    """
    status = getattr(response, "status_code", None)
    if status is None:
        status = getattr(response, "status", None)
    headers = getattr(response, "headers", {})
    where = url or str(getattr(response, "url", ""))
    return status, headers, body if body is not None else _body_of(response), where


def _body_of(response: object) -> str | bytes | None:
    """What was read of it: httpx and requests keep `content`, aiohttp `_body`."""
    for name in ("content", "_body"):
        held = getattr(response, name, None)
        if isinstance(held, (str, bytes)):
            return held
    return None
