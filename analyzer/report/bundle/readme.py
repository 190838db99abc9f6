"""What is in a support bundle, what was redacted and what was left out."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report.bundle.evidence import timeline
from analyzer.report.bundle.part import VendorPart, one_line

MARK = "REDACTED"
_MARKED = ("path", "query", "message", "detail", "body")


def readme(part: VendorPart) -> str:
    """The page about one vendor's bundle."""
    text = part.text
    names = {
        "message": "message.txt",
        "requests": "requests.json",
        "curl": "curl.txt",
        "timeline": "timeline.md",
        "ids": "trace-ids.txt",
    }
    return "\n".join(
        [
            f"# {one_line(text('readme.title', vendor=part.title))}",
            f"\n## {text('readme.files')}\n",
            *(f"- `{name}`: {text(f'file.{about}')}" for about, name in names.items()),
            f"\n## {text('readme.redacted')}\n",
            *(f"- {line}" for line in redacted(part)),
            f"\n## {text('readme.omitted')}\n",
            *(f"- {line}" for line in omitted(part)),
            "",
        ]
    )


def readme_of_all(parts: Sequence[VendorPart]) -> str:
    """The page above the folders of several vendors."""
    text = parts[0].text
    vendors = ", ".join(part.title for part in parts)
    title = one_line(text("readme.several", vendors=vendors))
    return f"# {title}\n\n{text('readme.one_each')}\n\n{timeline(parts)}"


def redacted(part: VendorPart) -> list[str]:
    """What was taken out, sentence by sentence."""
    text = part.text
    found = {name: sum((row[name] or "").count(MARK) for row in part.rows) for name in _MARKED}
    marked = {name: n for name, n in found.items() if n}
    return [
        text("readme.keys", names=", ".join(part.keys.values()))
        if part.keys
        else text("readme.no_keys"),
        text("readme.marks", marks=sum(marked.values()), fields=", ".join(marked))
        if marked
        else text("readme.no_marks"),
    ]


def omitted(part: VendorPart) -> list[str]:
    """What is not in it, sentence by sentence."""
    return [part.text(f"readme.{name}") for name in ("bodies", "headers", "addresses")]
