r"""Burp Suite's items, as "Save items" writes them out as XML: requests and answers of its proxy's history.

Source: PortSwigger, Burp Suite documentation, "Saving items" and the DTD at the beginning of each such
file. `time` is when the request was sent, as Java prints a date; how long it took is not told. Both sides
are whole messages, in base64 unless that was switched off. An item whose answer is empty got none.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from html import unescape

from analyzer.formats import Sample, opens_with, row
from analyzer.formats.kinds.blocks import Blocks
from analyzer.formats.kinds.exchange import assembled_format

_ELEMENT = re.compile(
    r"(?s)<(?P<name>[a-z]+)(?P<how>(?: [^<>]*)?)>(?:<!\[CDATA\[(?P<raw>.*?)\]\]>|(?P<text>[^<]*))</(?P=name)>"
)
_MOST_LINES = 4000


def _read(lines: Sequence[str], at: int) -> tuple[int, Mapping[str, object] | None]:
    """How many lines the item has that begins in one, and the exchange that it tells."""
    if lines[at].strip() != "<item>":
        return 1, None
    last = min(len(lines), at + _MOST_LINES)
    bounds = (n for n in range(at + 1, last) if lines[n].strip() in ("<item>", "</item>"))
    end = next(bounds, last)
    told = _exchange("\n".join(lines[at + 1 : end]))
    if end < last and lines[end].strip() == "</item>":
        return end + 1 - at, told
    # Of one that is cut off, or is longer than what can be seen of it, the status says enough.
    return (end - at, told) if told["status"] else (1, {"broken": "the item has no end"})


def _exchange(item: str) -> dict[str, object]:
    parts = {found["name"]: found for found in _ELEMENT.finditer(item)}
    said = {
        name: (found["raw"] or unescape(found["text"] or "")).strip()
        for name, found in parts.items()
    }
    whole = {
        name: _message(said.get(name, ""), in_base64='base64="true"' in parts[name]["how"])
        for name in ("request", "response")
        if name in parts
    }
    asked, answered = whole.get("request", {}), whole.get("response", {})
    status = said.get("status")
    return {
        "started": said.get("time"),
        "method": said.get("method"),
        "url": said.get("url"),
        "status": status,
        "error": None if status else "no response",
        "sent": said.get("responselength"),
        "request_headers": asked.get("headers"),
        "response_headers": answered.get("headers"),
        "response_body": answered.get("body"),
    }


def _message(text: str, *, in_base64: bool) -> dict[str, str]:
    """The headers of a message, as JSON, and its body, if that is text."""
    try:
        told = b64decode(text).decode() if in_base64 else text
    except ValueError:
        return {}
    head, _, body = told.replace("\r\n", "\n").partition("\n\n")
    lines = (line.partition(":") for line in head.split("\n")[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in lines if name.strip()}
    return {"headers": json.dumps(headers), "body": body} if headers else {}


FORMAT = assembled_format(
    "burp",
    "Burp Suite's items (XML)",
    opens_with(
        r"(?s)\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE items\b.{0,4000}?\]>\s*)?<items burpVersion="
    ),
    lambda: Blocks(_read).take,
    (
        Sample(
            """<?xml version="1.0"?>
<!DOCTYPE items [
<!ELEMENT items (item*)>
<!ATTLIST items burpVersion CDATA "">
]>
<items burpVersion="2026.9.2" exportTime="Thu Nov 19 12:00:00 UTC 2026">
  <item>
    <time>Thu Nov 19 11:00:00 CET 2026</time>
    <url><![CDATA[https://api.tickdb.ai/v1/x?a=1]]></url>
    <host ip="192.0.2.7">api.tickdb.ai</host>
    <method><![CDATA[GET]]></method>
    <request base64="true"><![CDATA[R0VUIC92MS94P2E9MSBIVFRQLzEuMQ0KSG9zdDogYXBpLnRpY2tkYi5haQ0KWC1BUEktS2V5OiBhYWFhYWFhYS0xMTExLTQyMjItODMzMy00NDQ0NDQ0NDQ0NDQNCg0K]]></request>
    <status>429</status>
    <responselength>90</responselength>
    <response base64="true"><![CDATA[SFRUUC8yIDQyOSBUb28gTWFueSBSZXF1ZXN0cw0KUmV0cnktQWZ0ZXI6IDINCkNvbnRlbnQtVHlwZTogYXBwbGljYXRpb24vanNvbg0KDQp7ImNvZGUiOjMwMDF9]]></response>
    <comment></comment>
  </item>
  <item>
    <time>Thu Nov 19 10:00:01 UTC 2026</time>
    <url><![CDATA[https://api.tickdb.ai/v1/y]]></url>
    <method><![CDATA[POST]]></method>
    <request base64="false"><![CDATA[POST /v1/y HTTP/1.1
Host: api.tickdb.ai

{}]]></request>
    <status></status>
    <responselength></responselength>
    <response base64="false"><![CDATA[]]></response>
  </item>
  <item>
    <time>Thu Nov 19 10:00:02 UTC 2026</time>
""",
            rows=(
                row(
                    "10:00:00 GET https://api.tickdb.ai/v1/x?a=1 -> 429 with 90 B",
                    code="3001",
                    key_in="header:x-api-key",
                    retry_after_s=2.0,
                ),
                row("10:00:01 POST https://api.tickdb.ai/v1/y -> other"),
            ),
            rejects=1,
            skipped=28,
        ),
    ),
)
